-- Published catalogs: the files themselves, appended and never changed.
CREATE TABLE catalog_version(
  id INTEGER PRIMARY KEY CHECK (id > 0),
  published_at INTEGER NOT NULL,
  settled_through INTEGER NOT NULL,
  note TEXT NOT NULL,
  fingerprint TEXT NOT NULL CHECK (length(fingerprint) = 32)
);
CREATE TABLE catalog_file(
  catalog_version INTEGER NOT NULL REFERENCES catalog_version(id),
  position INTEGER NOT NULL CHECK (position >= 0),
  name TEXT NOT NULL CHECK (name <> ''),
  content BLOB NOT NULL,
  PRIMARY KEY (catalog_version, position),
  UNIQUE (catalog_version, name)
);
CREATE TRIGGER catalog_version_written_once BEFORE UPDATE ON catalog_version
BEGIN SELECT RAISE(ABORT, 'a published catalog is never changed'); END;
CREATE TRIGGER catalog_version_kept BEFORE DELETE ON catalog_version
BEGIN SELECT RAISE(ABORT, 'a published catalog is never deleted'); END;
CREATE TRIGGER catalog_file_written_once BEFORE UPDATE ON catalog_file
BEGIN SELECT RAISE(ABORT, 'a published catalog is never changed'); END;
CREATE TRIGGER catalog_file_kept BEFORE DELETE ON catalog_file
BEGIN SELECT RAISE(ABORT, 'a published catalog is never deleted'); END;
