import Balances
import Catalog
import Charging
import Primitives
import Rating
import Testing

/// What pieces come to is what the bill says, or no piece is charged.
@Suite struct OnlyOnBillsTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var tariff: ChargingTariff
    /// A part of the reason; `nil`: it is charged.
    var why: String?

    init(
      _ name: String, _ form: PriceForm, _ adjustments: [Adjustment] = [], agreement: AgreedPrice? = nil, aggregation: Meter.Aggregation = .sum,
      perEvent: Bool = false, valueField: String? = nil, unit: String = "message", why: String?
    ) {
      testDescription = name
      tariff = Fixtures.tariff(
        form, meterUnit: unit, perEvent: perEvent, adjustments: adjustments, aggregation: aggregation, valueField: valueField, agreement: agreement)
      self.why = why
    }
  }

  static let unitPrice = PriceForm.perUnit(PerUnit(unit: .one))
  /// Three at 1.00, then 0.10 each.
  static let tiers = Tiered(tiers: [.init(upTo: 3, unit: .one), .init(upTo: nil, unit: Exact("0.10")!)])
  static let twoOff = Adjustment.discount(Discount(name: "staff", reduction: .amount(2)))
  static let tenPercentOff = Adjustment.discount(Discount(name: "ten", reduction: .percent(10)))
  static let fee = PriceForm.flat(Flat(amount: 5))
  static let falling = PriceForm.volume(Tiered(tiers: [.init(upTo: 5, unit: 10), .init(upTo: nil, unit: 4)]))
  static let rising = PriceForm.volume(Tiered(tiers: [.init(upTo: 5, unit: 4), .init(upTo: nil, unit: 10)]))

  static func byZone(_ forms: PriceForm...) -> PriceForm {
    .byDimension(ByDimension(dimensions: ["zone"], cells: forms.enumerated().map { .init(values: ["\($0.offset)"], form: $0.element) }))
  }

  static let cases: [Case] = [
    // Reductions of the whole period.
    Case("a fixed discount", unitPrice, [twoOff], why: "its discount of 2 is taken off once in the period"),
    Case("a fixed discount on what the bill charges anyway", fee, [twoOff], why: nil),
    Case("a discount in percent", unitPrice, [tenPercentOff], why: nil),
    Case("in percent, of what only rises", rising, [tenPercentOff], why: nil),
    Case("in percent, of what may fall", falling, [tenPercentOff], why: "may fall while more is used"),
    Case("a price that may fall, without it", falling, why: nil),
    Case("a maximum", .graduated(tiers), [.maximumSpend(20)], why: nil),
    Case("a maximum of what may fall", falling, [.maximumSpend(20)], why: "may fall while more is used"),
    Case(
      "a maximum with a fee that stands on the bill", .graduated(Tiered(tiers: [.init(upTo: nil, unit: .one, flat: 7)])), [.maximumSpend(20)],
      why: "counts an amount that stands on the bill"),
    // Agreements.
    Case("an agreed price for each unit", unitPrice, agreement: .replace(3), why: nil),
    Case("an agreed price for tiers", .graduated(tiers), agreement: .replace(3), why: "the amount agreed for it is that of the whole period"),
    Case("something added to tiers", .graduated(tiers), agreement: .add(3), why: "the amount agreed for it is that of the whole period"),
    Case("percent off tiers", .graduated(tiers), agreement: .percentOff(10), why: nil),
    Case("an agreed price for what the bill charges anyway", fee, agreement: .replace(3), why: nil),
    // Forms.
    Case("free events", .percentage(Percentage(percent: 10, freeEvents: 2)), why: "its free events are counted on the bill"),
    Case("free value", .percentage(Percentage(percent: 10, freeAmount: 100)), why: "its free events are counted on the bill"),
    Case("a percentage", .percentage(Percentage(percent: 10, fixedPerEvent: .one)), why: nil),
    Case("prorated tiers", .graduated(Tiered(tiers: tiers.tiers, prorated: true)), why: "prorated by the days that are left"),
    Case("a prorated volume", .volume(Tiered(tiers: tiers.tiers, prorated: true)), why: "prorated by the days that are left"),
    Case(
      "a capacity", .capacity(Capacity(tiers: [.init(limits: ["message": 10], amount: 29), .init(amount: 249)])),
      why: "the tier of its capacity is only known at the end of the period"),
    Case("a capacity of one tier", .capacity(Capacity(tiers: [.init(amount: 29)])), why: nil),
    Case("a fee within a choice", byZone(fee, unitPrice), why: "it has an amount that is due once in the period"),
    Case("what is free within a choice", byZone(.flat(Flat(amount: 0)), unitPrice), why: nil),
    Case("a fee event by event", fee, perEvent: true, why: "it has an amount that is due once in the period"),
    Case("tiers of their own", byZone(.graduated(tiers), .graduated(tiers)), why: "its parts have tiers or packages of their own"),
    Case("one part with tiers", byZone(.graduated(tiers)), why: nil),
    Case("one part with tiers, event by event", byZone(.graduated(tiers)), perEvent: true, why: "filled event by event"),
    Case("tiers event by event", .graduated(tiers), perEvent: true, why: nil),
    // Meters.
    Case("counted events", unitPrice, aggregation: .count, why: nil),
    Case("counted events in tiers", .graduated(tiers), aggregation: .count, why: nil),
    Case("counted minutes in tiers", .graduated(tiers), aggregation: .count, unit: "min", why: "its meter counts events"),
    Case("a value of its own", unitPrice, valueField: "value", why: nil),
    Case("a value of its own in tiers", .graduated(tiers), valueField: "value", why: "takes what was used from `value`"),
  ]

  @Test(arguments: Self.cases) func isRefusedWithTheReason(_ row: Case) {
    let obstacle = row.tariff.obstacle
    if let why = row.why { #expect(obstacle?.contains(why) == true, "\(obstacle ?? "charged")") } else { #expect(obstacle == nil) }
  }

  /// Debits of so many units unitPrice, and what they come to in cents.
  private func debited(_ tariff: ChargingTariff, _ pieces: [Int64]) -> Int64 {
    var world = Fixtures(money: 100_000)
    world.tariffs["data"] = .tariff(tariff)
    for (number, piece) in pieces.enumerated() { #expect(world.ask(.debit, "d\(number)", 0, [units(piece)]).result == .success) }
    return 100_000 - world.money
  }

  @Test func whatTheBillChargesAnywayCostsNothing() {
    #expect(debited(Fixtures.tariff(Self.fee, meterUnit: "message", agreement: .replace(3)), [1, 1]) == 0)
    #expect(debited(Fixtures.tariff(Self.fee, meterUnit: "message", adjustments: [Self.twoOff]), [1, 1]) == 0)
  }

  /// 4 × 1.00, a tenth off: 3.60. An agreed 3.00 for each of four: 12.00.
  @Test func whatIsExactPieceByPieceStays() {
    #expect(debited(Fixtures.tariff(Self.unitPrice, meterUnit: "message", adjustments: [Self.tenPercentOff]), [1, 1, 1, 1]) == 360)
    #expect(debited(Fixtures.tariff(Self.unitPrice, meterUnit: "message", agreement: .replace(3)), [1, 3]) == 1_200)
  }

  /// Five are free; of what comes then three cost 1.00, the others 0.10. 8 units: 3.00. 10 units: 3.20.
  @Test(arguments: [([5, 3], 300), ([8], 300), ([2, 2, 2, 4], 320), ([10], 320)] as [([Int64], Int64)])
  func tiersBeginAfterTheAllowance(_ pieces: [Int64], _ cents: Int64) {
    let tariff = Fixtures.tariff(.graduated(Self.tiers), meterUnit: "message", adjustments: [.allowance(Allowance(code: "a", units: 5))])
    #expect(tariff.obstacle == nil)
    #expect(debited(tariff, pieces) == cents)
  }

  /// Seconds against minutes: what is cut off of thirds opens no package. Two minutes are free, 60 seconds then are one package of 0.50.
  @Test func packagesBeginAfterTheAllowance() {
    let tariff = Fixtures.tariff(
      .package(Package(size: .one, price: Exact("0.50")!)), meterUnit: "min", adjustments: [.allowance(Allowance(code: "a", units: 2))])
    #expect(debited(tariff, [50, 50, 10, 10]) == 0)
    #expect(debited(tariff, [40, 40, 40]) == 0)
    #expect(debited(tariff, [50, 50, 10, 10, 1, 59]) == 50)
    #expect(debited(tariff, [50, 50, 10, 10, 1, 60]) == 100)
  }

  /// Held from the 17th, for 15 of the 31 days of March: 15 of 31 units are free, 16 of 31 cost 1.00.
  @Test(arguments: [[31], [10, 21], [15, 1, 15]] as [[Int64]]) func anAllowanceIsProratedByTheDaysHeld(_ pieces: [Int64]) {
    let tariff = Fixtures.tariff(
      Self.unitPrice, meterUnit: "message", adjustments: [.allowance(Allowance(code: "a", units: 31, prorated: true))], subscribedOn: Day(2026, 3, 17)!)
    #expect(tariff.obstacle == nil)
    #expect(debited(tariff, pieces) == 1_600)
  }

  /// Of 15 days held, all 15 are free; of 31, the first 10, so that 2.00 × 21/31 = 1.3548 is owed.
  @Test(arguments: [(30, 17, 0), (10, 1, 135)] as [(Int, Int, Int64)]) func trialsAreReckonedByTheDaysHeld(_ days: Int, _ day: Int, _ cents: Int64) {
    let tariff = Fixtures.tariff(Self.unitPrice, meterUnit: "message", adjustments: [.trial(Trial(days: days))], subscribedOn: Day(2026, 3, day)!)
    #expect(debited(tariff, [1, 1]) == cents)
  }

  /// A meter that counts events counts a session once, however often it reports.
  @Test func aSessionIsOneEvent() {
    var world = Fixtures(money: 1_000)
    world.tariffs["data"] = .tariff(Fixtures.tariff(Self.unitPrice, meterUnit: "message", aggregation: .count))
    world.ask(.initial, "s", 0, [units(0, 1)])
    for number in 1...3 { world.ask(.update, "s", Int64(number), [units(1, 1)]) }
    world.ask(.terminate, "s", 4, [])
    #expect(world.money == 900 && world.reserved == [0])
    world.ask(.debit, "d", 0, [units(5)])
    #expect(world.money == 800)
  }

  /// So does one that takes what was used from an attribute: 7 × 1.00, not for each report.
  @Test func aValueCountsOnce() {
    var world = Fixtures(money: 10_000)
    world.tariffs["data"] = .tariff(Fixtures.tariff(Self.unitPrice, meterUnit: "message", valueField: "value"))
    func asked(_ used: Int64, _ value: String) -> ServiceUnits { ServiceUnits(service: "data", attributes: ["value": value], requested: 1, used: used) }
    world.ask(.initial, "s", 0, [asked(0, "7")])
    for number in 1...3 { world.ask(.update, "s", Int64(number), [asked(1, "7")]) }
    world.ask(.terminate, "s", 4, [])
    #expect(world.money == 10_000 - 700)
    let answer = world.ask(.debit, "d", 0, [asked(1, "-7")])
    #expect(answer.result == .ratingFailed && answer.services[0].reason?.contains("no units below zero") == true)
    #expect(world.money == 10_000 - 700)
  }

  /// The third event is the first of the second tier: 3 × 1.00 + 0.10. Two at once, or a session, might be one event or several.
  @Test func eventsInTiersAreChargedOneByOne() {
    var world = Fixtures(money: 1_000)
    world.tariffs["data"] = .tariff(Fixtures.tariff(.graduated(Self.tiers), meterUnit: "message", aggregation: .count))
    for number in 1...4 { #expect(world.ask(.debit, "d\(number)", 0, [units(1)]).result == .success) }
    #expect(world.money == 1_000 - 310)
    #expect(world.ask(.debit, "two", 0, [units(2)]).result == .ratingFailed)
    #expect(world.ask(.initial, "s", 0, [units(0, 2)]).result == .ratingFailed)
    #expect(world.money == 1_000 - 310 && world.sessions.isEmpty)
  }

  /// Sessions side by side fill the tiers together: six units are 3 × 1.00 + 3 × 0.10.
  @Test func tiersEventByEventAreFilledTogether() {
    var world = Fixtures(money: 1_000)
    world.tariffs["data"] = .tariff(Fixtures.tariff(.graduated(Self.tiers), meterUnit: "message", perEvent: true))
    world.ask(.initial, "a", 0, [units(0, 2)])
    world.ask(.update, "a", 1, [units(2, 2)])
    world.ask(.initial, "b", 0, [units(0, 2)])
    world.ask(.terminate, "b", 1, [units(2)])
    world.ask(.terminate, "a", 2, [units(2)])
    #expect(world.money == 1_000 - 330)
  }

  @Test func anEventGivesNothingBackUnlessThePriceDoes() {
    var world = Fixtures(money: 1_000)
    world.tariffs["data"] = .tariff(Fixtures.tariff(.dynamic(Dynamic()), meterUnit: "message"))
    func asked(_ amount: String) -> ServiceUnits { ServiceUnits(service: "data", attributes: ["amount": amount], used: 1) }
    let answer = world.ask(.debit, "d", 0, [asked("-500.00")])
    #expect(answer.result == .ratingFailed)
    #expect(answer.services[0].reason == "the price p-message takes its amount from the event, which says -500.00, and nothing is given back while it is used")
    #expect(world.ask(.debit, "e", 0, [asked("3.00")]).result == .success)
    #expect(world.money == 700)
    // A factor below zero stands in the catalog only where `allowNegative` does.
    world.tariffs["data"] = .tariff(Fixtures.tariff(.dynamic(Dynamic(factor: -1)), meterUnit: "message"))
    #expect(world.ask(.debit, "f", 0, [asked("3.00")]).result == .success)
    #expect(world.money == 1_000)
  }
}
