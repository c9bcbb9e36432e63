import Feeds
import Foundation
public import Operations
public import Primitives
public import Store

extension CatalogReader {
  /// The reader of this machine: YAML, JSON and CSV files, and the time zones that the system knows.
  public static func ofThisMachine() -> CatalogReader {
    CatalogReader(files: CatalogFiles(), zoneNames: Set(TimeZone.knownTimeZoneIdentifiers).union(["UTC", "GMT"]))
  }

  /// Reads and checks the catalog at `path`, a folder or one file.
  ///
  /// - Throws: `Rejection` with every problem found.
  public static func read(path: String) throws(Rejection) -> CatalogRelease {
    try ofThisMachine().read(try CatalogFolder.load(path))
  }
}

extension Database {
  /// The newest published catalog, read again from its own files; `nil` before the first publication.
  public func publishedCatalog() throws -> (version: PublishedCatalog, release: CatalogRelease)? {
    try PublishCatalog(repository: catalog, reader: .ofThisMachine()).newest()
  }

  /// Publishes a release as the next version, or finds that there is nothing to publish.
  ///
  /// - Throws: `Rejection` when something in force would change; the store's fault.
  public func publish(_ release: CatalogRelease, asOf: Instant, note: String = "") throws -> Publication {
    try PublishCatalog(repository: catalog, reader: .ofThisMachine()).publish(release, asOf: asOf, note: note)
  }
}
