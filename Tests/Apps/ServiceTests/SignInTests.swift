import Foundation
import HTTPAPI
import Issuer
import Operations
import Primitives
import Store
import Synchronization
import Testing

@testable import Bootstrap

/// People who sign in at an issuer on this machine, with a browser that keeps cookies.
@Suite(.serialized) struct SignInTests {
  static let keys = [SigningKey("e1", .es256)]

  /// An installation that people sign in at.
  final class House: Sendable {
    let world: World
    let issuer: LocalIssuer
    let service: Service
    let entries = Mutex<[LogEntry]>([])

    init(_ change: (inout SignInClient) -> Void = { _ in }) async throws {
      issuer = LocalIssuer(SignInTests.keys)
      try await issuer.listen()
      let trusted = try issuer.trusted()
      guard case .discovery(let description) = trusted.keySource else { fatalError() }
      var client = SignInClient(
        issuer: trusted, description: description, clientID: "florin-web", clientSecret: "s cret", origin: "https://billing.example", scopes: ["openid", "roles"])
      change(&client)
      var settings = Service.Settings()
      settings.host = "0.0.0.0"
      settings.issuers = IssuerSettings(issuers: [trusted], networks: [try #require(Network("127.0.0.1"))])
      settings.signIn = client
      world = try await World(days: 0)
      let told = Told()
      service = Service(world.installation, settings: settings) { told.take($0) }
      told.house.withLock { $0 = { [weak self] entry in self?.entries.withLock { $0.append(entry) } } }
    }

    final class Told: Sendable {
      let house = Mutex<@Sendable (LogEntry) -> Void>({ _ in })
      func take(_ entry: LogEntry) { house.withLock { $0 }(entry) }
    }

    var lines: [String] { entries.withLock { $0.map { $0.line(at: MachineClock().now()) } } }
  }

  /// A browser: keeps the cookies it is given, and sends them along.
  final class Browser: Sendable {
    let house: House
    let cookies = Mutex<[String: String]>([:])
    /// As they were set, with everything about them.
    let given = Mutex<[String]>([])

    init(_ house: House) { self.house = house }

    func ask(_ method: String, _ target: String, _ headers: [String: String] = [:], _ body: String? = nil) async -> Answered {
      var answer = await once(method, target, headers, body)
      // A busy machine lets the issuer or the database be too slow.
      for _ in 0..<60 where answer.status == 503 {
        try? await Task.sleep(for: .milliseconds(500))
        answer = await once(method, target, headers, body)
      }
      return answer
    }

    func once(_ method: String, _ target: String, _ headers: [String: String] = [:], _ body: String? = nil) async -> Answered {
      var arrival = Arrival(method: method, target: target, headers: headers.map { ($0.key, $0.value) }, body: Array((body ?? "").utf8))
      let sent = cookies.withLock { $0.map { "\($0.key)=\($0.value)" }.joined(separator: "; ") }
      if !sent.isEmpty { arrival.headers.append(("Cookie", sent)) }
      if body != nil { arrival.headers.append(("Content-Type", "application/json")) }
      let answer = Answered(await house.service.desk.answer(arrival))
      for (_, value) in answer.departure.headers.filter({ $0.name == "Set-Cookie" }) {
        given.withLock { $0.append(value) }
        let pair = value.split(separator: ";")[0].split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        cookies.withLock { $0[pair[0]] = value.contains("Max-Age=0;") || value.hasSuffix("Max-Age=0") ? nil : pair[1] }
      }
      return answer
    }

    /// Begins to sign in, and says where the issuer sends it back to.
    func begun() async -> String {
      let answer = await ask("GET", "/sign-in")
      #expect(answer.status == 303, "\(answer.text)")
      return house.issuer.letIn(answer.departure.header("Location") ?? "?")
    }

    func signIn() async -> Answered { await ask("GET", await begun()) }

    static let own = ["Sec-Fetch-Site": "same-origin", "Idempotency-Key": "k"]
  }

  @Test func aPersonSignsInAndOut() async throws {
    let house = try await House()
    let browser = Browser(house)
    #expect(await browser.ask("GET", "/v1/me").status == 401)
    let back = await browser.signIn()
    #expect((back.status, back.departure.header("Location")) == (303, "/docs"), "\(back.text)")
    let cookie = try #require(browser.given.withLock { $0.first { $0.hasPrefix("__Host-florin_session=") } })
    for part in ["Path=/", "HttpOnly", "SameSite=Lax", "Secure", "Max-Age=43200"] { #expect(cookie.contains("; \(part)"), "\(cookie)") }
    #expect(browser.cookies.withLock { $0.keys.sorted() } == ["__Host-florin_session"])
    let me = await browser.ask("GET", "/v1/me")
    let name = try AccessKeys.caller(issuer: "corp", subject: "ana@example.com")
    #expect((me.status, me["caller"], me["roles.0"], me["roles"]) == (200, name, "auditor", "1"), "\(me.text)")
    #expect(await browser.ask("GET", "/v1/accounts").status == 200)
    // A role it has not.
    #expect(await browser.ask("POST", "/v1/orders", Browser.own, WritingTests.order)["code"] == "access.forbidden")
    // The role check, the audit and the log know it by its name; nothing knows the cookie, or what the issuer calls it.
    let secret = try #require(browser.cookies.withLock { $0["__Host-florin_session"] })
    #expect(house.lines.contains { $0.contains(name.split(separator: "/")[1]) })
    #expect(!house.lines.contains { $0.contains("ana@") || $0.contains(secret) || $0.contains("code-") }, "\(house.lines)")
    for file in ["florin.db", "florin.db-wal"] {
      let bytes = FileManager.default.contents(atPath: house.world.installation.home.path(file)) ?? Data()
      #expect(bytes.range(of: Data(secret.utf8)) == nil && bytes.range(of: Data("ana@example.com".utf8)) == nil)
    }
    // Out again: for this browser at once, and whoever copied the cookie has nothing.
    let thief = Browser(house)
    thief.cookies.withLock { $0 = ["__Host-florin_session": secret] }
    #expect(await thief.ask("GET", "/v1/me").status == 200)
    #expect(await browser.ask("POST", "/sign-out", ["Sec-Fetch-Site": "cross-site"])["code"] == "access.cross-site")
    let out = await browser.ask("POST", "/sign-out", Browser.own)
    #expect((out.status, out.departure.header("Location")) == (303, "/docs"))
    #expect(browser.cookies.withLock { $0.isEmpty })
    #expect(await thief.ask("GET", "/v1/me")["code"] == "access.session-over")
    #expect(await thief.ask("POST", "/sign-out", Browser.own).status == 303)
    let proof = await house.world.ask("POST", "/v1/verification", "{}")
    #expect(proof["ok"] == "1", "\(proof.text)")
  }

  @Test func whatDoesNotBelongToTheBrowsersOwnSignInIsRefused() async throws {
    let house = try await House()
    let browser = Browser(house)
    let back = await browser.begun()
    // Somebody else's link, in a browser that has begun nothing, or something else.
    #expect(await Browser(house).ask("GET", back)["code"] == "access.sign-in-state")
    let other = Browser(house)
    let others = await other.begun()
    #expect(await other.ask("GET", back)["code"] == "access.sign-in-state")
    for (state, code) in [("", "access.sign-in-state"), ("&state=", "http.wrong-parameter"), ("&state=0", "access.sign-in-state")] {
      let changed = back.replacing(/&state=[0-9a-f]*/, with: state)
      #expect(await browser.ask("GET", changed)["code"] == code, "\(changed)")
    }
    // A code that was given for another sign-in: the issuer sees that the verifier is not its.
    let code = try #require(others.firstMatch(of: /code=[^&]*/)?.output)
    #expect(await browser.ask("GET", back.replacing(/code=[^&]*/, with: code))["code"] == "access.sign-in-code")
    #expect(await browser.ask("GET", back.replacing(/code=[^&]*&/, with: ""))["code"] == "access.sign-in-code")
    // In order, and then once more.
    let cookies = browser.cookies.withLock { $0 }
    #expect(await browser.ask("GET", back).status == 303)
    browser.cookies.withLock { $0 = cookies }
    #expect(await browser.ask("GET", back)["code"] == "access.sign-in-state")
    // Also with a code that is good.
    let fresh = GivenCode(challenge: try challenge(cookies), nonce: "n", client: "florin-web", redirect: "https://billing.example/sign-in/callback")
    house.issuer.state.withLock { ($0.codes["again"], $0.timesRedeemed) = (fresh, 0) }
    #expect(await browser.ask("GET", back.replacing(/code=[^&]*/, with: "code=again"))["code"] == "access.sign-in-state")
    #expect(house.issuer.state.withLock { $0.timesRedeemed } == 0)
    #expect(house.lines.allSatisfy { !$0.contains("code-") })
  }

  private func challenge(_ cookies: [String: String]) throws -> String {
    try SignInAttempt(cookie: cookies["__Host-florin_sign_in"], at: MachineClock().now()) { try AccessKeys.digest($0) }.challenge
  }

  /// Attempts by their cookies: whole, of another form, too old, of the future.
  @Test func anAttemptEndsInTenMinutes() throws {
    let now = Instant(seconds: 1_800_000_000)
    let letters = String(repeating: "a", count: 40)
    func attempt(_ cookie: String?) throws -> SignInAttempt { try SignInAttempt(cookie: cookie, at: now) { try AccessKeys.digest($0) } }
    let one = try attempt("\(letters).1800000000")
    let parts: Set = [one.state, one.nonce, one.verifier, one.challenge]
    #expect(parts.count == 4 && one.verifier.utf8.count == 64 && one.challenge.utf8.count == 43)
    #expect(try attempt("\(letters).1799999401").state != one.state)
    // Begun by a process whose clock is ahead.
    #expect(try attempt("\(letters).1800000060").state != one.state)
    for wrong in [nil, "", letters, "\(letters).1799999400", "\(letters).1800000061", "\(letters).x", "\(letters).-1", "a.1800000000", "\(letters).1800000000.1"] {
      let rejection = #expect(throws: Rejection.self, "\(wrong ?? "")") { try attempt(wrong) }
      #expect(rejection?.problems.map(\.code) == [.signInState])
    }
    // RFC 7636, appendix B.
    #expect(Base64URL.text(LocalIssuer.sha256(Array("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".utf8))) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")
  }

  @Test func anIDTokenMustBeForThisSignIn() async throws {
    let house = try await House()
    let now = Int(Date().timeIntervalSince1970)
    let stranger = SigningKey("e1", .es256)
    func becomes(_ code: String, _ what: String, _ change: (inout LocalIssuer.State) -> Void) async {
      house.issuer.state.withLock { state in
        (state.idClaims, state.idKey, state.idHeader) = ([:], nil, nil)
        change(&state)
      }
      let browser = Browser(house)
      let answer = await browser.signIn()
      #expect(answer["code"] == code, "\(what): \(answer.text)")
      #expect(browser.cookies.withLock { $0["__Host-florin_session"] } == nil)
    }
    await becomes("access.sign-in-token", "another nonce") { $0.idClaims["nonce"] = "\"x\"" }
    await becomes("access.sign-in-token", "no nonce") { $0.idClaims["nonce"] = "" }
    await becomes("access.sign-in-token", "given to another") { $0.idClaims["azp"] = "\"shop\"" }
    await becomes("access.sign-in-token", "for several, given to nobody") { $0.idClaims = ["aud": #"["florin-web","shop"]"#, "azp": ""] }
    await becomes("access.token-audience", "for another") { $0.idClaims["aud"] = "\"florin\"" }
    await becomes("access.token-issuer", "of another") { $0.idClaims["iss"] = "\"https://other.example\"" }
    await becomes("access.token-expired", "over") { $0.idClaims["exp"] = "\(now - 4000)" }
    await becomes("access.token-early", "made in the future") { $0.idClaims["iat"] = "\(now + 4000)" }
    await becomes("access.token-signature", "signed by another key") { $0.idKey = stranger }
    await becomes("access.token-algorithm", "not signed") { $0.idHeader = #"{"alg":"none"}"# }
    await becomes("access.token-kind", "an access token") { $0.idHeader = #"{"alg":"ES256","kid":"e1","typ":"at+jwt"}"# }
    await becomes("access.unmapped-caller", "nobody here") { $0.idClaims["realm_access"] = #"{"roles":["guest"]}"# }
    await becomes("access.unmapped-caller", "no customer here") { $0.idClaims = ["realm_access": #"{"roles":["subscriber"]}"#, "customer_number": "\"nobody\""] }
    // An ID token opens nothing by itself.
    house.issuer.state.withLock { $0.idClaims = [:] }
    let id = Token.signed(house.issuer.claims(["aud": "\"florin-web\""]), by: Self.keys[0])
    #expect(await Browser(house).ask("GET", "/v1/me", ["Authorization": "Bearer \(id)"])["code"] == "access.token-audience")
  }

  @Test func theAnswerMustBeOfTheIssuerThatWasAsked() async throws {
    let house = try await House()
    let browser = Browser(house)
    let back = await browser.begun()
    #expect(await browser.ask("GET", back + "&iss=https%3A%2F%2Fother.example")["code"] == "access.sign-in-issuer")
    #expect(await browser.ask("GET", back.replacing(/code=[^&]*/, with: "error=access_denied") + "&iss=\(house.issuer.address)")["code"] == "access.sign-in-refused")
    #expect(await browser.ask("GET", back + "&iss=\(house.issuer.address)").status == 303)
    // One that always names itself, and then does not.
    let strict = try await House()
    strict.issuer.state.withLock { $0.namesItself = true }
    let other = Browser(strict)
    let without = await other.begun()
    #expect(await other.ask("GET", without)["code"] == "access.sign-in-issuer")
    #expect(await other.ask("GET", without + "&iss=\(strict.issuer.address)").status == 303)
  }

  @Test func aPageElsewhereWritesNothingWithTheCookie() async throws {
    let house = try await House()
    house.issuer.state.withLock { $0.idClaims["realm_access"] = #"{"roles":["desk","care"]}"# }
    let browser = Browser(house)
    #expect(await browser.signIn().status == 303)
    for headers in [
      [:], ["Sec-Fetch-Site": "cross-site"], ["Sec-Fetch-Site": "same-site"], ["Sec-Fetch-Site": "none"], ["Origin": "https://evil.example"], ["Origin": "null"],
      ["Origin": "https://billing.example.evil.example"], ["Origin": "http://billing.example"], ["Sec-Fetch-Site": "cross-site", "Origin": "https://billing.example"],
    ] as [[String: String]] {
      let answer = await browser.ask("POST", "/v1/bill-runs/1/execution", headers.merging(["Idempotency-Key": "k"]) { $1 })
      #expect((answer.status, answer["code"]) == (403, "access.cross-site"), "\(headers): \(answer.text)")
    }
    for headers in [["Sec-Fetch-Site": "same-origin"], ["Origin": "https://billing.example"]] {
      let answer = await browser.ask("POST", "/v1/bill-runs/1/execution", headers.merging(["Idempotency-Key": "k"]) { $1 })
      #expect(answer["code"] == "bill-run.unknown", "\(headers): \(answer.text)")
    }
    // Reading changes nothing, and no page elsewhere can see it.
    #expect(await browser.ask("GET", "/v1/me", ["Sec-Fetch-Site": "cross-site"]).departure.header("Cross-Origin-Resource-Policy") == "same-origin")
    // Who sends a key is asked for no origin; a key beside the cookie counts alone.
    let key = try AccessKeys(house.world.installation).create(name: "test", roles: [.finance]).text
    #expect(await browser.ask("POST", "/v1/bill-runs/1/execution", ["Authorization": "Bearer \(key)", "Idempotency-Key": "k"])["code"] != "access.cross-site")
    #expect(await browser.ask("GET", "/v1/me", ["Authorization": "Bearer \(key)x"])["code"] == "access.unknown-key")
  }

  @Test func aSessionEndsByItself() async throws {
    let short = try await House { ($0.idleSeconds, $0.longestSeconds) = (1_000, 3) }
    let browser = Browser(short)
    #expect(await browser.signIn().status == 303)
    var answer = await browser.ask("GET", "/v1/me")
    for _ in 0..<600 where answer.status != 401 {
      try await Task.sleep(for: .milliseconds(100))
      answer = await browser.ask("GET", "/v1/me")
    }
    #expect(answer["code"] == "access.session-over")
    #expect(answer.departure.header("WWW-Authenticate")?.contains("invalid_token") == true)
    for cookie in ["", "x", String(repeating: "a", count: 40), "a b", "../.."] {
      browser.cookies.withLock { $0 = ["__Host-florin_session": cookie] }
      let code = await browser.ask("GET", "/v1/me")["code"]
      #expect(code == (cookie.isEmpty ? "access.missing-key" : "access.session-over"), "\(cookie)")
    }
    // Two of the name: one may be put there by somebody else.
    #expect(await Browser(short).ask("GET", "/v1/me", ["Cookie": "__Host-florin_session=a; __Host-florin_session=b"])["code"] == "access.missing-key")
    let at = Instant(seconds: 1000)
    let table: [(ended: Int64?, used: Int64, now: Int64, isOpen: Bool)] = [
      (nil, 1000, 1000, true), (nil, 1000, 1299, true), (nil, 1000, 1300, false), (nil, 1290, 1300, true), (nil, 1990, 1999, true), (nil, 1999, 2000, false), (1005, 1004, 1005, false),
    ]
    for row in table {
      let session = UserSession(
        id: 1, identity: TokenIdentity(caller: "c", roles: [], customerReference: nil), createdAt: at, expiresAt: Instant(seconds: 2000), endedAt: row.ended.map { Instant(seconds: $0) },
        usedAt: Instant(seconds: row.used))
      #expect(session.isOpen(at: Instant(seconds: row.now), idleSeconds: 300) == row.isOpen, "\(row)")
    }
  }

  @Test func whoeverIsRevokedIsOutAndACustomerSeesItsOwn() async throws {
    let house = try await House()
    house.issuer.state.withLock { $0.idClaims = ["realm_access": #"{"roles":["subscriber"]}"#, "customer_number": "\"ana\""] }
    let browser = Browser(house)
    #expect(await browser.signIn().status == 303)
    let me = await browser.ask("GET", "/v1/me")
    #expect((me["customer"], me["roles.0"]) == ("ana", "customer"), "\(me.text)")
    let accounts = await browser.ask("GET", "/v1/accounts")
    #expect(accounts.text.contains("ana") && !accounts.text.contains("bruno"))
    try AccessKeys(house.world.installation).revoke(try AccessKeys.caller(issuer: "corp", subject: "ana@example.com"))
    var answer = await browser.ask("GET", "/v1/me")
    for _ in 0..<600 where answer.status == 200 {
      try await Task.sleep(for: .milliseconds(100))
      answer = await browser.ask("GET", "/v1/me")
    }
    #expect(answer["code"] == "access.revoked-caller")
    #expect(await Browser(house).signIn()["code"] == "access.revoked-caller")
  }

  @Test func anIssuerThatDoesNotAnswerIsTold() async throws {
    let house = try await House()
    house.issuer.state.withLock { $0.status = 500 }
    let answer = await Browser(house).once("GET", "/sign-in")
    #expect((answer.status, answer["code"]) == (503, "access.issuer-silent"), "\(answer.text)")
    house.issuer.state.withLock { $0.status = 200 }
    #expect(await Browser(house).signIn().status == 303)
  }

  @Test func theDescriptionOffersToSignIn() async throws {
    let house = try await House()
    let browser = Browser(house)
    let docs = await browser.ask("GET", "/docs")
    #expect(docs.text.contains("href=\"/sign-in\"") && docs.text.contains("action=\"/sign-out\""))
    #expect(docs.departure.header("Content-Security-Policy")?.contains("form-action 'self'") == true)
    let document = await browser.ask("GET", "/openapi.json")
    #expect(document["components.securitySchemes.session.name"] == "__Host-florin_session")
    #expect(document["paths./v1/accounts.get.security"] == "3")
    let plain = await house.world.knock("GET", "/docs", key: nil)
    #expect(!plain.text.contains("/sign-in") && plain.departure.header("Content-Security-Policy")?.contains("form-action 'none'") == true)
    #expect(await house.world.knock("GET", "/sign-in", key: nil).status == 404)
    // Without TLS, for work on the machine itself.
    let local = SignInClient(issuer: try house.issuer.trusted(), description: try WebAddress("http://127.0.0.1/"), clientID: "c", origin: "http://localhost:8080")
    #expect(local.cookie(local.sessionCookie, "v", seconds: 5) == "florin_session=v; Path=/; HttpOnly; SameSite=Lax; Max-Age=5")
  }
}
