public import Balances
public import Primitives

/// How much may be spent, or used, within a stretch of time.
public struct SpendingLimit: Sendable, Hashable {
  /// The stretch that is counted in; each begins at zero. Days are those of the account's zone, weeks begin on Monday.
  public enum Window: String, Sendable, CaseIterable {
    case hour, day, week, month
    /// The bill cycle period.
    case cycle
  }

  /// Money, with tax; or units of a service, however they are paid.
  public var unit: BalanceUnit
  /// In smallest units.
  public var amount: Int64
  public var window: Window
  public var use: ControlledUse
  /// Hundredths of the amount at which somebody is told, beside the whole of it.
  public var warnAt: [Int]
  /// Whether nothing more is granted when it is reached; else it is only told.
  public var blocks: Bool

  public init(unit: BalanceUnit, amount: Int64, window: Window, use: ControlledUse = .everything, warnAt: [Int] = [], blocks: Bool = true) {
    self.unit = unit
    self.amount = amount
    self.window = window
    self.use = use
    self.warnAt = Set(warnAt).sorted()
    self.blocks = blocks
  }

  /// What of use it counts.
  func counts(_ charged: ChargedService) -> Int64 { unit.isMoney ? charged.grossMinor : unit == charged.unit ? charged.units : 0 }

  /// The levels of the amount that a count has come to and nobody was told of, in hundredths, the lowest first.
  func levels(of count: SpendingCount) -> [Int] {
    let told = count.told(of: amount)
    return (warnAt.filter { $0 < 100 } + [100]).filter { $0 > told && Int128(count.counted) * 100 >= Int128(amount) * Int128($0) }
  }

  /// How much of the amount a count has come to, in whole hundredths up to 100.
  func level(of count: SpendingCount) -> Int {
    if count.counted >= amount { return 100 }
    return count.counted <= 0 ? 0 : Int(Int128(count.counted) * 100 / Int128(amount))
  }
}

extension SpendingLimit.Window {
  /// The stretch that holds an instant, half-open.
  public func stretch(of instant: Instant, zone: Zone, cycle: (start: Instant, end: Instant)) -> (start: Instant, end: Instant) {
    let day = zone.day(of: instant)
    func days(_ from: Day, _ to: Day) -> (Instant, Instant) { (zone.start(of: from), zone.start(of: to)) }
    switch self {
    case .hour:
      let second = zone.secondOfDay(of: instant)
      let start = Instant(seconds: instant.seconds - Int64(second % 3_600))
      return (start, start.adding(seconds: 3_600))
    case .day: return days(day, day.adding(days: 1))
    case .week:
      let monday = day.adding(days: 1 - day.weekday)
      return days(monday, monday.adding(days: 7))
    case .month:
      let first = day.adding(days: 1 - day.dayOfMonth)
      return days(first, first.adding(months: 1))
    case .cycle: return cycle
    }
  }
}

/// Names what a limit counted in one of its stretches, for one customer balance.
public struct CountKey: Sendable, Hashable {
  public var balance: CustomerBalanceID
  /// The control's.
  public var code: String
  public var windowStart: Instant

  public init(balance: CustomerBalanceID, code: String, windowStart: Instant) {
    self.balance = balance
    self.code = code
    self.windowStart = windowStart
  }
}

/// What a limit counted.
public struct SpendingCount: Sendable, Hashable {
  /// What was used.
  public var counted: Int64
  /// What was granted and is not yet accounted for.
  public var reserved: Int64
  /// The highest level that was told, in hundredths, of each amount that the limit had: levels of another amount are other levels.
  public private(set) var told: [Int64: Int] = [:]
  /// Amounts that the limit had and was told to have kept something from being used before they were counted up, with the level told then: that
  /// is told once, and keeps no level from being told.
  public private(set) var refused: [Int64: Int] = [:]

  public init(counted: Int64 = 0, reserved: Int64 = 0) {
    self.counted = counted
    self.reserved = reserved
  }

  /// The highest level that a notice of any amount names, and no less than 1 once there is a notice.
  public var highestTold: Int { max(told.values.max() ?? 0, refused.values.max().map { max(1, $0) } ?? 0) }

  /// The highest level that was told of an amount of the limit; 0: none.
  func told(of amount: Int64) -> Int { told[amount] ?? 0 }

  /// Whether it was told of an amount that nothing more is granted, or that something was refused.
  func isReachTold(of amount: Int64) -> Bool { told(of: amount) >= 100 || refused[amount] != nil }

  /// Notes what a notice tells.
  ///
  /// - Parameter stands: what was counted by then.
  public mutating func tell(_ kind: ControlNotice.Kind, _ level: Int, of amount: Int64, stands: Int64) {
    if kind == .reached, stands < amount { refused[amount] = max(level, refused[amount] ?? 0) } else { told[amount] = max(level, told(of: amount)) }
  }

  /// What was used, with what was granted.
  var total: Int128 { Int128(counted) + Int128(reserved) }

  /// Counts what was used, or less than nothing where it is given back.
  mutating func count(_ amount: Int64) { counted = counted.adding(amount) }
}

/// An amount that is counted, or kept for what is granted, in one stretch of a limit.
public struct CountPart: Sendable, Hashable {
  /// The control's.
  public var code: String
  public var windowStart: Instant
  public var amount: Int64

  public init(code: String, windowStart: Instant, amount: Int64) {
    self.code = code
    self.windowStart = windowStart
    self.amount = amount
  }
}
