import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing

@testable import HTTPAPI

/// How a stop ends connections over TLS, whose other side may never say goodbye.
@Suite struct GateStopTests {
  /// As what seals a connection does: it asks the other side and waits.
  private final class Waiting: ChannelOutboundHandler {
    typealias OutboundIn = Any
    var asked = 0

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) { asked += 1 }
  }

  /// As the framework does.
  private final class Ending: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) { if event is ChannelShouldQuiesceEvent { context.close(promise: nil) } }
  }

  private func channel() throws -> (EmbeddedChannel, Waiting) {
    let (channel, seal) = (EmbeddedChannel(), Waiting())
    let pipeline = channel.pipeline.syncOperations
    try pipeline.addHandler(seal, name: TLSChannel.seal)
    try pipeline.addHandler(HTTPResponseEncoder())
    try pipeline.addHandler(RequestGate(restSeconds: 10))
    try pipeline.addHandler(Ending())
    try channel.connect(to: .init(ipAddress: "127.0.0.1", port: 80)).wait()
    return (channel, seal)
  }

  @Test func theSilentAreNotWaitedFor() throws {
    let (channel, seal) = try channel()
    channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
    channel.embeddedEventLoop.run()
    #expect(seal.asked == 1 && !channel.isActive)
  }

  @Test func whatWasAnsweredLeavesFirst() throws {
    let (channel, seal) = try channel()
    var head = HTTPRequestHead(version: .http1_1, method: .GET, uri: "/")
    head.headers = ["Host": "localhost"]
    for part in [HTTPServerRequestPart.head(head), .end(nil)] { try channel.writeInbound(part) }
    for part in [HTTPServerResponsePart.head(.init(version: .http1_1, status: .ok, headers: ["Content-Length": "2"])), .body(.byteBuffer(ByteBuffer(string: "ok"))), .end(nil)] {
      channel.write(part, promise: nil)
    }
    channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
    channel.embeddedEventLoop.run()
    #expect(seal.asked == 1 && !channel.isActive)
    var sent = ""
    while let buffer = try channel.readOutbound(as: ByteBuffer.self) { sent += String(buffer: buffer) }
    #expect(sent.hasSuffix("ok"), "\(sent)")
  }
}
