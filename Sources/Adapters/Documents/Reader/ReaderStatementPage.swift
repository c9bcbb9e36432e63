import Parties
import Primitives

/// What a balance was paid in and spent within some days, as a page of its reader's own.
public enum ReaderStatementPage {
  /// The page's bytes in UTF-8.
  public static func render(_ view: ReaderStatementView) -> [UInt8] {
    var ink = Ink(view.look.wording(view.language), reserving: 32_768 + view.charges.count * 256)
    ReaderFrame.open(&ink, seller: view.seller, addresses: view.addresses, own: { $0.start(after: view.after) }, isStart: view.after == nil, look: view.look, back: StatementPhrases.back) {
      $0.words(StatementPhrases.statement)
      $0.raw(" ")
      $0.text(view.reference)
    }
    ink.raw("<h1>")
    ink.say(StatementPhrases.heading, .days(view.period))
    ink.raw("</h1>\n<p class=\"sub\">")
    ink.text(view.reference)
    ink.raw(" \u{B7} ")
    ink.person(view.account.name)
    ink.raw("</p>\n")
    if view.after == nil {
      panel(view, &ink)
      ink.raw("<div class=\"two\">\n")
      sums(view, &ink)
      services(view, &ink)
      ink.raw("</div>\n")
      paidIn(view, &ink)
    }
    charges(view, &ink)
    if view.places.questions != nil {
      ReaderFrame.section("questions", ReaderPhrases.questions, &ink)
      ReaderFrame.ask(StatementPhrases.ask, view.places, subject: { $0.say(StatementPhrases.subject, .text(view.reference), .days(view.period)) }, &ink)
      ink.raw("</section>\n")
    }
    ReaderFrame.ends(view.linkEndsOn, &ink)
    ReaderFrame.close(&ink, seller: view.seller, look: view.look)
    return ink.bytes
  }

  private static func panel(_ view: ReaderStatementView, _ ink: inout Ink) {
    ink.raw("<div class=\"panel\">\n<div>\n<p class=\"label\">")
    ink.words(view.settles ? StatementPhrases.closing : StatementPhrases.spent)
    ink.raw("</p>\n<p class=\"sum\">")
    ink.money(view.settles ? view.closingMinor : view.spentMinor, view.currency)
    ink.raw("</p>\n<p class=\"when\">")
    if view.settles { ink.say(StatementPhrases.opening, .money(view.openingMinor, view.currency)) } else { ink.words(BalancePhrases.postpaid) }
    ink.raw("</p>\n")
    unitsLeft(view, &ink)
    ink.raw("</div>\n</div>\n")
  }

  private static func head(_ first: Phrase, _ ink: inout Ink) {
    ink.raw("<table class=\"ledger\">\n<thead class=\"vh\"><tr><th scope=\"col\">")
    ink.words(first)
    ink.raw("</th><th scope=\"col\" class=\"n\">")
    ink.words(InvoicePhrases.amount)
    ink.raw("</th></tr></thead>\n<tbody>\n")
  }

  /// From what was there to what is there.
  private static func sums(_ view: ReaderStatementView, _ ink: inout Ink) {
    guard view.settles else { return }
    ReaderFrame.section("sums", StatementPhrases.cameAndWent, &ink)
    head(InvoicePhrases.change, &ink)
    row(StatementPhrases.before, view.openingMinor, view.currency, signed: false, &ink)
    for sum in view.sums where sum.amountMinor != 0 { row(StatementPhrases.kind(sum.kind), sum.amountMinor, view.currency, signed: true, &ink) }
    ink.raw("</tbody>\n<tfoot><tr class=\"grand\"><th scope=\"row\">")
    ink.words(StatementPhrases.closing)
    ink.raw("</th><td class=\"n\">")
    ink.money(view.closingMinor, view.currency)
    ink.raw("</td></tr></tfoot>\n</table>\n</section>\n")
  }

  /// Minutes, data and whatever else is paid in beside money.
  private static func unitsLeft(_ view: ReaderStatementView, _ ink: inout Ink) {
    guard view.settles, !view.left.isEmpty else { return }
    ink.raw("<p class=\"when\">")
    ink.words(StatementPhrases.unitsLeft)
    ink.raw(": ")
    for (index, left) in view.left.enumerated() {
      if index > 0 { ink.raw(" \u{B7} ") }
      ink.raw("<strong>")
      ink.glance(left.amount, left.unit)
      ink.raw("</strong>")
    }
    ink.raw("</p>\n")
  }

  private static func row(_ words: Phrase, _ minor: Int64, _ currency: Currency, signed: Bool, _ ink: inout Ink) {
    ink.raw("<tr><th scope=\"row\">")
    ink.words(words)
    ink.raw("</th><td class=\"n\">")
    ink.money(minor, currency, signed: signed)
    ink.raw("</td></tr>\n")
  }

  /// What was spent, service by service; the bars say the same.
  private static func services(_ view: ReaderStatementView, _ ink: inout Ink) {
    guard !view.services.isEmpty else { return }
    let most = max(1, view.services.map { view.spentMinor(on: $0) }.max() ?? 1)
    ReaderFrame.section("services", StatementPhrases.byService, &ink)
    head(BalancePhrases.service, &ink)
    for service in view.services {
      ink.raw("<tr><th scope=\"row\">")
      ink.text(service.name)
      ink.raw("<span class=\"meta\">")
      ink.glance(service.units, service.unit)
      ink.raw("</span><span class=\"track\" aria-hidden=\"true\"><i class=\"s2\" style=\"inline-size:")
      ink.integer(max(0, min(100, Int(Int128(view.spentMinor(on: service)) * 100 / Int128(most)))))
      ink.raw("%\"></i></span></th><td class=\"n\">")
      ink.money(view.spentMinor(on: service), view.currency)
      ink.raw("</td></tr>\n")
    }
    ink.raw("</tbody>\n<tfoot><tr class=\"grand\"><th scope=\"row\">")
    ink.words(view.settles && view.hasRefunds ? StatementPhrases.spentLess : StatementPhrases.spent)
    ink.raw("</th><td class=\"n\">")
    ink.money(view.spentMinor, view.currency)
    ink.raw("</td></tr>")
    // What was used for which nothing was left is not what was spent, unless the bill charges it.
    if view.uncollectedMinor != 0 {
      ink.raw("\n")
      row(view.settles ? BalancePhrases.notCollected : BalancePhrases.beyondLimit, view.uncollectedMinor, view.currency, signed: false, &ink)
    }
    ink.raw("</tfoot>\n</table>\n</section>\n")
  }

  private static func paidIn(_ view: ReaderStatementView, _ ink: inout Ink) {
    guard !view.movements.isEmpty else { return }
    ReaderFrame.section("paid-in", StatementPhrases.paidIn, &ink)
    ink.raw("<table class=\"list\">\n<thead><tr><th scope=\"col\">")
    ink.words(ReaderPhrases.day)
    ink.raw("</th><th scope=\"col\" class=\"n\">")
    ink.words(InvoicePhrases.amount)
    ink.raw("</th></tr></thead>\n<tbody>\n")
    for movement in view.movements {
      ink.raw("<tr><th scope=\"row\">")
      ink.words(StatementPhrases.kind(movement.kind))
      ink.raw("<span class=\"meta\">")
      ink.moment(movement.at, in: view.zone)
      if movement.isVoucher {
        ink.raw(" \u{B7} ")
        ink.words(StatementPhrases.voucher)
      }
      ink.raw("</span></th><td class=\"n\">")
      if let currency = Currency(movement.unit) {
        ink.money(movement.amount.minorUnits(digits: currency.minorDigits, mode: .halfEven) ?? 0, currency, signed: true)
      } else {
        if movement.amount.isPositive { ink.raw("+") }
        ink.glance(movement.amount, movement.unit)
      }
      ink.raw("</td></tr>\n")
    }
    ink.raw("</tbody>\n</table>\n")
    if view.hasMoreMovements {
      ink.raw("<p class=\"muted\">")
      ink.say(StatementPhrases.newest, .number(Exact(view.movements.count)))
      ink.raw("</p>\n")
    }
    ink.raw("</section>\n")
  }

  private static func charges(_ view: ReaderStatementView, _ ink: inout Ink) {
    ReaderFrame.section("charges", ReaderPhrases.everyUse, &ink)
    if view.charges.isEmpty {
      ink.raw("<p class=\"muted\">")
      ink.words(StatementPhrases.nothing)
      return ink.raw("</p>\n</section>\n")
    }
    ink.raw("<table class=\"list\">\n<thead><tr><th scope=\"col\">")
    ink.words(BalancePhrases.service)
    ink.raw("</th>")
    InvoiceTable.column(BalancePhrases.used, "n", &ink)
    InvoiceTable.column(InvoicePhrases.amount, "n", &ink)
    ink.raw("</tr></thead>\n<tbody>\n")
    for charge in view.charges {
      ink.raw("<tr><th scope=\"row\">")
      ink.text(charge.service)
      ink.raw("<span class=\"meta\">")
      ink.moment(charge.at, in: view.zone)
      ink.raw("</span></th><td class=\"n\">")
      ink.glance(charge.units, charge.unit)
      ink.raw("</td><td class=\"n\">")
      charge.write(settles: view.settles, &ink)
      ink.raw("</td></tr>\n")
    }
    ink.raw("</tbody>\n</table>\n")
    PageFrame.turn(&ink, previous: nil, ReaderPhrases.earlier, next: view.next.map { view.addresses.start(after: $0) }, ReaderPhrases.later)
    ink.raw("</section>\n")
  }
}
