import Operations
import Primitives
import Testing

@testable import Bootstrap

/// Charging over HTTP, on the sandbox: Ana uses data under 600100100, the first 3,000 MB free, then 0.005 a megabyte.
@Suite struct ChargingTests {
  private func world(money: String = "20.00") async throws -> World {
    let world = try await World(days: 0)
    _ = await world.ask("POST", "/v1/balances", #"{"reference":"ana-prepaid","account":"ana","kind":"prepaid"}"#, ["Idempotency-Key": "o"])
    let paid = await world.ask("POST", "/v1/balances/ana-prepaid/top-ups", #"{"amount":"\#(money)"}"#, ["Idempotency-Key": "t"])
    #expect(paid.status == 201, "\(paid.text)")
    return world
  }

  private func service(_ fields: String) -> String { #""services":[{"service":"data","ratingGroup":10,\#(fields)}]"# }

  @Test func aSessionIsReservedCommittedAndReleased() async throws {
    let world = try await world()
    let begin = #"{"session":"s-1","subject":"600100100",\#(service(#""requested":2500000000"#))}"#
    let begun = await world.ask("POST", "/v1/charging/reserve", begin)
    #expect(begun.status == 200 && begun["result"] == "success" && begun["services.0.granted"] == "2500000000", "\(begun.text)")
    #expect(await world.ask("POST", "/v1/charging/reserve", begin).text == begun.text)
    #expect(await world.get("/v1/charging/sessions")["items.0.session"] == "s-1")
    let went = await world.ask(
      "POST", "/v1/charging/commit", #"{"session":"s-1","number":1,"subject":"600100100",\#(service(#""used":2500000000,"requested":1500000000"#))}"#)
    // The allowance covers what was used, and a third of what is asked for now.
    #expect(went["services.0.charged.gross"] == "0.00" && went["services.0.charged.explanation.0.kind"] == "allowance", "\(went.text)")
    #expect(await world.get("/v1/balances/ana-prepaid")["available"] == "13.95")
    let over = await world.ask("POST", "/v1/charging/release", #"{"session":"s-1","number":2,"subject":"600100100",\#(service(#""used":1500000000"#))}"#)
    #expect(over["services.0.charged.net"] == "5.00" && over["services.0.charged.tax"] == "1.05" && over["available"] == "13.95", "\(over.text)")
    let statement = await world.get("/v1/balances/ana-prepaid/charges")
    #expect(statement["items"] == "2" && statement["items.1.charged.gross"] == "6.05", "\(statement.text)")
    #expect(await world.get("/v1/charging/sessions")["items"] == "0")
    #expect(await world.ask("POST", "/v1/charging/commit", #"{"session":"s-1","number":3,"subject":"600100100",\#(service(#""used":1"#))}"#)["result"] == "unknown-session")
    #expect(await world.ask("POST", "/v1/verification", "{}")["ok"] == "1")
  }

  @Test func whatHappensOnceIsTakenOnceAndComesBackOnce() async throws {
    let world = try await world(money: "5.00")
    let quote = await world.ask("POST", "/v1/charging/quote", #"{"subject":"600100100",\#(service(#""units":3500000000"#))}"#)
    #expect(quote["services.0.charged.gross"] == "3.03" && quote["available"] == "5.00", "\(quote.text)")
    // Ten times as much: 32,000 MB beyond the 3,000 included at 0.005 are 160.00, with 21 % tax 193.60; there are 5.00.
    let dear = await world.ask("POST", "/v1/charging/quote", #"{"subject":"600100100",\#(service(#""units":35000000000"#))}"#)
    #expect(dear["result"] == "success" && dear["services.0.charged.gross"] == "193.60" && dear["services.0.charged.uncollected"] == "188.60", "\(dear.text)")
    let tomorrow = await world.ask("POST", "/v1/charging/quote", #"{"subject":"600100100","at":"2999-01-01T00:00:00Z",\#(service(#""units":1"#))}"#)
    #expect(tomorrow.status == 422 && tomorrow["problems.0.path"] == "at" && tomorrow["problems.0.code"] == "document.wrong-value", "\(tomorrow.text)")
    let debit = #"{"id":"d-1","subject":"600100100",\#(service(#""units":3500000000"#))}"#
    let answers = await withTaskGroup(of: Answered.self) { group in
      for _ in 0..<30 { group.addTask { await world.ask("POST", "/v1/charging/debit", debit) } }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(Set(answers.map(\.text)).count == 1 && answers[0]["result"] == "success", "\(answers[0].text)")
    #expect(await world.get("/v1/balances/ana-prepaid")["money"] == "1.97")
    let other = await world.ask("POST", "/v1/charging/debit", debit.replacing("3500000000", with: "1"))
    #expect(other.status == 409 && other["code"] == "charging.request-reused")
    #expect(await world.ask("POST", "/v1/charging/debit", debit.replacing("d-1", with: "d-2"))["result"] == "credit-limit-reached")
    let back = #"{"id":"r-1","debit":"d-1","subject":"600100100"}"#
    #expect(await world.ask("POST", "/v1/charging/refund", back)["services.0.charged.gross"] == "-3.03")
    #expect(await world.ask("POST", "/v1/charging/refund", back.replacing("r-1", with: "r-2"))["result"] == "rating-failed")
    #expect(await world.get("/v1/balances/ana-prepaid")["money"] == "5.00")
    #expect(await world.ask("POST", "/v1/verification", "{}")["ok"] == "1")
  }

  @Test(arguments: [
    ("reserve", #"{"session":"s","subject":"nobody","services":[{"service":"data"}]}"#, 200, "user-unknown"),
    ("reserve", #"{"session":"s","subject":"600100100","services":[{"service":"parking"}]}"#, 200, "no-charge"),
    ("commit", #"{"session":"s","subject":"600100100","services":[]}"#, 422, nil),
    ("debit", #"{"id":"a b","subject":"600100100","services":[]}"#, 422, nil),
    ("debit", #"{"id":"a","subject":"600100100","services":[{"service":"data","units":-1}]}"#, 422, nil),
  ] as [(String, String, Int, String?)])
  func answersWhatIsNotAsItShouldBe(_ path: String, _ body: String, _ status: Int, _ result: String?) async throws {
    let world = try await world()
    let answer = await world.ask("POST", "/v1/charging/\(path)", body)
    #expect(answer.status == status && (result == nil || answer["result"] == result), "\(answer.text)")
    #expect(await world.get("/v1/balances/ana-prepaid")["available"] == "20.00")
  }
}
