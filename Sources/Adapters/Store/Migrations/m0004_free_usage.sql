-- Usage that cost nothing and stands on no invoice line, but counts for the tiers, minimums and maximums of its period.
CREATE TABLE billed_free_usage(
  account_id INTEGER NOT NULL REFERENCES billing_account(id),
  billed_through INTEGER NOT NULL,
  number INTEGER NOT NULL,
  subscription_id INTEGER NOT NULL,
  price TEXT NOT NULL,
  period_start INTEGER NOT NULL,
  period_end INTEGER NOT NULL,
  quantity TEXT NOT NULL,
  -- How much less of a minimum spend had to be filled up.
  minimum_top_up TEXT NOT NULL,
  PRIMARY KEY (account_id, billed_through, number)
) WITHOUT ROWID;
