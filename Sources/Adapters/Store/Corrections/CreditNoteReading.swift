import Foundation
import Invoicing
public import Operations
import PostingRules
public import Primitives
import Taxation

extension Store {
  public func creditNote(number: String) throws -> IssuedCreditNote? {
    try read { c in
      // Numbers are each seller's own, and so is the index.
      let row = try c.prepare(
        """
        SELECT id, invoice_id FROM credit_note WHERE seller IN (SELECT seller FROM credit_note_sequence) AND number = ?
        ORDER BY seller LIMIT 1
        """)
      row.bind(1, number)
      defer { row.reset() }
      guard try row.step() else { return nil }
      let id = row.int64(0)
      return try CreditNoteReading.notes(of: InvoiceID(row.int64(1)), c).first { $0.id.rawValue == id }
    }
  }

  public func creditNote(_ id: CreditNoteID) throws -> IssuedCreditNote? {
    try read { c in
      let row = try c.prepare("SELECT invoice_id FROM credit_note WHERE id = ?")
      row.bind(1, id.rawValue)
      defer { row.reset() }
      guard try row.step() else { return nil }
      return try CreditNoteReading.notes(of: InvoiceID(row.int64(0)), c).first { $0.id == id }
    }
  }

  public func creditNotes(of invoice: InvoiceID) throws -> [IssuedCreditNote] {
    try read { try CreditNoteReading.notes(of: invoice, $0) }
  }

  public func creditNotes(_ filter: CreditNoteFilter) throws -> [CreditNoteSummary] {
    try read { c in
      var narrowing = Narrowing()
      narrowing.add(
        "n.invoice_id IN (SELECT id FROM invoice WHERE seller IN (SELECT seller FROM seller_sequence) AND number = ?)", filter.invoiceNumber)
      narrowing.add("n.account_id = ?", filter.account?.rawValue)
      narrowing.add("n.account_id IN (SELECT id FROM billing_account WHERE customer_id = ?)", filter.customer?.rawValue)
      narrowing.add("n.id > ?", filter.after?.rawValue)
      let rows = try c.prepare(
        """
        SELECT \(CreditNoteReading.summaryColumns) \(narrowing.clause)
        ORDER BY n.id \(filter.newestFirst ? "DESC" : "ASC") LIMIT ? OFFSET ?
        """)
      narrowing.bind(to: rows, then: filter.limit, filter.offset)
      return try CreditNoteReading.summaries(rows)
    }
  }

  public func standing(of invoice: InvoiceID) throws -> InvoiceStanding {
    try read { try StandingRows.standing(of: invoice, $0) }
  }
}

/// Turns rows back into the credit notes that were issued.
enum CreditNoteReading {
  static let summaryColumns = """
    n.id, n.number, i.number, n.account_id, a.reference, a.name, n.currency, n.issued_on, n.reason, n.net_minor, n.tax_minor, n.gross_minor
    FROM credit_note n JOIN invoice i ON i.id = n.invoice_id JOIN billing_account a ON a.id = n.account_id
    """

  static func summaries(_ rows: Statement) throws -> [CreditNoteSummary] {
    defer { rows.reset() }
    var found: [CreditNoteSummary] = []
    while try rows.step() {
      guard let currency = Currency(rows.text(6)) else { continue }
      found.append(
        CreditNoteSummary(
          id: CreditNoteID(rows.int64(0)), number: rows.text(1), invoiceNumber: rows.text(2),
          account: BillingAccountID(rows.int64(3)), accountReference: rows.text(4), accountName: rows.text(5), currency: currency,
          issuedOn: rows.day(7), reason: rows.text(8), netMinor: rows.int64(9), taxMinor: rows.int64(10), grossMinor: rows.int64(11)))
    }
    return found
  }

  /// The invoice's credit notes in the order of their issue.
  static func notes(of invoice: InvoiceID, _ c: Connection) throws -> [IssuedCreditNote] {
    let rows = try c.prepare(
      """
      SELECT n.id, n.account_id, n.seller, n.number, n.currency, n.issued_on, i.number, n.reason, n.taxes, n.net_minor, n.tax_minor,
        n.gross_minor
      FROM credit_note n JOIN invoice i ON i.id = n.invoice_id WHERE n.invoice_id = ? ORDER BY n.id
      """)
    rows.bind(1, invoice.rawValue)
    defer { rows.reset() }
    var found: [IssuedCreditNote] = []
    while try rows.step() {
      guard let currency = Currency(rows.text(4)) else {
        throw DamagedRow(table: "credit_note", row: rows.int64(0), what: "currency \(rows.text(4)) unknown")
      }
      found.append(
        IssuedCreditNote(
          id: CreditNoteID(rows.int64(0)), invoice: invoice,
          note: CreditNote(
            seller: SellerCode(rows.text(2)), number: rows.text(3), account: BillingAccountID(rows.int64(1)), currency: currency,
            issuedOn: rows.day(5), invoiceNumber: rows.text(6), reason: rows.text(7), lines: [],
            taxes: try TaxColumn.value(rows.bytes(8)), netMinor: rows.int64(9), taxMinor: rows.int64(10),
            grossMinor: rows.int64(11))))
    }
    guard !found.isEmpty, let invoiceLines = try InvoiceReading.one(invoice, c)?.invoice.lines else { return found }
    for index in found.indices { found[index].note.lines = try lines(of: found[index].id, invoiceLines, c) }
    return found
  }

  private static func lines(of note: CreditNoteID, _ invoiceLines: [InvoiceLine], _ c: Connection) throws -> [CreditNoteLine] {
    let rows = try c.prepare("SELECT number, invoice_line, net_minor, explanation FROM credit_note_line WHERE credit_note_id = ? ORDER BY number")
    rows.bind(1, note.rawValue)
    defer { rows.reset() }
    var found: [CreditNoteLine] = []
    while try rows.step() {
      let number = rows.int(1)
      guard let line = invoiceLines.first(where: { $0.number == number }) else {
        throw DamagedRow(table: "credit_note_line", row: note.rawValue, what: "line \(rows.int(0)) points at no line of its invoice")
      }
      found.append(
        CreditNoteLine(
          number: rows.int(0), invoiceLine: number, netMinor: rows.int64(2), taxKey: line.taxKey,
          explanation: Explanation(try JSONColumn.value([WrittenStep].self, rows.bytes(3)).map(\.step))))
    }
    return found
  }

  /// An explanation step as `JSONText` writes it.
  private struct WrittenStep: Decodable {
    var kind: ExplanationStep.Kind
    var quantity: Exact?
    var unitPrice: Exact?
    var label: String?
    var amount: Exact

    var step: ExplanationStep { ExplanationStep(kind, label: label, quantity: quantity, unitPrice: unitPrice, amount: amount) }
  }
}

/// What of an invoice's revenue is still deferred.
enum DeferredRows {
  /// - Parameter note: as it was before this credit note was booked; `nil`: as it is now.
  static func open(of invoice: InvoiceID, before note: CreditNoteID?, _ c: Connection) throws -> [Recognition] {
    let rows = try c.prepare(
      """
      SELECT * FROM (
        SELECT r.line, r.recognise_on, r.deferred_account, r.revenue_account, r.amount_minor - COALESCE((
          SELECT SUM(t.amount_minor) FROM recognition_taken_back t WHERE t.invoice_id = r.invoice_id AND t.line = r.line
            AND t.recognise_on = r.recognise_on AND (?2 IS NULL OR t.credit_note_id < ?2)), 0) open_minor
        FROM recognition r
        WHERE r.invoice_id = ?1 AND (r.entry_id IS NULL OR ?2 IS NOT NULL AND r.entry_id > (
          SELECT e.id FROM credit_note n JOIN journal_entry e ON e.seller = n.seller AND e.occasion = 'credit-note' AND e.subject = n.number
          WHERE n.id = ?2))) r
      WHERE open_minor <> 0 ORDER BY line, recognise_on
      """)
    rows.bind(1, invoice.rawValue)
    rows.bind(2, note?.rawValue)
    defer { rows.reset() }
    var found: [Recognition] = []
    while try rows.step() {
      found.append(
        Recognition(
          line: rows.int(0), recogniseOn: rows.day(1), deferredAccount: LedgerAccountCode(rows.text(2)),
          revenueAccount: LedgerAccountCode(rows.text(3)), amountMinor: rows.int64(4)))
    }
    return found
  }
}
