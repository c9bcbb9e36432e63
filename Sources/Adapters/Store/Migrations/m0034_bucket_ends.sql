-- Whether a bucket that ends has something left stands in a column of its own. An index whose condition named the amounts would be written
-- anew by PostgreSQL with every movement, and with it every other index of the table; now only where a bucket runs empty or is filled again.
ALTER TABLE balance_bucket ADD COLUMN has_left INTEGER GENERATED ALWAYS AS (CASE WHEN amount > reserved THEN 1 ELSE 0 END) VIRTUAL;
DROP INDEX balance_bucket_ends;
CREATE INDEX balance_bucket_ends ON balance_bucket(valid_to) WHERE valid_to IS NOT NULL AND has_left = 1;
