import Invoicing
import Parties
import Primitives
import Rating
import Taxation
import Templates

/// What an invoice's paper says around its lines, in the reader's words.
struct InvoiceSections {
  let view: InvoiceView

  private var invoice: Invoice { view.invoice }
  private func said(_ write: (inout Ink) -> Void) -> String { Ink.said(view.wording, write) }
  private func money(_ minor: Int64, signed: Bool = false) -> String { said { $0.money(minor, invoice.currency, signed: signed) } }

  // MARK: - The head

  var facts: [(label: String, value: String)] {
    var facts = [
      (said { $0.words(InvoicePhrases.issuedOn) }, said { $0.day(invoice.issuedOn, .short) }),
      (said { $0.words(InvoicePhrases.due) }, said { $0.day(invoice.dueOn, .short) }),
      (said { $0.words(InvoicePhrases.accountReference) }, view.account.reference),
    ]
    if view.isPayable, let method = InvoicePhrases.method(view.payment.method) {
      facts.append((said { $0.words(InvoicePhrases.payment) }, said { $0.words(method) }))
    }
    return facts
  }

  /// That it is no issued invoice, or what corrected it since.
  var notices: [String] {
    var texts: [String] = []
    switch view.standing {
    case .issued: break
    case .draft: texts.append(said { $0.words(InvoicePhrases.draftBanner) })
    case .held(let reasons):
      texts.append(said { $0.words(InvoicePhrases.heldBanner) })
      texts += reasons.map { reason in said { $0.hold(reason) } }
    }
    let notes = view.corrections
    if let day = notes.cancelledOn {
      texts.append(
        said { ink in
          ink.say(CreditPhrases.cancelled, .day(day))
          if let replacement = notes.replacedBy {
            ink.raw(", ")
            ink.say(CreditPhrases.replacedBy, .document(replacement))
          }
        })
    }
    texts += notes.replaces.map { replaced in said { $0.say(CreditPhrases.replaces, .document(replaced)) } }
    texts += notes.creditNotes.map { row in
      said {
        $0.say(CreditPhrases.credited, .document(row.note), .day(row.issuedOn), .money(row.gross.amountMinor, row.gross.currency))
        $0.raw(" ")
        $0.text(row.reason)
      }
    }
    return texts
  }

  var amountLabel: String {
    let inFavour = invoice.grossMinor < 0
    let phrase =
      inFavour
      ? InvoicePhrases.inYourFavour
      : view.standing != .issued ? InvoicePhrases.expected : view.corrections.cancelledOn == nil ? InvoicePhrases.amountDue : InvoicePhrases.total
    return said { $0.words(phrase) }
  }

  var amount: String {
    said { $0.amount(Exact(unscaled: invoice.grossMinor, scale: invoice.currency.minorDigits).magnitude, invoice.currency) }
  }

  /// What is to be done about the amount.
  var amountAbout: [String] {
    if view.standing != .issued { return [said { $0.words(InvoicePhrases.notIssued) }] }
    guard view.isPayable else { return [said { $0.words(InvoicePhrases.nothingToPay) }] }
    let due = said { $0.say(InvoicePhrases.dueBy, .day(invoice.dueOn)) }
    // What is collected says so beside the amount; what is to be sent is said with all that it takes, further down.
    switch view.payment.method {
    case .directDebit, .card: return [due, paymentRequest]
    default: return [due]
    }
  }

  // MARK: - Sections

  /// Before the lines: what the bill is made of and what changed.
  var opening: [BillSection] { [summary] + (changes.map { [$0] } ?? []) + (changes == nil ? [payment] : []) }

  /// After the lines: the tax, and how to pay.
  var closing: [BillSection] { changes == nil ? [tax] : [tax, payment] }

  /// A section that stands in a column of its own; `nil` when there is nothing to say in it, or it takes the whole width.
  func section(_ section: BillLayout.Section) -> BillSection? {
    switch section {
    case .changes: changes
    case .summary: summary
    case .tax: tax
    case .payment: payment
    case .lines, .usage, .messages: nil
    }
  }

  private static let kinds: [RatedCharge.Kind] = [.recurring, .usage, .oneTime, .trueUp, .thirdParty, .discount, .credit, .correction]

  private var summary: BillSection {
    var sums: [RatedCharge.Kind: Int64] = [:]
    for line in invoice.lines { sums[line.charge.kind, default: 0] += line.netMinor }
    var rows: [TableRow] = []
    var parts: [(Colour, Int64)] = []
    let (shades, taxShade) = (view.look.colours.shades, view.look.colours.taxShade)
    for (place, kind) in InvoiceSections.kinds.enumerated() {
      guard let sum = sums[kind] else { continue }
      let shade = shades[min(place, shades.count - 1)]
      parts.append((shade, sum))
      rows.append(row(said { $0.words(InvoicePhrases.group(kind)) }, money(sum), swatch: sum > 0 ? shade : nil))
    }
    parts.append((taxShade, invoice.taxMinor))
    rows.append(row(said { $0.words(InvoicePhrases.netTotal) }, money(invoice.netMinor), style: BillStyle.soft))
    rows.append(
      row(said { $0.words(InvoicePhrases.taxTotal) }, money(invoice.taxMinor), style: BillStyle.soft, swatch: invoice.taxMinor > 0 ? taxShade : nil))
    for index in rows.indices { rows[index].cells[0].isInset = true }
    rows.append(InvoiceSections.grand(said { $0.words(InvoicePhrases.total) }, money(invoice.grossMinor)))
    let hasBar = parts.filter { $0.1 > 0 }.count > 1
    return BillSection(
      title: said { $0.words(InvoicePhrases.summary) }, lead: nil, bar: hasBar ? (parts, said { $0.words(InvoicePhrases.composition) }) : nil,
      columns: [.share(1.7), .share(1, .end)], head: nil, rows: rows)
  }

  private var changes: BillSection? {
    guard let previous = view.previous else { return nil }
    let delta = invoice.grossMinor - previous.grossMinor
    let lead = said { ink in
      if delta == 0 {
        ink.say(ChangePhrases.same, .day(previous.issuedOn))
      } else {
        ink.say(
          delta > 0 ? ChangePhrases.higher : ChangePhrases.lower,
          .amount(Exact(unscaled: delta, scale: invoice.currency.minorDigits).magnitude, invoice.currency), .day(previous.issuedOn))
      }
    }
    var rows = [row(said { $0.words(InvoicePhrases.lastBill) }, money(previous.grossMinor), style: BillStyle.soft)]
    for change in view.changes { rows.append(row(said { $0.change(change, invoice.currency) }, money(change.amountMinor, signed: true))) }
    let unexplained = delta - view.changes.reduce(0) { $0 + $1.amountMinor }
    if unexplained != 0 { rows.append(row(said { $0.words(ChangePhrases.other) }, money(unexplained, signed: true))) }
    rows.append(InvoiceSections.grand(said { $0.words(InvoicePhrases.thisBill) }, money(invoice.grossMinor)))
    return BillSection(
      title: said { $0.words(InvoicePhrases.changed) }, lead: lead, bar: nil, columns: [.share(2.4), .share(1, .end)], head: nil, rows: rows)
  }

  private var tax: BillSection { InvoiceSections.tax(invoice.taxes, invoice.currency, view.wording) }

  static func tax(_ taxes: [TaxBreakdown], _ currency: Currency, _ wording: Wording) -> BillSection {
    func said(_ write: (inout Ink) -> Void) -> String { Ink.said(wording, write) }
    let head = TableRow(
      [InvoicePhrases.taxKind, InvoicePhrases.base, InvoicePhrases.taxTotal].map { phrase in
        TableCell(said { $0.words(phrase) }, BillStyle.columnHead, isHeader: true)
      }, part: .head, below: BillStyle.firm, padding: 3)
    var rows = taxes.map { tax in
      var blocks = [
        TextBlock(
          said {
            $0.words(InvoicePhrases.treatment(tax.key.treatment))
            $0.raw(" \u{B7} ")
            $0.percent(tax.key.percent)
          }, BillStyle.body)
      ]
      if let reason = tax.key.reason, !reason.isEmpty { blocks.append(TextBlock(reason, BillStyle.meta)) }
      return TableRow(
        [
          TableCell(blocks, isHeader: true), TableCell(said { $0.money(tax.baseMinor, currency) }, BillStyle.body),
          TableCell(said { $0.money(tax.taxMinor, currency) }, BillStyle.body),
        ], below: BillStyle.thin)
    }
    rows.append(
      TableRow(
        [
          TableCell(said { $0.words(InvoicePhrases.total) }, BillStyle.strong, isHeader: true),
          TableCell(said { $0.money(taxes.reduce(0) { $0 + $1.baseMinor }, currency) }, BillStyle.strong),
          TableCell(said { $0.money(taxes.reduce(0) { $0 + $1.taxMinor }, currency) }, BillStyle.strong),
        ], part: .foot, keepsPrevious: true))
    return BillSection(
      title: said { $0.words(InvoicePhrases.tax) }, lead: nil, bar: nil, columns: [.share(1.5), .share(1, .end), .share(0.9, .end)], head: head, rows: rows)
  }

  private func row(_ label: String, _ amount: String, style: TextStyle = BillStyle.body, swatch: Colour? = nil) -> TableRow {
    TableRow([TableCell(label, style, isHeader: true, swatch: swatch), TableCell(amount, style)], below: BillStyle.thin)
  }

  static func grand(_ label: String, _ amount: String) -> TableRow {
    TableRow(
      [TableCell(label, BillStyle.grand, isHeader: true), TableCell(amount, BillStyle.grand)], part: .foot, above: BillStyle.heavy, padding: 5,
      keepsPrevious: true)
  }
}
