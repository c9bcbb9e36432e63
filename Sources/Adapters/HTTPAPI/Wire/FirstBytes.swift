import NIOCore
import NIOHTTP1

/// Sees bytes before what reads HTTP does, for what that does not tell: that a request has begun, and that it is one of RTSP, which it takes
/// for one of HTTP. Of what stands behind another request in the same bytes it knows nothing.
final class FirstBytes: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = ByteBuffer

  private static let (cr, lf) = (UInt8(ascii: "\r"), UInt8(ascii: "\n"))

  /// When the first byte came of a request whose head is not there yet.
  private(set) var since: NIODeadline?
  /// Bytes that come are those of a body.
  private var isInBody = false
  /// How the first line ends so far; `nil` once it was looked at.
  private var line: [UInt8]?
  private var isDeaf = false

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if isDeaf { return }
    if !isInBody, isOfRTSP(unwrapInboundIn(data).readableBytesView) {
      isDeaf = true
      return context.fireErrorCaught(HTTPParserError.invalidConstant)
    }
    context.fireChannelRead(data)
  }

  /// What reads HTTP made a part of a request of them.
  func wasRead(_ part: HTTPServerRequestPart) {
    switch part {
    case .head: (isInBody, since) = (true, nil)
    case .body: break
    case .end: (isInBody, since) = (false, nil)
    }
  }

  private func isOfRTSP(_ all: ByteBufferView) -> Bool {
    var bytes = all[...]
    if since == nil {
      // Empty lines before a request are none of it.
      bytes = all.drop { $0 == FirstBytes.cr || $0 == FirstBytes.lf }
      if bytes.isEmpty { return false }
      (since, line) = (.now(), [])
    }
    guard let begun = line else { return false }
    guard let end = bytes.firstIndex(of: FirstBytes.lf) else {
      line = Array((begun + bytes).suffix(FirstBytes.longest))
      return false
    }
    line = nil
    let last = bytes[..<end].suffix(FirstBytes.longest)
    return last.count == FirstBytes.longest ? last.starts(with: "RTSP/".utf8) : (begun + last).suffix(FirstBytes.longest).starts(with: "RTSP/".utf8)
  }

  /// `RTSP/1.0` and what a line ends with before its last byte.
  private static let longest = 9
}
