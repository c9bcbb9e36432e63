public import Primitives

/// When an item is held: its own days within the days of its subscription.
extension Subscription {
  /// The days the item is held, suspended or not; ends on `Day.open` while no end is set. Empty when never.
  public func held(_ item: SubscriptionItem) -> ServicePeriod {
    ServicePeriod(start: max(item.from, startsOn), end: min(item.to ?? .open, endsOn ?? .open))
  }

  /// The item that `item` carries on: same offering, held until the day `item` begins. A change of quantity or of
  /// an agreed price makes such a pair.
  func predecessor(of item: SubscriptionItem) -> SubscriptionItem? {
    items.first { $0.to == item.from && $0.number != item.number && $0.offering == item.offering && $0.from < item.from }
  }

  /// The first day the subscription held the offering.
  func firstHeld(_ offering: OfferingCode) -> Day? {
    items.reduce(nil) { first, item in
      guard item.offering == offering else { return first }
      let days = held(item)
      return days.isEmpty ? first : min(first ?? days.start, days.start)
    }
  }

  /// The days on which `account` pays, in order.
  public func paid(by account: BillingAccountID) -> [ServicePeriod] {
    var spans: [ServicePeriod] = []
    for (index, payer) in payers.enumerated() where payer.account == account {
      let end = index + 1 < payers.count ? payers[index + 1].from : .open
      if payer.from < end { spans.append(ServicePeriod(start: payer.from, end: end)) }
    }
    return spans
  }

  /// Whether an account pays every day before another that it pays by an earlier version of the subscription.
  public func pays(everyDayOf earlier: Subscription, by account: BillingAccountID, before end: Day) -> Bool {
    let now = held(by: account, before: end)
    return earlier.held(by: account, before: end).allSatisfy { then in now.contains { $0.start <= then.start && then.end <= $0.end } }
  }

  private func held(by account: BillingAccountID, before end: Day) -> [ServicePeriod] {
    paid(by: account).compactMap { $0.intersection(ServicePeriod(start: startsOn, end: min(endsOn ?? .open, end))) }
  }
}
