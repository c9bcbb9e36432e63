import Primitives

/// What a bill run did: how many of what, totals by currency, and every held account with its reasons.
public enum RunPage {
  public static func render(_ view: RunView) -> [UInt8] {
    var ink = Ink(view.language, reserving: 24_576 + view.held.count * 300)
    PageFrame.open(&ink, links: view.links) {
      $0.words(PagePhrases.run)
      $0.raw(" ")
      $0.text(view.name)
    } brand: {
      $0.raw("Florin")
    }
    ink.raw("<h1><span class=\"kind\">")
    ink.words(PagePhrases.run)
    ink.raw("</span> ")
    ink.text(view.name)
    ink.raw("</h1>\n<p class=\"sub\">")
    ink.days(view.period)
    ink.raw("</p>\n<dl class=\"tiles\">\n")
    tile(PagePhrases.accounts, &ink) { $0.number(view.accounts) }
    tile(PagePhrases.invoices, &ink) { $0.number(view.invoices) }
    tile(PagePhrases.lines, &ink) { $0.number(view.lines) }
    tile(PagePhrases.held, &ink) { $0.number(view.heldCount) }
    if let seconds = view.seconds {
      tile(PagePhrases.seconds, &ink) { $0.number(seconds, most: 2) }
      if seconds.isPositive {
        tile(PagePhrases.perSecond, &ink) { $0.number(Exact(view.invoices) / seconds, most: 0) }
      }
    }
    ink.raw("</dl>\n")
    if let verified = view.verified {
      ink.raw(verified ? "<p class=\"check\">" : "<p class=\"check bad\">")
      ink.words(verified ? PagePhrases.verified : PagePhrases.notVerified)
      ink.raw("</p>\n")
    }
    InvoiceTable.totals(view.totals, to: &ink)
    held(view, &ink)
    PageFrame.close(&ink) { $0.raw("<span>Florin</span>\n") }
    return ink.bytes
  }

  private static func tile(_ words: Phrase, _ ink: inout Ink, _ value: (inout Ink) -> Void) {
    ink.raw("<div><dt>")
    ink.words(words)
    ink.raw("</dt><dd>")
    value(&ink)
    ink.raw("</dd></div>\n")
  }

  private static func held(_ view: RunView, _ ink: inout Ink) {
    ink.raw("<section aria-labelledby=\"held\">\n<h2 id=\"held\">")
    ink.words(PagePhrases.heldAccounts)
    ink.raw("</h2>\n")
    guard !view.held.isEmpty else {
      ink.raw("<p class=\"muted\">")
      ink.words(PagePhrases.heldNone)
      ink.raw("</p>\n</section>\n")
      return
    }
    if view.heldCount > view.held.count {
      ink.raw("<p class=\"hint\">")
      ink.say(PagePhrases.heldFirst, .number(Exact(view.held.count)), .number(Exact(view.heldCount)))
      ink.raw("</p>\n")
    }
    ink.raw("<table class=\"list\">\n<thead><tr>")
    InvoiceTable.column(PagePhrases.customer, "", &ink)
    InvoiceTable.column(PagePhrases.reason, "", &ink)
    ink.raw("</tr></thead>\n<tbody>\n")
    for account in view.held {
      ink.raw("<tr><th scope=\"row\">")
      if let href = account.href {
        ink.raw("<a")
        ink.attribute("href", href)
        ink.raw(">")
        ink.person(account.accountName)
        ink.raw("</a>")
      } else {
        ink.person(account.accountName)
      }
      ink.raw("<span class=\"meta\">")
      ink.text(account.accountReference)
      ink.raw("</span></th><td><ul>")
      for reason in account.reasons {
        ink.raw("<li>")
        ink.hold(reason)
        ink.raw("</li>")
      }
      ink.raw("</ul></td></tr>\n")
    }
    ink.raw("</tbody>\n</table>\n</section>\n")
  }
}
