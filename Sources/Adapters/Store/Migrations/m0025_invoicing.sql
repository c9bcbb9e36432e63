-- What accounts want said on their invoices, and where they take them electronically: a row for each thing said. Written anew as a whole.
CREATE TABLE account_invoicing(
  account_id INTEGER NOT NULL REFERENCES billing_account(id),
  term TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (account_id, term)
) WITHOUT ROWID;
