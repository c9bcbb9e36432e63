import ArgumentParser
import Balances
import Bootstrap
import Charging
import Foundation
import Operations
import Primitives

/// Decides debits of prepaid subscribers in groups, each group in one durable transaction; one operation is one debit.
struct ChargeBench: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "charge", shouldDisplay: false)

  @Option(help: "The home folder of the measurement.") var home: String
  @Option(help: "How many accounts to seed, or were seeded: each with one subscription and one prepaid balance.") var accounts = 20_000
  @Option(help: "How many debits to decide.") var operations = 50_000
  @Option(help: "How many are decided and written together.") var group = 64
  @Flag(help: "Make the accounts and fill their balances.") var seedOnly = false

  func run() throws {
    if seedOnly { return try seed() }
    let installation = try Installation(folder: home)
    let recorder = installation.chargingRecorder()
    // Everybody who is asked for is looked up once before: a network's subscribers mostly come again.
    _ = recorder.decide(try debits(0..<1, session: "first"))
    var paid: Int64 = 0
    let watch = Stopwatch()
    for first in stride(from: 0, to: operations, by: group) {
      for answer in recorder.decide(try debits(first..<min(first + group, operations), session: "d")) {
        if try answer.get().result == .success { paid += 1 }
      }
    }
    watch.report(operations: operations, check: paid)
  }

  /// Random debits, the same in every run but for their names.
  private func debits(_ numbers: Range<Int>, session: String) throws -> [ChargingRequest] {
    let now = MachineClock().now()
    return numbers.map { number in
      var random = UInt64(number + 1) &* 0x9E37_79B9_7F4A_7C15
      random ^= random >> 29
      random = random &* 0xBF58_476D_1CE4_E5B9
      random ^= random >> 32
      let account = 1 + Int(random % UInt64(accounts))
      return ChargingRequest(
        session: "\(session)-\(now.microseconds)-\(number)", kind: .debit, subject: "346\(account * 10)", at: now,
        services: [ServiceUnits(service: "metric-0", used: 1 + Int64(random >> 40 % 50))])
    }
  }

  private func seed() throws {
    let watch = Stopwatch()
    try BillWorld(folder: home, accounts: accounts, isAtRest: true).seed()
    let installation = try Installation(folder: home)
    let balances = CustomerBalances(installation)
    for account in 1...accounts {
      _ = try balances.open(.init(reference: "P\(account)", account: BillWorld.reference(account), kind: .prepaid), key: "open-\(account)")
      _ = try balances.topUp("P\(account)", .init(amount: Exact(100_000)), key: "fill-\(account)")
    }
    watch.report(operations: accounts, check: 0)
  }
}
