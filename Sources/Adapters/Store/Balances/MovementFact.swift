import Balances
import Primitives

/// Appends movements and links each, in the order in which `FactStream.balanceMovements` reads them.
final class MovementFact {
  private let chain: ChainWriter
  private let rows: LinkedRows
  /// The number of the next movement.
  private(set) var next: Int64

  /// - Parameter known: the number of the next movement, when nobody can have written one since.
  init(_ c: Connection, bulk: BulkRows? = nil, next known: Int64? = nil) throws {
    chain = try c.chain(FactStream.balanceMovements)
    rows = LinkedRows(c: c, maker: chain.maker, isWriting: true, bulk: bulk)
    next = try known ?? c.nextNumber(of: "balance_movement")
  }

  /// - Parameter list: its place among the movements of the customer balance, given its number.
  /// - Returns: its number.
  func append(
    _ movement: BalanceMovement, bucket: Int64, at: Instant, cause: String, reason: String, entry: Int64?, charging: Int64? = nil,
    list: (Int64) throws -> ListPlace
  ) throws -> Int64 {
    let id = next
    next += 1
    let place = try list(id)
    chain.begin()
    let row = try rows.row(
      0,
      """
      INSERT INTO balance_movement(id, bucket_id, kind, amount, after, moved_at, cause, reason, entry_id, charging_id, before, waypoint, through)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
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
    row.place(11, place)
    try row.run()
    try chain.end(id)
    return id
  }
}
