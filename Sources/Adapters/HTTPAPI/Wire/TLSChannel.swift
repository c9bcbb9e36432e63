import HummingbirdCore
import Logging
import NIOCore
import NIOSSL

/// HTTP/1.1 over TLS, with the certificate that is in force when a connection comes.
struct TLSChannel: ServerChildChannel {
  /// What seals is found by this name.
  static let seal = "seal"

  let certificate: ServerCertificate
  let base: LaneChannel

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
    channel.eventLoop.makeCompletedFuture {
      try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: certificate.context), name: TLSChannel.seal)
    }
    .flatMap { base.setup(channel: channel, logger: logger) }
  }

  func handle(value: HTTP1Channel.Value, logger: Logger) async { await base.handle(value: value, logger: logger) }
}
