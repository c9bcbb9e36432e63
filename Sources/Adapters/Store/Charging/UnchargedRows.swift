import Charging
import Operations
import Primitives

/// What could not be charged, as it waits.
struct UnchargedRows {
  let c: Connection

  /// In the order of sessions.
  func list(limit: Int) throws -> [UnchargedUse] {
    let rows = try c.prepare("SELECT \(UnchargedRows.columns) FROM charging_uncharged ORDER BY session, id LIMIT ?")
    rows.bind(1, limit)
    return try UnchargedRows.all(rows)
  }

  /// In the order in which they came to wait, behind one.
  func waiting(after: Int64, limit: Int) throws -> [UnchargedUse] {
    let rows = try c.prepare("SELECT \(UnchargedRows.columns) FROM charging_uncharged WHERE id > ? ORDER BY id LIMIT ?")
    rows.bind(1, after)
    rows.bind(2, limit)
    return try UnchargedRows.all(rows)
  }

  func of(_ session: String) throws -> [UnchargedUse] {
    let rows = try c.prepare("SELECT \(UnchargedRows.columns) FROM charging_uncharged WHERE session = ? ORDER BY id")
    rows.bind(1, session)
    return try UnchargedRows.all(rows)
  }

  static let columns = "session, subject, used_at, said_at, begun_at, services, result, reason, noted_at, id, heard_at, goes_on"

  /// Reads `columns`, in their order, to the end.
  static func all(_ rows: Statement) throws -> [UnchargedUse] {
    defer { rows.reset() }
    var found: [UnchargedUse] = []
    while try rows.step() {
      let services = try JSONColumn.value([Units].self, rows.bytes(5)).map {
        ServiceUnits(ratingGroup: $0.ratingGroup, service: $0.service, destination: $0.destination, requested: 0, used: $0.used)
      }
      found.append(
        UnchargedUse(
          number: rows.int64(9),
          request: ChargingRequest(
            session: rows.text(0), kind: rows.int(11) == 1 ? .update : .terminate, subject: rows.text(1), at: rows.instant(2), services: services,
            running: RunningCount(
              begunAt: rows.optionalInt64(4).map { Instant(microseconds: $0) }, saidAt: rows.instant(3), heardAt: rows.optionalInt64(10).map { Instant(microseconds: $0) })),
          result: ChargingResult(rawValue: rows.int(6)) ?? .ratingFailed, reason: rows.optionalText(7), notedAt: rows.instant(8)))
    }
    return found
  }

  /// What has a number is as it waits by now. Of a session that waits already, nothing that was told before is lost; another one under its name
  /// waits beside it.
  func write(_ uses: [UnchargedUse]) throws {
    for told in uses {
      if told.number > 0 {
        try change(told)
      } else if let same = try told.same(among: of(told.request.session)) { try change(told.joined(same)) } else { try insert(told) }
    }
  }

  private func insert(_ use: UnchargedUse) throws {
    let row = try c.prepare(
      """
      INSERT INTO charging_uncharged(session, subject, used_at, said_at, begun_at, services, result, reason, noted_at, heard_at, goes_on, id)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    try bind(use, to: row)
    row.bind(12, try nextNumber())
    try row.run()
  }

  /// A number that nothing that waited ever had: somebody may look at an old list. An older process beside this one gives numbers by what waits.
  private func nextNumber() throws -> Int64 {
    let row = try c.prepare(
      """
      UPDATE charging_uncharged_number SET last_given = 1 + CASE
        WHEN last_given > (SELECT COALESCE(MAX(id), 0) FROM charging_uncharged) THEN last_given
        ELSE (SELECT COALESCE(MAX(id), 0) FROM charging_uncharged) END
      WHERE place = 1 RETURNING last_given
      """)
    defer { row.reset() }
    guard try row.step() else { throw DamagedRow(table: "charging_uncharged_number", row: 1, what: "it is not there") }
    let number = row.int64(0)
    while try row.step() {}
    return number
  }

  private func change(_ use: UnchargedUse) throws {
    let row = try c.prepare(
      """
      UPDATE charging_uncharged SET session = ?1, subject = ?2, used_at = ?3, said_at = ?4, begun_at = ?5, services = ?6, result = ?7, reason = ?8,
        noted_at = ?9, heard_at = ?10, goes_on = ?11 WHERE id = ?12
      """)
    try bind(use, to: row)
    row.bind(12, use.number)
    try row.run()
  }

  private func bind(_ use: UnchargedUse, to row: Statement) throws {
    row.bind(1, use.request.session)
    row.bind(2, use.request.subject)
    row.bind(3, use.request.at)
    row.bind(4, use.request.running?.saidAt ?? use.request.at)
    row.bind(5, use.request.running?.begunAt?.microseconds)
    row.bind(6, try JSONColumn.text(use.request.services.map { Units(ratingGroup: $0.ratingGroup, service: $0.service, destination: $0.destination, used: $0.used) }))
    row.bind(7, use.result.rawValue)
    row.bind(8, use.reason)
    row.bind(9, use.notedAt)
    row.bind(10, use.request.running?.heardAt?.microseconds)
    row.bind(11, use.request.kind == .update ? 1 : 0)
  }

  func remove(_ numbers: [Int64]) throws {
    let row = try c.prepare("DELETE FROM charging_uncharged WHERE id = ?")
    for number in numbers {
      row.bind(1, number)
      try row.run()
    }
  }

  func count() throws -> Int {
    let row = try c.prepare("SELECT COUNT(*) FROM charging_uncharged")
    defer { row.reset() }
    _ = try row.step()
    return row.int(0)
  }

  private struct Units: Codable {
    var ratingGroup: Int64
    var service: String
    var destination: String?
    var used: Int64
  }
}
