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
