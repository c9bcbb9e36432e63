import Balances
import Bootstrap
import Charging
import Foundation
import Operations
import Primitives
import Seeds
import Testing

@testable import Lab
@testable import Store

/// What charging keeps in memory between its groups holds only as long as nobody else writes.
@Suite struct ChargingMemoryTests {
  private static let megabyte: Int64 = 1_000_000

  private func world() throws -> World {
    let world = try World()
    try world.account("ana")
    try world.order("ana", key: "S-1", line: "offering: metered, startsOn: 2026-01-01, subject: \"600\"", placedOn: ResumeTests.day)
    _ = try world.balances.open(.init(reference: "b", account: "ana", kind: .prepaid), key: "o")
    _ = try world.balances.topUp("b", .init(amount: Exact(10)), key: "t")
    return world
  }

  private func debit(_ name: String, _ megabytes: Int64) -> ChargingRequest {
    ChargingRequest(
      session: name, kind: .debit, subject: "600", at: MachineClock().now(), services: [ServiceUnits(service: "data", used: megabytes * Self.megabyte)])
  }

  private func available(_ recorder: ChargingRecorder, _ request: ChargingRequest) throws -> Int64? {
    try recorder.decide([request])[0].get().available?.amountMinor
  }

  /// By another process, by this one beside charging, and by another charging of this one.
  @Test func whatOthersWriteIsSeen() throws {
    let world = try world()
    let recorder = world.installation.chargingRecorder()
    // 50 megabytes at 0.02, and 21 %: 1.21.
    #expect(try available(recorder, debit("d-1", 50)) == 879)
    #expect(try available(recorder, debit("d-2", 50)) == 758)
    _ = try world.balances.topUp("b", .init(amount: Exact(5)), key: "beside")
    #expect(try available(recorder, debit("d-3", 50)) == 1137)
    let other = try Installation(Home(folder: world.folder, database: world.database?.address))
    _ = try CustomerBalances(other).topUp("b", .init(amount: Exact(5)), key: "other")
    #expect(try available(recorder, debit("d-4", 50)) == 1516)
    #expect(try available(other.chargingRecorder(), debit("d-5", 50)) == 1395)
    #expect(try available(recorder, debit("d-6", 50)) == 1274)
    #expect(try available(world.installation.chargingRecorder(), debit("d-7", 50)) == 1153)
    #expect(try available(recorder, debit("d-8", 50)) == 1032)
    #expect(try world.findings() == [])
  }

  /// A process of an earlier version leaves no mark by which what is remembered would be forgotten.
  @Test(.enabled(if: World.isOnServer, "a server's question")) func whatLeavesNoMarkIsNotWrittenOver() throws {
    let world = try world()
    let recorder = world.installation.chargingRecorder()
    #expect(try available(recorder, debit("d-1", 50)) == 879)
    let psql = Process()
    psql.executableURL = URL(filePath: "/usr/bin/env")
    psql.arguments = ["psql", "--quiet", "--command", "UPDATE balance_bucket SET amount = amount - 100", try #require(world.database?.address)]
    try psql.run()
    psql.waitUntilExit()
    #expect(psql.terminationStatus == 0)
    #expect(try available(recorder, debit("d-2", 50)) == 658)
  }

  /// A group that could not be written leaves nothing behind in memory, either.
  @Test(.enabled(if: !World.isOnServer, "a trigger in the words of SQLite")) func aGroupThatFailsIsForgotten() throws {
    let world = try world()
    let recorder = world.installation.chargingRecorder()
    #expect(try available(recorder, debit("d-1", 50)) == 879)
    try world.tamper("CREATE TRIGGER no_more BEFORE UPDATE ON charging_counter BEGIN SELECT RAISE(ABORT, 'no more'); END")
    #expect(throws: (any Error).self) { try recorder.decide([debit("d-2", 50)])[0].get() }
    #expect(throws: (any Error).self) { try recorder.decide([debit("d-2", 50)])[0].get() }
    try world.tamper("DROP TRIGGER no_more")
    #expect(try available(recorder, debit("d-2", 50)) == 758)
    #expect(try available(recorder, debit("d-2", 50)) == 758)
    #expect(try world.findings() == [])
  }

  /// What was wrong and was put right from the facts is not written back.
  @Test func whatWasRebuiltIsSeen() throws {
    let world = try world()
    let recorder = world.installation.chargingRecorder()
    #expect(try available(recorder, debit("d-1", 50)) == 879)
    // As everything that Florin writes, it leaves its mark.
    try world.store.write { c in
      try c.prepare("UPDATE balance_bucket SET amount = amount + 100").run()
      try c.prepare("UPDATE charging_counter SET units = units + 7").run()
    }
    var looks = debit("q", 50)
    looks.kind = .check
    #expect(try available(recorder, looks) == 979)
    _ = try Rebuilding(world.installation)()
    #expect(try available(recorder, looks) == 879)
    #expect(try available(recorder, debit("d-2", 50)) == 758)
    #expect(try world.findings() == [])
  }

  /// Marks that come and go in one transaction, as when an old one is removed: their number and sum stay.
  @Test(.enabled(if: World.isOnServer, "on a server commits leave marks")) func aMarkInPlaceOfAnotherIsSeen() throws {
    let world = try world()
    let recorder = world.installation.chargingRecorder()
    let other = try Installation(Home(folder: world.folder, database: world.database?.address))
    try other.store.alone { try $0.execute("INSERT INTO commit_mark(writer, number, marked_at) VALUES ('old', 3, 9999999999)") }
    #expect(try available(recorder, debit("d-1", 50)) == 879)
    var looks = debit("q", 50)
    looks.kind = .check
    #expect(try available(recorder, looks) == 879)
    try other.store.alone {
      try $0.execute(
        """
        BEGIN; DELETE FROM commit_mark WHERE writer = 'old'; INSERT INTO commit_mark(writer, number, marked_at) VALUES ('new', 3, 9999999999);
        UPDATE balance_bucket SET amount = amount + 100; COMMIT
        """)
    }
    #expect(try available(recorder, looks) == 979)
  }
}
