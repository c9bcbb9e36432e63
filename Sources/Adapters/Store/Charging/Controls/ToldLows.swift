import Balances
import Charging
import Operations
import Primitives

/// Whether it was told that little is left, by the facts: what was told last, what was said of the control since, and what moved since.
struct ToldLows {
  let c: Connection
  let memory: ControlMemory

  private struct Notice {
    /// The request that made it; `nil`: a command did.
    var request: Int64?
    var at: Instant
  }

  private struct Movement {
    var bucket: Int
    var amount: Int64
    var at: Instant
    /// The request that moved it; `nil`: a command did.
    var request: Int64?

    /// Whether both are of one change: what stood between them never was there.
    func isOfSameChange(as other: Movement) -> Bool { at == other.at && request == other.request }

    func isLater(than notice: Notice) -> Bool {
      if at != notice.at { return at > notice.at }
      guard let request, let told = notice.request else { return false }
      return request > told
    }
  }

  /// - Parameter balance: as it stands.
  /// - Returns: whether it was told since at least the amount was there, and since the control was set.
  func isTold(_ code: String, _ low: LowBalance, of balance: CustomerBalance, at now: Instant) throws -> Bool {
    guard let notice = try last(code, low, of: balance.id) else { return false }
    let controls = try ControlRows(c: c).inForce(for: (id: balance.id, reference: balance.reference), memory)
    guard let control = controls.first(where: { $0.code == code }), control.setAt <= notice.at else { return false }
    return try !wasEnough(low, balance, since: notice, through: now)
  }

  /// What was told last of the amount.
  private func last(_ code: String, _ low: LowBalance, of balance: CustomerBalanceID) throws -> Notice? {
    let row = try c.prepare(
      """
      SELECT request_id, noticed_at FROM charging_notice WHERE balance_id = ? AND code = ? AND kind = 'low' AND unit = ? AND amount = ?
      ORDER BY id DESC LIMIT 1
      """)
    row.bind(1, balance.rawValue)
    row.bind(2, code)
    row.bind(3, low.unit.text)
    row.bind(4, low.amount)
    defer { row.reset() }
    return try row.step() ? Notice(request: row.optionalInt64(0), at: row.instant(1)) : nil
  }

  /// Whoever falls below the amount is told of it, so hardly anything that moved between the last notice and now can have been enough: what began or
  /// ended by itself, and what happened while the control was another. So many movements are looked at for that.
  private static let most = 1_000

  /// Goes back from what is there, movement by movement, as far as to the notice.
  private func wasEnough(_ low: LowBalance, _ now: CustomerBalance, since notice: Notice, through instant: Instant) throws -> Bool {
    var (balance, through) = (now, instant)
    var newer: Movement?
    var place = try BalanceList.movements.end(of: now.id.rawValue, c)
    var looked = 0
    while let start = place {
      if looked >= ToldLows.most { return false }
      let (page, next) = try movements(before: start)
      looked += page.count
      for movement in page {
        if newer.map({ !$0.isOfSameChange(as: movement) }) ?? true,
          low.wasEnough(in: balance, since: max(movement.at, notice.at), through: through)
        {
          return true
        }
        if !movement.isLater(than: notice) { return false }
        if let index = balance.buckets.firstIndex(where: { $0.number == movement.bucket }) { balance.buckets[index].amount -= movement.amount }
        (through, newer) = (movement.at, movement)
      }
      place = next
    }
    return low.wasEnough(in: balance, since: notice.at, through: through)
  }

  /// Some movements from one backwards, and where it goes on.
  private func movements(before start: Int64) throws -> ([Movement], next: Int64?) {
    let rows = try c.prepare(
      """
      \(BalanceList.movements.back)
      SELECT k.number, m.amount, m.moved_at, m.charging_id, m.before FROM walk w JOIN balance_movement m ON m.id = w.id
      JOIN balance_bucket k ON k.id = m.bucket_id ORDER BY m.id DESC
      """)
    rows.bind(1, start)
    rows.bind(2, 200)
    defer { rows.reset() }
    var page: [Movement] = []
    var next: Int64?
    while try rows.step() {
      page.append(Movement(bucket: rows.int(0), amount: rows.int64(1), at: rows.instant(2), request: rows.optionalInt64(3)))
      next = rows.optionalInt64(4)
    }
    return (page, next)
  }
}
