import Foundation
import HTTPAPI
import Primitives
import Testing

@Suite struct APIDeskTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var method = "GET"
    var target: String
    var headers: [String: String] = [:]
    var body = ""
    var status: Int
    /// A part of the answer.
    var holds = ""
    var testDescription: String { "\(method) \(target) \(headers) \(body) → \(status)" }
  }

  static let json = ["Content-Type": "application/json"]

  @Test(arguments: [
    Case(target: "/v1/things/a", status: 200, holds: #"{"name":"a","amount":"0.1"}"#),
    Case(target: "/v1/things/a?on=2026-02-28&limit=100", status: 200, holds: #""name":"a""#),
    Case(target: "/v1/things/L%C3%B3pez%2F7", status: 200, holds: #""name":"López/7""#),
    Case(target: "/v1/things/a?fields=name", status: 200, holds: #"{"name":"a"}"#),
    Case(target: "/v1/things/a?fields=", status: 400, holds: "is not one of name, amount"),
    Case(target: "/v1/things/a?fields=size", status: 400, holds: "use one of name, amount"),
    Case(target: "/v1/things/a?fields=name.first", status: 400, holds: "name.first"),
    Case(target: "/v1/things/a?on=2026-02-30&limit=0&colour=red", status: 400, holds: "there is no parameter `colour` here"),
    Case(target: "/v1/things/a?limit=1&limit=2", status: 400, holds: "given 2 times"),
    Case(target: "/v1/things/a?limit=9223372036854775808", status: 400, holds: "out of range"),
    Case(target: "/v1/things/a?limit=%2B1", status: 400, holds: "expected a whole number"),
    Case(target: "/v1/nothing", status: 404, holds: "http.not-found"),
    Case(target: "/v1/things/a/b", status: 404, holds: "http.not-found"),
    Case(target: "/v1/things/%zz", status: 400, holds: "http.unreadable-address"),
    Case(target: "/v1/things/%ff", status: 400, holds: "http.unreadable-address"),
    Case(target: "/v1/things/broken", status: 500, holds: "http.fault"),
    Case(target: "/v1/things/waited", status: 503, holds: "within 10 s"),
    Case(method: "DELETE", target: "/v1/things/a", status: 405, holds: "use one of GET, HEAD"),
    Case(method: "TRACE", target: "/v1/things", status: 405, holds: "use one of POST"),
    Case(target: "/v1/things/a", headers: ["Accept": "text/html"], status: 200, holds: "<p>a"),
    Case(target: "/v1/things/a", headers: ["Accept": "text/html;q=0.5, application/*;q=0.9"], status: 200, holds: #"{"name":"a""#),
    Case(target: "/v1/things/a", headers: ["Accept": "application/json;q=0, */*"], status: 200, holds: "<p>a"),
    Case(target: "/v1/things/a", headers: ["Accept": "image/png"], status: 406, holds: "application/json, text/html"),
    Case(target: "/v1/things/a", headers: ["Host": "evil.example"], status: 421, holds: "http.other-host"),
    Case(method: "POST", target: "/v1/things", headers: ["Authorization": "Bearer auditor"], body: "{}", status: 403, holds: "access.forbidden"),
    Case(method: "POST", target: "/v1/things", headers: ["Authorization": "bearer nobody"], body: "{}", status: 401, holds: "access.missing-key"),
    Case(method: "POST", target: "/v1/things", headers: ["Authorization": "Basic YTpi"], body: "{}", status: 401, holds: "access.unknown-key"),
    Case(method: "POST", target: "/v1/things", body: "{}", status: 415, holds: "of no stated type"),
    Case(method: "POST", target: "/v1/things", headers: ["Content-Type": "text/plain"], body: "{}", status: 415, holds: "text/plain"),
    Case(method: "POST", target: "/v1/things", headers: ["Content-Type": "application/json; charset=latin1"], body: "{}", status: 415, holds: "latin1"),
    Case(method: "POST", target: "/v1/things", headers: ["Content-Type": "application/json", "Content-Encoding": "gzip"], body: "{}", status: 415, holds: "in gzip"),
    Case(method: "POST", target: "/v1/things", headers: json, body: "", status: 400, holds: "document.unreadable"),
    Case(method: "POST", target: "/v1/things", headers: json, body: "[]", status: 422, holds: "document.wrong-type"),
    Case(method: "POST", target: "/v1/things", headers: json, body: "{}", status: 422, holds: "the field `amount` is missing"),
    Case(method: "POST", target: "/v1/things", headers: json, body: #"{"name":"a","amount":"1","nam":2}"#, status: 422, holds: "did you mean `name`?"),
    Case(method: "POST", target: "/v1/things", headers: json, body: #"{"name":"a","amount":"1","kind":"smal"}"#, status: 422, holds: "did you mean `small`?"),
    Case(method: "POST", target: "/v1/things", headers: json, body: #"{"name":"a","amount":"1","tags":["a","b","c"]}"#, status: 422, holds: "more than 2"),
    Case(method: "POST", target: "/v1/things", headers: json, body: #"{"name":"a","name":"b","amount":"1"}"#, status: 400, holds: "document.repeated-field"),
    Case(method: "POST", target: "/v1/things", headers: json, body: #"{"name":"a","amount":1e400}"#, status: 422, holds: "is not a decimal that Florin takes"),
    Case(method: "POST", target: "/v1/things", headers: json, body: #"{"name":"a","amount":0.30000000000000004}"#, status: 201, holds: #""amount":"0.30000000000000004""#),
    Case(method: "POST", target: "/v1/things", headers: json, body: #"{"name":"a","amount":true}"#, status: 422, holds: "expected a decimal"),
    Case(method: "POST", target: "/v1/things", headers: json, body: #"{"name":"taken","amount":0}"#, status: 409, holds: "things.taken"),
    Case(method: "POST", target: "/v1/things", headers: json, body: String(repeating: "[", count: 100_000), status: 400, holds: "document.too-deep"),
  ]) func answers(_ one: Case) async {
    let departure = await SmallAPI.desk.answer(
      Arrival(
        method: one.method, target: one.target, headers: one.headers.map { ($0.key, $0.value) } + (one.method == "POST" ? [("Idempotency-Key", UUID().uuidString)] : []),
        body: Array(one.body.utf8)))
    let text = String(decoding: departure.bytes, as: UTF8.self)
    #expect(departure.status == one.status, "\(text)")
    #expect(text.contains(one.holds), "\(text)")
    #expect(departure.header("Content-Security-Policy")?.hasPrefix("default-src 'none'") == true)
    #expect(departure.header("X-Request-ID") == "r-1")
    if one.status >= 400 {
      #expect(departure.header("Content-Type") == "application/problem+json")
      #expect(text.contains(#""status":\#(one.status)"#))
    }
    #expect((departure.header("Allow") != nil) == (one.status == 405))
    #expect((departure.header("WWW-Authenticate") != nil) == [401, 403].contains(one.status))
  }

  /// What browsers send; programs that take anything, or JSON at least as well, get a problem document.
  @Test func aBrowserGetsItsRefusalAsAPage() async {
    func ask(_ accept: String?, _ target: String = "/v1/no<b>thing") async -> Departure {
      await SmallAPI.desk.answer(Arrival(method: "GET", target: target, headers: accept.map { [("Accept", $0)] } ?? []))
    }
    let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    let page = await ask(browser)
    #expect(page.status == 404 && page.header("Content-Type") == "text/html; charset=utf-8" && page.header("Cache-Control") == "no-store")
    #expect(page.header("Content-Security-Policy")?.contains("default-src 'none'") ?? false)
    let text = String(decoding: page.bytes, as: UTF8.self)
    #expect(text.contains("<p class=\"summary\">There is nothing at this address.</p>") && text.contains("http.not-found") && text.contains("<code>/docs</code>"))
    let hostile = await ask(browser, "/v1/things/a?%3Cscript%3E=1")
    #expect(hostile.status == 400 && !String(decoding: hostile.bytes, as: UTF8.self).contains("<script"))
    for accept in [nil, "*/*", "application/json", "text/html;q=0.8, application/problem+json", "image/png"] {
      #expect(await ask(accept).header("Content-Type") == "application/problem+json", "\(accept ?? "nothing")")
    }
  }

  @Test func saysEveryMistakeAtOnce() async {
    let departure = await SmallAPI.desk.answer(
      Arrival(method: "POST", target: "/v1/things?x=1", headers: [("content-type", "application/json"), ("idempotency-key", "every")], body: Array(#"{"name":7,"on":"soon","colour":1}"#.utf8)))
    let text = String(decoding: departure.bytes, as: UTF8.self)
    for code in ["http.unknown-parameter", "document.wrong-type", "document.missing-field", "document.wrong-value", "document.unknown-field"] { #expect(text.contains(code)) }
    #expect(text.contains(#""path":"on","line":1,"column":16"#), "\(text)")
  }

  @Test func theSameKeyGivesTheFirstAnswer() async {
    let desk = SmallAPI.makeDesk()
    func make(_ body: String, key: String = "once") async -> (status: Int, text: String, replayed: String?) {
      let departure = await desk.answer(
        Arrival(method: "POST", target: "/v1/things", headers: [("Content-Type", "application/json"), ("Idempotency-Key", key)], body: Array(body.utf8)))
      return (departure.status, String(decoding: departure.bytes, as: UTF8.self), departure.header("Idempotency-Replayed"))
    }
    let first = await make(#"{"name":"a","amount":1.0}"#)
    #expect(first.status == 201)
    #expect(first.replayed == nil)
    let again = await make(#" {"amount": 1.0, "name": "a"} "#)
    #expect((again.status, again.text) == (201, first.text))
    #expect(again.replayed == "true")
    let other = await make(#"{"name":"b","amount":1.0,"kind":"small"}"#)
    #expect(other.status == 409)
    #expect(other.text.contains("different are: body.kind, body.name"), "\(other.text)")
    #expect(await make(#"{"name":"b","amount":1.0}"#, key: "twice").status == 201)
    // What was refused may be sent again, and otherwise: nothing was done under its key.
    #expect(await make(#"{"name":"taken","amount":1}"#, key: "third").status == 409)
    #expect(await make(#"{"name":"free","amount":1}"#, key: "third").status == 201)
  }

  @Test func withoutAKeyNothingIsWritten() async {
    let departure = await SmallAPI.desk.answer(Arrival(method: "POST", target: "/v1/things", headers: [("Content-Type", "application/json")], body: Array("{}".utf8)))
    #expect(departure.status == 400)
    #expect(String(decoding: departure.bytes, as: UTF8.self).contains("Idempotency-Key"))
  }

  @Test func anAnswerThatIsKnownIsNotSentAgain() async {
    func ask(_ target: String, _ headers: [(name: String, value: String)] = []) async -> Departure {
      await SmallAPI.desk.answer(Arrival(method: "GET", target: target, headers: headers))
    }
    let first = await ask("/v1/things/a")
    let tag = first.header("ETag") ?? ""
    #expect(tag.hasPrefix("\""))
    let again = await ask("/v1/things/a", [("If-None-Match", "\"x\", \(tag)")])
    #expect(again.status == 304)
    #expect(again.bytes.isEmpty)
    #expect(await ask("/v1/things/b", [("If-None-Match", tag)]).status == 200)
  }

  @Test func longAnswersArePackedWhenWanted() async {
    let plain = await SmallAPI.desk.answer(Arrival(method: "GET", target: "/v1/things/all"))
    #expect(plain.bytes.count == 5002)
    let packed = await SmallAPI.desk.answer(Arrival(method: "GET", target: "/v1/things/all", headers: [("Accept-Encoding", "br, gzip")]))
    #expect(packed.header("Content-Encoding") == "gzip")
    #expect(packed.bytes.count < 200)
    #expect(packed.bytes.prefix(2) == [0x1F, 0x8B])
    #expect(packed.header("ETag") != plain.header("ETag"))
    let refused = await SmallAPI.desk.answer(Arrival(method: "GET", target: "/v1/things/all", headers: [("Accept-Encoding", "gzip;q=0")]))
    #expect(refused.header("Content-Encoding") == nil)
  }

  @Test func theLogHoldsNothingPersonal() async {
    let (entries, told) = AsyncStream<LogEntry>.makeStream()
    let desk = SmallAPI.makeDesk { told.yield($0) }
    _ = await desk.answer(Arrival(method: "GET", target: "/v1/things/Ana%20L%C3%B3pez?on=2026-01-01", headers: [("X-Request-ID", "abc")]))
    var iterator = entries.makeAsyncIterator()
    let line = await iterator.next()?.line(at: Instant(seconds: 0)) ?? ""
    #expect(line == #"{"at":"1970-01-01T00:00:00Z","level":"info","request":"abc","method":"GET","route":"/v1/things/{name}","status":200,"bytes":36,"microseconds":0}"#)
  }

  /// Ten requests that wait for a database that does not answer: told so in time; those beyond the room refused at once.
  @Test(.timeLimit(.minutes(15))) func aDatabaseThatDoesNotAnswerHoldsNobodyUp() async {
    let desk = SmallAPI.makeDesk(pool: WorkPool(readers: 1, mostWaiting: 10, secondsToRead: 1))
    let statuses = await withTaskGroup(of: Int.self) { group in
      for _ in 0..<12 { group.addTask { await desk.answer(Arrival(method: "GET", target: "/v1/things/slow")).status } }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(statuses.count { $0 == 503 } == 10, "\(statuses)")
    #expect(statuses.count { $0 == 429 } == 2, "\(statuses)")
    #expect(await desk.answer(Arrival(method: "GET", target: "/v1/things/all")).status == 200)
  }

  @Test func countsWhatItAnswers() async {
    let measures = Measures()
    let desk = SmallAPI.makeDesk(measures: measures)
    for _ in 0..<3 { _ = await desk.answer(Arrival(method: "GET", target: "/v1/things/a")) }
    for target in ["/x", "/y"] { _ = await desk.answer(Arrival(method: "BREW", target: target)) }
    let metrics = measures.text(load: 0)
    #expect(metrics.contains(#"florin_http_requests_total{method="GET",route="/v1/things/{name}",status="200"} 3"#), "\(metrics)")
    #expect(metrics.contains(#"florin_http_requests_total{method="other",route="none",status="404"} 2"#))
    #expect(metrics.contains(#"florin_http_request_seconds_bucket{method="GET",route="/v1/things/{name}",le="+Inf"} 3"#))
  }

  @Test func describesItself() async throws {
    let departure = await SmallAPI.desk.answer(Arrival(method: "GET", target: "/openapi.json"))
    let document = try #require(try JSONSerialization.jsonObject(with: Data(departure.bytes)) as? [String: Any])
    #expect(document["openapi"] as? String == "3.1.0")
    let paths = try #require(document["paths"] as? [String: Any])
    #expect(Set(paths.keys) == ["/v1/things/{name}", "/v1/things/all", "/v1/secrets", "/v1/things", "/openapi.json", "/docs"])
    let page = String(decoding: await SmallAPI.desk.answer(Arrival(method: "GET", target: "/docs")).bytes, as: UTF8.self)
    for endpoint in SmallAPI.desk.description.endpoints { #expect(page.contains("<article id=\"\(endpoint.name)\">")) }
    #expect(!page.contains("<script"))
    // What may be scrolled is reached by keyboard and has a name.
    let scrolled = page.matches(of: /<(?:div class="wide"|pre)([^>]*)>/)
    #expect(scrolled.count >= 4)
    let names = try scrolled.map { try #require($0.1.firstMatch(of: /^ tabindex="0" role="region" aria-label="([^"]+)"$/), "\($0.0)").1 }
    #expect(Set(names).count == names.count, "\(names)")
  }
}
