"""A 5G network function that charges over Nchf_ConvergedCharging (3GPP TS 32.291): shares no code with Florin.

usage: nchf_client.py life|orders|hostile PORT SUBJECT [TOKEN | CA CERTIFICATE KEY]
Says on standard output, line by line, how far it is; whoever runs it compares. HTTP/2 is spoken by python-h2. What comes back is
checked against what TS 32.291 (v3) says of a ChargingDataResponse and TS 29.571 of ProblemDetails.
"""
import json
import re
import socket
import ssl
import struct
import sys
import threading

import h2.config
import h2.connection
import h2.events

ROOT = "/nchf-convergedcharging/v3/chargingdata"
MEGA = 1_000_000
NF = "12345678-1234-4321-8765-123456789abc"

DATE_TIME = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$")


def uint(most):
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most


def text(value):
    return isinstance(value, str)


def whole(value):
    return isinstance(value, int) and not isinstance(value, bool)


def moment(value):
    return text(value) and DATE_TIME.match(value) is not None


U32, U64 = uint(2**32 - 1), uint(2**64 - 1)


def one_of(*words):
    return lambda value: value in words


def many(check):
    return lambda value: isinstance(value, list) and all(check(one) for one in value)


def record(fields, required=()):
    """An object: no field that the specification does not know, and none missing."""
    def check(value):
        assert isinstance(value, dict), f"an object was expected: {value}"
        for name in required:
            assert name in value, f"{name} is missing: {value}"
        for name, inner in value.items():
            assert name in fields, f"{name} is not known: {value}"
            assert fields[name](inner), f"{name} is wrong: {inner}"
        return True
    return check


TRIGGER = record({
    "triggerType": one_of("QUOTA_THRESHOLD", "QHT", "FINAL", "QUOTA_EXHAUSTED", "VALIDITY_TIME", "OTHER_QUOTA_TYPE", "FORCED_REAUTHORISATION"),
    "triggerCategory": one_of("IMMEDIATE_REPORT", "DEFERRED_REPORT"), "timeLimit": U32, "volumeLimit": U32, "volumeLimit64": U64, "eventLimit": U32,
    "maxNumberOfccc": U32, "tariffTimeChange": moment,
}, ["triggerType", "triggerCategory"])
UNITS = {"time": U32, "totalVolume": U64, "uplinkVolume": U64, "downlinkVolume": U64, "serviceSpecificUnits": U64, "tariffTimeChange": moment}
REDIRECT = record({"redirectAddressType": one_of("IPV4", "IPV6", "URL"), "redirectServerAddress": text}, ["redirectAddressType", "redirectServerAddress"])
FINAL = record({
    "finalUnitAction": one_of("TERMINATE", "REDIRECT", "RESTRICT_ACCESS"), "restrictionFilterRule": text, "filterId": text, "redirectServer": REDIRECT,
}, ["finalUnitAction"])
UNIT = record({
    "resultCode": one_of("SUCCESS", "END_USER_SERVICE_DENIED", "QUOTA_MANAGEMENT_NOT_APPLICABLE", "QUOTA_LIMIT_REACHED", "END_USER_SERVICE_REJECTED", "USER_UNKNOWN", "RATING_FAILED"),
    "ratingGroup": U32, "grantedUnit": record(UNITS), "triggers": many(TRIGGER), "validityTime": whole, "quotaHoldingTime": whole, "finalUnitIndication": FINAL,
    "timeQuotaThreshold": whole, "volumeQuotaThreshold": U64, "unitQuotaThreshold": whole, "uPFID": text,
}, ["ratingGroup"])
RESPONSE = record({
    "invocationTimeStamp": moment, "invocationSequenceNumber": U32, "sessionFailover": one_of("FAILOVER_NOT_SUPPORTED", "FAILOVER_SUPPORTED"),
    "multipleUnitInformation": many(UNIT), "triggers": many(TRIGGER), "supportedFeatures": text, "invocationResult": lambda _: True,
}, ["invocationTimeStamp", "invocationSequenceNumber"])
PROBLEM = record({
    "type": text, "title": text, "status": lambda value: whole(value) and 400 <= value < 600, "detail": text, "instance": text, "cause": text,
    "invalidParams": many(record({"param": text, "reason": text}, ["param"])),
})
NOTIFY = record({
    "notificationType": one_of("REAUTHORIZATION", "ABORT_CHARGING"),
    "reauthorizationDetails": many(record({"serviceId": U32, "ratingGroup": U32, "quotaManagementIndicator": one_of("ONLINE_CHARGING", "OFFLINE_CHARGING", "QUOTA_MANAGEMENT_SUSPENDED")})),
}, ["notificationType"])


class Link:
    """One connection."""

    def __init__(self, port, tls=None):
        self.sock = socket.create_connection(("127.0.0.1", port), timeout=300)
        if tls is not None:
            tls.set_alpn_protocols(["h2"])
            self.sock = tls.wrap_socket(self.sock, server_hostname="ocs.florin.example")
            assert self.sock.selected_alpn_protocol() == "h2"
        self.h2 = h2.connection.H2Connection(h2.config.H2Configuration(header_encoding="utf-8"))
        self.h2.initiate_connection()
        self.ended, self.over = {}, set()
        self.flush()

    def flush(self):
        self.sock.sendall(self.h2.data_to_send())

    def begin(self, path, body, token=None, method="POST", kind="application/json"):
        stream = self.h2.get_next_available_stream_id()
        headers = [(":method", method), (":scheme", "http"), (":authority", "florin"), (":path", path), ("content-type", kind)]
        if token:
            headers.append(("authorization", f"Bearer {token}"))
        self.h2.send_headers(stream, headers, end_stream=not body)
        at = 0
        while at < len(body):
            room = min(self.h2.local_flow_control_window(stream), self.h2.max_outbound_frame_size, len(body) - at)
            if room == 0:
                self.flush()
                if self.events() is None or stream in self.over:
                    break
                continue
            self.h2.send_data(stream, body[at:at + room], end_stream=at + room == len(body))
            at += room
        self.flush()
        return stream

    def events(self):
        data = self.sock.recv(65_536)
        if not data:
            return None
        found = self.h2.receive_data(data)
        for event in found:
            if isinstance(event, h2.events.StreamReset):
                self.over.add(event.stream_id)
            if isinstance(event, h2.events.ResponseReceived):
                self.ended[event.stream_id] = [dict(event.headers), b""]
            if isinstance(event, h2.events.DataReceived):
                self.ended[event.stream_id][1] += event.data
                self.h2.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
            if isinstance(event, h2.events.StreamEnded):
                self.over.add(event.stream_id)
        self.flush()
        return found

    def ask(self, path, body, token=None, **more):
        stream = self.begin(path, body if isinstance(body, bytes) else json.dumps(body).encode(), token, **more)
        while stream not in self.over:
            if self.events() is None:
                raise EOFError
        if stream not in self.ended:
            raise EOFError
        return self.judged(*self.ended[stream])

    def judged(self, headers, data):
        status = int(headers[":status"])
        kind = headers.get("content-type")
        if status == 204:
            assert not data
            return status, headers, None
        value = json.loads(data)
        if status >= 400:
            assert kind == "application/problem+json", headers
            PROBLEM(value)
            assert value["status"] == status
        else:
            assert kind == "application/json", headers
            RESPONSE(value)
        return status, headers, value


def request(number, subject, usages, **more):
    body = {
        "subscriberIdentifier": "imsi-001010000000001", "nfConsumerIdentification": {"nFName": NF, "nodeFunctionality": "SMF"},
        "invocationTimeStamp": f"2026-01-01T06:00:{number % 60:02d}.5Z", "invocationSequenceNumber": number,
        "pDUSessionChargingInformation": {
            "chargingId": 7, "userInformation": {"servedGPSI": f"msisdn-{subject}"}, "pduSessionInformation": {"pduSessionID": 5, "dnnId": "internet"},
        },
    }
    if usages:
        body["multipleUnitUsage"] = usages
    return {**body, **more}


def usage(group, requested=None, *used, **more):
    one = {"ratingGroup": group, **more}
    if requested is not None:
        one["requestedUnit"] = {"totalVolume": requested} if requested else {}
    if used:
        one["usedUnitContainer"] = [
            {"localSequenceNumber": index + 1, "quotaManagementIndicator": "ONLINE_CHARGING", "uplinkVolume": volume // 4, "downlinkVolume": volume - volume // 4, "time": 60}
            for index, volume in enumerate(used)
        ]
    return one


def told(answer):
    status, _, value = answer
    if value is None:
        return [status]
    if status >= 400:
        return [status, value["cause"]]
    return [status] + [
        [one["resultCode"], one["ratingGroup"], one.get("grantedUnit", {}).get("totalVolume", one.get("grantedUnit", {}).get("serviceSpecificUnits")), "finalUnitIndication" in one]
        for one in value.get("multipleUnitInformation", [])
    ]


def say(word, **more):
    print(json.dumps({"said": word, **more}), flush=True)


def life(link, subject, token):
    def ask(path, body):
        return link.ask(path, body, token)

    first = request(0, subject, [usage(10, 100 * MEGA), usage(20, 50 * MEGA)], notifyUri="http://127.0.0.1:9/n", supportedFeatures="0")
    created = ask(ROOT, first)
    place = created[1]["location"]
    assert re.fullmatch(re.escape(ROOT) + "/[0-9a-f]{32}", place), place
    steps = [
        (place + "/update", request(1, subject, [usage(10, 100 * MEGA, 30 * MEGA, 50 * MEGA)])),
        # Two user planes of one rating group: one quota.
        (place + "/update", request(2, subject, [usage(20, 50 * MEGA, 20 * MEGA, uPFID=NF), usage(20, None, 30 * MEGA)])),
        (place + "/update", request(3, subject, [usage(10, 100 * MEGA, 100 * MEGA), usage(20, 50 * MEGA, 10 * MEGA)])),
        (place + "/release", request(4, subject, [usage(10, None, 20 * MEGA), usage(20, None, 0)])),
    ]
    answers = [created] + [ask(path, body) for path, body in steps]
    # Every one again, as if its answer had been lost: the same bytes.
    again = [ask(path, {**body, "retransmissionIndicator": True}) for path, body in [(ROOT, first)] + steps]
    same = all(one[0] == other[0] and one[2] == other[2] and one[1].get("location") == other[1].get("location") for one, other in zip(answers, again))
    say("lived", answers=[told(one) for one in answers], again=same)
    other = {**first, "notifyUri": "http://127.0.0.1:9/other"}
    results = {
        "stranger": told(ask(ROOT, request(0, "nobody", [usage(10, MEGA)]))), "ended": told(ask(place + "/update", request(5, subject, [usage(10, MEGA, MEGA)]))),
        "nowhere": told(ask(ROOT + "/" + "0" * 32 + "/release", request(1, subject, []))), "reused": told(ask(place + "/update", request(1, subject, [usage(10, 9 * MEGA)]))),
        "exhausted": told(ask(ROOT, request(0, subject, [usage(10, None, 1_000_000 * MEGA)], oneTimeEvent=True, oneTimeEventType="IEC"))),
        "event": told(ask(ROOT, request(1, subject, [usage(10, 10 * MEGA)], oneTimeEvent=True, oneTimeEventType="IEC"))),
        "event again": told(ask(ROOT, request(1, subject, [usage(10, 10 * MEGA)], oneTimeEvent=True, oneTimeEventType="IEC", retransmissionIndicator=True))),
        "post event": told(ask(ROOT, request(2, subject, [usage(10, None, 10 * MEGA)], oneTimeEvent=True, oneTimeEventType="PEC"))),
        "nothing asked": told(ask(ROOT, {**other, "multipleUnitUsage": []})),
    }
    say("tried", **results)


class Listener(threading.Thread):
    """Where the network function is told things: answers each with the next of some statuses."""

    def __init__(self, statuses):
        super().__init__(daemon=True)
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        self.statuses = statuses
        self.heard = []
        self.lock = threading.Condition()
        self.start()

    def run(self):
        while True:
            sock, _ = self.server.accept()
            threading.Thread(target=self.serve, args=(sock,), daemon=True).start()

    def serve(self, sock):
        link = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False, header_encoding="utf-8"))
        link.initiate_connection()
        sock.sendall(link.data_to_send())
        head, body = {}, b""
        while data := sock.recv(65_536):
            for event in link.receive_data(data):
                if isinstance(event, h2.events.RequestReceived):
                    head = dict(event.headers)
                if isinstance(event, h2.events.DataReceived):
                    body += event.data
                if isinstance(event, h2.events.StreamEnded):
                    assert head[":method"] == "POST" and head["content-type"] == "application/json", head
                    value = json.loads(body)
                    NOTIFY(value)
                    status = self.statuses.pop(0) if self.statuses else 204
                    link.send_headers(event.stream_id, [(":status", str(status))], end_stream=True)
                    sock.sendall(link.data_to_send())
                    with self.lock:
                        self.heard.append((head[":path"], value))
                        self.lock.notify()
            sock.sendall(link.data_to_send())

    def next(self):
        with self.lock:
            self.lock.wait_for(lambda: self.heard, timeout=300)
            return self.heard.pop(0)


def orders(link, subject, token):
    # The first is not well, and is told again.
    listener = Listener([503])
    uri = f"http://127.0.0.1:{listener.port}/notify/9"
    created = link.ask(ROOT, request(0, subject, [usage(10, 100_000 * MEGA)], notifyUri=uri), token)
    place = created[1]["location"]
    say("begun", answer=told(created))
    heard = [listener.next(), listener.next()]
    assert heard[0] == heard[1] and heard[0][0] == "/notify/9", heard
    more = link.ask(place + "/update", request(1, subject, [usage(10, 1_000 * MEGA, MEGA)]), token)
    say("reauthorised", order=heard[0][1], answer=told(more))
    order = listener.next()
    ended = link.ask(place + "/release", request(2, subject, [usage(10, None, MEGA)]), token)
    say("aborted", order=order[1], answer=told(ended))


def closed(link):
    try:
        while link.events() is not None:
            pass
        return True
    except (ConnectionError, ssl.SSLError, h2.exceptions.ProtocolError):
        return True


def hostile(port, subject):
    plain = request(0, subject, [usage(10, MEGA)])
    link = Link(port)

    def without(name):
        return {key: value for key, value in plain.items() if key != name}

    deep = b'{"a":' * 2_000 + b"1" + b"}" * 2_000
    out = {
        "no json": told(link.ask(ROOT, b"{")), "no object": told(link.ask(ROOT, b"[]")), "twice": told(link.ask(ROOT, b'{"a":1,"a":2}')), "deep": told(link.ask(ROOT, deep)),
        "missing": told(link.ask(ROOT, without("invocationSequenceNumber"))), "nobody": told(link.ask(ROOT, {k: v for k, v in plain.items() if k not in ("subscriberIdentifier", "pDUSessionChargingInformation")})),
        "negative": told(link.ask(ROOT, {**plain, "invocationSequenceNumber": -1})), "huge": told(link.ask(ROOT, request(0, subject, [usage(10, 2**64)]))),
        "fraction": told(link.ask(ROOT, request(0, subject, [{"ratingGroup": 1.5}]))), "no group": told(link.ask(ROOT, request(0, subject, [{"requestedUnit": {}}]))),
        "yesterday": told(link.ask(ROOT, {**plain, "invocationTimeStamp": "yesterday"})), "many": told(link.ask(ROOT, request(0, subject, [usage(1)] * 1_100))),
        "path": told(link.ask(ROOT + "s", plain)), "inner path": told(link.ask(ROOT + "/x/y", plain)), "other name": told(link.ask(ROOT + "/%2e%2e/update", plain)),
        "method": told(link.ask(ROOT, b"", method="GET")), "text": told(link.ask(ROOT, plain, kind="text/plain")), "large": told(Link(port).ask(ROOT, b" " * 300_000)),
    }
    # Streams that are reset as fast as they are opened.
    rapid = Link(port)
    try:
        for _ in range(2_000):
            stream = rapid.h2.get_next_available_stream_id()
            rapid.h2.send_headers(stream, [(":method", "POST"), (":scheme", "http"), (":authority", "florin"), (":path", ROOT), ("content-type", "application/json")])
            rapid.h2.reset_stream(stream, 8)
            rapid.flush()
    except (ConnectionError, h2.exceptions.ProtocolError):
        pass
    out["rapid resets"] = closed(rapid)
    # What is no HTTP/2 at all; a frame that is too long; headers without an end.
    preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
    settings = b"\0\0\0\4\0\0\0\0\0"
    endless = b"".join(b"\0\0\1\x09\0\0\0\0\1\0" for _ in range(1_000))
    for name, data in [("http/1", b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"), ("long frame", preface + settings + b"\xff\xff\xff\0\0\0\0\0\1"), ("endless headers", preface + settings + b"\0\0\0\1\0\0\0\0\1" + endless)]:
        wild = Link.__new__(Link)
        wild.sock = socket.create_connection(("127.0.0.1", port), timeout=300)
        wild.h2 = h2.connection.H2Connection()
        wild.h2.initiate_connection()
        wild.h2.data_to_send()
        wild.ended, wild.over = {}, set()
        try:
            wild.sock.sendall(data)
        except ConnectionError:
            pass
        out[name] = closed(wild)
    # And still somebody is there.
    out["honest"] = told(Link(port).ask(ROOT, request(3, subject, [usage(10, MEGA)], oneTimeEvent=True, oneTimeEventType="IEC")))[:1]
    say("survived", **out)


def main(what, port, subject, more):
    if what == "hostile":
        return hostile(port, subject)
    tls, token = None, more[0] if len(more) == 1 else None
    if len(more) > 1:
        tls = ssl.create_default_context(cafile=more[0])
        tls.load_cert_chain(more[1], more[2])
    link = Link(port, tls)
    {"life": life, "orders": orders}[what](link, subject, token)


main(sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4:])
