# SPDX-License-Identifier: GPL-3.0-or-later
"""Memory and descriptors do not grow with what is malformed."""

import os
import random

import cbor2

from harness import customer, employee, wait_for

HTTP = [
    b"GET /v1/surveys HTTP/1.1\r\n\r\n", b"\0" * 100, b"POST /v1/submissions HTTP/1.1\r\nHost: x\r\nContent-Length: 9",
    b"GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", b"GET / HTTP/1.1\r\nX: " + b"y" * 9000,
    b"POST /v1/submissions HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
]


def malformed_cbor(client, draw, count):
    """Requests on one connection, alone and in sequences."""
    for _ in range(count):
        body = bytearray(cbor2.dumps(draw.choice([employee, customer])()))
        kind = draw.randrange(4)
        if kind == 0:
            body = body[: draw.randrange(len(body))]
        elif kind == 1:
            body[draw.randrange(len(body))] ^= 0xFF
        elif kind == 2:
            body = os.urandom(draw.randrange(1, 300))
        else:
            body = bytes.fromhex("9b0000000010000000") + os.urandom(8)
        answer = client.submit(bytes(body)) if draw.random() < 0.7 else client.submit_sequence(bytes(body) * 3)
        assert answer.status < 500


def malformed_http(service, draw, count):
    for _ in range(count):
        service.abandon(draw.choice(HTTP))


def round_of_both(service, draw, requests, connections):
    for _ in range(4):
        with service.client() as client:
            malformed_cbor(client, draw, requests // 4)
    malformed_http(service, draw, connections)


def test_twenty_thousand_malformed_requests(fresh):
    draw = random.Random(13)
    round_of_both(fresh, draw, 3000, 500)
    wait_for(lambda: fresh.descriptors() < 60, "the connections' end")
    rss, descriptors = fresh.rss_kb(), fresh.descriptors()
    round_of_both(fresh, draw, 16000, 1000)
    wait_for(lambda: fresh.descriptors() <= descriptors, "the connections' end")
    assert fresh.rss_kb() - rss < 1500, f"{rss} kB became {fresh.rss_kb()} kB"
    with fresh.client() as client:
        assert client.submit(employee()).status == 201
