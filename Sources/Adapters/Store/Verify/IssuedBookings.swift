import Accounting
import Operations
import PostingRules
import Primitives

extension BooksSnapshot {
  func forEachBooking(_ body: (IssuedBooking) throws -> Void) throws {
    let invoices = try c.prepare("SELECT id FROM invoice ORDER BY id")
    let postings = try c.prepare(
      """
      SELECT e.invoice_id, l.code, p.account_id, p.amount_minor FROM journal_entry e
      JOIN posting p ON p.entry_id = e.id JOIN ledger_account l ON l.id = p.ledger_id
      WHERE e.occasion = 'invoice' ORDER BY e.invoice_id, p.id
      """)
    let recognitions = try c.prepare(
      "SELECT line, recognise_on, deferred_account, revenue_account, amount_minor FROM recognition WHERE invoice_id = ? ORDER BY line, recognise_on")
    defer {
      invoices.reset()
      postings.reset()
    }
    var more = try postings.step()
    while try invoices.step() {
      let id = InvoiceID(invoices.int64(0))
      guard let issued = try InvoiceReading.one(id, c) else { continue }
      var booking = IssuedBooking(issued: issued)
      while more, postings.int64(0) <= id.rawValue {
        if postings.int64(0) == id.rawValue {
          booking.postings.append(
            Posting(
              ledgerAccount: LedgerAccountCode(postings.text(1)),
              billingAccount: postings.optionalInt64(2).map { BillingAccountID($0) }, amountMinor: postings.int64(3)))
        }
        more = try postings.step()
      }
      recognitions.bind(1, id.rawValue)
      while try recognitions.step() {
        booking.recognitions.append(
          Recognition(
            line: recognitions.int(0), recogniseOn: recognitions.day(1),
            deferredAccount: LedgerAccountCode(recognitions.text(2)),
            revenueAccount: LedgerAccountCode(recognitions.text(3)), amountMinor: recognitions.int64(4)))
      }
      recognitions.reset()
      try body(booking)
    }
  }
}
