import Operations
import Primitives
import Rating

/// Lines as billed, without their words and steps.
enum BilledLineRows {
  /// In their order, without charges of other companies.
  static func of(_ invoice: InvoiceID, _ c: Connection) throws -> [BilledLine] {
    let rows = try c.prepare(
      """
      SELECT l.number, t.kind, l.used_by, l.subscription_id, t.price, l.period_start, l.period_end, l.amount_minor
      FROM invoice_line l JOIN line_terms t ON t.id = l.terms_id WHERE l.invoice_id = ? ORDER BY l.number
      """)
    rows.bind(1, invoice.rawValue)
    defer { rows.reset() }
    var found: [BilledLine] = []
    while try rows.step() {
      guard let kind = RatedCharge.Kind(rawValue: rows.text(1)) else {
        throw DamagedRow(table: "line_terms", row: invoice.rawValue, what: "the terms of line \(rows.int(0)) have an unknown kind")
      }
      if kind == .thirdParty { continue }
      found.append(
        BilledLine(
          usedBy: rows.optionalInt64(2).map { BillingAccountID($0) }, subscription: rows.optionalInt64(3).map { SubscriptionID($0) },
          price: PriceCode(rows.text(4)), kind: kind, period: ServicePeriod(start: rows.day(5), end: rows.day(6)),
          amountMinor: rows.int64(7)))
    }
    return found
  }

  /// The first day of which the invoice charges usage.
  static func firstDayUsed(_ invoice: InvoiceID, _ c: Connection) throws -> Day? {
    let row = try c.prepare(
      """
      SELECT MIN(l.period_start) FROM invoice_line l JOIN line_terms t ON t.id = l.terms_id
      WHERE l.invoice_id = ? AND t.kind IN ('usage', 'true-up')
      """)
    row.bind(1, invoice.rawValue)
    defer { row.reset() }
    return try row.step() ? row.optionalDay(0) : nil
  }
}
