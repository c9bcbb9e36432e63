-- Keys by which callers of the service are known. The secret itself is never kept.
CREATE TABLE access_key(
  id INTEGER NOT NULL PRIMARY KEY,
  public_id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  -- SHA-256 of the whole key.
  digest TEXT NOT NULL,
  -- Roles with commas between them.
  roles TEXT NOT NULL,
  customer_id INTEGER REFERENCES customer(id),
  created_at INTEGER NOT NULL,
  expires_at INTEGER,
  CHECK (expires_at IS NULL OR expires_at > created_at)
);

CREATE TABLE access_key_revocation(
  id INTEGER NOT NULL PRIMARY KEY,
  access_key_id INTEGER NOT NULL UNIQUE REFERENCES access_key(id),
  revoked_at INTEGER NOT NULL
);
