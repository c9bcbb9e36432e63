public import Primitives

/// What came of a publication.
public enum Publication: Sendable {
  /// A new version was appended.
  case published(PublishedCatalog, CatalogDifference)
  /// The newest version says the same already.
  case nothingToPublish(PublishedCatalog)
}

/// Publishes a checked release as the next immutable version of the catalog.
public struct PublishCatalog {
  private let repository: any CatalogRepository
  private let reader: CatalogReader

  public init(repository: any CatalogRepository, reader: CatalogReader) {
    self.repository = repository
    self.reader = reader
  }

  /// The newest published version, read again from its own files; `nil` before the first publication.
  public func newest() throws -> (version: PublishedCatalog, release: CatalogRelease)? {
    guard let version = try repository.newestCatalog() else { return nil }
    return (version, try reader.read(version.source))
  }

  /// Publishes `release` as of an instant; its UTC day and all before it count as priced.
  ///
  /// - Throws: `Rejection` with `catalog.changes-published-price` for each thing in force that would change, or with
  ///   `catalog.published-meanwhile`; the store's fault. Nothing is written then.
  public func publish(_ release: CatalogRelease, asOf: Instant, note: String = "") throws -> Publication {
    let newest = try newest()
    let difference = CatalogDifference(from: newest?.release, to: release)
    let settledThrough = asOf.utcDay
    if let newest {
      if difference.isEmpty { return .nothingToPublish(newest.version) }
      let problems = PublicationRules(
        from: newest.release, to: release, settledThrough: max(settledThrough, newest.version.settledThrough)
      ).problems()
      if !problems.isEmpty { throw Rejection(problems) }
    }
    let version = try repository.appendCatalog(
      release.source, after: newest?.version.id, publishedAt: asOf, settledThrough: settledThrough, note: note)
    return .published(version, difference)
  }
}
