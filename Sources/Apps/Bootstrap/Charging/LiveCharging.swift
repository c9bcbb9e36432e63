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
  /// - Parameters:
  ///   - clock: the home's own when `nil`.
  ///   - remembering: how many accounts it keeps in memory; as many as fit into a quarter of it when `nil`.
  public func chargingRecorder(clock: (any Clock)? = nil, remembering: Int? = nil) -> ChargingRecorder {
    let most = remembering ?? AccountsInMemory.most
    let tables = ChargingTables(store, remembering: most)
    return ChargingRecorder(store: tables, subscribers: LiveSubscribers(self, tables, remembering: most), clock: clock ?? self.clock)
  }
}

/// Who uses what, read when it is first asked and again when something of it changed.
final class LiveSubscribers: SubscriberDirectory {
  private let installation: Installation
  private let tables: ChargingTables
  private var state: (catalog: CatalogVersionID?, fact: Int64, balance: Int64, rebuilt: Int64, day: Day)?
  private var subjects: SubjectIndex?
  private var billing: AccountBilling?
  /// `nil`: nobody is charged for it.
  private var known: Recent<SubscriptionID, Subscriber?>
  private(set) var generation = 0

  init(_ installation: Installation, _ tables: ChargingTables, remembering: Int) {
    known = Recent(most: remembering)
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
    guard let state, state.catalog == catalog, state.day == today else { return known.forgetAll() }
    let changed = try installation.store.changed(sinceFact: state.fact, balance: state.balance)
    for id in changed.subscriptions { known.forget(id) }
    if changed.accounts.isEmpty { return }
    // Nobody's subscription may be somebody's by now.
    known.forget { _, subscriber in subscriber.map { changed.accounts.contains($0.account.id) } ?? true }
  }

  func subscriber(_ subject: String, at instant: Instant) throws -> Subscriber? {
    guard let entry = subjects?.find(subject, at: instant) else { return nil }
    return try subscriber(entry.subscription)
  }

  func subscriber(_ id: SubscriptionID) throws -> Subscriber? {
    if let found = known.use(id) { return found }
    return try read([id])[id]
  }

  func find(_ subjects: [(subject: String, at: Instant)]) -> [SubscriptionID?] {
    subjects.map { self.subjects?.find($0.subject, at: $0.at)?.subscription }
  }

  func remembered(_ id: SubscriptionID) -> Subscriber? { known[id] ?? nil }

  func newcomers(_ subscriptions: [SubscriptionID?]) -> [SubscriptionID] {
    // Once charging goes on for a while, there are few.
    LiveSubscribers.once(subscriptions.compactMap { $0.flatMap { known[$0] == nil ? $0 : nil } })
  }

  private static func once(_ new: [SubscriptionID]) -> [SubscriptionID] { new.count > 1 ? Set(new).sorted() : new }

  func expect(_ subscriptions: [SubscriptionID?]) throws -> [Subscriber?] {
    // Before anybody is read, for whom others may be forgotten.
    let known = subscriptions.map { id in id.flatMap { self.known.use($0) } }
    let new = LiveSubscribers.once(zip(subscriptions, known).compactMap { id, found in found == nil ? id : nil })
    let read = try new.isEmpty ? [:] : read(new)
    return zip(subscriptions, known).map { id, found in found ?? id.flatMap { read[$0] } }
  }

  /// - Returns: whom it read.
  private func read(_ ids: [SubscriptionID]) throws -> [SubscriptionID: Subscriber] {
    // Who could not be read is not nobody: nothing is known before all of it is read.
    let found = try billing == nil ? [] : tables.paid(ids, on: installation.clock.now().utcDay)
    var read: [SubscriptionID: Subscriber] = [:]
    if let billing {
      for paid in found {
        read[paid.subscription.id] = Subscriber(
          subscription: paid.subscription, account: paid.account, balance: paid.balance, zone: Zones.zone(paid.account.zoneName) ?? .utc,
          context: billing.context)
      }
    }
    for id in ids { known.keep(read[id], for: id) }
    return read
  }
}
