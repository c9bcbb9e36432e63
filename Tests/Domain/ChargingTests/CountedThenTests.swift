import Balances
import Charging
import Primitives
import Testing

/// What was used counts in the stretch of a limit in which it was used, whenever that is told. A thousand octets cost a cent.
@Suite struct CountedThenTests {
  private static let midnight = Fixtures.start.adding(seconds: 86_400)

  private func limit(_ amount: Int64, _ window: SpendingLimit.Window, warnAt: [Int] = []) -> SpendingControl {
    SpendingControl(code: "l", rule: .limit(SpendingLimit(unit: .money(.eur), amount: amount, window: window, warnAt: warnAt)))
  }

  /// What was counted and is kept, stretch by stretch.
  private func counts(_ world: Fixtures) -> [String] {
    world.counts.sorted { $0.key.windowStart < $1.key.windowStart }.map { "\($0.key.windowStart) \($0.value.counted)/\($0.value.reserved)" }
  }

  /// Ten cents a day. Three are granted ten minutes before midnight, and told of five seconds after it.
  @Test func theDayBeforeCountsWhatWasUsedInIt() {
    var world = Fixtures(money: 10_000)
    world.controls = [limit(10, .day, warnAt: [20])]
    world.now = Self.midnight.adding(seconds: -600)
    #expect(Fixtures.text(world.ask(.initial, "s", 0, [units(0, 3_000)])) == "success granted=3000/600")
    world.now = Self.midnight.adding(seconds: 5)
    #expect(Fixtures.text(world.ask(.update, "s", 1, [units(3_000, 4_000)])) == "success took=3000:0:3+0 granted=4000/600")
    #expect(counts(world) == ["2026-03-01T00:00:00Z 3/0", "2026-03-02T00:00:00Z 0/4"])
    // Three of ten cents are more than a fifth: of the day before.
    #expect(world.notices.map(\.windowStart) == [Fixtures.start] && world.notices.map(\.stands) == [3])
    world.now = Self.midnight.adding(seconds: 65)
    world.ask(.terminate, "s", 2, [units(4_000)])
    #expect(counts(world) == ["2026-03-01T00:00:00Z 3/0", "2026-03-02T00:00:00Z 4/0"])
    // Six are left of the new day.
    #expect(world.ask(.debit, "d", 0, [units(7_000)]).result == .creditLimitReached)
    #expect(Fixtures.text(world.ask(.debit, "e", 0, [units(6_000)])) == "success took=6000:0:6+0")
  }

  /// On credit there is one floor for all times; a limit of the bill cycle counts in each. Ten cents in each of them.
  @Test func aLimitOfTheCycleCountsOnCreditToo() {
    let border = Zone.utc.start(of: Fixtures.period.end)
    var world = Fixtures(kind: .hybrid, limit: 1_000)
    let next = Zone.utc.start(of: Fixtures.period.end.adding(months: 1))
    world.cycle = { at in at < border ? (start: Fixtures.start, end: border) : (start: border, end: next) }
    world.controls = [limit(10, .cycle)]
    world.now = border.adding(seconds: -600)
    world.ask(.debit, "d", 0, [units(2_000)])
    world.ask(.initial, "s", 0, [units(0, 4_000)])
    world.now = border.adding(seconds: 5)
    world.ask(.terminate, "s", 1, [units(4_000)])
    #expect(counts(world) == ["2026-03-01T00:00:00Z 6/0"] && world.money == -6)
    #expect(Fixtures.text(world.ask(.debit, "e", 0, [units(10_000)])) == "success took=10000:0:10+0")
    world.ask(.refund, "r", 0, [], refunds: "d")
    #expect(counts(world) == ["2026-03-01T00:00:00Z 4/0", "2026-04-01T00:00:00Z 10/0"] && world.money == -14)
  }

  /// A refund is counted back where the debit was counted, though that stretch is over.
  @Test func aRefundIsCountedBackWhereTheDebitWas() {
    var world = Fixtures(money: 10_000)
    world.controls = [limit(10, .day)]
    world.ask(.debit, "d", 0, [units(8_000)])
    world.now = Self.midnight.adding(seconds: 5)
    world.ask(.debit, "e", 0, [units(1_000)])
    world.ask(.refund, "r", 0, [], refunds: "d")
    #expect(counts(world) == ["2026-03-01T00:00:00Z 0/0", "2026-03-02T00:00:00Z 1/0"])
  }
}
