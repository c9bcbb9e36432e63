import Invoicing
import Parties
import Primitives
import Rating
import Taxation

/// One charge of a bill: its amount, every step to it, what changed, and every use behind it, a stretch at a time.
public enum ReaderLinePage {
  /// The page's bytes in UTF-8.
  public static func render(_ view: ReaderLineView) -> [UInt8] {
    var bill = view.bill
    bill.evidence = [view.line.number: view.evidence]
    let (invoice, charge) = (bill.invoice, view.line.charge)
    var ink = Ink(bill.wording, reserving: 32_768 + view.evidence.events.count * 256)
    ReaderFrame.open(&ink, seller: bill.seller, addresses: view.addresses, own: { $0.line(view.line.number, after: view.eventsBefore > 0 ? view.eventsBefore : nil) }, isStart: false, look: bill.look) {
      $0.plainName(charge.name)
      $0.raw(" \u{B7} ")
      InvoicePage.number(bill, &$0)
    }
    ink.raw("<h1>")
    ink.name(charge.name)
    ink.raw("</h1>\n<p class=\"sub\">")
    ink.say(ReaderPhrases.lineOf, .number(Exact(view.line.number)), .text(invoice.number ?? ""))
    if let id = charge.subscription, let known = bill.subscriptions[id] {
      ink.raw(" \u{B7} ")
      ink.name(known.name)
      if !known.subject.isEmpty {
        ink.raw(" ")
        ink.person(known.subject)
      }
    }
    ink.raw("</p>\n<p class=\"amount\">")
    ink.money(view.line.netMinor, invoice.currency)
    ink.raw("</p>\n<p class=\"meta\">")
    LineRow.period(charge.period, in: invoice, &ink)
    if charge.quantity != 1 || !charge.unit.isEmpty {
      ink.raw(" \u{B7} ")
      ink.glance(charge.quantity, charge.unit)
    }
    ink.raw(" \u{B7} ")
    ink.percent(view.line.taxKey.percent)
    ink.raw("</p>\n")
    steps(view, bill, &ink)
    changes(view, &ink)
    if let usage = view.usage, !usage.points.isEmpty {
      ReaderFrame.section("usage", InvoicePhrases.usage, &ink)
      ink.raw("<div class=\"charts\">\n")
      UsageChart(usage).write(number: 1, to: &ink)
      ink.raw("</div>\n</section>\n")
    }
    events(view, &ink)
    ReaderFrame.ask(
      ReaderPhrases.askLine, view.places,
      subject: { $0.say(ReaderPhrases.subjectLine, .text(invoice.number ?? ""), .number(Exact(view.line.number)), .name(charge.name)) }, &ink)
    turn(view, &ink)
    ReaderFrame.close(&ink, seller: bill.seller, look: bill.look)
    return ink.bytes
  }

  private static func steps(_ view: ReaderLineView, _ bill: InvoiceView, _ ink: inout Ink) {
    ReaderFrame.section("steps", ReaderPhrases.howItIsMade, &ink)
    ink.raw("<div class=\"why\">\n<p class=\"facts\">")
    LineFold.facts(view.line, bill, &ink)
    ink.raw("</p>\n")
    LineFold.steps(view.line, bill, &ink)
    ink.raw("</div>\n</section>\n")
  }

  /// Of what changed since the last bill, what this charge is about.
  private static func changes(_ view: ReaderLineView, _ ink: inout Ink) {
    let charge = view.line.charge
    let own = view.bill.changes.filter { !$0.name.byLanguage.isEmpty && $0.name == charge.name && ($0.subscription == nil || $0.subscription == charge.subscription) }
    guard !own.isEmpty else { return }
    let currency = view.bill.invoice.currency
    ReaderFrame.section("changes", ReaderPhrases.changedHere, &ink)
    ink.raw("<table class=\"ledger\">\n<thead class=\"vh\"><tr><th scope=\"col\">")
    ink.words(InvoicePhrases.change)
    ink.raw("</th><th scope=\"col\" class=\"n\">")
    ink.words(InvoicePhrases.amount)
    ink.raw("</th></tr></thead>\n<tbody>\n")
    for change in own {
      ink.raw("<tr><th scope=\"row\">")
      ink.change(change, currency)
      ink.raw("</th><td class=\"n\">")
      ink.money(change.amountMinor, currency, signed: true)
      ink.raw("</td></tr>\n")
    }
    ink.raw("</tbody>\n</table>\n</section>\n")
  }

  private static func events(_ view: ReaderLineView, _ ink: inout Ink) {
    ReaderFrame.section("events", ReaderPhrases.everyUse, &ink)
    let evidence = view.evidence
    if evidence.events.isEmpty {
      ink.raw("<p class=\"muted\">")
      ink.words(ReaderPhrases.noUse)
      return ink.raw("</p>\n</section>\n")
    }
    ink.raw("<p class=\"hint\">")
    ink.say(
      ReaderPhrases.eventsShown, .number(Exact(view.eventsBefore + 1)), .number(Exact(view.eventsBefore + evidence.events.count)), .count(evidence.eventCount, .event))
    ink.raw("</p>\n")
    LineFold.eventTable(evidence.events, view.bill.zone, &ink)
    let end = view.eventsBefore + evidence.events.count
    let before = max(0, view.eventsBefore - view.eventsOnAPage)
    PageFrame.turn(
      &ink, previous: view.eventsBefore == 0 ? nil : view.addresses.line(view.line.number, after: before > 0 ? before : nil), ReaderPhrases.earlier,
      next: end < evidence.eventCount ? view.addresses.line(view.line.number, after: end) : nil, ReaderPhrases.later)
    ink.raw("</section>\n")
  }

  private static func turn(_ view: ReaderLineView, _ ink: inout Ink) {
    let lines = view.bill.invoice.lines
    guard let place = lines.firstIndex(where: { $0.number == view.line.number }) else { return }
    PageFrame.turn(
      &ink, previous: place > 0 ? view.addresses.line(lines[place - 1].number) : nil, ReaderPhrases.previousLine,
      next: place + 1 < lines.count ? view.addresses.line(lines[place + 1].number) : nil, ReaderPhrases.nextLine)
  }
}

/// The charges of one service, where they are too many for the bill's own page.
public enum ReaderGroupPage {
  /// The page's bytes in UTF-8; `nil` when the bill has no such group.
  ///
  /// - Parameter after: how many of its lines stand on the pages before.
  public static func render(_ view: ReaderBillView, group number: Int, after: Int = 0) -> [UInt8]? {
    let bill = view.bill
    guard let group = ReaderGroups(bill.invoice).groups.first(where: { $0.number == number }), after >= 0, after < group.lines.count else { return nil }
    var ink = Ink(bill.wording, reserving: 32_768 + ReaderCharges.linesOnAPage * 512)
    ReaderFrame.open(
      &ink, seller: bill.seller, addresses: view.addresses, own: { $0.group(number, after: after > 0 ? after : nil) }, isStart: false,
      look: bill.look
    ) {
      ReaderGroups.name(group, bill, &$0)
      $0.raw(" \u{B7} ")
      InvoicePage.number(bill, &$0)
    }
    ink.raw("<h1>")
    ReaderGroups.name(group, bill, &ink)
    ink.raw("</h1>\n<p class=\"sub\">")
    ReaderGroups.subject(group, bill, &ink)
    ink.raw("</p>\n<p class=\"amount\">")
    ink.money(group.netMinor, bill.invoice.currency)
    ink.raw("</p>\n")
    let end = min(after + ReaderCharges.linesOnAPage, group.lines.count)
    ink.raw("<p class=\"hint apart\">")
    ink.say(ReaderPhrases.eventsShown, .number(Exact(after + 1)), .number(Exact(end)), .count(group.lines.count, .line))
    ink.raw("</p>\n")
    ReaderCharges.table(group.lines[after..<end], bill, view.addresses, to: &ink)
    let before = max(0, after - ReaderCharges.linesOnAPage)
    PageFrame.turn(
      &ink, previous: after == 0 ? nil : view.addresses.group(number, after: before > 0 ? before : nil), ReaderPhrases.earlier,
      next: end < group.lines.count ? view.addresses.group(number, after: end) : nil, ReaderPhrases.later)
    ReaderFrame.close(&ink, seller: bill.seller, look: bill.look)
    return ink.bytes
  }
}
