import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import Primitives

/// What the framework says of a request beside the request: the connection that it came over.
struct WireContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  let channel: any Channel

  init(source: ApplicationRequestContextSource) {
    coreContext = .init(source: source)
    channel = source.channel
  }
}

extension HTTPServer {
  /// Answers a request of the framework's.
  func respond(to request: Request, on channel: any Channel) async -> Response {
    if request.method.rawValue == UnfitMessage.method { return await answer(unfit: request) }
    var arrival = Arrival(method: request.method.rawValue, target: request.head.path ?? "/")
    arrival.headers = request.headers.map { ($0.name.rawName, $0.value) }
    if let authority = request.head.authority { arrival.headers.append(("host", authority)) }
    let most = request.headers[.authorization] == nil && request.headers[.cookie] == nil ? limits.strangersBodyBytes : limits.bodyBytes
    if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > most { arrival.bodyIsCut = true }
    if request.headers[.expect] != nil {
      // Whoever is answered now may send the body or leave it out, so nobody can know where the next request begins.
      if let refused = await refuse(arrival) { return response(refused, isLast: true) }
      if arrival.bodyIsCut { return response(await answer(arrival), isLast: true) }
      try? await channel.triggerUserOutboundEvent(RequestGate.BodyWanted()).get()
    }
    do {
      if !arrival.bodyIsCut { try await read(request, most: most, into: &arrival) }
    } catch {
      arrival.unfit = (error is TookTooLong ? UnfitMessage.tooSlow : UnfitMessage(bodyError: error)).problem
      return await refusing(arrival)
    }
    // Whoever still sends what is not read has to hear that nothing is answered behind this.
    return response(await answer(arrival), isLast: arrival.bodyIsCut, isHead: request.method == .head)
  }

  /// Answers what could not be made out, in its turn.
  private func answer(unfit request: Request) async -> Response {
    var arrival = Arrival(method: HTTPField.Name("Method").flatMap { request.headers[$0] } ?? "-", target: "/")
    arrival.headers = request.headers.map { ($0.name.rawName, $0.value) }
    arrival.unfit = (request.head.path.flatMap { UnfitMessage(rawValue: String($0.dropFirst())) } ?? .unreadable).problem
    return await refusing(arrival)
  }

  /// Refuses what could not be read; in plain words where nobody behind the server has any.
  private func refusing(_ arrival: Arrival) async -> Response {
    if let refused = await refuse(arrival) { return response(refused, isLast: true) }
    let problem = arrival.unfit ?? UnfitMessage.unreadable.problem
    let status = Rejection(problem).httpStatus
    let body = ProblemDocument.shape.bytes(.init(problems: [problem], status: status, request: "-"))
    let headers = [("Content-Type", ProblemDocument.mediaType), ("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff"), ("Content-Length", "\(body.count)")]
    return response(Departure(status: status, headers: headers, content: .bytes(body)), isLast: true)
  }

  private func response(_ departure: Departure, isLast: Bool = false, isHead: Bool = false) -> Response {
    var headers = HTTPFields()
    if certificate != nil { headers[.strictTransportSecurity] = "max-age=31536000" }
    for (name, value) in departure.headers { if let name = HTTPField.Name(name) { headers.append(HTTPField(name: name, value: value)) } }
    if isLast { headers[.connection] = "close" }
    let status = HTTPResponse.Status(code: departure.status)
    switch departure.content {
    case .bytes(let bytes): return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    // Nobody listens to what is not sent, and nobody knows how long it were.
    case .pieces where isHead: return Response(status: status, headers: headers, body: ResponseBody { try await $0.finish(nil) })
    case .pieces(let pieces):
      return Response(
        status: status, headers: headers,
        body: ResponseBody { writer in
          for await piece in pieces { try await writer.write(ByteBuffer(bytes: piece)) }
          try await writer.finish(nil)
        })
    }
  }

  /// The body, up to what is taken; what is longer is left unread.
  private func read(_ request: Request, most: Int, into arrival: inout Arrival) async throws {
    if request.headers[.contentLength] == "0" { return }
    let deadline = ContinuousClock.now + .seconds(limits.bodySeconds)
    for try await piece in request.body {
      if ContinuousClock.now > deadline { throw TookTooLong() }
      if arrival.body.count + piece.readableBytes > most { return arrival.bodyIsCut = true }
      arrival.body.append(contentsOf: piece.readableBytesView)
    }
  }

  private struct TookTooLong: Error {}
}
