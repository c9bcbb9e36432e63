import Primitives
import Testing

@testable import Bootstrap

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
    ]
    var answers: [String] = []
    let outcome = try ChargingBatch(world.installation).run(lines, of: "night.jsonl", group: 100) { answers += $0 }
    #expect(outcome.requests == 6 && outcome.refused == 4 && answers.count == 6)
    #expect(answers[0].contains(#""result":"success""#) && answers[0].contains("3.03"))
    #expect(
      answers[1] == #"{"line":3,"problems":[{"code":"document.wrong-value","file":"night.jsonl","line":3,"column":88,"path":"services[0].units","message":"0 is out of range","remedy":"write a whole number from 1 to 1000000000000000"}]}"#,
      "\(answers[1])")
    #expect(answers[2].contains(#""line":4,"#) && answers[2].contains(#""path":"services""#) && answers[2].contains("the list is empty"), "\(answers[2])")
    #expect(answers[3].contains(#""line":5,"#) && answers[3].contains("did you mean `units`?"), "\(answers[3])")
    #expect(answers[4].contains(#""result":"success""#))
    #expect(answers[5].contains("9223372036854775808 is out of range"), "\(answers[5])")
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
}
