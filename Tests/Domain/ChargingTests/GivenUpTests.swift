import Balances
import Charging
import Primitives
import Seeds
import Testing

/// What was given up of a session is never told anew: only what counters say beyond it is.
@Suite struct GivenUpTests {
  private static func told(_ kind: ChargingRequest.Kind, _ total: Int64, at: Int64, lasted: Int64? = nil, by subject: String = "600") -> ChargingRequest {
    let at = Fixtures.start.adding(seconds: at)
    return ChargingRequest(
      session: "s", kind: kind, subject: subject, at: at, services: [ServiceUnits(service: "data", used: total)],
      running: RunningCount(begunAt: lasted.map { at.adding(seconds: 0 - $0) }, saidAt: at))
  }

  /// So many units of those told at an instant were given up.
  private static func givenUp(_ units: Int64, of total: Int64, at: Int64, lasted: Int64? = nil) -> GivenUpUse {
    let stop = told(.terminate, total, at: at, lasted: lasted)
    return GivenUpUse(
      session: "s", subject: "600", usedAt: stop.at, running: stop.running!, services: [GivenUpUnits(ratingGroup: 0, service: "data", destination: nil, used: total, units: units)],
      result: .userUnknown, obstacle: nil, notedAt: stop.at, reason: "r", givenUpBy: "b", givenUpAt: stop.at)
  }

  private static func session(_ state: ChargingSession.State, charged: Int64, at: Int64) -> ChargingSession {
    ChargingSession(
      reference: "s", subject: "600", subscription: SubscriptionID(7), balance: CustomerBalanceID(1), state: state, begunAt: Fixtures.start,
      validUntil: Fixtures.start, saidAt: Fixtures.start.adding(seconds: at),
      services: [SessionService(ratingGroup: 0, service: "data", total: charged, grantedUntil: Fixtures.start)])
  }

  /// 5,000 were given up, told at 90: all of a session that began at 0; the rest of one of which 2,000 had been charged; all of one that began at
  /// 70, after the one that was charged.
  private static let (all, rest, later) = (
    givenUp(5_000, of: 5_000, at: 90, lasted: 90), givenUp(5_000, of: 7_000, at: 90, lasted: 90), givenUp(5_000, of: 5_000, at: 90, lasted: 20)
  )

  @Test(arguments: [
    // The same again, overtaken, and the beginning last of all.
    (told(.terminate, 5_000, at: 90, lasted: 90), nil, all, "known"), (told(.update, 3_000, at: 60, lasted: 60), nil, all, "known"),
    (told(.initial, 0, at: 0, lasted: 0), nil, all, "known"), (told(.terminate, 5_000, at: 400), nil, all, "known"),
    // The end comes again and says more; so does what was overtaken by it, and nothing is granted for that.
    (told(.terminate, 6_000, at: 95, lasted: 95), nil, all, "terminate 1000"), (told(.update, 6_000, at: 95, lasted: 95), nil, all, "update 1000"),
    // The network uses the name again, and its clock says so; or the counters are the same, or it says nothing of time.
    (told(.initial, 0, at: 200, lasted: 0), nil, all, "initial 0"), (told(.terminate, 2_000, at: 260, lasted: 60), nil, all, "terminate 2000"),
    (told(.terminate, 5_000, at: 260, lasted: 60), nil, all, "known"), (told(.terminate, 2_000, at: 260), nil, all, "known"),
    // Only an end is the same for its counters; and nobody's for somebody else's.
    (told(.update, 5_000, at: 400, lasted: 20), nil, all, "update 5000"), (told(.terminate, 5_000, at: 90, by: "601"), nil, all, "terminate 5000"),
    // Its beginning, of which the end told a second more.
    (told(.initial, 0, at: 100, lasted: 0), nil, givenUp(5_000, of: 5_000, at: 160, lasted: 59), "known"),
    // An earlier session of the name.
    (told(.terminate, 2_000, at: -60, lasted: 90), nil, all, "terminate 2000"),
    // Some was charged before.
    (told(.terminate, 7_000, at: 90, lasted: 90), session(.ended, charged: 2_000, at: 50), rest, "known"),
    (told(.terminate, 7_500, at: 95, lasted: 95), session(.ended, charged: 2_000, at: 50), rest, "terminate 500"),
    (told(.update, 3_000, at: 60, lasted: 60), session(.open, charged: 2_000, at: 50), rest, "known"),
    (told(.update, 7_500, at: 95, lasted: 95), session(.open, charged: 2_000, at: 50), rest, "update 500"),
    (told(.initial, 0, at: 0, lasted: 0), session(.open, charged: 2_000, at: 50), rest, "known"),
    // What is still open ends with its end.
    (told(.terminate, 7_000, at: 90, lasted: 90), session(.open, charged: 2_000, at: 50), rest, "terminate 0"),
    (told(.terminate, 7_000, at: 90, lasted: 90), session(.reclaimed, charged: 2_000, at: 50), rest, "terminate 0"),
    // It belongs to a session that came after the one that was charged; and one comes after both.
    (told(.terminate, 5_000, at: 90, lasted: 20), session(.ended, charged: 2_000, at: 50), later, "known"),
    (told(.terminate, 5_500, at: 95, lasted: 25), session(.ended, charged: 2_000, at: 50), later, "anew terminate 500"),
    (told(.terminate, 4_000, at: 300, lasted: 60), session(.ended, charged: 2_000, at: 50), later, "anew terminate 4000"),
    (told(.initial, 0, at: 200, lasted: 0), session(.ended, charged: 2_000, at: 50), later, "anew initial 0"),
  ] as [(ChargingRequest, ChargingSession?, GivenUpUse, String)])
  func onlyWhatGoesBeyondIsNew(_ request: ChargingRequest, _ session: ChargingSession?, _ givenUp: GivenUpUse, _ expected: String) {
    #expect(Self.words(request.following(session, givenUp: [givenUp])) == expected)
  }

  /// A session that goes on behind what was given up of it, on a clock that was set meanwhile: only what goes beyond is new.
  @Test(arguments: [1_800, -1_800] as [Int64]) func aClockThatIsSetTellsNothingAnew(_ step: Int64) {
    // It began at 0, and was noted at 90 as well.
    let start = Fixtures.start
    func told(heardAt: Int64, lasted: Int64) -> ChargingRequest {
      let saidAt = start.adding(seconds: heardAt + step)
      return ChargingRequest(
        session: "s", kind: .terminate, subject: "600", at: saidAt, services: [ServiceUnits(service: "data", used: 6_000)],
        running: RunningCount(begunAt: saidAt.adding(seconds: 0 - lasted), saidAt: saidAt, heardAt: start.adding(seconds: heardAt)))
    }
    #expect(Self.words(told(heardAt: 300, lasted: 300).following(nil, givenUp: [Self.all])) == "terminate 1000")
    // Another one, by both clocks: a minute long, 5,000 seconds later or before.
    #expect(Self.words(told(heardAt: step > 0 ? 5_000 : -5_000, lasted: 60).following(nil, givenUp: [Self.all])) == "terminate 6000")
  }

  private static func words(_ followed: FollowedSession) -> String {
    func words(_ request: ChargingRequest) -> String { "\(request.kind.rawValue) \(request.services[0].used)" }
    return switch followed {
    case .known: "known"
    case .goesOn(let request): words(request)
    case .anew(let request): "anew " + words(request)
    }
  }

  /// Packets doubled, in any order, some of them refused; what waits is given up now and then. What was charged and what was given up come to
  /// what the last count says, and nothing is left to wait once that was told.
  @Test(arguments: Seed.some) func chargedAndGivenUpComeToAllThatWasUsed(_ seed: Seed) {
    var random = seed
    let saysTime = random.flip()
    var (total, time): (Int64, Int64) = (0, 0)
    var told: [ChargingRequest] = [Self.told(.initial, 0, at: 0, lasted: saysTime ? 0 : nil)]
    for _ in 0..<random.number(0...4) {
      total += Int64(random.number(0...40)) * 100
      time += Int64(random.number(1...300))
      told.append(Self.told(.update, total, at: time, lasted: saysTime ? time + Int64(random.number(-1...1)) : nil))
    }
    for _ in 0..<random.number(1...3) {
      total += Int64(random.number(0...40)) * 100
      time += Int64(random.number(1...300))
      told.append(Self.told(.terminate, total, at: time, lasted: saysTime ? time : nil))
    }
    var sent = told.flatMap { one in Array(repeating: one, count: random.number(0...3)) }
    sent.shuffle(using: &random)
    var world = Fixtures(money: 1_000_000)
    var givenUp: [GivenUpUse] = []
    var waiting: ChargingRequest?
    for one in sent + [told.last!, told.last!] {
      let isRefused = random.number(0...2) == 0
      if isRefused {
        // As it would wait: the latest word.
        if case .goesOn(let next) = one.following(world.sessions["s"], givenUp: givenUp), next.kind == .terminate, next.services[0].used > 0,
          waiting.map({ $0.running!.saidAt <= one.running!.saidAt }) ?? true
        {
          waiting = one
          waiting?.kind = .terminate
        }
      } else {
        world.now = one.at
        _ = world.follow(one, givenUp: givenUp)
      }
      if let stop = waiting, random.flip() {
        if case .goesOn(let left) = stop.following(world.sessions["s"], givenUp: givenUp), left.services[0].used > 0 {
          var use = Self.givenUp(left.services[0].used, of: stop.services[0].used, at: 0)
          use.running = stop.running!
          givenUp.append(use)
        }
        waiting = nil
      }
    }
    world.now = told.last!.at
    _ = world.follow(told.last!, givenUp: givenUp)
    let charged = world.sessions["s"]?.services.reduce(0) { $0 + $1.total } ?? 0
    let left = givenUp.reduce(0) { $0 + $1.services[0].units }
    #expect(charged + left == total, "\(seed): \(charged) charged, \(left) given up")
    #expect(told.allSatisfy { $0.following(world.sessions["s"], givenUp: givenUp).units == 0 }, "\(seed)")
  }
}

extension FollowedSession {
  fileprivate var units: Int64 {
    switch self {
    case .known: 0
    case .goesOn(let request), .anew(let request): request.services.reduce(0) { $0 + $1.used }
    }
  }
}
