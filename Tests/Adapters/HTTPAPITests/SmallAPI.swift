import Foundation
import HTTPAPI
import Operations
import Primitives
import Synchronization

/// A small API, to try the desk on.
enum SmallAPI {
  struct Thing: Sendable {
    var name: String
    var amount: Exact
  }

  struct Broken: Error {}

  static let thing = Shape<Thing>("Thing", "A thing.", [.text("name") { $0.name }, .decimal("amount") { $0.amount }])

  static let newThing = ObjectSchema(
    "NewThing", "A thing to make.",
    [
      .init("name", .reference, "Its name."), .init("amount", .amount, "What it costs."), .optional("on", .day, "Since when."),
      .optional("kind", .choice(["small", "large"]), "How big."), .optional("tags", .list(.plainText, atMost: 2), "Words."),
    ])

  static let endpoints = [
    Endpoint(
      .get, "/v1/things/{name}", chapter: "Things", name: "readThing", "One thing",
      parameters: [.path("name", .plainText, "Its name."), .query("on", .day, "The day."), .query("limit", .integer(1...100), "How many.")],
      answers: [
        .init("The thing.", media: [("application/json", thing.schema), ("text/html", nil)])
      ], for: .open,
      work: .reading { request in
        if request.text("name") == "broken" { throw Broken() }
        if request.text("name") == "waited" { throw WaitedTooLong(.seconds(10)) }
        if request.text("name") == "slow" { Thread.sleep(forTimeInterval: 4) }
        if request.accepted == "text/html" { return APIResponse(mediaType: "text/html", .bytes(Array("<p>\(request.text("name") ?? "")".utf8))) }
        return .json(Thing(name: request.text("name") ?? "", amount: Exact("0.1") ?? 0), thing, request)
      }),
    Endpoint(
      .get, "/v1/things/all", chapter: "Things", name: "readAll", "Many bytes", answers: [.json(.anyOfType("array"), "Bytes.")], for: .open,
      work: .plain { _ in .json([0x5B] + [UInt8](repeating: 0x20, count: 5000) + [0x5D]) }),
    Endpoint(
      .post, "/v1/things", chapter: "Things", name: "makeThing", "Make a thing",
      body: .init(.object(newThing), example: #"{"name": "a", "amount": "1"}"#, maximumBytes: 1 << 20), answers: [.json(thing.schema, status: 201, "The thing.")], for: .roles([.care]),
      work: .writing { request in
        var reader = SourceReader(request.body)
        let made = Thing(name: reader.text("name") ?? "", amount: reader.number("amount") ?? 0)
        if made.name == "taken" { throw Rejection(Problem(ProblemCode(rawValue: "things.taken"), "there is one", remedy: "take another name")) }
        return .json(made, thing, request, status: 201)
      }),
    Endpoint(
      .post, "/v1/secrets", chapter: "Things", name: "makeSecret", "Make a secret",
      body: .init(.object(newThing), example: #"{"name": "a", "amount": "1"}"#), answers: [.json(thing.schema, status: 201, "The secret.")], for: .roles([.care]),
      work: .writing { .json(Thing(name: "secret", amount: 1), thing, $0, status: 201) }
    ).tellingOnce(["amount"]),
  ]

  static let desk = makeDesk()

  static func makeDesk(
    pool: WorkPool = WorkPool(readers: 2), measures: Measures = Measures(), requests: any RequestStore = RememberedRequests(),
    log: @escaping @Sendable (LogEntry) -> Void = { _ in }
  ) -> APIDesk {
    var surroundings = APIDesk.Surroundings(
      requests: requests, digest: { "\($0.hashValue)" }, now: { Instant(seconds: 0) }, newRequestID: { "r-1" }, microseconds: { 0 }, log: log, passing: { _ in nil },
      caller: { $0 == .bearer("auditor") ? Caller(name: "a", roles: [.auditor]) : $0 == .bearer("nobody") ? nil : .machine }, answersOnlyLocally: true)
    surroundings.collides = { $0 is RacedRequests.Collision }
    return APIDesk(
      APIDescription(title: "Small", version: "1", about: "To try.", firstSteps: "curl /v1/things", chapters: [.init("Things", "Things.")], endpoints: endpoints),
      pool: pool, measures: measures, surroundings: surroundings)
  }
}

/// Requests kept in memory, for tests.
final class RememberedRequests: RequestStore {
  private let kept = Mutex<(asked: [AskedRequest], answers: [Int64: GivenAnswer])>(([], [:]))

  func begin(_ request: AskedRequest, at: Instant) -> Int64 {
    kept.withLock {
      $0.asked.append(request)
      return Int64($0.asked.count)
    }
  }

  func answer(_ request: Int64, _ asked: AskedRequest, with answer: GivenAnswer, at: Instant) { kept.withLock { $0.answers[request] = answer } }

  func answered(caller: String, key: String) -> (content: String, answer: GivenAnswer)? {
    let (asked, answers) = kept.withLock { $0 }
    for (index, one) in asked.enumerated() where one.caller == caller && one.key == key {
      if let answer = answers[Int64(index + 1)] { return (one.content, answer) }
    }
    return nil
  }

  func requests(before: Int64?, limit: Int) -> [RecordedRequest] { [] }
}
