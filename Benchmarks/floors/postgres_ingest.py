"""Bounds an import into PostgreSQL: COPY of ready-made rows into a stage, then INSERT ... ON CONFLICT DO NOTHING.

usage: postgres_ingest.py ADDRESS EVENTS SERVER

Random ids, one row in twenty a repeat of an earlier one. The stage is unlogged, the rows are packed before the clock starts,
one transaction takes in 50,000 of them; nothing is parsed, checked or assigned. CPU time is this program's and
that of the server, whose process number is SERVER.
"""
import datetime
import json
import random
import resource
import sys
import time
import uuid
from pathlib import Path

import psycopg

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from postgres import cpu_seconds

ADDRESS, EVENTS, SERVER = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
ROUND = 50_000
TYPES = ["uuid", "int4", "text", "timestamptz", "int8", "text"]
TABLE = "(id uuid PRIMARY KEY, subject int NOT NULL, type text NOT NULL, at timestamptz NOT NULL, quantity bigint NOT NULL, region text)"


def rows():
    source, known = random.Random(7), []
    begin = datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc)
    for number in range(EVENTS):
        if known and source.random() < 0.05:
            yield source.choice(known)
            continue
        row = (uuid.UUID(int=source.getrandbits(128)), source.randrange(1, 100_001), ("call", "data", "message")[number % 3],
               begin + datetime.timedelta(milliseconds=10 * number), source.randrange(1, 1001), "eu-west-1")
        if number % 5 == 0:
            known.append(row)
        yield row


connection = psycopg.connect(ADDRESS, autocommit=True)
cursor = connection.cursor()
cursor.execute("CREATE TABLE event" + TABLE)
cursor.execute("CREATE UNLOGGED TABLE stage(LIKE event)")
packed, part = [], []


def pack():
    with cursor.copy("COPY stage FROM STDIN (FORMAT BINARY)") as copy:
        copy.set_types(TYPES)
        for row in part:
            copy.write_row(row)
    with cursor.copy("COPY stage TO STDOUT (FORMAT BINARY)") as copy:
        packed.append(b"".join(bytes(piece) for piece in copy))
    cursor.execute("TRUNCATE stage")
    part.clear()


for row in rows():
    part.append(row)
    if len(part) == ROUND:
        pack()
if part:
    pack()
cursor.execute("CHECKPOINT")

wall, cpu = time.perf_counter(), time.process_time() + cpu_seconds(SERVER)
for piece in packed:
    with connection.transaction():
        with cursor.copy("COPY stage FROM STDIN (FORMAT BINARY)") as copy:
            for start in range(0, len(piece), 1 << 18):
                copy.write(piece[start:start + (1 << 18)])
        cursor.execute("INSERT INTO event SELECT * FROM stage ON CONFLICT DO NOTHING")
        cursor.execute("TRUNCATE stage")
wall, cpu = time.perf_counter() - wall, time.process_time() + cpu_seconds(SERVER) - cpu
stored = cursor.execute("SELECT COUNT(*) FROM event").fetchone()[0]
print(json.dumps({"operations": EVENTS, "cpuMicroseconds": round(cpu * 1e6), "wallMicroseconds": round(wall * 1e6),
                  "peakKiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, "check": stored}))
