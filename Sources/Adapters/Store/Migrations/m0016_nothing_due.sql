-- Whom a bill run looked at where it found nothing due, from which day on, and the last subscription fact it knew: what
-- an invoice says of itself. Decisions made before this table have no rows.
CREATE TABLE bill_run_decision_member(
  decision_id INTEGER NOT NULL REFERENCES bill_run_decision(id),
  account_id INTEGER NOT NULL REFERENCES billing_account(id),
  billed_from INTEGER NOT NULL,
  facts_through INTEGER NOT NULL,
  PRIMARY KEY (decision_id, account_id)
) WITHOUT ROWID;
