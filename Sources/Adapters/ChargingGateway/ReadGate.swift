import NIOCore

/// Reads nothing more from somebody who does not take what is sent, and ends the connection when that goes on, or is too much.
///
/// The first in a pipeline, so that what it holds back nobody behind it has to keep. What was read before is answered all the same.
final class ReadGate: ChannelDuplexHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundIn = ByteBuffer

  private var isReadHeld = false
  private var giveUp: Scheduled<Void>?

  /// How much may wait to be sent: the answers to all that one connection may have asked are less.
  private static let mostUnsent = 8 << 20
  /// How long nothing is taken at most.
  private static let patienceSeconds: Int64 = 30

  func read(context: ChannelHandlerContext) {
    if context.channel.isWritable { context.read() } else { isReadHeld = true }
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    if context.channel.isWritable {
      giveUp?.cancel()
      giveUp = nil
      if isReadHeld {
        isReadHeld = false
        context.read()
      }
    } else if giveUp == nil {
      let here = NIOLoopBound(context, eventLoop: context.eventLoop)
      giveUp = context.eventLoop.scheduleTask(in: .seconds(ReadGate.patienceSeconds)) { here.value.close(promise: nil) }
    }
    context.fireChannelWritabilityChanged()
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    context.write(data, promise: promise)
    if context.channel.isWritable || unsent(context) <= ReadGate.mostUnsent { return }
    // Perhaps it would be taken, and was not sent yet.
    context.flush()
    if unsent(context) > ReadGate.mostUnsent { context.close(promise: nil) }
  }

  func handlerRemoved(context: ChannelHandlerContext) { giveUp?.cancel() }

  private func unsent(_ context: ChannelHandlerContext) -> Int { (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0 }
}
