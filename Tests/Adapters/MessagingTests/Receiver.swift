import Foundation
import HTTPAPI
import Primitives
import Testing

/// A server on this machine that answers what a test says.
enum Receiver {
  static func serving<T>(
    _ pair: (certificate: String, key: String)? = nil, _ answer: @escaping @Sendable (Arrival) async -> Departure, _ body: (Int, ServerCertificate?) async throws -> T
  ) async throws -> T {
    let (addresses, told) = AsyncStream<String>.makeStream()
    let certificate = try pair.map { try ServerCertificate(certificate: $0.certificate, key: $0.key) }
    let server = Task {
      try await HTTPServer(port: 0, certificate: certificate, answer: answer).run(stopsOnInterrupt: false) { told.yield($0) }
    }
    defer { server.cancel() }
    var iterator = addresses.makeAsyncIterator()
    let address = try #require(await iterator.next())
    #expect(address.hasPrefix(pair == nil ? "http://" : "https://"))
    return try await body(try #require(URL(string: address)?.port), certificate)
  }

  static func text(_ text: String, _ status: Int = 200, _ headers: [(name: String, value: String)] = []) -> Departure {
    Departure(status: status, headers: headers, content: .bytes(Array(text.utf8)))
  }
}
