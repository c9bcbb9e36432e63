import Primitives
import Subscriptions
import Usage

/// Who used which subject when, worked out of subscriptions and their payers.
struct SubjectRows {
  private let connection: Connection

  init(_ connection: Connection) { self.connection = connection }

  /// Days begin at midnight of the paying account's zone.
  func index(zone: (String) throws -> Zone) throws -> SubjectIndex {
    let rows = try connection.prepare(
      """
      SELECT s.id, s.subject, s.starts_on, s.ends_on, p.account_id, p.from_day, a.zone,
        LEAD(p.from_day) OVER payers, LAG(p.from_day) OVER payers
      FROM subscription s
      JOIN subscription_payer p ON p.subscription_id = s.id
      JOIN billing_account a ON a.id = p.account_id
      WHERE s.subject <> '' AND s.state <> 'draft'
      WINDOW payers AS (PARTITION BY s.id ORDER BY p.from_day)
      """)
    defer { rows.reset() }
    var zones: [String: Zone] = [:]
    var entries: [SubjectEntry] = []
    while try rows.step() {
      let name = rows.text(6)
      let local = try zones[name] ?? zone(name)
      zones[name] = local
      // Nobody pays before the first payer, so that one pays from the start of the subscription on.
      let from = rows.isNull(8) ? rows.day(2) : max(rows.day(2), rows.day(5))
      if from == .open { continue }
      let to = [rows.optionalDay(3), rows.optionalDay(7)].compactMap { $0 }.min()
      if let to, to <= from { continue }
      entries.append(
        SubjectEntry(
          subject: rows.text(1), subscription: SubscriptionID(rows.int64(0)), account: BillingAccountID(rows.int64(4)),
          from: local.start(of: from), to: to.map { local.start(of: $0) }))
    }
    return SubjectIndex(entries, factsThrough: try lastFact())
  }

  private func lastFact() throws -> Int64 {
    let row = try connection.prepare("SELECT COALESCE(MAX(id), 0) FROM subscription_fact")
    defer { row.reset() }
    _ = try row.step()
    return row.int64(0)
  }
}
