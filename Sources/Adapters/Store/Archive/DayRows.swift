import Archiving
public import Operations
import Primitives

extension Store: ArchiveDaysStore {
  public func sealedDays(before number: Int64, seller: String?, limit: Int) throws -> [SealedDay] {
    try read { c in
      let seals = SealRows(c: c)
      return try seals.seals(before: number, of: seller, limit: limit).map { SealedDay(seal: $0, sellers: try seals.sellers($0.seal.seal, only: seller)) }
    }
  }

  public func backlog() throws -> ArchiveBacklog {
    try read { c in
      let row = try c.prepare(
        """
        SELECT (SELECT COUNT(*) FROM archive_entry WHERE id > (SELECT COALESCE(MAX(last_entry), 0) FROM archive_seal)),
          (SELECT COUNT(*) FROM archive_seal s WHERE NOT EXISTS (SELECT 1 FROM archive_stamp t WHERE t.seal_id = s.id)),
          (SELECT COUNT(*) FROM archive_entry)
        """)
      defer { row.reset() }
      _ = try row.step()
      return ArchiveBacklog(unsealed: row.int(0), oldestUnsealed: try SealRows(c: c).oldestUnsealed(), unstamped: row.int(1), entries: row.int(2))
    }
  }

  public func archiveEntry(_ number: Int64, of seller: String) throws -> ArchivedEntry? {
    try read { try ArchiveRows(c: $0).chain(of: seller, after: number - 1, limit: 1).first { $0.entry.number == number } }
  }

  public func seal(covering id: Int64) throws -> StampedSeal? {
    try read { c in
      let row = try c.prepare("SELECT id FROM archive_seal WHERE last_entry >= ? ORDER BY id LIMIT 1")
      row.bind(1, id)
      guard try row.step() else {
        row.reset()
        return nil
      }
      let number = row.int64(0)
      row.reset()
      return try SealRows(c: c).seals(after: number - 1, limit: 1).first
    }
  }
}

extension SealRows {
  /// Seals before a number, the newest first; of a seller: those that cover an entry of it.
  func seals(before number: Int64, of seller: String?, limit: Int) throws -> [StampedSeal] {
    let rows = try c.prepare(
      """
      SELECT id FROM archive_seal s WHERE s.id < ?1
        AND (?2 IS NULL OR EXISTS (SELECT 1 FROM archive_entry e WHERE e.id BETWEEN s.first_entry AND s.last_entry AND e.seller = ?2))
      ORDER BY id DESC LIMIT ?3
      """)
    rows.bind(1, number)
    rows.bind(2, seller)
    rows.bind(3, limit)
    var numbers: [Int64] = []
    while try rows.step() { numbers.append(rows.int64(0)) }
    rows.reset()
    return try numbers.compactMap { try seals(after: $0 - 1, limit: 1).first }
  }

  func sellers(_ seal: ArchiveSeal, only seller: String?) throws -> [SealedDay.OfSeller] {
    let rows = try c.prepare(
      """
      SELECT e.seller, COUNT(DISTINCT e.kind || ' ' || e.document), COUNT(*), COUNT(x.entry_id)
      FROM archive_entry e LEFT JOIN archive_erasure x ON x.entry_id = e.id
      WHERE e.id BETWEEN ?1 AND ?2 AND (?3 IS NULL OR e.seller = ?3) GROUP BY e.seller ORDER BY e.seller
      """)
    rows.bind(1, seal.firstEntry)
    rows.bind(2, seal.lastEntry)
    rows.bind(3, seller)
    defer { rows.reset() }
    var found: [SealedDay.OfSeller] = []
    while try rows.step() { found.append(SealedDay.OfSeller(seller: rows.text(0), documents: rows.int(1), entries: rows.int(2), erased: rows.int(3))) }
    return found
  }
}
