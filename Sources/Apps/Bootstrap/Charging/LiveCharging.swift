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
  private var known: Recent<SubscriptionID, Known>
  /// When another balance was opened for an account, which may pay from then on, and when for any.
  private var opened: [BillingAccountID: Int] = [:]
  private var anyOpened = 0
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
      billing = try facts.catalog.map { try installation.billing(explaining: $0) }
    }
    if state?.fact != facts.subscriptionFact || subjects == nil {
      subjects = try installation.store.subjects(since: subjects) { Zones.zone($0) ?? .utc }
    }
    generation += 1
    try forget(facts.catalog, today)
    state = (facts.catalog, facts.subscriptionFact, facts.balance, facts.rebuilt, today)
  }

  /// Forgets whoever may be another by now: all of them with another catalog or on another day, when others may pay.
  private func forget(_ catalog: CatalogVersionID?, _ today: Day) throws {
    guard let state, state.catalog == catalog, state.day == today else { return forgetAll() }
    let changed = try installation.store.changed(sinceFact: state.fact, balance: state.balance)
    for id in changed.subscriptions { known.forget(id) }
    if changed.accounts.isEmpty { return }
    // Looking for those of the accounts among all that are known would take long.
    for account in changed.accounts { opened[account] = generation }
    anyOpened = generation
    if opened.count > 100_000 { forgetAll() }
  }

  private func forgetAll() {
    known.forgetAll()
    (opened, anyOpened) = ([:], 0)
  }

  /// What was read of a subscription.
  private struct Known {
    /// `nil`: nobody is charged for it.
    var subscriber: Subscriber?
    var generation: Int
  }

  /// Whether it holds, now that other balances may pay: nobody's subscription may be somebody's.
  private func holds(_ known: Known) -> Bool {
    known.generation >= anyOpened || (known.subscriber.map { known.generation >= opened[$0.account.id] ?? 0 } ?? false)
  }

  /// `nil`: it is not known; `.some(nil)`: nobody is charged for it.
  private func use(_ id: SubscriptionID) -> Subscriber?? { known.use(id).flatMap { holds($0) ? .some($0.subscriber) : nil } }

  func subscriber(_ subject: String, at instant: Instant) throws -> Subscriber? {
    guard let entry = subjects?.find(subject, at: instant) else { return nil }
    return try subscriber(entry.subscription)
  }

  func subscriber(_ id: SubscriptionID) throws -> Subscriber? {
    if let found = use(id) { return found }
    return try read([id])[id]
  }

  func subscriber(_ id: SubscriptionID, paidOn day: Day) throws -> Subscriber? {
    guard let billing, let paid = try tables.paid([id], on: day).first else { return nil }
    return subscriber(paid, billing)
  }

  func subscriber(_ id: SubscriptionID, paidBy account: BillingAccountID) throws -> Subscriber? {
    guard let billing, let paid = try tables.paid(id, by: account) else { return nil }
    return subscriber(paid, billing)
  }

  private func subscriber(_ paid: PaidSubscription, _ billing: AccountBilling) -> Subscriber {
    Subscriber(
      subscription: paid.subscription, account: paid.account, balance: paid.balance, zone: Zones.zone(paid.account.zoneName) ?? .utc, context: billing.context)
  }

  func find(_ subjects: [(subject: String, at: Instant)]) -> [SubscriptionID?] {
    subjects.map { self.subjects?.find($0.subject, at: $0.at)?.subscription }
  }

  func remembered(_ id: SubscriptionID) -> Subscriber? { known[id].flatMap { holds($0) ? $0.subscriber : nil } }

  func newcomers(_ subscriptions: [SubscriptionID?]) -> [SubscriptionID] {
    // Once charging goes on for a while, there are few.
    LiveSubscribers.once(subscriptions.compactMap { $0.flatMap { known[$0].map(holds) == true ? nil : $0 } })
  }

  private static func once(_ new: [SubscriptionID]) -> [SubscriptionID] { new.count > 1 ? Set(new).sorted() : new }

  func expect(_ subscriptions: [SubscriptionID?]) throws -> [Subscriber?] {
    // Before anybody is read, for whom others may be forgotten.
    let known = subscriptions.map { id in id.flatMap { use($0) } }
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
      for paid in found { read[paid.subscription.id] = subscriber(paid, billing) }
    }
    for id in ids { known.keep(Known(subscriber: read[id], generation: generation), for: id) }
    return read
  }
}
