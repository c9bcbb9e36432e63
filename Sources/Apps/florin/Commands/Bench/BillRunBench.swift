import ArgumentParser
import Bootstrap
import Operations
import Primitives
import Store

/// A bill run, durable on SQLite: planned, executed, finished.
///
/// `--seed-only` makes the world once; a copy of its folder is then billed in each measurement.
struct BillRunBench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "bill-run", shouldDisplay: false)

  @Option(help: "The home folder of the measurement.") var home: String
  @Option(help: "How many accounts to seed.") var accounts = 5_000
  @Option(help: "How many batches are computed at the same time.") var workers = 1
  @Flag(help: "Make the accounts and their usage, and bill nothing.") var seedOnly = false

  func run() async throws {
    if seedOnly {
      let watch = Stopwatch()
      try BillWorld(folder: home, accounts: accounts).seed()
      return watch.report(operations: accounts, check: 0)
    }
    let runs = BillRuns(try Installation(folder: home), clock: BenchClock())
    let watch = Stopwatch()
    let run = try runs.plan(on: BillWorld.billingDay)
    try await runs.execute(run, workers: workers)
    let reading = watch.reading(operations: 1)
    let report = try Installation(folder: home).store.report(on: run.id)
    guard report.issued > 0, report.issued == report.accounts, report.lines == 20 * report.issued else {
      throw ValidationError("\(report.issued) of \(report.accounts) accounts were billed, with \(report.lines) lines; held: \(report.held.prefix(1))")
    }
    reading.print(operations: report.issued, check: report.totals.reduce(0) { $0 + $1.grossMinor })
  }
}
