import PostingRules
import Primitives

extension BookChecks {
  /// Laws of customer balances.
  static let balances: [BookChecks] = [
    BookChecks(name: BucketProof.law) { try BucketProof($0).run($1) },
    BookChecks(name: ListProof.law) { try ListProof($0).run($1) },
    BookChecks(
      name: "balance-bookings",
      offenders: """
        SELECT e.subject, e.occasion || ' entry ' || e.id || ' moves prepaid balances by ' || COALESCE(p.total, 0) || ', its movements by '
          || COALESCE(m.total, 0)
        FROM journal_entry e
        LEFT JOIN (SELECT entry_id, -SUM(amount_minor) total FROM posting
                   WHERE ledger_id IN (SELECT id FROM ledger_account WHERE code = '\(prepaid)') GROUP BY entry_id) p ON p.entry_id = e.id
        LEFT JOIN (SELECT entry_id, SUM(amount) total FROM balance_movement WHERE entry_id IS NOT NULL GROUP BY entry_id) m ON m.entry_id = e.id
        WHERE (p.entry_id IS NOT NULL OR m.entry_id IS NOT NULL) AND COALESCE(p.total, 0) <> COALESCE(m.total, 0)
        UNION ALL
        SELECT b.reference, 'movement ' || m.id || ' of money is in no journal entry'
        FROM balance_movement m JOIN balance_bucket k ON k.id = m.bucket_id JOIN customer_balance b ON b.id = k.balance_id
        JOIN billing_account a ON a.id = b.account_id
        WHERE m.entry_id IS NULL AND k.unit = a.currency AND b.kind <> 'postpaid' AND m.kind NOT IN ('rollover-in', 'rollover-out')
        """,
      examined: "SELECT COUNT(*) FROM balance_movement WHERE entry_id IS NOT NULL"),
    BookChecks(
      name: "prepaid-liability",
      offenders: """
        SELECT x.seller, 'prepaid balances in ' || x.currency || ' hold ' || SUM(x.held) || ', the books owe ' || SUM(x.owed)
        FROM (
          SELECT a.seller, a.currency, SUM(k.amount) held, 0 owed FROM balance_bucket k JOIN customer_balance b ON b.id = k.balance_id
          JOIN billing_account a ON a.id = b.account_id WHERE k.unit = a.currency AND b.kind <> 'postpaid' GROUP BY a.seller, a.currency
          UNION ALL
          SELECT l.seller, l.currency, 0, -SUM(p.amount_minor) FROM posting p JOIN ledger_account l ON l.id = p.ledger_id
          WHERE l.code = '\(prepaid)' GROUP BY l.seller, l.currency) x
        GROUP BY x.seller, x.currency HAVING SUM(x.held) <> SUM(x.owed)
        """,
      examined: "SELECT COUNT(*) FROM customer_balance"),
  ]

  private static let prepaid = PostingAccounts.standard.prepaidBalance.text
}
