public import Primitives

/// An amount of one unit under one set of terms.
public struct BalanceBucket: Sendable, Hashable {
  /// Given by the store; 0 before.
  public var id: BalanceBucketID
  /// Within its customer balance, from 1.
  public var number: Int
  public var terms: BucketTerms
  /// The sum of its movements.
  public var amount: Int64
  /// What of it is set aside for what is going on.
  public var reserved: Int64

  public init(id: BalanceBucketID = BalanceBucketID(0), number: Int, terms: BucketTerms, amount: Int64 = 0, reserved: Int64 = 0) {
    self.id = id
    self.number = number
    self.terms = terms
    self.amount = amount
    self.reserved = reserved
  }

  /// What may still be taken: down to the floor, without what is set aside.
  public var available: Int64 { max(0, amount - reserved - terms.floor) }

  /// The same at an instant: nothing before it begins and once it is over.
  public func available(at instant: Instant) -> Int64 { terms.isValid(at: instant) ? available : 0 }

  /// How many units of what is used an amount of the bucket pays for; as many as can be counted where it is more.
  func coverage(of amount: Int64) -> Int64 {
    if terms.factor == .one { return amount }
    return (Exact(unscaled: amount, scale: 0) / terms.factor).minorUnits(digits: 0, mode: .down) ?? .max
  }

  /// How much of the bucket so many units take; rounded up, so that nothing is had for nothing.
  func cost(of units: Int64) -> Int64 {
    if terms.factor == .one { return units }
    return (Exact(unscaled: units, scale: 0) * terms.factor).minorUnits(digits: 0, mode: .up) ?? .max
  }
}
