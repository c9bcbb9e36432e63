"""A Diameter client that shares no code with Florin: one credit-control life, and messages that no honest peer sends.

usage: diameter_client.py PORT SUBJECT
Prints one JSON object; whoever runs it compares. Only the standard library; the wire format is written from RFC 6733 and RFC 8506.
"""
import json
import os
import socket
import struct
import sys

HOST, REALM = "client.example", "example"
# Of the server.
TO = "florin.example"


def avp(code, data, mandatory=True, vendor=0):
    if isinstance(data, str):
        data = data.encode()
    if isinstance(data, list):
        data = b"".join(data)
    head = 12 if vendor else 8
    out = struct.pack(">IB", code, (0x80 if vendor else 0) | (0x40 if mandatory else 0)) + (head + len(data)).to_bytes(3, "big")
    if vendor:
        out += struct.pack(">I", vendor)
    out += data
    return out + b"\0" * (-len(out) % 4)


def u32(code, value):
    return avp(code, struct.pack(">I", value))


def u64(code, value):
    return avp(code, struct.pack(">Q", value))


def parse(data):
    found = []
    while data:
        code, flags = struct.unpack(">IB", data[:5])
        length = int.from_bytes(data[5:8], "big")
        head = 12 if flags & 0x80 else 8
        assert head <= length <= len(data), "an attribute of the answer is malformed"
        found.append((code, data[head:length]))
        data = data[length + (-length % 4):]
    return found


def first(avps, code):
    return next((data for c, data in avps if c == code), None)


def number(data):
    return None if data is None else int.from_bytes(data, "big")


def record(data):
    """Notes a message of the server as text2pcap reads it, where FLORIN_RECORD says."""
    if path := os.environ.get("FLORIN_RECORD"):
        with open(path, "a") as out:
            for at in range(0, len(data), 16):
                out.write(f"{at:06x} " + " ".join(f"{byte:02x}" for byte in data[at:at + 16]) + "\n")


class Peer:
    def __init__(self, port, tls=None):
        # Long: the server may share a busy machine with hundreds of tests.
        self.sock = socket.create_connection(("127.0.0.1", port), timeout=300)
        if tls is not None:
            self.sock = tls.wrap_socket(self.sock, server_hostname="ocs.florin.example")
        self.hop = 100

    def send(self, command, avps, application=0, flags=0x80):
        self.hop += 1
        body = b"".join(avps)
        head = b"\x01" + (20 + len(body)).to_bytes(3, "big") + bytes([flags]) + command.to_bytes(3, "big")
        self.sock.sendall(head + struct.pack(">III", application, self.hop, self.hop) + body)

    def receive(self):
        head = self.exactly(20)
        length = int.from_bytes(head[1:4], "big")
        assert head[0] == 1 and length % 4 == 0 and not head[4] & 0x80
        assert struct.unpack(">I", head[12:16])[0] == self.hop, "the answer is to another request"
        body = self.exactly(length - 20)
        record(head + body)
        return head[4], parse(body)

    def exactly(self, count):
        data = b""
        while len(data) < count:
            more = self.sock.recv(count - len(data))
            if not more:
                raise EOFError
            data += more
        return data

    def ask(self, *args, **more):
        self.send(*args, **more)
        return self.receive()

    def greet(self, application=4):
        _, avps = self.ask(257, [avp(264, HOST), avp(296, REALM), avp(257, b"\0\x01\x7f\0\0\x01"), u32(266, 0), avp(269, "test", False), u32(258, application)])
        return number(first(avps, 268))


def ccr(kind, count, session, subject, services, action=None, more=()):
    avps = [avp(263, session), avp(264, HOST), avp(296, REALM), avp(283, TO), u32(258, 4), avp(461, "32251@3gpp.org"), u32(416, kind), u32(415, count)]
    avps.append(avp(443, [u32(450, 0), avp(444, subject)]))
    if action is not None:
        avps.append(u32(436, action))
    for group, used, requested in services:
        parts = [u32(432, group)]
        if requested is not None:
            parts.append(avp(437, [u64(421, requested)] if requested else []))
        if used is not None:
            parts.append(avp(446, [u64(421, used)]))
        avps.append(avp(456, parts))
    # 3GPP's own, mandatory, passed over: Service-Information.
    avps.append(avp(873, [avp(874, [u32(2, 1)], vendor=10415)], vendor=10415))
    return avps + list(more)


def told(answer):
    flags, avps = answer
    services = []
    for code, data in avps:
        if code == 456:
            parts = parse(data)
            granted = first(parts, 431)
            final = first(parts, 430)
            services.append({
                "group": number(first(parts, 432)), "result": number(first(parts, 268)),
                "granted": None if granted is None else number(first(parse(granted), 421)), "validity": number(first(parts, 448)),
                "final": None if final is None else number(first(parse(final), 449)),
            })
    return {"result": number(first(avps, 268)), "services": services, "error": bool(flags & 0x20)}


def cost(answer):
    """What Cost-Information says: digits, exponent and currency."""
    parts = parse(first(answer[1], 423) or b"")
    value = parse(first(parts, 445) or b"")
    digits, exponent = (int.from_bytes(first(value, code) or b"", "big", signed=True) for code in (447, 429))
    return [number(first(answer[1], 268)), digits, exponent, number(first(parts, 425))]


def main(port, subject):
    out = {}
    peer = Peer(port)
    out["cea"] = peer.greet()
    out["dwa"] = told(peer.ask(280, [avp(264, HOST), avp(296, REALM)]))["result"]
    mega = 1_000_000
    life = [
        (1, 0, [(10, None, 100 * mega), (20, None, 50 * mega)]), (2, 1, [(10, 80 * mega, 100 * mega)]), (2, 2, [(20, 50 * mega, 50 * mega)]),
        (2, 3, [(10, 100 * mega, 100 * mega), (20, 10 * mega, 50 * mega)]), (3, 4, [(10, 20 * mega, None), (20, 0, None)]),
    ]
    out["life"] = [told(peer.ask(272, ccr(kind, count, "client.example;1;1", subject, services), 4)) for kind, count, services in life]
    # Every one again, as if its answer had been lost: with the T flag, the same answers.
    again = [told(peer.ask(272, ccr(kind, count, "client.example;1;1", subject, services), 4, 0x90)) for kind, count, services in life]
    out["again"] = again == out["life"]
    out["stranger"] = told(peer.ask(272, ccr(1, 0, "client.example;1;2", "nobody", [(10, None, mega)]), 4))["result"]
    out["ended"] = told(peer.ask(272, ccr(2, 5, "client.example;1;1", subject, [(10, mega, mega)]), 4))["result"]
    out["quote"] = told(peer.ask(272, ccr(4, 0, "client.example;1;3", subject, [(10, None, mega)], action=3), 4))["result"]
    out["price"] = cost(peer.ask(272, ccr(4, 0, "client.example;1;3a", subject, [(10, None, 5_000 * mega)], action=3), 4))
    out["price-beyond"] = cost(peer.ask(272, ccr(4, 0, "client.example;1;3b", subject, [(10, None, 1_000_000 * mega)], action=3), 4))
    out["enough"], out["not-enough"] = (
        number(first(peer.ask(272, ccr(4, 0, f"client.example;1;4{units}", subject, [(10, None, units * mega)], action=2), 4)[1], 422)) for units in (1, 1_000_000))
    out["check"] = told(peer.ask(272, ccr(4, 0, "client.example;1;4", subject, [(10, None, mega)], action=2), 4))["result"]
    out["debit"] = told(peer.ask(272, ccr(4, 0, "client.example;1;5", subject, [(10, None, 1000 * mega)], action=0), 4))["result"]
    out["refund"] = told(peer.ask(272, ccr(4, 0, "client.example;1;6", subject, [], action=1, more=[avp(411, "client.example;1;5")]), 4))["result"]
    # Events that have numbers of their own, two of them in one session.
    seven, eight = (ccr(4, count, "client.example;1;5a", subject, [(10, None, 1000 * mega)], action=0) for count in (7, 8))
    out["numbered"] = [told(peer.ask(272, seven, 4))["result"], told(peer.ask(272, eight, 4))["result"]]
    out["refund-numbered"] = told(peer.ask(272, ccr(4, 0, "client.example;1;6a", subject, [], action=1, more=[avp(411, "client.example;1;5a")]), 4))["result"]
    out["numbered-again"] = [told(peer.ask(272, one, 4, flags))["result"] for one in (seven, eight) for flags in (0x80, 0x90)]
    # Two sub-sessions side by side, each with its numbers.
    subs = [(1, 0, [(10, None, mega)]), (3, 1, [(10, 0, None)])]
    out["sub-sessions"] = [
        (told(answer)["result"], number(first(answer[1], 419)))
        for kind, count, services in subs for sub in (1, 2)
        for answer in [peer.ask(272, ccr(kind, count, "client.example;1;5b", subject, services, more=[u64(419, sub)]), 4)]]
    out["exhausted"] = told(peer.ask(272, ccr(4, 0, "client.example;1;7", subject, [(10, None, 1_000_000 * mega)], action=0), 4))["result"]
    # What no honest peer sends: a clear answer, or a closed connection.
    plain = ccr(1, 0, "client.example;1;8", subject, [(10, None, mega)])
    out["unknown-mandatory"] = told(peer.ask(272, plain + [u32(9_999_999, 1)], 4))["result"]
    out["unknown-optional"] = told(peer.ask(272, ccr(4, 0, "client.example;1;9", subject, [(10, None, mega)], action=3) + [avp(9_999_999, b"1234", False)], 4))["result"]
    out["unknown-in-group"] = told(peer.ask(272, plain + [avp(456, [u32(432, 20), u32(9_999_999, 1)])], 4))["result"]
    out["unknown-vendor-in-group"] = told(peer.ask(272, plain + [avp(456, [u32(432, 20), avp(5, b"1234", vendor=424242)])], 4))["result"]
    out["other-realm"] = told(peer.ask(272, [avp(283, "elsewhere.example") if avp(283, TO) == one else one for one in plain], 4))
    out["other-host"] = told(peer.ask(272, plain + [avp(293, "other.florin.example")], 4))
    out["missing"] = told(peer.ask(272, [avp(263, "client.example;1;8"), u32(416, 1)], 4))["result"]
    out["wrong-length"] = told(peer.ask(272, plain + [struct.pack(">IB", 411, 0x40) + (500).to_bytes(3, "big")], 4))["result"]
    out["short-length"] = told(peer.ask(272, plain + [struct.pack(">IB", 411, 0x40) + (3).to_bytes(3, "big")], 4))["result"]
    deep = u32(432, 1)
    for _ in range(1000):
        deep = avp(456, deep)
    out["deep"] = told(peer.ask(272, plain + [deep], 4))["result"]
    out["many"] = told(peer.ask(272, plain + [u32(415, 0)] * 3000, 4))["result"]
    out["negative"] = told(peer.ask(272, ccr(2, 9, "client.example;1;8", subject, [(10, 2**64 - 1, mega)]), 4))["result"]
    out["other-command"] = told(peer.ask(999, [avp(264, HOST)], 4))
    out["other-application"] = told(peer.ask(272, plain, 16777238))["result"]
    out["error-bit"] = told(peer.ask(272, plain, 4, 0xA0))["result"]
    out["dpa"] = told(peer.ask(282, [avp(264, HOST), avp(296, REALM), u32(273, 0)]))["result"]
    out["closed-after-dpa"] = closed(peer)

    hostile = Peer(port)
    hostile.send(272, plain, 4)
    out["closed-without-greeting"] = closed(hostile)
    out["no-common"] = Peer(port).greet(application=16777251)
    for name, data in [("version", b"\x02\0\0\x14" + b"\0" * 16), ("oversized", b"\x01\xff\xff\xfc" + b"\0" * 16), ("tiny", b"\x01\0\0\x04"), ("http", b"GET / HTTP/1.1\r\n\r\n")]:
        wild = Peer(port)
        wild.sock.sendall(data)
        out["closed-" + name] = closed(wild)
    slow = Peer(port)
    body = b"".join([avp(264, HOST), avp(296, REALM), u32(258, 4)])
    message = b"\x01" + (20 + len(body)).to_bytes(3, "big") + b"\x80\0\x01\x01" + struct.pack(">III", 0, 1, 1) + body
    for at in range(len(message)):
        slow.sock.sendall(message[at:at + 1])
    slow.hop = 1
    out["byte-by-byte"] = number(first(slow.receive()[1], 268))
    print(json.dumps(out))


def closed(peer):
    try:
        return peer.sock.recv(1) == b""
    except ConnectionResetError:
        return True


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
