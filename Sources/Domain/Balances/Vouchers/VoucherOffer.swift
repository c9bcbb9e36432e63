public import Primitives

/// What each voucher of a batch pays in, and when.
public struct VoucherOffer: Sendable, Hashable {
  public var unit: BalanceUnit
  /// In whole smallest units.
  public var amount: Int64
  /// How many days what it pays in may be spent, from its redemption on; `nil`: for ever.
  public var validDays: Int?
  /// Given by the operator, not sold.
  public var isBonus: Bool
  /// When it may be redeemed: from the first instant up to, and without, the second.
  public var redeemFrom: Instant
  public var redeemUntil: Instant?

  public init(unit: BalanceUnit, amount: Int64, validDays: Int? = nil, isBonus: Bool = false, redeemFrom: Instant, redeemUntil: Instant? = nil) {
    self.unit = unit
    self.amount = amount
    self.validDays = validDays
    self.isBonus = isBonus
    self.redeemFrom = redeemFrom
    self.redeemUntil = redeemUntil
  }

  /// The terms of the bucket it pays into at an instant; `nil`: the main bucket's.
  public func terms(at instant: Instant) -> BucketTerms? {
    if unit.isMoney, validDays == nil { return nil }
    return BucketTerms(unit: unit, validFrom: instant, validTo: validDays.map { instant.adding(seconds: Int64($0) * 86_400) })
  }

  /// Why it pays nothing into a customer balance at an instant.
  public enum Refusal: Sendable, Hashable {
    case early(Instant)
    case over(Instant)
    case otherCurrency(BalanceUnit)
  }

  /// `nil` when it pays in.
  public func refusal(into balance: CustomerBalance, at instant: Instant) -> Refusal? {
    if instant < redeemFrom { return .early(redeemFrom) }
    if let redeemUntil, redeemUntil <= instant { return .over(redeemUntil) }
    return unit.isMoney && unit != .money(balance.currency) ? .otherCurrency(unit) : nil
  }
}
