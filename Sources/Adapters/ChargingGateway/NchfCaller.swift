import NIOCore
import NIOHTTP1
import NIOHTTP2
import NIOPosix
import NIOSSL
import Operations
import Primitives

/// Calls networks over HTTP/2, one connection a call; where to is judged by the address that is really connected to.
final class NchfCaller: Sendable {
  private let reach: AddressGuard
  private let context: NIOSSLContext

  /// Nobody answered in time, or not in HTTP/2.
  private struct NoAnswer: Error {}

  /// A call with its answer is to be over by then.
  private static let seconds: Int64 = 10

  init(reach: AddressGuard, trust: String?) throws(Rejection) {
    self.reach = reach
    var settings = TLSConfiguration.makeClientConfiguration()
    settings.minimumTLSVersion = .tlsv12
    settings.applicationProtocols = ["h2"]
    do {
      if let trust { settings.additionalTrustRoots = [.certificates(try NIOSSLCertificate.fromPEMFile(trust))] }
      context = try NIOSSLContext(configuration: settings)
    } catch {
      throw Rejection(Problem(.gatewayCertificate, at: .init(file: trust ?? ""), "no certificate can be read from this file", remedy: "name a PEM file that this user may read, with the certificates that vouch for networks"))
    }
  }

  /// Posts JSON, and returns the status of the answer.
  ///
  /// - Throws: `OutboundFault` when the address may not be reached; anything else when there was no answer.
  func post(_ to: WebAddress, _ body: String) async throws -> Int {
    let loop = MultiThreadedEventLoopGroup.singleton.any()
    let address = try await NIOThreadPool.singleton.runIfActive { try SocketAddress.makeAddressResolvingHost(to.host, port: to.port) }
    guard let number = address.ipAddress.flatMap({ NetworkAddress($0) }) else { throw NoAnswer() }
    _ = try reach.open([number], isSecure: to.isSecure)
    let context = context
    let connected = try await ClientBootstrap(group: loop).connectTimeout(.seconds(5)).connect(to: address) { channel in
      channel.eventLoop.makeCompletedFuture {
        let pipeline = channel.pipeline.syncOperations
        if to.isSecure { try pipeline.addHandler(NIOSSLClientHandler(context: context, serverHostname: NetworkAddress(to.host) == nil ? to.host : nil)) }
        let streams = try pipeline.configureHTTP2Pipeline(mode: .client, connectionConfiguration: .init(), streamConfiguration: .init()) { $0.close() }
        return Connected(channel: channel, streams: streams)
      }
    }
    defer { connected.channel.close(promise: nil) }
    let answer = connected.channel.eventLoop.makePromise(of: Int.self)
    let deadline = connected.channel.eventLoop.scheduleTask(in: .seconds(NchfCaller.seconds)) { answer.fail(NoAnswer()) }
    connected.channel.closeFuture.whenComplete { _ in answer.fail(NoAnswer()) }
    let stream = connected.channel.eventLoop.makePromise(of: (any Channel).self)
    connected.streams.createStreamChannel(promise: stream) { stream in
      stream.eventLoop.makeCompletedFuture {
        try stream.pipeline.syncOperations.addHandlers(HTTP2FramePayloadToHTTP1ClientCodec(httpProtocol: to.isSecure ? .https : .http), Answered(answer))
      }
    }
    stream.futureResult.whenFailure { answer.fail($0) }
    stream.futureResult.whenSuccess { stream in
      let bytes = ByteBuffer(string: body)
      let headers: HTTPHeaders = [
        "host": NchfCaller.authority(to), "content-type": "application/json", "content-length": "\(bytes.readableBytes)", "user-agent": "CHF",
      ]
      stream.write(HTTPClientRequestPart.head(HTTPRequestHead(version: .http2, method: .POST, uri: to.target, headers: headers)), promise: nil)
      stream.write(HTTPClientRequestPart.body(.byteBuffer(bytes)), promise: nil)
      stream.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
    }
    defer { deadline.cancel() }
    return try await answer.futureResult.get()
  }

  private static func authority(_ to: WebAddress) -> String {
    let host = to.host.contains(":") ? "[\(to.host)]" : to.host
    return to.port == (to.isSecure ? 443 : 80) ? host : "\(host):\(to.port)"
  }

  private struct Connected: Sendable {
    var channel: any Channel
    var streams: NIOHTTP2Handler.StreamMultiplexer
  }

  /// Waits for the head of the answer.
  private final class Answered: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart

    private let answer: EventLoopPromise<Int>

    init(_ answer: EventLoopPromise<Int>) { self.answer = answer }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      if case .head(let head) = unwrapInboundIn(data), head.status.code >= 200 { answer.succeed(Int(head.status.code)) }
    }

    func channelInactive(context: ChannelHandlerContext) { answer.fail(NoAnswer()) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
      answer.fail(error)
      context.close(promise: nil)
    }
  }
}
