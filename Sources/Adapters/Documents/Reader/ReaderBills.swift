import Invoicing
import Primitives

/// The reader's last bills: as bars, and as a table that leads to each of them and says what is open.
enum ReaderBills {
  static func write(_ view: ReaderBillView, to ink: inout Ink) {
    guard view.bills.count > 1 else { return }
    ReaderFrame.section("bills", ReaderPhrases.pastBills, &ink)
    ink.raw("<div class=\"two\">\n")
    chart(view, &ink)
    table(view, &ink)
    ink.raw("</div>\n</section>\n")
  }

  private static let (width, height, top, bottom, right) = (360, 150, 18, 122, 304)

  private static func chart(_ view: ReaderBillView, _ ink: inout Ink) {
    let currency = view.bill.invoice.currency
    let amounts = view.bills.map { Exact(unscaled: $0.grossMinor, scale: currency.minorDigits) }
    let axis = UsageChart.roundTop(amounts.max() ?? .zero)
    ink.raw("<figure class=\"bills\"><svg viewBox=\"0 0 360 150\" role=\"img\" aria-labelledby=\"bills-about\">\n<title id=\"bills-about\">")
    about(view, &ink)
    ink.raw("</title>\n")
    for part in 0...2 {
      let y = bottom - (bottom - top) * part / 2
      ink.raw(part == 0 ? "<path class=\"base\" d=\"M0 " : "<path class=\"grid\" d=\"M0 ")
      ink.integer(y)
      ink.raw(".5H306\"/><text x=\"312\" y=\"")
      ink.integer(y + 4)
      ink.raw("\">")
      ink.number(axis * Exact(part) / 2, most: 2)
      ink.raw("</text>\n")
    }
    let step = right * 10 / view.bills.count
    let wide = min(step * 7 / 10, 320)
    let every = view.bills.count > 6 ? 2 : 1
    let last = view.bills.count - 1
    for (index, bill) in view.bills.enumerated() {
      let middle = index * step + step / 2
      if amounts[index].isPositive {
        let share = (amounts[index] / axis).minorUnits(digits: 4, mode: .halfUp) ?? 0
        let tall = max(10, Int(share) * (bottom - top) * 10 / 10_000)
        ink.raw(bill.isThis ? "<rect class=\"most\" x=\"" : "<rect class=\"used\" x=\"")
        ink.tenths(middle - wide / 2)
        ink.raw("\" y=\"")
        ink.tenths(bottom * 10 - tall)
        ink.raw("\" width=\"")
        ink.tenths(wide)
        ink.raw("\" height=\"")
        ink.tenths(tall)
        ink.raw("\" rx=\"2\"/>\n")
        if bill.isThis { mark(bill, at: middle, above: tall, currency, &ink) }
      }
      guard (last - index) % every == 0 else { continue }
      ink.raw(bill.isThis ? "<text class=\"peak\" text-anchor=\"middle\" y=\"140\" x=\"" : "<text text-anchor=\"middle\" y=\"140\" x=\"")
      ink.tenths(middle)
      ink.raw("\">")
      ink.raw(MonthNames.short(bill.issuedOn.month, ink.language))
      ink.raw("</text>\n")
    }
    ink.raw("</svg></figure>\n")
  }

  /// This bill's amount above its bar, kept inside the drawing.
  private static func mark(_ bill: ReaderBill, at middle: Int, above tall: Int, _ currency: Currency, _ ink: inout Ink) {
    ink.raw("<text class=\"peak\" text-anchor=\"middle\" x=\"")
    ink.tenths(min(max(middle, 300), (right - 28) * 10))
    ink.raw("\" y=\"")
    ink.tenths(bottom * 10 - tall - 50)
    ink.raw("\">")
    ink.money(bill.grossMinor, currency)
    ink.raw("</text>\n")
  }

  private static func about(_ view: ReaderBillView, _ ink: inout Ink) {
    let currency = view.bill.invoice.currency
    let amounts = view.bills.map(\.grossMinor)
    ink.say(
      ReaderPhrases.billsAbout, .count(view.bills.count, .invoice), .money(amounts.min() ?? 0, currency), .money(amounts.max() ?? 0, currency),
      .money(view.bill.invoice.grossMinor, currency))
  }

  private static func table(_ view: ReaderBillView, _ ink: inout Ink) {
    let currency = view.bill.invoice.currency
    ink.raw("<table class=\"list past\">\n<thead><tr><th scope=\"col\">")
    ink.words(InvoicePhrases.invoice)
    ink.raw("</th>")
    InvoiceTable.column(InvoicePhrases.due, "wide", &ink)
    InvoiceTable.column(InvoicePhrases.amount, "n", &ink)
    ink.raw("</tr></thead>\n<tbody>\n")
    for bill in view.bills.reversed() {
      ink.raw(bill.isThis ? "<tr aria-current=\"true\"><th scope=\"row\">" : "<tr><th scope=\"row\">")
      if bill.isThis {
        ink.raw("<strong>")
        ink.day(bill.issuedOn, .short)
        ink.raw("</strong><span class=\"meta\">")
        ink.text(bill.number)
        ink.raw(" \u{B7} ")
        ink.words(ReaderPhrases.thisOne)
        ink.raw("</span>")
      } else {
        ink.raw("<a")
        ink.attribute("href", bill.href)
        ink.raw(">")
        ink.day(bill.issuedOn, .short)
        ink.raw("</a><span class=\"meta\">")
        ink.text(bill.number)
        ink.raw("</span>")
      }
      ink.raw("<span class=\"meta narrow\">")
      ink.say(InvoicePhrases.dueBy, .day(bill.dueOn))
      ink.raw("</span></th><td class=\"wide\">")
      ink.day(bill.dueOn, .short)
      ink.raw("</td><td class=\"n\">")
      ink.money(bill.grossMinor, currency)
      ink.raw("<span class=\"meta\">")
      state(bill, view.today, currency, &ink)
      ink.raw("</span></td></tr>\n")
    }
    ink.raw("</tbody>\n</table>\n")
  }

  private static func state(_ bill: ReaderBill, _ today: Day, _ currency: Currency, _ ink: inout Ink) {
    if bill.openMinor <= 0 { return ink.words(ReaderPhrases.settled) }
    ink.raw(today > bill.dueOn ? "<span class=\"tag late\">" : "<span class=\"tag\">")
    if bill.openMinor == bill.grossMinor { ink.words(ReaderPhrases.open) } else { ink.say(ReaderPhrases.openOf, .money(bill.openMinor, currency)) }
    ink.raw("</span>")
  }
}
