import NIOCore
import NIOHTTP1

/// Stands before the framework, so that only requests reach it that it can answer rightly.
///
/// What cannot be one becomes a request that tells why (`UnfitMessage`): it is answered in its turn, like every other, and is the last of
/// its connection. What else a connection ends with is seen to here as well: the framework neither knows HTTP/1.0 nor says that it ends one.
///
/// The framework is given one request at a time: each answer may be the last of the connection, and what came behind that must not be begun.
final class RequestGate: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart
  typealias OutboundIn = HTTPServerResponsePart
  typealias OutboundOut = HTTPServerResponsePart

  /// The body of the request being answered is wanted now (RFC 9110, section 10.1.1).
  struct BodyWanted: Sendable {}

  private struct Exchange {
    var isOld = false
    /// The answer has no content, whatever its headers say of that (RFC 9110, section 9.3.2).
    var isHead = false
    /// The connection ends with its answer.
    var isLast = false
  }

  /// What came behind a request that is not answered yet.
  private enum Held {
    case part(NIOAny)
    case event(Any)
    case error(any Error)
  }

  private let restSeconds: Int64
  /// Requests that the framework owes answers to, in their order.
  private var owed = CircularBuffer<Exchange>()
  private var isReading = false
  private var held = CircularBuffer<Held>()
  /// The next bytes were asked for while something was held back.
  private var owesRead = false
  /// What comes is not looked at any more.
  private var isShut = false
  /// The framework answers what nobody asked: after an error it does so once more.
  private var isSurplus = false
  private var ending: Scheduled<Void>?
  private var isStopping = false
  private var hasWritten = false

  init(restSeconds: Int64) { self.restSeconds = restSeconds }

  // MARK: what comes in

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if isShut { return }
    if holds { return held.append(.part(data)) }
    pass(data, context)
  }

  /// The request whose parts come next has to wait for an answer.
  private var holds: Bool { !held.isEmpty || isBusy }
  private var isBusy: Bool { !isReading && !owed.isEmpty }

  private func pass(_ data: NIOAny, _ context: ChannelHandlerContext) {
    switch unwrapInboundIn(data) {
    case .head(var head):
      if let unfit = UnfitMessage(head) ?? head.separateHost() { return refuse(unfit, head, context) }
      take(head, context)
    case .body: if isReading { context.fireChannelRead(data) }
    case .end:
      isReading = false
      isShut = owed.last?.isLast ?? false
      context.fireChannelRead(data)
    }
  }

  /// Takes up what was held back, until the framework owes an answer again. What is asked to stop begins nothing more.
  private func goOn(_ context: ChannelHandlerContext) {
    if held.isEmpty { return }
    if isStopping { return forgetHeld(context) }
    while !isBusy, !isShut, let next = held.popFirst() {
      switch next {
      case .part(let part): pass(part, context)
      case .event(let event): context.fireUserInboundEventTriggered(event)
      case .error(let error): meet(error, context)
      }
    }
    context.fireChannelReadComplete()
    if isShut { forgetHeld(context) } else if held.isEmpty { readOwed(context) }
  }

  private func forgetHeld(_ context: ChannelHandlerContext) {
    held.removeAll()
    readOwed(context)
  }

  private func readOwed(_ context: ChannelHandlerContext) {
    if !owesRead { return }
    owesRead = false
    context.read()
  }

  func read(context: ChannelHandlerContext) {
    if held.isEmpty { context.read() } else { owesRead = true }
  }

  private func take(_ given: HTTPRequestHead, _ context: ChannelHandlerContext) {
    var (head, exchange) = (given, Exchange(isOld: given.version == .http1_0, isHead: given.method == .HEAD))
    // Behind these no further request is read.
    let changesProtocol = head.method == .CONNECT || head.headers.contains(name: "upgrade") && RequestGate.says("upgrade", head)
    exchange.isLast = !head.isKeepAlive || RequestGate.says("close", head) || changesProtocol
    if exchange.isLast { head.headers.replaceOrAdd(name: "Connection", value: "close") }
    if head.headers.contains(name: "expect"), exchange.isOld || !RequestGate.expectsContinue(head) { head.headers.remove(name: "expect") }
    isReading = true
    owed.append(exchange)
    context.fireChannelRead(wrapInboundOut(.head(head)))
  }

  /// What reads HTTP takes `Proxy-Connection` for `Connection`, which it never was, so that what it reads no further for must be known here.
  private static func says(_ option: String, _ head: HTTPRequestHead) -> Bool {
    (head.headers[canonicalForm: "connection"] + head.headers[canonicalForm: "proxy-connection"]).contains { HeaderName.isSame(String($0), option) }
  }

  private static func expectsContinue(_ head: HTTPRequestHead) -> Bool {
    let hasBody = head.headers.contains(name: "transfer-encoding") || head.headers.first(name: "content-length").map { $0 != "0" } ?? false
    return hasBody && head.headers[canonicalForm: "expect"].contains { HeaderName.isSame(String($0), "100-continue") }
  }

  private func refuse(_ unfit: UnfitMessage, _ head: HTTPRequestHead?, _ context: ChannelHandlerContext) {
    isShut = true
    owed.append(Exchange(isHead: head?.method == .HEAD, isLast: true))
    var told = HTTPRequestHead(version: .http1_1, method: .RAW(value: UnfitMessage.method), uri: "/\(unfit.rawValue)")
    told.headers = ["Host": "localhost", "Connection": "close", "Method": head?.method.rawValue ?? "-"]
    for name in ["Accept", "X-Request-ID"] { for value in head?.headers[name] ?? [] { told.headers.add(name: name, value: value) } }
    context.fireChannelRead(wrapInboundOut(.head(told)))
    context.fireChannelRead(wrapInboundOut(.end(nil)))
    context.fireChannelReadComplete()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if case .dataReceivedInErrorState? = error as? ByteToMessageDecoderError { return }
    guard error is HTTPParserError || error is Impatience else { return context.fireErrorCaught(error) }
    if isShut { return }
    if holds { held.append(.error(error)) } else { meet(error, context) }
  }

  private func meet(_ error: any Error, _ context: ChannelHandlerContext) {
    guard isReading else { return refuse(UnfitMessage(headError: error), nil, context) }
    (isReading, isShut) = (false, true)
    if owed.isEmpty {
      // Answered already, from the head alone.
      end(context)
    } else {
      owed[owed.index(before: owed.endIndex)].isLast = true
      context.fireErrorCaught((error as? Impatience)?.asBodyError ?? error)
    }
  }

  // MARK: what goes out

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    hasWritten = true
    switch unwrapOutboundIn(data) {
    case .head(var head):
      guard let exchange = owed.first else { isSurplus = true; break }
      if head.headers[canonicalForm: "connection"].contains(where: { HeaderName.isSame(String($0), "close") }) { owed[owed.startIndex].isLast = true }
      // Who speaks HTTP/1.0 knows no chunks: there an answer of no stated length ends with the connection.
      if exchange.isOld, !head.headers.contains(name: "content-length"), head.status != .notModified, head.status != .noContent {
        head.version = .http1_0
        owed[owed.startIndex].isLast = true
      }
      if owed[owed.startIndex].isLast {
        head.headers.replaceOrAdd(name: "Connection", value: "close")
      } else if exchange.isOld {
        head.headers.replaceOrAdd(name: "Connection", value: "keep-alive")
      }
      return context.write(wrapOutboundOut(.head(head)), promise: promise)
    case .body: if !isSurplus, owed.first?.isHead != true { return context.write(data, promise: promise) }
    case .end:
      if isSurplus { isSurplus = false } else if let exchange = owed.popFirst() {
        writeEnd(data, exchange, context, promise)
        if !exchange.isLast { return goOn(context) }
        isShut = true
        context.flush()
        end(context)
        return forgetHeld(context)
      }
    }
    promise?.succeed()
  }

  /// What writes HTTP knows nothing of HEAD and would end content in chunks that was never begun.
  private func writeEnd(_ data: NIOAny, _ exchange: Exchange, _ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>?) {
    guard exchange.isHead else { return context.write(data, promise: promise) }
    context.triggerUserOutboundEvent(LaneHandler.Answered(), promise: nil)
    context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer()))), promise: promise)
  }

  func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
    guard event is BodyWanted else { return context.triggerUserOutboundEvent(event, promise: promise) }
    context.writeAndFlush(wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: .continue))), promise: promise)
  }

  /// Says that nothing follows, and lets what the client is still sending run out, so that it reads the answer before it hears of the end.
  private func end(_ context: ChannelHandlerContext) {
    if ending != nil { return }
    let me = NIOLoopBound(context, eventLoop: context.eventLoop)
    ending = context.eventLoop.scheduleTask(in: .seconds(restSeconds)) { RequestGate.closeOutright(me.value, nil) }
    context.close(mode: .output, promise: nil)
  }

  // MARK: a stop

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if event is ChannelShouldQuiesceEvent || event is AcceptedConnection.Abandoned { isStopping = true }
    if event is AcceptedConnection.Abandoned { return close(context: context, mode: .all, promise: nil) }
    if !isStopping, !held.isEmpty { return held.append(.event(event)) }
    context.fireUserInboundEventTriggered(event)
  }

  /// A stop ends the connection once what was answered has left.
  func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
    guard isStopping, mode == .all else { return context.close(mode: mode, promise: promise) }
    isShut = true
    guard hasWritten, let encoder = try? context.pipeline.syncOperations.context(handlerType: HTTPResponseEncoder.self) else {
      return RequestGate.closeOutright(context, promise)
    }
    let (me, left) = (NIOLoopBound(context, eventLoop: context.eventLoop), context.eventLoop.makePromise(of: Void.self))
    left.futureResult.whenComplete { _ in RequestGate.closeOutright(me.value, promise) }
    encoder.writeAndFlush(NIOAny(ByteBuffer()), promise: left)
  }

  /// Over TLS a connection says goodbye, and waits for the other side to say it as well, which whoever is silent does not hear; that is not
  /// waited for. What was written just now leaves with the next turn of the thread.
  private static func closeOutright(_ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>?) {
    let seal = (try? context.pipeline.syncOperations.context(name: TLSChannel.seal)).map { NIOLoopBound($0, eventLoop: context.eventLoop) }
    context.close(promise: promise)
    if let seal { context.eventLoop.execute { seal.value.close(promise: nil) } }
  }

  func handlerRemoved(context: ChannelHandlerContext) { ending?.cancel() }

  func channelInactive(context: ChannelHandlerContext) {
    ending?.cancel()
    held.removeAll()
    context.fireChannelInactive()
  }
}
