import Balances
import Bootstrap
import Charging
import Glibc
import Operations
import Primitives
import Store
import Synchronization
import Testing

@testable import Lab

/// Many requests asked together: decided in their order, a stretch at a time, each once.
@Suite struct AskedInTurnTests {
  private func debits(_ names: [String]) -> [ChargingRequest] {
    let now = MachineClock().now()
    return names.map { ChargingRequest(session: $0, kind: .debit, subject: "600", at: now, services: [ServiceUnits(ratingGroup: 10, service: "data", used: 1_000_000)]) }
  }

  private static let seven = (1...7).map { "d\($0)" }

  private func limits(stretch: Int, patience: Duration = .seconds(60)) -> ChargeOnline.Limits {
    var limits = ChargeOnline.Limits()
    (limits.stretch, limits.patience) = (stretch, patience)
    return limits
  }

  /// What took from the balance, in its order.
  private func causes(_ world: World) throws -> [String] {
    let balance = try #require(try world.store.balance(reference: "b")).balance.id
    return try world.store.movements(of: balance, before: nil, limit: 20).map(\.cause).filter { $0.hasSuffix("#0") }.reversed()
  }

  @Test(.timeLimit(.minutes(2))) func whoeverAsksMeanwhileWaitsForOneStretch() async throws {
    let world = try World.prepaid()
    let line = world.installation.charging(limits: limits(stretch: 3))
    let holder = LockHolder(world.store.address)
    let (many, one) = (debits(AskedInTurnTests.seven), debits(["alone"])[0])
    async let inTurn = line.answer(inTurn: many)
    try await Task.sleep(for: .milliseconds(200))
    async let alone = line.answer(one)
    try await Task.sleep(for: .milliseconds(200))
    holder.end()
    let answers = try await inTurn.map { try $0.get().result }
    #expect(answers == Array(repeating: .success, count: 7))
    #expect(try await alone.result == .success)
    let order = try causes(world)
    #expect(order.filter { $0 != "alone#0" } == AskedInTurnTests.seven.map { "\($0)#0" })
    let (place, fourth) = (try #require(order.firstIndex(of: "alone#0")), try #require(order.firstIndex(of: "d4#0")))
    #expect(place < fourth, "\(order)")
    await line.close()
    #expect(try world.findings() == [])
  }

  @Test(.timeLimit(.minutes(2))) func whatKeepsOneFromBeingDecidedIsToldAndTheSameAgainIsDoneOnce() async throws {
    let world = try World.prepaid()
    let line = world.installation.charging(limits: limits(stretch: 3, patience: .milliseconds(300)))
    let many = debits(AskedInTurnTests.seven)
    let holder = LockHolder(world.store.address)
    let noted = Mutex<[Bool]>([])
    await #expect(throws: WaitedTooLong.self) {
      try await line.answer(inTurn: many) { answer, _ in noted.withLock { $0.append((try? answer.get()) != nil) } }
    }
    // The first stretch waited, the others were not begun.
    #expect(noted.withLock { $0 } == [false, false, false])
    holder.end()
    var other = many
    other[1].services[0].used = 5
    let first = try await line.answer(inTurn: many)
    let again = try await line.answer(inTurn: other)
    for (place, pair) in zip(first, again).enumerated() where place != 1 { #expect(try pair.0.get() == pair.1.get()) }
    guard case .failure(let reused) = again[1] else { return #expect(Bool(false), "\(again[1])") }
    #expect((reused as? Rejection)?.problems.map(\.code) == [.chargingReused])
    #expect(try causes(world) == AskedInTurnTests.seven.map { "\($0)#0" })
    await line.close()
  }

  @Test func aLineThatIsFullTakesNoneOfAStretch() async throws {
    let world = try World.prepaid()
    var limits = limits(stretch: 3)
    limits.waiting = 2
    let line = world.installation.charging(limits: limits)
    await #expect { try await line.answer(inTurn: debits(AskedInTurnTests.seven)) } throws: { ($0 as? Rejection)?.problems.map(\.code) == [.chargingFull] }
    #expect(try causes(world) == [])
    #expect(try await line.answer(inTurn: []).isEmpty)
    await line.close()
  }
}
