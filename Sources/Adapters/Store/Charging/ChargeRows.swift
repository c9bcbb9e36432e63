import Balances
import Charging
import Foundation
public import Operations
public import Primitives

extension Store: StatementStore {
  public func charges(of balance: CustomerBalanceID, from: Instant, until: Instant, after: Int64, limit: Int) throws -> [StoredCharge] {
    try read { c in
      let rows = try c.prepare(
        """
        \(ChargeRows.query) WHERE r.balance_id = ?1 AND r.id > ?2 AND r.asked_at >= ?3 AND r.asked_at < ?4 ORDER BY r.id, x.number LIMIT ?5
        """)
      rows.bind(1, balance.rawValue)
      rows.bind(2, after)
      rows.bind(3, from)
      rows.bind(4, until)
      rows.bind(5, limit)
      defer { rows.reset() }
      var found: [StoredCharge] = []
      while try rows.step() { found.append(try ChargeRows.charge(rows)) }
      return found
    }
  }

  public func lastCharges(of balance: CustomerBalanceID, limit: Int) throws -> [StoredCharge] {
    try read { c in
      let rows = try c.prepare("\(ChargeRows.query) WHERE r.balance_id = ?1 ORDER BY r.id DESC, x.number DESC LIMIT ?2")
      rows.bind(1, balance.rawValue)
      rows.bind(2, limit)
      defer { rows.reset() }
      var found: [StoredCharge] = []
      while try rows.step() { found.append(try ChargeRows.charge(rows)) }
      return found
    }
  }

  public func openSessions(limit: Int) throws -> [LiveSession] { try sessions("ORDER BY s.valid_until LIMIT ?1", [Int64(limit)]) }

  public func openSessions(of balance: CustomerBalanceID, limit: Int) throws -> [LiveSession] {
    try sessions("AND r.balance_id = ?1 ORDER BY s.reference LIMIT ?2", [balance.rawValue, Int64(limit)])
  }

  private func sessions(_ which: String, _ values: [Int64]) throws -> [LiveSession] {
    try read { c in
      let rows = try c.prepare(
        """
        SELECT r.id, s.state, s.valid_until, r.standing, s.reference, b.reference, u.reference FROM charging_session s
        JOIN charging_request r ON r.id = s.request_id JOIN customer_balance b ON b.id = r.balance_id
        JOIN subscription u ON u.id = r.subscription_id WHERE s.state = 'open' \(which)
        """)
      for (index, value) in values.enumerated() { rows.bind(Int32(index + 1), value) }
      defer { rows.reset() }
      var found: [LiveSession] = []
      while try rows.step() {
        found.append(
          LiveSession(session: try StoredChargingRows.session(rows, rows.text(4)), balanceReference: rows.text(5), subscriptionReference: rows.text(6)))
      }
      return found
    }
  }

  public func openSessionCount() throws -> Int {
    try read { c in
      let row = try c.prepare("SELECT COUNT(*) FROM charging_session WHERE state = 'open'")
      defer { row.reset() }
      _ = try row.step()
      return row.int(0)
    }
  }

  public func uncharged(limit: Int) throws -> [UnchargedUse] { try read { try UnchargedRows(c: $0).list(after: "", limit: limit) } }

  public func unchargedCount() throws -> Int { try read { try UnchargedRows(c: $0).count() } }

  public func usageForBill(after: Int64, limit: Int) throws -> (usage: [UsageForBill], through: Int64) {
    try read { c in
      // Whole requests only, so that the cursor never stands within one.
      let last = try c.prepare(
        "SELECT COALESCE(MAX(request_id), 0) FROM (SELECT DISTINCT request_id FROM charging_usage WHERE request_id > ? ORDER BY request_id LIMIT ?) x")
      last.bind(1, after)
      last.bind(2, limit)
      _ = try last.step()
      let through = last.int64(0)
      last.reset()
      let rows = try c.prepare(
        """
        SELECT event_id, subject, type, used_at, quantity, attributes FROM charging_usage WHERE request_id > ? AND request_id <= ?
        ORDER BY request_id, number
        """)
      rows.bind(1, after)
      rows.bind(2, through)
      defer { rows.reset() }
      var found: [UsageForBill] = []
      while try rows.step() {
        found.append(
          UsageForBill(
            id: rows.text(0), subject: rows.text(1), type: rows.text(2), at: rows.instant(3), quantity: rows.exact(4),
            attributes: try JSONColumn.value([String: String].self, rows.bytes(5))))
      }
      return (found, max(through, after))
    }
  }

  public func usageHandedThrough() throws -> Int64 {
    try read { c in
      let row = try c.prepare("SELECT through FROM charging_usage_cursor WHERE place = 1")
      defer { row.reset() }
      return try row.step() ? row.int64(0) : 0
    }
  }

  public func usageHanded(through: Int64) throws {
    try write { c in
      let row = try c.prepare(
        "INSERT INTO charging_usage_cursor(place, through) VALUES (1, ?) ON CONFLICT (place) DO UPDATE SET through = excluded.through")
      row.bind(1, through)
      try row.run()
    }
  }

  /// Subscriptions of which something was written since a fact, and accounts that have balances opened since one.
  public func changed(sinceFact fact: Int64, balance: Int64) throws -> (subscriptions: Set<SubscriptionID>, accounts: Set<BillingAccountID>) {
    try read { c in
      let facts = try c.prepare("SELECT DISTINCT subscription_id FROM subscription_fact WHERE id > ?")
      facts.bind(1, fact)
      defer { facts.reset() }
      var subscriptions: Set<SubscriptionID> = []
      while try facts.step() { subscriptions.insert(SubscriptionID(facts.int64(0))) }
      let balances = try c.prepare("SELECT DISTINCT account_id FROM customer_balance WHERE id > ?")
      balances.bind(1, balance)
      defer { balances.reset() }
      var accounts: Set<BillingAccountID> = []
      while try balances.step() { accounts.insert(BillingAccountID(balances.int64(0))) }
      return (subscriptions, accounts)
    }
  }
}

/// What was charged, in its rows.
enum ChargeRows {
  static let query = """
    SELECT r.id, r.session, r.number, r.kind, r.asked_at, x.number, x.rating_group, x.service, x.destination, x.price, x.period_start,
      x.revenue_account, x.unit, x.units, x.units_from_buckets, x.net_minor, x.tax_minor, x.uncollected_minor, x.exact, x.allowance_taken,
      x.explanation, x.parts, u.reference, r.subscription_id
    FROM charging_charge x JOIN charging_request r ON r.id = x.request_id JOIN subscription u ON u.id = r.subscription_id
    """

  static func charges(of request: Int64, _ c: Connection) throws -> [StoredCharge] {
    let rows = try c.prepare("\(query) WHERE r.id = ? ORDER BY x.number")
    rows.bind(1, request)
    defer { rows.reset() }
    var found: [StoredCharge] = []
    while try rows.step() { found.append(try charge(rows)) }
    return found
  }

  static func charge(_ row: Statement) throws -> StoredCharge {
    guard let unit = BalanceUnit(row.text(12)), let parts = SessionText.parts(row.text(21)) else {
      throw DamagedRow(table: "charging_charge", row: row.int64(0), what: "its unit or its parts cannot be read")
    }
    let charged = ChargedService(
      ratingGroup: row.int64(6), service: row.text(7), destination: row.optionalText(8), price: PriceCode(row.text(9)), periodStart: row.day(10),
      revenueAccount: LedgerAccountCode(row.text(11)), unit: unit, units: row.int64(13), unitsFromBuckets: row.int64(14), netMinor: row.int64(15),
      taxMinor: row.int64(16), uncollectedMinor: row.int64(17), exact: row.exact(18), allowanceTaken: row.exact(19),
      explanation: Explanation(try JSONColumn.value([ExplanationStep].self, row.bytes(20))), parts: parts)
    return StoredCharge(
      request: row.int64(0), session: row.text(1), number: row.int64(2), kind: row.text(3), at: row.instant(4), subscription: row.text(22), charged: charged)
  }
}
