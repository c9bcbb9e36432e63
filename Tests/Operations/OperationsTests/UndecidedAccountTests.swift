import Bootstrap
import Invoicing
import Operations
import Parties
import Primitives
import Store
import Testing

@testable import Lab

/// An account stands undecided in one bill run only: nobody is billed twice, and no period is passed by.
@Suite struct UndecidedAccountTests {
  static let days = ["2026-02-01", "2026-03-01", "2026-04-01"].compactMap { Day($0) }

  /// Two accounts that pay afterwards; one of them has a bill that comes to nothing and is held.
  func world() throws -> World {
    let world = try World()
    for account in ["ana", "ion"] { try world.account(account) }
    try world.order("ana", key: "S-1", line: "offering: later, startsOn: 2026-01-01", placedOn: Self.days[0])
    try world.order("ion", key: "S-2", line: "offering: later, startsOn: 2026-01-01", placedOn: Self.days[0])
    return world
  }

  func states(_ world: World, _ run: BillRun) throws -> [String] { try world.store.planLines(of: run.id).map { "\($0.reference) \($0.state)" } }
  func reasons(_ world: World, _ run: BillRun) throws -> [String?] { try world.store.planLines(of: run.id).map(\.reason) }
  /// First and last billed day of each invoice, in order.
  func billed(_ world: World) throws -> [String] {
    try world.invoices().map { "\(try world.store.account($0.invoice.account)?.reference ?? "?") \($0.invoice.billingPeriod)" }
  }

  @Test func aLaterRunLeavesOutWhatAnEarlierOneHasStillToBillAndSaysSo() async throws {
    let world = try world()
    let first = try world.runs.plan(on: Self.days[0], key: "first")
    let second = try await world.bill(Self.days[1], key: "second")
    #expect(try states(world, second) == ["ana skipped", "ion skipped"])
    #expect(try reasons(world, second) == Array(repeating: "still to be billed by bill run 1; execute that one first, or dismiss it there", count: 2))
    try await world.runs.execute(first, workers: 1)
    #expect(try states(world, first) == ["ana issued", "ion issued"])
    let third = try await world.bill(Self.days[1], key: "third")
    #expect(try states(world, third) == ["ana issued", "ion issued"])
    #expect(
      try billed(world) == [
        "ana 2026-01-01..<2026-02-01", "ion 2026-01-01..<2026-02-01", "ana 2026-02-01..<2026-03-01", "ion 2026-02-01..<2026-03-01",
      ])
    #expect(try world.breaches() == [])
  }

  @Test func givenUpInOneRunItIsBilledWholeByTheNext() async throws {
    let world = try world()
    let first = try world.runs.plan(on: Self.days[0], key: "first")
    try world.runs.dismiss("ana", of: first)
    let second = try await world.bill(Self.days[1], key: "second")
    #expect(try states(world, second) == ["ana issued", "ion skipped"])
    try world.runs.dismissPending(of: first)
    #expect(try states(world, first) == ["ana skipped", "ion skipped"])
    #expect(try world.store.billRun(first.id)?.finishedAt != nil)
    // Executed all the same, the run bills nobody any more.
    try await world.runs.execute(first, workers: 1)
    _ = try await world.bill(Self.days[2], key: "third")
    #expect(
      try billed(world) == ["ana 2026-01-01..<2026-03-01", "ana 2026-03-01..<2026-04-01", "ion 2026-01-01..<2026-04-01"])
    #expect(try world.breaches() == [])
  }

  /// The same when what was given up is read from the facts again.
  @Test func whatWasGivenUpIsAFact() async throws {
    let world = try world()
    let first = try world.runs.plan(on: Self.days[0], key: "first")
    try world.runs.dismissPending(of: first)
    _ = try Auditor(path: world.installation.home.path("florin.db")).rows("UPDATE bill_run_account SET state = 'planned', reason = NULL, evidence = NULL")
    #expect(try world.findings().map(\.law).contains("bill-runs"))
  }

  @Test func billingAgainIsLeftToTheRunThatHasStillToBillTheAccount() async throws {
    let world = try world()
    _ = try await world.bill(Self.days[0], key: "first")
    let number = try #require(try world.invoices().first?.invoice.number)
    let second = try world.runs.plan(on: Self.days[1], key: "second")
    _ = try world.corrections.cancel(number, key: "x", reason: "wrong", on: Self.days[1])
    let again = try await world.corrections.rebill(number, key: "x", on: Self.days[1])
    #expect(try states(world, again) == ["ana skipped"])
    try await world.runs.execute(second, workers: 1)
    #expect(try billed(world).last { $0.hasPrefix("ana") } == "ana 2026-01-01..<2026-03-01")
    #expect(try world.breaches() == [])
  }
}
