import ArgumentParser
import Balances
import Bootstrap
import Charging
import Foundation
import Operations
import PostingRules
import Primitives
import Store
import Synchronization

/// Decides debits of prepaid subscribers in groups, each group in one durable transaction; one operation is one debit.
struct ChargeBench: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "charge", shouldDisplay: false)

  @Option(help: "The home folder of the measurement.") var home: String
  @Option(help: "How many accounts to seed, or were seeded: each with one subscription and one prepaid balance.") var accounts = 20_000
  @Option(help: "How many debits to decide.") var operations = 50_000
  @Option(help: "How many are decided and written together.") var group = 64
  @Option(help: "Asks as so many clients do, each of which waits for its answer before it asks again; then groups are those that wait.") var clients: Int?
  @Flag(help: "Make the accounts and fill their balances.") var seedOnly = false
  @Option(help: "How many debits to seed, which are there before any is measured.") var stored = 0
  @Option(help: "How many buckets to seed in each balance, 1 to 3: money, a bonus that goes first, units of the service.") var buckets = 1

  func run() throws {
    if seedOnly { return try seed() }
    let installation = try Installation(folder: home)
    if let clients { return try ask(installation, clients) }
    let recorder = installation.chargingRecorder()
    // What is read once for everybody is read before; each account is new when it is asked for first.
    _ = recorder.decide(try debits(0..<1, session: "first"))
    var paid: Int64 = 0
    // What askers do is theirs.
    let groups = try stride(from: 0, to: operations, by: group).map { try debits($0..<min($0 + group, operations), session: "d") }
    let watch = Stopwatch()
    for group in groups {
      for answer in recorder.decide(group) {
        if try answer.get().result == .success { paid += 1 }
      }
    }
    // What it remembers is let go of when nobody measures any more.
    withExtendedLifetime(recorder) { watch.report(operations: operations, check: paid) }
  }

  private func ask(_ installation: Installation, _ clients: Int) throws {
    let charging = installation.charging()
    let crowd = AskingCrowd(charging)
    try crowd.ask(debits(0..<1, session: "first"), as: 1)
    let before = crowd.paid
    let watch = Stopwatch()
    try crowd.ask(debits(0..<operations, session: "d"), as: clients)
    withExtendedLifetime(charging) { watch.report(operations: operations, check: crowd.paid - before) }
  }

  /// Random debits, the same in every run but for their names, which come in no order, as those of many clients do.
  private func debits(_ numbers: Range<Int>, session: String) throws -> [ChargingRequest] {
    let now = MachineClock().now()
    return numbers.map { number in
      var random = UInt64(number + 1) &* 0x9E37_79B9_7F4A_7C15
      random ^= random >> 29
      random = random &* 0xBF58_476D_1CE4_E5B9
      random ^= random >> 32
      let account = 1 + Int(random % UInt64(accounts))
      return ChargingRequest(
        session: "\(session)-\(String(random &+ UInt64(now.microseconds), radix: 16))", kind: .debit, subject: "346\(account * 10)", at: now,
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
    }
    let now = installation.clock.now()
    try fill(installation, "money", .topUp, 10_000_000, nil, at: now)
    if buckets > 1 { try fill(installation, "bonus", .bonus, 50_000, BucketTerms(unit: .money(.eur), validFrom: now, priority: 50), at: now) }
    if buckets > 2 { try fill(installation, "units", .topUp, 20, BucketTerms(unit: .other("unit"), validFrom: now), at: now) }
    try store(installation)
    watch.report(operations: accounts, check: 0)
  }

  /// Decides debits that nobody measures, in large groups.
  private func store(_ installation: Installation) throws {
    let recorder = installation.chargingRecorder()
    for first in stride(from: 0, to: stored, by: 8_000) {
      for answer in recorder.decide(try debits(first..<min(first + 8_000, stored), session: "s")) { _ = try answer.get() }
    }
  }

  /// Pays the same into all balances, a thousand in a transaction.
  private func fill(_ installation: Installation, _ key: String, _ kind: BalanceMovement.Kind, _ amount: Int64, _ terms: BucketTerms?, at now: Instant) throws {
    for first in stride(from: 1, through: accounts, by: 1_000) {
      let references = (first...min(first + 999, accounts)).map { "P\($0)" }
      _ = try installation.store.change(references, command: Operations.BalanceCommand(key: "\(key)-\(first)", fingerprint: key), at: now) { known in
        try known.map { stored in
          guard case .done(let change) = stored.balance.puttingIn(amount, as: kind, under: terms, at: now) else {
            throw ValidationError("balance \(stored.balance.reference) takes nothing in")
          }
          return BalanceBooking(change, entry: BalancePosting.entry(change, seller: stored.seller, bookedOn: now.utcDay))
        }
      }
    }
  }
}

/// Clients of charging, each of which asks for the next thing when it has its answer.
private final class AskingCrowd: Sendable {
  private struct State {
    var requests: [ChargingRequest] = []
    var next = 0
    var waiting = 0
    var paid: Int64 = 0
    var fault: (any Error)?
  }

  private let state = Mutex(State())
  private let charging: ChargeOnline
  private let end = DispatchSemaphore(value: 0)

  init(_ charging: ChargeOnline) { self.charging = charging }

  var paid: Int64 { state.withLock { $0.paid } }

  /// Returns when everything is answered.
  func ask(_ requests: [ChargingRequest], as clients: Int) throws {
    state.withLock { state in
      state.requests = requests
      state.next = 0
      state.waiting = clients
    }
    for _ in 0..<clients { next() }
    end.wait()
    if let fault = state.withLock({ $0.fault }) { throw fault }
  }

  private func next() {
    let request: ChargingRequest? = state.withLock { state in
      if state.next < state.requests.count, state.fault == nil {
        defer { state.next += 1 }
        return state.requests[state.next]
      }
      state.waiting -= 1
      if state.waiting == 0 { end.signal() }
      return nil
    }
    guard let request else { return }
    charging.answer(request) { answer in
      self.state.withLock { state in
        switch answer {
        case .success(let answer): if answer.result == .success { state.paid += 1 }
        case .failure(let error): state.fault = error
        }
      }
      self.next()
    }
  }
}
