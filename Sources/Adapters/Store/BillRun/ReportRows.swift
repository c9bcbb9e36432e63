import Invoicing
public import Operations
public import Primitives

extension Store {
  public func report(on run: BillRunID) throws -> BillRunReport {
    guard let known = try billRun(run) else {
      throw Rejection(
        Problem(.unknownBillRun, path: "run", "there is no bill run \(run)", remedy: "`florin bill list` names the runs there are"))
    }
    return try read { c in
      var report = BillRunReport(
        run: known, accounts: 0, issued: 0, nothing: 0, skipped: 0, pending: 0, lines: 0, totals: [], held: [])
      let states = try c.prepare("SELECT state, COUNT(*) FROM bill_run_account WHERE run_id = ? GROUP BY state")
      states.bind(1, run.rawValue)
      while try states.step() {
        let count = states.int(1)
        report.accounts += count
        switch states.text(0) {
        case "issued": report.issued = count
        case "nothing": report.nothing = count
        case "skipped": report.skipped = count
        case "planned": report.pending = count
        default: break
        }
      }
      states.reset()
      report.totals = try totals(of: run, c)
      let lines = try c.prepare(
        "SELECT COUNT(*) FROM invoice i JOIN invoice_line l ON l.invoice_id = i.id WHERE i.run_id = ?")
      lines.bind(1, run.rawValue)
      _ = try lines.step()
      report.lines = lines.int(0)
      lines.reset()
      report.held = try held(in: run, c)
      return report
    }
  }

  private func totals(of run: BillRunID, _ c: Connection) throws -> [BillRunReport.Total] {
    let rows = try c.prepare(
      """
      SELECT i.currency, COUNT(*), SUM(i.net_minor), SUM(i.tax_minor), SUM(i.gross_minor),
        SUM((SELECT COALESCE(SUM(l.net_minor), 0) FROM invoice_line l
          JOIN line_terms t ON t.id = l.terms_id WHERE l.invoice_id = i.id AND t.kind = 'recurring'))
      FROM invoice i WHERE i.run_id = ? GROUP BY i.currency ORDER BY i.currency
      """)
    rows.bind(1, run.rawValue)
    defer { rows.reset() }
    var found: [BillRunReport.Total] = []
    while try rows.step() {
      guard let currency = Currency(rows.text(0)) else { continue }
      found.append(
        BillRunReport.Total(
          currency: currency, invoices: rows.int(1), netMinor: rows.int64(2), taxMinor: rows.int64(3),
          grossMinor: rows.int64(4), recurringMinor: rows.int64(5)))
    }
    return found
  }

  private func held(in run: BillRunID, _ c: Connection) throws -> [BillRunReport.Held] {
    let rows = try c.prepare(
      """
      SELECT r.account_id, a.reference, r.reason, r.evidence FROM bill_run_account r
      JOIN billing_account a ON a.id = r.account_id WHERE r.run_id = ? AND r.state = 'held' ORDER BY r.ordinal
      """)
    rows.bind(1, run.rawValue)
    defer { rows.reset() }
    var found: [BillRunReport.Held] = []
    while try rows.step() {
      found.append(
        BillRunReport.Held(
          account: BillingAccountID(rows.int64(0)), reference: rows.text(1),
          reasons: try JSONColumn.value([HoldReason].self, rows.bytes(3))))
    }
    return found
  }
}
