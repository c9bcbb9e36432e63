import Foundation
import HTTPAPI
import Operations
import Primitives
import Store
import Testing

@testable import Bootstrap

@Suite struct AccessTests {
  /// Every endpoint is either open or refuses strangers, whatever else the request says.
  @Test func noEndpointAnswersAStrangerButTheOpenOnes() async throws {
    let world = try await World(days: 0)
    for endpoint in world.door.desk.description.endpoints {
      let target = endpoint.path.replacing(/\{[^}]*\}/, with: "1")
      let answer = await world.knock(endpoint.method.rawValue, target, key: nil)
      let isOpen = ["/health/live", "/health/ready", "/docs", "/openapi.json"].contains(endpoint.path)
      let isReaders = endpoint.path.hasPrefix("/b/")
      #expect(answer.status == (isOpen ? 200 : isReaders ? 404 : 401), "\(endpoint.method) \(endpoint.path): \(answer.text.prefix(200))")
      let forged = await world.knock(endpoint.method.rawValue, target, key: "florin_aaaaaaaaaa_bbbb")
      #expect(forged.status == (isOpen ? 200 : isReaders ? 404 : 401), "\(endpoint.method) \(endpoint.path)")
    }
  }

  /// With each role, an endpoint answers 403 exactly when the role is not among those it names.
  @Test(arguments: Role.allCases) func aRoleOpensWhatNamesIt(_ role: Role) async throws {
    let world = try await World(days: 0)
    let key = try AccessKeys(world.installation).create(name: "test", roles: [role], customer: role == .customer ? "ana" : nil).text
    var opened = 0
    for endpoint in world.door.desk.description.endpoints {
      guard case .roles(let roles) = endpoint.access else { continue }
      let answer = await world.knock(endpoint.method.rawValue, endpoint.path.replacing(/\{[^}]*\}/, with: "1"), key: key)
      #expect((answer.status == 403) == !roles.contains(role), "\(endpoint.method) \(endpoint.path): \(answer.status)")
      if answer.status != 403 { opened += 1 }
    }
    #expect(opened > 0)
  }

  @Test func aKeyThatIsWrongOverOrTakenBackOpensNothing() async throws {
    let world = try await World(days: 0)
    let keys = AccessKeys(world.installation)
    let (key, text) = try keys.create(name: "test", roles: [.auditor])
    #expect(await world.knock("GET", "/v1/accounts", key: text).status == 200)
    #expect(await world.knock("GET", "/v1/accounts", key: String(text.dropLast()) + "z")["code"] == "access.unknown-key")
    #expect(await world.knock("GET", "/v1/accounts", key: text + "_")["code"] == "access.unknown-key")
    try keys.revoke(key.publicID)
    let other = Service(world.installation) { _ in }
    let revoked = Answered(await other.desk.answer(Arrival(method: "GET", target: "/v1/accounts", headers: [("Authorization", "Bearer \(text)")])))
    #expect(revoked["code"] == "access.revoked-key")
    try await Task.sleep(for: .milliseconds(1100))
    #expect(await world.knock("GET", "/v1/accounts", key: text)["code"] == "access.revoked-key")
    let old = AccessKey(
      publicID: "old", name: "old", digest: try AccessKeys.digest("florin_old_x"), roles: [.auditor], createdAt: Instant(seconds: 1), expiresAt: Instant(seconds: 2))
    try world.installation.store.save(old)
    #expect(await world.knock("GET", "/v1/accounts", key: "florin_old_x")["code"] == "access.expired-key")
  }

  /// The secret stands nowhere in the database.
  @Test func theSecretIsNotKept() async throws {
    let world = try await World(days: 0)
    let (key, text) = try AccessKeys(world.installation).create(name: "test", roles: [.auditor])
    let secret = String(text.split(separator: "_")[2])
    #expect(secret.count == 40)
    for name in ["florin.db", "florin.db-wal"] {
      let bytes = FileManager.default.contents(atPath: world.installation.home.path(name)) ?? Data()
      #expect(bytes.range(of: Data(secret.utf8)) == nil)
      if name.hasSuffix("wal") { #expect(bytes.range(of: Data(key.publicID.utf8)) != nil) }
    }
  }

  /// What is another customer's is not there: every route with an identifier in it answers as if there were none.
  @Test func anotherCustomersThingsAreNotThere() async throws {
    let world = try await World(days: 60)
    func made(_ account: String) async throws -> [String: String] {
      let reference = "Q-\(account)"
      let quote = await world.ask("POST", "/v1/quotes", #"{"reference":"\#(reference)","customer":"\#(account)","account":"\#(account)","lines":[{"offering":"fibre"}]}"#, ["Idempotency-Key": reference])
      #expect(quote.status == 201, "\(quote.text)")
      let balance = await world.ask("POST", "/v1/balances", #"{"reference":"b-\#(account)","account":"\#(account)","kind":"prepaid"}"#, ["Idempotency-Key": "b-\(account)"])
      #expect(balance.status == 201, "\(balance.text)")
      let vouchers = await world.ask("POST", "/v1/voucher-batches", #"{"reference":"v-\#(account)","count":1,"amount":"1","unit":"EUR"}"#, ["Idempotency-Key": "v-\(account)"])
      let invoice = try #require(await world.get("/v1/invoices?account=\(account)")["items.0.number"])
      let note = await world.ask("POST", "/v1/invoices/\(invoice)/credit-notes", #"{"reason":"x","percent":"1","on":"2026-03-01"}"#, ["Idempotency-Key": "n-\(account)"])
      let control = await world.ask("POST", "/v1/balances/b-\(account)/controls", #"{"code":"c-\#(account)","kind":"bar","mayBeLifted":true}"#, ["Idempotency-Key": "c-\(account)"])
      #expect(control.status == 201, "\(control.text)")
      return [
        "control": "c-\(account)", "customer": account, "account": account, "subscription": "\(account)-1", "quote": reference, "invoice": invoice, "line": "1", "balance": "b-\(account)",
        "creditNote": try #require(note["number"]), "code": try #require(vouchers["codes.0"]),
      ]
    }
    let (own, other) = (try await made("ana"), try await made("bruno"))
    let key = try AccessKeys(world.installation).create(name: "ana", roles: [.customer], customer: "ana").text
    let bodies = [
      "redeemVoucher": { #"{"code":"\#($0["code"] ?? "")"}"# }, "setBalanceControl": { _ in #"{"code":"day","kind":"limit","amount":"5","window":"day"}"# },
      "endBalanceControl": { (_: [String: String]) in #"{"reason":"x"}"# },
      "createStatementLink": { _ in #"{"from":"2026-02-01","until":"2026-03-01"}"# },
    ]
    var tried = 0
    for endpoint in world.door.desk.description.endpoints {
      guard case .roles(let roles) = endpoint.access, roles.contains(.customer), endpoint.path.contains("{"), endpoint.chapter != "Catalog" else { continue }
      func ask(_ things: [String: String]) async -> Answered {
        var target = endpoint.path
        for (name, value) in things { target = target.replacing("{\(name)}", with: value) }
        if endpoint.path.hasSuffix("/usage") { target += "?from=2026-01-01&until=2026-02-01" }
        return await world.knock(endpoint.method.rawValue, target, key: key, endpoint.body.map { _ in bodies[endpoint.name]?(things) ?? "{}" })
      }
      let foreign = await ask(other)
      #expect(foreign.status == 404, "\(endpoint.method) \(endpoint.path): \(foreign.text.prefix(300))")
      let mine = await ask(own)
      tried += 1
      // No seller here makes records, which is told of the own document and not of another's.
      if endpoint.path.hasSuffix("/verifactu") {
        #expect(mine["code"] == "verifactu.not-recorded" && foreign["code"] != "verifactu.not-recorded")
        continue
      }
      #expect((200..<300).contains(mine.status), "\(endpoint.method) \(endpoint.path): \(mine.text.prefix(300))")
    }
    #expect(tried > 10)
    // Lists hold the customer's own alone, and a filter that names another finds nobody.
    for list in ["customers", "accounts", "invoices", "credit-notes", "quotes", "balances"] {
      let answer = await world.knock("GET", "/v1/\(list)", key: key)
      #expect(answer.status == 200)
      #expect(answer["items"] != "0", "\(list)")
      #expect(!answer.text.contains("bruno") && !answer.text.contains("Bruno"), "\(list): \(answer.text)")
      if list != "customers" {
        #expect(await world.knock("GET", "/v1/\(list)?\(list == "accounts" ? "customer" : "account")=bruno", key: key).status == 404, "\(list)")
      }
    }
  }

  @Test func whatIsAskedIsWrittenDown() async throws {
    let world = try await World(days: 0)
    let (key, text) = try AccessKeys(world.installation).create(name: "care", roles: [.care])
    _ = await world.knock("POST", "/v1/orders", key: text, WritingTests.order)
    _ = await world.knock("POST", "/v1/orders", key: text, WritingTests.order.replacing("fibre", with: "nothing"))
    let audit = await world.get("/v1/requests")
    #expect(audit["items.1.caller"] == key.publicID, "\(audit.text)")
    #expect(audit["items.1.operation"] == "placeOrder")
    #expect(audit["items.1.status"] == "201")
    #expect(audit["items.0.status"] == nil)
    let proof = await world.ask("POST", "/v1/verification", "{}")
    #expect(proof["ok"] == "1", "\(proof.text)")
  }

  @Test(arguments: [
    (Set<Role>(), nil, ["access.no-role"]), ([.customer], nil, ["access.customer-needed"]), ([.care], "ana", ["access.customer-needed"]),
    ([.customer, .care], "nobody", ["access.customer-alone", "customer.unknown"]),
  ] as [(Set<Role>, String?, [String])])
  func aKeyThatMakesNoSenseIsNotMade(_ roles: Set<Role>, _ customer: String?, _ codes: [String]) async throws {
    let world = try await World(days: 0)
    let rejection = #expect(throws: Rejection.self) { try AccessKeys(world.installation).create(name: "test", roles: roles, customer: customer) }
    #expect(rejection?.problems.map(\.code.rawValue) == codes)
    #expect(try AccessKeys(world.installation).list().isEmpty)
  }
}
