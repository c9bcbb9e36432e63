public import Balances
public import Primitives

/// Something a control has to tell about a customer balance. A fact.
public struct ControlNotice: Sendable, Hashable {
  /// What it tells of.
  public enum Kind: String, Sendable, CaseIterable {
    /// A limit is used up to a level.
    case level
    /// A limit let nothing more be granted, or refused what goes beyond it.
    case reached
    /// Less than an amount is left.
    case low
  }

  /// The control's.
  public var code: String
  public var kind: Kind
  public var unit: BalanceUnit
  /// What the control names: a limit, or what should be left.
  public var amount: Int64
  /// What was counted by then, or what is left.
  public var stands: Int64
  /// In hundredths of the limit, up to 100; 0 where there is none.
  public var level: Int
  /// Of the stretch that is counted in; `nil` where nothing is counted.
  public var windowStart: Instant?
  /// What should be paid in without asking.
  public var topUp: Int64?

  public init(
    code: String, kind: Kind, unit: BalanceUnit, amount: Int64, stands: Int64, level: Int = 0, windowStart: Instant? = nil, topUp: Int64? = nil
  ) {
    self.code = code
    self.kind = kind
    self.unit = unit
    self.amount = amount
    self.stands = stands
    self.level = level
    self.windowStart = windowStart
    self.topUp = topUp
  }
}
