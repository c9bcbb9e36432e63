import Primitives

/// The table of credit notes that their list and the account page share.
enum CreditNoteTable {
  static func write(_ rows: [CreditNoteRow], withCustomer: Bool, to ink: inout Ink) {
    ink.raw("<table class=\"list\">\n<thead><tr><th scope=\"col\">")
    ink.words(CreditPhrases.creditNote)
    ink.raw("</th>")
    if withCustomer { InvoiceTable.column(PagePhrases.customer, "wide", &ink) }
    InvoiceTable.column(CreditPhrases.invoice, "", &ink)
    InvoiceTable.column(CreditPhrases.reason, "wide", &ink)
    InvoiceTable.column(CreditPhrases.givenBack, "n", &ink)
    ink.raw("</tr></thead>\n<tbody>\n")
    for row in rows { write(row, withCustomer, &ink) }
    ink.raw("</tbody>\n</table>\n")
  }

  private static func write(_ row: CreditNoteRow, _ withCustomer: Bool, _ ink: inout Ink) {
    ink.raw("<tr><th scope=\"row\">")
    ink.document(row.note)
    ink.raw("<span class=\"meta\">")
    ink.plainDay(row.issuedOn, .short)
    ink.raw("</span></th>")
    if withCustomer {
      ink.raw("<td class=\"wide\">")
      ink.person(row.accountName)
      ink.raw("<span class=\"meta\">")
      ink.text(row.accountReference)
      ink.raw("</span></td>")
    }
    ink.raw("<td>")
    ink.document(row.invoice)
    ink.raw("</td><td class=\"wide\">")
    ink.person(row.reason)
    ink.raw("</td><td class=\"n\">")
    ink.money(row.gross.amountMinor, row.gross.currency)
    ink.raw("</td></tr>\n")
  }
}

extension Ink {
  /// A document's number, leading to its page when there is one.
  mutating func document(_ link: DocumentLink) {
    guard forms == .html, let href = link.href else { return text(link.number) }
    raw("<a")
    attribute("href", href)
    raw(">")
    text(link.number)
    raw("</a>")
  }
}
