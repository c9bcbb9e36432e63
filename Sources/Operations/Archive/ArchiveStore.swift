public import Archiving
public import Primitives

/// The archive's rows: what is kept, sealed, stamped, held and erased. Nothing in them is ever changed.
public protocol ArchiveStore: Sendable {
  /// Keeps a document at the end of its seller's chain; what is kept of it already stays as it is.
  ///
  /// - Parameter isThere: whether its bytes are; asked in the transaction that writes the entry, so that nobody takes them away between.
  func keep(_ draft: ArchiveDraft, hash: @escaping ContentHash, isThere: () throws -> Bool) throws -> KeptEntry
  func archived(_ document: ArchivedDocument) throws -> ArchivedEntry?
  /// In the order in which they were kept.
  func archiveEntries(_ filter: ArchiveFilter) throws -> [ArchivedEntry]
  func archiveCount(_ filter: ArchiveFilter) throws -> Int
  /// The entries of a seller behind a number, in the order of their numbers.
  func chain(of seller: String, after number: Int64, limit: Int) throws -> [ArchivedEntry]
  /// Those that have entries.
  func archivingSellers() throws -> [String]
  /// Issued documents, of a run or all, behind an identifier, in the order of their issue.
  func issued(_ kind: ArchivedKind, run: BillRunID?, after id: Int64, limit: Int) throws -> [Int64]
  func issuedCount(_ kind: ArchivedKind, run: BillRunID?) throws -> Int
  /// Those of them without an entry in the form `pdf`.
  ///
  /// - Parameter language: without one in this language; in any when `nil`.
  func unkept(_ kind: ArchivedKind, run: BillRunID?, language: String?, after id: Int64, limit: Int) throws -> [Int64]
  func unkeptCount(_ kind: ArchivedKind, run: BillRunID?, language: String?) throws -> Int

  /// When the first entry was kept that no seal covers; `nil` when seals cover all.
  func oldestUnsealed() throws -> Instant?
  /// Seals the entries kept before an instant, the end of a day, that no seal covers yet; `nil` when there are none.
  func seal(before end: Instant, at: Instant, hash: @escaping ContentHash) throws -> ChainedSeal?
  func seals(after number: Int64, limit: Int) throws -> [StampedSeal]
  /// The links of entries by their place among all, those that are there.
  func links(_ first: Int64, through last: Int64) throws -> [ContentDigest]
  /// Adds a time stamp to a seal that has none; where it has one, another process was quicker.
  ///
  /// - Returns: whether it was added.
  func add(_ stamp: SealStamp, to seal: Int64) throws -> Bool

  func hold(_ scope: LegalHold.Scope, reason: String, by: String, at: Instant) throws -> LegalHold
  /// - Throws: `Rejection` when there is none, or it was released.
  func release(_ hold: Int64, reason: String, by: String, at: Instant) throws -> LegalHold
  func holds() throws -> [LegalHold]

  /// Says that a document's bytes are no longer kept. Holds are read in the same transaction.
  ///
  /// - Parameter decide: the rule by which it may be; `nil`: it may not, and nothing is written.
  func erase(_ entry: Int64, by: String, at: Instant, decide: (ArchiveEntry, [LegalHold]) -> (rule: String, since: Day)?) throws -> ArchiveErasure?
  /// Runs work under the lock that entries are written under, unless an entry still needs the bytes.
  func unlessNeeded(_ digest: ContentDigest, _ work: () throws -> Void) throws
}

/// What is to be kept: an entry before it has its place.
public struct ArchiveDraft: Sendable {
  public var document: ArchivedDocument
  public var accountID: BillingAccountID
  public var account: String
  public var country: String
  public var issuedOn: Day
  public var byteCount: Int
  public var digest: ContentDigest
  public var keptAt: Instant

  public init(
    document: ArchivedDocument, accountID: BillingAccountID, account: String, country: String, issuedOn: Day, byteCount: Int, digest: ContentDigest,
    keptAt: Instant
  ) {
    self.document = document
    self.accountID = accountID
    self.account = account
    self.country = country
    self.issuedOn = issuedOn
    self.byteCount = byteCount
    self.digest = digest
    self.keptAt = keptAt
  }

  public func entry(_ number: Int64) -> ArchiveEntry {
    ArchiveEntry(
      number: number, document: document, account: account, country: country, issuedOn: issuedOn, byteCount: Int64(byteCount), digest: digest, keptAt: keptAt)
  }
}

/// An entry, and that its bytes are gone when they are.
public struct ArchivedEntry: Sendable, Hashable {
  public var chained: ChainedEntry
  public var erasure: ArchiveErasure?

  public init(chained: ChainedEntry, erasure: ArchiveErasure? = nil) {
    self.chained = chained
    self.erasure = erasure
  }

  public var entry: ArchiveEntry { chained.entry }
}

/// An entry, and whether it is new.
public struct KeptEntry: Sendable {
  public var archived: ArchivedEntry
  public var isNew: Bool

  public init(archived: ArchivedEntry, isNew: Bool) {
    self.archived = archived
    self.isNew = isNew
  }
}

/// That a document's bytes were erased when nothing asked for them any longer.
public struct ArchiveErasure: Sendable, Hashable {
  /// The source of the rule.
  public var rule: String
  /// The first day on which it was allowed.
  public var since: Day
  public var erasedBy: String
  public var erasedAt: Instant

  public init(rule: String, since: Day, erasedBy: String, erasedAt: Instant) {
    self.rule = rule
    self.since = since
    self.erasedBy = erasedBy
    self.erasedAt = erasedAt
  }
}

/// A time stamp over a seal's text: the authority's whole response (RFC 3161).
public struct SealStamp: Sendable, Hashable {
  public var authority: String
  public var response: [UInt8]
  /// What the authority says.
  public var stampedAt: Instant

  public init(authority: String, response: [UInt8], stampedAt: Instant) {
    self.authority = authority
    self.response = response
    self.stampedAt = stampedAt
  }
}

/// A seal with its time stamps, the first first.
public struct StampedSeal: Sendable, Hashable {
  public var seal: ChainedSeal
  public var stamps: [SealStamp]

  public init(seal: ChainedSeal, stamps: [SealStamp]) {
    self.seal = seal
    self.stamps = stamps
  }
}

/// Which entries to list.
public struct ArchiveFilter: Sendable, Hashable {
  public var seller: String?
  /// The account's reference.
  public var account: String?
  /// The document's number.
  public var document: String?
  public var kind: ArchivedKind?
  /// Issued on this day or later.
  public var from: Day?
  /// Issued before this day.
  public var to: Day?
  public var after: Int64
  public var limit: Int

  public init(
    seller: String? = nil, account: String? = nil, document: String? = nil, kind: ArchivedKind? = nil, from: Day? = nil, to: Day? = nil, after: Int64 = 0,
    limit: Int = 50
  ) {
    self.seller = seller
    self.account = account
    self.document = document
    self.kind = kind
    self.from = from
    self.to = to
    self.after = after
    self.limit = limit
  }
}

extension ProblemCode {
  /// The archive has no such document, or not in this form.
  public static let notArchived = ProblemCode("archive.unknown")
  /// The document's bytes were erased when its retention had ended.
  public static let archiveErased = ProblemCode("archive.erased")
  /// The archive's bytes of a document are gone or are others.
  public static let archiveDamaged = ProblemCode("archive.damaged")
  /// There is no such hold.
  public static let unknownHold = ProblemCode("archive.unknown-hold")
  /// The hold was released already.
  public static let releasedHold = ProblemCode("archive.released-hold")
  /// A reason or a name is missing where one must be given.
  public static let archiveNeedsReason = ProblemCode("archive.needs-reason")
  /// The authority gave no time stamp, or one that does not fit.
  public static let noTimeStamp = ProblemCode("archive.no-time-stamp")
  /// The folder that an export is to go into is not empty.
  public static let exportFolderTaken = ProblemCode("archive.folder-not-empty")
}
