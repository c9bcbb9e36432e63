import Accounting
import Primitives
import Testing

@Suite struct JournalTests {
  static func entry(_ postings: [(LedgerAccountCode, Int64?, Int64)], _ currency: Currency = .eur) -> JournalEntry {
    JournalEntry(
      occasion: .invoice, seller: "es", bookedOn: Day(number: 20_000), currency: currency, subject: "ES-1",
      postings: postings.map { Posting(ledgerAccount: $0.0, billingAccount: $0.1.map { BillingAccountID($0) }, amountMinor: $0.2) })
  }

  @Test func anEntryBalancesOrSaysByHowMuchNot() {
    #expect(Self.entry([("1400", 7, 121), ("8400", nil, -100), ("1776", nil, -21)]).isBalanced)
    #expect(Self.entry([("1400", 7, 121), ("8400", nil, -100), ("1776", nil, -20)]).sumMinor == 1)
    #expect(Self.entry([("1400", 7, .max), ("1400", 7, .max)]).sumMinor == Int128(Int64.max) * 2)
  }

  @Test func aReversalTakesEverythingBack() {
    let entry = Self.entry([("1400", 7, 121), ("8400", nil, -121)])
    let reversal = entry.reversed(on: Day(number: 20_001), subject: "ES-1 reversed")
    #expect(reversal.occasion == .reversal)
    #expect(reversal.bookedOn == Day(number: 20_001))
    #expect(TrialBalance(of: [entry, reversal]).rows.allSatisfy { $0.balanceMinor == 0 })
  }

  @Test func theChartKnowsItsAccounts() {
    #expect(ChartOfAccounts.standard["1400"]?.kind == .asset)
    #expect(ChartOfAccounts.standard["3900"]?.kind.growsByDebit == false)
    #expect(ChartOfAccounts.standard["0000"] == nil)
    #expect(Self.entry([("1400", 7, 5), ("9999", nil, -5), ("9999", nil, 0)]).accountsMissing(from: .standard) == ["9999"])
  }

  @Test func aTrialBalanceFoldsPostings() {
    let balance = TrialBalance(of: [
      Self.entry([("1400", 7, 121), ("8400", nil, -100), ("1776", nil, -21)]),
      Self.entry([("1400", 8, 50), ("8400", nil, -50)]), Self.entry([("1400", 7, -20), ("8400", nil, 20)]),
      Self.entry([("1400", 9, 1000), ("8400", nil, -1000)], .krw),
    ])
    #expect(
      balance.rows == [
        .init(ledgerAccount: "1400", currency: .eur, debitMinor: 171, creditMinor: 20),
        .init(ledgerAccount: "1776", currency: .eur, debitMinor: 0, creditMinor: 21),
        .init(ledgerAccount: "8400", currency: .eur, debitMinor: 20, creditMinor: 150),
        .init(ledgerAccount: "1400", currency: .krw, debitMinor: 1000, creditMinor: 0),
        .init(ledgerAccount: "8400", currency: .krw, debitMinor: 0, creditMinor: 1000),
      ])
    #expect(balance.unbalancedCurrencies == [])
    #expect(TrialBalance(of: [Self.entry([("1400", 7, 1)])]).unbalancedCurrencies == [.eur])
  }

  @Test(arguments: [
    ("plain", "plain\r\n"), ("a,b", "\"a,b\"\r\n"), ("say \"hi\"", "\"say \"\"hi\"\"\"\r\n"), ("two\nlines", "\"two\nlines\"\r\n"), ("", "\r\n"),
  ])
  func csvQuotesOnlyWhatNeedsIt(_ field: String, _ record: String) {
    var csv = CSVText()
    csv.record(field)
    #expect(csv.string == record)
  }

  @Test func theExportWritesOneRecordAPosting() {
    let text = JournalExport.csv([Self.entry([("1400", 7, 12_100), ("8400", nil, -12_100)])]).string
    #expect(
      text == """
        entry,occasion,seller,booked_on,subject,posting,ledger_account,ledger_account_name,billing_account,debit,credit,currency\r
        1,invoice,es,2024-10-04,ES-1,1,1400,Receivables,7,121.00,,EUR\r
        1,invoice,es,2024-10-04,ES-1,2,8400,"Revenue, subscriptions",,,121.00,EUR\r

        """)
  }

  @Test(arguments: [
    ("2026-01-31", "2026-01", "2026-02-01"), ("2026-12-01", "2026-12", "2027-01-01"), ("2024-02-29", "2024-02", "2024-03-01"),
  ])
  func anAccountingPeriodIsAMonth(_ day: String, _ month: String, _ end: String) throws {
    let period = AccountingPeriod(containing: try #require(Day(day)))
    #expect(period.description == month)
    #expect(period.end.description == end)
  }
}

@Suite struct CurrencyExchangeTests {
  @Test func theAmountReceivedIsRoundedOnce() throws {
    let rate = try #require(Exact("82.42135"))
    let inr = try #require(Currency("INR"))
    let exchange = try #require(CurrencyExchange(
      Money(amountMinor: 10_000, currency: .usd), at: rate, to: inr, spread: Money(amountMinor: 10, currency: .usd)))
    #expect(exchange.received == Money(amountMinor: 824_214, currency: inr))
    #expect(exchange.debitsMinor == [10_000, 10])
    #expect(CurrencyExchange(.zero(.usd), at: rate, to: inr, spread: Money(amountMinor: 1, currency: .eur)) == nil)
    #expect(CurrencyExchange(Money(amountMinor: .max, currency: .usd), at: rate, to: inr) == nil)
  }
}
