import Balances
import Catalog
import Charging
import Primitives
import Testing

/// Sessions, step by step: what is asked, what is answered, what is taken and set aside.
@Suite struct SessionTests {
  @Test func fromBeginningToEnd() {
    var world = Fixtures(money: 1_000)
    #expect(Fixtures.text(world.ask(.initial, "s", 0, [units(0, 10_000)])) == "success granted=10000/600")
    #expect(world.reserved == [10] && world.money == 1_000)
    world.now = world.now.adding(seconds: 100)
    #expect(Fixtures.text(world.ask(.update, "s", 1, [units(8_000, 10_000)])) == "success took=8000:0:8+0 granted=10000/600")
    #expect(world.reserved == [10] && world.money == 992)
    #expect(Fixtures.text(world.ask(.terminate, "s", 2, [units(500, 0)])) == "success took=500:0:1+0")
    // 8.5 cents on the whole are 9; the rest that was set aside is let go.
    #expect(world.reserved == [0] && world.money == 991)
    #expect(world.sessions["s"]?.state == .ended)
    #expect(world.ask(.update, "s", 3, [units(500, 0)]).result == .unknownSession)
    #expect(world.movements.map(\.amount) == [-8, -1])
  }

  /// A thousand pieces of a tenth of a cent cost what they cost together.
  @Test func smallPiecesAddUp() {
    var world = Fixtures(money: 1_000)
    world.ask(.initial, "s", 0, [units(0, 10_000)])
    for number in 1...1_000 { world.ask(.update, "s", Int64(number), [units(100, 10_000)]) }
    world.ask(.terminate, "s", 1_001, [])
    #expect(world.money == 900)
    #expect(world.charged.reduce(0) { $0 + $1.netMinor } == 100)
    #expect(world.charged.allSatisfy { $0.explanation.amount == Exact(unscaled: $0.netMinor, scale: 2) })
  }

  @Test(arguments: [
    // Enough for twice the wish: the whole wish. Below it: half of what is left, then the rest, which is the last.
    (20, 10_000, "success granted=10000/600"),
    (19, 10_000, "success granted=9500/600"),
    (4, 10_000, "success granted=2000/600"),
    (2, 10_000, "success granted=2000/600 final"),
    (1, 10_000, "success granted=1000/600 final"),
    (0, 10_000, "credit-limit-reached final"),
    (0, 100, "credit-limit-reached final"),
  ] as [(Int64, Int64, String)])
  func grantsShrinkNearExhaustion(_ money: Int64, _ wish: Int64, _ expected: String) {
    var world = Fixtures(money: money)
    #expect(Fixtures.text(world.ask(.initial, "s", 0, [units(0, wish)])) == expected)
  }

  /// What costs less than half a cent on the sum costs nothing yet; when it comes to one, somebody must have it.
  @Test func nothingLeftIsRefused() {
    var world = Fixtures(money: 0)
    world.tariffs["data"] = .tariff(Fixtures.tariff(.perUnit(PerUnit(unit: Exact("1")!)), meterUnit: "B"))
    let answer = world.ask(.initial, "s", 0, [units(0, 10)])
    #expect(Fixtures.text(answer) == "credit-limit-reached final" && answer.result == .creditLimitReached)
    #expect(world.sessions.isEmpty)
  }

  @Test func unitsBeforeMoney() {
    var world = Fixtures(money: 100)
    world.add(15_000, BucketTerms(unit: .octets, validFrom: Fixtures.start))
    #expect(Fixtures.text(world.ask(.initial, "s", 0, [units(0, 10_000)])) == "success granted=10000/600")
    #expect(world.reserved == [0, 10_000])
    #expect(Fixtures.text(world.ask(.update, "s", 1, [units(10_000, 10_000)])) == "success took=10000:10000:0+0 granted=10000/600")
    #expect(world.reserved == [5, 5_000])
    #expect(Fixtures.text(world.ask(.terminate, "s", 2, [units(10_000, 0)])) == "success took=10000:5000:5+0")
    #expect(world.money == 95 && world.balance.buckets[1].amount == 0 && world.reserved == [0, 0])
  }

  @Test func sessionsInParallelNeverSpendTwice() {
    var world = Fixtures(money: 30)
    for session in ["a", "b", "c", "d", "e", "f"] { world.ask(.initial, session, 0, [units(0, 10_000)]) }
    let granted = world.sessions.values.flatMap(\.services).reduce(0) { $0 + $1.granted }
    #expect(world.reserved[0] <= 30 && granted <= 30_000, "\(granted)")
    for session in ["a", "b", "c", "d", "e", "f"] {
      let grant = world.sessions[session]?.services.first?.granted ?? 0
      if grant > 0 { world.ask(.terminate, session, 1, [units(grant, 0)]) }
    }
    #expect(world.money >= 0 && world.reserved == [0])
    #expect(world.charged.allSatisfy { $0.uncollectedMinor == 0 })
  }

  /// More is used than was granted: what is there is taken, the rest is written down as not collected.
  @Test func usingMoreThanGrantedNeverGoesBelowTheFloor() {
    var world = Fixtures(money: 5)
    world.ask(.initial, "s", 0, [units(0, 5_000)])
    let answer = world.ask(.terminate, "s", 1, [units(9_000, 0)])
    #expect(world.money == 0)
    #expect(answer.services[0].charged?.netMinor == 9 && answer.services[0].charged?.uncollectedMinor == 4)
  }

  @Test func severalRatingGroupsInOneSession() {
    var world = Fixtures(money: 100)
    world.tariffs["video"] = .tariff(Fixtures.tariff(.perUnit(PerUnit(unit: Exact("0.02")!)), meterUnit: "KB"))
    world.tariffs["odd"] = .failed("no version")
    let answer = world.ask(
      .initial, "s", 0, [units(0, 10_000, group: 10), units(0, 10_000, service: "video", group: 20), units(0, 1, service: "free", group: 30), units(0, 1, service: "odd", group: 40)])
    #expect(Fixtures.text(answer) == "success granted=10000/600 | success granted=10000/600 | no-charge | rating-failed")
    #expect(answer.result == .success && world.reserved == [30])
    let end = world.ask(.terminate, "s", 1, [units(10_000, 0, group: 10), units(5_000, 0, service: "video", group: 20)])
    #expect(Fixtures.text(end) == "success took=10000:0:10+0 | success took=5000:0:10+0")
    #expect(world.money == 80 && world.reserved == [0])
  }

  /// Of several refusals the first in the list of results is told for the request.
  @Test(arguments: [
    (["free"], ChargingResult.notApplicable), (["odd", "data"], .ratingFailed), (["data"], .creditLimitReached), (["free", "odd"], .notApplicable),
  ] as [([String], ChargingResult)])
  func resultsHaveAnOrder(_ services: [String], _ expected: ChargingResult) {
    var world = Fixtures(money: 0)
    world.tariffs = ["data": .tariff(Fixtures.tariff(.perUnit(PerUnit(unit: Exact("5")!)), meterUnit: "B")), "odd": .failed("x")]
    #expect(world.ask(.initial, "s", 0, services.map { units(0, 10, service: $0) }).result == expected)
  }

  /// A debit that is refused is so in all its services: nobody delivers what was not taken. What needs no charging refuses nothing.
  @Test func nothingOfARefusedDebitIsDelivered() {
    var world = Fixtures(money: 5)
    world.tariffs["odd"] = .failed("no version")
    // A cent of what is there, nine of what is not.
    let short = world.ask(.debit, "d", 0, [units(1_000), units(9_000, group: 10), units(1, service: "free")])
    #expect(Fixtures.text(short) == "credit-limit-reached | credit-limit-reached | no-charge" && short.result == .creditLimitReached)
    #expect(short.services.map(\.reason) == ["nothing of the request is taken", nil, nil] && short.words == "what is left does not pay for it")
    let odd = world.ask(.debit, "e", 0, [units(1_000), units(1, service: "odd")])
    #expect(Fixtures.text(odd) == "rating-failed | rating-failed" && odd.words == "no version")
    #expect(world.ask(.debit, "f", 0, [units(1, service: "free"), units(1_000)]).result == .success && world.money == 4)
  }

  /// A late request: what it used counts, and the grant that was made meanwhile stays.
  @Test func overtakenRequestsCountWhatTheyUsed() {
    var world = Fixtures(money: 1_000)
    world.ask(.initial, "s", 0, [units(0, 10_000)])
    world.ask(.update, "s", 2, [units(4_000, 10_000)])
    #expect(Fixtures.text(world.ask(.update, "s", 1, [units(3_000, 10_000)])) == "success took=3000:0:3+0")
    #expect(world.money == 993 && world.reserved == [10] && world.sessions["s"]?.services[0].granted == 10_000)
    // A request that got lost for good is simply missing: its number is left out.
    #expect(Fixtures.text(world.ask(.update, "s", 7, [units(1_000, 10_000)])) == "success took=1000:0:1+0 granted=10000/600")
  }

  @Test func abandonedSessionsGiveBackAndMayComeAgain() throws {
    var world = Fixtures(money: 100)
    world.ask(.initial, "s", 0, [units(0, 10_000)])
    let session = try #require(world.sessions["s"])
    #expect(session.validUntil == world.now.adding(seconds: 660))
    let (after, balance, forBill, _) = session.reclaimed(from: world.balance, number: -7) { _, _ in .free }
    #expect(after.state == .reclaimed && balance.buckets[0].reserved == 0 && balance.buckets[0].amount == 100 && forBill.isEmpty)
    (world.sessions["s"], world.balance) = (after, balance)
    #expect(Fixtures.text(world.ask(.update, "s", 1, [units(10_000, 10_000)])) == "success took=10000:0:10+0 granted=10000/600")
    #expect(world.sessions["s"]?.state == .open && world.money == 90)
  }

  @Test func grantsEndWithWhatPaysAndWithThePrice() {
    var world = Fixtures(money: 0)
    world.add(50_000, BucketTerms(unit: .octets, validFrom: Fixtures.start, validTo: world.now.adding(seconds: 42)))
    #expect(Fixtures.text(world.ask(.initial, "a", 0, [units(0, 10_000)])) == "success granted=10000/42")
    // The bill cycle ends in ten seconds, and what counts in it.
    var late = Fixtures(money: 100)
    late.now = Zone.utc.start(of: Fixtures.period.end).adding(seconds: -10)
    #expect(Fixtures.text(late.ask(.initial, "a", 0, [units(0, 10_000)])) == "success granted=10000/10")
    // Evening begins in half a minute.
    var evening = Fixtures(money: 100)
    let bands = ByTime(
      zoneName: "UTC",
      bands: [
        .init(name: "day", fromSecond: 0, toSecond: 64_800, form: .perUnit(PerUnit(unit: Exact("0.01")!))),
        .init(name: "evening", fromSecond: 64_800, toSecond: 86_400, form: .perUnit(PerUnit(unit: Exact("0.005")!))),
      ])
    evening.tariffs["data"] = .tariff(Fixtures.tariff(.byTime(bands), meterUnit: "kB"))
    evening.now = Fixtures.start.adding(seconds: 64_770)
    #expect(Fixtures.text(evening.ask(.initial, "a", 0, [units(0, 10_000)])) == "success granted=10000/30")
    evening.now = evening.now.adding(seconds: 40)
    #expect(Fixtures.text(evening.ask(.update, "a", 1, [units(0, 10_000)])) == "success granted=10000/600")
    #expect(evening.reserved == [5])
  }

  /// A limit of the bill cycle: money is only guarded, and what was used goes to the bill once.
  @Test func postpaidLimitsGuardAndTheBillPrices() {
    var world = Fixtures(kind: .postpaid, limit: 50)
    world.ask(.initial, "s", 0, [units(0, 10_000)])
    world.ask(.update, "s", 1, [units(10_000, 10_000)])
    #expect(world.forBill.isEmpty)
    world.ask(.terminate, "s", 2, [units(2_500, 0)])
    #expect(world.forBill == [
      UsageForBill(id: "s#2/0/data", subject: "600", type: "data", at: world.now, quantity: Exact("12.5")!, attributes: [:])
    ])
    #expect(world.balance.buckets.map(\.amount) == [0, -13] && world.balance.available(of: .money(.eur), at: world.now) == 37)
    #expect(world.ask(.debit, "d", 0, [units(38_000)]).result == .creditLimitReached)
    #expect(world.ask(.debit, "d", 0, [units(36_000)]).result == .success)
    #expect(world.forBill.map(\.id) == ["s#2/0/data", "d#0/0/data"])
    // The next bill cycle has its whole limit again.
    #expect(world.balance.available(of: .money(.eur), at: Zone.utc.start(of: Fixtures.period.end)) == 50)
  }

  @Test func creditGoesDownToItsLimit() {
    var world = Fixtures(money: 10, kind: .hybrid, limit: 20)
    #expect(world.ask(.debit, "d1", 0, [units(30_000)]).result == .success)
    #expect(world.money == -20)
    #expect(world.ask(.debit, "d2", 0, [units(1_000)]).result == .creditLimitReached)
  }

  /// What something would cost is told whether there is so much or not: nine kilobytes are nine cents, of which there are five.
  @Test(arguments: [(CustomerBalance.Kind.prepaid, 5, 0), (.hybrid, 2, 3), (.postpaid, 0, 5)] as [(CustomerBalance.Kind, Int64, Int64)])
  func quotesTellThePriceOfWhatCannotBePaid(_ kind: CustomerBalance.Kind, _ money: Int64, _ limit: Int64) {
    var world = Fixtures(money: money, kind: kind, limit: limit)
    let quoted = world.ask(.quote, "q", 0, [units(9_000)])
    #expect(Fixtures.text(quoted) == "success took=9000:0:9+0" && quoted.services[0].charged?.uncollectedMinor == 4)
    #expect(world.ask(.check, "c", 0, [units(9_000)]).result == .creditLimitReached)
    #expect(world.ask(.debit, "d", 0, [units(9_000)]).result == .creditLimitReached && world.money == money && world.charged.isEmpty)
  }

  @Test func debitsAreWholeAndComeBackWhole() {
    var world = Fixtures(money: 10)
    world.add(3_000, BucketTerms(unit: .octets, validFrom: Fixtures.start))
    let quoted = world.ask(.quote, "q", 0, [units(10_000)])
    #expect(Fixtures.text(quoted) == "success took=10000:3000:7+0" && world.money == 10)
    // One that cannot be rated keeps nobody from hearing what the others cost.
    world.tariffs["unpriced"] = .failed("no price")
    let two = world.ask(.quote, "r", 0, [units(10_000), ServiceUnits(service: "unpriced", used: 1)])
    #expect(two.result == .success && two.services.map(\.result) == [.success, .ratingFailed] && two.services[0].charged?.units == 10_000, "\(two)")
    let taken = world.ask(.debit, "d", 0, [units(10_000)])
    #expect(Fixtures.text(taken) == "success took=10000:3000:7+0" && world.money == 3 && world.balance.buckets[1].amount == 0)
    let refused = world.ask(.debit, "e", 0, [units(1_000), units(9_000)])
    #expect(refused.result == .creditLimitReached && refused.services.allSatisfy { $0.charged == nil } && world.money == 3)
    #expect(world.ask(.check, "c", 0, [units(3_000)]).result == .success)
    let back = world.ask(.refund, "r", 0, [], refunds: "d")
    #expect(Fixtures.text(back) == "success took=-10000:-3000:-7+0" && world.money == 10 && world.balance.buckets[1].amount == 3_000)
    #expect(world.counters.values.allSatisfy { $0.units == 0 && $0.netMinor == 0 && $0.exact.isZero })
    #expect(world.ask(.refund, "r2", 0, [], refunds: "d").result == .ratingFailed)
  }
}
