-- Offers made to customers, as they were written; accepting one is an order with the key `quote:REFERENCE`.
CREATE TABLE quote(
  id INTEGER NOT NULL PRIMARY KEY,
  reference TEXT NOT NULL UNIQUE,
  account_id INTEGER NOT NULL REFERENCES billing_account(id),
  quoted_on INTEGER NOT NULL,
  -- The first day on which it can no longer be accepted.
  valid_until INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  body TEXT NOT NULL,
  CHECK (valid_until > quoted_on)
);
CREATE INDEX quote_of_account ON quote(account_id, id);
