import Charging
import NIOCore
import Operations
import Primitives

/// One connection: cuts bytes into messages and does what its `PeerConnection` says.
final class PeerHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let number: Int
  private let peers: DiameterPeers
  private var peer: PeerConnection
  private var pending = ByteBuffer()
  private var ticking: RepeatedTask?
  /// Requests being decided; more are not read before some of them are.
  private var deciding = 0
  private var willFlush = false
  private static let mostDeciding = 4_096
  private let clock: any Clock
  private let charge: DiameterServer.Charge

  init(_ number: Int, at address: SocketAddress?, _ settings: DiameterSettings, peers: DiameterPeers, clock: any Clock, charge: @escaping DiameterServer.Charge) {
    self.number = number
    self.peers = peers
    peer = PeerConnection(settings, address: address?.ipAddress.flatMap { NetworkAddress($0) }?.bytes ?? [127, 0, 0, 1], now: clock.now())
    self.clock = clock
    self.charge = charge
  }

  func channelActive(context: ChannelHandlerContext) {
    let (me, here) = (NIOLoopBound(self, eventLoop: context.eventLoop), NIOLoopBound(context, eventLoop: context.eventLoop))
    ticking = context.eventLoop.scheduleRepeatedTask(initialDelay: .seconds(1), delay: .seconds(1)) { _ in me.value.happened(.tick, here.value) }
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    ticking?.cancel()
    peers.handle(.closed(connection: number))
  }

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
      case .send(let message):
        context.write(wrapOutboundOut(ByteBuffer(bytes: message.encoded)), promise: nil)
        flushSoon(context)
      case .close:
        context.flush()
        context.close(promise: nil)
      case .opened(let name):
        // What was answered is not sent then: it would say that the peer is let in.
        if !peers.open(number, peer: name) { return context.close(promise: nil) }
      case .answered(let answer): peers.handle(.answered(answer, connection: number))
      case .charge(let waiting, let request, let node, let again):
        // Before it is decided: what changes right behind the decision must find the way.
        if request.kind.isOfSession { peers.handle(.heard(session: request.session, from: node, connection: number)) }
        decide(waiting, request, again: again, context)
      }
    }
  }

  /// Sends what was written, once everything that was decided together is.
  private func flushSoon(_ context: ChannelHandlerContext) {
    if willFlush { return }
    willFlush = true
    let (me, here) = (NIOLoopBound(self, eventLoop: context.eventLoop), NIOLoopBound(context, eventLoop: context.eventLoop))
    context.eventLoop.execute {
      me.value.willFlush = false
      here.value.flush()
    }
  }

  private func decide(_ number: Int, _ request: ChargingRequest, again: Bool, _ context: ChannelHandlerContext) {
    deciding += 1
    if deciding == PeerHandler.mostDeciding { _ = context.channel.setOption(.autoRead, value: false) }
    let (me, here) = (NIOLoopBound(self, eventLoop: context.eventLoop), NIOLoopBound(context, eventLoop: context.eventLoop))
    let (loop, charge, peers) = (context.eventLoop, charge, peers)
    let told: @Sendable (Result<ChargingAnswer, any Error>) -> Void = { outcome in
      let event: PeerConnection.Event
      switch outcome {
      case .success(let answer): event = .decided(number, answer)
      case .failure(let error): event = .undecided(number, PeerHandler.why(error))
      }
      if request.kind.isOfSession { peers.handle(.decided(session: request.session, goesOn: request.goesOn(after: try? outcome.get()))) }
      loop.execute { me.value.decided(event, here.value) }
    }
    if let debit = NumberedDebit(request) {
      debit.decide(mayBeKnown: again, charge, told)
    } else if let older = request.ofWholeSession {
      charge(request) { outcome in
        if case .success(let answer) = outcome, answer.result == .unknownSession { charge(older, told) } else { told(outcome) }
      }
    } else {
      charge(request, told)
    }
  }

  private static func why(_ error: any Error) -> PeerConnection.Undecided {
    guard let rejection = error as? Rejection else { return error is WaitedTooLong ? .busy : .failed }
    return rejection.problems.contains { $0.code == .chargingReused } ? .reused : .busy
  }

  private func decided(_ event: PeerConnection.Event, _ context: ChannelHandlerContext) {
    deciding -= 1
    if deciding == PeerHandler.mostDeciding - 1 { _ = context.channel.setOption(.autoRead, value: true) }
    if context.channel.isActive { happened(event, context) }
  }
}
