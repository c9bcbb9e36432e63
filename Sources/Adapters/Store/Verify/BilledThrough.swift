/// How far accounts are billed, as the facts say it: parts of queries over `billing_account a` and `account_position p`.
enum BilledThrough {
  /// The last day through which a bill run decided each account, or the one whose invoice its lines stand on.
  static let said = """
    SELECT a.id, COALESCE((
      SELECT MAX(r.bill_through) FROM bill_run_account r
      WHERE r.account_id IN (a.id, a.consolidated_into) AND r.state IN ('issued', 'nothing') AND r.bill_through > p.opened_on
        AND NOT EXISTS (SELECT 1 FROM bill_run_undone u WHERE u.run_id = r.run_id AND u.ordinal = r.ordinal)), p.opened_on) through
    FROM billing_account a JOIN account_position p ON p.account_id = a.id
    """

  /// The last day through which its lines stand on an invoice in force. Never too late for an account whose lines stand on
  /// another's: a run that finds nothing due does not write down whom it looked at.
  static let invoiced = """
    COALESCE((
      SELECT MAX(m.billed_through) FROM invoice_member m WHERE m.account_id = a.id
        AND NOT EXISTS (SELECT 1 FROM invoice_cancellation c WHERE c.invoice_id = m.invoice_id)), p.opened_on)
    """

  /// Who joined another's invoice later stands where it was opened, until that invoice is next billed.
  static let joinedLater = """
    a.consolidated_into IS NOT NULL AND p.billed_through >= \(invoiced)
    AND (p.billed_through = p.opened_on OR EXISTS (
      SELECT 1 FROM bill_run_account r WHERE r.account_id = a.consolidated_into AND r.bill_through = p.billed_through
        AND r.state IN ('issued', 'nothing')))
    """
}
