import Balances
import Bootstrap
import Charging
import Invoicing
import Operations
import Primitives
import Rating
import Store
import Testing

@testable import Lab

/// What was decided under a limit is part of every bill that is made, looked at or made again.
@Suite struct HandedOnTests {
  private func debit(_ world: World, _ name: String, megabytes: Int64) throws {
    let request = ChargingRequest(
      session: name, kind: .debit, subject: "600", at: MachineClock().now(), services: [ServiceUnits(service: "data", used: megabytes * 1_000_000)])
    #expect(try world.installation.chargingRecorder().decide([request])[0].get().result == .success)
  }

  private func megabytes(_ invoice: Invoice) -> Exact { invoice.lines.filter { $0.charge.kind == .usage }.reduce(Exact.zero) { $0 + $1.charge.quantity } }

  /// Five megabytes, seven, and one, each of them decided behind what was handed on before.
  @Test func billsAreMadeOfAllThatWasDecided() async throws {
    let world = try World()
    try world.account("ana")
    try world.account("ben")
    try world.order("ana", key: "S-1", line: "offering: metered, startsOn: 2026-01-01, subject: \"600\"", placedOn: ResumeTests.day)
    _ = try world.balances.open(.init(reference: "b", account: "ana", kind: .postpaid, creditLimit: 20), key: "o")
    let today = WallCalendar.localDay(MachineClock().now(), zone: "Europe/Madrid")
    let next = Day(number: today.number + 1 - Int32(today.dayOfMonth)).adding(months: 1)
    let period = ServicePeriod(start: next.adding(months: -1), end: next)
    try await world.bill(period.start)
    try debit(world, "d-1", megabytes: 5)
    func handed() throws -> Int64 { try world.number("SELECT COUNT(*) FROM usage_event") }
    // Whoever has nothing to do with it writes nothing.
    _ = try world.runs.preview("ben", through: next)
    #expect(try handed() == 0)
    guard case .bill(let expected) = try world.runs.preview("ana", through: next).outcome else {
      Issue.record("there is a bill")
      return
    }
    #expect(try megabytes(expected) == 5 && handed() == 1)
    try await world.bill(next)
    try debit(world, "d-2", megabytes: 7)
    let totals = try await Reratings(world.installation).differences(Reratings.Request(period: period)) { _ in }
    #expect(try handed() == 2 && totals.currencies.first?.difference.isPositive == true)
    try debit(world, "d-3", megabytes: 1)
    let issued = try #require(try world.invoices().first { $0.invoice.issuedOn == next })
    let number = issued.invoice.number ?? ""
    _ = try world.corrections.cancel(number, key: "k", reason: "late", on: next)
    let run = try await world.corrections.rebill(number, key: "k", on: next)
    let again = try #require(try world.invoices(of: run).first)
    #expect(try megabytes(again.invoice) == 13 && handed() == 3)
    #expect(try world.findings() == [])
  }

  @Test func lateUsageIsLookedForInWhatWasDecided() async throws {
    let world = try World()
    try world.lateUsage("correction")
    try world.account("ana")
    try world.order("ana", key: "S-1", line: "offering: metered, startsOn: 2026-01-01, subject: \"600\"", placedOn: ResumeTests.day)
    _ = try world.balances.open(.init(reference: "b", account: "ana", kind: .postpaid, creditLimit: 20), key: "o")
    try debit(world, "d", megabytes: 5)
    _ = try world.corrections.missedUsage()
    #expect(try world.number("SELECT COUNT(*) FROM usage_event") == 1)
  }
}
