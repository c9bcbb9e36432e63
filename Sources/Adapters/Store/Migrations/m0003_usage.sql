-- Usage. Facts: batches, rounds, events, changed repeats. Projections of them: seen, held, assigned.
-- A round is one commit of an import; every event belongs to exactly one, by its number.

CREATE TABLE usage_batch(
  id INTEGER NOT NULL PRIMARY KEY,
  file TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  format TEXT NOT NULL CHECK (format IN ('csv', 'jsonl', 'cloudevents')),
  mapping TEXT NOT NULL,
  header BLOB NOT NULL,
  -- The batch whose rejected records this one corrects.
  corrects INTEGER REFERENCES usage_batch(id),
  started_at INTEGER NOT NULL,
  finished_at INTEGER,
  -- Where to go on after a crash: the first byte and line that no committed round has read.
  next_offset INTEGER NOT NULL DEFAULT 0,
  next_line INTEGER NOT NULL DEFAULT 1,
  read_count INTEGER NOT NULL DEFAULT 0,
  accepted_count INTEGER NOT NULL DEFAULT 0,
  duplicate_count INTEGER NOT NULL DEFAULT 0,
  rejected_count INTEGER NOT NULL DEFAULT 0,
  -- Among the duplicates: those whose content differs from the first.
  changed_count INTEGER NOT NULL DEFAULT 0,
  -- Among the accepted: those that no subscription claimed when they came.
  held_count INTEGER NOT NULL DEFAULT 0,
  CHECK (read_count = accepted_count + duplicate_count + rejected_count),
  CHECK (changed_count <= duplicate_count),
  CHECK (held_count <= accepted_count)
);
CREATE INDEX usage_batch_fingerprint ON usage_batch(fingerprint);

CREATE TABLE usage_round(
  round INTEGER NOT NULL PRIMARY KEY,
  -- NULL: a round that only assigned events held before.
  batch_id INTEGER REFERENCES usage_batch(id),
  first_event INTEGER NOT NULL,
  event_count INTEGER NOT NULL,
  assigned_count INTEGER NOT NULL
);

CREATE TABLE usage_event(
  event INTEGER PRIMARY KEY,
  source TEXT NOT NULL,
  id TEXT NOT NULL,
  subject TEXT NOT NULL,
  type TEXT NOT NULL,
  at INTEGER NOT NULL,
  -- The quantity is quantity_digits / 10^quantity_scale.
  quantity_digits INTEGER NOT NULL,
  quantity_scale INTEGER NOT NULL,
  -- A JSON object with sorted keys, or nothing.
  attributes TEXT NOT NULL,
  line INTEGER NOT NULL
);

-- Which identities are known: sorted runs of 16-byte entries (64-bit mark, event), cut into buckets by the marks'
-- leading bits; place is run * 2^32 + bucket.
CREATE TABLE usage_seen_run(
  run INTEGER NOT NULL PRIMARY KEY,
  entry_count INTEGER NOT NULL,
  bucket_bits INTEGER NOT NULL
);
CREATE TABLE usage_seen(
  place INTEGER PRIMARY KEY,
  entries BLOB NOT NULL
);

-- A known identity that came again with other content: not counted, but shown.
CREATE TABLE usage_changed_repeat(
  batch_id INTEGER NOT NULL REFERENCES usage_batch(id),
  line INTEGER NOT NULL,
  event INTEGER NOT NULL,
  difference TEXT NOT NULL,
  PRIMARY KEY (batch_id, line, event)
) WITHOUT ROWID;

CREATE TABLE usage_rejected(
  id INTEGER NOT NULL PRIMARY KEY,
  batch_id INTEGER NOT NULL REFERENCES usage_batch(id),
  line INTEGER NOT NULL,
  code TEXT NOT NULL,
  path TEXT NOT NULL,
  message TEXT NOT NULL,
  remedy TEXT NOT NULL,
  raw BLOB NOT NULL,
  state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'corrected', 'dismissed')),
  corrected_batch INTEGER REFERENCES usage_batch(id),
  corrected_line INTEGER,
  CHECK ((state = 'corrected') = (corrected_batch IS NOT NULL))
);
CREATE INDEX usage_rejected_open ON usage_rejected(batch_id, line) WHERE state = 'open';

-- What each account used, as a bill reads it: its events packed by round, subscription and type. Like the identities it
-- lies in runs, each in the order of accounts, that are merged as they grow; place is run * 2^40 + account * 2^8 + part.
CREATE TABLE usage_assigned_run(
  run INTEGER NOT NULL PRIMARY KEY,
  first_round INTEGER NOT NULL,
  last_round INTEGER NOT NULL,
  event_count INTEGER NOT NULL,
  row_count INTEGER NOT NULL,
  first_account INTEGER NOT NULL,
  last_account INTEGER NOT NULL
);
CREATE TABLE usage_assigned(
  place INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL,
  event_count INTEGER NOT NULL,
  first_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  events BLOB NOT NULL
);

-- Accepted events that no subscription has claimed yet.
CREATE TABLE usage_held(event INTEGER PRIMARY KEY);

-- Late events that wait for a correction of the invoice they missed.
CREATE TABLE usage_late(
  event INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL,
  subscription_id INTEGER NOT NULL
);

-- The first round that may hold unbilled usage of the account; reading for its next bill starts there.
ALTER TABLE account_position ADD COLUMN usage_open_from INTEGER NOT NULL DEFAULT 0;
