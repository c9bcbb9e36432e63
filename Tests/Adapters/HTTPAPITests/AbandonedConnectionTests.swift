import HummingbirdCore
import Logging
import NIOCore
import NIOEmbedded
import Testing

@testable import HTTPAPI

/// The server stopped after it accepted a connection and before anybody took it up; its client had sent a request already.
@Suite struct AbandonedConnectionTests {
  private func abandoned(_ api: HotAPI, sending text: String) async throws -> NIOAsyncTestingChannel {
    let channel = NIOAsyncTestingChannel()
    let terms = LaneHandler.Terms(idleSeconds: 60, bodyBytes: 1 << 20, strangersBodyBytes: 1 << 16, isSecure: true)
    let child = ClosingChannel(base: LaneChannel(base: HTTP1Channel { _, _, _ in }, lane: api.lane, terms: terms))
    try await channel.connect(to: .init(ipAddress: "127.0.0.1", port: 80)).get()
    let accepted = try await channel.testingEventLoop.submit { child.setup(channel: channel, logger: Logger(label: "test")) }.get().get()
    try await channel.writeInbound(ByteBuffer(string: text))
    withExtendedLifetime(accepted) {}
    return channel
  }

  @Test(.timeLimit(.minutes(5))) func whatTheLaneBeganIsAnsweredAndNothingElseIsBegun() async throws {
    let api = HotAPI()
    let channel = try await abandoned(api, sending: HotAPI.say("gated"))
    while api.gate.waiting < 1 { try await Task.sleep(for: .milliseconds(5)) }
    try await Task.sleep(for: .milliseconds(100))
    #expect(channel.isActive)
    try await channel.writeInbound(ByteBuffer(string: HotAPI.say("late")))
    api.gate.open()
    try await channel.closeFuture.get()
    var sent = ""
    while let buffer = try await channel.readOutbound(as: ByteBuffer.self) { sent += String(buffer: buffer) }
    #expect(sent.hasPrefix("HTTP/1.1 200 OK") && sent.hasSuffix(#"{"word":"gated"}"#), "\(sent)")
    #expect(api.taken.value == 1)
  }

  /// What would be the framework's is not begun, and nobody waits for it.
  @Test(.timeLimit(.minutes(5)), arguments: ["", HotAPI.say("a", at: "/v1/cold"), "GET / HT"]) func theOthersAreClosed(_ text: String) async throws {
    let api = HotAPI()
    let channel = try await abandoned(api, sending: text)
    try await channel.closeFuture.get()
    #expect(try await channel.readOutbound(as: ByteBuffer.self) == nil)
  }
}
