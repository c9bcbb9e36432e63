import HTTPAPI
import Invoicing
import Operations
import Primitives
import Rating
import Taxation

/// An invoice, issued or only computed, with the references of what it names by number.
struct InvoiceDocument: Sendable {
  var invoice: Invoice
  var account: String
  var run: BillRunID?
  var subscriptions: [SubscriptionID: String]
  var users: [BillingAccountID: String]
  var standing = InvoiceStanding()

  var lines: [LineDocument] {
    // Those of one subscription stand together: its reference is looked for once.
    var last: (subscription: SubscriptionID?, reference: String?) = (nil, nil)
    return invoice.lines.indices.map { index in
      let subscription = invoice.lines[index].charge.subscription
      if subscription != last.subscription { last = (subscription, subscription.flatMap { subscriptions[$0] }) }
      return LineDocument(
        index, of: invoice.lines, currency: invoice.currency, subscription: last.reference,
        usedBy: invoice.lines[index].usedBy.flatMap { users[$0] })
    }
  }

  func money(_ minor: Int64) -> Money { Money(amountMinor: minor, currency: invoice.currency) }
}

/// One line of an invoice. It is read where it lies: a copy would take longer than writing it down.
struct LineDocument: Sendable {
  let lines: [InvoiceLine]
  let index: Int
  let currency: Currency
  let subscription: String?
  let usedBy: String?

  init(_ index: Int, of lines: [InvoiceLine], currency: Currency, subscription: String?, usedBy: String?) {
    self.lines = lines
    self.index = index
    self.currency = currency
    self.subscription = subscription
    self.usedBy = usedBy
  }

  var line: InvoiceLine { _read { yield lines[index] } }
}

extension LineDocument {
  init(_ issued: IssuedLine) {
    self.init(0, of: [issued.line], currency: issued.line.charge.amount.currency, subscription: issued.subscription, usedBy: issued.usedBy)
  }
}

extension Shapes {
  static let invoiceSummary = Shape<InvoiceSummary>(
    "InvoiceSummary", "One invoice of a list.",
    [
      .text("number", "The legal number.") { $0.number }, .text("account") { $0.accountReference }, .text("accountName") { $0.accountName },
      .text("currency") { $0.currency.code }, .day("issuedOn") { $0.issuedOn }, .day("dueOn") { $0.dueOn },
      .money("net") { Money(amountMinor: $0.netMinor, currency: $0.currency) }, .money("tax") { Money(amountMinor: $0.taxMinor, currency: $0.currency) },
      .money("gross") { Money(amountMinor: $0.grossMinor, currency: $0.currency) },
    ])

  static let lineFields: [Shape<LineDocument>.Field] = [
    .number("number", "In print order, from 1.") { $0.line.number },
    .choice("kind", RatedCharge.Kind.allCases.map(\.rawValue)) { $0.line.charge.kind.rawValue },
    .words("name", "By language.") { $0.line.charge.name }, .text("price", "The price's code.") { $0.line.charge.price.text },
    .textIfAny("offering") { $0.line.charge.offering?.text }, .textIfAny("subscription") { $0.subscription },
    .textIfAny("usedBy", "The account that used it, when another pays.") { $0.usedBy }, .object("period", period) { $0.line.charge.period },
    .decimal("quantity") { $0.line.charge.quantity }, .text("unit") { $0.line.charge.unit },
    .money("amount", "Rounded; the sum of the explanation.") { $0.line.charge.amount },
    .money("net", "Without tax.") { Money(amountMinor: $0.line.netMinor, currency: $0.currency) },
    .choice("taxTreatment", TaxTreatment.allCases.map(\.rawValue)) { $0.line.taxKey.treatment.rawValue },
    .decimal("taxPercent") { $0.line.taxKey.percent }, .text("taxCategory") { $0.line.charge.taxCategory.text },
    .text("revenueAccount") { $0.line.charge.revenueAccount.text },
    .list("explanation", step, "Why the amount is what it is.") { $0.line.charge.explanation.steps },
  ]

  static let line = Shape<LineDocument>("InvoiceLine", "A rated charge.", lineFields) { $0.write(into: &$1) }

  static let invoice = Shape<InvoiceDocument>(
    "Invoice", "A bill. Totals derive from the rounded lines (EN 16931).",
    [
      .textIfAny("number", "The legal number; missing until issued.") { $0.invoice.number }, .text("seller") { $0.invoice.seller.text },
      .text("account") { $0.account }, .numberIfAny("billRun") { $0.run.map { Int($0.rawValue) } }, .text("currency") { $0.invoice.currency.code },
      .day("issuedOn") { $0.invoice.issuedOn }, .day("dueOn") { $0.invoice.dueOn }, .object("period", period) { $0.invoice.billingPeriod },
      .list("lines", line) { $0.lines },
      .list("taxes", tax) { document in document.invoice.taxes.map { Valued(value: $0, currency: document.invoice.currency) } },
      .money("net") { $0.money($0.invoice.netMinor) }, .money("tax") { $0.money($0.invoice.taxMinor) }, .money("gross") { $0.money($0.invoice.grossMinor) },
      .texts("creditNotes", "Numbers of its credit notes.") { $0.standing.creditNotes.map(\.number) },
      .dayIfAny("cancelledOn") { $0.standing.cancelledOn }, .textIfAny("replacedBy", "The invoice that billed the same again.") { $0.standing.replacedBy },
      .texts("replaces", "Cancelled invoices that it bills again.") { $0.standing.replaces },
    ])

  static let creditNoteSummary = Shape<CreditNoteSummary>(
    "CreditNoteSummary", "One credit note of a list.",
    [
      .text("number", "The legal number.") { $0.number }, .text("invoice", "What it corrects.") { $0.invoiceNumber }, .text("account") { $0.accountReference },
      .text("accountName") { $0.accountName }, .text("currency") { $0.currency.code }, .day("issuedOn") { $0.issuedOn }, .text("reason") { $0.reason },
      .money("net") { Money(amountMinor: $0.netMinor, currency: $0.currency) }, .money("tax") { Money(amountMinor: $0.taxMinor, currency: $0.currency) },
      .money("gross") { Money(amountMinor: $0.grossMinor, currency: $0.currency) },
    ])

  private static let creditNoteLine = Shape<Valued<CreditNoteLine>>(
    "CreditNoteLine", "What is given back of one line.",
    [
      .number("number") { $0.value.number }, .number("invoiceLine") { $0.value.invoiceLine }, .money("net") { $0.money($0.value.netMinor) },
      .choice("taxTreatment", TaxTreatment.allCases.map(\.rawValue)) { $0.value.taxKey.treatment.rawValue },
      .decimal("taxPercent") { $0.value.taxKey.percent }, .list("explanation", step) { $0.value.explanation.steps },
    ])

  /// With the reference of the account.
  static let creditNote = Shape<(note: CreditNote, account: String)>(
    "CreditNote", "Money given back for an issued invoice. Amounts have the signs of the invoice's lines.",
    [
      .textIfAny("number", "The legal number.") { $0.note.number }, .text("invoice", "What it corrects.") { $0.note.invoiceNumber },
      .text("seller") { $0.note.seller.text }, .text("account") { $0.account }, .text("currency") { $0.note.currency.code },
      .day("issuedOn") { $0.note.issuedOn }, .text("reason") { $0.note.reason },
      .list("lines", creditNoteLine) { entry in entry.note.lines.map { Valued(value: $0, currency: entry.note.currency) } },
      .list("taxes", tax) { entry in entry.note.taxes.map { Valued(value: $0, currency: entry.note.currency) } },
      .money("net") { Money(amountMinor: $0.note.netMinor, currency: $0.note.currency) },
      .money("tax") { Money(amountMinor: $0.note.taxMinor, currency: $0.note.currency) },
      .money("gross") { Money(amountMinor: $0.note.grossMinor, currency: $0.note.currency) },
    ])
}
