public import Primitives

/// One reason why a bill differs from the previous one, in figures; the words are made by the documents.
public struct BillChange: Sendable, Hashable {
  /// What made the amount different; the words are made in the reader's language.
  public enum Reason: Sendable, Hashable {
    /// There is no previous bill to compare with; the amount is the whole bill.
    case firstBill
    case newItem
    case endedItem
    /// The price of one unit and one full period, before its discounts.
    case price(before: Exact, after: Exact)
    case quantity(before: Exact, after: Exact, unit: String)
    /// More or less was used; zero before or after when it was not used at all.
    case usage(before: Exact, after: Exact, unit: String)
    /// Billed for a different part of the period: days billed before and after.
    case proration(beforeDays: Int, afterDays: Int)
    /// One plan took the place of another: days of the old and of the new in the period of the change.
    case planChange(old: LocalizedText, oldDays: Int, new: LocalizedText, newDays: Int)
    case discountStarted
    case discountEnded
    /// A one-time amount on this bill (positive) or on the previous one (negative).
    case oneTime
    case credit
    case thirdParty
    /// The tax rate, in percent.
    case taxRate(before: Exact, after: Exact)
    /// What no other reason explains, such as a true-up or a free period.
    case other
  }

  public var reason: Reason
  /// The price or promotion it is about; empty for taxes and the first bill.
  public var name: LocalizedText
  public var usedBy: BillingAccountID?
  public var subscription: SubscriptionID?
  /// This bill minus the previous one, tax included.
  public var amountMinor: Int64

  public init(
    _ reason: Reason, name: LocalizedText = LocalizedText([:]), usedBy: BillingAccountID? = nil,
    subscription: SubscriptionID? = nil, amountMinor: Int64
  ) {
    self.reason = reason
    self.name = name
    self.usedBy = usedBy
    self.subscription = subscription
    self.amountMinor = amountMinor
  }
}
