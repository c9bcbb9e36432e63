-- The last transaction that each connection to a server has committed, written by that transaction itself.
CREATE TABLE commit_mark(
  -- Drawn by chance for every connection.
  writer TEXT NOT NULL PRIMARY KEY,
  number INTEGER NOT NULL,
  -- Seconds since 1970; marks of connections that are long gone are removed by it.
  marked_at INTEGER NOT NULL
);
