-- Of several sessions under one name, each waits by itself: networks use names again.
CREATE TABLE charging_waiting(
  id INTEGER NOT NULL PRIMARY KEY,
  session TEXT NOT NULL,
  subject TEXT NOT NULL,
  used_at INTEGER NOT NULL,
  -- By the network's own clock: when it counted, and when the session began where it says so.
  said_at INTEGER NOT NULL,
  begun_at INTEGER,
  -- What was used in the session, a list of services with their units.
  services TEXT NOT NULL,
  result INTEGER NOT NULL,
  reason TEXT,
  noted_at INTEGER NOT NULL
);
INSERT INTO charging_waiting(session, subject, used_at, said_at, begun_at, services, result, reason, noted_at)
SELECT session, subject, used_at, said_at, begun_at, services, result, reason, noted_at FROM charging_uncharged ORDER BY noted_at, session;
DROP TABLE charging_uncharged;
ALTER TABLE charging_waiting RENAME TO charging_uncharged;
CREATE INDEX charging_uncharged_of ON charging_uncharged(session, id);
