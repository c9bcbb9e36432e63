-- What billing accounts have to spend: customer balances of buckets. Amounts are whole smallest units of the bucket's unit.

CREATE TABLE customer_balance(
  id INTEGER NOT NULL PRIMARY KEY,
  reference TEXT NOT NULL UNIQUE,
  account_id INTEGER NOT NULL REFERENCES billing_account(id),
  kind TEXT NOT NULL CHECK (kind IN ('prepaid', 'hybrid', 'postpaid')),
  credit_limit_minor INTEGER NOT NULL CHECK (credit_limit_minor >= 0),
  opened_at INTEGER NOT NULL
);
CREATE INDEX customer_balance_of ON customer_balance(account_id, id);

-- Subscriptions that it serves; without any, all that the account pays for.
CREATE TABLE customer_balance_subscription(
  id INTEGER NOT NULL PRIMARY KEY,
  balance_id INTEGER NOT NULL REFERENCES customer_balance(id),
  subscription_id INTEGER NOT NULL REFERENCES subscription(id),
  UNIQUE (balance_id, subscription_id)
);
CREATE INDEX customer_balance_subscription_of ON customer_balance_subscription(subscription_id, balance_id);

CREATE TABLE balance_bucket(
  id INTEGER NOT NULL PRIMARY KEY,
  balance_id INTEGER NOT NULL REFERENCES customer_balance(id),
  number INTEGER NOT NULL,
  -- An ISO 4217 code, or the name of a unit of a service.
  unit TEXT NOT NULL,
  valid_from INTEGER NOT NULL,
  valid_to INTEGER,
  priority INTEGER NOT NULL,
  factor TEXT NOT NULL,
  -- With commas between them.
  blockers TEXT NOT NULL,
  floor INTEGER NOT NULL CHECK (floor <= 0),
  rollover_days INTEGER,
  rollover_at_most INTEGER,
  -- Projections: the sum of its movements, and what of it is set aside for what is going on.
  amount INTEGER NOT NULL DEFAULT 0,
  reserved INTEGER NOT NULL DEFAULT 0 CHECK (reserved >= 0),
  UNIQUE (balance_id, number),
  CHECK (valid_to IS NULL OR valid_to > valid_from),
  CHECK (amount - reserved >= floor)
);
CREATE INDEX balance_bucket_ends ON balance_bucket(valid_to) WHERE valid_to IS NOT NULL AND amount > reserved;

-- What came and went; never edited. A bucket's amount is the sum of its movements.
CREATE TABLE balance_movement(
  id INTEGER NOT NULL PRIMARY KEY,
  bucket_id INTEGER NOT NULL REFERENCES balance_bucket(id),
  kind TEXT NOT NULL CHECK (kind IN ('top-up', 'bonus', 'adjustment', 'transfer-in', 'transfer-out', 'consumption', 'refund',
    'expiry', 'rollover-out', 'rollover-in')),
  amount INTEGER NOT NULL CHECK (amount <> 0),
  -- What the bucket held then.
  after INTEGER NOT NULL,
  moved_at INTEGER NOT NULL,
  -- The key of the command, or the charging session and request.
  cause TEXT NOT NULL,
  reason TEXT NOT NULL,
  entry_id INTEGER REFERENCES journal_entry(id),
  -- The charging request that moved it.
  charging_id INTEGER
);
CREATE INDEX balance_movement_of ON balance_movement(bucket_id, id);
