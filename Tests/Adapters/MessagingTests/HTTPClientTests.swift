import Foundation
import HTTPAPI
import Messaging
import Operations
import Primitives
import Seeds
import Testing

/// The client against real sockets on this machine.
@Suite(.serialized, .timeLimit(.minutes(60))) struct HTTPClientTests {
  private let own: TestFolder
  private let folder: URL
  private let trusting: HTTPClient

  init() throws {
    own = try TestFolder("tls")
    folder = URL(filePath: own.path)
    let authority = folder.appending(path: "authority.pem")
    try Data(TestCertificates.authority.utf8).write(to: authority)
    trusting = try HTTPClient(trust: authority.path)
  }

  private static let here = AddressGuard(allowed: [Network("127.0.0.0/8"), Network("::1")].compactMap(\.self))

  private func ask(
    _ url: String, _ method: String = "GET", body: String = "", by client: HTTPClient? = nil, addressGuard: AddressGuard = HTTPClientTests.here, seconds: Int = 600,
    longest: Int = 1000
  ) async throws -> OutboundAnswer {
    try await (client ?? trusting).send(
      OutboundRequest(
        method: method, address: try WebAddress(url), headers: [("X-Test", "1")], body: Array(body.utf8), addressGuard: addressGuard, timeoutSeconds: seconds, longestAnswer: longest))
  }

  private func fault(_ body: () async throws -> OutboundAnswer) async -> OutboundFault.Kind? {
    do {
      let answer = try await body()
      Issue.record("answered \(answer.status)")
      return nil
    } catch { return (error as? OutboundFault)?.kind }
  }

  @Test func asksOverTLSWithNameAndHost() async throws {
    let pair = try TestCertificates.one.write(to: folder)
    try await Receiver.serving(pair, { Receiver.text("\($0.method) \($0.target) \($0.header("host") ?? "") \($0.header("x-test") ?? "") \(String(decoding: $0.body, as: UTF8.self))") }) { port, _ in
      let answer = try await ask("https://localhost:\(port)/a?b=c", "POST", body: "hello")
      #expect(String(decoding: answer.body, as: UTF8.self) == "POST /a?b=c localhost:\(port) 1 hello")
      #expect(answer.status == 200 && answer.header("strict-transport-security") == "max-age=31536000")
      // A certificate can vouch for the number as well.
      #expect(try await ask("https://127.0.0.1:\(port)/").status == 200)
    }
  }

  @Test func aCertificateThatDoesNotVouchIsNoConnection() async throws {
    let answering: @Sendable (Arrival) async -> Departure = { _ in
      Issue.record("a request came through")
      return Receiver.text("")
    }
    try await Receiver.serving(try TestCertificates.elsewhere.write(to: folder), answering) { port, _ in
      #expect(await fault { try await ask("https://localhost:\(port)/") } == .insecure)
      #expect(await fault { try await ask("https://127.0.0.1:\(port)/") } == .insecure)
    }
    try await Receiver.serving(try TestCertificates.one.write(to: folder), answering) { port, _ in
      let stranger = try HTTPClient()
      #expect(await fault { try await ask("https://localhost:\(port)/", by: stranger) } == .insecure)
    }
  }

  @Test func aReloadedCertificateIsShownToNewConnections() async throws {
    let pair = try TestCertificates.elsewhere.write(to: folder)
    // Whoever sends the signal before the server listens for it would end the tests.
    signal(SIGHUP) { _ in }
    try await Receiver.serving(pair, { _ in Receiver.text("yes") }) { port, certificate in
      #expect(await fault { try await ask("https://localhost:\(port)/") } == .insecure)
      _ = try TestCertificates.two.write(to: folder)
      var status = 0
      for _ in 0..<100 where status == 0 {
        // The server may not listen for it yet.
        #expect(kill(getpid(), SIGHUP) == 0)
        status = (try? await ask("https://localhost:\(port)/").status) ?? 0
        if status == 0 { try await Task.sleep(for: .milliseconds(50)) }
      }
      #expect(status == 200)
      // What cannot be used changes nothing.
      try Data("no certificate".utf8).write(to: URL(filePath: pair.certificate))
      #expect(throws: Rejection.self) { try certificate?.reload() }
      #expect(try await ask("https://localhost:\(port)/").status == 200)
    }
  }

  @Test func aKeyOfAnotherCertificateIsTold() throws {
    let (one, two) = (try TestCertificates.one.write(to: folder, "one"), try TestCertificates.two.write(to: folder, "two"))
    func problems(_ certificate: String, _ key: String) -> [Problem] { (#expect(throws: Rejection.self) { try ServerCertificate(certificate: certificate, key: key) })?.problems ?? [] }
    #expect(problems(one.certificate, two.key).map(\.message) == ["the key does not belong to the certificate in \(one.certificate)"])
    #expect(problems("nowhere", "nothing").map(\.place?.file) == ["nowhere", "nothing"])
    #expect(problems(one.key, one.key).first?.code == .wrongCertificate)
    #expect(throws: Rejection.self) { try HTTPClient(trust: one.key) }
  }

  @Test func addressesWithinTheNetworkAreNotConnectedTo() async throws {
    try await Receiver.serving(nil, { _ in
      Issue.record("a request came through")
      return Receiver.text("")
    }) { port, _ in
      for host in ["localhost", "127.0.0.1", "[::1]", "[::ffff:127.0.0.1]"] {
        #expect(await fault { try await ask("http://\(host):\(port)/", addressGuard: AddressGuard()) } == .refusedAddress, "\(host)")
        #expect(await fault { try await ask("https://\(host):\(port)/", addressGuard: AddressGuard()) } == .refusedAddress, "\(host)")
      }
      // Another network being allowed does not help.
      #expect(await fault { try await ask("http://localhost:\(port)/", addressGuard: AddressGuard(allowed: [Network("10.0.0.0/8")].compactMap(\.self))) } == .refusedAddress)
    }
  }

  @Test func redirectsAreAnswersLikeAnyOther() async throws {
    try await Receiver.serving(nil, { $0.target == "/" ? Receiver.text("", 302, [("Location", "/there")]) : Receiver.text("followed") }) { port, _ in
      let answer = try await ask("http://127.0.0.1:\(port)/")
      #expect(answer.status == 302 && answer.body.isEmpty)
    }
  }

  @Test func aSlowAnswerIsGivenUpAndALongOneCutOff() async throws {
    try await Receiver.serving(nil, { arrival in
      if arrival.target == "/slow" { try? await Task.sleep(for: .seconds(5)) }
      return Receiver.text(String(repeating: "x", count: 100_000))
    }) { port, _ in
      let start = ContinuousClock.now
      #expect(await fault { try await ask("http://127.0.0.1:\(port)/slow", seconds: 1) } == .timedOut)
      #expect(ContinuousClock.now - start < .seconds(4))
      let cut = try await ask("http://127.0.0.1:\(port)/", longest: 10)
      #expect(cut.body.count == 10)
    }
  }

  @Test func whoIsNotThereIsTold() async throws {
    let port = try await Receiver.serving(nil, { _ in Receiver.text("") }) { port, _ in port }
    try await Task.sleep(for: .milliseconds(200))
    #expect(await fault { try await ask("http://127.0.0.1:\(port)/") } == .unreachable)
    #expect(await fault { try await ask("https://nobody.invalid/") } == .unknownHost)
    // TLS to a server that speaks none.
    try await Receiver.serving(nil, { _ in Receiver.text("") }) { port, _ in
      let kind = await fault { try await ask("https://127.0.0.1:\(port)/") }
      #expect(kind == .insecure || kind == .broken)
    }
  }
}
