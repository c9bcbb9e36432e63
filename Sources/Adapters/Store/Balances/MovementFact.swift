import Balances
import Primitives

/// Appends movements and links each, in the order in which `FactStream.balanceMovements` reads them.
final class MovementFact {
  private let c: Connection
  private let chain: ChainWriter
  private let bulk: BulkRows?
  /// The number of the next movement.
  private(set) var next: Int64

  init(_ c: Connection, bulk: BulkRows? = nil) throws {
    self.c = c
    self.bulk = bulk
    chain = try c.chain(FactStream.balanceMovements)
    let last = try c.prepare("SELECT COALESCE(MAX(id), 0) + 1 FROM balance_movement")
    defer { last.reset() }
    _ = try last.step()
    next = last.int64(0)
  }

  /// - Returns: its number.
  func append(
    _ movement: BalanceMovement, bucket: Int64, at: Instant, cause: String, reason: String, entry: Int64?, charging: Int64? = nil
  ) throws -> Int64 {
    let id = next
    next += 1
    chain.begin()
    let row = try LinkedRows(c: c, maker: chain.maker, isWriting: true, bulk: bulk).row(
      0,
      """
      INSERT INTO balance_movement(id, bucket_id, kind, amount, after, moved_at, cause, reason, entry_id, charging_id)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    row.begin()
    row.bind(1, id)
    row.bind(2, bucket)
    row.bind(3, movement.kind.rawValue)
    row.bind(4, movement.amount)
    row.bind(5, movement.after)
    row.bind(6, at.microseconds)
    row.bind(7, cause)
    row.bind(8, reason)
    row.bind(9, entry)
    row.bind(10, charging)
    try row.run()
    try chain.end(id)
    return id
  }
}
