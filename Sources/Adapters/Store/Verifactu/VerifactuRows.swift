import EInvoicing
import Operations
import Primitives

/// Records of invoicing in their rows.
struct VerifactuRows {
  let c: Connection

  private static let columns =
    "id, number, issuer, seller, subject, act, document, issued_on, type, tax_total, total, generated_at, before, fingerprint, recorded_at, reason, xml"

  private func entry(_ row: Statement) throws -> VerifactuEntry {
    guard let subject = VerifactuEntry.Subject(rawValue: row.text(4)), let act = VerifactuEntry.Act(rawValue: row.text(5)) else {
      throw DamagedRow(table: "verifactu_record", row: row.int64(0), what: "what it is of is nothing known")
    }
    return VerifactuEntry(
      id: row.int64(0), number: row.int64(1), seller: row.text(3), subject: subject, act: act,
      document: VerifactuDocument(issuer: row.text(2), number: row.text(6), issuedOn: row.day(7)), type: row.optionalText(8), taxTotal: row.optionalText(9),
      total: row.optionalText(10), generatedAt: row.text(11), before: row.text(12), fingerprint: row.text(13), recordedAt: row.instant(14),
      reason: row.optionalText(15), xml: row.bytes(16))
  }

  private func all(_ rows: Statement) throws -> [VerifactuEntry] {
    defer { rows.reset() }
    var found: [VerifactuEntry] = []
    while try rows.step() { found.append(try entry(rows)) }
    return found
  }

  func last(of issuer: String) throws -> VerifactuEntry? {
    let rows = try c.prepare("SELECT \(VerifactuRows.columns) FROM verifactu_record WHERE issuer = ? ORDER BY number DESC LIMIT 1")
    rows.bind(1, issuer)
    return try all(rows).first
  }

  func entry(of subject: VerifactuEntry.Subject, seller: SellerCode, number: String, act: VerifactuEntry.Act) throws -> VerifactuEntry? {
    let rows = try c.prepare("SELECT \(VerifactuRows.columns) FROM verifactu_record WHERE seller = ? AND subject = ? AND document = ? AND act = ?")
    rows.bind(1, seller.text)
    rows.bind(2, subject.rawValue)
    rows.bind(3, number)
    rows.bind(4, act.rawValue)
    return try all(rows).first
  }

  func entries(_ filter: VerifactuFilter) throws -> [VerifactuEntry] {
    let rows = try c.prepare(
      """
      SELECT \(VerifactuRows.columns) FROM verifactu_record
      WHERE (?1 IS NULL OR seller = ?1) AND (?2 IS NULL OR document = ?2) AND id > ?3 ORDER BY id LIMIT ?4
      """)
    rows.bind(1, filter.seller?.text)
    rows.bind(2, filter.document)
    rows.bind(3, filter.after)
    rows.bind(4, filter.limit)
    return try all(rows)
  }

  func chain(of issuer: String, after number: Int64, limit: Int) throws -> [VerifactuEntry] {
    let rows = try c.prepare("SELECT \(VerifactuRows.columns) FROM verifactu_record WHERE issuer = ? AND number > ? ORDER BY number LIMIT ?")
    rows.bind(1, issuer)
    rows.bind(2, number)
    rows.bind(3, limit)
    return try all(rows)
  }

  func issuers() throws -> [String] {
    let rows = try c.prepare("SELECT DISTINCT issuer FROM verifactu_record ORDER BY issuer")
    defer { rows.reset() }
    var found: [String] = []
    while try rows.step() { found.append(rows.text(0)) }
    return found
  }

  /// Writes the record of a draft behind the last one of its issuer; `nil` when it is there already.
  func append(_ draft: VerifactuDraft, _ seal: (VerifactuDraft, VerifactuEntry?) throws -> VerifactuEntry) throws -> VerifactuEntry? {
    let known = try entry(of: draft.subject, seller: draft.seller, number: draft.document.number, act: draft.kind)
    if known != nil { return nil }
    let before = try last(of: draft.document.issuer)
    return try insert(try seal(draft, before))
  }

  func insert(_ entry: VerifactuEntry) throws -> VerifactuEntry {
    let row = try c.prepare(
      """
      INSERT INTO verifactu_record(issuer, number, seller, subject, act, document, issued_on, type, tax_total, total, generated_at, before, fingerprint, recorded_at, reason, xml)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    row.bind(1, entry.document.issuer)
    row.bind(2, entry.number)
    row.bind(3, entry.seller)
    row.bind(4, entry.subject.rawValue)
    row.bind(5, entry.act.rawValue)
    row.bind(6, entry.document.number)
    row.bind(7, entry.document.issuedOn)
    row.bind(8, entry.type)
    row.bind(9, entry.taxTotal)
    row.bind(10, entry.total)
    row.bind(11, entry.generatedAt)
    row.bind(12, entry.before)
    row.bind(13, entry.fingerprint)
    row.bind(14, entry.recordedAt)
    row.bind(15, entry.reason)
    row.bind(16, blob: entry.xml)
    try row.run()
    var written = entry
    written.id = c.lastInsertedRow
    return written
  }

  func unrecorded(of seller: SellerCode, from day: Day) throws -> [UnrecordedDocument] {
    func part(_ place: Int, _ table: String, _ subject: VerifactuEntry.Subject) -> String {
      """
      SELECT \(place), d.id, d.issued_on FROM \(table) d WHERE d.seller = ?1 AND d.issued_on >= ?2
      AND NOT EXISTS (
        SELECT 1 FROM verifactu_record r WHERE r.seller = d.seller AND r.subject = '\(subject.rawValue)' AND r.document = d.number AND r.act = 'alta')
      """
    }
    let rows = try c.prepare("\(part(0, "invoice", .invoice)) UNION ALL \(part(1, "credit_note", .creditNote)) ORDER BY 3, 1, 2")
    rows.bind(1, seller.text)
    rows.bind(2, day)
    defer { rows.reset() }
    var found: [UnrecordedDocument] = []
    while try rows.step() { found.append(UnrecordedDocument(subject: rows.int64(0) == 0 ? .invoice : .creditNote, id: rows.int64(1))) }
    return found
  }
}
