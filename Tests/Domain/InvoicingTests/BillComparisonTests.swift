import Invoicing
import Primitives
import Rating
import Seeds
import Taxation
import Testing

@Suite struct BillComparisonTests {
  static let february = ServicePeriod(start: World.march.start.adding(days: -28), end: World.march.start)

  static func text(_ current: [RatedCharge], _ previous: [RatedCharge]) throws -> [String] {
    let now = try World.draft(current.map { BillableCharge($0) }).invoice
    let then = try World.draft(previous.map { BillableCharge($0) }).invoice
    return BillComparison.compare(current: now, previous: then).map { "\($0.name.text("en")): \(words($0.reason)) \($0.amountMinor)" }
  }

  static func words(_ reason: BillChange.Reason) -> String {
    switch reason {
    case .firstBill: "first bill"
    case .newItem: "new"
    case .endedItem: "ended"
    case .price(let before, let after): "price \(before)→\(after)"
    case .quantity(let before, let after, _): "quantity \(before)→\(after)"
    case .usage(let before, let after, let unit): "usage \(before)→\(after)\(unit)"
    case .proration(let before, let after): "days \(before)→\(after)"
    case .planChange(let old, let oldDays, let new, let newDays): "\(oldDays) days of \(old.text("en")), \(newDays) of \(new.text("en"))"
    case .discountStarted: "discount started"
    case .discountEnded: "discount ended"
    case .oneTime: "once"
    case .credit: "credit"
    case .thirdParty: "third party"
    case .taxRate(let before, let after): "tax \(before)→\(after)"
    case .other: "other"
    }
  }

  /// A recurring line for `days` of the 31 of March, from the day `from` (0 is the first).
  static func part(_ minor: Int64, _ kind: RatedCharge.Kind, _ price: String, from: Int, days: Int, of full: Int64) -> RatedCharge {
    let start = World.march.start.adding(days: from)
    let amount = Exact(unscaled: minor, scale: 2)
    let whole = Exact(unscaled: full, scale: 2)
    let steps =
      kind == .credit
      ? [ExplanationStep(.credit, numerator: days, denominator: 31, amount: amount)]
      : [
        ExplanationStep(.flat, quantity: 1, unitPrice: whole, amount: whole),
        ExplanationStep(.proration, numerator: days, denominator: 31, amount: amount - whole),
      ]
    return World.charge(minor, kind, price: price, category: "exempt", period: ServicePeriod(start: start, end: start.adding(days: days)), steps: steps)
  }

  static func plan(_ minor: Int64, _ price: String = "plan", quantity: Exact = 1, steps: [ExplanationStep]? = nil) -> RatedCharge {
    World.charge(minor, price: price, category: "exempt", quantity: quantity, steps: steps)
  }

  static func calls(_ minor: Int64, _ quantity: Exact) -> RatedCharge {
    World.charge(minor, .usage, price: "calls", category: "exempt", quantity: quantity, unit: "min")
  }

  @Test func nothingChangedGivesNoReason() throws {
    #expect(try Self.text([Self.plan(1_000), Self.calls(5, 1)], [Self.plan(1_000), Self.calls(5, 1)]) == [])
  }

  @Test func withoutAPreviousBillThereIsOneReason() throws {
    let now = try World.draft([BillableCharge(Self.plan(1_000))]).invoice
    #expect(BillComparison.compare(current: now, previous: nil) == [BillChange(.firstBill, amountMinor: 1_000)])
  }

  @Test func itemsComeAndGo() throws {
    #expect(try Self.text([Self.plan(1_000), Self.plan(500, "tv")], [Self.plan(1_000), Self.plan(300, "radio")]) == ["tv: new 500", "radio: ended -300"])
  }

  @Test func usageIsMoreOrLess() throws {
    #expect(try Self.text([Self.calls(250, 25)], [Self.calls(1_000, 100)]) == ["calls: usage 100→25min -750"])
    #expect(try Self.text([Self.plan(1), Self.calls(250, 25)], [Self.plan(1)]) == ["calls: usage 0→25min 250"])
    #expect(try Self.text([Self.plan(1)], [Self.plan(1), Self.calls(250, 25)]) == ["calls: usage 25→0min -250"])
  }

  @Test func priceAndQuantityArePartedExactly() throws {
    #expect(try Self.text([Self.plan(1_200)], [Self.plan(1_000)]) == ["plan: price 10→12 200"])
    #expect(try Self.text([Self.plan(3_000, quantity: 3)], [Self.plan(1_000)]) == ["plan: quantity 1→3 2000"])
    #expect(try Self.text([Self.plan(3_600, quantity: 3)], [Self.plan(1_000)]) == ["plan: quantity 1→3 2000", "plan: price 10→12 600"])
  }

  @Test func aChangeOfPlanInArrearsSaysTheDays() throws {
    #expect(
      try Self.text(
        [Self.part(258, .recurring, "small", from: 0, days: 8, of: 1_000), Self.part(1_484, .recurring, "big", from: 8, days: 23, of: 2_000)],
        [Self.plan(1_000, "small")]) == ["big: 8 days of small, 23 of big 742"])
  }

  @Test func aChangeOfPlanInAdvanceSaysTheDays() throws {
    #expect(
      try Self.text(
        [
          Self.part(-742, .credit, "small", from: 8, days: 23, of: 1_000), Self.part(1_484, .recurring, "big", from: 8, days: 23, of: 2_000),
          Self.plan(2_000, "big"),
        ], [Self.plan(1_000, "small")]) == ["big: 8 days of small, 23 of big 1742"])
  }

  @Test func aPartOfAPeriodIsSaidInDays() throws {
    #expect(try Self.text([Self.plan(1_000, "tv")], [Self.part(323, .recurring, "tv", from: 21, days: 10, of: 1_000)]) == ["tv: days 10→31 677"])
    #expect(try Self.text([Self.part(-677, .credit, "tv", from: 10, days: 21, of: 1_000)], [Self.plan(1_000, "tv")]) == ["tv: credit -1677"])
  }

  @Test func discountsBeginAndEnd() throws {
    func discounted(_ minor: Int64, _ off: Int64) -> RatedCharge {
      Self.plan(minor, steps: [
        ExplanationStep(.flat, amount: Exact(unscaled: minor + off, scale: 2)), ExplanationStep(.discount, label: "x", amount: Exact(unscaled: -off, scale: 2)),
      ])
    }
    #expect(try Self.text([Self.plan(1_000)], [discounted(800, 200)]) == ["plan: discount ended 200"])
    #expect(try Self.text([discounted(900, 300)], [Self.plan(1_000)]) == ["plan: discount started -300", "plan: price 10→12 200"])
    let coupon = World.charge(-100, .discount, price: "SPRING", category: "exempt")
    #expect(try Self.text([Self.plan(1_000)], [Self.plan(1_000), coupon]) == ["SPRING: discount ended 100"])
  }

  @Test func onceThirdPartyAndCredit() throws {
    let fee = World.charge(500, .oneTime, price: "fee", category: "exempt")
    let vote = World.charge(199, .thirdParty, price: "vote", category: "foreign")
    let goodwill = World.charge(-50, .credit, price: "goodwill", category: "exempt")
    #expect(try Self.text([Self.plan(1), fee, vote, goodwill], [Self.plan(1)]) == ["fee: once 500", "vote: third party 199", "goodwill: credit -50"])
    #expect(try Self.text([Self.plan(1)], [Self.plan(1), fee]) == ["fee: once -500"])
  }

  @Test func aTaxRateChangeIsItsOwnReason() throws {
    func invoice(_ percent: Exact, _ net: Int64) throws -> Invoice {
      let table = TaxTable(TaxRules(rates: [TaxRate(category: "t", country: "ES", from: Day(number: 0), percent: percent)]))
      let outcome = InvoiceDraft.make(
        account: World.account(), seller: World.seller, charges: [BillableCharge(World.charge(net, category: "t"))], taxTable: table,
        billingPeriod: World.march, issuedOn: World.firstOfApril, dueOn: World.firstOfApril)
      guard case .drafted(let draft) = outcome else { throw World.NotDrafted() }
      return draft.invoice
    }
    let changes = BillComparison.compare(current: try invoice(23, 2_000), previous: try invoice(21, 1_000))
    #expect(changes.map { Self.words($0.reason) } == ["price 10→20", "tax 21→23"])
    #expect(changes.map(\.amountMinor) == [1_210, 40])
  }

  @Test(arguments: Seed.some) func theReasonsSumToTheDifference(_ start: Seed) throws {
    var seed = start
    let now = try World.draft(World.charges(&seed), rules: DraftRules(zeroLines: .keep)).invoice
    let then = try World.draft(World.charges(&seed), rules: DraftRules(zeroLines: .keep)).invoice
    #expect(now.lineGrossMinor().reduce(0, +) == now.grossMinor)
    let changes = BillComparison.compare(current: now, previous: then)
    #expect(changes.reduce(0) { $0 + $1.amountMinor } == now.grossMinor - then.grossMinor)
    #expect(BillComparison.compare(current: now, previous: now).isEmpty)
  }
}
