import ArgumentParser

/// Florin's side of the benchmarks, run by `Benchmarks/run` beside the floors. Hidden: it is for the people who build
/// Florin, and `make bench` is its door.
struct BenchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measure one step, as JSON; `make bench` runs them beside their floors.",
    shouldDisplay: false,
    subcommands: [
      BillRunBench.self, ChargeBench.self, DocumentsBench.self, EInvoiceBench.self, FormsBench.self, ImportBench.self, KernelBench.self, MiniSiteBench.self, PreviewBench.self, ReplayBench.self, RestBench.self, TrialBalanceBench.self,
      UsageFileBench.self, VerifyBench.self,
    ])
}
