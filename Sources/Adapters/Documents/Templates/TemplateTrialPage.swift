import Primitives

/// What a draft of a template would change, page by page, as one self-contained HTML page.
public enum TemplateTrialPage {
  /// The page's bytes in UTF-8.
  public static func render(_ view: TemplateTrialView, language: ReaderLanguage) -> [UInt8] {
    var ink = Ink(language, reserving: 16_384 + view.differences.count * 512)
    func title(_ ink: inout Ink) { ink.say(TemplatePhrases.trial, .text(view.template), .days(view.period)) }
    PageFrame.open(&ink, links: PageLinks(), title: title) { $0.text(view.name) }
    ink.raw("<h1>")
    title(&ink)
    ink.raw("</h1>\n<p class=\"sub\">")
    ink.say(
      TemplatePhrases.summary, .number(Exact(view.looked)), .number(Exact(view.covered)), .number(Exact(view.differences.count)), .number(Exact(view.pageCount)))
    ink.raw("</p>\n<section>\n")
    if view.differences.isEmpty {
      ink.raw("<p>")
      ink.words(TemplatePhrases.none)
      ink.raw("</p>\n")
    } else {
      table(view, &ink)
    }
    ink.raw("</section>\n")
    PageFrame.close(&ink) { _ in }
    return ink.bytes
  }

  private static func table(_ view: TemplateTrialView, _ ink: inout Ink) {
    ink.raw("<table class=\"list\">\n<thead><tr>")
    for (phrase, kind) in [(TemplatePhrases.invoice, ""), (TemplatePhrases.pages, "n"), (TemplatePhrases.firstDifference, "")] as [(Phrase, StaticString)] {
      InvoiceTable.column(phrase, kind, &ink)
    }
    ink.raw("</tr></thead>\n<tbody>\n")
    for invoice in view.differences {
      ink.raw("<tr><th scope=\"row\">")
      ink.text(invoice.number)
      ink.raw("<span class=\"meta\">")
      ink.person(invoice.accountName)
      ink.raw("</span></th><td class=\"n\">")
      if invoice.pagesBefore == invoice.pagesAfter {
        ink.number(Exact(invoice.pagesAfter))
      } else {
        ink.say(TemplatePhrases.pageCounts, .number(Exact(invoice.pagesBefore)), .number(Exact(invoice.pagesAfter)))
      }
      ink.raw("</td><td><ul>\n")
      for page in invoice.pages {
        ink.raw("<li>")
        ink.say(TemplatePhrases.page, .number(Exact(page.number)))
        ink.raw(": ")
        difference(page.difference, &ink)
        ink.raw("</li>\n")
      }
      if invoice.pages.isEmpty {
        ink.raw("<li>")
        ink.words(TemplatePhrases.onScreenOnly)
        ink.raw("</li>\n")
      }
      ink.raw("</ul></td></tr>\n")
    }
    ink.raw("</tbody>\n</table>\n")
  }

  private static func difference(_ difference: PageDifference, _ ink: inout Ink) {
    if difference.isOfLookOnly { return ink.words(TemplatePhrases.lookOnly) }
    side(difference.before, "del", &ink)
    ink.raw(" → ")
    side(difference.after, "ins", &ink)
  }

  private static func side(_ text: String?, _ tag: StaticString, _ ink: inout Ink) {
    guard let text else { return ink.words(TemplatePhrases.nothingThere) }
    ink.raw("<")
    ink.raw(tag)
    ink.raw("><bdi>")
    ink.text(text)
    ink.raw("</bdi></")
    ink.raw(tag)
    ink.raw(">")
  }
}
