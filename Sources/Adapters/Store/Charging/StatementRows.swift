import Balances
public import Operations
public import Primitives

extension Store {
  public func movementSums(of balance: CustomerBalanceID, from: Instant, until: Instant) throws -> [MovementSum] {
    try read { c in
      let rows = try c.prepare(
        """
        \(BalanceList.movements.since(carrying: ["bucket_id", "kind", "amount", "moved_at"]))
        SELECT k.unit, w.kind, SUM(w.amount) FROM walk w JOIN balance_bucket k ON k.id = w.bucket_id
        WHERE w.moved_at >= ?2 AND w.moved_at < ?3 GROUP BY k.unit, w.kind ORDER BY k.unit, w.kind
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
        \(BalanceList.movements.since(carrying: ["kind", "moved_at"]))
        \(BalanceRows.movementColumns) FROM walk w JOIN balance_movement m ON m.id = w.id \(BalanceRows.movementJoins)
        WHERE w.moved_at >= ?2 AND w.moved_at < ?3 AND w.kind NOT IN ('consumption', 'refund') ORDER BY m.id DESC LIMIT ?4
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
