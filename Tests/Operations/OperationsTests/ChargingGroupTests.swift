import Balances
import Bootstrap
import Charging
import Operations
import Primitives
import Seeds
import Store
import Testing

@testable import Lab

/// A group is no different from its requests in a row, however many of its rows are written at once.
@Suite struct ChargingGroupTests {
  private static let megabyte: Int64 = 1_000_000

  private func world() throws -> World {
    let world = try World()
    for number in 1...8 {
      try world.account("a\(number)")
      try world.order("a\(number)", key: "S-\(number)", line: "offering: metered, startsOn: 2026-01-01, subject: \"60\(number)\"", placedOn: ResumeTests.day)
      let kind: CustomerBalance.Kind = number == 8 ? .postpaid : .prepaid
      _ = try world.balances.open(.init(reference: "b\(number)", account: "a\(number)", kind: kind, creditLimit: number == 8 ? Exact(5) : nil), key: "o\(number)")
      if number < 8 { _ = try world.balances.topUp("b\(number)", .init(amount: Exact(10 * number)), key: "t\(number)") }
    }
    return world
  }

  /// Sessions that begin, go on and end, debits, refunds, repeats and requests that nobody answers for.
  private func requests(_ seed: Seed, at: Instant) -> [ChargingRequest] {
    var random = seed
    var asked: [ChargingRequest] = []
    var numbers: [String: Int64] = [:]
    for place in 0..<500 {
      let subject = "60\(random.number(1...9))"
      let name = "\(subject)-\(random.number(1...3))"
      let units = Int64(random.number(1...30)) * Self.megabyte
      func session(_ kind: ChargingRequest.Kind, used: Int64, requested: Int64) -> ChargingRequest {
        let number = numbers[name].map { $0 + 1 } ?? 0
        numbers[name] = number
        return ChargingRequest(
          session: "s-\(name)", number: number, kind: kind, subject: subject, at: at, services: [ServiceUnits(service: "data", requested: requested, used: used)])
      }
      switch random.number(1...8) {
      case 1, 2: asked.append(session(numbers[name] == nil ? .initial : .update, used: numbers[name] == nil ? 0 : units / 2, requested: units))
      case 3: asked.append(session(.terminate, used: units / 3, requested: 0))
      case 4:
        let debit = asked.last { $0.kind == .debit && $0.subject == subject }?.session ?? "none"
        asked.append(ChargingRequest(session: "r-\(place)", kind: .refund, subject: subject, at: at, refunds: debit))
      case 5 where !asked.isEmpty: asked.append(asked[random.number(0...asked.count - 1)])
      default:
        asked.append(ChargingRequest(session: "d-\(place)", kind: .debit, subject: subject, at: at, services: [ServiceUnits(service: "data", used: units)]))
      }
    }
    return asked
  }

  /// What stands after it, a line for each balance and charge.
  private func standing(_ world: World) throws -> [String] {
    try (1...8).flatMap { number in
      let balance = try #require(try world.store.balance(reference: "b\(number)")).balance
      let charges = try world.store.charges(of: balance.id, from: Instant(microseconds: .min), until: Instant(microseconds: .max), after: 0, limit: 1_000)
      return ["\(balance.reference) \(balance.buckets.map { "\($0.amount)/\($0.reserved)" })"]
        + charges.map { "\($0.session)#\($0.number) \($0.charged.units) \($0.charged.netMinor)+\($0.charged.taxMinor) \($0.charged.parts)" }
    }
  }

  private func differing<T: Equatable>(_ a: [T], _ b: [T]) -> String? {
    if let index = zip(a, b).enumerated().first(where: { $1.0 != $1.1 })?.offset { return "\(index): \(a[index]) and \(b[index])" }
    return a.count == b.count ? nil : "\(a.count) and \(b.count)"
  }

  @Test(arguments: [Seed(1), Seed(2)]) func aGroupIsItsRequestsInARow(_ seed: Seed) throws {
    let (together, apart) = (try world(), try world())
    let asked = requests(seed, at: MachineClock().now())
    let first = together.installation.chargingRecorder().decide(asked).map { try? $0.get() }
    let recorder = apart.installation.chargingRecorder()
    #expect(differing(first, asked.flatMap { recorder.decide([$0]) }.map { try? $0.get() }) == nil, "\(seed)")
    let stands = try standing(together)
    #expect(differing(stands, try standing(apart)) == nil, "\(seed)")
    #expect(stands.count > 200 && asked.contains { $0.kind == .refund })
    for world in [together, apart] {
      #expect(try world.findings() == [])
      // From the rows, as from memory.
      try world.reopen()
      let done = zip(asked, first).filter { $1?.result == .success }
      let again = world.installation.chargingRecorder().decide(done.map(\.0)).map { try? $0.get() }
      #expect(differing(again, done.map(\.1)) == nil, "\(seed)")
      #expect(differing(stands, try standing(world)) == nil, "\(seed)")
      #expect(try world.findings() == [])
    }
  }
}
