import Charging
import Operations
import Primitives

/// What could not be charged, as it waits.
struct UnchargedRows {
  let c: Connection

  /// In the order of sessions, behind one.
  func list(after: String, limit: Int) throws -> [UnchargedUse] {
    let rows = try c.prepare("SELECT \(UnchargedRows.columns) FROM charging_uncharged WHERE session > ? ORDER BY session LIMIT ?")
    rows.bind(1, after)
    rows.bind(2, limit)
    return try all(rows)
  }

  func one(_ session: String) throws -> UnchargedUse? {
    let rows = try c.prepare("SELECT \(UnchargedRows.columns) FROM charging_uncharged WHERE session = ?")
    rows.bind(1, session)
    return try all(rows).first
  }

  private static let columns = "session, subject, used_at, said_at, begun_at, services, result, reason, noted_at"

  /// Reads `columns`, in their order, to the end.
  private func all(_ rows: Statement) throws -> [UnchargedUse] {
    defer { rows.reset() }
    var found: [UnchargedUse] = []
    while try rows.step() {
      let services = try JSONColumn.value([Units].self, rows.bytes(5)).map {
        ServiceUnits(ratingGroup: $0.ratingGroup, service: $0.service, destination: $0.destination, requested: 0, used: $0.used)
      }
      found.append(
        UnchargedUse(
          request: ChargingRequest(
            session: rows.text(0), kind: .terminate, subject: rows.text(1), at: rows.instant(2), services: services,
            running: RunningCount(begunAt: rows.optionalInt64(4).map { Instant(microseconds: $0) }, saidAt: rows.instant(3))),
          result: ChargingResult(rawValue: rows.int(6)) ?? .ratingFailed, reason: rows.optionalText(7), notedAt: rows.instant(8)))
    }
    return found
  }

  /// Of a session that waits already, nothing that was told before is lost.
  func write(_ uses: [UnchargedUse]) throws {
    let row = try c.prepare(
      """
      INSERT INTO charging_uncharged(session, subject, used_at, said_at, begun_at, services, result, reason, noted_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (session) DO UPDATE SET subject = excluded.subject, used_at = excluded.used_at, said_at = excluded.said_at, begun_at = excluded.begun_at,
        services = excluded.services, result = excluded.result, reason = excluded.reason
      """)
    for told in uses {
      let use = try one(told.request.session).map { told.joined($0) } ?? told
      guard let running = use.request.running else { continue }
      row.bind(1, use.request.session)
      row.bind(2, use.request.subject)
      row.bind(3, use.request.at)
      row.bind(4, running.saidAt)
      row.bind(5, running.begunAt?.microseconds)
      row.bind(6, try JSONColumn.text(use.request.services.map { Units(ratingGroup: $0.ratingGroup, service: $0.service, destination: $0.destination, used: $0.used) }))
      row.bind(7, use.result.rawValue)
      row.bind(8, use.reason)
      row.bind(9, use.notedAt)
      try row.run()
    }
  }

  func remove(_ sessions: [String]) throws {
    let row = try c.prepare("DELETE FROM charging_uncharged WHERE session = ?")
    for session in sessions {
      row.bind(1, session)
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
