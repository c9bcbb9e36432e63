import Catalog
import Primitives
import Rating
import Seeds
import Testing
import Usage

/// Calls over the borders of time bands, also in the nights when the clock changes.
@Suite struct CallSplitTests {
  /// Central European time around the changes of 2026.
  static let madrid = Zone(
    name: "Europe/Madrid", initialOffsetSeconds: 3600,
    transitions: [
      .init(start: at("2026-03-29T01:00:00Z"), offsetSeconds: 7200), .init(start: at("2026-10-25T01:00:00Z"), offsetSeconds: 3600),
    ])

  static let context = PriceContext(
    zones: ["Europe/Madrid": madrid],
    calendars: ["h": HolidayCalendar(code: "h", zoneName: "Europe/Madrid", holidays: [Day(2026, 10, 24)!])])

  static func form(_ leaf: (Int) -> PriceForm) -> PriceForm {
    .byTime(
      ByTime(
        zoneName: "Europe/Madrid", calendar: "h",
        bands: [
          .init(name: "holiday", onHolidays: true, form: leaf(7)), .init(name: "deep night", fromSecond: 7200, toSecond: 9000, form: leaf(1)),
          .init(name: "weekend", weekdays: [6, 7], form: leaf(3)), .init(name: "day", fromSecond: 28_800, toSecond: 72_000, form: leaf(5)),
          .init(name: "night", form: leaf(2)),
        ]))
  }

  /// What one second costs, worked out apart from the engine.
  static func naivePrice(at instant: Instant) -> Int {
    let day = madrid.day(of: instant)
    let second = madrid.secondOfDay(of: instant)
    if day == Day(2026, 10, 24)! { return 7 }
    if (7200..<9000).contains(second) { return 1 }
    if day.weekday >= 6 { return 3 }
    return (28_800..<72_000).contains(second) ? 5 : 2
  }

  @Test(arguments: Seed.some) func everySecondIsPricedOnceAtItsOwnBand(_ seed: Seed) throws {
    var seed = seed
    let night = seed.pick(["2026-03-28T20:00:00Z", "2026-10-24T20:00:00Z", "2026-06-12T20:00:00Z"])
    let start = at(night).adding(seconds: Int64(seed.number(0...36_000)))
    let length = seed.number(0...12_000)
    let naive = (0..<length).reduce(0) { $0 + Self.naivePrice(at: start.adding(seconds: Int64($1))) }
    let perUnit = Self.form { .perUnit(PerUnit(unit: Exact($0))) }
    let stepped = Self.form { .steppedIntervals(SteppedIntervals(steps: [.init(price: Exact($0), interval: 1)])) }
    for form in [perUnit, stepped] {
      let price = try rater(form, meter: seconds, perEvent: true, context: Self.context).exact(
        RatingRequest(quantity: 0, usage: [MeteredUsage(at: start, quantity: Exact(length))], period: january))
      #expect(price.amount == Exact(naive), "\(seed): \(start) for \(length) s")
      #expect(price.unrated.isEmpty)
    }
  }

  @Test func theConnectFeeIsThatOfTheFirstPart() throws {
    let form = Self.form { .steppedIntervals(SteppedIntervals(connectFee: Exact($0 * 100), steps: [.init(price: Exact($0), interval: 1)])) }
    let call = MeteredUsage(at: at("2026-06-12T17:59:50Z"), quantity: 20)
    let price = try rater(form, meter: seconds, perEvent: true, context: Self.context).exact(RatingRequest(quantity: 0, usage: [call], period: january))
    #expect(price.amount == Exact(500 + 10 * 5 + 10 * 2))
  }

  /// The first minute is paid at the price of its beginning; the night starts after it.
  @Test func anIntervalBegunBeforeTheBorderIsPaidWhole() throws {
    let form = Self.form { price in
      .steppedIntervals(SteppedIntervals(steps: [.init(width: 60, price: Exact(price), interval: 60), .init(price: Exact(price), interval: 1)]))
    }
    let call = MeteredUsage(at: at("2026-06-12T17:59:50Z"), quantity: 70)
    let price = try rater(form, meter: seconds, perEvent: true, context: Self.context).exact(RatingRequest(quantity: 0, usage: [call], period: january))
    #expect(price.amount == Exact(5 + 10 * 2))
  }

  @Test(arguments: ["31622401", "1000000000000000000", "1000000000000000000000000"]) func whatLastsBeyondAYearIsHeld(quantity: String) throws {
    let call = MeteredUsage(event: 3, at: at("2026-06-12T17:59:50Z"), quantity: .of(quantity))
    let price = try rater(Self.form { .perUnit(PerUnit(unit: Exact($0))) }, meter: seconds, perEvent: true, context: Self.context).exact(
      RatingRequest(quantity: 0, usage: [call], period: january))
    #expect(price.unrated.map(\.reason) == [.tooLongToSplit])
    #expect(price.amount == 0)
  }

  @Test func usageThatIsNoLengthOfTimeIsNotSplit() throws {
    let megabytes = Meter(code: "data", name: "Data", eventType: "data", unit: "MB")
    let price = try rater(Self.form { .perUnit(PerUnit(unit: Exact($0))) }, meter: megabytes, perEvent: true, context: Self.context).exact(
      RatingRequest(quantity: 0, usage: [MeteredUsage(at: at("2026-06-12T17:59:50Z"), quantity: 1000)], period: january))
    #expect(price.amount == 5000)
  }
}
