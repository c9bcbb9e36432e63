import Dispatch
import Foundation
import Operations
import Primitives
import Synchronization
import Testing

@testable import HTTPAPI

/// An API whose hot endpoints take the lane, and some that do not, to try one server with the lane beside one without.
struct HotAPI: Sendable {
  /// What waits in line until it is let go.
  final class Gate: Sendable {
    private let line = Mutex<(isOpen: Bool, waiting: [@Sendable () -> Void])>((false, []))

    var waiting: Int { line.withLock { $0.waiting.count } }

    func pass(_ body: @escaping @Sendable () -> Void) {
      let isOpen = line.withLock { line in
        if !line.isOpen { line.waiting.append(body) }
        return line.isOpen
      }
      if isOpen { body() }
    }

    func open() {
      let waiting = line.withLock { line in
        defer { line = (true, []) }
        return line.waiting
      }
      for body in waiting { body() }
    }
  }

  let gate = Gate()
  /// How many requests took the lane.
  let taken = Counter()
  /// How many words were said, on either way.
  let spoken = Counter()
  /// How often something was read for an answer, all of it at one moment.
  let moments = Counter()
  let desk: APIDesk

  final class Counter: Sendable {
    private let count = Atomic<Int>(0)
    var value: Int { count.load(ordering: .relaxed) }
    func add() { count.add(1, ordering: .relaxed) }
  }

  init(readsInPlace: Bool = false) {
    let (gate, moments, spoken) = (gate, moments, spoken)
    let word = Shape<String>("Word", "A word.", [.text("word") { $0 }])
    let body = Endpoint.Body(.object(ObjectSchema("NewWord", "A word.", [.init("word", .plainText)])), example: #"{"word": "a"}"#)
    @Sendable func said(_ request: APIRequest) -> String {
      spoken.add()
      var reader = SourceReader(request.body)
      return reader.text("word") ?? ""
    }
    let endpoints = [
      Endpoint(
        .post, "/v1/hot", chapter: "Words", name: "sayHot", "Say it", body: body, answers: [.json(word.schema, "The word.")], for: .roles([.care]),
        work: .queued { request, told in
          let text = said(request)
          switch text {
          case "gated": gate.pass { told { .json(text, word, request) } }
          case "late": DispatchQueue.global().asyncAfter(deadline: .now() + 0.2) { told { .json(text, word, request) } }
          case "bad": told { throw Rejection(Problem(ProblemCode(rawValue: "words.bad"), "a bad word", remedy: "say another")) }
          default: told { .json(text, word, request) }
          }
        }
      ).hot(),
      Endpoint(
        .post, "/v1/cold", chapter: "Words", name: "sayCold", "Say it", body: body, answers: [.json(word.schema, "The word.")], for: .roles([.care]),
        work: .plain { .json(said($0), word, $0) }),
      Endpoint(
        .get, "/v1/hot/{word}", chapter: "Words", name: "readHot", "Read it", parameters: [.path("word", .plainText, "It."), .query("times", .integer(1...9_999_999), "How often.")],
        answers: [.json(word.schema, "The word.")], for: .open,
        work: .reading { .json(String(repeating: $0.text("word") ?? "", count: $0.integer("times") ?? 1), word, $0) }
      ).hot(),
      Endpoint(
        .post, "/v1/hot/slow", chapter: "Words", name: "saySlowly", "Say it", body: body, answers: [.json(word.schema, "The word.")], for: .roles([.care]),
        work: .long { request in
          try await Task.sleep(for: .milliseconds(100))
          return .json(said(request), word, request)
        }
      ).hot(),
    ]
    var surroundings = APIDesk.Surroundings(
      requests: RememberedRequests(), digest: { "\($0.hashValue)" }, now: { Instant(seconds: 0) }, newRequestID: { "r-1" }, microseconds: { 0 }, log: { _ in }, passing: { _ in nil },
      caller: { $0 == .bearer("auditor") ? Caller(name: "a", roles: [.auditor]) : $0 == nil ? nil : Caller(name: "c", roles: [.care]) },
      callerAtHand: { $0 == nil ? .known(nil) : $0 == .bearer("near") ? .known(Caller(name: "c", roles: [.care])) : .toBeAsked }, answersOnlyLocally: true)
    surroundings.readsInPlace = readsInPlace
    surroundings.ofOneMoment = { reading in
      moments.add()
      return try reading()
    }
    desk = APIDesk(
      APIDescription(title: "Hot", version: "1", about: "To try.", firstSteps: "", chapters: [.init("Words", "Words.")], endpoints: endpoints), pool: WorkPool(readers: 2),
      surroundings: surroundings)
  }

  var lane: Lane {
    let (lane, taken) = (desk.lane, taken)
    return Lane(takes: lane.takes) { arrival, hop, done in
      taken.add()
      lane.answer(arrival, hop, done)
    }
  }

  func serving<T>(
    _ limits: HTTPServer.Limits = .init(), lane: Bool = true, certificate: ServerCertificate? = nil, _ body: (URL) async throws -> T
  ) async throws -> T {
    let (addresses, told) = AsyncStream<String>.makeStream()
    let (desk, way) = (desk, lane ? self.lane : nil)
    let server = Task {
      try await HTTPServer(port: 0, limits: limits, certificate: certificate, lane: way, refuse: { await desk.refusal(of: $0) }) { await desk.answer($0) }.run(stopsOnInterrupt: false) { told.yield($0) }
    }
    defer { server.cancel() }
    var iterator = addresses.makeAsyncIterator()
    let address = try #require(await iterator.next())
    return try await body(try #require(URL(string: address)))
  }

  /// A request as clients write it.
  static func request(_ method: String, _ target: String, _ body: String? = nil, _ more: [String] = [], host: String? = "localhost", key: String? = "near") -> String {
    var lines = ["\(method) \(target) HTTP/1.1"]
    if let host { lines.append("Host: \(host)") }
    if let key { lines.append("Authorization: Bearer \(key)") }
    if let body { lines += ["Content-Type: application/json", "Content-Length: \(body.utf8.count)"] }
    return (lines + more).joined(separator: "\r\n") + "\r\n\r\n" + (body ?? "")
  }

  static func say(_ word: String, at target: String = "/v1/hot", key: String? = "near") -> String { request("POST", target, #"{"word":"\#(word)"}"#, key: key) }
}
