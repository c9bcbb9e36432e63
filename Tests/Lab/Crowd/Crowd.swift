import Balances
import Bootstrap
import Charging
import Foundation
import Operations
import Primitives
import Seeds
import Store
import Synchronization

/// Many who charge at once, at random, beside a twin that keeps sums: no balance may go below its floor, nothing may be lost or
/// counted twice, and in the end every bucket holds what the answers say.
public struct Crowd: Sendable {
  /// Requests that are decided, quotes and repeats among them.
  public var operations = 100_000
  public var accounts = 1_000
  /// Who asks at the same time, each one thing after the other.
  public var askers = 64
  public var seed: UInt64 = 1
  public var folder: String

  public init(folder: String) { self.folder = folder }

  /// What came of it.
  public struct Outcome: Sendable {
    public var counts: [String: Int] = [:]
    public var breaches: [String] = []
    /// What `verify` found.
    public var findings: [String] = []
    public var seconds = 0.0
    public var verifySeconds = 0.0
  }

  /// Makes the world, lets the crowd at it, and looks at what is left.
  public func run(_ told: @Sendable (String) -> Void = { _ in }) async throws -> Outcome {
    let clock = ShiftedClock()
    let installation = try CrowdWorld(folder: folder, accounts: accounts).make()
    told("\(accounts) accounts with three buckets each are there")
    let twin = CrowdTwin(accounts: accounts)
    let charging = ChargeOnline(recorder: installation.chargingRecorder(clock: clock), settling: installation.store)
    let work = CrowdWork(operations)
    let began = ContinuousClock.now
    await withTaskGroup(of: Void.self) { group in
      for asker in 0..<askers {
        group.addTask { [accounts, askers, seed] in
          var one = CrowdAsker(number: asker, askers: askers, accounts: accounts, seed: seed, charging: charging, installation: installation, twin: twin, clock: clock)
          while work.isLeft, twin.breaches.isEmpty { work.done(await one.act()) }
          work.count(one.counts)
        }
      }
    }
    var outcome = Outcome()
    outcome.seconds = (ContinuousClock.now - began) / .seconds(1)
    // Whoever was left waiting is over by then.
    clock.advance(seconds: 6 * 3_600)
    while try await !charging.reclaim().isEmpty {}
    await charging.close()
    for account in 1...accounts {
      let stored = try installation.store.balance(reference: CrowdWorld.balance(account))
      if let stored { twin.compare(stored, account) } else { twin.blame("account \(account) is gone", unless: false) }
    }
    outcome.counts = work.counts
    outcome.breaches = twin.breaches
    told("every bucket was compared; now everything is proved again")
    let proving = ContinuousClock.now
    var findings: [String] = []
    _ = try Verification(installation)({ if findings.count < 20 { findings.append("\($0.law): \($0.subject) \($0.message)") } })
    outcome.findings = findings
    outcome.verifySeconds = (ContinuousClock.now - proving) / .seconds(1)
    return outcome
  }
}

/// How much is left to do, and what was done.
private final class CrowdWork: Sendable {
  private let left: Atomic<Int>
  private let tally = Mutex<[String: Int]>([:])

  init(_ operations: Int) { left = Atomic(operations) }

  var isLeft: Bool { left.load(ordering: .relaxed) > 0 }
  var counts: [String: Int] { tally.withLock { $0 } }
  func done(_ requests: Int) { left.subtract(requests, ordering: .relaxed) }
  func count(_ counts: [String: Int]) { tally.withLock { $0.merge(counts, uniquingKeysWith: +) } }
}

/// The machine's clock, moved on when told.
final class ShiftedClock: Clock {
  private let shift = Atomic<Int64>(0)

  func now() -> Instant { MachineClock().now().adding(seconds: shift.load(ordering: .relaxed)) }
  func advance(seconds: Int64) { shift.add(seconds, ordering: .relaxed) }
}
