import Balances
import Catalog
import Charging
import Primitives
import Seeds
import Testing

/// Counters that run from the beginning of a session: what is charged is what the last of them says, whatever came how often.
@Suite struct RunningCountTests {
  /// A packet of a network: what it says, when, and how long the session lasted by then.
  struct Told: Sendable, CustomTestStringConvertible {
    var kind: ChargingRequest.Kind
    var total: Int64
    var at: Int64
    var lasted: Int64?
    var testDescription: String { "\(kind.rawValue) \(total) at \(at)" }

    init(_ kind: ChargingRequest.Kind, _ total: Int64, at: Int64, lasted: Int64? = nil) {
      self.kind = kind
      self.total = total
      self.at = at
      self.lasted = lasted
    }
  }

  /// A kilobyte costs a cent; the last words are the session's state and the money left of ten euros.
  private func life(_ told: [Told], money: Int64 = 1_000) -> (words: String, world: Fixtures) {
    var world = Fixtures(money: money)
    var words: [String] = []
    for one in told {
      let at = Fixtures.start.adding(seconds: one.at)
      world.now = at
      let running = RunningCount(begunAt: one.lasted.map { at.adding(seconds: 0 - $0) }, saidAt: at)
      words.append(world.follow(one.kind, "s", [units(one.total, one.kind == .terminate ? 0 : 10_000)], running))
    }
    return ((words + ["\(world.sessions["s"]?.state.rawValue ?? "none") \(world.money)"]).joined(separator: ", "), world)
  }

  @Test(arguments: [
    ([.init(.initial, 0, at: 0), .init(.update, 3_000, at: 60), .init(.terminate, 5_000, at: 90)], "0, 3000, 2000, ended 995"),
    // Each twice.
    ([.init(.initial, 0, at: 0), .init(.initial, 0, at: 0), .init(.update, 3_000, at: 60), .init(.update, 3_000, at: 60), .init(.terminate, 5_000, at: 90), .init(.terminate, 5_000, at: 90)], "0, known, 3000, known, 2000, known, ended 995"),
    // Twice, and the network counts when it sends: it goes on, and nothing is charged again.
    ([.init(.initial, 0, at: 0), .init(.update, 3_000, at: 60), .init(.update, 3_000, at: 65), .init(.terminate, 5_000, at: 90), .init(.terminate, 5_000, at: 99)], "0, 3000, 0, 2000, known, ended 995"),
    // The whole life again, as whoever recorded it would send it.
    ([.init(.initial, 0, at: 0), .init(.terminate, 5_000, at: 90), .init(.initial, 0, at: 0), .init(.update, 3_000, at: 60), .init(.terminate, 5_000, at: 90)], "0, 5000, known, known, known, ended 995"),
    // Without Start; without anything but Stop; Start last of all.
    ([.init(.update, 3_000, at: 60), .init(.terminate, 5_000, at: 90)], "3000, 2000, ended 995"),
    ([.init(.terminate, 5_000, at: 90), .init(.initial, 0, at: 0)], "5000, known, ended 995"),
    // Overtaken.
    ([.init(.initial, 0, at: 0), .init(.update, 4_000, at: 70), .init(.update, 3_000, at: 60), .init(.terminate, 5_000, at: 90), .init(.update, 4_500, at: 80)], "0, 4000, known, 1000, known, ended 995"),
    // The last word was not the last: the end comes again and says more.
    ([.init(.initial, 0, at: 0), .init(.terminate, 5_000, at: 90), .init(.terminate, 6_000, at: 95)], "0, 5000, 1000, ended 994"),
    // The network uses the name again, and its clock says so; or it says nothing of time, and then it is the same session.
    ([.init(.initial, 0, at: 0, lasted: 0), .init(.terminate, 5_000, at: 90, lasted: 90), .init(.initial, 0, at: 200, lasted: 0), .init(.terminate, 2_000, at: 260, lasted: 60)], "0, 5000, anew 0, 2000, ended 993"),
    ([.init(.terminate, 5_000, at: 90, lasted: 90), .init(.terminate, 2_000, at: 260, lasted: 60)], "5000, anew 2000, ended 993"),
    ([.init(.initial, 0, at: 0), .init(.terminate, 5_000, at: 90), .init(.initial, 0, at: 200), .init(.terminate, 2_000, at: 260)], "0, 5000, known, known, ended 995"),
    // A short session whose Stop comes again with another time: the same.
    ([.init(.terminate, 5_000, at: 10, lasted: 2), .init(.terminate, 5_000, at: 40, lasted: 2)], "5000, known, ended 995"),
  ] as [([Told], String)])
  func whatIsToldIsChargedOnce(_ told: [Told], _ expected: String) { #expect(life(told).words == expected) }

  /// What there is no money for is written down as not collected, once; the session is known from then on, so that it is not asked for again.
  @Test func moreThanThereIs() {
    let (words, world) = life([.init(.initial, 0, at: 0), .init(.update, 9_000, at: 60), .init(.update, 12_000, at: 120), .init(.terminate, 12_000, at: 130)], money: 5)
    #expect(words == "0, 9000 credit-limit-reached, 3000 credit-limit-reached, 0, ended 0")
    #expect(world.charged.reduce(0) { $0 + $1.uncollectedMinor } == 7 && world.reserved == [0])
    let late = life([.init(.update, 9_000, at: 60), .init(.update, 9_000, at: 70), .init(.terminate, 9_000, at: 80)], money: 0)
    #expect(late.words == "9000 credit-limit-reached, 0 credit-limit-reached, 0, ended 0")
    #expect(late.world.charged.reduce(0) { $0 + $1.uncollectedMinor } == 9)
  }

  /// A service that no price wants is known all the same: what is told twice is decided once.
  @Test func whatIsFreeIsKnown() {
    var world = Fixtures(money: 1_000)
    let running = RunningCount(saidAt: world.now)
    func told(_ kind: ChargingRequest.Kind, _ total: Int64) -> String { world.follow(kind, "s", [units(total, 0), units(total, 0, service: "free")], running) }
    #expect([told(.update, 3_000), told(.update, 3_000), told(.terminate, 5_000), told(.terminate, 5_000)] == ["3000", "known", "2000", "known"])
    #expect(world.money == 995 && world.sessions["s"]?.services.map(\.total) == [5_000, 5_000])
  }

  /// A beginning that nothing can be granted to leaves no session; what is said later is charged all the same.
  @Test func refusedAtTheBeginning() {
    #expect(life([.init(.initial, 0, at: 0), .init(.initial, 0, at: 9), .init(.terminate, 0, at: 60)], money: 0).words == "0 credit-limit-reached, 0 credit-limit-reached, 0, ended 0")
  }

  /// The network's clock is set while a session goes on: that begins no other one, for by this house's clock it is the same.
  @Test(arguments: [1_800, -1_800, 86_400, 0] as [Int64]) func aClockThatIsSetBeginsNothing(_ step: Int64) {
    var world = Fixtures(money: 1_000)
    func told(_ kind: ChargingRequest.Kind, _ total: Int64, heard: Int64, lasted: Int64, step: Int64) -> String {
      let (heardAt, saidAt) = (Fixtures.start.adding(seconds: heard), Fixtures.start.adding(seconds: heard + step))
      world.now = heardAt
      return world.follow(kind, "s", [units(total, 0)], RunningCount(begunAt: saidAt.adding(seconds: 0 - lasted), saidAt: saidAt, heardAt: heardAt))
    }
    #expect(told(.update, 10_000, heard: 300, lasted: 300, step: 0) == "10000" && told(.update, 11_000, heard: 600, lasted: 600, step: 0) == "1000")
    #expect(told(.update, 12_000, heard: 900, lasted: 900, step: step) == "1000" && told(.terminate, 12_000, heard: 960, lasted: 960, step: step) == "0")
    // A kilobyte costs a cent.
    #expect(world.money == 988)
    // Another one is another one where both clocks say so.
    if step >= 0 { #expect(told(.initial, 0, heard: 1_000, lasted: 0, step: step) == "anew 0" && told(.terminate, 3_000, heard: 1_060, lasted: 60, step: step) == "3000") }
  }

  /// What is told late of an earlier session, and what a clock that was set back says of the one that goes on.
  @Test func onlyBothClocksTellOfAnEarlierSession() {
    func at(_ seconds: Int64) -> Instant { Fixtures.start.adding(seconds: seconds) }
    func isOver(saidAt: Int64, lasted: Int64, heardAt: Int64?, heardFrom: Int64?) -> Bool {
      let session = ChargingSession(
        reference: "s", subject: "600", subscription: SubscriptionID(7), balance: CustomerBalanceID(1), begunAt: at(5_000), validUntil: at(9_000), countedFrom: at(5_000),
        saidAt: at(5_600), heardFrom: heardFrom.map(at), heardAt: heardFrom.map { at($0 + 600) })
      let running = RunningCount(begunAt: at(saidAt - lasted), saidAt: at(saidAt), heardAt: heardAt.map(at))
      return ChargingRequest(session: "s", kind: .update, subject: "600", at: at(saidAt), running: running).isOver(before: session)
    }
    // It lasted from 4,000 to 4,900, and is told at 5,700 as 800 seconds late.
    #expect(isOver(saidAt: 4_900, lasted: 900, heardAt: 4_900, heardFrom: 5_000))
    // It goes on since 5,000, and the clock was set back by 1,800 seconds.
    #expect(!isOver(saidAt: 4_100, lasted: 900, heardAt: 5_900, heardFrom: 5_000))
    // Where one of the two was told before that was written down, the network's clock alone says so.
    #expect(isOver(saidAt: 4_100, lasted: 900, heardAt: nil, heardFrom: 5_000) && isOver(saidAt: 4_100, lasted: 900, heardAt: 5_900, heardFrom: nil))
  }

  /// Packets lost, doubled, in any order; only the Stop comes at least once. Beside a twin that knows the last count alone.
  @Test(arguments: Seed.some) func anyOrderComesToTheSame(_ seed: Seed) {
    var random = seed
    let saysTime = random.flip()
    var (total, time): (Int64, Int64) = (0, 0)
    var told: [Told] = [Told(.initial, 0, at: 0, lasted: saysTime ? 0 : nil)]
    for _ in 0..<random.number(0...6) {
      total += Int64(random.number(0...40)) * 100
      time += Int64(random.number(1...300))
      told.append(Told(.update, total, at: time, lasted: saysTime ? time + Int64(random.number(-1...1)) : nil))
    }
    total += Int64(random.number(0...40)) * 100
    time += Int64(random.number(1...300))
    let stop = Told(.terminate, total, at: time, lasted: saysTime ? time : nil)
    var sent = told.flatMap { one in Array(repeating: one, count: random.number(0...3)) } + Array(repeating: stop, count: random.number(1...3))
    sent.shuffle(using: &random)
    let (words, world) = life(sent, money: 100_000)
    // Half up: what a bill of the whole would say.
    #expect(world.money == 100_000 - (total + 500) / 1_000, "\(seed): \(sent.map(\.testDescription)): \(words)")
    #expect(world.reserved == [0] && world.sessions["s"]?.state == .ended, "\(seed): \(words)")
  }
}

extension Fixtures {
  /// `3000`: so many units were taken; `known`: nothing was.
  mutating func follow(_ kind: ChargingRequest.Kind, _ session: String, _ services: [ServiceUnits], _ running: RunningCount) -> String {
    follow(ChargingRequest(session: session, kind: kind, subject: "600", at: now, services: services, running: running))
  }

  mutating func follow(_ request: ChargingRequest, givenUp: [GivenUpUse] = []) -> String {
    let session = request.session
    let (next, isAnew): (ChargingRequest, Bool)
    switch request.following(sessions[session], givenUp: givenUp) {
    case .known: return "known"
    case .goesOn(let following): (next, isAnew) = (following, false)
    case .anew(let following): (next, isAnew) = (following, true)
    }
    let tariffs = tariffs
    var work = ChargingWork(
      next, session: isAnew ? nil : sessions[session], subscription: SubscriptionID(7), balance: balance, counters: counters,
      cycle: { _ in (Fixtures.start, Zone.utc.start(of: Fixtures.period.end)) }, policy: policy) { asked, _ in tariffs[asked.service] ?? .free }
    let answer = work.decide()
    balance = work.change.balance
    counters = work.counters
    charged += work.charged
    movements += work.change.movements
    if let after = work.session { sessions[session] = after }
    let taken = answer.services.reduce(0) { $0 + ($1.charged?.units ?? 0) }
    return "\(isAnew ? "anew " : "")\(taken)\(answer.result == .success ? "" : " " + answer.result.word)"
  }
}
