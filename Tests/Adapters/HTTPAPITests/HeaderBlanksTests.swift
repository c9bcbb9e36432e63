import Foundation
import Testing

@testable import HTTPAPI

/// Blanks and tabs behind the value of a header are no part of it (RFC 9112, section 5.1), on whatever way a request is answered.
@Suite struct HeaderBlanksTests {
  static let blanks = [" ", "\t", " \t ", "  \t"]

  private func head(_ answer: String, _ name: String) -> String? {
    answer.split(separator: "\r\n").first { $0.lowercased().hasPrefix(name + ": ") }.map { String($0.dropFirst(name.count + 2)) }
  }

  @Test(.timeLimit(.minutes(15)), arguments: ["/v1/hot", "/v1/cold"], [true, false]) func mayStandBehindEveryValue(_ path: String, _ lane: Bool) async throws {
    let api = HotAPI()
    try await api.serving(lane: lane) { url in
      for blank in Self.blanks {
        let connection = try RawConnection(url)
        let lines = [
          "POST \(path) HTTP/1.1", "Host: localhost\(blank)", "Authorization: Bearer near\(blank)", "Content-Type: application/json\(blank)", "Content-Length: 12  ",
          "Content-Encoding: identity\(blank)", "Accept: application/json\(blank)", "X-Request-ID: abc\(blank)", "Nothing:\(blank)",
        ]
        for _ in 0..<2 {
          try await connection.send(lines.joined(separator: "\r\n") + "\r\n\r\n" + #"{"word":"a"}"#)
          let answer = try await connection.answer()
          #expect(answer.hasPrefix("HTTP/1.1 200 ") && head(answer, "x-request-id") == "abc", "\(answer)")
        }
      }
      #expect(api.taken.value == (lane && path == "/v1/hot" ? 2 * Self.blanks.count : 0))
    }
  }

  @Test(.timeLimit(.minutes(15)), arguments: [true, false]) func whatIsKnownIsKnown(_ lane: Bool) async throws {
    try await HotAPI().serving(lane: lane) { url in
      let connection = try RawConnection(url)
      for blank in Self.blanks {
        for tag in ["*", #""other""#] {
          try await connection.send(HotAPI.request("GET", "/v1/hot/a", nil, ["If-None-Match: \(tag)\(blank)"]))
          #expect(try await connection.answer().hasPrefix("HTTP/1.1 \(tag == "*" ? 304 : 200) "))
        }
      }
    }
  }

  @Test(.timeLimit(.minutes(15)), arguments: [true, false]) func expectationsAndEndsAreUnderstood(_ lane: Bool) async throws {
    try await HotAPI().serving(lane: lane) { url in
      let connection = try RawConnection(url)
      try await connection.send(HotAPI.request("POST", "/v1/hot", nil, ["Content-Type: application/json", "Content-Length: 12", "Expect: 100-continue\t"]))
      #expect(try await connection.answer() == "HTTP/1.1 100 Continue\r\n\r\n")
      try await connection.send(#"{"word":"a"}"# + HotAPI.request("POST", "/v1/hot", nil, ["Content-Type: application/json", "Transfer-Encoding: chunked ", "Connection: close\t"]))
      #expect(try await connection.answer().hasPrefix("HTTP/1.1 200 "))
      try await connection.send("c\r\n{\"word\":\"a\"}\r\n0\r\n\r\n")
      let last = try await connection.rest()
      #expect(last.hasPrefix("HTTP/1.1 200 ") && last.contains("Connection: close\r\n"), "\(last)")
    }
  }
}
