import Accounting
import HTTPAPI
import Operations
import Primitives

extension Shapes {
  private static let runFields: [Shape<BillRun>.Field] = [
    .number("run", "Its number.") { Int($0.id.rawValue) }, .text("key") { $0.key }, .day("billingDay") { $0.billingDay },
    .number("catalogVersion") { Int($0.catalogVersion.rawValue) }, .instant("plannedAt") { $0.plannedAt },
    .instant("finishedAt", "Missing while accounts are still to be billed.") { $0.finishedAt },
  ]

  static let billRun = Shape<BillRun>("BillRun", "A planned bill run.", runFields)

  static let runTotal = Shape<BillRunReport.Total>(
    "BillRunTotal", "Sums of the invoices in one currency.",
    [
      .text("currency") { $0.currency.code }, .number("invoices") { $0.invoices },
      .money("net") { Money(amountMinor: $0.netMinor, currency: $0.currency) }, .money("tax") { Money(amountMinor: $0.taxMinor, currency: $0.currency) },
      .money("gross") { Money(amountMinor: $0.grossMinor, currency: $0.currency) },
      .money("recurring", "Net of recurring lines alone.") { Money(amountMinor: $0.recurringMinor, currency: $0.currency) },
    ])

  private static let held = Shape<BillRunReport.Held>(
    "HeldAccount", "An account that the run keeps back.", [.text("account") { $0.reference }, .list("reasons", holdReason) { $0.reasons }])

  static let runReport = Shape<BillRunReport>(
    "BillRunReport", "How a bill run came out, or how far it has come.",
    [
      .object("billRun", billRun) { $0.run }, .number("accounts") { $0.accounts }, .number("invoices") { $0.issued }, .number("lines") { $0.lines },
      .number("nothingDue") { $0.nothing }, .number("skipped") { $0.skipped }, .number("pending", "Still to be billed.") { $0.pending },
      .list("totals", runTotal) { $0.totals }, .list("held", held) { $0.held },
    ])

  static let planLine = Shape<PlanLineRow>(
    "BillRunAccount", "One account of a plan, and how far it has come.",
    [
      .text("account") { $0.reference }, .choice("state", ["planned", "skipped", "issued", "nothing", "held"]) { $0.state },
      .day("billThrough", "First day that its invoice does not cover.") { $0.billThrough }, .textIfAny("reason", "Why it is not billed.") { $0.reason },
    ])

  static let ledgerBalance = Shape<LedgerBalance>(
    "LedgerBalance", "Debits and credits of one ledger account.",
    [
      .text("seller") { $0.seller.text }, .text("account", "The ledger account's code.") { $0.ledgerAccount.text },
      .textIfAny("name") { ChartOfAccounts.standard[$0.ledgerAccount]?.name.text("en") }, .text("currency") { $0.currency.code },
      .money("debit") { Money(amountMinor: $0.debitMinor, currency: $0.currency) }, .money("credit") { Money(amountMinor: $0.creditMinor, currency: $0.currency) },
      .money("balance", "Debit less credit.") { Money(amountMinor: $0.balanceMinor, currency: $0.currency) },
    ])

  private static let posting = Shape<PostingRow>(
    "Posting", "One posting: a debit is positive, a credit negative.",
    [
      .text("account", "The ledger account's code.") { $0.ledgerAccount.text }, .money("amount") { Money(amountMinor: $0.amountMinor, currency: $0.currency) },
    ])

  /// The postings of one entry, at least one.
  static let journalEntry = Shape<[PostingRow]>(
    "JournalEntry", "A balanced entry: its postings sum to zero.",
    [
      .number("entry", "Its number.") { Int($0.first?.entry ?? 0) }, .text("occasion") { $0.first?.occasion ?? "" }, .text("seller") { $0.first?.seller.text ?? "" },
      .dayIfAny("bookedOn") { $0.first?.bookedOn }, .text("subject", "What it is about, such as an invoice's number.") { $0.first?.subject ?? "" },
      .textIfAny("currency") { $0.first?.currency.code }, .list("postings", posting) { $0 },
    ])
}
