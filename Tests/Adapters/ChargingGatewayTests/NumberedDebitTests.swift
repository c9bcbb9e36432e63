import Charging
import Operations
import Primitives
import Synchronization
import Testing

@testable import ChargingGateway

/// Events under numbers of their own: what is given back is found, nothing counts twice, and nothing counts as another.
@Suite struct NumberedDebitTests {
  /// Charging as far as it knows requests again: by session, number and what is asked.
  private final class Memory: Sendable {
    private let known: Mutex<[String: String]>

    init(_ known: [String: String] = [:]) { self.known = Mutex(known) }

    var names: [String] { known.withLock { $0.keys.sorted() } }

    static func words(_ request: ChargingRequest) -> String {
      "\(request.subject) " + request.services.map { "\($0.ratingGroup):\($0.requested.map(String.init) ?? "")/\($0.used)" }.joined()
    }

    /// What came of it: decided now, known from before, or another one's number.
    func charge(_ request: ChargingRequest, _ told: @Sendable (Result<ChargingAnswer, any Error>) -> Void) {
      let (name, words) = ("\(request.session)#\(request.number)", Memory.words(request))
      let before = known.withLock { known -> String? in
        defer { if !request.subject.isEmpty, known[name] == nil { known[name] = words } }
        return known[name]
      }
      if let before, before != words { return told(.failure(Rejection(Problem(.chargingReused, "another one", remedy: "count on")))) }
      told(.success(before == nil && request.subject.isEmpty ? ChargingAnswer(.userUnknown) : ChargingAnswer(.success, reason: before == nil ? "decided" : "known")))
    }
  }

  private func event(_ number: Int64, used: Int64 = 5) -> ChargingRequest {
    ChargingRequest(session: "s", number: number, kind: .debit, subject: "600", at: Instant(seconds: 0), services: [ServiceUnits(ratingGroup: 10, service: "data", used: used)])
  }

  private func ask(_ charging: Memory, _ request: ChargingRequest, again: Bool = false) throws -> String? {
    let told = Mutex<Result<ChargingAnswer, any Error>?>(nil)
    try #require(NumberedDebit(request)).decide(mayBeKnown: again, { charging.charge($0, $1) }) { outcome in told.withLock { $0 = outcome } }
    return try #require(told.withLock { $0 }).get().reason
  }

  @Test func isFoundUnderZero() throws {
    let charging = Memory()
    #expect(try ask(charging, event(7)) == "decided")
    #expect(charging.names == ["s#0"])
    // The same again, whether it says so or not.
    #expect(try ask(charging, event(7)) == "known")
    #expect(try ask(charging, event(7), again: true) == "known")
    // The same wish under another number is another one, with answers of its own.
    #expect(try ask(charging, event(8)) == "decided")
    #expect(charging.names == ["s#0", "s#8"])
    #expect(try ask(charging, event(8)) == "known")
    #expect(try ask(charging, event(8), again: true) == "known")
    // Under its number something else is refused.
    #expect(throws: Rejection.self) { try ask(charging, event(8, used: 6)) }
  }

  /// What was decided under its own number before events were looked for under 0 is known when it comes again.
  @Test func whatWasDecidedUnderItsOwnNumberIsKnown() throws {
    let charging = Memory(["s#7": Memory.words(event(7))])
    #expect(try ask(charging, event(7), again: true) == "known")
    #expect(charging.names == ["s#7"])
  }

  /// A session that goes on has number 0.
  @Test func aSessionKeepsItsNumbers() throws {
    let charging = Memory(["s#0": "initial"])
    #expect(try ask(charging, event(7)) == "decided")
    #expect(charging.names == ["s#0", "s#7"])
  }

  @Test func othersAreAskedAsTheyCome() {
    #expect(NumberedDebit(event(0)) == nil)
    for kind in ChargingRequest.Kind.allCases where kind != .debit {
      var request = event(7)
      request.kind = kind
      #expect(NumberedDebit(request) == nil)
    }
    #expect(NumberedDebit(event(7, used: 0))?.first.services.map(\.used) == [1])
  }
}
