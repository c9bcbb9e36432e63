-- Charging while something is used: what networks asked, what they were answered, and what it took.

CREATE TABLE charging_request(
  id INTEGER NOT NULL PRIMARY KEY,
  -- The network's name of the session; of what happens once, the name of that.
  session TEXT NOT NULL,
  number INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('initial', 'update', 'terminate', 'debit', 'refund', 'reclaim')),
  subscription_id INTEGER NOT NULL REFERENCES subscription(id),
  balance_id INTEGER NOT NULL REFERENCES customer_balance(id),
  asked_at INTEGER NOT NULL,
  decided_at INTEGER NOT NULL,
  -- In words by which a repeat is known.
  asked TEXT NOT NULL,
  answer TEXT NOT NULL,
  -- The debit that it gives back.
  refunds TEXT,
  -- The session after it; none for what happens once.
  state TEXT CHECK (state IN ('open', 'ended', 'reclaimed')),
  valid_until INTEGER,
  standing TEXT,
  -- What is set aside for the session then: a list of buckets and amounts.
  reserved TEXT NOT NULL,
  UNIQUE (session, number),
  CHECK ((state IS NULL) = (valid_until IS NULL) AND (state IS NULL) = (standing IS NULL))
);
CREATE UNIQUE INDEX charging_request_refunds ON charging_request(refunds) WHERE refunds IS NOT NULL;
CREATE INDEX charging_request_of ON charging_request(balance_id, id);

CREATE TABLE charging_charge(
  request_id INTEGER NOT NULL REFERENCES charging_request(id),
  number INTEGER NOT NULL,
  rating_group INTEGER NOT NULL,
  service TEXT NOT NULL,
  destination TEXT,
  price TEXT NOT NULL,
  period_start INTEGER NOT NULL,
  revenue_account TEXT NOT NULL,
  unit TEXT NOT NULL,
  units INTEGER NOT NULL,
  units_from_buckets INTEGER NOT NULL,
  net_minor INTEGER NOT NULL,
  tax_minor INTEGER NOT NULL,
  -- What of it nothing was left to pay with.
  uncollected_minor INTEGER NOT NULL,
  -- What a counter counts: the price to its last digit, and what an allowance gave.
  exact TEXT NOT NULL,
  allowance_taken TEXT NOT NULL,
  explanation TEXT NOT NULL,
  -- What buckets gave: number, amount and units covered.
  parts TEXT NOT NULL,
  PRIMARY KEY (request_id, number)
) WITHOUT ROWID;

-- What the bill is to price, where a balance only guards a limit.
CREATE TABLE charging_usage(
  request_id INTEGER NOT NULL REFERENCES charging_request(id),
  number INTEGER NOT NULL,
  event_id TEXT NOT NULL,
  subject TEXT NOT NULL,
  type TEXT NOT NULL,
  used_at INTEGER NOT NULL,
  quantity TEXT NOT NULL,
  attributes TEXT NOT NULL,
  PRIMARY KEY (request_id, number)
) WITHOUT ROWID;

-- Up to which request usage was handed on to the bill; repeats are known by their identity.
CREATE TABLE charging_usage_cursor(
  place INTEGER NOT NULL PRIMARY KEY CHECK (place = 1),
  through INTEGER NOT NULL
);

-- Projections of requests: sessions as they stand, and what was charged of a price in a bill cycle period.
CREATE TABLE charging_session(
  reference TEXT NOT NULL PRIMARY KEY,
  request_id INTEGER NOT NULL REFERENCES charging_request(id),
  state TEXT NOT NULL CHECK (state IN ('open', 'ended', 'reclaimed')),
  valid_until INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX charging_session_valid ON charging_session(valid_until) WHERE state = 'open';

CREATE TABLE charging_counter(
  subscription_id INTEGER NOT NULL REFERENCES subscription(id),
  price TEXT NOT NULL,
  period_start INTEGER NOT NULL,
  units INTEGER NOT NULL,
  exact TEXT NOT NULL,
  net_minor INTEGER NOT NULL,
  tax_minor INTEGER NOT NULL,
  allowance_taken TEXT NOT NULL,
  PRIMARY KEY (subscription_id, price, period_start)
) WITHOUT ROWID;
