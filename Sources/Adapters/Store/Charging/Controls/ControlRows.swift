import Balances
import Charging
import Operations
import Primitives

/// Controls in their rows: the latest of each code is what holds.
struct ControlRows {
  let c: Connection

  private static let columns = "k.id, k.code, k.rule, k.set_by, k.may_be_lifted, k.set_at, k.reason"

  private func stored(_ row: Statement, of balance: String?, _ memory: ControlMemory) throws -> StoredControl {
    let setter = SpendingControl.Setter(rawValue: row.text(3)) ?? .operator
    var rule: SpendingControl.Rule?
    if row.optionalText(2) != nil {
      rule = memory.rule(row.bytes(2))
      if rule == nil { throw DamagedRow(table: "spending_control", row: row.int64(0), what: "its rule cannot be read") }
    }
    return StoredControl(
      id: row.int64(0), balance: balance, code: row.text(1),
      control: rule.map { SpendingControl(code: row.text(1), rule: $0, setBy: setter, mayBeLifted: row.int(4) != 0) }, setBy: setter, setAt: row.instant(5),
      reason: row.text(6))
  }

  /// Everything that was ever said of a customer balance's own controls, or of those for all, in that order.
  func history(of balance: (id: CustomerBalanceID, reference: String)?, _ memory: ControlMemory = ControlMemory()) throws -> [StoredControl] {
    let rows = try c.prepare("SELECT \(ControlRows.columns) FROM spending_control k WHERE k.balance_id \(balance == nil ? "IS NULL" : "= ?") ORDER BY k.id")
    if let balance { rows.bind(1, balance.id.rawValue) }
    defer { rows.reset() }
    var found: [StoredControl] = []
    while try rows.step() { found.append(try stored(rows, of: balance?.reference, memory)) }
    return found
  }

  /// The same of several customer balances, by their numbers.
  func history(ofAll list: NumberList, _ memory: ControlMemory) throws -> [Int64: [StoredControl]] {
    let rows = try c.prepare(
      """
      SELECT \(ControlRows.columns), b.reference, b.id FROM spending_control k JOIN customer_balance b ON b.id = k.balance_id
      WHERE k.balance_id IN (SELECT CAST(v.value AS BIGINT) FROM \(NumberList.rows(c))) ORDER BY k.id
      """)
    list.bind(to: rows, c)
    defer { rows.reset() }
    var found: [Int64: [StoredControl]] = [:]
    while try rows.step() { found[rows.int64(8), default: []].append(try stored(rows, of: rows.text(7), memory)) }
    return found
  }

  /// What was ever said under a code for single balances: of each rule one.
  func ofBalances(under code: String, _ memory: ControlMemory = ControlMemory()) throws -> [StoredControl] {
    let rows = try c.prepare(
      """
      SELECT \(ControlRows.columns), b.reference FROM spending_control k JOIN customer_balance b ON b.id = k.balance_id
      WHERE k.id IN (SELECT MIN(id) FROM spending_control WHERE balance_id IS NOT NULL AND code = ? AND rule IS NOT NULL GROUP BY rule) ORDER BY k.id
      """)
    rows.bind(1, code)
    defer { rows.reset() }
    var found: [StoredControl] = []
    while try rows.step() { found.append(try stored(rows, of: rows.text(7), memory)) }
    return found
  }

  /// What holds for a customer balance, in the order of codes.
  func inForce(for balance: (id: CustomerBalanceID, reference: String), _ memory: ControlMemory = ControlMemory()) throws -> [StoredControl] {
    StoredControl.inForce(all: try history(of: nil, memory), own: try history(of: balance, memory))
  }

  /// - Returns: its number.
  func insert(_ new: StoredControl, of balance: CustomerBalanceID?) throws -> Int64 {
    let row = try c.prepare("INSERT INTO spending_control(balance_id, code, rule, set_by, may_be_lifted, set_at, reason) VALUES (?, ?, ?, ?, ?, ?, ?)")
    row.bind(1, balance?.rawValue)
    row.bind(2, new.code)
    row.bind(3, new.control.map { ControlText.text($0.rule) })
    row.bind(4, new.setBy.rawValue)
    row.bind(5, new.control?.mayBeLifted == true ? 1 : 0)
    row.bind(6, new.setAt)
    row.bind(7, new.reason)
    try row.run()
    return c.lastInsertedRow
  }

  // MARK: counts

  func count(_ key: CountKey) throws -> SpendingCount? {
    guard let read = try standing(key) else { return nil }
    var count = SpendingCount(counted: read.counted, reserved: read.reserved)
    if read.told > 0 { try addTold(to: &count, in: key) }
    return count
  }

  private func standing(_ key: CountKey) throws -> (counted: Int64, reserved: Int64, told: Int)? {
    let row = try c.prepare("SELECT counted, reserved, told FROM spending_count WHERE balance_id = ? AND code = ? AND window_start = ?")
    row.bind(1, key.balance.rawValue)
    row.bind(2, key.code)
    row.bind(3, key.windowStart)
    defer { row.reset() }
    return try row.step() ? (row.int64(0), row.int64(1), row.int(2)) : nil
  }

  /// What was told in a stretch of a limit, of each amount that the limit had: what notices say, the newest first.
  private func addTold(to told: inout SpendingCount, in key: CountKey) throws {
    // What was told well before the stretch began is not of it.
    let earliest = key.windowStart.adding(seconds: -86_400)
    var (before, isMore) = (Int64.max, true)
    while isMore {
      let rows = try c.prepare(
        "SELECT id, code, window_start, amount, level, noticed_at, kind, stands FROM charging_notice WHERE balance_id = ? AND id < ? ORDER BY id DESC LIMIT 100")
      rows.bind(1, key.balance.rawValue)
      rows.bind(2, before)
      defer { rows.reset() }
      var count = 0
      while isMore, try rows.step() {
        count += 1
        before = rows.int64(0)
        isMore = rows.instant(5) >= earliest
        if rows.text(1) == key.code, rows.optionalInt64(2) == key.windowStart.microseconds {
          told.tell(ControlNotice.Kind(rawValue: rows.text(6)) ?? .level, rows.int(4), of: rows.int64(3), stands: rows.int64(7))
        }
      }
      if count < 100 { isMore = false }
    }
  }

  func write(_ counts: [CountKey: SpendingCount]) throws {
    let row = try c.prepare(
      """
      INSERT INTO spending_count(balance_id, code, window_start, counted, reserved, told) VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (balance_id, code, window_start) DO UPDATE SET counted = excluded.counted, reserved = excluded.reserved, told = excluded.told
      """)
    // In one order, as everything that locks rows.
    for (key, count) in counts.sorted(by: { ($0.key.balance, $0.key.code, $0.key.windowStart) < ($1.key.balance, $1.key.code, $1.key.windowStart) }) {
      row.bind(1, key.balance.rawValue)
      row.bind(2, key.code)
      row.bind(3, key.windowStart)
      row.bind(4, count.counted)
      row.bind(5, count.reserved)
      row.bind(6, count.highestTold)
      try row.run()
    }
  }

  /// What a request counted, by the number of its charge.
  func counted(by request: Int64) throws -> [Int: [CountPart]] {
    let rows = try c.prepare("SELECT charge, code, window_start, amount FROM charging_count WHERE request_id = ? ORDER BY number")
    rows.bind(1, request)
    defer { rows.reset() }
    var found: [Int: [CountPart]] = [:]
    while try rows.step() { found[rows.int(0), default: []].append(CountPart(code: rows.text(1), windowStart: rows.instant(2), amount: rows.int64(3))) }
    return found
  }

  // MARK: notices

  /// - Parameter request: what made it; `nil`: a command.
  func insert(_ notice: ControlNotice, of request: Int64?, _ balance: CustomerBalanceID, at: Instant) throws {
    let row = try c.prepare(
      """
      INSERT INTO charging_notice(request_id, balance_id, code, kind, unit, amount, stands, level, window_start, top_up, noticed_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    row.bind(1, request)
    row.bind(2, balance.rawValue)
    row.bind(3, notice.code)
    row.bind(4, notice.kind.rawValue)
    row.bind(5, notice.unit.text)
    row.bind(6, notice.amount)
    row.bind(7, notice.stands)
    row.bind(8, notice.level)
    row.bind(9, notice.windowStart?.microseconds)
    row.bind(10, notice.topUp)
    row.bind(11, at)
    try row.run()
  }

  /// Whether it was told since an instant that little is left.
  func hasTold(_ code: String, of balance: CustomerBalanceID, since: Instant) throws -> Bool {
    let row = try c.prepare("SELECT 1 FROM charging_notice WHERE balance_id = ? AND code = ? AND kind = 'low' AND noticed_at >= ? LIMIT 1")
    row.bind(1, balance.rawValue)
    row.bind(2, code)
    row.bind(3, since)
    defer { row.reset() }
    return try row.step()
  }

  /// The newest first, before a number.
  func notices(of balance: CustomerBalanceID, before: Int64?, limit: Int) throws -> [StoredNotice] {
    let rows = try c.prepare(
      """
      SELECT id, code, kind, unit, amount, stands, level, window_start, top_up, noticed_at FROM charging_notice
      WHERE balance_id = ?1 AND (?2 IS NULL OR id < ?2) ORDER BY id DESC LIMIT ?3
      """)
    rows.bind(1, balance.rawValue)
    rows.bind(2, before)
    rows.bind(3, limit)
    defer { rows.reset() }
    var found: [StoredNotice] = []
    while try rows.step() {
      guard let kind = ControlNotice.Kind(rawValue: rows.text(2)), let unit = BalanceUnit(rows.text(3)) else {
        throw DamagedRow(table: "charging_notice", row: rows.int64(0), what: "its kind or its unit is none")
      }
      found.append(
        StoredNotice(
          id: rows.int64(0),
          notice: ControlNotice(
            code: rows.text(1), kind: kind, unit: unit, amount: rows.int64(4), stands: rows.int64(5), level: rows.int(6),
            windowStart: rows.optionalInt64(7).map { Instant(microseconds: $0) }, topUp: rows.optionalInt64(8)), at: rows.instant(9)))
    }
    return found
  }
}
