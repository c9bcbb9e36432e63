import Foundation
import Testing

@testable import HTTPAPI

/// What is said of a request that could not be read is true of it, and names the place where it is wrong.
@Suite struct UnfitWordsTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let text: String
    let path: String
    let words: String
    var testDescription: String { text.replacing("\r\n", with: " ⏎ ") }

    /// A request with some lines in its head.
    init(_ lines: String..., body: String = "", at path: String, _ words: String) {
      text = (["POST /v1/cold HTTP/1.1", "Host: localhost", "Authorization: Bearer near", "Content-Type: application/json"] + lines).joined(separator: "\r\n") + "\r\n\r\n" + body
      (self.path, self.words) = (path, words)
    }

    init(all text: String, at path: String, _ words: String) { (self.text, self.path, self.words) = (text, path, words) }
  }

  static let cases = [
    Case(all: "GET /v1/hot/a HTTP/1.1\rHost: localhost\r\n\r\n", at: "headers", "does not end with CR LF"),
    Case(all: "GET /v1/hot/a HTTP/1.1\nHost: localhost\n\n", at: "request line", "and CR LF"),
    Case(all: "GET /v1/hot/a HTTP/1.1 \r\nHost: localhost\r\n\r\n", at: "request line", "the first line does not end with a version"),
    Case(all: "GET /v1/hot/a\r\nHost: localhost\r\n\r\n", at: "request line", "the first line does not end with a version"),
    Case(all: "GET /v1/hot/a HTTP/1.2\r\nHost: localhost\r\n\r\n", at: "request line", "the first line does not end with a version of HTTP that is spoken here"),
    Case(all: "GET /v1/hot/a RTSP/1.1\r\nHost: localhost\r\n\r\n", at: "request line", "the first line is not that of an HTTP/1.1 request"),
    Case(all: "GET\t/v1/hot/a\tHTTP/1.1\r\nHost: localhost\r\n\r\n", at: "request line", "the first line is not that of an HTTP/1.1 request"),
    Case("Name: a\rb", at: "headers", "a header line cannot be read"), Case("Name : a", at: "headers", "a header line cannot be read"), Case("Name", at: "headers", "a header line cannot be read"),
    Case("Name: a\r\n b", at: "headers", "a header line cannot be read"),
    Case("Transfer-Encoding: chunked", "Content-Length: 2", at: "Content-Length", "or stands beside `Transfer-Encoding`"),
    Case("Content-Length: two", at: "Content-Length", "is no number that could be one"),
    Case("Content-Length: 2", "Content-Length: 2", body: "{}", at: "Content-Length", "is told twice"),
    Case("Transfer-Encoding: chunked\t", body: "0\r\n\r\n", at: "body", "does not come as `Transfer-Encoding` says, or that cannot be read"),
    Case("Transfer-Encoding: chunked", body: "zz\r\n", at: "body", "the chunks of the body"),
    Case("Transfer-Encoding: chunked", body: "0\r\nBad Name: a\r\n\r\n", at: "body", "or what stands behind them"),
  ]

  @Test(.timeLimit(.minutes(15)), arguments: cases, [true, false]) func areTrue(_ one: Case, _ lane: Bool) async throws {
    try await HotAPI().serving(lane: lane) { url in
      let connection = try RawConnection(url)
      try await connection.send(one.text)
      let answer = try await connection.rest()
      #expect(answer.contains(#""path":"\#(one.path)""#) && answer.contains(one.words), "\(answer)")
    }
  }

  /// However the bytes of the first line come; a body may say what it wants.
  @Test(.timeLimit(.minutes(15)), arguments: [1, 7, 18, 22]) func otherProtocolsAreKnownInPieces(_ size: Int) async throws {
    try await HotAPI().serving { url in
      let connection = try RawConnection(url)
      var rest = "GET /v1/hot/a RTSP/1.0\r\nHost: localhost\r\n\r\n"[...]
      while !rest.isEmpty {
        try await connection.send(String(rest.prefix(size)))
        rest = rest.dropFirst(size)
        try await Task.sleep(for: .milliseconds(5))
      }
      #expect(try await connection.rest().hasPrefix("HTTP/1.1 400 "))
      let other = try RawConnection(url)
      let all = HotAPI.request("POST", "/v1/cold", "{\"word\":\n\"a RTSP/1.0\"\r\n}")
      for half in [String(all.dropLast(17)), String(all.suffix(17)), HotAPI.say("b")] {
        try await other.send(half)
        try await Task.sleep(for: .milliseconds(20))
      }
      #expect(try await other.answer().hasSuffix(#"{"word":"a RTSP/1.0"}"#))
      #expect(try await other.answer().hasSuffix(#"{"word":"b"}"#))
    }
  }
}
