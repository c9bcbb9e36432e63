public import Primitives

/// Every how often an account is billed, and on which day.
public struct BillCycle: Sendable, Hashable, Codable {
  /// The length of one cycle.
  public enum Unit: String, Sendable, Codable, CaseIterable {
    case week, month, quarter, halfYear = "half-year", year

    /// Months in one cycle; 0 for a week.
    public var months: Int {
      switch self {
      case .week: 0
      case .month: 1
      case .quarter: 3
      case .halfYear: 6
      case .year: 12
      }
    }
  }

  public var unit: Unit
  /// Weeks: 1 Monday … 7 Sunday. Else the day of the month, 1…31, stepping to the last day of shorter months.
  public var anchorDay: Int
  /// 1…12, for cycles longer than a month: a month in which one starts. January when not said.
  public var anchorMonth: Int

  public init(unit: Unit, anchorDay: Int, anchorMonth: Int = 1) {
    self.unit = unit
    self.anchorDay = anchorDay
    self.anchorMonth = anchorMonth
  }

  public static let calendarMonth = BillCycle(unit: .month, anchorDay: 1)
}
