import HTTPAPI
import Operations
import Primitives
import Synchronization
import Testing

/// Requests of two processes: the other's answer is written down between this one's look and its own.
final class RacedRequests: RequestStore {
  struct Collision: Error {}

  private let inner = RememberedRequests()
  private let other: GivenAnswer?
  private let collisions: Mutex<Int>

  /// - Parameters:
  ///   - other: what the other process answers; `nil`: it has done it, and answers later than anybody asks.
  ///   - collisions: how often something is there already.
  init(other: GivenAnswer?, collisions: Int = 1) {
    self.other = other
    self.collisions = Mutex(collisions)
  }

  func begin(_ request: AskedRequest, at: Instant) -> Int64 { inner.begin(request, at: at) }

  func answer(_ request: Int64, _ asked: AskedRequest, with answer: GivenAnswer, at: Instant) throws {
    let collides = collisions.withLock { left in
      left -= 1
      return left >= 0
    }
    if !collides { return inner.answer(request, asked, with: answer, at: at) }
    if let other { inner.answer(inner.begin(asked, at: at), asked, with: other, at: at) }
    throw Collision()
  }

  func answered(caller: String, key: String) -> (content: String, answer: GivenAnswer)? { inner.answered(caller: caller, key: key) }

  func requests(before: Int64?, limit: Int) -> [RecordedRequest] { [] }
}

/// The same request under the same key, at two processes at once.
@Suite struct RacedRequestTests {
  private func ask(_ requests: RacedRequests, _ target: String = "/v1/things") async -> Departure {
    var arrival = Arrival(method: "POST", target: target, body: Array(#"{"name": "a", "amount": "1"}"#.utf8))
    arrival.headers = [("Content-Type", "application/json"), ("Idempotency-Key", "k")]
    return await SmallAPI.makeDesk(requests: requests).answer(arrival)
  }

  @Test func theLaterIsToldWhatTheFirstWasTold() async {
    let told = await ask(RacedRequests(other: GivenAnswer(status: 201, body: #"{"name":"of the other"}"#)))
    #expect(told.status == 201 && String(decoding: told.bytes, as: UTF8.self) == #"{"name":"of the other"}"#)
    #expect(told.header("Idempotency-Replayed") == "true")
  }

  @Test func whatIsDoneAndNotAnsweredYetIsFoundDone() async {
    let told = await ask(RacedRequests(other: nil))
    #expect(told.status == 201 && String(decoding: told.bytes, as: UTF8.self) == #"{"name":"a","amount":"1"}"#)
  }

  /// The other process found done what this one did, so nobody else has what is told once.
  @Test func whatIsToldOnceIsToldByWhoeverHasIt() async {
    let told = await ask(RacedRequests(other: GivenAnswer(status: 201, body: #"{"name":"secret"}"#)), "/v1/secrets")
    #expect(told.status == 201 && String(decoding: told.bytes, as: UTF8.self) == #"{"name":"secret","amount":"1"}"#)
    #expect(told.header("Idempotency-Replayed") == nil)
  }

  /// What goes on being in the way is no other's request.
  @Test func whatCollidesAgainIsAFault() async {
    let told = await ask(RacedRequests(other: nil, collisions: 2))
    #expect(told.status == 500)
  }
}
