extension BookChecks {
  /// Laws of vouchers.
  static let vouchers: [BookChecks] = [
    BookChecks(
      name: "voucher-redemptions",
      offenders: """
        SELECT b.reference, 'voucher ' || v.number || ' is worth ' || b.amount || ' ' || b.unit || ', its redemption moved ' || m.amount || ' ' || k.unit
          || ' as ' || m.kind
        FROM voucher_redemption r JOIN voucher v ON v.id = r.voucher_id JOIN voucher_batch b ON b.id = v.batch_id
        JOIN balance_movement m ON m.id = r.movement_id JOIN balance_bucket k ON k.id = m.bucket_id
        WHERE m.amount <> b.amount OR k.unit <> b.unit OR m.kind <> CASE WHEN b.is_bonus = 1 THEN 'bonus' ELSE 'top-up' END
          OR m.moved_at <> r.redeemed_at
        UNION ALL
        SELECT b.reference, 'movement ' || m.id || ' was paid in with a voucher, and no redemption names it'
        FROM balance_movement m JOIN balance_bucket k ON k.id = m.bucket_id JOIN customer_balance b ON b.id = k.balance_id
        WHERE m.reason = 'voucher' AND m.kind IN ('top-up', 'bonus')
          AND EXISTS (SELECT 1 FROM command c WHERE c.key = 'balance:' || m.cause AND c.fingerprint LIKE 'redeem %')
          AND NOT EXISTS (SELECT 1 FROM voucher_redemption r WHERE r.movement_id = m.id)
        """,
      examined: "SELECT COUNT(*) FROM voucher_redemption"),
  ]
}
