import Invoicing
import Parties
import Primitives

/// The top of the invoice: what it is, how much is due and when.
enum HeadSection {
  static func write(_ view: InvoiceView, to ink: inout Ink) {
    let invoice = view.invoice
    TaxMarkSection.write(view.taxMark, to: &ink)
    banner(view.standing, &ink)
    CorrectionBanner.write(view.corrections, to: &ink)
    ink.raw("<h1><span class=\"kind\">")
    ink.words(InvoicePhrases.invoice)
    ink.raw("</span> ")
    InvoicePage.number(view, &ink)
    ink.raw("</h1>\n<p class=\"sub\">")
    ink.days(invoice.billingPeriod)
    ink.raw(" \u{B7} ")
    ink.person(view.account.name)
    ink.raw("</p>\n<div class=\"panel\">\n<div>\n<p class=\"label\">")
    let inFavour = invoice.grossMinor < 0
    let isIssued = view.standing == .issued
    ink.words(inFavour ? InvoicePhrases.inYourFavour : !isIssued ? InvoicePhrases.expected : view.corrections.cancelledOn == nil ? InvoicePhrases.amountDue : InvoicePhrases.total)
    ink.raw(invoice.grossMinor.magnitude >= 100_000_000 ? "</p>\n<p class=\"sum long\">" : "</p>\n<p class=\"sum\">")
    ink.amount(Exact(unscaled: invoice.grossMinor, scale: invoice.currency.minorDigits).magnitude, invoice.currency)
    ink.raw("</p>\n<p class=\"when\">")
    if !isIssued {
      ink.words(InvoicePhrases.notYetIssued)
    } else if view.isPayable {
      ink.say(InvoicePhrases.dueBy, .day(invoice.dueOn))
    } else {
      ink.words(InvoicePhrases.nothingToPay)
    }
    ink.raw("</p>\n</div>\n")
    facts(view, &ink)
    ink.raw("</div>\n")
    PageFrame.otherForms(&ink, view.links)
  }

  private static func facts(_ view: InvoiceView, _ ink: inout Ink) {
    ink.raw("<dl aria-label=\"")
    ink.words(InvoicePhrases.facts)
    ink.raw("\">\n")
    fact(&ink, InvoicePhrases.issuedOn) { $0.day(view.invoice.issuedOn, .short) }
    fact(&ink, InvoicePhrases.due) { $0.day(view.invoice.dueOn, .short) }
    fact(&ink, InvoicePhrases.accountReference) { $0.text(view.account.reference) }
    if view.isPayable, let method = InvoicePhrases.method(view.payment.method) {
      fact(&ink, InvoicePhrases.payment) { $0.words(method) }
    }
    ink.raw("</dl>\n")
  }

  static func fact(_ ink: inout Ink, _ label: Phrase, _ value: (inout Ink) -> Void) {
    ink.raw("<dt>")
    ink.words(label)
    ink.raw("</dt><dd>")
    value(&ink)
    ink.raw("</dd>\n")
  }

  static func banner(_ standing: InvoiceView.Standing, _ ink: inout Ink) {
    switch standing {
    case .issued: break
    case .draft:
      ink.raw("<aside class=\"banner\"><p>")
      ink.words(InvoicePhrases.draftBanner)
      ink.raw("</p></aside>\n")
    case .held(let reasons):
      ink.raw("<aside class=\"banner\"><p>")
      ink.words(InvoicePhrases.heldBanner)
      ink.raw("</p>\n<ul>\n")
      for reason in reasons {
        ink.raw("<li>")
        ink.hold(reason)
        ink.raw("</li>\n")
      }
      ink.raw("</ul></aside>\n")
    }
  }
}
