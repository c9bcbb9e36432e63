import Archiving
import Primitives

/// Legal holds of the archive in their rows.
struct HoldRows {
  let c: Connection

  func all() throws -> [LegalHold] {
    let rows = try c.prepare(
      """
      SELECT h.id, h.covers, h.subject, h.reason, h.set_by, h.set_at, r.reason, r.released_by, r.released_at
      FROM archive_hold h LEFT JOIN archive_hold_release r ON r.hold_id = h.id ORDER BY h.id
      """)
    defer { rows.reset() }
    var found: [LegalHold] = []
    while try rows.step() {
      found.append(
        LegalHold(
          number: rows.int64(0), scope: rows.text(1) == "account" ? .account(rows.text(2)) : .document(rows.text(2)), reason: rows.text(3),
          setBy: rows.text(4), setAt: rows.instant(5),
          release: rows.optionalText(6).map { LegalHold.Release(reason: $0, releasedBy: rows.text(7), releasedAt: rows.instant(8)) }))
    }
    return found
  }

  func insert(_ scope: LegalHold.Scope, reason: String, by: String, at: Instant) throws -> LegalHold {
    let (covers, subject) =
      switch scope {
      case .account(let reference): ("account", reference)
      case .document(let number): ("document", number)
      }
    let row = try c.prepare("INSERT INTO archive_hold(covers, subject, reason, set_by, set_at) VALUES (?, ?, ?, ?, ?)")
    row.bind(1, covers)
    row.bind(2, subject)
    row.bind(3, reason)
    row.bind(4, by)
    row.bind(5, at)
    try row.run()
    return LegalHold(number: c.lastInsertedRow, scope: scope, reason: reason, setBy: by, setAt: at)
  }

  func insertRelease(of hold: Int64, reason: String, by: String, at: Instant) throws {
    let row = try c.prepare("INSERT INTO archive_hold_release(hold_id, reason, released_by, released_at) VALUES (?, ?, ?, ?)")
    row.bind(1, hold)
    row.bind(2, reason)
    row.bind(3, by)
    row.bind(4, at)
    try row.run()
  }
}
