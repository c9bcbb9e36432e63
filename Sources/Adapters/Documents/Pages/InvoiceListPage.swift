import Primitives

/// The list of invoices with a search that works without script, page by page.
public enum InvoiceListPage {
  public static func render(_ view: InvoiceListView) -> [UInt8] {
    var ink = Ink(view.language, reserving: 24_576 + view.rows.count * 400)
    PageFrame.open(&ink, links: view.links) {
      $0.words(PagePhrases.invoices)
      $0.raw(" \u{B7} Florin")
    } brand: {
      $0.raw("Florin")
    }
    ink.raw("<h1>")
    ink.words(PagePhrases.invoices)
    ink.raw("</h1>\n<p class=\"sub\">")
    ink.count(Exact(view.total), .invoice)
    if let run = view.run {
      ink.raw(" \u{B7} ")
      PageFrame.link(&ink, run, PagePhrases.run)
    }
    if let creditNotes = view.creditNotes {
      ink.raw(" \u{B7} ")
      PageFrame.link(&ink, creditNotes, CreditPhrases.all)
    }
    if let archive = view.archive {
      ink.raw(" \u{B7} ")
      PageFrame.link(&ink, archive, ArchivePhrases.archive)
    }
    ink.raw("</p>\n")
    search(view, &ink)
    if view.rows.isEmpty {
      ink.raw("<p class=\"muted\">")
      ink.words(PagePhrases.none)
      ink.raw("</p>\n")
    } else {
      InvoiceTable.write(view.rows, withCustomer: true, to: &ink)
    }
    pages(view, &ink)
    InvoiceTable.totals(view.totals, to: &ink)
    PageFrame.close(&ink) { $0.raw("<span>Florin</span>\n") }
    return ink.bytes
  }

  private static func search(_ view: InvoiceListView, _ ink: inout Ink) {
    ink.raw("<form class=\"find\" role=\"search\" method=\"get\"")
    ink.attribute("action", view.action)
    ink.raw(">\n<label class=\"vh\" for=\"q\">")
    ink.words(PagePhrases.search)
    ink.raw("</label>\n<input id=\"q\" type=\"search\" name=\"q\" autocomplete=\"off\"")
    ink.attribute("value", view.query)
    ink.raw(" placeholder=\"")
    ink.words(PagePhrases.search)
    ink.raw("\">\n")
    ink.raw("<input type=\"hidden\" name=\"lang\" value=\"")
    ink.raw(view.language.tag)
    ink.raw("\">\n<button type=\"submit\">")
    ink.words(PagePhrases.find)
    ink.raw("</button>\n")
    if !view.query.isEmpty { PageFrame.link(&ink, view.action, PagePhrases.clear) }
    ink.raw("</form>\n")
  }

  private static func pages(_ view: InvoiceListView, _ ink: inout Ink) {
    let count = max(1, (view.total + view.pageSize - 1) / max(1, view.pageSize))
    guard count > 1 else { return }
    func address(_ page: Int) -> String {
      "\(view.action)?q=\(PageAddress.escaped(view.query))&page=\(page)&lang=\(view.language.rawValue)"
    }
    ink.raw("<nav class=\"turn\" aria-label=\"")
    ink.words(InvoicePhrases.beforeAndAfter)
    ink.raw("\">\n<span>")
    if view.page > 1 { PageFrame.link(&ink, address(view.page - 1), PagePhrases.before, rel: "prev") }
    ink.raw("</span>\n<span class=\"muted\">")
    ink.say(PagePhrases.pageOf, .number(Exact(view.page)), .number(Exact(count)))
    ink.raw("</span>\n<span>")
    if view.page < count { PageFrame.link(&ink, address(view.page + 1), PagePhrases.after, rel: "next") }
    ink.raw("</span>\n</nav>\n")
  }
}
