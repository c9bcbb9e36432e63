import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
public import Primitives
import ServiceLifecycle
import UnixSignals

extension ProblemCode {
  /// The port is taken by another program, or may not be opened by this user.
  public static let portUnavailable = ProblemCode("web.port-unavailable")
}

/// Carries requests and answers over sockets (HTTP/1.1); what is answered is decided elsewhere.
public struct HTTPServer: Sendable {
  /// What the server puts up with.
  public struct Limits: Sendable {
    /// Above what any endpoint takes.
    public var bodyBytes = 17 << 20
    /// The same for requests that carry neither key nor cookie: whatever they bring is refused anyway.
    public var strangersBodyBytes = 64 << 10
    /// How long a connection may be silent while a request is awaited or its body read, and how long a head may take to arrive.
    public var idleSeconds: Int64 = 60
    /// How long a body may take to arrive.
    public var bodySeconds = 60
    /// How long the rest of a body is taken in that was answered before it was there, and what else comes on a connection that was ended.
    public var restSeconds: Int64 = 10
    public var connections = 2048
    /// How long a request whose body is not there whole is waited for when the server is asked to stop.
    public var graceSeconds: Int64 = 1
    /// How long requests under way are given when the server is asked to stop.
    public var stopSeconds: Int64 = 10

    public init() {}
  }

  public typealias Answer = @Sendable (Arrival) async -> Departure
  /// What a request is refused with for its head alone, or because it is none that could be answered (`Arrival.unfit`); `nil`: its body is wanted.
  public typealias Refuse = @Sendable (_ head: Arrival) async -> Departure?

  let host: String
  let port: UInt16
  let limits: Limits
  let certificate: ServerCertificate?
  let lane: Lane?
  let refuse: Refuse
  let answer: Answer

  /// Port 0 lets the system choose; the address is told when the server listens.
  ///
  /// - Parameters:
  ///   - certificate: with one, only TLS (1.2 and newer) is spoken; its files are read again on SIGHUP.
  ///   - lane: answers some requests more cheaply than `answer` does, and alike.
  ///   - refuse: asked before the body of a request is taken in whose sender waits for that (`Expect: 100-continue`), and for what is no request.
  public init(
    host: String = "127.0.0.1", port: UInt16, limits: Limits = Limits(), certificate: ServerCertificate? = nil, lane: Lane? = nil,
    refuse: @escaping Refuse = { _ in nil }, answer: @escaping Answer
  ) {
    self.certificate = certificate
    self.lane = lane
    self.refuse = refuse
    self.host = host
    self.port = port
    self.limits = limits
    self.answer = answer
  }

  /// Serves until the task is cancelled or, with `stopsOnInterrupt`, until the program is interrupted (SIGINT,
  /// SIGTERM): then no connection is taken any more, and requests under way are finished.
  ///
  /// - Parameter reloaded: told when the certificate was read again, with what was wrong with it.
  ///
  /// Throws a `Rejection` when the port cannot be opened, else what the socket said.
  public func run(
    stopsOnInterrupt: Bool = true, reloaded: @escaping @Sendable (Rejection?) -> Void = { _ in }, listening: @escaping @Sendable (String) -> Void
  ) async throws {
    let host = host
    let scheme = certificate == nil ? "http" : "https"
    // What is answered in the lane is heard of there alone, so silence is looked for there.
    let channel = HTTP1Channel.Configuration(
      httpDecoderConfiguration: .init(maxHeaderFieldSize: 16 << 10, maxHeaderListSize: 64 << 10, maxHeaderFieldCount: 200))
    let silent = Logger(label: "florin.http") { _ in SwiftLogNoOpLogHandler() }
    let application = Application(
      responder: CallbackResponder<WireContext> { request, context in await respond(to: request, on: context.channel) },
      server: HTTPServerBuilder { [certificate, lane, limits] responder in
        let plain = HTTP1Channel(responder: responder, configuration: channel)
        let terms = LaneHandler.Terms(
          idleSeconds: limits.idleSeconds, bodyBytes: limits.bodyBytes, strangersBodyBytes: limits.strangersBodyBytes, isSecure: certificate != nil,
          restSeconds: limits.restSeconds, graceSeconds: limits.graceSeconds)
        let spoken = LaneChannel(base: plain, lane: lane, terms: terms)
        if let certificate { return ClosingChannel(base: TLSChannel(certificate: certificate, base: spoken)) }
        return ClosingChannel(base: spoken)
      },
      configuration: ApplicationConfiguration(
        address: .hostname(host, port: Int(port)), serverName: "florin", backlog: 1024,
        availableConnectionsDelegate: MaximumAvailableConnections(limits.connections)),
      onServerRunning: { channel in listening("\(scheme)://\(host.contains(":") ? "[\(host)]" : host):\(channel.localAddress?.port ?? 0)/") },
      logger: silent)
    var services = ServiceGroupConfiguration(
      services: [application], gracefulShutdownSignals: stopsOnInterrupt ? [.sigterm, .sigint] : [], logger: silent)
    services.maximumGracefulShutdownDuration = .seconds(limits.stopSeconds)
    let reloading = certificate.map { certificate in Task { await HTTPServer.reload(certificate, reloaded) } }
    defer { reloading?.cancel() }
    do {
      try await ServiceGroup(configuration: services).run()
    } catch is CancellationError {
      // Asked to stop.
    } catch let error as IOError {
      throw HTTPServer.problem(port, error)
    }
  }

  /// Reads the certificate again whenever the program is asked to (SIGHUP).
  private static func reload(_ certificate: ServerCertificate, _ told: @Sendable (Rejection?) -> Void) async {
    for await _ in await UnixSignalsSequence(trapping: .sighup) {
      do throws(Rejection) {
        try certificate.reload()
        told(nil)
      } catch { told(error) }
    }
  }

  private static func problem(_ port: UInt16, _ error: IOError) -> any Error {
    switch error.errnoCode {
    case EADDRINUSE:
      Rejection(
        Problem(
          .portUnavailable, path: "--port", "port \(port) is taken by another program",
          remedy: "stop that program, or choose another port with --port; 0 lets the system choose"))
    case EACCES:
      Rejection(
        Problem(
          .portUnavailable, path: "--port", "port \(port) may not be opened by this user",
          remedy: "choose a port above 1023 with --port"))
    default: error
    }
  }
}
