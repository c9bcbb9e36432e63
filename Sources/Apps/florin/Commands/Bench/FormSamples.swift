import Catalog
import Primitives
import Rating
import Usage

/// One realistic price of each form, with requests to rate.
struct FormSamples {
  struct Sample {
    let name: String
    let rater: PriceRater
    let requests: [RatingRequest]
  }

  let all: [Sample]
  let index: PrefixIndex
  let numbers: [String]

  private static let month = BillWorld.month

  init() throws {
    let deck = Self.deck()
    index = PrefixIndex(deck.entries.map(\.prefix))
    numbers = (0..<1_000).map { deck.entries[$0 * 49 % deck.entries.count].prefix + "55512" }
    let context = PriceContext(decks: [deck.code: CompiledDeck(deck)])
    let calls = Meter(code: "voice", name: LocalizedText("Calls"), eventType: "call", unit: "s", aggregation: .sum)
    let quantities = (0..<64).map { RatingRequest(quantity: Exact($0 * 37), period: Self.month) }
    let events = numbers.prefix(64).enumerated().map { number, dialled in
      RatingRequest(
        usage: [
          MeteredUsage(
            event: Int64(number), at: Instant(seconds: Int64(Self.month.start.number) * 86_400 + Int64(number) * 1_111),
            quantity: Exact(30 + number * 7),
            attributes: ["destination": dialled, "network": number & 1 == 0 ? "home" : "roaming", "amount": "12.3456"])
        ], period: Self.month)
    }
    func sample(_ name: String, _ form: PriceForm, events perEvent: Bool = false) throws -> Sample {
      let version = PriceVersion(effective: EffectivePeriod(from: Self.month.start), currency: .eur, form: form)
      return Sample(
        name: name,
        rater: try PriceRater(version, meter: perEvent ? calls : nil, perEvent: perEvent, context: context),
        requests: perEvent ? events : quantities)
    }
    let tiers = [
      Tiered.Tier(upTo: 100, unit: Self.cents(50)), .init(upTo: 1_000, unit: Self.cents(30), flat: 2), .init(upTo: nil, unit: Self.cents(10)),
    ]
    let interval = PriceForm.steppedIntervals(
      SteppedIntervals(
        connectFee: Self.cents(5),
        steps: [.init(width: 60, price: Self.cents(6), interval: 60), .init(price: Exact(unscaled: 1, scale: 3), interval: 1)]))
    all = [
      try sample("flat", .flat(Flat(amount: Self.cents(1999)))),
      try sample("per-unit", .perUnit(PerUnit(unit: Self.cents(25)))),
      try sample("graduated", .graduated(Tiered(tiers: tiers))),
      try sample("volume", .volume(Tiered(tiers: tiers))),
      try sample("package", .package(Package(size: 100, price: 5, freeUnits: 10))),
      try sample("block-tiers", .blockTiers(BlockTiers(tiers: [.init(block: 10, maximumBlocks: 5, price: 3), .init(block: 100, price: 20)]))),
      try sample("percentage", .percentage(Percentage(percent: Self.cents(150), fixedPerEvent: Self.cents(10))), events: true),
      try sample(
        "graduated-percentage",
        .graduatedPercentage(GraduatedPercentage(tiers: [.init(upTo: 500, percent: 3), .init(upTo: nil, percent: 1)]))),
      try sample("stepped-intervals", interval, events: true),
      try sample("capacity", .capacity(Capacity(tiers: [.init(limits: ["": 500], amount: 10), .init(limits: ["": 5_000], amount: 50)]))),
      try sample("dynamic", .dynamic(Dynamic()), events: true),
      try sample(
        "by-dimension",
        .byDimension(
          ByDimension(
            dimensions: ["network"],
            cells: [
              .init(values: ["home"], form: .perUnit(PerUnit(unit: Self.cents(1)))), .init(values: ["roaming"], form: .perUnit(PerUnit(unit: Self.cents(9)))),
            ])), events: true),
      try sample("by-prefix, 50,000", .byPrefix(ByPrefix(deck: deck.code)), events: true),
      try sample(
        "by-time",
        .byTime(
          ByTime(
            zoneName: "UTC",
            bands: [.init(name: "day", weekdays: [1, 2, 3, 4, 5], fromSecond: 28_800, toSecond: 72_000, form: interval), .init(name: "rest", form: .perUnit(PerUnit(unit: Self.cents(1))))])),
        events: true),
    ]
  }

  private static func cents(_ value: Int64) -> Exact { Exact(unscaled: value, scale: 2) }

  /// 50,000 prefixes of 2 to 8 digits, as a wholesale deck has.
  private static func deck() -> RateDeck {
    var entries: [RateDeck.Entry] = []
    var seen: Set<String> = []
    var random: UInt64 = 88_172_645_463_325_252
    while entries.count < 50_000 {
      random ^= random << 13
      random ^= random >> 7
      random ^= random << 17
      let digits = 2 + Int(random % 7)
      let prefix = String(String(10_000_000 + random / 8 % 90_000_000).prefix(digits))
      guard seen.insert(prefix).inserted else { continue }
      entries.append(RateDeck.Entry(prefix: prefix, destination: "D\(entries.count)", pricePerUnit: Exact(unscaled: Int64(random >> 40 & 1023), scale: 4)))
    }
    return RateDeck(code: "wholesale", entries: entries)
  }
}
