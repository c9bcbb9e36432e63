import ArgumentParser
import Bootstrap
import Foundation
import Operations
import Primitives

struct DemoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo", abstract: "Bill 7,043 real customers and show their invoices.",
    discussion: """
      Publishes the example catalog, registers the customers of Examples/telco, feeds a month of seeded usage, runs the
      bill, verifies it, and serves the invoices on a local page. The same seed gives the same bytes.
      """)
  @Option(help: "Which example: telco (7,043 customers) or retail (50,999 order lines).") var example = Example.telco
  @Option(help: "Where the example data is.") var examples = "Examples"
  @Option(help: "The folder for the database. Emptied first, unless --keep.") var home = "demo"
  @OptionGroup var database: DatabaseOption
  @Flag(help: "Go on with what the folder holds.") var keep = false
  @Flag(inversion: .prefixedNo, help: "Serve the invoices on a local page at the end.") var serve = true
  @Option(help: "The port of the local page.") var port: UInt16 = 8080
  @Option(help: "How many batches are computed at the same time.") var workers = ProcessInfo.processInfo.activeProcessorCount
  @Option(help: "The seed of the invented people and their usage.") var seed: UInt64 = 2026
  @Flag(help: "Print the summary as JSON.") var json = false

  enum Example: String, ExpressibleByArgument, CaseIterable { case telco, retail }

  func run() async throws {
    try await answering(json: json) {
      if !keep { try emptied() }
      let installation = try Installation(folder: home)
      let findings =
        switch example {
        case .telco: try await telco(installation)
        case .retail: try await retail(installation)
        }
      if serve { try await InvoiceSite(installation, port: port).serve { print("Invoices: \($0)  (stop with Ctrl-C)") } }
      if findings > 0 { throw Exits.refused }
    }
  }

  private func retail(_ installation: Installation) async throws -> Int {
    let isJSON = json
    let summary = try await RetailDemo(installation, examples: examples) { if !isJSON { print("• \($0)") } }(workers: workers)
    print(json ? DemoSummary.json(summary) : DemoSummary.text(summary))
    return summary.findings.count + summary.differing.count
  }

  private func telco(_ installation: Installation) async throws -> Int {
    let isJSON = json
    var line: (what: String, bar: ProgressLine)?
    let demo = Demo(
      installation, examples: examples, seed: seed,
      tell: {
        line?.bar.finish()
        line = nil
        if !isJSON { print("• \($0)") }
      },
      progress: { what, done, total in
        if line?.what != what {
          line?.bar.finish()
          line = (what, ProgressLine(what))
        }
        line?.bar.show(done, of: total)
      })
    let summary = try await demo(workers: workers)
    line?.bar.finish()
    print(json ? DemoSummary.json(summary) : DemoSummary.text(summary))
    return summary.findings.count
  }

  /// Removes what an earlier demo left; refuses a folder that is not one of Florin's.
  private func emptied() throws {
    let files = FileManager.default
    guard files.fileExists(atPath: home) else { return }
    let names = try files.contentsOfDirectory(atPath: home)
    if let strange = names.sorted().first(where: { !$0.hasPrefix("florin.db") && !$0.hasPrefix("usage-") }) {
      throw Rejection(
        Problem(
          .demoFolderInUse, at: .init(file: home), "the folder holds \"\(strange)\", which is not the demo's",
          remedy: "name an empty or new folder with --home, or pass --keep"))
    }
    for name in names { try files.removeItem(atPath: home + "/" + name) }
  }
}

extension ProblemCode {
  static let demoFolderInUse = ProblemCode("demo.folder-in-use")
}
