-- Credit notes. Each points at the invoice it corrects, and each of its lines at the line there.

CREATE TABLE credit_note(
  id INTEGER NOT NULL PRIMARY KEY,
  invoice_id INTEGER NOT NULL REFERENCES invoice(id),
  account_id INTEGER NOT NULL REFERENCES billing_account(id),
  seller TEXT NOT NULL,
  number TEXT NOT NULL,
  currency TEXT NOT NULL,
  issued_on INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  reason TEXT NOT NULL CHECK (reason <> ''),
  net_minor INTEGER NOT NULL,
  tax_minor INTEGER NOT NULL,
  gross_minor INTEGER NOT NULL,
  taxes TEXT NOT NULL,
  UNIQUE (seller, number),
  CHECK (gross_minor = net_minor + tax_minor)
);
CREATE INDEX credit_note_of_invoice ON credit_note(invoice_id, id);

CREATE TABLE credit_note_line(
  credit_note_id INTEGER NOT NULL REFERENCES credit_note(id),
  number INTEGER NOT NULL,
  invoice_line INTEGER NOT NULL,
  net_minor INTEGER NOT NULL,
  explanation TEXT NOT NULL,
  PRIMARY KEY (credit_note_id, number),
  UNIQUE (credit_note_id, invoice_line)
) WITHOUT ROWID;

CREATE TABLE credit_note_sequence(
  seller TEXT NOT NULL PRIMARY KEY,
  next_number INTEGER NOT NULL CHECK (next_number >= 1)
) WITHOUT ROWID;

-- Shares of deferred revenue that will not be recognised any more, because their line was credited.
CREATE TABLE recognition_taken_back(
  credit_note_id INTEGER NOT NULL REFERENCES credit_note(id),
  invoice_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  recognise_on INTEGER NOT NULL,
  amount_minor INTEGER NOT NULL,
  PRIMARY KEY (credit_note_id, line, recognise_on)
) WITHOUT ROWID;
CREATE INDEX recognition_taken_back_of ON recognition_taken_back(invoice_id, line, recognise_on);

-- Invoices taken back whole. What they had billed may be billed again.
CREATE TABLE invoice_cancellation(
  id INTEGER NOT NULL PRIMARY KEY,
  invoice_id INTEGER NOT NULL UNIQUE REFERENCES invoice(id),
  -- The credit note that gave back the rest; none when nothing was left.
  credit_note_id INTEGER REFERENCES credit_note(id),
  cancelled_on INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  reason TEXT NOT NULL CHECK (reason <> ''),
  -- The last invoice there was then: later ones were computed as if this one had never been.
  invoices_through INTEGER NOT NULL
);

-- The invoice that bills again what a cancelled one had billed.
CREATE TABLE invoice_replacement(
  id INTEGER NOT NULL PRIMARY KEY,
  cancelled_id INTEGER NOT NULL UNIQUE REFERENCES invoice_cancellation(invoice_id),
  invoice_id INTEGER NOT NULL REFERENCES invoice(id)
);
CREATE INDEX invoice_replacement_by ON invoice_replacement(invoice_id);

-- Decisions of bill runs that a cancellation undid: that of the invoice, and of runs after it that found nothing due.
CREATE TABLE bill_run_undone(
  run_id INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  cancellation_id INTEGER NOT NULL REFERENCES invoice_cancellation(id),
  PRIMARY KEY (run_id, ordinal)
) WITHOUT ROWID;
CREATE INDEX bill_run_undone_by ON bill_run_undone(cancellation_id, run_id, ordinal);

-- The days through which a cancelled invoice, and runs after it, had closed an account.
CREATE TABLE undone_closing(
  account_id INTEGER NOT NULL,
  billed_through INTEGER NOT NULL,
  cancelled_id INTEGER NOT NULL REFERENCES invoice_cancellation(invoice_id),
  PRIMARY KEY (account_id, billed_through, cancelled_id)
) WITHOUT ROWID;

-- Third-party charges that stood on a cancelled invoice.
CREATE TABLE third_party_unbilled(
  charge_id INTEGER NOT NULL REFERENCES third_party_charge(id),
  invoice_id INTEGER NOT NULL REFERENCES invoice(id),
  PRIMARY KEY (charge_id, invoice_id)
) WITHOUT ROWID;

-- What goes from one bill into the next may be closed twice through the same day: once undone (by the cancelled
-- invoice named), once in force (0).
CREATE TABLE carried_allowance_6(
  account_id INTEGER NOT NULL REFERENCES billing_account(id),
  billed_through INTEGER NOT NULL,
  number INTEGER NOT NULL,
  code TEXT NOT NULL,
  subscription_id INTEGER,
  granted_on INTEGER NOT NULL,
  expires_on INTEGER NOT NULL,
  granted TEXT NOT NULL,
  units_left TEXT NOT NULL,
  undone_by INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (account_id, billed_through, undone_by, number)
) WITHOUT ROWID;
INSERT INTO carried_allowance_6(account_id, billed_through, number, code, subscription_id, granted_on, expires_on, granted, units_left)
  SELECT account_id, billed_through, number, code, subscription_id, granted_on, expires_on, granted, units_left FROM carried_allowance;
DROP TABLE carried_allowance;
ALTER TABLE carried_allowance_6 RENAME TO carried_allowance;

CREATE TABLE carried_meter_6(
  account_id INTEGER NOT NULL REFERENCES billing_account(id),
  billed_through INTEGER NOT NULL,
  subscription_id INTEGER NOT NULL,
  price TEXT NOT NULL,
  value TEXT NOT NULL,
  present TEXT NOT NULL,
  undone_by INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (account_id, billed_through, undone_by, subscription_id, price)
) WITHOUT ROWID;
INSERT INTO carried_meter_6(account_id, billed_through, subscription_id, price, value, present)
  SELECT account_id, billed_through, subscription_id, price, value, present FROM carried_meter;
DROP TABLE carried_meter;
ALTER TABLE carried_meter_6 RENAME TO carried_meter;

CREATE TABLE billed_free_usage_6(
  account_id INTEGER NOT NULL REFERENCES billing_account(id),
  billed_through INTEGER NOT NULL,
  number INTEGER NOT NULL,
  subscription_id INTEGER NOT NULL,
  price TEXT NOT NULL,
  period_start INTEGER NOT NULL,
  period_end INTEGER NOT NULL,
  quantity TEXT NOT NULL,
  minimum_top_up TEXT NOT NULL,
  undone_by INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (account_id, billed_through, undone_by, number)
) WITHOUT ROWID;
INSERT INTO billed_free_usage_6(account_id, billed_through, number, subscription_id, price, period_start, period_end, quantity, minimum_top_up)
  SELECT account_id, billed_through, number, subscription_id, price, period_start, period_end, quantity, minimum_top_up FROM billed_free_usage;
DROP TABLE billed_free_usage;
ALTER TABLE billed_free_usage_6 RENAME TO billed_free_usage;
