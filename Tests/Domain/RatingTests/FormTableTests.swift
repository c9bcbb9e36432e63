import Catalog
import Primitives
import Rating
import Testing

/// One readable table per form: quantity → amount.
@Suite struct FormTableTests {
  static let tiers: [Tiered.Tier] = [
    .init(upTo: 5, flat: 100), .init(upTo: 10, flat: 50), .init(upTo: 15, unit: 10), .init(upTo: nil, unit: 5),
  ]

  @Test(arguments: [("0", "100"), ("3", "100"), ("5", "100"), ("5.001", "150"), ("7", "150"), ("12", "170"), ("20", "225")])
  func graduated(quantity: String, amount: String) throws {
    try check(.graduated(Tiered(tiers: Self.tiers)), quantity, amount)
  }

  @Test(arguments: [("0", "100"), ("5", "100"), ("6", "50"), ("11", "110"), ("15", "150"), ("16", "80")])
  func volume(quantity: String, amount: String) throws {
    try check(.volume(Tiered(tiers: Self.tiers)), quantity, amount)
  }

  @Test(arguments: [("0", "0"), ("3", "0"), ("3.5", "15"), ("13", "15"), ("13.1", "30")])
  func package(quantity: String, amount: String) throws {
    try check(.package(Package(size: 10, price: 15, freeUnits: 3)), quantity, amount)
  }

  @Test(arguments: [("9", "0"), ("10", "15"), ("19", "15")])
  func packageDown(quantity: String, amount: String) throws {
    try check(.package(Package(size: 10, price: 15, rounding: .down)), quantity, amount)
  }

  @Test(arguments: [("0", "0"), ("1", "1"), ("1000", "10"), ("1001", "11"), ("5325", "15")])
  func blocksAllTiers(quantity: String, amount: String) throws {
    try check(
      .blockTiers(BlockTiers(tiers: [.init(block: 100, maximumBlocks: 10, price: 1), .init(block: 1000, price: 1)])), quantity, amount)
  }

  @Test(arguments: [("1000", "10"), ("1001", "2"), ("101001", "51")])
  func blocksTopTier(quantity: String, amount: String) throws {
    let tiers = [
      BlockTiers.Tier(block: 100, maximumBlocks: 10, price: 1), .init(block: 1000, maximumBlocks: 100, price: 1),
      .init(block: 1000, maximumBlocks: 100, price: .of("0.5")),
    ]
    try check(.blockTiers(BlockTiers(policy: .topTier, tiers: tiers)), quantity, amount)
  }

  @Test(arguments: [("0", "0"), ("3", "0.15"), ("-3", "-0.15"), ("1000000000000000", "50000000000000")])
  func perUnit(quantity: String, amount: String) throws {
    try check(.perUnit(PerUnit(unit: .of("0.05"))), quantity, amount)
  }

  @Test(arguments: [("0", "200"), ("12", "500.14"), ("21", "900.33")])
  func graduatedPercentage(quantity: String, amount: String) throws {
    let tiers = [
      GraduatedPercentage.Tier(upTo: 10, percent: 1, flat: 200), .init(upTo: 20, percent: 2, flat: 300),
      .init(upTo: nil, percent: 3, flat: 400),
    ]
    try check(.graduatedPercentage(GraduatedPercentage(tiers: tiers)), quantity, amount)
  }

  @Test(arguments: [("0", "0.4"), ("1", "0.6"), ("60", "0.6"), ("61", "0.6017"), ("130", "0.7167"), ("-60", "-0.6")])
  func steppedIntervals(seconds: String, amount: String) throws {
    let form = SteppedIntervals(
      connectFee: .of("0.4"),
      steps: [
        .init(width: 60, price: .of("0.2"), interval: 60), .init(price: .of("0.1") / 60, interval: 1),
      ], perCallRounding: Rounding(digits: 4, mode: .up))
    try check(.steppedIntervals(form), seconds, amount, digits: 4)
  }

  private func check(_ form: PriceForm, _ quantity: String, _ amount: String, digits: Int = 2) throws {
    var version = PriceVersion(effective: EffectivePeriod(from: Day(2020, 1, 1)!), currency: .eur, form: form)
    version.rounding = Rounding(digits: digits)
    let rated = try PriceRater(version, context: PriceContext()).rate(RatingRequest(quantity: .of(quantity), period: january))
    let exact = rated.explanation.steps.filter { $0.kind != .rounding || $0.label?.hasPrefix("2 ") != true }.reduce(Exact.zero) { $0 + $1.amount }
    #expect(exact.rounded(digits, .halfUp) == .of(amount))
    #expect(rated.explanation.amount == rated.amount.exact)
  }
}
