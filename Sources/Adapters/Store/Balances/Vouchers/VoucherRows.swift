import Balances
import Operations
import Primitives

/// Vouchers in their rows.
struct VoucherRows {
  let c: Connection

  private static let offer = "b.unit, b.amount, b.valid_days, b.is_bonus, b.redeem_from, b.redeem_until"

  private static let query = """
    SELECT \(offer), b.id, b.reference, b.made_at,
      (SELECT COUNT(*) FROM voucher v WHERE v.batch_id = b.id),
      (SELECT COUNT(*) FROM voucher v JOIN voucher_redemption r ON r.voucher_id = v.id WHERE v.batch_id = b.id),
      (SELECT COUNT(*) FROM voucher v WHERE v.batch_id = b.id AND NOT EXISTS (SELECT 1 FROM voucher_redemption r WHERE r.voucher_id = v.id)
        AND \(blocked))
    FROM voucher_batch b
    """

  /// Whether a voucher `v` was blocked, by itself or with its batch.
  private static let blocked =
    "EXISTS (SELECT 1 FROM voucher_block k WHERE k.batch_id = v.batch_id AND (k.voucher_id IS NULL OR k.voucher_id = v.id))"

  /// Reads the columns of `offer`, which stand first.
  private func offer(_ row: Statement) throws -> VoucherOffer {
    guard let unit = BalanceUnit(row.text(0)) else { throw DamagedRow(table: "voucher_batch", row: 0, what: "its unit \(row.text(0)) is none") }
    return VoucherOffer(
      unit: unit, amount: row.int64(1), validDays: row.optionalInt64(2).map { Int($0) }, isBonus: row.int(3) != 0, redeemFrom: row.instant(4),
      redeemUntil: row.optionalInt64(5).map { Instant(microseconds: $0) })
  }

  private func batch(_ row: Statement) throws -> VoucherBatch {
    VoucherBatch(
      id: row.int64(6), reference: row.text(7), offer: try offer(row), madeAt: row.instant(8), count: row.int(9), redeemed: row.int(10), blocked: row.int(11))
  }

  func batch(reference: String) throws -> VoucherBatch? {
    let row = try c.prepare("\(VoucherRows.query) WHERE b.reference = ?")
    row.bind(1, reference)
    defer { row.reset() }
    return try row.step() ? try batch(row) : nil
  }

  func batches(after: Int64, limit: Int) throws -> [VoucherBatch] {
    let rows = try c.prepare("\(VoucherRows.query) WHERE b.id > ? ORDER BY b.id LIMIT ?")
    rows.bind(1, after)
    rows.bind(2, limit)
    defer { rows.reset() }
    var found: [VoucherBatch] = []
    while try rows.step() { found.append(try batch(rows)) }
    return found
  }

  /// The voucher of a digest, with its number in the database.
  func voucher(_ digest: String) throws -> (id: Int64, known: KnownVoucher)? {
    let row = try c.prepare(
      """
      SELECT \(VoucherRows.offer), v.id, r.redeemed_at, CASE WHEN \(VoucherRows.blocked) THEN 1 ELSE 0 END
      FROM voucher v JOIN voucher_batch b ON b.id = v.batch_id LEFT JOIN voucher_redemption r ON r.voucher_id = v.id WHERE v.digest = ?
      """)
    row.bind(1, digest)
    defer { row.reset() }
    guard try row.step() else { return nil }
    return (
      row.int64(6),
      KnownVoucher(offer: try offer(row), redeemedAt: row.optionalInt64(7).map { Instant(microseconds: $0) }, isBlocked: row.int(8) != 0)
    )
  }

  /// The number in the database of a voucher of a batch.
  func voucher(_ number: Int, of batch: Int64) throws -> Int64? {
    let row = try c.prepare("SELECT id FROM voucher WHERE batch_id = ? AND number = ?")
    row.bind(1, batch)
    row.bind(2, number)
    defer { row.reset() }
    return try row.step() ? row.int64(0) : nil
  }

  func attempts(on balance: CustomerBalanceID, since: Instant) throws -> Int {
    let row = try c.prepare("SELECT COUNT(*) FROM voucher_attempt WHERE balance_id = ? AND attempted_at > ?")
    row.bind(1, balance.rawValue)
    row.bind(2, since)
    defer { row.reset() }
    return try row.step() ? row.int(0) : 0
  }

  // MARK: writing

  func insert(_ reference: String, _ offer: VoucherOffer, digests: [String], at: Instant) throws {
    let row = try c.prepare(
      "INSERT INTO voucher_batch(reference, unit, amount, valid_days, is_bonus, redeem_from, redeem_until, made_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
    row.bind(1, reference)
    row.bind(2, offer.unit.text)
    row.bind(3, offer.amount)
    row.bind(4, offer.validDays.map { Int64($0) })
    row.bind(5, offer.isBonus ? 1 : 0)
    row.bind(6, offer.redeemFrom)
    row.bind(7, offer.redeemUntil?.microseconds)
    row.bind(8, at)
    try row.run()
    let batch = c.lastInsertedRow
    let voucher = try c.prepare("INSERT INTO voucher(batch_id, number, digest) VALUES (?, ?, ?)")
    for (index, digest) in digests.enumerated() {
      voucher.bind(1, batch)
      voucher.bind(2, index + 1)
      voucher.bind(3, digest)
      try voucher.run()
    }
  }

  func insertBlock(of batch: Int64, voucher: Int64?, reason: String, at: Instant) throws {
    let row = try c.prepare("INSERT INTO voucher_block(batch_id, voucher_id, blocked_at, reason) VALUES (?, ?, ?, ?)")
    row.bind(1, batch)
    row.bind(2, voucher)
    row.bind(3, at)
    row.bind(4, reason)
    try row.run()
  }

  func isBlocked(_ batch: Int64, voucher: Int64?) throws -> Bool {
    let row = try c.prepare("SELECT 1 FROM voucher_block WHERE batch_id = ?1 AND (voucher_id IS NULL OR voucher_id = ?2)")
    row.bind(1, batch)
    row.bind(2, voucher)
    defer { row.reset() }
    return try row.step()
  }

  func insertRedemption(of voucher: Int64, movement: Int64, at: Instant) throws {
    let row = try c.prepare("INSERT INTO voucher_redemption(voucher_id, movement_id, redeemed_at) VALUES (?, ?, ?)")
    row.bind(1, voucher)
    row.bind(2, movement)
    row.bind(3, at)
    try row.run()
  }
}
