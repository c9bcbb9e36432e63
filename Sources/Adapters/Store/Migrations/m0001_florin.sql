-- Amounts are whole minor units; days are days since 1970-01-01; instants are microseconds since then, UTC.
-- Decimals that are not money (quantities, agreed prices) are text, so that no digit is lost.

CREATE TABLE command(
  key TEXT NOT NULL PRIMARY KEY,
  fingerprint TEXT NOT NULL,
  answer TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE customer(
  id INTEGER NOT NULL PRIMARY KEY,
  reference TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  segment TEXT NOT NULL
);

CREATE TABLE billing_account(
  id INTEGER NOT NULL PRIMARY KEY,
  reference TEXT NOT NULL UNIQUE,
  customer_id INTEGER NOT NULL REFERENCES customer(id),
  name TEXT NOT NULL,
  seller TEXT NOT NULL,
  currency TEXT NOT NULL,
  zone TEXT NOT NULL,
  language TEXT NOT NULL,
  segment TEXT NOT NULL,
  address TEXT NOT NULL,
  tax_standing TEXT NOT NULL CHECK (tax_standing IN ('taxable', 'business', 'exempt')),
  tax_detail TEXT,
  cycle_unit TEXT NOT NULL,
  cycle_anchor_day INTEGER NOT NULL CHECK (cycle_anchor_day BETWEEN 1 AND 31),
  cycle_anchor_month INTEGER NOT NULL CHECK (cycle_anchor_month BETWEEN 1 AND 12),
  payment_term_days INTEGER NOT NULL CHECK (payment_term_days >= 0),
  payment_method TEXT,
  consolidated_into INTEGER REFERENCES billing_account(id)
);
CREATE INDEX billing_account_consolidated ON billing_account(consolidated_into) WHERE consolidated_into IS NOT NULL;

-- Where an account stands: a projection of its invoices and postings.
CREATE TABLE account_position(
  account_id INTEGER NOT NULL PRIMARY KEY REFERENCES billing_account(id),
  -- First day not yet billed; what was used before it and arrives later is late.
  billed_through INTEGER NOT NULL,
  -- The first day Florin bills the account; earlier days were billed elsewhere.
  opened_on INTEGER NOT NULL,
  -- Usage before this instant, accepted in a round up to the next column, is billed.
  usage_cut_off INTEGER,
  usage_through_round INTEGER NOT NULL DEFAULT 0,
  receivable_minor INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE subscription(
  id INTEGER NOT NULL PRIMARY KEY,
  reference TEXT NOT NULL UNIQUE,
  user_id INTEGER NOT NULL REFERENCES customer(id),
  state TEXT NOT NULL,
  subject TEXT NOT NULL,
  starts_on INTEGER NOT NULL,
  ends_on INTEGER,
  term_ends_on INTEGER,
  -- 1: agreements, 2: suspensions, 4: promotions, 8: more than one payer. Saves four look-ups in the ordinary case.
  has INTEGER NOT NULL DEFAULT 0,
  CHECK (ends_on IS NULL OR ends_on >= starts_on)
);
CREATE INDEX subscription_subject ON subscription(subject) WHERE subject <> '';

CREATE TABLE subscription_payer(
  account_id INTEGER NOT NULL REFERENCES billing_account(id),
  subscription_id INTEGER NOT NULL REFERENCES subscription(id),
  from_day INTEGER NOT NULL,
  -- Everything of the subscription that this account pays is settled before this day.
  settled_before INTEGER,
  PRIMARY KEY (account_id, subscription_id, from_day)
) WITHOUT ROWID;
CREATE INDEX subscription_payer_of ON subscription_payer(subscription_id, from_day);

CREATE TABLE subscription_item(
  subscription_id INTEGER NOT NULL REFERENCES subscription(id),
  number INTEGER NOT NULL,
  offering TEXT NOT NULL,
  quantity TEXT NOT NULL,
  from_day INTEGER NOT NULL,
  to_day INTEGER,
  PRIMARY KEY (subscription_id, number)
) WITHOUT ROWID;

CREATE TABLE subscription_agreement(
  subscription_id INTEGER NOT NULL REFERENCES subscription(id),
  item INTEGER NOT NULL,
  number INTEGER NOT NULL,
  price TEXT NOT NULL,
  from_day INTEGER NOT NULL,
  to_day INTEGER,
  change TEXT NOT NULL CHECK (change IN ('replace', 'add', 'percent-off')),
  value TEXT NOT NULL,
  PRIMARY KEY (subscription_id, item, number)
) WITHOUT ROWID;

CREATE TABLE subscription_suspension(
  subscription_id INTEGER NOT NULL REFERENCES subscription(id),
  from_day INTEGER NOT NULL,
  to_day INTEGER NOT NULL,
  PRIMARY KEY (subscription_id, from_day)
) WITHOUT ROWID;

CREATE TABLE subscription_promotion(
  subscription_id INTEGER NOT NULL REFERENCES subscription(id),
  promotion TEXT NOT NULL,
  from_day INTEGER NOT NULL,
  PRIMARY KEY (subscription_id, promotion, from_day)
) WITHOUT ROWID;

-- What happened to a subscription, in order; never edited. The tables above are its projection.
CREATE TABLE subscription_fact(
  id INTEGER NOT NULL PRIMARY KEY,
  subscription_id INTEGER NOT NULL REFERENCES subscription(id),
  number INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  body TEXT NOT NULL,
  UNIQUE (subscription_id, number)
);

CREATE TABLE bill_run(
  id INTEGER NOT NULL PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  billing_day INTEGER NOT NULL,
  planned_at INTEGER NOT NULL,
  catalog_version INTEGER NOT NULL,
  -- Usage accepted in later rounds is left to the next run.
  usage_through_round INTEGER NOT NULL,
  plan TEXT NOT NULL,
  finished_at INTEGER
);

CREATE TABLE bill_run_account(
  run_id INTEGER NOT NULL REFERENCES bill_run(id),
  ordinal INTEGER NOT NULL,
  account_id INTEGER NOT NULL REFERENCES billing_account(id),
  -- What the account is billed through: the first day the invoice no longer covers.
  bill_through INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('planned', 'skipped', 'issued', 'nothing', 'held')),
  reason TEXT,
  evidence TEXT,
  invoice_id INTEGER,
  PRIMARY KEY (run_id, ordinal)
) WITHOUT ROWID;
CREATE INDEX bill_run_account_of ON bill_run_account(account_id, run_id);

CREATE TABLE seller_sequence(
  seller TEXT NOT NULL PRIMARY KEY,
  next_number INTEGER NOT NULL CHECK (next_number >= 1)
) WITHOUT ROWID;

CREATE TABLE invoice(
  id INTEGER NOT NULL PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES billing_account(id),
  run_id INTEGER NOT NULL REFERENCES bill_run(id),
  seller TEXT NOT NULL,
  number TEXT NOT NULL,
  currency TEXT NOT NULL,
  issued_on INTEGER NOT NULL,
  due_on INTEGER NOT NULL,
  period_start INTEGER NOT NULL,
  period_end INTEGER NOT NULL,
  net_minor INTEGER NOT NULL,
  tax_minor INTEGER NOT NULL,
  gross_minor INTEGER NOT NULL,
  taxes TEXT NOT NULL,
  -- The last subscription fact the invoice was computed from.
  facts_through INTEGER NOT NULL,
  UNIQUE (seller, number),
  CHECK (gross_minor = net_minor + tax_minor)
);
CREATE INDEX invoice_of_account ON invoice(account_id, id);

-- Which accounts an invoice covers, from when, and which usage was looked at: what computing it again needs.
CREATE TABLE invoice_member(
  invoice_id INTEGER NOT NULL REFERENCES invoice(id),
  account_id INTEGER NOT NULL REFERENCES billing_account(id),
  billed_from INTEGER NOT NULL,
  billed_through INTEGER NOT NULL,
  usage_since_cut_off INTEGER,
  usage_since_round INTEGER NOT NULL,
  usage_open_from INTEGER NOT NULL,
  usage_through_round INTEGER NOT NULL,
  PRIMARY KEY (invoice_id, account_id)
) WITHOUT ROWID;

CREATE TABLE invoice_line(
  invoice_id INTEGER NOT NULL REFERENCES invoice(id),
  number INTEGER NOT NULL,
  kind TEXT NOT NULL,
  used_by INTEGER,
  subscription_id INTEGER,
  offering TEXT,
  price TEXT NOT NULL,
  name TEXT NOT NULL,
  period_start INTEGER NOT NULL,
  period_end INTEGER NOT NULL,
  quantity TEXT NOT NULL,
  unit TEXT NOT NULL,
  amount_minor INTEGER NOT NULL,
  net_minor INTEGER NOT NULL,
  tax_inclusive INTEGER NOT NULL,
  tax_category TEXT NOT NULL,
  tax_treatment TEXT NOT NULL,
  tax_percent TEXT NOT NULL,
  tax_reason TEXT,
  revenue_account TEXT NOT NULL,
  explanation TEXT NOT NULL,
  PRIMARY KEY (invoice_id, number)
) WITHOUT ROWID;

-- Recurring and one-time amounts already billed, so that nothing is billed twice and unused parts can be given back.
CREATE TABLE billed_period(
  account_id INTEGER NOT NULL REFERENCES billing_account(id),
  subscription_id INTEGER NOT NULL,
  invoice_id INTEGER NOT NULL,
  number INTEGER NOT NULL,
  item INTEGER NOT NULL,
  price TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('charge', 'credit', 'adjustment')),
  period_start INTEGER NOT NULL,
  period_end INTEGER NOT NULL,
  full_start INTEGER NOT NULL,
  full_end INTEGER NOT NULL,
  quantity TEXT NOT NULL,
  amount_minor INTEGER NOT NULL,
  PRIMARY KEY (account_id, subscription_id, invoice_id, number)
) WITHOUT ROWID;

-- What goes from one bill of an account into the next: keyed by the day the bill went through.
CREATE TABLE carried_allowance(
  account_id INTEGER NOT NULL REFERENCES billing_account(id),
  billed_through INTEGER NOT NULL,
  number INTEGER NOT NULL,
  code TEXT NOT NULL,
  subscription_id INTEGER,
  granted_on INTEGER NOT NULL,
  expires_on INTEGER NOT NULL,
  granted TEXT NOT NULL,
  units_left TEXT NOT NULL,
  PRIMARY KEY (account_id, billed_through, number)
) WITHOUT ROWID;
CREATE TABLE carried_meter(
  account_id INTEGER NOT NULL REFERENCES billing_account(id),
  billed_through INTEGER NOT NULL,
  subscription_id INTEGER NOT NULL,
  price TEXT NOT NULL,
  value TEXT NOT NULL,
  present TEXT NOT NULL,
  PRIMARY KEY (account_id, billed_through, subscription_id, price)
) WITHOUT ROWID;

CREATE TABLE third_party_charge(
  id INTEGER NOT NULL PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES billing_account(id),
  source TEXT NOT NULL,
  external_id TEXT NOT NULL,
  provider TEXT NOT NULL,
  name TEXT NOT NULL,
  used_on INTEGER NOT NULL,
  amount_minor INTEGER NOT NULL,
  tax_category TEXT NOT NULL,
  UNIQUE (source, external_id)
);
CREATE INDEX third_party_charge_of ON third_party_charge(account_id, used_on);
CREATE TABLE third_party_billed(
  charge_id INTEGER NOT NULL PRIMARY KEY REFERENCES third_party_charge(id),
  invoice_id INTEGER NOT NULL
);

-- One row per seller, ledger account and currency, so that a trial balance groups by one number.
CREATE TABLE ledger_account(
  id INTEGER NOT NULL PRIMARY KEY,
  seller TEXT NOT NULL,
  code TEXT NOT NULL,
  currency TEXT NOT NULL,
  UNIQUE (seller, code, currency)
);

CREATE TABLE journal_entry(
  id INTEGER NOT NULL PRIMARY KEY,
  occasion TEXT NOT NULL,
  seller TEXT NOT NULL,
  booked_on INTEGER NOT NULL,
  currency TEXT NOT NULL,
  subject TEXT NOT NULL,
  invoice_id INTEGER,
  UNIQUE (seller, occasion, subject)
);

CREATE TABLE posting(
  id INTEGER NOT NULL PRIMARY KEY,
  entry_id INTEGER NOT NULL REFERENCES journal_entry(id),
  ledger_id INTEGER NOT NULL REFERENCES ledger_account(id),
  account_id INTEGER,
  booked_on INTEGER NOT NULL,
  -- Debits positive, credits negative.
  amount_minor INTEGER NOT NULL
);

-- What will be recognised as revenue, and when; `entry_id` once it is.
CREATE TABLE recognition(
  invoice_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  recognise_on INTEGER NOT NULL,
  deferred_account TEXT NOT NULL,
  revenue_account TEXT NOT NULL,
  amount_minor INTEGER NOT NULL,
  entry_id INTEGER,
  PRIMARY KEY (invoice_id, line, recognise_on)
) WITHOUT ROWID;
CREATE INDEX recognition_open ON recognition(recognise_on) WHERE entry_id IS NULL;
