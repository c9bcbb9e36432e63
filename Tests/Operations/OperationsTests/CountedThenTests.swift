import Balances
import Bootstrap
import Charging
import Operations
import Primitives
import Testing

@testable import Lab
@testable import Store

/// What was used counts where it was used, and is taken from the limit of the bill cycle in which it was, in the database and after a restart.
@Suite struct CountedThenTests {
  private static let megabyte: Int64 = 1_000_000

  private struct At: Clock {
    var instant: Instant
    func now() -> Instant { instant }
  }

  private func ask(
    _ world: World, _ kind: ChargingRequest.Kind, _ session: String, _ number: Int64 = 0, used: Int64 = 0, requested: Int64? = nil, at: Instant
  ) throws -> ChargingAnswer {
    let services = [ServiceUnits(service: "data", requested: requested.map { $0 * Self.megabyte }, used: used * Self.megabyte)]
    let request = ChargingRequest(session: session, number: number, kind: kind, subject: "600", at: at, services: services)
    return try world.installation.chargingRecorder(clock: At(instant: at)).decide([request])[0].get()
  }

  /// 0.02 a megabyte and 21 % tax: ten come to 0.24, a hundred more to 2.42, two hundred to 4.84. Five euros a day.
  @Test func aStretchThatIsOverCountsWhatWasUsedInIt() throws {
    let world = try World()
    try world.account("ana")
    try world.order("ana", key: "S-1", line: "offering: metered, startsOn: 2026-01-01, subject: \"600\"", placedOn: ResumeTests.day)
    _ = try world.balances.open(.init(reference: "b", account: "ana", kind: .prepaid), key: "o")
    _ = try world.balances.topUp("b", .init(amount: 10), key: "t")
    _ = try Controls(world.installation).set(ControlWish(code: "day", kind: "limit", amount: 5, unit: "EUR", window: "day"), for: "b", by: .operator, key: "c")
    let madrid = try #require(Zones.zone("Europe/Madrid"))
    let midnight = madrid.start(of: madrid.day(of: MachineClock().now()).adding(days: 2))
    func counted() throws -> [Int64] {
      let id = try #require(try world.store.balance(reference: "b")).balance.id
      return try [-86_400, 0].map { try world.store.count(CountKey(balance: id, code: "day", windowStart: madrid.start(of: madrid.day(of: midnight.adding(seconds: $0)))))?.counted ?? 0 }
    }
    _ = try ask(world, .debit, "d", used: 10, at: midnight.adding(seconds: -1_200))
    _ = try ask(world, .initial, "s", requested: 100, at: midnight.adding(seconds: -600))
    try world.reopen()
    #expect(try ask(world, .terminate, "s", 1, used: 100, at: midnight.adding(seconds: 5)).services[0].charged?.grossMinor == 242)
    #expect(try counted() == [266, 0])
    #expect(try ask(world, .debit, "e", used: 200, at: midnight.adding(seconds: 10)).result == .success)
    #expect(try counted() == [266, 484] && world.findings() == [])
    try world.store.alone { try $0.execute("UPDATE spending_count SET counted = 0") }
    _ = try Rebuilding(world.installation)()
    #expect(try counted() == [266, 484] && world.findings() == [])
  }

  /// What is told behind the end of a subscription counts on its last day, with what that day has.
  @Test func theLastDayGoesOn() throws {
    let world = try World()
    try world.account("ana")
    try world.order("ana", key: "S-1", line: "offering: metered, startsOn: 2026-01-01, subject: \"600\"", placedOn: ResumeTests.day)
    _ = try world.balances.open(.init(reference: "b", account: "ana", kind: .prepaid), key: "o")
    _ = try world.balances.topUp("b", .init(amount: 10), key: "t")
    _ = try Controls(world.installation).set(ControlWish(code: "day", kind: "limit", amount: 5, unit: "EUR", window: "day"), for: "b", by: .operator, key: "c")
    let madrid = try #require(Zones.zone("Europe/Madrid"))
    let end = madrid.day(of: MachineClock().now()).adding(days: 2)
    let midnight = madrid.start(of: end)
    _ = try ask(world, .debit, "d", used: 100, at: midnight.adding(seconds: -1_200))
    _ = try ask(world, .initial, "s", requested: 10, at: midnight.adding(seconds: -600))
    try world.amend("S-1", key: "end", on: end, change: "change: cancel")
    _ = try ask(world, .update, "s", 1, used: 10, at: midnight.adding(seconds: 5))
    try world.reopen()
    _ = try ask(world, .terminate, "s", 2, used: 10, at: midnight.adding(seconds: 86_400))
    let id = try #require(try world.store.balance(reference: "b")).balance.id
    // A hundred megabytes are 2.42, and twenty 0.48.
    #expect(try world.store.count(CountKey(balance: id, code: "day", windowStart: madrid.start(of: end.adding(days: -1))))?.counted == 290)
    #expect(try world.findings() == [])
  }

  /// A hundred megabytes come to 2.42. They were used in a bill cycle that is over when they are told, and stand on its bill.
  @Test func aCycleThatIsOverGuardsWhatWasUsedInIt() throws {
    let world = try World()
    try world.account("ana")
    try world.order("ana", key: "S-1", line: "offering: metered, startsOn: 2026-01-01, subject: \"600\"", placedOn: ResumeTests.day)
    _ = try world.balances.open(.init(reference: "b", account: "ana", kind: .postpaid, creditLimit: 20), key: "o")
    let madrid = try #require(Zones.zone("Europe/Madrid"))
    let today = madrid.day(of: MachineClock().now())
    let border = madrid.start(of: Day(number: today.number + 1 - Int32(today.dayOfMonth)).adding(months: 2))
    let later = border.adding(seconds: 3_600)
    _ = try ask(world, .initial, "s", requested: 100, at: border.adding(seconds: -600))
    #expect(try world.installation.chargingRecorder(clock: At(instant: later)).reclaim() == ["s"])
    try world.reopen()
    let told = try ask(world, .terminate, "s", 1, used: 100, at: later)
    #expect(told.services[0].charged?.grossMinor == 242)
    let balance = try #require(try world.store.balance(reference: "b")).balance
    #expect(balance.guardBucket(at: border.adding(seconds: -1))?.amount == -242 && balance.guardBucket(at: later)?.amount == 0)
    #expect(try ChargedUsage(world.installation).handOn().accepted == 1 && world.findings() == [])
  }
}
