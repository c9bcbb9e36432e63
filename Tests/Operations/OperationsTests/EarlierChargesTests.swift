import Balances
import Bootstrap
import Charging
import Operations
import Primitives
import Seeds
import Testing

@testable import Lab
@testable import Store

/// What earlier versions wrote is read as before: charges in rows of their own, answers as JSON, and no lists.
@Suite struct EarlierChargesTests {
  private static let megabyte: Int64 = 1_000_000

  private func request(_ kind: ChargingRequest.Kind, _ name: String, _ number: Int64 = 0, used: Int64 = 0, requested: Int64? = nil) -> ChargingRequest {
    ChargingRequest(
      session: name, number: number, kind: kind, subject: "600", at: MachineClock().now(),
      services: [ServiceUnits(service: "data", requested: requested, used: used * Self.megabyte)])
  }

  @Test func areReadAsBefore() throws {
    let world = try World()
    try world.account("ana")
    try world.order("ana", key: "S-1", line: "offering: metered, startsOn: 2026-01-01, subject: \"600\"", placedOn: ResumeTests.day)
    _ = try world.balances.open(.init(reference: "b", account: "ana", kind: .prepaid), key: "o")
    _ = try world.balances.topUp("b", .init(amount: Exact(100)), key: "t")
    var asked = (0..<150).map { request(.debit, "d\($0)", used: Int64($0 % 9 + 1)) }
    asked += [request(.initial, "s", requested: 50 * Self.megabyte), request(.update, "s", 1, used: 20, requested: 50 * Self.megabyte)]
    asked.append(request(.debit, "too much", used: 1_000_000))
    var refund = request(.refund, "r")
    (refund.services, refund.refunds) = ([], "d3")
    asked.append(refund)
    let answers = try world.installation.chargingRecorder().decide(asked).map { try $0.get() }
    let id = try #require(try world.store.balance(reference: "b")).balance.id
    func standing() throws -> [String] {
      let (from, until) = (Instant(microseconds: .min), Instant(microseconds: .max))
      var lines = try world.store.charges(of: id, from: from, until: until, after: 0, limit: 1_000).map { "\($0)" }
      lines += try world.store.charges(of: id, from: from, until: until, after: 70, limit: 3).map { "\($0)" }
      lines += try world.store.lastCharges(of: id, limit: 20).map { "\($0)" }
      lines += try world.store.chargeSums(of: id, from: from, until: until).map { "\($0)" }
      lines += try world.store.movements(of: id, before: 90, limit: 30).map { "\($0)" }
      return lines
    }
    let (before, lists) = (try standing(), try world.dump(["balance_bucket"]))
    #expect(before.count > 200)

    try world.store.write { try EarlierVersion(c: $0).rewrite() }
    world.close()
    try world.reopen()
    #expect(try world.number("SELECT COUNT(*) FROM charging_charge") == 152)
    #expect(try world.number("SELECT MAX(number) FROM schema_migration") == Int64(#require(Migrations.all.last).number))
    #expect(try world.findings() == [])
    #expect(try standing() == before)
    #expect(try world.dump(["balance_bucket"]) == lists)
    #expect(try Rebuilding(world.installation)().allSatisfy { $0.rewritten == 0 })

    // Repeats are answered as they were, what was debited is given back once, and it goes on.
    let recorder = world.installation.chargingRecorder()
    #expect(try recorder.decide(asked).map { try $0.get() } == answers)
    (refund.session, refund.refunds) = ("r2", "d5")
    #expect(try recorder.decide([refund, request(.debit, "new", used: 50)]).map { try $0.get().result } == [.success, .success])
    (refund.session, refund.refunds) = ("r3", "d3")
    #expect(try recorder.decide([refund])[0].get().result == .ratingFailed)
    #expect(try world.number("SELECT COUNT(*) FROM charging_charge") == 152)
    #expect(try world.findings() == [])

    try world.tamper("UPDATE charging_charge SET net_minor = net_minor - 5 WHERE request_id = 9")
    #expect(try Set(world.findings().map(\.law)) == ["charging-charges", "charging-counters", "chain"])
  }
}

/// Makes rows what a version before the lists wrote.
private struct EarlierVersion {
  let c: Connection

  func rewrite() throws {
    let requests = try c.prepare("SELECT id, session, number, answer FROM charging_request ORDER BY id")
    var read: [(id: Int64, answer: ChargingAnswer, taken: [ChargedService])] = []
    while try requests.step() {
      let (id, text) = (requests.int64(0), requests.text(3))
      read.append((id, try AnswerText.answer(text, request: id), try AnswerText.charges(text, request: id, isExplained: true)))
    }
    requests.reset()
    let answer = try c.prepare("UPDATE charging_request SET answer = ? WHERE id = ?")
    for (id, said, taken) in read {
      var json = JSONText()
      AnswerJSON.write(said, naming: taken, into: &json)
      answer.bind(1, json.string)
      answer.bind(2, id)
      try answer.run()
      for (index, charged) in taken.enumerated() { try insert(charged, index + 1, of: id) }
    }
    for column in ["before", "waypoint", "through"] {
      if column == "before" { for table in ["charging_request", "balance_movement"] { try c.prepare("DROP INDEX \(table)_waypoint").run() } }
      for table in ["charging_request", "balance_movement"] { try c.prepare("ALTER TABLE \(table) DROP COLUMN \(column)").run() }
    }
    for column in ["last_request", "request_count", "requests_through", "last_movement", "movement_count", "movements_through"] {
      try c.prepare("ALTER TABLE balance_bucket DROP COLUMN \(column)").run()
    }
    try c.prepare("CREATE INDEX charging_request_of ON charging_request(balance_id, id)").run()
    try c.prepare("CREATE INDEX balance_movement_of ON balance_movement(bucket_id, id)").run()
    try nameInAnIndex()
    for table in ["charging_counter_cursor", "charging_given_up", "charging_uncharged_number"] { try c.prepare("DROP TABLE \(table)").run() }
    try c.prepare("ALTER TABLE charging_counter DROP COLUMN through").run()
    try c.prepare("ALTER TABLE charging_counter DROP COLUMN uncollected_minor").run()
    for change in [
      "DROP INDEX balance_bucket_ends", "ALTER TABLE balance_bucket DROP COLUMN has_left",
      "CREATE INDEX balance_bucket_ends ON balance_bucket(valid_to) WHERE valid_to IS NOT NULL AND amount > reserved",
    ] { try c.prepare(change).run() }
    try c.prepare("DELETE FROM schema_migration WHERE number >= 32").run()
    // The links of what it wrote.
    let stream = FactStream.chargingRequests
    try c.prepare("DELETE FROM chain_link WHERE place >= \(stream.places.lowerBound) AND place <= \(stream.places.upperBound)").run()
    try c.prepare("DELETE FROM chain_head WHERE stream = \(stream.id)").run()
    try ChainSealing().link(stream, from: .min, c)
  }

  /// On SQLite, the index of a constraint, whose number among indexes of the table is part of its name.
  private func nameInAnIndex() throws {
    if c.isOnServer { return }
    for change in [
      "DROP TABLE charging_name", "DROP TABLE charging_name_run", "DROP TABLE charging_name_key", "CREATE UNIQUE INDEX charging_request_name ON charging_request(session, number)",
      "PRAGMA writable_schema=ON",
      """
      UPDATE sqlite_schema SET sql = replace(sql, '  -- By (session, number) found in charging_name.', '  UNIQUE (session, number),')
      WHERE type = 'table' AND name = 'charging_request'
      """, "UPDATE sqlite_schema SET name = 'sqlite_autoindex_charging_request_1', sql = NULL WHERE name = 'charging_request_name'",
      "PRAGMA writable_schema=RESET",
    ] { try c.execute(change) }
  }

  private func insert(_ charged: ChargedService, _ number: Int, of id: Int64) throws {
    let row = try c.prepare("INSERT INTO charging_charge VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    row.bind(1, id)
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
    var json = JSONText()
    json.value(charged.explanation)
    row.bind(17, json.string)
    row.bind(18, SessionText.pack(charged.parts))
    try row.run()
  }
}

extension AnswerJSON {
  /// - Parameter taken: the charges of the request, in their order.
  fileprivate static func write(_ answer: ChargingAnswer, naming taken: [ChargedService], into json: inout JSONText) {
    json.object { json in
      json.field("result", answer.result.rawValue)
      json.field("reason", answer.reason)
      json.field("currency", answer.available?.currency.code)
      json.field("available", answer.available?.amountMinor)
      json.key("services")
      json.array { list in
        for service in answer.services {
          list.object {
            $0.field("ratingGroup", service.ratingGroup)
            $0.field("service", service.service)
            $0.field("result", service.result.rawValue)
            $0.field("unit", service.unit?.text)
            $0.field("granted", service.granted)
            $0.field("validity", service.validitySeconds)
            $0.field("final", service.isFinal)
            if service.finalAction != .terminate { $0.field("finalAction", service.finalAction.text) }
            $0.field("reason", service.reason)
            guard let charged = service.charged else { return }
            if let number = number(of: charged, among: taken) { return $0.field("charge", number) }
            $0.key("charged")
            write(charged, into: &$0)
          }
        }
      }
    }
  }

  /// An answer says nothing of what limits counted.
  private static func number(of charged: ChargedService, among taken: [ChargedService]) -> Int? {
    func plain(_ one: ChargedService) -> ChargedService {
      if one.counted.isEmpty { return one }
      var plain = one
      plain.counted = []
      return plain
    }
    let asked = plain(charged)
    return taken.firstIndex { plain($0) == asked }.map { $0 + 1 }
  }

  private static func write(_ charged: ChargedService, into json: inout JSONText) {
    json.object {
      $0.field("destination", charged.destination)
      $0.field("price", charged.price.text)
      $0.field("periodStart", Int64(charged.periodStart.number))
      $0.field("revenueAccount", charged.revenueAccount.text)
      $0.field("units", charged.units)
      $0.field("unitsFromBuckets", charged.unitsFromBuckets)
      $0.field("net", charged.netMinor)
      $0.field("tax", charged.taxMinor)
      $0.field("uncollected", charged.uncollectedMinor)
      $0.field("exact", charged.exact)
      $0.field("allowanceTaken", charged.allowanceTaken)
      $0.field("parts", SessionText.pack(charged.parts))
      $0.key("explanation")
      $0.value(charged.explanation)
    }
  }
}
