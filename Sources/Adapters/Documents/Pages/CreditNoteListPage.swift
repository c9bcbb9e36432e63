/// The list of credit notes, newest first, page by page.
public enum CreditNoteListPage {
  public static func render(_ view: CreditNoteListView) -> [UInt8] {
    var ink = Ink(view.language, reserving: 24_576 + view.rows.count * 400)
    PageFrame.open(&ink, links: view.links) {
      $0.words(CreditPhrases.all)
      $0.raw(" \u{B7} Florin")
    } brand: {
      $0.raw("Florin")
    }
    ink.raw("<h1>")
    ink.words(CreditPhrases.all)
    ink.raw("</h1>\n<p class=\"sub\">")
    ink.words(CreditPhrases.newestFirst)
    ink.raw("</p>\n")
    if view.rows.isEmpty {
      ink.raw("<p class=\"muted\">")
      ink.words(CreditPhrases.none)
      ink.raw("</p>\n")
    } else {
      CreditNoteTable.write(view.rows, withCustomer: true, to: &ink)
    }
    PageFrame.turn(&ink, previous: view.newer, CreditPhrases.newer, next: view.older, CreditPhrases.older)
    PageFrame.close(&ink) { $0.raw("<span>Florin</span>\n") }
    return ink.bytes
  }
}
