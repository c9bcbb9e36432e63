import Balances
import Bootstrap
import Charging
import Operations
import Primitives
import Store
import Testing
import Usage

@testable import Lab

/// What was used under a limit reaches the bill as whoever used it used it, or it is said that it does not.
@Suite struct HandOnTests {
  private static let megabyte: Int64 = 1_000_000
  private struct Later: Clock { func now() -> Instant { MachineClock().now().adding(seconds: 3 * 86_400) } }

  /// Ana has a subscription under 600 and pays with her bill.
  private func world() throws -> World {
    let world = try World()
    try world.account("ana")
    try world.order("ana", key: "S-1", line: "offering: metered, startsOn: 2026-01-01, subject: \"600\"", placedOn: ResumeTests.day)
    _ = try world.balances.open(.init(reference: "b", account: "ana", kind: .postpaid, creditLimit: 20), key: "o")
    return world
  }

  private func request(
    _ kind: ChargingRequest.Kind, _ session: String, _ number: Int64 = 0, used: Int64 = 0, requested: Int64? = nil, attributes: [String: String] = [:],
    at: Instant = MachineClock().now()
  ) -> ChargingRequest {
    let service = ServiceUnits(service: "data", attributes: attributes, requested: requested.map { $0 * Self.megabyte }, used: used * Self.megabyte)
    return ChargingRequest(session: session, number: number, kind: kind, subject: "600", at: at, services: [service])
  }

  private func ask(_ recorder: ChargingRecorder, _ requests: ChargingRequest...) throws -> [ChargingAnswer] { try recorder.decide(requests).map { try $0.get() } }

  /// Attributes may be called as what an event has besides them.
  @Test func attributesKeepTheirNames() throws {
    let world = try world()
    let attributes = ["type": "video", "source": "cell", "at": "home", "zone": "1", "attributes": "few"]
    _ = try ask(world.installation.chargingRecorder(), request(.debit, "d", used: 5, attributes: attributes))
    #expect(try ChargedUsage(world.installation).handOn().accepted == 1)
    let kept = #"{"at":"home","attributes":"few","source":"cell","type":"video","zone":"1"}"#
    #expect(try world.number("SELECT COUNT(*) FROM usage_event WHERE type = 'data' AND attributes = '\(kept)'") == 1)
    #expect(try world.findings() == [])
  }

  /// What usage does not take is told, counted until it is dismissed, and known to whoever proves.
  @Test func whatIsRejectedIsSaid() throws {
    let world = try world()
    _ = try ask(world.installation.chargingRecorder(), request(.debit, "d", used: 5), request(.debit, "e", used: 5))
    try world.tamper("UPDATE charging_usage SET type = 'forgotten' WHERE event_id LIKE 'e#%'")
    let outcome = try ChargedUsage(world.installation).handOn()
    #expect(outcome.accepted == 1 && outcome.rejected == 1 && outcome.batches.count == 1)
    #expect(try world.store.rejectedForBill() == 1)
    #expect(try Set(world.findings().map(\.law)) == ["chain"])
    let imports = UsageImports(world.installation)
    let reject = try #require(try imports.rejects(batch: outcome.batches.first, states: [.open], limit: 10).first)
    #expect(try imports.dismiss(reject.id))
    #expect(try world.store.rejectedForBill() == 0)
    #expect(try Set(world.findings().map(\.law)) == ["chain"])
    #expect(try ChargedUsage(world.installation).handOn() == ChargedUsage.Outcome())
  }

  /// The cursor says that it was handed on, and usage knows nothing of it.
  @Test func whatIsLostOnTheWayIsFound() throws {
    let world = try world()
    _ = try ask(world.installation.chargingRecorder(), request(.debit, "d", used: 5))
    #expect(try world.findings() == [])
    try world.store.usageHanded(through: 1_000)
    #expect(try world.findings().map { "\($0.law) \($0.subject)" } == ["charging-handed-on d#0/0/data"])
    try world.tamper("UPDATE charging_usage_cursor SET through = 0")
    try ChargedUsage(world.installation).handOn()
    #expect(try world.findings() == [])
  }

  /// The subscription ends in two days and somebody else gets the number; what is told on the third day was used before. So was what an earlier version
  /// dated behind the end.
  @Test(arguments: [false, true]) func whoeverGetsTheNumberIsNotBilled(_ isOfEarlierVersion: Bool) throws {
    let world = try world()
    try world.account("bruno")
    let (recorder, now, later) = (world.installation.chargingRecorder(clock: Later()), MachineClock().now(), Later().now())
    let end = Day(number: now.utcDay.number + 2)
    _ = try ask(recorder, request(.initial, "s", requested: 100, at: now))
    try world.amend("S-1", key: "end", on: end, change: "change: cancel")
    try world.order("bruno", key: "S-2", line: "offering: metered, startsOn: \(end), subject: \"600\"", placedOn: ResumeTests.day)
    _ = try ask(recorder, request(.update, "s", 1, used: 10, requested: 0, at: later))
    // With other attributes it is an event of its own, and everything before it was told by now.
    _ = try ask(recorder, request(.terminate, "s", 2, used: 5, attributes: ["zone": "2"], at: later))
    let behind = "SELECT COUNT(*) FROM charging_usage WHERE used_at >= \(Zone.utc.start(of: end).microseconds)"
    #expect(try world.number("SELECT COUNT(*) FROM charging_usage") == 2 && world.number(behind) == 0)
    if isOfEarlierVersion { try world.tamper("UPDATE charging_usage SET used_at = \(later.microseconds) WHERE attributes LIKE '%zone%'") }
    #expect(try ChargedUsage(world.installation).handOn() == outcome(2))
    // Days of the account begin before those of UTC.
    #expect(try world.number("SELECT COUNT(*) FROM usage_event WHERE at >= \(Zone.utc.start(of: end).microseconds)") == 0)
    #expect(try Set(world.findings().map(\.law)) == (isOfEarlierVersion ? ["chain"] : []))
  }

  private func outcome(_ accepted: Int) -> ChargedUsage.Outcome {
    var outcome = ChargedUsage.Outcome()
    outcome.accepted = accepted
    return outcome
  }
}
