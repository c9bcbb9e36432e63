import ChargingGateway
import Foundation
import Operations
import Primitives
import Testing

@testable import Bootstrap

/// A network that shares no code with this one: a plain Python client speaks Diameter to the gateway over a socket.
@Suite struct DiameterTests {
  static let client = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Independent/diameter_client.py").path

  private struct Told: Decodable {
    struct Answer: Decodable, Equatable {
      var result: Int
      var services: [Service]
      var error: Bool
    }

    struct Service: Decodable, Equatable {
      var group: Int
      var result: Int
      var granted: Int?
      var validity: Int?
      var final: Int?
    }
  }

  @Test func aNetworkChargesALife() async throws {
    let world = try await World(days: 0)
    _ = await world.ask("POST", "/v1/balances", #"{"reference":"ana-prepaid","account":"ana","kind":"prepaid"}"#, ["Idempotency-Key": "o"])
    _ = await world.ask("POST", "/v1/balances/ana-prepaid/top-ups", #"{"amount":"20.00"}"#, ["Idempotency-Key": "t"])
    let charging = world.service.charging
    let server = DiameterServer(
      host: "127.0.0.1", port: 0, settings: DiameterSettings(originHost: "ocs.florin.example", originRealm: "florin.example", ratingGroups: [20: "data"]),
      clock: world.installation.clock) { charging.answer($0, then: $1) }
    let (ports, told) = AsyncStream<Int>.makeStream()
    let serving = Task { try await server.run { told.yield($0) } }
    defer { serving.cancel() }
    let port = try #require(await ports.first { _ in true })
    let said = try await ask(port)
    let json = try #require(try JSONSerialization.jsonObject(with: said) as? [String: Any])
    func number(_ name: String) -> Int? { json[name] as? Int }
    #expect(number("cea") == 2001 && number("dwa") == 2001 && number("dpa") == 2001)
    let life = try JSONDecoder().decode([Told.Answer].self, from: JSONSerialization.data(withJSONObject: json["life"] ?? []))
    let mega = 1_000_000
    #expect(life.map(\.result) == [2001, 2001, 2001, 2001, 2001])
    #expect(life[0].services.map(\.granted) == [100 * mega, 50 * mega] && life[0].services.map(\.group) == [10, 20])
    #expect(life[0].services.allSatisfy { $0.result == 2001 && $0.validity == 3_600 && $0.final == nil })
    #expect(life[3].services.map(\.granted) == [100 * mega, 50 * mega] && life[4].services.map(\.granted) == [nil, nil])
    #expect(json["again"] as? Bool == true)
    #expect([number("stranger"), number("ended")] == [5030, 5002])
    #expect([number("quote"), number("check"), number("debit"), number("refund"), number("exhausted")] == [2001, 2001, 2001, 2001, 4012])
    #expect(json["numbered"] as? [Int] == [2001, 2001] && number("refund-numbered") == 2001 && json["numbered-again"] as? [Int] == [2001, 2001, 2001, 2001])
    #expect(json["sub-sessions"] as? [[Int]] == [[2001, 1], [2001, 2], [2001, 1], [2001, 2]])
    // 260 of 3,000 MB were used. 5,000 more: 2,260 at 0.005 are 11.30, and 21 % of that 2.37. A million: 997,260 are 4986.30 and 1047.12, which nobody has here.
    #expect(json["price"] as? [Int] == [2001, 1_367, -2, 978] && json["price-beyond"] as? [Int] == [2001, 603_342, -2, 978])
    #expect([number("enough"), number("not-enough")] == [0, 1])
    #expect([number("unknown-mandatory"), number("unknown-optional"), number("missing"), number("wrong-length"), number("short-length")] == [5001, 2001, 5005, 5014, 5014])
    #expect([number("many"), number("negative")] == [5004, 5004])
    #expect(number("deep") == 5004)
    #expect([number("unknown-in-group"), number("unknown-vendor-in-group")] == [5001, 5001])
    for (name, result) in [("other-realm", 3003), ("other-host", 3002)] {
      let told = json[name] as? [String: Any]
      #expect(told?["result"] as? Int == result && told?["error"] as? Bool == true, "\(name)")
    }
    #expect((json["other-command"] as? [String: Any])?["result"] as? Int == 3001 && (json["other-command"] as? [String: Any])?["error"] as? Bool == true)
    #expect([number("other-application"), number("error-bit"), number("no-common"), number("byte-by-byte")] == [3007, 3008, 5010, 2001])
    for name in json.keys.filter({ $0.hasPrefix("closed") }) { #expect(json[name] as? Bool == true, "\(name)") }
    // What was used: 260 MB of the allowance, of session and no more, in five charges; one debit came back (two), and of two with numbers the first (three).
    // Hostile messages took nothing.
    let statement = await world.get("/v1/balances/ana-prepaid/charges")
    #expect(statement["items"] == "10", "\(statement.text)")
    #expect(await world.get("/v1/balances/ana-prepaid")["available"] == "20.00")
    #expect(await world.get("/v1/charging/sessions")["items"] == "0")
    #expect(await world.ask("POST", "/v1/verification", "{}")["ok"] == "1")
  }

  private func ask(_ port: Int) async throws -> Data {
    try await withCheckedThrowingContinuation { done in
      DispatchQueue.global().async {
        let client = Process()
        client.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        client.arguments = ["python3", DiameterTests.client, "\(port)", "600100100"]
        let out = Pipe()
        client.standardOutput = out
        done.resume(
          with: Result {
            try client.run()
            let said = out.fileHandleForReading.readDataToEndOfFile()
            client.waitUntilExit()
            #expect(client.terminationStatus == 0)
            return said
          })
      }
    }
  }
}
