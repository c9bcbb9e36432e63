import Catalog
import Feeds
import Foundation
import Invoicing
import Parties
public import Operations
public import Primitives
import Rating
import Store
import Subscriptions
import Usage

/// The main job on real customers, from an empty folder to issued, verified invoices.
public struct Demo {
  /// What stands at the end, for a summary or its JSON.
  public struct Summary: Sendable {
    public var customers: Int
    public var subscriptions: Int
    public var usage: UsageCounts
    public var report: BillRunReport
    public var verification: [Verify.Outcome]
    public var findings: [Finding]
    /// Wall time of the bill run alone.
    public var billingSeconds: Exact
    public var totalSeconds: Exact

    public var invoicesPerSecond: Exact {
      billingSeconds.isPositive ? (Exact(report.issued) / billingSeconds).rounded(1, .halfEven) : .zero
    }
  }

  let installation: Installation
  let examples: String
  let seed: UInt64
  let clock: any Clock
  let tell: (String) -> Void
  let progress: (String, Int, Int) -> Void

  /// - Parameters:
  ///   - examples: the folder `Examples` of the source tree.
  ///   - tell: called with one sentence per step.
  ///   - progress: what is being done, how much of it, of how much.
  public init(
    _ installation: Installation, examples: String, seed: UInt64 = 2026, clock: any Clock = MachineClock(),
    tell: @escaping (String) -> Void, progress: @escaping (String, Int, Int) -> Void
  ) {
    self.installation = installation
    self.examples = examples
    self.seed = seed
    self.clock = clock
    self.tell = tell
    self.progress = progress
  }

  static let month = ServicePeriod(start: Day.demoMonth, end: Day.demoMonth.adding(months: 1))

  public func callAsFunction(workers: Int) async throws -> Summary {
    let began = ContinuousClock.now
    let release = try publish()
    let customers = try register(release)
    let usage = try feedUsage(customers, release)
    let runs = BillRuns(installation, clock: clock)
    let run = try runs.plan(on: Demo.month.end)
    tell("Planned bill run \(run.id) for \(run.billingDay).")
    let billingBegan = ContinuousClock.now
    try await runs.execute(run, workers: workers) { progress("billing", $0.done, $0.total) }
    let billingSeconds = seconds(since: billingBegan)
    let report = try installation.store.report(on: run.id)
    tell("Issued \(report.issued) invoices with \(report.lines) lines; held \(report.held.count).")
    var findings: [Finding] = []
    let outcomes = try await Verification(installation).sideBySide(workers: workers, { findings.append($0) }, progress: { progress($0.check, 1, 1) })
    tell("Verified \(outcomes.count) laws: \(findings.isEmpty ? "nothing found" : "\(findings.count) findings").")
    return Summary(
      customers: customers.count, subscriptions: customers.reduce(0) { $0 + $1.order.lines.count }, usage: usage,
      report: report, verification: outcomes, findings: findings, billingSeconds: billingSeconds,
      totalSeconds: seconds(since: began))
  }

  private func publish() throws -> CatalogRelease {
    let read = try CatalogReader.read(path: examples + "/telco/catalog")
    let publication = try PublishCatalog(repository: installation.store, reader: .ofThisMachine())
      .publish(read, asOf: Zone.utc.start(of: Demo.month.start), note: "demo")
    if case .published(let version, _) = publication { tell("Published catalog version \(version.id): \(read.catalog.offerings.count) offerings.") }
    return read
  }

  private func register(_ release: CatalogRelease) throws -> [TelcoCustomers.Customer] {
    let customers = try TelcoCustomers(
      path: examples + "/telco/telco_customers.csv", openedOn: Demo.month.start, seed: seed
    ).customers
    // A repeat of the demo in the same folder finds its customers already there.
    guard try installation.store.account(reference: customers.first?.registration.account.reference ?? "") == nil else {
      tell("Found \(customers.count) customers registered before.")
      return customers
    }
    let ids = try installation.store.register(customers.map(\.registration))
    let accounts = try installation.store.accounts(ids)
    var additions: [NewSubscription] = []
    var problems: [Problem] = []
    for (customer, account) in zip(customers, accounts) {
      problems += customer.order.problems(catalog: release.index, segment: account.segment, currency: account.currency)
      additions += customer.order.subscriptionFacts(user: account.customer, payer: account.id, catalog: release.index)
        .compactMap(NewSubscription.init)
    }
    if !problems.isEmpty { throw Rejection(problems) }
    try installation.store.add(additions, at: clock.now(), command: nil)
    tell("Registered \(customers.count) customers with \(additions.count) subscriptions.")
    return customers
  }

  private func feedUsage(_ customers: [TelcoCustomers.Customer], _ release: CatalogRelease) throws -> UsageCounts {
    let path = installation.home.path("usage-\(Demo.month.start).csv")
    guard let deck = release.catalog.decks.first, let zone = Zones.zone("Europe/Madrid") else {
      throw Rejection(
        Problem(.zoneNotLoaded, "the time zone Europe/Madrid or the rate deck is missing", remedy: "install the machine's time-zone database (tzdata)"))
    }
    let records = try TelcoUsage(month: Demo.month, zone: zone, deck: deck)
      .write(to: path, telephones: customers.compactMap(\.telephone), seed: seed)
    tell("Made a month of usage: \(records) records.")
    let zones = Zones.table(try installation.store.zoneNames())
    return try installation.store.usage { usage in
      let subjects = try usage.subjects { zones[$0] ?? .utc }
      let rules = AcceptanceRules(types: Array(Set(release.catalog.meters.map(\.eventType))), subjects: subjects)
      let source = try CSVUsageSource(path: path, mapping: .own)
      let request = ImportUsage.Request(fingerprint: "demo-\(seed)-\(records)", format: .csv)
      do {
        let report = try ImportUsage(store: usage, rules: rules, clock: clock).run(source, request) { progress("importing", Int($0 / 1024), Int($1 / 1024)) }
        let counts = report.batch.counts
        tell("Imported it: \(counts.read) read = \(counts.accepted) accepted + \(counts.duplicate) duplicate + \(counts.rejected) rejected.")
        return counts
      } catch let rejection as Rejection where rejection.problems.first?.code == .usageSameFile {
        tell("Found the usage imported before.")
        return try usage.batches(fingerprint: request.fingerprint).last?.counts ?? UsageCounts()
      }
    }
  }

  private func seconds(since began: ContinuousClock.Instant) -> Exact {
    let parts = (ContinuousClock.now - began).components
    return Exact(unscaled: parts.seconds * 1000 + parts.attoseconds / 1_000_000_000_000_000, scale: 3)
  }
}

extension Day {
  /// The month the demo bills: October 2026, with its change from summer time.
  static let demoMonth = Day(number: 20_727)
}
