/// What rows show of facts that stand elsewhere: each statement touches only the rows that show something else.
struct BookRebuild: Sendable {
  let projection: String
  let statements: [String]

  static let all: [BookRebuild] = [
    BookRebuild(
      projection: "batches of usage",
      statements: [
        """
        UPDATE usage_batch SET read_count = s.accepted + s.duplicate + s.rejected, accepted_count = s.accepted,
          duplicate_count = s.duplicate, rejected_count = s.rejected, changed_count = s.changed, held_count = s.held,
          next_offset = s.next_offset, next_line = s.next_line, finished_at = s.finished_at
        FROM (SELECT b.id, COALESCE(SUM(r.event_count), 0) accepted, COALESCE(SUM(r.duplicate_count), 0) duplicate,
                COALESCE(SUM(r.rejected_count), 0) rejected, COALESCE(SUM(r.changed_count), 0) changed,
                COALESCE(SUM(r.event_count - r.assigned_count), 0) held, COALESCE(MAX(r.next_offset), b.first_offset) next_offset,
                COALESCE(MAX(r.next_line), b.first_line) next_line, e.finished_at
              FROM usage_batch b LEFT JOIN usage_round r ON r.batch_id = b.id LEFT JOIN usage_batch_end e ON e.batch_id = b.id
              GROUP BY b.id, e.finished_at) s
        WHERE s.id = usage_batch.id AND (usage_batch.accepted_count, usage_batch.duplicate_count, usage_batch.rejected_count,
            usage_batch.changed_count, usage_batch.held_count, usage_batch.next_offset, usage_batch.next_line, usage_batch.finished_at)
          IS DISTINCT FROM (s.accepted, s.duplicate, s.rejected, s.changed, s.held, s.next_offset, s.next_line, s.finished_at)
        """
      ]),
    BookRebuild(
      projection: "rejected records",
      statements: [
        """
        UPDATE usage_rejected SET state = d.state, code = d.code, path = d.path, message = d.message, remedy = d.remedy,
          corrected_batch = d.corrected_batch, corrected_line = d.corrected_line
        FROM usage_reject_decision d
        WHERE d.id = (SELECT MAX(id) FROM usage_reject_decision WHERE reject_id = usage_rejected.id)
          AND (usage_rejected.state, usage_rejected.code, usage_rejected.path, usage_rejected.message, usage_rejected.remedy,
            usage_rejected.corrected_batch, usage_rejected.corrected_line)
          IS DISTINCT FROM (d.state, d.code, d.path, d.message, d.remedy, d.corrected_batch, d.corrected_line)
        """
      ]),
    BookRebuild(
      projection: "accounts of bill runs",
      statements: [
        """
        UPDATE bill_run_account SET state = 'issued', reason = NULL, evidence = NULL, invoice_id = i.id
        FROM invoice i WHERE i.run_id = bill_run_account.run_id AND i.account_id = bill_run_account.account_id
          AND (bill_run_account.state, bill_run_account.invoice_id) IS DISTINCT FROM ('issued', i.id)
        """,
        """
        UPDATE bill_run_account SET state = d.state, reason = d.reason, evidence = d.evidence, invoice_id = NULL
        FROM bill_run_decision d
        WHERE d.id = (SELECT MAX(id) FROM bill_run_decision
            WHERE run_id = bill_run_account.run_id AND ordinal = bill_run_account.ordinal)
          AND NOT EXISTS (SELECT 1 FROM invoice i
            WHERE i.account_id = bill_run_account.account_id AND i.run_id = bill_run_account.run_id)
          AND (bill_run_account.state, bill_run_account.reason, bill_run_account.evidence) IS DISTINCT FROM (d.state, d.reason, d.evidence)
        """,
        """
        UPDATE bill_run SET finished_at = d.decided_at FROM bill_run_decision d
        WHERE d.run_id = bill_run.id AND d.state = 'finished' AND bill_run.finished_at IS DISTINCT FROM d.decided_at
        """,
      ]),
    BookRebuild(
      projection: "numbers given to invoices and credit notes",
      statements: ["invoice", "credit_note"].map { table in
        let sequence = table == "invoice" ? "seller_sequence" : "credit_note_sequence"
        return """
          INSERT INTO \(sequence)(seller, next_number) SELECT seller, COUNT(*) + 1 FROM \(table) WHERE true GROUP BY seller
          ON CONFLICT (seller) DO UPDATE SET next_number = excluded.next_number WHERE \(sequence).next_number <> excluded.next_number
          """
      }),
    BookRebuild(
      projection: "what accounts owe",
      statements: [
        """
        UPDATE account_position SET receivable_minor = COALESCE(s.total, 0)
        FROM (SELECT p.account_id, t.total FROM account_position p LEFT JOIN (
                SELECT account_id, SUM(amount_minor) total FROM posting WHERE account_id IS NOT NULL GROUP BY account_id) t
              ON t.account_id = p.account_id) s
        WHERE s.account_id = account_position.account_id AND account_position.receivable_minor <> COALESCE(s.total, 0)
        """
      ]),
    BookRebuild(
      projection: "charging sessions",
      statements: [
        """
        INSERT INTO charging_session(reference, request_id, state, valid_until) SELECT r.session, r.id, r.state, r.valid_until
        FROM (\(BookChecks.lastOfEach)) r WHERE true
        ON CONFLICT (reference) DO UPDATE SET request_id = excluded.request_id, state = excluded.state, valid_until = excluded.valid_until
        WHERE (charging_session.request_id, charging_session.state, charging_session.valid_until)
          IS DISTINCT FROM (excluded.request_id, excluded.state, excluded.valid_until)
        """,
        """
        UPDATE balance_bucket SET reserved = COALESCE(s.total, 0)
        FROM (SELECT k.id, x.total FROM balance_bucket k LEFT JOIN (\(BookChecks.reserved)) x ON x.bucket_id = k.id) s
        WHERE s.id = balance_bucket.id AND balance_bucket.reserved <> COALESCE(s.total, 0)
        """,
      ]),
    BookRebuild(
      projection: "what limits counted",
      statements: [
        """
        INSERT INTO spending_count(balance_id, code, window_start, counted, reserved, told)
        SELECT f.balance_id, f.code, f.window_start, f.counted, f.reserved, 0 FROM (\(BookChecks.counted)) f WHERE f.counted <> 0 OR f.reserved <> 0
        ON CONFLICT (balance_id, code, window_start) DO UPDATE SET counted = excluded.counted, reserved = excluded.reserved
        WHERE spending_count.counted <> excluded.counted OR spending_count.reserved <> excluded.reserved
        """,
        """
        UPDATE spending_count SET counted = 0, reserved = 0 WHERE (counted <> 0 OR reserved <> 0) AND NOT EXISTS (
          SELECT 1 FROM (\(BookChecks.counted)) f WHERE f.balance_id = spending_count.balance_id AND f.code = spending_count.code
          AND f.window_start = spending_count.window_start)
        """,
        """
        INSERT INTO spending_count(balance_id, code, window_start, counted, reserved, told)
        SELECT n.balance_id, n.code, n.window_start, 0, 0, n.told FROM (\(BookChecks.told)) n WHERE true
        ON CONFLICT (balance_id, code, window_start) DO NOTHING
        """,
        """
        UPDATE spending_count SET told = COALESCE(s.told, 0)
        FROM (SELECT k.balance_id, k.code, k.window_start, n.told FROM spending_count k LEFT JOIN (\(BookChecks.told)) n
              ON n.balance_id = k.balance_id AND n.code = k.code AND n.window_start = k.window_start) s
        WHERE s.balance_id = spending_count.balance_id AND s.code = spending_count.code AND s.window_start = spending_count.window_start
          AND spending_count.told <> COALESCE(s.told, 0)
        """,
      ]),
    BookRebuild(
      projection: "how far accounts are billed",
      statements: [
        """
        UPDATE account_position SET billed_through = x.through
        FROM (SELECT a.id, CASE WHEN a.consolidated_into IS NULL THEN s.through ELSE \(BilledThrough.invoiced) END through
              FROM billing_account a JOIN account_position p ON p.account_id = a.id JOIN (\(BilledThrough.said)) s ON s.id = a.id
              WHERE p.billed_through <> s.through AND NOT (\(BilledThrough.joinedLater))) x
        WHERE x.id = account_position.account_id
        """
      ]),
  ]
}
