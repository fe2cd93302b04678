# SPDX-License-Identifier: GPL-3.0-or-later
"""Bodies that are no submission: a verdict that says so, at once, and nothing stored."""

import os
import random
import re
import time

import cbor2
import pytest

from harness import ROOT, customer, employee

VECTORS = sorted((ROOT / "proto/vectors").glob("*.cbor"))

# What is not well-formed (RFC 8949, appendix F and variants), or refused before it is decoded.
HOSTILE = {
    "a length of 2^28": bytes.fromhex("9b0000000010000000"),
    "a length of 2^64 - 1": bytes.fromhex("9bffffffffffffffff"),
    "a map of 2^63": bytes.fromhex("bb8000000000000000"),
    "a string of 2^40": bytes.fromhex("5b0000010000000000") + b"x",
    "arrays of a million in each other": bytes.fromhex("9a000f4240") * 100,
    "depth 7": b"\x81" * 7 + b"\x00",
    "depth 60": b"\x81" * 60 + b"\x00",
    "depth 4000": b"\x81" * 4000 + b"\x00",
    "depth of tags": b"\xc1" * 4000 + b"\x00",
    "an indefinite array": b"\x9f\x01\xff",
    "an indefinite map": b"\xbf" + cbor2.dumps(employee())[1:] + b"\xff",
    "an indefinite string": b"\x7f\x61a\xff",
    "break alone": b"\xff",
    "reserved information 28": b"\x1c",
    "reserved information 31": b"\x1f",
    "a simple value in two bytes below 32": b"\xf8\x18",
    "text that is not UTF-8": b"\xa1\x62\xc3\x28\x01",
    "half a head": b"\x19\x01",
    "two items": cbor2.dumps(employee()) * 2,
    "an item and a byte": cbor2.dumps(employee()) + b"\x00",
    "513 items": cbor2.dumps(list(range(513))),
    "a map with an odd end": b"\xa2\x61a\x01\x61b",
}


def rejected(answer):
    verdicts = answer.verdicts() if "cbor" in answer.content_type and "problem" not in answer.content_type else []
    return 400 <= answer.status < 500 and all(v["status"] == "rejected" for v in verdicts)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_bytes_are_refused_at_once(service, client, name):
    start, rss = time.monotonic(), service.rss_kb()
    for body in HOSTILE[name], b"\xa1\x62id" + HOSTILE[name]:
        assert rejected(client.submit(body)), name
        answer = client.submit_sequence(body) if name not in ("two items", "an item and a byte") else None
        assert answer is None or {v["status"] for v in answer.verdicts()} == {"rejected"}
    assert time.monotonic() - start < 2
    assert service.rss_kb() - rss < 20_000


@pytest.mark.parametrize("make", [employee, customer])
def test_truncation_at_every_byte(service, client, make):
    before = service.database.value("SELECT count(*) FROM pulssid.submission")
    body = cbor2.dumps(make(receipt=os.urandom(32)))
    for cut in range(len(body)):
        assert rejected(client.submit(body[:cut])), f"{cut} of {len(body)} bytes"
    assert service.database.value("SELECT count(*) FROM pulssid.submission") == before
    assert client.submit(body).status == 201


def test_one_changed_byte_never_ends_in_an_error_of_ours(client):
    draw = random.Random(7)
    for _ in range(1500):
        body = bytearray(cbor2.dumps(customer()))
        body[draw.randrange(len(body))] = draw.randrange(256)
        assert client.submit(bytes(body)).status < 500


def test_random_values_of_every_kind(client):
    draw = random.Random(11)

    def value(depth):
        kinds = [None, True, 1.5, float("nan"), -(2**64), 2**64 - 1, b"x" * draw.randrange(40), "ä" * draw.randrange(40),
                 cbor2.undefined, cbor2.CBORSimpleValue(99), cbor2.CBORTag(draw.randrange(3000), 1), 2**70]
        if depth and draw.random() < 0.4:
            return [value(depth - 1) for _ in range(draw.randrange(5))]
        if depth and draw.random() < 0.4:
            return {str(i): value(depth - 1) for i in range(draw.randrange(5))}
        return draw.choice(kinds)

    for _ in range(600):
        item = customer()
        item[draw.choice([*item, "other"])] = value(5)
        answer = client.submit(item)
        assert answer.status < 500, item
        assert answer.verdicts()[0]["status"] in ("stored", "rejected")


def promise(path):
    """What the first comment of a vector says must come of it (proto/README.md)."""
    return re.match(r"/ (.*?) /", path.with_suffix(".diag").read_text())[1]


@pytest.mark.parametrize("path", [p for p in VECTORS if promise(p).startswith(("accepted", "rejected"))], ids=lambda p: p.stem)
def test_vectors_are_answered_as_they_promise(client, path):
    answer = client.submit(path.read_bytes())
    if answer.status == 413:
        assert promise(path).startswith("rejected: too_large") and "too_large" in str(answer.cbor())
        return
    verdict = answer.verdicts()[0]
    if promise(path) == "accepted":
        # The decoder takes it; the catalog may still not know its team.
        assert verdict.get("error") not in ("malformed", "invalid_field", "too_large"), verdict
        return
    error, *field = promise(path).removeprefix("rejected: ").removesuffix(", no id").split()
    assert (verdict["status"], verdict["error"]) == ("rejected", error), verdict
    assert all(name in verdict["detail"] for name in field), verdict


def test_the_daemon_is_well_afterwards(client):
    assert client.submit(employee()).status == 201
