public import Charging
import NIOCore
import NIOPosix
import NIOSSL
public import Operations
public import Primitives

extension ProblemCode {
  /// The port of the gateway is taken, or may not be opened.
  public static let gatewayPort = ProblemCode("charging.port-unavailable")
}

/// Carries Diameter over TCP or TLS; what is answered is decided by `PeerConnection` and by charging, what networks are told
/// by `DiameterOrders`.
public struct DiameterServer: Sendable {
  /// Decides a request and tells the answer by a call, once, on any thread: what is decided together needs no task for each.
  public typealias Charge = @Sendable (ChargingRequest, @escaping @Sendable (Result<ChargingAnswer, any Error>) -> Void) -> Void
  public typealias Note = @Sendable (NetworkOrder.Kind, OrderOutcome) -> Void

  let host: String
  let port: UInt16
  let settings: DiameterSettings
  let certificate: GatewayCertificate?
  let clock: any Clock
  let charge: Charge
  private let peers: DiameterPeers

  /// Port 0 lets the system choose; the port is told when the gateway listens.
  ///
  /// - Parameters:
  ///   - certificate: with one, TLS is spoken from the first byte on (RFC 6733, section 13.1).
  ///   - maximumPeers: how many connections there may be of peers that have said who they are; beside them a quarter of that may be of others.
  public init(
    host: String, port: UInt16, settings: DiameterSettings = DiameterSettings(), certificate: GatewayCertificate? = nil, maximumPeers: Int = 2_048,
    clock: any Clock, note: @escaping Note = { _, _ in }, charge: @escaping Charge
  ) {
    self.host = host
    self.port = port
    self.settings = settings
    self.certificate = certificate
    self.clock = clock
    self.charge = charge
    peers = DiameterPeers(settings, most: maximumPeers, note: note)
  }

  /// Tells the networks that have these sessions what they did not ask for; sessions of others are passed over.
  public func tell(_ orders: [NetworkOrder]) {
    for order in orders { peers.handle(.ordered(order)) }
  }

  /// Some of the sessions that networks could be told something of and that nothing was heard of for a minute; others each time.
  public func silentSessions() -> [String] { peers.silentSessions() }

  /// These are over: networks are told nothing of them any more.
  public func forget(_ sessions: [String]) { peers.forget(sessions) }

  /// Serves until the task is cancelled.
  ///
  /// - Throws: `Rejection` (`charging.port-unavailable`) when the port cannot be opened.
  public func run(listening: @escaping @Sendable (Int) -> Void) async throws {
    let (settings, clock, charge, peers, certificate) = (settings, clock, charge, peers, certificate)
    let server: any Channel
    do {
      server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .serverChannelOption(.backlog, value: 1_024).serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
        .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
        .childChannelInitializer { channel in
          let number = peers.connections.enter(channel)
          return channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(ReadGate())
            if let certificate { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: certificate.context)) }
            try channel.pipeline.syncOperations.addHandler(PeerHandler(number, at: channel.localAddress, settings, peers: peers, clock: clock, charge: charge))
          }
        }.bind(host: host, port: Int(port)).get()
    } catch {
      throw Rejection(GatewayPort.problem("diameter", host: host, port: port, error, path: certificate == nil ? nil : "diameterTlsPort"))
    }
    listening(server.localAddress?.port ?? 0)
    let ticking = Task {
      while !Task.isCancelled {
        try await Task.sleep(for: .seconds(1))
        peers.handle(.tick)
      }
    }
    defer { ticking.cancel() }
    await withTaskCancellationHandler {
      try? await server.closeFuture.get()
    } onCancel: {
      server.close(promise: nil)
    }
  }
}
