import Foundation
import HTTPAPI
import Issuer
import Operations
import Primitives
import Synchronization
import Testing

@testable import Bootstrap

/// Who was not let in, as the log and the measures tell it; and sessions that are ended from outside.
@Suite(.serialized) struct RefusedTests {
  private typealias House = SignInTests.House
  private typealias Browser = SignInTests.Browser

  private func last(_ house: House) -> LogEntry? { house.entries.withLock { $0.last } }

  private func count(_ house: House, _ code: String) async throws -> Int {
    let key = try AccessKeys(house.world.installation).create(name: "watch", roles: [.auditor]).text
    let text = await Browser(house).ask("GET", "/metrics", ["Authorization": "Bearer \(key)"]).text
    let line = text.split(separator: "\n").first { $0.hasPrefix("florin_access_refused_total{code=\"\(code)\"}") }
    return line.flatMap { Int($0.split(separator: " ")[1]) } ?? 0
  }

  @Test func aSignInThatFailsIsLoggedAndCounted() async throws {
    let house = try await House()
    let strayed = await Browser(house).ask("GET", "/sign-in/callback?code=code-secret&state=secret-state&error_description=ana%40example.com")
    #expect(strayed["code"] == "access.sign-in-state")
    #expect((last(house)?.route, last(house)?.code, last(house)?.caller) == ("/sign-in/callback", "access.sign-in-state", nil))
    house.issuer.state.withLock { $0.idClaims["realm_access"] = #"{"roles":["guest"]}"# }
    #expect(await Browser(house).signIn()["code"] == "access.unmapped-caller")
    // Who it was is certain by then, and is told by the name that it would have.
    let name = try AccessKeys.caller(issuer: "corp", subject: "ana@example.com")
    #expect((last(house)?.code, last(house)?.caller) == ("access.unmapped-caller", name))
    house.issuer.state.withLock { $0.idKey = SigningKey("e1", .es256) }
    #expect(await Browser(house).signIn()["code"] == "access.token-signature")
    #expect(last(house)?.caller == nil)
    #expect(try await count(house, "access.sign-in-state") == 1)
    #expect(try await count(house, "access.unmapped-caller") == 1)
    #expect(try await count(house, "access.token-signature") == 1)
    for line in house.lines { #expect(!line.contains("ana@") && !line.contains("secret") && !line.contains("code-"), "\(line)") }
  }

  @Test func aKeyThatIsRefusedIsLoggedByItsIDWhenItIsThatKey() async throws {
    let house = try await House()
    let keys = AccessKeys(house.world.installation)
    let (key, text) = try keys.create(name: "test", roles: [.partner])
    let browser = Browser(house)
    func ask(_ text: String, _ method: String = "GET", _ target: String = "/v1/accounts") async -> Answered { await browser.ask(method, target, ["Authorization": "Bearer \(text)"]) }
    #expect(await ask(text)["code"] == "access.forbidden")
    #expect((last(house)?.caller, last(house)?.code) == (key.publicID, "access.forbidden"))
    // Whoever knows the shown part only is not that key.
    #expect(await ask(String(text.dropLast()) + (text.hasSuffix("z") ? "y" : "z"))["code"] == "access.unknown-key")
    #expect((last(house)?.caller, last(house)?.code) == (nil, "access.unknown-key"))
    #expect(await ask("ana@example_secret")["code"] == "access.unknown-key")
    try keys.revoke(key.publicID)
    var answer = await ask(text)
    for _ in 0..<600 where answer.status == 403 {
      try await Task.sleep(for: .milliseconds(100))
      answer = await ask(text)
    }
    #expect(answer["code"] == "access.revoked-key")
    #expect((last(house)?.caller, last(house)?.code) == (key.publicID, "access.revoked-key"))
    #expect(try await count(house, "access.unknown-key") == 2)
    #expect(try await count(house, "access.revoked-key") == 1)
    for line in house.lines { #expect(!line.contains("ana@") && !line.contains(text.dropFirst(18)), "\(line)") }
  }

  @Test func anOpenSessionIsListedAndEnded() async throws {
    let house = try await House()
    let keys = AccessKeys(house.world.installation)
    #expect(try keys.sessions() == [])
    let (one, other) = (Browser(house), Browser(house))
    for browser in [one, other] { #expect(await browser.signIn().status == 303) }
    let name = try AccessKeys.caller(issuer: "corp", subject: "ana@example.com")
    let open = try keys.sessions()
    #expect(open.map(\.identity.caller) == [name, name])
    func becomesOver(_ browser: Browser) async throws {
      var answer = await browser.ask("GET", "/v1/me")
      for _ in 0..<600 where answer.status == 200 {
        try await Task.sleep(for: .milliseconds(100))
        answer = await browser.ask("GET", "/v1/me")
      }
      #expect((answer.status, answer["code"]) == (401, "access.session-over"), "\(answer.text)")
      #expect(last(house)?.caller == name)
    }
    try keys.end(session: open[0].id)
    try keys.end(session: open[0].id)
    #expect(try keys.sessions().map(\.id) == [open[1].id])
    try await becomesOver(one)
    #expect(await other.ask("GET", "/v1/me").status == 200)
    // A session that was ended ends nobody's right to sign in.
    #expect(await one.signIn().status == 303)
    #expect(try keys.endSessions(of: name) == 2)
    #expect(try keys.endSessions(of: name) == 0)
    for browser in [one, other] { try await becomesOver(browser) }
    for wrong in [{ try keys.end(session: 99) }, { _ = try keys.endSessions(of: "ana") }] as [() throws -> Void] { #expect(throws: Rejection.self) { try wrong() } }
    let proof = await house.world.ask("POST", "/v1/verification", "{}")
    #expect(proof["ok"] == "1", "\(proof.text)")
  }
}
