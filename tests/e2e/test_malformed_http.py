# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests that are not strict HTTP/1.1: a status, a problem document, and a closed connection, since where the next
request begins is in doubt. What is smuggled behind them is never run."""

import json

import pytest

from harness import employee, wait_for
from malformed_requests import CASES, SMUGGLED, get, post


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


def test_what_is_behind_the_content_is_a_request_of_its_own(service):
    request = with_key(service, post(b"Content-Length: 1", body=b"\xa0"))
    for trailing in b"\r\n", b"\xa0", b"0\r\n\r\n", b"\0":
        received, closed = service.raw(request + trailing + SMUGGLED)
        assert [g[0] for g in answers(received)] == [422, 400] and closed, trailing


def test_the_content_of_a_get_is_no_request(service):
    received, closed = service.raw(get(b"Content-Length: %d" % len(SMUGGLED), b"Connection: close") + SMUGGLED)
    assert [g[0] for g in answers(received)] == [401] and closed


@pytest.mark.parametrize("offer", [b"h2c", b"websocket", b"TLS/1.0, HTTP/1.1"])
def test_an_offer_to_upgrade_is_not_taken(service, offer):
    upgrade = get(b"Connection: Upgrade, HTTP2-Settings", b"Upgrade: " + offer, b"HTTP2-Settings: AAMAAABk")
    received, closed = service.raw(upgrade + get(b"Connection: close"))
    assert [g[0] for g in answers(received)] == [401, 401] and closed


def test_a_body_that_is_too_long_is_not_asked_for(service):
    request = post(b"Expect: 100-continue", b"Content-Length: 99999999")
    received, closed = service.raw(with_key(service, request))
    assert [g[0] for g in answers(received)] == [413] and closed


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
