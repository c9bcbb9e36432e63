import Foundation
import HTTPAPI
import Primitives
import Testing

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// The same desk that the other tests ask in process, over a socket.
@Suite(.serialized) struct HTTPServerTests {
  static func serving<T>(_ limits: HTTPServer.Limits = .init(), _ body: (URL) async throws -> T) async throws -> T {
    let (addresses, told) = AsyncStream<String>.makeStream()
    let desk = SmallAPI.desk
    let server = Task { try await HTTPServer(port: 0, limits: limits) { await desk.answer($0) }.run(stopsOnInterrupt: false) { told.yield($0) } }
    defer { server.cancel() }
    var iterator = addresses.makeAsyncIterator()
    let address = try #require(await iterator.next())
    return try await body(try #require(URL(string: address)))
  }

  private func ask(_ url: URL, _ method: String = "GET", body: Data? = nil, headers: [String: String] = [:]) async throws -> (Data, HTTPURLResponse) {
    var request = URLRequest(url: url)
    request.httpMethod = method
    request.httpBody = body
    for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
    let (data, response) = try await URLSession.shared.data(for: request)
    return (data, try #require(response as? HTTPURLResponse))
  }

  @Test(.timeLimit(.minutes(15))) func answersLikeTheDesk() async throws {
    try await Self.serving { url in
      let (body, response) = try await ask(try #require(URL(string: "v1/things/a%20b", relativeTo: url)))
      #expect(String(decoding: body, as: UTF8.self) == #"{"name":"a b","amount":"0.1"}"#)
      #expect(response.statusCode == 200)
      #expect(response.value(forHTTPHeaderField: "X-Content-Type-Options") == "nosniff")
      let (nothing, head) = try await ask(url.appending(path: "v1/things/a"), "HEAD")
      #expect(nothing.isEmpty)
      #expect(head.value(forHTTPHeaderField: "Content-Length") == "27")
      let (sent, posted) = try await ask(
        url.appending(path: "v1/things"), "POST", body: Data(#"{"name":"x","amount":0.1}"#.utf8), headers: ["Content-Type": "application/json", "Idempotency-Key": UUID().uuidString])
      #expect(posted.statusCode == 201)
      #expect(String(decoding: sent, as: UTF8.self) == #"{"name":"x","amount":"0.1"}"#)
    }
  }

  @Test(.timeLimit(.minutes(15))) func refusesWhatIsTooLong() async throws {
    var limits = HTTPServer.Limits()
    limits.bodyBytes = 1000
    try await Self.serving(limits) { url in
      let long = Data(#"{"name":""# .utf8) + Data(repeating: 0x61, count: 100_000)
      let (body, response) = try await ask(url.appending(path: "v1/things"), "POST", body: long, headers: ["Content-Type": "application/json", "Idempotency-Key": UUID().uuidString])
      #expect(response.statusCode == 413)
      #expect(String(decoding: body, as: UTF8.self).contains("http.body-too-large"))
      let (_, after) = try await ask(url.appending(path: "v1/things/a"))
      #expect(after.statusCode == 200)
    }
  }

  @Test(.timeLimit(.minutes(15))) func namesATakenPort() async throws {
    try await Self.serving { url in
      let port = try #require(url.port.flatMap { UInt16(exactly: $0) })
      let desk = SmallAPI.desk
      let rejection = await #expect(throws: Rejection.self) {
        try await HTTPServer(port: port) { await desk.answer($0) }.run(stopsOnInterrupt: false) { _ in }
      }
      #expect(rejection?.problems.map(\.code) == [.portUnavailable])
    }
  }

  /// Connections that nobody took up yet are closed with the server, and take nothing along.
  @Test(.timeLimit(.minutes(15))) func stopsWhileConnectionsWait() async throws {
    for _ in 0..<8 {
      let sockets = try await Self.serving { url in
        try (0..<64).map { _ in try Self.connected(to: UInt16(try #require(url.port))) }
      }
      for socket in sockets {
        var byte: UInt8 = 0
        #expect(read(socket, &byte, 1) <= 0)
        close(socket)
      }
    }
  }

  private static func connected(to port: UInt16) throws -> Int32 {
    let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let done = withUnsafePointer(to: &address) { $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(socket, $0, size) } }
    try #require(socket >= 0 && done == 0)
    return socket
  }

  @Test(.timeLimit(.minutes(15)), arguments: [SIGINT, SIGTERM]) func stopsWhenInterrupted(_ number: Int32) async throws {
    let desk = SmallAPI.desk
    try await HTTPServer(port: 0) { await desk.answer($0) }.run { _ in kill(getpid(), number) }
  }
}
