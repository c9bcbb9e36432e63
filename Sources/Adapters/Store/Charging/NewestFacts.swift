import Charging
import Operations
import Primitives

/// The newest facts behind what charging remembers, and where what it writes goes on.
///
/// Whatever changes a customer balance, a counter or a session writes a fact with it: a movement, a request, a control. What is written anew
/// from facts that are there (`florin rebuild`) says so by a mark.
struct NewestFacts {
  var request: Int64
  var movement: Int64
  var control: Int64
  /// How often something was written anew.
  var rebuilt: Int64
  private(set) var ends: GroupEnds

  /// What a transaction sees, in one journey to a server.
  init(_ c: Connection) throws {
    let last = try c.prepare(
      """
      SELECT (SELECT COALESCE(MAX(id), 0) FROM charging_request), (SELECT COALESCE(MAX(id), 0) FROM balance_movement),
        (SELECT COALESCE(MAX(id), 0) FROM spending_control), (SELECT COALESCE(MAX(number), 0) FROM commit_mark WHERE writer = 'rebuild'),
        (SELECT COALESCE(MAX(id), 0) FROM journal_entry), (SELECT COALESCE(MAX(id), 0) FROM posting)
      """)
    try last.sendAhead()
    defer { last.reset() }
    let heads = try c.prepare("SELECT stream, fact_count, last_number, link FROM chain_head WHERE stream IN (?, ?, ?)")
    for (index, stream) in GroupEnds.streams.enumerated() { heads.bind(Int32(index + 1), stream.id) }
    try heads.sendAhead()
    defer { heads.reset() }
    _ = try last.step()
    (request, movement, control, rebuilt) = (last.int64(0), last.int64(1), last.int64(2), last.int64(3))
    ends = GroupEnds(
      nextRequest: request + 1, nextMovement: movement + 1, nextEntry: last.int64(4) + 1, nextPosting: c.isOnServer ? last.int64(5) + 1 : nil, heads: [])
    while try heads.step() { ends.heads.append((heads.int64(0), try ChainRows.head(heads, from: 1, of: heads.int64(0)))) }
  }

  /// Leaves the mark of whoever writes anew what charging may remember.
  static func markRebuilt(_ c: Connection) throws {
    // Among the marks of commits, where it stays.
    try c.prepare(
      """
      INSERT INTO commit_mark(writer, number, marked_at) VALUES ('rebuild', 1, 9223372036854775807)
      ON CONFLICT (writer) DO UPDATE SET number = commit_mark.number + 1
      """
    ).run()
  }
}

/// The facts that are newer than those that were known, asked for ahead: on a server with whatever is asked next.
struct ChargingNews {
  let since: NewestFacts
  private let c: Connection
  private let requests: Statement
  private let movements: Statement
  /// When there are more, all is read again sooner.
  private static let most: Int64 = 2_000

  init(since: NewestFacts, _ c: Connection) throws {
    self.since = since
    self.c = c
    requests = try c.prepare("SELECT session, subscription_id, balance_id FROM charging_request WHERE id > ? ORDER BY id LIMIT ?")
    requests.bind(1, since.request)
    requests.bind(2, ChargingNews.most)
    try requests.sendAhead()
    movements = try c.prepare(
      """
      SELECT k.balance_id FROM (SELECT bucket_id FROM balance_movement WHERE id > ? ORDER BY id LIMIT ?) m JOIN balance_bucket k ON k.id = m.bucket_id
      """)
    movements.bind(1, since.movement)
    movements.bind(2, ChargingNews.most)
    try movements.sendAhead()
  }

  /// Whether these say all there is to know.
  func isTold(by newest: NewestFacts) -> Bool {
    since.control == newest.control && since.rebuilt == newest.rebuilt && (0...ChargingNews.most).contains(newest.request - since.request)
      && (0...ChargingNews.most).contains(newest.movement - since.movement)
  }

  func forEachRequest(_ body: (SubscriptionID, CustomerBalanceID, _ session: String) -> Void) throws {
    defer { requests.reset() }
    while try requests.step() { body(SubscriptionID(requests.int64(1)), CustomerBalanceID(requests.int64(2)), requests.text(0)) }
  }

  func forEachMoved(_ body: (CustomerBalanceID) -> Void) throws {
    defer { movements.reset() }
    while try movements.step() { body(CustomerBalanceID(movements.int64(0))) }
  }
}
