import Foundation
import Testing

@testable import HTTPAPI

/// Among the tests that interrupt this program, which go one after the other.
extension HTTPServerTests {
  /// What is under way when the server is asked to stop is answered, and the connection then ends; nothing new is begun on it.
  @Test(.timeLimit(.minutes(15))) func answersInTheLaneBeforeItStops() async throws {
    let api = HotAPI()
    let (addresses, told) = AsyncStream<String>.makeStream()
    let (desk, lane) = (api.desk, api.lane)
    var limits = HTTPServer.Limits()
    // Hundreds of other tests may share the machine.
    limits.stopSeconds = 120
    let server = Task { [limits] in try await HTTPServer(port: 0, limits: limits, lane: lane) { await desk.answer($0) }.run { told.yield($0) } }
    var iterator = addresses.makeAsyncIterator()
    let address = try #require(await iterator.next())
    let url = try #require(URL(string: address))
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
    try await server.value
  }
}
