-- PostgreSQL alone: what is changed again and again finds room on its own page, where no index need be told of it.
ALTER TABLE balance_bucket SET (fillfactor = 60);
ALTER TABLE charging_counter SET (fillfactor = 60);
