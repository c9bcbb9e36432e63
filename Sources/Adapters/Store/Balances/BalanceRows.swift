import Accounting
import Balances
import Operations
import Primitives

/// Customer balances in their rows; used inside one transaction or snapshot.
struct BalanceRows {
  let c: Connection

  init(_ c: Connection) { self.c = c }

  func id(of reference: String) throws -> Int64? {
    let row = try c.prepare("SELECT id FROM customer_balance WHERE reference = ?")
    row.bind(1, reference)
    defer { row.reset() }
    return try row.step() ? row.int64(0) : nil
  }

  /// - Throws: `Rejection` (`balance.unknown`) when there is none.
  func known(_ reference: String) throws -> StoredBalance {
    let row = try c.prepare(
      """
      SELECT b.id, b.account_id, a.reference, a.customer_id, a.seller, a.currency, b.kind, b.credit_limit_minor, b.opened_at
      FROM customer_balance b JOIN billing_account a ON a.id = b.account_id WHERE b.reference = ?
      """)
    row.bind(1, reference)
    defer { row.reset() }
    guard try row.step() else {
      throw Rejection(
        Problem(
          .unknownBalance, path: "balance", "there is no balance \"\(reference)\"",
          remedy: "`florin balance list` names the balances; references are case-sensitive"))
    }
    guard let currency = Currency(row.text(5)), let kind = CustomerBalance.Kind(rawValue: row.text(6)) else {
      throw DamagedRow(table: "customer_balance", row: row.int64(0), what: "its kind or the account's currency is none")
    }
    let id = row.int64(0)
    let balance = CustomerBalance(
      id: CustomerBalanceID(id), reference: reference, account: BillingAccountID(row.int64(1)), currency: currency, kind: kind,
      creditLimitMinor: row.int64(7), buckets: try buckets(of: id))
    return StoredBalance(
      balance: balance, accountReference: row.text(2), customer: CustomerID(row.int64(3)), seller: SellerCode(row.text(4)),
      subscriptions: try subscriptions(of: id), openedAt: row.instant(8))
  }

  func buckets(of balance: Int64) throws -> [BalanceBucket] {
    let rows = try c.prepare(
      """
      SELECT \(BalanceRows.bucketColumns) FROM balance_bucket k WHERE k.balance_id = ? ORDER BY k.number
      """)
    rows.bind(1, balance)
    defer { rows.reset() }
    var found: [BalanceBucket] = []
    while try rows.step() { found.append(try BalanceRows.bucket(rows)) }
    return found
  }

  /// What of each bucket that is over went on so far, by its number, where only so much of it may.
  func wentOn(of balance: CustomerBalance, at: Instant) throws -> [Int: Int64] {
    let ends = balance.buckets.filter { $0.terms.rollover?.atMost != nil && $0.amount > $0.reserved }.compactMap(\.terms.validTo)
    guard let since = ends.min(), since <= at else { return [:] }
    // Nothing goes on before its bucket ends.
    let rows = try c.prepare(
      """
      \(BalanceList.movements.since(carrying: ["bucket_id", "kind", "amount"]))
      SELECT k.number, -SUM(w.amount) FROM walk w JOIN balance_bucket k ON k.id = w.bucket_id
      WHERE w.kind = 'rollover-out' GROUP BY k.number ORDER BY k.number
      """)
    rows.bind(1, balance.id.rawValue)
    rows.bind(2, since)
    defer { rows.reset() }
    var found: [Int: Int64] = [:]
    while try rows.step() { found[rows.int(0)] = rows.int64(1) }
    return found
  }

  /// One step of the index of what was paid in for each bucket, in the words of that index.
  static let heldWhenPaidIn = """
    SELECT k.number, (
      SELECT m.after FROM balance_movement m
      WHERE m.bucket_id = k.id AND m.kind IN ('top-up', 'bonus', 'adjustment', 'transfer-in', 'rollover-in') AND m.amount > 0
      ORDER BY m.id DESC LIMIT 1)
    FROM balance_bucket k WHERE k.balance_id = ? AND (k.amount <> 0 OR k.reserved <> 0)
    """

  /// The columns of `bucket`, in their order.
  static let bucketColumns = """
    k.id, k.number, k.unit, k.valid_from, k.valid_to, k.priority, k.factor, k.blockers, k.floor, k.rollover_days, k.rollover_at_most, k.amount, k.reserved
    """

  static func bucket(_ row: Statement) throws -> BalanceBucket {
    guard let unit = BalanceUnit(row.text(2)) else {
      throw DamagedRow(table: "balance_bucket", row: row.int64(0), what: "its unit is none")
    }
    let terms = BucketTerms(
      unit: unit, validFrom: row.instant(3), validTo: row.optionalInt64(4).map { Instant(microseconds: $0) }, priority: row.int(5),
      factor: row.exact(6), blockers: row.text(7).split(separator: ",").compactMap { SpendingBlocker(String($0)) }, floor: row.int64(8),
      rollover: row.optionalInt64(9).map { Rollover(atMost: row.optionalInt64(10), days: Int($0)) })
    return BalanceBucket(
      id: BalanceBucketID(row.int64(0)), number: row.int(1), terms: terms, amount: row.int64(11), reserved: row.int64(12))
  }

  private func subscriptions(of balance: Int64) throws -> [String] {
    let rows = try c.prepare(
      """
      SELECT s.reference FROM customer_balance_subscription x JOIN subscription s ON s.id = x.subscription_id
      WHERE x.balance_id = ? ORDER BY x.id
      """)
    rows.bind(1, balance)
    defer { rows.reset() }
    var found: [String] = []
    while try rows.step() { found.append(rows.text(0)) }
    return found
  }

  // MARK: writing

  func insert(_ balance: CustomerBalance, for subscriptions: [SubscriptionID], at: Instant) throws {
    let row = try c.prepare(
      "INSERT INTO customer_balance(reference, account_id, kind, credit_limit_minor, opened_at) VALUES (?, ?, ?, ?, ?)")
    row.bind(1, balance.reference)
    row.bind(2, balance.account.rawValue)
    row.bind(3, balance.kind.rawValue)
    row.bind(4, balance.creditLimitMinor)
    row.bind(5, at)
    try row.run()
    let id = c.lastInsertedRow
    for bucket in balance.buckets { _ = try insert(bucket, of: id) }
    let share = try c.prepare("INSERT INTO customer_balance_subscription(balance_id, subscription_id) VALUES (?, ?)")
    for subscription in subscriptions {
      share.bind(1, id)
      share.bind(2, subscription.rawValue)
      try share.run()
    }
  }

  /// - Returns: its number among all buckets.
  func insert(_ bucket: BalanceBucket, of balance: Int64) throws -> Int64 {
    let row = try c.prepare(
      """
      INSERT INTO balance_bucket(balance_id, number, unit, valid_from, valid_to, priority, factor, blockers, floor, rollover_days,
        rollover_at_most, amount, reserved) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    let terms = bucket.terms
    row.bind(1, balance)
    row.bind(2, bucket.number)
    row.bind(3, terms.unit.text)
    row.bind(4, terms.validFrom)
    row.bind(5, terms.validTo?.microseconds)
    row.bind(6, terms.priority)
    row.bind(7, terms.factor)
    row.bind(8, terms.blockers.map(\.text).joined(separator: ","))
    row.bind(9, terms.floor)
    row.bind(10, terms.rollover.map { Int64($0.days) })
    row.bind(11, terms.rollover?.atMost)
    row.bind(12, bucket.amount)
    row.bind(13, bucket.reserved)
    try row.run()
    return c.lastInsertedRow
  }

  /// Writes a change: the buckets it opened, its entry, its movements, and what the buckets hold now.
  ///
  /// - Returns: the numbers of the movements.
  func write(_ booking: BalanceBooking, before: CustomerBalance, _ command: BalanceCommand, at: Instant) throws -> [Int64] {
    var ids: [Int: Int64] = [:]
    for bucket in booking.change.balance.buckets {
      if let known = before[bucket.number] {
        ids[bucket.number] = known.id.rawValue
        if known != bucket { try update(bucket) }
      } else {
        ids[bucket.number] = try insert(bucket, of: before.id.rawValue)
      }
    }
    if booking.change.movements.isEmpty { return [] }
    let (facts, lists) = (try MovementFact(c), ListedBalances(c))
    var entry: Int64?
    if let booked = booking.entry {
      var journal = try InvoiceRows(c, run: BillRunID(0))
      entry = try journal.book(booked, subject: "\(before.reference) \(facts.next)", invoice: nil)
    }
    let written = try booking.change.movements.map { movement in
      try facts.append(
        movement, bucket: ids[movement.bucket] ?? 0, at: at, cause: command.key, reason: command.reason,
        // Units of a service stand in no book.
        entry: booking.change.balance[movement.bucket]?.terms.unit.isMoney == true ? entry : nil
      ) { try lists.append(movement: $0, of: before.id, at: at.microseconds) }
    }
    try lists.save()
    return written
  }

  private func update(_ bucket: BalanceBucket) throws {
    let row = try c.prepare("UPDATE balance_bucket SET amount = ?, reserved = ? WHERE id = ?")
    row.bind(1, bucket.amount)
    row.bind(2, bucket.reserved)
    row.bind(3, bucket.id.rawValue)
    try row.run()
  }

  // MARK: movements

  /// The columns of `movement`, in their order.
  static let movementColumns =
    "SELECT m.id, b.reference, k.unit, k.number, m.kind, m.amount, m.after, m.moved_at, m.cause, m.reason, m.entry_id"
  static let movementJoins = "JOIN balance_bucket k ON k.id = m.bucket_id JOIN customer_balance b ON b.id = k.balance_id"

  func movement(_ id: Int64) throws -> StoredMovement? {
    let row = try c.prepare("\(BalanceRows.movementColumns) FROM balance_movement m \(BalanceRows.movementJoins) WHERE m.id = ?")
    row.bind(1, id)
    defer { row.reset() }
    return try row.step() ? BalanceRows.movement(row) : nil
  }

  static func movement(_ row: Statement) -> StoredMovement? {
    guard let unit = BalanceUnit(row.text(2)), let kind = BalanceMovement.Kind(rawValue: row.text(4)) else { return nil }
    return StoredMovement(
      id: row.int64(0), balanceReference: row.text(1), unit: unit,
      movement: BalanceMovement(bucket: row.int(3), kind: kind, amount: row.int64(5), after: row.int64(6)), at: row.instant(7),
      cause: row.text(8), reason: row.text(9), entry: row.optionalInt64(10))
  }
}
