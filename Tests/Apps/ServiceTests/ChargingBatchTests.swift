import HTTPAPI
import Primitives
import Testing

@testable import Bootstrap
@testable import Store

/// Requests of charging from lines: checked like those over HTTP, and told where one is wrong.
@Suite struct ChargingBatchTests {
  private func world() async throws -> World {
    let world = try await World(days: 0)
    _ = await world.ask("POST", "/v1/balances", #"{"reference":"ana-prepaid","account":"ana","kind":"prepaid"}"#, ["Idempotency-Key": "o"])
    _ = await world.ask("POST", "/v1/balances/ana-prepaid/top-ups", #"{"amount":"20.00"}"#, ["Idempotency-Key": "t"])
    return world
  }

  @Test func aLineThatAsksForNothingIsRefusedWithItsPlace() async throws {
    let world = try await world()
    let lines = [
      #"{"kind":"debit","id":"d-1","subject":"600100100","services":[{"service":"data","units":3500000000}]}"#, " \t",
      #"{"kind":"debit","id":"d-2","subject":"600100100","services":[{"service":"data","units":0}]}"#,
      #"{"kind":"debit","id":"d-3","subject":"600100100","services":[]}"#,
      #"{"kind":"debit","id":"d-4","subject":"600100100","services":[{"service":"data","unit":5}]}"#,
      #"{"kind":"refund","id":"r-1","debit":"d-1","subject":"600100100"}"#,
      #"{"kind":"debit","id":"d-5","subject":"600100100","services":[{"service":"data","units":9223372036854775808}]}"#,
      #"{"kind":"quote","subject":"600100100","at":"2999-01-01T00:00:00Z","services":[{"service":"data"}]}"#,
    ]
    var answers: [String] = []
    let outcome = try ChargingBatch(world.installation).run(lines, of: "night.jsonl", group: 100) { answers += $0 }
    #expect(outcome.requests == 7 && outcome.refused == 5 && answers.count == 7)
    #expect(answers[0].contains(#""result":"success""#) && answers[0].contains("3.03"))
    #expect(
      answers[1] == #"{"line":3,"problems":[{"code":"document.wrong-value","file":"night.jsonl","line":3,"column":88,"path":"services[0].units","message":"0 is out of range","remedy":"write a whole number from 1 to 1000000000000000"}]}"#,
      "\(answers[1])")
    #expect(answers[2].contains(#""line":4,"#) && answers[2].contains(#""path":"services""#) && answers[2].contains("the list is empty"), "\(answers[2])")
    #expect(answers[3].contains(#""line":5,"#) && answers[3].contains("did you mean `units`?"), "\(answers[3])")
    #expect(answers[4].contains(#""result":"success""#))
    #expect(answers[5].contains("9223372036854775808 is out of range"), "\(answers[5])")
    #expect(answers[6].contains(#""line":8,"#) && answers[6].contains(#""path":"at""#) && answers[6].contains("has not come yet"), "\(answers[6])")
    #expect(await world.get("/v1/balances/ana-prepaid")["money"] == "20.00")
  }

  /// Whoever asks for something says what; a session may go on, and end, without that.
  @Test(arguments: [
    ("debit", #"{"id":"d-9","subject":"600100100","services":[]}"#, 422), ("quote", #"{"subject":"600100100","services":[]}"#, 422),
    ("reserve", #"{"session":"s-9","subject":"600100100","services":[]}"#, 422), ("commit", #"{"session":"s-1","number":1,"subject":"600100100","services":[]}"#, 200),
    ("release", #"{"session":"s-1","number":2,"subject":"600100100","services":[]}"#, 200),
  ])
  func servicesAreNamedWhereSomethingIsAsked(_ path: String, _ body: String, _ status: Int) async throws {
    let world = try await world()
    _ = await world.ask("POST", "/v1/charging/reserve", #"{"session":"s-1","subject":"600100100","services":[{"service":"data"}]}"#)
    let answer = await world.ask("POST", "/v1/charging/\(path)", body)
    #expect(answer.status == status, "\(answer.text)")
    if status == 422 {
      #expect(answer["problems.0.path"] == "services" && answer["problems.0.remedy"] == "name at least one here", "\(answer.text)")
    } else if path == "commit" {
      #expect(answer["result"] == "success", "\(answer.text)")
    }
  }

  @Test func manyAreAskedAtOnceAndEachIsAnsweredByItself() async throws {
    let world = try await world()
    let batch = #"""
      {"requests": [
        {"kind":"debit","id":"d-1","subject":"600100100","services":[{"service":"data","units":3500000000}]},
        {"kind":"reserve","session":"s-1","subject":"600100100","services":[{"service":"data","requested":1000000}]},
        {"kind":"debit","id":"d-2","subject":"600100100","services":[{"service":"data","units":0}]},
        {"kind":"commit","session":"s-1","number":1,"subject":"600100100","services":[{"service":"data","used":1000000}]},
        {"kind":"debit","id":"d-1","subject":"600100100","services":[{"service":"data","units":1}]},
        {"kind":"gift","id":"d-3","subject":"600100100"}, 7,
        {"kind":"release","session":"s-1","number":2,"subject":"600100100"},
        {"kind":"refund","id":"r-1","debit":"d-1","subject":"600100100"},
        {"kind":"debit","id":"d-4","subject":"600999999","services":[{"service":"data"}]}]}
      """#
    let first = await world.ask("POST", "/v1/charging/batch", batch)
    #expect(first.status == 200 && first["requests"] == "10" && first["decided"] == "6" && first["refused"] == "4", "\(first.text)")
    #expect(first["answers.0.answer.services.0.charged.gross"] == "3.03" && first["answers.0.index"] == "0", "\(first.text)")
    #expect(first["answers.1.answer.services.0.granted"] == "1000000" && first["answers.3.answer.result"] == "success", "\(first.text)")
    #expect(
      first["answers.2.problems.0.path"] == "requests[2].services[0].units" && first["answers.2.problems.0.line"] == "4" && first["answers.2.answer"] == nil, "\(first.text)")
    #expect(first["answers.4.problems.0.code"] == "charging.request-reused", "\(first.text)")
    #expect(first["answers.5.problems.0.path"] == "requests[5].kind" && first["answers.6.problems.0.path"] == "requests[6]", "\(first.text)")
    #expect(first["answers.7.answer.result"] == "success" && first["answers.8.answer.result"] == "success" && first["answers.9.answer.result"] == "user-unknown", "\(first.text)")
    let after = await world.get("/v1/balances/ana-prepaid")["money"]
    #expect(await world.ask("POST", "/v1/charging/batch", batch).text == first.text)
    #expect(await world.get("/v1/balances/ana-prepaid")["money"] == after)
    // What was asked alone is answered in a batch as it was, and the other way round.
    let alone = await world.ask("POST", "/v1/charging/debit", #"{"id":"d-1","subject":"600100100","services":[{"service":"data","units":3500000000}]}"#)
    #expect(first.text.contains(alone.text), "\(alone.text)")
    #expect(await world.ask("POST", "/v1/verification", "{}")["ok"] == "1")
  }

  @Test func whatTheDatabaseDoesNotTakeIsToldInItsPlace() async throws {
    let world = try await world()
    func sql(_ text: String) throws { try world.installation.store.alone { try $0.execute(text) } }
    try sql("CREATE TRIGGER no BEFORE INSERT ON charging_request WHEN NEW.session = 'd-2' BEGIN SELECT RAISE(ABORT, 'no'); END")
    func debit(_ id: String) -> String { #"{"kind":"debit","id":"\#(id)","subject":"600100100","services":[{"service":"data","units":1000000}]}"# }
    let many = await world.ask("POST", "/v1/charging/batch", #"{"requests": [\#(["d-1", "d-2", "d-3"].map(debit).joined(separator: ","))]}"#)
    #expect(many.status == 200 && many["decided"] == "2" && many["refused"] == "1", "\(many.text)")
    #expect(many["answers.0.answer.result"] == "success" && many["answers.2.answer.result"] == "success", "\(many.text)")
    #expect(many["answers.1.problems.0.code"] == "http.fault" && many["answers.1.answer"] == nil, "\(many.text)")
    var lines: [String] = []
    let outcome = try ChargingBatch(world.installation).run(["d-2", "d-4"].map(debit), of: "night.jsonl", group: 100) { lines += $0 }
    #expect(outcome == .init(requests: 2, refused: 1) && lines.count == 2, "\(lines)")
    #expect(lines.first?.contains(#""line":1,"problems":[{"code":"http.fault""#) == true && lines.last?.contains(#""result":"success""#) == true, "\(lines)")
    try sql("DROP TRIGGER no")
    let alone = await world.ask("POST", "/v1/charging/batch", #"{"requests": [\#(debit("d-2"))]}"#)
    #expect(alone["answers.0.answer.result"] == "success", "\(alone.text)")
    #expect(await world.ask("POST", "/v1/verification", "{}")["ok"] == "1")
  }

  @Test(arguments: [
    ("{}", "document.missing-field", nil), (#"{"requests":[]}"#, "document.wrong-value", "requests"), (#"{"requests":[{}],"kind":"debit"}"#, "document.unknown-field", "kind"),
    ("[]", "document.wrong-type", nil), (#"{"requests":[\#(Array(repeating: "{}", count: 8_001).joined(separator: ","))]}"#, "document.wrong-value", "requests"),
  ])
  func whatIsNoBatchIsRefusedWhole(_ body: String, _ code: String, _ path: String?) async throws {
    let answer = await (try world()).ask("POST", "/v1/charging/batch", body)
    #expect(answer.status == 422 && answer["problems.0.code"] == code && answer["problems.0.path"] == path, "\(answer.text.prefix(600))")
  }
}
