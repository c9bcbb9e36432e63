import Foundation
import Operations
import Primitives
import Testing

@testable import Bootstrap
@testable import HTTPAPI

/// Charging on the way that hot requests take, with the keys of an installation: decided as on the other way, and decided once by both.
@Suite struct HotChargingTests {
  @Test func bothWaysAnswerAlikeAndDecideOnce() async throws {
    let world = try await World(days: 0)
    _ = await world.ask("POST", "/v1/balances", #"{"reference":"ana-prepaid","account":"ana","kind":"prepaid"}"#, ["Idempotency-Key": "o"])
    _ = await world.ask("POST", "/v1/balances/ana-prepaid/top-ups", #"{"amount":"20.00"}"#, ["Idempotency-Key": "t"])
    let key = try AccessKeys(world.installation).create(name: "gateway", roles: [.billing]).text
    let stranger = try AccessKeys(world.installation).create(name: "auditor", roles: [.auditor]).text
    let lane = world.door.desk.lane
    func ask(_ path: String, _ body: String, key: String?) async -> Answered {
      var arrival = Arrival(method: "POST", target: "/v1/charging/\(path)", headers: [("Host", "localhost"), ("Content-Type", "application/json")], body: Array(body.utf8))
      if let key { arrival.headers.append(("Authorization", "Bearer \(key)")) }
      #expect(lane.takes(arrival.method, arrival.target))
      return Answered(await withCheckedContinuation { done in lane.answer(arrival, { $0() }) { done.resume(returning: $0) } })
    }
    let debit = #"{"id":"d-1","subject":"600100100","services":[{"service":"data","units":3500000000}]}"#
    #expect(await ask("debit", debit, key: nil)["code"] == "access.missing-key")
    #expect(await ask("debit", debit, key: stranger).status == 403)
    #expect(await ask("debit", debit, key: "florin_a_b").status == 401)
    // The first of a key asks the database who that is, those behind it remember.
    let first = await ask("debit", debit, key: key)
    #expect(first.status == 200 && first["services.0.charged.gross"] == "3.03", "\(first.text)")
    #expect(await ask("debit", debit, key: key).text == first.text)
    #expect(await world.knock("POST", "/v1/charging/debit", key: key, debit).text == first.text)
    #expect(await world.get("/v1/balances/ana-prepaid")["money"] == "16.97")
    let other = await ask("debit", debit.replacing("3500000000", with: "1"), key: key)
    #expect(other.status == 409 && other["code"] == "charging.request-reused", "\(other.text)")
    let wrong = #"{"id":"d-2","subject":7,"services":[{"service":"data","units":"many","colour":1}]}"#
    let (here, there) = (await ask("debit", wrong, key: key), await world.knock("POST", "/v1/charging/debit", key: key, wrong))
    #expect(here.status == 422 && here["problems"] == there["problems"] && here["problems.1.path"] == there["problems.1.path"], "\(here.text)")
    let whole = #"{"id":"d-3","subject":"600100100","services":[{"service":"data","units":1e6,"ratingGroup":10.0,"attributes":{"a":"b"}}]}"#
    #expect(await ask("debit", whole, key: key)["services.0.ratingGroup"] == "10")
    #expect(await world.knock("GET", "/metrics", key: stranger).text.contains(#"florin_charging_requests_total{protocol="rest",result="success"}"#))
    #expect(await world.ask("POST", "/v1/verification", "{}")["ok"] == "1")
  }
}
