import Charging
import ChargingGateway
import Foundation
import Operations
import Primitives
import Seeds
import Store
import Testing

@testable import Bootstrap

/// Networks that share no code with this one send RADIUS accounting over a socket: FreeRADIUS' own client, and a plain
/// Python network access server.
@Suite struct RadiusTests {
  static let secret = "testing123"
  static let radclient = ["/usr/bin/radclient", "/usr/local/bin/radclient"].first { FileManager.default.isExecutableFile(atPath: $0) }
  static let nas = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Independent/radius_nas.py").path

  /// A world with 20 euros for Ana, and its port for accounting.
  private func open(ordersPort: UInt16 = 3_799) async throws -> (world: World, port: Int, measures: GatewayMeasures, serving: Task<Void, any Error>) {
    let world = try await World(days: 0)
    _ = await world.ask("POST", "/v1/balances", #"{"reference":"ana-prepaid","account":"ana","kind":"prepaid"}"#, ["Idempotency-Key": "o"])
    _ = await world.ask("POST", "/v1/balances/ana-prepaid/top-ups", #"{"amount":"20.00"}"#, ["Idempotency-Key": "t"])
    let client = RadiusClient(name: "lab", network: try #require(Network("127.0.0.0/8")), secret: RadiusSecret(Self.secret), authorizationPort: ordersPort)
    let measures = GatewayMeasures()
    let charging = world.service.charging
    let server = RadiusServer(
      host: "127.0.0.1", port: 0, settings: RadiusSettings(clients: [client]), clock: world.installation.clock, note: measures.note) { try await charging.answer($0) } reclaim: {
        try await charging.reclaim(sessionsUnder: $0, begunBy: $1)
      }
    let (ports, told) = AsyncStream<Int>.makeStream()
    let serving = Task { try await server.run { told.yield($0) } }
    return (world, try #require(await ports.first { _ in true }), measures, serving)
  }

  private func run(_ program: String, _ arguments: [String], _ input: String = "") async throws -> (output: String, code: Int32) {
    try await withCheckedThrowingContinuation { done in
      DispatchQueue.global().async {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        let (feed, out) = (Pipe(), Pipe())
        process.standardInput = feed
        process.standardOutput = out
        process.standardError = out
        done.resume(
          with: Result {
            try process.run()
            feed.fileHandleForWriting.write(Data(input.utf8))
            try feed.fileHandleForWriting.close()
            let said = String(decoding: out.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            return (said, process.terminationStatus)
          })
      }
    }
  }

  /// Start, Interim and Stop of 5 GB, every packet twice, and then the whole life once more.
  @Test(.enabled(if: radclient != nil, "radclient is not installed: `apt-get install freeradius-utils` brings it"))
  func everyPacketTwiceIsChargedOnce() async throws {
    let radclient = try #require(Self.radclient)
    let (world, port, measures, serving) = try await open()
    defer { serving.cancel() }
    func packet(_ status: String, _ more: String) -> String {
      "User-Name = \"600100100\", NAS-Identifier = \"bras-1\", Acct-Session-Id = \"4D2B-77\", Acct-Status-Type = \(status)\(more)\n"
    }
    let life = [
      packet("Start", ""),
      packet("Interim-Update", ", Acct-Session-Time = 600, Acct-Input-Octets = 500000000, Acct-Output-Octets = 2000000000, Message-Authenticator = 0x00"),
      packet("Stop", ", Acct-Session-Time = 1200, Acct-Input-Octets = 705032704, Acct-Output-Gigawords = 1, Acct-Output-Octets = 0"),
    ]
    func send(_ packets: String, twice: Bool = false) async throws {
      let (said, code) = try await run(radclient, ["-r", "20", "-t", "6", "-s"] + (twice ? ["-c", "2"] : []) + ["127.0.0.1:\(port)", "acct", Self.secret], packets)
      #expect(code == 0 && !said.contains("verification failed"), "\(said)")
    }
    for one in life { try await send(one, twice: true) }
    // 3,000 MB are in the plan; 2,000 at 0.005, and tax.
    #expect(await world.get("/v1/balances/ana-prepaid")["available"] == "7.90")
    for one in life { try await send(one) }
    try await send(life.joined(separator: "\n"))
    #expect(await world.get("/v1/balances/ana-prepaid")["available"] == "7.90")
    let charges = await world.get("/v1/balances/ana-prepaid/charges")
    #expect(charges["items"] == "2" && charges["items.0.charged.units"] == "2500000000" && charges["items.1.charged.units"] == "2500000000", "\(charges.text)")
    #expect(await world.get("/v1/charging/sessions")["items"] == "0")
    #expect(await world.ask("POST", "/v1/verification", "{}")["ok"] == "1")
    #expect(measures.text().contains("florin_radius_packets_total{outcome=\"wrong-authenticator\"} 0\n"))
    // Of somebody nobody knows: answered, and waiting until somebody does.
    try await send(life[2].replacing("600100100", with: "600100199").replacing("4D2B-77", with: "4D2B-79"))
    #expect(try world.installation.store.uncharged(limit: 5).map(\.request.session) == ["radius:lab/bras-1/4D2B-79"])
    #expect(await world.get("/v1/balances/ana-prepaid")["available"] == "7.90")
    #expect(await world.get("/metrics").text.contains("florin_charging_uncharged 1\n"))
    let waiting = await world.get("/v1/charging/uncharged")
    #expect(
      waiting["items.0.subject"] == "600100199" && waiting["items.0.result"] == "user-unknown" && waiting["items.0.services.0.used"] == "5000000000"
        && waiting["items.0.reason"]?.contains("600100199") == true, "\(waiting.text)")
    let attempt = await world.ask("POST", "/v1/charging/uncharged/attempts", "{}", ["Idempotency-Key": "again-1"])
    #expect(attempt["charged"] == "0" && attempt["waiting"] == "1", "\(attempt.text)")
    // It is given up: the same Stop again comes to nothing, and one that says more waits with what it says.
    let given = await world.ask("POST", "/v1/charging/uncharged/radius%3Alab%2Fbras-1%2F4D2B-79/give-up", #"{"reason":"nobody's"}"#, ["Idempotency-Key": "given-1"])
    #expect(given.status == 201 && given["services.0.givenUp"] == "5000000000", "\(given.text)")
    let stop = life[2].replacing("600100100", with: "600100199").replacing("4D2B-77", with: "4D2B-79")
    try await send(stop)
    #expect(await world.get("/metrics").text.contains("florin_charging_uncharged 0\n"))
    try await send(stop.replacing("Acct-Output-Octets = 0", with: "Acct-Output-Octets = 7"))
    #expect(await world.get("/metrics").text.contains("florin_charging_uncharged 1\n"))
    // With another secret nothing is answered, and nothing charged.
    let (_, code) = try await run(radclient, ["-r", "1", "-t", "1", "127.0.0.1:\(port)", "acct", "another"], life[0].replacing("77", with: "78"))
    #expect(code != 0)
    #expect(measures.text().contains("florin_radius_packets_total{outcome=\"wrong-authenticator\"} 1\n"))
    #expect(await world.get("/v1/charging/sessions")["items"] == "0")
  }

  /// Whoever debits over HTTP under the name of a session keeps it, and whoever is decided with it, from nothing.
  @Test(.enabled(if: radclient != nil, "radclient is not installed: `apt-get install freeradius-utils` brings it"))
  func aDebitHasTheNameOfASession() async throws {
    let (world, port, _, serving) = try await open()
    defer { serving.cancel() }
    let name = "radius:lab/bras-1/4D2B-91"
    let debit = #"{"id": "\#(name)", "subject": "600100100", "services": [{"service": "data", "units": 1000000}]}"#
    let taken = await world.ask("POST", "/v1/charging/debit", debit)
    #expect(taken["result"] == "success", "\(taken.text)")
    let words = ["Start", "Interim-Update, Acct-Session-Time = 60, Acct-Output-Octets = 5000000", "Stop, Acct-Session-Time = 90, Acct-Output-Octets = 8000000"]
    for word in words {
      let packet = "User-Name = \"600100100\", NAS-Identifier = \"bras-1\", Acct-Session-Id = \"4D2B-91\", Acct-Status-Type = \(word)\n"
      let (said, code) = try await run(try #require(Self.radclient), ["-r", "1", "-t", "6", "127.0.0.1:\(port)", "acct", Self.secret], packet)
      #expect(code == 0, "\(said)")
    }
    #expect(await world.ask("POST", "/v1/charging/debit", debit).text == taken.text)
    let charges = await world.get("/v1/balances/ana-prepaid/charges")
    let listed = (0..<3).map { (charges["items.\($0).session"] ?? "", charges["items.\($0).number"] ?? "", charges["items.\($0).charged.units"] ?? "") }
    #expect(charges["items"] == "3" && listed.allSatisfy { $0.0 == name }, "\(charges.text)")
    #expect(Set(listed.map { "\($0.1) \($0.2)" }) == ["0 1000000", "2 5000000", "3 3000000"], "\(charges.text)")
    #expect(await world.get("/v1/charging/sessions")["items"] == "0")
    #expect(await world.ask("POST", "/v1/verification", "{}")["ok"] == "1")
  }

  @Test func aNetworkIsToldWhenNothingIsLeft() async throws {
    let ordersPort = try freePort()
    let (world, port, measures, serving) = try await open(ordersPort: ordersPort)
    defer { serving.cancel() }
    let (said, code) = try await run("/usr/bin/env", ["python3", Self.nas, "\(port)", "\(ordersPort)", Self.secret, "600100100"])
    let json = try #require(try JSONSerialization.jsonObject(with: Data(said.utf8)) as? [String: Any], "\(said)")
    #expect(code == 0)
    for name in ["on", "start", "interim", "exhausting", "same", "stop", "refused-start", "refused-stop", "probe", "off"] { #expect(json[name] as? Bool == true, "\(name)") }
    #expect((json["order"] as? [Any])?.map { "\($0)" } == ["40", "x-1", "600100100", "nas-1"])
    #expect((json["third"] as? [Any])?.map { "\($0)" } == ["40", "x-2"])
    #expect(json["wild-answered"] is NSNull)
    // 20 euros are taken, once, and what there was no money for is written down.
    #expect(await world.get("/v1/balances/ana-prepaid")["available"] == "0.00")
    let charges = await world.get("/v1/balances/ana-prepaid/charges")
    #expect(charges["items"] == "3", "\(charges.text)")
    #expect(await world.get("/v1/charging/sessions")["items"] == "0")
    #expect(await world.ask("POST", "/v1/verification", "{}")["ok"] == "1")
    let counted = measures.text()
    for (outcome, least) in [("answered", 9), ("malformed", 5), ("wrong-authenticator", 100), ("unexpected", 1), ("disconnect-asked", 2), ("disconnect-accepted", 1), ("disconnect-refused", 1)] {
      let line = counted.split(separator: "\n").first { $0.contains("\"\(outcome)\"") }
      #expect(line.flatMap { Int($0.split(separator: " ").last ?? "") }.map { $0 >= least } == true, "\(outcome): \(counted)")
    }
  }

  /// When a server begins anew, what was set aside for what it had open is let go; what goes on all the same is charged, and is granted more.
  @Test func sessionsEndWithTheirServer() async throws {
    let world = try await World(days: 0)
    _ = await world.ask("POST", "/v1/balances", #"{"reference":"ana-prepaid","account":"ana","kind":"prepaid"}"#, ["Idempotency-Key": "o"])
    _ = await world.ask("POST", "/v1/balances/ana-prepaid/top-ups", #"{"amount":"20.00"}"#, ["Idempotency-Key": "t"])
    let charging = world.service.charging
    let now = world.installation.clock.now()
    func request(_ session: String, _ kind: ChargingRequest.Kind = .initial) -> ChargingRequest {
      ChargingRequest(
        session: session, kind: kind, subject: "600100100", at: now, services: [.init(service: "data", requested: kind == .terminate ? 0 : 1_000, used: kind == .terminate ? 5_000_000 : 0)],
        running: .init(saidAt: now))
    }
    for session in ["radius:lab/a/1", "radius:lab/a/2", "radius:lab/ab/1", "radius:lab/b/1"] { #expect(try await charging.answer(request(session)).result == .success) }
    #expect(try await charging.reclaim(sessionsUnder: "radius:lab/a/", begunBy: now.adding(seconds: -1)) == 0)
    #expect(try await charging.reclaim(sessionsUnder: "radius:lab/a/", begunBy: now) == 2)
    #expect(try await charging.reclaim(sessionsUnder: "radius:lab/a/", begunBy: now) == 0)
    let open = await world.get("/v1/charging/sessions")
    #expect(open["items"] == "2" && open.text.contains("radius:lab/ab/1") && open.text.contains("radius:lab/b/1"))
    // A Stop that was on its way is charged all the same.
    #expect(try await charging.answer(request("radius:lab/a/1", .terminate)).services[0].charged?.units == 5_000_000)
    #expect(try await charging.answer(request("radius:lab/a/1", .terminate)).services.isEmpty)
    // It was not of this one that it was said.
    var goesOn = request("radius:lab/a/2")
    (goesOn.kind, goesOn.services[0].used) = (.update, 6_000_000)
    goesOn.running?.saidAt = now.adding(seconds: 1)
    let answer = try await charging.answer(goesOn)
    #expect(answer.services[0].charged?.units == 6_000_000 && answer.services[0].granted == 1_000, "\(answer)")
    #expect(try await charging.reclaim(sessionsUnder: "radius:lab/a/", begunBy: now) == 1)
    #expect(await world.ask("POST", "/v1/verification", "{}")["ok"] == "1")
  }

  private func freePort() throws -> UInt16 {
    let socket = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
    defer { close(socket) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(socket, $0, size) == 0 && getsockname(socket, $0, &size) == 0 }
    }
    try #require(isBound)
    return UInt16(bigEndian: address.sin_port)
  }
}
