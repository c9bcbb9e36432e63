public import Parties
public import Primitives
public import Subscriptions
public import Usage

/// Some bills of one account in a row, with everything they were made from: what is needed to make them again.
///
/// Usage is what is known today, whenever it arrived; subscriptions are as each bill knew them.
public struct AccountHistory: Sendable {
  /// In the order they were made; never empty.
  public var bills: [PastBill]
  /// Who receives the invoices.
  public var payer: MemberHistory
  /// Accounts whose lines stand on them, by identifier.
  public var children: [MemberHistory]
  /// What the bills came to, in their order, without charges of other companies; only where it was asked for.
  public var lines: [BilledLine]
  /// Whether `lines` holds corrections by earlier re-ratings.
  public var isCorrected = false

  public init(bills: [PastBill], payer: MemberHistory, children: [MemberHistory], lines: [BilledLine] = []) {
    self.lines = lines
    self.bills = bills
    self.payer = payer
    self.children = children
  }

  /// How many events the account and its children used within the bills.
  public var eventCount: Int {
    children.reduce(payer.eventCount) { $0 + $1.eventCount }
  }
}

extension MemberHistory {
  fileprivate var eventCount: Int { usage.reduce(0) { $0 + $1.events.count } }
}

/// One bill that was made: an invoice, or the finding that nothing was due.
public struct PastBill: Sendable {
  public var run: BillRunID
  /// The published catalog it was priced with.
  public var catalog: CatalogVersionID
  public var issuedOn: Day
  /// The first day it covers.
  public var billedFrom: Day
  /// The first day it no longer covers.
  public var billThrough: Day
  /// `nil` when nothing was due.
  public var invoice: InvoiceID?
  /// The re-rating by whose own catalog it was last priced, when there is one.
  public var reratedBy: ReratingID?

  public init(
    run: BillRunID, catalog: CatalogVersionID, issuedOn: Day, billedFrom: Day, billThrough: Day, invoice: InvoiceID?,
    reratedBy: ReratingID? = nil
  ) {
    self.reratedBy = reratedBy
    self.billedFrom = billedFrom
    self.run = run
    self.catalog = catalog
    self.issuedOn = issuedOn
    self.billThrough = billThrough
    self.invoice = invoice
  }
}

/// One account's part in a history of bills.
public struct MemberHistory: Sendable {
  public var account: BillingAccount
  /// The first day Florin bills the account.
  public var openedOn: Day
  /// In step with the bills; `nil` where a bill did not cover the account.
  public var parts: [Part?]
  /// What usage is priced by: the subscriptions as the last of the bills knew them, and those ordered since.
  public var holdings: [Subscription]
  /// Everything used within the bills, by subscription and type, in the order it happened.
  public var usage: [AssignedUsage]
  /// What the bill before the first one left.
  public var carried: CarriedState
  /// What bills before the first one billed, in the order billed.
  public var billed: [BilledPeriod]
  /// What the last bill left, as it is written down.
  public var carriedOut: CarriedState = .none
  /// Whether usage of the days of the bills is written down as unbilled.
  public var hasLateUsage = false
  /// The last round of usage that was looked at, and the first that holds usage of later days.
  public var usageThroughRound: Int64 = 0
  public var usageOpenFrom: Int64 = 0

  /// What one bill knew of the account.
  public struct Part: Sendable {
    public var billedFrom: Day
    /// As known when the bill was made; `nil`: the same as `holdings`.
    public var subscriptions: [Subscription]?

    public init(billedFrom: Day, subscriptions: [Subscription]? = nil) {
      self.billedFrom = billedFrom
      self.subscriptions = subscriptions
    }
  }

  public init(
    account: BillingAccount, openedOn: Day, parts: [Part?], holdings: [Subscription], usage: [AssignedUsage],
    carried: CarriedState, billed: [BilledPeriod]
  ) {
    self.account = account
    self.openedOn = openedOn
    self.parts = parts
    self.holdings = holdings
    self.usage = usage
    self.carried = carried
    self.billed = billed
  }
}
