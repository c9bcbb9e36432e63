import Invoicing
import Parties
import Primitives

/// A bill as a page of its reader's own: what is owed, why, since when, and what to do. No script, no request to anywhere,
/// equal bytes for equal input.
public enum ReaderBillPage {
  /// The page's bytes in UTF-8.
  public static func render(_ view: ReaderBillView) -> [UInt8] {
    let bill = view.bill
    var ink = Ink(bill.wording, reserving: 49_152 + min(bill.invoice.lines.count, ReaderCharges.mostOnTheStart) * 512)
    ReaderFrame.open(&ink, seller: bill.seller, addresses: view.addresses, own: \.start, isStart: true, look: bill.look) {
      $0.words(ReaderPhrases.bill)
      $0.raw(" ")
      InvoicePage.number(bill, &$0)
    }
    PageFrame.free(bill.look.greeting(bill.language), "greeting", &ink)
    ReaderHead.write(view, to: &ink)
    ReaderHead.way(places(view), to: &ink)
    ReaderNotices.write(view.messages, to: &ink)
    ink.raw("<div class=\"two\">\n")
    ChangesSection.write(bill, to: &ink)
    SummarySection.write(bill, to: &ink)
    ink.raw("</div>\n")
    ReaderCharges.write(view, to: &ink)
    UsageSection.write(bill, to: &ink)
    ReaderBills.write(view, to: &ink)
    ReaderPayment.history(view, to: &ink)
    ink.raw("<div class=\"two\">\n")
    ReaderPayment.write(view, to: &ink)
    TaxSection.write(bill.invoice.taxes, bill.invoice.currency, to: &ink)
    ink.raw("</div>\n<div class=\"two\">\n")
    keep(view, &ink)
    questions(view, &ink)
    ink.raw("</div>\n")
    PartiesSection.write(account: bill.account, seller: bill.seller, to: &ink)
    ReaderFrame.ends(view.linkEndsOn, &ink)
    ReaderFrame.close(&ink, seller: bill.seller, look: bill.look)
    return ink.bytes
  }

  /// The page as text.
  public static func text(_ view: ReaderBillView) -> String { String(decoding: render(view), as: UTF8.self) }

  private static func places(_ view: ReaderBillView) -> [(id: StaticString, words: Phrase)] {
    var places: [(id: StaticString, words: Phrase)] = []
    if view.bill.previous != nil { places.append(("changes", InvoicePhrases.changed)) }
    places.append(("charges", ReaderPhrases.why))
    if view.bill.usage.contains(where: { !$0.points.isEmpty }) { places.append(("usage", InvoicePhrases.usage)) }
    if view.bills.count > 1 { places.append(("bills", ReaderPhrases.pastBills)) }
    if view.hasHistory { places.append(("history", ReaderPhrases.history)) }
    places.append(("payment", ReaderPhrases.howToPay))
    places.append(("documents", ReaderPhrases.documents))
    if view.places.questions != nil { places.append(("questions", ReaderPhrases.questions)) }
    return places
  }

  private static func keep(_ view: ReaderBillView, _ ink: inout Ink) {
    ReaderFrame.section("documents", ReaderPhrases.documents, &ink)
    ink.raw("<ul class=\"keep\">\n")
    file(view.addresses.pdf, "application/pdf", ReaderPhrases.pdf, &ink)
    if view.bill.evidence.values.contains(where: { $0.eventCount > 0 }) { file(view.addresses.usageRecords, "application/pdf", ReaderPhrases.usagePDF, &ink) }
    if view.hasEInvoice { file(view.addresses.eInvoice, "application/xml", ReaderPhrases.eInvoice, &ink) }
    ink.raw("</ul>\n</section>\n")
  }

  static func file(_ href: String, _ type: StaticString, _ words: Phrase, _ ink: inout Ink) {
    ink.raw("<li><a type=\"")
    ink.raw(type)
    ink.raw("\"")
    ink.attribute("href", href)
    ink.raw(">")
    ink.words(words)
    ink.raw("</a></li>\n")
  }

  private static func questions(_ view: ReaderBillView, _ ink: inout Ink) {
    guard view.places.questions != nil else { return }
    ReaderFrame.section("questions", ReaderPhrases.questions, &ink)
    ink.raw("<p>")
    ink.words(ReaderPhrases.askHint)
    ink.raw("</p>\n")
    ReaderFrame.ask(ReaderPhrases.askBill, view.places, subject: { $0.say(ReaderPhrases.subjectBill, .text(view.bill.invoice.number ?? "")) }, &ink)
    ink.raw("</section>\n")
  }
}

/// What the seller's rules say to this reader.
enum ReaderNotices {
  static func write(_ messages: [ReaderMessage], to ink: inout Ink) {
    guard !messages.isEmpty else { return }
    ink.raw("<section aria-labelledby=\"notices\">\n<h2 id=\"notices\" class=\"vh\">")
    ink.words(ReaderPhrases.notices)
    ink.raw("</h2>\n<ul class=\"notices\">\n")
    for message in messages {
      ink.raw("<li><h3>")
      ink.name(message.title)
      ink.raw("</h3><p>")
      ink.name(message.text)
      ink.raw("</p>")
      if let link = message.link {
        ink.raw("<p><a rel=\"noreferrer\"")
        ink.attribute("href", link.href)
        ink.raw(">")
        ink.name(link.words)
        ink.raw("</a></p>")
      }
      ink.raw("</li>\n")
    }
    ink.raw("</ul>\n</section>\n")
  }
}
