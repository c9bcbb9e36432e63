public import Catalog
public import Primitives

/// What is owed for one price over one service period, with its reason. A fact once its invoice is issued.
public struct RatedCharge: Sendable, Equatable {
  /// What the amount is owed for.
  public enum Kind: String, Sendable, Codable, CaseIterable {
    case recurring, usage, oneTime = "one-time"
    /// Money back for a billed period that was not used.
    case credit
    case trueUp = "true-up"
    case discount
    case thirdParty = "third-party"
  }

  public var kind: Kind
  /// Who used it; `nil` for a charge on the account itself.
  public var subscription: SubscriptionID?
  public var offering: OfferingCode?
  public var price: PriceCode
  public var name: LocalizedText
  public var period: ServicePeriod
  public var quantity: Exact
  public var unit: String
  /// Rounded to the currency's smallest unit; equals the sum of the explanation.
  public var amount: Money
  public var taxInclusive: Bool
  public var taxCategory: TaxCategoryCode
  public var revenueAccount: LedgerAccountCode
  public var explanation: Explanation

  public init(
    kind: Kind, subscription: SubscriptionID?, offering: OfferingCode?, price: PriceCode, name: LocalizedText,
    period: ServicePeriod, quantity: Exact, unit: String, amount: Money, taxInclusive: Bool = false,
    taxCategory: TaxCategoryCode, revenueAccount: LedgerAccountCode, explanation: Explanation
  ) {
    self.kind = kind
    self.subscription = subscription
    self.offering = offering
    self.price = price
    self.name = name
    self.period = period
    self.quantity = quantity
    self.unit = unit
    self.amount = amount
    self.taxInclusive = taxInclusive
    self.taxCategory = taxCategory
    self.revenueAccount = revenueAccount
    self.explanation = explanation
  }
}
