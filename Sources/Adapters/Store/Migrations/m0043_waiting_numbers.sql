-- Numbers of what waits to be charged never come again: whoever looks at an old list must not give up another use.
CREATE TABLE charging_uncharged_number(
  place INTEGER NOT NULL PRIMARY KEY CHECK (place = 1),
  last_given INTEGER NOT NULL
);
INSERT INTO charging_uncharged_number(place, last_given) SELECT 1, COALESCE(MAX(id), 0) FROM charging_uncharged;
