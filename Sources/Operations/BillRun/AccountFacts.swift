public import Parties
public import Primitives
public import Subscriptions
public import Usage

/// Everything known of one invoice's accounts, as read on one snapshot: the input of billing them.
public struct AccountFacts: Sendable {
  /// Who receives the invoice.
  public var payer: MemberFacts
  /// Accounts whose lines stand on it, by identifier.
  public var children: [MemberFacts]
  /// Gross amounts of the payer's latest invoices, newest first, at most six.
  public var recentGrossMinor: [Int64]
  public var thirdParty: [ThirdPartyCharge]
  /// What earlier days were found to cost more or less.
  public var corrections: [CorrectionCharge]
  /// The last subscription fact on the snapshot.
  public var factsThrough: Int64

  public init(
    payer: MemberFacts, children: [MemberFacts], recentGrossMinor: [Int64], thirdParty: [ThirdPartyCharge],
    corrections: [CorrectionCharge] = [], factsThrough: Int64
  ) {
    self.corrections = corrections
    self.factsThrough = factsThrough
    self.payer = payer
    self.children = children
    self.recentGrossMinor = recentGrossMinor
    self.thirdParty = thirdParty
  }

  /// How many events of usage are among them.
  public var eventCount: Int {
    children.reduce(payer.usage.eventCount) { $0 + $1.usage.eventCount }
  }
}

/// One account with what it holds, used and was billed for.
public struct MemberFacts: Sendable {
  public var account: BillingAccount
  /// First day not yet billed.
  public var billedThrough: Day
  public var subscriptions: [SubscriptionFacts]
  public var usage: UnbilledUsage
  /// How far usage was billed before.
  public var usageSince: UsageClosing
  public var carried: CarriedState
  /// Usage amounts billed before, by subscription, price and period; read only when late events are there.
  public var billedUsage: [BilledUsage]
  /// What usage is priced by, when that is known better than it was when the days were billed; `nil`: `subscriptions`.
  public var holdings: [Subscription]?

  public init(
    account: BillingAccount, billedThrough: Day, subscriptions: [SubscriptionFacts], usage: UnbilledUsage,
    usageSince: UsageClosing, carried: CarriedState, billedUsage: [BilledUsage] = [], holdings: [Subscription]? = nil
  ) {
    self.holdings = holdings
    self.account = account
    self.billedThrough = billedThrough
    self.subscriptions = subscriptions
    self.usage = usage
    self.usageSince = usageSince
    self.carried = carried
    self.billedUsage = billedUsage
  }
}

/// A subscription and what has been billed of it to one account.
public struct SubscriptionFacts: Sendable {
  public var subscription: Subscription
  /// Everything before this day is settled; `nil` when it was never billed.
  public var settledBefore: Day?
  /// In the order billed.
  public var billed: [BilledPeriod]

  public init(subscription: Subscription, settledBefore: Day?, billed: [BilledPeriod]) {
    self.subscription = subscription
    self.settledBefore = settledBefore
    self.billed = billed
  }
}

/// An amount another company charges through this bill: shown apart, never the operator's revenue.
public struct ThirdPartyCharge: Sendable, Hashable {
  public var id: Int64
  public var account: BillingAccountID
  public var source: String
  public var externalID: String
  public var provider: String
  public var name: String
  public var usedOn: Day
  public var amountMinor: Int64
  public var taxCategory: TaxCategoryCode

  public init(
    id: Int64 = 0, account: BillingAccountID, source: String, externalID: String, provider: String, name: String,
    usedOn: Day, amountMinor: Int64, taxCategory: TaxCategoryCode
  ) {
    self.id = id
    self.account = account
    self.source = source
    self.externalID = externalID
    self.provider = provider
    self.name = name
    self.usedOn = usedOn
    self.amountMinor = amountMinor
    self.taxCategory = taxCategory
  }
}

/// What invoices have billed of one usage price in one period.
public struct BilledUsage: Sendable, Hashable {
  public var subscription: SubscriptionID
  public var price: PriceCode
  public var period: ServicePeriod
  public var quantity: Exact
  public var amount: Exact
  /// The part of `amount` that filled up a minimum spend.
  public var minimumTopUp: Exact
  /// Billed beside `amount` for a commitment that was not reached.
  public var trueUp: Exact

  public init(
    subscription: SubscriptionID, price: PriceCode, period: ServicePeriod, quantity: Exact, amount: Exact,
    minimumTopUp: Exact = .zero, trueUp: Exact = .zero
  ) {
    self.minimumTopUp = minimumTopUp
    self.trueUp = trueUp
    self.subscription = subscription
    self.price = price
    self.period = period
    self.quantity = quantity
    self.amount = amount
  }
}
