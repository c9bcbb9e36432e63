import Accounting
import Balances
import Charging
import Foundation
public import Operations
import Primitives

/// The tables of charging for whoever decides requests, one user at a time.
public final class ChargingTables: ChargingStore {
  private let store: Store
  private let memory = ControlMemory()

  public init(_ store: Store) { self.store = store }

  public func charging<T>(_ body: (any ChargingRows) throws -> T) throws -> T {
    try store.writeReferencesTrusted { c in
      let known = c.keeping(ChargingMemory())
      try known.look(c)
      return try body(StoredChargingRows(c: c, memory: memory, known: known, expected: c.isOnServer ? ExpectedRows(c, known, memory) : nil))
    }
  }

  public func news(after place: BalanceNews.Place?) throws -> BalanceNews {
    try store.read { c in
      let last = try c.prepare("SELECT (SELECT COALESCE(MAX(id), 0) FROM balance_movement), (SELECT COALESCE(MAX(id), 0) FROM spending_control)")
      _ = try last.step()
      var news = BalanceNews(through: .init(movement: last.int64(0), control: last.int64(1)))
      last.reset()
      guard let place else { return news }
      if place.movement < news.through.movement {
        let rows = try c.prepare(
          """
          SELECT DISTINCT k.balance_id FROM balance_movement m JOIN balance_bucket k ON k.id = m.bucket_id WHERE m.id > ? AND m.id <= ? AND m.amount > 0
          """)
        rows.bind(1, place.movement)
        rows.bind(2, news.through.movement)
        defer { rows.reset() }
        while try rows.step() { news.paidIn.insert(CustomerBalanceID(rows.int64(0))) }
      }
      if place.control < news.through.control {
        let rows = try c.prepare("SELECT DISTINCT balance_id FROM spending_control WHERE id > ? AND id <= ?")
        rows.bind(1, place.control)
        rows.bind(2, news.through.control)
        defer { rows.reset() }
        while try rows.step() {
          if let balance = rows.optionalInt64(0) { news.controlled.insert(CustomerBalanceID(balance)) } else { news.areAllControlled = true }
        }
      }
      return news
    }
  }
}

/// Reads and writes sessions, counters and what was charged, inside one transaction.
struct StoredChargingRows: ChargingRows {
  let c: Connection
  var memory = ControlMemory()
  var known = ChargingMemory()
  var expected: ExpectedRows?

  var readsAhead: Bool { expected != nil }

  func expect(_ requests: [ChargingRequest], paidBy payers: [(subscription: SubscriptionID, balance: CustomerBalanceID)], at now: Instant) throws {
    try expected?.read(requests, paidBy: payers, at: now)
  }

  func answered(_ session: String, _ number: Int64) throws -> (asked: String, answer: ChargingAnswer)? {
    guard let found = try expected?.answered(session, number) ?? readAnswer(session, number) else { return nil }
    return (found.asked, try AnswerText.answer(found.answer) { try ChargeRows.charges(of: found.id, c).map(\.charged) })
  }

  private func readAnswer(_ session: String, _ number: Int64) throws -> (asked: String, answer: [UInt8], id: Int64)? {
    let row = try c.prepare("SELECT asked, answer, id FROM charging_request WHERE session = ? AND number = ?")
    row.bind(1, session)
    row.bind(2, number)
    defer { row.reset() }
    return try row.step() ? (row.text(0), row.bytes(1), row.int64(2)) : nil
  }

  func session(_ reference: String) throws -> ChargingSession? {
    if let known = known.sessions[reference] { return known }
    if expected?.hasRead(session: reference) == true { return nil }
    let row = try c.prepare(
      """
      SELECT r.id, s.state, s.valid_until, r.standing FROM charging_session s JOIN charging_request r ON r.id = s.request_id WHERE s.reference = ?
      """)
    row.bind(1, reference)
    defer { row.reset() }
    return try row.step() ? try StoredChargingRows.session(row, reference) : nil
  }

  /// The columns of `session`, in their order.
  static func session(_ row: Statement, _ reference: String) throws -> ChargingSession {
    guard let state = ChargingSession.State(rawValue: row.text(1)),
      let session = SessionText.unpack(row.text(3), reference: reference, state: state, validUntil: row.instant(2))
    else { throw DamagedRow(table: "charging_request", row: row.int64(0), what: "the session in it cannot be read") }
    return session
  }

  func balance(_ id: CustomerBalanceID) throws -> ChargedBalance? {
    if let known = known.balances[id] { return known }
    guard let read = try readBalance(id) else { return nil }
    known.balances.keep(read, for: id)
    return read
  }

  private func readBalance(_ id: CustomerBalanceID) throws -> ChargedBalance? {
    let row = try c.prepare("\(StoredChargingRows.balanceQuery) WHERE b.id = ?")
    row.bind(1, id.rawValue)
    defer { row.reset() }
    guard try row.step() else { return nil }
    return try balance(row, try BalanceRows(c).buckets(of: id.rawValue), try ControlRows(c: c).history(of: (id: id, reference: row.text(0)), memory))
  }

  /// Several, by a JSON list of their numbers, with the buckets of each.
  func balances(_ list: String, _ buckets: [Int64: [BalanceBucket]]) throws -> [ChargedBalance] {
    let rows = try c.prepare("\(StoredChargingRows.balanceQuery) WHERE b.id IN (SELECT CAST(v.value AS BIGINT) FROM json_each(?1) v)")
    rows.bind(1, list)
    defer { rows.reset() }
    let controls = try ControlRows(c: c).history(ofAll: list, memory)
    var found: [ChargedBalance] = []
    while try rows.step() { found.append(try balance(rows, buckets[rows.int64(6)] ?? [], controls[rows.int64(6)] ?? [])) }
    return found
  }

  private static let balanceQuery = """
    SELECT b.reference, b.account_id, a.seller, a.currency, b.kind, b.credit_limit_minor, b.id FROM customer_balance b
    JOIN billing_account a ON a.id = b.account_id
    """

  private func balance(_ row: Statement, _ buckets: [BalanceBucket], _ own: [StoredControl]) throws -> ChargedBalance {
    let id = CustomerBalanceID(row.int64(6))
    guard let currency = Currency(row.text(3)), let kind = CustomerBalance.Kind(rawValue: row.text(4)) else {
      throw DamagedRow(table: "customer_balance", row: id.rawValue, what: "its kind or the account's currency is none")
    }
    return ChargedBalance(
      balance: CustomerBalance(
        id: id, reference: row.text(0), account: BillingAccountID(row.int64(1)), currency: currency, kind: kind, creditLimitMinor: row.int64(5),
        buckets: buckets), seller: SellerCode(row.text(2)),
      controls: StoredControl.inForce(all: try controlsOfAll(), own: own).compactMap(\.control))
  }

  private func controlsOfAll() throws -> [StoredControl] {
    if let known = known.controlsOfAll { return known }
    let read = try ControlRows(c: c).history(of: nil, memory)
    known.controlsOfAll = read
    return read
  }

  func counter(_ key: ChargingWork.CounterKey) throws -> ChargingCounter? {
    if let known = known.counters[key] { return known }
    if expected?.hasRead(key) == true { return nil }
    let read = try readCounter(key)
    known.counters.keep(read, for: key)
    return read
  }

  private func readCounter(_ key: ChargingWork.CounterKey) throws -> ChargingCounter? {
    let row = try c.prepare(
      """
      SELECT units, exact, net_minor, tax_minor, allowance_taken FROM charging_counter WHERE subscription_id = ? AND price = ? AND period_start = ?
      """)
    row.bind(1, key.subscription.rawValue)
    row.bind(2, key.price.text)
    row.bind(3, key.periodStart)
    defer { row.reset() }
    guard try row.step() else { return nil }
    return ChargingCounter(
      subscription: key.subscription, price: key.price, periodStart: key.periodStart, units: row.int64(0), exact: row.exact(1), netMinor: row.int64(2),
      taxMinor: row.int64(3), allowanceTaken: row.exact(4))
  }

  /// All columns, in their order.
  static func counter(_ row: Statement) -> ChargingCounter {
    ChargingCounter(
      subscription: SubscriptionID(row.int64(0)), price: PriceCode(row.text(1)), periodStart: row.day(2), units: row.int64(3), exact: row.exact(4),
      netMinor: row.int64(5), taxMinor: row.int64(6), allowanceTaken: row.exact(7))
  }

  func taken(by debit: String) throws -> (balance: CustomerBalanceID, subscription: SubscriptionID, charged: [ChargedService])? {
    let row = try c.prepare(
      """
      SELECT r.id, r.balance_id, r.subscription_id FROM charging_request r WHERE r.session = ?1 AND r.number = 0 AND r.kind = 'debit'
      AND NOT EXISTS (SELECT 1 FROM charging_request b WHERE b.refunds = ?1)
      """)
    row.bind(1, debit)
    defer { row.reset() }
    guard try row.step() else { return nil }
    return (CustomerBalanceID(row.int64(1)), SubscriptionID(row.int64(2)), try charged(by: row.int64(0)))
  }

  /// What a request took, with what it counted.
  private func charged(by request: Int64) throws -> [ChargedService] {
    let counted = try ControlRows(c: c).counted(by: request)
    return try ChargeRows.charges(of: request, c).enumerated().map { index, charge in
      var charged = charge.charged
      charged.counted = counted[index + 1] ?? []
      return charged
    }
  }

  func count(_ key: CountKey) throws -> SpendingCount? {
    if let known = known.counts[key] { return known }
    let read = try ControlRows(c: c).count(key)
    known.counts.keep(read, for: key)
    return read
  }

  func abandoned(at: Instant, limit: Int) throws -> [ChargingSession] {
    let rows = try c.prepare(
      """
      SELECT r.id, s.state, s.valid_until, r.standing, s.reference FROM charging_session s JOIN charging_request r ON r.id = s.request_id
      WHERE s.state = 'open' AND s.valid_until <= ? ORDER BY s.valid_until LIMIT ?
      """)
    rows.bind(1, at)
    rows.bind(2, limit)
    defer { rows.reset() }
    var found: [ChargingSession] = []
    while try rows.step() { found.append(try StoredChargingRows.session(rows, rows.text(4))) }
    return found
  }

  func unended(under prefix: String, after: String, limit: Int) throws -> [ChargingSession] {
    let rows = try c.prepare(
      """
      SELECT r.id, s.state, s.valid_until, r.standing, s.reference FROM charging_session s JOIN charging_request r ON r.id = s.request_id
      WHERE s.reference > ?1 AND s.reference >= ?2 AND s.reference < ?3 AND s.state <> 'ended' ORDER BY s.reference LIMIT ?4
      """)
    rows.bind(1, after)
    rows.bind(2, prefix)
    // Text is compared byte by byte, and nothing in a name comes behind this.
    rows.bind(3, prefix + "\u{10FFFF}")
    rows.bind(4, limit)
    defer { rows.reset() }
    var found: [ChargingSession] = []
    while try rows.step() { found.append(try StoredChargingRows.session(rows, rows.text(4))) }
    return found
  }

  func uncharged(after: String, limit: Int) throws -> [UnchargedUse] { try UnchargedRows(c: c).list(after: after, limit: limit) }

  // MARK: writing

  func write(uncharged: [UnchargedUse], charged sessions: [String]) throws {
    try UnchargedRows(c: c).write(uncharged)
    try UnchargedRows(c: c).remove(sessions)
  }

  func write(_ group: DecidedGroup, at: Instant) throws {
    let buckets = try write(group.balances)
    var entries: [DecidedGroup.BooksKey: Int64] = [:]
    // Of few rows, sending each is sooner done than beginning with many.
    let bulk = group.requests.count >= StoredChargingRows.fewestInBulk && c.writesBulk ? BulkRows(c) : nil
    let requests = try RequestFact(c, buckets: buckets, known: known, bulk: bulk)
    var journal = try InvoiceRows(c, run: BillRunID(0))
    for (books, entry) in group.entries.sorted(by: { ($0.key.seller, $0.key.currency) < ($1.key.seller, $1.key.currency) }) {
      entries[books] = try journal.book(entry, subject: "charging \(requests.next)", invoice: nil)
    }
    let movements = try MovementFact(c, bulk: bulk)
    var sessions: [String: (request: Int64, session: ChargingSession)] = [:]
    for request in group.requests {
      let id = try requests.append(request, at: at)
      if let after = request.after { sessions[request.session] = (id, after) }
      for notice in request.notices { try ControlRows(c: c).insert(notice, of: id, request.balance, at: at) }
      for movement in request.movements {
        let bucket = buckets[RequestFact.Place(balance: request.balance, bucket: movement.bucket)]
        _ = try movements.append(
          movement, bucket: bucket?.id ?? 0, at: at, cause: "\(request.session)#\(request.number)", reason: request.kind,
          entry: bucket?.isMoney == true ? request.books.flatMap { entries[$0] } : nil, charging: id)
      }
    }
    try bulk?.finish()
    try write(sessions)
    try write(group.counters)
    if !group.counts.isEmpty { try ControlRows(c: c).write(group.counts) }
    for (key, count) in group.counts { known.counts.keep(count, for: key) }
  }

  private static let fewestInBulk = 200

  /// Writes what buckets hold now.
  ///
  /// - Returns: their numbers in the database, also of those that did not change.
  private func write(
    _ balances: [CustomerBalanceID: (before: CustomerBalance, after: CustomerBalance)]
  ) throws -> [RequestFact.Place: RequestFact.Bucket] {
    var places: [RequestFact.Place: RequestFact.Bucket] = [:]
    let rows = BalanceRows(c)
    var changed: [(before: BalanceBucket, after: BalanceBucket)] = []
    // In one order, as everything that locks rows.
    for (id, (before, after)) in balances.sorted(by: { $0.key < $1.key }) {
      var written = after
      for (index, bucket) in after.buckets.enumerated() {
        var place = RequestFact.Bucket(id: bucket.id.rawValue, isMoney: bucket.terms.unit.isMoney)
        if let old = before[bucket.number] {
          if old != bucket { changed.append((old, bucket)) }
        } else {
          place.id = try rows.insert(bucket, of: id.rawValue)
          written.buckets[index].id = BalanceBucketID(place.id)
        }
        places[RequestFact.Place(balance: id, bucket: bucket.number)] = place
      }
      if var known = known.balances[id] {
        known.balance = written
        self.known.balances.keep(known, for: id)
      }
    }
    try rows.update(changed)
    return places
  }

  private func write(_ sessions: [String: (request: Int64, session: ChargingSession)]) throws {
    let row = try c.prepare(
      """
      INSERT INTO charging_session(reference, request_id, state, valid_until) VALUES (?, ?, ?, ?)
      ON CONFLICT (reference) DO UPDATE SET request_id = excluded.request_id, state = excluded.state, valid_until = excluded.valid_until
      """)
    for (reference, (request, session)) in sessions.sorted(by: { $0.key < $1.key }) {
      row.bind(1, reference)
      row.bind(2, request)
      row.bind(3, session.state.rawValue)
      row.bind(4, session.validUntil)
      try row.run()
      if session.state == .open { known.sessions.keep(session, for: reference) } else { known.sessions.forget(reference) }
    }
  }

  func write(_ counters: [ChargingWork.CounterKey: ChargingCounter]) throws {
    for (key, counter) in counters { known.counters.keep(counter, for: key) }
    if c.isOnServer { return try writeAtOnce(counters.values) }
    let row = try c.prepare(
      """
      INSERT INTO charging_counter(subscription_id, price, period_start, units, exact, net_minor, tax_minor, allowance_taken)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (subscription_id, price, period_start) DO UPDATE SET units = excluded.units,
        exact = excluded.exact, net_minor = excluded.net_minor, tax_minor = excluded.tax_minor, allowance_taken = excluded.allowance_taken
      """)
    for (key, counter) in counters {
      row.bind(1, key.subscription.rawValue)
      row.bind(2, key.price.text)
      row.bind(3, key.periodStart)
      row.bind(4, counter.units)
      row.bind(5, counter.exact)
      row.bind(6, counter.netMinor)
      row.bind(7, counter.taxMinor)
      row.bind(8, counter.allowanceTaken)
      try row.run()
    }
  }

  /// In one statement: on a server, many of them cost more than what they do.
  private func writeAtOnce(_ counters: some Sequence<ChargingCounter>) throws {
    var list = JSONText(reservingCapacity: 8_192)
    list.array { list in
      for counter in counters {
        list.object {
          $0.field("s", counter.subscription.rawValue)
          $0.field("p", counter.price.text)
          $0.field("b", Int64(counter.periodStart.number))
          $0.field("u", counter.units)
          $0.field("e", counter.exact.description)
          $0.field("n", counter.netMinor)
          $0.field("t", counter.taxMinor)
          $0.field("a", counter.allowanceTaken.description)
        }
      }
    }
    let row = try c.prepare(
      """
      INSERT INTO charging_counter(subscription_id, price, period_start, units, exact, net_minor, tax_minor, allowance_taken)
      SELECT CAST(json_extract(v.value, '$.s') AS BIGINT), json_extract(v.value, '$.p'), CAST(json_extract(v.value, '$.b') AS BIGINT),
        CAST(json_extract(v.value, '$.u') AS BIGINT), json_extract(v.value, '$.e'), CAST(json_extract(v.value, '$.n') AS BIGINT),
        CAST(json_extract(v.value, '$.t') AS BIGINT), json_extract(v.value, '$.a') FROM json_each(?) v WHERE true
      ON CONFLICT (subscription_id, price, period_start) DO UPDATE SET units = excluded.units,
        exact = excluded.exact, net_minor = excluded.net_minor, tax_minor = excluded.tax_minor, allowance_taken = excluded.allowance_taken
      """)
    row.bind(1, list.string)
    try row.run()
  }
}
