import Balances
import Bootstrap
import Charging
import Foundation
import Invoicing
import Operations
import Primitives
import Rating
import Seeds
import Store
import Testing

@testable import Lab

/// Charging in the books: decided in groups, each request once, every unit paid once, everything proved.
@Suite struct ChargingTests {
  static let megabyte: Int64 = 1_000_000

  /// Ana has a subscription under 600 at 0.02 a megabyte, 21 % tax on top.
  private func world(_ kind: CustomerBalance.Kind = .prepaid, limit: String? = nil, money: String? = "10", offering: String = "metered") throws -> World {
    let world = try World()
    try world.account("ana")
    try world.order("ana", key: "S-1", line: "offering: \(offering), startsOn: 2026-01-01, subject: \"600\"", placedOn: ResumeTests.day)
    _ = try world.balances.open(.init(reference: "b", account: "ana", kind: kind, creditLimit: limit.flatMap { Exact($0) }), key: "o")
    if let money { _ = try world.balances.topUp("b", .init(amount: Exact(money)!), key: "t") }
    return world
  }

  private func request(_ kind: ChargingRequest.Kind, _ session: String = "s", _ number: Int64 = 0, used: Int64 = 0, requested: Int64? = nil, refunds: String? = nil, subject: String = "600") -> ChargingRequest {
    let services = kind == .refund ? [] : [ServiceUnits(ratingGroup: 10, service: "data", requested: requested, used: used)]
    return ChargingRequest(session: session, number: number, kind: kind, subject: subject, at: MachineClock().now(), services: services, refunds: refunds)
  }

  private func ask(_ recorder: ChargingRecorder, _ requests: ChargingRequest...) throws -> [ChargingAnswer] { try recorder.decide(requests).map { try $0.get() } }

  private func money(_ world: World) throws -> String {
    let balance = try #require(try world.store.balance(reference: "b")).balance
    return balance.buckets.map { "\($0.terms.unit.exact($0.amount))/\($0.terms.unit.exact($0.reserved))" }.joined(separator: " ")
  }

  private func books(_ world: World) throws -> [String] {
    try world.store.trialBalance(seller: nil, through: nil).filter { $0.balanceMinor != 0 }.map { "\($0.ledgerAccount) \($0.balanceMinor)" }
  }

  @Test func aSessionFromBeginningToEnd() throws {
    let world = try world()
    let recorder = world.installation.chargingRecorder()
    let begun = try ask(recorder, request(.initial, requested: 100 * Self.megabyte))[0]
    #expect(begun.result == .success && begun.services[0].granted == 100 * Self.megabyte)
    #expect(try money(world) == "10.00/2.42")
    #expect(try world.store.openSessions(limit: 5).map(\.session.reference) == ["s"])
    let went = try ask(recorder, request(.update, "s", 1, used: 80 * Self.megabyte, requested: 100 * Self.megabyte))[0]
    #expect(went.services[0].charged?.netMinor == 160 && went.services[0].charged?.taxMinor == 34)
    #expect(try money(world) == "8.06/2.42")
    #expect(try world.findings() == [])
    _ = try ask(recorder, request(.terminate, "s", 2, used: 10 * Self.megabyte))
    #expect(try money(world) == "7.82/0.00")
    #expect(try books(world) == ["1360 1000", "1710 -782", "1776 -38", "8401 -180"])
    #expect(try world.findings() == [])
    let balance = try #require(try world.store.balance(reference: "b")).balance
    let charges = try world.store.charges(of: balance.id, from: Instant(microseconds: .min), until: Instant(microseconds: .max), after: 0, limit: 10)
    #expect(charges.map { "\($0.session)#\($0.number) \($0.charged.units / Self.megabyte) \($0.charged.netMinor)+\($0.charged.taxMinor)" } == ["s#1 80 160+34", "s#2 10 20+4"])
    #expect(charges.allSatisfy { $0.charged.explanation.amount == Exact(unscaled: $0.charged.netMinor, scale: 2) })
    let movements = try world.store.movements(of: balance.id, before: nil, limit: 5)
    #expect(movements.map(\.cause) == ["s#2", "s#1", "t"] && movements.allSatisfy { $0.entry != nil })
  }

  /// The same request again gets the first answer, within a group and after a restart; another under its number is refused.
  @Test func retransmissionsAreAnsweredAlike() throws {
    let world = try world()
    let recorder = world.installation.chargingRecorder()
    let begin = request(.initial, requested: 50 * Self.megabyte)
    let go = request(.update, "s", 1, used: 50 * Self.megabyte, requested: 50 * Self.megabyte)
    let answers = try ask(recorder, begin, begin, go, go)
    #expect(answers[0] == answers[1] && answers[2] == answers[3])
    let debit = request(.debit, "d", used: 5 * Self.megabyte)
    let first = try ask(recorder, debit)
    try world.reopen()
    let again = world.installation.chargingRecorder()
    #expect(try ask(again, begin, go, debit) == [answers[0], answers[2]] + first)
    #expect(try money(world) == "8.67/1.21")
    let other = again.decide([request(.update, "s", 1, used: 51 * Self.megabyte, requested: 50 * Self.megabyte), debit])
    #expect(throws: Rejection.self) { try other[0].get() }
    #expect(try other[1].get() == first[0])
    #expect(try world.findings() == [])
  }

  @Test func whatIsPrepaidIsNotOnTheBillAndWhatIsPostpaidIsOnItOnce() async throws {
    let day = WallCalendar.localDay(MachineClock().now(), zone: "Europe/Madrid")
    let next = Day(number: day.number + 1 - Int32(day.dayOfMonth)).adding(months: 1)
    for (kind, net) in [(CustomerBalance.Kind.prepaid, Int64(0)), (.postpaid, 50)] {
      let world = try world(kind, limit: kind == .postpaid ? "20" : nil, money: kind == .postpaid ? nil : "10")
      try await world.bill(next.adding(months: -1))
      let recorder = world.installation.chargingRecorder()
      _ = try ask(recorder, request(.initial, requested: 30 * Self.megabyte), request(.update, "s", 1, used: 12 * Self.megabyte, requested: 0))
      _ = try ask(recorder, request(.terminate, "s", 2, used: 8 * Self.megabyte), request(.debit, "d", used: 5 * Self.megabyte))
      if kind == .postpaid { #expect(try ChargedUsage(world.installation).handOn().accepted == 2) }
      #expect(try ChargedUsage(world.installation).handOn().accepted == 0)
      try await world.bill(next)
      let lines = try world.invoices().flatMap(\.invoice.lines).filter { $0.charge.kind == .usage && $0.charge.quantity.isPositive }
      #expect(lines.reduce(0) { $0 + $1.netMinor } == net, "\(kind)")
      if kind == .postpaid { #expect(lines.map(\.charge.quantity) == [25]) }
      #expect(try world.findings() == [])
    }
  }

  /// The program died after the events were imported and before that was noted: nothing counts twice.
  @Test func usageIsHandedOnOnceWhateverDies() throws {
    let world = try world(.postpaid, limit: "20", money: nil)
    _ = try ask(world.installation.chargingRecorder(), request(.debit, "d", used: 5 * Self.megabyte))
    #expect(try ChargedUsage(world.installation).handOn().accepted == 1)
    try world.tamper("UPDATE charging_usage_cursor SET through = 0")
    #expect(try ChargedUsage(world.installation).handOn().accepted == 0)
    #expect(try world.number("SELECT COUNT(*) FROM usage_event") == 1)
    #expect(try world.findings() == [])
  }

  @Test func abandonedSessionsAreLetGo() throws {
    let world = try world()
    let recorder = world.installation.chargingRecorder()
    _ = try ask(recorder, request(.initial, requested: 50 * Self.megabyte))
    #expect(try recorder.reclaim() == [])
    struct Later: Clock { func now() -> Instant { MachineClock().now().adding(seconds: 5_000) } }
    #expect(try world.installation.chargingRecorder(clock: Later()).reclaim() == ["s"])
    #expect(try money(world) == "10.00/0.00")
    #expect(try world.findings() == [])
    // It comes again after all: what it used counts.
    #expect(try ask(recorder, request(.update, "s", 1, used: 50 * Self.megabyte, requested: 0))[0].services[0].charged?.netMinor == 100)
    #expect(try money(world) == "8.79/0.00")
    #expect(try world.findings() == [])
  }

  /// A session that is let go of, is heard of late, and is let go of again: the bill gets what it used before and after.
  @Test func whatIsLetGoOfTwiceIsBilledBoth() throws {
    struct Later: Clock { func now() -> Instant { MachineClock().now().adding(seconds: 5_000) } }
    struct Latest: Clock { func now() -> Instant { MachineClock().now().adding(seconds: 10_000) } }
    let world = try world(.postpaid, limit: "20", money: nil)
    let recorder = world.installation.chargingRecorder()
    _ = try ask(recorder, request(.initial, requested: 50 * Self.megabyte))
    _ = try ask(recorder, request(.update, "s", 5, used: 10 * Self.megabyte, requested: 50 * Self.megabyte))
    #expect(try world.installation.chargingRecorder(clock: Later()).reclaim() == ["s"])
    _ = try ask(recorder, request(.update, "s", 4, used: 7 * Self.megabyte, requested: 50 * Self.megabyte))
    #expect(try world.installation.chargingRecorder(clock: Latest()).reclaim() == ["s"])
    #expect(try ChargedUsage(world.installation).handOn().accepted == 2)
    #expect(try world.number("SELECT COUNT(*) FROM usage_event") == 2)
    #expect(try world.findings() == [])
  }

  /// Counters that run from a session's beginning, within a group, over a restart, and when their server begins anew.
  @Test func runningCountersAreChargedOnce() throws {
    let world = try world()
    // Balances hold nothing before they are opened: all of it happens after that.
    let start = MachineClock().now()
    struct Later: Clock { func now() -> Instant { MachineClock().now().adding(seconds: 5_000) } }
    func told(_ kind: ChargingRequest.Kind, _ session: String, _ megabytes: Int64, at: Int64, subject: String = "600") -> ChargingRequest {
      let now = start.adding(seconds: at)
      return ChargingRequest(
        session: session, kind: kind, subject: subject, at: now, services: [ServiceUnits(service: "data", requested: kind == .terminate ? 0 : 10 * Self.megabyte, used: megabytes * Self.megabyte)],
        running: RunningCount(begunAt: now.adding(seconds: 0 - at), saidAt: now))
    }
    func taken(_ answers: [ChargingAnswer]) -> [Int64] { answers.map { $0.services.reduce(0) { $0 + ($1.charged?.units ?? 0) } / Self.megabyte } }
    let recorder = world.installation.chargingRecorder(clock: Later())
    let life = [told(.initial, "r/a/1", 0, at: 0), told(.update, "r/a/1", 30, at: 60), told(.update, "r/a/1", 50, at: 120)]
    #expect(taken(try recorder.decide(life + life).map { try $0.get() }) == [0, 30, 20, 0, 0, 0])
    let after = try money(world)
    #expect(after == "8.79/0.25")
    try world.reopen()
    let again = world.installation.chargingRecorder(clock: Later())
    #expect(taken(try again.decide(life).map { try $0.get() }) == [0, 0, 0])
    #expect(taken(try again.decide([told(.initial, "r/a/2", 0, at: 100), told(.initial, "r/ab/1", 0, at: 100), told(.update, "r/a/1", 60, at: 180)]).map { try $0.get() }) == [0, 0, 10])
    #expect(try again.reclaim(sessionsUnder: "r/a/", begunBy: start.adding(seconds: -1)) == 0)
    let reclaimed = try again.reclaim(sessionsUnder: "r/a/", begunBy: start.adding(seconds: 200))
    #expect(reclaimed == 2)
    let open = try world.store.openSessions(limit: 9).map(\.session.reference)
    #expect(open == ["r/ab/1"])
    #expect(taken(try again.decide([told(.terminate, "r/a/1", 65, at: 200), told(.terminate, "r/a/1", 65, at: 200), told(.terminate, "r/ab/1", 0, at: 300)]).map { try $0.get() }) == [5, 0, 0])
    // Another session under the same name, by the network's own clock; and one under a name that nobody has.
    let reused = ChargingRequest(
      session: "r/a/1", kind: .terminate, subject: "600", at: start.adding(seconds: 900), services: [ServiceUnits(service: "data", requested: 0, used: 7 * Self.megabyte)],
      running: RunningCount(begunAt: start.adding(seconds: 840), saidAt: start.adding(seconds: 900)))
    #expect(taken(try again.decide([reused, reused]).map { try $0.get() }) == [7, 0])
    #expect(try again.decide([told(.terminate, "r/a/9", 0, at: 9, subject: "nobody")])[0].get().result == .userUnknown)
    #expect(try world.store.unchargedCount() == 0)
    let left = try money(world)
    #expect(left == "8.26/0.00")
    #expect(try world.findings() == [])
  }

  /// A server says that all is over, and one of its sessions goes on: it is charged, granted more, and told when nothing is left. Said again
  /// later, that changes nothing of what goes on.
  @Test func whatGoesOnBehindARestartIsKept() throws {
    let world = try world()
    let start = MachineClock().now()
    struct Later: Clock { func now() -> Instant { MachineClock().now().adding(seconds: 5_000) } }
    let recorder = world.installation.chargingRecorder(clock: Later())
    func update(_ megabytes: Int64, at: Int64) throws -> ServiceAnswer {
      let at = start.adding(seconds: at)
      let request = ChargingRequest(
        session: "r/a/1", kind: .update, subject: "600", at: at, services: [ServiceUnits(service: "data", requested: 10 * Self.megabyte, used: megabytes * Self.megabyte)],
        running: RunningCount(begunAt: start, saidAt: at))
      return try #require(try recorder.decide([request])[0].get().services.first)
    }
    #expect(try update(30, at: 60).granted == 10 * Self.megabyte)
    #expect(try recorder.reclaim(sessionsUnder: "r/a/", begunBy: start.adding(seconds: 90)) == 1)
    #expect(try world.store.openSessionCount() == 0 && money(world).hasSuffix("/0.00"))
    let went = try update(50, at: 120)
    #expect(went.charged?.units == 20 * Self.megabyte && went.granted == 10 * Self.megabyte && went.result == .success)
    // Sent again, a day later.
    #expect(try recorder.reclaim(sessionsUnder: "r/a/", begunBy: start.adding(seconds: 90)) == 1)
    // Ten euros pay for 413 megabytes at 0.02 and 21 % tax.
    #expect(try update(500, at: 180).result == .creditLimitReached)
    #expect(try world.store.openSessionCount() == 1 && world.findings() == [])
  }

  /// What a session used and nobody could be charged for waits, and is charged once when somebody can be.
  @Test func whatCannotBeChargedWaits() throws {
    let world = try world()
    let start = MachineClock().now()
    struct Later: Clock { func now() -> Instant { MachineClock().now().adding(seconds: 5_000) } }
    func stop(_ session: String, _ megabytes: Int64, _ subject: String) -> ChargingRequest {
      let at = start.adding(seconds: 60)
      return ChargingRequest(
        session: session, kind: .terminate, subject: subject, at: at,
        services: [ServiceUnits(service: "data", requested: 0, used: megabytes * Self.megabyte), ServiceUnits(service: "unpriced", requested: 0, used: 9)],
        running: RunningCount(begunAt: start, saidAt: at))
    }
    let recorder = world.installation.chargingRecorder(clock: Later())
    // Twice, and once more with more.
    for megabytes: Int64 in [10, 10, 15] { #expect(try recorder.decide([stop("r/1", megabytes, "700")])[0].get().result == .userUnknown) }
    #expect(try recorder.decide([stop("r/2", 5, "600"), stop("r/3", 1, "900")]).map { try $0.get().result } == [.success, .userUnknown])
    let waiting = try world.store.uncharged(limit: 9)
    #expect(waiting.map(\.request.session) == ["r/1", "r/3"] && waiting[0].request.services[0].used == 15 * Self.megabyte)
    #expect(waiting[0].result == .userUnknown && waiting[0].request.running == RunningCount(begunAt: start, saidAt: start.adding(seconds: 60)))
    #expect(waiting[0].reason == "nobody uses anything under \"700\"")
    #expect(try recorder.chargeUncharged() == 0 && world.store.unchargedCount() == 2)
    try world.order("ana", key: "S-2", line: "offering: metered, startsOn: 2026-01-01, subject: \"700\"", placedOn: ResumeTests.day)
    let again = world.installation.chargingRecorder(clock: Later())
    #expect(try again.chargeUncharged() == 1 && again.chargeUncharged() == 0)
    #expect(try world.store.uncharged(limit: 9).map(\.request.session) == ["r/3"])
    // The network says it once more after all: known. 15 and 5 megabytes at 0.02, and tax, each counted by itself.
    #expect(try again.decide([stop("r/1", 15, "700")])[0].get().services.isEmpty)
    #expect(try money(world) == "9.52/0.00")
    #expect(try world.findings() == [])
  }

  @Test func refundsComeBackOnce() throws {
    let world = try world()
    let recorder = world.installation.chargingRecorder()
    _ = try ask(recorder, request(.debit, "d", used: 100 * Self.megabyte))
    let answers = try ask(recorder, request(.refund, "r", refunds: "d"), request(.refund, "r", refunds: "d"), request(.refund, "r2", refunds: "d"), request(.refund, "r3", refunds: "nothing"))
    #expect(answers.map(\.result) == [.success, .success, .ratingFailed, .ratingFailed])
    #expect(try ask(recorder, request(.refund, "r4", refunds: "d"))[0].result == .ratingFailed)
    #expect(try money(world) == "10.00/0.00")
    #expect(try books(world) == ["1360 1000", "1710 -1000"])
    #expect(try world.findings() == [])
  }

  /// What moved and came to nothing in all stands in the balance's history all the same.
  @Test func whatIsTakenAndGivenBackAtOnceHasMoved() throws {
    let world = try world()
    let answers = try ask(world.installation.chargingRecorder(), request(.debit, "d", used: 100 * Self.megabyte), request(.refund, "r", refunds: "d"))
    #expect(answers.map(\.result) == [.success, .success])
    #expect(try money(world) == "10.00/0.00")
    #expect(try world.findings() == [])
  }

  @Test(arguments: [
    ("nobody", "metered", ChargingResult.userUnknown), ("600", "basic", .notApplicable), ("600", "committed", .ratingFailed), ("600", "metered", .creditLimitReached),
  ]) func refusalsAreResults(_ subject: String, _ offering: String, _ expected: ChargingResult) throws {
    let world = try world(money: nil, offering: offering)
    let recorder = world.installation.chargingRecorder()
    #expect(try ask(recorder, request(.debit, "d", used: 100 * Self.megabyte, subject: subject))[0].result == expected)
    // What it would cost is told whether there is so much or not.
    let quoted = expected == .creditLimitReached ? ChargingResult.success : expected
    #expect(try ask(recorder, request(.quote, "q", used: 100 * Self.megabyte, subject: subject))[0].result == quoted)
    try world.amend("S-1", key: "stop", on: Day(2026, 2, 1)!, change: "change: suspend")
    if subject == "600" { #expect(try ask(recorder, request(.debit, "e", used: 1, subject: subject))[0].result == .serviceDenied) }
    #expect(try world.findings() == [])
  }

  /// One pool serves a fleet without a row per device, and is never overspent.
  @Test func aFleetDrawsOnOnePool() throws {
    let world = try world(money: "1")
    for number in 1...20 { try world.order("ana", key: "F-\(number)", line: "offering: metered, startsOn: 2026-01-01, subject: \"7\(number)\"", placedOn: ResumeTests.day) }
    let recorder = world.installation.chargingRecorder()
    let answers = try recorder.decide((1...20).map { request(.debit, "f-\($0)", used: 5 * Self.megabyte, subject: "7\($0)") }).map { try $0.get() }
    // 12 cents each: eight of them, and the ninth finds four cents.
    #expect(answers.map { $0.result == .success } == Array(repeating: true, count: 8) + Array(repeating: false, count: 12))
    #expect(try money(world) == "0.04/0.00")
    #expect(try world.findings() == [])
  }

  /// Threads side by side through one line, beside a twin that adds up what was answered.
  @Test(arguments: [Seed(1), Seed(2), Seed(3)]) func parallelRequestsNeverOverspend(_ seed: Seed) async throws {
    let world = try world(money: "3")
    let line = world.installation.charging()
    var random = seed
    let plans = (0..<12).map { _ in (0..<25).map { _ in Int64(random.number(1...6)) * Self.megabyte } }
    let taken = try await withThrowingTaskGroup(of: Int64.self) { group in
      for (index, amounts) in plans.enumerated() {
        group.addTask {
          var taken: Int64 = 0
          for (number, amount) in amounts.enumerated() {
            let debit = self.request(.debit, "d-\(index)-\(number)", used: amount)
            let answer = try await line.answer(debit)
            // Everybody sends everything twice.
            #expect(try await line.answer(debit) == answer)
            taken += answer.services.reduce(0) { $0 + ($1.charged?.collectedMinor ?? 0) }
          }
          return taken
        }
      }
      return try await group.reduce(0, +)
    }
    await line.close()
    let left = try #require(try world.store.balance(reference: "b")).balance.buckets[0]
    #expect(left.amount == 300 - taken && left.amount >= 0 && left.reserved == 0, "\(seed)")
    #expect(try world.findings() == [])
  }

  @Test(arguments: [
    ("UPDATE balance_bucket SET reserved = reserved + 1", "charging sessions", ["charging-sessions"]),
    ("UPDATE charging_session SET state = 'ended'", "charging sessions", ["charging-sessions", "charging-sessions"]),
    ("DELETE FROM charging_session", "charging sessions", ["charging-sessions", "charging-sessions"]),
    ("UPDATE charging_counter SET units = units + 1", "what was charged of prices", ["charging-counters"]),
  ]) func projectionsComeBackFromRequests(_ sql: String, _ projection: String, _ laws: [String]) throws {
    let world = try world()
    _ = try ask(world.installation.chargingRecorder(), request(.initial, requested: 50 * Self.megabyte), request(.update, "s", 1, used: 7 * Self.megabyte, requested: 50 * Self.megabyte))
    let tables = ["balance_bucket", "charging_session", "charging_counter"]
    let before = try world.dump(tables)
    try world.tamper(sql)
    #expect(try world.findings().map(\.law) == laws)
    #expect(try Rebuilding(world.installation)().filter { $0.rewritten > 0 }.map(\.projection) == [projection])
    #expect(try world.dump(tables) == before)
    #expect(try world.findings() == [])
  }

  @Test func whatWasTakenBesideTheChargesIsFound() throws {
    let world = try world()
    _ = try ask(world.installation.chargingRecorder(), request(.debit, "d", used: 50 * Self.megabyte))
    // What it took, in the one line of its answer that is a charge.
    try world.tamper("UPDATE charging_request SET answer = replace(answer, '\t100\t21\t0\t', '\t95\t21\t0\t')")
    #expect(try Set(world.findings().map(\.law)) == ["charging-charges", "charging-counters", "chain"])
  }

  /// The program, killed while it decides: what it answered is there, once; and the same file again ends it.
  @Test(.enabled(if: KillTests.program != nil, "the program is not built")) func killedInTheMiddle() throws {
    let program = try #require(KillTests.program)
    let world = try world(money: "100000")
    let count = 6_000
    let lines = (0..<count).map { "{\"kind\":\"debit\",\"id\":\"k-\($0)\",\"subject\":\"600\",\"services\":[{\"service\":\"data\",\"units\":\(Self.megabyte)}]}" }
    let (file, output) = (world.folder + "/requests.jsonl", world.folder + "/answers.jsonl")
    try Data(lines.joined(separator: "\n").utf8).write(to: URL(filePath: file))
    func start() throws -> Process {
      _ = FileManager.default.createFile(atPath: output, contents: nil)
      let child = Process()
      child.executableURL = URL(filePath: program)
      child.arguments = ["charging", "batch", file, "--group", "64", "--home", world.folder]
      child.environment = world.environment
      child.standardOutput = try FileHandle(forWritingTo: URL(filePath: output))
      child.standardError = FileHandle.nullDevice
      try child.run()
      return child
    }
    var most: Int64 = 0
    for round in 0..<6 {
      let child = try start()
      // Somewhere within the requests that are new to it.
      while child.isRunning, try world.number("SELECT COUNT(*) FROM charging_request") <= most { usleep(1_000) }
      usleep(UInt32(round) * 7_000)
      kill(child.processIdentifier, SIGKILL)
      child.waitUntilExit()
      let answered = try String(contentsOfFile: output, encoding: .utf8).split(separator: "\n").count { $0.hasSuffix("}") }
      let written = try world.number("SELECT COUNT(*) FROM charging_request")
      #expect(written >= answered, "what was answered is there")
      #expect(written % 64 == 0 || written == count, "a group is whole or not there")
      #expect(try world.number("SELECT COUNT(*) FROM balance_movement WHERE charging_id IS NOT NULL") <= written)
      #expect(try world.findings() == [])
      most = max(most, written)
    }
    let last = try start()
    last.waitUntilExit()
    #expect(last.terminationStatus == 0)
    #expect(try world.number("SELECT COUNT(*) FROM charging_request") == count)
    // Two cents each, and 21 % on the sum.
    #expect(try money(world) == "\(BalanceUnit.money(.eur).exact(10_000_000 - Int64(count) * 2 - Int64(count) * 2 * 21 / 100))/0.00")
    #expect(try world.findings() == [])
  }
}
