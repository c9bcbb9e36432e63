public import Parties
public import Primitives

extension ProblemCode {
  public static let unpriced = ProblemCode("subscriptions.unpriced")
}

/// What is due: the days a subscription entitles the seller to charge, less the days already billed.
///
/// An item's days are charged when it is held, not suspended, past its trial, paid by the account, and its price is
/// in force; cut at the price's periods, at changes of version and of agreement. Days that were charged and are no
/// longer such days are given back. Nothing depends on which amendment came when, so no order of amendments and
/// bill runs bills a day twice or leaves one out.
public enum DueItems {
  /// What of `subscription` is due for one account when it is billed through `billThrough` (the first day of the
  /// next bill, not itself part of this one).
  ///
  /// In advance: every price period that starts before the account's cycle period of `billThrough` ends, so a bill
  /// of 1 March charges the periods that begin in March. In arrears: every part that ended by `billThrough`.
  ///
  /// - `billed`: what was billed of this subscription, in that order; rows that end by `unsettledFrom` may be left out.
  /// - `unsettledFrom`: days before it are neither charged nor given back; the start of the subscription when `nil`.
  ///   Hand in `settledBefore` of the last bill, or the day of an earlier amendment made since.
  /// - `zone`: the account's; asked only for prices prorated to the second.
  ///
  /// Refuses with every gap found: an offering that the book does not know, a day without a price version in the
  /// currency (days before its first version are not charged). Source of the cut: `Docs/decisions/0001`.
  public static func compute(
    subscription: Subscription, account: BillingAccountID, currency: Currency, cycle: BillCycle, zone: Zone = .utc,
    prices: PriceBook, billThrough: Day, billed: [BilledPeriod] = [], unsettledFrom: Day? = nil
  ) throws(Rejection) -> DueBill {
    guard subscription.state != .draft else { return DueBill(items: [], settledBefore: billThrough) }
    var work = DueWork(
      subscription: subscription, account: account, currency: currency, cycle: cycle, zone: zone,
      billThrough: billThrough, billed: billed, from: unsettledFrom ?? subscription.startsOn)
    for item in subscription.items {
      guard let list = prices.prices(of: item.offering) else {
        work.report(
          .unpriced, item, "item \(item.number) holds the offering \(item.offering), which the catalog does not know",
          remedy: "publish the offering again, or end the item on the day it began")
        continue
      }
      for price in list {
        if let terms = price.terms {
          work.addRecurring(item, price, terms)
        } else {
          work.addOneTime(item, price)
        }
      }
    }
    guard work.problems.isEmpty else { throw Rejection(work.problems) }
    return DueBill(items: work.items, settledBefore: work.settledBefore)
  }
}
