import Balances
import Catalog
import Charging
import Primitives
import Rating
import Testing

/// Pieces cost what the bill says of the whole.
@Suite struct PricingTests {
  /// Pieces of a period under a tariff, and what one price of everything comes to.
  private func sum(_ tariff: ChargingTariff, _ pieces: [Int64]) throws -> (net: Int64, tax: Int64) {
    var counter = ChargingCounter(subscription: SubscriptionID(1), price: tariff.terms.price, periodStart: tariff.period.start)
    var net: Int64 = 0
    var tax: Int64 = 0
    for piece in pieces {
      let priced = try tariff.price(piece, of: units(), after: Metering(since: Fixtures.start, basis: counter.units), counter)
      net += priced.netMinor
      tax += priced.taxMinor
      counter = priced.counter
    }
    #expect((net, tax) == (counter.netMinor, counter.taxMinor))
    return (net, tax)
  }

  static let tiers = PriceForm.graduated(
    Tiered(tiers: [.init(upTo: Exact(10), unit: Exact("0.10")!), .init(upTo: Exact(20), unit: Exact("0.05")!), .init(upTo: nil, unit: Exact("0.01")!)]))

  @Test(arguments: [
    (Self.tiers, "kB", "0", [5_000, 5_000, 5_000, 10_000], 155, 0),
    (Self.tiers, "kB", "21", [25_000], 155, 33),
    (Self.tiers, "kB", "21", Array(repeating: 250, count: 100), 155, 33),
    (.perUnit(PerUnit(unit: Exact("0.0003")!)), "kB", "21", Array(repeating: 1_000, count: 1_000), 30, 6),
    (.perUnit(PerUnit(unit: Exact("0.12")!)), "min", "0", Array(repeating: 1, count: 600), 120, 0),
    // A price that falls with the quantity gives back.
    (.volume(Tiered(tiers: [.init(upTo: Exact(10), unit: Exact("0.10")!), .init(upTo: nil, unit: Exact("0.05")!)])), "kB", "0", [10_000, 1_000], 55, 0),
  ] as [(PriceForm, String, String, [Int64], Int64, Int64)])
  func piecesCostWhatTheyCostTogether(_ form: PriceForm, _ unit: String, _ tax: String, _ pieces: [Int64], _ net: Int64, _ taxMinor: Int64) throws {
    let tariff = Fixtures.tariff(form, meterUnit: unit, tax: tax)
    let sum = try sum(tariff, pieces)
    #expect(sum == (net, taxMinor))
    let whole = try tariff.price(
      pieces.reduce(0, +), of: units(), after: Metering(since: Fixtures.start), ChargingCounter(subscription: SubscriptionID(1), price: "p", periodStart: tariff.period.start))
    #expect((whole.netMinor, whole.taxMinor) == sum)
  }

  @Test func taxInclusivePricesKeepTheirGross() throws {
    let tariff = Fixtures.tariff(.perUnit(PerUnit(unit: Exact("0.121")!)), meterUnit: "kB", tax: "21", inclusive: true)
    let sum = try sum(tariff, Array(repeating: 1_000, count: 10))
    #expect(sum == (100, 21))
  }

  @Test func allowancesAreTakenOnce() throws {
    let tariff = Fixtures.tariff(
      .perUnit(PerUnit(unit: Exact("0.01")!)), meterUnit: "kB", adjustments: [.allowance(Allowance(code: "included", units: Exact(5)))])
    #expect(tariff.obstacle == nil)
    let sum = try sum(tariff, [3_000, 3_000, 4_000])
    #expect(sum == (5, 0))
  }

  /// A call is one event however often it reports: one connection, one first minute.
  @Test func callsArePricedAsAWhole() throws {
    let form = PriceForm.steppedIntervals(
      SteppedIntervals(connectFee: Exact("0.10")!, steps: [.init(width: Exact(60), price: Exact("0.30")!, interval: Exact(60)), .init(price: Exact("0.02")!, interval: Exact(10))]))
    let tariff = Fixtures.tariff(form, meterUnit: "s", perEvent: true)
    var world = Fixtures(money: 1_000)
    world.tariffs = ["call": .tariff(tariff)]
    world.ask(.initial, "s", 0, [units(0, 60, service: "call")])
    #expect(world.reserved == [40])
    for number in 1...3 { world.ask(.update, "s", Int64(number), [units(30, 60, service: "call")]) }
    world.ask(.terminate, "s", 4, [units(5, 0, service: "call")])
    // 95 seconds: 0.10 + 0.30 + 4 × 0.02.
    #expect(world.money == 1_000 - 48)
    world.ask(.debit, "d", 0, [units(95, service: "call")])
    #expect(world.money == 1_000 - 96)
  }

  @Test(arguments: [
    (Adjustment.minimumSpend(Exact(5)), false), (.commitment(Commitment(amount: Exact(5))), false), (.maximumSpend(Exact(5)), true),
    (.allowance(Allowance(code: "a", units: Exact(5), rolloverPeriods: 1)), false), (.allowance(Allowance(code: "a", units: Exact(5), shared: true)), false),
  ] as [(Adjustment, Bool)])
  func pricesThatOnlyABillCanKnowAreNotChargedOnline(_ adjustment: Adjustment, _ isPossible: Bool) {
    #expect((Fixtures.tariff(.perUnit(PerUnit(unit: .one)), meterUnit: "kB", adjustments: [adjustment]).obstacle == nil) == isPossible)
  }

  @Test(arguments: [
    ("MB", "octets", 1_000_000), ("MiB", "octets", 1 << 20), ("s", "seconds", 1), ("min", "seconds", 60), ("h", "seconds", 3_600), ("message", "messages", 1), ("kWh", "kwh", 1),
  ] as [(String, String, Int64)])
  func metersCountInUnitsOfNetworks(_ meter: String, _ unit: String, _ count: Int64) {
    let measure = UnitMeasure(meterUnit: meter)
    #expect(measure.unit.text == unit && measure.perMeterUnit == count)
    #expect(measure.quantity(count) == .one)
  }
}
