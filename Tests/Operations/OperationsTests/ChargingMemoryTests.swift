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

  /// Another account with a balance and a subscription of its own.
  private func addBen(_ world: World) throws {
    try world.account("ben")
    try world.order("ben", key: "S-2", line: "offering: metered, startsOn: 2026-01-01, subject: \"601\"", placedOn: ResumeTests.day)
    _ = try world.balances.open(.init(reference: "c", account: "ben", kind: .prepaid), key: "o2")
    _ = try world.balances.topUp("c", .init(amount: Exact(10)), key: "t2")
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
    let world = try World.prepaid()
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

  /// Whoever writes without a fact or a mark by which what is remembered would be forgotten.
  @Test func whatLeavesNoFactIsNotWrittenOver() throws {
    let world = try World.prepaid()
    let recorder = world.installation.chargingRecorder()
    #expect(try available(recorder, debit("d-1", 50)) == 879)
    try world.store.write { try $0.prepare("UPDATE balance_bucket SET amount = amount - 100").run() }
    #expect(try available(recorder, debit("d-2", 50)) == 658)
  }

  /// Of the buckets behind the main one as well.
  @Test func furtherBucketsAreNotWrittenOver() throws {
    let world = try World.prepaid()
    _ = try world.balances.topUp("b", .init(amount: Exact(Int(100 * Self.megabyte)), unit: "octets"), key: "octets")
    let recorder = world.installation.chargingRecorder()
    func octets() throws -> Int64? { try world.store.balance(reference: "b")?.balance.buckets.last?.amount }
    #expect(try recorder.decide([debit("d-1", 50)])[0].get().result == .success)
    #expect(try octets() == 50 * Self.megabyte)
    try world.store.write { try $0.prepare("UPDATE balance_bucket SET amount = amount - 10000000 WHERE unit = 'octets'").run() }
    #expect(try recorder.decide([debit("d-2", 30)])[0].get().result == .success)
    #expect(try octets() == 10 * Self.megabyte)
  }

  /// A process of an earlier version leaves no mark.
  @Test(.enabled(if: World.isOnServer, "a server's question")) func whatLeavesNoMarkIsNotWrittenOver() throws {
    let world = try World.prepaid()
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
    let world = try World.prepaid()
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
    let world = try World.prepaid()
    #expect(try available(world.installation.chargingRecorder(), debit("d-1", 50)) == 879)
    try world.store.write { c in
      try c.prepare("UPDATE balance_bucket SET amount = amount + 100").run()
      try c.prepare("UPDATE charging_counter SET units = units + 7").run()
    }
    let recorder = try Installation(Home(folder: world.folder, database: world.database?.address)).chargingRecorder()
    var looks = debit("q", 50)
    looks.kind = .check
    #expect(try available(recorder, looks) == 979)
    _ = try Rebuilding(world.installation)()
    #expect(try available(recorder, looks) == 879)
    #expect(try available(recorder, debit("d-2", 50)) == 758)
    #expect(try world.findings() == [])
  }

  /// Who pays in is read again; whoever did nothing is still remembered.
  @Test func onlyWhatChangedIsForgotten() throws {
    let world = try World.prepaid()
    try addBen(world)
    let recorder = world.installation.chargingRecorder()
    var ben = debit("e-1", 50)
    ben.subject = "601"
    #expect(try recorder.decide([debit("d-1", 50), ben]).map { try $0.get().available?.amountMinor } == [879, 879])
    let memory = try world.store.writeReferencesTrusted { $0.keeping(ChargingMemory(most: 1_000)) }.0
    func remembered() -> [Int64?] { [1, 2].map { memory.balances[CustomerBalanceID($0)]?.charged.balance.buckets.first?.amount } }
    #expect(remembered() == [879, 879])
    _ = try world.balances.topUp("c", .init(amount: Exact(5)), key: "more")
    _ = try world.store.writeReferencesTrusted { try memory.look($0) }
    #expect(remembered() == [879, nil])
    ben.session = "e-2"
    #expect(try available(recorder, ben) == 1258)
    #expect(try available(recorder, debit("d-2", 50)) == 758)
    // What is refused is no fault.
    #expect(throws: Rejection.self) { try recorder.giveUp(GiveUpUse(session: "none", reason: "gone", by: "ana", key: "g")) }
    #expect(try world.store.writeReferencesTrusted { $0.keeping(ChargingMemory(most: 1)) }.0 === memory)
    // What keeps spending within bounds may be about anybody.
    _ = try Controls(world.installation).set(
      ControlWish(code: "house", kind: "limit", amount: 100, unit: "EUR", window: "month", mayBeLifted: false), for: nil, by: .operator, key: "cap")
    _ = try world.store.writeReferencesTrusted { try memory.look($0) }
    #expect(remembered() == [nil, nil])
    #expect(try world.findings() == [])
  }

  /// Fractions of cents go on in counters, wherever they were counted.
  @Test func countersGoOnAtAnotherProcess() throws {
    let world = try World.prepaid()
    let here = world.installation.chargingRecorder()
    let there = try Installation(Home(folder: world.folder, database: world.database?.address)).chargingRecorder()
    for index in 0..<30 {
      _ = try available(here, debit("h-\(index)", 1))
      _ = try available(there, debit("t-\(index)", 1))
    }
    // 60 megabytes at 0.02, and 21 %: 1.452.
    var looks = debit("q", 1)
    looks.kind = .check
    #expect(try available(here, looks) == 855)
    #expect(try available(there, looks) == 855)
    #expect(try world.findings() == [])
  }

  /// What is set aside at one process is let go at another.
  @Test func sessionsGoOnAtAnotherProcess() throws {
    let world = try World.prepaid()
    let here = world.installation.chargingRecorder()
    let there = try Installation(Home(folder: world.folder, database: world.database?.address)).chargingRecorder()
    func ask(_ recorder: ChargingRecorder, _ kind: ChargingRequest.Kind, _ number: Int64, used: Int64 = 0) throws -> ChargingAnswer {
      try recorder.decide([
        ChargingRequest(
          session: "s", number: number, kind: kind, subject: "600", at: MachineClock().now(),
          services: [ServiceUnits(service: "data", requested: kind == .terminate ? nil : 50 * Self.megabyte, used: used * Self.megabyte)])
      ])[0].get()
    }
    #expect(try ask(here, .initial, 0).available?.amountMinor == 879)
    #expect(try ask(there, .update, 1, used: 50).available?.amountMinor == 758)
    #expect(try ask(here, .update, 2, used: 50).available?.amountMinor == 637)
    #expect(try ask(there, .terminate, 3, used: 10).available?.amountMinor == 734)
    #expect(try ask(here, .update, 4).result == .unknownSession)
    #expect(try world.findings() == [])
  }

  /// What others did is not forgotten because letting go of old sessions saw it first.
  @Test func whatReclaimingSawFirstIsSeen() throws {
    let world = try World.prepaid()
    let recorder = world.installation.chargingRecorder()
    #expect(try available(recorder, debit("d-1", 50)) == 879)
    try world.order("ana", key: "S-2", line: "offering: metered, startsOn: 2026-01-01, subject: \"602\"", placedOn: ResumeTests.day)
    #expect(try recorder.reclaim() == [])
    _ = try recorder.known([debit("d-2", 50)])
    var second = debit("d-2", 50)
    second.subject = "602"
    #expect(try available(recorder, second) == 758)
  }

  /// A subscription that is put right from its facts is seen, too.
  @Test func subscribersThatWereRebuiltAreSeen() throws {
    let world = try World.prepaid()
    try world.store.write { try $0.prepare("UPDATE subscription SET subject = '603'").run() }
    let recorder = world.installation.chargingRecorder()
    #expect(try recorder.decide([debit("d-1", 50)])[0].get().result == .userUnknown)
    _ = try Rebuilding(world.installation)()
    #expect(try available(recorder, debit("d-2", 50)) == 879)
    #expect(try world.findings() == [])
  }

  /// A network that takes a session's name for another one, and says so twice at once.
  @Test func aSessionIsLetGoOfOnceInAGroup() throws {
    let world = try World.prepaid()
    let recorder = world.installation.chargingRecorder()
    let now = MachineClock().now()
    func start(_ subject: String, _ begunAt: Instant) -> ChargingRequest {
      ChargingRequest(
        session: "r", kind: .initial, subject: subject, at: now, services: [ServiceUnits(service: "data", requested: 50 * Self.megabyte)],
        running: RunningCount(begunAt: begunAt, saidAt: begunAt))
    }
    #expect(try recorder.decide([start("600", now.adding(seconds: -600))])[0].get().available?.amountMinor == 879)
    let again = start("699", now.adding(seconds: -60))
    #expect(try recorder.decide([again, again, debit("d-1", 50)]).map { try $0.get().result } == [.userUnknown, .userUnknown, .success])
    #expect(try world.store.balance(reference: "b")?.balance.buckets[0].reserved == 0)
    #expect(try world.findings() == [])
  }

  /// Marks that come and go in one transaction, as when an old one is removed: their number and sum stay.
  @Test(.enabled(if: World.isOnServer, "on a server commits leave marks")) func aMarkInPlaceOfAnotherIsSeen() throws {
    let world = try World.prepaid()
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
        INSERT INTO balance_movement(id, bucket_id, kind, amount, after, moved_at, cause, reason)
          SELECT (SELECT MAX(id) + 1 FROM balance_movement), id, 'adjustment', 100, amount + 100, 0, 'hand', 'by hand' FROM balance_bucket;
        UPDATE balance_bucket SET amount = amount + 100; COMMIT
        """)
    }
    #expect(try available(recorder, looks) == 979)
  }
}
