import Balances
import Bootstrap
import Charging
import Operations
import Primitives
import Seeds
import Testing

@testable import Lab
@testable import Store

/// More units than there are numbers for end no process: they have no price, and everything else goes on.
@Suite struct ManyUnitsTests {
  private func world(onlyTells: Bool = false) throws -> World {
    let world = try World()
    try world.account("ana")
    try world.order("ana", key: "S-1", line: "offering: metered, startsOn: 2026-01-01, subject: \"600\"", placedOn: ResumeTests.day)
    _ = try world.balances.open(.init(reference: "b", account: "ana", kind: .prepaid), key: "o")
    _ = try world.balances.topUp("b", .init(amount: Exact(10)), key: "t")
    _ = try Controls(world.installation).set(
      ControlWish(code: "octets", kind: "limit", amount: 1_000_000_000_000, unit: "octets", window: "month", warnAt: [50], onlyTells: onlyTells), for: "b",
      by: .operator, key: "c")
    return world
  }

  private func request(_ kind: ChargingRequest.Kind, _ session: String, _ number: Int64 = 0, _ services: [ServiceUnits]) -> ChargingRequest {
    ChargingRequest(session: session, number: number, kind: kind, subject: "600", at: MachineClock().now(), services: services)
  }

  @Test(arguments: [Int64.max, -1, .min, ServiceUnits.mostUsed + 1]) func unitsThatCannotBeHaveNoPrice(_ units: Int64) throws {
    let world = try world()
    let recorder = world.installation.chargingRecorder()
    let services = [ServiceUnits(service: "data", used: units)]
    for kind in [ChargingRequest.Kind.debit, .quote] {
      // Of what a debit asks for, as much as of what it says was used.
      let asked = units > 0 ? services : [ServiceUnits(service: "data", requested: units)]
      let answer = try recorder.decide([request(kind, "\(kind)", 0, asked)])[0].get()
      #expect(answer.result == .ratingFailed, "\(kind) \(answer)")
    }
    _ = try recorder.decide([request(.initial, "s", 0, [ServiceUnits(service: "data", requested: 1_000)])])[0].get()
    let committed = try recorder.decide([request(.update, "s", 1, services)])[0].get()
    #expect(committed.result == .ratingFailed && committed.services[0].reason?.isEmpty == false, "\(committed)")
    #expect(try recorder.decide([request(.terminate, "s", 2, [])])[0].get().result == .success)
    #expect(try world.findings() == [])
  }

  /// A limit under which so much is granted that no more can be counted: nothing is set aside for who is refused.
  @Test func aLimitThatKeepsTooMuchGrantsNoMore() throws {
    let world = try world(onlyTells: true)
    let asked = [ServiceUnits(service: "data", requested: 1_000)]
    #expect(try world.installation.chargingRecorder().decide([request(.initial, "s", 0, asked)])[0].get().result == .success)
    // By hand, which no fact tells of: whoever is told nothing else begins with what is stored.
    try world.store.write { try $0.prepare("UPDATE spending_count SET reserved = 9223372036854775000").run() }
    let recorder = try Installation(Home(folder: world.folder, database: world.database?.address)).chargingRecorder()
    let refused = try recorder.decide([request(.initial, "t", 0, asked)])[0].get()
    #expect(refused.result == .ratingFailed && refused.services[0].reason?.contains("octets") == true, "\(refused)")
    let bucket = try #require(try world.store.balance(reference: "b")).balance.buckets[0]
    _ = try recorder.decide([request(.terminate, "s", 1, [])])[0].get()
    let after = try #require(try world.store.balance(reference: "b")).balance.buckets[0]
    #expect(bucket.reserved > 0 && after.reserved == 0)
  }

  /// A session that uses the most there may be, again and again, until no number counts it any more.
  @Test func aPeriodThatHasTooManyGoesOn() throws {
    let world = try world()
    let recorder = world.installation.chargingRecorder()
    let all = (0..<100).map { ServiceUnits(ratingGroup: $0, service: "data", used: ServiceUnits.mostUsed) }
    _ = try recorder.decide([request(.initial, "s", 0, [ServiceUnits(service: "data", requested: 1_000)])])[0].get()
    let last = (1...90).map { recorder.decide([request(.update, "s", $0, all)])[0] }.last
    let answer = try #require(try last?.get())
    #expect(answer.services.allSatisfy { $0.result == .ratingFailed && $0.reason?.contains("counted") == true }, "\(answer.services.first.map { "\($0)" } ?? "")")
    // Somebody reads the statement, a new process begins with what is stored, and the session ends.
    let balance = try #require(try world.store.balance(reference: "b")).balance.id
    let sums = try world.store.chargeSums(of: balance, from: Instant(microseconds: .min), until: Instant(microseconds: .max))
    #expect(sums.count == 1 && sums[0].units > 0)
    let anew = try Installation(Home(folder: world.folder, database: world.database?.address)).chargingRecorder()
    #expect(try anew.decide([request(.update, "s", 91, all)])[0].get().result == .ratingFailed)
    #expect(try anew.decide([request(.terminate, "s", 92, [])])[0].get().result == .success)
    #expect(try world.findings() == [])
  }
}
