# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may do what with which key."""

import datetime

import pytest

from harness import customer, employee, today, wait_for


def test_keys_of_each_role(service):
    with service.client() as submitter, service.analyst() as analyst:
        assert submitter.submit(employee()).status == 201
        assert submitter.get("/v1/periods").status in (401, 403)
        assert analyst.get("/v1/periods").status == 200
        assert analyst.submit(employee()).status in (401, 403)


@pytest.mark.parametrize("change", [
    lambda key: "", lambda key: key[:-1], lambda key: key + "0", lambda key: key.split(".")[1],
    lambda key: "999999." + key.split(".")[1], lambda key: key[:-1] + ("0" if key[-1] != "0" else "1"),
    lambda key: key.upper(), lambda key: "99999999999999999999." + key.split(".")[1], lambda key: "-" + key,
])
def test_near_misses(service, change):
    for path, key in ("/v1/surveys", service.keys["submitter"]), ("/v1/periods", service.keys["analyst"]):
        wrong = change(key)
        if wrong != key:
            with service.client() as client:
                client.key = None
                assert client.get(path, key=wrong).status == 401


def test_other_schemes_are_no_keys(service):
    key = service.keys["submitter"].encode()
    for line in b"Authorization: Basic " + key, b"Authorization: " + key, b"Authorization: Bearer  x " + key, b"X: y":
        got, _ = service.raw(b"GET /v1/surveys HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + line + b"\r\n\r\n")
        assert got.startswith(b"HTTP/1.1 401 "), got


def test_a_key_for_one_survey(service):
    key = service.create_key("submitter", "--survey", "employee-pulse")
    with service.client(key) as client:
        wait_for(lambda: client.submit(employee()).status == 201, "the new key")
        answer = client.submit(customer())
        assert (answer.status, answer.cbor()["error"]) == (403, "survey_not_allowed")
        verdicts = client.submit_sequence([customer(), employee()]).verdicts()
        assert [v["status"] for v in verdicts] == ["rejected", "stored"]


@pytest.mark.parametrize("role, path", [("submitter", "/v1/surveys"), ("analyst", "/v1/periods")])
def test_revoking(service, role, path):
    key = service.create_key(role)
    wait_for(lambda: service.answers(path, key) == 200, "the new key")
    service.run("key", "revoke", key.split(".")[0])
    wait_for(lambda: service.answers(path, key) == 401, "the end of the key")


@pytest.mark.parametrize("role, path", [("submitter", "/v1/surveys"), ("analyst", "/v1/periods")])
def test_expiry(service, role, path):
    last_day = service.create_key(role, "--expires", today().isoformat())
    over = service.create_key(role, "--expires", today().isoformat())
    wait_for(lambda: service.answers(path, last_day) == 200, "the key on its last day")
    service.database.query("UPDATE pulssid.api_key SET expires = %s WHERE id = %s",
                           today() - datetime.timedelta(days=1), int(over.split(".")[0]))
    wait_for(lambda: service.answers(path, over) == 401, "the end of the key")
    assert service.answers(path, last_day) == 200


def test_only_digests_are_stored(service):
    key = service.create_key("submitter").split(".")[1]
    rows = service.database.query("SELECT k::text FROM pulssid.api_key k")
    listed = service.run("key", "list").stdout
    assert not any(key in row[0] for row in rows) and key not in listed
