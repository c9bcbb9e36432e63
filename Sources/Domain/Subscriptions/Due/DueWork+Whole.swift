import Catalog
import Parties
import Primitives

/// Prices that are never prorated: a price period is charged whole as soon as one of its days is used.
extension DueWork {
  /// The whole price periods that the days touch and that are this item's and this account's to pay.
  ///
  /// A period is charged once: to the account that pays on its first used day, and for the item that was held first;
  /// an item that carries another on (a new quantity, a new agreement) is charged from the next period.
  func wholePeriods(_ days: [ServicePeriod], _ item: SubscriptionItem, _ calendar: BillCycle) -> [ServicePeriod] {
    let earlier = subscription.predecessor(of: item).map { subscription.held($0) }
    let last = billed.reduce(horizon) { max($0, $1.fullPeriod.end) }
    var found: [ServicePeriod] = []
    for span in days {
      var day = span.start
      while day < span.end, day < last {
        let full = calendar.period(containing: day)
        if found.last != full, subscription.payer(on: day) == account, earlier?.intersection(full) == nil { found.append(full) }
        day = full.end
      }
    }
    return found
  }
}
