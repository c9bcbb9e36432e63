import Primitives

/// The table of invoices that the list and the account page share, and the table of totals below it.
enum InvoiceTable {
  static func write(_ rows: [InvoiceRow], withCustomer: Bool, to ink: inout Ink) {
    ink.raw("<table class=\"list\">\n<thead><tr><th scope=\"col\">")
    ink.words(InvoicePhrases.invoice)
    ink.raw("</th>")
    if withCustomer { column(PagePhrases.customer, "", &ink) }
    column(InvoicePhrases.issuedOn, "wide", &ink)
    column(InvoicePhrases.due, "wide", &ink)
    column(InvoicePhrases.amount, "n", &ink)
    ink.raw("</tr></thead>\n<tbody>\n")
    for row in rows {
      ink.raw("<tr><th scope=\"row\"><a")
      ink.attribute("href", row.href)
      ink.raw(">")
      ink.text(row.number)
      ink.raw("</a><span class=\"meta narrow\">")
      ink.plainDay(row.issuedOn, .short)
      ink.raw("</span></th>")
      if withCustomer {
        ink.raw("<td>")
        ink.person(row.accountName)
        ink.raw("<span class=\"meta\">")
        ink.text(row.accountReference)
        ink.raw("</span></td>")
      }
      ink.raw("<td class=\"wide\">")
      ink.day(row.issuedOn, .short)
      ink.raw("</td><td class=\"wide\">")
      ink.day(row.dueOn, .short)
      ink.raw("</td><td class=\"n\">")
      ink.money(row.gross.amountMinor, row.gross.currency)
      ink.raw("</td></tr>\n")
    }
    ink.raw("</tbody>\n</table>\n")
  }

  /// Totals by currency, as a section of its own.
  static func totals(_ totals: [CurrencyTotal], to ink: inout Ink) {
    guard !totals.isEmpty else { return }
    ink.raw("<section aria-labelledby=\"totals\">\n<h2 id=\"totals\">")
    ink.words(PagePhrases.totals)
    ink.raw("</h2>\n<table class=\"ledger\">\n<thead><tr><th scope=\"col\">")
    ink.words(PagePhrases.currency)
    ink.raw("</th>")
    column(PagePhrases.invoices, "n", &ink)
    column(InvoicePhrases.netTotal, "n wide", &ink)
    column(InvoicePhrases.taxTotal, "n wide", &ink)
    column(InvoicePhrases.total, "n", &ink)
    ink.raw("</tr></thead>\n<tbody>\n")
    for total in totals {
      ink.raw("<tr><th scope=\"row\">")
      ink.text(total.currency.code)
      ink.raw("</th><td class=\"n\">")
      ink.number(total.invoices)
      for (minor, shade) in [(total.netMinor, "n wide"), (total.taxMinor, "n wide"), (total.grossMinor, "n")] as [(Int64, StaticString)] {
        ink.raw("</td><td class=\"")
        ink.raw(shade)
        ink.raw("\">")
        ink.money(minor, total.currency)
      }
      ink.raw("</td></tr>\n")
    }
    ink.raw("</tbody>\n</table>\n</section>\n")
  }

  static func column(_ words: Phrase, _ shade: StaticString, _ ink: inout Ink) {
    ink.raw("<th scope=\"col\" class=\"")
    ink.raw(shade)
    ink.raw("\">")
    ink.words(words)
    ink.raw("</th>")
  }
}
