-- What was asked of the service, written down before it is done; `request_answer` has what came of it.
CREATE TABLE request(
  id INTEGER NOT NULL PRIMARY KEY,
  recorded_at INTEGER NOT NULL,
  -- The access key's public part; empty on the machine itself.
  caller TEXT NOT NULL,
  key TEXT NOT NULL,
  operation TEXT NOT NULL,
  content TEXT NOT NULL
);

-- Only what was done has an answer; a refused request may be sent again.
CREATE TABLE request_answer(
  id INTEGER NOT NULL PRIMARY KEY,
  request_id INTEGER NOT NULL UNIQUE REFERENCES request(id),
  caller TEXT NOT NULL,
  key TEXT NOT NULL,
  answered_at INTEGER NOT NULL,
  status INTEGER NOT NULL,
  body TEXT NOT NULL,
  UNIQUE (caller, key)
);
