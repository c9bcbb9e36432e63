import NIOCore
import NIOHTTP1

/// One call: gathered, answered, closed.
final class NchfStream: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private let work: NchfWork
  private let letIn: @Sendable () -> Void
  private var head: HTTPRequestHead?
  private var body: [UInt8] = []
  private var isOver = false
  private var deadline: Scheduled<Void>?

  /// A call is to be there whole by then; and once it is answered, its answer is to be taken.
  private static let seconds: Int64 = 15

  /// - Parameter letIn: called when a call came of somebody who may charge.
  init(_ work: NchfWork, letIn: @escaping @Sendable () -> Void) {
    self.work = work
    self.letIn = letIn
  }

  func handlerAdded(context: ChannelHandlerContext) { hurry(context) }

  private func hurry(_ context: ChannelHandlerContext) {
    deadline?.cancel()
    let here = NIOLoopBound(context, eventLoop: context.eventLoop)
    deadline = context.eventLoop.scheduleTask(in: .seconds(NchfStream.seconds)) { here.value.close(promise: nil) }
  }

  func handlerRemoved(context: ChannelHandlerContext) { deadline?.cancel() }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if isOver { return }
    switch unwrapInboundIn(data) {
    case .head(let head): self.head = head
    case .body(let part):
      guard body.count + part.readableBytes <= ConvergedCharging.longest else {
        write(work.charging.reply(ConvergedCharging.tooLarge), context)
        return
      }
      body += part.readableBytesView
    case .end:
      guard let head else { return }
      isOver = true
      deadline?.cancel()
      answer(head, context)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

  private func answer(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
    let call = ConvergedCharging.Call(
      method: head.method.rawValue, path: String(head.uri.prefix { $0 != "?" }), contentType: head.headers.first(name: "content-type"), body: body)
    body = []
    let bearer = head.headers.first(name: "authorization").flatMap { $0.lowercased().hasPrefix("bearer ") ? String($0.dropFirst(7)) : nil }
    let (me, here, loop, work) = (NIOLoopBound(self, eventLoop: context.eventLoop), NIOLoopBound(context, eventLoop: context.eventLoop), context.eventLoop, work)
    let letIn = letIn
    Task {
      let reply = await work.answer(call, bearer: bearer, letIn: letIn)
      loop.execute { if here.value.channel.isActive { me.value.write(reply, here.value) } }
    }
  }

  private func write(_ reply: ConvergedCharging.Reply, _ context: ChannelHandlerContext) {
    isOver = true
    hurry(context)
    var headers = HTTPHeaders(reply.headers.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
    if reply.status != 204 { headers.add(name: "content-length", value: "\(reply.body.count)") }
    context.write(wrapOutboundOut(.head(HTTPResponseHead(version: .http2, status: HTTPResponseStatus(statusCode: reply.status), headers: headers))), promise: nil)
    if !reply.body.isEmpty { context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: reply.body)))), promise: nil) }
    let here = NIOLoopBound(context, eventLoop: context.eventLoop)
    context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { _ in here.value.close(promise: nil) }
  }
}

/// What cannot be understood ends the connection: HTTP/2 says why, and leaves it open.
final class NchfConnectionEnd: ChannelInboundHandler {
  typealias InboundIn = Never

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}

/// One connection: cut off when nothing comes over it, or nothing of somebody who may charge.
final class NchfConnection: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private let number: Int
  private let connections: Connections
  private var heard = 0
  private let began = NIODeadline.now()
  private var lastHeard = NIODeadline.now()
  private var ticking: RepeatedTask?

  /// What opens HTTP/2 (preface and settings), or TLS, is longer; it is to be there by then.
  private static let greetingBytes = 33
  private static let greetingSeconds: Int64 = 10
  /// By then somebody is to be let in: a call is whole by then.
  private static let strangerSeconds: Int64 = 15
  private static let silentSeconds: Int64 = 300

  init(_ number: Int, _ connections: Connections) {
    self.number = number
    self.connections = connections
  }

  func channelActive(context: ChannelHandlerContext) {
    let (me, here) = (NIOLoopBound(self, eventLoop: context.eventLoop), NIOLoopBound(context, eventLoop: context.eventLoop))
    ticking = context.eventLoop.scheduleRepeatedTask(initialDelay: .seconds(NchfConnection.greetingSeconds), delay: .seconds(5)) { _ in
      if me.value.isOver { here.value.close(promise: nil) }
    }
    context.fireChannelActive()
  }

  private var isOver: Bool {
    let now = NIODeadline.now()
    if heard < NchfConnection.greetingBytes || now - lastHeard > .seconds(NchfConnection.silentSeconds) { return true }
    return now - began >= .seconds(NchfConnection.strangerSeconds) && !connections.isGreeted(number)
  }

  func channelInactive(context: ChannelHandlerContext) {
    ticking?.cancel()
    context.fireChannelInactive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    heard = min(NchfConnection.greetingBytes, heard + unwrapInboundIn(data).readableBytes)
    lastHeard = .now()
    context.fireChannelRead(data)
  }
}
