import Balances
import Catalog
import Charging
import Primitives
import Rating
import Testing
import Usage

/// What does not come to a whole number of decimals reaches no package and no tier on the bill that it did not reach while it was used.
@Suite struct FittedQuantityTests {
  private static func billed(_ world: Fixtures, _ tariff: ChargingTariff) -> Exact {
    let usage = world.forBill.map { MeteredUsage(at: $0.at, quantity: $0.quantity, attributes: $0.attributes) }
    return tariff.rater.exact(RatingRequest(quantity: .zero, usage: usage, period: Fixtures.period, zone: .utc)).explanation.amount
  }

  /// - Three times 40 seconds are two minutes: two packages.
  /// - 180 times 20 seconds are an hour: the tier up to one, which costs nothing; beyond it five euros are due.
  /// - Three times 40 seconds fill two packages where only full ones cost something.
  @Test(arguments: [
    (PriceForm.package(Package(size: .one, price: .one)), "min", 3, 40, "2"),
    (.volume(Tiered(tiers: [.init(upTo: .one), .init(upTo: nil, unit: Exact(5))])), "h", 180, 20, "0"),
    (.package(Package(size: .one, price: .one, rounding: .down)), "min", 3, 40, "2"),
  ]) func theBillSaysWhatWasCharged(_ form: PriceForm, _ unit: String, _ times: Int, _ seconds: Int, _ amount: String) {
    let tariff = Fixtures.tariff(form, meterUnit: unit)
    var world = Fixtures(kind: .postpaid, limit: 100_000)
    world.tariffs = ["data": .tariff(tariff)]
    for number in 0..<times { #expect(world.ask(.debit, "d\(number)", 0, [units(Int64(seconds))]).result == .success) }
    #expect(world.forBill.count == times)
    #expect(Exact(unscaled: world.charged.reduce(0) { $0 + $1.netMinor }, scale: 2) == Exact(amount)!)
    #expect(Self.billed(world, tariff) == Exact(amount)!)
  }

  /// 30, 40, 40 and 40 seconds at 0.07 a minute are 0.175, which is rounded half up.
  @Test func theSumMayStandOnHalfACent() {
    let tariff = Fixtures.tariff(.perUnit(PerUnit(unit: Exact("0.07")!)), meterUnit: "min")
    var world = Fixtures(kind: .postpaid, limit: 100_000)
    world.tariffs = ["data": .tariff(tariff)]
    for (number, seconds) in ([30, 40, 40, 40] as [Int64]).enumerated() { world.ask(.debit, "d\(number)", 0, [units(seconds)]) }
    #expect(world.charged.reduce(0) { $0 + $1.netMinor } == 18)
    #expect(Self.billed(world, tariff).rounded(2, .halfUp) == Exact("0.18")!)
  }

  /// 10^15 octets and one more are 976,562,500,000 KiB and 1/1024: an event has 18 digits.
  @Test func muchHasFewerDecimals() {
    var world = Fixtures(kind: .postpaid, limit: 1_000_000_000)
    world.tariffs = ["data": .tariff(Fixtures.tariff(.perUnit(PerUnit(unit: Exact("0.000001")!)), meterUnit: "KiB"))]
    world.ask(.debit, "d", 0, [units(1_000_000_000_000_001)])
    #expect(world.forBill.map(\.quantity) == [Exact("976562500000.000977")!])
  }
}
