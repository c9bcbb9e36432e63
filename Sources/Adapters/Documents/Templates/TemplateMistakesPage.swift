public import Primitives

/// Shown in place of a preview while the template has mistakes; it asks for itself again.
public enum TemplateMistakesPage {
  /// The page's bytes in UTF-8.
  public static func render(_ problems: [Problem], language: ReaderLanguage, refreshSeconds: Int) -> [UInt8] {
    var ink = Ink(language, reserving: 16_384)
    PageFrame.open(&ink, links: PageLinks(), refreshSeconds: refreshSeconds) { $0.words(TemplatePhrases.mistakes) } brand: { _ in }
    ink.raw("<h1>")
    ink.words(TemplatePhrases.mistakes)
    ink.raw("</h1>\n<p class=\"sub\">")
    ink.words(TemplatePhrases.waiting)
    ink.raw("</p>\n<section>\n<ul lang=\"en\">\n")
    for problem in problems {
      ink.raw("<li class=\"banner\"><p>")
      ink.text(problem.message)
      ink.raw("</p><p>")
      ink.text(problem.remedy)
      ink.raw("</p><p class=\"meta\">")
      if let place = problem.place { ink.text("\(place) ") }
      ink.text("\(problem.path) [\(problem.code.rawValue)]")
      ink.raw("</p></li>\n")
    }
    ink.raw("</ul>\n</section>\n")
    PageFrame.close(&ink) { _ in }
    return ink.bytes
  }
}
