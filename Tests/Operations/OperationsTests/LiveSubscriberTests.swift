import Balances
import Bootstrap
import Charging
import Operations
import Primitives
import Store
import Testing

@testable import Lab

/// Whoever decides requests for long notices what changed, and only that.
@Suite struct LiveSubscriberTests {
  private func ask(_ recorder: ChargingRecorder, _ subject: String, _ name: String) throws -> ChargingResult {
    let request = ChargingRequest(
      session: name, kind: .debit, subject: subject, at: MachineClock().now(), services: [ServiceUnits(service: "data", used: 1_000_000)])
    return try recorder.decide([request])[0].get().result
  }

  @Test func whatChangesIsNoticed() throws {
    let world = try World()
    try world.account("ana")
    try world.account("bruno")
    try world.order("ana", key: "S-1", line: "offering: metered, startsOn: 2026-01-01, subject: \"600\"", placedOn: ResumeTests.day)
    let recorder = world.installation.chargingRecorder()
    #expect(try ask(recorder, "600", "1") == .serviceDenied)
    #expect(try ask(recorder, "700", "2") == .userUnknown)
    // A balance, and another's subscription, come while it decides.
    _ = try world.balances.open(.init(reference: "a", account: "ana", kind: .prepaid), key: "a")
    _ = try world.balances.topUp("a", .init(amount: 10), key: "t")
    #expect(try ask(recorder, "600", "3") == .success)
    try world.order("bruno", key: "S-2", line: "offering: metered, startsOn: 2026-01-01, subject: \"700\"", placedOn: ResumeTests.day)
    #expect(try ask(recorder, "700", "4") == .serviceDenied)
    _ = try world.balances.open(.init(reference: "b", account: "bruno", kind: .hybrid, creditLimit: 5), key: "b")
    #expect(try ask(recorder, "700", "5") == .success)
    #expect(try ask(recorder, "600", "6") == .success)
    // One of its own comes before the one for all.
    _ = try world.balances.open(.init(reference: "own", account: "ana", kind: .prepaid, subscriptions: ["S-1"]), key: "own")
    #expect(try ask(recorder, "600", "7") == .creditLimitReached)
    #expect(try world.findings() == [])
  }

  /// A fault while somebody is read makes nobody of them.
  @Test func whoCouldNotBeReadIsReadAgain() throws {
    let world = try World()
    try world.account("ana")
    try world.order("ana", key: "S-1", line: "offering: metered, startsOn: 2026-01-01, subject: \"600\"", placedOn: ResumeTests.day)
    _ = try world.balances.open(.init(reference: "a", account: "ana", kind: .prepaid), key: "a")
    _ = try world.balances.topUp("a", .init(amount: 10), key: "t")
    let recorder = world.installation.chargingRecorder()
    #expect(try ask(recorder, "700", "1") == .userUnknown)
    try world.tamper("ALTER TABLE subscription_item RENAME TO subscription_item_elsewhere")
    #expect(throws: StoreFault.self) { try ask(recorder, "600", "2") }
    try world.tamper("ALTER TABLE subscription_item_elsewhere RENAME TO subscription_item")
    #expect(try ask(recorder, "600", "2") == .success)
    #expect(try world.findings() == [])
  }
}
