import Balances
import Charging
public import Operations
import Parties
import Primitives
import Store
import Subscriptions
import Usage

extension Installation {
  /// Charging in this installation; one a process is enough.
  public func charging(limits: ChargeOnline.Limits = ChargeOnline.Limits()) -> ChargeOnline {
    ChargeOnline(limits: limits, recorder: chargingRecorder())
  }

  /// What decides requests, for whoever asks from one thread.
  ///
  /// - Parameter clock: the home's own when `nil`.
  public func chargingRecorder(clock: (any Clock)? = nil) -> ChargingRecorder {
    ChargingRecorder(store: ChargingTables(store), subscribers: LiveSubscribers(self), clock: clock ?? self.clock)
  }
}

/// Who uses what, read when it is first asked and again when something of it changed.
final class LiveSubscribers: SubscriberDirectory {
  private static let most = 200_000

  private let installation: Installation
  private var state: (catalog: CatalogVersionID?, fact: Int64, balance: Int64, day: Day)?
  private var subjects: SubjectIndex?
  private var billing: AccountBilling?
  private var known: [SubscriptionID: Subscriber?] = [:]
  private(set) var generation = 0

  init(_ installation: Installation) { self.installation = installation }

  func refresh() throws {
    let facts = try installation.store.usageFacts()
    let balance = try installation.store.newestBalance()
    let today = installation.clock.now().utcDay
    if let state, state == (facts.catalog, facts.subscriptionFact, balance, today) { return }
    if state?.catalog != facts.catalog || state == nil {
      billing = try facts.catalog.map { try installation.billing(try installation.catalog($0)) }
    }
    if state?.fact != facts.subscriptionFact || subjects == nil {
      let zones = Zones.table(try installation.store.zoneNames())
      subjects = try installation.store.subjects(since: subjects) { zones[$0] ?? .utc }
    }
    try forget(facts.catalog, today)
    generation += 1
    state = (facts.catalog, facts.subscriptionFact, balance, today)
  }

  /// Forgets whoever may be another by now: all of them with another catalog or on another day, when others may pay.
  private func forget(_ catalog: CatalogVersionID?, _ today: Day) throws {
    guard let state, state.catalog == catalog, state.day == today else { return known.removeAll(keepingCapacity: true) }
    let changed = try installation.store.changed(sinceFact: state.fact, balance: state.balance)
    for id in changed.subscriptions { known[id] = nil }
    if changed.accounts.isEmpty { return }
    // Nobody's subscription may be somebody's by now.
    known = known.filter { _, subscriber in subscriber.map { !changed.accounts.contains($0.account.id) } ?? false }
  }

  func subscriber(_ subject: String, at instant: Instant) throws -> Subscriber? {
    guard let entry = subjects?.find(subject, at: instant) else { return nil }
    return try subscriber(entry.subscription)
  }

  func subscriber(_ id: SubscriptionID) throws -> Subscriber? {
    if let found = known[id] { return found }
    if known.count >= LiveSubscribers.most { known.removeAll(keepingCapacity: true) }
    let found = try read(id)
    known[id] = .some(found)
    return found
  }

  private func read(_ id: SubscriptionID) throws -> Subscriber? {
    let store = installation.store
    guard let billing, let reference = try store.subscriptionReference(id), let subscription = try store.subscription(reference: reference) else { return nil }
    // Who pays today; a payer of another day is a case for the bill.
    guard let payer = subscription.payer(on: installation.clock.now().utcDay) ?? subscription.payers.first?.account, let account = try store.account(payer) else {
      return nil
    }
    return Subscriber(
      subscription: subscription, account: account, balance: try store.payingBalance(of: id, account: payer), zone: Zones.zone(account.zoneName) ?? .utc,
      context: billing.context)
  }
}
