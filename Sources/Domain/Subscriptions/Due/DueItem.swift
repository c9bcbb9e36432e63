public import Catalog
public import Primitives

/// One recurring or one-time amount that is due, before it is priced: what, for how many days of which period, and why.
public struct DueItem: Sendable {
  /// Whether it is owed, or given back of what was billed.
  public enum Kind: Sendable, Hashable {
    /// To be priced: the form's amount for `quantity`, changed by `agreement`, times `fraction`.
    case charge
    /// Due once, whole.
    case oneTime
    /// An unused part of a billed period is given back. `amountMinor` is the amount to book (the opposite sign of
    /// what was billed), never more than what is left of `billed`; `capped` says that it is less than its share.
    case credit(of: BilledPeriod, amountMinor: Int64, capped: Bool)
  }

  public var subscription: SubscriptionID
  /// The item's number within the subscription.
  public var item: Int
  public var kind: Kind
  /// The price, with its offering, tax category and account.
  public var price: ChargeablePrice
  /// Position in `price.price.versions`.
  public var versionIndex: Int
  public var quantity: Exact
  /// What was agreed instead of the list amount, when anything was.
  public var agreement: PriceAgreement.Change?
  /// The days charged or given back, half-open. For the convention `none` the whole price period.
  public var period: ServicePeriod
  /// The whole price period they are part of.
  public var fullPeriod: ServicePeriod
  /// Charges: part of the full period's amount. Credits: part of the billed amount.
  public var fraction: Fraction

  public init(
    subscription: SubscriptionID, item: Int, kind: Kind, price: ChargeablePrice, versionIndex: Int, quantity: Exact,
    agreement: PriceAgreement.Change?, period: ServicePeriod, fullPeriod: ServicePeriod, fraction: Fraction
  ) {
    self.subscription = subscription
    self.item = item
    self.kind = kind
    self.price = price
    self.versionIndex = versionIndex
    self.quantity = quantity
    self.agreement = agreement
    self.period = period
    self.fullPeriod = fullPeriod
    self.fraction = fraction
  }

  /// The price version to use, in force on the first day of `period` (credits: when it was billed for).
  public var version: PriceVersion { price.price.versions[versionIndex] }
  public var priceCode: PriceCode { price.price.code }
  public var offering: OfferingCode { price.offering }
  /// `nil` for a one-time price.
  public var timing: RecurringTerms.Timing? { price.terms?.timing }
  public var isCredit: Bool { if case .credit = kind { true } else { false } }

  /// The fact to keep once the item is on an invoice of `account` with this amount.
  public func billed(to account: BillingAccountID, amountMinor: Int64) -> BilledPeriod {
    BilledPeriod(
      account: account, subscription: subscription, item: item, price: priceCode, kind: isCredit ? .credit : .charge,
      period: period, fullPeriod: fullPeriod, quantity: quantity, amountMinor: amountMinor)
  }
}

/// Everything due of one subscription for one account.
public struct DueBill: Sendable {
  /// By item, price, and day; credits before charges.
  public var items: [DueItem]
  /// Every day before it is settled once `items` are billed: hand it in as `unsettledFrom` next time, lowered to the
  /// day of any amendment made since.
  public var settledBefore: Day
}
