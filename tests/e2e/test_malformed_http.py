# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests that are not strict HTTP/1.1: a status, a problem document, and a closed connection, since where the next
request begins is in doubt. What is smuggled behind them is never run."""

import json

import pytest

from harness import employee, wait_for

OK_LINE = b"GET /v1/surveys HTTP/1.1\r\n"
POST = b"POST /v1/submissions HTTP/1.1\r\n"
HOST = b"Host: localhost\r\n"
# Would be answered 404 if it were ever taken for a request.
SMUGGLED = b"GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n"


def get(*fields, line=OK_LINE, host=HOST):
    return line + host + b"".join(f + b"\r\n" for f in fields) + b"\r\n"


def post(*fields, body=b""):
    """With a good key, which the test puts in for KEY."""
    fixed = HOST + b"Authorization: Bearer KEY\r\nContent-Type: application/cbor\r\n"
    return POST + fixed + b"".join(f + b"\r\n" for f in fields) + b"\r\n" + body


# Name: (bytes, status). Each is followed by a second request that must not be seen.
CASES = {
    "two differing Content-Lengths": (post(b"Content-Length: 0", b"Content-Length: 43"), 400),
    "two equal Content-Lengths": (post(b"Content-Length: 0", b"Content-Length: 0"), 400),
    "a list of lengths": (post(b"Content-Length: 0, 0"), 400),
    "chunked": (post(b"Transfer-Encoding: chunked", body=b"0\r\n\r\n"), 501),
    "xchunked": (post(b"Transfer-Encoding: xchunked"), 501),
    "identity": (post(b"Transfer-Encoding: identity"), 501),
    "chunked and a length": (post(b"Content-Length: 5", b"Transfer-Encoding: chunked", body=b"0\r\n\r\n"), 501),
    "a length before chunked, other case": (post(b"content-length: 5", b"TRANSFER-ENCODING: Chunked", body=b"0\r\n\r\n"), 501),
    "Transfer-Encoding in HTTP/1.0": (post(b"Transfer-Encoding: chunked").replace(b"/1.1", b"/1.0"), (501, 505)),
    "a space in a field name": (post(b"Content Length: 5"), 400),
    "a space before the colon": (post(b"Content-Length : 5"), 400),
    "a signed length": (post(b"Content-Length: +5"), 400),
    "a negative length": (post(b"Content-Length: -5"), 400),
    "a hexadecimal length": (post(b"Content-Length: 0x5"), 400),
    "a length with a vertical tab": (post(b"Content-Length: \v5"), 400),
    "a length with a NUL": (post(b"Content-Length: 5\x000"), 400),
    "a length with an underscore": (post(b"Content-Length: 1_0"), 400),
    "a fractional length": (post(b"Content-Length: 5.0"), 400),
    "an empty length": (post(b"Content-Length:"), 400),
    "a length beyond 64 bits": (post(b"Content-Length: 99999999999999999999"), 400),
    "a length over the limit": (post(b"Content-Length: 99999999"), 413),
    "no length": (post(), 411),
    "obs-fold": (get(b"X: a\r\n b"), 400),
    "a fold before the first field": (OK_LINE + b" Host: localhost\r\n\r\n", 400),
    "a NUL in a value": (get(b"X: a\0b"), 400),
    "a bare CR in a value": (get(b"X: a\rb"), 400),
    "a control byte in a value": (get(b"X: a\x01b"), 400),
    "obs-text in a value": (get(b"X: a\xffb"), 400),
    "no Host": (OK_LINE + b"\r\n", 400),
    "two Hosts": (get(HOST.strip()), 400),
    "bare LF": (b"GET /v1/surveys HTTP/1.1\nHost: localhost\n\n", 400),
    "LF after the request line": (b"GET /v1/surveys HTTP/1.1\nHost: localhost\r\n\r\n", 400),
    "an empty field name": (get(b": a"), 400),
    "a field without a colon": (get(b"nonsense"), 400),
    "HTTP/1.2": (get(line=b"GET /v1/surveys HTTP/1.2\r\n"), (400, 505)),
    "HTTP/1.0": (get(line=b"GET /v1/surveys HTTP/1.0\r\n"), 505),
    "HTTP/2.0": (get(line=b"GET /v1/surveys HTTP/2.0\r\n"), 505),
    "HTTP/1.10": (get(line=b"GET /v1/surveys HTTP/1.10\r\n"), (400, 505)),
    "HTTP/0.9": (b"GET /v1/surveys\r\n", 400),
    "small letters": (get(line=b"GET /v1/surveys http/1.1\r\n"), (400, 505)),
    "two spaces": (get(line=b"GET  /v1/surveys HTTP/1.1\r\n"), 400),
    "a tab for a space": (get(line=b"GET\t/v1/surveys HTTP/1.1\r\n"), 400),
    "a leading space": (get(line=b" GET /v1/surveys HTTP/1.1\r\n"), 400),
    "a trailing space": (get(line=b"GET /v1/surveys HTTP/1.1 \r\n"), (400, 505)),
    "no target": (get(line=b"GET HTTP/1.1\r\n"), 400),
    "absolute-form": (get(line=b"GET https://localhost/v1/surveys HTTP/1.1\r\n"), 400),
    "asterisk-form": (get(line=b"GET * HTTP/1.1\r\n"), 400),
    "a NUL in the target": (get(line=b"GET /v1/\0 HTTP/1.1\r\n"), 400),
    "an 8-bit target": (get(line=b"GET /v1/\xe4 HTTP/1.1\r\n"), 400),
    "a fragment": (get(line=b"GET /v1/surveys#x HTTP/1.1\r\n"), (400, 404)),
    "an unknown method": (get(line=b"BREW /v1/surveys HTTP/1.1\r\n"), 501),
    "CONNECT": (b"CONNECT localhost:443 HTTP/1.1\r\nHost: localhost\r\n\r\n", (400, 501)),
    "PRI": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", (400, 501, 505)),
    "an unknown expectation": (post(b"Expect: tea", b"Content-Length: 0"), 417),
    "a head of 20 kB": (get(b"X: " + b"a" * 20000), 431),
    "a target of 20 kB": (get(line=b"GET /" + b"a" * 20000 + b" HTTP/1.1\r\n"), (400, 414, 431)),
    "200 fields": (get(*[b"X: a"] * 200), 431),
    "binary": (bytes(range(256)), 400),
    "TLS in TLS": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(100), 400),
    "a line that never ends": (b"A" * 20000, (400, 431, 501)),
}


def answers(received):
    """Status and body of each answer in a stream."""
    found = []
    while received:
        head, _, rest = received.partition(b"\r\n\r\n")
        status = int(head.split()[1])
        fields = dict(line.split(b": ", 1) for line in head.lower().split(b"\r\n")[1:])
        length = int(fields.get(b"content-length", 0))
        found.append((status, fields, rest[:length]))
        received = rest[length:]
    return found


def with_key(service, data):
    return data.replace(b"KEY", service.keys["submitter"].encode())


@pytest.mark.parametrize("name", CASES)
def test_refused_and_closed(service, name):
    data, expected = CASES[name]
    received, closed = service.raw(with_key(service, data) + SMUGGLED)
    got = answers(received)
    assert closed, "the connection stayed open"
    assert len(got) == 1, f"{[g[0] for g in got]}"
    status, fields, body = got[0]
    assert status in (expected if isinstance(expected, tuple) else (expected,)), body
    if fields.get(b"content-type") == b"application/problem+json":
        problem = json.loads(body)
        assert problem["status"] == status and problem["type"] and problem["detail"]
    else:
        assert fields[b"content-type"] == b"application/concise-problem-details+cbor"
    assert fields.get(b"connection") == b"close"
    assert b"smuggled" not in body


def test_pipelined_requests_are_answered_in_order(service):
    received, closed = service.raw(get() + get(line=b"GET /v1/nothing HTTP/1.1\r\n") + get(b"Connection: close"))
    assert [g[0] for g in answers(received)] == [401, 404, 401] and closed


def test_expect_100_continue(service):
    request = post(b"Expect: 100-continue", b"Content-Length: 1", b"Connection: close", body=b"\xa0")
    received, _ = service.raw(with_key(service, request))
    statuses = [g[0] for g in answers(received)]
    assert statuses[-1] == 422 and statuses[:-1] in ([], [100])


def test_head_has_no_body(service):
    received, closed = service.raw(get(b"Connection: close", line=b"HEAD /v1/surveys HTTP/1.1\r\n"))
    assert closed and received.startswith(b"HTTP/1.1 401 ") and received.endswith(b"\r\n\r\n")


@pytest.mark.parametrize("cut", [1, 10, 30, 60])
def test_a_client_that_goes_away_in_the_middle(service, cut):
    before = service.descriptors()
    data = post(b"Content-Length: 5000", body=b"x" * 100)[: cut * 3]
    for _ in range(10):
        service.abandon(data)
    wait_for(lambda: service.descriptors() <= before, "the connections' end")


def test_time_limits_of_each_phase(new_service):
    limits = {"handshake_timeout_ms": 500, "head_timeout_ms": 500, "body_timeout_ms": 500, "idle_timeout_ms": 500}
    service = new_service({"server": limits}).start()
    for data in b"", b"GET /v1/sur", post(b"Content-Length: 10", body=b"abc"):
        received, closed = service.raw(with_key(service, data), seconds=5)
        assert closed, data
        assert not received or received.startswith(b"HTTP/1.1 408 "), received
    assert service.drip(get(), pause=0.1, seconds=5), "bytes that drip in do not buy time"
    service.stop()


def test_the_daemon_is_well_afterwards(service, client):
    assert client.submit(employee()).status == 201
