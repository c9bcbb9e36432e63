import Bootstrap
import Operations
import Primitives
import Store
import Testing

@testable import Lab

/// Laws proved side by side come to what they come to one after the other.
@Suite struct SideBySideTests {
  @Test(arguments: [1, 2, 5]) func theSameIsFoundInTheSameOrder(workers: Int) async throws {
    let world = try World()
    try world.settle(households: 4)
    try await world.bill(ResumeTests.day)
    for change in [
      "UPDATE invoice_line SET amount_minor = amount_minor + 1, net_minor = net_minor + 1 WHERE invoice_id = 1 AND number = 1",
      "UPDATE subscription_item SET quantity = '2' WHERE subscription_id = 1",
      "UPDATE usage_event SET quantity_digits = quantity_digits + 1 WHERE event = 7",
      "UPDATE account_position SET receivable_minor = receivable_minor + 1 WHERE account_id = 1",
    ] { try world.tamper(change) }
    let verification = Verification(world.installation)
    var (one, all): ([Finding], [Finding]) = ([], [])
    var told: [String] = []
    let inRow = try verification({ one.append($0) })
    let beside = try await verification.sideBySide(workers: workers, { all.append($0) }, progress: { told.append($0.check) })
    #expect(Set(one.map(\.law)).count > 3)
    #expect(all == one)
    #expect(beside.map(\.check) == inRow.map(\.check) && told == inRow.map(\.check))
    #expect(beside.map(\.examined) == inRow.map(\.examined) && beside.map(\.findings) == inRow.map(\.findings))
  }

  /// What is written once the readers have begun is seen by none of them.
  @Test func allReadersSeeOneState() async throws {
    let world = try World()
    try world.settle(households: 2)
    let lanes = try world.store.lanes(3)
    try await world.bill(ResumeTests.day)
    var seen: [Int] = []
    for lane in try lanes + world.store.lanes(1) { try lane.read(looked: { _ in }) { seen.append(try $0.billRuns().count) } }
    #expect(seen == Array(repeating: 0, count: lanes.count) + [1])
  }
}
