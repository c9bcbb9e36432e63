import Invoicing
import Operations
import Primitives
import Rating
import Testing

@testable import Lab
@testable import Store

/// Promotions of several accounts on one bill.
@Suite struct HouseholdPromotionTests {
  /// A world of the Lab (seed 880140) found that `verify` computed the discounts of such a bill in another order than they were billed in.
  @Test func areProvedInTheOrderInWhichTheyWereBilled() async throws {
    var story = try Story(name: "household", text: "", world: World(simulated: true))
    story.isQuiet = true
    for line in [
      "account a", "account e parent=a", "order e basic from=2027-11-26 as=S-7 promotions=welcome", "clock 2027-11-10T06:28:59Z",
      "order a basic from=2027-11-18 as=S-8 promotions=welcome", "bill 2027-12-01",
    ] { try await story.carryOut(Words(line)) }
    let issued = try #require(try story.world.store.invoice(number: "ES-000001"))
    #expect(issued.invoice.lines.filter { $0.charge.kind == .discount }.map(\.charge.amount.amountMinor) == [-1_434, -1_167])
    let found = try story.world.findings()
    #expect(found == [], "\(found)")
  }
}
