public import Archiving
public import Operations
public import Primitives

extension Store: ArchiveStore {
  public func keep(_ draft: ArchiveDraft, hash: @escaping ContentHash, isThere: () throws -> Bool) throws -> KeptEntry {
    try write { c in
      let rows = ArchiveRows(c: c)
      if let known = try rows.entry(of: draft.document) { return KeptEntry(archived: known, isNew: false) }
      guard try isThere() else { throw BytesGone(digest: draft.digest) }
      return KeptEntry(archived: try rows.insert(draft, SellerChain(hash: hash)), isNew: true)
    }
  }

  public func archived(_ document: ArchivedDocument) throws -> ArchivedEntry? { try read { try ArchiveRows(c: $0).entry(of: document) } }

  public func archiveEntries(_ filter: ArchiveFilter) throws -> [ArchivedEntry] { try read { try ArchiveRows(c: $0).entries(filter) } }

  public func archiveCount(_ filter: ArchiveFilter) throws -> Int { try read { try ArchiveRows(c: $0).count(filter) } }

  public func chain(of seller: String, after number: Int64, limit: Int) throws -> [ArchivedEntry] {
    try read { try ArchiveRows(c: $0).chain(of: seller, after: number, limit: limit) }
  }

  public func archivingSellers() throws -> [String] { try read { try ArchiveRows(c: $0).sellers() } }

  public func issued(_ kind: ArchivedKind, run: BillRunID?, after id: Int64, limit: Int) throws -> [Int64] {
    try read { try IssuedRows(c: $0, kind: kind, run: run).identifiers(after: id, limit: limit) }
  }

  public func issuedCount(_ kind: ArchivedKind, run: BillRunID?) throws -> Int { try read { try IssuedRows(c: $0, kind: kind, run: run).count() } }

  public func unkept(_ kind: ArchivedKind, run: BillRunID?, language: String?, after id: Int64, limit: Int) throws -> [Int64] {
    try read { try IssuedRows(c: $0, kind: kind, run: run, missing: .init(language: language)).identifiers(after: id, limit: limit) }
  }

  public func unkeptCount(_ kind: ArchivedKind, run: BillRunID?, language: String?) throws -> Int {
    try read { try IssuedRows(c: $0, kind: kind, run: run, missing: .init(language: language)).count() }
  }

  public func oldestUnsealed() throws -> Instant? { try read { try SealRows(c: $0).oldestUnsealed() } }

  public func seal(before end: Instant, at: Instant, hash: @escaping ContentHash) throws -> ChainedSeal? {
    try write { try SealRows(c: $0).seal(before: end, at: at, hash: hash) }
  }

  public func seals(after number: Int64, limit: Int) throws -> [StampedSeal] { try read { try SealRows(c: $0).seals(after: number, limit: limit) } }

  public func links(_ first: Int64, through last: Int64) throws -> [ContentDigest] { try read { try SealRows(c: $0).links(first, through: last) } }

  public func add(_ stamp: SealStamp, to seal: Int64) throws -> Bool { try write { try SealRows(c: $0).insert(stamp, of: seal) } }

  public func hold(_ scope: LegalHold.Scope, reason: String, by: String, at: Instant) throws -> LegalHold {
    try write { try HoldRows(c: $0).insert(scope, reason: reason, by: by, at: at) }
  }

  public func release(_ hold: Int64, reason: String, by: String, at: Instant) throws -> LegalHold {
    try write { c in
      let rows = HoldRows(c: c)
      guard var known = try rows.all().first(where: { $0.number == hold }) else {
        throw Rejection(
          Problem(.unknownHold, path: "hold", "there is no hold \(hold)", remedy: "`florin archive holds` names those there are"))
      }
      if let release = known.release {
        throw Rejection(
          Problem(
            .releasedHold, path: "hold", "hold \(hold) was lifted on \(release.releasedAt.utcDay) by \(release.releasedBy)",
            remedy: "nothing is left to do; set a new one where documents are to be held again"))
      }
      try rows.insertRelease(of: hold, reason: reason, by: by, at: at)
      known.release = LegalHold.Release(reason: reason, releasedBy: by, releasedAt: at)
      return known
    }
  }

  public func holds() throws -> [LegalHold] { try read { try HoldRows(c: $0).all() } }

  public func erase(
    _ entry: Int64, by: String, at: Instant, decide: (ArchiveEntry, [LegalHold]) -> (rule: String, since: Day)?
  ) throws -> ArchiveErasure? {
    try write { c in
      let rows = ArchiveRows(c: c)
      guard let known = try rows.entry(entry), known.erasure == nil, let (rule, since) = decide(known.entry, try HoldRows(c: c).all()) else { return nil }
      let erasure = ArchiveErasure(rule: rule, since: since, erasedBy: by, erasedAt: at)
      try rows.insert(erasure, of: entry)
      return erasure
    }
  }

  public func unlessNeeded(_ digest: ContentDigest, _ work: () throws -> Void) throws {
    try write { c in
      if try ArchiveRows(c: c).isNeeded(digest) { return }
      try work()
    }
  }
}

/// Bytes that were just put into the archive's folder are no longer there.
struct BytesGone: Error, CustomStringConvertible {
  var digest: ContentDigest

  var description: String { "the bytes \(digest) are gone from the archive's folder\n    remedy: see who else writes there, and keep the document again" }
}
