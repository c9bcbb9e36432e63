import NIOCore
import NIOHTTP1

/// Answers the requests of one connection that are the lane's and lets everything else go on to the framework unchanged.
///
/// What happens when is decided by `LaneCourse`. The handler also ends connections that are silent for too long, because it alone
/// sees the requests of both.
final class LaneHandler: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart
  typealias OutboundIn = HTTPServerResponsePart
  typealias OutboundOut = HTTPServerResponsePart

  /// What a connection is held to.
  struct Terms: Sendable {
    var idleSeconds: Int64
    var bodyBytes: Int
    /// The most that is read of who carries neither key nor cookie.
    var strangersBodyBytes: Int
    var isSecure: Bool
    /// How long the rest of a body is taken in that was answered before it was there.
    var restSeconds: Int64 = 10
    /// How long the rest of a request is waited for at a stop.
    var graceSeconds: Int64 = 1
  }

  /// What came while the lane owed an answer.
  private enum Held {
    case part(HTTPServerRequestPart)
    case event(Any)
    case error(any Error)
  }

  private let lane: Lane
  private let terms: Terms
  private let firstBytes: FirstBytes
  private var course = LaneCourse()
  private var written: WrittenAnswer
  private var context: ChannelHandlerContext?
  /// Answers leave from here, as bytes.
  private var encoder: ChannelHandlerContext?
  private var request: LaneRequest?
  private var begunAt = NIODeadline.now()
  private var held = CircularBuffer<Held>()
  private var isGoingOn = false
  private var hasWritten = false
  /// The next bytes were asked for while nothing could be taken.
  private var owesRead = false
  private var lastHeardOf = NIODeadline.now()
  private var silence: Scheduled<Void>?
  /// The framework was told to end the connection: what begins behind that is not heard, for its answer could not leave. TLS still
  /// reads for a while after it has said goodbye.
  private var isOver = false
  private var isDeaf = false
  private var isAbandoned = false
  /// Between the head of a request and its end.
  private var isTakingIn = false
  private var restEnds: Scheduled<Void>?
  private var graceEnds: Scheduled<Void>?

  init(_ lane: Lane, _ terms: Terms, _ firstBytes: FirstBytes = FirstBytes()) {
    self.lane = lane
    self.terms = terms
    self.firstBytes = firstBytes
    written = WrittenAnswer(isSecure: terms.isSecure)
  }

  // MARK: what comes in

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    lastHeardOf = .now()
    let part = unwrapInboundIn(data)
    firstBytes.wasRead(part)
    if course.holds { held.append(.part(part)) } else { take(part, context) }
  }

  private func take(_ part: HTTPServerRequestPart, _ context: ChannelHandlerContext) {
    if isOver, case .head = part { isDeaf = true }
    if isDeaf { return }
    if case .end = part { taken() } else { isTakingIn = true }
    switch part {
    case .head(let head):
      let reader = course.headCame {
        guard lane.takes(head.method.rawValue, head.uri), let plain = LaneRequest(head, terms) else { return false }
        (request, begunAt) = (plain, lastHeardOf)
        return true
      }
      if reader == .framework { context.fireChannelRead(wrapInboundOut(part)) }
    case .body(let bytes):
      guard course.reader == .lane else { return context.fireChannelRead(wrapInboundOut(part)) }
      request?.body.append(contentsOf: bytes.readableBytesView)
      // Patience with slow senders is the framework's.
      if lastHeardOf - begunAt > .seconds(1) { leave(context) }
    case .end:
      if course.endCame() == .lane { ask(context) } else { context.fireChannelRead(wrapInboundOut(part)) }
    }
  }

  /// A request is there whole.
  private func taken() {
    isTakingIn = false
    restEnds?.cancel()
    graceEnds?.cancel()
    (restEnds, graceEnds) = (nil, nil)
  }

  /// Gives the framework what was read so far of a request that turned out to be unusual.
  private func leave(_ context: ChannelHandlerContext) {
    guard course.reader == .lane, let begun = request else { return }
    request = nil
    course.leave()
    context.fireChannelRead(wrapInboundOut(.head(begun.head)))
    if !begun.body.isEmpty { context.fireChannelRead(wrapInboundOut(.body(ByteBuffer(bytes: begun.body)))) }
    if course.isEnding {
      isOver = true
      passOn(context)
    }
  }

  private func ask(_ context: ChannelHandlerContext) {
    guard let arrival = request?.arrival else { return }
    request = nil
    let (me, loop) = (NIOLoopBound(self, eventLoop: context.eventLoop), context.eventLoop)
    lane.answer(arrival, { work in loop.execute(work) }) { me.value.send($0) }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if course.holds { return held.append(.error(error)) }
    leave(context)
    context.fireErrorCaught(error)
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if course.holds { return held.append(.event(event)) }
    if event is AcceptedConnection.Abandoned { isAbandoned = true } else if !(event is ChannelShouldQuiesceEvent) { return context.fireUserInboundEventTriggered(event) }
    course.stopAsked()
    if isTakingIn {
      let me = NIOLoopBound(self, eventLoop: context.eventLoop)
      graceEnds = context.eventLoop.scheduleTask(in: .seconds(terms.graceSeconds)) { me.value.giveUp(.stopping) }
    }
    if !course.isAtWork { end(context) }
  }

  /// Waits no longer for the rest of a request: it is answered with why, and the connection ends.
  private func giveUp(_ why: Impatience) {
    guard let context else { return }
    isOver = true
    errorCaught(context: context, error: why)
  }

  /// Lets the framework end the connection, once what the lane wrote has left.
  private func end(_ context: ChannelHandlerContext) {
    isOver = true
    // Nothing leaves over TLS before both sides know each other.
    guard hasWritten else { return passOn(context) }
    let (me, sent) = (NIOLoopBound(self, eventLoop: context.eventLoop), context.eventLoop.makePromise(of: Void.self))
    sent.futureResult.whenComplete { _ in if let context = me.value.context { me.value.passOn(context) } }
    encoder?.writeAndFlush(NIOAny(ByteBuffer()), promise: sent) ?? sent.succeed()
  }

  private func passOn(_ context: ChannelHandlerContext) {
    if isAbandoned { context.fireUserInboundEventTriggered(AcceptedConnection.Abandoned()) } else { context.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent()) }
  }

  // MARK: what goes out

  private func send(_ departure: Departure) {
    guard let context, let encoder, course.isAnswering else { return }
    if case .pieces(let pieces) = departure.content { return gather(pieces, departure, context.eventLoop) }
    var buffer = context.channel.allocator.buffer(capacity: 1024 + departure.bytes.count)
    written.write(departure.status, departure.headers, departure.bytes, into: &buffer)
    (lastHeardOf, hasWritten) = (.now(), true)
    encoder.writeAndFlush(NIOAny(buffer), promise: nil)
    course.answered(isTakenIn: context.channel.isWritable)
    goOn(context)
  }

  /// Answers that come in pieces are the framework's, but what answers in one piece usually may do so in several now and then.
  private func gather(_ pieces: AsyncStream<[UInt8]>, _ departure: Departure, _ loop: any EventLoop) {
    let me = NIOLoopBound(self, eventLoop: loop)
    Task {
      var bytes: [UInt8] = []
      for await piece in pieces { bytes += piece }
      var whole = departure
      whole.headers.append(("Content-Length", "\(bytes.count)"))
      whole.content = .bytes(bytes)
      loop.execute { [whole] in me.value.send(whole) }
    }
  }

  /// Takes up what was held back, until the lane owes an answer again.
  private func goOn(_ context: ChannelHandlerContext) {
    if isGoingOn { return }
    isGoingOn = true
    defer { isGoingOn = false }
    var isPassedOn = false
    while !course.holds, !course.isEnding, let next = held.popFirst() {
      isPassedOn = true
      switch next {
      case .part(let part): take(part, context)
      case .event(let event): userInboundEventTriggered(context: context, event: event)
      case .error(let error): errorCaught(context: context, error: error)
      }
    }
    // The framework looks at what it is given when that is said, and what came was said long ago.
    if isPassedOn { context.fireChannelReadComplete() }
    if course.holds { return }
    if course.isEnding, !course.isAtWork {
      held.removeAll()
      return end(context)
    }
    if owesRead {
      owesRead = false
      context.read()
    }
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    if course.isClogged, context.channel.isWritable {
      course.takenIn()
      goOn(context)
    }
    context.fireChannelWritabilityChanged()
  }

  /// The framework's answer ends here, though nothing is written that says so.
  struct Answered: Sendable {}

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    if case .end = unwrapOutboundIn(data) { noteAnswer(context) }
    context.write(data, promise: promise)
  }

  func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
    guard event is Answered else { return context.triggerUserOutboundEvent(event, promise: promise) }
    noteAnswer(context)
    promise?.succeed()
  }

  private func noteAnswer(_ context: ChannelHandlerContext) {
    course.frameworkAnswered()
    lastHeardOf = .now()
    if isTakingIn, restEnds == nil {
      // Whoever was refused might go on for ever, byte by byte.
      let me = NIOLoopBound(self, eventLoop: context.eventLoop)
      restEnds = context.eventLoop.scheduleTask(in: .seconds(terms.restSeconds)) { me.value.context?.close(promise: nil) }
    }
  }

  func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
    // No answer could leave any more.
    if mode != .input { isOver = true }
    context.close(mode: mode, promise: promise)
  }

  func read(context: ChannelHandlerContext) {
    // Who waits for an answer seldom sends more, and asking the system for less and then more again costs as much as reading.
    if course.holds, !held.isEmpty { owesRead = true } else { context.read() }
  }

  // MARK: the connection's life

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    encoder = try? context.pipeline.syncOperations.context(handlerType: HTTPResponseEncoder.self)
    lookForSilence(context, at: lastHeardOf + .seconds(terms.idleSeconds))
  }

  func handlerRemoved(context: ChannelHandlerContext) { forget() }

  func channelInactive(context: ChannelHandlerContext) {
    forget()
    context.fireChannelInactive()
  }

  private func forget() {
    silence?.cancel()
    taken()
    (silence, context, encoder, request) = (nil, nil, nil, nil)
    held.removeAll()
  }

  private func lookForSilence(_ context: ChannelHandlerContext, at time: NIODeadline) {
    let me = NIOLoopBound(self, eventLoop: context.eventLoop)
    silence = context.eventLoop.scheduleTask(deadline: time) { me.value.endSilence() }
  }

  private func endSilence() {
    guard let context else { return }
    let now = NIODeadline.now()
    let end = (course.isWaitedFor ? now : max(firstBytes.since ?? lastHeardOf, lastHeardOf)) + .seconds(terms.idleSeconds)
    if end > now { return lookForSilence(context, at: end) }
    if isOver || !isTakingIn && firstBytes.since == nil { return context.close(promise: nil) }
    lookForSilence(context, at: now + .seconds(terms.idleSeconds))
    giveUp(.tooSlow)
  }
}
