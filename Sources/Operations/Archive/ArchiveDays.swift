public import Archiving
public import Primitives

/// What a seal covers, seller by seller.
public struct SealedDay: Sendable, Hashable {
  public var seal: StampedSeal
  /// By their code.
  public var sellers: [OfSeller]

  /// Entries of one seller.
  public struct OfSeller: Sendable, Hashable {
    public var seller: String
    /// Invoices and credit notes, in whatever forms.
    public var documents: Int
    /// A form of a document each.
    public var entries: Int
    /// Those whose bytes were erased since.
    public var erased: Int

    public init(seller: String, documents: Int, entries: Int, erased: Int) {
      self.seller = seller
      self.documents = documents
      self.entries = entries
      self.erased = erased
    }
  }

  public init(seal: StampedSeal, sellers: [OfSeller]) {
    self.seal = seal
    self.sellers = sellers
  }
}

/// What waits to be sealed and stamped.
public struct ArchiveBacklog: Sendable, Hashable {
  /// Entries that no seal covers.
  public var unsealed: Int
  /// When the first of them was kept.
  public var oldestUnsealed: Instant?
  /// Seals without a time stamp.
  public var unstamped: Int
  public var entries: Int

  public init(unsealed: Int, oldestUnsealed: Instant?, unstamped: Int, entries: Int) {
    self.unsealed = unsealed
    self.oldestUnsealed = oldestUnsealed
    self.unstamped = unstamped
    self.entries = entries
  }
}

/// What is read to show the archive.
public protocol ArchiveDaysStore: ArchiveStore {
  /// Seals before a number, the newest first.
  func sealedDays(before number: Int64, seller: String?, limit: Int) throws -> [SealedDay]
  func backlog() throws -> ArchiveBacklog
  /// An entry of a seller's chain by its number.
  func archiveEntry(_ number: Int64, of seller: String) throws -> ArchivedEntry?
  /// The seal that covers an entry, by the entry's place among all.
  func seal(covering id: Int64) throws -> StampedSeal?
}
