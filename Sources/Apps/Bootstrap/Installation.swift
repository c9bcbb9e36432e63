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

  /// Of a home whose database is there: what only reads makes none.
  ///
  /// - Throws: `Rejection` (`home.no-database`).
  public init(existing folder: String) throws { try self.init(there: Home.existing(folder)) }

  /// Opens a home, creating it and its database when missing.
  public init(_ home: Home) throws {
    try home.begin()
    try self.init(there: home)
  }

  private init(there home: Home) throws {
    self.home = home
    store = try Store(at: home.database)
  }

  /// The newest published catalog, read and checked again.
  ///
  /// - Throws: `Rejection` (`catalog.not-published`) before the first publication.
  public func newestCatalog() throws -> (version: PublishedCatalog, release: CatalogRelease) {
    guard let version = try store.newestCatalog() else { throw nothingPublished }
    return (version, try release(version))
  }

  /// What the newest published catalog says; its files are read only when it is new to this process.
  ///
  /// - Throws: `Rejection` (`catalog.not-published`) before the first publication.
  func newestRelease() throws -> CatalogRelease {
    let id = try newestCatalogID()
    if let known = releases.known.withLock({ $0[id] }) { return known }
    return try catalog(id)
  }

  /// The number of the newest published catalog.
  ///
  /// - Throws: `Rejection` (`catalog.not-published`) before the first publication.
  public func newestCatalogID() throws -> CatalogVersionID {
    guard let id = try store.newestCatalogID() else { throw nothingPublished }
    return id
  }

  private var nothingPublished: Rejection {
    Rejection(
      Problem(
        .noneCatalogPublished, at: .init(file: home.folder), "no catalog is published in this home",
        remedy: "write one (Examples/telco/catalog shows how) and run `florin catalog publish PATH`"))
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
    let ready = Mutex<[CatalogVersionID: AccountBilling]>([:])
    let ofRuns = Mutex<[BillRunID: CatalogVersionID]>([:])
  }

  private let releases = Releases()
  let templateLooks = TemplateLooks()

  /// A published catalog made ready for billing one account and those whose lines stand on its invoices; kept from one asking to
  /// the next, since making it ready takes longer than a bill.
  ///
  /// - Parameter invoice: an invoice of the account that may name others than stand on its next one.
  public func billing(of version: CatalogVersionID, for account: BillingAccountID, on invoice: InvoiceID? = nil) throws -> AccountBilling {
    let needed = try store.zoneNames(of: account, on: invoice)
    if let ready = releases.ready.withLock({ $0[version] }), needed.allSatisfy({ ready.context.pricing.zones[$0] != nil }) { return ready }
    return try makeReady(version)
  }

  /// The same where nothing is to be rated for an account, so that the zones of accounts do not matter.
  func billing(explaining version: CatalogVersionID) throws -> AccountBilling {
    try releases.ready.withLock { $0[version] } ?? makeReady(version)
  }

  private func makeReady(_ version: CatalogVersionID) throws -> AccountBilling {
    let made = try billing(try catalog(version))
    releases.ready.withLock { ready in
      if ready.count >= Installation.mostReady { ready.removeAll() }
      ready[version] = made
    }
    return made
  }

  /// The catalog from which a run bills; it was written down with the run and never changes.
  ///
  /// - Throws: `Rejection` (`bill-run.unknown`) when there is no such run.
  func catalogVersion(of run: BillRunID) throws -> CatalogVersionID {
    if let known = releases.ofRuns.withLock({ $0[run] }) { return known }
    let version = try BillRuns(self).find(run.rawValue).catalogVersion
    releases.ofRuns.withLock { $0[run] = version }
    return version
  }

  /// Readers mostly ask for bills of the last months, and each version may hold rate decks of many thousand prefixes.
  private static let mostReady = 8

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
