"""Bounds re-rating: the sum of usage rows, each priced at its own place in the order of time, in DuckDB.

usage: replay_duckdb.py DATABASE ACCOUNTS [REPEATS=3]

200 usage rows an account, stored in a DuckDB file; each row is priced by a graduated price from where the rows before it
left off, as re-rating in the order of events does, and the prices are summed. One thread. One operation is one row. No
rounding to lines, no explanation, no comparison with what was billed. `--grouped` sums the rows of a line first and prices
the sums: quicker, and possible only while no price asks for single events.
"""
import json
import os
import resource
import sys
import time

import duckdb

GROUPED = "--grouped" in sys.argv
ARGUMENTS = [word for word in sys.argv[1:] if not word.startswith("--")]
DATABASE, ACCOUNTS = ARGUMENTS[0], int(ARGUMENTS[1])
REPEATS = int(ARGUMENTS[2]) if len(ARGUMENTS) > 2 else 3

SEED = f"""
CREATE TABLE subscription AS
  SELECT id account, j::INT id, ((id + j) & 7)::INT plan, (j * 3)::INT discount FROM range(1, {ACCOUNTS} + 1) t(id), range(5) r(j);
CREATE TABLE usage AS
  SELECT s.account, s.id sub, m::INT metric, d::INT AS day, (hash(s.account, s.id, m, d) % 5000)::BIGINT qty
  FROM subscription s, range(4) x(m), range(10) y(d);
"""

PRICE = "(100000 + s.plan * 700 + u.metric * 90)::BIGINT"

ROW_BY_ROW = f"""
WITH u AS (SELECT *, SUM(qty) OVER (PARTITION BY account, sub, metric ORDER BY day)::BIGINT upto FROM usage),
priced AS (SELECT u.qty, u.upto, {PRICE} p1 FROM u JOIN subscription s ON s.account = u.account AND s.id = u.sub)
SELECT SUM((LEAST(upto, 10000) - LEAST(upto - qty, 10000)) * p1
  + (GREATEST(upto, 10000) - GREATEST(upto - qty, 10000)) * (p1 * 8 // 10))::HUGEINT FROM priced
"""

BY_LINE = f"""
WITH u AS (SELECT account, sub, metric, SUM(qty)::BIGINT z FROM usage GROUP BY ALL),
priced AS (SELECT z, {PRICE} p1 FROM u JOIN subscription s ON s.account = u.account AND s.id = u.sub)
SELECT SUM(LEAST(z, 10000) * p1 + GREATEST(z - 10000, 0) * (p1 * 8 // 10))::HUGEINT FROM priced
"""

known = os.path.exists(DATABASE)
connection = duckdb.connect(DATABASE)
connection.execute("SET threads=1")
if not known:
    connection.execute(SEED)
query = BY_LINE if GROUPED else ROW_BY_ROW
total = connection.execute(query).fetchone()[0]
wall, cpu = time.perf_counter(), time.process_time()
for _ in range(REPEATS):
    if connection.execute(query).fetchone()[0] != total:
        sys.exit("the sum changed")
wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
print(json.dumps({
    "operations": ACCOUNTS * 200 * REPEATS, "cpuMicroseconds": round(cpu * 1e6), "wallMicroseconds": round(wall * 1e6),
    "peakKiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, "check": int(total % 2**53),
}))
