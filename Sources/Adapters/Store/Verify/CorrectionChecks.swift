/// Laws about credit notes and cancelled invoices that SQL can check by itself.
extension BookChecks {
  static let corrections: [BookChecks] = [
    BookChecks(
      name: "credit-note-sums",
      offenders: """
        SELECT n.number, 'the lines sum to ' || COALESCE(SUM(l.net_minor), 0) || ', the credit note says net ' || n.net_minor
        FROM credit_note n LEFT JOIN credit_note_line l ON l.credit_note_id = n.id
        GROUP BY n.id HAVING COALESCE(SUM(l.net_minor), 0) <> n.net_minor
        UNION ALL
        SELECT n.number, 'the tax rows sum to ' || (SELECT COALESCE(SUM(CAST(json_extract(t.value, '$.baseMinor') AS BIGINT)), 0) FROM json_each(n.taxes) t)
          || ' and ' || (SELECT COALESCE(SUM(CAST(json_extract(t.value, '$.taxMinor') AS BIGINT)), 0) FROM json_each(n.taxes) t)
          || ', the credit note says net ' || n.net_minor || ' and tax ' || n.tax_minor
        FROM credit_note n
        WHERE (SELECT COALESCE(SUM(CAST(json_extract(t.value, '$.baseMinor') AS BIGINT)), 0) FROM json_each(n.taxes) t) <> n.net_minor
          OR (SELECT COALESCE(SUM(CAST(json_extract(t.value, '$.taxMinor') AS BIGINT)), 0) FROM json_each(n.taxes) t) <> n.tax_minor
        UNION ALL
        SELECT i.number, 'line ' || l.number || ' was billed with ' || l.net_minor || ', credit notes give back ' || s.total
        FROM (SELECT n.invoice_id, k.invoice_line, SUM(k.net_minor) total FROM credit_note n
              JOIN credit_note_line k ON k.credit_note_id = n.id GROUP BY n.invoice_id, k.invoice_line) s
        JOIN invoice_line l ON l.invoice_id = s.invoice_id AND l.number = s.invoice_line JOIN invoice i ON i.id = s.invoice_id
        WHERE s.total NOT BETWEEN l.net_minor AND 0 AND s.total NOT BETWEEN 0 AND l.net_minor
        UNION ALL
        SELECT n.number, 'line ' || k.number || ' points at line ' || k.invoice_line || ', which its invoice does not have'
        FROM credit_note n JOIN credit_note_line k ON k.credit_note_id = n.id
        LEFT JOIN invoice_line l ON l.invoice_id = n.invoice_id AND l.number = k.invoice_line WHERE l.number IS NULL
        UNION ALL
        SELECT i.number, 'comes to ' || i.gross_minor || ', its credit notes give back ' || SUM(n.gross_minor)
        FROM credit_note n JOIN invoice i ON i.id = n.invoice_id GROUP BY i.id
        HAVING SUM(n.gross_minor) NOT BETWEEN i.gross_minor AND 0 AND SUM(n.gross_minor) NOT BETWEEN 0 AND i.gross_minor
        UNION ALL
        SELECT n.number, 'is of another account, seller or currency than invoice ' || i.number
        FROM credit_note n JOIN invoice i ON i.id = n.invoice_id
        WHERE (n.account_id, n.seller, n.currency) <> (i.account_id, i.seller, i.currency)
        """,
      examined: "SELECT COUNT(*) FROM credit_note"),
    BookChecks(
      name: "credit-note-numbers",
      offenders: """
        SELECT s.seller, 'has ' || (SELECT COUNT(*) FROM credit_note n WHERE n.seller = s.seller)
          || ' credit notes, but the next number is ' || s.next_number
        FROM credit_note_sequence s WHERE (SELECT COUNT(*) FROM credit_note n WHERE n.seller = s.seller) + 1 <> s.next_number
        UNION ALL
        SELECT number, 'is the ' || place || '. credit note of seller ' || seller || ', which its number does not say'
        FROM (SELECT number, seller, ROW_NUMBER() OVER (PARTITION BY seller ORDER BY id) place FROM credit_note) n
        WHERE number NOT LIKE '%' || substr('000000', length(CAST(place AS TEXT)) + 1) || place
        """,
      examined: "SELECT COUNT(*) FROM credit_note_sequence"),
    BookChecks(
      name: "cancelled-invoices",
      offenders: """
        SELECT i.number, 'is cancelled, but of its ' || i.gross_minor || ' only ' || COALESCE(SUM(n.gross_minor), 0) || ' were given back'
        FROM invoice_cancellation x JOIN invoice i ON i.id = x.invoice_id LEFT JOIN credit_note n ON n.invoice_id = i.id
        GROUP BY i.id HAVING COALESCE(SUM(n.gross_minor), 0) <> i.gross_minor
        UNION ALL
        SELECT i.number, 'is cancelled, but the bill run that issued it still counts'
        FROM invoice_cancellation x JOIN invoice i ON i.id = x.invoice_id
        JOIN bill_run_account r ON r.run_id = i.run_id AND r.invoice_id = i.id
        LEFT JOIN bill_run_undone u ON u.run_id = r.run_id AND u.ordinal = r.ordinal WHERE u.run_id IS NULL
        UNION ALL
        SELECT 'bill run ' || u.run_id, 'was undone for ' || COALESCE(i.number, 'an account') || ', though no such cancellation is there'
        FROM bill_run_undone u LEFT JOIN invoice_cancellation x ON x.id = u.cancellation_id
        LEFT JOIN bill_run_account r ON r.run_id = u.run_id AND r.ordinal = u.ordinal LEFT JOIN invoice i ON i.id = r.invoice_id
        WHERE x.id IS NULL
        UNION ALL
        SELECT i.number, 'is said to be replaced by an invoice of another account or period'
        FROM invoice_replacement r JOIN invoice i ON i.id = r.cancelled_id LEFT JOIN invoice n ON n.id = r.invoice_id
        WHERE n.id IS NULL OR n.account_id <> i.account_id OR n.id <= i.id OR i.period_end NOT BETWEEN n.period_start + 1 AND n.period_end
        """,
      examined: "SELECT COUNT(*) FROM invoice_cancellation"),
    BookChecks(
      name: "usage-corrections",
      offenders: """
        SELECT 'event ' || k.event, 'is said to correct event ' || k.corrects || ', and one of them is not there'
        FROM usage_correction k LEFT JOIN usage_event n ON n.event = k.event LEFT JOIN usage_event o ON o.event = k.corrects
        WHERE n.event IS NULL OR o.event IS NULL
        UNION ALL
        SELECT 'event ' || k.event, 'says that it corrects ' || json_extract(n.attributes, '$.corrects') || ', event ' || k.corrects || ' is ' || o.id
        FROM usage_correction k JOIN usage_event n ON n.event = k.event JOIN usage_event o ON o.event = k.corrects
        WHERE json_extract(n.attributes, '$.corrects') IS DISTINCT FROM o.id OR k.corrected_at <> o.at
          OR k.is_void <> CASE WHEN json_extract(n.attributes, '$.void') = 'true' THEN 1 ELSE 0 END
        UNION ALL
        SELECT 'event ' || l.event, 'waits for a correction, but is not there'
        FROM usage_late l LEFT JOIN usage_event e ON e.event = l.event WHERE e.event IS NULL
        """,
      examined: "SELECT (SELECT COUNT(*) FROM usage_correction) + (SELECT COUNT(*) FROM usage_late)"),
  ]
}
