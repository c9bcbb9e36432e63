import Foundation
import Primitives
import Testing
import Web

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

@Suite(.serialized) struct PageServerTests {
  @Test(.timeLimit(.minutes(15))) func servesOverASocketAndNamesATakenPort() async throws {
    let (addresses, told) = AsyncStream<String>.makeStream()
    let server = Task { try await PageServer(port: 0, desk: PageDeskTests.desk).run(stopsOnInterrupt: false) { told.yield($0) } }
    var iterator = addresses.makeAsyncIterator()
    let address = try #require(await iterator.next())
    let url = try #require(URL(string: address + "invoices/42?x=1"))
    let (body, response) = try await URLSession.shared.data(from: url)
    #expect(String(decoding: body, as: UTF8.self) == "invoice 42")
    let http = try #require(response as? HTTPURLResponse)
    #expect(http.statusCode == 200)
    #expect(http.value(forHTTPHeaderField: "X-Content-Type-Options") == "nosniff")

    var head = URLRequest(url: url)
    head.httpMethod = "HEAD"
    let (nothing, headResponse) = try await URLSession.shared.data(for: head)
    #expect(nothing.isEmpty)
    #expect((headResponse as? HTTPURLResponse)?.value(forHTTPHeaderField: "Content-Length") == "10")

    let port = try #require(url.port.flatMap { UInt16(exactly: $0) })
    let rejection = await #expect(throws: Rejection.self) {
      try await PageServer(port: port, desk: PageDeskTests.desk).run(stopsOnInterrupt: false) { _ in }
    }
    #expect(rejection?.problems.map(\.code) == [.portUnavailable])
    server.cancel()
    _ = try? await server.value
  }

  @Test(.timeLimit(.minutes(15)), arguments: [SIGINT, SIGTERM]) func stopsWhenInterrupted(_ number: Int32) async throws {
    try await PageServer(port: 0, desk: PageDeskTests.desk).run { _ in kill(getpid(), number) }
  }
}
