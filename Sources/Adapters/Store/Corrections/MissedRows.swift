import Operations
public import Primitives

extension Store {
  public func waitingUsage() throws -> [WaitingUsage] {
    try read { c in
      let rows = try c.prepare(
        """
        SELECT l.event, l.account_id, e.at, (SELECT MAX(r.round) FROM usage_round r WHERE r.first_event <= l.event AND r.event_count > 0)
        FROM usage_late l JOIN usage_event e ON e.event = l.event ORDER BY l.account_id, e.at, l.event
        """)
      defer { rows.reset() }
      var found: [WaitingUsage] = []
      while try rows.step() {
        found.append(WaitingUsage(event: rows.int64(0), account: BillingAccountID(rows.int64(1)), at: rows.instant(2), round: rows.int64(3)))
      }
      return found
    }
  }

  public func correctedUsage() throws -> [WaitingUsage] {
    try read { c in
      let rows = try c.prepare(
        """
        SELECT corrects, account_id, corrected_at, corrected_round, round, event FROM usage_correction
        WHERE account_id IS NOT NULL ORDER BY account_id, corrected_at, event
        """)
      defer { rows.reset() }
      var found: [WaitingUsage] = []
      while try rows.step() {
        found.append(
          WaitingUsage(
            event: rows.int64(0), account: BillingAccountID(rows.int64(1)), at: rows.instant(2), round: rows.int64(4),
            corrected: .init(by: rows.int64(5), acceptedIn: rows.int64(3), correctedIn: rows.int64(4))))
      }
      return found
    }
  }

  public func pricedAgain(_ account: BillingAccountID) throws -> [PricedAgain] {
    try read { c in
      let rows = try c.prepare(
        "SELECT from_day, through_day, usage_through_round, invoices_through FROM rerating_account WHERE account_id = ? ORDER BY id")
      rows.bind(1, account.rawValue)
      defer { rows.reset() }
      var found: [PricedAgain] = []
      while try rows.step() {
        found.append(
          PricedAgain(
            period: ServicePeriod(start: rows.day(0), end: rows.day(1)), usageThroughRound: rows.int64(2),
            invoicesThrough: InvoiceID(rows.int64(3))))
      }
      return found
    }
  }

  public func cancelledInvoices(under keyPrefix: String) throws -> [String] {
    try read { c in
      let rows = try c.prepare(
        """
        SELECT i.number FROM command k JOIN invoice i ON i.number = substr(k.key, length(?1) + 1)
        JOIN invoice_cancellation x ON x.invoice_id = i.id WHERE k.key >= ?1 AND k.key < ?2 ORDER BY i.id
        """)
      rows.bind(1, "cancel:" + keyPrefix)
      rows.bind(2, "cancel:" + keyPrefix + "\u{10FFFF}")
      defer { rows.reset() }
      var found: [String] = []
      while try rows.step() { found.append(rows.text(0)) }
      return found
    }
  }

  public func standingInvoices(covering account: BillingAccountID) throws -> [CoveringInvoice] {
    try read { c in
      let rows = try c.prepare(
        """
        SELECT i.id, i.number, i.account_id, m.billed_from, m.billed_through, m.usage_through_round FROM invoice_member m
        JOIN invoice i ON i.id = m.invoice_id
        WHERE m.account_id = ? AND NOT EXISTS (SELECT 1 FROM invoice_cancellation x WHERE x.invoice_id = i.id) ORDER BY i.id
        """)
      rows.bind(1, account.rawValue)
      defer { rows.reset() }
      var found: [CoveringInvoice] = []
      while try rows.step() {
        found.append(
          CoveringInvoice(
            id: InvoiceID(rows.int64(0)), number: rows.text(1), payer: BillingAccountID(rows.int64(2)),
            period: ServicePeriod(start: rows.day(3), end: rows.day(4)), usageThroughRound: rows.int64(5)))
      }
      return found
    }
  }
}
