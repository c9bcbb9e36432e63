import Foundation
import HTTPAPI
import Operations
import Primitives
import Testing

@testable import Bootstrap

@Suite struct WritingTests {
  static let order = #"{"customer":"ana","account":"ana","placedOn":"2026-02-10","lines":[{"reference":"ana-2","offering":"fibre","startsOn":"2026-03-01"}]}"#

  @Test func anOrderBecomesASubscriptionThatCanBeAmended() async throws {
    let world = try await World()
    let placed = await world.ask("POST", "/v1/orders", Self.order, ["Idempotency-Key": "order-1"])
    #expect(placed.status == 201, "\(placed.text)")
    #expect(placed["subscriptions.0"] == "ana-2")
    let read = await world.get("/v1/subscriptions/ana-2")
    let tag = try #require(read.departure.header("ETag"))
    let amend = #"{"change":"changeQuantity","quantity":2,"on":"2026-03-10"}"#
    let late = await world.ask("POST", "/v1/subscriptions/ana-2/amendments", amend, ["Idempotency-Key": "a-0", "If-Match": "\"other\""])
    #expect(late.status == 412)
    let amended = await world.ask("POST", "/v1/subscriptions/ana-2/amendments", amend, ["Idempotency-Key": "a-1", "If-Match": tag])
    #expect(amended.status == 201, "\(amended.text)")
    #expect(amended["items.1.quantity"] == "2")
    let stale = await world.ask("POST", "/v1/subscriptions/ana-2/amendments", #"{"change":"suspend","on":"2026-04-01"}"#, ["Idempotency-Key": "a-2", "If-Match": tag])
    #expect(stale["code"] == "http.changed-meanwhile")
    let refused = await world.ask("POST", "/v1/subscriptions/ana-2/amendments", #"{"change":"resume"}"#, ["Idempotency-Key": "a-3"])
    #expect(refused["code"] == "subscriptions.amendment-refused")
    #expect(refused.status == 409)
  }

  /// Fifty connections send the same order at once: one subscription, fifty equal answers.
  @Test func theSameKeyFromFiftyConnectionsHasOneEffect() async throws {
    let world = try await World(days: 0)
    let answers = await withTaskGroup(of: Answered.self) { group in
      for _ in 0..<50 { group.addTask { await world.ask("POST", "/v1/orders", Self.order, ["Idempotency-Key": "fifty"]) } }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(answers.allSatisfy { $0.status == 201 }, "\(answers.filter { $0.status != 201 }.map(\.text))")
    #expect(Set(answers.map(\.text)).count == 1)
    #expect(answers.count { $0.departure.header("Idempotency-Replayed") == nil } == 1)
    #expect(await world.get("/v1/accounts/ana/subscriptions")["items"] == "2")
    let changed = await world.ask("POST", "/v1/orders", Self.order.replacing("2026-03-01", with: "2026-03-02"), ["Idempotency-Key": "fifty"])
    #expect(changed.text.contains("different are: body.lines[0].startsOn"), "\(changed.text)")
  }

  /// The process died between the deed and the note of its answer: the repeat finds that it was done.
  @Test func whatWasDoneButNotAnsweredIsNotDoneAgain() async throws {
    let world = try await World(days: 0)
    let accounts = #"{"accounts":[{"reference":"eva","customer":{"reference":"eva","name":"Eva"},"seller":"sandbox","currency":"EUR","zone":"Europe/Madrid","address":{"country":"ES"}}]}"#
    let documents = WrittenDocuments(world.installation)
    _ = try documents.registerAccounts(try JSONReader.read(Array(accounts.utf8)), key: "crash-1")
    _ = try documents.placeOrder(FlorinAPI.adding(("key", "crash-2"), to: try JSONReader.read(Array(Self.order.utf8))))
    let registered = await world.ask("POST", "/v1/accounts", accounts, ["Idempotency-Key": "crash-1"])
    #expect(registered.status == 201, "\(registered.text)")
    let ordered = await world.ask("POST", "/v1/orders", Self.order, ["Idempotency-Key": "crash-2"])
    #expect(ordered.status == 201, "\(ordered.text)")
    #expect(ordered["repeated"] == "1")
    #expect(await world.get("/v1/accounts/eva")["name"] == "Eva")
    #expect(await world.get("/v1/accounts/ana/subscriptions")["items"] == "2")
  }

  @Test func aBillRunIsPlannedExecutedFollowedAndCorrected() async throws {
    let world = try await World()
    let planned = await world.ask("POST", "/v1/bill-runs", #"{"billingDay":"2026-03-15"}"#, ["Idempotency-Key": "march"])
    #expect(planned.status == 201, "\(planned.text)")
    let run = try #require(planned["billRun.run"])
    #expect(planned["pending"] == "3")
    let begun = await world.ask("POST", "/v1/bill-runs/\(run)/execution", nil, ["Idempotency-Key": "march-go"])
    #expect(begun.status == 202, "\(begun.text)")
    let stream = await world.get("/v1/bill-runs/\(run)/progress")
    guard case .pieces(let pieces) = stream.departure.content else {
      Issue.record("no stream")
      return
    }
    var events = ""
    for await piece in pieces { events += String(decoding: piece, as: UTF8.self) }
    #expect(events.contains("event: report\ndata: {\"billRun\":{\"run\":\(run)"), "\(events)")
    let report = await world.get("/v1/bill-runs/\(run)")
    #expect(report["invoices"] == "3", "\(report.text)")
    let number = try #require(await world.get("/v1/invoices?billRun=\(run)&account=ana")["items.0.number"])

    let both = await world.ask("POST", "/v1/invoices/\(number)/credit-notes", #"{"reason":"slow","percent":"10","amount":1}"#, ["Idempotency-Key": "c-0"])
    #expect(both["code"] == "credit.wrong-measure")
    let credit = await world.ask("POST", "/v1/invoices/\(number)/credit-notes", #"{"reason":"slow","percent":"10","on":"2026-03-20"}"#, ["Idempotency-Key": "c-1"])
    #expect(credit.status == 201, "\(credit.text)")
    #expect(credit["invoice"] == number)
    let cancelled = await world.ask("POST", "/v1/invoices/\(number)/cancellation", #"{"reason":"wrong","rebill":true,"on":"2026-03-21"}"#, ["Idempotency-Key": "x-1"])
    #expect(cancelled.status == 201, "\(cancelled.text)")
    let new = try #require(cancelled["invoices.0"])
    #expect(await world.get("/v1/invoices/\(number)")["replacedBy"] == new)

    let differences = await world.ask("POST", "/v1/reratings/differences", #"{"from":"2026-01-01","until":"2026-02-01"}"#)
    #expect(differences["accountsDiffering"] == "0", "\(differences.text)")
    let proof = await world.ask("POST", "/v1/verification", "{}")
    #expect(proof["ok"] == "1", "\(proof.text)")
  }

  @Test func aDraftIsSimulatedAndPublished() async throws {
    let world = try await World()
    let yaml = try String(contentsOfFile: world.installation.home.path("catalog/catalog.yaml"), encoding: .utf8)
    func files(_ text: String, _ more: String = "") throws -> String {
      let content = String(decoding: try JSONSerialization.data(withJSONObject: text, options: .fragmentsAllowed), as: UTF8.self)
      return #"{"files":[{"name":"catalog.yaml","content":\#(content)}]\#(more)}"#
    }
    let dearer = yaml.replacing(#"{from: 2020-01-01, currency: EUR, form: flat, amount: "20.00"}"#, with: #"{from: 2020-01-01, currency: EUR, form: flat, amount: "21.00"}"#)
    let simulated = await world.ask("POST", "/v1/simulations", try files(dearer, #","from":"2026-01-01","until":"2026-02-01""#))
    #expect(simulated["currencies.0.losers"] == "1", "\(simulated.text)")
    let refused = await world.ask("POST", "/v1/catalog/publish", try files(dearer), ["Idempotency-Key": "p-1"])
    #expect(refused["code"] == "catalog.changes-published-price")
    #expect(refused.status == 409)
    let broken = await world.ask("POST", "/v1/catalog/check", try files("offerings: [{code: x}]"))
    #expect(broken["valid"] == "0", "\(broken.text)")
    let added = yaml.replacing("offerings:\n", with: "offerings:\n  - {code: gift, name: Gift, from: 2026-01-01}\n")
    let published = await world.ask("POST", "/v1/catalog/publish", try files(added, #","note":"gift""#), ["Idempotency-Key": "p-2"])
    #expect(published["version"] == "2", "\(published.text)")
    #expect(published["changes.0.key"] == "gift")
  }
}
