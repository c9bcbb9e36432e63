import Foundation
import HTTPAPI
import Issuer
import Operations
import Primitives
import Store
import Synchronization
import Testing

@testable import Bootstrap

/// Access tokens of an issuer on this machine, at the door of a service.
@Suite(.serialized) struct TokenTests {
  /// One of each kind; making keys of RSA takes a while.
  static let keys = [SigningKey("r1", .rs256), SigningKey("p1", .ps256), SigningKey("e1", .es256), SigningKey("d1", .eddsa)]
  static let other = SigningKey("r1", .rs256)

  /// A service that trusts an issuer.
  struct Door {
    let world: World
    let issuer: LocalIssuer
    let service: Service

    /// - Parameter isPatient: asks again while a busy machine lets the issuer or the database be too slow.
    func ask(_ token: String, _ method: String = "GET", _ target: String = "/v1/accounts", _ body: String? = nil, isPatient: Bool = true) async -> Answered {
      var answer = await once(token, method, target, body)
      for _ in 0..<60 where isPatient && answer.status == 503 {
        try? await Task.sleep(for: .milliseconds(500))
        answer = await once(token, method, target, body)
      }
      return answer
    }

    private func once(_ token: String, _ method: String, _ target: String, _ body: String?) async -> Answered {
      var arrival = Arrival(method: method, target: target, headers: [("Authorization", "Bearer \(token)"), ("Idempotency-Key", UUID().uuidString)], body: Array((body ?? "").utf8))
      if body != nil { arrival.headers.append(("Content-Type", "application/json")) }
      return Answered(await service.desk.answer(arrival))
    }

    var key: SigningKey { TokenTests.keys[2] }
    /// What a token with some claims in the places of good ones is told.
    func ask(with claims: [String: String], header: String? = nil, isPatient: Bool = true) async -> Answered {
      await ask(Token.signed(issuer.claims(claims), by: key, header: header), isPatient: isPatient)
    }
  }

  final class Logged: Sendable { let entries = Mutex<[LogEntry]>([]) }

  private func door(_ change: (inout TrustedIssuer) -> Void = { _ in }, log: Logged = Logged()) async throws -> Door {
    let issuer = LocalIssuer(Self.keys)
    try await issuer.listen()
    var trusted = try issuer.trusted()
    change(&trusted)
    var settings = Service.Settings()
    settings.issuers = IssuerSettings(issuers: [trusted], networks: [try #require(Network("127.0.0.1"))])
    let world = try await World(days: 0)
    return Door(world: world, issuer: issuer, service: Service(world.installation, settings: settings) { entry in log.entries.withLock { $0.append(entry) } })
  }

  @Test func everyAlgorithmIsTaken() async throws {
    let door = try await door()
    for key in Self.keys {
      let answer = await door.ask(Token.signed(door.issuer.claims(), by: key))
      #expect(answer.status == 200, "\(key.algorithm): \(answer.text)")
    }
    // Without the key's name every key of the kind is tried.
    #expect(await door.ask(with: [:], header: #"{"alg":"ES256"}"#).status == 200)
    #expect(door.issuer.state.withLock { $0.timesAsked } == 1)
    // Access keys open what they did.
    let key = try AccessKeys(door.world.installation).create(name: "test", roles: [.auditor]).text
    #expect(await door.ask(key).status == 200)
    #expect(await door.ask(key + "x")["code"] == "access.unknown-key")
  }

  @Test func rolesAreTheIssuersWordsInFlorins() async throws {
    let log = Logged()
    let door = try await door(log: log)
    func token(_ roles: String, _ more: [String: String] = [:]) -> String {
      Token.signed(door.issuer.claims(more.merging(["realm_access": "{\"roles\":\(roles)}"]) { $1 }), by: door.key)
    }
    #expect(await door.ask(token(#"["desk","else"]"#), "POST", "/v1/bill-runs/1/execution").status != 403)
    let refused = await door.ask(token(#"["books"]"#), "POST", "/v1/bill-runs/1/execution")
    #expect((refused.status, refused["code"]) == (403, "access.forbidden"))
    #expect(refused.departure.header("WWW-Authenticate")?.contains("error=\"insufficient_scope\"") == true)
    for roles in [#"["stranger"]"#, "[]", #""""#, "7", "null", #"["billing"]"#] {
      let answer = await door.ask(token(roles))
      #expect((answer.status, answer["code"]) == (403, "access.unmapped-caller"), "\(roles): \(answer.text)")
    }
    // A text of words is a list of them.
    #expect(await door.ask(token(#""else books""#)).status == 200)
    // Who is a customer sees its own and nothing else.
    let ana = await door.ask(token(#"["subscriber"]"#, ["customer_number": "\"ana\""]))
    #expect(ana.status == 200)
    #expect(ana.text.contains("ana") && !ana.text.contains("bruno"), "\(ana.text)")
    for claims in [[:], ["customer_number": "\"nobody\""], ["customer_number": "7"], ["customer_number": #"["ana","bruno"]"#]] as [[String: String]] {
      #expect(await door.ask(token(#"["subscriber"]"#, claims))["code"] == "access.unmapped-caller", "\(claims)")
    }
    #expect(await door.ask(token(#"["subscriber","books"]"#, ["customer_number": "\"ana\""]))["code"] == "access.unmapped-caller")
    // Neither subject nor customer stands in the log; the caller's name does.
    let name = try AccessKeys.caller(issuer: "corp", subject: "machine-7")
    let lines = log.entries.withLock { $0.map { $0.line(at: MachineClock().now()) } }
    #expect(lines.contains { $0.contains("\"caller\":\"\(name.replacing("/", with: "\\/"))\"") || $0.contains("\"caller\":\"\(name)\"") }, "\(lines)")
    #expect(!lines.contains { $0.contains("machine-7") || $0.contains("ana") }, "\(lines)")
  }

  @Test func whatIsAskedIsWrittenDownUnderTheCallersName() async throws {
    let door = try await door { $0.roles["desk"] = [.care] }
    let token = Token.signed(door.issuer.claims(role: "desk"), by: door.key)
    #expect(await door.ask(token, "POST", "/v1/orders", WritingTests.order).status == 201)
    let audit = await door.world.get("/v1/requests")
    #expect(audit["items.0.caller"] == (try AccessKeys.caller(issuer: "corp", subject: "machine-7")), "\(audit.text)")
  }

  @Test func whatIsWrongWithATokenIsSaid() async throws {
    let door = try await door { $0.skewSeconds = 300 }
    var now: Int { Int(Date().timeIntervalSince1970) }
    func expect(_ answer: Answered, _ code: String, _ what: String, _ location: SourceLocation = #_sourceLocation) {
      #expect((answer.status, answer["code"]) == (401, code), "\(what): \(answer.text)", sourceLocation: location)
      let challenge = answer.departure.header("WWW-Authenticate") ?? ""
      #expect(challenge.hasPrefix("Bearer realm=\"florin\", error=\"invalid_token\", error_description=\""), "\(challenge)", sourceLocation: location)
    }
    expect(await door.ask(with: ["iss": "\"https://elsewhere.example\""]), "access.token-issuer", "another issuer")
    expect(await door.ask(with: ["iss": "\"\(door.issuer.address)/\""]), "access.token-issuer", "nearly the issuer")
    expect(await door.ask(with: ["aud": "\"shop\""]), "access.token-audience", "another audience")
    expect(await door.ask(with: ["aud": ""]), "access.token-audience", "no audience")
    #expect(await door.ask(with: ["aud": #"["shop","florin"]"#]).status == 200)
    expect(await door.ask(with: ["exp": "\(now - 400)"]), "access.token-expired", "over")
    #expect(await door.ask(with: ["exp": "\(now - 20)"]).status == 200, "over by less than clocks differ")
    expect(await door.ask(with: ["nbf": "\(now + 3000)"]), "access.token-early", "not yet in force")
    expect(await door.ask(with: ["iat": "\(now + 3000)"]), "access.token-early", "made in the future")
    #expect(await door.ask(with: ["nbf": "\(now + 20)", "exp": "\(now + 600).5"]).status == 200)
    for claims in [
      ["exp": ""], ["exp": "\"\(now + 60)\""], ["exp": "1e400"], ["exp": "-1"], ["sub": ""], ["sub": "7"], ["sub": "\"\""], ["aud": "{}"], ["aud": "[7]"], ["nbf": "true"],
    ] as [[String: String]] {
      expect(await door.ask(with: claims), "access.token-unreadable", "\(claims)")
    }
    for text in ["a.b", "a.b.c", "....", "e30.e30.", "e30.e30.e30", "\(Base64URL.text(Array("[]".utf8))).e30.e30"] {
      expect(await door.ask(text), "access.token-unreadable", text)
    }
    let good = Token.signed(door.issuer.claims(), by: door.key)
    expect(await door.ask(good + "="), "access.token-unreadable", "padding")
    expect(await door.ask(with: [:], header: #"{"alg":"ES256","kid":"e1","crit":["exp"],"exp":1}"#), "access.token-kind", "crit")
    expect(await door.ask(with: [:], header: #"{"alg":"ES256","kid":"e1","typ":"logout+jwt"}"#), "access.token-kind", "typ")
    expect(await door.ask(with: ["cnf": #"{"jkt":"x"}"#]), "access.token-kind", "bound")
    #expect(await door.ask(with: [:], header: #"{"alg":"ES256","kid":"e1","typ":"application/AT+JWT"}"#).status == 200)
  }

  @Test func whoeverSignsItselfIsNotBelieved() async throws {
    let door = try await door()
    let claims = door.issuer.claims()
    func code(_ token: String) async -> String? { await door.ask(token)["code"] }
    #expect(await code(Token.forged(claims, header: #"{"alg":"none"}"#) { _ in [] }) == "access.token-algorithm")
    #expect(await code(Token.forged(claims, header: #"{"alg":"None","kid":"r1"}"#) { _ in [] }) == "access.token-algorithm")
    // The public key is no secret: with it as one, anybody could sign.
    for key in Self.keys {
      #expect(await code(Token.forged(claims, header: #"{"alg":"HS256","kid":"\#(key.id)"}"#) { SigningKey.hmac($0, key: key.publicBytes) }) == "access.token-algorithm")
    }
    // A key serves its own kind of signature alone, whatever the token says.
    #expect(await code(Token.signed(claims, by: Self.keys[0], header: #"{"alg":"ES256","kid":"r1"}"#)) == "access.token-key")
    #expect(await code(Token.signed(claims, by: Self.keys[0], header: #"{"alg":"RS256","kid":"e1"}"#)) == "access.token-key")
    #expect(await code(Token.signed(claims, by: Self.keys[0], header: #"{"alg":"PS256","kid":"r1"}"#)) == "access.token-signature")
    #expect(await code(Token.signed(claims, by: Self.other)) == "access.token-signature")
    // A key that comes with the token is nobody's.
    let brought = #"{"alg":"RS256","jwk":\#(Self.other.entry()),"jku":"\#(door.issuer.address)/keys"}"#
    #expect(await code(Token.signed(claims, by: Self.other, header: brought)) == "access.token-signature")
    for key in Self.keys {
      let parts = Token.signed(claims, by: key).split(separator: ".")
      let changed = Base64URL.text(Array(door.issuer.claims(role: "desk").utf8))
      #expect(await code("\(parts[0]).\(changed).\(parts[2])") == "access.token-signature", "\(key.algorithm)")
      #expect(await code("\(parts[0]).\(parts[1]).") == "access.token-signature", "\(key.algorithm)")
      #expect(await code("\(parts[0]).\(parts[1]).\(Base64URL.text(Array(repeating: 0, count: 64)))") == "access.token-signature", "\(key.algorithm)")
    }
    // An issuer may be held to fewer algorithms.
    let strict = try await self.door { $0.algorithms = [.eddsa] }
    #expect(await strict.ask(with: [:])["code"] == "access.token-algorithm")
    #expect(await strict.ask(Token.signed(strict.issuer.claims(), by: Self.keys[3])).status == 200)
  }

  @Test func keysAreReadAgainForOneThatIsNotKnown() async throws {
    let door = try await door { $0.refreshSeconds = 1 }
    #expect(await door.ask(with: [:]).status == 200)
    let new = SigningKey("e2", .es256)
    let token = Token.signed(door.issuer.claims(), by: new)
    for _ in 0..<20 { #expect(await door.ask(token)["code"] == "access.token-key") }
    // Not with every token that names one.
    #expect(door.issuer.state.withLock { $0.timesAsked } < 20)
    door.issuer.state.withLock { $0.keys = [new] }
    var status = 0
    for _ in 0..<600 where status != 200 {
      status = await door.ask(token).status
      if status != 200 { try await Task.sleep(for: .milliseconds(100)) }
    }
    #expect(status == 200)
    // What the issuer no longer has signs nothing any more.
    #expect(await door.ask(with: [:])["code"] == "access.token-key")
  }

  /// An issuer that names its next key like the one before, or names none.
  @Test(arguments: [#"{"alg":"ES256","kid":"e1"}"#, #"{"alg":"ES256"}"#]) func keysAreReadAgainWhenThoseThatAreKnownSignedNothing(header: String) async throws {
    let door = try await door { $0.refreshSeconds = 1 }
    #expect(await door.ask(with: [:], header: header).status == 200)
    let new = SigningKey("e1", .es256)
    let token = Token.signed(door.issuer.claims(), by: new, header: header)
    for _ in 0..<20 { #expect(await door.ask(token)["code"] == "access.token-signature") }
    // Not with every token that is signed by nobody.
    #expect(door.issuer.state.withLock { $0.timesAsked } < 20)
    door.issuer.state.withLock { $0.keys = [new] }
    var status = 0
    for _ in 0..<600 where status != 200 {
      status = await door.ask(token).status
      if status != 200 { try await Task.sleep(for: .milliseconds(100)) }
    }
    #expect(status == 200)
    #expect(await door.ask(with: [:], header: header)["code"] == "access.token-signature")
  }

  @Test func anIssuerThatDoesNotAnswerIsNoReasonToLetAnybodyIn() async throws {
    let log = Logged()
    let door = try await door(log: log)
    door.issuer.state.withLock { $0.status = 500 }
    var answer = await door.ask(with: [:], isPatient: false)
    // On a busy machine it may not answer at all.
    for _ in 0..<60 where log.entries.withLock({ $0.last?.fault?.contains("it answered") }) != true { answer = await door.ask(with: [:], isPatient: false) }
    #expect((answer.status, answer["code"]) == (503, "access.issuer-silent"), "\(answer.text)")
    #expect(!answer.text.contains("127.0.0.1"))
    #expect(answer.departure.header("Retry-After") != nil)
    #expect(log.entries.withLock { $0.last?.fault?.contains("it answered 500") } == true)
    door.issuer.state.withLock { $0.status = 200 }
    #expect(await door.ask(with: [:]).status == 200)
    // With keys that are known it need not answer.
    door.issuer.state.withLock { $0.status = 500 }
    #expect(await door.ask(with: [:]).status == 200)
  }

  @Test func anIssuerSpeaksForItselfAloneAndWithinTheNetworksNamed() async throws {
    let door = try await door()
    door.issuer.state.withLock { $0.describedAs = "https://other.example" }
    #expect(await door.ask(with: [:], isPatient: false)["code"] == "access.issuer-silent")
    let log = Logged()
    var settings = Service.Settings()
    settings.issuers = IssuerSettings(issuers: [try door.issuer.trusted()])
    let guarded = Service(door.world.installation, settings: settings) { entry in log.entries.withLock { $0.append(entry) } }
    let token = Token.signed(door.issuer.claims(), by: door.key)
    let answer = Answered(await guarded.desk.answer(Arrival(method: "GET", target: "/v1/accounts", headers: [("Authorization", "Bearer \(token)")])))
    #expect(answer["code"] == "access.issuer-silent")
    #expect(log.entries.withLock { $0.last?.fault?.contains("refused-address") } == true)
  }

  @Test func aCallerWhoIsRevokedIsLetInNoMoreUntilRestored() async throws {
    let door = try await door()
    let keys = AccessKeys(door.world.installation)
    let name = try AccessKeys.caller(issuer: "corp", subject: "machine-7")
    #expect(await door.ask(with: [:]).status == 200)
    try keys.revoke(name)
    try keys.revoke(name)
    #expect(try keys.revokedCallers() == [name])
    func becomes(_ status: Int) async throws -> Answered {
      var answer = await door.ask(with: [:])
      for _ in 0..<600 where answer.status != status {
        try await Task.sleep(for: .milliseconds(100))
        answer = await door.ask(with: [:])
      }
      return answer
    }
    let refused = try await becomes(401)
    #expect(refused["code"] == "access.revoked-caller", "\(refused.text)")
    #expect(await door.ask(Token.signed(door.issuer.claims(subject: "machine-8"), by: door.key)).status == 200)
    try keys.restore(name)
    #expect(try await becomes(200).status == 200)
    #expect(throws: Rejection.self) { try keys.restore(name) }
    for wrong in ["corp/", "/0123456789abcdef01234567", "corp/0123456789ABCDEF01234567", "corp/x/y"] { #expect(throws: Rejection.self, "\(wrong)") { try keys.revoke(wrong) } }
    let proof = await door.world.ask("POST", "/v1/verification", "{}")
    #expect(proof["ok"] == "1", "\(proof.text)")
  }

  @Test func theDescriptionSaysThatTokensAreTaken() async throws {
    let door = try await door()
    let document = Answered(await door.service.desk.answer(Arrival(method: "GET", target: "/openapi.json")))
    #expect(document["components.securitySchemes.accessToken.bearerFormat"] == "JWT")
    #expect(document["paths./v1/accounts.get.security"] == "2")
    #expect(await door.world.knock("GET", "/openapi.json", key: nil)["paths./v1/accounts.get.security"] == "1")
  }
}
