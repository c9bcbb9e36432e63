import Operations
import Primitives
import Subscriptions

/// Subscriptions that were billed to accounts which, as it is told now, never paid them.
extension SubscriptionRows {
  /// A discount names the subscription that it is of, and stands on the bill of whoever pays, not beside the account that has it.
  private static let isCharge =
    "l.subscription_id IS NOT NULL AND l.terms_id NOT IN (SELECT id FROM line_terms WHERE kind = 'discount')"

  /// A subscription that an account paid once and that was moved away as if it had never been its own.
  static func movedAway(_ id: SubscriptionID, _ c: Connection) throws -> Paid? {
    let row = try c.prepare("SELECT reference FROM subscription WHERE id = ?")
    row.bind(1, id.rawValue)
    defer { row.reset() }
    guard try row.step(), let subscription = try one(reference: row.text(0), c) else { return nil }
    return Paid(subscription: subscription, hasAgreements: false, paidFrom: subscription.startsOn, settledBefore: nil)
  }

  /// Whether any was billed to an account that, as it is told now, never paid it; one look at every line.
  static func isAnyMovedAway(_ c: Connection) throws -> Bool {
    let row = try c.prepare(
      """
      SELECT EXISTS (SELECT 1 FROM invoice_line l JOIN invoice i ON i.id = l.invoice_id
        WHERE \(isCharge) AND NOT EXISTS (
          SELECT 1 FROM subscription_payer p
          WHERE p.account_id = COALESCE(l.used_by, i.account_id) AND p.subscription_id = l.subscription_id))
      """)
    defer { row.reset() }
    return try row.step() && row.int(0) != 0
  }

  /// Subscriptions that an invoice billed to an account, whoever pays them by now.
  static func billed(to account: BillingAccountID, on invoice: InvoiceID, _ c: Connection) throws -> [SubscriptionID] {
    let rows = try c.prepare(
      """
      SELECT DISTINCT l.subscription_id FROM invoice_line l JOIN invoice i ON i.id = l.invoice_id
      WHERE l.invoice_id = ?1 AND \(isCharge) AND COALESCE(l.used_by, i.account_id) = ?2
      """)
    rows.bind(1, invoice.rawValue)
    rows.bind(2, account.rawValue)
    defer { rows.reset() }
    var found: [SubscriptionID] = []
    while try rows.step() { found.append(SubscriptionID(rows.int64(0))) }
    return found
  }
}
