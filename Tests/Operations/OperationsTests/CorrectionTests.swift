import Bootstrap
import Invoicing
import Operations
import Primitives
import Store
import Testing

@testable import Lab

/// Cancelling and billing again, whole, broken off, and by two people at once.
@Suite struct CorrectionTests {
  static let day = ResumeTests.day

  private func town() async throws -> World {
    let world = try World()
    try world.settle(households: 3)
    try await world.bill(Self.day)
    return world
  }

  /// Without new facts, what is billed again is what was billed, line by line.
  @Test func billedAgainFromTheSameFactsItIsTheSame() async throws {
    let world = try await town()
    let before = try world.invoices()
    for issued in before {
      let number = issued.invoice.number ?? ""
      _ = try world.corrections.cancel(number, key: number, reason: "again", on: Self.day)
      let run = try await world.corrections.rebill(number, key: number, on: Self.day)
      let again = try #require(try world.invoices(of: run).first)
      var expected = issued.invoice
      expected.number = again.invoice.number
      #expect(again.invoice == expected)
      #expect(try world.store.standing(of: again.id).replaces == [number])
      #expect(try world.store.standing(of: issued.id).replacedBy == again.invoice.number)
    }
    #expect(try world.breaches() == [])
    // And the next month goes on as if nothing had happened.
    let untouched = try await town()
    let next = Self.day.adding(months: 1)
    try await untouched.bill(next)
    try await world.bill(next)
    func lines(_ world: World) throws -> [[InvoiceLine]] { try world.invoices().filter { $0.invoice.issuedOn == next }.map(\.invoice.lines) }
    #expect(try lines(world) == lines(untouched))
  }

  /// Broken off between cancelling and billing again, the same command finishes the work, once.
  @Test func brokenOffBetweenCancellingAndBillingAgain() async throws {
    let expected = try await town()
    _ = try expected.corrections.cancel("ES-000001", key: "k", reason: "wrong", on: Self.day)
    _ = try await expected.corrections.rebill("ES-000001", key: "k", on: Self.day)
    let books = try expected.dump()

    let world = try await town()
    let first = try world.corrections.cancel("ES-000001", key: "k", reason: "wrong", on: Self.day)
    try world.reopen()
    #expect(try world.findings() == [])
    let second = try world.corrections.cancel("ES-000001", key: "k", reason: "wrong", on: Self.day)
    #expect(second.number == first.number)
    #expect(second.repeated)
    for _ in 0..<2 { _ = try await world.corrections.rebill("ES-000001", key: "k", on: Self.day) }
    #expect(try world.dump() == books)
  }

  /// The disk is full while a credit note is written: nothing of it stays, not even its number.
  @Test(.enabled(if: !World.isOnServer, "it is SQLite's file that is full")) func theDiskIsFull() async throws {
    let world = try await town()
    let before = try world.dump()
    try world.limitGrowth(pages: 0)
    do {
      _ = try world.corrections.cancel("ES-000001", key: "k", reason: String(repeating: "long ", count: 5000), on: Self.day)
      Issue.record("the disk was full and nothing happened")
    } catch let fault as StoreFault { #expect(fault.isDiskFull) }
    try world.limitGrowth(pages: nil)
    #expect(try world.dump() == before)
    #expect(try world.corrections.credit("ES-000001", .init(.rest, reason: "wrong"), key: "k", on: Self.day).number == "ES-CN-000001")
  }

  /// Many at once credit the same invoice: together they never give back more than it.
  @Test func manyAtOnce() async throws {
    let world = try await town()
    let corrections = world.corrections
    let granted = try await withThrowingTaskGroup(of: Int64.self) { group in
      for index in 0..<24 {
        group.addTask {
          do {
            _ = try corrections.credit("ES-000001", .init(.percent(15), reason: "slow"), key: "k-\(index)", on: Self.day)
            return 1
          } catch is Rejection { return 0 }
        }
      }
      return try await group.reduce(0, +)
    }
    #expect(granted == 6)
    #expect(try world.breaches() == [])
  }
}
