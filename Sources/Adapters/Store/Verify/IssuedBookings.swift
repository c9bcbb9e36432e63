import Accounting
import Invoicing
import Operations
import PostingRules
import Primitives

/// What stands in the books for an issued invoice.
enum IssuedBookings {
  static func one(_ issued: IssuedInvoice, _ c: Connection) throws -> IssuedBooking {
    var booking = IssuedBooking(issued: issued)
    let postings = try c.prepare(
      """
      SELECT l.code, p.account_id, p.amount_minor FROM journal_entry e
      JOIN posting p ON p.entry_id = e.id JOIN ledger_account l ON l.id = p.ledger_id
      WHERE e.seller = ? AND e.occasion = 'invoice' AND e.subject = ? ORDER BY p.id
      """)
    postings.bind(1, issued.invoice.seller.text)
    postings.bind(2, issued.invoice.number)
    defer { postings.reset() }
    while try postings.step() {
      booking.postings.append(
        Posting(
          ledgerAccount: LedgerAccountCode(postings.text(0)),
          billingAccount: postings.optionalInt64(1).map { BillingAccountID($0) }, amountMinor: postings.int64(2)))
    }
    let recognitions = try c.prepare(
      """
      SELECT line, recognise_on, deferred_account, revenue_account, amount_minor FROM recognition
      WHERE invoice_id = ? ORDER BY line, recognise_on
      """)
    recognitions.bind(1, issued.id.rawValue)
    defer { recognitions.reset() }
    while try recognitions.step() {
      booking.recognitions.append(
        Recognition(
          line: recognitions.int(0), recogniseOn: recognitions.day(1),
          deferredAccount: LedgerAccountCode(recognitions.text(2)), revenueAccount: LedgerAccountCode(recognitions.text(3)),
          amountMinor: recognitions.int64(4)))
    }
    return booking
  }
}
