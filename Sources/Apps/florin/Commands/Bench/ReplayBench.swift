import ArgumentParser
import Bootstrap
import Foundation
import Invoicing
import Operations
import Primitives
import Rating
import Store
import Usage

/// What was billed, priced again: the rating core alone over histories in memory, a simulation, or a re-rating.
///
/// One operation is one event priced; a simulation prices each event twice, with both catalogs.
struct ReplayBench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "replay", shouldDisplay: false)

  enum Work: String, ExpressibleByArgument, CaseIterable { case rate, simulate, rerate }

  @Option(help: "The home folder of the measurement.") var home: String
  @Option(help: "How many accounts to seed.") var accounts = 2_000
  @Option(help: "What to measure.") var work = Work.rerate
  @Option(help: "How many batches are computed at the same time.") var workers = 1
  @Flag(help: "Make the accounts and their usage, and bill them.") var seedOnly = false

  func run() async throws {
    if seedOnly { return try await seed() }
    let installation = try Installation(folder: home)
    switch work {
    // On a thread of the pool, as a re-rating works: a program that has only its main thread allocates memory faster.
    case .rate: try await Task.detached { try rate(installation) }.value
    case .simulate: try await simulate(installation)
    case .rerate: try await rerate(installation)
    }
  }

  private func seed() async throws {
    let watch = Stopwatch()
    try BillWorld(folder: home, accounts: accounts).seed()
    let runs = BillRuns(try Installation(folder: home), clock: BenchClock())
    try await runs.execute(try runs.plan(on: BillWorld.billingDay), workers: ProcessInfo.processInfo.activeProcessorCount)
    // A draft in which every price differs, so that nothing can be left out.
    let draft = BenchCatalog.text.replacingOccurrences(of: "upTo: \"10000\"", with: "upTo: \"9000\"")
    let folder = home + "/draft"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data(draft.utf8).write(to: URL(filePath: folder + "/catalog.yaml"))
    watch.report(operations: accounts, check: 0)
  }

  /// Reads a batch of histories, then prices it: only the pricing is measured.
  private func rate(_ installation: Installation) throws {
    let billing = try installation.billing(try installation.newestCatalog().release)
    let span = BillSpan.from(BillWorld.month)
    var spent = (cpu: Int64(0), wall: Int64(0))
    var events = 0
    var net: Int64 = 0
    var last: BillingAccountID?
    while true {
      let page = try installation.store.accounts(.everybody, after: last, limit: 200)
      guard let end = page.last else { break }
      last = end
      var histories: [AccountHistory] = []
      try installation.store.readHistories(page, span, zones: billing.context.pricing.zones, replay: { try Replay.subscription($0, $1) }) {
        histories.append($0)
      }
      let watch = Stopwatch()
      for history in histories {
        for bill in AccountReplay(history)(with: { _ in billing }) { net += bill.invoice?.netMinor ?? 0 }
        events += history.payer.usage.reduce(0) { $0 + $1.events.count }
      }
      let reading = watch.reading(operations: 1)
      spent = (spent.cpu + reading.cpuMicroseconds, spent.wall + reading.wallMicroseconds)
    }
    Stopwatch.Reading(operations: events, cpuMicroseconds: spent.cpu, wallMicroseconds: spent.wall).print(operations: events, check: net)
  }

  private func simulate(_ installation: Installation) async throws {
    let watch = Stopwatch()
    let answer = try await Simulations(installation)(
      Simulations.Request(catalog: home + "/draft", over: BillWorld.month, workers: workers))
    let reading = watch.reading(operations: 1)
    guard let euros = answer.report.currencies.first, euros.winners == answer.report.accounts else {
      throw ValidationError("not every account changes: \(answer.report.accounts) accounts")
    }
    reading.print(operations: answer.report.accounts * BillWorld.eventsPerAccount * 2, check: euros.net.before.minorUnits(digits: 2, mode: .halfUp) ?? 0)
  }

  private func rerate(_ installation: Installation) async throws {
    // The catalog and the time zones are read once before, as for the rating alone.
    _ = try await Reratings(installation).differences(
      Reratings.Request(period: BillWorld.month, scope: AccountScope(account: BillWorld.reference(1)))) { _ in }
    let watch = Stopwatch()
    let totals = try await Reratings(installation).differences(
      Reratings.Request(period: BillWorld.month, workers: workers)) { _ in }
    let reading = watch.reading(operations: 1)
    guard totals.changesNothing, totals.accounts > 0 else { throw ValidationError("\(totals.differingAccounts) accounts differ") }
    reading.print(operations: totals.accounts * BillWorld.eventsPerAccount, check: Int64(totals.accounts))
  }
}
