import Catalog
import Parties
import Primitives
import Subscriptions

/// What a subscription owes, found the slow way: day by day, no spans, no cycles, no coverage.
struct NaiveTwin {
  var subscription: Subscription
  var catalog: Catalog
  var cycle: BillCycle
  var convention: ProrationConvention

  func owedMinor(by account: BillingAccountID, billThrough: Day) -> Exact {
    var owed = Exact.zero
    for item in subscription.items {
      guard let offering = catalog.offerings.first(where: { $0.code == item.offering }) else { continue }
      for price in offering.prices {
        switch price.kind {
        case .recurring(let terms): owed += recurring(item, price, terms, account, billThrough)
        case .oneTime: owed += oneTime(item, price, account, billThrough)
        case .usage: break
        }
      }
    }
    return owed
  }

  private func holds(_ item: SubscriptionItem, _ day: Day) -> Bool {
    day >= item.from && item.to.map { day < $0 } ?? true && day >= subscription.startsOn
      && subscription.endsOn.map { day < $0 } ?? true
  }

  private func entitled(_ item: SubscriptionItem, _ day: Day, _ account: BillingAccountID) -> Bool {
    holds(item, day) && !subscription.suspensions.contains { $0.start <= day && day < $0.end }
      && subscription.payer(on: day) == account
  }

  private func recurring(
    _ item: SubscriptionItem, _ price: OfferingPrice, _ terms: RecurringTerms, _ account: BillingAccountID, _ through: Day
  ) -> Exact {
    var owed = Exact.zero
    var day = subscription.startsOn
    let stop = terms.timing == .advance ? endOfMonth(through) : through
    while day < stop {
      if entitled(item, day, account), terms.timing == .advance || isOver(item, day, account, through) {
        let unit = price.versions.first { $0.effective.contains(day) }.map(amount) ?? .zero
        let agreed = item.agreements.last { $0.price == price.code && $0.effective.contains(day) }
        var value = unit
        if let agreed, case .replace(let amount) = agreed.change { value = amount * 100 }
        owed += value * item.quantity * share(day)
      }
      day = day.adding(days: 1)
    }
    return owed
  }

  /// Arrears: the price period of the day is over, or the use was.
  private func isOver(_ item: SubscriptionItem, _ day: Day, _ account: BillingAccountID, _ through: Day) -> Bool {
    if endOfMonth(day) <= through { return true }
    var next = day
    while next < endOfMonth(day), entitled(item, next, account) { next = next.adding(days: 1) }
    return next <= through && !entitled(item, next, account)
  }

  private func oneTime(_ item: SubscriptionItem, _ price: OfferingPrice, _ account: BillingAccountID, _ through: Day) -> Exact {
    let first = max(item.from, subscription.startsOn)
    guard holds(item, first), first < endOfMonth(through), subscription.payer(on: first) == account else { return .zero }
    let before = first.adding(days: -1)
    let carriesOn = subscription.items.contains { $0.offering == item.offering && $0.from <= before && ($0.to ?? .open) == first }
    return carriesOn ? .zero : amount(price.versions[0]) * item.quantity
  }

  private func amount(_ version: PriceVersion) -> Exact {
    if case .flat(let flat) = version.form { flat.amount * 100 } else { .overflow }
  }

  /// The first day after `day` that carries the anchor's number, or is the last of a shorter month.
  private func endOfMonth(_ day: Day) -> Day {
    var next = day.adding(days: 1)
    while !isAnchor(next) { next = next.adding(days: 1) }
    return next
  }

  private func startOfMonth(_ day: Day) -> Day {
    var first = day
    while !isAnchor(first) { first = first.adding(days: -1) }
    return first
  }

  private func isAnchor(_ day: Day) -> Bool {
    let last = day.adding(days: 1).dayOfMonth == 1
    return day.dayOfMonth == cycle.anchorDay || (last && day.dayOfMonth < cycle.anchorDay)
  }

  private func share(_ day: Day) -> Exact {
    if convention == .fixed30 {
      let last = day.adding(days: 1).dayOfMonth == 1
      return Exact.ratio(day.dayOfMonth == 31 ? 0 : last ? 31 - day.dayOfMonth : 1, thirtyDays(day))
    }
    return Exact.ratio(1, startOfMonth(day).days(until: endOfMonth(day)))
  }

  /// 30, unless an anchor at the month's end makes the period longer or shorter by what the 31st weighs.
  private func thirtyDays(_ day: Day) -> Int {
    var weight = 0
    var each = startOfMonth(day)
    while each < endOfMonth(day) {
      let last = each.adding(days: 1).dayOfMonth == 1
      weight += each.dayOfMonth == 31 ? 0 : last ? 31 - each.dayOfMonth : 1
      each = each.adding(days: 1)
    }
    return weight
  }
}
