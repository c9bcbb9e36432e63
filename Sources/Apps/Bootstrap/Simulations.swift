import Catalog
public import Operations
public import Primitives
import Store

/// Simulations of prices over one installation.
public struct Simulations {
  let installation: Installation

  public init(_ installation: Installation) { self.installation = installation }

  /// What to simulate.
  public struct Request: Sendable {
    /// The draft's folder or file.
    public var catalog: String
    public var over: ServicePeriod
    public var segment: String?
    /// Take the draft's prices of this day for the whole period.
    public var pricedOn: Day?
    public var workers: Int

    public init(catalog: String, over: ServicePeriod, segment: String? = nil, pricedOn: Day? = nil, workers: Int = 1) {
      self.catalog = catalog
      self.over = over
      self.segment = segment
      self.pricedOn = pricedOn
      self.workers = workers
    }
  }

  /// A finished simulation, with the names of what it speaks of.
  public struct Answer: Sendable {
    public var request: Request
    public var report: SimulationReport
    public var offerings: [OfferingCode: LocalizedText]
    /// When nothing changes: the first day after the period on which the draft's prices change.
    public var nextPrices: Day?
  }

  /// - Throws: `Rejection` with every mistake of the draft, or when nothing was billed in the period.
  public func callAsFunction(_ request: Request, progress: ((Int, Int) -> Void)? = nil) async throws -> Answer {
    try await callAsFunction(request, written: try CatalogReader.read(path: request.catalog), progress: progress)
  }

  /// - Parameter written: the draft, read already; the request's path only names it.
  func callAsFunction(_ request: Request, written: CatalogRelease, progress: ((Int, Int) -> Void)? = nil) async throws -> Answer {
    let draft = request.pricedOn.map { written.priced(on: $0) } ?? written
    let (catalogs, published) = try installation.publishedBilling()
    let names = published.merging(draft.catalog.offerings.map { ($0.code, $0.name) }) { $1 }
    let simulate = SimulatePrices(
      store: installation.store, catalogs: catalogs, draft: try installation.billing(draft),
      replay: { try Replay.subscription($0, $1) }, workers: request.workers)
    let report = try await simulate(AccountScope(segment: request.segment), over: request.over, progress: progress)
    let isUnchanged = report.changesNothing && request.pricedOn == nil
    return Answer(
      request: request, report: report, offerings: names,
      nextPrices: isUnchanged ? written.nextPriceChange(after: request.over.lastDay) : nil)
  }
}

extension Installation {
  /// Every catalog that bills in force were priced with, ready for billing, with the names of what they sell.
  func publishedBilling() throws -> (billing: PublishedBilling, names: [OfferingCode: LocalizedText]) {
    var versions: [CatalogVersionID: AccountBilling] = [:]
    var names: [OfferingCode: LocalizedText] = [:]
    for version in Set(try store.billRuns().map(\.catalogVersion)).sorted() {
      let release = try catalog(version)
      versions[version] = try billing(release)
      for offering in release.catalog.offerings { names[offering.code] = offering.name }
    }
    var reratings: [ReratingID: AccountBilling] = [:]
    for (rerating, source) in try store.reratingCatalogs() {
      let release = try CatalogReader.ofThisMachine().read(source)
      reratings[rerating] = try billing(release)
      for offering in release.catalog.offerings where names[offering.code] == nil { names[offering.code] = offering.name }
    }
    return (PublishedBilling(versions, reratings: reratings), names)
  }
}
