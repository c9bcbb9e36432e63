-- What others are told of: one row for each fact that they want to know, worked out from the fact's own table. No fact
-- itself: written from facts, and forgotten after a while.
CREATE TABLE event(
  id INTEGER NOT NULL PRIMARY KEY,
  -- From its type and the number of its fact, so that no fact is told twice.
  name TEXT NOT NULL UNIQUE,
  type TEXT NOT NULL,
  subject TEXT NOT NULL,
  -- What it happened to: events of one object are told in their order.
  object TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,
  data TEXT NOT NULL
);
CREATE INDEX event_at ON event(recorded_at, id);

-- Up to which number the facts of each table have been looked at.
CREATE TABLE event_cursor(
  source TEXT NOT NULL PRIMARY KEY,
  through INTEGER NOT NULL
) WITHOUT ROWID;

-- Endpoints of others that are told.
CREATE TABLE webhook(
  id INTEGER NOT NULL PRIMARY KEY,
  public_id TEXT NOT NULL UNIQUE,
  address TEXT NOT NULL,
  note TEXT NOT NULL,
  -- Types with commas between them; none: all.
  types TEXT NOT NULL,
  scheme TEXT NOT NULL CHECK (scheme IN ('hmac', 'ed25519')),
  state TEXT NOT NULL CHECK (state IN ('active', 'failing', 'disabled')),
  reason TEXT,
  failures INTEGER NOT NULL DEFAULT 0,
  paused_until INTEGER,
  created_at INTEGER NOT NULL,
  removed_at INTEGER,
  -- Who sends to it at this moment; in the past: nobody.
  lease_owner TEXT,
  leased_until INTEGER NOT NULL DEFAULT 0
);

-- What signs: sealed with a key that is not in the database.
CREATE TABLE webhook_secret(
  id INTEGER NOT NULL PRIMARY KEY,
  webhook_id INTEGER NOT NULL REFERENCES webhook(id),
  sealed BLOB NOT NULL,
  key_mark TEXT NOT NULL,
  public_key TEXT,
  made_at INTEGER NOT NULL,
  expires_at INTEGER
);
CREATE INDEX webhook_secret_of ON webhook_secret(webhook_id, id);

-- Events on their way to endpoints.
CREATE TABLE webhook_delivery(
  id INTEGER NOT NULL PRIMARY KEY,
  webhook_id INTEGER NOT NULL REFERENCES webhook(id),
  event_id INTEGER NOT NULL REFERENCES event(id),
  object TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'given-up')),
  attempt_count INTEGER NOT NULL DEFAULT 0,
  queued_at INTEGER NOT NULL,
  first_attempt_at INTEGER,
  due_at INTEGER NOT NULL,
  finished_at INTEGER,
  CHECK ((state = 'waiting') = (finished_at IS NULL))
);
CREATE INDEX webhook_delivery_of ON webhook_delivery(webhook_id, id);
CREATE INDEX webhook_delivery_due ON webhook_delivery(webhook_id, due_at, id) WHERE state = 'waiting';
CREATE INDEX webhook_delivery_before ON webhook_delivery(webhook_id, object, id) WHERE state = 'waiting';
CREATE INDEX webhook_delivery_of_event ON webhook_delivery(event_id);
CREATE INDEX webhook_delivery_ended ON webhook_delivery(finished_at) WHERE state <> 'waiting';

CREATE TABLE webhook_attempt(
  id INTEGER NOT NULL PRIMARY KEY,
  delivery_id INTEGER NOT NULL REFERENCES webhook_delivery(id),
  attempted_at INTEGER NOT NULL,
  microseconds INTEGER NOT NULL,
  status INTEGER,
  fault TEXT,
  message TEXT
);
CREATE INDEX webhook_attempt_of ON webhook_attempt(delivery_id, id);
