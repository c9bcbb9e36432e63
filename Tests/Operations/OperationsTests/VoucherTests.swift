import Balances
import Bootstrap
import Operations
import Primitives
import Store
import Testing

@testable import Lab

/// Vouchers: each pays in once, and none is found by guessing.
@Suite struct VoucherTests {
  private func world() throws -> World {
    let world = try World()
    for account in ["ana", "bruno"] { try world.account(account) }
    for account in ["ana", "bruno"] { _ = try world.balances.open(.init(reference: account, account: account, kind: .prepaid), key: "open-\(account)") }
    return world
  }

  private func amounts(_ world: World, _ reference: String) throws -> [String] {
    try world.store.balance(reference: reference)?.balance.buckets.map { "\($0.terms.unit.exact($0.amount)) \($0.terms.unit.text)" } ?? []
  }

  private func code(_ work: () throws -> some Any) -> String {
    do {
      _ = try work()
      return "done"
    } catch let refused as Rejection { return refused.problems[0].code.rawValue } catch { return "\(error)" }
  }

  @Test func eachPaysInOnce() throws {
    let world = try world()
    let vouchers = Vouchers(world.installation)
    let (batch, codes) = try vouchers.make(.init(reference: "spring", count: 3, amount: Exact("20")!, unit: "EUR"))
    #expect(batch.count == 3 && batch.left == 3 && Set(codes).count == 3)
    let first = try vouchers.redeem(codes[0].printed, into: "ana", key: "r-1")
    #expect(first.movements.map { "\($0.movement.kind.rawValue) \($0.movement.amount) \($0.cause) \($0.reason)" } == ["top-up 2000 r-1 voucher"])
    #expect(first.movements[0].entry != nil)
    // The same command again, and the same code as people write it.
    #expect(try vouchers.redeem(codes[0].text, into: "ana", key: "r-1").repeated)
    #expect(code { try vouchers.redeem(codes[0].printed.lowercased(), into: "bruno", key: "r-2") } == "voucher.redeemed")
    _ = try vouchers.redeem(" " + codes[1].text.uppercased() + " ", into: "bruno", key: "r-3")
    #expect(try amounts(world, "ana") == ["20.00 EUR"] && amounts(world, "bruno") == ["20.00 EUR"])
    #expect(try vouchers.batch("spring").redeemed == 2 && vouchers.batch("spring").left == 1)
    #expect(try world.findings() == [])
    #expect(code { try vouchers.make(.init(reference: "spring", count: 1, amount: Exact("1")!, unit: "EUR")) } == "voucher.batch-taken")
    #expect(try vouchers.batches().map(\.reference) == ["spring"])
  }

  /// The key is kept with the batch: whoever asks again, also after a fault or at another process, is told of the one that was made.
  @Test func oneOrderMakesOneBatch() throws {
    let world = try world()
    let (vouchers, others) = (Vouchers(world.installation), Vouchers(try Installation(world.installation.home)))
    let order = Vouchers.Order(reference: "spring", count: 2, amount: Exact("20")!, unit: "EUR")
    let made = try vouchers.make(order, key: "v")
    #expect(made.codes.count == 2)
    for again in [try vouchers.make(order, key: "v"), try others.make(order, key: "v")] {
      #expect(again.batch == made.batch && again.codes == [])
    }
    var other = order
    other.count = 3
    #expect(code { try vouchers.make(other, key: "v") } == "command.key-reused")
    #expect(code { try vouchers.make(order, key: "w") } == "voucher.batch-taken")
    // Two processes at once: both have looked before either has written.
    let command = BalanceCommand(key: "x", fingerprint: "vouchers")
    let offer = made.batch.offer
    let first = try world.store.make("autumn", offer, digests: ["a"], command: command, at: made.batch.madeAt)
    let second = try Installation(world.installation.home).store.make("autumn", offer, digests: ["b"], command: command, at: made.batch.madeAt)
    #expect(!first.repeated && second.repeated && second.batch == first.batch)
    #expect(try vouchers.batches().map(\.reference) == ["spring", "autumn"])
    #expect(try world.findings() == [])
  }

  /// What it pays in has the terms of its batch.
  @Test func unitsAndGifts() throws {
    let world = try world()
    let vouchers = Vouchers(world.installation)
    let data = try vouchers.make(.init(reference: "data", count: 2, amount: Exact("5000000000")!, unit: "octets", validDays: 30)).codes
    let gift = try vouchers.make(.init(reference: "gift", count: 1, amount: Exact("5")!, unit: "EUR", isBonus: true)).codes
    for (number, code) in (data + gift).enumerated() { _ = try vouchers.redeem(code.text, into: "ana", key: "r-\(number)") }
    let stored = try #require(try world.store.balance(reference: "ana"))
    #expect(try amounts(world, "ana").first == "5.00 EUR")
    let octets = stored.balance.buckets.filter { $0.terms.unit == .octets }
    #expect(octets.reduce(0) { $0 + $1.amount } == 10_000_000_000)
    #expect(octets.allSatisfy { $0.terms.validTo == $0.terms.validFrom.adding(seconds: 30 * 86_400) })
    let movements = try world.store.movements(of: stored.balance.id, before: nil, limit: 9)
    #expect(movements.map(\.movement.kind) == [.bonus, .topUp, .topUp])
    #expect(try world.findings() == [])
  }

  @Test func whatPaysNothingInIsTold() throws {
    let world = try world()
    let vouchers = Vouchers(world.installation)
    func batch(_ reference: String, unit: String = "EUR", from: String? = nil, until: String? = nil) throws -> [VoucherCode] {
      try vouchers.make(.init(reference: reference, count: 2, amount: Exact("1")!, unit: unit, redeemFrom: from, redeemUntil: until)).codes
    }
    #expect(code { try vouchers.redeem(try batch("francs", unit: "CHF")[0].text, into: "ana", key: "r-1") } == "voucher.other-currency")
    #expect(code { try vouchers.redeem(try batch("early", from: "2090-01-01")[0].text, into: "ana", key: "r-2") } == "voucher.not-now")
    let lost = try batch("lost")
    _ = try vouchers.block("lost", number: 1, reason: "card lost")
    #expect(try vouchers.block("lost", number: 1, reason: "card lost").blocked == 1)
    #expect(code { try vouchers.redeem(lost[0].text, into: "ana", key: "r-3") } == "voucher.blocked")
    _ = try vouchers.redeem(lost[1].text, into: "ana", key: "r-4")
    #expect(try vouchers.block("lost", reason: "stolen").left == 0 && vouchers.batch("lost").blocked == 1)
    #expect(code { try vouchers.block("lost", number: 3, reason: "x") } == "voucher.unknown-number")
    #expect(code { try vouchers.block("found", reason: "x") } == "voucher.unknown-batch")
    #expect(code { try vouchers.redeem(lost[0].text, into: "nobody", key: "r-5") } == "balance.unknown")
    #expect(code { try vouchers.make(.init(reference: "", count: 0, amount: Exact("0.001")!, unit: "EUR", validDays: 0, redeemUntil: "2000-01-01")) } == "voucher.wrong-terms")
    // A bucket holds at most ten to the fifteenth of the smallest units: of one cent more, nobody could redeem the voucher.
    #expect(code { try vouchers.make(.init(reference: "huge", count: 1, amount: Exact("10000000000000.01")!, unit: "EUR")) } == "voucher.wrong-terms")
    #expect(try vouchers.make(.init(reference: "large", count: 1, amount: Exact("10000000000000")!, unit: "EUR")).batch.count == 1)
    #expect(try amounts(world, "ana") == ["1.00 EUR"])
    #expect(try world.findings() == [])
  }

  @Test func nobodyTriesThemAll() throws {
    let world = try world()
    let vouchers = Vouchers(world.installation)
    let code = try vouchers.make(.init(reference: "one", count: 1, amount: Exact("1")!, unit: "EUR")).codes[0]
    for number in 1...RedeemVoucher.triesAnHour {
      #expect(self.code { try vouchers.redeem(number == 1 ? "no code" : "aaaa-aaaa-aaaa-aaa\(number)", into: "ana", key: "g-\(number)") } == "voucher.unknown-code")
    }
    // Not even the right one is looked at any more; another balance is free to try.
    #expect(self.code { try vouchers.redeem(code.text, into: "ana", key: "g-9") } == "voucher.too-many-tries")
    #expect(self.code { try vouchers.redeem("aaaa-aaaa-aaaa-aaaa", into: "bruno", key: "g-10") } == "voucher.unknown-code")
    _ = try vouchers.redeem(code.text, into: "bruno", key: "g-11")
    // An hour later it is free again.
    let later = RedeemVoucher(store: world.store) { $0 }
    #expect(self.code { try later("aaaa", into: "ana", key: "g-12", at: MachineClock().now().adding(seconds: 3_700)) } == "voucher.unknown-code")
    #expect(try world.findings() == [])
  }

  /// Of many who redeem the same code at once, one is paid.
  @Test func aCodeIsRedeemedOnceByMany() async throws {
    let world = try world()
    let vouchers = Vouchers(world.installation)
    let code = try vouchers.make(.init(reference: "one", count: 1, amount: Exact("1")!, unit: "EUR")).codes[0]
    let paid = await withTaskGroup(of: Bool.self) { group in
      for number in 1...4 { group.addTask { (try? vouchers.redeem(code.text, into: number % 2 == 0 ? "ana" : "bruno", key: "r-\(number)")) != nil } }
      return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(paid == 1)
    #expect(try amounts(world, "ana") + amounts(world, "bruno") == ["0.00 EUR", "1.00 EUR"] || amounts(world, "ana") + amounts(world, "bruno") == ["1.00 EUR", "0.00 EUR"])
    #expect(try world.findings() == [])
  }

  @Test(arguments: [
    ("k7m3-9qxw-2b8d-tvz5", "k7m39qxw2b8dtvz5"), ("K7M3 9QXW 2B8D TVZ5", "k7m39qxw2b8dtvz5"), ("K7M3-9QXW-2B8D-TV1I", "k7m39qxw2b8dtvii"), ("k7m39qxw2b8dtvz", nil), ("k7m39qxw2b8dtvz0", nil), ("", nil),
    ("k7m39qxw2b8dtvz55", nil), ("ḱ7m39qxw2b8dtvz5", nil),
  ])
  func codesAreReadAsPeopleWriteThem(_ written: String, _ text: String?) { #expect(VoucherCode(written)?.text == text) }
}
