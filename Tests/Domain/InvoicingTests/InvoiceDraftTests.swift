import Catalog
import Invoicing
import Parties
import Primitives
import Rating
import Seeds
import Taxation
import Testing

@Suite struct InvoiceDraftTests {
  @Test func taxIsComputedOnTheSumPerRate() throws {
    // Each line alone would be taxed 0.03, in sum 0.09; the sum of the lines is taxed 0.08.
    let invoice = try World.draft([
      BillableCharge(World.charge(12)), BillableCharge(World.charge(12, price: "b")), BillableCharge(World.charge(12, price: "c")),
      BillableCharge(World.charge(500, price: "d", category: "reduced")),
    ]).invoice
    #expect(invoice.taxes == [
      TaxBreakdown(key: TaxKey(treatment: .standard, percent: 21), baseMinor: 36, taxMinor: 8),
      TaxBreakdown(key: TaxKey(treatment: .standard, percent: 10), baseMinor: 500, taxMinor: 50),
    ])
    #expect((invoice.netMinor, invoice.taxMinor, invoice.grossMinor) == (536, 58, 594))
  }

  @Test func inclusivePricesKeepTheirGross() throws {
    let invoice = try World.draft([
      BillableCharge(World.charge(1_999, inclusive: true)), BillableCharge(World.charge(1_999, price: "b", inclusive: true)),
      BillableCharge(World.charge(1_000, price: "c")),
    ]).invoice
    #expect(invoice.grossMinor == 1_999 + 1_999 + 1_210)
    #expect(invoice.lines.map(\.netMinor) == [1_652, 1_652, 1_000])
    #expect(invoice.taxes.map(\.taxMinor) == [904])
    #expect(invoice.taxes.map(\.differenceMinor) == [0])
  }

  @Test func aGrossThatNoNetCanReachIsKeptAndTheDifferenceRecorded() throws {
    // At 10 % no net gives 0.05 or 0.16: 0.05 → net 0.05 and no tax although the tax on it rounds to 0.01.
    let taxes = try World.draft([BillableCharge(World.charge(5, category: "reduced", inclusive: true))]).invoice.taxes
    #expect(taxes.map(\.baseMinor) == [5])
    #expect(taxes.map(\.taxMinor) == [0])
    #expect(taxes.map(\.differenceMinor) == [-1])
  }

  @Test func linesStandInTheirOrderWhateverTheInput() throws {
    let thirdParty = BillableCharge(World.charge(50, .thirdParty, price: "sms-vote", subscription: 1, category: "foreign"))
    let expected = [
      BillableCharge(World.charge(1, .recurring, price: "b", subscription: 1)),
      BillableCharge(World.charge(2, .usage, price: "a", subscription: 1)),
      BillableCharge(World.charge(3, .recurring, price: "a", subscription: 2)),
      BillableCharge(World.charge(4, .recurring, price: "a", subscription: 2, period: ServicePeriod(start: World.march.end, end: World.march.end.adding(days: 30)))),
      BillableCharge(World.charge(5, .oneTime, price: "account", subscription: nil)),
      BillableCharge(World.charge(6, .recurring, price: "a", subscription: 9), usedBy: BillingAccountID(5)),
      BillableCharge(World.charge(7, .recurring, price: "a", subscription: 8), usedBy: BillingAccountID(6)),
      thirdParty,
    ]
    var seed = Seed(7)
    for _ in 0..<50 {
      let invoice = try World.draft(expected.shuffled(using: &seed)).invoice
      #expect(invoice.lines.map { BillableCharge($0.charge, usedBy: $0.usedBy) } == expected)
      #expect(invoice.lines.map(\.number) == Array(1...8))
    }
  }

  @Test(arguments: [
    (DraftRules.ZeroLines.keep, 3, 0), (.dropUsage, 2, 1), (.drop, 1, 2),
  ])
  func zeroLinesAreDroppedByRuleAndCounted(_ rule: DraftRules.ZeroLines, _ kept: Int, _ dropped: Int) throws {
    let draft = try World.draft(
      [BillableCharge(World.charge(0)), BillableCharge(World.charge(0, .usage)), BillableCharge(World.charge(1, price: "b"))],
      rules: DraftRules(zeroLines: rule))
    #expect(draft.invoice.lines.count == kept)
    #expect(draft.zeroLinesDropped == dropped)
  }

  @Test func nothingLeftIsSaidSo() {
    #expect(World.outcome([]) == .nothingToBill(zeroLinesDropped: 0))
    #expect(World.outcome([BillableCharge(World.charge(0, .usage))]) == .nothingToBill(zeroLinesDropped: 1))
  }

  @Test func aMissingTaxHoldsWithEveryLineItConcernsOnce() {
    let charges = ["telekom", "telekom", "telecom", "gone"].enumerated().map {
      BillableCharge(World.charge(10, price: "p\($0.offset)", category: TaxCategoryCode($0.element)))
    }
    guard case .held(let reasons) = World.outcome(charges) else {
      Issue.record("drafted although a tax is missing")
      return
    }
    #expect(reasons.map(\.code) == [.taxMissing, .taxMissing, .taxMissing])
    #expect(reasons[0].description == "tax-missing (cause unknown-category, category telekom, place ES, day 2026-03-31, price p0)")
    #expect(!reasons[0].code.isReleasable)
  }

  @Test func whatDoesNotFitHoldsTheAccount() {
    let huge = [BillableCharge(World.charge(.max)), BillableCharge(World.charge(.max, price: "b"))]
    guard case .held(let reasons) = World.outcome(huge) else {
      Issue.record("overflow was not held")
      return
    }
    #expect(reasons.map(\.code) == [.amountOverflow])
    guard case .held(let taxed) = World.outcome([BillableCharge(World.charge(.max))]) else {
      Issue.record("overflow was not held")
      return
    }
    #expect(taxed.map(\.code) == [.amountOverflow])
  }

  @Test func anotherCurrencyHolds() {
    guard case .held(let reasons) = World.outcome([BillableCharge(World.charge(1, currency: .usd))]) else {
      Issue.record("currencies were mixed")
      return
    }
    #expect(reasons.map(\.code) == [.currencyMismatch])
  }

  @Test func theTaxPointIsTheEndOfServiceOrTheIssue() throws {
    let table = TaxTable(TaxRules(rates: [
      TaxRate(category: "t", country: "ES", from: try day("2020-01-01"), to: try day("2026-04-01"), percent: 21),
      TaxRate(category: "t", country: "ES", from: try day("2026-04-01"), percent: 22),
    ]))
    func percents(_ taxPoint: DraftRules.TaxPoint) -> [Exact] {
      let april = ServicePeriod(start: World.march.end, end: World.march.end.adding(days: 30))
      let outcome = InvoiceDraft.make(
        account: World.account(), seller: World.seller,
        charges: [BillableCharge(World.charge(100, category: "t")), BillableCharge(World.charge(100, price: "z", category: "t", period: april))],
        taxTable: table, billingPeriod: World.march, issuedOn: World.firstOfApril, dueOn: World.firstOfApril,
        rules: DraftRules(taxPoint: taxPoint))
      guard case .drafted(let draft) = outcome else { return [] }
      return draft.invoice.lines.map(\.taxKey.percent)
    }
    #expect(percents(.supplied) == [21, 22])
    #expect(percents(.issued) == [22, 22])
  }

  @Test func reverseChargeReachesTheInvoice() throws {
    let account = World.account(country: "DE", standing: .business(vatIdentifier: "DE123456789"))
    let invoice = try World.draft([BillableCharge(World.charge(1_000))], account: account).invoice
    #expect(invoice.taxes == [TaxBreakdown(key: TaxKey(treatment: .reverseCharge, percent: .zero, reason: "VATEX-EU-AE"), baseMinor: 1_000, taxMinor: 0)])
    #expect(invoice.grossMinor == 1_000)
  }

  @Test func aDocumentDiscountLowersEachTaxAndRevenueByItsShare() throws {
    let discount = DocumentDiscount(promotion: "SPRING", name: "Spring", reduction: .amount(1, .eur))
    let invoice = try World.draft(
      [
        BillableCharge(World.charge(333)), BillableCharge(World.charge(333, price: "b", revenue: "8401")),
        BillableCharge(World.charge(334, price: "c", category: "reduced")),
        BillableCharge(World.charge(900, .thirdParty, price: "d", category: "foreign")),
      ], discounts: [discount]
    ).invoice
    let lines = invoice.lines.filter { $0.charge.kind == .discount }
    #expect(lines.map(\.netMinor) == [-33, -33, -34])
    #expect(lines.map(\.charge.revenueAccount.text) == ["8400", "8401", "8400"])
    #expect(invoice.lines.last?.charge.kind == .thirdParty)
    #expect(invoice.netMinor == 900 + 900)
    #expect(lines.allSatisfy { $0.charge.explanation.amount == $0.charge.amount.exact })
  }

  @Test func discountsTakeWhatIsLeftAndNeverMore() throws {
    let discounts = [
      DocumentDiscount(promotion: "HALF", name: "Half", reduction: .percent(50)),
      DocumentDiscount(promotion: "TEN", name: "Ten", reduction: .amount(10, .eur), scope: .prices(["b"])),
      DocumentDiscount(promotion: "ALL", name: "All", reduction: .percent(200), scope: .offerings(["fibre"])),
      DocumentDiscount(promotion: "OTHER", name: "Other", reduction: .amount(5, .usd)),
    ]
    let invoice = try World.draft([BillableCharge(World.charge(1_000)), BillableCharge(World.charge(600, price: "b"))], discounts: discounts).invoice
    #expect(invoice.lines.map(\.netMinor) == [1_000, 600, -800, -300, -500])
    #expect(invoice.grossMinor == 0)
  }

  @Test(arguments: Seed.some) func totalsDeriveFromLines(_ start: Seed) throws {
    var seed = start
    let charges = World.charges(&seed)
    let discounts = seed.flip() ? [DocumentDiscount(promotion: "X", name: "X", reduction: .percent(Exact(seed.number(1...100))))] : []
    guard case .drafted(let draft) = World.outcome(charges, discounts: discounts, rules: DraftRules(zeroLines: .keep)) else {
      Issue.record("not drafted")
      return
    }
    let invoice = draft.invoice
    #expect(invoice.netMinor == invoice.lines.reduce(0) { $0 + $1.netMinor })
    #expect(invoice.taxMinor == invoice.taxes.reduce(0) { $0 + $1.taxMinor })
    #expect(invoice.grossMinor == invoice.netMinor + invoice.taxMinor)
    #expect(Set(invoice.taxes.map(\.key)).count == invoice.taxes.count)
    for tax in invoice.taxes {
      let lines = invoice.lines.filter { $0.taxKey == tax.key }
      #expect(tax.baseMinor == lines.reduce(0) { $0 + $1.netMinor })
      #expect(tax.taxMinor - tax.differenceMinor == TaxArithmetic.tax(onMinor: tax.baseMinor, percent: tax.key.percent))
      if !lines.contains(where: \.charge.taxInclusive) { #expect(tax.differenceMinor == 0) }
      if lines.allSatisfy(\.charge.taxInclusive) {
        #expect(tax.baseMinor + tax.taxMinor == lines.reduce(0) { $0 + $1.charge.amount.amountMinor })
      }
    }
    #expect(invoice.lines.filter { $0.charge.kind != .discount }.count + 0 == charges.filter { $0.charge.kind != .discount }.count)
  }
}
