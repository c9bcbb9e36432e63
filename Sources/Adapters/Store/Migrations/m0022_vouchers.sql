-- Codes that are sold or given away and pay into a customer balance once. Only a digest of a code is kept.

CREATE TABLE voucher_batch(
  id INTEGER NOT NULL PRIMARY KEY,
  reference TEXT NOT NULL UNIQUE,
  -- An ISO 4217 code, or the name of a unit of a service; amounts in whole smallest units of it.
  unit TEXT NOT NULL,
  amount INTEGER NOT NULL CHECK (amount > 0),
  -- How long what it pays in may be spent; without, for ever.
  valid_days INTEGER CHECK (valid_days > 0),
  -- Given by the operator, not sold.
  is_bonus INTEGER NOT NULL,
  -- Half-open.
  redeem_from INTEGER NOT NULL,
  redeem_until INTEGER,
  made_at INTEGER NOT NULL,
  CHECK (redeem_until IS NULL OR redeem_until > redeem_from)
);

CREATE TABLE voucher(
  id INTEGER NOT NULL PRIMARY KEY,
  batch_id INTEGER NOT NULL REFERENCES voucher_batch(id),
  number INTEGER NOT NULL,
  digest TEXT NOT NULL UNIQUE,
  UNIQUE (batch_id, number)
);

CREATE TABLE voucher_redemption(
  id INTEGER NOT NULL PRIMARY KEY,
  voucher_id INTEGER NOT NULL UNIQUE REFERENCES voucher(id),
  movement_id INTEGER NOT NULL UNIQUE REFERENCES balance_movement(id),
  redeemed_at INTEGER NOT NULL
);

-- A whole batch, or one voucher of it, that pays in no more.
CREATE TABLE voucher_block(
  id INTEGER NOT NULL PRIMARY KEY,
  batch_id INTEGER NOT NULL REFERENCES voucher_batch(id),
  -- NULL: all of them.
  voucher_id INTEGER REFERENCES voucher(id),
  blocked_at INTEGER NOT NULL,
  reason TEXT NOT NULL
);
CREATE INDEX voucher_block_of ON voucher_block(batch_id, voucher_id);

-- Codes that were none, so that nobody tries them all.
CREATE TABLE voucher_attempt(
  id INTEGER NOT NULL PRIMARY KEY,
  balance_id INTEGER NOT NULL REFERENCES customer_balance(id),
  attempted_at INTEGER NOT NULL
);
CREATE INDEX voucher_attempt_of ON voucher_attempt(balance_id, attempted_at);
