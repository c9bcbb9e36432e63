import Balances
import Charging
import Foundation
public import Operations
public import Primitives

extension Store: StatementStore {
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

  public func openSessions(among names: [String]) throws -> Set<String> {
    try read { c in
      let row = try c.prepare("SELECT s.reference FROM \(TextList.rows(c)) JOIN charging_session s ON s.reference = v.value WHERE s.state = 'open'")
      TextList(names).bind(to: row, c)
      defer { row.reset() }
      var found = Set<String>()
      while try row.step() { found.insert(row.text(0)) }
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

  public func uncharged(limit: Int) throws -> [UnchargedUse] { try read { try UnchargedRows(c: $0).list(limit: limit) } }

  public func unchargedCount() throws -> Int { try read { try UnchargedRows(c: $0).count() } }

  public func givenUp(before: Int64?, limit: Int) throws -> [GivenUpUse] { try read { try GivenUpRows(c: $0).list(before: before, limit: limit) } }

  public func usageForBill(after: Int64, limit: Int) throws -> (usage: [ChargedUse], through: Int64) {
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
        SELECT u.event_id, u.subject, u.type, u.used_at, u.quantity, u.attributes, r.subscription_id FROM charging_usage u
        JOIN charging_request r ON r.id = u.request_id WHERE u.request_id > ? AND u.request_id <= ? ORDER BY u.request_id, u.number
        """)
      rows.bind(1, after)
      rows.bind(2, through)
      defer { rows.reset() }
      var found: [ChargedUse] = []
      while try rows.step() {
        let used = UsageForBill(
          id: rows.text(0), subject: rows.text(1), type: rows.text(2), at: rows.instant(3), quantity: rows.exact(4),
          attributes: try JSONColumn.value([String: String].self, rows.bytes(5)))
        found.append(ChargedUse(used: used, subscription: SubscriptionID(rows.int64(6))))
      }
      return (found, max(through, after))
    }
  }

  public func isUsageWaiting(for account: BillingAccountID) throws -> Bool {
    try read { c in
      let row = try c.prepare(
        """
        SELECT 1 FROM charging_usage u CROSS JOIN charging_request r ON r.id = u.request_id
        CROSS JOIN subscription_payer p ON p.subscription_id = r.subscription_id CROSS JOIN billing_account a ON a.id = p.account_id
        WHERE u.request_id > COALESCE((SELECT through FROM charging_usage_cursor WHERE place = 1), 0) AND (a.id = ?1 OR a.consolidated_into = ?1) LIMIT 1
        """)
      row.bind(1, account.rawValue)
      defer { row.reset() }
      return try row.step()
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
        """
        INSERT INTO charging_usage_cursor(place, through) VALUES (1, ?) ON CONFLICT (place) DO UPDATE SET through = excluded.through
        WHERE excluded.through > charging_usage_cursor.through
        """)
      row.bind(1, through)
      try row.run()
    }
  }

  public func rejectedForBill() throws -> Int {
    try read { c in
      let row = try c.prepare(
        "SELECT COUNT(*) FROM usage_rejected r JOIN usage_batch b ON b.id = r.batch_id WHERE r.state = 'open' AND b.file LIKE ?")
      row.bind(1, "\(ChargedUse.batches) %")
      defer { row.reset() }
      _ = try row.step()
      return row.int(0)
    }
  }

  /// Subscriptions of which something was written since a fact, and accounts that have balances opened since one.
  public func changed(sinceFact fact: Int64, balance: Int64) throws -> (subscriptions: Set<SubscriptionID>, accounts: Set<BillingAccountID>) {
    try read { c in
      let subscriptions = try SubjectRows(c).changed(after: fact)
      // Without DISTINCT, for which SQLite goes through an index of all of them.
      let balances = try c.prepare("SELECT account_id FROM customer_balance WHERE id > ?")
      balances.bind(1, balance)
      defer { balances.reset() }
      var accounts: Set<BillingAccountID> = []
      while try balances.step() { accounts.insert(BillingAccountID(balances.int64(0))) }
      return (subscriptions, accounts)
    }
  }
}
