import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1

/// The framework's HTTP/1.1, with the lane and the gate between what reads HTTP and what the framework makes of it.
struct LaneChannel: ServerChildChannel {
  let base: HTTP1Channel
  let lane: Lane?
  let terms: LaneHandler.Terms

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
    let made = base.setup(channel: channel, logger: logger)
    return made.flatMapThrowing { [terms] value in
      do {
        let pipeline = channel.pipeline.syncOperations
        let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
        let firstBytes = FirstBytes()
        try pipeline.addHandler(RequestGate(restSeconds: terms.restSeconds), position: .after(decoder))
        // Nearly every request comes in one piece: a second look whether there is more would be a call of the system for nothing.
        try channel.syncOptions?.setOption(.maxMessagesPerRead, value: 1)
        try pipeline.addHandler(LaneHandler(lane ?? .ofNothing, terms, firstBytes), position: .after(decoder))
        try pipeline.addHandler(HeadReading(), position: .after(decoder))
        try pipeline.addHandler(firstBytes, position: .before(decoder))
        return value
      } catch {
        // Closed before it was set up.
        _ = AcceptedConnection(value)
        throw error
      }
    }
  }

  func handle(value: HTTP1Channel.Value, logger: Logger) async { await base.handle(value: value, logger: logger) }
}
