"""A Diameter client that is told things without asking (RAR, ASR): shares no code with Florin.

usage: diameter_orders.py PORT SUBJECT [CA CERTIFICATE KEY]
Says on standard output, line by line, how far it is; whoever runs it does something in between. With certificates it speaks TLS.
"""
import json
import ssl
import struct
import sys

from diameter_client import HOST, REALM, Peer, avp, ccr, first, number, parse, record, told, u32

SESSION = "client.example;9;1"
MEGA = 1_000_000


def say(word, **more):
    print(json.dumps({"said": word, **more}), flush=True)


def request(peer):
    """Waits for a request of the server; answers watchdogs on the way."""
    while True:
        head = peer.exactly(20)
        length = int.from_bytes(head[1:4], "big")
        flags, command = head[4], int.from_bytes(head[5:8], "big")
        application, hop, end = struct.unpack(">III", head[8:20])
        body = peer.exactly(length - 20)
        record(head + body)
        avps = parse(body)
        assert flags & 0x80, "an answer where a request was expected"
        if command != 280:
            return command, application, flags, hop, end, avps
        answer(peer, command, application, hop, end, [u32(268, 2001), avp(264, HOST), avp(296, REALM)])


def answer(peer, command, application, hop, end, avps):
    body = b"".join(avps)
    head = b"\x01" + (20 + len(body)).to_bytes(3, "big") + b"\x40" + command.to_bytes(3, "big")
    peer.sock.sendall(head + struct.pack(">III", application, hop, end) + body)


def obey(peer, expected, result):
    command, application, flags, hop, end, avps = request(peer)
    assert command == expected and application == 4 and flags & 0x40, (command, application, flags)
    assert avps[0] == (263, SESSION.encode()), "the session comes first"
    assert first(avps, 293) == HOST.encode() and first(avps, 283) == REALM.encode() and number(first(avps, 258)) == 4
    assert first(avps, 264) and first(avps, 296)
    answer(peer, command, application, hop, end, [avp(263, SESSION), u32(268, result), avp(264, HOST), avp(296, REALM)])
    return {"type": number(first(avps, 285)), "group": number(first(avps, 432)), "again": bool(flags & 0x10)}


def main(port, subject, tls):
    peer = Peer(port, tls)
    assert peer.greet() == 2001
    begun = told(peer.ask(272, ccr(1, 0, SESSION, subject, [(10, None, 100_000 * MEGA)]), 4))["services"][0]
    say("begun", final=begun["final"] is not None, granted=begun["granted"])
    order = obey(peer, 258, 2002)
    more = told(peer.ask(272, ccr(2, 1, SESSION, subject, [(10, MEGA, 1_000 * MEGA)]), 4))["services"][0]
    say("reauthorised", order=order, result=more["result"], final=more["final"] is not None)
    order = obey(peer, 274, 2001)
    ended = told(peer.ask(272, ccr(3, 2, SESSION, subject, [(10, MEGA, None)]), 4))
    say("aborted", order=order, result=ended["result"])


def context(files):
    if not files:
        return None
    made = ssl.create_default_context(cafile=files[0])
    if len(files) > 1:
        made.load_cert_chain(files[1], files[2])
    return made


main(int(sys.argv[1]), sys.argv[2], context(sys.argv[3:]))
