public import Primitives

/// What a billing account has to spend: buckets of money and of units. One customer balance serves one subscription, some,
/// or all that the account pays for.
public struct CustomerBalance: Sendable, Hashable {
  /// When what is used is paid.
  public enum Kind: String, Sendable, CaseIterable {
    /// Before it is used: nothing goes below zero.
    case prepaid
    /// Before it is used, and with a credit limit beyond.
    case hybrid
    /// With the bill: the customer balance only guards that a bill cycle does not go beyond the limit.
    case postpaid

    /// Whether what is taken from it is paid for, so that no bill asks for it again.
    public var settles: Bool { self != .postpaid }
  }

  /// Given by the store; 0 before.
  public var id: CustomerBalanceID
  /// The operator's own key.
  public var reference: String
  public var account: BillingAccountID
  public var currency: Currency
  public var kind: Kind
  /// How far the money may go below zero; 0 for prepaid.
  public var creditLimitMinor: Int64
  /// In the order of their numbers.
  public var buckets: [BalanceBucket]

  public init(
    id: CustomerBalanceID = CustomerBalanceID(0), reference: String, account: BillingAccountID, currency: Currency, kind: Kind,
    creditLimitMinor: Int64 = 0, buckets: [BalanceBucket] = []
  ) {
    self.id = id
    self.reference = reference
    self.account = account
    self.currency = currency
    self.kind = kind
    self.creditLimitMinor = creditLimitMinor
    self.buckets = buckets
  }

  /// A new one with its main bucket: money without an end.
  public static func opened(
    reference: String, account: BillingAccountID, currency: Currency, kind: Kind, creditLimitMinor: Int64 = 0, at instant: Instant
  ) -> CustomerBalance {
    // A limit of each bill cycle stands in a bucket of that cycle.
    let main = BucketTerms(unit: .money(currency), validFrom: instant, floor: kind.settles ? -creditLimitMinor : 0)
    return CustomerBalance(
      reference: reference, account: account, currency: currency, kind: kind, creditLimitMinor: creditLimitMinor,
      buckets: [BalanceBucket(number: CustomerBalance.mainBucket, terms: main)])
  }

  /// The number of the bucket that every customer balance begins with.
  public static let mainBucket = 1

  /// Of a postpaid one, the bucket that guards the bill cycle of an instant; `nil` before the cycle's first use.
  public func guardBucket(at instant: Instant) -> BalanceBucket? {
    buckets.first { $0.terms.floor < 0 && $0.terms.validTo != nil && $0.terms.isValid(at: instant) }
  }

  public subscript(number: Int) -> BalanceBucket? { buckets.first { $0.number == number } }

  /// What of a unit is there at an instant, set aside or not.
  public func amount(of unit: BalanceUnit, at instant: Instant) -> Int64 {
    buckets.reduce(0) { $1.terms.unit == unit && $1.terms.isValid(at: instant) ? $0 &+ $1.amount : $0 }
  }

  /// What of a unit may still be taken at an instant.
  public func available(of unit: BalanceUnit, at instant: Instant) -> Int64 {
    if kind == .postpaid, unit.isMoney, guardBucket(at: instant) == nil { return creditLimitMinor }
    return buckets.reduce(0) { $1.terms.unit == unit && $1.terms.isValid(at: instant) ? $0 &+ $1.available : $0 }
  }
}
