import Foundation
import HTTPAPI
import Operations
import Testing

@testable import Bootstrap
@testable import Store

/// Vouchers over HTTP: made once with their codes, and redeemed by customers who do not guess.
@Suite struct VoucherTests {
  @Test func codesAreToldOnceAndRedeemedOnce() async throws {
    let world = try await World(days: 0)
    _ = await world.ask("POST", "/v1/balances", #"{"reference":"ana-prepaid","account":"ana","kind":"prepaid"}"#, ["Idempotency-Key": "o"])
    let order = #"{"reference":"spring","count":2,"amount":"20.00","unit":"EUR"}"#
    let made = await world.ask("POST", "/v1/voucher-batches", order, ["Idempotency-Key": "v"])
    let code = try #require(made["codes.0"])
    #expect(made.status == 201 && made["codes"] == "2" && made["left"] == "2", "\(made.text)")
    // Neither the repeat nor what is read later has the codes.
    let again = await world.ask("POST", "/v1/voucher-batches", order, ["Idempotency-Key": "v"])
    #expect(again.status == 201 && again["reference"] == "spring" && again["codes"] == nil, "\(again.text)")
    #expect(await world.get("/v1/voucher-batches")["items.0.codes"] == nil)
    let key = try AccessKeys(world.installation).create(name: "ana", roles: [.customer], customer: "ana").text
    // A code refused for the time being stays worth something: what was asked is written down without it.
    let later = #"{"reference":"later","count":1,"amount":"20.00","unit":"EUR","redeemFrom":"2030-01-01T00:00:00Z"}"#
    let early = try #require(await world.ask("POST", "/v1/voucher-batches", later, ["Idempotency-Key": "l"])["codes.0"])
    let refused = await world.knock("POST", "/v1/balances/ana-prepaid/redemptions", key: key, #"{"code":"\#(early)"}"#)
    #expect(refused.status == 409 && refused["code"] == "voucher.not-now", "\(refused.text)")
    let paid = await world.knock("POST", "/v1/balances/ana-prepaid/redemptions", key: key, #"{"code":"\#(code)"}"#)
    #expect(paid.status == 201 && paid["balance.money"] == "20.00" && paid["movements.0.reason"] == "voucher", "\(paid.text)")
    let twice = await world.knock("POST", "/v1/balances/ana-prepaid/redemptions", key: key, #"{"code":"\#(code)"}"#)
    #expect(twice.status == 409 && twice["code"] == "voucher.redeemed", "\(twice.text)")
    #expect(await world.knock("GET", "/v1/voucher-batches", key: key).status == 403)
    #expect(await world.ask("POST", "/v1/voucher-batches/spring/blocks", #"{"reason":"stolen"}"#, ["Idempotency-Key": "b"])["left"] == "0")
    #expect(await world.get("/v1/voucher-batches/winter").status == 404)
    #expect(await world.ask("POST", "/v1/verification", "{}")["ok"] == "1")
    for name in ["florin.db", "florin.db-wal"] {
      let bytes = FileManager.default.contents(atPath: world.installation.home.path(name)) ?? Data()
      for written in [code, early].flatMap({ [$0, $0.lowercased().replacing("-", with: ""), $0.replacing("-", with: "")] }) {
        #expect(bytes.range(of: Data(written.utf8)) == nil, "\(name)")
      }
    }
  }

  /// The batch is made, and then its answer cannot be written down: a repeat finds the batch, and is told no codes.
  @Test func aBatchWhoseAnswerWasNotKeptIsFound() async throws {
    let world = try await World(days: 0)
    func sql(_ text: String) throws { try world.installation.store.alone { try $0.execute(text) } }
    let order = #"{"reference":"spring","count":2,"amount":"20.00","unit":"EUR"}"#
    try sql("CREATE TRIGGER fault BEFORE INSERT ON request_answer BEGIN SELECT RAISE(ABORT, 'the world failed'); END")
    #expect(await world.ask("POST", "/v1/voucher-batches", order, ["Idempotency-Key": "v"]).status == 500)
    try sql("DROP TRIGGER fault")
    for _ in 0..<2 {
      let again = await world.ask("POST", "/v1/voucher-batches", order, ["Idempotency-Key": "v"])
      #expect(again.status == 201 && again["reference"] == "spring" && again["left"] == "2" && again["codes"] == nil, "\(again.text)")
    }
    #expect(await world.get("/v1/voucher-batches")["items"] == "1")
    // They were told to nobody: ended, and made anew.
    #expect(await world.ask("POST", "/v1/voucher-batches/spring/blocks", #"{"reason":"codes lost"}"#, ["Idempotency-Key": "b"])["left"] == "0")
    let anew = await world.ask("POST", "/v1/voucher-batches", order.replacing("spring", with: "spring-2"), ["Idempotency-Key": "v-2"])
    #expect(anew.status == 201 && anew["codes"] == "2", "\(anew.text)")
  }

  @Test func whoGuessesIsToldToWait() async throws {
    let world = try await World(days: 0)
    _ = await world.ask("POST", "/v1/balances", #"{"reference":"ana-prepaid","account":"ana","kind":"prepaid"}"#, ["Idempotency-Key": "o"])
    let key = try AccessKeys(world.installation).create(name: "ana", roles: [.customer], customer: "ana").text
    for guess in 2...6 {
      let answer = await world.knock("POST", "/v1/balances/ana-prepaid/redemptions", key: key, #"{"code":"AAAA-AAAA-AAAA-AAA\#(guess)"}"#)
      #expect(answer.status == 409 && answer["code"] == "voucher.unknown-code", "\(answer.text)")
    }
    let refused = await world.knock("POST", "/v1/balances/ana-prepaid/redemptions", key: key, #"{"code":"AAAA-AAAA-AAAA-AAA7"}"#)
    #expect(refused.status == 429 && refused.departure.header("Retry-After") == "3600", "\(refused.text)")
  }
}
