public import Catalog
public import Primitives

/// An offering held from one day until another, at one quantity and, where agreed, at its own prices.
public struct SubscriptionItem: Sendable, Hashable {
  /// Stable within the subscription; billed periods point at it.
  public var number: Int
  public var offering: OfferingCode
  public var quantity: Exact
  public var from: Day
  /// First day no longer held; `nil` while open.
  public var to: Day?
  /// Dated price agreements: the amount for one unit and one full period, instead of the list price.
  public var agreements: [PriceAgreement]

  public init(
    number: Int, offering: OfferingCode, quantity: Exact = 1, from: Day, to: Day? = nil, agreements: [PriceAgreement] = []
  ) {
    self.number = number
    self.offering = offering
    self.quantity = quantity
    self.from = from
    self.to = to
    self.agreements = agreements
  }
}

/// What a customer pays for a price instead of its list amount, from a day on.
public struct PriceAgreement: Sendable, Hashable {
  /// How the agreed price differs from the list price.
  public enum Change: Sendable, Hashable {
    /// The agreed amount for one unit and one full period.
    case replace(Exact)
    /// Added to the list amount (negative: taken off).
    case add(Exact)
    case percentOff(Exact)
  }

  public var price: PriceCode
  public var effective: EffectivePeriod
  public var change: Change

  public init(price: PriceCode, effective: EffectivePeriod, change: Change) {
    self.price = price
    self.effective = effective
    self.change = change
  }
}
