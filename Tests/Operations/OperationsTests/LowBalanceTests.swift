import Balances
import Bootstrap
import Charging
import Operations
import Primitives
import Synchronization
import Testing

@testable import Lab

/// When it is told that little is left, by what is remembered and by the facts: both come to the same.
@Suite struct LowBalanceTests {
  /// Ana has a subscription under 600 at 0.02 a megabyte, 21 % tax on top: 50 megabytes cost 1.21.
  private func world(_ kind: CustomerBalance.Kind = .prepaid) throws -> World {
    let world = try World()
    try world.account("ana")
    try world.order("ana", key: "S-1", line: "offering: metered, startsOn: 2026-01-01, subject: \"600\"", placedOn: ResumeTests.day)
    _ = try world.balances.open(.init(reference: "b", account: "ana", kind: kind, creditLimit: kind == .postpaid ? 20 : nil), key: "o")
    if kind != .postpaid { _ = try world.balances.topUp("b", .init(amount: 10), key: "t") }
    return world
  }

  private func low(_ world: World, _ amount: Exact, topUp: Exact? = 20, key: String) throws {
    _ = try Controls(world.installation).set(ControlWish(code: "soon", kind: "low", amount: amount, unit: "EUR", topUp: topUp), for: "b", by: .operator, key: key)
  }

  private func told(_ world: World) throws -> [Int64] { try Controls(world.installation).notices(of: "b", limit: 20).reversed().map(\.notice.stands) }

  /// Asks one recorder, or each time another one, which remembers nothing.
  private final class Asking {
    let world: World
    let remembers: Bool
    let clock = TurnedClock()
    private var known: ChargingRecorder?
    private var count = 0

    init(_ world: World, remembers: Bool) { (self.world, self.remembers) = (world, remembers) }

    func reopen() throws {
      known = nil
      try world.reopen()
    }

    func debit(_ megabytes: Int64, secondsAgo: Int64 = 0) throws {
      let recorder = known ?? world.installation.chargingRecorder(clock: clock)
      if remembers { known = recorder }
      count += 1
      let request = ChargingRequest(
        session: "d-\(count)", kind: .debit, subject: "600", at: clock.now().adding(seconds: 0 - secondsAgo), services: [ServiceUnits(service: "data", used: megabytes * 1_000_000)])
      #expect(try recorder.decide([request])[0].get().result == .success)
    }
  }

  @Test(arguments: [true, false]) func whoIsBelowAlreadyIsToldOnce(_ remembers: Bool) throws {
    let asking = Asking(try self.world(), remembers: remembers)
    let world = asking.world
    try low(world, 20, key: "1")
    #expect(try told(world) == [])
    for _ in 0..<2 { try asking.debit(50) }
    #expect(try told(world) == [879])
    try asking.reopen()
    try asking.debit(50)
    // To 11.37, which is not enough.
    _ = try world.balances.topUp("b", .init(amount: 5), key: "t-2")
    try asking.debit(50)
    _ = try Rebuilding(world.installation)()
    try asking.debit(50)
    #expect(try told(world) == [879])
    // Said anew, and of another amount: 8.95 less 1.21, and once more.
    try low(world, 20, key: "2")
    for _ in 0..<2 { try asking.debit(50) }
    #expect(try told(world) == [879, 774])
    try low(world, 30, key: "3")
    for _ in 0..<2 { try asking.debit(50) }
    #expect(try told(world) == [879, 774, 532])
    // 4.11 and 30.00 is enough: 34.11, 32.90, and 6.05 less.
    _ = try world.balances.topUp("b", .init(amount: 30), key: "t-3")
    for megabytes in [50, 250, 50] as [Int64] { try asking.debit(megabytes) }
    #expect(try told(world) == [879, 774, 532, 2_685])
    #expect(try world.findings() == [])
  }

  /// For an hour there were 20 euros more, of which nothing was spent.
  @Test(arguments: [true, false]) func whatIsLowOnceMoreIsToldOnceMore(_ remembers: Bool) throws {
    let asking = Asking(try self.world(), remembers: remembers)
    let world = asking.world
    let now = MachineClock().now()
    _ = try world.balances.topUp(
      "b", .init(amount: 20, validFrom: "\(Instant(seconds: now.seconds + 3_600))", validTo: "\(Instant(seconds: now.seconds + 7_200))"), key: "t-2")
    try low(world, 15, key: "1")
    for _ in 0..<2 { try asking.debit(50) }
    #expect(try told(world) == [879])
    asking.clock.turn(to: 3 * 3_600)
    for _ in 0..<2 { try asking.debit(50) }
    #expect(try told(world) == [879, 637])
    asking.clock.turn(to: 4 * 3_600)
    try asking.debit(50)
    #expect(try told(world) == [879, 637])
    #expect(try world.findings() == [])
  }

  /// What was used before 30 euros were paid in, and is told after that, leaves enough.
  @Test(arguments: [true, false]) func whatIsToldLateIsLowOnlyWhenThatIsSo(_ remembers: Bool) throws {
    let asking = Asking(try self.world(), remembers: remembers)
    let world = asking.world
    try low(world, 9, key: "1")
    try asking.debit(50)
    #expect(try told(world) == [879])
    asking.clock.turn(to: 3 * 3_600)
    let now = asking.clock.now()
    _ = try world.balances.topUp("b", .init(amount: 30, validFrom: "\(Instant(seconds: now.seconds - 60))", validTo: "\(Instant(seconds: now.seconds + 86_400))"), key: "t-2")
    for _ in 0..<3 { try asking.debit(50, secondsAgo: 3_600) }
    #expect(try told(world) == [879])
    #expect(try world.findings() == [])
  }

  /// A bill cycle may come to 20 euros; 60 megabytes cost 1.20 and 0.25 tax. The next cycle begins with all of it.
  @Test(arguments: [true, false]) func aPostpaidBalanceGetsLowInEachCycle(_ remembers: Bool) throws {
    let asking = Asking(try self.world(.postpaid), remembers: remembers)
    let world = asking.world
    #expect(throws: Rejection.self) { try low(world, 19, key: "0") }
    try low(world, 19, topUp: nil, key: "1")
    try asking.debit(10)
    #expect(try told(world) == [])
    for _ in 0..<2 { try asking.debit(50) }
    #expect(try told(world) == [1_855])
    asking.clock.turn(to: 32 * 86_400)
    for _ in 0..<2 { try asking.debit(50) }
    #expect(try told(world) == [1_855, 1_879])
  }
}

/// Ahead of the machine's.
private final class TurnedClock: Clock {
  private let ahead = Mutex<Int64>(0)

  func now() -> Instant { MachineClock().now().adding(seconds: ahead.withLock { $0 }) }

  func turn(to seconds: Int64) { ahead.withLock { $0 = seconds } }
}
