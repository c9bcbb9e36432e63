-- Accounts of a bill run that a process has taken to bill them: nobody else takes them while that process lives and its
-- lease lasts. Only on a server, where several processes share a run.
CREATE TABLE bill_run_claim(
  run_id INTEGER NOT NULL REFERENCES bill_run(id),
  first_ordinal INTEGER NOT NULL,
  last_ordinal INTEGER NOT NULL,
  -- Whoever is not done by then is taken for dead.
  leased_until INTEGER NOT NULL,
  -- The server's number of the connection that took them.
  owner INTEGER NOT NULL,
  PRIMARY KEY (run_id, first_ordinal)
) WITHOUT ROWID;
