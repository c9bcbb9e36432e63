import Primitives

/// One account with its invoices.
public enum AccountPage {
  public static func render(_ view: AccountView) -> [UInt8] {
    var ink = Ink(view.language, reserving: 24_576 + view.rows.count * 400)
    PageFrame.open(&ink, links: view.links) {
      $0.text(view.name)
      $0.raw(" \u{B7} Florin")
    } brand: {
      $0.raw("Florin")
    }
    ink.raw("<h1>")
    ink.person(view.name)
    ink.raw("</h1>\n<p class=\"sub\">")
    ink.say(PagePhrases.account, .text(view.reference))
    ink.raw("</p>\n")
    balances(view, &ink)
    ink.raw("<section aria-labelledby=\"invoices\">\n<h2 id=\"invoices\">")
    ink.words(PagePhrases.invoices)
    ink.raw("</h2>\n")
    if view.rows.isEmpty {
      ink.raw("<p class=\"muted\">")
      ink.words(PagePhrases.none)
      ink.raw("</p>\n")
    } else {
      InvoiceTable.write(view.rows, withCustomer: false, to: &ink)
    }
    ink.raw("</section>\n")
    if !view.creditNotes.isEmpty {
      ink.raw("<section aria-labelledby=\"credit-notes\">\n<h2 id=\"credit-notes\">")
      ink.words(CreditPhrases.all)
      ink.raw("</h2>\n")
      CreditNoteTable.write(view.creditNotes, withCustomer: false, to: &ink)
      ink.raw("</section>\n")
    }
    InvoiceTable.totals(view.totals, to: &ink)
    PageFrame.close(&ink) { $0.raw("<span>Florin</span>\n") }
    return ink.bytes
  }

  private static func balances(_ view: AccountView, _ ink: inout Ink) {
    if view.balances.isEmpty { return }
    ink.raw("<section aria-labelledby=\"balances\">\n<h2 id=\"balances\">")
    ink.words(BalancePhrases.balances)
    ink.raw("</h2>\n<table class=\"list\">\n<thead><tr><th scope=\"col\">")
    ink.words(BalancePhrases.balance)
    ink.raw("</th>")
    InvoiceTable.column(BalancePhrases.available, "n", &ink)
    ink.raw("</tr></thead>\n<tbody>\n")
    for row in view.balances {
      ink.raw("<tr><th scope=\"row\"><a")
      ink.attribute("href", row.href)
      ink.raw(">")
      ink.text(row.reference)
      ink.raw("</a></th><td class=\"n\">")
      ink.money(row.available.amountMinor, row.available.currency)
      ink.raw("</td></tr>\n")
    }
    ink.raw("</tbody>\n</table>\n</section>\n")
  }
}
