public import Primitives

extension CustomerBalance {
  /// No bucket holds more, so that sums of buckets fit.
  public static let largestAmount: Int64 = 1_000_000_000_000_000

  /// Puts an amount in: what was paid (`topUp`), or what the operator gives (`bonus`).
  ///
  /// - Parameter terms: of the bucket it goes to; the main bucket's when `nil`.
  public func puttingIn(_ amount: Int64, as kind: BalanceMovement.Kind, under terms: BucketTerms? = nil, at instant: Instant) -> BalanceDecision {
    if !self.kind.settles { return .refused(.postpaid) }
    if amount <= 0 { return .refused(.notPositive) }
    var change = BalanceChange(self)
    let number = terms.map { change.bucket(of: $0, at: instant) } ?? CustomerBalance.mainBucket
    guard let bucket = change.balance[number] else { return .refused(.unknownBucket(number)) }
    if let end = bucket.terms.validTo, end <= instant { return .refused(.bucketOver(number, end)) }
    if amount > CustomerBalance.largestAmount - bucket.amount { return .refused(.tooLarge) }
    change.move(number, kind, amount)
    return .done(change)
  }

  /// Corrects a bucket, up or down to its floor.
  public func adjusting(_ number: Int, by amount: Int64, at instant: Instant) -> BalanceDecision {
    if !kind.settles { return .refused(.postpaid) }
    guard let bucket = self[number] else { return .refused(.unknownBucket(number)) }
    if amount == 0 { return .refused(.notPositive) }
    if let end = bucket.terms.validTo, end <= instant, amount > 0 { return .refused(.bucketOver(number, end)) }
    if amount > CustomerBalance.largestAmount - bucket.amount { return .refused(.tooLarge) }
    if amount < 0 - bucket.available { return .refused(.notEnough(available: bucket.available, bucket.terms.unit)) }
    var change = BalanceChange(self)
    change.move(number, .adjustment, amount)
    return .done(change)
  }

  /// Moves an amount of a bucket to another customer balance. Validity and terms go with it; credit is never given away.
  ///
  /// - Returns: both after it, this one first.
  public func transferring(_ amount: Int64, from number: Int = mainBucket, to other: CustomerBalance, sameBooks: Bool, at instant: Instant) -> TransferDecision {
    if !kind.settles || !other.kind.settles { return .refused(.postpaid) }
    guard let bucket = self[number] else { return .refused(.unknownBucket(number)) }
    if amount <= 0 { return .refused(.notPositive) }
    if let end = bucket.terms.validTo, end <= instant { return .refused(.bucketOver(number, end)) }
    let own = max(0, bucket.amount - bucket.reserved)
    if own < amount { return .refused(.notEnough(available: own, bucket.terms.unit)) }
    if !sameBooks || currency != other.currency { return .refused(.otherBooks) }
    if other.reference == reference { return .refused(.itself) }
    var here = BalanceChange(self)
    here.move(number, .transferOut, 0 - amount)
    var there = BalanceChange(other)
    let target = number == CustomerBalance.mainBucket ? CustomerBalance.mainBucket : there.bucket(of: bucket.terms, at: instant)
    if amount > CustomerBalance.largestAmount - (there.balance[target]?.amount ?? 0) { return .refused(.tooLarge) }
    there.move(target, .transferIn, amount)
    return .done(here, there)
  }

  /// Ends what is over: the rest of each bucket goes on where its terms say so, and is gone otherwise. What is set aside
  /// for something going on stays until that is done.
  ///
  /// - Parameter wentOn: what of each bucket, by its number, went on before; the most that may go on is less by it.
  public func expiring(at instant: Instant, wentOn: [Int: Int64] = [:]) -> BalanceChange {
    var change = BalanceChange(self)
    for bucket in buckets {
      guard let end = bucket.terms.validTo, end <= instant else { continue }
      let rest = bucket.amount - bucket.reserved
      if rest <= 0 { continue }
      var kept: Int64 = 0
      if let rollover = bucket.terms.rollover, rollover.days > 0 {
        var next = bucket.terms
        next.validFrom = end
        next.validTo = end.adding(seconds: Int64(rollover.days) * 86_400)
        next.rollover = nil
        let most = min(rest, rollover.atMost.map { max(0, $0) - (wentOn[bucket.number] ?? 0) } ?? rest)
        // A rest that is looked at too late would be over at once.
        if most > 0, let until = next.validTo, until > instant {
          let number = change.bucket(of: next, at: instant)
          kept = min(most, CustomerBalance.largestAmount - (change.balance[number]?.amount ?? 0))
          change.move(bucket.number, .rolloverOut, 0 - kept)
          change.move(number, .rolloverIn, kept)
        }
      }
      change.move(bucket.number, .expiry, kept - rest)
    }
    return change
  }
}

/// What is decided about two customer balances.
public enum TransferDecision: Sendable, Hashable {
  case done(BalanceChange, BalanceChange)
  case refused(BalanceRefusal)
}
