-- The audit chain. Every fact carries the SHA-256 of itself and of the link before it in its stream (Docs/decisions/0007).

-- Links of facts with successive numbers, 32 bytes each; place is stream * 2^48 + the first of those numbers.
CREATE TABLE chain_link(
  place INTEGER NOT NULL PRIMARY KEY,
  fact_count INTEGER NOT NULL CHECK (fact_count > 0),
  links BLOB NOT NULL CHECK (length(links) = fact_count * 32)
);

-- The last link of each stream, by which facts cut off at the end are missed.
CREATE TABLE chain_head(
  stream INTEGER NOT NULL PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  fact_count INTEGER NOT NULL,
  last_number INTEGER NOT NULL,
  link BLOB NOT NULL CHECK (length(link) = 32)
);

-- Facts are numbered in the order they are written.
CREATE TABLE command_numbered(
  id INTEGER NOT NULL PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  fingerprint TEXT NOT NULL,
  answer TEXT NOT NULL
);
INSERT INTO command_numbered(key, fingerprint, answer) SELECT key, fingerprint, answer FROM command ORDER BY key;
DROP TABLE command;
ALTER TABLE command_numbered RENAME TO command;

CREATE TABLE usage_changed_repeat_numbered(
  id INTEGER NOT NULL PRIMARY KEY,
  batch_id INTEGER NOT NULL REFERENCES usage_batch(id),
  line INTEGER NOT NULL,
  event INTEGER NOT NULL,
  difference TEXT NOT NULL,
  UNIQUE (batch_id, line, event)
);
INSERT INTO usage_changed_repeat_numbered(batch_id, line, event, difference)
SELECT batch_id, line, event, difference FROM usage_changed_repeat ORDER BY batch_id, line, event;
DROP TABLE usage_changed_repeat;
ALTER TABLE usage_changed_repeat_numbered RENAME TO usage_changed_repeat;

-- What a round came to besides its events, so that a batch is the sum of its rounds.
ALTER TABLE usage_round ADD COLUMN duplicate_count INTEGER NOT NULL DEFAULT 0;
ALTER TABLE usage_round ADD COLUMN changed_count INTEGER NOT NULL DEFAULT 0;
ALTER TABLE usage_round ADD COLUMN rejected_count INTEGER NOT NULL DEFAULT 0;
ALTER TABLE usage_round ADD COLUMN next_offset INTEGER NOT NULL DEFAULT 0;
ALTER TABLE usage_round ADD COLUMN next_line INTEGER NOT NULL DEFAULT 1;
-- The last subscription fact by which its events were assigned; NULL for rounds written before this column.
ALTER TABLE usage_round ADD COLUMN facts_through INTEGER;

-- Of batches imported before, the last round takes what cannot be told apart any more.
UPDATE usage_round SET
  duplicate_count = b.duplicate_count, changed_count = b.changed_count, rejected_count = b.rejected_count,
  next_offset = b.next_offset, next_line = b.next_line
FROM usage_batch b
WHERE b.id = usage_round.batch_id AND usage_round.round = (SELECT MAX(r.round) FROM usage_round r WHERE r.batch_id = b.id);

-- Where a batch began to read: what its next offset is before its first round.
ALTER TABLE usage_batch ADD COLUMN first_offset INTEGER NOT NULL DEFAULT 0;
ALTER TABLE usage_batch ADD COLUMN first_line INTEGER NOT NULL DEFAULT 1;
UPDATE usage_batch SET first_offset = next_offset, first_line = next_line
WHERE NOT EXISTS (SELECT 1 FROM usage_round r WHERE r.batch_id = usage_batch.id);

-- That a batch was read to its end.
CREATE TABLE usage_batch_end(
  id INTEGER NOT NULL PRIMARY KEY,
  batch_id INTEGER NOT NULL UNIQUE REFERENCES usage_batch(id),
  finished_at INTEGER NOT NULL
);
INSERT INTO usage_batch_end(batch_id, finished_at)
SELECT id, finished_at FROM usage_batch WHERE finished_at IS NOT NULL ORDER BY id;

-- What became of a rejected record, one row for each change; the rejected record itself shows the last.
CREATE TABLE usage_reject_decision(
  id INTEGER NOT NULL PRIMARY KEY,
  reject_id INTEGER NOT NULL REFERENCES usage_rejected(id),
  state TEXT NOT NULL CHECK (state IN ('open', 'corrected', 'dismissed')),
  code TEXT NOT NULL,
  path TEXT NOT NULL,
  message TEXT NOT NULL,
  remedy TEXT NOT NULL,
  corrected_batch INTEGER,
  corrected_line INTEGER
);
CREATE INDEX usage_reject_decision_of ON usage_reject_decision(reject_id, id);
INSERT INTO usage_reject_decision(reject_id, state, code, path, message, remedy, corrected_batch, corrected_line)
SELECT id, state, code, path, message, remedy, corrected_batch, corrected_line FROM usage_rejected ORDER BY id;

-- What a run decided about an account other than issuing an invoice, and what a person decided after it; an account of a
-- run shows the last of them. Without an account: that the run is finished.
CREATE TABLE bill_run_decision(
  id INTEGER NOT NULL PRIMARY KEY,
  run_id INTEGER NOT NULL REFERENCES bill_run(id),
  ordinal INTEGER,
  state TEXT NOT NULL CHECK (state IN ('nothing', 'held', 'skipped', 'planned', 'finished')),
  reason TEXT,
  evidence TEXT,
  decided_at INTEGER
);
CREATE INDEX bill_run_decision_of ON bill_run_decision(run_id, ordinal, id);
INSERT INTO bill_run_decision(run_id, ordinal, state, reason, evidence)
SELECT run_id, ordinal, state, reason, evidence FROM bill_run_account
WHERE state IN ('nothing', 'held') OR state = 'skipped' AND evidence IS NOT NULL ORDER BY run_id, ordinal;
INSERT INTO bill_run_decision(run_id, state, decided_at)
SELECT id, 'finished', finished_at FROM bill_run WHERE finished_at IS NOT NULL ORDER BY id;
