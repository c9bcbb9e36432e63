import Balances
import Catalog
import Charging
import Primitives
import Rating
import Testing

/// What was used costs what held when it was used, whenever that is told.
@Suite struct UsedThenTests {
  private static let border = Fixtures.start.adding(seconds: 7_200)

  private static func perUnit(_ price: String, _ unit: String = "kB", perEvent: Bool = false, tax: String = "0", inclusive: Bool = false, from: Day = Day(2026, 1, 1)!) -> ChargingTariff {
    Fixtures.tariff(.perUnit(PerUnit(unit: Exact(price)!)), meterUnit: unit, perEvent: perEvent, tax: tax, inclusive: inclusive, from: from)
  }

  /// The same in a period in which the tax changes.
  private static func taxed(_ price: String, _ tax: String, inclusive: Bool = false, from: Day = Day(2026, 1, 1)!) -> ChargingTariff {
    var tariff = perUnit(price, tax: tax, inclusive: inclusive, from: from)
    tariff.isTaxChanging = true
    return tariff
  }

  private static func call(_ factor: Exact, from: Day = Day(2026, 1, 1)!) -> ChargingTariff {
    let form = PriceForm.steppedIntervals(
      SteppedIntervals(connectFee: Exact("0.10")! * factor, steps: [.init(price: Exact("0.06")! * factor, interval: Exact(60))]))
    return Fixtures.tariff(form, meterUnit: "s", perEvent: true, from: from)
  }

  /// A world an hour before one tariff takes the place of another.
  private func world(_ before: ChargingTariff, _ after: ChargingTariff, money: Int64 = 100_000, kind: CustomerBalance.Kind = .prepaid) -> Fixtures {
    var world = Fixtures(money: kind.settles ? money : 0, kind: kind, limit: kind.settles ? 0 : money)
    world.tariffThen = { _, at in .tariff(at < UsedThenTests.border ? before : after) }
    return world
  }

  /// A cent a kilobyte, ten cents from the border on.
  @Test func whatAGrantEndedForIsPricedAsBeforeIt() {
    var world = world(Self.perUnit("0.01"), Self.perUnit("0.10", from: Day(2026, 3, 2)!))
    world.ask(.initial, "s", 0, [units(0, 5_000)])
    world.now = Self.border
    // Five of before for five cents; five more are set aside at ten each.
    #expect(Fixtures.text(world.ask(.update, "s", 1, [units(5_000, 5_000)])) == "success took=5000:0:5+0 granted=5000/600")
    #expect(world.reserved == [50])
    world.now = Self.border.adding(seconds: 60)
    #expect(Fixtures.text(world.ask(.terminate, "s", 2, [units(5_000, 0)])) == "success took=5000:0:50+0")
    #expect(world.money == 100_000 - 55 && world.reserved == [0])
  }

  /// What happens once is priced at its own time.
  @Test func aDebitIsPricedAtItsTime() {
    var world = world(Self.perUnit("0.01"), Self.perUnit("0.10"))
    world.now = Self.border
    #expect(Fixtures.text(world.ask(.debit, "d", 0, [units(5_000)])) == "success took=5000:0:50+0")
  }

  /// A tenth of a euro for the connection and six cents a minute, ten times as much from the border on: the bill prices the one event by its beginning.
  @Test func aCallKeepsTheVersionOfItsBeginning() {
    var world = world(Self.call(1), Self.call(10, from: Day(2026, 3, 2)!))
    world.ask(.initial, "s", 0, [units(0, 3_600)])
    world.now = Self.border
    #expect(Fixtures.text(world.ask(.update, "s", 1, [units(3_600, 600)])) == "success took=3600:0:370+0 granted=600/600")
    #expect(world.reserved == [60])
    world.now = Self.border.adding(seconds: 110)
    #expect(Fixtures.text(world.ask(.terminate, "s", 2, [units(110, 0)])) == "success took=110:0:12+0")
  }

  /// 100.00 at 21 %, then at 25 %: what was charged stays; four cents more are taxed with one together, though one alone has none.
  @Test func aNewRateTaxesWhatComesSince() {
    var world = world(Self.taxed("1", "21"), Self.taxed("1", "25", from: Day(2026, 3, 2)!))
    #expect(Fixtures.text(world.ask(.debit, "a", 0, [units(100_000)])) == "success took=100000:0:10000+2100")
    world.now = Self.border
    #expect(Fixtures.text(world.ask(.debit, "b", 0, [units(1_000)])) == "success took=1000:0:100+25")
    let taxes = (1...4).map { number in
      world.ask(.debit, "c\(number)", 0, [units(10)]).services[0].charged.map { "\($0.netMinor)+\($0.taxMinor)" } ?? "none"
    }
    #expect(taxes == ["1+0", "1+1", "1+0", "1+0"])
    // Given back after the change, what came before costs nobody else anything.
    world.ask(.refund, "r", 0, [], refunds: "a")
    #expect(Fixtures.text(world.ask(.debit, "d", 0, [units(1_000)])) == "success took=1000:0:100+25")
  }

  /// 1.00 with tax on top, then 1.21 with the tax in it: the same, either way.
  @Test(arguments: [true, false]) func taxThatIsPartOfThePriceFromNowOn(_ isLater: Bool) {
    let (on, within) = (Self.taxed("1", "21"), Self.taxed("1.21", "21", inclusive: true, from: Day(2026, 3, 2)!))
    var world = isLater ? world(on, within) : world(within, on)
    #expect(Fixtures.text(world.ask(.debit, "a", 0, [units(100_000)])) == "success took=100000:0:10000+2100")
    world.now = Self.border
    #expect(Fixtures.text(world.ask(.debit, "b", 0, [units(1_000)])) == "success took=1000:0:100+21")
    world.ask(.initial, "s", 0, [units(0, 1_000)])
    #expect(world.reserved == [121])
  }

  /// A bill prices an event by its beginning: two versions are two events; so are two bill cycles, and other attributes.
  @Test func whatIsPricedOtherwiseIsAnEventOfItsOwn() {
    let march = Self.perUnit("0.01")
    let april = Fixtures.tariff(
      .perUnit(PerUnit(unit: Exact("0.01")!)), meterUnit: "kB", period: ServicePeriod(start: Day(2026, 4, 1)!, end: Day(2026, 5, 1)!))
    for (later, ends) in [(Self.perUnit("0.02", from: Day(2026, 3, 2)!), 7), (april, 5), (march, 5)] {
      var world = world(march, later, kind: .postpaid)
      world.ask(.initial, "s", 0, [units(0, 5_000)])
      let begun = world.now
      world.now = Self.border.adding(seconds: -60)
      world.ask(.update, "s", 1, [units(2_000, 5_000)])
      world.now = Self.border
      world.ask(.update, "s", 2, [units(1_000, 5_000)])
      world.now = Self.border.adding(seconds: 60)
      world.ask(.terminate, "s", 3, [units(2_000, 0)])
      let events = world.forBill.map { "\($0.id) \($0.quantity) \($0.at.seconds - begun.seconds)" }
      #expect(events == (later.isSame(as: march) ? ["s#3/0/data 5 0"] : ["s#3/0/data 3 0", "s#3/0/data~2 2 3600"]), "\(events)")
      #expect(world.charged.reduce(0) { $0 + $1.netMinor } == Int64(ends))
    }
  }

  @Test func otherAttributesAreAnEventOfTheirOwn() {
    var world = Fixtures(kind: .postpaid, limit: 100_000)
    let (home, abroad) = (Self.perUnit("0.01"), Self.perUnit("1"))
    world.tariffThen = { asked, _ in .tariff(asked.attributes["roaming"] == "yes" ? abroad : home) }
    func data(_ used: Int64, _ requested: Int64?, _ roaming: String?) -> ServiceUnits {
      ServiceUnits(service: "data", attributes: roaming.map { ["roaming": $0] } ?? [:], requested: requested, used: used)
    }
    world.ask(.initial, "s", 0, [data(0, 1_000, "no")])
    world.ask(.update, "s", 1, [data(1_000, 50_000, "no")])
    world.ask(.update, "s", 2, [data(50_000, 10_000, "yes")])
    // What is told without attributes goes on under those that were told last.
    world.ask(.terminate, "s", 3, [data(10_000, 0, nil)])
    #expect(world.forBill.map { "\($0.id) \($0.quantity) \($0.attributes["roaming"] ?? "")" } == ["s#2/0/data 1 no", "s#3/0/data 60 yes"])
    #expect(world.charged.map(\.netMinor) == [1, 5_000, 1_000])
  }

  /// A price by the piece becomes one of whole calls: what is told of later is a call of its own; so is what is told of with other attributes.
  @Test func aPriceThatLooksAtWholeEventsFromNowOn() {
    var world = world(Self.perUnit("0.001", "s"), Self.call(1, from: Day(2026, 3, 2)!), kind: .postpaid)
    world.ask(.initial, "s", 0, [units(0, 600)])
    world.now = Self.border
    world.ask(.update, "s", 1, [units(120, 600)])
    world.now = Self.border.adding(seconds: 600)
    world.ask(.update, "s", 2, [units(600, 600)])
    world.now = Self.border.adding(seconds: 660)
    world.ask(.terminate, "s", 3, [units(60, 0)])
    // 120 × 0.001; 0.10 + 10 × 0.06; one minute more.
    #expect(world.charged.map(\.netMinor) == [12, 70, 6])
    #expect(world.forBill.map { "\($0.id) \($0.quantity)" } == ["s#2/0/data 120", "s#3/0/data 660"])
  }

  @Test func aCallWithOtherAttributesHasThePriceOfItsOwnBeginning() {
    var world = world(Self.call(1), Self.call(2, from: Day(2026, 3, 2)!))
    func call(_ used: Int64, _ roaming: String) -> ServiceUnits { ServiceUnits(service: "data", attributes: ["roaming": roaming], requested: 60, used: used) }
    world.ask(.initial, "s", 0, [call(0, "no")])
    world.now = Self.border
    world.ask(.update, "s", 1, [call(60, "no")])
    world.now = Self.border.adding(seconds: 60)
    world.ask(.update, "s", 2, [call(60, "yes")])
    world.now = Self.border.adding(seconds: 120)
    world.ask(.update, "s", 4, [call(60, "yes")])
    // One that was overtaken is a call of its own, and the one that goes on pays for no connection again.
    world.ask(.update, "s", 3, [call(60, "no")])
    world.now = Self.border.adding(seconds: 180)
    world.ask(.terminate, "s", 5, [call(60, "yes")])
    #expect(world.charged.map(\.netMinor) == [16, 32, 12, 32, 12])
  }

  /// Pieces that are given back leave nothing behind: half a cent each, eight taken, four given back, four taken.
  @Test func whatRoundingOwesIsMadeUpFor() {
    var world = Fixtures(money: 1_000)
    world.tariffs = ["data": .tariff(Self.perUnit("0.005", tax: "21"))]
    for number in 1...8 { world.ask(.debit, "d\(number)", 0, [units(1_000)]) }
    for number in [1, 3, 5, 7] { world.ask(.refund, "r\(number)", 0, [], refunds: "d\(number)") }
    for number in 9...12 { world.ask(.debit, "d\(number)", 0, [units(1_000)]) }
    // 8 × 0.005 = 0.04, and 21 % of it.
    #expect(world.money == 1_000 - 5)
  }

  /// Five units are included once, whichever of two prices gives them.
  @Test func pricesThatAreHeldOneAfterTheOtherShareAnAllowance() {
    var (before, after) = (
      Fixtures.tariff(.perUnit(PerUnit(unit: Exact("0.01")!)), meterUnit: "kB", adjustments: [.allowance(Allowance(code: "included", units: 5))]),
      Fixtures.tariff(.perUnit(PerUnit(unit: Exact("0.02")!)), meterUnit: "MB", adjustments: [.allowance(Allowance(code: "included", units: 5))])
    )
    (before.sharingAllowance, after.sharingAllowance) = ([after.terms.price], [before.terms.price])
    after.measure = before.measure
    var world = world(before, after)
    #expect(Fixtures.text(world.ask(.debit, "a", 0, [units(3_000)])) == "success took=3000:0:0+0")
    world.now = Self.border
    #expect(Fixtures.text(world.ask(.debit, "b", 0, [units(3_000)])) == "success took=3000:0:2+0")
    #expect(Fixtures.text(world.ask(.debit, "c", 0, [units(1_000)])) == "success took=1000:0:2+0")
  }

  /// One request tells of a service twice: both were used before it, and units are granted once.
  @Test func aServiceIsToldOfTwiceInOneRequest() {
    var world = world(Self.perUnit("0.01"), Self.perUnit("0.10", from: Day(2026, 3, 2)!))
    world.ask(.initial, "s", 0, [units(0, 5_000)])
    world.now = Self.border
    let both = world.ask(.update, "s", 1, [units(2_000, 1_000), units(3_000, 1_000)])
    #expect(Fixtures.text(both) == "success took=2000:0:2+0 granted=1000/600 | success took=3000:0:3+0" && world.reserved == [10])
    #expect(both.services[1].reason?.contains("twice") == true)
    let second = world.ask(.update, "s", 2, [units(1_000, 0), units(0, 1_000)])
    #expect(Fixtures.text(second) == "success took=1000:0:10+0 | success granted=1000/600" && world.reserved == [10])
  }

  /// What was taken is known, though nothing more can be granted.
  @Test func whatWasTakenReachesTheBillThoughTheGrantFails() {
    var world = Fixtures(kind: .postpaid, limit: 100_000)
    let then = world.now
    let tariff = Self.perUnit("0.01")
    world.tariffThen = { asked, at in asked.service == "data" || at <= then ? .tariff(tariff) : .failed("there is none") }
    world.ask(.initial, "s", 0, [units(0, 1_000), units(0, 1_000, service: "more")])
    world.now = then.adding(seconds: 60)
    let answer = world.ask(.update, "s", 1, [units(1_000, 0), units(1_000, 1_000, service: "more")])
    #expect(answer.services[1].result == .ratingFailed && answer.services[1].charged?.netMinor == 1)
    world.ask(.terminate, "s", 2, [])
    #expect(world.forBill.map { "\($0.id) \($0.quantity)" } == ["s#2/0/data 1", "s#2/0/more 1"])
  }

  /// One debit, twice the same service with other attributes: two events, each with its name.
  @Test func oneRequestTellsOfAServiceTwice() {
    var world = Fixtures(kind: .postpaid, limit: 100_000)
    world.ask(.debit, "d", 0, [units(1_000), units(2_000), units(3_000, to: "x")])
    #expect(world.forBill.map { "\($0.id) \($0.quantity)" } == ["d#0/0/data 1", "d#0/0/data~2 2", "d#0/0/data/x 3"])
  }
}

extension ChargingTariff {
  fileprivate func isSame(as other: ChargingTariff) -> Bool {
    terms.price == other.terms.price && period == other.period && rater.version.effective == other.rater.version.effective
  }
}
