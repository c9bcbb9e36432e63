-- One charge in one statement, as `pgbench` runs it: claims an id, takes an amount where there is enough, writes an entry.
\set account random(1, :accounts)
\set amount random(1, 500)
WITH claimed AS (INSERT INTO request(id) VALUES (gen_random_uuid()) ON CONFLICT DO NOTHING RETURNING id),
  taken AS (UPDATE balance SET amount = amount - :amount WHERE account = :account AND amount >= :amount AND EXISTS (SELECT 1 FROM claimed) RETURNING account)
INSERT INTO entry(account, amount, at) SELECT account, :amount, now() FROM taken;
