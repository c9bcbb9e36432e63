import Balances
import Charging
import Primitives
import Seeds
import Testing

/// Limits, bars, low balances, and what happens when nothing is left.
@Suite struct ControlTests {
  private func limit(
    _ code: String = "l", _ amount: Int64, _ unit: BalanceUnit = .money(.eur), _ window: SpendingLimit.Window = .day, use: ControlledUse = .everything, warnAt: [Int] = [],
    blocks: Bool = true
  ) -> SpendingControl {
    SpendingControl(code: code, rule: .limit(SpendingLimit(unit: unit, amount: amount, window: window, use: use, warnAt: warnAt, blocks: blocks)))
  }

  private func told(_ world: Fixtures) -> [String] { world.notices.map { "\($0.code) \($0.kind) \($0.level) \($0.stands)" } }

  @Test func grantsStayWithinALimitOfMoney() {
    var world = Fixtures(money: 10_000)
    world.controls = [limit("day", 30, warnAt: [50])]
    #expect(Fixtures.text(world.ask(.initial, "s", 0, [units(0, 20_000)])) == "success granted=15000/600")
    #expect(world.counts.values.map(\.reserved) == [15])
    #expect(Fixtures.text(world.ask(.update, "s", 1, [units(15_000, 20_000)])) == "success took=15000:0:15+0 granted=7500/600")
    #expect(told(world) == ["day level 50 15"])
    #expect(Fixtures.text(world.ask(.update, "s", 2, [units(7_500, 4_000)])) == "success took=7500:0:8+0 granted=3500/600")
    let last = world.ask(.update, "s", 3, [units(3_500, 20_000)])
    #expect(Fixtures.text(last) == "success took=3500:0:3+0 granted=4000/600 final", "\(last)")
    let over = world.ask(.update, "s", 4, [units(4_000, 20_000)])
    #expect(Fixtures.text(over) == "credit-limit-reached took=4000:0:4+0 final")
    #expect(over.services[0].reason == "the limit \"day\" of 0.30 EUR a day is reached")
    #expect(told(world) == ["day level 50 15", "day level 100 30"] && world.money == 9_970)
    world.now = world.now.adding(seconds: 86_400)
    #expect(Fixtures.text(world.ask(.update, "s", 5, [units(0, 5_000)])) == "success granted=5000/600")
  }

  /// Levels of another amount are other levels; of each amount each is told once. A thousand octets cost a cent.
  @Test func levelsOfAnotherAmountAreTold() {
    var world = Fixtures(money: 100_000)
    func cap(_ amount: Int64, warnAt: [Int]) -> [SpendingControl] { [limit("cap", amount, .money(.eur), .month, warnAt: warnAt)] }
    world.controls = cap(1_000, warnAt: [80])
    world.ask(.debit, "a", 0, [units(800_000)])
    world.ask(.debit, "b", 0, [units(200_000)])
    #expect(told(world) == ["cap level 80 800", "cap level 100 1000"])
    // Raised to ten times as much. Of the new levels one was passed by then: it is told with the next use.
    world.controls = cap(10_000, warnAt: [5, 80])
    world.ask(.debit, "c", 0, [units(1_000)])
    world.ask(.debit, "d", 0, [units(1_000)])
    #expect(told(world).dropFirst(2) == ["cap level 5 1001"])
    world.ask(.debit, "e", 0, [units(6_998_000)])
    world.ask(.debit, "f", 0, [units(2_000_000)])
    #expect(world.ask(.debit, "g", 0, [units(1_000)]).result == .creditLimitReached)
    #expect(told(world).dropFirst(3) == ["cap level 80 8000", "cap level 100 10000"])
    // Of the first amount all was told; of a third one it is told that it keeps something from being used.
    world.controls = cap(1_000, warnAt: [80])
    world.ask(.debit, "h", 0, [units(1_000)])
    #expect(world.notices.count == 5)
    world.controls = cap(500, warnAt: [])
    for debit in ["i", "j"] { world.ask(.debit, debit, 0, [units(1_000)]) }
    #expect(told(world).dropFirst(5) == ["cap reached 100 10000"])
  }

  /// Five euros a day, told at 50 and 80 %. A thousand octets cost a cent: nine euros are 900,000 octets.
  @Test func whatIsRefusedSilencesNoLevel() {
    var world = Fixtures(money: 100_000)
    world.controls = [limit("day", 500, warnAt: [50, 80])]
    let refused = world.ask(.debit, "a", 0, [units(900_000)])
    #expect(refused.services[0].reason == "it goes beyond the limit \"day\" of 5.00 EUR a day, of which 5.00 is left")
    #expect(told(world) == ["day reached 0 0"])
    // Told once, however often and whatever is refused.
    world.ask(.debit, "b", 0, [units(900_000), units(800_000)])
    world.ask(.debit, "c", 0, [units(249_000)])
    #expect(told(world) == ["day reached 0 0"])
    // 2.49, then 2.50 (50 %), then 4.47 (89 %), then all of it.
    world.ask(.debit, "d", 0, [units(1_000)])
    world.ask(.debit, "e", 0, [units(197_000)])
    #expect(world.ask(.debit, "f", 0, [units(100_000)]).services[0].reason == "it goes beyond the limit \"day\" of 5.00 EUR a day, of which 0.53 is left")
    world.ask(.debit, "g", 0, [units(53_000)])
    #expect(told(world) == ["day reached 0 0", "day level 50 250", "day level 80 447", "day level 100 500"])
    #expect(world.ask(.debit, "h", 0, [units(1_000)]).services[0].reason == "the limit \"day\" of 5.00 EUR a day is reached")
    #expect(world.notices.count == 4)
    // Of 8.00, 5.00 are 62 % (62.5 rounded down): of that half was told by nobody, and what is refused does not tell it.
    world.controls = [limit("day", 800, warnAt: [50])]
    world.ask(.debit, "i", 0, [units(301_000)])
    world.ask(.debit, "j", 0, [units(1_000)])
    #expect(told(world).dropFirst(4) == ["day reached 62 500", "day level 50 501"])
  }

  @Test func unitsCountHoweverTheyArePaid() {
    var world = Fixtures(money: 10_000)
    world.add(6_000, BucketTerms(unit: .octets, validFrom: Fixtures.start))
    world.controls = [limit("octets", 10_000, .octets, .week)]
    #expect(Fixtures.text(world.ask(.initial, "s", 0, [units(0, 4_000)])) == "success granted=4000/600")
    #expect(Fixtures.text(world.ask(.initial, "t", 0, [units(0, 8_000)])) == "success granted=3000/600")
    #expect(Fixtures.text(world.ask(.debit, "d", 0, [units(3_001)])) == "credit-limit-reached")
    #expect(told(world) == ["octets reached 0 0"])
    let quoted = world.ask(.quote, "q", 0, [units(3_001)])
    #expect(quoted.result == .success && quoted.services[0].charged?.units == 3_001 && quoted.services[0].reason?.contains("of which") == true, "\(quoted)")
    #expect(Fixtures.text(world.ask(.debit, "e", 0, [units(3_000)])) == "success took=3000:0:3+0")
    // Given back, it counts no more.
    world.ask(.refund, "r", 0, [], refunds: "e")
    #expect(world.counts.values.map(\.counted) == [0] && world.counts.values.map(\.reserved) == [7_000])
    world.ask(.terminate, "s", 1, [units(4_000)])
    world.ask(.terminate, "t", 1, [])
    #expect(world.counts.values.map(\.counted) == [4_000] && world.counts.values.map(\.reserved) == [0])
  }

  @Test func onlyWhatIsMeantCounts() {
    var world = Fixtures(money: 10_000)
    world.controls = [limit("roaming", 5, use: ControlledUse(attributes: ["roaming": "yes"]))]
    var abroad = units(0, 20_000)
    abroad.attributes = ["roaming": "yes"]
    #expect(Fixtures.text(world.ask(.initial, "s", 0, [units(0, 20_000)])) == "success granted=20000/600")
    #expect(Fixtures.text(world.ask(.initial, "t", 0, [abroad])) == "success granted=2500/600")
    // What only tells refuses nothing.
    world.controls = [limit("fast", 5, .money(.eur), .hour, blocks: false)]
    #expect(Fixtures.text(world.ask(.initial, "u", 0, [units(0, 20_000)])) == "success granted=20000/600")
    world.ask(.terminate, "u", 1, [units(20_000)])
    #expect(told(world) == ["fast level 100 20"])
  }

  @Test func barsHoldAtTheirHours() throws {
    var world = Fixtures(money: 10_000)
    world.controls = [SpendingControl(code: "night", rule: .bar(SpendingBar(use: ControlledUse(services: ["data"]), hours: [try #require(BarredHours("22:00-06:00"))])))]
    // 2026-03-01T01:00:00Z
    let barred = world.ask(.initial, "s", 0, [units(0, 1_000)])
    #expect(barred.result == .serviceDenied && barred.services[0].reason == "\"night\" bars it at this time" && world.sessions.isEmpty)
    #expect(barred.words == barred.services[0].reason)
    #expect(world.ask(.debit, "d", 0, [units(1_000)]).result == .serviceDenied && world.money == 10_000)
    // Of what is barred the price is told all the same.
    let quoted = world.ask(.quote, "q", 0, [units(1_000)])
    #expect(Fixtures.text(quoted) == "success took=1000:0:1+0" && quoted.services[0].reason == "\"night\" bars it at this time")
    world.now = Fixtures.start.adding(seconds: 21 * 3_600 + 3_300)
    // Five minutes before ten in the evening.
    #expect(Fixtures.text(world.ask(.initial, "s", 0, [units(0, 1_000)])) == "success granted=1000/300")
    world.now = world.now.adding(seconds: 600)
    // What was used is taken all the same.
    #expect(Fixtures.text(world.ask(.update, "s", 1, [units(1_000, 1_000)])) == "service-denied took=1000:0:1+0")
  }

  @Test func hoursAreReadAndTold() throws {
    for text in ["22:00-06:00", "1,2,3,4,5 08:00-15:30", "6,7 00:00-24:00"] { #expect(BarredHours(text)?.text == text) }
    #expect(BarredHours("1-5 08:00-15:00")?.weekdays == [1, 2, 3, 4, 5])
    for wrong in ["", "8-9", "25:00-26:00", "08:00-08:00", "0-3 08:00-09:00", "5-1 08:00-09:00", "24:00-06:00", "08:00-09:00 x"] { #expect(BarredHours(wrong) == nil, "\(wrong)") }
    let friday = SpendingBar(hours: [try #require(BarredHours("5 22:00-02:00"))])
    func at(_ day: Int, _ hour: Int) -> Instant { Zone.utc.instant(of: Day(2026, 3, day)!, secondOfDay: hour * 3_600) }
    // 6 March 2026 is a Friday; the night reaches into Saturday.
    #expect([(5, 23), (6, 21), (6, 22), (7, 1), (7, 2), (7, 23)].map { friday.holds(at: at($0.0, $0.1), zone: .utc) } == [false, false, true, true, false, false])
    #expect(friday.nextBeginning(after: at(7, 2), zone: .utc) == at(13, 22))
  }

  /// In Madrid the clock goes from 02:00 to 03:00 at 2026-03-29T01:00Z, and from 03:00 back to 02:00 at 2026-10-25T01:00Z.
  @Test(arguments: [
    // The first 02:30, two hours ahead of UTC, and the second, one hour ahead: at 01:10Z it is 02:10 for the second time.
    ("02:30-05:00", "2026-10-25T00:00:00Z", "2026-10-25T00:30:00Z"),
    ("02:30-05:00", "2026-10-25T01:00:00Z", "2026-10-25T01:30:00Z"),
    ("02:30-05:00", "2026-10-25T01:10:00Z", "2026-10-25T01:30:00Z"),
    // The day after, an hour ahead.
    ("02:30-05:00", "2026-10-25T04:00:00Z", "2026-10-26T01:30:00Z"),
    // At the first 02:40 it is over; the clock then goes back into it.
    ("01:30-02:30", "2026-10-25T00:40:00Z", "2026-10-25T01:00:00Z"),
    // There is no 02:30: it begins at 03:00, when the clock leaps over it.
    ("02:30-05:00", "2026-03-29T00:30:00Z", "2026-03-29T01:00:00Z"),
    ("7 02:30-05:00", "2026-10-25T01:10:00Z", "2026-10-25T01:30:00Z"),
    ("1 02:30-05:00", "2026-10-25T01:10:00Z", "2026-10-26T01:30:00Z"),
  ]) func barsBeginWheneverTheClockLeadsIntoThem(_ hours: String, _ now: String, _ next: String) throws {
    let madrid = Zone(
      name: "Europe/Madrid", initialOffsetSeconds: 3_600,
      transitions: [
        .init(start: try #require(Instant("2026-03-29T01:00:00Z")), offsetSeconds: 7_200),
        .init(start: try #require(Instant("2026-10-25T01:00:00Z")), offsetSeconds: 3_600),
      ])
    let bar = SpendingBar(hours: [try #require(BarredHours(hours))])
    let (now, next) = (try #require(Instant(now)), try #require(Instant(next)))
    #expect(bar.nextBeginning(after: now, zone: madrid) == next)
    #expect(!bar.holds(at: now, zone: madrid) && !bar.holds(at: next.adding(seconds: -1), zone: madrid) && bar.holds(at: next, zone: madrid))
  }

  @Test func windowsAreThoseOfTheCalendar() {
    let instant = Zone.utc.instant(of: Day(2026, 3, 18)!, secondOfDay: 40_000)
    let cycle = (start: Instant(seconds: 1), end: Instant(seconds: 2))
    func stretch(_ window: SpendingLimit.Window) -> String {
      let (start, end) = window.stretch(of: instant, zone: .utc, cycle: cycle)
      return "\(start) \(end)"
    }
    #expect(stretch(.hour) == "2026-03-18T11:00:00Z 2026-03-18T12:00:00Z")
    #expect(stretch(.day) == "2026-03-18T00:00:00Z 2026-03-19T00:00:00Z")
    #expect(stretch(.week) == "2026-03-16T00:00:00Z 2026-03-23T00:00:00Z")
    #expect(stretch(.month) == "2026-03-01T00:00:00Z 2026-04-01T00:00:00Z")
    #expect(stretch(.cycle) == "1970-01-01T00:00:01Z 1970-01-01T00:00:02Z")
  }

  @Test func whatComesAfterTheLastUnitIsSaid() {
    for text in ["terminate", "redirect:https://pay.example/x", "restrict:slow,top-up"] { #expect(FinalUnitAction(text)?.text == text) }
    for wrong in ["", "redirect:", "redirect:a b", "restrict:", "restrict:a,,b", "stop"] { #expect(FinalUnitAction(wrong) == nil, "\(wrong)") }
    var world = Fixtures(money: 5)
    world.controls = [SpendingControl(code: "page", rule: .exhaustion(.redirect("https://pay.example")))]
    let last = world.ask(.initial, "s", 0, [units(0, 5_000)])
    #expect(Fixtures.text(last) == "success granted=2500/600")
    #expect(Fixtures.text(world.ask(.update, "s", 1, [units(5_000, 5_000)])) == "success took=5000:0:5+0 granted=0/600 final")
    #expect(world.sessions["s"]?.state == .open && world.reserved == [0])
    // Also for whoever comes with nothing, so that there is a page to pay on.
    let none = world.ask(.initial, "t", 0, [units(0, 5_000)])
    #expect(Fixtures.text(none) == "success granted=0/600 final" && none.services[0].finalAction == .redirect("https://pay.example"))
  }

  @Test func aLowBalanceIsToldOnceEachTimeItFalls() {
    var world = Fixtures(money: 12)
    world.controls = [SpendingControl(code: "low", rule: .low(LowBalance(unit: .money(.eur), amount: 10, topUp: 20)))]
    for _ in 0..<4 { world.ask(.debit, "d\(world.money)", 0, [units(1_000)]) }
    #expect(told(world) == ["low low 0 9"] && world.notices[0].topUp == 20)
    world.balance.buckets[0].amount += 20
    world.ask(.debit, "e", 0, [units(19_000)])
    #expect(told(world) == ["low low 0 9", "low low 0 9"])
  }

  @Test func forecastsGoBucketByBucket() {
    var world = Fixtures(money: 1_000)
    world.add(500, BucketTerms(unit: .money(.eur), validFrom: Fixtures.start, validTo: Fixtures.start.adding(seconds: 86_400 * 3), priority: 1))
    let now = Fixtures.start.adding(seconds: 86_400)
    // A hundred a day: two days of the first bucket, which then ends with 300 in it, and ten of the other.
    let forecast = BalanceForecast(of: .money(.eur), in: world.balance, spent: 100, since: Fixtures.start, now: now)
    #expect(forecast.runsOutAt == now.adding(seconds: 86_400 * 12) && forecast.lost == 300 && forecast.available == 1_500)
    #expect(BalanceForecast(of: .money(.eur), in: world.balance, spent: 0, since: Fixtures.start, now: now).runsOutAt == nil)
    #expect(BalanceForecast(of: .octets, in: world.balance, spent: 5, since: Fixtures.start, now: now).runsOutAt == now)
  }

  /// A hundred a day, beside a bucket that begins in five days and goes first, and one that begins when all is gone.
  @Test func forecastsGoFromBorderToBorder() {
    func day(_ number: Int64) -> Instant { Fixtures.start.adding(seconds: 86_400 * number) }
    func forecast(_ world: Fixtures) -> BalanceForecast { BalanceForecast(of: .money(.eur), in: world.balance, spent: 100, since: Fixtures.start, now: day(1)) }
    var world = Fixtures(money: 1_000)
    world.add(500, BucketTerms(unit: .money(.eur), validFrom: day(6), priority: 1))
    // Five days of the main one, five of the other, and the five that are left.
    #expect(forecast(world).runsOutAt == day(16) && forecast(world).lost == 0 && forecast(world).available == 1_000)
    // The other ends two days after it began, with three of its five hundred in it; the main one then goes on.
    world.balance.buckets[1].terms.validTo = day(8)
    #expect(forecast(world).runsOutAt == day(13) && forecast(world).lost == 300)
    // Behind the end of everything, nothing keeps it from running out; what is over is nothing that is there.
    world.balance.buckets[1].terms = BucketTerms(unit: .money(.eur), validFrom: day(12), priority: 1)
    world.add(700, BucketTerms(unit: .money(.eur), validFrom: Fixtures.start, validTo: day(1), priority: 1))
    #expect(forecast(world).runsOutAt == day(11) && forecast(world).lost == 0)
    world.balance.buckets[0].amount = 0
    #expect(forecast(world).runsOutAt == day(1))
  }

  /// A limit of a hundred, of which ten a day are used: of what is left after the end of the bill cycle nobody knows.
  @Test func aPostpaidLimitIsForeseenWithinItsCycle() {
    var world = Fixtures(kind: .postpaid, limit: 100)
    let now = Fixtures.start.adding(seconds: 86_400)
    func runsOut(_ spent: Int64, anew: Instant? = nil) -> Instant? {
      BalanceForecast(of: .money(.eur), in: world.balance, spent: spent, since: Fixtures.start, now: now, limitAnewAt: anew).runsOutAt
    }
    // March ends thirty days from now: 90 last 9 days at ten a day, and 45 at two.
    world.ask(.debit, "a", 0, [units(10_000)])
    #expect(runsOut(10) == now.adding(seconds: 86_400 * 9) && runsOut(2) == nil)
    #expect(runsOut(10, anew: now.adding(seconds: 86_400 * 9)) == nil && runsOut(10, anew: now.adding(seconds: 86_400 * 9 + 1)) != nil)
  }

  /// Random sessions under random limits: what is granted never goes beyond one, and counts are the sum of what was used.
  @Test(arguments: Seed.some.prefix(60)) func neverGrantedBeyondALimit(_ seed: Seed) {
    var random = seed
    var world = Fixtures(money: 100_000)
    world.tariffs["video"] = .tariff(Fixtures.tariff(PricingTests.tiers, meterUnit: "KB", tax: "21"))
    let amounts = (0..<3).map { _ in Int64(random.number(1...400)) }
    world.controls = [
      limit("all", amounts[0], .money(.eur), random.pick([.hour, .day, .month])),
      limit("video", amounts[1], .money(.eur), .day, use: ControlledUse(services: ["video"])),
      limit("octets", amounts[2] * 200, .octets, random.pick([.hour, .week])),
    ]
    var numbers: [String: Int64] = [:]
    for step in 0..<60 {
      world.now = world.now.adding(seconds: Int64(random.number(0...400)))
      let (session, service) = (random.pick(["a", "b", "c"]), random.pick(["data", "video"]))
      if world.sessions[session]?.state != .open {
        world.sessions[session] = nil
        numbers[session] = 0
        world.ask(.initial, session, 0, [units(0, Int64(random.number(1...20_000)), service: service)])
      } else {
        numbers[session, default: 0] += 1
        let granted = world.sessions[session]?.services.first { $0.service == service }?.granted ?? 0
        world.ask(random.number(0...9) == 0 ? .terminate : .update, session, numbers[session] ?? 0, [units(Int64(random.number(0...Int(granted))), Int64(random.number(0...20_000)), service: service)])
      }
      for (key, count) in world.counts {
        let limit = amounts[["all": 0, "video": 1, "octets": 2][key.code] ?? 0] * (key.code == "octets" ? 200 : 1)
        // A session's last piece may be used in the next stretch than it was granted in.
        #expect(count.reserved >= 0 && count.reserved <= limit, "\(seed) step \(step): \(key) \(count) of \(limit)")
        let sum = world.charged.flatMap(\.counted).filter { $0.code == key.code && $0.windowStart == key.windowStart }.reduce(0) { $0 + $1.amount }
        #expect(count.counted == sum, "\(seed) step \(step): \(key)")
        let kept = world.sessions.values.filter { $0.state == .open }.flatMap(\.services).flatMap(\.countParts)
          .filter { $0.code == key.code && $0.windowStart == key.windowStart }.reduce(0) { $0 + $1.amount }
        #expect(count.reserved == kept, "\(seed) step \(step): \(key)")
      }
    }
  }
}
