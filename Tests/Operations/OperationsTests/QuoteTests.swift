import Bootstrap
import Invoicing
import Operations
import Primitives
import Store
import Testing

@testable import Lab

/// Offers: kept as made, priced by the bill they would bring, ordered once.
@Suite struct QuoteTests {
  static let day = Day("2026-03-10") ?? Day(number: 0)

  private func world() throws -> World {
    let world = try World()
    try world.account("ana")
    return world
  }

  @Test func saysWhatItsFirstBillWouldBe() throws {
    let world = try world()
    let made = try world.quote("Q-1", to: "ana", "quotedOn: 2026-03-01", line: "offering: basic, startsOn: 2026-03-10")
    // 22 of 31 days of March, and April in advance, as the bill of 1 April would say.
    #expect(made.firstBill?.lines.map(\.netMinor) == [1_419, 2_000])
    #expect(made.firstBill?.grossMinor == 4_137)
    #expect(!made.repeated)
    // Nothing is ordered or booked by an offer.
    #expect(try world.store.subscription(reference: "Q-1-1") == nil)
    #expect(try world.number("SELECT COUNT(*) FROM subscription") == 0)
    #expect(try world.findings() == [])
  }

  @Test func theBillAfterAcceptingIsTheBillThatWasOffered() async throws {
    let world = try world()
    let made = try world.quote("Q-1", to: "ana", "quotedOn: 2026-03-01", line: "reference: S-1, offering: basic, startsOn: 2026-03-10, promotions: [welcome]")
    let placed = try world.quotes.accept("Q-1", on: Self.day)
    #expect(placed.references == ["S-1"])
    try await world.bill(try #require(Day("2026-03-01")))
    try await world.bill(try #require(Day("2026-04-01")))
    let billed = try world.invoices().reduce(0) { $0 + $1.invoice.netMinor }
    #expect(billed == made.firstBill?.netMinor)
    #expect(try world.findings() == [])
  }

  @Test func isOrderedOnceHoweverOftenAccepted() throws {
    let world = try world()
    try world.quote("Q-1", to: "ana", "quotedOn: 2026-03-01, validUntil: 2026-04-01", line: "reference: S-1, offering: basic, startsOn: 2026-04-01")
    #expect(try world.quotes.list(account: "ana").map { $0.state(on: Self.day) } == ["open"])
    #expect(try !world.quotes.accept("Q-1", on: Self.day).repeated)
    // Also when it would have expired meanwhile.
    let again = try world.quotes.accept("Q-1", on: Self.day.adding(days: 90))
    #expect(again.repeated && again.references == ["S-1"])
    #expect(try world.number("SELECT COUNT(*) FROM subscription") == 1)
    #expect(try world.quotes.list(account: nil).map { $0.state(on: Self.day.adding(days: 90)) } == ["accepted"])
  }

  @Test func isNotChangedOnceMade() throws {
    let world = try world()
    try world.quote("Q-1", to: "ana", "quotedOn: 2026-03-01", line: "offering: basic, startsOn: 2026-04-01")
    #expect(try world.quote("Q-1", to: "ana", "quotedOn: 2026-03-01", line: "offering: basic, startsOn: 2026-04-01").repeated)
    #expect(throws: Rejection.self) {
      try world.quote("Q-1", to: "ana", "quotedOn: 2026-03-01", line: "offering: plus, startsOn: 2026-04-01")
    }
    #expect(try world.number("SELECT COUNT(*) FROM quote") == 1)
  }

  @Test func isRefusedWhereItsOrderWouldBe() throws {
    let world = try world()
    #expect(throws: Rejection.self) { try world.quote("Q-1", to: "ana", "quotedOn: 2026-03-01", line: "offering: nothing, startsOn: 2026-04-01") }
    #expect(throws: Rejection.self) { try world.quote("Q-1", to: "eva", "quotedOn: 2026-03-01", line: "offering: basic, startsOn: 2026-04-01") }
    #expect(try world.number("SELECT COUNT(*) FROM quote") == 0)
  }

  @Test func holdsForItsDaysOnly() throws {
    let world = try world()
    try world.quote("Q-1", to: "ana", "quotedOn: 2026-03-01, validUntil: 2026-03-10", line: "offering: basic, startsOn: 2026-04-01")
    for day in [Day("2026-02-28"), Day("2026-03-10")] {
      #expect(throws: Rejection.self) { try world.quotes.accept("Q-1", on: day) }
    }
    #expect(try world.number("SELECT COUNT(*) FROM subscription") == 0)
    _ = try world.quotes.accept("Q-1", on: Day("2026-03-09"))
  }
}
