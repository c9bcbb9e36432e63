public import Operations
public import Primitives

/// Published catalogs in the database.
public struct CatalogStore: CatalogRepository {
  let connection: Connection

  init(_ connection: Connection) { self.connection = connection }

  public func newestCatalog() throws -> PublishedCatalog? { try newestCatalogID().flatMap { try catalog($0) } }

  func newestCatalogID() throws -> CatalogVersionID? {
    let statement = try connection.prepare("SELECT MAX(id) FROM catalog_version")
    defer { statement.reset() }
    return try statement.step() ? statement.optionalInt64(0).map { CatalogVersionID($0) } : nil
  }

  public func catalog(_ id: CatalogVersionID) throws -> PublishedCatalog? {
    let version = try connection.prepare(
      "SELECT published_at, settled_through, note, fingerprint FROM catalog_version WHERE id = ?")
    defer { version.reset() }
    version.bind(1, id.rawValue)
    guard try version.step() else { return nil }
    let rows = try connection.prepare("SELECT name, content FROM catalog_file WHERE catalog_version = ? ORDER BY position")
    defer { rows.reset() }
    rows.bind(1, id.rawValue)
    var files: [CatalogSource.File] = []
    while try rows.step() { files.append(.init(name: rows.text(0), bytes: rows.bytes(1))) }
    return PublishedCatalog(
      id: id, publishedAt: version.instant(0), settledThrough: version.day(1), note: version.text(2),
      fingerprint: version.text(3), source: CatalogSource(folder: "catalog version \(id)", files: files))
  }

  public func appendCatalog(
    _ source: CatalogSource, after expected: CatalogVersionID?, publishedAt: Instant, settledThrough: Day, note: String
  ) throws -> PublishedCatalog {
    let fingerprint = source.fingerprint
    let id = try connection.transaction {
      let newest = try connection.prepare("SELECT COALESCE(MAX(id), 0) FROM catalog_version")
      _ = try newest.step()
      let found = newest.int64(0)
      newest.reset()
      if found != expected?.rawValue ?? 0 { throw publishedMeanwhile(found) }
      let version = try connection.prepare(
        "INSERT INTO catalog_version(id, published_at, settled_through, note, fingerprint) VALUES (?, ?, ?, ?, ?)")
      version.bind(1, found + 1)
      version.bind(2, publishedAt)
      version.bind(3, settledThrough)
      version.bind(4, note)
      version.bind(5, fingerprint)
      try version.run()
      let row = try connection.prepare("INSERT INTO catalog_file(catalog_version, position, name, content) VALUES (?, ?, ?, ?)")
      for (position, file) in source.files.enumerated() {
        row.bind(1, found + 1)
        row.bind(2, position)
        row.bind(3, file.name)
        row.bind(4, blob: file.bytes)
        try row.run()
      }
      return CatalogVersionID(found + 1)
    }
    return PublishedCatalog(
      id: id, publishedAt: publishedAt, settledThrough: settledThrough, note: note, fingerprint: fingerprint,
      source: source)
  }

  private func publishedMeanwhile(_ newest: Int64) -> Rejection {
    Rejection(
      Problem(
        .catalogPublishedMeanwhile, at: .init(file: connection.address.description),
        "catalog version \(newest) was published while this one was being checked",
        remedy: "run `florin catalog diff` against it, then publish again"))
  }
}
