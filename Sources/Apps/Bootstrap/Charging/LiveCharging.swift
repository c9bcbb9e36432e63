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
    ChargeOnline(limits: limits, recorder: chargingRecorder(), settling: store)
  }

  /// What decides requests, for whoever asks from one thread.
  ///
  /// - Parameter clock: the home's own when `nil`.
  public func chargingRecorder(clock: (any Clock)? = nil) -> ChargingRecorder {
    let tables = ChargingTables(store)
    return ChargingRecorder(store: tables, subscribers: LiveSubscribers(self, tables), clock: clock ?? self.clock)
  }
}

/// Who uses what, read when it is first asked and again when something of it changed.
final class LiveSubscribers: SubscriberDirectory {
  private static let most = 200_000

  private let installation: Installation
  private let tables: ChargingTables
  private var state: (catalog: CatalogVersionID?, fact: Int64, balance: Int64, rebuilt: Int64, day: Day)?
  private var subjects: SubjectIndex?
  private var billing: AccountBilling?
  private var known: [SubscriptionID: Subscriber?] = [:]
  private(set) var generation = 0

  init(_ installation: Installation, _ tables: ChargingTables) {
    self.installation = installation
    self.tables = tables
  }

  func refresh() throws {
    let facts = try tables.newestOfSubscribers()
    let today = installation.clock.now().utcDay
    if let state, state == (facts.catalog, facts.subscriptionFact, facts.balance, facts.rebuilt, today) { return }
    // What was written anew tells of no fact; what a server lost with its failure takes numbers back that others are given.
    if let last = state, last.rebuilt != facts.rebuilt || last.fact > facts.subscriptionFact || last.balance > facts.balance {
      (state, subjects) = (nil, nil)
    }
    if state?.catalog != facts.catalog || state == nil {
      billing = try facts.catalog.map { try installation.billing(try installation.catalog($0)) }
    }
    if state?.fact != facts.subscriptionFact || subjects == nil {
      let zones = Zones.table(try installation.store.zoneNames())
      subjects = try installation.store.subjects(since: subjects) { zones[$0] ?? .utc }
    }
    try forget(facts.catalog, today)
    generation += 1
    state = (facts.catalog, facts.subscriptionFact, facts.balance, facts.rebuilt, today)
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
    try read([id])
    return known[id] ?? nil
  }

  func find(_ subjects: [(subject: String, at: Instant)]) -> [SubscriptionID?] {
    subjects.map { self.subjects?.find($0.subject, at: $0.at)?.subscription }
  }

  func remembered(_ id: SubscriptionID) -> Subscriber? { known[id] ?? nil }

  func newcomers(_ subscriptions: [SubscriptionID?]) -> [SubscriptionID] {
    // Once charging goes on for a while, there are few.
    var new = subscriptions.compactMap { $0.flatMap { known[$0] == nil ? $0 : nil } }
    if new.count > 1 { new = Set(new).sorted() }
    return new
  }

  func expect(_ subscriptions: [SubscriptionID?]) throws -> [Subscriber?] {
    let new = newcomers(subscriptions)
    if !new.isEmpty { try read(new) }
    return subscriptions.map { id in id.flatMap { known[$0] ?? nil } }
  }

  private func read(_ ids: [SubscriptionID]) throws {
    if known.count + ids.count > LiveSubscribers.most { known.removeAll(keepingCapacity: true) }
    // Who could not be read is not nobody: nothing is known before all of it is read.
    let found = try billing == nil ? [] : tables.paid(ids, on: installation.clock.now().utcDay)
    for id in ids { known[id] = .some(nil) }
    guard let billing else { return }
    for paid in found {
      known[paid.subscription.id] = Subscriber(
        subscription: paid.subscription, account: paid.account, balance: paid.balance, zone: Zones.zone(paid.account.zoneName) ?? .utc,
        context: billing.context)
    }
  }
}
