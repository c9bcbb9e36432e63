/// What every page has around its content: head, skip link, bar, main, footer.
enum PageFrame {
  /// Opens the page up to and including `<main>`. `title` writes the window's title, `brand` what stands at the top; with
  /// `refreshSeconds` it is asked for again after so many; `style` is what the page needs beyond that of every page, `look` what a template wants.
  static func open(
    _ ink: inout Ink, links: PageLinks, home: Phrase = InvoicePhrases.allInvoices, refreshSeconds: Int? = nil, style: StaticString = "", look: BillLook? = nil,
    title: (inout Ink) -> Void, brand: (inout Ink) -> Void
  ) {
    ink.raw("<!DOCTYPE html>\n<html lang=\"")
    ink.raw(ink.language.tag)
    ink.raw("\" dir=\"")
    ink.raw(ink.language.direction)
    ink.raw("\">\n<head>\n<meta charset=\"utf-8\">\n")
    ink.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
    ink.raw("<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"robots\" content=\"noindex\">\n")
    if let refreshSeconds {
      ink.raw("<meta http-equiv=\"refresh\" content=\"")
      ink.integer(refreshSeconds)
      ink.raw("\">\n")
    }
    ink.raw("<link rel=\"icon\" href=\"data:,\">\n<title>")
    title(&ink)
    ink.raw("</title>\n<style>\n")
    ink.raw(StyleSheet.css)
    ink.raw("\n")
    ink.raw(style)
    if let look { BrandStyle.write(look, to: &ink) }
    ink.raw("</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">")
    ink.words(InvoicePhrases.skip)
    ink.raw("</a>\n<header class=\"bar\">\n<p class=\"brand\">")
    brand(&ink)
    ink.raw("</p>\n")
    pages(&ink, links, home)
    languages(&ink, links)
    ink.raw("</header>\n<main id=\"main\">\n")
  }

  /// The seller at the top of a document: its logo, or its name.
  static func seller(_ name: String, _ look: BillLook?, _ ink: inout Ink) {
    guard let look, look.logo != nil else { return ink.person(name) }
    ink.raw("<img")
    ink.attribute("alt", name)
    ink.attribute("src", look.logoAddress)
    ink.raw(">")
  }

  /// A text of a template, with its language where it is not the page's.
  static func free(_ text: (text: String, language: String)?, _ kind: StaticString, _ ink: inout Ink) {
    guard let text else { return }
    ink.raw("<p class=\"")
    ink.raw(kind)
    ink.raw("\"")
    if text.language != ink.language.rawValue { ink.attribute("lang", text.language) }
    ink.raw(">")
    ink.text(text.text)
    ink.raw("</p>\n")
  }

  static func close(_ ink: inout Ink, footer: (inout Ink) -> Void) {
    ink.raw("</main>\n<footer class=\"foot\">\n")
    footer(&ink)
    ink.raw("</footer>\n</body>\n</html>\n")
  }

  /// The links to the pages before and after this one.
  static func turn(_ ink: inout Ink, previous: String?, _ before: Phrase, next: String?, _ after: Phrase) {
    guard previous != nil || next != nil else { return }
    ink.raw("<nav class=\"turn\" aria-label=\"")
    ink.words(InvoicePhrases.beforeAndAfter)
    ink.raw("\">\n<span>")
    if let previous { link(&ink, previous, before, rel: "prev") }
    ink.raw("</span>\n<span>")
    if let next { link(&ink, next, after, rel: "next") }
    ink.raw("</span>\n</nav>\n")
  }

  static func link(_ ink: inout Ink, _ href: String, _ words: Phrase, rel: String? = nil) {
    ink.raw("<a")
    ink.attribute("href", href)
    if let rel { ink.attribute("rel", rel) }
    ink.raw(">")
    ink.words(words)
    ink.raw("</a>")
  }

  /// The ways to the same document as a PDF, and as its reader sees it.
  static func otherForms(_ ink: inout Ink, _ links: PageLinks) {
    guard links.pdf != nil || links.reader != nil else { return }
    ink.raw("<p class=\"get\">")
    if let href = links.pdf {
      ink.raw("<a type=\"application/pdf\"")
      ink.attribute("href", href)
      ink.raw(">")
      ink.words(InvoicePhrases.asPDF)
      ink.raw("</a>")
    }
    if let href = links.reader {
      if links.pdf != nil { ink.raw(" \u{B7} ") }
      link(&ink, href, InvoicePhrases.asReader)
    }
    ink.raw("</p>\n")
  }

  private static func pages(_ ink: inout Ink, _ links: PageLinks, _ home: Phrase) {
    guard links.home != nil || links.account != nil else { return }
    ink.raw("<nav aria-label=\"")
    ink.words(InvoicePhrases.pages)
    ink.raw("\"><ul>")
    for (href, words) in [(links.home, home), (links.account, InvoicePhrases.myInvoices)] {
      guard let href else { continue }
      ink.raw("<li>")
      link(&ink, href, words)
      ink.raw("</li>")
    }
    ink.raw("</ul></nav>\n")
  }

  private static func languages(_ ink: inout Ink, _ links: PageLinks) {
    guard !links.languages.isEmpty else { return }
    ink.raw("<nav aria-label=\"")
    ink.words(InvoicePhrases.languages)
    ink.raw("\"><ul>")
    for item in links.languages {
      ink.raw("<li><a")
      ink.attribute("href", item.href)
      ink.raw(" hreflang=\"")
      ink.raw(item.language.tag)
      ink.raw("\" lang=\"")
      ink.raw(item.language.tag)
      ink.raw(item.language == ink.language ? "\" aria-current=\"true\">" : "\">")
      ink.raw(item.language.ownName)
      ink.raw("</a></li>")
    }
    ink.raw("</ul></nav>\n")
  }
}
