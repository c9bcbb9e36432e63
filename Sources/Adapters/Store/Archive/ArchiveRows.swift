import Archiving
import Operations
import Primitives

/// Entries of the archive in their rows.
struct ArchiveRows {
  let c: Connection

  private static let columns = """
    e.id, e.number, e.seller, e.kind, e.document, e.form, e.language, e.account, e.country, e.issued_on, e.byte_count, e.digest, e.kept_at, e.link_before, e.link,
    x.rule, x.since, x.erased_by, x.erased_at
    """
  private static let source = "archive_entry e LEFT JOIN archive_erasure x ON x.entry_id = e.id"

  private func archived(_ row: Statement) throws -> ArchivedEntry {
    func damaged(_ what: String) -> DamagedRow { DamagedRow(table: "archive_entry", row: row.int64(0), what: what) }
    guard let kind = ArchivedKind(rawValue: row.text(3)) else { throw damaged("its kind is none") }
    guard let digest = ContentDigest(bytes: row.bytes(11)), let before = ContentDigest(bytes: row.bytes(13)), let link = ContentDigest(bytes: row.bytes(14))
    else { throw damaged("a digest of it is none") }
    let entry = ArchiveEntry(
      number: row.int64(1), document: ArchivedDocument(seller: row.text(2), kind: kind, number: row.text(4), form: row.text(5), language: row.text(6)),
      account: row.text(7), country: row.text(8), issuedOn: row.day(9), byteCount: row.int64(10), digest: digest, keptAt: row.instant(12))
    let erasure = row.optionalText(15).map {
      ArchiveErasure(rule: $0, since: row.day(16), erasedBy: row.text(17), erasedAt: row.instant(18))
    }
    return ArchivedEntry(chained: ChainedEntry(id: row.int64(0), entry: entry, before: before, link: link), erasure: erasure)
  }

  private func all(_ rows: Statement) throws -> [ArchivedEntry] {
    defer { rows.reset() }
    var found: [ArchivedEntry] = []
    while try rows.step() { found.append(try archived(rows)) }
    return found
  }

  func entry(_ id: Int64) throws -> ArchivedEntry? {
    let rows = try c.prepare("SELECT \(ArchiveRows.columns) FROM \(ArchiveRows.source) WHERE e.id = ?")
    rows.bind(1, id)
    return try all(rows).first
  }

  func entry(of document: ArchivedDocument) throws -> ArchivedEntry? {
    let rows = try c.prepare(
      """
      SELECT \(ArchiveRows.columns) FROM \(ArchiveRows.source)
      WHERE e.seller = ? AND e.kind = ? AND e.document = ? AND e.form = ? AND e.language = ?
      """)
    rows.bind(1, document.seller)
    rows.bind(2, document.kind.rawValue)
    rows.bind(3, document.number)
    rows.bind(4, document.form)
    rows.bind(5, document.language)
    return try all(rows).first
  }

  func chain(of seller: String, after number: Int64, limit: Int) throws -> [ArchivedEntry] {
    let rows = try c.prepare(
      "SELECT \(ArchiveRows.columns) FROM \(ArchiveRows.source) WHERE e.seller = ? AND e.number > ? ORDER BY e.number LIMIT ?")
    rows.bind(1, seller)
    rows.bind(2, number)
    rows.bind(3, limit)
    return try all(rows)
  }

  private static let wanted = """
    (?1 IS NULL OR e.seller = ?1) AND (?2 IS NULL OR e.account = ?2) AND (?3 IS NULL OR e.document = ?3) AND (?4 IS NULL OR e.kind = ?4)
    AND (?5 IS NULL OR e.issued_on >= ?5) AND (?6 IS NULL OR e.issued_on < ?6) AND e.id > ?7
    """

  private func bind(_ filter: ArchiveFilter, _ rows: Statement) {
    rows.bind(1, filter.seller)
    rows.bind(2, filter.account)
    rows.bind(3, filter.document)
    rows.bind(4, filter.kind?.rawValue)
    rows.bind(5, filter.from)
    rows.bind(6, filter.to)
    rows.bind(7, filter.after)
  }

  func entries(_ filter: ArchiveFilter) throws -> [ArchivedEntry] {
    let rows = try c.prepare("SELECT \(ArchiveRows.columns) FROM \(ArchiveRows.source) WHERE \(ArchiveRows.wanted) ORDER BY e.id LIMIT ?8")
    bind(filter, rows)
    rows.bind(8, filter.limit)
    return try all(rows)
  }

  func count(_ filter: ArchiveFilter) throws -> Int {
    let row = try c.prepare("SELECT COUNT(*) FROM archive_entry e WHERE \(ArchiveRows.wanted)")
    bind(filter, row)
    defer { row.reset() }
    return try row.step() ? row.int(0) : 0
  }

  func insert(_ draft: ArchiveDraft, _ chain: SellerChain) throws -> ArchivedEntry {
    let seller = draft.document.seller
    let last = try c.prepare("SELECT number, link FROM archive_entry WHERE seller = ? ORDER BY number DESC LIMIT 1")
    last.bind(1, seller)
    var before: (number: Int64, link: ContentDigest) = (0, chain.origin(seller))
    if try last.step() {
      guard let link = ContentDigest(bytes: last.bytes(1)) else { throw DamagedRow(table: "archive_entry", row: last.int64(0), what: "its link is none") }
      before = (last.int64(0), link)
    }
    last.reset()
    let entry = draft.entry(before.number + 1)
    let link = chain.link(entry, after: before.link)
    let row = try c.prepare(
      """
      INSERT INTO archive_entry(seller, number, kind, document, form, language, account_id, account, country, issued_on, byte_count, digest, kept_at, link_before, link)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    row.bind(1, seller)
    row.bind(2, entry.number)
    row.bind(3, entry.document.kind.rawValue)
    row.bind(4, entry.document.number)
    row.bind(5, entry.document.form)
    row.bind(6, entry.document.language)
    row.bind(7, draft.accountID.rawValue)
    row.bind(8, entry.account)
    row.bind(9, entry.country)
    row.bind(10, entry.issuedOn)
    row.bind(11, entry.byteCount)
    row.bind(12, blob: entry.digest.bytes)
    row.bind(13, entry.keptAt)
    row.bind(14, blob: before.link.bytes)
    row.bind(15, blob: link.bytes)
    try row.run()
    return ArchivedEntry(chained: ChainedEntry(id: c.lastInsertedRow, entry: entry, before: before.link, link: link))
  }

  func sellers() throws -> [String] {
    let rows = try c.prepare("SELECT DISTINCT seller FROM archive_entry ORDER BY seller")
    defer { rows.reset() }
    var found: [String] = []
    while try rows.step() { found.append(rows.text(0)) }
    return found
  }

  // MARK: erasure

  func isNeeded(_ digest: ContentDigest) throws -> Bool {
    let row = try c.prepare(
      "SELECT 1 FROM archive_entry e WHERE e.digest = ? AND NOT EXISTS (SELECT 1 FROM archive_erasure x WHERE x.entry_id = e.id) LIMIT 1")
    row.bind(1, blob: digest.bytes)
    defer { row.reset() }
    return try row.step()
  }

  func insert(_ erasure: ArchiveErasure, of entry: Int64) throws {
    let row = try c.prepare("INSERT INTO archive_erasure(entry_id, rule, since, erased_by, erased_at) VALUES (?, ?, ?, ?, ?)")
    row.bind(1, entry)
    row.bind(2, erasure.rule)
    row.bind(3, erasure.since)
    row.bind(4, erasure.erasedBy)
    row.bind(5, erasure.erasedAt)
    try row.run()
  }
}
