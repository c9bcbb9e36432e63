import Balances
import Bootstrap
import Charging
import Operations
import Primitives
import Testing

@testable import Lab
@testable import Store

/// What a statement of a balance has: by when it was booked, whole requests, and what was not collected.
@Suite struct StatementTests {
  private static let megabyte: Int64 = 1_000_000

  /// Ana has a subscription under 600 at 0.02 a megabyte, 21 % tax on top.
  private func world(money: String) throws -> World {
    let world = try World()
    try world.account("ana")
    try world.order("ana", key: "S-1", line: "offering: metered, startsOn: 2026-01-01, subject: \"600\"", placedOn: ResumeTests.day)
    _ = try world.balances.open(.init(reference: "b", account: "ana", kind: .prepaid), key: "o")
    _ = try world.balances.topUp("b", .init(amount: Exact(money)!), key: "t")
    return world
  }

  private func debit(_ name: String, _ megabytes: [Int64], at: Instant) -> ChargingRequest {
    let services = megabytes.enumerated().map { ServiceUnits(ratingGroup: Int64($0.offset + 1), service: "data", used: $0.element * Self.megabyte) }
    return ChargingRequest(session: name, kind: .debit, subject: "600", at: at, services: services)
  }

  /// What was used in a period and told after its end moved the balance then: list and sums are of the period in which they were booked.
  @Test func whatIsToldLateIsOfThePeriodInWhichItMoved() throws {
    let world = try world(money: "5")
    let recorder = world.installation.chargingRecorder()
    let used = MachineClock().now()
    #expect(try recorder.decide([debit("in-time", [100], at: used)])[0].get().result == .success)
    let turn = MachineClock().now()
    var late = debit("late", [200], at: used)
    late.hasHappened = true
    #expect(try recorder.decide([late])[0].get().result == .success)
    let id = try #require(try world.store.balance(reference: "b")).balance.id
    func names(_ from: Instant, _ until: Instant) throws -> [String] { try world.store.charges(of: id, from: from, until: until, after: 0, limit: 9).map(\.session) }
    #expect(try names(used, turn) == ["in-time"])
    #expect(try names(turn, Instant(microseconds: .max)) == ["late"])
    let charge = try #require(try world.store.lastCharges(of: id, limit: 1).first)
    #expect(charge.at == used && charge.bookedAt >= turn)
    // 100 MB are 2.00 and 0.42 of tax, which leaves 2.58 of 5.00; 200 MB are 4.84, of which 2.26 are not there.
    let sums = try world.store.chargeSums(of: id, from: turn, until: Instant(microseconds: .max))
    #expect(sums.map(\.grossMinor) == [484] && sums.map(\.uncollectedMinor) == [226])
    let moved = try world.store.movementSums(of: id, from: turn, until: Instant(microseconds: .max))
    #expect(moved.map(\.amount) == [-258] && moved.map(\.kind) == [.consumption])
    #expect(try world.findings() == [])
  }

  /// What a bucket held when something was last paid in is known however much was spent since: 10.00, and later 9.00 more.
  @Test func whatWasPaidInLastIsFoundBehindWhatWasSpent() throws {
    let world = try world(money: "10")
    let id = try #require(try world.store.balance(reference: "b")).balance.id
    let recorder = world.installation.chargingRecorder()
    let now = MachineClock().now()
    // A megabyte is 0.02 and 0.0042 of tax: the sums come to 2.42 for a hundred, one by one.
    for answer in recorder.decide((1...100).map { debit("a\($0)", [1], at: now) }) { #expect(try answer.get().result == .success) }
    #expect(try world.store.heldWhenPaidIn(id) == [1: 1_000])
    _ = try world.balances.topUp("b", .init(amount: 9), key: "more")
    for answer in recorder.decide((1...300).map { debit("b\($0)", [1], at: now) }) { #expect(try answer.get().result == .success) }
    // 10.00 less 2.42, and 9.00.
    #expect(try world.store.heldWhenPaidIn(id) == [1: 1_658])
    #expect(try world.findings() == [])
  }

  @Test(.enabled(if: !World.isOnServer, "a question to SQLite")) func whatWasPaidInLastIsOneStepOfAnIndex() throws {
    try World().store.read { c in
      let plan = try c.prepare("EXPLAIN QUERY PLAN \(BalanceRows.heldWhenPaidIn)")
      defer { plan.reset() }
      var steps: [String] = []
      while try plan.step() { steps.append(plan.text(3)) }
      #expect(steps.contains { $0.contains("balance_movement_paid_in") } && !steps.contains { $0.hasPrefix("SCAN") || $0.contains("TEMP B-TREE") }, "\(steps)")
    }
  }

  /// A page has whole requests: one that took seventy things is read as it is, and what comes behind it is not passed over.
  @Test(arguments: [true, false]) func aPageHasWholeRequests(_ isFollowed: Bool) throws {
    let world = try world(money: "100")
    let now = MachineClock().now()
    let asked = [debit("a", [1], at: now), debit("b", Array(repeating: 1, count: 70), at: now)] + (isFollowed ? [debit("c", [1], at: now)] : [])
    for answer in world.installation.chargingRecorder().decide(asked) { #expect(try answer.get().result == .success) }
    let id = try #require(try world.store.balance(reference: "b")).balance.id
    var pages: [[String]] = []
    var next: Int64? = 0
    while let after = next, pages.count < 9 {
      let page = try world.store.chargePage(of: id, from: Instant(microseconds: .min), until: Instant(microseconds: .max), after: after, limit: 50)
      pages.append(page.charges.map { "\($0.session)\($0.charged.ratingGroup)" })
      next = page.next
    }
    #expect(pages == [["a1"], (1...70).map { "b\($0)" }] + (isFollowed ? [["c1"]] : []))
  }
}
