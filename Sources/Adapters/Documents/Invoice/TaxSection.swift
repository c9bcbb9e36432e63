import Invoicing
import Primitives
import Taxation

/// The tax breakdown: one row for each treatment and rate, and the reason wherever no tax is charged.
enum TaxSection {
  static func write(_ view: InvoiceView, to ink: inout Ink) {
    let invoice = view.invoice
    ink.raw("<section aria-labelledby=\"tax\">\n<h2 id=\"tax\">")
    ink.words(InvoicePhrases.tax)
    ink.raw("</h2>\n<table class=\"ledger\">\n<thead><tr><th scope=\"col\">")
    ink.words(InvoicePhrases.taxKind)
    ink.raw("</th><th scope=\"col\" class=\"n\">")
    ink.words(InvoicePhrases.base)
    ink.raw("</th><th scope=\"col\" class=\"n\">")
    ink.words(InvoicePhrases.taxTotal)
    ink.raw("</th></tr></thead>\n<tbody>\n")
    for tax in invoice.taxes {
      ink.raw("<tr><th scope=\"row\">")
      ink.words(InvoicePhrases.treatment(tax.key.treatment))
      ink.raw(" \u{B7} ")
      ink.percent(tax.key.percent)
      if let reason = tax.key.reason, !reason.isEmpty {
        ink.raw("<span class=\"meta\">")
        ink.text(reason)
        ink.raw("</span>")
      }
      ink.raw("</th><td class=\"n\">")
      ink.money(tax.baseMinor, invoice.currency)
      ink.raw("</td><td class=\"n\">")
      ink.money(tax.taxMinor, invoice.currency)
      ink.raw("</td></tr>\n")
    }
    ink.raw("</tbody>\n<tfoot><tr><th scope=\"row\">")
    ink.words(InvoicePhrases.total)
    ink.raw("</th><td class=\"n\">")
    ink.money(invoice.netMinor, invoice.currency)
    ink.raw("</td><td class=\"n\">")
    ink.money(invoice.taxMinor, invoice.currency)
    ink.raw("</td></tr></tfoot>\n</table>\n</section>\n")
  }
}
