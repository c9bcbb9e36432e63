import Balances
import Charging
import Operations
import Primitives

/// Appends requests with what they took, and links each, in the order in which `FactStream.chargingRequests` reads them.
final class RequestFact {
  /// Names a bucket as the domain does.
  struct Place: Hashable {
    var balance: CustomerBalanceID
    var bucket: Int
  }

  struct Bucket {
    /// Its number in the database.
    var id: Int64
    var isMoney: Bool
  }

  private let c: Connection
  private let chain: ChainWriter
  private let rows: LinkedRows
  private let known: ChargingMemory
  private var buckets: [Place: Bucket]
  private var text = JSONText(reservingCapacity: 1_024)
  /// The number of the next request.
  private(set) var next: Int64

  init(_ c: Connection, buckets: [Place: Bucket], known: ChargingMemory, bulk: BulkRows?) throws {
    self.c = c
    self.known = known
    self.buckets = buckets
    chain = try c.chain(FactStream.chargingRequests)
    rows = LinkedRows(c: c, maker: chain.maker, isWriting: true, bulk: bulk)
    let last = try c.prepare("SELECT COALESCE(MAX(id), 0) + 1 FROM charging_request")
    defer { last.reset() }
    _ = try last.step()
    next = last.int64(0)
  }

  /// - Returns: its number.
  func append(_ request: DecidedRequest, at: Instant) throws -> Int64 {
    let id = next
    next += 1
    chain.begin()
    let row = try rows.row(
      0,
      """
      INSERT INTO charging_request(id, session, number, kind, subscription_id, balance_id, asked_at, decided_at, asked, answer, refunds, state,
        valid_until, standing, reserved) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    row.begin()
    row.bind(1, id)
    row.bind(2, request.session)
    row.bind(3, request.number)
    row.bind(4, request.kind)
    row.bind(5, request.subscription.rawValue)
    row.bind(6, request.balance.rawValue)
    row.bind(7, request.at.microseconds)
    row.bind(8, at.microseconds)
    row.bind(9, request.asked)
    text.removeAll()
    AnswerText.write(request.answer, naming: request.charged, into: &text)
    row.bind(10, text)
    row.bind(11, request.refunds)
    row.bind(12, request.after?.state.rawValue)
    row.bind(13, request.after?.validUntil.microseconds)
    row.bind(14, request.after.map { SessionText.pack($0) })
    row.bind(15, try reserved(request))
    try row.run()
    for (index, charged) in request.charged.enumerated() { try append(charged, index + 1, of: id) }
    for (index, used) in request.forBill.enumerated() { try append(used, index + 1, of: id) }
    var counted = 0
    for (index, charged) in request.charged.enumerated() {
      for part in charged.counted {
        counted += 1
        try append(part, counted, charge: index + 1, of: id)
      }
    }
    try chain.end(id)
    return id
  }

  private func reserved(_ request: DecidedRequest) throws -> String {
    guard let session = request.after, session.state == .open else { return "[]" }
    var text = ""
    for service in session.services {
      for part in service.unitParts + service.moneyParts {
        let bucket = try buckets[Place(balance: request.balance, bucket: part.bucket)]?.id ?? find(part.bucket, request.balance)
        text += (text.isEmpty ? "" : ",") + "{\"bucket\":\(bucket),\"amount\":\(part.taken)}"
      }
      for part in service.countParts {
        var json = JSONText()
        json.object {
          $0.field("control", part.code)
          $0.field("window", part.windowStart.microseconds)
          $0.field("amount", part.amount)
        }
        text += (text.isEmpty ? "" : ",") + json.string
      }
    }
    return "[\(text)]"
  }

  /// A bucket of a customer balance that this group did not change.
  private func find(_ bucket: Int, _ balance: CustomerBalanceID) throws -> Int64 {
    if let bucket = known.balances[balance]?.balance[bucket] { return bucket.id.rawValue }
    let row = try c.prepare("SELECT id FROM balance_bucket WHERE balance_id = ? AND number = ?")
    row.bind(1, balance.rawValue)
    row.bind(2, bucket)
    defer { row.reset() }
    return try row.step() ? row.int64(0) : 0
  }

  private func append(_ charged: ChargedService, _ number: Int, of id: Int64) throws {
    let row = try rows.row(
      1,
      """
      INSERT INTO charging_charge(request_id, number, rating_group, service, destination, price, period_start, revenue_account, unit, units,
        units_from_buckets, net_minor, tax_minor, uncollected_minor, exact, allowance_taken, explanation, parts)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    row.begin()
    row.key(1, id)
    row.bind(2, number)
    row.bind(3, charged.ratingGroup)
    row.bind(4, charged.service)
    row.bind(5, charged.destination)
    row.bind(6, charged.price.text)
    row.bind(7, charged.periodStart)
    row.bind(8, charged.revenueAccount.text)
    row.bind(9, charged.unit.text)
    row.bind(10, charged.units)
    row.bind(11, charged.unitsFromBuckets)
    row.bind(12, charged.netMinor)
    row.bind(13, charged.taxMinor)
    row.bind(14, charged.uncollectedMinor)
    row.bind(15, charged.exact.description)
    row.bind(16, charged.allowanceTaken.description)
    text.removeAll()
    text.value(charged.explanation)
    row.bind(17, text)
    row.bind(18, SessionText.pack(charged.parts))
    try row.run()
  }

  private func append(_ part: CountPart, _ number: Int, charge: Int, of id: Int64) throws {
    let row = try rows.row(3, "INSERT INTO charging_count(request_id, number, charge, code, window_start, amount) VALUES (?, ?, ?, ?, ?, ?)")
    row.begin()
    row.key(1, id)
    row.bind(2, number)
    row.bind(3, charge)
    row.bind(4, part.code)
    row.bind(5, part.windowStart.microseconds)
    row.bind(6, part.amount)
    try row.run()
  }

  private func append(_ used: UsageForBill, _ number: Int, of id: Int64) throws {
    let row = try rows.row(
      2,
      """
      INSERT INTO charging_usage(request_id, number, event_id, subject, type, used_at, quantity, attributes) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      """)
    row.begin()
    row.key(1, id)
    row.bind(2, number)
    row.bind(3, used.id)
    row.bind(4, used.subject)
    row.bind(5, used.type)
    row.bind(6, used.at.microseconds)
    row.bind(7, used.quantity.description)
    var attributes = JSONText()
    attributes.object { for (key, value) in used.attributes.sorted(by: { $0.key < $1.key }) { $0.field(key, value) } }
    row.bind(8, attributes.string)
    try row.run()
  }
}
