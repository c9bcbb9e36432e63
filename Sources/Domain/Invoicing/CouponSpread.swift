public import Primitives
import Taxation

/// Coupons spread over fees before tax, without rounding the shares: the convention of systems that tax each fee alone.
///
/// Invoices of this house round discounts as lines (`DocumentDiscount`); this is for comparing with, and importing
/// from, others.
public struct CouponSpread: Sendable, Hashable {
  /// One fee that the coupon may lower.
  public struct Fee: Sendable, Hashable {
    public var amount: Exact
    public var taxPercent: Exact

    public init(amount: Exact, taxPercent: Exact) {
      self.amount = amount
      self.taxPercent = taxPercent
    }
  }

  public let fees: [Fee]
  /// What all coupons together take off each fee; exact.
  public private(set) var coupons: [Exact]

  /// Decimals each coupon's share of a fee is kept with; `nil` keeps it exact.
  private let shareDigits: Int?

  /// With `shareDigits` every share is rounded half up when it is taken, as systems do that store shares.
  public init(_ fees: [Fee], shareDigits: Int? = nil) {
    self.fees = fees
    self.shareDigits = shareDigits
    coupons = Array(repeating: .zero, count: fees.count)
  }

  /// Takes a coupon off the fees it is for, in proportion to what earlier coupons left of each; never more than that.
  public mutating func apply(_ amount: Exact, to eligible: [Int]) {
    let sum = eligible.reduce(Exact.zero) { $0 + left(of: $1) }
    guard sum.isPositive else { return }
    let taken = min(amount, sum)
    let shares = eligible.map { taken * left(of: $0) / sum }
    for (fee, share) in zip(eligible, shares) { coupons[fee] += shareDigits.map { share.rounded($0, .halfUp) } ?? share }
  }

  /// What is left of a fee.
  public func left(of fee: Int) -> Exact { fees[fee].amount - coupons[fee] }

  /// Tax of a fee on what is left of it; exact.
  public func tax(of fee: Int) -> Exact { left(of: fee) * fees[fee].taxPercent * Exact(unscaled: 1, scale: 2) }

  public var net: Exact { fees.indices.reduce(.zero) { $0 + left(of: $1) } }
  /// The sum of the exact taxes, to be rounded once.
  public var tax: Exact { fees.indices.reduce(.zero) { $0 + tax(of: $1) } }
}
