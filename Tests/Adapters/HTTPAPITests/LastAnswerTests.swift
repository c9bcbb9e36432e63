import Foundation
import Testing

@testable import HTTPAPI

/// Behind the last answer of a connection nothing was done (RFC 9112, section 9.6): whoever sees the end may ask again elsewhere.
@Suite struct LastAnswerTests {
  static let word = #"{"word":"a"}"#

  private static func expecting(_ line: String, _ more: String...) -> String {
    ([line + " HTTP/1.1", "Host: localhost", "Expect: 100-continue", "Content-Length: \(word.utf8.count)"] + more).joined(separator: "\r\n") + "\r\n\r\n" + word
  }

  private static let (key, json) = ("Authorization: Bearer near", "Content-Type: application/json")

  static let refused = [
    (401, expecting("POST /v1/hot", json)), (401, expecting("POST /v1/cold", json)), (403, expecting("POST /v1/cold", json, "Authorization: Bearer auditor")),
    (404, expecting("POST /v1/nothing", json, key)), (405, expecting("DELETE /v1/hot", key)), (406, expecting("POST /v1/cold", json, key, "Accept: image/png")),
    (415, expecting("POST /v1/hot", key)), (415, expecting("POST /v1/cold", key)), (421, expecting("POST /v1/cold", json, key).replacing("Host: localhost", with: "Host: a.example")),
  ]

  @Test(.timeLimit(.minutes(15)), arguments: refused, [true, false]) func nothingBehindARefusalIsBegun(_ one: (status: Int, text: String), _ lane: Bool) async throws {
    let api = HotAPI()
    try await api.serving(lane: lane) { url in
      for index in 0..<20 {
        let connection = try RawConnection(url)
        try await connection.send(one.text + HotAPI.say("b", at: index % 2 == 0 ? "/v1/cold" : "/v1/hot") + HotAPI.say("c", at: "/v1/cold"))
        let all = try await connection.rest()
        #expect(all.hasPrefix("HTTP/1.1 \(one.status) ") && all.ranges(of: "HTTP/1.1 ").count == 1, "\(all)")
      }
    }
    #expect(api.spoken.value == 0)
  }

  @Test(.timeLimit(.minutes(15)), .enabled(if: SealedConnection.isThere)) func norIsItOverTLS() async throws {
    let api = HotAPI()
    try await SealedConnection.certified { certificate in
      try await api.serving(certificate: certificate) { url in
        for one in Self.refused {
          let all = try await SealedConnection.rest(url, sending: [one.1 + HotAPI.say("b", at: "/v1/cold") + HotAPI.say("c")])
          #expect(all.hasPrefix("HTTP/1.1 \(one.0) ") && all.ranges(of: "HTTP/1.1 ").count == 1, "\(all)")
        }
      }
    }
    #expect(api.spoken.value == 0)
  }

  /// A body that comes too late is refused, though what is behind it came with its end.
  @Test(.timeLimit(.minutes(15))) func nothingBehindATooSlowBodyIsBegun() async throws {
    var limits = HTTPServer.Limits()
    limits.bodySeconds = 0
    let api = HotAPI()
    try await api.serving(limits, lane: false) { url in
      for _ in 0..<20 {
        let connection = try RawConnection(url)
        let behind = HotAPI.request("GET", "/v1/hot/b")
        try await connection.send(HotAPI.say("a", at: "/v1/cold") + behind)
        let all = try await connection.rest()
        #expect(all.hasPrefix("HTTP/1.1 408 ") && all.ranges(of: "HTTP/1.1 ").count == 1, "\(all)")
      }
    }
    #expect(api.moments.value == 0)
  }

  /// What is in order goes on: held back until the answer before is written, in order and whole.
  @Test(.timeLimit(.minutes(15)), arguments: [true, false]) func whatIsInOrderGoesOn(_ lane: Bool) async throws {
    let api = HotAPI()
    try await api.serving(lane: lane) { url in
      let connection = try RawConnection(url)
      let words = (0..<60).map { "w\($0)" }
      let expecting = Self.expecting("POST /v1/cold", Self.key, Self.json)
      try await connection.send(expecting + words.map { HotAPI.say($0, at: "/v1/cold") }.joined() + expecting + "NOTHING\r\n\r\n")
      #expect(try await connection.answer() == "HTTP/1.1 100 Continue\r\n\r\n")
      for word in ["a"] + words { #expect(try await connection.answer().hasSuffix(#"{"word":"\#(word)"}"#)) }
      #expect(try await connection.answer() == "HTTP/1.1 100 Continue\r\n\r\n")
      #expect(try await connection.answer().hasSuffix(Self.word))
      let last = try await connection.rest()
      #expect(last.hasPrefix("HTTP/1.1 400 ") && last.ranges(of: "Content-Type:").count == 1, "\(last)")
      #expect(api.spoken.value == 62)
    }
  }

  /// The end of what a client sends does not overtake what it sent.
  @Test(.timeLimit(.minutes(15))) func whoOnlyListensIsAnsweredInFull() async throws {
    try await HotAPI().serving { url in
      let connection = try RawConnection(url)
      try await connection.send(["a", "b", "c"].map { HotAPI.say($0, at: "/v1/cold") }.joined())
      connection.closeWriting()
      #expect(try await connection.rest().ranges(of: "HTTP/1.1 200 ").count == 3)
    }
  }
}
