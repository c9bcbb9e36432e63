public import Charging
import NIOCore
import NIOPosix
public import Operations
public import Primitives
import Synchronization

extension ProblemCode {
  /// The port of the gateway is taken, or may not be opened.
  public static let gatewayPort = ProblemCode("charging.port-unavailable")
}

/// Carries Diameter over TCP; what is answered is decided by `PeerConnection` and by charging.
public struct DiameterServer: Sendable {
  public typealias Charge = @Sendable (ChargingRequest) async throws -> ChargingAnswer

  let host: String
  let port: UInt16
  let settings: DiameterSettings
  let maximumPeers: Int
  let clock: any Clock
  let charge: Charge

  /// Port 0 lets the system choose; the port is told when the gateway listens.
  public init(
    host: String, port: UInt16, settings: DiameterSettings = DiameterSettings(), maximumPeers: Int = 2_048, clock: any Clock, charge: @escaping Charge
  ) {
    self.host = host
    self.port = port
    self.settings = settings
    self.maximumPeers = maximumPeers
    self.clock = clock
    self.charge = charge
  }

  /// Serves until the task is cancelled.
  ///
  /// - Throws: `Rejection` (`charging.port-unavailable`) when the port cannot be opened.
  public func run(listening: @escaping @Sendable (Int) -> Void) async throws {
    let peers = PeerCount(most: maximumPeers)
    let (settings, clock, charge) = (settings, clock, charge)
    let server: any Channel
    do {
      server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .serverChannelOption(.backlog, value: 1_024).serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
        .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
        .childChannelInitializer { channel in
          guard peers.enter() else { return channel.close() }
          channel.closeFuture.whenComplete { _ in peers.leave() }
          return channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(PeerHandler(settings, clock: clock, charge: charge))
          }
        }.bind(host: host, port: Int(port)).get()
    } catch {
      throw Rejection(
        Problem(.gatewayPort, path: "diameterPort", "port \(port) cannot be opened: \(error)", remedy: "choose another port, or stop the program that holds it"))
    }
    listening(server.localAddress?.port ?? 0)
    await withTaskCancellationHandler {
      try? await server.closeFuture.get()
    } onCancel: {
      server.close(promise: nil)
    }
  }
}

/// How many peers are connected.
private final class PeerCount: Sendable {
  private let most: Int
  private let count = Atomic<Int>(0)

  init(most: Int) { self.most = most }

  /// Whether there is room for one more, who then is counted.
  func enter() -> Bool {
    if count.wrappingAdd(1, ordering: .relaxed).newValue <= most { return true }
    leave()
    return false
  }

  func leave() { count.wrappingSubtract(1, ordering: .relaxed) }
}

/// One connection: cuts bytes into messages and does what its `PeerConnection` says.
private final class PeerHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private var peer: PeerConnection
  private var pending = ByteBuffer()
  private var ticking: RepeatedTask?
  /// Requests being decided; more are not read before some of them are.
  private var deciding = 0
  private static let mostDeciding = 4_096
  private let clock: any Clock
  private let charge: DiameterServer.Charge

  init(_ settings: DiameterSettings, clock: any Clock, charge: @escaping DiameterServer.Charge) {
    peer = PeerConnection(settings, now: clock.now())
    self.clock = clock
    self.charge = charge
  }

  func channelActive(context: ChannelHandlerContext) {
    let (me, here) = (NIOLoopBound(self, eventLoop: context.eventLoop), NIOLoopBound(context, eventLoop: context.eventLoop))
    ticking = context.eventLoop.scheduleRepeatedTask(initialDelay: .seconds(1), delay: .seconds(1)) { _ in me.value.happened(.tick, here.value) }
  }

  func channelInactive(context: ChannelHandlerContext) { ticking?.cancel() }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var buffer = unwrapInboundIn(data)
    pending.writeBuffer(&buffer)
    while context.channel.isActive {
      do throws(DiameterFault) {
        guard let length = try DiameterMessage.length(pending.readableBytesView.prefix(4)), let message = pending.readBytes(length: length) else { break }
        happened(.received(message), context)
      } catch {
        happened(.unreadable(error), context)
        return
      }
    }
    pending.discardReadBytes()
  }

  func channelReadComplete(context: ChannelHandlerContext) { context.flush() }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

  private func happened(_ event: PeerConnection.Event, _ context: ChannelHandlerContext) {
    for action in peer.handle(event, now: clock.now()) {
      switch action {
      case .send(let message): context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: message.encoded)), promise: nil)
      case .close: context.close(promise: nil)
      case .charge(let number, let request): decide(number, request, context)
      }
    }
  }

  private func decide(_ number: Int, _ request: ChargingRequest, _ context: ChannelHandlerContext) {
    deciding += 1
    if deciding == PeerHandler.mostDeciding { _ = context.channel.setOption(.autoRead, value: false) }
    let (me, here) = (NIOLoopBound(self, eventLoop: context.eventLoop), NIOLoopBound(context, eventLoop: context.eventLoop))
    let (loop, charge) = (context.eventLoop, charge)
    Task {
      let event: PeerConnection.Event
      do { event = .decided(number, try await charge(request)) } catch { event = .undecided(number, isBusy: error is Rejection) }
      loop.execute { me.value.decided(event, here.value) }
    }
  }

  private func decided(_ event: PeerConnection.Event, _ context: ChannelHandlerContext) {
    deciding -= 1
    if deciding == PeerHandler.mostDeciding - 1 { _ = context.channel.setOption(.autoRead, value: true) }
    if context.channel.isActive { happened(event, context) }
  }
}
