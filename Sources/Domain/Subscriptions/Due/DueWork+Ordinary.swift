import Catalog
import Primitives

/// The ordinary case without lists: one span of days, of which the first part is billed and nothing was given back.
extension DueWork {
  /// What of `days` is not billed yet, when that is one span and nothing is to be given back; `nil` when the sets of
  /// days must be compared.
  func ordinaryRest(_ days: ServicePeriod, _ item: SubscriptionItem, _ price: ChargeablePrice) -> ServicePeriod? {
    guard paid.count == 1, subscription.suspensions.isEmpty else { return nil }
    let start = max(days.start, paid[0].start, from)
    let end = min(days.end, paid[0].end)
    var billedThrough: Day?
    for row in billed where row.item == item.number && row.price == price.price.code {
      guard row.kind == .charge, row.period.end <= end else { return nil }
      if let through = billedThrough {
        guard row.period.start == through else { return nil }
      } else {
        // The billed days must begin where the entitled ones do, or before those that still count.
        guard row.period.start == start || (row.period.start < start && start == from) else { return nil }
      }
      billedThrough = row.period.end
    }
    return ServicePeriod(start: billedThrough ?? start, end: end)
  }
}
