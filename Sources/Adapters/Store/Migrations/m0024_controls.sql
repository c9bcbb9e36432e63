-- What keeps the spending from customer balances within bounds, what limits counted, and what was told of it.

CREATE TABLE spending_control(
  id INTEGER NOT NULL PRIMARY KEY,
  -- NULL: it holds for all balances.
  balance_id INTEGER REFERENCES customer_balance(id),
  -- The latest row of a code says what holds.
  code TEXT NOT NULL,
  -- JSON; NULL: from then on there is none of this code.
  rule TEXT,
  set_by TEXT NOT NULL CHECK (set_by IN ('operator', 'customer')),
  -- Whether the customer may change or end it.
  may_be_lifted INTEGER NOT NULL CHECK (may_be_lifted IN (0, 1)),
  set_at INTEGER NOT NULL,
  reason TEXT NOT NULL
);
CREATE INDEX spending_control_of ON spending_control(balance_id, code, id);

-- What a request counted towards limits; part of it, as its charges are.
CREATE TABLE charging_count(
  request_id INTEGER NOT NULL REFERENCES charging_request(id),
  number INTEGER NOT NULL,
  -- The charge of the request.
  charge INTEGER NOT NULL,
  code TEXT NOT NULL,
  window_start INTEGER NOT NULL,
  amount INTEGER NOT NULL,
  PRIMARY KEY (request_id, number)
) WITHOUT ROWID;

CREATE TABLE charging_notice(
  id INTEGER NOT NULL PRIMARY KEY,
  request_id INTEGER NOT NULL REFERENCES charging_request(id),
  balance_id INTEGER NOT NULL REFERENCES customer_balance(id),
  code TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('level', 'reached', 'low')),
  unit TEXT NOT NULL,
  -- What the control names, and what it found, in smallest units.
  amount INTEGER NOT NULL,
  stands INTEGER NOT NULL,
  -- In hundredths of a limit.
  level INTEGER NOT NULL,
  window_start INTEGER,
  top_up INTEGER,
  noticed_at INTEGER NOT NULL
);
CREATE INDEX charging_notice_of ON charging_notice(balance_id, id);

-- A projection of counts, of what open sessions keep, and of notices.
CREATE TABLE spending_count(
  balance_id INTEGER NOT NULL REFERENCES customer_balance(id),
  code TEXT NOT NULL,
  window_start INTEGER NOT NULL,
  counted INTEGER NOT NULL,
  reserved INTEGER NOT NULL CHECK (reserved >= 0),
  told INTEGER NOT NULL,
  PRIMARY KEY (balance_id, code, window_start)
) WITHOUT ROWID;
