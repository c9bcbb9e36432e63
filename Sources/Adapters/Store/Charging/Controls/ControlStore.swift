public import Balances
public import Charging
public import Operations
public import Primitives

extension Store: ControlStore {
  public func say(_ code: String, of reference: String?, command: BalanceCommand, decide: (ControlSoFar) throws -> StoredControl) throws -> StoredControl {
    try write { c in
      let rows = ControlRows(c: c)
      let place = try reference.map { try BalanceRows(c).known($0) }.map { (id: $0.balance.id, reference: $0.balance.reference) }
      let own = try rows.history(of: place)
      if let answer = try CommandRows.answer(key: command.storedKey, fingerprint: command.fingerprint, c) {
        guard let first = own.first(where: { String($0.id) == answer }) else { throw DamagedRow(table: "spending_control", row: Int64(answer) ?? 0, what: "it is not there") }
        return first
      }
      let ofAll = place == nil ? own : try rows.history(of: nil)
      let holds = StoredControl.inForce(all: ofAll, own: place == nil ? [] : own).first { $0.code == code }
      let others = place == nil ? try rows.ofBalances(under: code) : ofAll.filter { $0.code == code }
      var new = try decide(ControlSoFar(own: own.filter { $0.code == code }, others: others, inForce: holds))
      new.id = try rows.insert(new, of: place?.id)
      try CommandRows.remember(StoredCommand(key: command.storedKey, fingerprint: command.fingerprint, answer: String(new.id)), c)
      return new
    }
  }

  public func controls(for balance: StoredBalance?) throws -> [StoredControl] {
    try read { c in
      let rows = ControlRows(c: c)
      if let balance { return try rows.inForce(for: (id: balance.balance.id, reference: balance.balance.reference)) }
      return StoredControl.inForce(all: try rows.history(of: nil), own: [])
    }
  }

  public func count(_ key: CountKey) throws -> SpendingCount? { try read { try ControlRows(c: $0).count(key) } }

  public func notices(of balance: CustomerBalanceID, before: Int64?, limit: Int) throws -> [StoredNotice] {
    try read { try ControlRows(c: $0).notices(of: balance, before: before, limit: limit) }
  }

  public func spent(of balance: CustomerBalanceID, since: Instant, until: Instant) throws -> [BalanceUnit: Int64] {
    try read { c in
      let rows = try c.prepare(
        """
        \(BalanceList.movements.since(carrying: ["bucket_id", "kind", "amount", "moved_at"]))
        SELECT k.unit, -SUM(w.amount) FROM walk w JOIN balance_bucket k ON k.id = w.bucket_id
        WHERE w.moved_at >= ?2 AND w.moved_at < ?3 AND w.kind IN ('consumption', 'refund') GROUP BY k.unit ORDER BY k.unit
        """)
      rows.bind(1, balance.rawValue)
      rows.bind(2, since)
      rows.bind(3, until)
      defer { rows.reset() }
      var found: [BalanceUnit: Int64] = [:]
      while try rows.step() { if let unit = BalanceUnit(rows.text(0)) { found[unit] = rows.int64(1) } }
      return found
    }
  }
}
