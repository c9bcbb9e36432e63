/// An account that a run holds without an invoice to show, with the reasons.
public enum HeldPage {
  public static func render(_ held: RunView.Held, language: ReaderLanguage, links: PageLinks = PageLinks()) -> [UInt8] {
    var ink = Ink(language, reserving: 24_576)
    PageFrame.open(&ink, links: links) {
      $0.text(held.accountName)
      $0.raw(" \u{B7} Florin")
    } brand: {
      $0.raw("Florin")
    }
    ink.raw("<h1>")
    ink.person(held.accountName)
    ink.raw("</h1>\n<p class=\"sub\">")
    ink.say(PagePhrases.account, .text(held.accountReference))
    ink.raw("</p>\n<section>\n")
    HeadSection.banner(.held(held.reasons), &ink)
    ink.raw("</section>\n")
    PageFrame.close(&ink) { $0.raw("<span>Florin</span>\n") }
    return ink.bytes
  }
}
