import Foundation
import Testing

@testable import HTTPAPI

/// Whoever does not come to the end of a request is told so, and whoever sends more than is read hears that the connection ends.
@Suite struct GivenUpTests {
  private func limits(idle seconds: Int64) -> HTTPServer.Limits {
    var limits = HTTPServer.Limits()
    limits.idleSeconds = seconds
    return limits
  }

  private func expectTooSlow(_ answer: String, at path: String) {
    #expect(answer.hasPrefix("HTTP/1.1 408 ") && answer.contains("Connection: close\r\n"), "\(answer)")
    #expect(answer.contains(#""code":"http.too-slow""#) && answer.contains(#""path":"\#(path)""#) && answer.ranges(of: "HTTP/1.1 ").count == 1, "\(answer)")
  }

  /// Drop by drop, and not at all any more.
  @Test(.timeLimit(.minutes(15)), arguments: [true, false], [true, false]) func aHeadThatDripsIsRefused(_ lane: Bool, _ drips: Bool) async throws {
    let api = HotAPI()
    try await api.serving(limits(idle: 1), lane: lane) { url in
      let connection = try RawConnection(url)
      try await connection.send("POST /v1/hot HTTP/1.1\r\nHost: localhost\r\n")
      let socket = connection.socket
      let dripping = Task {
        while drips, !Task.isCancelled {
          try await RawConnection.send(Array("A: b\r\n".utf8), on: socket)
          try await Task.sleep(for: .milliseconds(50))
        }
      }
      let answer = try await connection.answer()
      dripping.cancel()
      _ = await dripping.result
      expectTooSlow(answer, at: "headers")
      try await connection.send("Content-Length: 0\r\n\r\n" + HotAPI.say("a"))
      #expect(try await connection.rest().isEmpty)
    }
    #expect(api.spoken.value == 0 && api.taken.value == 0)
  }

  @Test(.timeLimit(.minutes(15)), arguments: ["/v1/hot", "/v1/cold"], [true, false]) func aBodyThatDoesNotComeIsRefused(_ path: String, _ lane: Bool) async throws {
    let api = HotAPI()
    try await api.serving(limits(idle: 1), lane: lane) { url in
      let connection = try RawConnection(url)
      try await connection.send(HotAPI.say("a", at: path) + String(HotAPI.say("b", at: path).dropLast(3)))
      #expect(try await connection.answer().hasSuffix(#"{"word":"a"}"#))
      let answer = try await connection.answer()
      expectTooSlow(answer, at: "body")
      try await connection.send(#"b"}"# + HotAPI.say("c", at: path))
      #expect(try await connection.rest().isEmpty)
    }
    #expect(api.spoken.value == 1)
  }

  /// Nothing was asked, so there is nothing to answer; an empty line asks nothing either.
  @Test(.timeLimit(.minutes(15)), arguments: ["", "\r\n"]) func theSilentHearNothing(_ text: String) async throws {
    try await HotAPI().serving(limits(idle: 1)) { url in
      let connection = try RawConnection(url)
      try await connection.send(HotAPI.say("a") + text)
      #expect(try await connection.answer().hasSuffix(#"{"word":"a"}"#))
      #expect(try await connection.rest().isEmpty)
    }
  }

  /// The answer is there before the body is, and can still be read when all of that was sent.
  @Test(.timeLimit(.minutes(15)), arguments: [("/v1/hot", true), ("/v1/cold", true), ("/v1/cold", false)], [true, false])
  func aBodyThatIsTooLongEndsTheConnection(_ one: (path: String, lane: Bool), _ isInChunks: Bool) async throws {
    var limits = HTTPServer.Limits()
    limits.bodyBytes = 100_000
    let (api, path) = (HotAPI(), one.path)
    try await api.serving(limits, lane: one.lane) { [limits] url in
      let connection = try RawConnection(url)
      let length = isInChunks ? "Transfer-Encoding: chunked" : "Content-Length: \(limits.bodyBytes + 1)"
      try await connection.send(HotAPI.request("POST", path, nil, ["Content-Type: application/json", length]))
      let body = String(repeating: "a", count: limits.bodyBytes + 1)
      try await connection.send((isInChunks ? "\(String(body.utf8.count, radix: 16))\r\n" : "") + body + HotAPI.say("b", at: path))
      let all = try await connection.rest()
      #expect(all.hasPrefix("HTTP/1.1 413 ") && all.contains("Connection: close\r\n") && all.contains("http.body-too-large"), "\(all)")
      #expect(all.ranges(of: "HTTP/1.1 ").count == 1, "\(all)")
    }
    #expect(api.spoken.value == 0)
  }
}
