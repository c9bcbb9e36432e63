import Balances
import Bootstrap
import Operations
import Primitives
import Store
import Testing

@testable import Lab

/// Customer balances in the books: every movement a fact, every sum proved, every command once.
@Suite struct BalanceTests {
  private func world() throws -> World {
    let world = try World()
    for account in ["ana", "bruno"] { try world.account(account) }
    try world.account("radu", ["seller": "ro"])
    for account in ["ana", "bruno", "radu"] { _ = try open(world, account) }
    return world
  }

  private func open(_ world: World, _ account: String, _ kind: CustomerBalance.Kind = .prepaid, limit: String? = nil, as reference: String? = nil) throws -> StoredBalance {
    let reference = reference ?? account
    return try world.balances.open(
      .init(reference: reference, account: account, kind: kind, creditLimit: limit.flatMap { Exact($0) }), key: "open-\(reference)")
  }

  private func amounts(_ world: World, _ reference: String) throws -> [String] {
    try world.store.balance(reference: reference)?.balance.buckets.map { "\($0.terms.unit.exact($0.amount)) \($0.terms.unit.text)" } ?? []
  }

  private func books(_ world: World) throws -> [String] {
    try world.store.trialBalance(seller: nil, through: nil).filter { $0.balanceMinor != 0 }.map { "\($0.seller) \($0.ledgerAccount) \($0.balanceMinor)" }
  }

  @Test func whatIsPaidInIsOwed() throws {
    let world = try world()
    let changed = try world.balances.topUp("ana", .init(amount: Exact("20")!, reason: "voucher 7"), key: "t-1")
    #expect(changed.movements.map(\.movement.after) == [2_000] && changed.movements[0].cause == "t-1" && changed.movements[0].reason == "voucher 7")
    _ = try world.balances.topUp("ana", .init(amount: Exact("5")!, isBonus: true), key: "t-2")
    _ = try world.balances.topUp("ana", .init(amount: Exact("3000000")!, unit: "octets", validTo: "2099-01-01", blockers: ["service:voice"]), key: "t-3")
    _ = try world.balances.adjust("ana", bucket: nil, by: Exact("-1.50")!, reason: "mistake", key: "t-4")
    #expect(try amounts(world, "ana") == ["23.50 EUR", "3000000 octets"])
    #expect(try books(world) == ["es 1360 2000", "es 1710 -2350", "es 8700 350"])
    #expect(try world.findings() == [])
    let stored = try #require(try world.store.balance(reference: "ana"))
    let movements = try world.store.movements(of: stored.balance.id, before: nil, limit: 10)
    #expect(movements.map { "\($0.movement.kind.rawValue) \($0.unit.exact($0.movement.amount)) \($0.unit.text)" } == [
      "adjustment -1.50 EUR", "top-up 3000000 octets", "bonus 5.00 EUR", "top-up 20.00 EUR",
    ])
    #expect(movements.map { $0.entry != nil } == [true, false, true, true])
  }

  @Test func theSameKeyGivesTheFirstAnswer() throws {
    let world = try world()
    let topUp = CustomerBalances.TopUp(amount: Exact("20")!)
    let first = try world.balances.topUp("ana", topUp, key: "t-1")
    _ = try world.balances.topUp("ana", topUp, key: "t-2")
    let again = try world.balances.topUp("ana", topUp, key: "t-1")
    #expect(again.repeated && !first.repeated && again.movements == first.movements)
    #expect(try amounts(world, "ana") == ["40.00 EUR"])
    let other = #expect(throws: Rejection.self) { try world.balances.topUp("ana", .init(amount: Exact("21")!), key: "t-1") }
    #expect(other?.problems.map(\.code.rawValue) == ["command.key-reused"])
    let (opened, known) = (try open(world, "ana"), try world.store.balance(reference: "ana"))
    #expect(opened == known)
    let taken = #expect(throws: Rejection.self) { try world.balances.open(.init(reference: "ana", account: "bruno", kind: .prepaid), key: "another") }
    #expect(taken?.problems.map(\.code.rawValue) == ["balance.reference-taken"])
  }

  @Test func transfersStayInTheBooks() throws {
    let world = try world()
    _ = try world.balances.topUp("ana", .init(amount: Exact("20")!), key: "t-1")
    _ = try world.balances.transfer("ana", bucket: nil, to: "bruno", amount: Exact("7.25")!, reason: "gift", key: "t-2")
    #expect(try amounts(world, "ana") == ["12.75 EUR"] && amounts(world, "bruno") == ["7.25 EUR"])
    #expect(try books(world) == ["es 1360 2000", "es 1710 -2000"])
    for (to, code) in [("radu", "balance.other-books"), ("nobody", "balance.unknown"), ("ana", "balance.same-balance")] {
      let refused = #expect(throws: Rejection.self) { try world.balances.transfer("ana", bucket: nil, to: to, amount: Exact("1")!, reason: "", key: "x-\(to)") }
      #expect(refused?.problems.map(\.code.rawValue) == [code])
    }
    #expect(try world.findings() == [])
  }

  /// Whichever only guards a limit is named, with where it was named.
  @Test func thePostpaidOneOfATransferIsNamed() throws {
    let world = try world()
    _ = try world.balances.topUp("ana", .init(amount: Exact("20")!), key: "t-1")
    for reference in ["limit", "other"] { _ = try open(world, "bruno", .postpaid, limit: "50", as: reference) }
    for (from, to, path, named) in [("ana", "limit", "to", "limit"), ("limit", "ana", "balance", "limit"), ("limit", "other", "balance", "limit")] {
      let refused = #expect(throws: Rejection.self) { try world.balances.transfer(from, bucket: nil, to: to, amount: Exact("1")!, reason: "", key: "x-\(from)-\(to)") }
      #expect(refused?.problems.map { "\($0.code.rawValue) \($0.path) \($0.message.contains("\"\(named)\""))" } == ["balance.postpaid \(path) true"])
    }
  }

  @Test func whatIsOverIsRevenueAndWhatMayGoesOn() throws {
    let world = try world()
    let soon = Instant(seconds: MachineClock().now().seconds + 3_600)
    _ = try world.balances.topUp("ana", .init(amount: Exact("10")!, validTo: "\(soon)"), key: "t-1")
    _ = try world.balances.topUp("ana", .init(amount: Exact("100")!, unit: "octets", validTo: "\(soon)", rolloverDays: 30, rolloverAtMost: Exact("60")!), key: "t-2")
    let change = ChangeBalance(store: world.store)
    #expect(try change.expire(at: soon.adding(seconds: -1)).movements == [])
    let movements = try change.expire(at: soon).movements
    #expect(movements.map { "\($0.movement.kind.rawValue) \($0.movement.bucket) \($0.movement.amount)" } == [
      "expiry 2 -1000", "rollover-out 3 -60", "rollover-in 4 60", "expiry 3 -40",
    ])
    #expect(try change.expire(at: soon.adding(seconds: 5)).movements == [])
    #expect(try books(world) == ["es 1360 1000", "es 8410 -1000"])
    #expect(try world.findings() == [])
  }

  @Test func creditIsALimitAndTheDatabaseGuardsIt() throws {
    let world = try world()
    _ = try open(world, "ana", .hybrid, limit: "15", as: "hybrid")
    _ = try world.balances.adjust("hybrid", bucket: nil, by: Exact("-15")!, reason: "x", key: "a-1")
    let refused = #expect(throws: Rejection.self) { try world.balances.adjust("hybrid", bucket: nil, by: Exact("-0.01")!, reason: "x", key: "a-2") }
    #expect(refused?.problems.map(\.code.rawValue) == ["balance.not-enough"])
    #expect(throws: (any Error).self) { try world.tamper("UPDATE balance_bucket SET amount = amount - 1") }
    #expect(try world.findings() == [])
  }

  /// One pool for a whole fleet needs no row per device; named subscriptions must be the account's own.
  @Test func servesAllOrTheNamed() throws {
    let world = try world()
    try world.order("ana", key: "S-1", line: "offering: basic, startsOn: 2026-03-01", placedOn: ResumeTests.day)
    let named = try world.balances.open(.init(reference: "one", account: "ana", kind: .prepaid, subscriptions: ["S-1"]), key: "o-1")
    #expect(named.subscriptions == ["S-1"])
    let foreign = #expect(throws: Rejection.self) {
      try world.balances.open(.init(reference: "two", account: "bruno", kind: .prepaid, subscriptions: ["S-1", "S-9"]), key: "o-2")
    }
    #expect(foreign?.problems.map(\.code.rawValue) == ["balance.foreign-subscription", "subscriptions.unknown"])
    #expect(try world.findings() == [])
  }

  @Test(arguments: [
    ("UPDATE balance_bucket SET amount = amount + 1 WHERE id = 1", ["balance-buckets", "prepaid-liability"]),
    ("UPDATE balance_movement SET entry_id = NULL WHERE id = 1", ["balance-bookings", "balance-bookings", "chain"]),
    ("DELETE FROM balance_movement WHERE id = 2", ["balance-bookings", "balance-buckets", "balance-buckets", "balance-lists", "chain"]),
  ]) func whatIsChangedIsFound(_ sql: String, _ laws: [String]) throws {
    let world = try world()
    for key in 1...3 { _ = try world.balances.topUp("ana", .init(amount: Exact(key)), key: "t-\(key)") }
    try world.tamper(sql)
    let found = try world.findings()
    #expect(found.map(\.law).sorted() == laws, "\(found)")
  }

  @Test func whatBucketsHoldComesBackFromMovements() throws {
    let world = try world()
    for key in 1...3 { _ = try world.balances.topUp("ana", .init(amount: Exact(key)), key: "t-\(key)") }
    let before = try world.dump(["balance_bucket"])
    try world.tamper("UPDATE balance_bucket SET amount = 77 WHERE id = 1")
    let outcomes = try Rebuilding(world.installation)()
    #expect(outcomes.filter { $0.rewritten > 0 } == [Rebuild.Outcome("what customer balances hold", 1)])
    #expect(try world.dump(["balance_bucket"]) == before)
    #expect(try world.findings() == [])
  }
}

extension World {
  var balances: CustomerBalances { CustomerBalances(installation) }
}
