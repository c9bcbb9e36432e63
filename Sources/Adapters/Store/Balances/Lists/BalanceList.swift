import Primitives

/// The requests, or the movements, of one customer balance in their order, without an index over them: the main bucket names the last,
/// each names the one before it, and every 64th can be found by the balance.
///
/// So whatever is asked for, no more than 64 rows are read that it does not need, and those that came before a time are passed over.
struct BalanceList {
  let table: String
  /// The column of the main bucket that names the last.
  let last: String
  /// The column of a waypoint by which those up to it are from before a time: no earlier than any of theirs, but for `slackSeconds`.
  let latest: String
  let slackSeconds: Int64

  /// By when they were decided. Those before a waypoint were decided before it, as far as clocks agree: of several processes, or one that was set back.
  static let requests = BalanceList(table: "charging_request", last: "last_request", latest: "decided_at", slackSeconds: 3_600)
  static let movements = BalanceList(table: "balance_movement", last: "last_movement", latest: "through", slackSeconds: 0)

  /// The time with which waypoints are compared, for everything from a time on.
  func bound(_ from: Instant) -> Instant {
    let (bound, isOver) = from.microseconds.subtractingReportingOverflow(slackSeconds * 1_000_000)
    return Instant(microseconds: isOver ? .min : bound)
  }

  /// `walk(id, before)`: all of the balance `?1` but those that end before the time `?2`, which is the `bound` of the first that is wanted, in no
  /// order. It may have a few that are earlier.
  ///
  /// - Parameter carrying: further columns of the table that `walk` has.
  func since(carrying columns: [String] = []) -> String {
    let more = columns.map { ", \($0)" }.joined()
    let read = columns.map { ", r.\($0)" }.joined()
    return """
      WITH RECURSIVE walk(id, before\(more)) AS (
        SELECT r.id, r.before\(read) FROM \(table) r WHERE r.waypoint = ?1 AND r.\(latest) >= ?2
        UNION ALL
        SELECT r.id, r.before\(read) FROM balance_bucket k JOIN \(table) r ON r.id = k.\(last) WHERE k.balance_id = ?1 AND k.number = 1 AND r.waypoint IS NULL
        UNION ALL
        SELECT r.id, r.before\(read) FROM walk w JOIN \(table) r ON r.id = w.before WHERE r.waypoint IS NULL)
      """
  }

  /// `walk(id, before, depth)`: from `?1` backwards, so many as `?2` says.
  var back: String {
    """
    WITH RECURSIVE walk(id, before, depth) AS (
      SELECT r.id, r.before, 1 FROM \(table) r WHERE r.id = ?1
      UNION ALL
      SELECT r.id, r.before, w.depth + 1 FROM walk w JOIN \(table) r ON r.id = w.before WHERE w.depth < ?2)
    """
  }

  /// `walk(id, before)`: those behind `?1` of the stretches that end at the waypoints of the balance `?2` from `?3` to `?4`, and of the one
  /// that ends at `?5`.
  var stretches: String {
    """
    WITH RECURSIVE walk(id, before) AS (
      SELECT r.id, r.before FROM \(table) r WHERE r.waypoint = ?2 AND r.id >= ?3 AND r.id <= ?4
      UNION ALL
      SELECT r.id, r.before FROM \(table) r WHERE r.id = ?5
      UNION ALL
      SELECT r.id, r.before FROM walk w JOIN \(table) r ON r.id = w.before WHERE r.waypoint IS NULL AND r.id > ?1)
    """
  }

  /// The last of a balance; `nil` when there is none.
  func end(of balance: Int64, _ c: Connection) throws -> Int64? {
    let row = try c.prepare("SELECT \(last) FROM balance_bucket WHERE balance_id = ? AND number = 1")
    row.bind(1, balance)
    defer { row.reset() }
    return try row.step() ? row.optionalInt64(0) : nil
  }

  /// The nearest from which a number is reached backwards, itself when it is a waypoint; the last of all when no waypoint is behind it.
  func start(_ number: Int64, of balance: Int64, _ c: Connection) throws -> Int64? {
    let row = try c.prepare("SELECT id FROM \(table) WHERE waypoint = ? AND id >= ? ORDER BY id LIMIT 1")
    row.bind(1, balance)
    row.bind(2, number)
    let found = try row.step() ? row.int64(0) : nil
    row.reset()
    return try found ?? end(of: balance, c)
  }

  /// The ends of stretches behind a number that may have something from a time on, in their order.
  struct Stretches {
    var first: Int64
    var last: Int64
    /// The end of the list, when it is among them and no waypoint.
    var end: Int64?
    /// Behind which number it goes on; `nil`: there is nothing more.
    var next: Int64?
  }

  /// - Parameter most: how many at once.
  func stretches(of balance: Int64, behind after: Int64, from: Instant, most: Int, _ c: Connection) throws -> Stretches? {
    let row = try c.prepare("SELECT id FROM \(table) WHERE waypoint = ? AND id > ? AND \(latest) >= ? ORDER BY id LIMIT ?")
    row.bind(1, balance)
    row.bind(2, after)
    row.bind(3, bound(from))
    row.bind(4, most)
    var waypoints: [Int64] = []
    while try row.step() { waypoints.append(row.int64(0)) }
    row.reset()
    if waypoints.count == most, let first = waypoints.first, let last = waypoints.last { return Stretches(first: first, last: last, end: nil, next: last) }
    var end = try end(of: balance, c)
    if end == waypoints.last || end.map({ $0 <= after }) ?? true { end = nil }
    if waypoints.isEmpty, end == nil { return nil }
    return Stretches(first: waypoints.first ?? 1, last: waypoints.last ?? 0, end: end, next: nil)
  }
}
