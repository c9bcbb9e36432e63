public import Charging
import NIOCore
import NIOPosix
public import Operations
public import Primitives

extension ProblemCode {
  /// The system's cryptographic library offers no MD5, without which RADIUS cannot be spoken.
  public static let gatewayDigest = ProblemCode("charging.no-digest")
}

/// Carries RADIUS over UDP; what is answered is decided by `AccountingGateway` and by charging.
public struct RadiusServer: Sendable {
  public typealias Charge = @Sendable (ChargingRequest) async throws -> ChargingAnswer
  /// Lets go of what is set aside for sessions whose names begin so and that had begun by then.
  public typealias Reclaim = @Sendable (String, Instant) async throws -> Void

  let host: String
  let port: UInt16
  let settings: RadiusSettings
  let clock: any Clock
  let note: @Sendable (RadiusOutcome) -> Void
  let charge: Charge
  let reclaim: Reclaim

  /// Port 0 lets the system choose; the port is told when the gateway listens.
  public init(
    host: String, port: UInt16, settings: RadiusSettings, clock: any Clock, note: @escaping @Sendable (RadiusOutcome) -> Void = { _ in }, charge: @escaping Charge,
    reclaim: @escaping Reclaim
  ) {
    self.host = host
    self.port = port
    self.settings = settings
    self.clock = clock
    self.note = note
    self.charge = charge
    self.reclaim = reclaim
  }

  /// Serves until the task is cancelled.
  ///
  /// - Throws: `Rejection` (`charging.port-unavailable`) when the port cannot be opened, (`charging.no-digest`) when nothing
  ///   could be signed.
  public func run(listening: @escaping @Sendable (Int) -> Void) async throws {
    guard RadiusSecret.isUsable else {
      throw Rejection(Problem(.gatewayDigest, path: "radiusPort", "the system's libcrypto offers no MD5, which RADIUS signs with", remedy: "allow it in OpenSSL's configuration, or let networks charge over Diameter"))
    }
    let server = self
    let channel: any Channel
    do {
      channel = try await DatagramBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .channelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 2 * RadiusPacket.longest))
        .channelOption(.socketOption(.so_rcvbuf), value: 4 << 20)
        .channelInitializer { channel in
          channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(RadiusHandler(server)) }
        }.bind(host: host, port: Int(port)).get()
    } catch {
      throw Rejection(GatewayPort.problem("radius", host: host, port: port, error))
    }
    listening(channel.localAddress?.port ?? 0)
    await withTaskCancellationHandler {
      try? await channel.closeFuture.get()
    } onCancel: {
      channel.close(promise: nil)
    }
  }
}

/// The socket: does what its `AccountingGateway` says.
private final class RadiusHandler: ChannelInboundHandler {
  typealias InboundIn = AddressedEnvelope<ByteBuffer>
  typealias OutboundOut = AddressedEnvelope<ByteBuffer>

  private var gateway: AccountingGateway
  private var ticking: RepeatedTask?
  private let server: RadiusServer

  init(_ server: RadiusServer) {
    gateway = AccountingGateway(server.settings)
    self.server = server
  }

  func channelActive(context: ChannelHandlerContext) {
    let (me, here) = (NIOLoopBound(self, eventLoop: context.eventLoop), NIOLoopBound(context, eventLoop: context.eventLoop))
    ticking = context.eventLoop.scheduleRepeatedTask(initialDelay: .seconds(1), delay: .seconds(1)) { _ in me.value.happened(.tick, here.value) }
  }

  func channelInactive(context: ChannelHandlerContext) { ticking?.cancel() }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let datagram = unwrapInboundIn(data)
    guard let address = datagram.remoteAddress.ipAddress, let port = datagram.remoteAddress.port else { return }
    happened(.received(Array(datagram.data.readableBytesView), from: RadiusEndpoint(address, port)), context)
  }

  // A datagram that could not be sent, or a port that is closed at the other end, says nothing about the others.
  func errorCaught(context: ChannelHandlerContext, error: any Error) {}

  private func happened(_ event: AccountingGateway.Event, _ context: ChannelHandlerContext) {
    for action in gateway.handle(event, now: server.clock.now()) {
      switch action {
      case .send(let bytes, let to):
        guard let address = try? SocketAddress(ipAddress: to.address, port: to.port) else { continue }
        context.writeAndFlush(wrapOutboundOut(AddressedEnvelope(remoteAddress: address, data: ByteBuffer(bytes: bytes))), promise: nil)
      case .count(let outcome): server.note(outcome)
      case .charge(let number, let request):
        let charge = server.charge
        perform(number, context) { .decided(number, try await charge(request)) }
      case .reclaim(let number, let prefix, let before):
        let reclaim = server.reclaim
        perform(number, context) {
          try await reclaim(prefix, before)
          return .reclaimed(number)
        }
      }
    }
  }

  private func perform(_ number: Int, _ context: ChannelHandlerContext, _ work: @escaping @Sendable () async throws -> AccountingGateway.Event) {
    let (me, here) = (NIOLoopBound(self, eventLoop: context.eventLoop), NIOLoopBound(context, eventLoop: context.eventLoop))
    let loop = context.eventLoop
    Task {
      let event: AccountingGateway.Event
      do { event = try await work() } catch { event = .undecided(number) }
      loop.execute { if here.value.channel.isActive { me.value.happened(event, here.value) } }
    }
  }
}
