import Invoicing
import Parties
import Primitives

/// How and until when the invoice is paid, or that it need not be.
enum PaymentSection {
  static func write(_ view: InvoiceView, to ink: inout Ink) {
    ink.raw("<section aria-labelledby=\"payment\">\n<h2 id=\"payment\">")
    ink.words(InvoicePhrases.payment)
    ink.raw("</h2>\n<p class=\"lead\">")
    let isPayable = view.isPayable
    if view.standing != .issued {
      ink.words(InvoicePhrases.notIssued)
    } else if !isPayable {
      ink.words(InvoicePhrases.nothing)
    } else {
      request(view, &ink)
    }
    ink.raw("</p>\n")
    if isPayable {
      details(view, &ink)
      PageFrame.free(view.look.paymentNote(view.language), "say", &ink)
    }
    ink.raw("</section>\n")
  }

  private static func request(_ view: InvoiceView, _ ink: inout Ink) {
    ink.say(phrase(view.payment.method), .money(view.invoice.grossMinor, view.invoice.currency), .day(view.invoice.dueOn))
  }

  /// What the customer is asked to do, or is spared.
  static func phrase(_ method: PaymentMethod) -> Phrase {
    switch method {
    case .transfer: InvoicePhrases.pay
    case .directDebit: InvoicePhrases.collect
    case .card: InvoicePhrases.chargeCard
    case .check: InvoicePhrases.sendCheck
    case .other, .unknown: InvoicePhrases.payOther
    }
  }

  static func details(_ view: InvoiceView, _ ink: inout Ink) {
    let payment = view.payment
    ink.raw("<dl class=\"pay\">\n")
    if case .other(let words) = payment.method {
      HeadSection.fact(&ink, InvoicePhrases.method) { $0.text(words) }
    } else if let phrase = InvoicePhrases.method(payment.method) {
      HeadSection.fact(&ink, InvoicePhrases.method) { $0.words(phrase) }
    }
    if let instrument = payment.instrument {
      HeadSection.fact(&ink, InvoicePhrases.instrument) { $0.text(instrument) }
    }
    switch payment.method {
    case .transfer, .unknown, .check, .other:
      HeadSection.fact(&ink, InvoicePhrases.payee) { $0.person(view.seller.legalName) }
      if let iban = payment.iban ?? view.seller.iban {
        HeadSection.fact(&ink, Phrase("IBAN", es: "IBAN", ko: "IBAN", ro: "IBAN")) { grouped(iban, &$0) }
      }
      if let bic = payment.bic {
        HeadSection.fact(&ink, Phrase("BIC", es: "BIC", ko: "BIC", ro: "BIC")) { $0.text(bic) }
      }
    case .directDebit, .card: break
    }
    HeadSection.fact(&ink, InvoicePhrases.reference) {
      if let reference = payment.reference { $0.text(reference) } else { InvoicePage.number(view, &$0) }
    }
    ink.raw("</dl>\n")
  }

  /// An IBAN in groups of four, as it is read aloud.
  private static func grouped(_ iban: String, _ ink: inout Ink) {
    ink.raw("<span class=\"code\">")
    let plain = iban.filter { $0 != " " }
    for (index, character) in plain.enumerated() {
      if index > 0, index % 4 == 0 { ink.raw(" ") }
      ink.text(String(character))
    }
    ink.raw("</span>")
  }
}
