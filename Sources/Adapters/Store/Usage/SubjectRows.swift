import Primitives
import Subscriptions
import Usage

/// Who used which subject when, worked out of subscriptions and their payers.
struct SubjectRows {
  private let connection: Connection

  init(_ connection: Connection) { self.connection = connection }

  /// Days begin at midnight of the paying account's zone.
  func index(zone: (String) throws -> Zone) throws -> SubjectIndex {
    try connection.snapshot {
      var builder = SubjectIndex.Builder()
      try forEach(after: nil, zone: zone) { builder.add($0) }
      return builder.index(factsThrough: try lastFact())
    }
  }

  /// An index with what has changed since it was read.
  func updated(_ index: SubjectIndex, zone: (String) throws -> Zone) throws -> SubjectIndex {
    guard let known = index.factsThrough else { return try self.index(zone: zone) }
    return try connection.snapshot {
      let changed = try changed(after: known)
      var entries: [SubjectEntry] = []
      try forEach(after: known, zone: zone) { entries.append($0) }
      return index.updated(entries, of: changed, factsThrough: try lastFact())
    }
  }

  private func changed(after fact: Int64) throws -> Set<SubscriptionID> {
    let rows = try connection.prepare("SELECT DISTINCT subscription_id FROM subscription_fact WHERE id > ?")
    rows.bind(1, fact)
    defer { rows.reset() }
    var changed: Set<SubscriptionID> = []
    while try rows.step() { changed.insert(SubscriptionID(rows.int64(0))) }
    return changed
  }

  /// - Parameter fact: only of subscriptions with a later fact; `nil`: of all.
  private func forEach(after fact: Int64?, zone: (String) throws -> Zone, _ body: (SubjectEntry) -> Void) throws {
    let rows = try connection.prepare(fact == nil ? SubjectRows.query(of: "") : SubjectRows.query(of: """
      AND s.id IN (SELECT subscription_id FROM subscription_fact WHERE id > ?)
      """))
    if let fact { rows.bind(1, fact) }
    defer { rows.reset() }
    var zones: [String: Zone] = [:]
    while try rows.step() {
      let name = rows.text(6)
      let local = try zones[name] ?? zone(name)
      zones[name] = local
      // Nobody pays before the first payer, so that one pays from the start of the subscription on.
      let from = rows.isNull(8) ? rows.day(2) : max(rows.day(2), rows.day(5))
      if from == .open { continue }
      let to = [rows.optionalDay(3), rows.optionalDay(7)].compactMap { $0 }.min()
      if let to, to <= from { continue }
      body(
        SubjectEntry(
          subject: rows.text(1), subscription: SubscriptionID(rows.int64(0)), account: BillingAccountID(rows.int64(4)),
          from: local.start(of: from), to: to.map { local.start(of: $0) }))
    }
  }

  private static func query(of some: String) -> String {
    """
    SELECT s.id, s.subject, s.starts_on, s.ends_on, p.account_id, p.from_day, a.zone,
      LEAD(p.from_day) OVER payers, LAG(p.from_day) OVER payers
    FROM subscription s
    JOIN subscription_payer p ON p.subscription_id = s.id
    JOIN billing_account a ON a.id = p.account_id
    WHERE s.subject <> '' AND s.state <> 'draft' \(some)
    WINDOW payers AS (PARTITION BY s.id ORDER BY p.from_day)
    """
  }

  private func lastFact() throws -> Int64 {
    let row = try connection.prepare("SELECT COALESCE(MAX(id), 0) FROM subscription_fact")
    defer { row.reset() }
    _ = try row.step()
    return row.int64(0)
  }
}
