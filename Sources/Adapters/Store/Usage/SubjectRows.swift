import Primitives
import Subscriptions
import Usage

/// Who used which subject when, worked out of subscriptions and their payers.
struct SubjectRows {
  private let connection: Connection

  init(_ connection: Connection) { self.connection = connection }

  /// Days begin at midnight of the paying account's zone. To be read on one snapshot.
  func index(zone: (String) throws -> Zone) throws -> SubjectIndex {
    var builder = SubjectIndex.Builder(atMost: try payments())
    try forEach(after: nil, zone: zone) { builder.add($0) }
    return builder.index(factsThrough: try lastFact())
  }

  /// An index with what has changed since it was read.
  func updated(_ index: SubjectIndex, zone: (String) throws -> Zone) throws -> SubjectIndex {
    guard let known = index.factsThrough, !index.isLargelyChanged else { return try self.index(zone: zone) }
    let changed = try changed(after: known)
    var entries: [SubjectEntry] = []
    try forEach(after: known, zone: zone) { entries.append($0) }
    return index.updated(entries, of: changed, factsThrough: try lastFact())
  }

  /// Subscriptions of which there are facts behind one.
  func changed(after fact: Int64) throws -> Set<SubscriptionID> {
    // Without DISTINCT, for which SQLite goes through an index of all facts.
    let rows = try connection.prepare("SELECT subscription_id FROM subscription_fact WHERE id > ?")
    rows.bind(1, fact)
    defer { rows.reset() }
    var changed: Set<SubscriptionID> = []
    while try rows.step() { changed.insert(SubscriptionID(rows.int64(0))) }
    return changed
  }

  /// One payer of a subscription, until the next one.
  private struct Payment {
    var subject: String
    var subscription: SubscriptionID
    var account: BillingAccountID
    var from: Day
    var endsOn: Day?
    var zone: Zone

    func entry(until next: Day?) -> SubjectEntry? {
      let to = [endsOn, next].compactMap(\.self).min()
      if from == .open { return nil }
      if let to, to <= from { return nil }
      return SubjectEntry(
        subject: subject, subscription: subscription, account: account, from: zone.start(of: from), to: to.map { zone.start(of: $0) })
    }
  }

  /// - Parameter fact: only of subscriptions with a later fact; `nil`: of all.
  private func forEach(after fact: Int64?, zone: (String) throws -> Zone, _ body: (SubjectEntry) -> Void) throws {
    // Along the key of payments: sorting them would take the memory of all of them.
    let rows = try connection.scan(
      """
      SELECT p.subscription_id, s.subject, s.starts_on, s.ends_on, p.account_id, p.from_day, a.zone
      FROM subscription_payer p CROSS JOIN subscription s ON s.id = p.subscription_id CROSS JOIN billing_account a ON a.id = p.account_id
      WHERE s.subject <> '' AND s.state <> 'draft' \(fact == nil ? "" : "AND p.subscription_id IN (SELECT subscription_id FROM subscription_fact WHERE id > ?)")
      ORDER BY p.subscription_id, p.from_day
      """)
    if let fact { rows.bind(1, fact) }
    defer { rows.reset() }
    var zones: [String: Zone] = [:]
    var last: Payment?
    while try rows.step() {
      let name = rows.text(6)
      let local = try zones[name] ?? zone(name)
      zones[name] = local
      let id = SubscriptionID(rows.int64(0))
      let isFirst = last?.subscription != id
      if let entry = last?.entry(until: isFirst ? nil : rows.day(5)) { body(entry) }
      last = Payment(
        // Nobody pays before the first payer, so that one pays from the start of the subscription on.
        subject: rows.text(1), subscription: id, account: BillingAccountID(rows.int64(4)),
        from: isFirst ? rows.day(2) : max(rows.day(2), rows.day(5)), endsOn: rows.optionalDay(3), zone: local)
    }
    if let entry = last?.entry(until: nil) { body(entry) }
  }

  private func payments() throws -> Int {
    let row = try connection.prepare("SELECT COUNT(*) FROM subscription_payer")
    defer { row.reset() }
    _ = try row.step()
    return row.int(0)
  }

  private func lastFact() throws -> Int64 {
    let row = try connection.prepare("SELECT COALESCE(MAX(id), 0) FROM subscription_fact")
    defer { row.reset() }
    _ = try row.step()
    return row.int64(0)
  }
}
