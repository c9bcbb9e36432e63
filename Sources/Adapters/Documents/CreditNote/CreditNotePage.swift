import Invoicing
import Parties
import Primitives

/// A credit note as one self-contained HTML page: no script, no request to anywhere, equal bytes for equal input.
public enum CreditNotePage {
  /// The page's bytes in UTF-8.
  public static func render(_ view: CreditNoteView) -> [UInt8] {
    var ink = Ink(view.look.wording(view.language), reserving: 24_576 + view.note.lines.count * 1024)
    let title: (inout Ink) -> Void = {
      $0.words(CreditPhrases.creditNote)
      $0.raw(" ")
      $0.text(view.note.number ?? "")
      $0.raw(" \u{B7} ")
      $0.text(view.seller.legalName)
    }
    PageFrame.open(&ink, links: view.links, look: view.look, title: title) { PageFrame.seller(view.seller.legalName, view.look, &$0) }
    PageFrame.free(view.look.greeting(view.language), "greeting", &ink)
    head(view, &ink)
    PartiesSection.write(account: view.account, seller: view.seller, to: &ink)
    CreditLinesSection.write(view, to: &ink)
    TaxSection.write(view.note.taxes, view.note.currency, to: &ink)
    PageFrame.close(&ink) { ink in
      InvoicePage.legal(view.seller, &ink)
      ink.raw("<span>")
      ink.say(CreditPhrases.footer, .text(view.note.number ?? ""), .day(view.note.issuedOn))
      ink.raw("</span>\n")
      PageFrame.free(view.look.footer(view.language), "say", &ink)
    }
    return ink.bytes
  }

  /// The page as text.
  public static func text(_ view: CreditNoteView) -> String { String(decoding: render(view), as: UTF8.self) }

  /// What it is, how much is given back, for which invoice and why.
  static func head(_ view: CreditNoteView, _ ink: inout Ink) {
    let note = view.note
    TaxMarkSection.write(view.taxMark, to: &ink)
    ink.raw("<h1><span class=\"kind\">")
    ink.words(CreditPhrases.creditNote)
    ink.raw("</span> ")
    ink.text(note.number ?? "")
    ink.raw("</h1>\n<p class=\"sub\">")
    ink.say(CreditPhrases.forInvoice, .text(note.invoiceNumber), .day(view.invoice.issuedOn))
    ink.raw(" \u{B7} ")
    ink.person(view.account.name)
    ink.raw("</p>\n<div class=\"panel\">\n<div>\n<p class=\"label\">")
    ink.words(note.grossMinor < 0 ? CreditPhrases.takenBack : CreditPhrases.givenBack)
    ink.raw(note.grossMinor.magnitude >= 100_000_000 ? "</p>\n<p class=\"sum long\">" : "</p>\n<p class=\"sum\">")
    ink.amount(Exact(unscaled: note.grossMinor, scale: note.currency.minorDigits).magnitude, note.currency)
    ink.raw("</p>\n<p class=\"when\">")
    ink.person(note.reason)
    ink.raw("</p>\n</div>\n<dl aria-label=\"")
    ink.words(CreditPhrases.facts)
    ink.raw("\">\n")
    HeadSection.fact(&ink, InvoicePhrases.issuedOn) { $0.day(note.issuedOn, .short) }
    HeadSection.fact(&ink, CreditPhrases.invoice) { $0.document(DocumentLink(number: note.invoiceNumber, href: view.invoiceHref)) }
    HeadSection.fact(&ink, CreditPhrases.invoiceTotal) { $0.money(view.invoice.grossMinor, note.currency) }
    HeadSection.fact(&ink, InvoicePhrases.accountReference) { $0.text(view.account.reference) }
    ink.raw("</dl>\n</div>\n")
    PageFrame.otherForms(&ink, view.links)
  }

}
