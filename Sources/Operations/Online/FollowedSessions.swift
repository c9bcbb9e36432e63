import Balances
import Charging
import Primitives

/// Sessions whose networks can be told something unasked, as a value: what was decided, paid in and changed goes in, what the
/// networks are to be told comes out.
struct FollowedSessions {
  /// How many sessions are followed, how many of one balance are told at once, and how often for want of money.
  static let most = 1_000_000
  static let mostSharing = 100
  static let sharingSeconds: Int64 = 60

  /// What is known of one service.
  struct Service: Hashable {
    var asked: ServiceUnits
    var granted: Int64
    var isFinal: Bool
    /// Names the price that the grant was reckoned with.
    var tariff: String
  }

  private struct Entry {
    var balance: CustomerBalanceID
    var subscription: SubscriptionID
    var services: [Service]
    /// The state of the world that `tariff` belongs to.
    var generation: Int
  }

  private var entries: [String: Entry] = [:]
  private var ofBalance: [CustomerBalanceID: Set<String>] = [:]
  /// When sessions of a balance were last asked to share what is left.
  private var sharedAt: [CustomerBalanceID: Instant] = [:]
  /// Sessions to be looked at, since something changed.
  private var due: [String] = []
  private var orders: [NetworkOrder] = []

  var count: Int { entries.count }
  var dueCount: Int { due.count }

  /// A request was decided, and that is durable.
  ///
  /// - Parameter tariff: names the price of a service as it is now; asked only when the world changed since it was last.
  mutating func decided(_ request: DecidedRequest, at now: Instant, generation: Int, tariff: (ServiceUnits) -> String) {
    if let session = request.after, session.state == .open {
      follow(session, generation, tariff)
    } else {
      forget(request.session)
    }
    guard request.answer.services.contains(where: { $0.result == .creditLimitReached }) else { return }
    share(request.balance, besides: request.session, at: now)
  }

  private mutating func follow(_ session: ChargingSession, _ generation: Int, _ tariff: (ServiceUnits) -> String) {
    let known = entries[session.reference]
    if known == nil, entries.count >= FollowedSessions.most { return }
    let services = session.services.map { service in
      let asked = ServiceUnits(ratingGroup: service.ratingGroup, service: service.service, destination: service.destination, attributes: service.attributes)
      let before = known.flatMap { $0.generation == generation ? $0.services.first { $0.asked == asked } : nil }
      return Service(asked: asked, granted: service.granted, isFinal: service.isFinal, tariff: before?.tariff ?? tariff(asked))
    }
    entries[session.reference] = Entry(balance: session.balance, subscription: session.subscription, services: services, generation: generation)
    if known == nil { ofBalance[session.balance, default: []].insert(session.reference) }
  }

  /// Those of which nothing will be told any more; none while something is still to be told of any.
  func unfollowed(of sessions: [String]) -> [String] { orders.isEmpty ? sessions.filter { entries[$0] == nil } : [] }

  mutating func forget(_ session: String) {
    guard let entry = entries.removeValue(forKey: session) else { return }
    ofBalance[entry.balance]?.remove(session)
    if ofBalance[entry.balance]?.isEmpty == true {
      ofBalance[entry.balance] = nil
      sharedAt[entry.balance] = nil
    }
  }

  /// Somebody gets nothing any more while others hold what they may not need: they say what they used, and ask anew.
  private mutating func share(_ balance: CustomerBalanceID, besides session: String, at now: Instant) {
    if let before = sharedAt[balance], now < before.adding(seconds: FollowedSessions.sharingSeconds) { return }
    var asked: [String] = []
    for name in ofBalance[balance] ?? [] where name != session && entries[name]?.services.contains(where: { $0.granted > 0 }) == true {
      asked.append(name)
      if asked.count == FollowedSessions.mostSharing { break }
    }
    if asked.isEmpty { return }
    sharedAt[balance] = now
    for name in asked.sorted() { orders.append(NetworkOrder(.reauthorise, session: name, ratingGroups: entries[name]?.services.filter { $0.granted > 0 }.map(\.asked.ratingGroup) ?? [])) }
  }

  /// Something was paid into balances: who was told that nothing follows may ask again.
  mutating func paidIn(_ balances: Set<CustomerBalanceID>) {
    for balance in balances.sorted(by: { $0.rawValue < $1.rawValue }) {
      for name in (ofBalance[balance] ?? []).sorted() {
        guard var entry = entries[name] else { continue }
        let waiting = entry.services.indices.filter { entry.services[$0].isFinal }
        if waiting.isEmpty { continue }
        // Told once; what is decided next says anew whether it is the last.
        for index in waiting { entry.services[index].isFinal = false }
        entries[name] = entry
        orders.append(NetworkOrder(.reauthorise, session: name, ratingGroups: waiting.map { entry.services[$0].asked.ratingGroup }))
      }
    }
  }

  /// What keeps the spending from balances within bounds is another thing: what was granted may be too much by now, or too little.
  ///
  /// - Parameter balances: which; all when `nil`.
  mutating func controlled(_ balances: Set<CustomerBalanceID>?) {
    for balance in (balances ?? Set(ofBalance.keys)).sorted(by: { $0.rawValue < $1.rawValue }) {
      for name in (ofBalance[balance] ?? []).sorted() {
        guard var entry = entries[name] else { continue }
        let groups = entry.services.filter { $0.granted > 0 || $0.isFinal }.map(\.asked.ratingGroup)
        if groups.isEmpty { continue }
        for index in entry.services.indices { entry.services[index].isFinal = false }
        entries[name] = entry
        orders.append(NetworkOrder(.reauthorise, session: name, ratingGroups: groups))
      }
    }
  }

  /// The catalog, subscriptions or the day changed: every session is to be looked at.
  mutating func changed() { due = entries.keys.sorted() }

  /// Looks at some of those that are due.
  ///
  /// - Parameter standing: what names the price of a service of a subscription now; `nil` when it may use nothing any more.
  mutating func look(_ most: Int, generation: Int, standing: (SubscriptionID, ServiceUnits?) throws -> String?) rethrows {
    for _ in 0..<min(most, due.count) {
      guard let name = due.popLast(), var entry = entries[name] else { continue }
      guard try standing(entry.subscription, nil) != nil else {
        forget(name)
        orders.append(NetworkOrder(.abort, session: name))
        continue
      }
      var groups: [Int64] = []
      for index in entry.services.indices {
        guard let tariff = try standing(entry.subscription, entry.services[index].asked) else { continue }
        if tariff != entry.services[index].tariff, entry.services[index].granted > 0 { groups.append(entry.services[index].asked.ratingGroup) }
        entry.services[index].tariff = tariff
      }
      entry.generation = generation
      entries[name] = entry
      if !groups.isEmpty { orders.append(NetworkOrder(.reauthorise, session: name, ratingGroups: groups)) }
    }
  }

  /// What is to be told next, those that wait longest first.
  mutating func next(_ most: Int) -> [NetworkOrder] {
    let next = Array(orders.prefix(most))
    orders.removeFirst(next.count)
    return next
  }
}
