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
    /// More or less to pay for days billed before, found when they were priced again.
    case correction
  }

  public var kind: Kind
  /// Who used it; `nil` for a charge on the account itself.
  public var subscription: SubscriptionID?
  public var terms: ChargeTerms
  public var period: ServicePeriod
  public var quantity: Exact
  /// Rounded to the currency's smallest unit; equals the sum of the explanation.
  public var amount: Money
  public var explanation: Explanation

  public init(
    kind: Kind, subscription: SubscriptionID?, terms: ChargeTerms, period: ServicePeriod, quantity: Exact, amount: Money,
    explanation: Explanation
  ) {
    self.kind = kind
    self.subscription = subscription
    self.terms = terms
    self.period = period
    self.quantity = quantity
    self.amount = amount
    self.explanation = explanation
  }

  public var offering: OfferingCode? { terms.offering }
  public var price: PriceCode { terms.price }
  public var name: LocalizedText { terms.name }
  public var unit: String { terms.unit }
  public var taxInclusive: Bool { terms.taxInclusive }
  public var taxCategory: TaxCategoryCode { terms.taxCategory }
  public var revenueAccount: LedgerAccountCode { terms.revenueAccount }
}
