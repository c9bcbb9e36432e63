import Charging
import Primitives

/// What was given up, in its rows.
struct GivenUpRows {
  static let columns = "id, session, subject, used_at, said_at, begun_at, services, result, obstacle, noted_at, reason, given_up_by, given_up_at"

  let c: Connection

  /// Of one session, in the order in which it was given up.
  func of(_ session: String) throws -> [GivenUpUse] {
    let rows = try c.prepare("SELECT \(GivenUpRows.columns) FROM charging_given_up WHERE session = ? ORDER BY id")
    rows.bind(1, session)
    return try GivenUpRows.all(rows)
  }

  func one(_ id: Int64) throws -> GivenUpUse? {
    let rows = try c.prepare("SELECT \(GivenUpRows.columns) FROM charging_given_up WHERE id = ?")
    rows.bind(1, id)
    return try GivenUpRows.all(rows).first
  }

  /// The newest first, before one.
  func list(before: Int64?, limit: Int) throws -> [GivenUpUse] {
    let rows = try c.prepare("SELECT \(GivenUpRows.columns) FROM charging_given_up WHERE id < ? ORDER BY id DESC LIMIT ?")
    rows.bind(1, before ?? .max)
    rows.bind(2, limit)
    return try GivenUpRows.all(rows)
  }

  /// - Returns: its number.
  func insert(_ use: GivenUpUse) throws -> Int64 {
    let row = try c.prepare(
      """
      INSERT INTO charging_given_up(session, subject, used_at, said_at, begun_at, services, result, obstacle, noted_at, reason, given_up_by, given_up_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    row.bind(1, use.session)
    row.bind(2, use.subject)
    row.bind(3, use.usedAt)
    row.bind(4, use.running.saidAt)
    row.bind(5, use.running.begunAt?.microseconds)
    row.bind(
      6,
      try JSONColumn.text(
        use.services.map { Units(ratingGroup: $0.ratingGroup, service: $0.service, destination: $0.destination, used: $0.used, givenUp: $0.units) }))
    row.bind(7, use.result.rawValue)
    row.bind(8, use.obstacle)
    row.bind(9, use.notedAt)
    row.bind(10, use.reason)
    row.bind(11, use.givenUpBy)
    row.bind(12, use.givenUpAt)
    try row.run()
    return c.lastInsertedRow
  }

  /// Reads `columns`, in their order, to the end.
  static func all(_ rows: Statement) throws -> [GivenUpUse] {
    defer { rows.reset() }
    var found: [GivenUpUse] = []
    while try rows.step() {
      guard let result = ChargingResult(rawValue: rows.int(7)) else {
        throw DamagedRow(table: "charging_given_up", row: rows.int64(0), what: "its result \(rows.int(7)) is none")
      }
      found.append(
        GivenUpUse(
          id: rows.int64(0), session: rows.text(1), subject: rows.text(2), usedAt: rows.instant(3),
          running: RunningCount(begunAt: rows.optionalInt64(5).map { Instant(microseconds: $0) }, saidAt: rows.instant(4)),
          services: try JSONColumn.value([Units].self, rows.bytes(6)).map {
            GivenUpUnits(ratingGroup: $0.ratingGroup, service: $0.service, destination: $0.destination, used: $0.used, units: $0.givenUp)
          }, result: result, obstacle: rows.optionalText(8), notedAt: rows.instant(9), reason: rows.text(10), givenUpBy: rows.text(11),
          givenUpAt: rows.instant(12)))
    }
    return found
  }

  private struct Units: Codable {
    var ratingGroup: Int64
    var service: String
    var destination: String?
    var used: Int64
    var givenUp: Int64
  }
}
