import Operations
import Primitives

/// Accounts that the draft cannot price: how many, why, and which are the first.
enum NotPricedSection {
  static func write(_ counts: NotPricedCounts, to ink: inout Ink) {
    guard counts.accounts > 0 else { return }
    ink.raw("<section aria-labelledby=\"not-priced\">\n<h2 id=\"not-priced\">")
    ink.words(SimulationPhrases.notPriced)
    ink.raw("</h2>\n<p class=\"hint\">")
    ink.words(SimulationPhrases.whyNotPriced)
    ink.raw("</p>\n<table class=\"list\">\n<thead><tr>")
    InvoiceTable.column(PagePhrases.accounts, "n", &ink)
    InvoiceTable.column(PagePhrases.reason, "", &ink)
    ink.raw("</tr></thead>\n<tbody>\n")
    for reason in counts.reasons {
      ink.raw("<tr><td class=\"n\">")
      ink.number(reason.accounts)
      ink.raw("</td><td>")
      ink.text(reason.message)
      ink.raw("<span class=\"meta\">")
      ink.text(reason.code)
      ink.raw(" \u{B7} ")
      ink.text(reason.examples.map(\.reference).joined(separator: ", "))
      if reason.accounts > reason.examples.count { ink.raw(", \u{2026}") }
      ink.raw("</span></td></tr>\n")
    }
    ink.raw("</tbody>\n</table>\n</section>\n")
  }
}
