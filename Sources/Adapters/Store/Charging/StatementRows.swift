public import Balances
public import Operations
public import Primitives

extension Store {
  public func chargeSums(of balance: CustomerBalanceID, from: Instant, until: Instant) throws -> [ChargeSum] {
    try read { c in
      let rows = try c.prepare(
        """
        SELECT x.service, x.unit, SUM(x.units), SUM(x.net_minor + x.tax_minor) FROM charging_charge x JOIN charging_request r ON r.id = x.request_id
        WHERE r.balance_id = ?1 AND r.asked_at >= ?2 AND r.asked_at < ?3 GROUP BY x.service, x.unit ORDER BY 4 DESC, x.service, x.unit
        """)
      rows.bind(1, balance.rawValue)
      rows.bind(2, from)
      rows.bind(3, until)
      defer { rows.reset() }
      var found: [ChargeSum] = []
      while try rows.step() {
        guard let unit = BalanceUnit(rows.text(1)) else { continue }
        found.append(ChargeSum(service: rows.text(0), unit: unit, units: rows.int64(2), grossMinor: rows.int64(3)))
      }
      return found
    }
  }

  public func movementSums(of balance: CustomerBalanceID, from: Instant, until: Instant) throws -> [MovementSum] {
    try read { c in
      let rows = try c.prepare(
        """
        SELECT k.unit, m.kind, SUM(m.amount) FROM balance_movement m JOIN balance_bucket k ON k.id = m.bucket_id
        WHERE k.balance_id = ?1 AND m.moved_at >= ?2 AND m.moved_at < ?3 GROUP BY k.unit, m.kind ORDER BY k.unit, m.kind
        """)
      rows.bind(1, balance.rawValue)
      rows.bind(2, from)
      rows.bind(3, until)
      defer { rows.reset() }
      var found: [MovementSum] = []
      while try rows.step() {
        guard let unit = BalanceUnit(rows.text(0)), let kind = BalanceMovement.Kind(rawValue: rows.text(1)) else { continue }
        found.append(MovementSum(unit: unit, kind: kind, amount: rows.int64(2)))
      }
      return found
    }
  }

  public func movementsBesideUse(of balance: CustomerBalanceID, from: Instant, until: Instant, limit: Int) throws -> [StoredMovement] {
    try read { c in
      let rows = try c.prepare(
        """
        \(BalanceRows.movementQuery) WHERE b.id = ?1 AND m.moved_at >= ?2 AND m.moved_at < ?3 AND m.kind NOT IN ('consumption', 'refund')
        ORDER BY m.id DESC LIMIT ?4
        """)
      rows.bind(1, balance.rawValue)
      rows.bind(2, from)
      rows.bind(3, until)
      rows.bind(4, limit)
      defer { rows.reset() }
      var found: [StoredMovement] = []
      while try rows.step() { if let movement = BalanceRows.movement(rows) { found.append(movement) } }
      return found
    }
  }
}
