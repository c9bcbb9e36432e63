import Balances
import Bootstrap
import Charging
import Primitives
import Testing

@testable import Lab
@testable import Operations
@testable import Store

/// What waits to be charged is what was not charged since, under a number that no other use ever has.
@Suite struct StillWaitingTests {
  private static let megabyte: Int64 = 1_000_000
  private let start = MachineClock().now()
  private struct Later: Clock { func now() -> Instant { MachineClock().now().adding(seconds: 5_000) } }
  /// A counter that no price can be applied to.
  private let broken = [ServiceUnits(ratingGroup: 7, service: "data", requested: 0, used: ServiceUnits.mostUsed + 1)]

  /// Nobody has 700 yet.
  private func world() throws -> World {
    let world = try World()
    try world.account("ana")
    _ = try world.balances.open(.init(reference: "b", account: "ana", kind: .prepaid), key: "o")
    _ = try world.balances.topUp("b", .init(amount: Exact("10")!), key: "t")
    return world
  }

  /// By now somebody has it.
  private func subscribe(_ world: World, _ subject: String = "700") throws -> ChargingRecorder {
    try world.order("ana", key: "S-\(subject)", line: "offering: metered, startsOn: 2026-01-01, subject: \"\(subject)\"", placedOn: ResumeTests.day)
    return world.installation.chargingRecorder(clock: Later())
  }

  private func told(
    _ kind: ChargingRequest.Kind, _ session: String, _ megabytes: Int64, at: Int64, lasted: Int64? = nil, subject: String = "700", more: [ServiceUnits] = []
  ) -> ChargingRequest {
    let at = start.adding(seconds: 300 + at)
    let units = ServiceUnits(service: "data", requested: kind == .terminate ? 0 : 10 * Self.megabyte, used: megabytes * Self.megabyte)
    return ChargingRequest(
      session: session, kind: kind, subject: subject, at: at, services: [units] + more, running: RunningCount(begunAt: lasted.map { at.adding(seconds: 0 - $0) }, saidAt: at))
  }

  private func told(_ session: String, _ megabytes: Int64, at: Int64, lasted: Int64? = nil, subject: String = "700", more: [ServiceUnits] = []) -> ChargingRequest {
    told(.terminate, session, megabytes, at: at, lasted: lasted, subject: subject, more: more)
  }

  private func tell(_ recorder: ChargingRecorder, _ requests: ChargingRequest...) throws -> [String] {
    try recorder.decide(requests).map { answer in
      let answer = try answer.get()
      return "\(answer.result.word) \(answer.services.reduce(0) { $0 + ($1.charged?.units ?? 0) } / Self.megabyte)"
    }
  }

  /// Each use that waits, as its session and the rating groups of its services.
  private func waiting(_ world: World) throws -> [String] {
    let listed = try world.store.uncharged(limit: 9)
    #expect(try world.store.unchargedCount() == listed.count)
    return listed.map { "\($0.request.session) \($0.request.services.map { "\($0.ratingGroup)" }.joined(separator: " "))" }
  }

  private func problems(_ body: () throws -> Void) -> [ProblemCode] {
    do { try body() } catch { return (error as? Rejection)?.problems.map(\.code) ?? [] }
    return []
  }

  /// Tried again, told again, told again without the service that cannot be charged, and within a longer life of its name.
  @Test(arguments: 1...5) func aServiceThatWasChargedWaitsNoMore(way: Int) throws {
    let world = try world()
    let recorder = world.installation.chargingRecorder(clock: Later())
    let stop = told("r/1", 10, at: 60, lasted: 60, more: broken)
    #expect(try tell(recorder, stop, told("r/2", 5, at: 60, lasted: 60)) == ["user-unknown 0", "user-unknown 0"])
    #expect(try waiting(world) == ["r/1 0 7", "r/2 0"])
    let before = try world.store.uncharged(limit: 9)
    let again = try subscribe(world)
    switch way {
    case 1: #expect(try again.chargeUncharged() == 1)
    case 2: #expect(try tell(again, stop, told("r/2", 5, at: 60, lasted: 60)) == ["success 10", "success 5"])
    case 3: #expect(try tell(again, told("r/1", 10, at: 60, lasted: 60), told("r/2", 6, at: 61, lasted: 61)) == ["success 10", "success 6"])
    case 4:
      // Interims that came late, then the end; all in one group.
      let interims = [told(.update, "r/1", 4, at: 20, lasted: 20), told(.update, "r/2", 3, at: 40, lasted: 40)]
      #expect(try again.decide(interims + [stop, told("r/2", 5, at: 60, lasted: 60)]).map { try $0.get().services[0].charged.map { $0.units / Self.megabyte } } == [4, 3, 6, 2])
    default:
      #expect(try tell(again, told(.initial, "r/1", 0, at: 100, lasted: 0), told(.update, "r/1", 3, at: 120, lasted: 20)) == ["success 0", "success 3"])
      #expect(try waiting(world) == ["r/1 0 7", "r/2 0"])
      #expect(try tell(again, stop, told("r/2", 5, at: 60, lasted: 60)) == ["success 10", "success 5"])
    }
    #expect(try waiting(world) == ["r/1 7"])
    let after = try #require(try world.store.uncharged(limit: 9).first)
    #expect(after.number == before[0].number && after.notedAt == before[0].notedAt && after.result == .ratingFailed || way == 3, "\(after)")
    // Nothing more of it is charged, and what is given up is what waits.
    #expect(try again.chargeUncharged() == 0 && waiting(world) == ["r/1 7"])
    let use = try again.giveUp(GiveUpUse(session: "r/1", reason: "a broken counter", by: "b", key: "g"))
    #expect(use.services.map(\.ratingGroup) == [7] && use.services.map(\.units) == [ServiceUnits.mostUsed + 1])
    #expect(problems { _ = try again.giveUp(GiveUpUse(session: "r/2", reason: "r", by: "b", key: "h")) } == [.chargingNotWaiting])
    #expect(try waiting(world) == [] && world.findings() == [])
  }

  /// What one request charges leaves alone what waits under the name of another session, and what is told to wait with it.
  @Test func whatWasNotChargedWaitsOn() throws {
    let world = try world()
    let recorder = world.installation.chargingRecorder(clock: Later())
    #expect(try tell(recorder, told("r/1", 10, at: 60, lasted: 60), told("r/1", 5, at: 400, lasted: 60, more: broken)) == ["user-unknown 0", "user-unknown 0"])
    let again = try subscribe(world)
    // More than waits, and a service that was not told before.
    #expect(try tell(again, told("r/1", 12, at: 62, lasted: 62, more: broken)) == ["success 12"])
    #expect(try waiting(world) == ["r/1 0 7", "r/1 7"])
    #expect(try tell(again, told("r/1", 5, at: 400, lasted: 60)) == ["success 5"])
    #expect(try waiting(world) == ["r/1 7", "r/1 7"])
    #expect(try world.findings() == [])
  }

  /// An interim that comes late charges all that waits: the end itself waits on, of no service.
  @Test func anEndWaitsByItself() throws {
    let world = try world()
    let recorder = world.installation.chargingRecorder(clock: Later())
    #expect(try tell(recorder, told("r/1", 5, at: 60, lasted: 60)) == ["user-unknown 0"])
    let again = try subscribe(world)
    #expect(try tell(again, told(.update, "r/1", 5, at: 60, lasted: 60)) == ["success 5"])
    #expect(try waiting(world) == ["r/1 "] && world.store.openSessionCount() == 1)
    do {
      _ = try again.giveUp(GiveUpUse(session: "r/1", reason: "r", by: "b", key: "g"))
      #expect(Bool(false))
    } catch {
      let refused = try #require((error as? Rejection)?.problems.first)
      #expect(refused.code == .chargingNotWaiting && refused.remedy.contains("--again"))
    }
    #expect(try again.chargeUncharged() == 1 && waiting(world) == [] && world.store.openSessionCount() == 0)
    #expect(try tell(again, told("r/1", 5, at: 60, lasted: 60)) == ["success 0"])
    #expect(try world.findings() == [])
  }

  /// Whoever looks at an old list gives up what stood there, or nothing.
  @Test(arguments: [false, true]) func noNumberComesAgain(charged: Bool) throws {
    let world = try world()
    var recorder = world.installation.chargingRecorder(clock: Later())
    var numbers: [Int64] = []
    for round in 0..<6 {
      let at = Int64(round) * 300
      let (one, other) = (told("r/1", at / 300 * 2 + 1, at: 60 + at, lasted: 60, subject: "70\(round)"), told("r/1", at / 300 * 2 + 2, at: 200 + at, lasted: 60, subject: "70\(round)"))
      let answers = try tell(recorder, one, other)
      #expect(answers == ["user-unknown 0", "user-unknown 0"])
      let listed = try world.store.uncharged(limit: 9).suffix(2).map(\.number)
      #expect(Set(listed).isDisjoint(with: numbers) && listed.allSatisfy { $0 > numbers.max() ?? 0 }, "\(listed) after \(numbers)")
      if let old = numbers.last {
        #expect(problems { _ = try recorder.giveUp(GiveUpUse(session: "r/1", number: old, reason: "r", by: "b", key: "o-\(round)")) } == [.chargingNotWaiting])
      }
      numbers += listed
      if charged {
        #expect(try subscribe(world, "70\(round)").chargeUncharged() == 2)
      } else {
        // The highest goes first, the other one last.
        for number in listed.reversed() { _ = try recorder.giveUp(GiveUpUse(session: "r/1", number: number, reason: "r", by: "b", key: "g-\(number)")) }
      }
      #expect(try world.store.unchargedCount() == 0)
      if round == 2 { try world.reopen() }
      recorder = world.installation.chargingRecorder(clock: Later())
    }
    #expect(numbers == Array(1...12))
    #expect(try world.findings() == [])
  }

  /// What waits since an earlier version, or is noted by one beside this one, has numbers that are gone on behind.
  @Test func numbersGoOnBehindThoseOfAnEarlierVersion() throws {
    let world = try world()
    let recorder = world.installation.chargingRecorder(clock: Later())
    for number in 1...3 { _ = try tell(recorder, told("r/\(number)", 1, at: 60)) }
    try world.store.write { c in
      try c.prepare("DROP TABLE charging_uncharged_number").run()
      try c.prepare("ALTER TABLE charging_counter DROP COLUMN uncollected_minor").run()
      for column in ["heard_at", "goes_on"] { try c.prepare("ALTER TABLE charging_uncharged DROP COLUMN \(column)").run() }
      try c.prepare("DELETE FROM schema_migration WHERE number >= 43").run()
    }
    world.close()
    try world.reopen()
    _ = try tell(world.installation.chargingRecorder(clock: Later()), told("r/4", 1, at: 60))
    try world.store.write { c in try c.prepare("UPDATE charging_uncharged_number SET last_given = 2").run() }
    _ = try tell(world.installation.chargingRecorder(clock: Later()), told("r/5", 1, at: 60), told("r/6", 1, at: 60))
    #expect(try world.store.uncharged(limit: 9).map(\.number) == [1, 2, 3, 4, 5, 6])
    #expect(try world.findings() == [])
  }

  /// What waits is not taken for what a later session of its name used, whose network had no clock at first, or has none.
  @Test(arguments: [true, false]) func whatWaitsIsNotTakenForALaterSession(hasClock: Bool) throws {
    let world = try world()
    try world.order("ana", key: "S-701", line: "offering: metered, startsOn: 2026-01-01, subject: \"701\"", placedOn: ResumeTests.day)
    let recorder = world.installation.chargingRecorder(clock: Later())
    if hasClock {
      // The first of the name, before the network knew what time it was.
      #expect(try tell(recorder, told("r/1", 2, at: 20)) == ["user-unknown 0"])
    }
    #expect(try tell(recorder, told("r/1", 3, at: 160, lasted: hasClock ? 60 : nil)) == ["user-unknown 0"])
    let waited = try waiting(world)
    let again = try subscribe(world)
    #expect(try tell(again, told(.update, "r/1", 9, at: 900, lasted: hasClock ? 100 : nil)) == ["success 9"])
    #expect(try waiting(world) == waited)
    #expect(try world.findings() == [])
  }

  /// What is told late is known for an earlier session, though the first of the name was told without a clock: that one was over long before.
  @Test(arguments: [true, false]) func aFirstWithoutAClockHidesNoEarlierSession(wasOver: Bool) throws {
    func session(_ first: Int64?, begunAt: Int64?, saidAt: Int64) -> ChargingSession {
      var session = ChargingSession(
        reference: "r", subject: "700", subscription: SubscriptionID(1), balance: CustomerBalanceID(1), firstNumber: first, begunAt: start, validUntil: start,
        countedFrom: begunAt.map { start.adding(seconds: $0) })
      session.saidAt = start.adding(seconds: saidAt)
      return session
    }
    let request = told(.terminate, "r", 3, at: 160, lasted: 60)
    let earlier = try EarlierSession(
      of: request, latest: session(2, begunAt: 900, saidAt: 950), standing: { $0 == 1 ? session(nil, begunAt: nil, saidAt: wasOver ? 100 : 420) : nil },
      isOfNoSession: { _ in false }, others: { _ in [] })
    #expect((earlier != nil) == wasOver && earlier?.last == nil)
  }

  /// A network calls a customer by another name while a session goes on, which is nobody's: it is charged all the same. What waits under that name
  /// is what was not charged under the other one.
  @Test func aNameThatIsNobodysIsPassedOver() throws {
    let world = try world()
    let recorder = try subscribe(world)
    let other = "imsi-700"
    #expect(try tell(recorder, told(.initial, "r/1", 0, at: 0, lasted: 0), told(.update, "r/1", 4, at: 60, lasted: 60)) == ["success 0", "success 4"])
    #expect(try tell(recorder, told(.update, "r/1", 6, at: 120, lasted: 120, subject: other), told("r/1", 9, at: 180, lasted: 180, subject: other)) == ["success 2", "success 3"])
    #expect(try waiting(world) == [] && world.store.openSessionCount() == 0)
    // Told under it first, while no session had the name.
    #expect(try tell(recorder, told("r/2", 5, at: 60, lasted: 60, subject: other), told("r/4", 8, at: 60, lasted: 60, subject: other)) == ["user-unknown 0", "user-unknown 0"])
    #expect(try tell(recorder, told("r/2", 5, at: 61, lasted: 61), told(.update, "r/4", 5, at: 50, lasted: 50)) == ["success 5", "success 5"])
    #expect(try waiting(world) == ["r/4 0"])
    // Three of the eight were not charged.
    let use = try recorder.giveUp(GiveUpUse(session: "r/4", reason: "r", by: "b", key: "g"))
    #expect(use.services.map(\.units) == [3 * Self.megabyte] && use.services.map(\.used) == [8 * Self.megabyte])
    // What was told before a session began is not of it, where a network does not say when that was.
    #expect(try tell(recorder, told("r/3", 5, at: 60, subject: other), told("r/3", 6, at: 100)) == ["user-unknown 0", "success 6"])
    #expect(try recorder.chargeUncharged() == 0 && waiting(world) == ["r/3 0"])
    #expect(try world.findings() == [])
  }

  /// An end that has nothing more to say waits on while nobody is known to whom it could be told.
  @Test func anEndThatWaitsIsNotLost() throws {
    let world = try world()
    let recorder = world.installation.chargingRecorder(clock: Later())
    #expect(try tell(recorder, told("r/1", 4, at: 60, lasted: 60)) == ["user-unknown 0"])
    try world.store.write { try $0.prepare("UPDATE charging_uncharged SET services = '[]'").run() }
    #expect(try recorder.chargeUncharged() == 0 && waiting(world) == ["r/1 "])
    #expect(try subscribe(world).chargeUncharged() == 1 && waiting(world) == [])
    #expect(try world.findings() == [])
  }
}
