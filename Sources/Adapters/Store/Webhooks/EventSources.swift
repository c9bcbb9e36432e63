import Operations
import Primitives

extension EventSource {
  /// Every source, in an order in which what follows from something comes behind it: invoices before what corrects them.
  static let all: [EventSource] = [catalogs, subscriptions, usage, invoices, creditNotes, cancellations, billRuns, notices]

  private static let catalogs = EventSource(
    "catalog_version", table: "catalog_version", sql: "SELECT id, published_at, note FROM catalog_version WHERE id > ?1"
  ) { row in
    [
      NewEvent(.catalogPublished, row.int64(0), subject: "catalog") {
        $0.field("catalogVersion", row.int64(0))
        $0.field("publishedAt", row.instant(1))
        $0.field("note", row.text(2))
      }
    ]
  }

  private static let usage = EventSource(
    "usage_round", table: "usage_round", key: "round",
    sql: """
      SELECT r.round, r.batch_id, b.file, r.event_count, r.assigned_count, r.rejected_count FROM usage_round r
      JOIN usage_batch b ON b.id = r.batch_id
      WHERE r.round > ?1 AND (r.rejected_count > 0 OR r.event_count > r.assigned_count)
      """
  ) { row in
    func event(_ type: WebhookEventType, _ count: Int64) -> [NewEvent] {
      guard count > 0 else { return [] }
      return [
        NewEvent(type, row.int64(0), subject: "usage/batches/\(row.int64(1))") {
          $0.field("batch", row.int64(1))
          $0.field("file", row.text(2))
          $0.field("count", count)
        }
      ]
    }
    return event(.usageRejected, row.int64(5)) + event(.usageHeld, row.int64(3) - row.int64(4))
  }

  private static let invoices = EventSource(
    "invoice", table: "invoice",
    sql: """
      SELECT i.id, i.number, a.reference, c.reference, i.run_id, i.currency, i.issued_on, i.due_on, i.period_start, i.period_end,
      i.net_minor, i.tax_minor, i.gross_minor FROM invoice i JOIN billing_account a ON a.id = i.account_id
      JOIN customer c ON c.id = a.customer_id WHERE i.id > ?1
      """
  ) { row in
    [
      NewEvent(.invoiceIssued, row.int64(0), subject: "invoices/\(row.text(1))") {
        $0.field("invoice", row.text(1))
        $0.field("account", row.text(2))
        $0.field("customer", row.text(3))
        $0.field("billRun", row.int64(4))
        $0.field("issuedOn", row.day(6))
        $0.field("dueOn", row.day(7))
        $0.key("period")
        $0.object {
          $0.field("start", row.day(8))
          $0.field("end", row.day(9))
        }
        amounts(row, currency: 5, net: 10, &$0)
      }
    ]
  }

  private static let creditNotes = EventSource(
    "credit_note", table: "credit_note",
    sql: """
      SELECT n.id, n.number, i.number, a.reference, c.reference, n.currency, n.issued_on, n.reason, n.net_minor, n.tax_minor, n.gross_minor
      FROM credit_note n JOIN invoice i ON i.id = n.invoice_id JOIN billing_account a ON a.id = n.account_id
      JOIN customer c ON c.id = a.customer_id WHERE n.id > ?1
      """
  ) { row in
    [
      NewEvent(.creditNoteIssued, row.int64(0), subject: "credit-notes/\(row.text(1))", object: "invoices/\(row.text(2))") {
        $0.field("creditNote", row.text(1))
        $0.field("invoice", row.text(2))
        $0.field("account", row.text(3))
        $0.field("customer", row.text(4))
        $0.field("issuedOn", row.day(6))
        $0.field("reason", row.text(7))
        amounts(row, currency: 5, net: 8, &$0)
      }
    ]
  }

  private static let cancellations = EventSource(
    "invoice_cancellation", table: "invoice_cancellation",
    sql: """
      SELECT k.id, i.number, a.reference, c.reference, n.number, k.cancelled_on, k.reason FROM invoice_cancellation k
      JOIN invoice i ON i.id = k.invoice_id JOIN billing_account a ON a.id = i.account_id JOIN customer c ON c.id = a.customer_id
      LEFT JOIN credit_note n ON n.id = k.credit_note_id WHERE k.id > ?1
      """
  ) { row in
    [
      NewEvent(.invoiceCancelled, row.int64(0), subject: "invoices/\(row.text(1))") {
        $0.field("invoice", row.text(1))
        $0.field("account", row.text(2))
        $0.field("customer", row.text(3))
        $0.field("creditNote", row.optionalText(4))
        $0.field("cancelledOn", row.day(5))
        $0.field("reason", row.text(6))
      }
    ]
  }

  private static let billRuns = EventSource(
    "bill_run_decision", table: "bill_run_decision",
    sql: """
      SELECT d.id, r.id, r.key, r.billing_day, (SELECT COUNT(*) FROM invoice i WHERE i.run_id = r.id),
      (SELECT COUNT(*) FROM bill_run_account a WHERE a.run_id = r.id AND a.state = 'held'),
      (SELECT COUNT(*) FROM bill_run_account a WHERE a.run_id = r.id AND a.state = 'nothing'),
      (SELECT COUNT(*) FROM bill_run_account a WHERE a.run_id = r.id AND a.state = 'skipped')
      FROM bill_run_decision d JOIN bill_run r ON r.id = d.run_id WHERE d.id > ?1 AND d.state = 'finished'
      """
  ) { row in
    [
      NewEvent(.billRunFinished, row.int64(0), subject: "bill-runs/\(row.int64(1))") {
        $0.field("billRun", row.int64(1))
        $0.field("key", row.text(2))
        $0.field("billingDay", row.day(3))
        $0.field("invoices", row.int64(4))
        $0.field("held", row.int64(5))
        $0.field("nothing", row.int64(6))
        $0.field("skipped", row.int64(7))
      }
    ]
  }

  private static let notices = EventSource(
    "charging_notice", table: "charging_notice",
    sql: """
      SELECT n.id, b.reference, a.reference, c.reference, n.code, n.kind, n.unit, n.amount, n.stands, n.level, n.window_start, n.top_up, n.noticed_at
      FROM charging_notice n JOIN customer_balance b ON b.id = n.balance_id JOIN billing_account a ON a.id = b.account_id
      JOIN customer c ON c.id = a.customer_id WHERE n.id > ?1
      """
  ) { row in
    let digits = Currency(row.text(6))?.minorDigits ?? 0
    func number(_ column: Int32) -> Exact { Exact(unscaled: row.int64(column), scale: digits) }
    let isLow = row.text(5) == "low"
    return [
      NewEvent(isLow ? .balanceLow : .limitReached, row.int64(0), subject: "balances/\(row.text(1))") {
        $0.field("balance", row.text(1))
        $0.field("account", row.text(2))
        $0.field("customer", row.text(3))
        $0.field("control", row.text(4))
        $0.field("unit", row.text(6))
        $0.field(isLow ? "below" : "limit", number(7))
        $0.field(isLow ? "left" : "counted", number(8))
        if !isLow {
          $0.field("kind", row.text(5))
          $0.field("percent", row.int64(9))
          $0.field("since", row.instant(10))
        }
        if row.optionalInt64(11) != nil { $0.field("topUp", number(11)) }
        $0.field("at", row.instant(12))
      }
    ]
  }

  /// Net, tax and gross, which stand in this order.
  private static func amounts(_ row: Statement, currency: Int32, net: Int32, _ json: inout JSONText) {
    let code = row.text(currency)
    let digits = Currency(code)?.minorDigits ?? 2
    json.field("currency", code)
    for (offset, name) in (["net", "tax", "gross"] as [JSONName]).enumerated() { json.field(name, Exact(unscaled: row.int64(net + Int32(offset)), scale: digits)) }
  }
}
