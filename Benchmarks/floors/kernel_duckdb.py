"""Bounds the pricing kernel over columns: the job of invoice_ceiling.c as set-based SQL in DuckDB, in memory.

usage: kernel_duckdb.py ACCOUNTS [REPEATS=5]

Reads 200 usage rows per account as columns and builds three columnar tables: lines (graduated price, percentage off,
tax, each rounded half-even, with a text), invoices and postings. One thread. One operation is one invoice; the
first of the repeats is not counted.
"""
import json
import resource
import sys
import time

import duckdb

ACCOUNTS = int(sys.argv[1])
REPEATS = int(sys.argv[2]) if len(sys.argv) > 2 else 5

SEED = f"""
SET threads=1;
CREATE TABLE account AS SELECT i::INT id, (i & 3)::INT region FROM range(1, {ACCOUNTS} + 1) t(i);
CREATE TABLE subscription AS
  SELECT id account, j::INT id, ((id + j) & 7)::INT plan, (j * 3)::INT discount FROM account, range(5) r(j);
CREATE TABLE usage AS
  SELECT s.account, s.id sub, m::INT metric, d::INT AS day, (hash(s.account, s.id, m, d) % 5000)::BIGINT qty
  FROM subscription s, range(4) x(m), range(10) y(d);
CREATE TABLE rate AS SELECT * FROM (VALUES (0, 1900), (1, 2000), (2, 700), (3, 0)) t(region, bp);
"""

BILL = """
CREATE OR REPLACE TABLE line AS
WITH summed AS (SELECT account, sub, metric, SUM(qty)::BIGINT z FROM usage GROUP BY ALL),
priced AS (
  SELECT g.*, s.discount, a.region, (100000 + s.plan * 700 + g.metric * 90)::BIGINT p1
  FROM summed g JOIN subscription s ON s.account = g.account AND s.id = g.sub JOIN account a ON a.id = g.account),
net AS (
  SELECT *, CAST(ROUND_EVEN(CASE WHEN z <= 10000 THEN z * p1 ELSE 10000 * p1 + (z - 10000) * (p1 * 8 // 10) END
    * (100 - discount) / 1000000.0, 0) AS BIGINT) net FROM priced)
SELECT account invoice, sub * 4 + metric + 1 AS no, sub, metric, z qty, net, bp,
  CAST(ROUND_EVEN(net * bp / 10000.0, 0) AS BIGINT) tax,
  'Usage metric ' || metric || ', subscription ' || sub || ', 2026-01' txt
FROM net JOIN rate USING (region);
CREATE OR REPLACE TABLE invoice AS
  SELECT invoice id, SUM(net)::BIGINT net, SUM(tax)::BIGINT tax, SUM(net + tax)::BIGINT gross FROM line GROUP BY 1;
CREATE OR REPLACE TABLE posting AS
  SELECT id invoice, 1400 ledger, gross debit, 0::BIGINT credit FROM invoice
  UNION ALL SELECT id, 1776, 0, tax FROM invoice
  UNION ALL SELECT invoice, 8400 + metric, 0, net FROM line;
"""

connection = duckdb.connect()
connection.execute(SEED)
connection.execute(BILL)
wall, cpu = time.perf_counter(), time.process_time()
for _ in range(REPEATS):
    connection.execute(BILL)
wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
difference, postings, net = connection.execute(
    "SELECT (SUM(debit) - SUM(credit))::BIGINT, COUNT(*), (SELECT SUM(net)::BIGINT FROM line) FROM posting"
).fetchone()
if difference != 0 or postings != ACCOUNTS * 22:
    sys.exit(f"the postings do not balance: {difference} over {postings}")
print(json.dumps({
    "operations": ACCOUNTS * REPEATS, "cpuMicroseconds": round(cpu * 1e6),
    "wallMicroseconds": round(wall * 1e6),
    "peakKiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, "check": net,
}))
