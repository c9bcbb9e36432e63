-- SQLite alone: names of requests come in no order, so that an index of them touches another page with nearly every request, which cost a
-- quarter of deciding it. They lie in sorted runs from now on, as identities of usage do; the newest are read from the requests themselves.
--
-- The index behind a constraint cannot be dropped: it becomes an ordinary one, which is the same on the disk, and that is.

PRAGMA writable_schema=ON;

UPDATE sqlite_schema SET sql = replace(sql, '  UNIQUE (session, number),', '  -- By (session, number) found in charging_name.')
WHERE type = 'table' AND name = 'charging_request';

UPDATE sqlite_schema SET name = 'charging_request_name', sql = 'CREATE UNIQUE INDEX charging_request_name ON charging_request(session, number)'
WHERE type = 'index' AND name = 'sqlite_autoindex_charging_request_1';

PRAGMA writable_schema=RESET;

DROP INDEX charging_request_name;

CREATE TABLE charging_name_run(
  run INTEGER NOT NULL PRIMARY KEY,
  -- Of which requests it has the names.
  first_request INTEGER NOT NULL,
  last_request INTEGER NOT NULL,
  entry_count INTEGER NOT NULL,
  bucket_bits INTEGER NOT NULL,
  -- A run is written a few buckets at a time, and so removed when it was merged with others.
  state TEXT NOT NULL CHECK (state = 'written' OR state = 'writing' OR state = 'leaving'),
  -- The bucket that is written next.
  next_bucket INTEGER NOT NULL
);

CREATE TABLE charging_name(
  -- The run and the bucket.
  place INTEGER NOT NULL PRIMARY KEY,
  -- Marks in ascending order, then the request of each.
  entries BLOB NOT NULL
);

-- Marks are made with it, so that nobody can make many names that have one mark.
CREATE TABLE charging_name_key(
  place INTEGER NOT NULL PRIMARY KEY CHECK (place = 1),
  key INTEGER NOT NULL
);
INSERT INTO charging_name_key(place, key) VALUES (1, random());
