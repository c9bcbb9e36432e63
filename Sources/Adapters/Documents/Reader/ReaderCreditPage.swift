import Invoicing
import Parties
import Primitives

/// A credit note as a page of its reader's own: what was given back, why, and for which bill.
public enum ReaderCreditPage {
  /// The page's bytes in UTF-8.
  public static func render(_ view: ReaderCreditView) -> [UInt8] {
    let note = view.credit
    var ink = Ink(note.look.wording(note.language), reserving: 32_768 + note.note.lines.count * 1024)
    ReaderFrame.open(&ink, seller: note.seller, addresses: view.addresses, own: \.start, isStart: true, look: note.look) {
      $0.words(CreditPhrases.creditNote)
      $0.raw(" ")
      $0.text(note.note.number ?? "")
    }
    CreditNotePage.head(note, &ink)
    CreditLinesSection.write(note, to: &ink)
    TaxSection.write(note.note.taxes, note.note.currency, to: &ink)
    ink.raw("<div class=\"two\">\n")
    ReaderFrame.section("documents", ReaderPhrases.documents, &ink)
    ink.raw("<ul class=\"keep\">\n")
    ReaderBillPage.file(view.addresses.pdf, "application/pdf", ReaderPhrases.creditPDF, &ink)
    if view.hasEInvoice { ReaderBillPage.file(view.addresses.eInvoice, "application/xml", ReaderPhrases.eInvoice, &ink) }
    ink.raw("</ul>\n</section>\n")
    if view.places.questions != nil {
      ReaderFrame.section("questions", ReaderPhrases.questions, &ink)
      ink.raw("<p>")
      ink.words(ReaderPhrases.askHint)
      ink.raw("</p>\n")
      ReaderFrame.ask(ReaderPhrases.askCredit, view.places, subject: { $0.say(ReaderPhrases.subjectCredit, .text(note.note.number ?? "")) }, &ink)
      ink.raw("</section>\n")
    }
    ink.raw("</div>\n")
    PartiesSection.write(account: note.account, seller: note.seller, to: &ink)
    ReaderFrame.ends(view.linkEndsOn, &ink)
    ReaderFrame.close(&ink, seller: note.seller, look: note.look)
    return ink.bytes
  }
}
