import Archiving
import Operations
import Primitives

/// Seals of the archive and their time stamps in their rows.
struct SealRows {
  let c: Connection

  /// The last seal's number, last entry and link.
  private func head() throws -> (number: Int64, lastEntry: Int64, link: ContentDigest)? {
    let row = try c.prepare("SELECT id, last_entry, link FROM archive_seal ORDER BY id DESC LIMIT 1")
    defer { row.reset() }
    guard try row.step() else { return nil }
    guard let link = ContentDigest(bytes: row.bytes(2)) else { throw DamagedRow(table: "archive_seal", row: row.int64(0), what: "its link is none") }
    return (row.int64(0), row.int64(1), link)
  }

  func oldestUnsealed() throws -> Instant? {
    let row = try c.prepare("SELECT kept_at FROM archive_entry WHERE id > ? ORDER BY id LIMIT 1")
    row.bind(1, try head()?.lastEntry ?? 0)
    defer { row.reset() }
    return try row.step() ? row.instant(0) : nil
  }

  func links(_ first: Int64, through last: Int64) throws -> [ContentDigest] {
    let rows = try c.prepare("SELECT id, link FROM archive_entry WHERE id >= ? AND id <= ? ORDER BY id")
    rows.bind(1, first)
    rows.bind(2, last)
    defer { rows.reset() }
    var found: [ContentDigest] = []
    while try rows.step() {
      guard let link = ContentDigest(bytes: rows.bytes(1)) else { throw DamagedRow(table: "archive_entry", row: rows.int64(0), what: "its link is none") }
      found.append(link)
    }
    return found
  }

  func seal(before end: Instant, at: Instant, hash: @escaping ContentHash) throws -> ChainedSeal? {
    let head = try head()
    let first = (head?.lastEntry ?? 0) + 1
    // Up to the first that was kept later: entries follow each other in a seal even where a clock was set back.
    let row = try c.prepare(
      """
      SELECT MAX(id) FROM archive_entry
      WHERE id >= ?1 AND id < COALESCE((SELECT MIN(id) FROM archive_entry WHERE id >= ?1 AND kept_at >= ?2), 9223372036854775807)
      """)
    row.bind(1, first)
    row.bind(2, end)
    guard try row.step(), let last = row.optionalInt64(0) else {
      row.reset()
      return nil
    }
    row.reset()
    let seal = ArchiveSeal(
      number: (head?.number ?? 0) + 1, day: Instant(microseconds: end.microseconds - 1).utcDay, firstEntry: first, lastEntry: last,
      root: MerkleTree(hash: hash).root(try links(first, through: last).map(\.bytes)), sealedAt: at)
    let before = head?.link ?? hash(Array(ArchiveSeal.originText.utf8))
    let chained = ChainedSeal(seal: seal, before: before, link: hash(Array(seal.text(after: before).utf8)))
    try insert(chained)
    return chained
  }

  private func insert(_ one: ChainedSeal) throws {
    let row = try c.prepare(
      "INSERT INTO archive_seal(id, day, first_entry, last_entry, root, sealed_at, link_before, link) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
    row.bind(1, one.seal.number)
    row.bind(2, one.seal.day)
    row.bind(3, one.seal.firstEntry)
    row.bind(4, one.seal.lastEntry)
    row.bind(5, blob: one.seal.root.bytes)
    row.bind(6, one.seal.sealedAt)
    row.bind(7, blob: one.before.bytes)
    row.bind(8, blob: one.link.bytes)
    try row.run()
  }

  func seals(after number: Int64, limit: Int) throws -> [StampedSeal] {
    let rows = try c.prepare("SELECT id, day, first_entry, last_entry, root, sealed_at, link_before, link FROM archive_seal WHERE id > ? ORDER BY id LIMIT ?")
    rows.bind(1, number)
    rows.bind(2, limit)
    var found: [ChainedSeal] = []
    while try rows.step() {
      guard let root = ContentDigest(bytes: rows.bytes(4)), let before = ContentDigest(bytes: rows.bytes(6)), let link = ContentDigest(bytes: rows.bytes(7))
      else { throw DamagedRow(table: "archive_seal", row: rows.int64(0), what: "a digest of it is none") }
      found.append(
        ChainedSeal(
          seal: ArchiveSeal(
            number: rows.int64(0), day: rows.day(1), firstEntry: rows.int64(2), lastEntry: rows.int64(3), root: root, sealedAt: rows.instant(5)),
          before: before, link: link))
    }
    rows.reset()
    return try found.map { StampedSeal(seal: $0, stamps: try stamps(of: $0.seal.number)) }
  }

  private func stamps(of seal: Int64) throws -> [SealStamp] {
    let rows = try c.prepare("SELECT authority, response, stamped_at FROM archive_stamp WHERE seal_id = ? ORDER BY id")
    rows.bind(1, seal)
    defer { rows.reset() }
    var found: [SealStamp] = []
    while try rows.step() { found.append(SealStamp(authority: rows.text(0), response: rows.bytes(1), stampedAt: rows.instant(2))) }
    return found
  }

  func insert(_ stamp: SealStamp, of seal: Int64) throws -> Bool {
    guard try stamps(of: seal).isEmpty else { return false }
    let row = try c.prepare("INSERT INTO archive_stamp(seal_id, authority, response, stamped_at) VALUES (?, ?, ?, ?)")
    row.bind(1, seal)
    row.bind(2, stamp.authority)
    row.bind(3, blob: stamp.response)
    row.bind(4, stamp.stampedAt)
    try row.run()
    return true
  }
}
