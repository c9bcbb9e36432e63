"""Connections over which somebody calls who may not charge, honest ones between them, and one that does not take its answer. Frames are written from RFC 9113 and RFC 7541.

usage: nchf_crowd.py PORT COUNT TOKEN
"""
import json
import socket
import struct
import sys
import time

port, count, token = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]


def literal(name, value):
    """A field without indexing, its name written out."""
    def text(one):
        one = one.encode()
        return (bytes([len(one)]) if len(one) < 127 else bytes([127, len(one) - 127])) + one
    return b"\x00" + text(name) + text(value)


def frame(kind, flags, stream, payload):
    return len(payload).to_bytes(3, "big") + bytes([kind, flags]) + struct.pack(">I", stream) + payload


class Link:
    def __init__(self, window=65_535):
        self.sock = socket.create_connection(("127.0.0.1", port), timeout=300)
        # SETTINGS_INITIAL_WINDOW_SIZE: how much of an answer may come unasked.
        self.sock.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(4, 0, 0, struct.pack(">HI", 4, window)))
        self.stream = -1

    def call(self, bearer=None):
        """Calls without a body."""
        self.stream += 2
        fields = [(":method", "POST"), (":scheme", "http"), (":path", "/nchf-convergedcharging/v3/chargingdata"), (":authority", "x")]
        if bearer:
            fields.append(("authorization", f"Bearer {bearer}"))
        self.sock.sendall(frame(1, 5, self.stream, b"".join(literal(*field) for field in fields)))

    def status(self, bearer=None):
        """Calls; what the answer's own says. `None` when the connection is closed before."""
        data = b""
        try:
            self.call(bearer)
            while b'"status":' not in data or len(data.split(b'"status":')[1]) < 3:
                more = self.sock.recv(65_536)
                if not more:
                    return None
                data += more
        except ConnectionError:
            return None
        return int(data.split(b'"status":')[1][:3])

    def is_reset(self):
        """Waits until a stream is reset; whether it was before the connection ended."""
        data = b""
        try:
            while more := self.sock.recv(65_536):
                data += more
                while len(data) >= 9 and len(data) >= 9 + int.from_bytes(data[:3], "big"):
                    if data[3] == 3:
                        return True
                    data = data[9 + int.from_bytes(data[:3], "big"):]
        except (ConnectionError, TimeoutError):
            pass
        return False

    def is_open(self):
        self.sock.settimeout(0.001)
        try:
            while self.sock.recv(65_536):
                pass
            return False
        except TimeoutError:
            return True
        except ConnectionError:
            return False
        finally:
            self.sock.settimeout(300)


def let_in():
    """An honest one: taken for another one before it came to a word, it comes again."""
    for _ in range(5):
        link = Link()
        if (status := link.status(token)) is not None:
            return link, status
    sys.exit("an honest one was kept out five times")


early, first = let_in()
# Not a byte of its answer can be sent; it is given up, and what was kept for it.
greedy = Link(window=0)
greedy.call(token)
links, refused = [], set()
for _ in range(count):
    links.append(Link())
    refused.add(links[-1].status())
late, last = let_in()
until, left = time.monotonic() + 120, links
while left and time.monotonic() < until:
    left = [link for link in left if link.is_open()]
    time.sleep(0.2)
print(json.dumps({"honest": [first, last, early.status(token), late.status(token)], "refused": sorted(refused, key=str), "left": len(left), "given up": greedy.is_reset()}))
