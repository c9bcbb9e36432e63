public import Operations
import Catalog
import Parties
public import Primitives
import Rating
public import Store
import Synchronization

/// One installation of Florin, assembled: its folder, its database, its published catalog.
public struct Installation: Sendable {
  public let home: Home
  public let store: Store

  /// The machine's, or a sandbox's own.
  public var clock: any Clock { HomeClock(of: home) }

  /// Opens the home folder, creating it and its database when missing.
  public init(folder: String) throws { try self.init(Home(folder: folder)) }

  public init(_ home: Home) throws {
    self.home = home
    store = try Store(at: home.database)
  }

  /// The newest published catalog, read and checked again.
  ///
  /// - Throws: `Rejection` (`catalog.not-published`) before the first publication.
  public func newestCatalog() throws -> (version: PublishedCatalog, release: CatalogRelease) {
    guard let version = try store.newestCatalog() else {
      throw Rejection(
        Problem(
          .noneCatalogPublished, at: .init(file: home.folder), "no catalog is published in this home",
          remedy: "write one (Examples/telco/catalog shows how) and run `florin catalog publish PATH`"))
    }
    return (version, try release(version))
  }

  /// A published catalog by its number, as an invoice or a bill run names it.
  public func catalog(_ id: CatalogVersionID) throws -> CatalogRelease {
    guard let version = try store.catalog(id) else {
      throw Rejection(
        Problem(.noneCatalogPublished, "there is no catalog version \(id)", remedy: "`florin catalog show` names the versions there are"))
    }
    return try release(version)
  }

  private func release(_ version: PublishedCatalog) throws -> CatalogRelease {
    if let known = releases.known.withLock({ $0[version.id] }) { return known }
    let release = try CatalogReader.ofThisMachine().read(version.source)
    releases.known.withLock { $0[version.id] = release }
    return release
  }

  /// Published versions never change, so each is read once.
  private final class Releases: Sendable {
    let known = Mutex<[CatalogVersionID: CatalogRelease]>([:])
  }

  private let releases = Releases()

  /// A catalog made ready for billing, with the time zones of its prices and of every account.
  ///
  /// - Parameter rules: the catalog's own when `nil`.
  public func billing(_ release: CatalogRelease, rules: BillingRules? = nil) throws -> AccountBilling {
    var names = Set(try store.zoneNames())
    names.formUnion(release.sellers.map(\.zoneName))
    names.formUnion(release.catalog.calendars.map(\.zoneName))
    names.formUnion(release.catalog.priceZoneNames)
    return AccountBilling(try BillingContext(release, zones: Zones.table(names.union(["UTC"])), rules: rules ?? BillingRules(lateEvents: release.lateUsage)))
  }
}

extension ProblemCode {
  public static let noneCatalogPublished = ProblemCode("catalog.not-published")
}
