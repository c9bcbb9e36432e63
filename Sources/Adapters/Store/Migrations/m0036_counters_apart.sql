-- Up to which request this counter has charges counted in, where that is further than charging_counter_cursor says: on SQLite, counters are
-- written a few at a time. On a server 0, for they are written with each group.
ALTER TABLE charging_counter ADD COLUMN through INTEGER NOT NULL DEFAULT 0;
