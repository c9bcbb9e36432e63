import Documents
import Invoicing
import Parties
import Primitives
import Testing

/// What a reader is told of paying depends on the day on which the page is read.
@Suite struct ReaderPaymentTests {
  @Test(arguments: [
    (PaymentMethod.directDebit, "We collect", "was to be collected"), (.card, "We charge", "was to be charged"), (.transfer, "Please send", "is still open. Please pay it now"),
  ]) func whatCollectsItselfIsPromisedOnlyUntilItIsDue(_ method: PaymentMethod, before: String, after: String) {
    var view = Gallery.reader(.en)
    view.bill.payment = PaymentDetails(method: method)
    let due = view.bill.invoice.dueOn
    for (day, words) in [(due, before), (due.adding(days: 1), after)] {
      view.today = day
      let page = String(decoding: ReaderBillPage.render(view), as: UTF8.self)
      #expect(page.contains(words), "\(method) on \(day)")
      #expect(words == before || !page.contains(before), "\(method) on \(day)")
    }
  }
}
