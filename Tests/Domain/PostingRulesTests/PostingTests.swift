import Accounting
import Catalog
import Invoicing
import Parties
import PostingRules
import Primitives
import Rating
import Seeds
import Taxation
import Testing

@Suite struct PostingTests {
  static let march = ServicePeriod(start: Day(number: 20_513), end: Day(number: 20_544))  // 2026-03-01..<04-01
  static let tax = TaxKey(treatment: .standard, percent: 21)

  static func line(_ number: Int, _ kind: RatedCharge.Kind, _ net: Int64, _ revenue: LedgerAccountCode = "8400", _ period: ServicePeriod = march) -> InvoiceLine {
    let amount = Money(amountMinor: net, currency: .eur)
    return InvoiceLine(
      number: number,
      charge: RatedCharge(
        kind: kind, subscription: nil,
        terms: ChargeTerms(offering: nil, price: "p", name: "p", unit: "", taxCategory: "t", revenueAccount: revenue),
        period: period, quantity: 1, amount: amount, explanation: Explanation([ExplanationStep(.flat, amount: amount.exact)])),
      netMinor: net, taxKey: tax)
  }

  static func invoice(_ lines: [InvoiceLine], issuedOn: Day = Day(number: 20_513), account: Int64 = 7) throws -> Invoice {
    let net = lines.reduce(0) { $0 + $1.netMinor }
    let taxMinor = try #require(TaxArithmetic.tax(onMinor: net, percent: 21))
    return Invoice(
      seller: "es", number: "ES-\(account)", account: BillingAccountID(account), currency: .eur, issuedOn: issuedOn, dueOn: issuedOn,
      billingPeriod: march, lines: lines, taxes: [TaxBreakdown(key: tax, baseMinor: net, taxMinor: taxMinor)], netMinor: net,
      taxMinor: taxMinor, grossMinor: net + taxMinor)
  }

  static func text(_ entry: JournalEntry) -> [String] {
    entry.postings.map { "\($0.ledgerAccount) \($0.billingAccount.map { "[\($0)] " } ?? "")\($0.amountMinor)" }
  }

  @Test func anInvoiceIsBookedLineByLine() throws {
    let posting = InvoicePosting(of: try Self.invoice([
      Self.line(1, .recurring, 5_000), Self.line(2, .usage, 1_000, "8401"), Self.line(3, .usage, 0, "8401"), Self.line(4, .thirdParty, 300),
    ]))
    #expect(Self.text(posting.entry) == ["1400 [7] 7623", "8400 -5000", "8401 -1000", "3700 -300", "1776 -1323"])
    #expect(posting.recognitions.isEmpty)
    #expect(posting.entry.bookedOn.description == "2026-03-01")
    #expect(posting.entry.subject == "ES-7")
  }

  @Test func aYearInAdvanceIsRecognisedByDays() throws {
    let year = ServicePeriod(start: Self.march.start, end: Self.march.start.adding(days: 365))
    let posting = InvoicePosting(of: try Self.invoice([Self.line(1, .recurring, 36_500, "8400", year)]))
    #expect(Self.text(posting.entry) == ["1400 [7] 44165", "8400 -3100", "3900 -33400", "1776 -7665"])
    #expect(posting.recognitions.map { "\($0.recogniseOn) \($0.amountMinor)" } == [
      "2026-04-30 3000", "2026-05-31 3100", "2026-06-30 3000", "2026-07-31 3100", "2026-08-31 3100", "2026-09-30 3000",
      "2026-10-31 3100", "2026-11-30 3000", "2026-12-31 3100", "2027-01-31 3100", "2027-02-28 2800",
    ])
  }

  @Test(arguments: [
    // service period, booked on, amount, earned at once, later months
    (0, 31, 0, 3_100, 3_100, [Int64]()), (31, 61, 0, 3_000, 0, [3_000]), (14, 45, 14, 3_100, 1_700, [1_400]),
    (-31, 0, 0, 3_100, 3_100, []), (14, 45, 40, 3_100, 3_100, []), (29, 32, 0, 100, 67, [33]), (29, 32, 0, -100, -67, [-33]),
    (30, 93, 0, 100, 2, [48, 49, 1]), (61, 92, 0, 3_100, 0, [3_100]),
  ] as [(Int, Int, Int, Int64, Int64, [Int64])])
  func spreads(_ start: Int, _ end: Int, _ booked: Int, _ amount: Int64, _ earned: Int64, _ later: [Int64]) {
    let first = Self.march.start
    let spread = RecognitionSchedule.spread(
      amountMinor: amount, over: ServicePeriod(start: first.adding(days: start), end: first.adding(days: end)), bookedOn: first.adding(days: booked))
    #expect(spread.earnedMinor == earned)
    #expect(spread.later.map(\.amountMinor) == later)
  }

  @Test func recognitionEmptiesDeferredRevenue() throws {
    let half = ServicePeriod(start: Self.march.start, end: Self.march.start.adding(days: 184))
    let posting = InvoicePosting(of: try Self.invoice([
      Self.line(1, .recurring, 9_999, "8400", half), Self.line(2, .recurring, 777, "8403", half), Self.line(3, .discount, -1_000, "8400", half),
    ]))
    let days = Set(posting.recognitions.map(\.recogniseOn)).sorted()
    let entries = try days.map { day in
      try #require(JournalEntry.recognition(
        of: posting.recognitions.filter { $0.recogniseOn == day }, seller: "es", currency: .eur, invoiceNumber: "ES-7", on: day))
    }
    #expect(entries.first?.subject == "ES-7 2026-04")
    #expect(entries.allSatisfy { $0.isBalanced })
    let balance = TrialBalance(of: [posting.entry] + entries)
    #expect(balance.rows.first { $0.ledgerAccount == "3900" }?.balanceMinor == 0)
    #expect(balance.rows.first { $0.ledgerAccount == "8400" }?.balanceMinor == -8_999)
    #expect(balance.rows.first { $0.ledgerAccount == "8403" }?.balanceMinor == -777)
  }

  @Test func unbilledRevenueIsAccruedAndTakenBackNextDay() throws {
    let month = AccountingPeriod(containing: Self.march.start)
    let accrual = try #require(UnbilledAccrual(
      account: BillingAccountID(7), seller: "es", currency: .eur, earned: [("8401", 250), ("8400", 0), ("8402", -50)], closing: month))
    #expect(Self.text(accrual.accrual) == ["1410 [7] 200", "8401 -250", "8402 50"])
    #expect(accrual.accrual.bookedOn.description == "2026-03-31")
    #expect(accrual.reversal.bookedOn.description == "2026-04-01")
    #expect(TrialBalance(of: [accrual.accrual, accrual.reversal]).rows.allSatisfy { $0.balanceMinor == 0 })
    #expect(UnbilledAccrual(account: BillingAccountID(7), seller: "es", currency: .eur, earned: [("8400", 0)], closing: month) == nil)
    #expect(UnbilledAccrual(account: BillingAccountID(7), seller: "es", currency: .eur, earned: [("8400", .max), ("8401", 1)], closing: month) == nil)
  }

  @Test(arguments: Seed.some) func theBooksHoldForAnyInvoices(_ start: Seed) throws {
    var seed = start
    var entries: [JournalEntry] = []
    var gross: [BillingAccountID: Int128] = [:]
    for _ in 0..<seed.number(1...10) {
      let lines = (1...seed.number(1...12)).map { number in
        let first = Self.march.start.adding(days: seed.number(-60...60))
        return Self.line(
          number, seed.pick(RatedCharge.Kind.allCases), Int64(seed.number(-5_000...90_000)), seed.pick(["8400", "8401", "8402"]),
          ServicePeriod(start: first, end: first.adding(days: seed.number(0...400))))
      }
      let invoice = try Self.invoice(lines, issuedOn: Self.march.start.adding(days: seed.number(0...45)), account: Int64(seed.number(1...4)))
      let posting = InvoicePosting(of: invoice)
      gross[invoice.account, default: 0] += Int128(invoice.grossMinor)
      // What the entry deferred is what the schedule will recognise, per line and in sum.
      let deferred = posting.entry.postings.filter { $0.ledgerAccount == "3900" }.reduce(0) { $0 - $1.amountMinor }
      #expect(posting.recognitions.reduce(0) { $0 + $1.amountMinor } == deferred)
      entries.append(posting.entry)
      if seed.number(0...9) == 0 {
        entries.append(posting.entry.reversed(on: invoice.issuedOn, subject: "reversed"))
        gross[invoice.account, default: 0] -= Int128(invoice.grossMinor)
      }
    }
    #expect(entries.allSatisfy { $0.isBalanced })
    let balance = TrialBalance(of: entries)
    #expect(balance.unbalancedCurrencies.isEmpty)
    let sub = ReceivableSubLedger.balances(of: entries, control: "1400", currency: .eur)
    #expect(sub.values.reduce(0, +) == balance.rows.first { $0.ledgerAccount == "1400" }?.balanceMinor ?? 0)
    for (account, amount) in gross { #expect(sub[account] ?? 0 == amount) }
  }

  @Test(arguments: Seed.some) func aScheduleSumsToItsAmount(_ start: Seed) {
    var seed = start
    let first = Self.march.start.adding(days: seed.number(-400...400))
    let amount = Int64(seed.number(-1_000_000...1_000_000))
    let spread = RecognitionSchedule.spread(
      amountMinor: amount, over: ServicePeriod(start: first, end: first.adding(days: seed.number(0...800))), bookedOn: Self.march.start)
    #expect(spread.earnedMinor + spread.later.reduce(0) { $0 + $1.amountMinor } == amount)
    #expect(spread.later.map(\.month) == spread.later.map(\.month).sorted())
  }
}
