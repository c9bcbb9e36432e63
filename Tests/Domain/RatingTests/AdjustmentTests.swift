import Catalog
import Primitives
import Rating
import Testing
import Usage

/// One row per adjustment, then what happens when several meet.
@Suite struct AdjustmentTests {
  static let flat = PriceForm.flat(Flat(amount: 100))

  static let table: [(name: String, adjustments: [Adjustment], share: Share, agreement: AgreedPrice?, amount: String)] = [
    ("nothing", [], .whole, nil, "100"),
    ("proration", [], Share(14, 31), nil, "45.16"),
    ("agreement", [], .whole, .replace(80), "80"),
    ("agreement comes before proration", [], Share(1, 2), .replace(80), "40"),
    ("added", [], .whole, .add(.of("-4.55")), "95.45"),
    ("percent off", [], .whole, .percentOff(10), "90"),
    ("percent discount", [.discount(Discount(name: "d", reduction: .percent(5)))], .whole, nil, "95"),
    ("a fixed discount is not prorated", [.discount(Discount(name: "d", reduction: .amount(10)))], Share(1, 2), nil, "40"),
    ("a discount never gives money back", [.discount(Discount(name: "d", reduction: .amount(500)))], .whole, nil, "0"),
    ("minimum counts discounted money", [.minimumSpend(96), .discount(Discount(name: "d", reduction: .percent(5)))], .whole, nil, "96"),
    ("maximum", [.maximumSpend(70)], .whole, nil, "70"),
    ("minimum above maximum wins", [.maximumSpend(70), .minimumSpend(75)], .whole, nil, "75"),
    ("overage", [.commitment(Commitment(amount: 60, overageFactor: 2))], .whole, nil, "140"),
    ("trial of ten days", [.trial(Trial(days: 10))], .whole, nil, "67.74"),
  ]

  @Test(arguments: table.indices) func oneByOne(row: Int) throws {
    let row = Self.table[row]
    var request = RatingRequest(period: january, share: row.share, agreement: row.agreement)
    if row.name.hasPrefix("trial") { request.subscribedOn = january.start }
    #expect(try rater(Self.flat, row.adjustments).rate(request).amount.exact == .of(row.amount), "\(row.name)")
  }

  @Test(arguments: [
    ("whole", Share.whole, "0", "9900"), ("spent elsewhere", .whole, "70", "9830"), ("prorated", Share(5, 7), "0", "7071.43"),
    ("reached", .whole, "9900", nil),
  ] as [(String, Share, String, String?)])
  func theTrueUpIsAChargeOfItsOwn(name: String, share: Share, spent: String, missing: String?) throws {
    let rated = try rater(Self.flat, [.commitment(Commitment(amount: 10_000))]).rate(
      RatingRequest(period: january, share: share, countedSpend: .of(spent)))
    #expect(rated.trueUp?.amount.exact == missing.map { .of($0) }, "\(name)")
    let open = try rater(Self.flat, [.commitment(Commitment(amount: 10_000))]).rate(RatingRequest(period: january, isLastPart: false))
    #expect(open.trueUp == nil)
  }

  @Test func aCommitmentByTheHourIsSettledHourByHour() throws {
    let commitment = Commitment(amount: 10, overageFactor: 2, windowSeconds: 86_400)
    let day = at("2026-01-02T00:00:00Z")
    let usage = [MeteredUsage(at: day.adding(seconds: 60), quantity: 12), MeteredUsage(at: day.adding(seconds: 90_000), quantity: 3)]
    let rated = try rater(.perUnit(PerUnit(unit: 1)), [.commitment(commitment)], meter: seconds).rate(
      RatingRequest(quantity: 0, usage: usage, period: january))
    // 10 + 2 · 2 for the first, 10 for the second, 10 for each of the 29 idle days.
    #expect(rated.amount.exact == 314)
    #expect(rated.explanation.amount == 314)
  }

  // MARK: - Allowances

  static let minutes = Allowance(code: "minutes", units: 100, rolloverPeriods: 1)

  @Test func whatIsLeftRollsOverAndIsUsedFirst() throws {
    let first = AllowanceUse.buckets(Self.minutes, for: january)
    #expect(first.map(\.expiresOn) == [Day(2026, 3, 1)!])
    let rater = try rater(.perUnit(PerUnit(unit: 1)), meter: seconds)
    let january = try rater.rate(
      RatingRequest(quantity: 0, usage: [MeteredUsage(at: at("2026-01-09T00:00:00Z"), quantity: 70)], period: january, allowances: first))
    #expect(january.amount.exact == 0)
    let february = ServicePeriod(start: Day(2026, 2, 1)!, end: Day(2026, 3, 1)!)
    let second = AllowanceUse.buckets(Self.minutes, for: february, carriedOver: january.allowances)
    #expect(second.map(\.left) == [30, 100])
    let rated = try rater.rate(
      RatingRequest(quantity: 0, usage: [MeteredUsage(at: at("2026-02-09T00:00:00Z"), quantity: 50)], period: february, allowances: second))
    #expect(rated.allowances.map(\.left) == [0, 80])
    let march = ServicePeriod(start: Day(2026, 3, 1)!, end: Day(2026, 4, 1)!)
    #expect(AllowanceUse.buckets(Self.minutes, for: march, carriedOver: rated.allowances).map(\.left) == [80, 100])
  }

  @Test func sharedUnitsGoToWhoeverCallsFirst() {
    var buckets = [AllowanceBucket(code: "m", grantedOn: january.start, expiresOn: january.end, granted: 100)]
    let ann = [MeteredUsage(at: at("2026-01-02T00:00:00Z"), quantity: 60), MeteredUsage(at: at("2026-01-04T00:00:00Z"), quantity: 30)]
    let bob = [MeteredUsage(at: at("2026-01-03T00:00:00Z"), quantity: 30)]
    #expect(AllowanceUse.share(&buckets, over: [ann, bob], zone: .utc) == [[60, 10], [30]])
    #expect(buckets[0].left == 0)
  }

  @Test func aCallPartlyCoveredPaysForItsEnd() throws {
    let form = PriceForm.byTime(
      ByTime(
        zoneName: "UTC", bands: [.init(name: "day", fromSecond: 0, toSecond: 43_200, form: .perUnit(PerUnit(unit: 10))), .init(name: "rest", form: .perUnit(PerUnit(unit: 1)))]))
    let bucket = AllowanceBucket(code: "m", grantedOn: january.start, expiresOn: january.end, granted: 30)
    let rated = try rater(form, meter: seconds, perEvent: true).rate(
      RatingRequest(quantity: 0, usage: [MeteredUsage(at: at("2026-01-02T11:59:30Z"), quantity: 60)], period: january, allowances: [bucket]))
    #expect(rated.amount.exact == 30)
  }
}
