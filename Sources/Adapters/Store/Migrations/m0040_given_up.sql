-- What could not be charged and was given up: how much, why it could not be, and who said so and why. Never changed.
CREATE TABLE charging_given_up(
  id INTEGER NOT NULL PRIMARY KEY,
  session TEXT NOT NULL,
  subject TEXT NOT NULL,
  used_at INTEGER NOT NULL,
  -- By the network's own clock: when it counted, and when the session began where it says so.
  said_at INTEGER NOT NULL,
  begun_at INTEGER,
  -- A list of services: what was used in the session as it was told, and what of it was given up.
  services TEXT NOT NULL,
  -- Why it could not be charged, and when it was told.
  result INTEGER NOT NULL,
  obstacle TEXT,
  noted_at INTEGER NOT NULL,
  reason TEXT NOT NULL CHECK (reason <> ''),
  given_up_by TEXT NOT NULL CHECK (given_up_by <> ''),
  given_up_at INTEGER NOT NULL
);
CREATE INDEX charging_given_up_of ON charging_given_up(session, id);
