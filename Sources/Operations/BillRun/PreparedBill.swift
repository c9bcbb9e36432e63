public import Accounting
public import Invoicing
public import PostingRules
public import Primitives
public import Rating
public import Subscriptions
public import Usage

/// An account that a run still has to bill.
public struct PendingAccount: Sendable, Equatable {
  /// Its place in the plan; invoice numbers are given in this order.
  public var ordinal: Int
  public var account: BillingAccountID
  public var billThrough: Day
  /// Usage accepted in later rounds is not looked at.
  public var usageThroughRound: Int64

  public init(ordinal: Int, account: BillingAccountID, billThrough: Day, usageThroughRound: Int64) {
    self.ordinal = ordinal
    self.account = account
    self.billThrough = billThrough
    self.usageThroughRound = usageThroughRound
  }
}

/// What billing one account came to.
public enum AccountOutcome: Sendable {
  case bill(PreparedBill)
  /// Nothing was due; the account is billed through the day all the same. With the last subscription fact that was read.
  case nothing(PendingAccount, members: [MemberClosing], factsThrough: Int64)
  /// Left for a person, with the evidence; nothing of it is booked.
  case held(PendingAccount, reasons: [HoldReason])

  public var pending: PendingAccount {
    switch self {
    case .bill(let bill): bill.pending
    case .nothing(let pending, _, _): pending
    case .held(let pending, _): pending
    }
  }
}

extension AccountOutcome {
  /// The same account left for a person, for these reasons beside those that it is held for.
  func held(for reasons: [HoldReason]) -> AccountOutcome {
    if case .held(let pending, let known) = self { return .held(pending, reasons: known + reasons) }
    return .held(pending, reasons: reasons)
  }
}

/// An invoice ready to be issued, with everything that is booked together with it. The number is given on issue.
public struct PreparedBill: Sendable {
  public var pending: PendingAccount
  public var invoice: Invoice
  /// The explanations of all lines, packed, and the taxes as stable JSON; made while accounts are computed in parallel.
  public var explanations: [UInt8]
  public var taxesText: [UInt8]
  public var billedPeriods: [BilledPeriod]
  /// Entries whose subject is completed with the invoice number.
  public var entries: [JournalEntry]
  public var recognitions: [Recognition]
  public var thirdPartyCharges: [Int64]
  /// Corrections of earlier bills that stand on it.
  public var corrections: [Int64]
  /// The paying account first, then those whose lines it carries.
  public var members: [MemberClosing]
  /// The last subscription fact that was read.
  public var factsThrough: Int64

  public init(
    pending: PendingAccount, invoice: Invoice, explanations: [UInt8], taxesText: [UInt8], billedPeriods: [BilledPeriod],
    entries: [JournalEntry], recognitions: [Recognition], thirdPartyCharges: [Int64], corrections: [Int64] = [], members: [MemberClosing],
    factsThrough: Int64
  ) {
    self.pending = pending
    self.invoice = invoice
    self.explanations = explanations
    self.taxesText = taxesText
    self.billedPeriods = billedPeriods
    self.entries = entries
    self.recognitions = recognitions
    self.thirdPartyCharges = thirdPartyCharges
    self.corrections = corrections
    self.members = members
    self.factsThrough = factsThrough
  }
}

/// How far one account is billed by an outcome: its days, its usage, its subscriptions.
public struct MemberClosing: Sendable, Hashable {
  public var account: BillingAccountID
  public var billedFrom: Day
  /// First day not yet billed.
  public var billedThrough: Day
  /// How far usage was billed before, and is now.
  public var usageSince: UsageClosing
  public var usage: UsageClosing
  /// Subscriptions with recurring or one-time prices, and the day before which all of theirs is settled.
  public var settled: [SettledSubscription]
  public var carried: CarriedState
  /// Late usage left out by rule, until the invoice that it missed is corrected.
  public var awaitingCorrection: [AssignedUsage]

  public struct SettledSubscription: Sendable, Hashable {
    public var subscription: SubscriptionID
    public var before: Day

    public init(subscription: SubscriptionID, before: Day) {
      self.subscription = subscription
      self.before = before
    }
  }

  public init(
    account: BillingAccountID, billedFrom: Day, billedThrough: Day, usageSince: UsageClosing, usage: UsageClosing,
    settled: [SettledSubscription], carried: CarriedState, awaitingCorrection: [AssignedUsage] = []
  ) {
    self.awaitingCorrection = awaitingCorrection
    self.account = account
    self.billedFrom = billedFrom
    self.billedThrough = billedThrough
    self.usageSince = usageSince
    self.usage = usage
    self.settled = settled
    self.carried = carried
  }
}

/// What goes from one bill of an account into the next.
public struct CarriedState: Sendable, Hashable {
  /// Units of allowances that outlive their period.
  public var allowances: [Allowance]
  /// Meters that go on where they stood.
  public var meters: [Meter]
  /// Usage of this bill that cost nothing: what is used later of the same period goes on behind it.
  public var freeUsage: [BilledUsage]

  public struct Allowance: Sendable, Hashable {
    /// `nil` when shared by the account's subscriptions.
    public var subscription: SubscriptionID?
    public var bucket: AllowanceBucket

    public init(subscription: SubscriptionID?, bucket: AllowanceBucket) {
      self.subscription = subscription
      self.bucket = bucket
    }
  }

  public struct Meter: Sendable, Hashable {
    public var subscription: SubscriptionID
    public var price: PriceCode
    public var state: MeterState

    public init(subscription: SubscriptionID, price: PriceCode, state: MeterState) {
      self.subscription = subscription
      self.price = price
      self.state = state
    }
  }

  public init(allowances: [Allowance] = [], meters: [Meter] = [], freeUsage: [BilledUsage] = []) {
    self.freeUsage = freeUsage
    self.allowances = allowances
    self.meters = meters
  }

  public static let none = CarriedState()
}
