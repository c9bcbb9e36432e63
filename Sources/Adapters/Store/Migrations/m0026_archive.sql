-- Issued documents as they are kept: whose bytes, in which place of which chain. The bytes themselves lie in a folder, by their digest.

CREATE TABLE archive_entry(
  -- In the order of all sellers' entries.
  id INTEGER NOT NULL PRIMARY KEY,
  seller TEXT NOT NULL,
  -- In the seller's chain, from 1.
  number INTEGER NOT NULL CHECK (number > 0),
  kind TEXT NOT NULL CHECK (kind IN ('invoice', 'credit-note')),
  document TEXT NOT NULL,
  -- 'pdf', or the format of an e-invoice.
  form TEXT NOT NULL,
  -- Empty for an e-invoice.
  language TEXT NOT NULL,
  account_id INTEGER NOT NULL REFERENCES billing_account(id),
  account TEXT NOT NULL,
  country TEXT NOT NULL,
  issued_on INTEGER NOT NULL,
  byte_count INTEGER NOT NULL CHECK (byte_count >= 0),
  digest BLOB NOT NULL,
  kept_at INTEGER NOT NULL,
  -- The link of the seller's entry before, and of this one.
  link_before BLOB NOT NULL,
  link BLOB NOT NULL,
  UNIQUE (seller, number),
  UNIQUE (seller, kind, document, form, language)
);
CREATE INDEX archive_entry_account ON archive_entry(account_id, id);
CREATE INDEX archive_entry_digest ON archive_entry(digest);
CREATE INDEX archive_entry_document ON archive_entry(document);

CREATE TABLE archive_seal(
  id INTEGER NOT NULL PRIMARY KEY,
  day INTEGER NOT NULL,
  first_entry INTEGER NOT NULL UNIQUE,
  last_entry INTEGER NOT NULL UNIQUE CHECK (last_entry >= first_entry),
  root BLOB NOT NULL,
  sealed_at INTEGER NOT NULL,
  link_before BLOB NOT NULL,
  link BLOB NOT NULL
);

CREATE TABLE archive_stamp(
  id INTEGER NOT NULL PRIMARY KEY,
  seal_id INTEGER NOT NULL REFERENCES archive_seal(id),
  authority TEXT NOT NULL,
  -- The whole TimeStampResp of RFC 3161.
  response BLOB NOT NULL,
  stamped_at INTEGER NOT NULL
);
CREATE INDEX archive_stamp_seal ON archive_stamp(seal_id, id);

CREATE TABLE archive_hold(
  id INTEGER NOT NULL PRIMARY KEY,
  -- An account's reference or a document's number.
  covers TEXT NOT NULL CHECK (covers IN ('account', 'document')),
  subject TEXT NOT NULL,
  reason TEXT NOT NULL,
  set_by TEXT NOT NULL,
  set_at INTEGER NOT NULL
);

CREATE TABLE archive_hold_release(
  id INTEGER NOT NULL PRIMARY KEY,
  hold_id INTEGER NOT NULL UNIQUE REFERENCES archive_hold(id),
  reason TEXT NOT NULL,
  released_by TEXT NOT NULL,
  released_at INTEGER NOT NULL
);

-- The entry of an erased document stays, and with it its digest and its link.
CREATE TABLE archive_erasure(
  id INTEGER NOT NULL PRIMARY KEY,
  entry_id INTEGER NOT NULL UNIQUE REFERENCES archive_entry(id),
  -- The source of the rule, and the first day on which it allowed it.
  rule TEXT NOT NULL,
  since INTEGER NOT NULL,
  erased_by TEXT NOT NULL,
  erased_at INTEGER NOT NULL
);
