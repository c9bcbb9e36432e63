import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
public import Operations
public import Primitives

extension ProblemCode {
  /// The file of certificates that are trusted beside the system's cannot be used.
  public static let wrongTrust = ProblemCode("config.wrong-trust")
}

/// HTTP/1.1 to servers elsewhere, one connection a request, over TLS where the address says so.
public struct HTTPClient: OutboundClient {
  private let context: NIOSSLContext
  private let group: any EventLoopGroup

  /// - Parameter trust: path of a PEM file with certificates that may vouch for servers, beside those the system trusts.
  /// - Throws: `Rejection` (`config.wrong-trust`) when it cannot be read.
  public init(trust: String? = nil) throws(Rejection) {
    var settings = TLSConfiguration.makeClientConfiguration()
    settings.minimumTLSVersion = .tlsv12
    settings.applicationProtocols = ["http/1.1"]
    do {
      if let trust { settings.additionalTrustRoots = [.certificates(try NIOSSLCertificate.fromPEMFile(trust))] }
      context = try NIOSSLContext(configuration: settings)
    } catch {
      throw Rejection(
        Problem(
          .wrongTrust, at: .init(file: trust ?? ""), "no certificates can be read from this file",
          remedy: "name a PEM file that this user may read, with the certificates of those who vouch for your servers"))
    }
    group = MultiThreadedEventLoopGroup.singleton
  }

  public func addresses(of host: String) async throws(OutboundFault) -> [NetworkAddress] {
    if let address = NetworkAddress(host) { return [address] }
    return try await HostNames.addresses(of: host)
  }

  public func send(_ request: OutboundRequest) async throws(OutboundFault) -> OutboundAnswer {
    let deadline = NIODeadline.now() + .seconds(Int64(request.timeoutSeconds))
    let open = try request.addressGuard.open(try await addresses(of: request.address.host), isSecure: request.address.isSecure)
    var last = OutboundFault(.unreachable, "no address answered")
    for address in open.prefix(4) {
      let left = deadline - .now()
      guard left > .zero else { throw OutboundFault(.timedOut, "no answer within \(request.timeoutSeconds) seconds") }
      do {
        return try await ask(request, at: address, by: deadline)
      } catch {
        // Only who was not reached at all may be asked elsewhere: anybody else may have taken the request.
        guard error.kind == .unreachable else { throw error }
        last = error
      }
    }
    throw last
  }

  private func ask(_ request: OutboundRequest, at address: NetworkAddress, by deadline: NIODeadline) async throws(OutboundFault) -> OutboundAnswer {
    do {
      let place = try SocketAddress(packedIPAddress: ByteBuffer(bytes: address.bytes), port: request.address.port)
      let connecting = ClientBootstrap(group: group).connectTimeout(min(.seconds(10), deadline - .now())).connect(to: place)
      return try await connecting.flatMap { [context] channel in
        let answered = channel.eventLoop.makePromise(of: OutboundAnswer.self)
        do { try HTTPClient.begin(request, on: channel, context, answered, by: deadline) } catch { answered.fail(error) }
        return answered.futureResult.always { _ in channel.close(promise: nil) }
      }
      .get()
    } catch {
      throw HTTPClient.fault(error, request)
    }
  }

  /// On the channel's own thread, as soon as it is connected: nothing has been read from it yet.
  private static func begin(
    _ request: OutboundRequest, on channel: any Channel, _ context: NIOSSLContext, _ answered: EventLoopPromise<OutboundAnswer>, by deadline: NIODeadline
  ) throws {
    let pipeline = channel.pipeline.syncOperations
    if request.address.isSecure {
      // Without a name the certificate must vouch for the address that was connected to.
      let host = request.address.host
      let name = NetworkAddress(host) == nil ? (host.hasSuffix(".") ? String(host.dropLast()) : host) : nil
      try pipeline.addHandler(NIOSSLClientHandler(context: context, serverHostname: name))
    }
    try pipeline.addHTTPClientHandlers(leftOverBytesStrategy: .dropBytes)
    try pipeline.addHandler(AnswerReader(answered, longest: request.longestAnswer))
    let expiring = channel.eventLoop.scheduleTask(deadline: deadline) {
      answered.fail(OutboundFault(.timedOut, "no whole answer within \(request.timeoutSeconds) seconds"))
    }
    answered.futureResult.whenComplete { _ in expiring.cancel() }
    var head = HTTPRequestHead(version: .http1_1, method: HTTPMethod(rawValue: request.method), uri: request.address.target)
    head.headers.add(name: "Host", value: request.address.authority)
    for (name, value) in request.headers { head.headers.add(name: name, value: value) }
    if !request.body.isEmpty || request.method == "POST" { head.headers.add(name: "Content-Length", value: String(request.body.count)) }
    head.headers.add(name: "Connection", value: "close")
    channel.write(HTTPClientRequestPart.head(head), promise: nil)
    channel.write(HTTPClientRequestPart.body(.byteBuffer(ByteBuffer(bytes: request.body))), promise: nil)
    channel.writeAndFlush(HTTPClientRequestPart.end(nil)).whenFailure { answered.fail($0) }
  }

  private static func fault(_ error: any Error, _ request: OutboundRequest) -> OutboundFault {
    let place = "\(request.address.host):\(request.address.port)"
    switch error {
    case let fault as OutboundFault: return fault
    case ChannelError.connectTimeout: return OutboundFault(.unreachable, "\(place) did not take a connection in time")
    case is NIOSSLError, is BoringSSLError, is NIOSSLExtraError: return OutboundFault(.insecure, "no safe connection with \(place): \(error)")
    case let refused as IOError where [ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, ETIMEDOUT, EADDRNOTAVAIL].contains(refused.errnoCode):
      return OutboundFault(.unreachable, "\(place) takes no connection (\(String(cString: strerror(refused.errnoCode))))")
    default: return OutboundFault(.broken, "the connection with \(place) broke: \(error)")
    }
  }
}
