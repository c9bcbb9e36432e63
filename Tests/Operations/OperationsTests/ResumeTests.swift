import Bootstrap
import Foundation
import Invoicing
import Parties
import Primitives
import Store
import Synchronization
import Testing
import Usage

@testable import Lab
@testable import Operations

/// A store whose nth write of a bill run fails: before anything is written, or just after the write.
final class BreakingStore: BillRunStore {
  struct Broken: Error {}
  enum Moment: CaseIterable { case before, after }

  let store: Store
  let breaksAt: Int
  let moment: Moment
  private let records = Counter()

  init(_ store: Store, at count: Int, _ moment: Moment) {
    self.store = store
    breaksAt = count
    self.moment = moment
  }

  func record(_ outcomes: [AccountOutcome], of run: BillRunID, numberFormat: (SellerCode, Int64) -> String) throws {
    let breaks = records.next() == breaksAt
    if breaks, moment == .before { throw Broken() }
    try store.record(outcomes, of: run, numberFormat: numberFormat)
    if breaks { throw Broken() }
  }

  var isShared: Bool { store.isShared }
  func claim(of run: BillRunID, after ordinal: Int, limit: Int, now: Instant, until: Instant) throws -> [PendingAccount] {
    try store.claim(of: run, after: ordinal, limit: limit, now: now, until: until)
  }
  func giveBack(_ run: BillRunID) throws { try store.giveBack(run) }
  func planCandidates() throws -> [PlanCandidate] { try store.planCandidates() }
  func plan(on day: Day, key: String, at: Instant, _ decide: ([PlanCandidate]) throws -> BillRunPlan) throws -> BillRunID {
    try store.plan(on: day, key: key, at: at, decide)
  }
  func billRun(_ id: BillRunID) throws -> BillRun? { try store.billRun(id) }
  func billRuns() throws -> [BillRun] { try store.billRuns() }
  func planLines(of run: BillRunID) throws -> [PlanLineRow] { try store.planLines(of: run) }
  func pendingAccounts(of run: BillRunID) throws -> [PendingAccount] { try store.pendingAccounts(of: run) }
  func readFacts(
    _ accounts: [PendingAccount], zones: [String: Zone], lateRule: LateEventRule, _ body: (PendingAccount, AccountFacts) throws -> Void
  ) throws { try store.readFacts(accounts, zones: zones, lateRule: lateRule, body) }
  func finish(_ run: BillRunID, at: Instant) throws { try store.finish(run, at: at) }
  func report(on run: BillRunID) throws -> BillRunReport { try store.report(on: run) }
  func reopen(_ account: BillingAccountID, of run: BillRunID) throws -> PendingAccount? { try store.reopen(account, of: run) }
  func dismiss(_ account: BillingAccountID, of run: BillRunID) throws -> Bool { try store.dismiss(account, of: run) }
  func dismissPending(of run: BillRunID) throws -> Int { try store.dismissPending(of: run) }
}

/// Counts calls from any thread.
final class Counter: Sendable {
  private let count = Mutex(0)
  func next() -> Int { count.withLock { $0 += 1; return $0 } }
}

/// A run that is broken off anywhere and taken up again comes to the same books, to the last byte.
@Suite struct ResumeTests {
  static let day = Day("2026-05-01") ?? Day(number: 0)

  /// The books of a run that nobody interrupted.
  private func whole(workers: Int, accountsPerBatch: Int = 3) async throws -> String {
    let world = try World()
    try world.settle()
    try await world.bill(Self.day, workers: workers, accountsPerBatch: accountsPerBatch)
    #expect(try world.breaches().isEmpty)
    return try world.dump()
  }

  @Test func brokenOffAtEveryBatch() async throws {
    let expected = try await whole(workers: 1)
    let batches = BillRunBatches.ranges(of: 8, upTo: 3, workers: 2)
    for moment in BreakingStore.Moment.allCases {
      for count in 1...3 {
        let world = try World()
        try world.settle()
        let run = try world.runs.plan(on: Self.day)
        let release = try world.installation.catalog(run.catalogVersion)
        let execute = ExecuteBillRun(
          store: BreakingStore(world.store, at: count, moment), billing: try world.installation.billing(release),
          sellers: release.sellers, workers: 2, accountsPerBatch: 3, clock: MachineClock())
        await #expect(throws: BreakingStore.Broken.self) { try await execute(run, finishedAt: world.clock.now()) }
        let recorded = moment == .before ? count - 1 : count
        #expect(try world.store.pendingAccounts(of: run.id).count == 8 - batches.prefix(recorded).joined().count, "after \(count) batches")
        #expect(try world.findings().isEmpty)
        try world.reopen()
        try await world.runs.execute(run, workers: 1, accountsPerBatch: 2)
        let resumed = try world.dump()
        #expect(resumed == expected, "broken off \(moment) batch \(count)")
      }
    }
  }

  @Test func workersAndBatchesMakeNoDifference() async throws {
    let one = try await whole(workers: 1)
    let four = try await whole(workers: 4)
    let large = try await whole(workers: 4, accountsPerBatch: 200)
    #expect(one == four)
    #expect(one == large)
  }
}
