import FlyingFox
import FlyingSocks
import Foundation
public import Primitives

extension ProblemCode {
  /// The port for the pages is taken by another program, or may not be opened by this user.
  public static let portUnavailable = ProblemCode("web.port-unavailable")
}

/// Serves pages to this machine's own browser: 127.0.0.1 only, GET and HEAD only.
public struct PageServer: Sendable {
  public let port: UInt16
  let desk: PageDesk

  /// Port 0 lets the system choose; the address is told when the server listens.
  public init(port: UInt16 = 8080, desk: PageDesk) {
    self.port = port
    self.desk = desk
  }

  /// Serves until the task is cancelled or, with `stopsOnInterrupt`, until the program is interrupted (SIGINT,
  /// SIGTERM); requests under way are given half a second.
  ///
  /// Throws a `Rejection` when the port cannot be opened, else what the socket said.
  public func run(stopsOnInterrupt: Bool = true, listening: @escaping @Sendable (String) -> Void) async throws {
    let desk = desk
    let server = HTTPServer(
      address: try sockaddr_in.inet(ip4: "127.0.0.1", port: port), timeout: 60, logger: .disabled,
      handler: ClosureHTTPHandler { request in await PageServer.answer(request, desk) })
    let interrupts = stopsOnInterrupt ? Interrupts() : nil
    defer { interrupts?.cancel() }
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        do {
          try await server.run()
        } catch let SocketError.failed(_, number, message) {
          throw PageServer.problem(port, number, message)
        } catch is CancellationError {
          // Asked to stop.
        } catch SocketError.disconnected {
          // The listening socket was closed by `stop`.
        }
      }
      group.addTask {
        try await server.waitUntilListening(timeout: 10)
        if case .ip4(_, let port) = await server.listeningAddress { listening("http://127.0.0.1:\(port)/") }
        guard let interrupts else { return try await Task.sleep(for: .seconds(86_400 * 365)) }
        try await interrupts.wait()
        await server.stop(timeout: 0.5)
      }
      defer { group.cancelAll() }
      try await group.next()
    }
  }

  private static func answer(_ request: HTTPRequest, _ desk: PageDesk) async -> HTTPResponse {
    let query = request.target.query()
    let path = request.target.path()
    let departure = await desk.answer(
      PageDesk.Arrival(
        method: request.method.rawValue, target: query.isEmpty ? path : path + "?" + query, host: request.headers[.host],
        acceptLanguage: request.headers[HTTPHeader("Accept-Language")], ifNoneMatch: request.headers[HTTPHeader("If-None-Match")]))
    var headers = HTTPHeaders()
    for header in departure.headers { headers.setValues([header.value], for: HTTPHeader(header.name)) }
    return HTTPResponse(
      statusCode: HTTPStatusCode(departure.status, phrase: phrase(departure.status)), headers: headers, body: Data(departure.body))
  }

  private static func phrase(_ status: Int) -> String {
    switch status {
    case 200: "OK"
    case 303: "See Other"
    case 304: "Not Modified"
    case 400: "Bad Request"
    case 404: "Not Found"
    case 405: "Method Not Allowed"
    case 421: "Misdirected Request"
    default: "Internal Server Error"
    }
  }

  private static func problem(_ port: UInt16, _ number: Int32, _ message: String) -> any Error {
    switch number {
    case EADDRINUSE:
      Rejection(
        Problem(
          .portUnavailable, path: "--port", "port \(port) is taken by another program",
          remedy: "stop that program, or choose another port with --port; 0 lets the system choose"))
    case EACCES:
      Rejection(
        Problem(
          .portUnavailable, path: "--port", "port \(port) may not be opened by this user",
          remedy: "choose a port above 1023 with --port"))
    default: SocketError.failed(type: "listen", errno: number, message: message)
    }
  }
}
