public import Primitives

/// A customer's holding of an offering over time: a state machine moved by dated amendments.
///
/// The items are the history: each says what was held, at which quantity and price, from which day until which.
public struct Subscription: Sendable, Hashable {
  /// Where it stands in its life.
  public enum State: String, Sendable, Codable, CaseIterable { case draft, active, suspended, ended }

  public var id: SubscriptionID
  /// The operator's own key, unique.
  public var reference: String
  /// Who uses it.
  public var user: CustomerID
  /// Who pays, over time; the last entry whose day has come counts.
  public var payers: [DatedPayer]
  /// The state on the day of the last command; ask `state(on:)` for any other day.
  public var state: State
  /// The key usage arrives under (telephone number, SIM, meter point); may be empty.
  public var subject: String
  public var startsOn: Day
  /// First day no longer held.
  public var endsOn: Day?
  /// First day after the contract term, when there is one.
  public var termEndsOn: Day?
  public var items: [SubscriptionItem]
  /// Without overlap, in order; a suspension that nobody has ended yet runs to `Day.open`.
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

  /// Draft until activated; then ended from `endsOn` on, suspended within a suspension, active on every other day
  /// (before `startsOn` too: activated, service yet to begin).
  public func state(on day: Day) -> State {
    if state == .draft { return .draft }
    if let endsOn, endsOn <= day { return .ended }
    return suspensions.contains { $0.contains(day) } ? .suspended : .active
  }
}

/// Who pays from a day on.
public struct DatedPayer: Sendable, Hashable {
  public var from: Day
  public var account: BillingAccountID
  public init(from: Day, account: BillingAccountID) {
    self.from = from
    self.account = account
  }
}

/// A campaign or coupon attached from a day on.
public struct AttachedPromotion: Sendable, Hashable {
  public var promotion: PromotionCode
  public var from: Day
  public init(promotion: PromotionCode, from: Day) {
    self.promotion = promotion
    self.from = from
  }
}
