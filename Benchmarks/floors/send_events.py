#!/usr/bin/env python3
"""Serves a home with Florin and sends it CloudEvents over HTTP; the CPU time is the server's alone.

usage: send_events.py FLORIN HOME KEY EVENTS [BATCH [SENDERS]]

Batches of random ids, one event in twenty a repeat of an earlier one. Every answer is counted: accepted and duplicate must
be what was sent, or the run fails.
"""
import json
import random
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from served import Served


def bodies(events, batch, accounts):
    """Batches as bytes, made before the clock starts; and how many events are new."""
    source = random.Random(int(time.time() * 1000))
    known, made, new = [], [], 0
    for start in range(0, events, batch):
        parts = []
        for _ in range(min(batch, events - start)):
            if known and source.random() < 0.05:
                parts.append(source.choice(known))
                continue
            account, place = source.randrange(accounts) + 1, source.randrange(5)
            text = (
                '{"specversion":"1.0","id":"%032x","source":"/gw/1","type":"metric-%d","subject":"346%d","time":"2026-01-%02dT%02d:%02d:07Z",'
                '"data":{"quantity":%d,"region":"eu-west-1","model":"large"}}'
                % (source.getrandbits(128), source.randrange(4), account * 10 + place, source.randrange(1, 29), source.randrange(24),
                   source.randrange(60), source.randrange(1, 5000)))
            parts.append(text)
            new += 1
            if source.random() < 0.2:
                known.append(text)
        made.append(("[" + ",".join(parts) + "]").encode())
    return made, new


def main():
    florin, home, key, events = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
    batch = int(sys.argv[5]) if len(sys.argv) > 5 else 100
    senders = int(sys.argv[6]) if len(sys.argv) > 6 else 8
    sent, new = bodies(events, batch, 5000)
    with Served(florin, home) as server:
        run(server, key, events, senders, sent, new)


def run(server, key, events, senders, sent, new):
    headers = {"Content-Type": "application/cloudevents-batch+json", "Authorization": f"Bearer {key}", "Host": "127.0.0.1"}
    turn, lock = iter(sent), threading.Lock()
    counts, failures = {"accepted": 0, "duplicate": 0}, []

    def send():
        connection = server.connection()
        while True:
            with lock:
                body = next(turn, None)
            if body is None or failures:
                return
            connection.request("POST", "/v1/usage/events", body, headers)
            answer = connection.getresponse()
            content = answer.read()
            if answer.status != 200:
                failures.append(f"{answer.status}: {content[:300]}")
                return
            head = json.loads(content)
            with lock:
                counts["accepted"] += head["accepted"]
                counts["duplicate"] += head["duplicate"]

    # The first delivery reads subjects and known ids once; it is not part of the rate.
    warm = server.connection()
    warm.request("POST", "/v1/usage/events", b"[]", headers)
    warm.getresponse().read()
    first, _ = bodies(1, 1, 5000)
    warm.request("POST", "/v1/usage/events", first[0], headers)
    warm.getresponse().read()
    cpu, wall = server.cpu_seconds(), time.time()
    threads = [threading.Thread(target=send) for _ in range(senders)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    cpu, wall = server.cpu_seconds() - cpu, time.time() - wall
    peak = server.memory_kib("VmHWM")
    if failures or counts["accepted"] != new or counts["accepted"] + counts["duplicate"] != events:
        sys.exit(f"sent {events}, {new} of them new; told {counts}; {failures[:1]}")
    print(json.dumps({"operations": events, "cpuMicroseconds": cpu * 1e6, "wallMicroseconds": wall * 1e6, "peakKiB": peak, "check": new}))


main()
