-- What of the charges that a counter counts nothing was left to pay with: where a price falls with the quantity, no more is given back than was
-- paid. Unknown in counters from before.
ALTER TABLE charging_counter ADD COLUMN uncollected_minor INTEGER;
