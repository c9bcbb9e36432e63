import ChargingGateway
import Foundation
import HTTPAPI
import Operations
import Primitives
import Testing

@testable import Bootstrap

@Suite struct ConfigurationTests {
  private func file(_ text: String) throws -> String {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("florin-\(UUID().uuidString).yaml")
    try Data(text.utf8).write(to: path)
    return path.path
  }

  @Test func theLaterWins() throws {
    let path = try file("port: 1000\nreaders: 3\nhost: 10.0.0.1\n")
    defer { try? FileManager.default.removeItem(atPath: path) }
    let settings = try ServiceConfiguration.read(
      file: path, environment: ["FLORIN_PORT": "2000", "FLORIN_STOP_SECONDS": "5", "FLORIN_DATABASE": ""], flags: ["port": "3000", "connections": "7"])
    #expect((settings.host, settings.port, settings.readers) == ("10.0.0.1", 3000, 3))
    #expect((settings.limits.connections, settings.limits.stopSeconds) == (7, 5))
    let usual = try ServiceConfiguration.read(file: nil, environment: [:], flags: [:])
    #expect((usual.host, usual.port) == ("127.0.0.1", 8080))
  }

  @Test func mistakesInTheArchivesFileAreToldWithIt() throws {
    let home = FileManager.default.temporaryDirectory.appendingPathComponent("florin-home-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: home) }
    try FileManager.default.createDirectory(atPath: home + "/archive", withIntermediateDirectories: true)
    try Data("eInvoices: [edifact]\nsigning: {certificate: none.p12}\n".utf8).write(to: URL(filePath: home + "/archive/archive.yaml"))
    let rejection = #expect(throws: Rejection.self) { try ServiceConfiguration.read(file: nil, environment: ["FLORIN_PORT": "many"], flags: [:], home: home) }
    #expect(rejection?.problems.count == 3, "\(rejection?.description ?? "")")
    #expect(rejection?.problems.first?.code == .wrongSetting && rejection?.description.contains("none.p12") == true)
    try Data("eInvoices: [facturae]\n".utf8).write(to: URL(filePath: home + "/archive/archive.yaml"))
    #expect(try ServiceConfiguration.read(file: nil, environment: ["FLORIN_PORT": "9000"], flags: [:], home: home).port == 9000)
  }

  @Test func whoMaySendAccountingIsRead() throws {
    let secret = try file("testing123\n")
    defer { try? FileManager.default.removeItem(atPath: secret) }
    let path = try file("radiusPort: 1813\nradiusClients:\n  - {name: wide, network: 10.0.0.0/8, secret: s}\n  - {name: bras, network: 10.40.0.0/24, secretFile: \(secret), onExhaustion: {change: {Filter-Id: top-up, Session-Timeout: 60}}}\n")
    defer { try? FileManager.default.removeItem(atPath: path) }
    let door = try #require(try ServiceConfiguration.read(file: path, environment: ["FLORIN_RADIUS_SERVICES": "data = octets, online=seconds"], flags: ["radiusSubject": "imsi"]).radius)
    #expect((door.host, door.port, door.settings.subject) == ("127.0.0.1", 1_813, .imsi))
    #expect(door.settings.services == [RadiusService("data", .octets), RadiusService("online", .seconds)])
    // The narrowest network first.
    #expect(door.settings.clients.map(\.name) == ["bras", "wide"] && door.settings.clients.map(\.authorizationPort) == [3_799, 3_799])
    #expect(door.settings.clients.map(\.onExhaustion) == [.change([RadiusAttribute(11, "top-up"), RadiusAttribute(27, UInt32(60))]), .disconnect])
    #expect(!"\(door)".contains("testing123"))
    for (text, words) in [
      ("radiusPort: 1813", "nobody may send accounting"), ("radiusClients: []", "there is no client"), ("radiusClients: [{name: a, network: '::1', secret: s, secretFile: f}]", "one secret"),
      ("radiusClients: [{name: a, network: '::1', secretFile: /nowhere}]", "no secret in the file"), ("radiusClients: [{name: a, network: '::1', secret: s}, {name: a, network: '::1', secret: s}]", "is client \"a\" already"),
      ("radiusServices: 'data=octets, data=seconds'", "names no service"),
    ] {
      let wrong = try file(text)
      defer { try? FileManager.default.removeItem(atPath: wrong) }
      let rejection = #expect(throws: Rejection.self) { try ServiceConfiguration.read(file: wrong, environment: [:], flags: [:]) }
      #expect(rejection?.description.contains(words) == true, "\(text): \(rejection?.description ?? "")")
    }
  }

  /// A client that sends from several networks, each with its own secret.
  @Test func aClientMayHaveSeveralNetworks() throws {
    let path = try file(
      "radiusPort: 1813\nradiusClients:\n  - {name: bras, network: 10.40.0.1, secret: s}\n  - {name: bras, network: 10.41.0.1, secret: t, authorizationPort: 3800}\n")
    defer { try? FileManager.default.removeItem(atPath: path) }
    let door = try #require(try ServiceConfiguration.read(file: path, environment: [:], flags: [:]).radius)
    #expect(door.settings.clients.map(\.name) == ["bras", "bras"] && Set(door.settings.clients.map(\.authorizationPort)) == [3_799, 3_800])
  }

  @Test func whoIsMeantOverDiameterIsRead() throws {
    let said = ["FLORIN_DIAMETER_PORT": "3868", "FLORIN_DIAMETER_NAME": "ocs.billing.example"]
    let usual = try #require(try ServiceConfiguration.read(file: nil, environment: said, flags: [:]).diameter).settings
    #expect((usual.originHost, usual.originRealm, usual.otherRealms) == ("ocs.billing.example", "billing.example", []) && usual.subjects == [.e164, .imsi, .sipURI, .nai, .private])
    let other = try #require(
      try ServiceConfiguration.read(file: nil, environment: said, flags: ["diameterSubject": "imsi, sip-uri", "diameterRealms": "epc.example, other.example"]).diameter).settings
    #expect(other.subjects == [.imsi, .sipURI] && other.otherRealms == ["epc.example", "other.example"])
    for wrong in ["", "imsi,imsi", "msisdn"] {
      let rejection = #expect(throws: Rejection.self) { try ServiceConfiguration.read(file: nil, environment: said, flags: ["diameterSubject": wrong]) }
      #expect(rejection?.description.contains("diameterSubject") == true, "\(wrong): \(rejection?.description ?? "")")
    }
  }

  @Test func issuersAndSigningInAreRead() throws {
    let issuers = "[{name: corp, issuer: 'https://login.example/', audience: [florin, billing], algorithms: ES256, rolesClaim: a.b, roles: {x: care, y: [billing, finance]}, clockSkewSeconds: 5}]"
    let settings = try ServiceConfiguration.read(
      file: nil, environment: ["FLORIN_ISSUERS": "[]", "FLORIN_SIGN_IN": "{issuer: corp, clientId: web, publicAddress: 'https://billing.example:443/', idleMinutes: 5}"],
      flags: ["issuers": issuers, "issuerNetworks": "10.0.0.0/8"])
    let issuer = try #require(settings.issuers.issuers.first)
    #expect(issuer.audiences == ["florin", "billing"] && issuer.algorithms == [.es256] && issuer.rolesClaim == "a.b" && issuer.roles == ["x": [.care], "y": [.billing, .finance]])
    #expect(issuer.keySource == .discovery(try WebAddress("https://login.example/.well-known/openid-configuration")) && issuer.skewSeconds == 5)
    let client = try #require(settings.signIn)
    #expect((client.origin, client.idleSeconds, client.longestSeconds, client.scopes) == ("https://billing.example", 300, 43_200, ["openid"]))
    #expect((client.redirectURI, client.sessionCookie) == ("https://billing.example/sign-in/callback", "__Host-florin_session"))
  }

  @Test(arguments: [
    ("issuer: other, clientId: web, publicAddress: 'https://a.example'", "issuer"), ("issuer: corp, clientId: florin, publicAddress: 'https://a.example'", "clientId"),
    ("issuer: corp, clientId: web, publicAddress: 'http://a.example'", "publicAddress"), ("issuer: corp, clientId: web, publicAddress: 'https://a.example/x'", "publicAddress"),
    ("issuer: corp, clientId: web, publicAddress: a.example", "publicAddress"), ("issuer: corp, publicAddress: 'https://a.example'", ""),
    ("issuer: corp, clientId: web, publicAddress: 'https://a.example', longestHours: 0", "longestHours"),
    ("issuer: corp, clientId: web, publicAddress: 'https://a.example', clientSecretFile: nowhere", "clientSecretFile"),
    ("issuer: corp, clientId: web, publicAddress: 'https://a.example', clientSecret: x", "clientSecret"),
  ]) func signingInIsCheckedAtTheStart(_ signIn: String, _ path: String) throws {
    let rejection = #expect(throws: Rejection.self) {
      try ServiceConfiguration.read(
        file: nil, environment: ["FLORIN_ISSUERS": "[{name: corp, issuer: 'https://login.example', audience: florin, roles: {x: care}}]", "FLORIN_SIGN_IN": "{\(signIn)}"], flags: [:])
    }
    #expect(rejection?.problems.map(\.path) == [path], "\(rejection.map { "\($0)" } ?? "")")
  }

  @Test func everyMistakeIsToldAtOnce() throws {
    let path = try file("port: 70000\nreader: 4\n")
    defer { try? FileManager.default.removeItem(atPath: path) }
    let rejection = #expect(throws: Rejection.self) {
      try ServiceConfiguration.read(file: path, environment: ["FLORIN_READERS": "0"], flags: ["port": "80", "stopSeconds": "soon"])
    }
    #expect(rejection?.problems.map(\.path) == ["reader", "port", "FLORIN_READERS", "--stop-seconds"])
  }
}
