import Charging
import ChargingGateway
import Foundation
import Operations
import Primitives
import Synchronization
import Testing

@testable import Bootstrap

/// Networks that are told things unasked, over a socket: a plain Python client, with TLS and without.
@Suite struct DiameterOrdersTests {
  private static func settings(_ certificate: GatewayCertificate? = nil) -> Service.Settings {
    var settings = Service.Settings()
    let names = DiameterSettings(originHost: "ocs.florin.example", originRealm: "florin.example")
    settings.diameter = Service.DiameterDoor(port: 0, settings: names)
    if let certificate { settings.diameterTLS = Service.DiameterDoor(port: 0, settings: names, certificate: certificate) }
    return settings
  }

  private func world(_ settings: Service.Settings) async throws -> World {
    let world = try await World(days: 0, settings: settings)
    _ = await world.ask("POST", "/v1/balances", #"{"reference":"ana-prepaid","account":"ana","kind":"prepaid"}"#, ["Idempotency-Key": "o"])
    _ = await world.ask("POST", "/v1/balances/ana-prepaid/top-ups", #"{"amount":"20.00"}"#, ["Idempotency-Key": "t"])
    return world
  }

  /// The whole way: money comes and the network asks again; the subscription is suspended and the network ends the session.
  private func obeys(_ world: World, _ arguments: [String]) async throws {
    let client = try Conversation(Independent.path("diameter_orders.py"), arguments)
    let begun = try #require(try await client.next())
    #expect(begun["said"] as? String == "begun" && begun["final"] as? Bool == true, "\(begun)")
    #expect(await world.ask("POST", "/v1/balances/ana-prepaid/top-ups", #"{"amount":"1000.00"}"#, ["Idempotency-Key": "t2"]).status == 201)
    let again = try #require(try await client.next())
    #expect(again["said"] as? String == "reauthorised" && again["result"] as? Int == 2001 && again["final"] as? Bool == false, "\(again)")
    #expect((again["order"] as? [String: Any])?["type"] as? Int == 0 && (again["order"] as? [String: Any])?["group"] as? Int == 10)
    let amended = await world.ask("POST", "/v1/subscriptions/ana-1/amendments", #"{"change":"suspend","on":"2026-01-01"}"#, ["Idempotency-Key": "a"])
    #expect(amended.status == 201, "\(amended.text)")
    let aborted = try #require(try await client.next())
    #expect(aborted["said"] as? String == "aborted" && aborted["result"] as? Int == 2001, "\(aborted)")
    #expect(try await client.next() == nil && client.isContent)
    #expect(await world.get("/v1/charging/sessions")["items"] == "0")
    #expect(await world.ask("POST", "/v1/verification", "{}")["ok"] == "1")
    await world.expectOrders("diameter", [("reauthorise", "asked"), ("reauthorise", "accepted"), ("abort", "asked"), ("abort", "accepted")])
  }

  @Test func aNetworkIsToldWhatItDidNotAsk() async throws {
    let world = try await world(Self.settings())
    let gateways = try await world.service.openGateways()
    defer { gateways.cancel() }
    try await obeys(world, ["\(gateways.ports[0])", "600100100"])
  }

  @Test func tlsFromTheFirstByteOn() async throws {
    let papers = try Papers()
    let certificate = try GatewayCertificate(certificate: papers.file("ocs.pem"), key: papers.file("ocs.key"), trust: papers.file("ca.pem"))
    let world = try await world(Self.settings(certificate))
    let gateways = try await world.service.openGateways()
    defer { gateways.cancel() }
    let port = "\(gateways.ports[1])"
    // Without a certificate, with one that nobody trusts, and without TLS: not a byte of an answer.
    for arguments in [[papers.file("ca.pem")], [papers.file("ca.pem"), papers.file("stranger.pem"), papers.file("stranger.key")], []] {
      let refused = try Conversation(Independent.path("diameter_orders.py"), [port, "600100100"] + arguments)
      #expect(try await refused.next() == nil && !refused.isContent)
    }
    #expect(await world.get("/v1/charging/sessions")["items"] == "0")
    gateways.reload()
    try await obeys(world, [port, "600100100", papers.file("ca.pem"), papers.file("client.pem"), papers.file("client.key")])
  }

  /// Whoever opens connections and says nothing keeps nobody out, and is cut off.
  @Test func halfOpenPeersKeepNobodyOut() async throws {
    let world = try await world(Self.settings())
    let charging = world.service.charging
    let server = DiameterServer(host: "127.0.0.1", port: 0, maximumPeers: 40, clock: world.installation.clock) { charging.answer($0, then: $1) }
    let (ports, told) = AsyncStream<Int>.makeStream()
    let serving = Task { try await server.run { told.yield($0) } }
    defer { serving.cancel() }
    let port = try #require(await ports.first { _ in true })
    let client = try Conversation(Independent.path("diameter_flood.py"), ["\(port)", "600100100", "400"])
    let said = try #require(try await client.next())
    #expect(said["honest"] as? [Int] == [2001, 2001, 2001] && (said["cut"] as? Int ?? 0) >= 390, "\(said)")
    #expect(try await client.next() == nil && client.isContent)
    #expect(await world.get("/v1/balances/ana-prepaid")["available"] == "20.00")
  }

  /// Nor does whoever says who they are: eight connections have one name, and who has most makes room for others.
  @Test func crowdsKeepNobodyOut() async throws {
    let server = DiameterServer(host: "127.0.0.1", port: 0, maximumPeers: 20, clock: MachineClock()) { $1(.failure(CancellationError())) }
    let (ports, told) = AsyncStream<Int>.makeStream()
    let serving = Task { try await server.run { told.yield($0) } }
    defer { serving.cancel() }
    let port = try #require(await ports.first { _ in true })
    let client = try Conversation(Independent.path("diameter_crowd.py"), ["\(port)", "100"])
    let said = try #require(try await client.next())
    #expect(said["of one name"] as? Int == 8 && said["let in"] as? Bool == true && said["early"] as? Bool == true, "\(said)")
    // Of twenty places one is taken; once the others have it, nobody else of their address is let in.
    #expect(said["of many names"] as? Int == 19 && said["honest"] as? [Bool] == [true, true], "\(said)")
    #expect(try await client.next() == nil && client.isContent)
  }

  /// Whoever asks and does not read what is answered is not read any more, and cut off when that is too much.
  @Test func whoDoesNotReadIsNotRead() async throws {
    typealias Told = @Sendable (Result<ChargingAnswer, any Error>) -> Void
    let waiting = Mutex<[Told]>([])
    // 800 answers of 60 kB are 48 MB; all of them are given when the last is asked for.
    let server = DiameterServer(host: "127.0.0.1", port: 0, clock: MachineClock()) { _, told in
      let all = waiting.withLock { waiting in
        waiting.append(told)
        return waiting.count == 800 ? waiting : []
      }
      for one in all { one(.success(ChargingAnswer(.success))) }
    }
    let (ports, told) = AsyncStream<Int>.makeStream()
    let serving = Task { try await server.run { told.yield($0) } }
    defer { serving.cancel() }
    let port = try #require(await ports.first { _ in true })
    let client = try Conversation(Independent.path("diameter_slow.py"), ["\(port)", "5000", "800"])
    let said = try #require(try await client.next())
    // Of 300 MB, what the system keeps on the way (up to 40 MB) and little more was read.
    #expect(said["sent"] as? Int ?? 5_000 < 2_000 && said["answered"] as? Int == said["sent"] as? Int && said["honest"] as? Int == 2001, "\(said)")
    #expect(said["late"] as? Int ?? 800 < 800 && said["closed"] as? Bool == true && said["other"] as? Bool == true, "\(said)")
    #expect(try await client.next() == nil && client.isContent)
  }
}
