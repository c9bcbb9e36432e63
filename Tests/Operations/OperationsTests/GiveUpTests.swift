import Balances
import Bootstrap
import Charging
import Operations
import Primitives
import Store
import Synchronization
import Testing

@testable import Lab

/// What can never be charged is given up: a fact, and it waits no more, whatever its network tells again.
@Suite struct GiveUpTests {
  private static let megabyte: Int64 = 1_000_000
  private let start = MachineClock().now()
  private struct Later: Clock { func now() -> Instant { MachineClock().now().adding(seconds: 5_000) } }

  private func money(_ world: World) throws -> String {
    try #require(try world.store.balance(reference: "b")).balance.buckets.map { "\($0.terms.unit.exact($0.amount))/\($0.terms.unit.exact($0.reserved))" }.joined()
  }

  private func told(_ kind: ChargingRequest.Kind, _ session: String, _ megabytes: Int64, at: Int64, lasted: Int64? = nil, subject: String = "700", more: [ServiceUnits] = []) -> ChargingRequest {
    let at = start.adding(seconds: at)
    let units = ServiceUnits(service: "data", requested: kind == .terminate ? 0 : 10 * Self.megabyte, used: megabytes * Self.megabyte)
    return ChargingRequest(
      session: session, kind: kind, subject: subject, at: at, services: [units] + more,
      running: RunningCount(begunAt: lasted.map { at.adding(seconds: 0 - $0) }, saidAt: at))
  }

  private func tell(_ recorder: ChargingRecorder, _ requests: ChargingRequest...) throws -> [String] {
    try recorder.decide(requests).map { answer in
      let answer = try answer.get()
      return "\(answer.result.word) \(answer.services.reduce(0) { $0 + ($1.charged?.units ?? 0) } / Self.megabyte)"
    }
  }

  private func problems(_ body: () throws -> Void) -> [Problem] {
    do { try body() } catch { return (error as? Rejection)?.problems ?? [] }
    return []
  }

  @Test func whatWaitsIsGivenUpOnce() throws {
    let world = try World.prepaid()
    let recorder = world.installation.chargingRecorder(clock: Later())
    #expect(try tell(recorder, told(.terminate, "r/1;x%2F", 10, at: 60), told(.terminate, "r/2", 5, at: 60)) == ["user-unknown 0", "user-unknown 0"])
    let order = GiveUpUse(session: "r/1;x%2F", reason: "a test line", by: "ana", key: "g")
    let use = try recorder.giveUp(order)
    #expect(use.session == "r/1;x%2F" && use.subject == "700" && use.usedAt == start.adding(seconds: 60) && use.reason == "a test line" && use.givenUpBy == "ana")
    #expect(use.services == [GivenUpUnits(ratingGroup: 0, service: "data", destination: nil, used: 10 * Self.megabyte, units: 10 * Self.megabyte)])
    #expect(use.result == .userUnknown && use.obstacle == "nobody uses anything under \"700\"")
    #expect(try world.store.uncharged(limit: 9).map(\.request.session) == ["r/2"])
    // The same again: the same answer, also by another process; anything else under the key is refused.
    try world.reopen()
    let again = world.installation.chargingRecorder(clock: Later())
    #expect(try again.giveUp(order) == use && world.store.givenUp(before: nil, limit: 9) == [use])
    var other = order
    other.reason = "another"
    #expect(problems { _ = try again.giveUp(other) }.map(\.code) == [.keyReused])
    // It waits no more.
    other.key = "h"
    let refused = problems { _ = try again.giveUp(other) }
    #expect(refused.map(\.code) == [.chargingNotWaiting] && refused[0].message.contains("was given up on") && refused[0].message.contains("by ana"))
    #expect(problems { _ = try again.giveUp(GiveUpUse(session: "r/9", reason: "r", by: "b", key: "i")) }.map(\.code) == [.chargingNotWaiting])
    let missing = problems { _ = try again.giveUp(GiveUpUse(session: "r/2", reason: " ", by: "", key: "j")) }
    #expect(missing.map(\.code) == [.chargingNeedsReason, .chargingNeedsReason] && missing.map(\.path) == ["reason", "by"])
    let second = try again.giveUp(GiveUpUse(session: "r/2", reason: "r", by: "b", key: "k"))
    #expect(try world.store.givenUp(before: nil, limit: 1) == [second] && world.store.givenUp(before: second.id, limit: 9) == [use] && world.store.unchargedCount() == 0)
    #expect(try world.findings() == [])
  }

  @Test func whatIsToldAgainIsNeitherChargedNorWaits() throws {
    let world = try World.prepaid()
    let recorder = world.installation.chargingRecorder(clock: Later())
    _ = try tell(recorder, told(.terminate, "r/1", 10, at: 60, lasted: 60))
    _ = try recorder.giveUp(GiveUpUse(session: "r/1", reason: "r", by: "b", key: "g"))
    #expect(try tell(recorder, told(.terminate, "r/1", 10, at: 60, lasted: 60), told(.initial, "r/1", 0, at: 0, lasted: 0)) == ["success 0", "success 0"])
    #expect(try world.store.unchargedCount() == 0)
    // By now somebody has the subject. What was given up stays given up; what goes beyond it is charged.
    try world.order("ana", key: "S-2", line: "offering: metered, startsOn: 2026-01-01, subject: \"700\"", placedOn: ResumeTests.day)
    let again = world.installation.chargingRecorder(clock: Later())
    #expect(try tell(again, told(.update, "r/1", 7, at: 40, lasted: 40), told(.terminate, "r/1", 10, at: 60, lasted: 60)) == ["success 0", "success 0"])
    #expect(try money(world) == "10.00/0.00" && world.store.openSessionCount() == 0)
    #expect(try tell(again, told(.terminate, "r/1", 15, at: 65, lasted: 65), told(.terminate, "r/1", 15, at: 65, lasted: 65), told(.update, "r/1", 12, at: 62, lasted: 62)) == ["success 5", "success 0", "success 0"])
    // Another session under the same name.
    #expect(try tell(again, told(.terminate, "r/1", 3, at: 300, lasted: 60)) == ["success 3"])
    // 5 and 3 megabytes at 0.02, and tax.
    #expect(try money(world) == "9.81/0.00" && world.store.openSessionCount() == 0)
    #expect(try world.findings() == [])
  }

  /// What goes beyond waits by itself, is charged by itself, and is given up by itself.
  @Test func whatGoesBeyondWaits() throws {
    let world = try World.prepaid()
    let recorder = world.installation.chargingRecorder(clock: Later())
    _ = try tell(recorder, told(.terminate, "r/1", 10, at: 60))
    _ = try recorder.giveUp(GiveUpUse(session: "r/1", reason: "r", by: "b", key: "g"))
    // An interim that comes late and an end that says more; then one that says less than what waits.
    for (kind, megabytes, at) in [(ChargingRequest.Kind.update, Int64(12), Int64(65)), (.terminate, 15, 70), (.update, 12, 65)] {
      #expect(try tell(recorder, told(kind, "r/1", megabytes, at: at)) == ["user-unknown 0"])
    }
    #expect(try world.store.uncharged(limit: 9).map(\.request.services[0].used) == [15 * Self.megabyte])
    #expect(try recorder.chargeUncharged() == 0)
    let rest = try recorder.giveUp(GiveUpUse(session: "r/1", reason: "r", by: "b", key: "h"))
    #expect(rest.services.map(\.units) == [5 * Self.megabyte] && rest.services.map(\.used) == [15 * Self.megabyte])
    #expect(try tell(recorder, told(.terminate, "r/1", 15, at: 70), told(.terminate, "r/1", 16, at: 71)) == ["success 0", "user-unknown 0"])
    try world.order("ana", key: "S-2", line: "offering: metered, startsOn: 2026-01-01, subject: \"700\"", placedOn: ResumeTests.day)
    let again = world.installation.chargingRecorder(clock: Later())
    #expect(try again.chargeUncharged() == 1 && world.store.unchargedCount() == 0)
    // One megabyte at 0.02, and tax.
    #expect(try money(world) == "9.98/0.00")
    #expect(try world.findings() == [])
  }

  /// Of a session that was charged in part, the part that cannot be is given up.
  @Test func onlyWhatWasNotChargedIsGivenUp() throws {
    let world = try World.prepaid()
    let recorder = world.installation.chargingRecorder(clock: Later())
    let broken = [ServiceUnits(ratingGroup: 7, service: "data", requested: 0, used: ServiceUnits.mostUsed + 1)]
    #expect(try tell(recorder, told(.initial, "r/1", 0, at: 20, subject: "600"), told(.update, "r/1", 4, at: 40, subject: "600")) == ["success 0", "success 4"])
    let stop = told(.terminate, "r/1", 10, at: 60, subject: "600", more: broken)
    #expect(try tell(recorder, stop) == ["success 6"])
    let use = try recorder.giveUp(GiveUpUse(session: "r/1", reason: "a broken counter", by: "b", key: "g"))
    #expect(use.services.map(\.ratingGroup) == [7] && use.services.map(\.units) == [ServiceUnits.mostUsed + 1] && use.result == .ratingFailed)
    #expect(try tell(recorder, stop) == ["success 0"] && world.store.unchargedCount() == 0)
    // It comes to wait, and is charged when it is told once more: it waits no more, and nothing is left to give up.
    _ = try tell(recorder, told(.terminate, "r/2", 5, at: 60))
    try world.order("ana", key: "S-2", line: "offering: metered, startsOn: 2026-01-01, subject: \"700\"", placedOn: ResumeTests.day)
    let again = world.installation.chargingRecorder(clock: Later())
    #expect(try tell(again, told(.terminate, "r/2", 5, at: 60)) == ["success 5"])
    #expect(try world.store.unchargedCount() == 0)
    #expect(problems { _ = try again.giveUp(GiveUpUse(session: "r/2", reason: "r", by: "b", key: "h")) }.map(\.code) == [.chargingNotWaiting])
    #expect(try again.chargeUncharged() == 0)
    #expect(try money(world) == "9.64/0.00")
    #expect(try world.findings() == [])
  }

  /// Somebody else holds the database: nobody is kept waiting, and what was not begun is not done.
  @Test(.timeLimit(.minutes(2))) func nobodyWaitsForLong() async throws {
    let world = try World.prepaid()
    var limits = ChargeOnline.Limits()
    limits.patience = .milliseconds(300)
    let line = world.installation.charging(limits: limits)
    for session in ["r/1", "r/2"] { #expect(try await line.answer(told(.terminate, session, 10, at: 0)).result == .userUnknown) }
    let holder = LockHolder(world.store.address)
    await #expect(throws: WaitedTooLong.self) { try await line.chargeUncharged() }
    // The first is being done; these stand behind it.
    await #expect(throws: WaitedTooLong.self) { try await line.giveUp(GiveUpUse(session: "r/1", reason: "r", by: "b", key: "g")) }
    holder.end()
    #expect(try await line.giveUp(GiveUpUse(session: "r/2", reason: "r", by: "b", key: "h")).session == "r/2")
    #expect(try world.store.uncharged(limit: 9).map(\.request.session) == ["r/1"])
    #expect(try await line.giveUp(GiveUpUse(session: "r/1", reason: "r", by: "b", key: "g")).session == "r/1")
    #expect(try await line.chargeUncharged() == 0)
    await line.close()
    #expect(try world.findings() == [])
  }

  /// More than one transaction of them.
  @Test func manyAreChargedOnce() async throws {
    let world = try World.prepaid()
    let line = world.installation.charging()
    for number in 0..<401 { #expect(try await line.answer(told(.terminate, "r/\(number)", 1, at: 0)).result == .userUnknown) }
    #expect(try await line.chargeUncharged() == 0 && world.store.unchargedCount() == 401)
    try world.order("ana", key: "S-2", line: "offering: metered, startsOn: 2026-01-01, subject: \"700\"", placedOn: ResumeTests.day)
    #expect(try await line.chargeUncharged() == 401)
    #expect(try await line.chargeUncharged() == 0 && world.store.unchargedCount() == 0)
    await line.close()
    #expect(try world.findings() == [])
  }

  /// The network uses a name again for somebody else, and what the first one used comes late: nothing is taken from the other's session.
  @Test func aNameThatIsSomebodyElsesByNow() throws {
    let world = try World.prepaid()
    let recorder = world.installation.chargingRecorder(clock: Later())
    #expect(try tell(recorder, told(.terminate, "r/1", 10, at: 60, lasted: 60)) == ["user-unknown 0"])
    #expect(try tell(recorder, told(.initial, "r/1", 0, at: 100, lasted: 0, subject: "600"), told(.update, "r/1", 4, at: 120, lasted: 20, subject: "600")) == ["success 0", "success 4"])
    let before = try money(world)
    try world.account("bruno")
    try world.order("bruno", key: "S-2", line: "offering: metered, startsOn: 2026-01-01, subject: \"700\"", placedOn: ResumeTests.day)
    _ = try world.balances.open(.init(reference: "c", account: "bruno", kind: .prepaid), key: "o-2")
    _ = try world.balances.topUp("c", .init(amount: Exact("10")!), key: "t-2")
    let again = world.installation.chargingRecorder(clock: Later())
    // It is charged under a name of its own, and leaves the other's session as it stands.
    #expect(try again.chargeUncharged() == 1)
    #expect(try tell(again, told(.terminate, "r/1", 10, at: 60, lasted: 60)) == ["success 0"])
    #expect(try money(world) == before && world.store.openSessionCount() == 1 && world.store.unchargedCount() == 0)
    #expect(try left("c", world) == "9.76")
    #expect(try tell(again, told(.update, "r/1", 6, at: 140, lasted: 40, subject: "600"), told(.terminate, "r/1", 7, at: 160, lasted: 60, subject: "600")) == ["success 2", "success 1"])
    #expect(try world.findings() == [] && world.store.openSessionCount() == 0)
  }

  private func bruno(_ world: World) throws {
    try world.account("bruno")
    try world.order("bruno", key: "S-2", line: "offering: metered, startsOn: 2026-01-01, subject: \"700\"", placedOn: ResumeTests.day)
    _ = try world.balances.open(.init(reference: "c", account: "bruno", kind: .prepaid), key: "o-2")
    _ = try world.balances.topUp("c", .init(amount: Exact("10")!), key: "t-2")
  }

  private func left(_ balance: String, _ world: World) throws -> String {
    try #require(try world.store.balance(reference: balance)).balance.buckets.map { "\($0.terms.unit.exact($0.amount))" }.joined()
  }

  @Test func severalWaitUnderOneName() throws {
    let world = try World.prepaid()
    let recorder = world.installation.chargingRecorder(clock: Later())
    let sessions = [told(.terminate, "r/1", 10, at: 60, lasted: 60), told(.terminate, "r/1", 5, at: 400, lasted: 60), told(.terminate, "r/1", 3, at: 900, lasted: 60)]
    for one in sessions { #expect(try tell(recorder, one) == ["user-unknown 0"]) }
    let waiting = try world.store.uncharged(limit: 9)
    #expect(waiting.map { $0.request.services[0].used / Self.megabyte } == [10, 5, 3])
    var order = GiveUpUse(session: "r/1", reason: "a test line", by: "ana", key: "g")
    #expect(problems { _ = try recorder.giveUp(order) }.map(\.code) == [.chargingSeveralWait])
    order.number = waiting[2].number + 1
    #expect(problems { _ = try recorder.giveUp(order) }.map(\.code) == [.chargingNotWaiting])
    order.number = waiting[1].number
    let use = try recorder.giveUp(order)
    #expect(use.services.map(\.units) == [5 * Self.megabyte] && use.usedAt == start.adding(seconds: 400))
    #expect(try recorder.giveUp(order) == use && world.store.unchargedCount() == 2)
    // One after the other, as they were used; told again, nothing more is charged.
    try bruno(world)
    let again = world.installation.chargingRecorder(clock: Later())
    #expect(try again.chargeUncharged() == 2 && again.chargeUncharged() == 0)
    #expect(try left("c", world) == "9.69")
    for one in sessions.reversed() { #expect(try tell(again, one) == ["success 0"]) }
    #expect(try left("c", world) == "9.69" && world.store.unchargedCount() == 0)
    #expect(try world.findings() == [])
  }

  /// What waited is the older one's, however far the newer one is; of both nothing is charged twice, nor left out.
  @Test(arguments: [false, true]) func whatWaitedIsChargedBesideANewerSession(inOneGroup: Bool) throws {
    let world = try World.prepaid()
    let recorder = world.installation.chargingRecorder(clock: Later())
    #expect(try tell(recorder, told(.terminate, "r/1", 10, at: 60, lasted: 60)) == ["user-unknown 0"])
    try bruno(world)
    let again = world.installation.chargingRecorder(clock: Later())
    let (begun, goesOn) = (told(.initial, "r/1", 0, at: 100, lasted: 0), told(.update, "r/1", 4, at: 120, lasted: 20))
    if inOneGroup {
      // Before anybody tried to charge what waited, its end is told again.
      #expect(try tell(again, begun, goesOn, told(.terminate, "r/1", 10, at: 60, lasted: 60)) == ["success 0", "success 4", "success 10"])
      #expect(try world.store.unchargedCount() == 0)
    } else {
      #expect(try tell(again, begun) == ["success 0"])
      #expect(try tell(again, goesOn) == ["success 4"])
    }
    #expect(try again.chargeUncharged() == (inOneGroup ? 0 : 1) && again.chargeUncharged() == 0 && world.store.unchargedCount() == 0)
    // Networks reckon when something began from how long it took, to the second.
    #expect(try tell(again, told(.terminate, "r/1", 10, at: 60, lasted: 58)) == ["success 0"])
    #expect(try tell(again, told(.terminate, "r/1", 11, at: 61, lasted: 61)) == ["success 1"])
    #expect(try tell(again, told(.update, "r/1", 6, at: 140, lasted: 40), told(.terminate, "r/1", 7, at: 160, lasted: 60)) == ["success 2", "success 1"])
    #expect(try left("c", world) == "9.56")
    #expect(try world.findings() == [] && world.store.openSessionCount() == 0)
  }

  /// What was charged of the older one under its name counts.
  @Test func anEndThatComesAfterTheNextBeginningIsItsOwn() throws {
    let world = try World.prepaid()
    let recorder = world.installation.chargingRecorder(clock: Later())
    func ana(_ kind: ChargingRequest.Kind, _ megabytes: Int64, at: Int64, lasted: Int64) -> ChargingRequest { told(kind, "r/1", megabytes, at: 300 + at, lasted: lasted, subject: "600") }
    #expect(try tell(recorder, ana(.initial, 0, at: 0, lasted: 0), ana(.update, 4, at: 20, lasted: 20)) == ["success 0", "success 4"])
    #expect(try tell(recorder, ana(.initial, 0, at: 100, lasted: 0)) == ["success 0"])
    for number in 1...5 { #expect(try tell(recorder, ana(.update, Int64(number), at: 100 + Int64(number), lasted: Int64(number))) == ["success 1"]) }
    #expect(try tell(recorder, ana(.terminate, 9, at: 60, lasted: 60)) == ["success 5"])
    try world.reopen()
    let again = world.installation.chargingRecorder(clock: Later())
    #expect(try tell(again, ana(.terminate, 9, at: 60, lasted: 60)) == ["success 0"])
    // One before that of which nothing is known, and a third beginning.
    #expect(try tell(again, ana(.terminate, 2, at: -100, lasted: 60)) == ["success 2"])
    #expect(try tell(again, ana(.initial, 0, at: 500, lasted: 0)) == ["success 0"])
    #expect(try tell(again, ana(.terminate, 6, at: 160, lasted: 60)) == ["success 1"])
    for one in [ana(.terminate, 2, at: -100, lasted: 60), ana(.terminate, 9, at: 60, lasted: 60), ana(.terminate, 6, at: 160, lasted: 60)] {
      #expect(try tell(again, one) == ["success 0"])
    }
    #expect(try left("b", world) == "9.59")
    #expect(try world.findings() == [])
  }

  /// Messages of a network, and the megabytes that each of them is charged.
  struct Course: CustomTestStringConvertible {
    var testDescription: String
    /// Kind, megabytes so far, seconds when it was said, seconds that it lasted, whose.
    var said: [(ChargingRequest.Kind, Int64, Int64, Int64, String)]
    var charged: [Int64]
  }

  static let courses: [Course] = [
    Course(
      testDescription: "clocks drift apart",
      said: [
        (.initial, 0, 0, 0, "600"), (.update, 4, 600, 600, "600"), (.initial, 0, 2_000, 0, "600"), (.update, 1, 2_010, 10, "600"), (.terminate, 9, 1_900, 1_870, "600"),
        (.terminate, 9, 1_900, 1_865, "600"), (.terminate, 2, 2_100, 100, "600"),
      ], charged: [0, 4, 0, 1, 5, 0, 1]),
    Course(
      testDescription: "two under one name at one time",
      said: [(.initial, 0, 500, 0, "600"), (.terminate, 4, 60, 60, "600"), (.terminate, 5, 60, 60, "700"), (.terminate, 4, 60, 60, "600"), (.terminate, 5, 60, 60, "700")],
      charged: [0, 4, 5, 0, 0]),
    Course(
      testDescription: "somebody else's between",
      said: [
        (.initial, 0, 0, 0, "700"), (.update, 4, 20, 20, "700"), (.initial, 0, 50, 0, "600"), (.terminate, 1, 120, 70, "600"), (.initial, 0, 500, 0, "600"),
        (.terminate, 9, 45, 45, "700"), (.terminate, 9, 45, 45, "700"), (.terminate, 1, 120, 70, "600"),
      ], charged: [0, 4, 0, 1, 0, 5, 0, 0]),
    Course(
      testDescription: "the name is used again at once",
      said: [
        (.initial, 0, 0, 0, "600"), (.terminate, 9, 45, 45, "600"), (.initial, 0, 50, 0, "600"), (.terminate, 9, 45, 45, "600"), (.update, 2, 70, 20, "600"),
        (.terminate, 3, 100, 50, "600"), (.initial, 0, 500, 0, "600"), (.terminate, 9, 45, 45, "600"), (.terminate, 3, 100, 50, "600"),
      ], charged: [0, 9, 0, 0, 2, 1, 0, 0, 0]),
    Course(
      testDescription: "short ones behind one another",
      said: [(.terminate, 9, 3, 3, "600"), (.terminate, 3, 30, 3, "600"), (.initial, 0, 500, 0, "600"), (.terminate, 9, 3, 3, "600"), (.terminate, 3, 30, 3, "600")],
      charged: [9, 3, 0, 0, 0]),
    Course(
      testDescription: "the clock goes back behind the beginning",
      said: [
        (.initial, 0, 2_400, 0, "600"), (.update, 4, 1_200, 600, "600"), (.update, 6, 1_800, 1_200, "600"), (.update, 8, 2_395, 1_795, "600"), (.update, 9, 3_000, 2_400, "600"),
        (.terminate, 10, 3_100, 2_500, "600"),
      ], charged: [0, 4, 2, 2, 1, 1]),
    Course(
      testDescription: "an end without a subject",
      said: [(.initial, 0, 0, 0, "600"), (.update, 4, 20, 20, "600"), (.initial, 0, 100, 0, "600"), (.terminate, 6, 60, 60, ""), (.terminate, 6, 60, 60, "")], charged: [0, 4, 0, 2, 0]),
  ]

  /// Each unit is charged once, and the session that has the name goes on; also when all come at once, and when each is told three times.
  @Test(arguments: courses, [1, 2, 3]) func eachUnitIsChargedOnce(course: Course, way: Int) throws {
    let world = try World.prepaid()
    try bruno(world)
    let recorder = world.installation.chargingRecorder(clock: Later())
    let requests = course.said.map { kind, megabytes, at, lasted, subject in told(kind, "r/1", megabytes, at: 300 + at, lasted: lasted, subject: subject) }
    var charged: [Int64] = []
    for request in way == 2 ? [] : requests {
      charged.append(try tell(recorder, request)[0].split(separator: " ").last.flatMap { Int64($0) } ?? -1)
      if way == 3 { for _ in 0..<2 { #expect(try tell(recorder, request)[0].hasSuffix(" 0"), "\(request)") } }
    }
    if way == 2 { charged = try recorder.decide(requests).map { try $0.get().services.reduce(0) { $0 + ($1.charged?.units ?? 0) } / Self.megabyte } }
    #expect(charged == course.charged)
    #expect(try world.store.unchargedCount() == 0 && world.findings() == [])
  }

  /// Of what waits nothing is lost by a count that comes late.
  @Test func whatWaitsIsTheMostThatWasTold() throws {
    let world = try World.prepaid()
    let recorder = world.installation.chargingRecorder(clock: Later())
    let video = [ServiceUnits(ratingGroup: 7, service: "video", requested: 0, used: 9)]
    for one in [told(.terminate, "r/1", 15, at: 60), told(.terminate, "r/1", 12, at: 70, more: video)] { #expect(try tell(recorder, one) == ["user-unknown 0"]) }
    #expect(try world.store.uncharged(limit: 9).map { $0.request.services.map(\.used) } == [[15 * Self.megabyte, 9]])
    // Another session under the name waits beside the first, and each time that is told goes to its own.
    for one in [told(.terminate, "r/2", 15, at: 60, lasted: 60), told(.terminate, "r/2", 3, at: 400, lasted: 60), told(.terminate, "r/2", 16, at: 63, lasted: 62)] {
      #expect(try tell(recorder, one) == ["user-unknown 0"])
    }
    #expect(try world.store.uncharged(limit: 9).map { $0.request.services[0].used / Self.megabyte } == [15, 16, 3])
    #expect(try world.findings() == [])
  }

  /// However many ask without a pause, what is to be done between two groups is done.
  @Test(.timeLimit(.minutes(1))) func nobodyStarves() async throws {
    let world = try World.prepaid()
    let line = world.installation.charging()
    let asks = Atomic(true)
    let answered = Atomic(0)
    let start = start
    @Sendable func ask(_ number: Int) {
      line.answer(ChargingRequest(session: "d/\(number)", kind: .debit, subject: "600", at: start, services: [ServiceUnits(service: "data", used: 1)])) { _ in
        answered.add(1, ordering: .relaxed)
        if asks.load(ordering: .relaxed) { ask(number + 16) }
      }
    }
    for number in 0..<16 { ask(number) }
    for _ in 0..<5 { #expect(try await line.reclaim() == []) }
    #expect(try await line.chargeUncharged() == 0)
    asks.store(false, ordering: .relaxed)
    await line.close()
    #expect(answered.load(ordering: .relaxed) >= 16)
    #expect(try world.findings() == [])
  }
}
