public import Primitives

/// A dated change to a subscription. The day may be past (repairs give back or charge the difference), present or future.
public struct Amendment: Sendable, Hashable {
  /// What is to be different from the day on.
  public enum Change: Sendable, Hashable {
    /// A draft becomes active; a day after the planned start moves the start there.
    case activate
    /// Upgrade or downgrade: the item is replaced by another offering, in the same quantity.
    case changeOffering(of: ItemSelector, to: OfferingCode, agreements: [PriceAgreement])
    case changeQuantity(of: ItemSelector, to: Exact)
    case addOption(OfferingCode, quantity: Exact, agreements: [PriceAgreement])
    case removeOption(ItemSelector)
    /// The item's price agreements from that day on; replaces those it had.
    case agreePrice(of: ItemSelector, [PriceAgreement])
    /// Another account pays from that day on.
    case move(to: BillingAccountID)
    case suspend
    case resume
    /// The day is the first no longer held.
    case cancel
    /// Ends on the first day after the contract term; the amendment's own day only says from when this is wanted.
    case cancelAtTermEnd
    case withdrawCancellation
    case attachPromotion(PromotionCode)
  }

  /// The day it takes effect, in the account's calendar.
  public var on: Day
  public var change: Change

  public init(on: Day, _ change: Change) {
    self.on = on
    self.change = change
  }
}

/// Which item of a subscription is meant, on the day of the amendment.
public enum ItemSelector: Sendable, Hashable {
  /// The plan or bundle held on that day.
  case plan
  /// The item that holds this offering on that day.
  case offering(OfferingCode)
  case number(Int)
}
