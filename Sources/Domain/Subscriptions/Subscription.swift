public import Catalog
public import Primitives

/// A customer's holding of an offering over time: a state machine moved by dated amendments.
///
/// The items are the history: each says what was held, at which quantity and price, from which day until which.
public struct Subscription: Sendable, Hashable {
  public enum State: String, Sendable, Codable, CaseIterable { case draft, active, suspended, ended }

  public var id: SubscriptionID
  /// The operator's own key, unique.
  public var reference: String
  /// Who uses it.
  public var user: CustomerID
  /// Who pays, over time; the last entry whose day has come counts.
  public var payers: [DatedPayer]
  public var state: State
  /// The key usage arrives under (telephone number, SIM, meter point); may be empty.
  public var subject: String
  public var startsOn: Day
  /// First day no longer held.
  public var endsOn: Day?
  /// First day after the contract term, when there is one.
  public var termEndsOn: Day?
  public var items: [SubscriptionItem]
  public var suspensions: [ServicePeriod]
  public var promotions: [AttachedPromotion]

  public init(
    id: SubscriptionID, reference: String, user: CustomerID, payers: [DatedPayer], state: State = .draft,
    subject: String = "", startsOn: Day, endsOn: Day? = nil, termEndsOn: Day? = nil, items: [SubscriptionItem] = [],
    suspensions: [ServicePeriod] = [], promotions: [AttachedPromotion] = []
  ) {
    self.id = id
    self.reference = reference
    self.user = user
    self.payers = payers
    self.state = state
    self.subject = subject
    self.startsOn = startsOn
    self.endsOn = endsOn
    self.termEndsOn = termEndsOn
    self.items = items
    self.suspensions = suspensions
    self.promotions = promotions
  }

  /// The account that pays on `day`.
  public func payer(on day: Day) -> BillingAccountID? {
    payers.last { $0.from <= day }?.account
  }
}

public struct DatedPayer: Sendable, Hashable {
  public var from: Day
  public var account: BillingAccountID
  public init(from: Day, account: BillingAccountID) {
    self.from = from
    self.account = account
  }
}

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

public struct AttachedPromotion: Sendable, Hashable {
  public var promotion: PromotionCode
  public var from: Day
  public init(promotion: PromotionCode, from: Day) {
    self.promotion = promotion
    self.from = from
  }
}
