import Operations
import Primitives
import Rating

/// Lines as billed, without their words and steps.
enum BilledLineRows {
  /// In their order, without corrections of earlier bills and charges of other companies.
  static func of(_ invoice: InvoiceID, _ c: Connection) throws -> [BilledLine] {
    let known = c.keeping(LineTermsRows())
    let rows = try c.prepare(
      """
      SELECT terms_id, used_by, subscription_id, period_start, period_end, amount_minor
      FROM invoice_line WHERE invoice_id = ? ORDER BY number
      """)
    rows.bind(1, invoice.rawValue)
    defer { rows.reset() }
    var found: [BilledLine] = []
    found.reserveCapacity(24)
    while try rows.step() {
      guard let terms = try known.terms(rows.int64(0), c) else {
        throw DamagedRow(table: "invoice_line", row: invoice.rawValue, what: "a line names terms \(rows.int64(0)), which are not there")
      }
      if terms.kind == .thirdParty || terms.kind == .correction { continue }
      found.append(
        BilledLine(
          usedBy: rows.optionalInt64(1).map { BillingAccountID($0) }, subscription: rows.optionalInt64(2).map { SubscriptionID($0) },
          price: terms.terms.price, kind: terms.kind, period: ServicePeriod(start: rows.day(3), end: rows.day(4)),
          amountMinor: rows.int64(5)))
    }
    return found
  }
}
