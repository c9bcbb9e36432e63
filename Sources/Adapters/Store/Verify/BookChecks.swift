import Operations

/// Laws of the books, each of which says what is wrong and how much was looked at.
struct BookChecks: Sendable {
  let name: String
  let run: @Sendable (Connection, (Finding) -> Void) throws -> Int

  /// A law that needs more than SQL.
  init(name: String, run: @escaping @Sendable (Connection, (Finding) -> Void) throws -> Int) {
    self.name = name
    self.run = run
  }

  /// A law that SQL can check by itself.
  ///
  /// - Parameters:
  ///   - offenders: gives rows of subject and message.
  ///   - examined: counts what was looked at.
  init(name: String, offenders: String, examined: String) {
    self.init(name: name) { c, report in
      let rows = try c.prepare(offenders)
      while try rows.step() { report(Finding(name, rows.text(0), rows.text(1))) }
      rows.reset()
      let count = try c.prepare(examined)
      defer { count.reset() }
      _ = try count.step()
      return count.int(0)
    }
  }

  static let everything = all + corrections + balances + vouchers + charging + controls

  static let all: [BookChecks] = [
    BookChecks(
      name: "invoice-sums",
      offenders: """
        SELECT i.number, 'the lines sum to ' || COALESCE(SUM(l.net_minor), 0) || ', the invoice says net ' || i.net_minor
        FROM invoice i LEFT JOIN invoice_line l ON l.invoice_id = i.id
        GROUP BY i.id HAVING COALESCE(SUM(l.net_minor), 0) <> i.net_minor
        UNION ALL
        SELECT number, CASE WHEN tax <> tax_minor THEN 'the tax rows sum to ' || tax || ', the invoice says tax ' || tax_minor
          ELSE 'the tax bases sum to ' || base || ', the invoice says net ' || net_minor END
        FROM (SELECT i.number, i.tax_minor, i.net_minor, COALESCE(SUM(CAST(json_extract(t.value, '$.taxMinor') AS BIGINT)), 0) tax,
                COALESCE(SUM(CAST(json_extract(t.value, '$.baseMinor') AS BIGINT)), 0) base
              FROM invoice i LEFT JOIN json_each(i.taxes) t ON TRUE GROUP BY i.id) s
        WHERE tax <> tax_minor OR base <> net_minor
        """,
      examined: "SELECT COUNT(*) FROM invoice"),
    BookChecks(
      name: "invoice-numbers",
      offenders: """
        SELECT seller, 'has ' || COUNT(*) || ' invoices, but the next number is ' || (
          SELECT next_number FROM seller_sequence s WHERE s.seller = i.seller)
        FROM invoice i GROUP BY seller
        HAVING COUNT(*) + 1 <> COALESCE((SELECT next_number FROM seller_sequence s WHERE s.seller = i.seller), -1)
        UNION ALL
        SELECT number, 'is the ' || place || '. invoice of seller ' || seller || ', which its number does not say'
        FROM (SELECT number, seller, ROW_NUMBER() OVER (PARTITION BY seller ORDER BY id) place FROM invoice) i
        WHERE number NOT LIKE '%' || substr('000000', length(CAST(place AS TEXT)) + 1) || place
        """,
      examined: "SELECT COUNT(*) FROM seller_sequence"),
    BookChecks(
      name: "journal-balances",
      offenders: """
        SELECT e.subject, e.occasion || ' entry ' || e.id || ' sums to ' || SUM(p.amount_minor) || ' instead of 0'
        FROM posting p JOIN journal_entry e ON e.id = p.entry_id GROUP BY e.id HAVING SUM(p.amount_minor) <> 0
        """,
      examined: "SELECT COUNT(*) FROM journal_entry"),
    BookChecks(
      name: "journal-covers-invoices",
      offenders: """
        SELECT i.number, 'is booked with receivable ' || COALESCE(SUM(p.amount_minor), 0) || ', the invoice says ' || i.gross_minor
        FROM invoice i
        LEFT JOIN journal_entry e ON e.seller = i.seller AND e.occasion = 'invoice' AND e.subject = i.number
        LEFT JOIN posting p ON p.entry_id = e.id AND p.account_id IS NOT NULL
        GROUP BY i.id HAVING COALESCE(SUM(p.amount_minor), 0) <> i.gross_minor
        """,
      examined: "SELECT COUNT(*) FROM invoice"),
    BookChecks(
      name: "receivable-subledger",
      offenders: """
        SELECT a.reference, 'the account says ' || p.receivable_minor || ', its postings sum to ' || COALESCE(s.total, 0)
        FROM account_position p JOIN billing_account a ON a.id = p.account_id
        LEFT JOIN (SELECT account_id, SUM(amount_minor) total FROM posting WHERE account_id IS NOT NULL GROUP BY account_id) s
          ON s.account_id = p.account_id
        WHERE p.receivable_minor <> COALESCE(s.total, 0)
        """,
      examined: "SELECT COUNT(*) FROM account_position"),
    BookChecks(
      name: "account-positions",
      offenders: """
        SELECT a.reference, 'the account says billed through day ' || p.billed_through || ', its bill runs say ' || x.through
        FROM account_position p JOIN billing_account a ON a.id = p.account_id
        JOIN (\(BilledThrough.said)) x ON x.id = a.id
        WHERE p.billed_through <> x.through AND NOT (\(BilledThrough.joinedLater))
        """,
      examined: "SELECT COUNT(*) FROM account_position"),
    BookChecks(
      name: "billed-periods",
      offenders: """
        SELECT i.number, 'the lines charge ' || COALESCE(l.total, 0) || ' for days, ' || COALESCE(b.total, 0) || ' is written down as billed'
        FROM invoice i
        LEFT JOIN (SELECT invoice_id, SUM(amount_minor) total, SUM(period_start + period_end) days FROM invoice_line
                   WHERE terms_id IN (SELECT id FROM line_terms WHERE kind IN ('recurring', 'one-time', 'credit'))
                     AND amount_minor <> 0 GROUP BY invoice_id) l ON l.invoice_id = i.id
        LEFT JOIN (SELECT invoice_id, SUM(amount_minor) total, SUM(period_start + period_end) days FROM billed_period
                   WHERE amount_minor <> 0 GROUP BY invoice_id) b ON b.invoice_id = i.id
        WHERE COALESCE(l.total, 0) <> COALESCE(b.total, 0) OR COALESCE(l.days, 0) <> COALESCE(b.days, 0)
        """,
      examined: "SELECT COUNT(*) FROM billed_period"),
    BookChecks(
      name: "carried-state",
      offenders: ["carried_allowance", "carried_meter", "billed_free_usage"].map { table in
        """
        SELECT a.reference, 'row inserted: \(table) has a row through day ' || x.billed_through || ', through which no bill goes'
        FROM \(table) x JOIN billing_account a ON a.id = x.account_id
        WHERE NOT EXISTS (SELECT 1 FROM bill_run_account r WHERE r.account_id = a.id AND r.bill_through = x.billed_through
            AND r.state IN ('issued', 'nothing'))
          AND NOT EXISTS (SELECT 1 FROM bill_run_account r WHERE r.account_id = a.consolidated_into
            AND r.bill_through = x.billed_through AND r.state IN ('issued', 'nothing'))
        """
      }.joined(separator: " UNION ALL "),
      examined: "SELECT COUNT(*) FROM carried_allowance"),
    BookChecks(
      name: "third-party-charges",
      offenders: """
        SELECT i.number, 'is cancelled, but charge ' || b.charge_id || ' still counts as billed on it'
        FROM third_party_billed b JOIN invoice_cancellation x ON x.invoice_id = b.invoice_id JOIN invoice i ON i.id = b.invoice_id
        UNION ALL
        SELECT i.number, 'is not cancelled, but charge ' || b.charge_id || ' no longer counts as billed on it'
        FROM third_party_unbilled b JOIN invoice i ON i.id = b.invoice_id
        LEFT JOIN invoice_cancellation x ON x.invoice_id = b.invoice_id WHERE x.id IS NULL
        """,
      examined: "SELECT COUNT(*) FROM third_party_billed"),
    BookChecks(
      name: "deferred-revenue",
      offenders: """
        SELECT i.number, 'deferred ' || d.total || ', to be recognised ' || COALESCE(r.total, 0)
        FROM (SELECT MIN(e.invoice_id) invoice_id, -SUM(p.amount_minor) total FROM journal_entry e JOIN posting p ON p.entry_id = e.id
              JOIN ledger_account l ON l.id = p.ledger_id
              WHERE e.occasion = 'invoice' AND l.code IN (SELECT DISTINCT deferred_account FROM recognition) GROUP BY e.subject, e.seller) d
        JOIN invoice i ON i.id = d.invoice_id
        LEFT JOIN (SELECT invoice_id, SUM(amount_minor) total FROM recognition GROUP BY invoice_id) r ON r.invoice_id = d.invoice_id
        WHERE d.total <> COALESCE(r.total, 0)
        """,
      examined: "SELECT COUNT(*) FROM recognition"),
    BookChecks(
      name: "recognised-revenue",
      offenders: """
        SELECT i.number, 'deferred revenue of line ' || r.line || ' is marked as recognised by entry ' || r.entry_id || ', which did not'
        FROM recognition r JOIN invoice i ON i.id = r.invoice_id LEFT JOIN journal_entry e ON e.id = r.entry_id
        WHERE r.entry_id IS NOT NULL
          AND (e.occasion, e.invoice_id, e.booked_on) IS DISTINCT FROM ('recognition', r.invoice_id, r.recognise_on)
        UNION ALL
        SELECT e.subject, 'entry ' || e.id || ' recognised revenue that is not marked as recognised'
        FROM journal_entry e WHERE e.occasion = 'recognition'
          AND NOT EXISTS (SELECT 1 FROM recognition r WHERE r.invoice_id = e.invoice_id AND r.entry_id = e.id)
        """,
      examined: "SELECT COUNT(*) FROM recognition"),
    BookChecks(
      name: "usage-counts",
      offenders: """
        SELECT b.file, 'batch ' || b.id || ' says ' || b.accepted_count || ' accepted, there are ' || (
          SELECT COALESCE(SUM(r.event_count), 0) FROM usage_round r WHERE r.batch_id = b.id)
        FROM usage_batch b
        WHERE b.accepted_count <> (SELECT COALESCE(SUM(r.event_count), 0) FROM usage_round r WHERE r.batch_id = b.id)
        UNION ALL
        SELECT b.file, 'batch ' || b.id || ' counts or ends otherwise than its rounds and its end say'
        FROM usage_batch b LEFT JOIN usage_batch_end e ON e.batch_id = b.id
        LEFT JOIN (SELECT batch_id, SUM(duplicate_count) repeats, SUM(changed_count) changed, SUM(rejected_count) rejected,
                     SUM(event_count - assigned_count) held, MAX(next_offset) last_offset, MAX(next_line) last_line
                   FROM usage_round GROUP BY batch_id) r ON r.batch_id = b.id
        WHERE (b.duplicate_count, b.changed_count, b.rejected_count, b.held_count, b.next_offset, b.next_line, b.finished_at)
          IS DISTINCT FROM (COALESCE(r.repeats, 0), COALESCE(r.changed, 0), COALESCE(r.rejected, 0), COALESCE(r.held, 0),
            COALESCE(r.last_offset, b.first_offset), COALESCE(r.last_line, b.first_line), e.finished_at)
        UNION ALL
        SELECT 'usage', 'the rounds hold ' || (SELECT COALESCE(SUM(event_count), 0) FROM usage_round) || ' events, '
          || (SELECT COUNT(*) FROM usage_event) || ' are stored'
        WHERE (SELECT COALESCE(SUM(event_count), 0) FROM usage_round) <> (SELECT COUNT(*) FROM usage_event)
        UNION ALL
        SELECT 'usage', (SELECT COALESCE(SUM(event_count), 0) FROM usage_assigned) || ' events are assigned and '
          || (SELECT COUNT(*) FROM usage_held) || ' wait, but ' || (SELECT COALESCE(SUM(event_count), 0) FROM usage_round) || ' were accepted'
        WHERE (SELECT COALESCE(SUM(event_count), 0) FROM usage_assigned) + (SELECT COUNT(*) FROM usage_held)
          <> (SELECT COALESCE(SUM(event_count), 0) FROM usage_round)
        """,
      examined: "SELECT COALESCE(SUM(event_count), 0) FROM usage_round"),
    BookChecks(
      name: "usage-rejects",
      offenders: """
        SELECT 'record ' || r.id, 'line ' || r.line || ' of batch ' || r.batch_id || ' is shown otherwise than was last decided about it'
        FROM usage_rejected r LEFT JOIN usage_reject_decision d
          ON d.id = (SELECT MAX(id) FROM usage_reject_decision WHERE reject_id = r.id)
        WHERE (r.state, r.code, r.path, r.message, r.remedy, r.corrected_batch, r.corrected_line)
          IS DISTINCT FROM (d.state, d.code, d.path, d.message, d.remedy, d.corrected_batch, d.corrected_line)
        """,
      examined: "SELECT COUNT(*) FROM usage_rejected"),
    BookChecks(
      name: "bill-runs",
      offenders: """
        SELECT i.number, 'belongs to bill run ' || i.run_id || ', which does not name it'
        FROM invoice i
        LEFT JOIN bill_run_account a ON a.account_id = i.account_id AND +a.run_id = i.run_id AND a.invoice_id = i.id
        WHERE a.run_id IS NULL
        UNION ALL
        SELECT b.reference, 'is issued in bill run ' || a.run_id || ', but there is no such invoice'
        FROM bill_run_account a JOIN billing_account b ON b.id = a.account_id LEFT JOIN invoice i ON i.id = a.invoice_id
        WHERE a.state = 'issued' AND i.id IS NULL
        UNION ALL
        SELECT b.reference, 'is shown as ' || a.state || ' in bill run ' || a.run_id || ', which is not what was last decided'
        FROM bill_run_account a JOIN billing_account b ON b.id = a.account_id LEFT JOIN bill_run_decision d
          ON d.id = (SELECT MAX(id) FROM bill_run_decision WHERE run_id = a.run_id AND ordinal = a.ordinal)
        WHERE CASE
          WHEN a.state = 'issued' THEN d.state IS NOT NULL AND d.state <> 'planned'
          WHEN d.id IS NOT NULL OR a.state IN ('nothing', 'held') THEN
            (a.state, a.reason, a.evidence) IS DISTINCT FROM (d.state, d.reason, d.evidence) END
        UNION ALL
        SELECT 'bill run ' || r.id, 'is shown as finished at another time than was written down'
        FROM bill_run r LEFT JOIN bill_run_decision d ON d.run_id = r.id AND d.state = 'finished' WHERE r.finished_at IS DISTINCT FROM d.decided_at
        """,
      examined: "SELECT COUNT(*) FROM bill_run_account"),
  ]
}
