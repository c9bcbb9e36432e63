import Foundation
import Invoicing
public import Operations
public import Primitives
import Rating
import Taxation

extension Store {
  public func invoice(_ id: InvoiceID) throws -> IssuedInvoice? {
    try read { try InvoiceReading.one(id, $0) }
  }

  public func invoice(number: String) throws -> IssuedInvoice? {
    try read { c in
      // Numbers are each seller's own, and so is the index.
      let row = try c.prepare(
        "SELECT id FROM invoice WHERE seller IN (SELECT seller FROM seller_sequence) AND number = ? ORDER BY seller LIMIT 1")
      row.bind(1, number)
      defer { row.reset() }
      return try row.step() ? InvoiceReading.one(InvoiceID(row.int64(0)), c) : nil
    }
  }

  public func invoice(before id: InvoiceID, of account: BillingAccountID) throws -> IssuedInvoice? {
    try read { c in
      let row = try c.prepare("SELECT MAX(id) FROM invoice WHERE account_id = ? AND id < ?")
      row.bind(1, account.rawValue)
      row.bind(2, id.rawValue)
      defer { row.reset() }
      guard try row.step(), let before = row.optionalInt64(0) else { return nil }
      return try InvoiceReading.one(InvoiceID(before), c)
    }
  }

  public func invoiceList(_ filter: InvoiceFilter) throws -> [InvoiceSummary] {
    try read { c in
      let narrowing = InvoiceReading.narrowing(filter)
      let rows = try c.prepare(
        """
        SELECT i.id, i.number, i.account_id, a.reference, a.name, i.currency, i.issued_on, i.due_on, i.net_minor,
          i.tax_minor, i.gross_minor
        FROM invoice i JOIN billing_account a ON a.id = i.account_id \(narrowing.clause)
        ORDER BY i.id LIMIT ? OFFSET ?
        """)
      narrowing.bind(to: rows, then: filter.limit, filter.offset)
      defer { rows.reset() }
      var found: [InvoiceSummary] = []
      while try rows.step() {
        guard let currency = Currency(rows.text(5)) else { continue }
        found.append(
          InvoiceSummary(
            id: InvoiceID(rows.int64(0)), number: rows.text(1), account: BillingAccountID(rows.int64(2)),
            accountReference: rows.text(3), accountName: rows.text(4), currency: currency, issuedOn: rows.day(6),
            dueOn: rows.day(7), netMinor: rows.int64(8), taxMinor: rows.int64(9), grossMinor: rows.int64(10)))
      }
      return found
    }
  }

  public func invoiceCount(_ filter: InvoiceFilter) throws -> Int {
    try read { c in
      let narrowing = InvoiceReading.narrowing(filter)
      let row = try c.prepare("SELECT COUNT(*) FROM invoice i JOIN billing_account a ON a.id = i.account_id \(narrowing.clause)")
      narrowing.bind(to: row)
      defer { row.reset() }
      _ = try row.step()
      return row.int(0)
    }
  }
}

/// Turns invoice rows back into the invoice that was issued.
enum InvoiceReading {
  static func narrowing(_ filter: InvoiceFilter) -> Narrowing {
    var narrowing = Narrowing()
    narrowing.add("i.run_id = ?", filter.run?.rawValue)
    narrowing.add("i.account_id = ?", filter.account?.rawValue)
    narrowing.add("i.account_id IN (SELECT id FROM billing_account WHERE customer_id = ?)", filter.customer?.rawValue)
    narrowing.add("i.id > ?", filter.after?.rawValue)
    narrowing.add(
      """
      lower(i.number) LIKE lower(?) ESCAPE '\\' OR lower(a.reference) LIKE lower(?) ESCAPE '\\' OR lower(a.name) LIKE lower(?) ESCAPE '\\'
      """, filter.search.map(SearchPattern.containing))
    return narrowing
  }

  static func one(_ id: InvoiceID, _ c: Connection) throws -> IssuedInvoice? {
    let row = try c.prepare(
      """
      SELECT account_id, run_id, seller, number, currency, issued_on, due_on, period_start, period_end, net_minor,
        tax_minor, gross_minor, taxes FROM invoice WHERE id = ?
      """)
    row.bind(1, id.rawValue)
    defer { row.reset() }
    guard try row.step() else { return nil }
    guard let currency = Currency(row.text(4)) else {
      throw DamagedRow(table: "invoice", row: id.rawValue, what: "currency \(row.text(4)) unknown")
    }
    return IssuedInvoice(
      id: id, run: BillRunID(row.int64(1)),
      invoice: Invoice(
        seller: SellerCode(row.text(2)), number: row.text(3), account: BillingAccountID(row.int64(0)), currency: currency,
        issuedOn: row.day(5), dueOn: row.day(6), billingPeriod: ServicePeriod(start: row.day(7), end: row.day(8)),
        lines: try lines(of: id, currency, c), taxes: try TaxColumn.value(row.bytes(12)),
        netMinor: row.int64(9), taxMinor: row.int64(10), grossMinor: row.int64(11)))
  }

  private static func lines(of id: InvoiceID, _ currency: Currency, _ c: Connection) throws -> [InvoiceLine] {
    let known = c.keeping(LineTermsRows())
    let rows = try c.prepare(
      """
      SELECT number, terms_id, used_by, subscription_id, period_start, period_end, quantity, amount_minor, net_minor
      FROM invoice_line WHERE invoice_id = ? ORDER BY number
      """)
    rows.bind(1, id.rawValue)
    defer { rows.reset() }
    var found: [InvoiceLine] = []
    while try rows.step() {
      guard let terms = try known.terms(rows.int64(1), c) else {
        throw DamagedRow(table: "invoice_line", row: id.rawValue, what: "line \(rows.int(0)) names terms \(rows.int64(1)), which are not there")
      }
      found.append(
        InvoiceLine(
          number: rows.int(0), usedBy: rows.optionalInt64(2).map { BillingAccountID($0) },
          charge: RatedCharge(
            kind: terms.kind, subscription: rows.optionalInt64(3).map { SubscriptionID($0) }, terms: terms.terms,
            period: ServicePeriod(start: rows.day(4), end: rows.day(5)), quantity: rows.exact(6),
            amount: Money(amountMinor: rows.int64(7), currency: currency), explanation: Explanation()),
          netMinor: rows.int64(8), taxKey: terms.tax))
    }
    try addExplanations(to: &found, of: id, c)
    return found
  }

  private static func addExplanations(to lines: inout [InvoiceLine], of id: InvoiceID, _ c: Connection) throws {
    let steps = try explanations(of: id, c)
    guard steps.count == lines.count else {
      throw DamagedRow(
        table: "invoice_explanation", row: id.rawValue, what: "there are \(steps.count) explanations for \(lines.count) lines")
    }
    for index in lines.indices { lines[index].charge.explanation = steps[index] }
  }

  /// The explanations of an invoice's lines, in their order.
  static func explanations(of id: InvoiceID, _ c: Connection) throws -> [Explanation] {
    let row = try c.prepare("SELECT steps FROM invoice_explanation WHERE invoice_id = ?")
    row.bind(1, id.rawValue)
    defer { row.reset() }
    guard try row.step(), let steps = try row.withBlobBytes(0, { try ExplanationRows.read($0) }) else {
      throw DamagedRow(table: "invoice_explanation", row: id.rawValue, what: "the explanations are missing or cannot be read")
    }
    return steps
  }
}
