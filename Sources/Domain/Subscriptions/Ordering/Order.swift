public import Primitives

/// What a customer wants, as accepted once under a key. A repeat of the key gets the first answer.
public struct Order: Sendable, Hashable {
  /// The idempotency key; unique among all orders.
  public var key: String
  public var customer: String
  /// Reference of the account that pays.
  public var account: String
  /// How it came in: `web`, `shop`, `partner`; some offerings are sold through some channels only.
  public var channel: String
  public var placedOn: Day
  /// Becomes one subscription each.
  public var lines: [OrderLine]

  public init(key: String, customer: String, account: String, channel: String, placedOn: Day, lines: [OrderLine]) {
    self.key = key
    self.customer = customer
    self.account = account
    self.channel = channel
    self.placedOn = placedOn
    self.lines = lines
  }
}

/// One plan or bundle with its options.
public struct OrderLine: Sendable, Hashable {
  /// The operator's key of the subscription to be; made from the order's key and the line's position when empty.
  public var reference: String
  public var offering: OfferingCode
  public var quantity: Exact
  public var startsOn: Day
  /// First day no longer held, when it is known.
  public var endsOn: Day?
  /// Instead of the offering's contract term.
  public var termMonths: Int?
  /// The key that usage arrives under.
  public var subject: String
  public var options: [OptionChoice]
  public var agreements: [PriceAgreement]
  public var promotions: [PromotionCode]

  public init(
    reference: String = "", offering: OfferingCode, quantity: Exact = 1, startsOn: Day, endsOn: Day? = nil,
    termMonths: Int? = nil, subject: String = "", options: [OptionChoice] = [], agreements: [PriceAgreement] = [],
    promotions: [PromotionCode] = []
  ) {
    self.reference = reference
    self.offering = offering
    self.quantity = quantity
    self.startsOn = startsOn
    self.endsOn = endsOn
    self.termMonths = termMonths
    self.subject = subject
    self.options = options
    self.agreements = agreements
    self.promotions = promotions
  }
}

/// An option chosen with a plan.
public struct OptionChoice: Sendable, Hashable {
  public var offering: OfferingCode
  public var quantity: Exact
  public var agreements: [PriceAgreement]

  public init(offering: OfferingCode, quantity: Exact = 1, agreements: [PriceAgreement] = []) {
    self.offering = offering
    self.quantity = quantity
    self.agreements = agreements
  }
}
