public import Parties
public import Primitives

/// The page for a link that opens nothing.
public enum ReaderRefusalPage {
  /// Why it does not; only a link that Florin made is told more than `unknown`.
  public enum Cause: Sendable, Hashable {
    case unknown
    /// It worked until the end of this day.
    case over(Day)
    case takenBack
  }

  /// - Parameter seller: whom to ask, where that is known.
  public static func render(_ cause: Cause, language: ReaderLanguage, seller: SellerEntity? = nil) -> [UInt8] {
    var ink = Ink(language, reserving: 24_576)
    let heading =
      switch cause {
      case .unknown: ReaderRefusalPhrases.unknown
      case .over: ReaderRefusalPhrases.over
      case .takenBack: ReaderRefusalPhrases.takenBack
      }
    PageFrame.open(&ink, links: PageLinks()) {
      $0.words(heading)
    } brand: {
      if let seller { $0.person(seller.legalName) }
    }
    ink.raw("<div class=\"blank\">\n<h1>")
    ink.words(heading)
    ink.raw("</h1>\n<p class=\"sub\">")
    switch cause {
    case .unknown: ink.words(ReaderRefusalPhrases.unknownRemedy)
    case .over(let day): ink.say(ReaderRefusalPhrases.overRemedy, .day(day))
    case .takenBack: ink.words(ReaderRefusalPhrases.takenBackRemedy)
    }
    ink.raw("</p>\n")
    if let mail = seller.flatMap({ ReaderPlaces.questions(to: $0) }) {
      ink.raw("<p class=\"sub\"><a")
      ink.attribute("href", "mailto:\(mail)")
      ink.raw(">")
      ink.words(ReaderRefusalPhrases.askFor)
      ink.raw("</a></p>\n")
    }
    ink.raw("</div>\n")
    PageFrame.close(&ink) { if let seller { InvoicePage.legal(seller, &$0) } }
    return ink.bytes
  }
}

extension ReaderPlaces {
  /// Where a seller takes questions.
  public static func questions(to seller: SellerEntity) -> String? { seller.details.contact?.email ?? seller.email }
}
