import Bootstrap
import Foundation
import HTTPAPI
import Primitives
import Testing

@Suite struct EventTests {
  private func event(_ id: String, subject: String = "600100100", quantity: String = "\"2.5\"", at: String = "2026-02-10T08:00:00Z") -> String {
    #"{"specversion":"1.0","source":"switch","id":"\#(id)","subject":"\#(subject)","type":"data","time":"\#(at)","data":{"quantity":\#(quantity),"cell":"b7"}}"#
  }

  private func send(_ world: World, _ body: String, _ type: String = "application/cloudevents-batch+json", _ headers: [(name: String, value: String)] = []) async -> Answered {
    Answered(
      await world.service.desk.answer(
        Arrival(method: "POST", target: "/v1/usage/events", headers: [("Content-Type", type)] + headers, body: Array(body.utf8))))
  }

  /// One bad or repeated event never holds up the others, and what is accepted is there at once.
  @Test func eachEventIsAnsweredByItself() async throws {
    let world = try await World()
    let body = "[" + [event("a"), event("b", subject: "nobody"), event("a"), "5", event("c", quantity: "1e400"), #"{"id":"d"}"#, event("e", quantity: "0.1")].joined(separator: ",") + "]"
    let first = await send(world, body)
    #expect(first.status == 200, "\(first.text)")
    let words = (0..<7).map { first["events.\($0).outcome"] ?? "" }
    #expect(words == ["accepted", "rejected", "duplicate", "rejected", "rejected", "rejected", "accepted"], "\(first.text)")
    #expect(first["events.1.problem.code"] == "usage.unknown-subject")
    #expect(first["events.4.problem.code"] == "usage.quantity-too-large", "\(first.text)")
    let again = await send(world, body)
    #expect((again["accepted"], again["duplicate"], again["rejected"]) == ("0", "3", "4"), "\(again.text)")
    let used = await world.get("/v1/accounts/ana/usage?from=2026-02-10&until=2026-02-11&limit=500")
    #expect(used.text.contains(#""source":"switch","id":"a""#))
    #expect(used.text.contains(#""quantity":"0.1","attributes":{"cell":"b7"}"#), "\(used.text)")
    #expect(used.text.components(separatedBy: #""source":"switch""#).count == 3)
    let proof = await world.ask("POST", "/v1/verification", "{}")
    #expect(proof["ok"] == "1", "\(proof.text)")
  }

  @Test func oneEventComesInThreeForms() async throws {
    let world = try await World()
    #expect(await send(world, event("s"), "application/cloudevents+json")["events.0.outcome"] == "accepted")
    let headers = [
      ("ce-specversion", "1.0"), ("ce-source", "switch"), ("ce-id", "b%20in"), ("ce-subject", "600100100"), ("ce-type", "data"), ("ce-time", "2026-02-10T09:00:00Z"),
    ].map { (name: $0.0, value: $0.1) }
    let binary = await send(world, #"{"quantity": 7}"#, "application/json", headers)
    #expect(binary["events.0.outcome"] == "accepted", "\(binary.text)")
    #expect(await world.get("/v1/accounts/ana/usage?from=2026-02-10&until=2026-02-11&limit=500").text.contains(#""source":"switch","id":"b in""#))
    #expect(await send(world, "[]")["events"] == "0")
    #expect(await send(world, "[1]", "text/plain").status == 415)
    #expect(await send(world, "[").status == 400)
    #expect(await send(world, "[[1]]")["rejected"] == "1")
  }
}
