import Balances
import Catalog
import Charging
import Primitives
import Rating
import Testing
import Usage

/// A price that changes with the hour: what was used before and after is two usage events, so that the bill says what was charged.
@Suite struct BandTests {
  /// One price until eight in the evening, and another one from then on.
  private static func bands(_ day: String, _ night: String, _ unit: String) -> ChargingTariff {
    let bands = ByTime(
      zoneName: "UTC",
      bands: [
        .init(name: "day", fromSecond: 0, toSecond: 72_000, form: .perUnit(PerUnit(unit: Exact(day)!))),
        .init(name: "night", fromSecond: 72_000, toSecond: 86_400, form: .perUnit(PerUnit(unit: Exact(night)!))),
      ])
    return Fixtures.tariff(.byTime(bands), meterUnit: unit)
  }

  private func world(_ tariff: ChargingTariff) -> Fixtures {
    var world = Fixtures(kind: .postpaid, limit: 1_000_000)
    world.tariffs = ["data": .tariff(tariff)]
    return world
  }

  private static func at(_ hour: Int64, _ minute: Int64) -> Instant { Fixtures.start.adding(seconds: hour * 3_600 + minute * 60) }

  private func events(_ world: Fixtures) -> [String] {
    world.forBill.map { "\($0.id) \($0.quantity) \(($0.at.seconds - Fixtures.start.seconds) / 60)" }
  }

  /// What a bill says of the events, each by itself.
  private func billed(_ world: Fixtures, _ tariff: ChargingTariff) -> Exact {
    let usage = world.forBill.map { MeteredUsage(at: $0.at, quantity: $0.quantity, attributes: $0.attributes) }
    return tariff.rater.exact(RatingRequest(quantity: .zero, usage: usage, period: Fixtures.period, zone: .utc)).explanation.amount
  }

  /// Half a euro a megabyte by day, a cent by night: 1 × 0.50 + 90 × 0.01 = 1.40, not 91 × 0.50.
  @Test func whatWasUsedBeforeTheBorderIsAnEventOfItsOwn() {
    let tariff = Self.bands("0.50", "0.01", "MB")
    var world = world(tariff)
    world.now = Self.at(19, 50)
    world.ask(.initial, "s", 0, [units(0, 5_000_000)])
    world.now = Self.at(20, 0)
    world.ask(.update, "s", 1, [units(1_000_000, 90_000_000)])
    world.now = Self.at(20, 50)
    world.ask(.terminate, "s", 2, [units(90_000_000, 0)])
    #expect(events(world) == ["s#2/0/data 1 1190", "s#2/0/data~2 90 1200"])
    #expect(world.charged.map(\.netMinor) == [50, 90])
    #expect(billed(world, tariff) == Exact("1.4")!)
  }

  /// Nothing changes between them: one event, however often it is told of.
  @Test func withinABandItIsOne() {
    let tariff = Self.bands("0.60", "0.06", "min")
    var world = world(tariff)
    world.now = Self.at(18, 0)
    world.ask(.initial, "s", 0, [units(0, 60)])
    world.now = Self.at(18, 30)
    world.ask(.update, "s", 1, [units(60, 60)])
    world.now = Self.at(18, 40)
    world.ask(.terminate, "s", 2, [units(120, 0)])
    #expect(events(world) == ["s#2/0/data 3 1080"])
    #expect(billed(world, tariff) == Exact("1.8")!)
  }

  /// A bill splits an event that lasts as if it had lasted without a break. One minute from seven on, then 45 from half past on: 1 + 30 by day at 0.60 and
  /// 15 by night at 0.06 are 18.60 + 0.90; 46 minutes from seven on would all be by day.
  @Test func minutesAfterABreakReachOverTheBorder() {
    let tariff = Self.bands("0.60", "0.06", "min")
    var world = world(tariff)
    world.now = Self.at(19, 0)
    world.ask(.initial, "s", 0, [units(0, 60)])
    world.now = Self.at(19, 30)
    world.ask(.update, "s", 1, [units(60, 600)])
    world.now = Self.at(20, 30)
    world.ask(.terminate, "s", 2, [units(2_700, 0)])
    #expect(events(world) == ["s#2/0/data 1 1140", "s#2/0/data~2 45 1170"])
    #expect(world.charged.map(\.netMinor) == [60, 1_890])
    #expect(billed(world, tariff) == Exact("19.5")!)
  }

  /// More minutes are told of than there were: 40 from half past seven on and 5 from a quarter to eight on are 30 + 5 by day, 10 by night.
  @Test func moreMinutesThanThereWere() {
    let tariff = Self.bands("0.60", "0.06", "min")
    var world = world(tariff)
    world.now = Self.at(19, 30)
    world.ask(.initial, "s", 0, [units(0, 60)])
    world.now = Self.at(19, 45)
    world.ask(.update, "s", 1, [units(2_400, 600)])
    world.now = Self.at(19, 50)
    world.ask(.terminate, "s", 2, [units(300, 0)])
    // 30 × 0.60 + 10 × 0.06; 5 × 0.60.
    #expect(world.charged.map(\.netMinor) == [1_860, 300])
    #expect(billed(world, tariff) == Exact("21.6")!)
  }
}
