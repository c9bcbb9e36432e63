import Balances
import Bootstrap
import Charging
import Operations
import Primitives
import Seeds
import Testing

@testable import Lab
@testable import Store

/// Counters that are written late are the same for whoever asks, whenever the process that remembers them ends.
@Suite(.enabled(if: !World.isOnServer, "a server's are written at once")) struct LateCounterTests {
  private static let megabyte: Int64 = 1_000_000

  private func world() throws -> World {
    let world = try World()
    try world.account("ana")
    try world.order("ana", key: "S-1", line: "offering: metered, startsOn: 2026-01-01, subject: \"600\"", placedOn: ResumeTests.day)
    _ = try world.balances.open(.init(reference: "b", account: "ana", kind: .prepaid), key: "o")
    _ = try world.balances.topUp("b", .init(amount: Exact(1_000)), key: "t")
    return world
  }

  private func debits(_ numbers: Range<Int>) -> [ChargingRequest] {
    numbers.map {
      ChargingRequest(
        session: "d-\($0)", kind: .debit, subject: "600", at: MachineClock().now(), services: [ServiceUnits(service: "data", used: Int64($0 % 7 + 1) * Self.megabyte)])
    }
  }

  private func decide(_ recorder: ChargingRecorder, _ numbers: Range<Int>, by count: Int) throws {
    for first in stride(from: numbers.lowerBound, to: numbers.upperBound, by: count) {
      for answer in recorder.decide(debits(first..<min(first + count, numbers.upperBound))) { #expect(try answer.get().result == .success) }
    }
  }

  private func through(_ world: World) throws -> Int64 { try world.number("SELECT through FROM charging_counter_cursor") }

  /// Two megabytes at two cents and 21 % are 4.84: what a counter forgets would be a cent too much or too little.
  @Test func whatIsNotWrittenIsCountedInByOthers() throws {
    let world = try world()
    let recorder = world.installation.chargingRecorder()
    try decide(recorder, 0..<1, by: 1)
    #expect(try through(world) == 1)
    try decide(recorder, 1..<60, by: 1)
    #expect(try through(world) == 1)
    #expect(try world.findings() == [])
    let other = try Installation(Home(folder: world.folder, database: world.database?.address))
    try decide(other.chargingRecorder(), 60..<61, by: 1)
    #expect(try through(world) == 61)
    #expect(try world.findings() == [])
    // Both go on, in turn and from what is remembered; then a process that ends without writing, and one that goes on after it.
    try decide(recorder, 61..<70, by: 2)
    try world.reopen()
    try decide(world.installation.chargingRecorder(), 70..<90, by: 3)
    try world.reopen()
    #expect(try world.findings() == [])
    let answer = try world.installation.chargingRecorder().decide(debits(90..<91))[0].get()
    let twin = try self.world()
    try decide(twin.installation.chargingRecorder(), 0..<90, by: 90)
    let same = try twin.installation.chargingRecorder().decide(debits(90..<91))[0].get()
    #expect(same.available == answer.available && same.services.map(\.charged?.netMinor) == answer.services.map(\.charged?.netMinor))
    #expect(same.services.map(\.charged?.taxMinor) == answer.services.map(\.charged?.taxMinor), "\(same) \(answer)")
    #expect(try world.findings() == [] && twin.findings() == [])
  }

  @Test func notTooManyWait() throws {
    let world = try world()
    let recorder = world.installation.chargingRecorder()
    try decide(recorder, 0..<2_300, by: 100)
    // A sweep began with the 2,200th request, and its only counter was written with the next group.
    #expect(try through(world) == 2_200)
    try decide(recorder, 2_300..<4_300, by: 100)
    #expect(try through(world) == 2_200)
    try decide(recorder, 4_300..<4_400, by: 100)
    #expect(try through(world) == 4_300)
    #expect(try world.findings() == [])
  }

  /// In the middle of a sweep, some rows have more counted in than the cursor says.
  @Test func aSweepIsWrittenAFewAtATime() throws {
    let world = try World()
    let subjects = 48
    for number in 0..<subjects {
      try world.account("a\(number)")
      try world.order("a\(number)", key: "S-\(number)", line: "offering: metered, startsOn: 2026-01-01, subject: \"6\(number)\"", placedOn: ResumeTests.day)
      _ = try world.balances.open(.init(reference: "b\(number)", account: "a\(number)", kind: .prepaid), key: "o\(number)")
      _ = try world.balances.topUp("b\(number)", .init(amount: Exact(1_000)), key: "t\(number)")
    }
    func decide(_ recorder: ChargingRecorder, _ numbers: Range<Int>) throws {
      for first in stride(from: numbers.lowerBound, to: numbers.upperBound, by: 64) {
        let debits = (first..<min(first + 64, numbers.upperBound)).map {
          ChargingRequest(
            session: "d-\($0)", kind: .debit, subject: "6\($0 * 31 % subjects)", at: MachineClock().now(),
            services: [ServiceUnits(service: "data", used: Int64($0 % 7 + 1) * Self.megabyte)])
        }
        for answer in recorder.decide(debits) { #expect(try answer.get().result == .success) }
      }
    }
    let recorder = world.installation.chargingRecorder()
    try decide(recorder, 0..<2_500)
    let (through, ahead) = (try through(world), try world.number("SELECT COUNT(*) FROM charging_counter WHERE through > (SELECT through FROM charging_counter_cursor)"))
    #expect(through < 2_048 && ahead > 0 && ahead < Int64(subjects), "\(through) \(ahead)")
    #expect(try world.findings() == [])
    // Whoever goes on counts in what is missing, and not what is there.
    try world.reopen()
    try decide(world.installation.chargingRecorder(), 2_500..<2_501)
    #expect(try self.through(world) == 2_501)
    #expect(try world.findings() == [])
    try decide(world.installation.chargingRecorder(), 2_501..<7_000)
    #expect(try world.findings() == [])
    // Whoever says that it has more counted in than there is would miss what comes.
    let one = "WHERE subscription_id = (SELECT MAX(subscription_id) FROM charging_counter)"
    for damage in ["UPDATE charging_counter SET through = 7001 \(one)", "UPDATE charging_counter_cursor SET through = 7001"] {
      try world.tamper(damage)
      #expect(try Set(world.findings().map(\.law)) == ["charging-counters"], "\(damage)")
      _ = try Rebuilding(world.installation)()
      #expect(try world.findings() == [], "\(damage)")
    }
    try world.tamper("UPDATE charging_counter SET through = 0")
    try world.tamper("UPDATE charging_counter_cursor SET through = 1")
    #expect(try Set(world.findings().map(\.law)) == ["charging-counters"])
  }

  @Test func comeBackAsFarAsTheyAreCounted() throws {
    let world = try world()
    let recorder = world.installation.chargingRecorder()
    try decide(recorder, 0..<20, by: 5)
    let before = try world.dump(["charging_counter", "charging_counter_cursor"])
    try world.tamper("UPDATE charging_counter SET units = units + 1, net_minor = net_minor - 3")
    #expect(try world.findings().map(\.law) == ["charging-counters"])
    #expect(try Rebuilding(world.installation)().filter { $0.rewritten > 0 }.map(\.projection) == ["what was charged of prices"])
    #expect(try world.dump(["charging_counter", "charging_counter_cursor"]) == before, "\(before)")
    try decide(recorder, 20..<30, by: 5)
    #expect(try world.findings() == [])
    // A cursor that says too much is a counter that counts too little.
    try world.tamper("UPDATE charging_counter_cursor SET through = through + 3")
    #expect(try world.findings().map(\.law) == ["charging-counters"])
  }
}

extension World {
  fileprivate func column(_ sql: String) throws -> [[Int64]] {
    try store.read { c in
      let rows = try c.prepare(sql)
      defer { rows.reset() }
      var found: [[Int64]] = []
      while try rows.step() { found.append([rows.int64(0), rows.int64(1)]) }
      return found
    }
  }
}
