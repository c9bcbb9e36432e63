import Primitives
import Subscriptions

/// What invoices have billed for days.
enum BilledPeriodRows {
  /// Of one account, in the order billed; without what invoices billed that were cancelled by then.
  ///
  /// - Parameter invoice: leave out what this and later invoices billed; `nil`: everything.
  static func of(
    _ account: BillingAccountID, before invoice: InvoiceID?, _ restated: RestatementRows, _ c: Connection
  ) throws -> [BilledPeriod] {
    let rows = try c.prepare(
      """
      SELECT subscription_id, item, price, kind, period_start, period_end, full_start, full_end, quantity, amount_minor, invoice_id
      FROM billed_period b WHERE account_id = ?1 AND (?2 IS NULL OR invoice_id < ?2)
        AND NOT EXISTS (SELECT 1 FROM invoice_cancellation x WHERE x.invoice_id = b.invoice_id AND (?2 IS NULL OR x.invoices_through < ?2))
      ORDER BY subscription_id, invoice_id, number
      """)
    rows.bind(1, account.rawValue)
    rows.bind(2, invoice?.rawValue)
    defer { rows.reset() }
    var found: [(invoice: Int64, billed: BilledPeriod)] = []
    while try rows.step() {
      if restated.replaces(rows.int64(10)) { continue }
      found.append(
        (
          rows.int64(10),
        BilledPeriod(
          account: account, subscription: SubscriptionID(rows.int64(0)), item: rows.int(1), price: PriceCode(rows.text(2)),
          kind: BilledPeriod.Kind(rawValue: rows.text(3)) ?? .charge,
          period: ServicePeriod(start: rows.day(4), end: rows.day(5)),
          fullPeriod: ServicePeriod(start: rows.day(6), end: rows.day(7)), quantity: rows.exact(8), amountMinor: rows.int64(9))
        ))
    }
    return restated.inForce.isEmpty ? found.map(\.billed) : restated.merged(with: found)
  }
}
