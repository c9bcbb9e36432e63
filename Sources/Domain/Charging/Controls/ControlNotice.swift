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

extension LowBalance {
  /// What there is to tell when a customer balance changed: it fell below the amount.
  public func notice(_ code: String, before: CustomerBalance, after: CustomerBalance, at instant: Instant) -> ControlNotice? {
    notice(code, was: before.amount(of: unit, at: instant), stands: after.amount(of: unit, at: instant))
  }

  /// The same of a change that no use made: a correction, a transfer, an end of validity.
  ///
  /// What ends is written down some time after it could be spent last; until then it counts as having been there.
  public func notice(_ code: String, before: CustomerBalance, change: BalanceChange, at instant: Instant) -> ControlNotice? {
    let ended = change.movements.filter { $0.kind == .expiry || $0.kind == .rolloverOut }.filter { before[$0.bucket]?.terms.unit == unit }
    return notice(
      code, was: before.amount(of: unit, at: instant).adding(ended.reduce(0) { $0 - $1.amount }), stands: change.balance.amount(of: unit, at: instant))
  }

  private func notice(_ code: String, was: Int64, stands: Int64) -> ControlNotice? {
    was >= amount && stands < amount ? ControlNotice(code: code, kind: .low, unit: unit, amount: amount, stands: stands, topUp: topUp) : nil
  }
}
