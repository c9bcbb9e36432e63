import Operations

/// Buckets beside their movements, added up in the order in which they were written.
struct BucketProof {
  static let law = "balance-buckets"

  private struct Bucket {
    var sum: Int64 = 0
    var amount: Int64
    var floor: Int64
  }

  private let c: Connection

  init(_ c: Connection) { self.c = c }

  private func buckets(_ body: (Statement) throws -> Void = { _ in }) throws -> [Int64: Bucket] {
    let rows = try c.scan("SELECT id, amount, floor, reserved, balance_id, number FROM balance_bucket ORDER BY id")
    var found: [Int64: Bucket] = [:]
    while try rows.step() {
      found[rows.int64(0)] = Bucket(amount: rows.int64(1), floor: rows.int64(2))
      try body(rows)
    }
    return found
  }

  /// Adds every movement to its bucket.
  private func add(to buckets: inout [Int64: Bucket], _ body: (_ movement: Int64, _ bucket: Int64, _ after: Int64, Bucket) throws -> Void = { _, _, _, _ in }) throws -> Int {
    let rows = try c.scan("SELECT id, bucket_id, amount, after FROM balance_movement ORDER BY id")
    var count = 0
    while try rows.step() {
      count += 1
      let id = rows.int64(1)
      // A movement of a bucket that is not there is found by the references.
      guard var bucket = buckets[id] else { continue }
      bucket.sum &+= rows.int64(2)
      buckets[id] = bucket
      try body(rows.int64(0), id, rows.int64(3), bucket)
    }
    return count
  }

  /// - Returns: how many movements were looked at.
  func run(_ report: (Finding) -> Void) throws -> Int {
    func tell(_ bucket: Int64, _ words: (String) -> String) throws {
      let name = try name(of: bucket)
      report(Finding(BucketProof.law, name.balance, words(name.bucket)))
    }
    var buckets = try buckets { row in
      let (amount, floor, reserved) = (row.int64(1), row.int64(2), row.int64(3))
      if amount - reserved < floor { try tell(row.int64(0)) { "bucket \($0) holds \(amount) and has \(reserved) set aside, its floor is \(floor)" } }
    }
    let count = try add(to: &buckets) { movement, id, after, bucket in
      if after < bucket.floor { try tell(id) { "movement \(movement) left \(after), the floor of bucket \($0) is \(bucket.floor)" } }
      if after != bucket.sum {
        try tell(id) { _ in "movement \(movement) says that \(after) was there then, the movements up to it sum to \(bucket.sum)" }
      }
    }
    for (id, bucket) in buckets.filter({ $0.value.sum != $0.value.amount }).sorted(by: { $0.key < $1.key }) {
      try tell(id) { "bucket \($0) says \(bucket.amount), its movements sum to \(bucket.sum)" }
    }
    return count
  }

  private func name(of bucket: Int64) throws -> (balance: String, bucket: String) {
    let row = try c.prepare("SELECT b.reference, k.number FROM balance_bucket k JOIN customer_balance b ON b.id = k.balance_id WHERE k.id = ?")
    row.bind(1, bucket)
    defer { row.reset() }
    return try row.step() ? (row.text(0), "\(row.int64(1))") : ("bucket \(bucket)", "\(bucket)")
  }

  /// Writes what buckets hold anew where it is not the sum of their movements.
  func rebuild() throws -> Rebuild.Outcome {
    var buckets = try buckets()
    _ = try add(to: &buckets)
    let differing = buckets.filter { $0.value.sum != $0.value.amount }.sorted { $0.key < $1.key }
    let row = try c.prepare("UPDATE balance_bucket SET amount = ? WHERE id = ?")
    for (id, bucket) in differing {
      row.bind(1, bucket.sum)
      row.bind(2, id)
      try row.run()
    }
    return Rebuild.Outcome("what customer balances hold", differing.count)
  }
}
