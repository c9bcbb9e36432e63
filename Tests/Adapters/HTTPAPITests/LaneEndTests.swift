import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing

@testable import HTTPAPI

/// A connection that is being ended may still be read for a while, as over TLS: what comes then could get no answer.
@Suite struct LaneEndTests {
  @Test(arguments: ["/v1/hot", "/v1/cold"]) func nothingIsBegunBehindTheEnd(_ path: String) throws {
    let api = HotAPI()
    let terms = LaneHandler.Terms(idleSeconds: 60, bodyBytes: 1 << 20, strangersBodyBytes: 1 << 16, isSecure: true)
    let channel = EmbeddedChannel(handler: LaneHandler(api.lane, terms))
    defer { _ = try? channel.finish() }
    channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
    channel.embeddedEventLoop.run()
    var head = HTTPRequestHead(version: .http1_1, method: .POST, uri: path)
    head.headers = ["Host": "localhost", "Content-Type": "application/json", "Content-Length": "12"]
    for part in [HTTPServerRequestPart.head(head), .body(ByteBuffer(string: #"{"word":"a"}"#)), .end(nil)] { try channel.writeInbound(part) }
    channel.embeddedEventLoop.run()
    #expect(api.taken.value == 0)
    #expect(try channel.readInbound(as: HTTPServerRequestPart.self) == nil)
  }
}
