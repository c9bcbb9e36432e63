import Catalog
import Parties
import Primitives

/// Prices that are never prorated: a price period is charged whole as soon as one of its days is used.
extension DueWork {
  /// A whole price period with its first used day.
  struct WholePeriod {
    var period: ServicePeriod
    var firstUsed: Day
  }

  /// Charges and gives back whole periods; a period partly covered by what was billed before counts as billed.
  mutating func addWhole(
    _ used: [ServicePeriod], _ calendar: BillCycle, _ item: SubscriptionItem, _ price: ChargeablePrice,
    _ terms: RecurringTerms
  ) {
    let wholes = wholePeriods(used, item, calendar)
    let coverage = coverage(item, price)
    if !coverage.isEmpty { giveBack(coverage, wholes.map(\.period), item, price, terms) }
    let covered = coverage.flatMap(\.days)
    let usedThrough = used.last?.end ?? from
    for whole in wholes where whole.firstUsed >= from {
      let full = whole.period
      guard full.start < (terms.timing == .advance ? horizon : billThrough) else { return }
      if terms.timing == .arrears, full.end > billThrough, usedThrough > billThrough {
        settledBefore = min(settledBefore, full.start)
        return
      }
      if covered.contains(where: { $0.intersection(full) != nil }) { continue }
      add(whole.firstUsed, piece: full, full, item, price, terms)
    }
  }

  /// The whole price periods that the days touch and that are this item's and this account's to pay.
  ///
  /// A period is charged once: to the account that pays on its first used day, and for the item that was held first;
  /// an item that carries another on (a new quantity, a new agreement) is charged from the next period.
  private func wholePeriods(_ days: [ServicePeriod], _ item: SubscriptionItem, _ calendar: BillCycle) -> [WholePeriod] {
    let earlier = subscription.predecessor(of: item).map { subscription.held($0) }
    let last = billed.reduce(horizon) { max($0, $1.fullPeriod.end) }
    var found: [WholePeriod] = []
    for span in days {
      var day = span.start
      while day < span.end, day < last {
        let full = calendar.period(containing: day)
        if found.last?.period != full, subscription.payer(on: day) == account, earlier?.intersection(full) == nil {
          found.append(WholePeriod(period: full, firstUsed: day))
        }
        day = full.end
      }
    }
    return found
  }
}
