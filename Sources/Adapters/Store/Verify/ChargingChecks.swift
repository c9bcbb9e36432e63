extension BookChecks {
  /// Laws of charging sessions.
  static let charging: [BookChecks] = [
    BookChecks(
      name: "charging-sessions",
      offenders: """
        SELECT s.reference, 'is shown as ' || s.state || ' after request ' || s.request_id || ', its last request says otherwise'
        FROM charging_session s LEFT JOIN (\(lastOfEach)) r ON r.session = s.reference
        WHERE (s.request_id, s.state, s.valid_until) IS DISTINCT FROM (r.id, r.state, r.valid_until)
        UNION ALL
        SELECT r.session, 'has requests, but there is no such session'
        FROM (\(lastOfEach)) r LEFT JOIN charging_session s ON s.reference = r.session WHERE s.reference IS NULL
        UNION ALL
        SELECT b.reference, 'bucket ' || k.number || ' has ' || k.reserved || ' set aside, open sessions ' || COALESCE(x.total, 0)
        FROM balance_bucket k JOIN customer_balance b ON b.id = k.balance_id LEFT JOIN (\(reserved)) x ON x.bucket_id = k.id
        WHERE k.reserved <> COALESCE(x.total, 0)
        """,
      examined: "SELECT COUNT(*) FROM charging_session"),
    BookChecks(name: "charging-charges") { try ChargeProof($0).run($1) },
    BookChecks(name: HandedOnProof.law) { try HandedOnProof($0).run($1) },
    BookChecks(name: NameProof.law) { try NameProof($0).run($1) },
  ]

  static let lastOfEach = """
    SELECT r.id, r.session, r.state, r.valid_until FROM charging_request r
    JOIN (SELECT session, MAX(id) id FROM charging_request WHERE state IS NOT NULL GROUP BY session) l ON l.id = r.id
    """

  /// What open sessions have set aside, by bucket.
  static let reserved = """
    SELECT CAST(json_extract(v.value, '$.bucket') AS BIGINT) bucket_id, SUM(CAST(json_extract(v.value, '$.amount') AS BIGINT)) total
    FROM charging_session s JOIN charging_request r ON r.id = s.request_id, json_each(r.reserved) v WHERE s.state = 'open' GROUP BY 1
    """
}
