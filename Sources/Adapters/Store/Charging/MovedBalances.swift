import Balances
import Operations
import Primitives

/// The customer balances of a group on their way into the database: what their buckets hold by now, and where their lists end.
///
/// Buckets that were opened are inserted at once, for movements name them; everything else is written by `save`.
final class MovedBalances {
  struct One {
    var id: CustomerBalanceID
    /// With the numbers of its buckets.
    var balance: CustomerBalance
    var tail: BalanceTail
    /// Buckets that hold something else than before.
    var changed: [(before: BalanceBucket, after: BalanceBucket)] = []
  }

  private(set) var all: [One] = []
  private var places: [CustomerBalanceID: Int] = [:]
  private let c: Connection
  private let known: ChargingMemory

  init(_ group: DecidedGroup, _ known: ChargingMemory, _ c: Connection) throws {
    self.c = c
    self.known = known
    let rows = BalanceRows(c)
    // In one order, as everything that locks rows.
    let ids = Set(group.requests.lazy.map(\.balance)).sorted()
    all.reserveCapacity(ids.count)
    for id in ids {
      let remembered = known.balances[id]
      let moved = group.balances[id]
      guard let balance = moved?.after ?? remembered?.charged.balance else { continue }
      var one = One(id: id, balance: balance, tail: try remembered?.tail ?? ListedBalances.read(id, c))
      if let moved {
        for (index, bucket) in moved.after.buckets.enumerated() {
          if let old = moved.before[bucket.number] {
            if old.amount != bucket.amount || old.reserved != bucket.reserved { one.changed.append((old, bucket)) }
          } else {
            one.balance.buckets[index].id = BalanceBucketID(try rows.insert(bucket, of: id.rawValue))
          }
        }
      }
      places[id] = all.count
      all.append(one)
    }
  }

  /// Where a customer balance of the group is in `all`.
  private func place(of balance: CustomerBalanceID) throws -> Int {
    guard let place = places[balance] else { throw DamagedRow(table: "customer_balance", row: balance.rawValue, what: "decided on, but neither read nor remembered") }
    return place
  }

  /// A request and its movements in the lists of its customer balance.
  struct Listed {
    /// Where that is in `all`.
    var balance: Int
    var request: ListPlace
    var movements: [ListPlace]
  }

  /// Puts requests and their movements, which are numbered in their order, at the end of the lists.
  ///
  /// - Parameter at: when they are decided, which is when balances move.
  func list(_ requests: [DecidedRequest], from first: Int64, movementsFrom firstMovement: Int64, at: Instant) throws -> [Listed] {
    var movement = firstMovement
    return try requests.enumerated().map { index, request in
      let place = try place(of: request.balance)
      let id = all[place].id.rawValue
      let listed = all[place].tail.requests.append(first + Int64(index), of: id, at: request.at.microseconds)
      let movements = request.movements.map { _ in
        defer { movement += 1 }
        return all[place].tail.movements.append(movement, of: id, at: at.microseconds)
      }
      return Listed(balance: place, request: listed, movements: movements)
    }
  }

  /// A bucket that is moved or set aside of.
  func bucket(_ number: Int, at place: Int) throws -> BalanceBucket {
    guard let bucket = all[place].balance[number] else {
      throw DamagedRow(table: "customer_balance", row: all[place].id.rawValue, what: "bucket \(number) is moved, and is not there")
    }
    return bucket
  }

  /// Writes all of them.
  func save() throws {
    if c.isOnServer { try writeAtOnce() } else { try writeEach() }
    for one in all {
      known.balances.change(one.id) {
        $0.charged.balance = one.balance
        $0.tail = one.tail
      }
    }
  }

  /// Runs a statement whose last values are what a bucket holds from now on, its number, and what it has to hold before.
  private func run(_ row: Statement, from first: Int32, _ before: BalanceBucket, _ after: BalanceBucket) throws {
    for (place, value) in zip(first..., [after.amount, after.reserved, after.id.rawValue, before.amount, before.reserved]) { row.bind(place, value) }
    try row.run()
    if try c.changes() != 1 { throw BalanceDiffers(bucket: after.id) }
  }

  private func writeEach() throws {
    let further = try c.prepare("UPDATE balance_bucket SET amount = ?, reserved = ? WHERE id = ? AND amount = ? AND reserved = ?")
    let main = try c.prepare(
      """
      UPDATE balance_bucket SET last_request = ?, request_count = ?, requests_through = ?, last_movement = ?, movement_count = ?,
        movements_through = ?, amount = ?, reserved = ? WHERE id = ? AND amount = ? AND reserved = ?
      """)
    for one in all {
      for (before, after) in one.changed where after.number != CustomerBalance.mainBucket { try run(further, from: 1, before, after) }
      guard let bucket = one.balance[CustomerBalance.mainBucket] else { continue }
      let before = one.changed.first { $0.after.number == CustomerBalance.mainBucket }?.before ?? bucket
      one.tail.bind(to: main, from: 1)
      try run(main, from: 7, before, bucket)
    }
  }

  /// In one statement: on a server, many of them cost more than what they do.
  ///
  /// It fails when one of them holds something else than was thought: processes of an earlier version may write beside this one, and leave no
  /// mark by which what is remembered would be forgotten. Nobody waits for its answer but the commit.
  private func writeAtOnce() throws {
    var columns = Array(repeating: PostgresArray(), count: 11)
    func add(_ before: BalanceBucket, _ after: BalanceBucket, _ tail: BalanceTail) {
      for (index, value) in [
        after.id.rawValue, after.amount, after.reserved, before.amount, before.reserved, tail.requests.last, tail.requests.count, tail.requests.through,
        tail.movements.last, tail.movements.count, tail.movements.through,
      ].enumerated() { columns[index].append(value) }
    }
    for one in all {
      for (before, after) in one.changed where after.number != CustomerBalance.mainBucket { add(before, after, BalanceTail()) }
      guard let main = one.balance[CustomerBalance.mainBucket] else { continue }
      add(one.changed.first { $0.after.number == CustomerBalance.mainBucket }?.before ?? main, main, one.tail)
    }
    if columns[0].count == 0 { return }
    let row = try c.prepare(
      """
      WITH moved AS (
        UPDATE balance_bucket SET amount = v.a, reserved = v.r, last_request = v.lr, request_count = v.nr, requests_through = v.tr,
          last_movement = v.lm, movement_count = v.nm, movements_through = v.tm
        FROM unnest(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) v(i, a, r, b, s, lr, nr, tr, lm, nm, tm)
        WHERE id = v.i AND amount = v.b AND reserved = v.s RETURNING 1)
      SELECT 1 / CASE WHEN COUNT(*) = ?12 THEN 1 ELSE 0 END FROM moved
      """)
    for (index, column) in columns.enumerated() { row.bind(Int32(index + 1), column) }
    row.bind(12, columns[0].count)
    try row.sendAhead()
  }
}

/// A bucket holds something else than was remembered of it, or is not there.
struct BalanceDiffers: Error, CustomStringConvertible {
  var bucket: BalanceBucketID

  var description: String {
    "bucket \(bucket) holds something else than charging remembered\n    remedy: send the same request again; when that changes nothing, run `florin verify`"
  }

  /// Whether that is what went wrong.
  static func isCause(of error: any Error) -> Bool { error is BalanceDiffers || (error as? StoreFault)?.code == "PostgreSQL 22012" }
}
