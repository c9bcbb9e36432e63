import NIOCore
import NIOHTTP1

/// Takes from the values of headers the blanks and tabs behind them, which are no part of them (RFC 9112, section 5.1), before anybody
/// looks at one. Those before are taken by what reads HTTP.
final class HeadReading: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard case .head(var head) = unwrapInboundIn(data), head.headers.contains(where: { HeadReading.endsInBlank($0.value) }) else { return context.fireChannelRead(data) }
    head.headers = HTTPHeaders(head.headers.map { ($0.name, HeadReading.trimmed($0.value)) })
    context.fireChannelRead(wrapInboundOut(.head(head)))
  }

  private static func endsInBlank(_ value: String) -> Bool { value.utf8.last == 0x20 || value.utf8.last == 0x09 }

  private static func trimmed(_ value: String) -> String {
    guard endsInBlank(value) else { return value }
    let end = value.utf8.lastIndex { $0 != 0x20 && $0 != 0x09 }.map { value.utf8.index(after: $0) } ?? value.startIndex
    return String(value[..<end])
  }
}
