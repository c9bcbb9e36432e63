-- Templates of documents: each version as it was put, and what was decided about it. Nothing in them is ever changed.
CREATE TABLE template_version(
  id INTEGER NOT NULL PRIMARY KEY,
  template TEXT NOT NULL,
  -- Among the template's own, from 1.
  number INTEGER NOT NULL CHECK (number > 0),
  put_by TEXT NOT NULL,
  put_at INTEGER NOT NULL,
  UNIQUE (template, number)
);

-- Its text at position 0, its logo at 1.
CREATE TABLE template_file(
  template_version INTEGER NOT NULL REFERENCES template_version(id),
  position INTEGER NOT NULL CHECK (position IN (0, 1)),
  content BLOB NOT NULL,
  PRIMARY KEY (template_version, position)
);

CREATE TABLE template_decision(
  id INTEGER NOT NULL PRIMARY KEY,
  version_id INTEGER NOT NULL REFERENCES template_version(id),
  kind TEXT NOT NULL CHECK (kind IN ('proposed', 'taken-back', 'released', 'ended')),
  -- The first day of issue for which it counts; of a release and of an end.
  from_day INTEGER CHECK ((kind IN ('released', 'ended')) = (from_day IS NOT NULL)),
  decided_by TEXT NOT NULL,
  decided_at INTEGER NOT NULL,
  note TEXT NOT NULL
);
CREATE INDEX template_decision_of ON template_decision(version_id, id);
