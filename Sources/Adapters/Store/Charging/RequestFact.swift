import Balances
import Charging
import Operations
import Primitives

/// Appends requests with what they took, and links each, in the order in which `FactStream.chargingRequests` reads them.
final class RequestFact {
  private let chain: ChainWriter
  private let rows: LinkedRows
  private let text = FieldText(reservingCapacity: 1_024)
  private var json = JSONText(reservingCapacity: 1_024)
  /// The number of the next request.
  private(set) var next: Int64

  /// - Parameter known: the number of the next request, when nobody can have written one since.
  init(_ c: Connection, bulk: BulkRows?, next known: Int64?) throws {
    chain = try c.chain(FactStream.chargingRequests)
    rows = LinkedRows(c: c, maker: chain.maker, isWriting: true, bulk: bulk)
    next = try known ?? c.nextNumber(of: "charging_request")
  }

  /// - Parameters:
  ///   - balance: the customer balance after the group.
  ///   - list: its place among the requests of the customer balance.
  func append(_ request: DecidedRequest, at: Instant, of balance: CustomerBalance, _ list: ListPlace) throws {
    let id = next
    next += 1
    chain.begin()
    let row = try rows.row(
      0,
      """
      INSERT INTO charging_request(id, session, number, kind, subscription_id, balance_id, asked_at, decided_at, asked, answer, refunds, state,
        valid_until, standing, reserved, before, waypoint, through) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
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
    AnswerText.write(request.answer, taking: request.charged, into: text, &json)
    row.bind(10, lentText: text.bytes)
    row.bind(11, request.refunds)
    row.bind(12, request.after?.state.rawValue)
    row.bind(13, request.after?.validUntil.microseconds)
    row.bind(14, request.after.map { SessionText.pack($0) })
    row.bind(15, reserved(request, balance))
    row.place(16, list)
    try row.run()
    for (index, used) in request.forBill.enumerated() { try append(used, index + 1, of: id) }
    var counted = 0
    for (index, charged) in request.charged.enumerated() {
      for part in charged.counted {
        counted += 1
        try append(part, counted, charge: index + 1, of: id)
      }
    }
    try chain.end(id)
  }

  private func reserved(_ request: DecidedRequest, _ balance: CustomerBalance) -> String {
    guard let session = request.after, session.state == .open else { return "[]" }
    var text = ""
    for service in session.services {
      for part in service.unitParts + service.moneyParts {
        let bucket = balance[part.bucket]?.id.rawValue ?? 0
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
    attributes.object { for (key, value) in used.attributes.sorted(by: { $0.key < $1.key }) { $0.field(named: key, value) } }
    row.bind(8, attributes.string)
    try row.run()
  }
}
