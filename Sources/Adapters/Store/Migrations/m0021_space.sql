-- Written and removed again to find out whether there is space; empty otherwise.
CREATE TABLE space_attempt(
  id INTEGER NOT NULL PRIMARY KEY,
  filler TEXT NOT NULL
);
