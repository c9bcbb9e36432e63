-- Keys that sign the links of readers: sealed with a key that is not in the database.
CREATE TABLE link_key(
  id INTEGER NOT NULL PRIMARY KEY,
  sealed BLOB NOT NULL,
  key_mark TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  expires_at INTEGER
);

-- Links that open nothing any more: those made until then to one document, or to all of an account (kind 0).
CREATE TABLE link_withdrawal(
  id INTEGER NOT NULL PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES billing_account(id),
  kind INTEGER NOT NULL,
  document_id INTEGER NOT NULL,
  made_until INTEGER NOT NULL
);
CREATE INDEX link_withdrawal_of ON link_withdrawal(account_id, kind, document_id, made_until);
