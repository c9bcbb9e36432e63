import Foundation
import Testing

@testable import HTTPAPI

/// Among the tests that interrupt this program, which go one after the other.
extension HTTPServerTests {
  /// What a test does while the server is there; interrupted by it, the server is waited for.
  private func stopping(_ api: HotAPI, grace: Int64, lane: Bool = true, certificate: ServerCertificate? = nil, _ body: (URL) async throws -> Void) async throws {
    let (addresses, told) = AsyncStream<String>.makeStream()
    let (desk, way) = (api.desk, lane ? api.lane : nil)
    var limits = HTTPServer.Limits()
    // Hundreds of other tests may share the machine.
    (limits.stopSeconds, limits.graceSeconds) = (120, grace)
    let server = Task { [limits] in
      try await HTTPServer(port: 0, limits: limits, certificate: certificate, lane: way, refuse: { await desk.refusal(of: $0) }) { await desk.answer($0) }.run { told.yield($0) }
    }
    var iterator = addresses.makeAsyncIterator()
    let address = try #require(await iterator.next())
    try await body(try #require(URL(string: address)))
    try await server.value
  }

  /// What is under way when the server is asked to stop is answered, and the connection then ends; nothing new is begun on it.
  @Test(.timeLimit(.minutes(15))) func answersInTheLaneBeforeItStops() async throws {
    let api = HotAPI()
    try await stopping(api, grace: 120) { url in
      let (waiting, reading, silent) = (try RawConnection(url), try RawConnection(url), try RawConnection(url))
      let last = HotAPI.say("last")
      try await waiting.send(HotAPI.say("gated"))
      try await reading.send(String(last.dropLast(4)))
      while api.gate.waiting < 1 { try await Task.sleep(for: .milliseconds(10)) }
      kill(getpid(), SIGTERM)
      #expect(try await silent.rest().isEmpty)
      api.gate.open()
      #expect(try await waiting.rest().hasSuffix(#"{"word":"gated"}"#))
      try await reading.send(String(last.suffix(4)))
      #expect(try await reading.rest().hasSuffix(#"{"word":"last"}"#))
    }
  }

  /// A body that is not there is not waited for: the stop does not depend on it, and its sender is told.
  @Test(.timeLimit(.minutes(15)), arguments: [true, false]) func doesNotWaitForHalfABody(_ lane: Bool) async throws {
    let api = HotAPI()
    try await stopping(api, grace: 1, lane: lane) { url in
      let paths = ["/v1/hot", "/v1/cold"]
      let halves = try paths.map { _ in try RawConnection(url) }
      let whole = try RawConnection(url)
      for (path, half) in zip(paths, halves) { try await half.send(String(HotAPI.say("half", at: path).dropLast(4))) }
      try await whole.send(HotAPI.say("gated"))
      while api.gate.waiting < 1 { try await Task.sleep(for: .milliseconds(10)) }
      let begun = ContinuousClock.now
      kill(getpid(), SIGTERM)
      for half in halves {
        let answer = try await half.rest()
        #expect(answer.hasPrefix("HTTP/1.1 503 ") && answer.contains("Connection: close\r\n") && answer.contains(#""code":"http.stopping""#), "\(answer)")
      }
      // Without an end to the wait, only that of the whole stop would come.
      #expect(ContinuousClock.now - begun < .seconds(60))
      api.gate.open()
      #expect(try await whole.rest().hasSuffix(#"{"word":"gated"}"#))
    }
    #expect(api.spoken.value == 1)
  }

  /// Whoever was answered and waits hears over TLS that nothing more comes, and need not think that somebody cut the line.
  @Test(.timeLimit(.minutes(15)), .enabled(if: SealedConnection.isThere), arguments: ["/v1/hot/a", "/v1/nothing"]) func saysGoodbyeOverTLS(_ path: String) async throws {
    try await SealedConnection.certified { certificate in
      try await stopping(HotAPI(), grace: 1, certificate: certificate) { url in
        let end = try await SealedConnection.end(url, sending: HotAPI.request("GET", path)) { kill(getpid(), SIGTERM) }
        #expect(end == "goodbye")
      }
    }
  }
}
