extension BookChecks {
  /// Laws of limits.
  static let controls: [BookChecks] = [
    BookChecks(
      name: "spending-counts",
      offenders: """
        SELECT b.reference, s.code || ' counts ' || s.counted || ' and keeps ' || s.reserved || ' from ' || s.window_start || ' on, its requests come to '
          || COALESCE(f.counted, 0) || ' and ' || COALESCE(f.reserved, 0)
        FROM spending_count s JOIN customer_balance b ON b.id = s.balance_id
        LEFT JOIN (\(counted)) f ON f.balance_id = s.balance_id AND f.code = s.code AND f.window_start = s.window_start
        WHERE s.counted <> COALESCE(f.counted, 0) OR s.reserved <> COALESCE(f.reserved, 0)
        UNION ALL
        SELECT b.reference, f.code || ' was counted from ' || f.window_start || ' on, and there is no count of it'
        FROM (\(counted)) f JOIN customer_balance b ON b.id = f.balance_id
        LEFT JOIN spending_count s ON s.balance_id = f.balance_id AND s.code = f.code AND s.window_start = f.window_start
        WHERE s.code IS NULL AND (f.counted <> 0 OR f.reserved <> 0)
        UNION ALL
        SELECT b.reference, s.code || ' told ' || s.told || ' hundredths from ' || s.window_start || ' on, the last notice says ' || COALESCE(n.told, 0)
        FROM spending_count s JOIN customer_balance b ON b.id = s.balance_id LEFT JOIN (\(told)) n
          ON n.balance_id = s.balance_id AND n.code = s.code AND n.window_start = s.window_start
        WHERE s.told <> COALESCE(n.told, 0)
        UNION ALL
        SELECT b.reference, n.code || ' told ' || n.told || ' hundredths from ' || n.window_start || ' on, and there is no count of it'
        FROM (\(told)) n JOIN customer_balance b ON b.id = n.balance_id
        LEFT JOIN spending_count s ON s.balance_id = n.balance_id AND s.code = n.code AND s.window_start = n.window_start
        WHERE s.code IS NULL
        """,
      examined: "SELECT COUNT(*) FROM spending_count"),
  ]

  /// What requests counted, and what open sessions keep.
  static let counted = """
    SELECT x.balance_id, x.code, x.window_start, SUM(x.counted) counted, SUM(x.reserved) reserved FROM (
      SELECT r.balance_id, n.code, n.window_start, n.amount counted, 0 reserved FROM charging_count n JOIN charging_request r ON r.id = n.request_id
      UNION ALL
      SELECT r.balance_id, CAST(json_extract(v.value, '$.control') AS TEXT), CAST(json_extract(v.value, '$.window') AS BIGINT), 0,
        CAST(json_extract(v.value, '$.amount') AS BIGINT)
      FROM charging_session s JOIN charging_request r ON r.id = s.request_id, json_each(r.reserved) v
      WHERE s.state = 'open' AND json_extract(v.value, '$.control') IS NOT NULL) x
    GROUP BY x.balance_id, x.code, x.window_start
    """

  /// The highest level that somebody was told of, and no less than 1: something may be refused before anything is counted.
  static let told = """
    SELECT balance_id, code, window_start, MAX(CASE WHEN level < 1 THEN 1 ELSE level END) told
    FROM charging_notice WHERE window_start IS NOT NULL GROUP BY balance_id, code, window_start
    """
}
