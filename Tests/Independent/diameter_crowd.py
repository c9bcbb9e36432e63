"""Peers that say who they are and take more places than they should, and honest ones between them.

usage: diameter_crowd.py PORT COUNT
COUNT connections under one name, then COUNT under names of their own; all from 127.0.0.1. Honest peers come from 127.0.0.2 and 127.0.0.3.
"""
import json
import socket
import sys
import time

from diameter_client import REALM, Peer, avp, first, number, told, u32

port, count = int(sys.argv[1]), int(sys.argv[2])


def greeted(name, address="127.0.0.1"):
    """A peer that said who it is; `None` when it was not let in."""
    peer = Peer.__new__(Peer)
    peer.sock = socket.create_connection(("127.0.0.1", port), timeout=300, source_address=(address, 0))
    peer.hop = 100
    try:
        _, avps = peer.ask(257, [avp(264, name), avp(296, REALM), avp(257, b"\0\x01\x7f\0\0\x01"), u32(266, 0), avp(269, "test", False), u32(258, 4)])
        return peer if number(first(avps, 268)) == 2001 else None
    except (EOFError, ConnectionError):
        return None


def alive(peer):
    try:
        return told(peer.ask(280, [avp(264, "x.example"), avp(296, REALM)]))["result"] == 2001
    except (EOFError, ConnectionError):
        return False


def living(peers):
    """How many are left; a busy machine takes its time to come to the last of those that are cut off."""
    time.sleep(0.5)
    return sum(alive(peer) for peer in peers if peer)


early = greeted("early.example", "127.0.0.2")
same = [greeted("one.example" if index % 2 else "ONE.example") for index in range(count)]
out = {"of one name": living(same), "let in": all(same), "early": alive(early)}
for peer in same:
    peer.sock.close()
time.sleep(0.5)
many = [greeted(f"h{index}.example") for index in range(count)]
late = greeted("late.example", "127.0.0.3")
out["of many names"] = sum(peer is not None for peer in many)
out["honest"] = [alive(early), late is not None and alive(late)]
print(json.dumps(out))
