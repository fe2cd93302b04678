# SPDX-License-Identifier: GPL-3.0-or-later
"""Taking an answer back with the secret that only its sender has."""

import datetime
import hashlib
import json
import os

import pytest

from harness import employee, id_hash, today, wait_for


def with_receipt(day=None, **changes):
    secret = os.urandom(32)
    return secret, employee(day, receipt=hashlib.sha256(secret).digest(), **changes)


def test_the_secret_takes_the_answers_back(service, client):
    secret, item = with_receipt()
    assert client.submit(item).status == 201
    assert client.withdraw(secret).status == 204
    rows = service.database.query(
        "SELECT answers, path, receipt FROM pulssid.submission WHERE replace(id_hash::text, '-', '') = %s", id_hash(item))
    assert rows == [(None, None, None)]
    assert client.withdraw(secret).status == 404
    assert client.submit(item).cbor()["status"] == "duplicate", "the id stays spent"


def test_no_key_is_needed(service, client):
    secret, item = with_receipt()
    client.submit(item)
    client.key = None
    assert client.withdraw(secret).status == 204


def test_an_unknown_secret_and_a_receipt_itself(client):
    secret, item = with_receipt()
    client.submit(item)
    assert client.withdraw(os.urandom(32)).status == 404
    assert client.withdraw(item["receipt"]).status == 404


@pytest.mark.parametrize("size, status", [(15, (400, 422)), (16, (404,)), (64, (404,)), (65, (400, 422))])
def test_secrets_have_16_to_64_bytes(client, size, status):
    assert client.withdraw(os.urandom(size)).status in status


@pytest.mark.parametrize("body", [b"", b"\xa0", b"\xa1fsecret\x01", b"\xa2fsecret", b"\x01"])
def test_malformed_withdrawals(client, body):
    answer = client.request("POST", "/v1/withdrawals", body, "application/cbor")
    assert answer.status in (400, 422)


def test_after_the_close_one_answer_for_closed_and_unknown(fresh):
    day = today() - datetime.timedelta(days=10)
    kept, item = with_receipt(day)
    taken, other = with_receipt(day)
    with fresh.client() as client:
        client.submit_sequence([item, other] + [employee(day) for _ in range(5)])
        assert client.withdraw(taken).status == 204
        fresh.run("cycle")
        closed, unknown = client.withdraw(kept), client.withdraw(os.urandom(32))
        assert (closed.status, closed.body) == (404, unknown.body)
    report = json.loads(fresh.run("report", "scores", "--exact", "--format", "json").stdout)
    cell = next(r for r in report["rows"] if r["team"] == "T01" and r["dimension"] == "wellbeing")
    assert cell["n"] == 6, "what was withdrawn does not count"
    wait_for(lambda: fresh.is_ready(), "the daemon")
