import Primitives
import Testing
import Web

@Suite struct PageDeskTests {
  struct Broken: Error {}

  static let desk = PageDesk(
    routes: [
      PageRoute("/") { request in .html(Array("list q=\(request.query["q"] ?? "-") \(request.languages.first ?? "")".utf8)) },
      PageRoute("/invoices/:number") { request in .html(Array("invoice \(request.parameters["number"] ?? "")".utf8)) },
      PageRoute("/old") { _ in .seeOther("/") },
      PageRoute("/broken") { _ in throw Broken() },
    ], missing: { request in Array("nothing at \(request.path)".utf8) }, failed: { _, error in Array("failed \(error)".utf8) })

  struct Case: Sendable, CustomTestStringConvertible {
    var method = "GET"
    var target: String
    var host: String? = "127.0.0.1:8080"
    var status: Int
    var body: String
    var testDescription: String { "\(method) \(target) as \(host ?? "-")" }
  }

  @Test(arguments: [
    Case(target: "/", status: 200, body: "list q=- "),
    Case(target: "/?q=L%C3%B3pez+Garc%C3%ADa", status: 200, body: "list q=López García "),
    Case(target: "/?q=a%26b&q=last", status: 200, body: "list q=last "),
    Case(target: "/invoices/ES-2026%2F7", status: 200, body: "invoice ES-2026/7"),
    Case(target: "/invoices/", status: 404, body: "nothing at /invoices"),
    Case(target: "/invoices/1/2", status: 404, body: "nothing at /invoices/1/2"),
    Case(target: "/../etc/passwd", status: 404, body: "nothing at /../etc/passwd"),
    Case(target: "/broken", status: 500, body: "failed Broken()"),
    Case(target: "/old", status: 303, body: "See /\n"),
    Case(target: "/%zz", status: 400, body: "The address cannot be read.\n"),
    Case(target: "/%ff", status: 400, body: "The address cannot be read.\n"),
    Case(target: "http://elsewhere/", status: 400, body: "The address cannot be read.\n"),
    Case(method: "POST", target: "/", status: 405, body: "Only GET and HEAD are answered.\n"),
    Case(method: "HEAD", target: "/", status: 200, body: ""),
    Case(target: "/", host: "localhost:8080", status: 200, body: "list q=- "),
    Case(target: "/", host: nil, status: 200, body: "list q=- "),
    Case(target: "/", host: "[::1]:8080", status: 200, body: "list q=- "),
    Case(target: "/", host: "[::1].evil.example", status: 421, body: "This server answers only as localhost.\n"),
    Case(target: "/", host: "evil.example:8080", status: 421, body: "This server answers only as localhost.\n"),
    Case(target: "/", host: "127.0.0.1.evil.example", status: 421, body: "This server answers only as localhost.\n"),
  ]) func answers(_ one: Case) async {
    let departure = await Self.desk.answer(PageDesk.Arrival(method: one.method, target: one.target, host: one.host))
    #expect(departure.status == one.status)
    #expect(String(decoding: departure.body, as: UTF8.self) == one.body)
    #expect(departure.header("Content-Security-Policy")?.hasPrefix("default-src 'none'") == true)
    #expect(departure.header("Allow") == (one.status == 405 ? "GET, HEAD" : nil))
  }

  @Test func headSaysTheLengthOfThePage() async {
    let departure = await Self.desk.answer(PageDesk.Arrival(method: "HEAD", target: "/invoices/12"))
    #expect(departure.header("Content-Length") == "10")
  }

  @Test func aPageThatIsKnownIsNotSentAgain() async {
    let first = await Self.desk.answer(PageDesk.Arrival(method: "GET", target: "/invoices/12"))
    let again = await Self.desk.answer(PageDesk.Arrival(method: "GET", target: "/invoices/12", ifNoneMatch: first.header("ETag")))
    #expect(again.status == 304)
    #expect(again.body.isEmpty)
    let other = await Self.desk.answer(PageDesk.Arrival(method: "GET", target: "/invoices/13", ifNoneMatch: first.header("ETag")))
    #expect(other.status == 200)
  }

  @Test(arguments: [
    ("es-ES,es;q=0.9,en;q=0.8", "es"), ("en;q=0.1, ko;q=0.75", "ko"), ("ro;q=0, *", ""), ("*;q=0.5, ro", "ro"), ("", ""),
  ]) func theMostWantedLanguageComesFirst(_ header: String, _ expected: String) async {
    let departure = await Self.desk.answer(PageDesk.Arrival(method: "GET", target: "/", acceptLanguage: header))
    #expect(String(decoding: departure.body, as: UTF8.self) == "list q=- \(expected)")
  }
}
