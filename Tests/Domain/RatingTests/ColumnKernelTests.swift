import Catalog
import Primitives
import Rating
import Seeds
import Testing

/// The kernel over columns and the general way of rating give the same digits, or the kernel gives the row back.
@Suite struct ColumnKernelTests {
  @Test(arguments: [1, 2, 3].map { Seed($0) })
  func agreesWithTheGeneralWayOnRandomPrices(_ seed: Seed) throws {
    var random = seed
    var priced = 0
    for _ in 0..<200 {
      let version = random.version()
      let digits = random.number(0...3)
      var kernel = ColumnKernel(quantityDigits: digits)
      guard let index = kernel.compile(version) else { continue }
      let rater = try PriceRater(version, context: PriceContext())
      let quantities = [0, 1] + (0..<20).map { _ in Int64(random.number(0...(random.flip() ? 500 : 5_000_000_000))) }
      var amounts: [Int64] = []
      let refused = kernel.price(quantities: quantities, at: quantities.map { _ in index }, into: &amounts)
      for row in quantities.indices where !refused.contains(row) {
        let quantity = Exact(unscaled: quantities[row], scale: digits)
        let general = try rater.rate(RatingRequest(quantity: quantity, period: month))
        #expect(
          amounts[row] == general.amount.amountMinor,
          "\(seed): \(quantity) of \(version.form) with \(version.adjustments), \(String(describing: version.rounding))")
        priced += 1
      }
    }
    // A kernel that refuses everything would agree with anything.
    #expect(priced > 3_000)
  }

  /// The rounding decides at a tie: 1.25 × 0.10 = 0.125.
  @Test(arguments: [(RoundingMode.halfEven, 12), (.halfUp, 13), (.up, 13), (.down, 12)] as [(RoundingMode, Int64)])
  func roundsAsThePriceNamesIt(mode: RoundingMode, minor: Int64) {
    var kernel = ColumnKernel(quantityDigits: 2)
    let index = kernel.compile(
      PriceVersion(
        effective: always, currency: .eur, form: .perUnit(PerUnit(unit: Exact(unscaled: 10, scale: 2))),
        rounding: Rounding(digits: 2, mode: mode)))
    var amounts: [Int64] = []
    #expect(kernel.price(quantities: [125], at: [index ?? -1], into: &amounts).isEmpty)
    #expect(amounts == [minor])
  }

  @Test func givesBackRowsThatDoNotFit() {
    var kernel = ColumnKernel()
    let index = kernel.compile(
      PriceVersion(effective: always, currency: .eur, form: .perUnit(PerUnit(unit: Exact(unscaled: 1_000_001, scale: 6))))) ?? -1
    var amounts: [Int64] = []
    let refused = kernel.price(quantities: [1_000_000_000_000_000_000, 2, -1, .max], at: [index, index, index, index], into: &amounts)
    #expect(refused == [0, 2, 3])
    #expect(amounts == [0, 200, 0, 0])
  }

  @Test func knowsWhatItDoesNotKnow() {
    let open = [Tiered.Tier(upTo: nil, unit: 1)]
    let versions: [PriceVersion] = [
      PriceVersion(effective: always, currency: .eur, form: .package(Package(size: 10, price: 1))),
      PriceVersion(effective: always, currency: .eur, form: .graduated(Tiered(tiers: open, prorated: true))),
      PriceVersion(effective: always, currency: .eur, form: .graduated(Tiered(tiers: [.init(upTo: 10, unit: 1)]))),
      PriceVersion(effective: always, currency: .eur, form: .perUnit(PerUnit(unit: 1)), adjustments: [.minimumSpend(5)]),
      PriceVersion(effective: always, currency: .eur, form: .perUnit(PerUnit(unit: Exact(1) / 3))),
    ]
    var kernel = ColumnKernel()
    for version in versions { #expect(kernel.compile(version) == nil) }
  }

  @Test func sharesAreRoundedRowByRow() {
    var shares: [Int64] = []
    let refused = ColumnKernel().share(
      of: [100, 250, -250, .max], percents: [19, Exact(unscaled: 10, scale: 1), 200], at: [0, 1, 1, 2], rounding: .halfEven, into: &shares)
    #expect(refused == [3])
    #expect(shares == [19, 2, -2, 0])
  }
}

private let always = EffectivePeriod(from: Day(number: 0))
private let month = ServicePeriod(start: Day(number: 20_454), end: Day(number: 20_485))

extension Seed {
  fileprivate mutating func version() -> PriceVersion {
    PriceVersion(
      effective: always, currency: pick([.eur, .krw, Currency("KWD") ?? .usd]), form: form(), adjustments: flip() ? [] : [discount()],
      rounding: number(0...2) == 0 ? nil : Rounding(digits: number(0...4), mode: pick(RoundingMode.allCases)))
  }

  private mutating func form() -> PriceForm {
    if number(0...4) == 0 { return .perUnit(PerUnit(unit: decimal())) }
    var tiers: [Tiered.Tier] = []
    var bound = 0
    for _ in 0..<number(0...3) {
      bound += number(1...400)
      tiers.append(.init(upTo: Exact(bound), unit: decimal(), flat: number(0...2) == 0 ? decimal() : 0))
    }
    tiers.append(.init(upTo: nil, unit: decimal(), flat: number(0...2) == 0 ? decimal() : 0))
    return flip() ? .graduated(Tiered(tiers: tiers)) : .volume(Tiered(tiers: tiers))
  }

  private mutating func discount() -> Adjustment {
    .discount(Discount(name: "loyalty", reduction: .percent(Exact(unscaled: Int64(number(0...1000)), scale: 1))))
  }

  private mutating func decimal() -> Exact { Exact(unscaled: Int64(number(0...99_999)), scale: number(0...5)) }
}
