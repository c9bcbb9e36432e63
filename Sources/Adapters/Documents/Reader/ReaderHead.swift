import Invoicing
import Parties
import Primitives

/// What is owed, until when, and where the page leads.
enum ReaderHead {
  static func write(_ view: ReaderBillView, to ink: inout Ink) {
    let bill = view.bill
    let invoice = bill.invoice
    TaxMarkSection.write(bill.taxMark, to: &ink)
    CorrectionBanner.write(bill.corrections, to: &ink)
    ink.raw("<h1>")
    ink.say(ReaderPhrases.yourBill, .days(invoice.billingPeriod))
    ink.raw("</h1>\n<p class=\"sub\">")
    ink.words(InvoicePhrases.invoice)
    ink.raw(" ")
    InvoicePage.number(bill, &ink)
    ink.raw(" \u{B7} ")
    ink.person(bill.account.name)
    ink.raw("</p>\n<div class=\"panel\">\n<div>\n<p class=\"label\">")
    let due = view.due
    ink.words(due.label)
    let shown = due.shownMinor(of: view)
    ink.raw(shown.magnitude >= 100_000_000 ? "</p>\n<p class=\"sum long\">" : "</p>\n<p class=\"sum\">")
    ink.amount(Exact(unscaled: shown, scale: invoice.currency.minorDigits).magnitude, invoice.currency)
    ink.raw("</p>\n")
    if case .open(let minor) = due, minor != invoice.grossMinor {
      ink.raw("<p class=\"open\">")
      ink.say(ReaderPhrases.ofTotal, .money(invoice.grossMinor, invoice.currency))
      ink.raw("</p>\n")
    }
    ink.raw("<p class=\"when\">")
    when(view, due, &ink)
    ink.raw("</p>\n")
    if case .open = due { act(view, &ink) }
    ink.raw("</div>\n")
    facts(view, &ink)
    ink.raw("</div>\n")
  }

  /// The way to what is on the page.
  static func way(_ entries: [(id: StaticString, words: Phrase)], to ink: inout Ink) {
    ink.raw("<nav class=\"way\" aria-label=\"")
    ink.words(ReaderPhrases.onThisPage)
    ink.raw("\"><ul>")
    for entry in entries {
      ink.raw("<li><a href=\"#")
      ink.raw(entry.id)
      ink.raw("\">")
      ink.words(entry.words)
      ink.raw("</a></li>")
    }
    ink.raw("</ul></nav>\n")
  }

  private static func when(_ view: ReaderBillView, _ due: ReaderDue, _ ink: inout Ink) {
    let day = view.bill.invoice.dueOn
    switch due {
    case .inFavour, .nothing: ink.words(InvoicePhrases.nothingToPay)
    case .credited: ink.words(ReaderPhrases.credited)
    case .paid: ink.words(ReaderPhrases.paid)
    case .open where view.today == day: ink.words(ReaderPhrases.dueToday)
    case .open where view.today > day: ink.say(ReaderPhrases.wasDue, .day(day))
    case .open:
      ink.say(InvoicePhrases.dueBy, .day(day))
      ink.raw(" \u{B7} ")
      ink.say(ReaderPhrases.daysLeft, .count(Int(day.number - view.today.number), .day))
    }
  }

  private static func act(_ view: ReaderBillView, _ ink: inout Ink) {
    ink.raw("<p><a class=\"act\"")
    if let pay = view.places.pay {
      ink.attribute("href", pay)
      ink.raw(">")
      ink.words(ReaderPhrases.payNow)
    } else {
      ink.raw(" href=\"#payment\">")
      ink.words(ReaderPhrases.howToPay)
    }
    ink.raw("</a></p>\n")
  }

  private static func facts(_ view: ReaderBillView, _ ink: inout Ink) {
    let bill = view.bill
    ink.raw("<dl aria-label=\"")
    ink.words(InvoicePhrases.facts)
    ink.raw("\">\n")
    HeadSection.fact(&ink, InvoicePhrases.issuedOn) { $0.day(bill.invoice.issuedOn, .short) }
    HeadSection.fact(&ink, InvoicePhrases.due) { $0.day(bill.invoice.dueOn, .short) }
    HeadSection.fact(&ink, InvoicePhrases.accountReference) { $0.text(bill.account.reference) }
    if bill.isPayable, let method = InvoicePhrases.method(bill.payment.method) {
      HeadSection.fact(&ink, InvoicePhrases.payment) { $0.words(method) }
    }
    ink.raw("</dl>\n")
  }
}

/// Where a bill stands for who pays it.
enum ReaderDue {
  case open(Int64)
  case paid
  /// Given back by credit notes.
  case credited
  case inFavour
  case nothing

  var label: Phrase {
    switch self {
    case .open: ReaderPhrases.stillOpen
    case .paid, .credited, .nothing: InvoicePhrases.total
    case .inFavour: InvoicePhrases.inYourFavour
    }
  }

  func shownMinor(of view: ReaderBillView) -> Int64 {
    if case .open(let minor) = self { minor } else { view.bill.invoice.grossMinor }
  }
}

extension ReaderBillView {
  var due: ReaderDue {
    let gross = bill.invoice.grossMinor
    if gross < 0 { return .inFavour }
    if !bill.isPayable { return .nothing }
    if openMinor > 0 { return .open(openMinor) }
    let credited = bill.corrections.creditNotes.reduce(Int64(0)) { $0 + $1.gross.amountMinor }
    return credited >= gross ? .credited : .paid
  }
}
