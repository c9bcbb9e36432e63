import Primitives

/// The page for what is not there, cannot be made, or was refused.
public enum ErrorPage {
  public enum Cause: Sendable {
    case notFound
    case failed
    /// Problems with their remedies, as everywhere else.
    case refused([Problem])
  }

  public static func render(_ cause: Cause, language: ReaderLanguage, links: PageLinks = PageLinks()) -> [UInt8] {
    var ink = Ink(language, reserving: 24_576)
    let heading =
      switch cause {
      case .notFound: PagePhrases.notFound
      case .failed, .refused: PagePhrases.failed
      }
    PageFrame.open(&ink, links: links) {
      $0.words(heading)
      $0.raw(" \u{B7} Florin")
    } brand: {
      $0.raw("Florin")
    }
    ink.raw("<div class=\"blank\">\n<h1>")
    ink.words(heading)
    ink.raw("</h1>\n")
    switch cause {
    case .notFound: paragraph(PagePhrases.notFoundRemedy, &ink)
    case .failed: paragraph(PagePhrases.failedRemedy, &ink)
    case .refused(let problems):
      ink.raw(language == .en ? "<ul>\n" : "<ul lang=\"en\">\n")
      for problem in problems {
        ink.raw("<li><p class=\"sub\">")
        ink.text(problem.message)
        ink.raw(" <span class=\"code\">")
        ink.text(problem.code.rawValue)
        ink.raw("</span></p><p>")
        ink.text(problem.remedy)
        ink.raw("</p></li>\n")
      }
      ink.raw("</ul>\n")
    }
    if let home = links.home {
      ink.raw("<p class=\"sub\">")
      PageFrame.link(&ink, home, InvoicePhrases.allInvoices)
      ink.raw("</p>\n")
    }
    ink.raw("</div>\n")
    PageFrame.close(&ink) { $0.raw("<span>Florin</span>\n") }
    return ink.bytes
  }

  private static func paragraph(_ words: Phrase, _ ink: inout Ink) {
    ink.raw("<p class=\"sub\">")
    ink.words(words)
    ink.raw("</p>\n")
  }
}
