public import Primitives

/// When amounts are booked: a calendar month. Neither the service period nor the billing period.
public struct AccountingPeriod: Sendable, Hashable, Comparable {
  /// The first day of the month.
  public let start: Day

  public init(containing day: Day) { start = day.adding(days: 1 - day.dayOfMonth) }

  public var next: AccountingPeriod { AccountingPeriod(containing: start.adding(months: 1)) }
  /// The first day that no longer belongs to it.
  public var end: Day { start.adding(months: 1) }
  public var lastDay: Day { end.adding(days: -1) }

  public static func < (a: AccountingPeriod, b: AccountingPeriod) -> Bool { a.start < b.start }
}

extension AccountingPeriod: CustomStringConvertible {
  /// `2026-03`.
  public var description: String { String(start.description.prefix(7)) }
}
