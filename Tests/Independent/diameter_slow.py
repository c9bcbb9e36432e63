"""Peers that ask and do not read what they are answered, and an honest one beside them.

usage: diameter_slow.py PORT COUNT WAITING
The first asks COUNT times whether the server lives, 60 kB each, and only then reads. The second sends WAITING requests of 60 kB, whose answers
the server gives together, and reads late.
"""
import json
import select
import socket
import struct
import sys
import time

from diameter_client import HOST, REALM, Peer, avp, ccr

port, count, waiting = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
LONG = avp(284, [avp(280, "relay"), avp(33, b"x" * 60_000)])


class Slow(Peer):
    def __init__(self):
        self.sock = socket.socket()
        # Little is taken on this side without reading.
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
        self.sock.settimeout(300)
        self.sock.connect(("127.0.0.1", port))
        self.hop = 100


def message(command, application, avps, hop):
    body = b"".join(avps)
    return b"\x01" + (20 + len(body)).to_bytes(3, "big") + b"\x80" + command.to_bytes(3, "big") + struct.pack(">III", application, hop, hop) + body


def answers(peer, most, seconds):
    """Reads up to so many answers; how many came, and whether the connection was closed."""
    got = 0
    peer.sock.settimeout(seconds)
    try:
        while got < most:
            head = peer.exactly(20)
            peer.exactly(int.from_bytes(head[1:4], "big") - 20)
            # Not one that asks whether this side lives.
            got += not head[4] & 0x80
        return got, False
    except TimeoutError:
        return got, False
    except (EOFError, ConnectionError):
        return got, True


slow = Slow()
slow.greet()
one = message(280, 0, [avp(264, HOST), avp(296, REALM), LONG], 7)
sent, rest = 0, b""
slow.sock.setblocking(False)
while sent < count:
    rest = rest or one
    if not select.select([], [slow.sock], [], 3)[1]:
        break
    rest = rest[slow.sock.send(rest):]
    sent += not rest
honest = Peer(port)
out = {"sent": sent, "honest": honest.greet()}
# Once it reads, it gets all of its answers, and whatever was left is taken.
got, _ = answers(slow, sent, 60)
slow.sock.sendall(rest)
more, _ = answers(slow, 1 if rest else 0, 60)
out["answered"] = got + more - bool(rest)
slow.sock.close()

late = Slow()
late.greet()
for number in range(waiting):
    late.sock.sendall(message(272, 4, ccr(1, 0, f"client.example;s;{number}", "600100100", [], more=[LONG]), number))
time.sleep(3)
out["late"], out["closed"] = answers(late, waiting, 60)
out["other"] = honest.ask(280, [avp(264, HOST), avp(296, REALM)])[1] != []
print(json.dumps(out))
