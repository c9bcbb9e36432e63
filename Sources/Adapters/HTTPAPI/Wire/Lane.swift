import NIOHTTP1

/// Requests that are answered on the connection's own thread, without the framework's tasks and streams: the hot ones, where those
/// would cost more than the answer does.
public struct Lane: Sendable {
  /// Runs a piece of work on the thread of the connection.
  public typealias Hop = @Sendable (@escaping @Sendable () -> Void) -> Void

  /// Whether requests of this method and target are answered here.
  let takes: @Sendable (_ method: String, _ target: String) -> Bool
  /// Answers one: `done` is called once, on the thread that asks, at once or by `hop`.
  let answer: @Sendable (_ arrival: Arrival, _ hop: @escaping Hop, _ done: @escaping @Sendable (Departure) -> Void) -> Void

  public init(
    takes: @escaping @Sendable (_ method: String, _ target: String) -> Bool,
    answer: @escaping @Sendable (_ arrival: Arrival, _ hop: @escaping Hop, _ done: @escaping @Sendable (Departure) -> Void) -> Void
  ) {
    self.takes = takes
    self.answer = answer
  }

  /// Leaves everything to the framework.
  static let ofNothing = Lane(takes: { _, _ in false }, answer: { _, _, _ in })
}

/// What the head of a request says of how it comes. Only what is plain is read in the lane: HTTP/1.1, one host, a body of a stated
/// length that is not long, a connection that stays. Everything else is the framework's.
struct LaneRequest {
  let head: HTTPRequestHead
  var body: [UInt8] = []

  /// Above this a body is the framework's.
  static let longestBody = 1 << 20

  init?(_ head: HTTPRequestHead, _ terms: LaneHandler.Terms) {
    guard head.version == .http1_1, head.uri.utf8.first == UInt8(ascii: "/") else { return nil }
    var (hosts, length, isNamed) = (0, 0, false)
    for (name, value) in head.headers {
      // Every name that matters has a length that few others have.
      switch name.utf8.count {
      case 4 where HeaderName.isSame(name, "host"):
        if !UnfitMessage.isHost(value) { return nil }
        hosts += 1
      case 6 where HeaderName.isSame(name, "expect"): return nil
      case 6 where HeaderName.isSame(name, "cookie"): isNamed = true
      case 7 where HeaderName.isSame(name, "upgrade"): return nil
      case 10 where HeaderName.isSame(name, "connection"):
        if !HeaderName.isSame(value, "keep-alive") { return nil }
      case 13 where HeaderName.isSame(name, "authorization"): isNamed = true
      case 14 where HeaderName.isSame(name, "content-length"):
        guard let number = Int(value) else { return nil }
        length = number
      case 16 where HeaderName.isSame(name, "proxy-connection"): return nil
      case 17 where HeaderName.isSame(name, "transfer-encoding"): return nil
      default: break
      }
    }
    guard hosts == 1, length <= min(LaneRequest.longestBody, isNamed ? terms.bodyBytes : terms.strangersBodyBytes) else { return nil }
    self.head = head
    body.reserveCapacity(length)
  }

  var arrival: Arrival {
    Arrival(method: head.method.rawValue, target: head.uri, headers: head.headers.map { ($0.name, $0.value) }, body: body)
  }
}
