import Catalog
import Parties
import Primitives

/// The computation of one `DueBill`, price by price.
struct DueWork {
  let subscription: Subscription
  let account: BillingAccountID
  let currency: Currency
  let cycle: BillCycle
  let zone: Zone
  let billThrough: Day
  /// Days before it are settled.
  let from: Day
  /// Price periods in advance are due when they start before it.
  let horizon: Day
  let paid: [ServicePeriod]
  /// Of this subscription and account, and not settled.
  let billed: [BilledPeriod]

  var items: [DueItem] = []
  var problems: [Problem] = []
  var settledBefore: Day

  init(
    subscription: Subscription, account: BillingAccountID, currency: Currency, cycle: BillCycle, zone: Zone,
    billThrough: Day, billed: [BilledPeriod], from: Day
  ) {
    self.subscription = subscription
    self.account = account
    self.currency = currency
    self.cycle = cycle
    self.zone = zone
    self.billThrough = billThrough
    self.from = from
    horizon = cycle.period(containing: billThrough).end
    paid = subscription.paid(by: account)
    self.billed = billed.isEmpty ? [] : billed.filter { $0.period.end > from && $0.account == account && $0.subscription == subscription.id }
    settledBefore = billThrough
    items.reserveCapacity(subscription.items.count)
  }

  /// The billed rows of one item and price, with their credits.
  func coverage(_ item: SubscriptionItem, _ price: ChargeablePrice) -> [Coverage] {
    if billed.isEmpty { return [] }
    let rows = billed.filter { $0.item == item.number && $0.price == price.price.code }
    return rows.isEmpty ? [] : Coverage.read(rows)
  }

  mutating func addRecurring(_ item: SubscriptionItem, _ price: ChargeablePrice, _ terms: RecurringTerms) {
    let calendar = terms.cycle(on: cycle, startsOn: subscription.startsOn)
    var days = subscription.held(item)
    if let end = subscription.endsOn, terms.proration == .byDayInclusive, days.end == end, !days.isEmpty,
      !calendar.starts(on: end)
    {
      days.end = end.adding(days: 1)
    }
    if price.hasTrial, !days.isEmpty { days = afterTrial(days, item, price) }
    if days.isEmpty, billed.isEmpty { return }
    if terms.proration != .none, let rest = ordinaryRest(days, item, price) {
      return charge(rest, [], calendar, item, price, terms)
    }
    let used = days.isEmpty ? [] : DaySpans.subtract(subscription.suspensions, from: [days])
    if terms.proration == .none { return addWhole(used, calendar, item, price, terms) }
    let entitled = paid.flatMap { DaySpans.clip(used, to: $0) }
    let coverage = coverage(item, price)
    if !coverage.isEmpty { giveBack(coverage, entitled, item, price, terms) }
    let covered = coverage.flatMap(\.days)
    for span in entitled { charge(span, covered, calendar, item, price, terms) }
  }

  /// Charges the days of one entitled span that are due and not covered.
  mutating func charge(
    _ span: ServicePeriod, _ covered: [ServicePeriod], _ calendar: BillCycle, _ item: SubscriptionItem,
    _ price: ChargeablePrice, _ terms: RecurringTerms
  ) {
    let stop = terms.timing == .advance ? horizon : billThrough
    var start = max(span.start, from)
    while start < span.end {
      let full = calendar.period(containing: start)
      guard full.start < stop else { return }
      let piece = ServicePeriod(start: start, end: min(full.end, span.end))
      if terms.timing == .arrears, full.end > billThrough, span.end > billThrough {
        settledBefore = min(settledBefore, piece.start)
        return
      }
      if covered.isEmpty {
        charge(piece, full, item, price, terms)
      } else {
        for rest in DaySpans.subtract(covered, from: [piece]) { charge(rest, full, item, price, terms) }
      }
      start = full.end
    }
  }

  /// Charges one piece of one price period, cut where the version or the agreement changes.
  private mutating func charge(
    _ piece: ServicePeriod, _ full: ServicePeriod, _ item: SubscriptionItem, _ price: ChargeablePrice,
    _ terms: RecurringTerms
  ) {
    if let index = price.version(on: piece.start, in: currency), price.spans[index].to >= piece.end,
      !item.agreementChanges(within: piece)
    {
      let agreed = item.agreements.isEmpty ? nil : item.agreed(price.price.code, on: piece.start)
      return append(piece, full, index, agreed, item, price, terms)
    }
    var borders: [Day] = []
    for span in price.spans where span.currency == currency { borders += [span.from, span.to] }
    for agreement in item.agreements where agreement.price == price.price.code {
      borders.append(agreement.effective.from)
      if let to = agreement.effective.to { borders.append(to) }
    }
    for part in DaySpans.cut(piece, at: borders) { add(part.start, piece: part, full, item, price, terms) }
  }

  /// Charges one piece at the version and agreement of `day`.
  mutating func add(
    _ day: Day, piece: ServicePeriod, _ full: ServicePeriod, _ item: SubscriptionItem, _ price: ChargeablePrice,
    _ terms: RecurringTerms
  ) {
    guard let index = version(of: price, on: day, item) else { return }
    append(piece, full, index, item.agreed(price.price.code, on: day), item, price, terms)
  }

  private mutating func append(
    _ piece: ServicePeriod, _ full: ServicePeriod, _ index: Int, _ agreement: PriceAgreement.Change?,
    _ item: SubscriptionItem, _ price: ChargeablePrice, _ terms: RecurringTerms
  ) {
    let fraction: Fraction =
      terms.proration == .none
      ? .whole
      : Fraction(
        Proration.weight(of: piece, by: terms.proration, zone: zone),
        Proration.weight(of: full, by: terms.proration, zone: zone))
    if fraction.isZero { return }
    items.append(
      DueItem(
        subscription: subscription.id, item: item.number, kind: .charge, price: price, versionIndex: index,
        quantity: item.quantity, agreement: agreement, period: piece, fullPeriod: full, fraction: fraction))
  }

  /// The version in force; reports a gap, except before the price first exists.
  mutating func version(of price: ChargeablePrice, on day: Day, _ item: SubscriptionItem) -> Int? {
    if let index = price.version(on: day, in: currency) { return index }
    let first = price.firstDay(in: currency)
    if let first, day < first { return nil }
    report(
      .unpriced, item,
      first == nil
        ? "the price \(price.price.code) has no version in \(currency)"
        : "the price \(price.price.code) has no version in \(currency) on \(day)",
      remedy: "publish a version of \(price.price.code) in \(currency) that is in force then")
    return nil
  }

  mutating func report(_ code: ProblemCode, _ item: SubscriptionItem, _ message: String, remedy: String) {
    problems.append(
      Problem(code, path: "subscriptions.\(subscription.reference).items[\(item.number)]", message, remedy: remedy))
  }

  private func afterTrial(_ days: ServicePeriod, _ item: SubscriptionItem, _ price: ChargeablePrice) -> ServicePeriod {
    guard let first = subscription.firstHeld(item.offering), let index = price.version(on: first, in: currency)
    else { return days }
    return ServicePeriod(start: max(days.start, first.adding(days: price.spans[index].trialDays)), end: days.end)
  }
}

extension SubscriptionItem {
  /// Whether any of its agreements begins or ends inside the period.
  func agreementChanges(within period: ServicePeriod) -> Bool {
    agreements.contains { agreement in
      let (from, to) = (agreement.effective.from, agreement.effective.to ?? .open)
      return (period.start < from && from < period.end) || (period.start < to && to < period.end)
    }
  }

  /// What was agreed for a price on a day; the later agreement wins.
  public func agreed(_ price: PriceCode, on day: Day) -> PriceAgreement.Change? {
    agreements.last { $0.price == price && $0.effective.contains(day) }?.change
  }
}
