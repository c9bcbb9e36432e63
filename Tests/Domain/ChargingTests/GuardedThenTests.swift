import Balances
import Catalog
import Charging
import Primitives
import Rating
import Testing

/// What a bill asks for is taken from the limit of its own bill cycle, whenever it is told. A thousand octets cost a cent.
@Suite struct GuardedThenTests {
  private static let border = Zone.utc.start(of: Fixtures.period.end)
  private static let april = ServicePeriod(start: Day(2026, 4, 1)!, end: Day(2026, 5, 1)!)
  private static let falling = PriceForm.volume(Tiered(tiers: [.init(upTo: Exact(10), unit: Exact(1)), .init(upTo: nil, unit: Exact("0.50")!)]))

  /// A world ten minutes before a bill cycle ends, with a limit in each.
  private func world(_ form: PriceForm = .perUnit(PerUnit(unit: Exact("0.01")!)), limit: Int64 = 100) -> Fixtures {
    var world = Fixtures(kind: .postpaid, limit: limit)
    let (border, end) = (Self.border, Zone.utc.start(of: Self.april.end))
    let (before, after) = (Fixtures.tariff(form, meterUnit: "kB"), Fixtures.tariff(form, meterUnit: "kB", period: Self.april))
    world.tariffThen = { _, at in .tariff(at < border ? before : after) }
    world.cycle = { at in at < border ? (start: Fixtures.start, end: border) : (start: border, end: end) }
    world.now = border.adding(seconds: -600)
    return world
  }

  /// Lets go of what a session has set aside, as is done when nothing is heard of it.
  private func reclaim(_ world: inout Fixtures) throws {
    let letGo = try #require(world.sessions["s"]).reclaimed(from: world.balance, number: -1) { _, _ in .free }
    (world.sessions["s"], world.balance) = (letGo.session, letGo.balance)
  }

  @Test func whatIsToldInTheNextCycleIsOfTheOneBefore() throws {
    var world = world()
    #expect(Fixtures.text(world.ask(.initial, "s", 0, [units(0, 20_000)])) == "success granted=20000/600")
    try reclaim(&world)
    world.now = Self.border.adding(seconds: 3_600)
    world.ask(.terminate, "s", 1, [units(20_000)])
    #expect(world.balance.buckets.map(\.amount) == [0, -20, 0] && world.reserved == [0, 0, 0])
    #expect(world.forBill.map(\.at) == [Self.border.adding(seconds: -600)])
    #expect(world.balance.available(of: .money(.eur), at: world.now) == 100)
  }

  /// Twenty are set aside of the one that ends; five more were used of it.
  @Test func whatIsUsedBeyondAGrantIsOfTheSameCycle() {
    var world = world()
    world.ask(.initial, "s", 0, [units(0, 20_000)])
    world.now = Self.border
    #expect(Fixtures.text(world.ask(.update, "s", 1, [units(25_000, 10_000)])) == "success took=25000:0:25+0 granted=10000/600")
    #expect(world.balance.buckets.map(\.amount) == [0, -25, 0] && world.reserved == [0, 0, 10])
    world.now = Self.border.adding(seconds: 60)
    world.ask(.terminate, "s", 2, [units(10_000)])
    #expect(world.balance.buckets.map(\.amount) == [0, -25, -10] && world.reserved == [0, 0, 0])
  }

  /// More than the limit of its cycle is not taken from the next one's.
  @Test func noCycleGivesToAnother() {
    var world = world(limit: 30)
    world.ask(.initial, "s", 0, [units(0, 10_000)])
    world.now = Self.border
    world.ask(.terminate, "s", 1, [units(50_000)])
    #expect(world.balance.buckets.map(\.amount) == [0, -30, 0] && world.charged.map(\.uncollectedMinor) == [20])
  }

  /// The bucket of an older cycle is opened, where there is none.
  @Test func theGuardOfAnOlderCycleIsOpened() throws {
    var world = world()
    world.ask(.initial, "s", 0, [units(0, 20_000)])
    try reclaim(&world)
    world.balance.buckets.removeLast()
    world.now = Self.border.adding(seconds: 3_600)
    world.ask(.terminate, "s", 1, [units(20_000)])
    let guarding = try #require(world.balance.guardBucket(at: Self.border.adding(seconds: -1)))
    #expect(guarding.amount == -20 && guarding.terms.floor == -100 && guarding.terms.validFrom == Fixtures.start && guarding.terms.validTo == Self.border)
    #expect(world.balance.guardBucket(at: world.now)?.amount == 0)
  }

  /// Ten for 1.00 each; the eleventh makes all of them 0.50: 4.50 come back to the cycle that they were taken from.
  @Test func aFallingPriceGivesBackToItsCycle() {
    var world = world(Self.falling, limit: 2_000)
    world.ask(.initial, "s", 0, [units(0, 10_000)])
    world.now = Self.border.adding(seconds: -60)
    world.ask(.update, "s", 1, [units(10_000, 1_000)])
    world.now = Self.border
    world.ask(.terminate, "s", 2, [units(1_000)])
    #expect(world.charged.map(\.netMinor) == [1_000, -450])
    #expect(world.balance.buckets.map(\.amount) == [0, -550, 0])
  }

  /// What settles is taken of what is there now.
  @Test func whatIsPrepaidIsTakenOfWhatIsThere() {
    var world = Fixtures(money: 100)
    world.now = Self.border.adding(seconds: -600)
    world.ask(.initial, "s", 0, [units(0, 10_000)])
    world.add(50, BucketTerms(unit: .money(.eur), validFrom: Self.border, priority: 1))
    world.now = Self.border
    world.ask(.terminate, "s", 1, [units(30_000)])
    // Ten of what was set aside, the rest of what comes first by now.
    #expect(world.balance.buckets.map(\.amount) == [90, 30])
  }
}
