import Balances
import Bootstrap
import Charging
import Operations
import Primitives
import Store
import Testing

@testable import Lab

/// Whoever debits under the name of a network's session keeps nobody from being charged, and nothing is charged twice.
@Suite struct TakenNumberTests {
  private static let megabyte: Int64 = 1_000_000
  private let start = MachineClock().now()
  private struct Later: Clock { func now() -> Instant { MachineClock().now().adding(seconds: 5_000) } }

  private func told(_ kind: ChargingRequest.Kind, _ session: String, _ megabytes: Int64, at: Int64, lasted: Int64? = nil, subject: String = "600") -> ChargingRequest {
    let at = start.adding(seconds: 300 + at)
    let units = ServiceUnits(service: "data", requested: kind == .terminate ? 0 : 10 * Self.megabyte, used: megabytes * Self.megabyte)
    return ChargingRequest(
      session: session, kind: kind, subject: subject, at: at, services: [units], running: RunningCount(begunAt: lasted.map { at.adding(seconds: 0 - $0) }, saidAt: at))
  }

  private func debit(_ name: String, _ number: Int64 = 0, megabytes: Int64 = 1) -> ChargingRequest {
    ChargingRequest(session: name, number: number, kind: .debit, subject: "600", at: start.adding(seconds: 330), services: [ServiceUnits(service: "data", used: megabytes * Self.megabyte)])
  }

  private func begin(_ name: String, subject: String = "600") -> ChargingRequest {
    ChargingRequest(session: name, kind: .initial, subject: subject, at: start.adding(seconds: 330), services: [ServiceUnits(service: "data", requested: Self.megabyte)])
  }

  private func tell(_ recorder: ChargingRecorder, _ requests: ChargingRequest...) -> [String] {
    recorder.decide(requests).map { answer in
      do {
        let answer = try answer.get()
        return "\(answer.result.word) \(answer.services.reduce(0) { $0 + ($1.charged?.units ?? 0) } / Self.megabyte)"
      } catch {
        return (error as? Rejection)?.problems.map { $0.code.rawValue }.joined() ?? "\(error)"
      }
    }
  }

  private func left(_ world: World) throws -> String {
    try #require(try world.store.balance(reference: "b")).balance.buckets.map { "\($0.terms.unit.exact($0.amount))/\($0.terms.unit.exact($0.reserved))" }.joined()
  }

  /// Before the session begins: with a group of its own, at the head of the session's group, and of another process.
  @Test(arguments: [1, 2, 3]) func aDebitBeforeTheSessionBegins(way: Int) throws {
    let world = try World.prepaid()
    var recorder = world.installation.chargingRecorder(clock: Later())
    // Whoever is known is decided while a server looks.
    #expect(tell(recorder, debit("d/0")) == ["success 1"])
    let (begun, goesOn) = (told(.initial, "r/1", 0, at: 0, lasted: 0), told(.update, "r/1", 4, at: 20, lasted: 20))
    if way == 1 {
      #expect(tell(recorder, debit("d/1"), debit("r/1"), begun, goesOn, debit("d/2")) == ["success 1", "success 1", "success 0", "success 4", "success 1"])
    } else {
      #expect(tell(recorder, debit("r/1"), debit("d/1")) == ["success 1", "success 1"])
      if way == 3 {
        try world.reopen()
        recorder = world.installation.chargingRecorder(clock: Later())
      }
      #expect(tell(recorder, begun, goesOn, debit("d/2")) == ["success 0", "success 4", "success 1"])
    }
    // Told again, and by who has it from the rows.
    let stop = told(.terminate, "r/1", 6, at: 60, lasted: 60)
    #expect(tell(recorder, goesOn, begun, debit("r/1"), stop, stop) == ["success 0", "success 0", "success 1", "success 2", "success 0"])
    try world.reopen()
    let again = world.installation.chargingRecorder(clock: Later())
    #expect(tell(again, stop, begun, goesOn, debit("r/1"), debit("d/2")) == ["success 0", "success 0", "success 0", "success 1", "success 1"])
    // Four debits and six megabytes.
    #expect(try left(world) == "9.76/0.00")
    // Another session of the name, and the debit is given back once.
    let other = told(.terminate, "r/1", 3, at: 900, lasted: 60)
    #expect(tell(again, other, other) == ["success 3", "success 0"])
    let refund = ChargingRequest(session: "b/1", kind: .refund, subject: "600", at: start.adding(seconds: 330), refunds: "r/1")
    #expect(tell(again, refund) == ["success -1"])
    // What a debit took of a cent depends on what came before it.
    #expect(try [left(world)] == [way == 1 ? "9.71/0.00" : "9.72/0.00"])
    #expect(try world.store.openSessionCount() == 0)
    #expect(try world.findings() == [])
  }

  /// Whoever comes second gets an answer that is theirs alone.
  @Test func whoeverComesSecond() throws {
    let world = try World.prepaid()
    let recorder = world.installation.chargingRecorder(clock: Later())
    #expect(tell(recorder, told(.initial, "r/1", 0, at: 0, lasted: 0), debit("d/1")) == ["success 0", "success 1"])
    #expect(tell(recorder, debit("d/2"), debit("r/1"), told(.update, "r/1", 4, at: 20, lasted: 20)) == ["success 1", "charging.request-reused", "success 4"])
    // A network that numbers its requests itself is told that the number was used.
    #expect(tell(recorder, debit("n/1"), debit("d/3")) == ["success 1", "success 1"])
    #expect(tell(recorder, debit("d/4"), begin("n/1"), debit("d/5")) == ["success 1", "charging.request-reused", "success 1"])
    #expect(tell(recorder, begin("n/2")) == ["success 0"])
    #expect(tell(recorder, debit("n/2"), debit("d/6")) == ["charging.request-reused", "success 1"])
    #expect(try world.findings() == [])
  }

  /// Events of a network are debits with numbers, and a session that was refused leaves its request.
  @Test func numbersAhead() throws {
    let world = try World.prepaid()
    let recorder = world.installation.chargingRecorder(clock: Later())
    #expect(tell(recorder, told(.initial, "r/1", 0, at: 0, lasted: 0)) == ["success 0"])
    #expect(tell(recorder, debit("r/1", 1), debit("r/1", 2), debit("r/1", 5)) == ["success 1", "success 1", "success 1"])
    let life = [Int64(4), 5, 6, 7].map { told(.update, "r/1", $0, at: 20 + $0, lasted: 20 + $0) }
    #expect(recorder.decide(life).map { (try? $0.get().services[0].charged?.units).map { $0 / Self.megabyte } } == [4, 1, 1, 1])
    #expect(try world.number("SELECT MAX(number) FROM charging_request WHERE session = 'r/1'") == 7)
    // Its server begins anew while the next number is somebody else's.
    #expect(tell(recorder, debit("r/1", 8)) == ["success 1"])
    #expect(try recorder.reclaim(sessionsUnder: "r/", begunBy: start.adding(seconds: 500)) == 1)
    #expect(try world.store.openSessionCount() == 0)
    // Nothing is left to spend: the session is refused, and a network of counters that run uses its name.
    try world.account("eva")
    try world.order("eva", key: "S-2", line: "offering: metered, startsOn: 2026-01-01, subject: \"800\"", placedOn: ResumeTests.day)
    _ = try world.balances.open(.init(reference: "c", account: "eva", kind: .prepaid), key: "o-2")
    let again = world.installation.chargingRecorder(clock: Later())
    #expect(tell(again, begin("q/1", subject: "800")) == ["credit-limit-reached 0"])
    _ = try world.balances.topUp("c", .init(amount: Exact("10")!), key: "t-2")
    let stop = told(.terminate, "q/1", 5, at: 60, lasted: 60, subject: "800")
    #expect(tell(again, stop, stop) == ["success 5", "success 0"])
    #expect(try world.findings() == [])
  }

  /// Sessions of one name are found behind numbers that are not theirs.
  @Test(arguments: 1...3) func anEarlierSessionIsFound(way: Int) throws {
    let world = try World.prepaid()
    let recorder = world.installation.chargingRecorder(clock: Later())
    let first = [told(.initial, "r/1", 0, at: 300, lasted: 0), told(.update, "r/1", 4, at: 320, lasted: 20)]
    let between = [debit("r/1", 2), debit("r/1", 3)]
    let second = [told(.initial, "r/1", 0, at: 400, lasted: 0), told(.update, "r/1", 1, at: 420, lasted: 20)]
    let late = told(.terminate, "r/1", 9, at: 360, lasted: 60)
    func charged(_ requests: [ChargingRequest]) throws -> [Int64] {
      try recorder.decide(requests).map { try $0.get().services.reduce(0) { $0 + ($1.charged?.units ?? 0) } / Self.megabyte }
    }
    if way == 1 {
      #expect(try charged(first + between + second + [late, late]) == [0, 4, 1, 1, 0, 1, 5, 0])
    } else if way == 2 {
      #expect(try charged(between) == [1, 1])
      #expect(try charged(first + second + [late, late]) == [0, 4, 0, 1, 5, 0])
    } else {
      for (requests, units) in [(first, [0, 4]), (between, [1, 1]), (second, [0, 1]), ([late], [5]), ([late], [0])] as [([ChargingRequest], [Int64])] {
        #expect(try charged(requests) == units)
      }
    }
    #expect(tell(recorder, told(.terminate, "r/1", 2, at: 460, lasted: 60)) == ["success 1"])
    #expect(try world.findings() == [] && world.store.openSessionCount() == 0)
  }

  /// What waits is charged though its name was used meanwhile, also its own name beside a newer session, and is given up as far as it was not.
  @Test func whatWaitsIsCharged() throws {
    let world = try World.prepaid()
    let recorder = world.installation.chargingRecorder(clock: Later())
    #expect(tell(recorder, told(.terminate, "r/1", 10, at: 60, lasted: 60, subject: "700"), told(.terminate, "r/2", 5, at: 60, lasted: 60, subject: "700")) == ["user-unknown 0", "user-unknown 0"])
    let own = "r/1/@\(start.adding(seconds: 300))"
    #expect(tell(recorder, debit("r/2"), debit(own), told(.initial, "r/1", 0, at: 100, lasted: 0)) == ["success 1", "success 1", "success 0"])
    try world.order("ana", key: "S-2", line: "offering: metered, startsOn: 2026-01-01, subject: \"700\"", placedOn: ResumeTests.day)
    let again = world.installation.chargingRecorder(clock: Later())
    #expect(try again.chargeUncharged() == 2 && world.store.unchargedCount() == 0)
    #expect(tell(again, told(.terminate, "r/1", 10, at: 60, lasted: 60, subject: "700"), told(.terminate, "r/2", 5, at: 60, lasted: 60, subject: "700")) == ["success 0", "success 0"])
    #expect(tell(again, told(.terminate, "r/1", 3, at: 200, lasted: 100)) == ["success 3"])
    // Two debits and eighteen megabytes.
    #expect(try left(world) == "9.52/0.00")
    #expect(try world.findings() == [])
  }
}
