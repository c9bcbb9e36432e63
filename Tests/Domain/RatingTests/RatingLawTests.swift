import Catalog
import Primitives
import Rating
import Seeds
import Testing
import Usage

/// Laws of rating on random input; a failure names its seed.
@Suite struct RatingLawTests {
  static func tiers(_ seed: inout Seed) -> Tiered {
    var bound = 0
    var tiers: [Tiered.Tier] = []
    for _ in 0..<seed.number(0...4) {
      bound += seed.number(1...20)
      tiers.append(.init(upTo: Exact(bound), unit: price(&seed), flat: Exact(seed.number(0...3))))
    }
    tiers.append(.init(upTo: nil, unit: price(&seed), flat: Exact(seed.number(0...3))))
    return Tiered(tiers: tiers)
  }

  static func price(_ seed: inout Seed) -> Exact { Exact(unscaled: Int64(seed.number(0...99_999)), scale: seed.number(0...5)) }

  static func forms(_ seed: inout Seed) -> [PriceForm] {
    let tiered = tiers(&seed)
    let percents = tiered.tiers.map { GraduatedPercentage.Tier(upTo: $0.upTo, percent: Exact(seed.number(0...100)), flat: $0.flat) }
    let size = Exact(seed.number(1...9))
    return [
      .flat(Flat(amount: price(&seed))), .perUnit(PerUnit(unit: price(&seed))), .graduated(tiered), .volume(tiered),
      .package(Package(size: size, price: price(&seed), freeUnits: Exact(seed.number(0...5)), rounding: seed.flip() ? .up : .down)),
      .blockTiers(BlockTiers(policy: seed.flip() ? .allTiers : .topTier, tiers: [.init(block: size, maximumBlocks: 3, price: 2), .init(block: 5, price: 3)])),
      .graduatedPercentage(GraduatedPercentage(tiers: percents)),
    ]
  }

  @Test(arguments: Seed.some) func graduatedPricesEachUnitAtItsOwnTier(_ seed: Seed) throws {
    var seed = seed
    let tiered = Self.tiers(&seed)
    let quantity = seed.number(0...80)
    var naive = tiered.tiers[0].flat
    var tier = 0
    for unit in stride(from: 1, through: quantity, by: 1) {
      if let bound = tiered.tiers[tier].upTo, bound < Exact(unit) {
        tier += 1
        naive += tiered.tiers[tier].flat
      }
      naive += tiered.tiers[tier].unit
    }
    let price = try rater(.graduated(tiered)).exact(RatingRequest(quantity: Exact(quantity), period: january))
    #expect(price.amount == naive, "\(seed)")
  }

  @Test(arguments: Seed.some) func partsOfAPeriodSumToTheWhole(_ seed: Seed) throws {
    var seed = seed
    let first = Exact(unscaled: Int64(seed.number(0...4000)), scale: 2)
    let second = Exact(unscaled: Int64(seed.number(0...4000)), scale: 2)
    for form in Self.forms(&seed) {
      let rater = try rater(form)
      let whole = rater.exact(RatingRequest(quantity: first + second, period: january)).amount
      let a = rater.exact(RatingRequest(quantity: first, period: january)).amount
      let b = rater.exact(RatingRequest(quantity: second, period: january, alreadyBilled: AlreadyBilled(quantity: first, amount: a))).amount
      #expect(a + b == whole, "\(seed): \(form), \(first) then \(second)")
    }
  }

  @Test(arguments: Seed.some) func stepsSumToTheAmount(_ seed: Seed) throws {
    var seed = seed
    let days = seed.number(1...31)
    let adjustments: [Adjustment] = [
      .discount(Discount(name: "a", reduction: .percent(Exact(seed.number(0...100))))),
      .discount(Discount(name: "b", reduction: .amount(Self.price(&seed)))),
      .maximumSpend(Self.price(&seed) + 50), .minimumSpend(Self.price(&seed)),
      .commitment(Commitment(amount: Self.price(&seed), overageFactor: Exact(seed.number(1...3)))), .trial(Trial(days: seed.number(1...20))),
    ].filter { _ in seed.flip() }
    for form in Self.forms(&seed) {
      var request = RatingRequest(quantity: Self.price(&seed), period: january, share: Share(days, 31), subscribedOn: january.start)
      if seed.flip() { request.agreement = [.replace(Self.price(&seed)), .add(-1), .percentOff(15)][seed.number(0...2)] }
      let rated = try rater(form, adjustments).rate(request)
      #expect(rated.explanation.amount == rated.amount.exact, "\(seed): \(form)")
      if let trueUp = rated.trueUp { #expect(trueUp.explanation.amount == trueUp.amount.exact, "\(seed)") }
    }
  }

  @Test(arguments: Seed.some) func eventByEventSumsToTheWholeWhileUsageOnlyRises(_ seed: Seed) throws {
    var seed = seed
    let start = at("2026-01-01T00:00:00Z")
    let usage = (0..<seed.number(1...12)).map { index in
      MeteredUsage(event: Int64(index), at: start.adding(seconds: Int64(index)), quantity: Exact(seed.number(1...15)))
    }
    for form in Self.forms(&seed) {
      if case .flat = form { continue }
      let single = try rater(form, meter: seconds, perEvent: true).exact(RatingRequest(quantity: 0, usage: usage, period: january))
      let whole = try rater(form, meter: seconds).exact(RatingRequest(quantity: 0, usage: usage, period: january))
      #expect(single.amount == whole.amount, "\(seed): \(form)")
      #expect(single.events.reduce(Exact.zero) { $0 + $1.amount } == single.amount, "\(seed): \(form)")
    }
  }

  @Test(arguments: Seed.some) func longestPrefixIsThatOfAScan(_ seed: Seed) {
    var seed = seed
    var prefixes = Set<String>()
    for _ in 0..<seed.number(0...200) {
      prefixes.insert(String((0..<seed.number(1...5)).map { _ in Character(String(seed.number(0...3))) }))
    }
    let entries = prefixes.sorted().map { RateDeck.Entry(prefix: $0, destination: $0, pricePerUnit: 1) }
    let deck = CompiledDeck(RateDeck(code: "d", entries: entries))
    for _ in 0..<50 {
      let number = String((0..<seed.number(0...8)).map { _ in Character(String(seed.number(0...3))) })
      let naive = prefixes.filter { number.hasPrefix($0) }.max { $0.count < $1.count }
      #expect(deck.entry(for: number)?.prefix == naive, "\(seed): \(number)")
      #expect(deck.entry(for: "+" + number)?.prefix == naive, "\(seed): +\(number)")
    }
  }

  @Test(arguments: Seed.some) func allowancesTakeWhatTheyGive(_ seed: Seed) {
    var seed = seed
    let start = Day(2026, 1, 1)!
    var buckets = (0..<seed.number(0...4)).map { index in
      AllowanceBucket(
        code: "m", grantedOn: start.adding(days: -30 * index), expiresOn: start.adding(days: seed.number(0...40)), granted: Exact(seed.number(0...60)))
    }
    let before = buckets.reduce(Exact.zero) { $0 + $1.left }
    let usage = (0..<seed.number(1...3)).map { _ in
      (0..<seed.number(0...8)).map { _ in
        MeteredUsage(at: at("2026-01-01T00:00:00Z").adding(seconds: Int64(seed.number(0...2_600_000))), quantity: Exact(seed.number(0...30)))
      }.sorted { $0.at < $1.at }
    }
    let covered = AllowanceUse.share(&buckets, over: usage, zone: .utc)
    let taken = covered.joined().reduce(Exact.zero, +)
    #expect(taken + buckets.reduce(Exact.zero) { $0 + $1.left } == before, "\(seed)")
    for (events, parts) in zip(usage, covered) {
      for (event, part) in zip(events, parts) { #expect(part <= event.quantity && !part.isNegative, "\(seed)") }
    }
  }

  @Test(arguments: Seed.some) func theNinetyFifthPercentileIsThatOfASort(_ seed: Seed) {
    var seed = seed
    let range = InstantRange(start: at("2026-01-01T00:00:00Z"), end: at("2026-01-01T05:00:00Z"))
    let usage = (0..<seed.number(0...90)).map { _ in
      MeteredUsage(at: range.start.adding(seconds: Int64(seed.number(0...17_999))), quantity: Exact(seed.number(-5...50)))
    }
    var sums = [Exact](repeating: .zero, count: 60)
    for event in usage { sums[Int((event.at.seconds - range.start.seconds) / 300)] += event.quantity }
    sums.sort()
    #expect(Aggregations.percentile95(usage, over: range, seconds: 300) == sums[56], "\(seed)")
  }
}
