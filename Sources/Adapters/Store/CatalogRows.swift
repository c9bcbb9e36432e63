public import Operations
public import Primitives

extension Store: CatalogRepository {
  /// The number of the newest version; `nil` before the first publication.
  public func newestCatalogID() throws -> CatalogVersionID? { try read { c in try c.whileUnchanged { try CatalogStore(c).newestCatalogID() } } }

  public func newestCatalog() throws -> PublishedCatalog? { try read { try CatalogStore($0).newestCatalog() } }

  public func catalog(_ id: CatalogVersionID) throws -> PublishedCatalog? { try read { try CatalogStore($0).catalog(id) } }

  public func appendCatalog(
    _ source: CatalogSource, after expected: CatalogVersionID?, publishedAt: Instant, settledThrough: Day, note: String
  ) throws -> PublishedCatalog {
    try alone {
      try CatalogStore($0).appendCatalog(
        source, after: expected, publishedAt: publishedAt, settledThrough: settledThrough, note: note)
    }
  }
}
