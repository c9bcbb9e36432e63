import Balances
import Catalog
import Charging
import Invoicing
public import Parties
public import Primitives
import Rating
public import Subscriptions
import Synchronization
import Taxation

/// Whoever uses something: what is held, who pays, and what it is charged by.
public final class Subscriber: Sendable {
  public let subscription: Subscription
  public let account: BillingAccount
  /// What pays; `nil`: nothing does.
  public let balance: CustomerBalanceID?
  let zone: Zone
  private let context: BillingContext
  private let taxes: TaxSituation?
  private let found = Mutex(FoundTariffs())

  public init(subscription: Subscription, account: BillingAccount, balance: CustomerBalanceID?, zone: Zone, context: BillingContext) {
    self.subscription = subscription
    self.account = account
    self.balance = balance
    self.zone = zone
    self.context = context
    taxes = context.seller(account.seller).map {
      TaxSituation(context.taxTable, seller: $0.address, customer: account.address, standing: account.taxStanding)
    }
  }

  func isActive(at instant: Instant) -> Bool { subscription.state(on: zone.day(of: instant)) == .active }

  /// The last instant of the subscription, by the day where the account is; `nil` when no end is known, or it ends before it begins.
  var last: Instant? {
    subscription.endsOn.flatMap { $0 > subscription.startsOn ? Instant(microseconds: zone.start(of: $0).microseconds - 1) : nil }
  }

  /// Whether the account pays for what is used at an instant, by the day where it is.
  func pays(at instant: Instant) -> Bool {
    subscription.payers.count < 2 || subscription.payer(on: zone.day(of: instant)).map { $0 == account.id } ?? true
  }

  /// The bill cycle period of an instant.
  func cycle(at instant: Instant) -> (start: Instant, end: Instant) {
    if let known = found.withLock({ $0.cycle }), known.start <= instant, instant < known.end { return known }
    let period = account.cycle.period(containing: zone.day(of: instant))
    let cycle = (start: zone.start(of: period.start), end: zone.start(of: period.end))
    found.withLock { $0.cycle = cycle }
    return cycle
  }

  /// Controls as they hold at an instant where the account is.
  func inForce(_ controls: [SpendingControl], at instant: Instant) -> ControlsInForce {
    controls.isEmpty ? .none : ControlsInForce(controls, at: instant, zone: zone) { [self] in cycle(at: $0) }
  }

  /// What a service costs at an instant: the same price that the bill would find, options before plans.
  ///
  /// Found once a day for what is asked again and again; the subscriber is another one when its subscription or the catalog is.
  func tariff(_ asked: ServiceUnits, at instant: Instant) -> TariffOutcome {
    let day = zone.day(of: instant)
    if let known = found.withLock({ $0.outcome(asked, day) }) { return known }
    let outcome = search(asked, on: day)
    found.withLock { $0.keep(outcome, asked, day) }
    return outcome
  }

  private func search(_ asked: ServiceUnits, on day: Day) -> TariffOutcome {
    var attributes = asked.attributes
    if let destination = asked.destination { attributes["destination"] = destination }
    let held = subscription.items.filter { $0.from <= day && ($0.to.map { day < $0 } ?? true) }.sorted {
      (context.usageBook.isOption($0.offering) ? 0 : 1, $0.from, $0.number) < (context.usageBook.isOption($1.offering) ? 0 : 1, $1.from, $1.number)
    }
    for item in held {
      let wanting = context.usageBook.entries(of: item.offering).filter { entry in
        entry.eventType == asked.service && entry.terms.filter.allSatisfy { attributes[$0.key] == $0.value }
      }
      if wanting.isEmpty { continue }
      if wanting.count > 1 { return .failed("the prices \(wanting.map(\.price.code.text).joined(separator: " and ")) both want it; charging takes one") }
      return tariff(wanting[0], of: item, on: day)
    }
    return .free
  }

  /// The first day behind one on which something of the subscription is otherwise; `nil` when none is known.
  private func nextChange(after day: Day) -> Day? {
    var days = subscription.payers.map(\.from) + [subscription.endsOn].compactMap(\.self)
    for suspension in subscription.suspensions { days += [suspension.start, suspension.end] }
    for item in subscription.items {
      days += [item.from] + [item.to].compactMap(\.self)
      for agreement in item.agreements { days += [agreement.effective.from] + [agreement.effective.to].compactMap(\.self) }
    }
    return days.filter { $0 > day }.min()
  }

  /// Names what a service costs at an instant: another name, another price.
  func tariffName(_ asked: ServiceUnits, at instant: Instant) -> String {
    guard case .tariff(let tariff) = tariff(asked, at: instant) else { return "" }
    return "\(tariff.terms.price.text) \(tariff.rater.version.effective.from) \(tariff.taxPercent) \(tariff.agreement.map { "\($0)" } ?? "")"
  }

  private func tariff(_ entry: UsageBook.Entry, of item: SubscriptionItem, on day: Day) -> TariffOutcome {
    guard let version = entry.versions.first(where: { $0.rater.version.currency == account.currency && $0.rater.version.effective.contains(day) }) else {
      return .failed("the price \(entry.price.code) has no version in \(account.currency) on \(day)")
    }
    guard case .taxed(let tax)? = taxes?.decide(version.terms.taxCategory, on: day) else {
      return .failed("no tax rate is known for category \(version.terms.taxCategory) on \(day)")
    }
    let period = account.cycle.period(containing: day)
    let held = part(of: version, item, in: period, with: day) ?? ServicePeriod(start: day, end: period.end)
    var tariff = ChargingTariff(
      rater: version.rater, terms: version.terms, measure: UnitMeasure(meterUnit: entry.meter.unit), period: period, zone: zone, taxPercent: tax.percent,
      // As on the bill, what is agreed when the part begins holds for all of it.
      agreement: item.agreements.last { $0.price == version.terms.price && $0.effective.contains(held.start) }.map { AgreedPrice($0.change) },
      subscribedOn: subscription.startsOn, changesOn: nextChange(after: day), held: held)
    tariff.isTaxChanging = isTaxChanging(entry, version, tax.percent, in: period)
    let obstacle = tariff.obstacle ?? (version.grantsUnits ? allowanceObstacle(entry, version, in: period, until: day, &tariff) : nil)
    return obstacle.map { .failed("the price \(entry.price.code) cannot be charged while it is used: \($0)") } ?? .tariff(tariff)
  }

  /// Whether a version of the price that holds in the period is taxed otherwise on some day of it than this one on its own.
  private func isTaxChanging(_ entry: UsageBook.Entry, _ version: UsageBook.Entry.Version, _ percent: Exact, in period: ServicePeriod) -> Bool {
    entry.versions.contains { other in
      let effective = other.rater.version.effective
      guard other.rater.version.currency == account.currency,
        let days = ServicePeriod(start: effective.from, end: effective.to ?? .open).intersection(period)
      else { return false }
      if other.rater.version.taxInclusive != version.rater.version.taxInclusive { return true }
      return [days.start, Day(number: days.end.number - 1)].contains { day in
        guard case .taxed(let tax)? = taxes?.decide(other.terms.taxCategory, on: day) else { return false }
        return tax.percent != percent
      }
    }
  }

  /// The days that a bill prices together: those of a period on which the item and the version are held and the account pays.
  ///
  /// - Parameter day: one of them; `nil`: the first such days.
  private func part(of version: UsageBook.Entry.Version, _ item: SubscriptionItem, in period: ServicePeriod, with day: Day? = nil) -> ServicePeriod? {
    let effective = version.rater.version.effective
    let end = min(item.to ?? .open, subscription.endsOn ?? .open, effective.to ?? .open)
    guard let held = ServicePeriod(start: max(item.from, subscription.startsOn, effective.from), end: end).intersection(period) else { return nil }
    let paid = subscription.payers.count == 1 ? [held] : subscription.paid(by: account.id).compactMap { $0.intersection(held) }
    return paid.first { days in day.map { days.contains($0) } ?? true }
  }

  /// Why an allowance is not this version's alone in the period; `nil` when it is.
  ///
  /// A bill grants an allowance once a period, by what is held first, and takes it price by price. Of prices that are held one after the other, as after
  /// a change of plan, the counters of all tell what is left of the same one; of others only the bill does.
  private func allowanceObstacle(
    _ entry: UsageBook.Entry, _ version: UsageBook.Entry.Version, in period: ServicePeriod, until day: Day, _ tariff: inout ChargingTariff
  ) -> String? {
    let own = version.allowances
    var parts = 0
    for item in subscription.items {
      for other in context.usageBook.entries(of: item.offering) {
        for theirs in other.versions where theirs.rater.version.currency == account.currency {
          guard let days = part(of: theirs, item, in: period) else { continue }
          if other.price.code != entry.price.code {
            guard let same = theirs.allowances.first(where: { allowance in own.contains { $0.code == allowance.code } }) else { continue }
            if theirs.allowances == own, !same.prorated, days.intersection(tariff.held) == nil {
              if !tariff.sharingAllowance.contains(other.price.code) { tariff.sharingAllowance.append(other.price.code) }
              continue
            }
            if days.start > day { continue }
            return "its allowance \(same.code) is that of the price \(other.price.code) too, which is held in the same period"
          }
          if days.start > day { continue }
          if theirs.allowances != own { return "its allowance was another one before, in the same period" }
          parts += 1
        }
      }
    }
    return parts > 1 && own.contains(where: \.prorated) ? "its allowance is prorated, and it is held in several parts of the period" : nil
  }
}

/// What a subscriber's services were found to cost, the latest few.
private struct FoundTariffs {
  private static let most = 8

  var cycle: (start: Instant, end: Instant)?
  private var outcomes: [(day: Day, service: String, destination: String?, attributes: [String: String], outcome: TariffOutcome)] = []

  func outcome(_ asked: ServiceUnits, _ day: Day) -> TariffOutcome? {
    outcomes.first { $0.day == day && $0.service == asked.service && $0.destination == asked.destination && $0.attributes == asked.attributes }?.outcome
  }

  mutating func keep(_ outcome: TariffOutcome, _ asked: ServiceUnits, _ day: Day) {
    if outcomes.count >= FoundTariffs.most { outcomes.removeFirst() }
    outcomes.append((day, asked.service, asked.destination, asked.attributes, outcome))
  }
}

extension UsageBook.Entry.Version {
  fileprivate var allowances: [Allowance] {
    rater.version.adjustments.compactMap { if case .allowance(let allowance) = $0 { allowance } else { nil } }
  }
}

/// Who uses what. Asked by one thread at a time.
public protocol SubscriberDirectory: AnyObject {
  /// Looks whether anything changed since it was last asked.
  func refresh() throws
  /// Another number whenever something had changed.
  var generation: Int { get }
  /// Which subscriptions these subjects are used under, as far as it was read.
  func find(_ subjects: [(subject: String, at: Instant)]) -> [SubscriptionID?]
  /// Those of them whose subscribers would have to be read.
  func newcomers(_ subscriptions: [SubscriptionID?]) -> [SubscriptionID]
  /// Whose they are; those that are not known are read at once.
  func expect(_ subscriptions: [SubscriptionID?]) throws -> [Subscriber?]
  /// Who that is, when it was read before.
  func remembered(_ id: SubscriptionID) -> Subscriber?
  func subscriber(_ subject: String, at instant: Instant) throws -> Subscriber?
  func subscriber(_ id: SubscriptionID) throws -> Subscriber?
  /// The same as it was paid for on a day.
  func subscriber(_ id: SubscriptionID, paidOn day: Day) throws -> Subscriber?
  /// The same as an account pays for it, or did; `nil` when it never did.
  func subscriber(_ id: SubscriptionID, paidBy account: BillingAccountID) throws -> Subscriber?
}
