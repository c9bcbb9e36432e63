import Foundation
import NIOHTTP1
import Primitives
import Testing

@testable import HTTPAPI

/// What is no request of HTTP/1.1 is refused in words, like everything else, and ends its connection.
@Suite struct UnfitMessageTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let text: String
    let status: Int
    let code: String
    var testDescription: String { String(text.prefix(120)).replacing("\r\n", with: " ⏎ ") }

    init(_ text: String, _ status: Int, _ code: String) { (self.text, self.status, self.code) = (text, status, code) }

    /// A request with some lines in its head.
    init(_ lines: [String], body: String = "", _ status: Int, _ code: String) {
      self.init((["POST /v1/cold HTTP/1.1"] + lines).joined(separator: "\r\n") + "\r\n\r\n" + body, status, code)
    }
  }

  private static let host = "Host: localhost"
  private static let chunked = ["Host: localhost", "Authorization: Bearer near", "Content-Type: application/json", "Transfer-Encoding: chunked"]

  static let cases = [
    Case("NOTHING\r\n\r\n", 400, "http.unreadable-request"),
    Case("GET /v1/hot/a HTTQ/1.1\r\nHost: localhost\r\n\r\n", 400, "http.unreadable-request"),
    Case("GET /v1/hot/a b HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, "http.unreadable-request"),
    Case("GET /v1/hot/a RTSP/1.1\r\nHost: localhost\r\n\r\n", 400, "http.unreadable-request"),
    Case("\r\nGET /v1/cold RTSP/1.0\r\nHost: localhost\r\n\r\n", 400, "http.unreadable-request"),
    Case("UNFIT /chunk HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, "http.unreadable-request"),
    Case("GET /v1/hot/a HTTP/2.0\r\nHost: localhost\r\n\r\n", 505, "http.unsupported-version"),
    Case("GET /v1/hot/a HTTP/3.0\r\nHost: localhost\r\n\r\n", 505, "http.unsupported-version"),
    Case("GET /v1/hot/a HTTP/0.9\r\nHost: localhost\r\n\r\n", 505, "http.unsupported-version"),
    Case("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, "http.unsupported-version"),
    Case([host, "Bad Name: x"], 400, "http.unreadable-request"),
    Case([host, "Name: a\u{0}b"], 400, "http.unreadable-request"),
    Case([host, "Name: a\nb: c"], 400, "http.unreadable-request"),
    Case([], 400, "http.wrong-host"),
    Case([host, host], 400, "http.wrong-host"),
    Case(["Host: a/b"], 400, "http.wrong-host"),
    Case(["Host: me@localhost"], 400, "http.wrong-host"),
    Case(["Host: [::1].a.example"], 400, "http.wrong-host"),
    Case(["Host: [::1]a.example:80"], 400, "http.wrong-host"),
    Case(["Host: localhost:80.a.example"], 400, "http.wrong-host"),
    Case(["Host: localhost:abc"], 400, "http.wrong-host"),
    Case(["Host: localhost:1:2"], 400, "http.wrong-host"),
    Case(["Host: localhost:65536"], 400, "http.wrong-host"),
    Case("POST /v1/cold HTTP/1.0\r\nHost: localhost\r\nHost: b\r\n\r\n", 400, "http.wrong-host"),
    Case("GET ftp://localhost/v1/hot/a HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, "http.unreadable-address"),
    Case("GET http://me@localhost/v1/hot/a HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, "http.unreadable-address"),
    Case("GET http://localhost:a/v1/hot/a HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, "http.unreadable-address"),
    Case("GET http:///v1/hot/a HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, "http.unreadable-address"),
    Case("GET http://localhost/v1/hot/a HTTP/1.1\r\n\r\n", 400, "http.wrong-host"),
    Case("GET http://localhost/v1/hot/a HTTP/1.1\r\nHost: a/b\r\n\r\n", 400, "http.wrong-host"),
    Case([host, "Content-Length: -1"], 400, "http.wrong-length"),
    Case([host, "Content-Length: 1x"], 400, "http.wrong-length"),
    Case([host, "Content-Length: 2\t"], body: "{}", 400, "http.wrong-length"),
    Case([host, "Transfer-Encoding: chunked\t"], body: "0\r\n\r\n", 400, "http.unreadable-request"),
    Case([host, "Content-Length: 18446744073709551615"], 400, "http.wrong-length"),
    Case([host, "Content-Length: 18446744073709551616"], 400, "http.wrong-length"),
    Case([host, "Content-Length: 2", "Content-Length: 3"], body: "{}", 400, "http.wrong-length"),
    Case([host, "Transfer-Encoding: chunked", "Content-Length: 2"], body: "{}", 400, "http.wrong-length"),
    Case([host, "Content-Length: 2", "Transfer-Encoding: chunked"], body: "{}", 400, "http.unreadable-request"),
    Case([host, "Transfer-Encoding: chunked, gzip"], 400, "http.unreadable-request"),
    Case([host, "Transfer-Encoding: gzip"], 501, "http.unknown-transfer-coding"),
    Case([host, "Transfer-Encoding: gzip, chunked"], 501, "http.unknown-transfer-coding"),
    Case("POST /v1/cold HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400, "http.wrong-length"),
    Case(chunked, body: "zz\r\n{}", 400, "http.unreadable-request"),
    Case(chunked, body: "-2\r\n{}", 400, "http.unreadable-request"),
    Case(chunked, body: "ffffffffffffffffff\r\n{}", 400, "http.unreadable-request"),
    Case(chunked, body: "2\r\n{}3\r\n", 400, "http.unreadable-request"),
    Case([host, "Cookie: \(String(repeating: "a", count: 17_000))"], 431, "http.headers-too-large"),
    Case([host] + (0..<200).map { "N\($0): a" }, 431, "http.headers-too-large"),
    Case("GET /\(String(repeating: "a", count: 17_000)) HTTP/1.1\r\nHost: localhost\r\n\r\n", 431, "http.headers-too-large"),
  ]

  private func expectRefused(_ answer: String, _ one: Case) {
    #expect(answer.hasPrefix("HTTP/1.1 \(one.status) "), "\(answer.prefix(300))")
    let head = answer.prefix(upTo: answer.firstRange(of: "\r\n\r\n")?.lowerBound ?? answer.startIndex).lowercased()
    #expect(head.contains("connection: close") && head.contains("content-type: application/problem+json"), "\(head)")
    #expect(answer.contains(#""code":"\#(one.code)""#) && answer.contains(#""remedy":""#) && answer.contains(#""detail":""#), "\(answer)")
    #expect(answer.ranges(of: "Content-Type:").count == 1, "one answer: \(answer)")
  }

  @Test(.timeLimit(.minutes(15)), arguments: cases, [true, false]) func isRefusedInWords(_ one: Case, _ lane: Bool) async throws {
    try await HotAPI().serving(lane: lane) { url in
      let connection = try RawConnection(url)
      try await connection.send(one.text)
      expectRefused(try await connection.rest(), one)
    }
  }

  @Test(.timeLimit(.minutes(15)), .enabled(if: SealedConnection.isThere)) func isRefusedInWordsOverTLS() async throws {
    try await SealedConnection.certified { certificate in
      for one in Self.cases where !one.text.contains("\u{0}") {
        try await HotAPI().serving(certificate: certificate) { url in expectRefused(try await SealedConnection.rest(url, sending: [one.text]), one) }
      }
    }
  }

  @Test(.timeLimit(.minutes(15)), arguments: [true, false]) func aRequestThatIsCutIsRefused(_ lane: Bool) async throws {
    try await HotAPI().serving(lane: lane) { url in
      for text in ["GET /v1", String(HotAPI.say("a").dropLast(3)), String(HotAPI.say("a", at: "/v1/cold").dropLast(3))] {
        let connection = try RawConnection(url)
        try await connection.send(text)
        connection.closeWriting()
        expectRefused(try await connection.rest(), Case(text, 400, "http.unreadable-request"))
      }
    }
  }

  @Test(.timeLimit(.minutes(15))) func aBodyThatComesTooSlowlyIsRefused() async throws {
    var limits = HTTPServer.Limits()
    limits.bodySeconds = 0
    try await HotAPI().serving(limits, lane: false) { url in
      let connection = try RawConnection(url)
      let text = HotAPI.say("a")
      try await connection.send(String(text.dropLast(3)))
      expectRefused(try await connection.rest(), Case(text, 408, "http.too-slow"))
    }
  }

  /// What was asked before is answered first, and what comes behind is not begun.
  @Test(.timeLimit(.minutes(15)), arguments: ["NOTHING\r\n\r\n", "GET /v1/hot/a HTTP/1.1\r\n\r\n"]) func isRefusedInItsTurn(_ text: String) async throws {
    let api = HotAPI()
    try await api.serving { url in
      let connection = try RawConnection(url)
      try await connection.send(HotAPI.say("late") + HotAPI.say("b", at: "/v1/hot/slow") + HotAPI.say("c", at: "/v1/cold") + text + HotAPI.say("d") + HotAPI.say("e", at: "/v1/cold"))
      for word in ["late", "b", "c"] { #expect(try await connection.answer().hasSuffix(#"{"word":"\#(word)"}"#)) }
      #expect(try await connection.answer().hasPrefix("HTTP/1.1 400 "))
      try await connection.send(HotAPI.say("f"))
      #expect(try await connection.rest().isEmpty)
      #expect(api.taken.value == 2)
    }
  }

  /// Who was refused for the head alone and then sends no body that could be read hears nothing more.
  @Test(.timeLimit(.minutes(15))) func nobodyIsAnsweredTwice() async throws {
    try await HotAPI().serving { url in
      let connection = try RawConnection(url)
      try await connection.send("POST /v1/cold HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\n\r\n{")
      let first = try await connection.answer()
      #expect(first.hasPrefix("HTTP/1.1 401 "))
      connection.closeWriting()
      #expect(try await connection.rest().isEmpty)
    }
  }

  @Test(arguments: [
    ("localhost", true), ("127.0.0.1:8080", true), ("[::1]:80", true), ("", true), ("a_b.example", true),
    ("[1:2:3:4:5:6:7:8]", true), ("[1::8]", true), ("[::]", true), ("[1:2:3:4:5:6:1.2.3.4]:1", true), ("a%2Fb", true), ("a:", true), ("a:65535", true), ("1.2.3.4:00080", true),
    ("[::1", false), ("[::1]a", false), ("[::1].a", false), ("[::1]:", true), ("[::1]:a", false), ("::1", false), ("[1:2:3:4:5:6:7]", false), ("[1:2:3:4:5:6:7:8:9]", false),
    ("[1::2::3]", false), ("[:::]", false), ("[12345::]", false), ("[1.2.3.4::]", false), ("[::1.2.3]", false), ("[::1.2.3.256]", false), ("[g::]", false), ("[]", false), ("[localhost]", false),
    (":", false), (":80", false), ("a:65536", false), ("a:1:2", false), ("a:+1", false), ("a:80.b", false), ("a%2", false), ("a%zz", false), ("a]", false),
    ("a b", false), ("a/b", false), ("a@b", false), ("a?", false), ("ä", false), ("a\"", false),
  ]) func knowsHosts(_ value: String, _ isHost: Bool) { #expect(UnfitMessage.isHost(value) == isHost) }

  @Test(arguments: [
    ("localhost", true), ("LocalHost:80", true), ("127.0.0.1:8080", true), ("[::1]", true), ("[::1]:80", true), ("[0:0:0:0:0:0:0:1]", true), ("[::0.0.0.1]", true),
    ("localhost.a.example", false), ("a.example:80", false), ("127.0.0.10", false), ("[::2]", false), ("[::1].a.example", false), ("[::1]a.example:80", false), ("localhost:a", false),
    ("localhost:80.a.example", false), ("localhost:999999", false), ("", false),
  ]) func knowsThisMachine(_ value: String, _ isLocal: Bool) { #expect(APIDesk.isLocal(value) == isLocal) }

  @Test func everyReasonHasWords() {
    for unfit in UnfitMessage.allCases {
      #expect(unfit.problem.code.rawValue.hasPrefix("http.") && !unfit.problem.remedy.isEmpty)
    }
  }
}
