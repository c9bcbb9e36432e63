public import Charging
import NIOCore
import NIOHTTP2
import NIOPosix
import NIOSSL
public import Operations
public import Primitives
import Synchronization

/// Carries Nchf_ConvergedCharging over HTTP/2, with TLS or without (prior knowledge); what is answered is decided by
/// `ConvergedCharging` and by charging, what networks are told by `NchfNotices`.
public struct NchfServer: Sendable {
  public typealias Charge = @Sendable (ChargingRequest) async throws -> ChargingAnswer
  public typealias Note = @Sendable (NetworkOrder.Kind, OrderOutcome) -> Void
  /// Whether a request of that name was answered before.
  public typealias Known = @Sendable (ChargingRequest) async throws -> Bool
  /// Looks at a bearer token (`nil`: none was sent); throws an `NchfProblem` when it does not open this.
  public typealias Authorise = @Sendable (String?) async throws -> Void

  let host: String
  let port: UInt16
  let certificate: GatewayCertificate?
  let connections: Connections
  let work: NchfWork
  private let caller: NchfCaller

  /// Port 0 lets the system choose; the port is told when the gateway listens.
  ///
  /// - Parameters:
  ///   - certificate: with one, TLS is spoken.
  ///   - reach: which addresses networks may be told things at.
  ///   - trust: path of a PEM file of certificates that are trusted there beside the system's.
  ///   - authorise: who may charge; whoever reaches the port when `nil`.
  ///   - known: finds what earlier versions answered, which gave other names to first requests.
  /// - Throws: `Rejection` (`charging.wrong-certificate`) when the trusted certificates cannot be read.
  public init(
    host: String, port: UInt16, charging: ConvergedCharging, certificate: GatewayCertificate? = nil, maximumConnections: Int = 2_048, reach: AddressGuard, trust: String? = nil,
    clock: any Clock, authorise: Authorise? = nil, known: @escaping Known = { _ in false }, note: @escaping Note = { _, _ in }, charge: @escaping Charge
  ) throws(Rejection) {
    self.host = host
    self.port = port
    self.certificate = certificate
    connections = Connections(most: maximumConnections)
    caller = try NchfCaller(reach: reach, trust: trust)
    work = NchfWork(charging: charging, clock: clock, authorise: authorise, known: known, charge: charge, caller: caller, note: note)
  }

  /// Tells the networks that have these sessions what they did not ask for; sessions of others are passed over.
  public func tell(_ orders: [NetworkOrder]) {
    for order in orders { work.handle(.ordered(order)) }
  }

  /// Some of the sessions that networks could be told something of and that nothing was heard of for a minute; others each time.
  public func silentSessions() -> [String] { work.silentSessions() }

  /// These are over: networks are told nothing of them any more.
  public func forget(_ sessions: [String]) { work.forget(sessions) }

  /// Serves until the task is cancelled.
  ///
  /// - Throws: `Rejection` (`charging.port-unavailable`) when the port cannot be opened.
  public func run(listening: @escaping @Sendable (Int) -> Void) async throws {
    let (connections, work, certificate) = (connections, work, certificate)
    let server: any Channel
    do {
      server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .serverChannelOption(.backlog, value: 1_024).serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
        .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
        .childChannelInitializer { channel in
          let number = connections.enter(channel)
          return channel.eventLoop.makeCompletedFuture {
            let pipeline = channel.pipeline.syncOperations
            try pipeline.addHandler(ReadGate())
            try pipeline.addHandler(NchfConnection(number, connections))
            if let certificate { try pipeline.addHandler(NIOSSLServerHandler(context: certificate.context)) }
            _ = try pipeline.configureHTTP2Pipeline(mode: .server, connectionConfiguration: NchfServer.limits, streamConfiguration: .init()) { stream in
              stream.eventLoop.makeCompletedFuture {
                try stream.pipeline.syncOperations.addHandlers(HTTP2FramePayloadToHTTP1ServerCodec(), NchfStream(work) { connections.greet(number) })
              }
            }
            try pipeline.addHandler(NchfConnectionEnd())
          }
        }.bind(host: host, port: Int(port)).get()
    } catch {
      throw Rejection(GatewayPort.problem("nchf", host: host, port: port, error))
    }
    listening(server.localAddress?.port ?? 0)
    let ticking = Task {
      while !Task.isCancelled {
        try await Task.sleep(for: .seconds(1))
        work.handle(.tick)
      }
    }
    defer { ticking.cancel() }
    await withTaskCancellationHandler {
      try? await server.closeFuture.get()
    } onCancel: {
      server.close(promise: nil)
    }
  }

  /// What one connection may ask of the house. Streams that are reset as fast as they are opened end it: NIOHTTP2 lets 200 pass in
  /// 30 seconds.
  private static var limits: NIOHTTP2Handler.ConnectionConfiguration {
    var limits = NIOHTTP2Handler.ConnectionConfiguration()
    limits.initialSettings = [
      HTTP2Setting(parameter: .maxConcurrentStreams, value: 128), HTTP2Setting(parameter: .maxHeaderListSize, value: 16 << 10), HTTP2Setting(parameter: .enablePush, value: 0),
    ]
    limits.maximumBufferedControlFrames = 1_000
    return limits
  }
}

/// What all connections share: charging, and what networks are told.
final class NchfWork: Sendable {
  let charging: ConvergedCharging
  let clock: any Clock
  let authorise: NchfServer.Authorise?
  let charge: NchfServer.Charge
  private let known: NchfServer.Known
  /// What was asked before may have been answered by an earlier version.
  private let begun: Instant
  private let caller: NchfCaller
  private let note: NchfServer.Note
  private let notices: Mutex<NchfNotices>
  private let deciding = Atomic<Int>(0)
  private static let mostDeciding = 4_096

  init(
    charging: ConvergedCharging, clock: any Clock, authorise: NchfServer.Authorise?, known: @escaping NchfServer.Known, charge: @escaping NchfServer.Charge, caller: NchfCaller,
    note: @escaping NchfServer.Note
  ) {
    self.charging = charging
    self.clock = clock
    self.authorise = authorise
    self.known = known
    self.charge = charge
    begun = clock.now()
    self.caller = caller
    self.note = note
    notices = Mutex(NchfNotices(charging.settings))
  }

  /// Answers one call.
  ///
  /// - Parameter letIn: called once it is known that whoever calls may charge.
  func answer(_ call: ConvergedCharging.Call, bearer: String?, letIn: @Sendable () -> Void) async -> ConvergedCharging.Reply {
    defer { deciding.wrappingSubtract(1, ordering: .relaxed) }
    do {
      guard deciding.wrappingAdd(1, ordering: .relaxed).newValue <= NchfWork.mostDeciding else { throw NchfProblem(503, .congestion, "too many requests wait; send it again") }
      try await authorise?(bearer)
      letIn()
      var asked = try charging.understand(call, now: clock.now())
      if let earlier = asked.asEarlier(begun: begun), try await known(earlier.request) { asked = earlier }
      let request = asked.request
      // Before it is decided: what changes right behind the decision must find the way.
      if request.kind.isOfSession { handle(.heard(session: request.session, notifyURI: asked.notifyURI)) }
      let outcome: Result<ChargingAnswer, any Error>
      do { outcome = .success(try await charge(request)) } catch { outcome = .failure(error) }
      if request.kind.isOfSession { handle(.decided(session: request.session, goesOn: request.goesOn(after: try? outcome.get()))) }
      return charging.reply(try outcome.get(), to: asked)
    } catch {
      return charging.reply(error)
    }
  }

  func silentSessions() -> [String] { notices.withLock { $0.silent() } }
  func forget(_ sessions: [String]) { notices.withLock { $0.forget(sessions) } }

  func handle(_ event: NchfNotices.Event) {
    for action in notices.withLock({ $0.handle(event) }) {
      switch action {
      case .count(let kind, let outcome): note(kind, outcome)
      case .post(let number, let address, let body):
        Task {
          do { self.handle(.answered(number, status: try await self.caller.post(address, body))) } catch is OutboundFault { self.handle(.refusedAddress(number)) } catch {
            self.handle(.answered(number, status: nil))
          }
        }
      }
    }
  }
}
