import Catalog
import Parties
import Primitives
import Subscriptions
import Testing

/// What is due in single situations; sequences are in `SmallWorldTests`.
@Suite struct DueItemTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var what: String
    var terms: RecurringTerms
    var cycle = BillCycle.calendarMonth
    var start = "2026-03-15"
    var end: String?
    var suspended: (String, String)?
    var trialDays = 0
    var through: String
    /// `start..<end fraction`, one per due item.
    var due: [String]
    var testDescription: String { what }
  }

  static func terms(
    _ every: RecurringTerms.Period, _ timing: RecurringTerms.Timing, _ proration: ProrationConvention = .byDay,
    _ alignment: RecurringTerms.Alignment = .cycle
  ) -> RecurringTerms { RecurringTerms(every: every, timing: timing, proration: proration, alignment: alignment) }

  static let rows = [
    Row(what: "the rest of the month, in advance", terms: terms(.month, .advance), through: "2026-03-15",
        due: ["2026-03-15..<2026-04-01 17/31"]),
    Row(what: "the rest and the next month", terms: terms(.month, .advance), through: "2026-04-01",
        due: ["2026-03-15..<2026-04-01 17/31", "2026-04-01..<2026-05-01 30/30"]),
    Row(what: "nothing yet, in arrears", terms: terms(.month, .arrears), through: "2026-03-31", due: []),
    Row(what: "the month that ended, in arrears", terms: terms(.month, .arrears), through: "2026-04-01",
        due: ["2026-03-15..<2026-04-01 17/31"]),
    Row(what: "in arrears, once the use ended", terms: terms(.month, .arrears), end: "2026-03-20", through: "2026-03-20",
        due: ["2026-03-15..<2026-03-20 5/31"]),
    Row(what: "the closing day counts", terms: terms(.month, .arrears, .byDayInclusive), end: "2026-03-20", through: "2026-04-01",
        due: ["2026-03-15..<2026-03-21 6/31"]),
    Row(what: "the closing day counts, not beyond its period", terms: terms(.month, .arrears, .byDayInclusive), end: "2026-04-01",
        through: "2026-05-01", due: ["2026-03-15..<2026-04-01 17/31"]),
    Row(what: "thirty days", terms: terms(.month, .advance, .fixed30), through: "2026-03-15",
        due: ["2026-03-15..<2026-04-01 16/30"]),
    Row(what: "to the second, with a short day", terms: terms(.month, .advance, .bySecond), start: "2026-03-29", through: "2026-03-29",
        due: ["2026-03-29..<2026-04-01 255600/2674800"]),
    Row(what: "no proration: the whole month", terms: terms(.month, .advance, .none), through: "2026-03-15",
        due: ["2026-03-01..<2026-04-01 1/1"]),
    Row(what: "no proration, in arrears", terms: terms(.month, .arrears, .none), end: "2026-03-20", through: "2026-03-20",
        due: ["2026-03-01..<2026-04-01 1/1"]),
    Row(what: "weeks on a monthly bill run from the start", terms: terms(.week, .advance), through: "2026-03-15",
        due: ["2026-03-15..<2026-03-22 7/7", "2026-03-22..<2026-03-29 7/7", "2026-03-29..<2026-04-05 7/7"]),
    Row(what: "a year on a monthly bill begins with the month it started in", terms: terms(.year, .advance), through: "2026-03-15",
        due: ["2026-03-15..<2027-03-01 351/365"]),
    Row(what: "a year from the day it started", terms: terms(.year, .advance, .byDay, .anniversary), through: "2026-03-15",
        due: ["2026-03-15..<2027-03-15 365/365"]),
    Row(what: "months on a quarterly bill: three at once", terms: terms(.month, .advance), cycle: BillCycle(unit: .quarter, anchorDay: 1),
        start: "2026-04-01", through: "2026-04-01",
        due: ["2026-04-01..<2026-05-01 30/30", "2026-05-01..<2026-06-01 31/31", "2026-06-01..<2026-07-01 30/30"]),
    Row(what: "a quarter", terms: terms(.quarter, .advance), cycle: BillCycle(unit: .quarter, anchorDay: 31, anchorMonth: 1),
        start: "2026-02-10", through: "2026-02-10", due: ["2026-02-10..<2026-04-30 79/89"]),
    Row(what: "trial days cost nothing", terms: terms(.month, .advance), start: "2026-03-05", trialDays: 10, through: "2026-03-15",
        due: ["2026-03-15..<2026-04-01 17/31"]),
    Row(what: "suspended days cost nothing", terms: terms(.month, .arrears), suspended: ("2026-03-20", "2026-03-25"), through: "2026-04-01",
        due: ["2026-03-15..<2026-03-20 5/31", "2026-03-25..<2026-04-01 7/31"]),
    Row(what: "anchor 31 in February", terms: terms(.month, .advance), cycle: BillCycle(unit: .month, anchorDay: 31), start: "2026-02-10",
        through: "2026-02-28", due: ["2026-02-10..<2026-02-28 18/28", "2026-02-28..<2026-03-31 31/31"]),
    Row(what: "ended before it was billed", terms: terms(.month, .advance), end: "2026-03-15", through: "2026-04-01", due: []),
  ]

  static func subscription(_ row: Row) throws -> Subscription {
    var subscription = Subscription(
      id: SubscriptionID(7), reference: "S", user: CustomerID(1), payers: [DatedPayer(from: try day(row.start), account: World.first)],
      state: .active, startsOn: try day(row.start), items: [SubscriptionItem(number: 1, offering: "plan", from: try day(row.start))])
    subscription.endsOn = try row.end.map { try day($0) }
    if let suspended = row.suspended { subscription.suspensions = [try span(suspended)] }
    return subscription
  }

  static func book(_ terms: RecurringTerms, _ versions: [PriceVersion]) -> PriceBook {
    PriceBook(Catalog(code: "c", offerings: [World.offering("plan", .plan, [World.price("plan.fee", .recurring(terms), versions)])]))
  }

  @Test(arguments: rows) func due(_ row: Row) throws {
    let prices = Self.book(row.terms, [World.version(3100, row.trialDays > 0 ? [.trial(Trial(days: row.trialDays))] : [])])
    let bill = try DueItems.compute(
      subscription: try Self.subscription(row), account: World.first, currency: .eur, cycle: row.cycle, zone: madrid, prices: prices,
      billThrough: try day(row.through))
    #expect(bill.items.map { "\($0.period) \($0.fraction)" } == row.due)
    let billed = bill.items.map { $0.billed(to: World.first, amountMinor: 3100) }
    for from in [nil, bill.settledBefore] {
      let again = try DueItems.compute(
        subscription: try Self.subscription(row), account: World.first, currency: .eur, cycle: row.cycle, zone: madrid,
        prices: prices, billThrough: try day(row.through), billed: billed, unsettledFrom: from)
      #expect(again.items.isEmpty, "billed again")
    }
  }

  /// A version that begins inside a period splits it; what was billed before a version came is left alone.
  @Test func aNewVersionSplitsThePeriod() throws {
    let change = try day("2026-03-20")
    let prices = Self.book(Self.terms(.month, .arrears), [World.version(3100, to: change), World.version(6200, from: change)])
    let row = Row(what: "", terms: Self.terms(.month, .arrears), through: "2026-04-01", due: [])
    let bill = try DueItems.compute(
      subscription: try Self.subscription(row), account: World.first, currency: .eur, cycle: row.cycle, prices: prices,
      billThrough: try day("2026-04-01"))
    #expect(bill.items.map { "\($0.period) \($0.fraction) v\($0.versionIndex)" } == ["2026-03-15..<2026-03-20 5/31 v0", "2026-03-20..<2026-04-01 12/31 v1"])
  }

  @Test func aGapInThePriceHoldsTheAccount() throws {
    let gap = Self.book(Self.terms(.month, .arrears), [World.version(3100, to: try day("2026-03-20"))])
    let row = Row(what: "", terms: Self.terms(.month, .arrears), through: "2026-04-01", due: [])
    #expect(throws: Rejection.self) {
      try DueItems.compute(
        subscription: try Self.subscription(row), account: World.first, currency: .eur, cycle: row.cycle, prices: gap,
        billThrough: try day("2026-04-01"))
    }
    let later = Self.book(Self.terms(.month, .arrears), [World.version(3100, from: try day("2026-03-20"))])
    let bill = try DueItems.compute(
      subscription: try Self.subscription(row), account: World.first, currency: .eur, cycle: row.cycle, prices: later,
      billThrough: try day("2026-04-01"))
    #expect(bill.items.map { $0.period.description } == ["2026-03-20..<2026-04-01"])
    #expect(throws: Rejection.self) {
      try DueItems.compute(
        subscription: try Self.subscription(row), account: World.first, currency: .krw, cycle: row.cycle, prices: later,
        billThrough: try day("2026-04-01"))
    }
  }

  /// 249.95 billed for May, 10.00 taken off it, cancelled on 2 May: 30/31 would be 241.89, but 239.95 is left.
  @Test func aRepairGivesBackNoMoreThanIsLeft() throws {
    let prices = Self.book(Self.terms(.month, .advance), [World.version(24995)])
    let row = Row(what: "", terms: Self.terms(.month, .advance), start: "2012-05-01", end: "2012-05-02", through: "2012-05-02", due: [])
    func billed(_ kind: BilledPeriod.Kind, _ minor: Int64) throws -> BilledPeriod {
      let may = try span(("2012-05-01", "2012-06-01"))
      return BilledPeriod(
        account: World.first, subscription: SubscriptionID(7), item: 1, price: "plan.fee", kind: kind, period: may, fullPeriod: may,
        quantity: 1, amountMinor: minor)
    }
    let bill = try DueItems.compute(
      subscription: try Self.subscription(row), account: World.first, currency: .eur, cycle: row.cycle, prices: prices,
      billThrough: try day("2012-05-02"), billed: [try billed(.charge, 24995), try billed(.adjustment, -1000)])
    #expect(bill.items.count == 1)
    guard case .credit(_, let minor, let capped) = bill.items[0].kind else {
      Issue.record("not a credit")
      return
    }
    #expect(minor == -23995)
    #expect(capped)
  }

  /// Law: a charge given back day by day, in any order of days, adds up to itself.
  @Test func partsGivenBackAddUpToTheCharge() throws {
    let prices = Self.book(Self.terms(.month, .advance), [World.version(1000)])
    let march = try span(("2026-03-01", "2026-04-01"))
    var seed: UInt64 = 7
    for amount in [Int64(1), 17, 999, 1000, 123_457, -999] {
      var billed = [
        BilledPeriod(
          account: World.first, subscription: SubscriptionID(7), item: 1, price: "plan.fee", period: march, fullPeriod: march,
          quantity: 1, amountMinor: amount)
      ]
      var days = (0..<31).map { march.start.adding(days: $0) }
      var suspensions: [ServicePeriod] = []
      while !days.isEmpty {
        seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let next = days.remove(at: Int(seed >> 33) % days.count)
        suspensions.append(ServicePeriod(start: next, end: next.adding(days: 1)))
        var subscription = try Self.subscription(Row(what: "", terms: Self.terms(.month, .advance), start: "2026-03-01", through: "", due: []))
        subscription.suspensions = suspensions
        let bill = try DueItems.compute(
          subscription: subscription, account: World.first, currency: .eur, cycle: .calendarMonth, prices: prices,
          billThrough: march.start, billed: billed)
        for item in bill.items {
          guard case .credit(_, let minor, _) = item.kind else {
            Issue.record("charged again, seed 7")
            continue
          }
          billed.append(item.billed(to: World.first, amountMinor: minor))
        }
      }
      #expect(billed.reduce(0) { $0 + $1.amountMinor } == 0, "amount \(amount), seed 7")
    }
  }

  /// A new quantity of a price without proration counts from the next period; nothing is charged twice.
  @Test func anUnproratedPriceFollowsANewQuantityInTheNextPeriod() throws {
    let prices = Self.book(Self.terms(.month, .advance, .none), [World.version(1000)])
    let row = Row(what: "", terms: Self.terms(.month, .advance, .none), through: "", due: [])
    var subscription = try Self.subscription(row)
    subscription.items[0].to = try day("2026-03-20")
    subscription.items.append(SubscriptionItem(number: 2, offering: "plan", quantity: 5, from: try day("2026-03-20")))
    let bill = try DueItems.compute(
      subscription: subscription, account: World.first, currency: .eur, cycle: row.cycle, prices: prices, billThrough: try day("2026-04-01"))
    #expect(bill.items.map { "\($0.item) \($0.quantity) \($0.period)" } == ["1 1 2026-03-01..<2026-04-01", "2 5 2026-04-01..<2026-05-01"])
  }
}
