import ArgumentParser
import Bootstrap
import Feeds
import Foundation
import Operations
import Primitives
import Store
import Usage

/// The import of a usage file: random ids, 5 % repeats, read, judged, de-duplicated, stored and assigned, durable.
struct ImportBench: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "import", shouldDisplay: false)

  @Option(help: "The home folder of the measurement; emptied first.") var home: String
  @Option(help: "How many events the file has.") var events = 500_000
  @Option(help: "Chooses the ids.") var seed: UInt64 = 1
  @Option(help: "Records per commit.") var round = ImportUsage.recordsPerRound
  @Flag(help: "Keep what the home folder holds already.") var keepHome = false
  @Flag(help: "Leave the events without subscription.") var unassigned = false

  func run() throws {
    if !keepHome { try? FileManager.default.removeItem(atPath: home) }
    let folder = try Home(folder: home)
    try folder.begin()
    let path = folder.path("usage.csv")
    _ = try UsageSample(events: events, seed: seed).write(to: path)
    let subjects = unassigned ? SubjectIndex([]) : UsageSample.index()
    let usage = try folder.openDatabase().usage
    let watch = Stopwatch()
    let source = try CSVUsageSource(path: path, mapping: .own)
    let rules = AcceptanceRules(types: ["call", "data", "message"], subjects: subjects)
    let report = try ImportUsage(store: usage, rules: rules, clock: BenchClock()).run(
      source, .init(fingerprint: try source.fingerprint(), format: .csv, recordsPerRound: round))
    guard report.batch.counts.balances, report.batch.counts.read == events else { throw ValidationError("the import does not add up") }
    watch.report(operations: events, check: Int64(report.batch.counts.accepted))
    try? FileManager.default.removeItem(atPath: path)
  }
}

/// A file of usage like the one that is measured, to import by hand.
struct UsageFileBench: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "usage-file", shouldDisplay: false)

  @Argument(help: "The CSV file to write.") var path: String
  @Option(help: "How many events.") var events = 1_000_000
  @Option(help: "Chooses the ids.") var seed: UInt64 = 1

  func run() throws {
    let repeats = try UsageSample(events: events, seed: seed).write(to: path)
    print("\(events) events, \(repeats) of them repeats")
  }
}
