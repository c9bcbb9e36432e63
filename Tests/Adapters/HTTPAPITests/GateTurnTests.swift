import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing

@testable import HTTPAPI

/// The framework is given one request at a time, and what comes behind waits for the answer.
@Suite struct GateTurnTests {
  /// Counts what is read for.
  private final class Reads: ChannelOutboundHandler {
    typealias OutboundIn = Any
    var asked = 0

    func read(context: ChannelHandlerContext) { asked += 1 }
  }

  private func channel() throws -> (EmbeddedChannel, Reads) {
    let (channel, reads) = (EmbeddedChannel(), Reads())
    try channel.pipeline.syncOperations.addHandlers([reads, RequestGate(restSeconds: 10)])
    try channel.connect(to: .init(ipAddress: "127.0.0.1", port: 80)).wait()
    return (channel, reads)
  }

  private func ask(_ uris: String..., of channel: EmbeddedChannel) throws {
    for uri in uris {
      var head = HTTPRequestHead(version: .http1_1, method: .GET, uri: uri)
      head.headers = ["Host": "localhost"]
      for part in [HTTPServerRequestPart.head(head), .end(nil)] { try channel.writeInbound(part) }
    }
  }

  private func given(_ channel: EmbeddedChannel) throws -> [String] {
    var uris: [String] = []
    while let part = try channel.readInbound(as: HTTPServerRequestPart.self) { if case .head(let head) = part { uris.append(head.uri) } }
    return uris
  }

  private func answer(_ channel: EmbeddedChannel, _ more: HTTPHeaders = [:]) {
    var headers = more
    headers.add(name: "Content-Length", value: "0")
    for part in [HTTPServerResponsePart.head(.init(version: .http1_1, status: .ok, headers: headers)), .end(nil)] { channel.write(part, promise: nil) }
    channel.flush()
  }

  @Test func oneComesAfterTheOtherAndNoMoreIsReadMeanwhile() throws {
    let (channel, reads) = try channel()
    try ask("/a", of: channel)
    let before = reads.asked
    channel.read()
    #expect(reads.asked == before + 1)
    try ask("/b", "/c", of: channel)
    channel.read()
    #expect(reads.asked == before + 1)
    for (uri, asked) in [("/a", 1), ("/b", 1), ("/c", 2)] {
      #expect(try given(channel) == [uri])
      #expect(reads.asked == before + asked)
      answer(channel)
    }
    try ask("/d", of: channel)
    #expect(try given(channel) == ["/d"])
  }

  @Test func nothingIsBegunBehindAnAnswerThatSaysTheEnd() throws {
    let (channel, _) = try channel()
    try ask("/a", "/b", of: channel)
    #expect(try given(channel) == ["/a"])
    answer(channel, ["Connection": "close"])
    try ask("/c", of: channel)
    #expect(try given(channel).isEmpty)
  }

  @Test func nothingIsBegunOnceAStopIsAsked() throws {
    let (channel, _) = try channel()
    try ask("/a", "/b", of: channel)
    channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
    answer(channel)
    #expect(try given(channel) == ["/a"])
  }
}
