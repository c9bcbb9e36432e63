-- Callers whom another system vouches for, and who are let in no more, or again: the newest decision about one counts.
CREATE TABLE caller_decision(
  id INTEGER NOT NULL PRIMARY KEY,
  caller TEXT NOT NULL,
  is_open INTEGER NOT NULL CHECK (is_open IN (0, 1)),
  decided_at INTEGER NOT NULL
);
CREATE INDEX caller_decision_by_caller ON caller_decision(caller, id);
