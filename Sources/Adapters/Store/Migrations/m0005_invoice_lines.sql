-- What the lines of one price have in common stands once, and the explanations of an invoice are one packed value: a line
-- is then some forty bytes instead of five hundred, and a bill run writes and verifies so much less.

CREATE TABLE line_terms(
  id INTEGER NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  offering TEXT,
  price TEXT NOT NULL,
  -- Names by language as JSON, sorted.
  name TEXT NOT NULL,
  unit TEXT NOT NULL,
  tax_inclusive INTEGER NOT NULL CHECK (tax_inclusive IN (0, 1)),
  tax_category TEXT NOT NULL,
  tax_treatment TEXT NOT NULL,
  tax_percent TEXT NOT NULL,
  tax_reason TEXT,
  revenue_account TEXT NOT NULL
);
CREATE UNIQUE INDEX line_terms_once ON line_terms(price, kind, name, COALESCE(offering, ''), unit, tax_inclusive, tax_category,
  tax_treatment, tax_percent, COALESCE(tax_reason, ''), revenue_account);

ALTER TABLE invoice_line RENAME TO invoice_line_before;

CREATE TABLE invoice_line(
  invoice_id INTEGER NOT NULL REFERENCES invoice(id),
  number INTEGER NOT NULL,
  terms_id INTEGER NOT NULL REFERENCES line_terms(id),
  used_by INTEGER,
  subscription_id INTEGER,
  period_start INTEGER NOT NULL,
  period_end INTEGER NOT NULL,
  quantity TEXT NOT NULL,
  amount_minor INTEGER NOT NULL,
  net_minor INTEGER NOT NULL,
  PRIMARY KEY (invoice_id, number)
) WITHOUT ROWID;

-- The explanations of all lines of an invoice, in the order of the lines.
CREATE TABLE invoice_explanation(
  invoice_id INTEGER NOT NULL PRIMARY KEY REFERENCES invoice(id),
  steps BLOB NOT NULL
);

INSERT INTO line_terms(kind, offering, price, name, unit, tax_inclusive, tax_category, tax_treatment, tax_percent, tax_reason, revenue_account)
SELECT DISTINCT kind, offering, price, name, unit, tax_inclusive, tax_category, tax_treatment, tax_percent, tax_reason, revenue_account
FROM invoice_line_before;

INSERT INTO invoice_line
SELECT b.invoice_id, b.number, t.id, b.used_by, b.subscription_id, b.period_start, b.period_end, b.quantity, b.amount_minor, b.net_minor
FROM invoice_line_before b JOIN line_terms t
  ON t.price = b.price AND t.kind = b.kind AND t.name = b.name AND COALESCE(t.offering, '') = COALESCE(b.offering, '')
  AND t.unit = b.unit AND t.tax_inclusive = b.tax_inclusive AND t.tax_category = b.tax_category
  AND t.tax_treatment = b.tax_treatment AND t.tax_percent = b.tax_percent
  AND COALESCE(t.tax_reason, '') = COALESCE(b.tax_reason, '') AND t.revenue_account = b.revenue_account;

-- Explanations written before were JSON, a list of steps a line; they stay as they are, as one list of lists.
INSERT INTO invoice_explanation
SELECT invoice_id, CAST('[' || group_concat(explanation, ',') || ']' AS BLOB)
FROM (SELECT invoice_id, explanation FROM invoice_line_before ORDER BY invoice_id, number) l GROUP BY invoice_id;

DROP TABLE invoice_line_before;

-- Lines with everything that is known of them, for whoever reads the books with SQL.
CREATE VIEW invoice_line_detail AS
SELECT i.seller, i.number AS invoice_number, i.account_id, i.currency, i.issued_on, l.invoice_id, l.number, t.kind, l.used_by,
  l.subscription_id, t.offering, t.price, t.name, l.period_start, l.period_end, l.quantity, t.unit, l.amount_minor, l.net_minor,
  t.tax_inclusive, t.tax_category, t.tax_treatment, t.tax_percent, t.tax_reason, t.revenue_account
FROM invoice_line l JOIN invoice i ON i.id = l.invoice_id JOIN line_terms t ON t.id = l.terms_id;
