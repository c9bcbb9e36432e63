-- When what waits was told, by this house's clock and less how long the network says that it waited: a network's own clock may be set while a
-- session goes on. Unknown of what waited before.
ALTER TABLE charging_uncharged ADD COLUMN heard_at INTEGER;
-- 1: its end was not told yet, and more may be used.
ALTER TABLE charging_uncharged ADD COLUMN goes_on INTEGER NOT NULL DEFAULT 0;
