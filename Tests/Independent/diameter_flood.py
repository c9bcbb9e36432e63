"""Many connections that say nothing, or not all of it, and honest peers between them.

usage: diameter_flood.py PORT SUBJECT COUNT
"""
import json
import sys
import time

from diameter_client import HOST, REALM, Peer, avp, ccr, told, u32

port, subject, count = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
silent, honest = [], []


def greeted():
    """An honest peer that was let in: one that was taken for a silent one before it came to a word comes again, as networks do."""
    for tries in range(5):
        peer = Peer(port)
        try:
            assert peer.greet() == 2001
            return peer
        except (ConnectionError, EOFError, BrokenPipeError):
            continue
    sys.exit("an honest peer was kept out five times")


# The head of a greeting and nothing more; or nothing at all.
for number in range(count):
    peer = Peer(port)
    if number % 2:
        try:
            peer.sock.sendall(b"\x01\0\0\x80\x80\0\x01\x01")
        except ConnectionError:
            pass
    silent.append(peer)
    if number % (count // 2) == count // 4:
        honest.append(greeted())
last = greeted()
results = [told(friend.ask(280, [avp(264, HOST), avp(296, REALM)]))["result"] for friend in honest]
results.append(told(last.ask(272, ccr(4, 0, "client.example;f;1", subject, [(10, None, 1_000_000)], action=3), 4))["result"])


def cut_off(peer):
    """Whether the other side has closed the connection."""
    try:
        peer.sock.setblocking(False)
        return peer.sock.recv(1) == b""
    except BlockingIOError:
        return False
    except ConnectionResetError:
        return True


# A busy machine takes its time to come to the last of them.
until, left = time.monotonic() + 30, silent
while len(left) > count // 40 and time.monotonic() < until:
    left = [peer for peer in left if not cut_off(peer)]
    time.sleep(0.05)
print(json.dumps({"honest": results, "cut": count - len(left)}))
