import Invoicing
import Parties
import Primitives

/// What the reader's pages have around their content.
enum ReaderFrame {
  /// - Parameter own: the page's own address, in whatever language.
  static func open(
    _ ink: inout Ink, seller: SellerEntity, addresses: ReaderAddresses, own: (ReaderAddresses) -> String, isStart: Bool, look: BillLook? = nil,
    back: Phrase = ReaderPhrases.backToBill, title: (inout Ink) -> Void
  ) {
    let links = PageLinks(home: isStart ? nil : addresses.start, languages: addresses.languages(own))
    PageFrame.open(&ink, links: links, home: back, style: ReaderStyle.css, look: look) {
      title(&$0)
      $0.raw(" \u{B7} ")
      $0.text(seller.legalName)
    } brand: {
      PageFrame.seller(seller.legalName, look, &$0)
    }
  }

  static func close(_ ink: inout Ink, seller: SellerEntity, look: BillLook? = nil) {
    PageFrame.close(&ink) {
      InvoicePage.legal(seller, &$0)
      PageFrame.free(look.footer($0.language), "say", &$0)
    }
  }

  /// That the page is its reader's alone, and until when.
  static func ends(_ day: Day?, _ ink: inout Ink) {
    guard let day else { return }
    ink.raw("<p class=\"note\">")
    ink.say(ReaderPhrases.linkEnds, .day(day))
    ink.raw("</p>\n")
  }

  /// Opens a section with its heading.
  static func section(_ id: StaticString, _ title: Phrase, _ ink: inout Ink) {
    ink.raw("<section aria-labelledby=\"")
    ink.raw(id)
    ink.raw("\">\n<h2 id=\"")
    ink.raw(id)
    ink.raw("\">")
    ink.words(title)
    ink.raw("</h2>\n")
  }

  /// The place where a question about a line, or the bill, begins.
  static func ask(_ words: Phrase, _ places: ReaderPlaces, subject: (inout Ink) -> Void, _ ink: inout Ink) {
    guard let mail = places.questions else { return }
    var text = Ink(ink.language, .plain)
    subject(&text)
    ink.raw("<p class=\"ask\"><a")
    ink.attribute("href", "mailto:\(mail)?subject=\(PageAddress.escaped(text.string))")
    ink.raw(">")
    ink.words(words)
    ink.raw("</a></p>\n")
  }
}
