import Invoicing
import Primitives
import Taxation

/// The tax breakdown: one row for each treatment and rate, and the reason wherever no tax is charged.
enum TaxSection {
  static func write(_ taxes: [TaxBreakdown], _ currency: Currency, to ink: inout Ink) {
    ink.raw("<section aria-labelledby=\"tax\">\n<h2 id=\"tax\">")
    ink.words(InvoicePhrases.tax)
    ink.raw("</h2>\n<table class=\"ledger\">\n<thead><tr><th scope=\"col\">")
    ink.words(InvoicePhrases.taxKind)
    ink.raw("</th><th scope=\"col\" class=\"n\">")
    ink.words(InvoicePhrases.base)
    ink.raw("</th><th scope=\"col\" class=\"n\">")
    ink.words(InvoicePhrases.taxTotal)
    ink.raw("</th></tr></thead>\n<tbody>\n")
    for tax in taxes {
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
      ink.money(tax.baseMinor, currency)
      ink.raw("</td><td class=\"n\">")
      ink.money(tax.taxMinor, currency)
      ink.raw("</td></tr>\n")
    }
    ink.raw("</tbody>\n<tfoot><tr><th scope=\"row\">")
    ink.words(InvoicePhrases.total)
    ink.raw("</th><td class=\"n\">")
    ink.money(taxes.reduce(0) { $0 + $1.baseMinor }, currency)
    ink.raw("</td><td class=\"n\">")
    ink.money(taxes.reduce(0) { $0 + $1.taxMinor }, currency)
    ink.raw("</td></tr></tfoot>\n</table>\n</section>\n")
  }
}
