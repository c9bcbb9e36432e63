import Operations
import Primitives

/// How invoices stand after their corrections.
enum StandingRows {
  static func standing(of invoice: InvoiceID, _ c: Connection) throws -> InvoiceStanding {
    let notes = try c.prepare("SELECT \(CreditNoteReading.summaryColumns) WHERE n.invoice_id = ? ORDER BY n.id")
    notes.bind(1, invoice.rawValue)
    var standing = InvoiceStanding(creditNotes: try CreditNoteReading.summaries(notes))
    let row = try c.prepare(
      """
      SELECT x.cancelled_on, x.reason, i.number FROM invoice_cancellation x
      LEFT JOIN invoice_replacement r ON r.cancelled_id = x.invoice_id LEFT JOIN invoice i ON i.id = r.invoice_id
      WHERE x.invoice_id = ?
      """)
    row.bind(1, invoice.rawValue)
    defer { row.reset() }
    if try row.step() {
      standing.cancelledOn = row.day(0)
      standing.cancelledFor = row.text(1)
      standing.replacedBy = row.optionalText(2)
    }
    let replaced = try c.prepare(
      "SELECT i.number FROM invoice_replacement r JOIN invoice i ON i.id = r.cancelled_id WHERE r.invoice_id = ? ORDER BY i.id")
    replaced.bind(1, invoice.rawValue)
    defer { replaced.reset() }
    while try replaced.step() { standing.replaces.append(replaced.text(0)) }
    return standing
  }

  /// The number of the latest standing invoice behind this one that covers one of its accounts.
  static func later(than invoice: InvoiceID, _ c: Connection) throws -> String? {
    let row = try c.prepare(
      """
      SELECT i.number FROM invoice_member own JOIN invoice_member m ON m.account_id = own.account_id AND m.invoice_id > own.invoice_id
      JOIN invoice i ON i.id = m.invoice_id
      WHERE own.invoice_id = ? AND NOT EXISTS (SELECT 1 FROM invoice_cancellation x WHERE x.invoice_id = i.id)
      ORDER BY i.id DESC LIMIT 1
      """)
    row.bind(1, invoice.rawValue)
    defer { row.reset() }
    return try row.step() ? row.text(0) : nil
  }
}

/// Which invoice bills again what a cancelled one had billed.
enum ReplacementRows {
  /// Whether a cancelled invoice waits to be replaced.
  static func isNeeded(_ c: Connection) throws -> Bool {
    let row = try c.prepare(
      """
      SELECT EXISTS (SELECT 1 FROM invoice_cancellation x
        WHERE NOT EXISTS (SELECT 1 FROM invoice_replacement r WHERE r.cancelled_id = x.invoice_id))
      """)
    defer { row.reset() }
    return try row.step() && row.int(0) != 0
  }

  private static let waiting = """
    FROM invoice_cancellation x JOIN invoice i ON i.id = x.invoice_id
    WHERE i.account_id = ?1 AND i.period_end > ?2 AND i.period_end <= ?3
      AND NOT EXISTS (SELECT 1 FROM invoice_replacement r WHERE r.cancelled_id = x.invoice_id)
    """

  /// The account's cancelled invoices that one over a period will take the place of, in the order of their issue.
  static func waiting(_ account: BillingAccountID, over period: ServicePeriod, _ c: Connection) throws -> [PrecedingNumber] {
    let rows = try c.prepare("SELECT i.number, i.issued_on \(waiting) ORDER BY i.id")
    rows.bind(1, account.rawValue)
    rows.bind(2, period.start)
    rows.bind(3, period.end)
    defer { rows.reset() }
    var found: [PrecedingNumber] = []
    while try rows.step() { found.append(PrecedingNumber(number: rows.text(0), issuedOn: rows.day(1))) }
    return found
  }

  /// Writes down that a new invoice takes the place of the account's cancelled ones whose last day it covers.
  static func link(_ invoice: InvoiceID, account: BillingAccountID, period: ServicePeriod, _ c: Connection) throws {
    let row = try c.prepare("INSERT INTO invoice_replacement(cancelled_id, invoice_id) SELECT x.invoice_id, ?4 \(waiting)")
    row.bind(1, account.rawValue)
    row.bind(2, period.start)
    row.bind(3, period.end)
    row.bind(4, invoice.rawValue)
    try row.run()
  }
}
