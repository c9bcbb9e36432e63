import Accounting
import Invoicing
import Operations
import Primitives

extension BooksSnapshot {
  func forEachCredited(_ body: (CreditedInvoice) throws -> Void) throws {
    let invoices = try c.scan("SELECT DISTINCT invoice_id FROM credit_note ORDER BY invoice_id")
    while try invoices.step() {
      let id = InvoiceID(invoices.int64(0))
      guard let issued = try InvoiceReading.one(id, c) else {
        throw DamagedRow(table: "invoice", row: id.rawValue, what: "is credited, but not there")
      }
      let notes = try CreditNoteReading.notes(of: id, c)
      try body(CreditedInvoice(issued: issued, notes: try notes.map { try booked($0, c) }))
    }
  }

  private func booked(_ note: IssuedCreditNote, _ c: Connection) throws -> CreditedInvoice.Booked {
    let postings = try c.prepare(
      """
      SELECT l.code, p.account_id, p.amount_minor FROM journal_entry e JOIN posting p ON p.entry_id = e.id
      JOIN ledger_account l ON l.id = p.ledger_id
      WHERE e.seller = ? AND e.occasion = 'credit-note' AND e.subject = ? ORDER BY p.id
      """)
    postings.bind(1, note.note.seller.text)
    postings.bind(2, note.note.number ?? "")
    defer { postings.reset() }
    var booked = CreditedInvoice.Booked(issued: note, deferredBefore: try DeferredRows.open(of: note.invoice, before: note.id, c))
    while try postings.step() {
      booked.postings.append(
        Posting(
          ledgerAccount: LedgerAccountCode(postings.text(0)), billingAccount: postings.optionalInt64(1).map { BillingAccountID($0) },
          amountMinor: postings.int64(2)))
    }
    let back = try c.prepare(
      "SELECT line, recognise_on, amount_minor FROM recognition_taken_back WHERE invoice_id = ? AND credit_note_id = ? ORDER BY line, recognise_on")
    back.bind(1, note.invoice.rawValue)
    back.bind(2, note.id.rawValue)
    defer { back.reset() }
    while try back.step() {
      booked.takenBack.append(.init(line: back.int(0), recogniseOn: back.day(1), amountMinor: back.int64(2)))
    }
    return booked
  }
}
