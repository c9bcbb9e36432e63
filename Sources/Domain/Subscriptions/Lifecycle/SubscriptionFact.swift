public import Primitives

/// One thing that happened to a subscription. Appended, never edited; the subscription is what its facts add up to.
public struct SubscriptionFact: Sendable, Hashable {
  /// What happened, with the day it takes effect.
  public enum Change: Sendable, Hashable {
    case ordered(Ordered)
    case itemOpened(SubscriptionItem)
    /// The item is held until `on`, no longer on it; an item closed on its first day was never held.
    case itemClosed(number: Int, on: Day)
    case activated(on: Day)
    case suspended(from: Day)
    case resumed(on: Day)
    case endSet(on: Day)
    case endWithdrawn
    case payerChanged(to: BillingAccountID, from: Day)
    case promotionAttached(PromotionCode, from: Day)
  }

  /// What is known when a subscription is ordered.
  public struct Ordered: Sendable, Hashable {
    public var reference: String
    public var user: CustomerID
    public var payer: BillingAccountID
    public var subject: String
    public var startsOn: Day
    public var termEndsOn: Day?

    public init(
      reference: String, user: CustomerID, payer: BillingAccountID, subject: String = "", startsOn: Day,
      termEndsOn: Day? = nil
    ) {
      self.reference = reference
      self.user = user
      self.payer = payer
      self.subject = subject
      self.startsOn = startsOn
      self.termEndsOn = termEndsOn
    }
  }

  /// The day of the command, in the account's calendar; not the day it takes effect, which the change names.
  public var recordedOn: Day
  public var change: Change

  public init(recordedOn: Day, _ change: Change) {
    self.recordedOn = recordedOn
    self.change = change
  }
}
