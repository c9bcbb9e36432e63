public import Primitives

/// What an invoice billed for one item and price: a fact, written with the invoice. Credits are facts of their own.
///
/// Hand them over in the order they were billed: a credit belongs to the latest charge that covers its days.
public struct BilledPeriod: Sendable, Hashable {
  /// Whether money was charged, or given back and why.
  public enum Kind: String, Sendable, Codable, CaseIterable {
    case charge
    /// An unused part given back by a repair; `period` is that part.
    case credit
    /// Money given back for other reasons: it lowers what a later repair can give, and covers no days.
    case adjustment
  }

  /// Who was billed.
  public var account: BillingAccountID
  public var subscription: SubscriptionID
  /// The item's number.
  public var item: Int
  public var price: PriceCode
  public var kind: Kind
  /// The days billed, or given back; half-open.
  public var period: ServicePeriod
  /// The whole price period they are part of.
  public var fullPeriod: ServicePeriod
  public var quantity: Exact
  /// In the smallest unit of the account's currency; credits and adjustments are negative.
  public var amountMinor: Int64

  public init(
    account: BillingAccountID, subscription: SubscriptionID, item: Int, price: PriceCode, kind: Kind = .charge,
    period: ServicePeriod, fullPeriod: ServicePeriod, quantity: Exact, amountMinor: Int64
  ) {
    self.account = account
    self.subscription = subscription
    self.item = item
    self.price = price
    self.kind = kind
    self.period = period
    self.fullPeriod = fullPeriod
    self.quantity = quantity
    self.amountMinor = amountMinor
  }
}
