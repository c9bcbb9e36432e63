public import Primitives

/// What is decided about a customer balance.
public enum BalanceDecision: Sendable, Hashable {
  case done(BalanceChange)
  case refused(BalanceRefusal)
}

/// A customer balance after a decision, with what led there.
public struct BalanceChange: Sendable, Hashable {
  public var balance: CustomerBalance
  public var movements: [BalanceMovement]

  public init(_ balance: CustomerBalance, movements: [BalanceMovement] = []) {
    self.balance = balance
    self.movements = movements
  }

  /// Adds to a bucket, which must be there.
  public mutating func move(_ bucket: Int, _ kind: BalanceMovement.Kind, _ amount: Int64) {
    guard amount != 0, let index = balance.buckets.firstIndex(where: { $0.number == bucket }) else { return }
    balance.buckets[index].amount += amount
    movements.append(BalanceMovement(bucket: bucket, kind: kind, amount: amount, after: balance.buckets[index].amount))
  }

  /// The bucket that what is paid in under `terms` at an instant goes to: one of the same terms, or a new one.
  public mutating func bucket(of terms: BucketTerms, at instant: Instant) -> Int {
    if let known = balance.buckets.first(where: { $0.terms.takesIn(terms, at: instant) }) { return known.number }
    let number = (balance.buckets.map(\.number).max() ?? 0) + 1
    balance.buckets.append(BalanceBucket(number: number, terms: terms))
    return number
  }
}

/// Why something is not done. Tested in this order, so that the first that holds is told.
public enum BalanceRefusal: Sendable, Hashable {
  /// Nothing is paid into a customer balance that only guards a limit.
  case postpaid
  case unknownBucket(Int)
  /// Zero, or of the wrong sign.
  case notPositive
  /// It is over, so that nothing more is put into it.
  case bucketOver(Int, Instant)
  /// More than a bucket can count.
  case tooLarge
  /// Less is there than is asked for.
  case notEnough(available: Int64, BalanceUnit)
  /// Money of different sellers or currencies.
  case otherBooks
  /// From a customer balance to itself.
  case itself
}
