import Invoicing
import Parties
import Primitives

extension InvoiceSections {
  /// How and until when the invoice is paid, or that it need not be.
  var payment: BillSection {
    func said(_ write: (inout Ink) -> Void) -> String { Ink.said(view.wording, write) }
    let title = said { $0.words(InvoicePhrases.payment) }
    let columns: [TableColumn] = [.share(1), .share(2.2)]
    guard view.isPayable else {
      let lead = said { $0.words(view.standing == .issued ? InvoicePhrases.nothing : InvoicePhrases.notIssued) }
      return BillSection(title: title, lead: lead, bar: nil, columns: columns, head: nil, rows: [])
    }
    let rows = paymentFacts.map { label, value in
      TableRow([TableCell(label, BillStyle.soft, isHeader: true), TableCell(value, BillStyle.body)], below: BillStyle.thin)
    }
    return BillSection(
      title: title, lead: paymentRequest, note: view.look.paymentNote(view.language), bar: nil, columns: columns, head: nil, rows: rows)
  }

  /// What the customer is asked to do, or is spared.
  var paymentRequest: String {
    Ink.said(view.wording) { $0.say(PaymentSection.phrase(view.payment.method), .money(view.invoice.grossMinor, view.invoice.currency), .day(view.invoice.dueOn)) }
  }

  private var paymentFacts: [(String, String)] {
    let payment = view.payment
    func said(_ phrase: Phrase) -> String { Ink.said(view.wording) { $0.words(phrase) } }
    var facts: [(String, String)] = []
    if case .other(let words) = payment.method {
      facts.append((said(InvoicePhrases.method), words))
    } else if let phrase = InvoicePhrases.method(payment.method) {
      facts.append((said(InvoicePhrases.method), said(phrase)))
    }
    if let instrument = payment.instrument { facts.append((said(InvoicePhrases.instrument), instrument)) }
    switch payment.method {
    case .transfer, .unknown, .check, .other:
      facts.append((said(InvoicePhrases.payee), view.seller.legalName))
      if let iban = payment.iban ?? view.seller.iban { facts.append(("IBAN", InvoiceSections.grouped(iban))) }
      if let bic = payment.bic { facts.append(("BIC", bic)) }
    case .directDebit, .card: break
    }
    facts.append((said(InvoicePhrases.reference), payment.reference ?? Ink.said(view.wording) { InvoicePage.number(view, &$0) }))
    return facts
  }

  /// An IBAN in groups of four, as it is read aloud.
  private static func grouped(_ iban: String) -> String {
    var text = ""
    for (index, character) in iban.filter({ $0 != " " }).enumerated() {
      if index > 0, index % 4 == 0 { text += "\u{A0}" }
      text.append(character)
    }
    return text
  }
}
