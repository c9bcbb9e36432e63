import ArgumentParser
import Bootstrap
import Invoicing
import Operations
import Parties
import Primitives
import Rating
import Store

/// The bill of one account as it would be now, from its 200 usage rows; nothing is written.
struct PreviewBench: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "preview", shouldDisplay: false)

  @Option(help: "The home folder of the measurement.") var home: String
  @Option(help: "How many accounts to seed.") var accounts = 500
  @Option(help: "How many previews.") var repeats = 5_000
  @Flag(help: "Make the accounts and their usage only.") var seedOnly = false

  func run() throws {
    if seedOnly {
      let watch = Stopwatch()
      try BillWorld(folder: home, accounts: accounts).seed()
      return watch.report(operations: accounts, check: 0)
    }
    let installation = try Installation(folder: home)
    let billing = try installation.billing(try installation.newestCatalog().release)
    let seeded = try installation.store.planCandidates().count
    var gross: Int64 = 0
    for index in 0..<repeats / 10 { _ = try preview(1 + index % seeded, installation.store, billing) }
    let watch = Stopwatch()
    for index in 0..<repeats { gross += try preview(1 + index % seeded, installation.store, billing) }
    watch.report(operations: repeats, check: gross)
  }

  /// The way `florin bill preview` goes, with the catalog made ready once.
  private func preview(_ number: Int, _ store: Store, _ billing: AccountBilling) throws -> Int64 {
    guard let account = try store.account(reference: BillWorld.reference(number)) else { throw ValidationError("no account \(number)") }
    let pending = PendingAccount(ordinal: 0, account: account.id, billThrough: BillWorld.billingDay, usageThroughRound: .max)
    var gross: Int64 = 0
    try store.readFacts([pending], zones: billing.context.pricing.zones, lateRule: billing.context.rules.lateEvents) {
      guard case .bill(let bill) = billing.bill($0, $1, issuedOn: BillWorld.billingDay, waiving: true) else { return }
      gross = bill.invoice.grossMinor
    }
    if gross <= 0 { throw ValidationError("account \(number) has no bill") }
    return gross
  }
}
