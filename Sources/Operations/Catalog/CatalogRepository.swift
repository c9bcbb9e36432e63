public import Primitives

/// One publication: an immutable version of the catalog, numbered from 1 without gaps.
public struct PublishedCatalog: Sendable {
  public var id: CatalogVersionID
  /// When it was published, as told by whoever published it.
  public var publishedAt: Instant
  /// Days up to and including this one count as priced: a later publication may not change their prices.
  public var settledThrough: Day
  /// What the publisher said about it.
  public var note: String
  public var fingerprint: String
  public var source: CatalogSource

  public init(
    id: CatalogVersionID, publishedAt: Instant, settledThrough: Day, note: String, fingerprint: String,
    source: CatalogSource
  ) {
    self.id = id
    self.publishedAt = publishedAt
    self.settledThrough = settledThrough
    self.note = note
    self.fingerprint = fingerprint
    self.source = source
  }
}

/// Where published catalogs are kept. Versions are appended, never edited or deleted.
public protocol CatalogRepository {
  /// The newest version; `nil` before the first publication. Throws the store's fault when it cannot be read.
  func newestCatalog() throws -> PublishedCatalog?

  /// One version by its number.
  func catalog(_ id: CatalogVersionID) throws -> PublishedCatalog?

  /// Appends a version after `expected` (the newest one seen; `nil`: none), in one transaction.
  ///
  /// - Throws: `Rejection` with `catalog.published-meanwhile` when another version was published since.
  func appendCatalog(
    _ source: CatalogSource, after expected: CatalogVersionID?, publishedAt: Instant, settledThrough: Day, note: String
  ) throws -> PublishedCatalog
}

extension ProblemCode {
  public static let catalogPublishedMeanwhile = ProblemCode("catalog.published-meanwhile")
}
