-- What was paid into a bucket, by bucket: found without going through what was spent since. What is spent stands in no such index.
CREATE INDEX IF NOT EXISTS balance_movement_paid_in ON balance_movement(bucket_id, id)
WHERE kind IN ('top-up', 'bonus', 'adjustment', 'transfer-in', 'rollover-in') AND amount > 0;
