import Catalog
import Parties
import Primitives
import Subscriptions
import Testing

/// Amendments in any order, with bills in between: what was billed in the end is what is owed, to the last unit.
@Suite struct SmallWorldTests {
  static let bills = [(2026, 1, 15), (2026, 2, 1), (2026, 2, 20), (2026, 3, 1), (2026, 5, 1)].compactMap { Day($0.0, $0.1, $0.2) }

  static func amendments() -> [Amendment] {
    func day(_ month: Int, _ day: Int) -> Day { Day(2026, month, day) ?? .open }
    let agreed = PriceAgreement(
      price: "basic.monthly", effective: EffectivePeriod(from: day(1, 12), to: day(3, 5)),
      change: .replace(Exact(unscaled: World.perMonth * 2, scale: 2)))
    return [
      Amendment(on: day(1, 20), .changeQuantity(of: .plan, to: 2)),
      Amendment(on: day(2, 14), .changeOffering(of: .plan, to: "plus", agreements: [])),
      Amendment(on: day(1, 25), .changeOffering(of: .plan, to: "basic", agreements: [])),
      Amendment(on: day(2, 3), .addOption("extra", quantity: 1, agreements: [])),
      Amendment(on: day(2, 20), .removeOption(.offering("extra"))),
      Amendment(on: day(1, 28), .suspend),
      Amendment(on: day(2, 10), .resume),
      Amendment(on: day(2, 17), .cancel),
      Amendment(on: day(1, 10), .cancel),
      Amendment(on: day(2, 1), .withdrawCancellation),
      Amendment(on: day(2, 8), .move(to: World.second)),
      Amendment(on: day(1, 12), .agreePrice(of: .plan, [agreed])),
    ]
  }

  /// One world: the facts so far and what was billed to whom.
  struct Ledger {
    var subscription: Subscription
    var facts: [SubscriptionFact]
    var billed: [BilledPeriod] = []
    var unsettled: [BillingAccountID: Day] = [:]

    init() {
      facts = World.ordered()
      subscription = Subscription.replay(id: SubscriptionID(7), facts) ?? Subscription(id: SubscriptionID(7), reference: "", user: CustomerID(0), payers: [], startsOn: World.start)
    }

    mutating func amend(_ amendment: Amendment, _ context: AmendmentContext) {
      guard case .amended(let next, let new, let from) = subscription.amending(amendment, in: context) else { return }
      subscription = next
      facts += new
      for account in unsettled.keys { unsettled[account] = min(unsettled[account] ?? from, from) }
    }

    func due(_ account: BillingAccountID, _ prices: PriceBook, _ cycle: BillCycle, _ through: Day, from: Day?) throws -> DueBill {
      try DueItems.compute(
        subscription: subscription, account: account, currency: .eur, cycle: cycle, prices: prices, billThrough: through,
        billed: billed, unsettledFrom: from)
    }

    mutating func bill(_ prices: PriceBook, _ cycle: BillCycle, _ through: Day) throws {
      for account in [World.first, World.second] {
        let bill = try due(account, prices, cycle, through, from: unsettled[account])
        for item in bill.items {
          let minor = try #require(World.amountMinor(item).wholeUnits(.halfUp))
          #expect(World.amountMinor(item) == Exact(minor))
          billed.append(item.billed(to: account, amountMinor: Int64(minor)))
        }
        unsettled[account] = bill.settledBefore
      }
    }

    func totalMinor(_ account: BillingAccountID) -> Exact {
      Exact(unscaled: billed.filter { $0.account == account }.reduce(0) { $0 + $1.amountMinor }, scale: 0)
    }
  }

  func run(
    _ sequence: [Amendment], anchor: Int, _ convention: ProrationConvention, catalog: CatalogIndex, prices: PriceBook,
    afterEachBill: Bool = false, origin: String = ""
  ) throws {
    let cycle = BillCycle(unit: .month, anchorDay: anchor)
    var ledger = Ledger()
    let told = origin + sequence.map { "\($0.on) \($0.change)" }.joined(separator: "; ")
    for (index, bill) in Self.bills.enumerated() {
      if index < sequence.count { ledger.amend(sequence[index], World.context(catalog, today: bill)) }
      try ledger.bill(prices, cycle, bill)
      guard afterEachBill || bill == Self.bills.last else { continue }
      let twin = NaiveTwin(subscription: ledger.subscription, catalog: catalog.catalog, cycle: cycle, convention: convention)
      for account in [World.first, World.second] {
        #expect(ledger.totalMinor(account) == twin.owedMinor(by: account, billThrough: bill), "bill of \(bill), anchor \(anchor): \(told)")
        #expect(try ledger.due(account, prices, cycle, bill, from: nil).items.isEmpty, "billed again on \(bill), anchor \(anchor): \(told)")
      }
    }
    #expect(Subscription.replay(id: SubscriptionID(7), ledger.facts) == ledger.subscription, "\(told)")
  }

  @Test(arguments: SmallWorldTests.amendments().indices)
  func everySequenceOfThree(_ first: Int) throws {
    let pool = Self.amendments()
    let catalog = World.catalog(.byDay)
    let (index, prices) = (CatalogIndex(catalog), PriceBook(catalog))
    for second in pool.indices {
      for third in pool.indices {
        try run([pool[first], pool[second], pool[third]], anchor: 1, .byDay, catalog: index, prices: prices)
      }
    }
  }

  /// Four amendments, other anchors, other conventions: a seeded walk through what is too much to try whole.
  @Test(arguments: [(1, ProrationConvention.byDay), (31, .byDay), (15, .fixed30), (31, .bySecond), (1, .fixed30)])
  func sequencesOfFour(anchor: Int, convention: ProrationConvention) throws {
    let pool = Self.amendments()
    let catalog = World.catalog(convention)
    let (index, prices) = (CatalogIndex(catalog), PriceBook(catalog))
    let firstSeed: UInt64 = 20_260_301
    var seed = firstSeed
    for round in 0..<150 {
      let sequence = (0..<4).map { _ -> Amendment in
        seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        var amendment = pool[Int(seed >> 33) % pool.count]
        amendment.on = amendment.on.adding(days: Int(seed >> 50) % 25 - 5)
        return amendment
      }
      try run(
        sequence, anchor: anchor, convention == .bySecond ? .byDay : convention, catalog: index, prices: prices,
        afterEachBill: true, origin: "seed \(firstSeed), round \(round): ")
    }
  }

  /// Law: billing as things happen comes to the same as billing once, knowing everything.
  @Test(arguments: [ProrationConvention.none, .byDayInclusive, .byDay])
  func billingAlongTheWayIsBillingAtOnce(_ convention: ProrationConvention) throws {
    let pool = Self.amendments()
    let catalog = World.catalog(convention)
    let (index, prices) = (CatalogIndex(catalog), PriceBook(catalog))
    let last = try #require(Self.bills.last)
    let firstSeed: UInt64 = 4_201_107
    var seed = firstSeed
    for round in 0..<250 {
      let anchor = [1, 15, 31][round % 3]
      let cycle = BillCycle(unit: .month, anchorDay: anchor)
      var ledger = Ledger()
      var told = "seed \(firstSeed), round \(round), anchor \(anchor):"
      for bill in Self.bills {
        seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        var amendment = pool[Int(seed >> 33) % pool.count]
        amendment.on = amendment.on.adding(days: Int(seed >> 50) % 25 - 5)
        told += " \(amendment.on) \(amendment.change);"
        ledger.amend(amendment, World.context(index, today: bill))
        try ledger.bill(prices, cycle, bill)
      }
      var fresh = ledger
      (fresh.billed, fresh.unsettled) = ([], [:])
      try fresh.bill(prices, cycle, last)
      for account in [World.first, World.second] {
        #expect(ledger.totalMinor(account) == fresh.totalMinor(account), "\(told)")
        #expect(try ledger.due(account, prices, cycle, last, from: nil).items.isEmpty, "billed again, \(told)")
      }
    }
  }

  /// Law: whatever the cycle, the price's period and the timing, bill after bill covers every day once, in order.
  @Test(arguments: BillCycle.Unit.allCases, RecurringTerms.Period.allCases)
  func billsTileTheDays(_ unit: BillCycle.Unit, _ every: RecurringTerms.Period) throws {
    for timing in RecurringTerms.Timing.allCases {
      for alignment in RecurringTerms.Alignment.allCases {
        for anchor in unit == .week ? [1, 7] : [1, 15, 31] {
          let terms = RecurringTerms(every: every, timing: timing, proration: .byDay, alignment: alignment)
          let prices = DueItemTests.book(terms, [World.version(1000)])
          let cycle = BillCycle(unit: unit, anchorDay: anchor, anchorMonth: 2)
          let start = try day("2026-01-31")
          let subscription = Subscription(
            id: SubscriptionID(7), reference: "S", user: CustomerID(1), payers: [DatedPayer(from: start, account: World.first)],
            state: .active, startsOn: start, items: [SubscriptionItem(number: 1, offering: "plan", from: start)])
          var billed: [BilledPeriod] = []
          var settled: Day?
          var bill = cycle.next(after: start)
          for _ in 0..<(unit == .week ? 70 : 30) {
            let due = try DueItems.compute(
              subscription: subscription, account: World.first, currency: .eur, cycle: cycle, prices: prices, billThrough: bill,
              billed: billed, unsettledFrom: settled)
            for item in due.items {
              #expect(item.period.start == billed.last?.period.end ?? start)
              #expect(item.fullPeriod.start <= item.period.start && item.period.end == item.fullPeriod.end)
              #expect(item.fraction == Fraction(item.period.days, item.fullPeriod.days))
              billed.append(item.billed(to: World.first, amountMinor: 1000))
            }
            let covered = billed.last?.period.end ?? start
            if timing == .advance { #expect(covered >= cycle.next(after: bill)) } else { #expect(covered <= bill) }
            (settled, bill) = (due.settledBefore, cycle.next(after: bill))
          }
          #expect(!billed.isEmpty)
        }
      }
    }
  }
}
