import Invoicing
public import Operations
import Primitives
import Rating

extension Store {
  public func invoiceLine(_ line: Int, ofNumber number: String) throws -> IssuedLine? {
    try read { c in
      // Numbers of invoices are each seller's own, and so is the index.
      let row = try c.prepare(
        """
        SELECT i.id, i.run_id, i.account_id, i.currency, l.terms_id, l.used_by, l.subscription_id, l.period_start, l.period_end, l.quantity,
          l.amount_minor, l.net_minor, s.reference, u.reference,
          (SELECT COUNT(*) FROM invoice_line b WHERE b.invoice_id = i.id AND b.number < l.number), x.steps
        FROM invoice i JOIN invoice_line l ON l.invoice_id = i.id LEFT JOIN invoice_explanation x ON x.invoice_id = i.id
        LEFT JOIN subscription s ON s.id = l.subscription_id LEFT JOIN billing_account u ON u.id = l.used_by
        WHERE l.number = ?2 AND i.id = (
          SELECT id FROM invoice WHERE seller IN (SELECT seller FROM seller_sequence) AND number = ?1 ORDER BY seller LIMIT 1)
        """)
      row.bind(1, number)
      row.bind(2, line)
      defer { row.reset() }
      return try row.step() ? LineReading.line(line, row, c) : nil
    }
  }
}

/// Turns the row of one line back into the line that was issued.
private enum LineReading {
  static func line(_ number: Int, _ row: Statement, _ c: Connection) throws -> IssuedLine {
    let invoice = InvoiceID(row.int64(0))
    guard let currency = Currency(row.text(3)) else {
      throw DamagedRow(table: "invoice", row: invoice.rawValue, what: "currency \(row.text(3)) unknown")
    }
    guard let terms = try c.keeping(LineTermsRows()).terms(row.int64(4), c) else {
      throw DamagedRow(table: "invoice_line", row: invoice.rawValue, what: "line \(number) names terms \(row.int64(4)), which are not there")
    }
    guard let steps = try row.withBlobBytes(15, { try ExplanationRows.read($0, at: row.int(14)) }) else {
      throw DamagedRow(table: "invoice_explanation", row: invoice.rawValue, what: "the explanation of line \(number) is missing or cannot be read")
    }
    return IssuedLine(
      invoice: invoice, run: BillRunID(row.int64(1)), account: BillingAccountID(row.int64(2)),
      line: InvoiceLine(
        number: number, usedBy: row.optionalInt64(5).map { BillingAccountID($0) },
        charge: RatedCharge(
          kind: terms.kind, subscription: row.optionalInt64(6).map { SubscriptionID($0) }, terms: terms.terms,
          period: ServicePeriod(start: row.day(7), end: row.day(8)), quantity: row.exact(9),
          amount: Money(amountMinor: row.int64(10), currency: currency), explanation: steps),
        netMinor: row.int64(11), taxKey: terms.tax),
      subscription: row.optionalText(12), usedBy: row.optionalText(13))
  }
}
