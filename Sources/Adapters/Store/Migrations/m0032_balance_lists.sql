-- The requests and the movements of a customer balance, each found from the one after it: so that writing one touches no index in the
-- order of balances. The main bucket names the last of each. Projections: what is here follows from the rows and their order.

ALTER TABLE charging_request ADD COLUMN before INTEGER;
-- On every 64th: the customer balance, and the latest time asked for up to it. Somewhere to begin within a long list.
ALTER TABLE charging_request ADD COLUMN waypoint INTEGER;
ALTER TABLE charging_request ADD COLUMN through INTEGER;

ALTER TABLE balance_movement ADD COLUMN before INTEGER;
ALTER TABLE balance_movement ADD COLUMN waypoint INTEGER;
ALTER TABLE balance_movement ADD COLUMN through INTEGER;

-- On the main bucket of a customer balance: the last of its requests, how many there are, and the latest time asked for.
ALTER TABLE balance_bucket ADD COLUMN last_request INTEGER;
ALTER TABLE balance_bucket ADD COLUMN request_count INTEGER NOT NULL DEFAULT 0;
ALTER TABLE balance_bucket ADD COLUMN requests_through INTEGER;
-- The same of its movements, whatever bucket they moved.
ALTER TABLE balance_bucket ADD COLUMN last_movement INTEGER;
ALTER TABLE balance_bucket ADD COLUMN movement_count INTEGER NOT NULL DEFAULT 0;
ALTER TABLE balance_bucket ADD COLUMN movements_through INTEGER;

UPDATE charging_request SET before = l.before, waypoint = l.waypoint, through = l.through
FROM (SELECT r.id AS id, LAG(r.id) OVER w AS before, CASE WHEN (ROW_NUMBER() OVER w) % 64 = 0 THEN r.balance_id END AS waypoint,
        CASE WHEN (ROW_NUMBER() OVER w) % 64 = 0 THEN MAX(r.asked_at) OVER w END AS through
      FROM charging_request r WINDOW w AS (PARTITION BY r.balance_id ORDER BY r.id)) l
WHERE l.id = charging_request.id;

UPDATE balance_movement SET before = l.before, waypoint = l.waypoint, through = l.through
FROM (SELECT m.id AS id, LAG(m.id) OVER w AS before, CASE WHEN (ROW_NUMBER() OVER w) % 64 = 0 THEN k.balance_id END AS waypoint,
        CASE WHEN (ROW_NUMBER() OVER w) % 64 = 0 THEN MAX(m.moved_at) OVER w END AS through
      FROM balance_movement m JOIN balance_bucket k ON k.id = m.bucket_id WINDOW w AS (PARTITION BY k.balance_id ORDER BY m.id)) l
WHERE l.id = balance_movement.id;

UPDATE balance_bucket SET last_request = l.newest, request_count = l.number_of, requests_through = l.through
FROM (SELECT balance_id, MAX(id) AS newest, COUNT(*) AS number_of, MAX(asked_at) AS through FROM charging_request GROUP BY balance_id) l
WHERE balance_bucket.number = 1 AND l.balance_id = balance_bucket.balance_id;

UPDATE balance_bucket SET last_movement = l.newest, movement_count = l.number_of, movements_through = l.through
FROM (SELECT k.balance_id AS balance_id, MAX(m.id) AS newest, COUNT(*) AS number_of, MAX(m.moved_at) AS through
      FROM balance_movement m JOIN balance_bucket k ON k.id = m.bucket_id GROUP BY k.balance_id) l
WHERE balance_bucket.number = 1 AND l.balance_id = balance_bucket.balance_id;

DROP INDEX charging_request_of;
DROP INDEX balance_movement_of;
CREATE INDEX charging_request_waypoint ON charging_request(waypoint, id) WHERE waypoint IS NOT NULL;
CREATE INDEX balance_movement_waypoint ON balance_movement(waypoint, id) WHERE waypoint IS NOT NULL;

-- Up to which request counters have charges counted in; those of later ones are counted in when counters are written next. Without a row,
-- all of them are.
CREATE TABLE charging_counter_cursor(
  place INTEGER NOT NULL PRIMARY KEY CHECK (place = 1),
  through INTEGER NOT NULL
);
