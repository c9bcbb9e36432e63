-- Records of invoicing of Spain's tax agency (Veri*factu): one chain for each issuer.

CREATE TABLE verifactu_record(
  -- In the order of all issuers' records.
  id INTEGER NOT NULL PRIMARY KEY,
  -- A tax number.
  issuer TEXT NOT NULL,
  -- In the issuer's chain, from 1.
  number INTEGER NOT NULL CHECK (number > 0),
  seller TEXT NOT NULL,
  subject TEXT NOT NULL CHECK (subject IN ('invoice', 'credit-note')),
  act TEXT NOT NULL CHECK (act IN ('alta', 'anulacion')),
  document TEXT NOT NULL,
  issued_on INTEGER NOT NULL,
  -- Of an issued document: its kind, its tax and its total as they are written.
  type TEXT,
  tax_total TEXT,
  total TEXT,
  generated_at TEXT NOT NULL,
  -- The fingerprint of the record before, empty for the first, and of this one.
  before TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,
  -- Why a document was annulled.
  reason TEXT,
  xml BLOB NOT NULL,
  UNIQUE (issuer, number),
  UNIQUE (seller, subject, document, act)
);
