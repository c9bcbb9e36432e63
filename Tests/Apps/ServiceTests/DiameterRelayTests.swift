import ChargingGateway
import Foundation
import Primitives
import Testing

@testable import Bootstrap

/// The same client through somebody else's relay, and the messages read by somebody else's eyes.
@Suite struct DiameterRelayTests {
  private static func settings() -> Service.Settings {
    var settings = Service.Settings()
    settings.diameter = Service.DiameterDoor(port: 0, settings: DiameterSettings(originHost: "ocs.florin", originRealm: "florin.example"))
    return settings
  }

  private func world() async throws -> World {
    let world = try await World(days: 0, settings: Self.settings())
    _ = await world.ask("POST", "/v1/balances", #"{"reference":"ana-prepaid","account":"ana","kind":"prepaid"}"#, ["Idempotency-Key": "o"])
    _ = await world.ask("POST", "/v1/balances/ana-prepaid/top-ups", #"{"amount":"20.00"}"#, ["Idempotency-Key": "t"])
    return world
  }

  private func obeys(_ world: World, port: Int, record: String = "") async throws {
    let client = try Conversation(Independent.path("diameter_orders.py"), ["\(port)", "600100100"], environment: record.isEmpty ? [:] : ["FLORIN_RECORD": record])
    #expect(try await client.next()?["said"] as? String == "begun")
    _ = await world.ask("POST", "/v1/balances/ana-prepaid/top-ups", #"{"amount":"1000.00"}"#, ["Idempotency-Key": "t2"])
    #expect(try await client.next()?["said"] as? String == "reauthorised")
    _ = await world.ask("POST", "/v1/subscriptions/ana-1/amendments", #"{"change":"suspend","on":"2026-01-01"}"#, ["Idempotency-Key": "a"])
    #expect(try await client.next()?["said"] as? String == "aborted")
    #expect(try await client.next() == nil && client.isContent)
    #expect(await world.ask("POST", "/v1/verification", "{}")["ok"] == "1")
  }

  @Test(.enabled(if: Independent.has("freeDiameterd"), "freeDiameterd is not installed (Debian: freediameterd)")) func throughARelay() async throws {
    let world = try await world()
    let gateways = try await world.service.openGateways()
    defer { gateways.cancel() }
    let relay = try Relay(to: gateways.ports[0])
    defer { relay.stop() }
    try await obeys(world, port: try await relay.port())
  }

  @Test(.enabled(if: Independent.has("tshark") && Independent.has("text2pcap"), "tshark is not installed (Debian: tshark)")) func everyMessageIsReadByTshark() async throws {
    let world = try await world()
    let gateways = try await world.service.openGateways()
    defer { gateways.cancel() }
    let record = FileManager.default.temporaryDirectory.appendingPathComponent("florin-diameter-\(UUID().uuidString)").path
    defer { for name in [record, record + ".pcap"] { try? FileManager.default.removeItem(atPath: name) } }
    try await obeys(world, port: gateways.ports[0], record: record)
    // And a life with errors of every kind.
    let other = try await self.world()
    let more = try await other.service.openGateways()
    defer { more.cancel() }
    let client = try Conversation(DiameterTests.client, ["\(more.ports[0])", "600100100"], environment: ["FLORIN_RECORD": record])
    #expect(try await client.next() != nil)
    #expect(try await client.next() == nil && client.isContent)
    _ = try run("text2pcap", ["-q", "-T", "3868,40000", record, record + ".pcap"])
    let read = try run("tshark", ["-r", record + ".pcap", "-T", "fields", "-e", "diameter.cmd.code", "-e", "diameter.flags.request", "-e", "_ws.malformed", "-e", "_ws.expert.message"])
    let lines = read.split(separator: "\n").map { $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init) }
    // What a client invented comes back to it in `Failed-AVP`, and of what it left out nothing but the code.
    let invented = ["Data is empty", "Unknown AVP 9999999", "Unknown AVP 5 (vendor=Unknown)", "Unknown command"]
    let strange = lines.filter { line in
      line.count != 4 || Int(line[0]) == nil || line[1] == "1" && ![258, 274].contains(Int(line[0])) || !line[2].isEmpty || !(line[3].isEmpty || invented.contains { line[3].hasPrefix($0) })
    }
    #expect(lines.count > 30 && strange.isEmpty, "\(strange)")
    #expect(Set(lines.map { $0[0] }).isSuperset(of: ["257", "258", "272", "274", "280", "282"]), "\(lines)")
  }

  private func run(_ program: String, _ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + arguments
    let out = Pipe()
    process.standardOutput = out
    process.standardError = FileHandle.nullDevice
    try process.run()
    let said = out.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(program)")
    return String(decoding: said, as: UTF8.self)
  }
}

/// Debian's freeDiameterd between a client and this program.
private final class Relay: Sendable {
  private let papers: Papers
  private let process: Process
  private let own: Int

  init(to port: Int) throws {
    papers = try Papers()
    own = Int.random(in: 20_000...30_000)
    try Data("ALLOW_IPSEC client.example\n".utf8).write(to: URL(filePath: papers.file("acl.conf")))
    let text = """
      Identity = "relay.between";
      Realm = "between";
      Port = \(own);
      SecPort = 0;
      No_SCTP;
      No_IPv6;
      ListenOn = "127.0.0.1";
      TLS_Cred = "\(papers.file("relay.pem"))", "\(papers.file("relay.key"))";
      TLS_CA = "\(papers.file("ca.pem"))";
      TLS_DH_Bits = 1024;
      LoadExtension = "acl_wl.fdx" : "\(papers.file("acl.conf"))";
      ConnectPeer = "ocs.florin" { ConnectTo = "127.0.0.1"; Port = \(port); No_TLS; No_IPv6; No_SCTP; };
      """
    try Data(text.utf8).write(to: URL(filePath: papers.file("relay.conf")))
    process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["freeDiameterd", "-c", papers.file("relay.conf")]
    let log = papers.file("relay.log")
    FileManager.default.createFile(atPath: log, contents: nil)
    process.standardOutput = FileHandle(forWritingAtPath: log)
    process.standardError = FileHandle(forWritingAtPath: log)
    try process.run()
  }

  /// Where it listens, once it has found this program.
  func port() async throws -> Int {
    for _ in 0..<300 {
      let log = (try? String(contentsOfFile: papers.file("relay.log"), encoding: .utf8)) ?? ""
      if log.contains("STATE_OPEN") && log.contains("ocs.florin") { return own }
      try await Task.sleep(for: .milliseconds(100))
    }
    Issue.record("the relay did not come up: \((try? String(contentsOfFile: papers.file("relay.log"), encoding: .utf8)) ?? "")")
    return own
  }

  func stop() {
    process.terminate()
    process.waitUntilExit()
  }
}
