import Invoicing
import Operations
import Primitives
import Rating

/// What accounts have to pay more or less for days billed before.
enum CorrectionChargeRows {
  private static let columns = """
    c.id, c.used_by, c.subscription_id, c.kind, c.offering, c.price, c.name, c.unit, c.tax_inclusive, c.tax_category, \
    c.revenue_account, c.period_start, c.period_end, c.quantity, c.amount_minor, c.explanation, a.currency
    """

  /// Those that stand on an invoice; `nil`: on none that was not cancelled.
  static func of(_ account: BillingAccountID, on invoice: InvoiceID?, _ c: Connection) throws -> [CorrectionCharge] {
    let rows = try c.prepare(
      """
      SELECT \(columns) FROM correction_charge c JOIN billing_account a ON a.id = c.account_id
      WHERE c.account_id = ?1 AND (
        ?2 IS NOT NULL AND EXISTS (SELECT 1 FROM correction_billed b WHERE b.charge_id = c.id AND b.invoice_id = ?2)
        OR ?2 IS NULL AND NOT EXISTS (
          SELECT 1 FROM correction_billed b WHERE b.charge_id = c.id
            AND NOT EXISTS (SELECT 1 FROM invoice_cancellation x WHERE x.invoice_id = b.invoice_id)))
      ORDER BY c.id
      """)
    rows.bind(1, account.rawValue)
    rows.bind(2, invoice?.rawValue)
    return try read(rows)
  }

  /// Those of re-ratings that began on a day or later.
  static func of(_ account: BillingAccountID, from day: Day, _ c: Connection) throws -> [CorrectionCharge] {
    let rows = try c.prepare(
      """
      SELECT \(columns) FROM correction_charge c JOIN billing_account a ON a.id = c.account_id
      JOIN rerating_account r ON r.rerating_id = c.rerating_id AND r.account_id = c.account_id
      WHERE c.account_id = ? AND r.from_day >= ? ORDER BY c.id
      """)
    rows.bind(1, account.rawValue)
    rows.bind(2, day)
    return try read(rows)
  }

  private static func read(_ rows: Statement) throws -> [CorrectionCharge] {
    defer { rows.reset() }
    var found: [CorrectionCharge] = []
    while try rows.step() {
      guard let kind = RatedCharge.Kind(rawValue: rows.text(3)), let currency = Currency(rows.text(16)) else {
        throw DamagedRow(table: "correction_charge", row: rows.int64(0), what: "kind \(rows.text(3)) or currency \(rows.text(16)) unknown")
      }
      found.append(
        CorrectionCharge(
          id: rows.int64(0), corrects: kind, usedBy: rows.optionalInt64(1).map { BillingAccountID($0) },
          charge: RatedCharge(
            kind: .correction, subscription: rows.optionalInt64(2).map { SubscriptionID($0) },
            terms: ChargeTerms(
              offering: rows.optionalText(4).map { OfferingCode($0) }, price: PriceCode(rows.text(5)),
              name: LocalizedText(try JSONColumn.value([String: String].self, rows.bytes(6))), unit: rows.text(7),
              taxInclusive: rows.int(8) != 0, taxCategory: TaxCategoryCode(rows.text(9)),
              revenueAccount: LedgerAccountCode(rows.text(10))),
            period: ServicePeriod(start: rows.day(11), end: rows.day(12)), quantity: rows.exact(13),
            amount: Money(amountMinor: rows.int64(14), currency: currency),
            explanation: Explanation(try JSONColumn.value([ExplanationStep].self, rows.bytes(15))))))
    }
    return found
  }

  static func insert(_ correction: CorrectionCharge, of rerating: ReratingID, payer: BillingAccountID, _ c: Connection) throws {
    let row = try c.prepare(
      """
      INSERT INTO correction_charge(rerating_id, account_id, used_by, subscription_id, kind, offering, price, name, unit,
        tax_inclusive, tax_category, revenue_account, period_start, period_end, quantity, amount_minor, explanation)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    let charge = correction.charge
    var name = JSONText()
    name.value(charge.name)
    var steps = JSONText()
    steps.value(charge.explanation)
    row.bind(1, rerating.rawValue)
    row.bind(2, payer.rawValue)
    row.bind(3, correction.usedBy?.rawValue)
    row.bind(4, charge.subscription?.rawValue)
    row.bind(5, correction.corrects.rawValue)
    row.bind(6, charge.offering?.text)
    row.bind(7, charge.price.text)
    row.bind(8, textBytes: name.bytes)
    row.bind(9, charge.unit)
    row.bind(10, charge.taxInclusive ? 1 : 0)
    row.bind(11, charge.taxCategory.text)
    row.bind(12, charge.revenueAccount.text)
    row.bind(13, charge.period.start)
    row.bind(14, charge.period.end)
    row.bind(15, charge.quantity.description)
    row.bind(16, charge.amount.amountMinor)
    row.bind(17, textBytes: steps.bytes)
    try row.run()
  }
}
