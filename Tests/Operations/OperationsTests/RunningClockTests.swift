import Balances
import Bootstrap
import Charging
import Operations
import Primitives
import Testing

@testable import Lab
@testable import Store

/// Sessions of networks whose counters run, by two clocks: the network's, which may be set, and this house's.
@Suite struct RunningClockTests {
  private static let megabyte: Int64 = 1_000_000
  private let start = MachineClock().now()
  private struct Later: Clock { func now() -> Instant { MachineClock().now().adding(seconds: 20_000) } }

  /// What is told an hour later than `heard` seconds, by a clock of the network that is `step` seconds ahead.
  private func told(_ kind: ChargingRequest.Kind, _ megabytes: Int64, heard: Int64, lasted: Int64?, step: Int64 = 0, subject: String = "600") -> ChargingRequest {
    let (heardAt, saidAt) = (start.adding(seconds: 3_600 + heard), start.adding(seconds: 3_600 + heard + step))
    return ChargingRequest(
      session: "r/1", kind: kind, subject: subject, at: saidAt,
      services: [ServiceUnits(service: "data", requested: kind == .terminate ? 0 : 10 * Self.megabyte, used: megabytes * Self.megabyte)],
      running: RunningCount(begunAt: lasted.map { saidAt.adding(seconds: 0 - $0) }, saidAt: saidAt, heardAt: heardAt))
  }

  private func tell(_ recorder: ChargingRecorder, _ requests: ChargingRequest...) throws -> [String] {
    try requests.map { request in
      let answer = try recorder.decide([request])[0].get()
      return "\(answer.result.word) \(answer.services.reduce(0) { $0 + ($1.charged?.units ?? 0) } / Self.megabyte)"
    }
  }

  private func money(_ world: World) throws -> String {
    try #require(try world.store.balance(reference: "b")).balance.buckets.map { "\($0.terms.unit.exact($0.amount))" }.joined()
  }

  /// Half an hour forwards or back between two reports: 120 megabytes are charged, and not 110 of them again.
  @Test(arguments: [1_800, -1_800] as [Int64]) func aClockThatIsSetChargesNothingAgain(_ step: Int64) throws {
    let world = try World.prepaid()
    let recorder = world.installation.chargingRecorder(clock: Later())
    #expect(try tell(recorder, told(.update, 100, heard: 300, lasted: 300), told(.update, 110, heard: 600, lasted: 600)) == ["success 100", "success 10"])
    try world.reopen()
    let again = world.installation.chargingRecorder(clock: Later())
    #expect(try tell(again, told(.update, 120, heard: 900, lasted: 900, step: step), told(.terminate, 120, heard: 910, lasted: 910, step: step)) == ["success 10", "success 0"])
    // 120 megabytes at 0.02 and 21 % tax are 2.904.
    #expect(try money(world) == "7.10" && world.store.openSessionCount() == 0)
    #expect(try world.findings() == [])
  }

  /// A router begins anew with its names, an hour behind: by either clock it is another session, so all of it is charged.
  @Test func whoBeginsAnewWithAWrongClockIsCharged() throws {
    let world = try World.prepaid()
    let recorder = world.installation.chargingRecorder(clock: Later())
    #expect(try tell(recorder, told(.update, 100, heard: 300, lasted: 300), told(.terminate, 100, heard: 310, lasted: 310)) == ["success 100", "success 0"])
    #expect(try tell(recorder, told(.update, 40, heard: 900, lasted: 60, step: -3_600), told(.terminate, 50, heard: 960, lasted: 120, step: -3_600)) == ["success 40", "success 10"])
    #expect(try world.findings() == [])
  }

  /// The name is used again, and the end of the one that had it comes late: each is charged by itself.
  @Test func anotherSessionIsAnotherByBothClocks() throws {
    let world = try World.prepaid()
    let recorder = world.installation.chargingRecorder(clock: Later())
    #expect(try tell(recorder, told(.initial, 0, heard: 0, lasted: 0), told(.update, 4, heard: 60, lasted: 60)) == ["success 0", "success 4"])
    #expect(try tell(recorder, told(.initial, 0, heard: 500, lasted: 0), told(.update, 1, heard: 560, lasted: 60)) == ["success 0", "success 1"])
    try world.reopen()
    let again = world.installation.chargingRecorder(clock: Later())
    #expect(try tell(again, told(.terminate, 9, heard: 90, lasted: 90), told(.terminate, 9, heard: 90, lasted: 90), told(.terminate, 2, heard: 600, lasted: 100)) == ["success 5", "success 0", "success 1"])
    #expect(try world.findings() == [] && world.store.openSessionCount() == 0)
  }

  /// What an interim told waits when nobody can be charged: its end may never come. A clock that is set meanwhile makes no two of it.
  @Test(arguments: [0, 1_800, -1_800] as [Int64]) func whatGoesOnWaits(_ step: Int64) throws {
    let world = try World.prepaid()
    let recorder = world.installation.chargingRecorder(clock: Later())
    let life = [
      told(.initial, 0, heard: 0, lasted: 0, subject: "700"), told(.update, 100, heard: 300, lasted: 300, subject: "700"),
      told(.update, 110, heard: 600, lasted: 600, step: step, subject: "700"), told(.update, 100, heard: 300, lasted: 300, subject: "700"),
    ]
    for one in life { #expect(try tell(recorder, one) == ["user-unknown 0"]) }
    func waiting() throws -> [String] { try world.store.uncharged(limit: 9).map { "\($0.request.kind.rawValue) \($0.request.services[0].used / Self.megabyte)" } }
    #expect(try waiting() == ["update 110"] && recorder.chargeUncharged() == 0)
    // Its server begins anew; somebody is known by now.
    #expect(try recorder.reclaim(sessionsUnder: "r/", begunBy: start.adding(seconds: 5_000)) == 0)
    try world.order("ana", key: "S-2", line: "offering: metered, startsOn: 2026-01-01, subject: \"700\"", placedOn: ResumeTests.day)
    let again = world.installation.chargingRecorder(clock: Later())
    #expect(try again.chargeUncharged() == 1 && waiting() == [])
    // It goes on all the same, and is granted more; nothing that was told is charged again.
    #expect(try tell(again, told(.update, 120, heard: 900, lasted: 900, step: step, subject: "700")) == ["success 10"])
    #expect(try world.store.openSessionCount() == 1)
    #expect(try tell(again, told(.terminate, 121, heard: 960, lasted: 960, step: step, subject: "700")) == ["success 1"])
    // 121 megabytes at 0.02 are 2.42, with 21 % tax 2.93.
    #expect(try money(world) == "7.07" && world.store.openSessionCount() == 0 && world.findings() == [])
  }

  /// Told once more when it can be charged, it waits no more, and its session goes on; an end that is told makes it one.
  @Test func whatWaitsIsTakenOffOnceItIsCharged() throws {
    let world = try World.prepaid()
    let recorder = world.installation.chargingRecorder(clock: Later())
    let going = told(.update, 10, heard: 300, lasted: 300, subject: "700")
    #expect(try tell(recorder, going) == ["user-unknown 0"])
    try world.order("ana", key: "S-2", line: "offering: metered, startsOn: 2026-01-01, subject: \"700\"", placedOn: ResumeTests.day)
    let again = world.installation.chargingRecorder(clock: Later())
    #expect(try tell(again, told(.update, 12, heard: 600, lasted: 600, subject: "700")) == ["success 12"])
    #expect(try world.store.unchargedCount() == 0 && world.store.openSessionCount() == 1 && again.chargeUncharged() == 0)
    #expect(try tell(again, going, told(.terminate, 13, heard: 700, lasted: 700, subject: "700")) == ["success 0", "success 1"])
    #expect(try tell(again, told(.update, 3, heard: 1_000, lasted: 60, subject: "800"), told(.terminate, 4, heard: 1_030, lasted: 90, subject: "800")) == ["user-unknown 0", "user-unknown 0"])
    #expect(try world.store.uncharged(limit: 9).map(\.request.kind) == [.terminate])
    #expect(try world.findings() == [])
  }

  /// A suspension is against the use itself; that no balance pays is not.
  @Test func whatIsDeniedIsToEnd() throws {
    let world = try World.prepaid()
    let recorder = world.installation.chargingRecorder(clock: Later())
    #expect(try recorder.decide([told(.initial, 0, heard: 0, lasted: 0)])[0].get().endsUse == false)
    try world.amend("S-1", key: "end", on: MachineClock().now().utcDay, change: "change: suspend")
    let denied = try recorder.decide([told(.update, 1, heard: 300, lasted: 300)])[0].get()
    #expect(denied.services.map(\.result) == [.serviceDenied] && denied.endsUse)
    var other = told(.initial, 0, heard: 400, lasted: 0)
    other.session = "r/2"
    let refused = try recorder.decide([other])[0].get()
    #expect(refused.services.isEmpty && refused.result == .serviceDenied && refused.endsUse)
    try world.account("eva")
    try world.order("eva", key: "S-2", line: "offering: metered, startsOn: 2026-01-01, subject: \"800\"", placedOn: ResumeTests.day)
    (other.session, other.subject) = ("r/3", "800")
    let unpaid = try world.installation.chargingRecorder(clock: Later()).decide([other])[0].get()
    #expect(unpaid.result == .serviceDenied && !unpaid.endsUse)
  }

  /// A session's text says when it was heard of; one from before does not, and is read as before.
  @Test(arguments: ["", "\n^\t5000", "\n^4000\t5000"]) func aSessionSaysWhenItWasHeardOf(_ line: String) throws {
    let before = "600\t7\t9\t3\t1000\t2000\t1000\t1"
    let service = "\n0\tdata\t\t\t0\t\t1\t0\t3000\t0\t\t\t\t\t4096"
    let session = try #require(SessionText.unpack(before + line + service, reference: "r/1", state: .open, validUntil: start))
    #expect(session.heardFrom == (line.contains("4000") ? Instant(microseconds: 4_000) : nil) && session.heardAt == (line.isEmpty ? nil : Instant(microseconds: 5_000)))
    #expect(session.saidAt == Instant(microseconds: 2_000) && session.firstNumber == 1 && session.services.map(\.total) == [4_096])
    #expect(SessionText.pack(session) == before + line + service)
  }

  @Test(arguments: ["\n^", "\n^1", "\n^a\t1", "\n^1\t", "\n^1\t2\t3"]) func aDamagedTextIsNoSession(_ line: String) {
    #expect(SessionText.unpack("600\t7\t9\t3\t1000\t2000" + line, reference: "r/1", state: .open, validUntil: start) == nil)
  }
}
