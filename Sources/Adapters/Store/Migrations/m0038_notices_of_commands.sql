-- SQLite alone: a notice may be of what was corrected, transferred or ended by a command, which no request asked for. Only the text of the
-- constraint changes, as in schema 33.

PRAGMA writable_schema=ON;

UPDATE sqlite_schema SET sql = replace(sql,
  'request_id INTEGER NOT NULL REFERENCES charging_request(id)', 'request_id INTEGER REFERENCES charging_request(id)')
WHERE type = 'table' AND name = 'charging_notice';

PRAGMA writable_schema=RESET;

-- So that other connections read the schema anew.
CREATE TABLE schema_touched(place INTEGER);
DROP TABLE schema_touched;
