import Catalog
import Parties
import Primitives
import Rating
import Subscriptions
import Usage

/// Prices what one account used: per subscription, price, and bill cycle period.
///
/// An event is priced by the first item whose prices want it, options before plans; what nobody wants is left over
/// and holds the invoice. Events of periods billed before (late ones) are priced as of their own period and go on
/// from the quantity already billed there.
struct UsageCharges {
  private(set) var charges: [RatedCharge] = []
  private(set) var unrated: [UnratedUsage] = []
  private(set) var unpriced: [(type: String, count: Int)] = []
  private(set) var carried: CarriedState

  private var touched: Set<AllowanceKey> = []
  private let member: MemberFacts
  private let zone: Zone
  private let through: Day
  private let isExplained: Bool
  private let context: BillingContext
  /// The period this bill closes; earlier ones only for late events.
  private let current: [BilledSpan]

  private struct AllowanceKey: Hashable {
    var code: String
    var subscription: SubscriptionID?
    var grantedOn: Day

    init(_ allowance: CarriedState.Allowance) {
      (code, subscription, grantedOn) = (allowance.bucket.code, allowance.subscription, allowance.bucket.grantedOn)
    }
  }

  /// A bill cycle period with its borders on the UTC line.
  struct BilledSpan {
    var period: ServicePeriod
    /// The whole bill cycle period it is, or is a part of.
    var full: ServicePeriod
    var range: InstantRange
    var isLate: Bool

    /// Whether all of these events, in ascending order of time, lie in it.
    func covers(_ events: [MeteredUsage]) -> Bool {
      guard let first = events.first, let last = events.last else { return false }
      return range.contains(first.at) && range.contains(last.at)
    }
  }

  init(_ member: MemberFacts, zone: Zone, through: Day, isExplained: Bool, _ context: BillingContext) {
    self.member = member
    self.isExplained = isExplained
    self.zone = zone
    self.through = through
    self.context = context
    carried = member.carried
    current = member.account.cycle.periods(from: member.billedThrough, through: through.adding(days: -1)).compactMap {
      let start = max($0.start, member.billedThrough)
      let period = ServicePeriod(start: start, end: min($0.end, through))
      return period.isEmpty ? nil : UsageCharges.span(period, of: $0, zone, isLate: false)
    }
  }

  private static func span(_ period: ServicePeriod, of full: ServicePeriod, _ zone: Zone, isLate: Bool) -> BilledSpan {
    BilledSpan(
      period: period, full: full, range: InstantRange(start: zone.start(of: period.start), end: zone.start(of: period.end)),
      isLate: isLate)
  }

  mutating func price() throws(Rejection) {
    // Mostly a charge for each kind of usage.
    charges.reserveCapacity(member.usage.usage.count)
    if let holdings = member.holdings {
      for subscription in holdings { try price(subscription, groups(of: subscription.id)) }
    } else {
      for facts in member.subscriptions { try price(facts.subscription, groups(of: facts.subscription.id)) }
    }
    // What was looked at now stays written down as it was left, so that late usage of its period finds it.
    let touched = touched
    carried.allowances.removeAll {
      !touched.contains(AllowanceKey($0)) && ($0.bucket.expiresOn <= through || !$0.bucket.left.isPositive)
    }
    // Usage assigned to a subscription that the account no longer pays at all.
    for group in member.usage.usage where !isHeld(group.subscription) { unpriced.append((group.type, group.events.count)) }
  }

  private func groups(of id: SubscriptionID) -> [AssignedUsage] {
    Array(member.usage.usage[(member.usage.usage.firstIndex { $0.subscription == id } ?? 0)...].prefix { $0.subscription == id })
  }

  private func isHeld(_ id: SubscriptionID) -> Bool {
    if let holdings = member.holdings { return holdings.contains { $0.id == id } }
    return member.subscriptions.contains { $0.subscription.id == id }
  }

  private mutating func price(_ subscription: Subscription, _ groups: [AssignedUsage]) throws(Rejection) {
    var spans = current
    let border = zone.start(of: member.billedThrough)
    if groups.contains(where: { $0.events.first.map { $0.at < border } ?? false }) { spans = lateSpans(groups) + spans }
    let items = pricedItems(of: subscription)
    var taken = groups.map { _ in Taken() }
    for span in spans {
      for (item, entries) in items {
        for held in heldParts(of: item, subscription, in: span) {
          for entry in entries { try price(entry, item, subscription, held, span, groups, taken) }
          markTaken(&taken, groups)
        }
      }
    }
    for (group, taken) in zip(groups, taken) {
      let left = group.events.count - taken.count
      if left > 0 { unpriced.append((group.type, left)) }
    }
  }

  /// The items that have usage prices: options before plans, then in the order of time, since tiers go on from one to the
  /// next; a change made later may begin earlier.
  private func pricedItems(of subscription: Subscription) -> [(item: SubscriptionItem, entries: [UsageBook.Entry])] {
    var items: [(item: SubscriptionItem, entries: [UsageBook.Entry])] = []
    for item in subscription.items {
      let entries = context.usageBook.entries(of: item.offering)
      if !entries.isEmpty { items.append((item, entries)) }
    }
    if items.count > 1 {
      items.sort {
        (context.usageBook.isOption($0.item.offering) ? 0 : 1, $0.item.from, $0.item.number)
          < (context.usageBook.isOption($1.item.offering) ? 0 : 1, $1.item.from, $1.item.number)
      }
    }
    return items
  }

  /// Which events of a group items have taken. Ordinarily none or all, so that single events need no marks.
  private struct Taken {
    var count = 0
    /// One mark per event; empty while all or none are taken.
    var marks: [Bool] = []

    func isTaken(_ event: Int) -> Bool { marks.isEmpty ? count > 0 : marks[event] }
  }

  /// What the prices of the item at hand took; two prices of one item may both want an event, two items may not.
  private var takenNow: [(group: Int, event: Int?)] = []

  private mutating func markTaken(_ taken: inout [Taken], _ groups: [AssignedUsage]) {
    for now in takenNow {
      let total = groups[now.group].events.count
      guard let event = now.event else {
        taken[now.group] = Taken(count: total)
        continue
      }
      if taken[now.group].count == total { continue }
      if taken[now.group].marks.isEmpty { taken[now.group].marks = Array(repeating: false, count: total) }
      if !taken[now.group].marks[event] {
        taken[now.group].marks[event] = true
        taken[now.group].count += 1
      }
      if taken[now.group].count == total { taken[now.group].marks = [] }
    }
    takenNow.removeAll(keepingCapacity: true)
  }

  private mutating func price(
    _ entry: UsageBook.Entry, _ item: SubscriptionItem, _ subscription: Subscription, _ held: BilledSpan,
    _ span: BilledSpan, _ groups: [AssignedUsage], _ taken: [Taken]
  ) throws(Rejection) {
    var events: [MeteredUsage] = []
    for (g, group) in groups.enumerated() where group.type == entry.eventType {
      if taken[g].count == 0, entry.terms.filter.isEmpty, held.covers(group.events) {
        events = events.isEmpty ? group.events : events + group.events
        takenNow.append((g, nil))
        continue
      }
      for (e, event) in group.events.enumerated() where !taken[g].isTaken(e) && held.range.contains(event.at) && entry.matches(event) {
        events.append(event)
        takenNow.append((g, e))
      }
    }
    if events.isEmpty && (span.isLate || !entry.chargesWithoutUsage) { return }
    let currency = member.account.currency
    let first = entry.versions.first { $0.rater.version.currency == currency && $0.rater.version.effective.contains(held.period.start) }
    if let first, first.rater.version.effective.to.map({ $0 >= held.period.end }) ?? true {
      return try rate(first, held, events, isLastPart: true, entry, item, subscription, held, span)
    }
    for part in parts(of: entry, held, events) {
      try rate(part.version, part.span, part.events, isLastPart: part.isLast, entry, item, subscription, held, span)
    }
  }

  /// The item's events cut where the price changes its version.
  private func parts(
    of entry: UsageBook.Entry, _ held: BilledSpan, _ events: [MeteredUsage]
  ) -> [(version: UsageBook.Entry.Version, span: BilledSpan, events: [MeteredUsage], isLast: Bool)] {
    let currency = member.account.currency
    var found: [(version: UsageBook.Entry.Version, span: BilledSpan, events: [MeteredUsage], isLast: Bool)] = []
    let versions = entry.versions.filter { $0.rater.version.currency == currency }
    for version in versions.sorted(by: { $0.rater.version.effective.from < $1.rater.version.effective.from }) {
      let effective = version.rater.version.effective
      guard let period = ServicePeriod(start: effective.from, end: effective.to ?? .open).intersection(held.period) else { continue }
      let span = UsageCharges.span(period, of: held.full, zone, isLate: held.isLate)
      found.append((version, span, events.filter { span.range.contains($0.at) }, period.end == held.period.end))
    }
    return found
  }

  private mutating func rate(
    _ version: UsageBook.Entry.Version, _ part: BilledSpan, _ events: [MeteredUsage], isLastPart: Bool, _ entry: UsageBook.Entry,
    _ item: SubscriptionItem, _ subscription: Subscription, _ held: BilledSpan, _ span: BilledSpan
  ) throws(Rejection) {
    let rater = version.rater
    let price = version.terms.price
    var request = RatingRequest(quantity: .zero, usage: events, period: part.period, zone: zone)
    request.isExplained = isExplained
    let fullDays = max(1, span.full.days)
    request.share = Share(part.period.days, fullDays)
    request.commitmentShare = Share(held.period.days, fullDays)
    request.isLastPart = isLastPart
    request.subscribedOn = subscription.startsOn
    request.alreadyBilled = alreadyBilled(price, subscription.id, span, part)
    request.agreement = item.agreements.last { $0.price == price && $0.effective.contains(part.period.start) }
      .map { AgreedPrice($0.change) }
    let meterIndex = carried.meters.firstIndex { $0.subscription == subscription.id && $0.price == price }
    if let meterIndex { request.carriedIn = carried.meters[meterIndex].state }
    if version.grantsUnits { request.allowances = allowances(of: rater.version, subscription, part) }
    let rated = try rater.rate(request)
    keep(rated, subscription, price, carriesMeter: entry.carriesMeter)
    unrated += rated.unrated
    func charge(_ kind: RatedCharge.Kind, _ amount: Money, _ explanation: Explanation, quantity: Exact) {
      charges.append(
        RatedCharge(
          kind: kind, subscription: subscription.id, terms: version.terms, period: part.period,
          quantity: quantity, amount: amount, explanation: explanation))
    }
    if !rated.quantity.isZero || rated.amount.amountMinor != 0 {
      charge(.usage, rated.amount, rated.explanation, quantity: rated.quantity)
      if rated.amount.amountMinor == 0 {
        carried.freeUsage.append(
          BilledUsage(
            subscription: subscription.id, price: price, period: part.period, quantity: rated.quantity, amount: .zero,
            minimumTopUp: rated.explanation.minimumTopUp))
      }
    }
    if let trueUp = rated.trueUp { charge(.trueUp, trueUp.amount, trueUp.explanation, quantity: .one) }
  }

  /// The parts of a span in which the item is held and the account pays; ordinarily the whole span.
  private func heldParts(of item: SubscriptionItem, _ subscription: Subscription, in span: BilledSpan) -> [BilledSpan] {
    let end = min(item.to ?? .open, subscription.endsOn ?? .open)
    guard let held = ServicePeriod(start: max(item.from, subscription.startsOn), end: end).intersection(span.period) else {
      return []
    }
    let paid = subscription.payers.count == 1 ? [held] : subscription.paid(by: member.account.id).compactMap { $0.intersection(held) }
    return paid.map { $0 == span.period ? span : UsageCharges.span($0, of: span.full, zone, isLate: span.isLate) }
  }

  private func lateSpans(_ groups: [AssignedUsage]) -> [BilledSpan] {
    let border = zone.start(of: member.billedThrough)
    var days: Set<Day> = []
    for group in groups { for event in group.events where event.at < border { days.insert(zone.day(of: event.at)) } }
    var spans: [BilledSpan] = []
    for day in days.sorted() where !spans.contains(where: { $0.period.contains(day) }) {
      let full = member.account.cycle.period(containing: day)
      spans.append(
        UsageCharges.span(ServicePeriod(start: full.start, end: min(full.end, member.billedThrough)), of: full, zone, isLate: true))
    }
    return spans
  }

  /// What earlier invoices, or earlier parts of this one, billed of the price in the same cycle period.
  private func alreadyBilled(
    _ price: PriceCode, _ subscription: SubscriptionID, _ span: BilledSpan, _ part: BilledSpan
  ) -> AlreadyBilled? {
    var sum = AlreadyBilled(quantity: .zero)
    var any = false
    if span.isLate {
      for entry in member.billedUsage
      where entry.price == price && entry.subscription == subscription && entry.period.intersection(span.period) != nil {
        sum.quantity += entry.quantity
        sum.amount += entry.amount
        sum.minimumTopUp += entry.minimumTopUp
        sum.trueUp += entry.trueUp
        any = true
      }
    }
    // Only a part that begins inside its span can have an earlier part.
    if part.period.start > span.period.start {
      for index in charges.indices
      where charges[index].subscription == subscription && charges[index].kind == .usage
        && charges[index].period.end <= part.period.start && charges[index].period.start >= span.period.start
        && charges[index].price == price
      {
        sum.quantity += charges[index].quantity
        sum.amount += charges[index].amount.exact
        sum.minimumTopUp += charges[index].explanation.minimumTopUp
        any = true
      }
    }
    return any ? sum : nil
  }

  private func allowances(of version: PriceVersion, _ subscription: Subscription, _ part: BilledSpan) -> [AllowanceBucket] {
    var buckets: [AllowanceBucket] = []
    for case .allowance(let allowance) in version.adjustments {
      let full = part.full
      let held = carried.allowances.filter {
        $0.bucket.code == allowance.code && $0.subscription == (allowance.shared ? nil : subscription.id)
          && $0.bucket.expiresOn > part.period.start && $0.bucket.grantedOn < part.period.end
      }.map(\.bucket)
      if held.contains(where: { $0.grantedOn == full.start }) {
        buckets += held
      } else {
        buckets += AllowanceUse.buckets(
          allowance, for: full, share: Share(part.period.days, max(1, full.days)), carriedOver: held)
      }
    }
    return buckets
  }

  /// Takes over what the price left of its allowances and where its meter stands.
  private mutating func keep(_ rated: RatedPrice, _ subscription: Subscription, _ price: PriceCode, carriesMeter: Bool) {
    for bucket in rated.allowances {
      let shared = sharedCodes.contains(bucket.code)
      let owner = shared ? nil : subscription.id
      touched.insert(AllowanceKey(CarriedState.Allowance(subscription: owner, bucket: bucket)))
      if let index = carried.allowances.firstIndex(where: {
        $0.bucket.code == bucket.code && $0.subscription == owner && $0.bucket.grantedOn == bucket.grantedOn
      }) {
        carried.allowances[index].bucket = bucket
      } else {
        carried.allowances.append(CarriedState.Allowance(subscription: owner, bucket: bucket))
      }
    }
    guard carriesMeter || rated.carriedOut != .empty else { return }
    let entry = CarriedState.Meter(subscription: subscription.id, price: price, state: rated.carriedOut)
    if let index = carried.meters.firstIndex(where: { $0.subscription == subscription.id && $0.price == price }) {
      carried.meters[index] = entry
    } else {
      carried.meters.append(entry)
    }
  }

  private var sharedCodes: Set<String> { context.usageBook.sharedAllowances }
}

extension Explanation {
  /// The part of the amount that only filled up a minimum spend.
  public var minimumTopUp: Exact {
    steps.reduce(.zero) { $1.kind == .minimumSpend ? $0 + $1.amount : $0 }
  }
}

extension Meter {
  /// Whether it goes on in the next period where it stood at the end of this one.
  var carriesState: Bool {
    switch aggregation {
    case .latest, .timeWeightedSum: true
    case .uniqueCount, .sum, .count, .maximum, .bucketedMaximum, .percentile95: false
    }
  }
}
