import Balances
import Catalog
import Charging
import Primitives
import Rating
import Testing

/// Requests that come late or may not have more, and prices that fall: nothing used is lost, nothing is given that was not paid.
@Suite struct LateAndBackTests {
  /// A cent a kilobyte, 20 cents: the first gets ten, the second takes what is left; the first tells of its use behind it.
  @Test func anOvertakenUpdateTakesWhatItsSessionHasSetAside() {
    var world = Fixtures(money: 20)
    world.ask(.initial, "s", 0, [units(0, 10_000)])
    world.ask(.update, "s", 2, [units(0, 160_000)])
    let before = world.reserved
    #expect(Fixtures.text(world.ask(.update, "s", 1, [units(8_000, 10_000)])) == "success took=8000:0:8+0")
    #expect(world.charged.map(\.uncollectedMinor) == [0] && world.money == 12)
    #expect(before == [20] && world.reserved == [12])
    world.ask(.terminate, "s", 3, [units(12_000, 0)])
    #expect(world.money == 0 && world.reserved == [0] && world.charged.map(\.uncollectedMinor) == [0, 0])
  }

  /// Which of two services is asked for first is the network's affair.
  @Test func anUpdateOfAnotherServiceIsNotLate() {
    var world = Fixtures(money: 1_000)
    world.ask(.initial, "s", 0, [units(0, 1_000, group: 1), units(0, 1_000, group: 2)])
    #expect(Fixtures.text(world.ask(.update, "s", 2, [units(1_000, 1_000, group: 2)])) == "success took=1000:0:1+0 granted=1000/600")
    #expect(Fixtures.text(world.ask(.update, "s", 1, [units(1_000, 1_000, group: 1)])) == "success took=1000:0:1+0 granted=1000/600")
    #expect(Fixtures.text(world.ask(.update, "s", 1, [units(500, 1_000, group: 1)])) == "success took=500:0:1+0")
  }

  @Test(arguments: [CustomerBalance.Kind.prepaid, .postpaid]) func anUpdateOvertakenByTheEndCounts(_ kind: CustomerBalance.Kind) {
    var world = Fixtures(money: kind.settles ? 1_000 : 0, kind: kind, limit: kind.settles ? 0 : 1_000)
    world.ask(.initial, "s", 0, [units(0, 10_000)])
    world.ask(.terminate, "s", 2, [units(1_000, 0)])
    #expect(Fixtures.text(world.ask(.update, "s", 1, [units(9_000, 10_000)])) == "success took=9000:0:9+0")
    #expect(world.sessions["s"]?.state == .ended && world.reserved.allSatisfy { $0 == 0 })
    #expect(world.forBill.map { "\($0.id) \($0.quantity)" } == (kind.settles ? [] : ["s#2/0/data 1", "s#1/0/data 9"]))
    // What says nothing of use, or comes behind the end, is told that it is over.
    #expect(world.ask(.update, "s", 1, [units(0, 10_000)]).result == .unknownSession)
    #expect(world.ask(.update, "s", 3, [units(1_000, 0)]).result == .unknownSession)
  }

  @Test func whatWasUsedIsTakenThoughNothingMoreIsGranted() {
    var world = Fixtures(money: 1_000)
    world.ask(.initial, "s", 0, [units(0, 10_000)])
    world.denied = "it is over"
    let answer = world.ask(.update, "s", 1, [units(8_000, 10_000)])
    #expect(Fixtures.text(answer) == "service-denied took=8000:0:8+0" && answer.services[0].reason == "it is over" && answer.result == .serviceDenied)
    #expect(world.money == 992 && world.reserved == [0])
    #expect(world.ask(.update, "s", 2, [units(0, 10_000)]).result == .serviceDenied)
    #expect(world.ask(.terminate, "s", 3, [units(2_000, 0)]).result == .success)
    #expect(world.money == 990)
  }

  /// 1.00 a kilobyte up to ten, 0.50 for all of them beyond: the eleventh gives 4.50 back.
  private static let falling = Fixtures.tariff(
    .volume(Tiered(tiers: [.init(upTo: Exact(10), unit: Exact(1)), .init(upTo: nil, unit: Exact("0.50")!)])), meterUnit: "kB")

  private func falling(money: Int64, kind: CustomerBalance.Kind = .prepaid) -> Fixtures {
    var world = Fixtures(money: kind.settles ? money : 0, kind: kind, limit: kind.settles ? 0 : money)
    world.tariffs = ["data": .tariff(Self.falling)]
    return world
  }

  @Test func whatIsGivenBackIsPartOfTheChargeAndIsTakenAgain() {
    var world = falling(money: 2_000)
    world.ask(.debit, "a", 0, [units(10_000)])
    #expect(Fixtures.text(world.ask(.debit, "b", 0, [units(1_000)])) == "success took=1000:0:-450+0" && world.money == 1_450)
    #expect(world.charged[1].parts == [Consumption.Part(bucket: 1, taken: -450, covered: -450)])
    world.ask(.refund, "r", 0, [], refunds: "b")
    #expect(world.money == 1_000 && world.charged[2].collectedMinor == 450)
    #expect(world.movements.reduce(0) { $0 + $1.amount } == -1_000)
    // What is gone by then is written down as not collected.
    world.ask(.debit, "c", 0, [units(1_000)])
    world.balance.buckets[0].amount = 100
    world.ask(.refund, "r2", 0, [], refunds: "c")
    #expect(world.money == 0 && world.charged.last?.uncollectedMinor == 350)
  }

  /// Of 10.00 one euro was paid: 4.50 less is owed, and nothing is paid out.
  @Test func whatWasNeverPaidIsNotGivenBack() {
    var world = falling(money: 100)
    world.ask(.initial, "s", 0, [units(0, 1_000)])
    world.ask(.update, "s", 1, [units(10_000, 0)])
    #expect(world.money == 0 && world.charged[0].uncollectedMinor == 900)
    world.ask(.update, "s", 2, [units(1_000, 0)])
    #expect(world.money == 0 && world.charged[1].uncollectedMinor == -450 && world.charged[1].parts.isEmpty)
    #expect(world.counters.values.map(\.uncollectedMinor) == [450])
  }

  @Test func whatIsGivenBackRaisesNoLimit() {
    var world = falling(money: 2_000, kind: .postpaid)
    world.ask(.debit, "a", 0, [units(10_000)])
    world.ask(.debit, "b", 0, [units(1_000)])
    #expect(world.balance.buckets.map(\.amount) == [0, -550])
    #expect(world.balance.available(of: .money(.eur), at: world.now) == 1_450)
  }
}
