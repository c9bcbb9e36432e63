import Balances
import Bootstrap
import Charging
import Operations
import Primitives
import Testing

@testable import Lab
@testable import Store

/// Controls in the database: what is said, what limits counted, what was told, all of it proved and written anew.
@Suite struct ControlTests {
  static let megabyte: Int64 = 1_000_000

  /// Ana has a subscription under 600 at 0.02 a megabyte, 21 % tax on top, and ten euros.
  private func world() throws -> World {
    let world = try World()
    try world.account("ana")
    try world.order("ana", key: "S-1", line: "offering: metered, startsOn: 2026-01-01, subject: \"600\"", placedOn: ResumeTests.day)
    _ = try world.balances.open(.init(reference: "b", account: "ana", kind: .prepaid), key: "o")
    _ = try world.balances.topUp("b", .init(amount: 10), key: "t")
    return world
  }

  private func ask(_ world: World, _ kind: ChargingRequest.Kind, _ session: String, _ number: Int64 = 0, used: Int64 = 0, requested: Int64? = nil, refunds: String? = nil) throws -> ChargingAnswer {
    let services = kind == .refund ? [] : [ServiceUnits(service: "data", attributes: ["roaming": "yes"], requested: requested.map { $0 * Self.megabyte }, used: used * Self.megabyte)]
    let request = ChargingRequest(session: session, number: number, kind: kind, subject: "600", at: MachineClock().now(), services: services, refunds: refunds)
    return try world.installation.chargingRecorder().decide([request])[0].get()
  }

  private func standing(_ world: World, _ code: String) throws -> String {
    let one = try #require(try Controls(world.installation).list(for: "b").first { $0.stored.code == code })
    return "\(one.stretch?.count.counted ?? -1)/\(one.stretch?.count.reserved ?? -1)"
  }

  @Test func limitsCountInTheDatabase() throws {
    let world = try world()
    let controls = Controls(world.installation)
    let wish = ControlWish(code: "roaming", kind: "limit", amount: 2, unit: "EUR", window: "month", attributes: ["roaming=yes"], warnAt: [50], mayBeLifted: true)
    let first = try controls.set(wish, for: nil, by: .operator, key: "c")
    // The same again is what it was.
    #expect(try controls.set(wish, for: nil, by: .operator, key: "c").stored == first.stored)
    #expect(try ask(world, .initial, "s", requested: 100).services[0].granted == 41_250_000)
    #expect(try standing(world, "roaming") == "0/101")
    let went = try ask(world, .update, "s", 1, used: 41, requested: 100)
    #expect(went.services[0].charged?.grossMinor == 99 && went.services[0].granted == 20_750_000)
    #expect(try world.findings() == [])
    // Across a restart, a repeat gets the first answer and counts nothing.
    try world.reopen()
    #expect(try ask(world, .update, "s", 1, used: 41, requested: 100) == went)
    #expect(try standing(world, "roaming") == "99/51")
    _ = try ask(world, .terminate, "s", 2, used: 20)
    #expect(try standing(world, "roaming") == "148/0")
    #expect(try ask(world, .debit, "d", used: 30).result == .creditLimitReached)
    let debit = try ask(world, .debit, "e", used: 20)
    #expect(debit.result == .success)
    #expect(try standing(world, "roaming") == "196/0")
    _ = try ask(world, .refund, "r", refunds: "e")
    #expect(try standing(world, "roaming") == "148/0")
    #expect(try controls.notices(of: "b", limit: 10).map { "\($0.notice.kind) \($0.notice.level) \($0.notice.stands)" } == ["reached 74 148", "level 50 148"])
    #expect(try world.findings() == [])
  }

  /// What was told is told of an amount: raised, a limit tells its levels again, once, whoever remembers what and whatever is written anew.
  @Test func aRaisedLimitTellsItsLevels() throws {
    let world = try world()
    func cap(_ amount: Exact, key: String) throws {
      _ = try Controls(world.installation).set(ControlWish(code: "cap", kind: "limit", amount: amount, unit: "EUR", window: "month", warnAt: [50]), for: "b", by: .operator, key: key)
    }
    func told() throws -> [String] {
      try Controls(world.installation).notices(of: "b", limit: 10).reversed().map { "\($0.notice.kind) \($0.notice.level) of \($0.notice.amount): \($0.notice.stands)" }
    }
    try cap(1, key: "1")
    // 41 MB: net 0.82, tax 0.17.
    _ = try ask(world, .debit, "d-1", used: 41)
    #expect(try told() == ["level 50 of 100: 99"])
    try cap(3, key: "2")
    #expect(try told().count == 1)
    try world.reopen()
    // 63 MB in all: net 1.26, tax 0.26, and half of the limit is 1.50.
    _ = try ask(world, .debit, "d-2", used: 22)
    #expect(try told() == ["level 50 of 100: 99", "level 50 of 300: 152"] && world.findings() == [])
    try world.store.alone { try $0.execute("UPDATE spending_count SET told = 0") }
    #expect(try world.findings().contains { $0.law == "spending-counts" })
    _ = try Rebuilding(world.installation)()
    try world.reopen()
    _ = try ask(world, .debit, "d-3", used: 1)
    #expect(try told().count == 2 && world.findings() == [])
    // 64 MB in all: net 1.28, tax 0.27. Back at the first amount, of which the whole was not told yet.
    try cap(1, key: "3")
    #expect(try ask(world, .debit, "d-4", used: 1).result == .creditLimitReached)
    #expect(try told().dropFirst(2) == ["reached 100 of 100: 155"] && world.findings() == [])
  }

  /// That something was refused is told once and keeps no level from being told, whoever remembers what and whatever is written anew.
  @Test func whatIsRefusedSilencesNoLevel() throws {
    let world = try world()
    _ = try Controls(world.installation).set(ControlWish(code: "day", kind: "limit", amount: 1, unit: "EUR", window: "day", warnAt: [50]), for: "b", by: .operator, key: "1")
    func told() throws -> [String] {
      try Controls(world.installation).notices(of: "b", limit: 10).reversed().map { "\($0.notice.kind) \($0.notice.level): \($0.notice.stands)" }
    }
    // 100 MB: net 2.00.
    #expect(try ask(world, .debit, "d-1", used: 100).result == .creditLimitReached)
    #expect(try told() == ["reached 0: 0"] && world.findings() == [])
    try world.reopen()
    #expect(try ask(world, .debit, "d-2", used: 100).result == .creditLimitReached)
    try world.store.alone { try $0.execute("DELETE FROM spending_count") }
    #expect(try world.findings().contains { $0.law == "spending-counts" })
    _ = try Rebuilding(world.installation)()
    try world.reopen()
    #expect(try ask(world, .debit, "d-3", used: 100).result == .creditLimitReached)
    #expect(try told() == ["reached 0: 0"] && world.findings() == [])
    // 30 MB: net 0.60, tax 0.13, and half of the limit is 0.50.
    _ = try ask(world, .debit, "d-4", used: 30)
    #expect(try told() == ["reached 0: 0", "level 50: 73"] && world.findings() == [])
  }

  @Test func whatWasCountedIsWrittenAnew() throws {
    let world = try world()
    _ = try Controls(world.installation).set(ControlWish(code: "day", kind: "limit", amount: 5, window: "day", warnAt: [1]), for: "b", by: .customer, key: "c")
    _ = try ask(world, .initial, "s", requested: 20)
    _ = try ask(world, .update, "s", 1, used: 10, requested: 20)
    let before = try standing(world, "day")
    #expect(before == "24/49")
    for damage in ["UPDATE spending_count SET counted = counted + 1", "UPDATE spending_count SET reserved = 0", "UPDATE spending_count SET told = 0", "DELETE FROM spending_count"] {
      try world.store.alone { try $0.execute(damage) }
      #expect(try world.findings().contains { $0.law == "spending-counts" }, "\(damage)")
      _ = try Rebuilding(world.installation)()
      #expect(try standing(world, "day") == before && world.findings() == [], "\(damage)")
    }
  }

  @Test func anAbandonedSessionKeepsNothing() throws {
    let world = try world()
    _ = try Controls(world.installation).set(ControlWish(code: "day", kind: "limit", amount: 5, window: "day"), for: "b", by: .customer, key: "c")
    _ = try ask(world, .initial, "s", requested: 20)
    #expect(try standing(world, "day") == "0/49")
    let later = world.installation.chargingRecorder(clock: LaterClock())
    #expect(try later.reclaim() == ["s"])
    #expect(try standing(world, "day") == "0/0" && world.findings() == [])
  }

  @Test func customersChangeTheirOwnAndWhatIsLeftToThem() throws {
    let world = try world()
    let controls = Controls(world.installation)
    func limit(_ code: String, _ amount: Exact, lift: Bool = false) -> ControlWish { ControlWish(code: code, kind: "limit", amount: amount, unit: "EUR", window: "month", mayBeLifted: lift) }
    _ = try controls.set(limit("house", 100), for: nil, by: .operator, key: "1")
    _ = try controls.set(limit("shock", 50, lift: true), for: nil, by: .operator, key: "2")
    #expect(throws: Rejection.self) { try controls.set(limit("house", 500), for: "b", by: .customer, key: "3") }
    #expect(throws: Rejection.self) { try controls.end("house", for: "b", by: .customer, reason: "", key: "4") }
    #expect(throws: Rejection.self) { try controls.set(ControlWish(code: "x", kind: "exhaustion", action: "redirect:https://other.example"), for: "b", by: .customer, key: "5") }
    _ = try controls.set(limit("shock", 80), for: "b", by: .customer, key: "6")
    #expect(try controls.list(for: "b").map { "\($0.stored.code) \($0.stored.balance ?? "all")" } == ["house all", "shock b"])
    _ = try controls.end("shock", for: "b", by: .customer, reason: "goes on", key: "7")
    #expect(try controls.list(for: "b").map(\.stored.code) == ["house"])
    #expect(try controls.list(for: nil).map(\.stored.code) == ["house", "shock"])
    // What a code counts stays the same; how much may change.
    #expect(throws: Rejection.self) { try controls.set(ControlWish(code: "house", kind: "limit", amount: 5, unit: "octets", window: "month"), for: nil, by: .operator, key: "8") }
    _ = try controls.set(limit("house", 120), for: nil, by: .operator, key: "9")
    #expect(throws: Rejection.self) { try controls.end("none", for: "b", by: .operator, reason: "", key: "10") }
    #expect(try world.findings() == [])
  }

  @Test func whatBindsAllStandsAboveWhatCustomersSaid() throws {
    let world = try world()
    let controls = Controls(world.installation)
    func limit(_ code: String, _ amount: Exact, lift: Bool = false) -> ControlWish { ControlWish(code: code, kind: "limit", amount: amount, unit: "EUR", window: "month", mayBeLifted: lift) }
    func list() throws -> [String] { try controls.list(for: "b").map { "\($0.stored.code) \($0.stored.balance ?? "all")" } }
    _ = try controls.set(limit("house", 900), for: "b", by: .customer, key: "1")
    _ = try controls.set(limit("care", 900), for: "b", by: .operator, key: "2")
    // A guard that may be lifted leaves it to the customer, one that binds does not; the operator's own word for one balance stands.
    _ = try controls.set(limit("house", 100, lift: true), for: nil, by: .operator, key: "3")
    #expect(try list() == ["care b", "house b"])
    _ = try controls.set(limit("house", 100), for: nil, by: .operator, key: "4")
    _ = try controls.set(limit("care", 100), for: nil, by: .operator, key: "5")
    #expect(try list() == ["care b", "house all"])
    #expect(throws: Rejection.self) { try controls.set(limit("house", 950), for: "b", by: .customer, key: "6") }
    _ = try controls.end("house", for: nil, by: .operator, reason: "no more", key: "7")
    #expect(try list() == ["care b", "house b"])
    #expect(try world.findings() == [])
  }

  @Test func oneCodeCountsOneThingEverywhere() throws {
    let world = try world()
    let controls = Controls(world.installation)
    _ = try controls.set(ControlWish(code: "mine", kind: "limit", amount: 5, unit: "octets", window: "day"), for: "b", by: .customer, key: "1")
    _ = try controls.set(ControlWish(code: "ours", kind: "limit", amount: 5, unit: "EUR", window: "day", mayBeLifted: true), for: nil, by: .operator, key: "2")
    for (code, balance) in [("mine", nil), ("ours", "b")] as [(String, String?)] {
      let other = ControlWish(code: code, kind: "limit", amount: 5, unit: "EUR", window: "month")
      do {
        _ = try controls.set(other, for: balance, by: balance == nil ? .operator : .customer, key: "3 \(code)")
        Issue.record("\(code) counts two things")
      } catch let refused as Rejection {
        #expect(refused.problems.map(\.code) == [.controlOther] && refused.problems[0].message.hasSuffix(balance == nil ? "for \"b\"" : "for all"), "\(refused.problems)")
      }
    }
  }

  /// Dictionaries and sets of other capacities keep their members in another order.
  @Test func aRepeatIsKnownHoweverItsAttributesAreKept() throws {
    let world = try world()
    let controls = Controls(world.installation)
    let names = (1...40).map { "key\($0)=\($0)" }
    let days = "1,2,3,4,5,6,7"
    let first = ControlWish(code: "night", kind: "bar", attributes: names, hours: ["\(days) 22:00-06:00"])
    let again = ControlWish(code: "night", kind: "bar", attributes: names.reversed(), hours: ["7,6,5,4,3,2,1 22:00-06:00"])
    #expect(try controls.set(first, for: "b", by: .operator, key: "k").stored == controls.set(again, for: "b", by: .operator, key: "k").stored)
    var wide = Dictionary<String, String>(minimumCapacity: 10_000)
    for number in (1...40).reversed() { wide["key\(number)"] = "\(number)" }
    let narrow = Dictionary(uniqueKeysWithValues: wide.sorted { $0.key < $1.key })
    #expect("\(ControlledUse(attributes: wide))" == "\(ControlledUse(attributes: narrow))")
  }

  /// Whatever makes a balance low is told, once each time it falls: not only what is spent.
  @Test func aBalanceGetsLowByCommandsToo() throws {
    let world = try world()
    try world.account("bruno")
    _ = try world.balances.open(.init(reference: "c", account: "bruno", kind: .prepaid), key: "o-2")
    let controls = Controls(world.installation)
    _ = try controls.set(ControlWish(code: "soon", kind: "low", amount: 5, unit: "EUR", topUp: 20), for: "b", by: .operator, key: "1")
    _ = try controls.set(ControlWish(code: "few", kind: "low", amount: 50, unit: "octets"), for: nil, by: .operator, key: "2")
    func told(_ balance: String = "b") throws -> [String] {
      try controls.notices(of: balance, limit: 20).reversed().map { "\($0.notice.code) \($0.notice.unit.text) \($0.notice.stands) \($0.notice.topUp ?? 0)" }
    }
    // Ten euros: to five is not below five, and what was low already is not told again.
    _ = try world.balances.adjust("b", bucket: nil, by: -5, reason: "mistake", key: "a-1")
    #expect(try told() == [])
    _ = try world.balances.adjust("b", bucket: nil, by: Exact("-0.01")!, reason: "mistake", key: "a-2")
    #expect(try world.balances.adjust("b", bucket: nil, by: Exact("-0.01")!, reason: "mistake", key: "a-2").repeated)
    _ = try world.balances.adjust("b", bucket: nil, by: -1, reason: "mistake", key: "a-3")
    #expect(try told() == ["soon EUR 499 2000"])
    _ = try world.balances.topUp("b", .init(amount: 4), key: "t-2")
    _ = try world.balances.transfer("b", bucket: nil, to: "c", amount: 6, reason: "gift", key: "x")
    #expect(try told() == ["soon EUR 499 2000", "soon EUR 199 2000"])
    // What ends was there until then; what goes on is there.
    let soon = Instant(seconds: MachineClock().now().seconds + 3_600)
    for (key, rollsOver) in [("t-3", false), ("t-4", true)] {
      _ = try world.balances.topUp(
        "c", .init(amount: 60, unit: "octets", validTo: "\(soon)", rolloverDays: rollsOver ? 30 : nil, rolloverAtMost: rollsOver ? 55 : nil), key: key)
    }
    #expect(try ChangeBalance(store: world.store).expire(at: soon).movements.count == 4)
    #expect(try told("c") == [])
    _ = try ChangeBalance(store: world.store).expire(at: soon.adding(seconds: 40 * 86_400))
    #expect(try told("c") == ["few octets 0 0"])
    #expect(try world.findings() == [])
  }

  /// What ended an hour ago was missed by whoever spent since, who was told then: its end, written down later, tells nothing more.
  @Test func oneFallIsToldOnce() throws {
    let world = try world()
    let controls = Controls(world.installation)
    _ = try controls.set(ControlWish(code: "soon", kind: "low", amount: Exact("9.9")!, unit: "EUR", topUp: 20), for: "b", by: .operator, key: "1")
    let end = Instant(seconds: MachineClock().now().seconds + 3_600)
    _ = try world.balances.topUp("b", .init(amount: 20, validTo: "\(end)"), key: "t-2")
    let later = world.installation.chargingRecorder(clock: LaterClock())
    let request = ChargingRequest(
      session: "d", kind: .debit, subject: "600", at: LaterClock().now(), services: [ServiceUnits(service: "data", used: 20 * Self.megabyte)])
    #expect(try later.decide([request])[0].get().result == .success)
    #expect(try controls.notices(of: "b", limit: 9).map(\.notice.stands) == [952])
    #expect(try ChangeBalance(store: world.store).expire(at: end.adding(seconds: 86_400)).movements.count == 1)
    #expect(try controls.notices(of: "b", limit: 9).map(\.notice.stands) == [952])
    #expect(try world.findings() == [])
  }

  @Test func everythingWrongIsSaidAtOnce() throws {
    let world = try world()
    let wish = ControlWish(code: "No", kind: "limit", amount: -1, unit: "USD", window: "year", attributes: ["x"], warnAt: [120], hours: ["8"], action: "stop")
    do {
      _ = try Controls(world.installation).set(wish, for: "b", by: .operator, key: "k")
      Issue.record("it was set")
    } catch let refused as Rejection {
      #expect(refused.problems.map(\.path) == ["code", "hours", "action", "unit", "amount", "window", "warnAt", "attributes"], "\(refused.problems)")
    }
  }
}

/// Two hours ahead.
private struct LaterClock: Clock {
  func now() -> Instant { MachineClock().now().adding(seconds: 7_200) }
}
