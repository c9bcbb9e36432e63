-- Usage corrected by a later event: the older one no longer counts, and is never edited.
CREATE TABLE usage_correction(
  -- The correcting event.
  event INTEGER NOT NULL PRIMARY KEY REFERENCES usage_event(event),
  -- The event it corrects; each is corrected once, and the correction can be corrected again.
  corrects INTEGER NOT NULL UNIQUE REFERENCES usage_event(event),
  -- 1: the older event never happened, and the correcting one does not count either.
  is_void INTEGER NOT NULL CHECK (is_void IN (0, 1)),
  round INTEGER NOT NULL,
  -- When the corrected event happened, in which round it was accepted, and whose usage it was.
  corrected_at INTEGER NOT NULL,
  corrected_round INTEGER NOT NULL,
  account_id INTEGER,
  CHECK (corrects < event)
);
CREATE INDEX usage_correction_of ON usage_correction(account_id, corrected_at);

ALTER TABLE usage_batch ADD COLUMN is_correcting INTEGER NOT NULL DEFAULT 0 CHECK (is_correcting IN (0, 1));

-- Which invoices cover an account.
CREATE INDEX invoice_member_of ON invoice_member(account_id, invoice_id);
