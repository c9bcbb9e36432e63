import Invoicing
import Parties
import Primitives

/// How the bill is paid, with a code that banking apps read; and what was paid.
enum ReaderPayment {
  static func write(_ view: ReaderBillView, to ink: inout Ink) {
    let bill = view.bill
    ReaderFrame.section("payment", ReaderPhrases.howToPay, &ink)
    ink.raw("<p class=\"lead\">")
    guard case .open(let minor) = view.due else {
      if case .paid = view.due { ink.words(ReaderPhrases.paid) } else { ink.words(InvoicePhrases.nothing) }
      return ink.raw("</p>\n</section>\n")
    }
    ink.say(phrase(view), .money(minor, bill.invoice.currency), .day(bill.invoice.dueOn))
    ink.raw("</p>\n")
    if let pay = view.places.pay {
      ink.raw("<p class=\"ask\"><a")
      ink.attribute("href", pay)
      ink.raw(">")
      ink.words(ReaderPhrases.payNow)
      ink.raw("</a></p>\n")
    }
    PaymentSection.details(bill, &ink)
    PageFrame.free(bill.look.paymentNote(bill.language), "say", &ink)
    if let code = PaymentCode(bill, amountMinor: minor) { drawing(code, &ink) }
    ink.raw("</section>\n")
  }

  /// What the reader is asked to do; of what should have been collected by itself and stands open, what to look at.
  private static func phrase(_ view: ReaderBillView) -> Phrase {
    let method = view.bill.payment.method
    guard view.today > view.bill.invoice.dueOn else { return PaymentSection.phrase(method) }
    return switch method {
    case .directDebit: ReaderPhrases.collectionWasDue
    case .card: ReaderPhrases.chargeWasDue
    default: ReaderPhrases.wasToPay
    }
  }

  /// What changed what the account owes; only where more than bills did.
  static func history(_ view: ReaderBillView, to ink: inout Ink) {
    guard view.hasHistory else { return }
    let currency = view.bill.invoice.currency
    ReaderFrame.section("history", ReaderPhrases.history, &ink)
    ink.raw("<table class=\"list\">\n<thead><tr><th scope=\"col\">")
    ink.words(InvoicePhrases.description)
    ink.raw("</th>")
    InvoiceTable.column(InvoicePhrases.amount, "n", &ink)
    InvoiceTable.column(ReaderPhrases.owed, "n", &ink)
    ink.raw("</tr></thead>\n<tbody>\n")
    for movement in view.movements {
      ink.raw("<tr><th scope=\"row\">")
      ink.say(ReaderPhrases.movement(movement.kind), .document(movement.document))
      ink.raw("<span class=\"meta\">")
      ink.day(movement.day, .short)
      ink.raw("</span></th><td class=\"n\">")
      ink.money(movement.amountMinor, currency, signed: true)
      ink.raw("</td><td class=\"n\">")
      ink.money(movement.owedMinor, currency)
      ink.raw("</td></tr>\n")
    }
    ink.raw("</tbody>\n</table>\n</section>\n")
  }

  private static func drawing(_ code: PaymentCode, _ ink: inout Ink) {
    ink.raw("<figure class=\"qr\">")
    code.code.write(about: code.about, to: &ink)
    ink.raw("\n<figcaption>")
    ink.words(ReaderPhrases.scan)
    ink.raw("</figcaption></figure>\n")
  }
}

extension ReaderBillView {
  var hasHistory: Bool { movements.contains { $0.kind != .invoice } }
}
