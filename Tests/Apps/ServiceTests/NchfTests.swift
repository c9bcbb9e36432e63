import Charging
import ChargingGateway
import Foundation
import Issuer
import Operations
import Primitives
import Testing

@testable import Bootstrap

/// A 5G network function that shares no code with this one: python-h2 speaks HTTP/2, and what comes back is checked against the
/// fields of TS 32.291.
@Suite(.enabled(if: Independent.pythonWithHTTP2 != nil, "no Python with h2 is installed (Debian: python3-h2)")) struct NchfTests {
  private static func settings(_ certificate: GatewayCertificate? = nil, trust: String? = nil) -> Service.Settings {
    var settings = Service.Settings()
    var door = Service.NchfDoor(port: 0, settings: NchfSettings(ratingGroups: [20: "data"]), certificate: certificate)
    door.settings.orderRetrySeconds = 1
    door.reach = AddressGuard(allowed: [Network("127.0.0.0/8")!])
    door.trustFile = trust
    settings.nchf = door
    return settings
  }

  private func world(_ settings: Service.Settings) async throws -> World {
    let world = try await World(days: 0, settings: settings)
    _ = await world.ask("POST", "/v1/balances", #"{"reference":"ana-prepaid","account":"ana","kind":"prepaid"}"#, ["Idempotency-Key": "o"])
    _ = await world.ask("POST", "/v1/balances/ana-prepaid/top-ups", #"{"amount":"20.00"}"#, ["Idempotency-Key": "t"])
    return world
  }

  private func client(_ what: String, _ gateways: Service.Gateways, _ more: [String] = []) throws -> Conversation {
    try Conversation(Independent.path("nchf_client.py"), [what, "\(gateways.ports[0])", "600100100"] + more, python: Independent.pythonWithHTTP2 ?? "python3")
  }

  private func text(_ value: Any?) -> String {
    value.flatMap { try? JSONSerialization.data(withJSONObject: $0, options: [.fragmentsAllowed, .sortedKeys]) }.map { String(decoding: $0, as: UTF8.self) } ?? "nothing"
  }

  private func lives(_ world: World, _ client: Conversation) async throws {
    let lived = try #require(try await client.next())
    #expect(lived["again"] as? Bool == true)
    #expect(text(lived["answers"]) == #"[[201,["SUCCESS",10,100000000,false],["SUCCESS",20,50000000,false]],[200,["SUCCESS",10,100000000,false]],[200,["SUCCESS",20,50000000,false]],[200,["SUCCESS",10,100000000,false],["SUCCESS",20,50000000,false]],[204]]"#)
    let tried = try #require(try await client.next())
    let expected = [
      "stranger": #"[404,"USER_UNKNOWN"]"#, "ended": #"[404,"CONTEXT_NOT_FOUND"]"#, "nowhere": #"[404,"CONTEXT_NOT_FOUND"]"#, "reused": #"[400,"MANDATORY_IE_INCORRECT"]"#,
      "exhausted": #"[403,"QUOTA_LIMIT_REACHED"]"#, "event": #"[201,["SUCCESS",10,10000000,false]]"#, "event again": #"[201,["SUCCESS",10,10000000,false]]"#,
      "post event": #"[201,["SUCCESS",10,10000000,false]]"#, "nothing asked": "[201]",
    ]
    for (name, answer) in expected { #expect(text(tried[name]) == answer, "\(name)") }
    #expect(try await client.next() == nil && client.isContent)
    // 260 MB of sessions and twice 10 MB of events, all of it within the allowance.
    let statement = await world.get("/v1/balances/ana-prepaid/charges")
    #expect(statement["items"] == "7", "\(statement.text)")
    #expect(await world.get("/v1/balances/ana-prepaid")["available"] == "20.00")
    #expect(await world.ask("POST", "/v1/verification", "{}")["ok"] == "1")
  }

  @Test func aNetworkChargesALife() async throws {
    let world = try await world(Self.settings())
    let gateways = try await world.service.openGateways()
    defer { gateways.cancel() }
    try await lives(world, try client("life", gateways))
    let metrics = await world.get("/metrics").text
    for line in [#"florin_charging_requests_total{protocol="nchf",result="success"}"#, #"{protocol="nchf",result="user-unknown"}"#, #"{protocol="nchf",result="request-reused"} 1"#] { #expect(metrics.contains(line), "\(line)") }
  }

  @Test func aNetworkIsToldWhatItDidNotAsk() async throws {
    let world = try await world(Self.settings())
    let gateways = try await world.service.openGateways()
    defer { gateways.cancel() }
    let client = try client("orders", gateways)
    #expect(text(try await client.next()?["answer"]).hasSuffix(",true]]"))
    _ = await world.ask("POST", "/v1/balances/ana-prepaid/top-ups", #"{"amount":"1000.00"}"#, ["Idempotency-Key": "t2"])
    let again = try await client.next()
    #expect(text(again?["order"]) == #"{"notificationType":"REAUTHORIZATION","reauthorizationDetails":[{"quotaManagementIndicator":"ONLINE_CHARGING","ratingGroup":10}]}"#)
    #expect(text(again?["answer"]) == #"[200,["SUCCESS",10,1000000000,false]]"#)
    _ = await world.ask("POST", "/v1/subscriptions/ana-1/amendments", #"{"change":"suspend","on":"2026-01-01"}"#, ["Idempotency-Key": "a"])
    let aborted = try await client.next()
    #expect(text(aborted?["order"]) == #"{"notificationType":"ABORT_CHARGING"}"# && text(aborted?["answer"]) == "[204]")
    #expect(try await client.next() == nil && client.isContent)
    #expect(await world.get("/v1/charging/sessions")["items"] == "0")
    #expect(await world.ask("POST", "/v1/verification", "{}")["ok"] == "1")
    await world.expectOrders("nchf", [("reauthorise", "asked"), ("reauthorise", "accepted"), ("abort", "asked"), ("abort", "accepted")])
  }

  /// Tokens of the network's issuer: who has one with the scope may charge, nobody else.
  @Test func tokensOfTheNetworkOpenIt() async throws {
    let key = SigningKey("k-1", .es256)
    let issuer = LocalIssuer([key])
    try await issuer.listen()
    var trusted = try issuer.trusted()
    trusted.audiences = ["CHF"]
    let networks = IssuerSettings(issuers: [trusted], networks: [try #require(Network("127.0.0.1"))])
    let tokens = NetworkTokens(networks)
    func status(_ claims: [String: String]?, by other: SigningKey? = nil) async -> Int {
      let token = claims.map { Token.signed(issuer.claims($0), by: other ?? key) }
      do { try await tokens.check(token) } catch { return (error as? NchfProblem)?.status ?? 0 }
      return 200
    }
    let good = ["aud": #"["CHF"]"#, "scope": "\"nudm-sdm nchf-convergedcharging\""]
    #expect(await status(good) == 200)
    #expect(await status(nil) == 401)
    for (wrong, expected) in [
      (["scope": ""], 403), (["scope": "\"nudm-sdm\""], 403), (["aud": "\"florin\""], 401), (["exp": "1000"], 401), (["iss": "\"https://elsewhere.example\""], 401),
    ] {
      let told = await status(good.merging(wrong) { $1 })
      #expect(told == expected, "\(wrong)")
    }
    #expect(await status(good, by: SigningKey("k-1", .es256)) == 401)
    var settings = Self.settings()
    settings.nchf?.issuers = networks
    let world = try await world(settings)
    let gateways = try await world.service.openGateways()
    defer { gateways.cancel() }
    let stranger = try client("life", gateways, ["not.a.token"])
    #expect(try await stranger.next() == nil && !stranger.isContent)
    #expect(await world.get("/v1/balances/ana-prepaid/charges")["items"] == "0")
    try await lives(world, try client("life", gateways, [Token.signed(issuer.claims(good), by: key)]))
  }

  /// A clear answer or a closed connection; and nothing of it is charged.
  @Test func hostilePeersGetNowhere() async throws {
    let world = try await world(Self.settings())
    let gateways = try await world.service.openGateways()
    defer { gateways.cancel() }
    let client = try client("hostile", gateways)
    let survived = try #require(try await client.next())
    let expected = [
      "no json": #"[400,"INVALID_MSG_FORMAT"]"#, "no object": #"[400,"INVALID_MSG_FORMAT"]"#, "twice": #"[400,"INVALID_MSG_FORMAT"]"#, "deep": #"[400,"INVALID_MSG_FORMAT"]"#,
      "missing": #"[400,"MANDATORY_IE_MISSING"]"#, "nobody": #"[400,"MANDATORY_IE_MISSING"]"#, "negative": #"[400,"MANDATORY_IE_INCORRECT"]"#, "huge": #"[400,"OPTIONAL_IE_INCORRECT"]"#,
      "fraction": #"[400,"MANDATORY_IE_INCORRECT"]"#, "no group": #"[400,"MANDATORY_IE_MISSING"]"#, "yesterday": #"[400,"MANDATORY_IE_INCORRECT"]"#, "many": #"[400,"OPTIONAL_IE_INCORRECT"]"#,
      "path": #"[404,"RESOURCE_URI_STRUCTURE_NOT_FOUND"]"#, "inner path": #"[404,"RESOURCE_URI_STRUCTURE_NOT_FOUND"]"#, "other name": #"[404,"CONTEXT_NOT_FOUND"]"#,
      "method": #"[405,"INVALID_API"]"#, "text": #"[415,"UNSUPPORTED_MEDIA_TYPE"]"#, "large": #"[413,"INCORRECT_LENGTH"]"#, "rapid resets": "true", "http\\/1": "true",
      "long frame": "true", "endless headers": "true", "honest": "[201]",
    ]
    for (name, answer) in expected { #expect(text(survived[name.replacing("\\", with: "")]) == answer, "\(name)") }
    #expect(try await client.next() == nil && client.isContent)
    // Only the honest one took something.
    #expect(await world.get("/v1/balances/ana-prepaid/charges")["items"] == "1")
    #expect(await world.get("/v1/charging/sessions")["items"] == "0")
    #expect(await world.ask("POST", "/v1/verification", "{}")["ok"] == "1")
  }

  @Test func overTLSWithACertificateOfItsOwn() async throws {
    let papers = try Papers()
    let certificate = try GatewayCertificate(certificate: papers.file("ocs.pem"), key: papers.file("ocs.key"), trust: papers.file("ca.pem"), protocols: ["h2"])
    let world = try await world(Self.settings(certificate, trust: papers.file("ca.pem")))
    let gateways = try await world.service.openGateways()
    defer { gateways.cancel() }
    let stranger = try client("life", gateways, [papers.file("ca.pem"), papers.file("stranger.pem"), papers.file("stranger.key")])
    #expect(try await stranger.next() == nil && !stranger.isContent)
    try await lives(world, try client("life", gateways, [papers.file("ca.pem"), papers.file("client.pem"), papers.file("client.key")]))
  }
}

/// Connections over which nobody is let in.
@Suite struct NchfCrowdTests {
  /// Whoever calls without a token that opens this takes no place of those who have one, and is cut off.
  @Test func whoIsNotLetInKeepsNobodyOut() async throws {
    let authorise: NchfServer.Authorise = { token in if token != "good" { throw NchfProblem(401, .unauthorized, "no token that opens this") } }
    let server = try NchfServer(
      host: "127.0.0.1", port: 0, charging: ConvergedCharging(NchfSettings(), read: IssuerDoors.json), maximumConnections: 20, reach: AddressGuard(), clock: MachineClock(),
      authorise: authorise, charge: { _ in throw CancellationError() })
    let (ports, told) = AsyncStream<Int>.makeStream()
    let serving = Task { try await server.run { told.yield($0) } }
    defer { serving.cancel() }
    let port = try #require(await ports.first { _ in true })
    let client = try Conversation(Independent.path("nchf_crowd.py"), ["\(port)", "60", "good"])
    let said = try #require(try await client.next())
    // A call without a body is none that can be understood; who may charge is told so.
    #expect(said["honest"] as? [Int] == [415, 415, 415, 415] && said["refused"] as? [Int] == [401] && said["left"] as? Int == 0, "\(said)")
    #expect(said["given up"] as? Bool == true, "\(said)")
    #expect(try await client.next() == nil && client.isContent)
  }
}

/// What earlier versions charged over Nchf, which gave other names to first requests.
@Suite struct NchfNamesTests {
  /// An event of before is found under its earlier name, and its answer is the one that it had.
  @Test func whatWasChargedBeforeIsKnown() async throws {
    let world = try await World(days: 0)
    _ = await world.ask("POST", "/v1/balances", #"{"reference":"ana-prepaid","account":"ana","kind":"prepaid"}"#, ["Idempotency-Key": "o"])
    _ = await world.ask("POST", "/v1/balances/ana-prepaid/top-ups", #"{"amount":"20.00"}"#, ["Idempotency-Key": "t"])
    let gateway = ConvergedCharging(NchfSettings(ratingGroups: [10: "data"]), read: IssuerDoors.json)
    let event = #"{"subscriberIdentifier":"imsi-001010000000001","nfConsumerIdentification":{"nodeFunctionality":"SMSF"},"invocationTimeStamp":"2026-01-01T06:00:00Z","# +
      #""invocationSequenceNumber":0,"oneTimeEvent":true,"retransmissionIndicator":true,"sMSChargingInformation":{"messageReference":1,"originatorInfo":{"originatorGPSI":"msisdn-600100100"}},"# +
      #""multipleUnitUsage":[{"ratingGroup":10,"requestedUnit":{"totalVolume":1000}}]}"#
    let asked = try gateway.understand(.init(method: "POST", path: "/nchf-convergedcharging/v3/chargingdata", body: Array(event.utf8)), now: MachineClock().now())
    let earlier = try #require(asked.asEarlier(begun: Instant(seconds: 0)))
    let charging = world.service.charging
    let unknown = try await charging.isKnown(earlier.request)
    let first = try await charging.answer(earlier.request)
    let known = [try await charging.isKnown(earlier.request), try await charging.isKnown(asked.request)]
    #expect(!unknown && first.result == .success && known == [true, false])
    let again = try await charging.answer(earlier.request)
    #expect(again.result == .success && again.services.map(\.charged?.units) == [1_000])
    #expect(await world.get("/v1/balances/ana-prepaid/charges")["items"] == "1")
  }
}
