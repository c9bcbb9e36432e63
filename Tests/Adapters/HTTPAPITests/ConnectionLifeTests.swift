import Foundation
import Testing

@testable import HTTPAPI

/// When a connection goes on after an answer, and when a body is asked for.
@Suite struct ConnectionLifeTests {
  private func old(_ more: [String] = []) -> String { (["GET /v1/hot/a HTTP/1.0"] + more).joined(separator: "\r\n") + "\r\n\r\n" }

  @Test(.timeLimit(.minutes(15)), arguments: [true, false]) func speaksHTTP10(_ lane: Bool) async throws {
    try await HotAPI().serving(lane: lane) { url in
      let single = try RawConnection(url)
      try await single.send(old())
      let answer = try await single.rest()
      #expect(answer.hasPrefix("HTTP/1.1 200 OK") && answer.contains("Connection: close\r\n") && answer.hasSuffix(#"{"word":"a"}"#), "\(answer)")
      let kept = try RawConnection(url)
      for _ in 0..<2 {
        try await kept.send(old(["Connection: Keep-Alive"]))
        let answer = try await kept.answer()
        #expect(answer.contains("Connection: keep-alive\r\n") && answer.hasSuffix(#"{"word":"a"}"#), "\(answer)")
      }
      try await kept.send(old(["Connection: close, keep-alive"]))
      let last = try await kept.rest()
      #expect(last.contains("Connection: close\r\n") && last.hasSuffix(#"{"word":"a"}"#), "\(last)")
    }
  }

  /// In whatever letters, and among other options; and behind a request to change the protocol nothing could be read.
  @Test(.timeLimit(.minutes(15)), arguments: [["Connection: Close"], ["Proxy-Connection: Close"], ["Connection: keep-alive", "Proxy-Connection: keep-alive, close"], ["Proxy-Connection: upgrade", "Upgrade: h2c"], ["Connection: keep-alive, close"], ["Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AA"]], [true, false])
  func endsWhenAsked(_ lines: [String], _ lane: Bool) async throws {
    try await HotAPI().serving(lane: lane) { url in
      let connection = try RawConnection(url)
      try await connection.send(HotAPI.request("GET", "/v1/hot/a", nil, lines))
      let answer = try await connection.rest()
      #expect(answer.hasPrefix("HTTP/1.1 200 OK") && answer.contains("Connection: close\r\n") && answer.hasSuffix(#"{"word":"a"}"#), "\(answer)")
    }
  }

  /// A client that waits to be asked for its body is asked.
  @Test(.timeLimit(.minutes(15)), arguments: ["/v1/hot", "/v1/cold"], [true, false]) func asksForTheBody(_ path: String, _ lane: Bool) async throws {
    try await HotAPI().serving(lane: lane) { url in
      let connection = try RawConnection(url)
      for word in ["a", "b"] {
        let body = #"{"word":"\#(word)"}"#
        let all = HotAPI.request("POST", path, body, ["Expect: 100-Continue"])
        try await connection.send(String(all.dropLast(body.utf8.count)))
        #expect(try await connection.answer() == "HTTP/1.1 100 Continue\r\n\r\n")
        try await connection.send(body)
        #expect(try await connection.answer().hasSuffix(body))
      }
      try await connection.send(HotAPI.say("c", at: path))
      #expect(try await connection.answer().hasSuffix(#"{"word":"c"}"#))
    }
  }

  /// In chunks too; but nobody is asked for a body that is not there, and HTTP/1.0 knows no such question.
  @Test(.timeLimit(.minutes(15))) func asksForNothingElse() async throws {
    try await HotAPI().serving { url in
      let chunked = try RawConnection(url)
      try await chunked.send(HotAPI.request("POST", "/v1/hot", nil, ["Content-Type: application/json", "Transfer-Encoding: chunked", "Expect: 100-continue"]))
      #expect(try await chunked.answer() == "HTTP/1.1 100 Continue\r\n\r\n")
      try await chunked.send("c\r\n{\"word\":\"a\"}\r\n0\r\n\r\n")
      #expect(try await chunked.answer().hasPrefix("HTTP/1.1 200 "))
      let empty = try RawConnection(url)
      try await empty.send(HotAPI.request("GET", "/v1/hot/a", nil, ["Expect: 100-continue"]))
      #expect(try await empty.answer().hasPrefix("HTTP/1.1 200 "))
      let old = try RawConnection(url)
      try await old.send(HotAPI.request("POST", "/v1/cold", #"{"word":"a"}"#, ["Expect: 100-continue"]).replacing("HTTP/1.1", with: "HTTP/1.0"))
      #expect(try await old.answer().hasPrefix("HTTP/1.1 200 "))
    }
  }

  private static let refused = [
    (401, "POST /v1/hot", ["Content-Type: application/json", "Content-Length: 12"]),
    (401, "POST /v1/cold", ["Content-Type: application/json", "Content-Length: 12"]),
    (404, "POST /v1/nothing", ["Authorization: Bearer near", "Content-Type: application/json", "Content-Length: 12"]),
    (405, "DELETE /v1/hot", ["Authorization: Bearer near", "Content-Length: 12"]),
    (413, "POST /v1/hot", ["Authorization: Bearer near", "Content-Type: application/json", "Content-Length: 9000000"]),
    (413, "POST /v1/cold", ["Authorization: Bearer near", "Content-Type: application/json", "Content-Length: 99000000"]),
    (415, "POST /v1/hot", ["Authorization: Bearer near", "Content-Type: text/plain", "Content-Length: 12"]),
    (415, "POST /v1/cold", ["Authorization: Bearer near", "Content-Length: 12"]),
  ]

  /// What is refused whatever its body says is refused before anybody sends that; the connection ends, for nobody could know whether the
  /// body still comes.
  @Test(.timeLimit(.minutes(15)), arguments: refused, [true, false]) func refusesBeforeTheBody(_ one: (status: Int, line: String, lines: [String]), _ lane: Bool) async throws {
    let api = HotAPI()
    try await api.serving(lane: lane) { url in
      let connection = try RawConnection(url)
      try await connection.send(([one.line + " HTTP/1.1", "Host: localhost", "Expect: 100-continue"] + one.lines).joined(separator: "\r\n") + "\r\n\r\n")
      let answer = try await connection.answer()
      #expect(answer.hasPrefix("HTTP/1.1 \(one.status) ") && answer.contains("Connection: close\r\n") && answer.contains(#""remedy":""#), "\(answer)")
      try await connection.send(#"{"word":"a"}"# + HotAPI.say("b"))
      #expect(try await connection.rest().isEmpty)
      #expect(api.taken.value == 0)
    }
  }

  /// A server whose own code answers nothing but good news.
  private func serving<T>(_ content: @escaping @Sendable () -> APIResponse.Content, _ body: (URL) async throws -> T) async throws -> T {
    let (addresses, told) = AsyncStream<String>.makeStream()
    let server = Task {
      try await HTTPServer(port: 0) { _ in Departure(status: 200, headers: [], content: content()) }.run(stopsOnInterrupt: false) { told.yield($0) }
    }
    defer { server.cancel() }
    var iterator = addresses.makeAsyncIterator()
    let address = try #require(await iterator.next())
    return try await body(try #require(URL(string: address)))
  }

  /// Whoever speaks HTTP/1.0 knows no chunks.
  @Test(.timeLimit(.minutes(15)), arguments: [[], ["Connection: keep-alive"]]) func anAnswerInPiecesEndsWithAnOldConnection(_ lines: [String]) async throws {
    let pieces: @Sendable () -> APIResponse.Content = {
      .pieces(AsyncStream {
        for piece in ["one ", "two"] { $0.yield(Array(piece.utf8)) }
        $0.finish()
      })
    }
    try await serving(pieces) { url in
      let connection = try RawConnection(url)
      try await connection.send(old(lines))
      let answer = try await connection.rest()
      #expect(answer.hasPrefix("HTTP/1.0 200 OK\r\n") && answer.contains("Connection: close\r\n") && answer.hasSuffix("\r\n\r\none two"), "\(answer)")
    }
  }

  /// Not even of an answer that never ends; and the connection goes on behind it.
  @Test(.timeLimit(.minutes(15)), arguments: [true, false]) func theAnswerToHeadHasNoContent(_ isInPieces: Bool) async throws {
    let (endless, more) = AsyncStream<[UInt8]>.makeStream()
    more.yield(Array("one".utf8))
    try await serving({ isInPieces ? .pieces(endless) : .bytes(Array("one".utf8)) }) { url in
      let connection = try RawConnection(url)
      for _ in 0..<3 { try await connection.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n") }
      try await connection.send("HEAD / HTTP/1.1\r\nHost: a/b\r\n\r\n")
      for _ in 0..<3 {
        let head = try await connection.head()
        #expect(head.hasPrefix("HTTP/1.1 200 ") && !head.contains("Connection: close") && head.lowercased().contains("content-length: 3\r\n") == !isInPieces, "\(head)")
      }
      let refused = try await connection.head()
      #expect(refused.hasPrefix("HTTP/1.1 400 ") && refused.contains("Connection: close\r\n"), "\(refused)")
      #expect(try await connection.rest().isEmpty)
    }
    more.finish()
  }

  /// Servers that say nothing of refusals refuse what is no request all the same.
  @Test(.timeLimit(.minutes(15))) func everyServerRefusesWhatIsNoRequest() async throws {
    try await serving({ .bytes(Array("good".utf8)) }) { url in
      let connection = try RawConnection(url)
      try await connection.send("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")
      let answer = try await connection.rest()
      #expect(answer.hasPrefix("HTTP/1.1 400 ") && answer.contains(#""code":"http.wrong-host""#) && !answer.contains("good"), "\(answer)")
    }
  }

  @Test(.timeLimit(.minutes(15)), .enabled(if: SealedConnection.isThere), arguments: [true, false]) func doesTheSameOverTLS(_ lane: Bool) async throws {
    try await SealedConnection.certified { certificate in
      try await HotAPI().serving(lane: lane, certificate: certificate) { url in
        let single = try await SealedConnection.rest(url, sending: [old()])
        #expect(single.hasPrefix("HTTP/1.1 200 OK") && single.contains("Connection: close\r\n") && single.hasSuffix(#"{"word":"a"}"#), "\(single)")
        let body = #"{"word":"a"}"#
        let all = HotAPI.request("POST", "/v1/hot", body, ["Expect: 100-continue", "Connection: close"])
        let asked = try await SealedConnection.rest(url, sending: [String(all.dropLast(body.utf8.count)), body])
        #expect(asked.hasPrefix("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 ") && asked.hasSuffix(body), "\(asked)")
        let refused = try await SealedConnection.rest(
          url, sending: [HotAPI.request("POST", "/v1/hot", nil, ["Content-Type: application/json", "Content-Length: 12", "Expect: 100-continue"], key: nil)])
        #expect(refused.hasPrefix("HTTP/1.1 401 ") && refused.contains("Connection: close\r\n"), "\(refused)")
      }
    }
  }
}
