import Invoicing
import Primitives

/// What changed since the last bill and why, from its total to this one's.
enum ChangesSection {
  static func write(_ view: InvoiceView, to ink: inout Ink) {
    guard let previous = view.previous else { return }
    let currency = view.invoice.currency
    let delta = view.invoice.grossMinor - previous.grossMinor
    ink.raw("<section aria-labelledby=\"changes\">\n<h2 id=\"changes\">")
    ink.words(InvoicePhrases.changed)
    ink.raw("</h2>\n<p class=\"lead\">")
    if delta == 0 {
      ink.say(ChangePhrases.same, .day(previous.issuedOn))
    } else {
      ink.say(
        delta > 0 ? ChangePhrases.higher : ChangePhrases.lower,
        .amount(Exact(unscaled: delta, scale: currency.minorDigits).magnitude, currency), .day(previous.issuedOn))
    }
    ink.raw("</p>\n<table class=\"ledger\">\n<thead class=\"vh\"><tr><th scope=\"col\">")
    ink.words(InvoicePhrases.change)
    ink.raw("</th><th scope=\"col\" class=\"n\">")
    ink.words(InvoicePhrases.amount)
    ink.raw("</th></tr></thead>\n<tbody>\n<tr><th scope=\"row\" class=\"muted\">")
    ink.words(InvoicePhrases.lastBill)
    ink.raw("</th><td class=\"n muted\">")
    ink.money(previous.grossMinor, currency)
    ink.raw("</td></tr>\n")
    for change in view.changes {
      ink.raw("<tr><th scope=\"row\">")
      ink.change(change, currency)
      ink.raw("</th><td class=\"n\">")
      ink.money(change.amountMinor, currency, signed: true)
      ink.raw("</td></tr>\n")
    }
    let unexplained = delta - view.changes.reduce(0) { $0 + $1.amountMinor }
    if unexplained != 0 {
      ink.raw("<tr><th scope=\"row\">")
      ink.words(ChangePhrases.other)
      ink.raw("</th><td class=\"n\">")
      ink.money(unexplained, currency, signed: true)
      ink.raw("</td></tr>\n")
    }
    ink.raw("</tbody>\n<tfoot><tr class=\"grand\"><th scope=\"row\">")
    ink.words(InvoicePhrases.thisBill)
    ink.raw("</th><td class=\"n\">")
    ink.money(view.invoice.grossMinor, currency)
    ink.raw("</td></tr></tfoot>\n</table>\n</section>\n")
  }
}
