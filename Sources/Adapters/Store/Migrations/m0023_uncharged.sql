-- What networks told was used in sessions that are over, and what could not be charged: it waits until it can be.
CREATE TABLE charging_uncharged(
  session TEXT NOT NULL PRIMARY KEY,
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
) WITHOUT ROWID;
