import Foundation
import HTTPAPI
import Operations
import Parties
import Primitives
import Store
import Testing
import Usage

@testable import Bootstrap

/// Events sent while they happen: each is told what became of it, and counts once.
@Suite struct IntakeTests {
  private func send(_ world: World, _ body: String, _ type: String = "application/cloudevents-batch+json", _ headers: [String: String] = [:]) async -> Answered {
    let all = headers.merging(["Content-Type": type]) { $1 }
    return Answered(
      await world.service.desk.answer(
        Arrival(method: "POST", target: "/v1/usage/events", headers: all.map { ($0.key, $0.value) }, body: Array(body.utf8))))
  }

  private func event(_ id: String, _ subject: String, _ quantity: String = "1", type: String = "data") -> String {
    """
    {"specversion": "1.0", "id": "\(id)", "source": "/gw/1", "type": "\(type)", "subject": "\(subject)", "time": "2026-01-20T10:00:00Z", "data": {"quantity": \(quantity)}}
    """
  }

  /// A subject in use on 20 January 2026, and the account that pays for it.
  private func subject(_ world: World) async throws -> (subject: String, account: String, type: String) {
    let at = try #require(Instant("2026-01-20T10:00:00Z"))
    let index = try world.installation.store.usage { try $0.subjects { _ in .utc } }
    let entry = try #require(index.entries.first { index.find($0.subject, at: at) == $0 })
    return (entry.subject, try #require(try world.installation.store.accounts([entry.account]).first?.reference), "data")
  }

  @Test func eachEventOfABatchIsTold() async throws {
    let world = try await World()
    let (subject, _, type) = try await subject(world)
    let batch = "[\(event("1", subject, type: type)), \(event("1", subject, type: type)), \(event("2", "nobody", type: type)), \(event("1", subject, "2", type: type)), \(event("3", subject, "0.1", type: type))]"
    let first = await send(world, batch)
    #expect(first.status == 200, "\(first.text)")
    #expect(first["accepted"] == "2" && first["duplicate"] == "2" && first["rejected"] == "1", "\(first.text)")
    #expect(first["events.0.outcome"] == "accepted" && first["events.1.outcome"] == "duplicate" && first["events.4.outcome"] == "accepted")
    #expect(first["events.2.problem.code"] == "usage.unknown-subject", "\(first.text)")
    #expect(first["events.3.difference"]?.contains("quantity 1 → 2") == true, "\(first.text)")
    let again = await send(world, batch)
    #expect(again["accepted"] == "0" && again["duplicate"] == "4" && again["rejected"] == "1", "\(again.text)")
  }

  @Test func oneEventInEitherMode() async throws {
    let world = try await World()
    let (subject, _, type) = try await subject(world)
    let structured = await send(world, event("s", subject, type: type), "application/cloudevents+json; charset=utf-8")
    #expect(structured["accepted"] == "1", "\(structured.text)")
    let headers = ["ce-specversion": "1.0", "ce-id": "s", "ce-source": "%2Fgw%2F1", "ce-type": type, "ce-subject": subject, "ce-time": "2026-01-20T10:00:00Z"]
    let binary = await send(world, "{\"quantity\": 1}", "application/json", headers)
    #expect(binary["duplicate"] == "1" && binary["events.0.difference"] == nil, "\(binary.text)")
    let spoilt = await send(world, "{}, \"subject\": \"x\"", "application/json", headers)
    #expect(spoilt.status == 400, "\(spoilt.text)")
  }

  @Test(arguments: ["", "hello", "[", "[{]", "[{\"id\": \"1\"}", "[{}}]", "[1, \"]", "\"text\""]) func whatIsNoListOfEventsIsRefusedAsAWhole(body: String) async throws {
    let world = try await World(days: 0)
    let answer = await send(world, body)
    #expect(answer.status == 400, "\(body): \(answer.text)")
    #expect(await world.get("/v1/usage/rejects")["items"] == "0")
  }

  /// What is no event, or cannot be read as one, is refused alone, as long as the list can be told apart.
  @Test(arguments: ["5", "null", "\"a, b] {\"", "[[1, 2], {}]", "{\"id\": tru}", "{\"a\": {\"b\": [\"}\"]}, \"a\": 1}", "{\"deep\": \(String(repeating: "{\"d\":", count: 40))1\(String(repeating: "}", count: 40))}", "{\"subject\": \"\\ud800\"}"])
  func oneBadEventRefusesNoOther(bad: String) async throws {
    let world = try await World()
    let (subject, _, type) = try await subject(world)
    let answer = await send(world, "[\(event("1", subject, type: type)), \(bad), \(event("2", subject, type: type))]")
    #expect(answer.status == 200, "\(answer.text)")
    #expect(answer["accepted"] == "2" && answer["rejected"] == "1", "\(answer.text)")
    #expect(answer["events.1.outcome"] == "rejected", "\(answer.text)")
  }

  /// Orders and moves between two deliveries count for the second one.
  @Test func whatChangesBetweenDeliveriesIsKnown() async throws {
    let world = try await World()
    let (subject, _, type) = try await subject(world)
    #expect(await send(world, "[\(event("before", subject, type: type)), \(event("early", "new-line", type: type))]")["rejected"] == "1")
    let order = #"{"customer":"ana","account":"ana","placedOn":"2026-01-02","lines":[{"reference":"ana-new","offering":"fibre","startsOn":"2026-01-05","subject":"new-line"}]}"#
    let placed = await world.ask("POST", "/v1/orders", order, ["Idempotency-Key": "new-line"])
    #expect(placed.status == 201, "\(placed.text)")
    let after = await send(world, "[\(event("late", "new-line", type: type)), \(event("after", subject, type: type)), \(event("other", "new-line", type: type))]")
    #expect(after["accepted"] == "3", "\(after.text)")
    let used = await world.get("/v1/accounts/ana/usage?from=2026-01-20&until=2026-01-21&limit=500")
    #expect((0..<500).count { used["items.\($0).subject"] == "new-line" } == 2, "\(used.text.prefix(300))")
    var findings: [Finding] = []
    _ = try Verification(world.installation)(rebill: true, expected: []) { findings.append($0) }
    #expect(findings.isEmpty, "\(findings)")
  }

  @Test func otherMediaTypesAreRefused() async throws {
    let world = try await World(days: 0)
    #expect(await send(world, "[]", "text/plain").status == 415)
    #expect(await send(world, "[]", "application/cloudevents-batch+json; charset=latin1").status == 415)
  }

  /// The same events from many senders at once, some of them twice: each counts once, and the customer sees them.
  @Test func fiftySendersAtOnce() async throws {
    let world = try await World()
    let (subject, account, type) = try await subject(world)
    let answers = await withTaskGroup(of: Answered.self) { group in
      for sender in 0..<50 {
        let events = (0..<20).map { event("\(sender / 2)-\($0)", subject, type: type) }
        group.addTask { await send(world, "[\(events.joined(separator: ","))]") }
      }
      var answers: [Answered] = []
      for await answer in group { answers.append(answer) }
      return answers
    }
    #expect(answers.allSatisfy { $0.status == 200 })
    #expect(answers.reduce(0) { $0 + (Int($1["accepted"] ?? "") ?? 0) } == 500)
    #expect(answers.reduce(0) { $0 + (Int($1["duplicate"] ?? "") ?? 0) } == 500)
    let used = await world.get("/v1/accounts/\(account)/usage?from=2026-01-20&until=2026-01-21&limit=500")
    #expect(used.status == 200, "\(used.text.prefix(300))")
    // The day has usage of its own, which may stand before it on the first page.
    #expect((0..<500).count { used["items.\($0).source"] == "/gw/1" } > 400, "\(used.text.prefix(300))")
  }

  @Test func tooMuchWaitingIsRefusedAndNothingIsLost() async throws {
    let world = try await World()
    let (subject, _, type) = try await subject(world)
    var limits = UsageIntake.Limits()
    limits.waitingBytes = 2_000
    let intake = world.installation.usageIntake(limits: limits)
    let outcomes = await withTaskGroup(of: Int?.self) { group in
      for sender in 0..<40 {
        let body = Array("[\(event("w\(sender)", subject, type: type))]".utf8)
        group.addTask { try? await intake.take(UsageDelivery(body: body)).count }
      }
      var outcomes: [Int?] = []
      for await outcome in group { outcomes.append(outcome) }
      return outcomes
    }
    await intake.close()
    let taken = outcomes.compactMap(\.self).count
    #expect(taken > 0)
    let batches = await world.get("/v1/usage/batches")
    #expect(batches["items.0.accepted"] == "\(taken)", "\(batches.text)")
    #expect(batches["items.0.finishedAt"] != nil)
    await #expect(throws: Rejection.self) { try await intake.take(UsageDelivery(body: Array("[]".utf8))) }
  }
}
