-- Re-ratings that were booked: which days were priced again, by which catalog, and what came of it for each account.

CREATE TABLE rerating(
  id INTEGER NOT NULL PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  -- What was asked for; a repeat of the key must ask for the same.
  request TEXT NOT NULL,
  applied_at INTEGER NOT NULL,
  period_start INTEGER NOT NULL,
  period_end INTEGER NOT NULL,
  -- Whether the bills of the period were priced by the files below, not by the catalogs they were made with.
  has_catalog INTEGER NOT NULL CHECK (has_catalog IN (0, 1)),
  CHECK (period_end > period_start)
);
CREATE TABLE rerating_file(
  rerating_id INTEGER NOT NULL REFERENCES rerating(id),
  position INTEGER NOT NULL CHECK (position >= 0),
  name TEXT NOT NULL CHECK (name <> ''),
  content BLOB NOT NULL,
  PRIMARY KEY (rerating_id, position)
);

-- What its bills left an account with, said anew: replaces what the bills from `from_day` through `through_day` wrote
-- down for whatever is billed after `invoices_through`.
CREATE TABLE rerating_account(
  id INTEGER NOT NULL PRIMARY KEY,
  rerating_id INTEGER NOT NULL REFERENCES rerating(id),
  account_id INTEGER NOT NULL REFERENCES billing_account(id),
  payer_id INTEGER NOT NULL REFERENCES billing_account(id),
  from_day INTEGER NOT NULL,
  through_day INTEGER NOT NULL,
  -- The first invoice priced again; none when nothing was due.
  first_invoice INTEGER,
  invoices_through INTEGER NOT NULL,
  usage_through_round INTEGER NOT NULL,
  usage_open_from INTEGER NOT NULL,
  -- Allowances, meters, usage and days billed, as JSON.
  state TEXT NOT NULL,
  UNIQUE (rerating_id, account_id),
  CHECK (through_day > from_day)
);
CREATE INDEX rerating_account_of ON rerating_account(account_id, id);

-- What an account has to pay more or less; stands on its next invoice.
CREATE TABLE correction_charge(
  id INTEGER NOT NULL PRIMARY KEY,
  rerating_id INTEGER NOT NULL REFERENCES rerating(id),
  account_id INTEGER NOT NULL REFERENCES billing_account(id),
  used_by INTEGER,
  subscription_id INTEGER,
  -- The kind of line it corrects.
  kind TEXT NOT NULL,
  offering TEXT,
  price TEXT NOT NULL,
  name TEXT NOT NULL,
  unit TEXT NOT NULL,
  tax_inclusive INTEGER NOT NULL CHECK (tax_inclusive IN (0, 1)),
  tax_category TEXT NOT NULL,
  revenue_account TEXT NOT NULL,
  period_start INTEGER NOT NULL,
  period_end INTEGER NOT NULL,
  quantity TEXT NOT NULL,
  amount_minor INTEGER NOT NULL CHECK (amount_minor <> 0),
  explanation TEXT NOT NULL
);
CREATE INDEX correction_charge_of ON correction_charge(account_id, id);
-- Invoices that corrections stand on: one that is not cancelled.
CREATE TABLE correction_billed(
  charge_id INTEGER NOT NULL REFERENCES correction_charge(id),
  invoice_id INTEGER NOT NULL REFERENCES invoice(id),
  PRIMARY KEY (invoice_id, charge_id)
) WITHOUT ROWID;
CREATE INDEX correction_billed_of ON correction_billed(charge_id);
