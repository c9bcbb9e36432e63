import Foundation
import Operations
import Primitives
import Seeds
import Testing
import Usage

@testable import Store

struct ImportTests {
  @Test func countsAddUpAndRejectedRecordsKeepTheirLine() throws {
    let world = try World()
    let report = try world.importCSV(head + line("1") + line("2") + "rubbish\n" + line("1") + line("2", quantity: "7") + line("3", "699"))
    #expect(report.batch.counts == UsageCounts(read: 6, accepted: 2, duplicate: 2, rejected: 2, changed: 1, held: 0))
    let rejects = try world.usage.rejects(batch: nil, states: [.open], limit: 10)
    #expect(rejects.map(\.record.line) == [4, 7])
    #expect(rejects.map(\.record.problem.code) == [.init("usage.column-count"), .usageUnknownSubject])
    #expect(rejects.map { String(decoding: $0.record.raw, as: UTF8.self) } == ["rubbish\n", line("3", "699")])
    let changed = try world.usage.changedRepeats(batch: nil, limit: 10)
    #expect(changed.map(\.difference) == ["quantity 1 → 7"])
    #expect(try world.brokenLaw() == nil)
  }

  @Test func theSameIdFromAnotherSourceIsAnotherEvent() throws {
    let world = try World()
    let report = try world.importCSV(head + line("1", source: "a") + line("1", source: "b"))
    #expect(report.batch.counts.accepted == 2)
  }

  @Test func theSameFileTwiceIsRefusedAndAgainCountsOnlyDuplicates() throws {
    let world = try World()
    let text = head + (1...12).map { line("\($0)") }.joined()
    try world.importCSV(text)
    let rejection = try #require(throws: Rejection.self) { try world.importCSV(text, name: "copy.csv") }
    #expect(rejection.problems.map(\.code) == [.usageSameFile])
    #expect(rejection.description.contains("batch 1 from usage.csv"))
    let again = try world.importCSV(text, again: true)
    #expect(again.batch.counts == UsageCounts(read: 12, duplicate: 12))
    #expect(try world.brokenLaw() == nil)
  }

  @Test func whatIsWrittenInAnotherWayButMeansTheSameIsNoChange() throws {
    let world = try World()
    let report = try world.importCSV(head + line("1", quantity: "1.50") + line("1", quantity: "1.5") + line("1", at: "2026-03-01T09:00:00+01:00", quantity: "1.5"))
    #expect(report.batch.counts.duplicate == 2)
    #expect(report.batch.counts.changed == 0)
  }

  @Test func usageGoesToWhoeverHeldTheSubjectThen() throws {
    let world = try World()
    try world.importCSV(head + line("1", "605", at: "2026-03-14T23:59:59Z") + line("2", "605", at: "2026-03-15T00:00:00Z"))
    #expect(try world.unbilled(3).usage.map(\.subscription) == [.init(6)])
    #expect(try world.unbilled(50).usage.map(\.subscription) == [.init(99)])
  }

  @Test func withoutSubscriptionsEventsAreHeldUntilOneClaimsThem() throws {
    let world = try World(rules: AcceptanceRules(types: nil, subjects: SubjectIndex([])))
    let report = try world.importCSV(head + line("1", "600") + line("2", "777"))
    #expect(report.batch.counts == UsageCounts(read: 2, accepted: 2, held: 2))
    let outcome = try world.usage.assignHeld(World.subjects)
    #expect(outcome.assigned == 1 && outcome.held == 1)
    #expect(try world.usage.assignHeld(World.subjects).assigned == 0)
    #expect(try world.unbilled(1).usage.flatMap(\.events).map(\.event) == [1])
    #expect(try world.brokenLaw() == nil)
  }

  @Test func refusesWhatTheCatalogAndTheRulesDoNotKnow() throws {
    let world = try World(rules: AcceptanceRules(types: ["data"], subjects: World.subjects))
    let report = try world.importCSV(head + line("1") + "s,2,600,data,2026-03-01T08:00:00Z,-1,home\n" + "s,3,600,data,2026-03-01T08:00:00Z,0,home\n")
    #expect(report.batch.counts == UsageCounts(read: 3, accepted: 1, rejected: 2))
    #expect(try world.usage.rejects(batch: 1, states: [.open], limit: 9).map(\.record.problem.code) == [.usageUnknownType, .usageNegativeQuantity])
  }

  @Test func aCorrectedRecordIsAcceptedAndPointedAt() throws {
    let world = try World()
    try world.importCSV(head + line("1") + line("2", quantity: "x") + line("3", quantity: "y"))
    let rejects = try world.usage.rejects(batch: 1, states: [.open], limit: 9)
    let text = head + rejects.map { "#florin-reject \($0.id)\n" }.joined(separator: line("2", quantity: "5")) + line("3", quantity: "z")
    let replay = try world.importCSV(text, name: "corrected.csv", corrects: 1)
    #expect(replay.batch.counts == UsageCounts(read: 2, accepted: 1, rejected: 1))
    let after = try world.usage.rejects(batch: 1, states: StoredReject.State.allCases, limit: 9)
    #expect(after.map(\.state) == [.corrected, .open])
    #expect(after.first?.correctedBy?.batch == 2)
    #expect(after.last?.record.problem.message.contains("\"z\"") == true)
    #expect(try world.count("SELECT COUNT(*) FROM usage_rejected") == 2)
  }

  @Test func aDismissedRecordStaysDismissed() throws {
    let world = try World()
    try world.importCSV(head + line("1", quantity: "x"))
    #expect(try world.usage.dismiss(reject: 1))
    #expect(try !world.usage.dismiss(reject: 1))
    #expect(try world.usage.rejects(batch: nil, states: [.open], limit: 9).isEmpty)
  }
}

struct CrashTests {
  private static let text = head + (1...100).map { line("\($0 % 90)", "60\($0 % 7)") }.joined() + "rubbish\n"

  /// Stops before the given round, as a crash would.
  private struct Crash: Error {}
  private struct CrashingStore: UsageStore {
    let inner: UsageDatabase
    let rounds: Counter

    final class Counter {
      var left: Int
      init(_ left: Int) { self.left = left }
    }

    func accept(_ records: UsageRecords, subjects: SubjectIndex, into batch: Int64, nextOffset: Int64, nextLine: Int64) throws -> UsageCounts {
      if rounds.left == 0 { throw Crash() }
      rounds.left -= 1
      return try inner.accept(records, subjects: subjects, into: batch, nextOffset: nextOffset, nextLine: nextLine)
    }

    func corrections(of records: UsageRecords, subjects: SubjectIndex) throws -> [Int64: CorrectionFinding] {
      try inner.corrections(of: records, subjects: subjects)
    }

    func batches(fingerprint: String) throws -> [UsageBatch] { try inner.batches(fingerprint: fingerprint) }
    func batch(_ id: Int64) throws -> UsageBatch? { try inner.batch(id) }
    func batches(limit: Int) throws -> [UsageBatch] { try inner.batches(limit: limit) }
    func begin(_ batch: UsageBatch) throws -> UsageBatch { try inner.begin(batch) }
    func finish(batch: Int64, at: Instant) throws { try inner.finish(batch: batch, at: at) }
    func subjects(zone: (String) throws -> Zone) throws -> SubjectIndex { try inner.subjects(zone: zone) }
    func assignHeld(_ subjects: SubjectIndex) throws -> (assigned: Int, held: Int) { try inner.assignHeld(subjects) }
    func rejects(batch: Int64?, states: [StoredReject.State], limit: Int) throws -> [StoredReject] {
      try inner.rejects(batch: batch, states: states, limit: limit)
    }
    func dismiss(reject: Int64) throws -> Bool { try inner.dismiss(reject: reject) }
    func changedRepeats(batch: Int64?, limit: Int) throws -> [ChangedRepeat] { try inner.changedRepeats(batch: batch, limit: limit) }
  }

  @Test(arguments: 0...13) func anInterruptedImportGoesOnToTheSameTotals(_ rounds: Int) throws {
    let world = try World()
    let crashing = CrashingStore(inner: world.usage, rounds: .init(rounds))
    #expect(throws: Crash.self) { try world.importCSV(CrashTests.text, perRound: 7, store: crashing) }
    try world.reopen()
    #expect(try world.brokenLaw() == nil)
    let report = try world.importCSV(CrashTests.text, perRound: 7)
    #expect(report.resumed)
    #expect(report.batch.counts == UsageCounts(read: 101, accepted: 90, duplicate: 10, rejected: 1, changed: 10))
    #expect(try world.count("SELECT COUNT(*) FROM usage_batch") == 1)
    #expect(try world.brokenLaw() == nil)
  }

  /// The database can grow no further: the round fails as a whole, and goes through when there is room again.
  @Test(.enabled(if: TestDatabase.server == nil, "it is SQLite's file that is full")) func aFullDiskLeavesNothingHalfDone() throws {
    let world = try World()
    try world.importCSV(head + line("before"))
    try world.connection.execute("PRAGMA max_page_count = \(try world.count("PRAGMA page_count") + 1)")
    let many = head + (1...3000).map { line("id-\($0)", "60\($0 % 10)") }.joined()
    let fault = try #require(throws: StoreFault.self) { try world.importCSV(many, perRound: 1000) }
    #expect(fault.isDiskFull)
    #expect(fault.description.contains("remedy: free space"))
    #expect(try world.brokenLaw() == nil)
    try world.connection.execute("PRAGMA max_page_count = 1000000")
    #expect(try world.importCSV(many, perRound: 1000).batch.counts.accepted == 3000)
    #expect(try world.brokenLaw() == nil)
  }
}
