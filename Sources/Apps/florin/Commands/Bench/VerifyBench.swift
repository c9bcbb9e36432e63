import ArgumentParser
import Bootstrap
import Foundation
import Operations
import Primitives

/// The proof of a whole home: chain, laws, projections, and every invoice computed again.
struct VerifyBench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "verify", shouldDisplay: false)

  @Option(help: "The home folder to prove.") var home: String
  @Option(help: "How many accounts to seed.") var accounts = 5_000
  @Flag(help: "Make the accounts and their usage, bill them, and prove nothing.") var seedOnly = false
  @Flag(help: "Say on standard error what each check costs.") var each = false

  func run() async throws {
    if seedOnly { return try await seed() }
    let verification = Verification(try Installation(folder: home))
    var findings: [Finding] = []
    var last = Stopwatch.cpuMicroseconds()
    let watch = Stopwatch()
    let outcomes = try verification({ findings.append($0) }, looked: { _ in }) { outcome in
      let now = Stopwatch.cpuMicroseconds()
      if each { FileHandle.standardError.write(Data("\(now - last) µs \(outcome.check): \(outcome.examined)\n".utf8)) }
      last = now
    }
    let reading = watch.reading(operations: 1)
    guard findings.isEmpty else { throw ValidationError("\(findings.count) findings, the first: \(findings[0])") }
    reading.print(operations: 1, check: Int64(outcomes.reduce(0) { $0 + $1.examined }))
  }

  /// The bill-run benchmark's world, billed.
  private func seed() async throws {
    let watch = Stopwatch()
    try BillWorld(folder: home, accounts: accounts).seed()
    let runs = BillRuns(try Installation(folder: home), clock: BenchClock())
    try await runs.execute(try runs.plan(on: BillWorld.billingDay), workers: 1)
    watch.report(operations: accounts, check: 0)
  }
}
