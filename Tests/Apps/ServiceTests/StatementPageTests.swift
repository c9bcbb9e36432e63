import Documents
import Operations
import Primitives
import Testing

@testable import Bootstrap
@testable import HTTPAPI

/// What a balance was paid in and spent, in the words of its reader.
@Suite struct StatementPageTests {
  @Test func itSaysNamesUnitsAndSigns() async throws {
    let world = try await World(days: 0)
    func post(_ path: String, _ body: String, key: String) async -> Answered { await world.ask("POST", path, body, ["Idempotency-Key": key]) }
    func page(_ language: String) async throws -> String {
      let link = await post("/v1/balances/ana-prepaid/links", #"{"from":"2026-01-01","until":"2026-02-01","language":"\#(language)"}"#, key: "l-\(language)")
      let answer = await world.door.desk.answer(Arrival(method: "GET", target: try #require(link["path"], "\(link.text)"), headers: [("Accept", "text/html")]))
      return Answered(answer).text.replacing("\u{A0}", with: " ").replacing(/<[^>]+>/, with: "")
    }
    #expect(await post("/v1/balances", #"{"reference":"ana-prepaid","account":"ana","kind":"prepaid"}"#, key: "o").status == 201)
    for (key, top) in [("t-1", #"{"amount":"20.00"}"#), ("t-2", #"{"amount":5000000000,"unit":"octets","bonus":true,"reason":"Sorry for <the> outage"}"#), ("t-3", #"{"amount":30,"unit":"messages"}"#)] {
      #expect(await post("/v1/balances/ana-prepaid/top-ups", top, key: key).status == 201)
    }
    let took = await world.ask("POST", "/v1/charging/debit", #"{"id":"d-1","subject":"600100100","services":[{"service":"data","units":9500000000}]}"#)
    #expect(took["result"] == "success", "\(took.text)")
    let said = try await page("en")
    #expect(said.contains("Also left: 30 messages") && !said.contains("GB \u{B7} 30"), "what is used up is not left: \(said)")
    #expect(said.contains("+5 GB") && said.contains("+30 messages") && said.contains("+€20.00"), "\(said)")
    #expect(!said.contains("Sorry"), "what an operator wrote down is the operator's own: \(said)")
    #expect(said.contains("\nData") && !said.contains("\ndata"), "the catalog's name, not the code: \(said)")
    #expect(try await page("es").contains("También quedan: 30 mensajes"))
  }

  /// A session uses more than there is: 32,000 MB beyond the 3,000 included at 0.005 are 160.00, with 21 % tax 193.60, of 5.00 that are there.
  @Test(arguments: [
    ("prepaid", ["Spent \u{2212}€5.00", "Spent €5.00 Not collected €188.60", "€5.00 Not collected: €188.60"]),
    ("postpaid", ["Spent €193.60 Of it beyond the limit; it stands on the bill €188.60"]),
  ]) func whatItWasSpentOnAddsUpToWhatWasSpent(_ kind: String, _ expected: [String]) async throws {
    let world = try await World(days: 0)
    let limit = kind == "postpaid" ? #","creditLimit":"5.00""# : ""
    #expect(await world.ask("POST", "/v1/balances", #"{"reference":"b","account":"ana","kind":"\#(kind)"\#(limit)}"#, ["Idempotency-Key": "o"]).status == 201)
    if kind == "prepaid" { _ = await world.ask("POST", "/v1/balances/b/top-ups", #"{"amount":"5.00"}"#, ["Idempotency-Key": "t"]) }
    _ = await world.ask("POST", "/v1/charging/reserve", #"{"session":"s","subject":"600100100","services":[{"service":"data"}]}"#)
    let end = await world.ask("POST", "/v1/charging/release", #"{"session":"s","number":1,"subject":"600100100","services":[{"service":"data","used":35000000000}]}"#)
    #expect(end["services.0.charged.gross"] == "193.60" && end["services.0.charged.uncollected"] == "188.60", "\(end.text)")
    let link = await world.ask("POST", "/v1/balances/b/links", #"{"from":"2026-01-01","until":"2026-02-01","language":"en"}"#, ["Idempotency-Key": "l"])
    let answer = await world.door.desk.answer(Arrival(method: "GET", target: try #require(link["path"], "\(link.text)"), headers: [("Accept", "text/html")]))
    let said = Answered(answer).text.replacing("\u{A0}", with: " ").replacing(/<[^>]+>/, with: " ").replacing(/\s+/, with: " ")
    for words in expected { #expect(said.contains(words), "\(words) in \(said)") }
  }

  /// A statement lists a hundred of what was paid in, and says so where there is more.
  @Test func itSaysWhereItDoesNotListAll() async throws {
    let world = try await World(days: 0)
    _ = await world.ask("POST", "/v1/balances", #"{"reference":"b","account":"ana","kind":"prepaid"}"#, ["Idempotency-Key": "o"])
    for (count, isSaid) in [(100, false), (101, true)] {
      for number in (count == 100 ? 1 : count)...count {
        #expect(await world.ask("POST", "/v1/balances/b/top-ups", #"{"amount":"1.00"}"#, ["Idempotency-Key": "t-\(number)"]).status == 201)
      }
      let link = await world.ask("POST", "/v1/balances/b/links", #"{"from":"2026-01-01","until":"2026-02-01","language":"en"}"#, ["Idempotency-Key": "l-\(count)"])
      let answer = await world.door.desk.answer(Arrival(method: "GET", target: try #require(link["path"], "\(link.text)"), headers: [("Accept", "text/html")]))
      #expect(Answered(answer).text.contains("Only the newest 100 are shown.") == isSaid)
    }
  }

  @Test func itKeepsTheCodeOfWhatTheCatalogDoesNotName() async throws {
    let world = try await World(days: 0)
    let names = ServiceNames(try world.installation.newestRelease(), .ko)
    #expect(names.name("data") == "Data" && names.name("parking") == "parking" && ServiceNames(nil, .en).name("data") == "data")
  }
}
