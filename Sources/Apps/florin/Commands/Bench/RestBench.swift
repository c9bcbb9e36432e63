import ArgumentParser

/// Makes accounts with one subscription each, for a server that is looked at while it rests.
struct RestBench: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "rest", shouldDisplay: false)

  @Option(help: "The home folder of the measurement.") var home: String
  @Option(help: "How many accounts to seed.") var accounts = 1_000_000
  @Flag(help: "Make the accounts; there is nothing else to do.") var seedOnly = false

  func run() throws {
    let watch = Stopwatch()
    try BillWorld(folder: home, accounts: accounts, isAtRest: true).seed()
    watch.report(operations: accounts, check: 0)
  }
}
