public import Balances
public import Primitives

extension LowBalance {
  /// What a customer balance has of what this looks at, set aside or not; of a postpaid one what its bill cycle may still come to.
  ///
  /// - Returns: `nil` when it never had any bucket of the unit: what nobody gave does not get low.
  public func stands(in balance: CustomerBalance, at instant: Instant) -> Int64? {
    if balance.kind == .postpaid, unit == .money(balance.currency) {
      return balance.guardBucket(at: instant).map { $0.amount - $0.terms.floor } ?? balance.creditLimitMinor
    }
    return balance.buckets.contains { $0.terms.unit == unit } ? balance.amount(of: unit, at: instant) : nil
  }

  /// Whether a customer balance has less than the amount.
  public func isBelow(in balance: CustomerBalance, at instant: Instant) -> Bool { stands(in: balance, at: instant).map { $0 < amount } ?? false }

  /// Whether at least the amount was there at any time from one instant to another, while nothing moved.
  public func wasEnough(in balance: CustomerBalance, since: Instant, through: Instant) -> Bool {
    if !isBelow(in: balance, at: since) || !isBelow(in: balance, at: max(since, through)) { return true }
    // Without a movement, it changes where something begins to be valid or ends.
    func isEnough(from border: Instant?) -> Bool { border.map { since < $0 && $0 <= through && !isBelow(in: balance, at: $0) } ?? false }
    return balance.buckets.contains { isEnough(from: $0.terms.validFrom) || isEnough(from: $0.terms.validTo) }
  }

  /// What there is to tell when use moved something.
  ///
  /// - Parameter isTold: whether it was told since at least the amount was there.
  func notice(_ code: String, before: CustomerBalance, change: BalanceChange, isTold: Bool, at instant: Instant) -> ControlNotice? {
    guard !change.movements.isEmpty, let stands = self.stands(in: change.balance, at: instant), stands < amount else { return nil }
    return isTold && isBelow(in: before, at: instant) ? nil : notice(code, of: before, stands: stands)
  }

  /// What there is to tell of a change that no use made, such as a correction, a transfer, or an end of validity: it fell below the amount.
  ///
  /// What ends is written down some time after it could be spent last; until then it counts as having been there.
  public func notice(_ code: String, before: CustomerBalance, change: BalanceChange, at instant: Instant) -> ControlNotice? {
    guard let was = self.stands(in: before, at: instant), let stands = self.stands(in: change.balance, at: instant) else { return nil }
    let ended = change.movements.filter { $0.kind == .expiry || $0.kind == .rolloverOut }.filter { before[$0.bucket]?.terms.unit == unit }
    return was.adding(ended.reduce(0) { $0 - $1.amount }) >= amount && stands < amount ? notice(code, of: before, stands: stands) : nil
  }

  /// Nothing is paid into what only guards a bill.
  private func notice(_ code: String, of balance: CustomerBalance, stands: Int64) -> ControlNotice {
    ControlNotice(code: code, kind: .low, unit: unit, amount: amount, stands: stands, topUp: balance.kind.settles ? topUp : nil)
  }
}

/// What is known of whether it was told that little is left of a customer balance.
public struct LowTold: Sendable, Hashable {
  /// Whether it was told, and less than the amount was there ever since.
  public var isTold: Bool
  /// Up to when that is known.
  public var through: Instant

  public init(isTold: Bool, through: Instant) {
    self.isTold = isTold
    self.through = through
  }

  /// The same up to a later instant, while nothing moved.
  public func goingOn(_ low: LowBalance, in balance: CustomerBalance, through instant: Instant) -> LowTold {
    if instant <= through { return self }
    return LowTold(isTold: isTold && !low.wasEnough(in: balance, since: through, through: instant), through: instant)
  }
}
