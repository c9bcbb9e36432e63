import NIOCore
import NIOHTTP1
import Operations

/// Gathers the parts of one answer; what is longer than wanted is left.
final class AnswerReader: ChannelInboundHandler {
  typealias InboundIn = HTTPClientResponsePart

  private let answered: EventLoopPromise<OutboundAnswer>
  private let longest: Int
  private var answer: OutboundAnswer?

  init(_ answered: EventLoopPromise<OutboundAnswer>, longest: Int) {
    self.answered = answered
    self.longest = longest
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head):
      answer = OutboundAnswer(status: Int(head.status.code), headers: head.headers.map { ($0.name, $0.value) })
    case .body(let part):
      let room = longest - (answer?.body.count ?? 0)
      answer?.body.append(contentsOf: part.readableBytesView.prefix(room))
      // The rest is not wanted, and its sender need not be believed to come to an end.
      if part.readableBytes > room { finish() }
    case .end: finish()
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    answered.fail(OutboundFault(.broken, "the connection ended before the answer did"))
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    // Some servers end TLS without saying so; an answer that is whole by then was taken.
    answered.fail(error)
  }

  private func finish() {
    guard let answer else { return }
    answered.succeed(answer)
  }
}
