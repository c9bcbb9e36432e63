"""A network access server that shares no code with Florin: it sends accounting, is told to end a session, and sends what no honest one sends.

usage: radius_nas.py PORT ORDERS_PORT SECRET SUBJECT
Prints one JSON object; whoever runs it compares. Only the standard library; the wire format is written from RFC 2866 and RFC 5176.
"""
import hashlib
import hmac
import json
import os
import random
import socket
import sys

port, orders_port, secret, subject = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3].encode(), sys.argv[4]
accounting = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
accounting.bind(("127.0.0.1", 0))
orders = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
orders.bind(("127.0.0.1", orders_port))
# Long: the server may share a busy machine with hundreds of tests.
PATIENCE = 120
orders.settimeout(PATIENCE)
identifier = 0


def attribute(kind, value):
    if isinstance(value, int):
        value = value.to_bytes(4, "big")
    if isinstance(value, str):
        value = value.encode()
    return bytes([kind, len(value) + 2]) + value


def head(code, number, body, authenticator):
    return bytes([code, number]) + (20 + len(body)).to_bytes(2, "big") + authenticator + body


def request(status, session=None, more=(), key=secret, code=4, subject=subject):
    global identifier
    identifier = (identifier + 1) % 256
    body = attribute(40, status) + attribute(32, "nas-1") + b"".join(more)
    if session is not None:
        body += attribute(44, session) + attribute(1, subject)
    return head(code, identifier, body, hashlib.md5(head(code, identifier, body, bytes(16)) + key).digest())


def counted(octets, seconds):
    half = octets // 2
    return [
        attribute(42, half & 0xFFFFFFFF), attribute(52, half >> 32), attribute(43, (octets - half) & 0xFFFFFFFF), attribute(53, (octets - half) >> 32), attribute(46, seconds)]


def answered(packet, wait=PATIENCE):
    """Whether an answer comes, and is signed as it must be."""
    accounting.settimeout(wait)
    accounting.sendto(packet, ("127.0.0.1", port))
    try:
        answer, _ = accounting.recvfrom(4096)
    except TimeoutError:
        return False
    assert answer[0] == 5 and answer[1] == packet[1] and int.from_bytes(answer[2:4], "big") == len(answer), "no Accounting-Response to this request"
    assert hashlib.md5(answer[:4] + packet[4:20] + answer[20:] + secret).digest() == answer[4:20], "the response is not signed"
    return True


def attributes(packet):
    found, rest = {}, packet[20:]
    while rest:
        assert 2 <= rest[1] <= len(rest), "an attribute of the order is malformed"
        found[rest[0]] = rest[2:rest[1]]
        rest = rest[rest[1]:]
    return found


def order():
    packet, server = orders.recvfrom(4096)
    body = packet[20:]
    assert hashlib.md5(packet[:4] + bytes(16) + body + secret).digest() == packet[4:20], "the order is not signed"
    said = attributes(packet)
    bare = body.replace(b"\x50\x12" + said[80], b"\x50\x12" + bytes(16))
    assert hmac.new(secret, packet[:4] + bytes(16) + bare, "md5").digest() == said[80], "its Message-Authenticator is wrong"
    return packet, server


def reply(code, to, server):
    bare = bytes([code, to[1], 0, 20])
    orders.sendto(bare + hashlib.md5(bare + to[4:20] + secret).digest(), server)


out = {}
giga = 1_000_000_000
out["on"] = answered(request(7))
out["start"] = answered(request(1, "x-1"))
out["interim"] = answered(request(3, "x-1", counted(2 * giga, 600)))
# More than can be paid: the network is told to end it, and told again when it says nothing.
out["exhausting"] = answered(request(3, "x-1", counted(9 * giga, 1200)))
first, server = order()
said = attributes(first)
out["order"] = [first[0], said[44].decode(), said[1].decode(), said[32].decode()]
second, _ = order()
out["same"] = first == second
reply(41, second, server)
out["stop"] = answered(request(2, "x-1", counted(9 * giga + 1000, 1205)))
# Started again, with nothing left: told at once, and this one cannot end it.
out["refused-start"] = answered(request(1, "x-2"))
third, server = order()
out["third"] = [third[0], attributes(third)[44].decode()]
reply(42, third, server)
out["refused-stop"] = answered(request(2, "x-2", counted(0, 1)))
# What is not as it must be is not answered: only the last of these is.
honest = request(3, "x-3", counted(giga, 60))
wild = [
    request(3, "x-3", counted(giga, 60), key=b"wrong"), honest[:4] + bytes(16) + honest[20:], honest[:-1], honest[:19], b"", b"\x04", b"GET / HTTP/1.1\r\n\r\n",
    honest[:2] + b"\xff\xff" + honest[4:], honest[:2] + b"\x00\x13" + honest[4:], request(3, "x-3", counted(giga, 60), code=1), request(3, "x-3", [attribute(42, "abc")]),
    request(3, "x-3", [attribute(52, 0xFFFFFFFF)]), request(3), bytes([41, 1, 0, 20]) + bytes(16), os.urandom(4096), os.urandom(60_000)]
chance = random.Random(5)
for _ in range(300):
    broken = bytearray(honest)
    broken[chance.randrange(20, len(broken))] ^= 1 << chance.randrange(8)
    wild.append(bytes(broken[:chance.randrange(len(broken) + 1)] if chance.random() < 0.5 else broken))
for packet in wild:
    accounting.sendto(packet, ("127.0.0.1", port))
out["probe"] = answered(request(15, "x-9"))
accounting.settimeout(1)
try:
    out["wild-answered"] = accounting.recvfrom(4096)[0][0]
except TimeoutError:
    out["wild-answered"] = None
out["off"] = answered(request(8))
print(json.dumps(out))
