import Charging
import Primitives
import Testing

@testable import ChargingGateway

/// By which way sessions are told things, and for how long that is remembered.
@Suite struct SessionWaysTests {
  /// Some at a time, all of them in turn, however others go meanwhile.
  @Test func allAreLookedThroughInTurn() {
    var ways = SessionWays<Int>()
    for number in 0..<10 {
      ways.heard("\(number)", by: number)
      ways.decided("\(number)", goesOn: true, at: number)
    }
    // Sixty seconds and one after the sixth came.
    var found: Set<String> = []
    for _ in 1...4 { found.formUnion(ways.silent(3, at: 66)) }
    #expect(found == ["0", "1", "2", "3", "4", "5"])
    for number in [9, 0, 4, 5] { ways.forget("\(number)") }
    ways.forget("0")
    #expect(ways.count == 6 && ways["0"] == [] && ways["8"] == [8])
    found = []
    for _ in 1...2 { found.formUnion(ways.silent(3, at: 1_000)) }
    #expect(found == ["1", "2", "3", "6", "7", "8"])
    for number in found { ways.forget(number) }
    let none = ways.silent(at: 1_000)
    #expect(ways.count == 0 && none == [])
  }

  /// What an answer says of the session behind it.
  @Test(arguments: [
    (.initial, .success, false, true), (.initial, .success, true, true), (.initial, .creditLimitReached, true, nil), (.initial, .userUnknown, false, nil),
    (.update, .success, true, true), (.update, .creditLimitReached, true, true), (.update, .unknownSession, false, false), (.update, .userUnknown, false, nil),
    (.update, .serviceDenied, false, nil), (.terminate, .success, false, false), (.terminate, .unknownSession, false, false), (.terminate, .userUnknown, false, nil),
    (.debit, .success, true, nil),
  ] as [(ChargingRequest.Kind, ChargingResult, Bool, Bool?)])
  func whatGoesOn(_ kind: ChargingRequest.Kind, _ result: ChargingResult, _ isOfServices: Bool, _ expected: Bool?) {
    let request = ChargingRequest(session: "s", kind: kind, subject: "600", at: Instant(seconds: 0))
    let services = isOfServices ? [ServiceAnswer(ratingGroup: 10, service: "data", result)] : []
    #expect(request.goesOn(after: ChargingAnswer(result, services: services)) == expected)
    #expect(request.goesOn(after: nil) == nil)
  }
}
