-- People who signed in at an issuer. The cookie that opens a session is never kept.
CREATE TABLE user_session(
  id INTEGER NOT NULL PRIMARY KEY,
  -- SHA-256 of the cookie.
  digest TEXT NOT NULL UNIQUE,
  -- SHA-256 of what the sign-in was known by: one session comes of each.
  sign_in TEXT NOT NULL UNIQUE,
  caller TEXT NOT NULL,
  -- Roles with commas between them.
  roles TEXT NOT NULL,
  -- Whose things a customer sees, by reference.
  customer TEXT,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  CHECK (expires_at > created_at)
);

CREATE TABLE user_session_end(
  id INTEGER NOT NULL PRIMARY KEY,
  user_session_id INTEGER NOT NULL UNIQUE REFERENCES user_session(id),
  ended_at INTEGER NOT NULL
);

-- When a session was last used, to the minute: no fact, but what says that it was left alone.
CREATE TABLE user_session_use(
  user_session_id INTEGER NOT NULL PRIMARY KEY REFERENCES user_session(id),
  used_at INTEGER NOT NULL
);
