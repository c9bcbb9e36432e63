import Balances
import Charging
import Primitives
import Testing

/// When it is told that little is left. A thousand octets cost a cent.
@Suite struct LowBalanceTests {
  private let low = LowBalance(unit: .money(.eur), amount: 10, topUp: 20)
  private var control: SpendingControl { SpendingControl(code: "low", rule: .low(low)) }

  private func told(_ world: Fixtures) -> [Int64] { world.notices.map(\.stands) }

  /// Also who was below from the first on, with the first movement; once until there is enough again.
  @Test func whoIsBelowAlreadyIsTold() {
    var world = Fixtures(money: 5)
    world.controls = [control]
    world.ask(.initial, "s", 0, [units(0, 1_000)])
    #expect(told(world) == [])
    for debit in ["a", "b"] { world.ask(.debit, debit, 0, [units(1_000)]) }
    #expect(told(world) == [4])
    world.balance.buckets[0].amount = 9
    world.ask(.debit, "c", 0, [units(1_000)])
    #expect(told(world) == [4])
    world.balance.buckets[0].amount = 12
    world.ask(.debit, "d", 0, [units(1_000)])
    world.balance.buckets[0].amount = 9
    for debit in ["e", "f"] { world.ask(.debit, debit, 0, [units(1_000)]) }
    #expect(told(world) == [4, 8])
  }

  /// Of a postpaid one it is what the bill cycle may still come to, whatever is set aside; a new cycle has all of it.
  @Test func whatABillCycleMayStillComeToGetsLow() {
    var world = Fixtures(kind: .postpaid, limit: 100)
    world.controls = [control]
    world.ask(.initial, "s", 0, [units(0, 8_000)])
    world.ask(.debit, "a", 0, [units(90_000)])
    #expect(told(world) == [] && low.stands(in: world.balance, at: world.now) == 10)
    for debit in ["b", "c"] { world.ask(.debit, debit, 0, [units(1_000)]) }
    #expect(told(world) == [9] && low.stands(in: world.balance, at: world.now) == 8)
    let next = Zone.utc.start(of: Fixtures.period.end)
    #expect(low.stands(in: world.balance, at: next.adding(seconds: -1)) == 8 && low.stands(in: world.balance, at: next) == 100)
    #expect(low.wasEnough(in: world.balance, since: world.now, through: next) && !low.wasEnough(in: world.balance, since: world.now, through: next.adding(seconds: -1)))
  }

  /// A control for all balances tells nothing of a unit that a balance never had.
  @Test func whatNobodyGaveDoesNotGetLow() {
    var world = Fixtures(money: 100)
    world.controls = [
      SpendingControl(code: "octets", rule: .low(LowBalance(unit: .octets, amount: 10))), SpendingControl(code: "dollars", rule: .low(LowBalance(unit: .money(.usd), amount: 10))),
    ]
    world.ask(.debit, "a", 0, [units(1_000)])
    #expect(world.notices.isEmpty)
    world.add(1_005, BucketTerms(unit: .octets, validFrom: Fixtures.start))
    world.ask(.debit, "b", 0, [units(1_000)])
    #expect(told(world) == [5])
  }

  /// A bucket that is valid for the second hour brings enough, and takes it away, though nothing moves.
  @Test func enoughComesAndGoesWithTime() {
    var world = Fixtures(money: 5)
    func at(_ hour: Int64) -> Instant { Fixtures.start.adding(seconds: hour * 3_600) }
    world.add(5, BucketTerms(unit: .money(.eur), validFrom: at(2), validTo: at(3)))
    func enough(_ since: Int64, _ through: Int64) -> Bool { low.wasEnough(in: world.balance, since: at(since), through: at(through)) }
    #expect([enough(0, 1), enough(0, 2), enough(2, 2), enough(2, 4), enough(3, 4), enough(0, 9)] == [false, true, true, true, false, true])
    let told = LowTold(isTold: true, through: at(1))
    #expect(told.goingOn(low, in: world.balance, through: at(1)) == told && told.goingOn(low, in: world.balance, through: at(0)) == told)
    #expect(told.goingOn(low, in: world.balance, through: at(9)) == LowTold(isTold: false, through: at(9)))
    #expect(LowTold(isTold: true, through: at(3)).goingOn(low, in: world.balance, through: at(9)) == LowTold(isTold: true, through: at(9)))
  }
}
