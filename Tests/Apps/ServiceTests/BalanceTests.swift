import Operations
import Primitives
import Testing

@testable import Bootstrap

/// Customer balances over HTTP.
@Suite struct BalanceTests {
  private func world() async throws -> World {
    let world = try await World(days: 0)
    for account in ["ana", "bruno"] {
      let opened = await world.ask("POST", "/v1/balances", #"{"reference":"\#(account)-prepaid","account":"\#(account)","kind":"prepaid"}"#, ["Idempotency-Key": "o-\(account)"])
      #expect(opened.status == 201, "\(opened.text)")
    }
    return world
  }

  @Test func whatIsPaidInIsThere() async throws {
    let world = try await world()
    let paid = await world.ask("POST", "/v1/balances/ana-prepaid/top-ups", #"{"amount":"20.00","reason":"voucher"}"#, ["Idempotency-Key": "t-1"])
    #expect(paid.status == 201, "\(paid.text)")
    #expect(paid["balance.money"] == "20.00" && paid["movements.0.kind"] == "top-up" && paid["movements.0.after"] == "20.00")
    let pack = #"{"amount":5000,"unit":"octets","validTo":"2099-01-01T00:00:00Z","priority":10,"factor":"2","blockers":["service:voice"],"rolloverDays":30,"rolloverAtMost":"1000"}"#
    #expect(await world.ask("POST", "/v1/balances/ana-prepaid/top-ups", pack, ["Idempotency-Key": "t-2"])["movements.0.bucket"] == "2")
    #expect(await world.ask("POST", "/v1/balances/ana-prepaid/adjustments", #"{"take":"2.50","reason":"mistake"}"#, ["Idempotency-Key": "a-1"])["balance.available"] == "17.50")
    let moved = await world.ask("POST", "/v1/balances/ana-prepaid/transfers", #"{"to":"bruno-prepaid","amount":"7.50"}"#, ["Idempotency-Key": "g-1"])
    #expect(moved["balance.money"] == "10.00", "\(moved.text)")
    #expect(await world.get("/v1/balances/bruno-prepaid")["money"] == "7.50")
    let read = await world.get("/v1/balances/ana-prepaid")
    #expect(read["buckets.1.blockers.0"] == "service:voice" && read["buckets.1.rolloverAtMost"] == "1000", "\(read.text)")
    let page = await world.get("/v1/balances/ana-prepaid/movements?limit=2")
    #expect(page["items"] == "2" && page["items.0.kind"] == "transfer-out" && page["items.1.amount"] == "-2.50", "\(page.text)")
    let rest = await world.get("/v1/balances/ana-prepaid/movements?limit=2&cursor=\(try #require(page["next"]))")
    #expect(rest["items"] == "2" && rest["items.1.kind"] == "top-up", "\(rest.text)")
    #expect(await world.get("/v1/balances?account=ana")["items"] == "1")
    #expect(await world.ask("POST", "/v1/verification", "{}")["ok"] == "1")
  }

  /// Below zero, what goes in would be taken.
  @Test func whatGoesInIsAboveZero() async throws {
    let world = try await world()
    _ = await world.ask("POST", "/v1/balances/ana-prepaid/top-ups", #"{"amount":"20.00"}"#, ["Idempotency-Key": "t-1"])
    let answer = await world.ask("POST", "/v1/balances/ana-prepaid/adjustments", #"{"add":"-5.00","reason":"x"}"#, ["Idempotency-Key": "a-1"])
    #expect(answer.status == 409 && answer["code"] == "balance.wrong-amount" && answer["problems.0.path"] == "add", "\(answer.text)")
    #expect(await world.get("/v1/balances/ana-prepaid")["money"] == "20.00")
  }

  /// What has not begun may not be taken yet.
  @Test func nothingIsAvailableOutsideItsValidity() async throws {
    let world = try await world()
    _ = await world.ask("POST", "/v1/balances/ana-prepaid/top-ups", #"{"amount":"5.00","validFrom":"2098-01-01T00:00:00Z"}"#, ["Idempotency-Key": "t-1"])
    let read = await world.get("/v1/balances/ana-prepaid")
    #expect(read["available"] == "0.00" && read["buckets.1.amount"] == "5.00" && read["buckets.1.available"] == "0.00", "\(read.text)")
    #expect(read["buckets.1.validFrom"] == "2098-01-01T00:00:00Z")
  }

  /// Thirty connections send the same payment at once: it counts once.
  @Test func theSamePaymentCountsOnce() async throws {
    let world = try await world()
    let answers = await withTaskGroup(of: Answered.self) { group in
      for _ in 0..<30 {
        group.addTask { await world.ask("POST", "/v1/balances/ana-prepaid/top-ups", #"{"amount":"20.00"}"#, ["Idempotency-Key": "t-1"]) }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(Set(answers.map(\.text)).count == 1)
    #expect(await world.get("/v1/balances/ana-prepaid")["money"] == "20.00")
  }

  @Test(arguments: [
    ("/v1/balances/nobody/top-ups", #"{"amount":"1"}"#, 404, "balance.unknown"),
    ("/v1/balances/ana-prepaid/top-ups", #"{"amount":"1.005"}"#, 409, "balance.wrong-amount"),
    ("/v1/balances/ana-prepaid/top-ups", #"{"amount":"0"}"#, 409, "balance.wrong-amount"),
    ("/v1/balances/ana-prepaid/top-ups", #"{"amount":"1","unit":"RON"}"#, 409, "balance.wrong-terms"),
    ("/v1/balances/ana-prepaid/top-ups", #"{"amount":"1","validTo":"2099-01-01T00:00:00Z","rolloverDays":30,"rolloverAtMost":"-5"}"#, 409, "balance.wrong-terms"),
    ("/v1/balances/ana-prepaid/top-ups", #"{"amount":"1","rolloverAtMost":"5"}"#, 409, "balance.wrong-terms"),
    ("/v1/balances/ana-prepaid/top-ups", #"{"amount":"1","color":"red"}"#, 422, "document.unknown-field"),
    ("/v1/balances/ana-prepaid/adjustments", #"{"take":"1","reason":"x"}"#, 409, "balance.not-enough"),
    ("/v1/balances/ana-prepaid/adjustments", #"{"reason":"x"}"#, 409, "balance.wrong-amount"),
    ("/v1/balances/ana-prepaid/adjustments", #"{"take":"-5.00","reason":"x"}"#, 409, "balance.wrong-amount"),
    ("/v1/balances/ana-prepaid/adjustments", #"{"take":"0","reason":"x"}"#, 409, "balance.wrong-amount"),
    ("/v1/balances/ana-prepaid/adjustments", #"{"add":"0.00","reason":"x"}"#, 409, "balance.wrong-amount"),
    ("/v1/balances/ana-prepaid/transfers", #"{"to":"bruno-prepaid","amount":"1"}"#, 409, "balance.not-enough"),
    ("/v1/balances", #"{"reference":"x","account":"nobody","kind":"prepaid"}"#, 404, "account.unknown"),
    ("/v1/balances", #"{"reference":"x","account":"ana","kind":"hybrid"}"#, 409, "balance.wrong-terms"),
  ])
  func refuses(_ target: String, _ body: String, _ status: Int, _ code: String) async throws {
    let world = try await world()
    let answer = await world.ask("POST", target, body, ["Idempotency-Key": "x"])
    #expect(answer.status == status && answer["code"] == code, "\(answer.text)")
    #expect(await world.get("/v1/balances/ana-prepaid")["money"] == "0.00")
  }
}
