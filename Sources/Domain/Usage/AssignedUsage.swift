public import Primitives

/// Usage of one type under one subscription, in the order it happened.
public struct AssignedUsage: Sendable, Hashable {
  public var subscription: SubscriptionID
  /// The events' type; the catalog's meters say which of them count it.
  public var type: String
  /// In ascending order of instant, then of event number.
  public var events: [MeteredUsage]

  public init(subscription: SubscriptionID, type: String, events: [MeteredUsage]) {
    self.subscription = subscription
    self.type = type
    self.events = events
  }

  public var group: UsageGroup { UsageGroup(subscription: subscription, type: type) }
}

/// One type of usage under one subscription.
public struct UsageGroup: Sendable, Hashable {
  public var subscription: SubscriptionID
  public var type: String

  public init(subscription: SubscriptionID, type: String) {
    self.subscription = subscription
    self.type = type
  }
}

/// What an account has used and was not billed for, and what must be written down when the bill is issued.
public struct UnbilledUsage: Sendable, Hashable {
  public var account: BillingAccountID
  /// By subscription and type, ascending. Late events are among them when the rule is `nextInvoice`.
  public var usage: [AssignedUsage]
  /// Late events kept out by the rule `correction`, by subscription and type.
  public var awaitingCorrection: [AssignedUsage]
  /// How many of the events in `usage` belong to a period that was billed before they arrived.
  public var lateCount: Int
  /// To be stored with the invoice, in its transaction.
  public var closing: UsageClosing

  public init(
    account: BillingAccountID, usage: [AssignedUsage], awaitingCorrection: [AssignedUsage], lateCount: Int,
    closing: UsageClosing
  ) {
    self.account = account
    self.usage = usage
    self.awaitingCorrection = awaitingCorrection
    self.lateCount = lateCount
    self.closing = closing
  }

  /// How many events there are, due and awaiting correction.
  public var eventCount: Int {
    awaitingCorrection.reduce(usage.reduce(0) { $0 + $1.events.count }) { $0 + $1.events.count }
  }
}
