# SPDX-License-Identifier: GPL-3.0-or-later
"""A client that replays, guesses and reuses ids and receipts, with keys that have expired, were revoked, are another role's or
are meant for another survey: nothing counts twice, nothing is read, nobody else's answer is withdrawn, and no key that may not
submit to a survey learns whether an id exists there.

Who knows an id, 128 bits drawn by its sender, and may submit to its survey and team, is told that it is spent: that is what a
retry is for."""

import datetime
import hashlib
import os
import threading

import cbor2
import pytest

from harness import NO_KEY, Service, customer, employee, id_hash, today, wait_for, week
from test_withdraw import with_receipt

PAST = today() - datetime.timedelta(days=10)


@pytest.fixture(scope="module")
def keys(service):
    """Every kind of key that is no good for the employees' survey."""
    keys = {"none": None, "made up": NO_KEY, "an analyst's": service.keys["analyst"],
            "of another survey": service.create_key("submitter", "--survey", "customer-pulse"),
            "revoked": service.create_key("submitter"), "expired": service.create_key("submitter", "--expires", today().isoformat())}
    good, secret = service.keys["submitter"].split(".")
    keys |= {"of another's number": f"{int(good) + 1}.{secret}", "of a number without a key": f"99999.{secret}",
             "cut": f"{good}.{secret[:-1]}", "of a near secret": f"{good}.{secret[:-1]}{'0' if secret[-1] != '0' else '1'}"}
    for name in "of another survey", "revoked", "expired":
        wait_for(lambda: service.answers("/v1/surveys", keys[name]) == 200, "the new key")  # noqa: B023
    service.run("key", "revoke", keys["revoked"].split(".")[0])
    service.database.query("UPDATE pulssid.api_key SET expires = %s WHERE id = %s", today() - datetime.timedelta(days=1),
                           int(keys["expired"].split(".")[0]))
    for name in "revoked", "expired":
        wait_for(lambda: service.answers("/v1/surveys", keys[name]) == 401, "the end of the key")  # noqa: B023
    return keys


def rows(service):
    """Everything that is kept of submissions, open, sealed and spent."""
    query = service.database.query
    return [query(f"SELECT t::text FROM pulssid.{table} t ORDER BY 1") for table in ("submission", "answer", "spent")]


def replay(service, items):
    """Sends everything again in several ways, changed and unchanged; the statuses of all verdicts."""
    statuses = set()
    with service.client() as one, service.client() as other:
        for client in one, other:
            statuses |= {client.submit(item).cbor()["status"] for item in items}
            statuses |= {v["status"] for v in client.submit_sequence(items * 3).verdicts()}
        changed = [{**item, "answers": {"wb1": 1}, "receipt": os.urandom(32)} for item in items]
        moved = [{**item, "on": (today() - datetime.timedelta(days=days)).isoformat()} for item in items for days in (0, 3, 10)]
        statuses |= {v["status"] for v in one.submit_sequence(changed + moved).verdicts()}
    return statuses


def test_replays_count_once_before_and_after_the_close_and_a_restart(fresh, certificates, tmp_path):
    second = Service(tmp_path, fresh.database, certificates, fresh.keys).start()
    items = [employee(PAST) for _ in range(8)]
    with fresh.client() as client:
        assert {v["status"] for v in client.submit_sequence(items).verdicts()} == {"stored"}
    kept = rows(fresh)
    assert len(kept[0]) == len(items)
    assert [replay(daemon, items) for daemon in (fresh, second)] == [{"duplicate"}] * 2 and rows(fresh) == kept
    fresh.kill()
    fresh.start()
    assert replay(fresh, items) == {"duplicate"} and rows(fresh) == kept
    fresh.run("cycle")
    kept = rows(fresh)
    assert list(map(len, kept)) == [0, len(items), len(items)]
    assert [replay(daemon, items) for daemon in (fresh, second)] == [{"duplicate"}] * 2 and rows(fresh) == kept
    fresh.stop()
    fresh.start()
    assert replay(fresh, items) == {"duplicate"} and rows(fresh) == kept
    second.stop()


def test_replays_count_again_where_no_id_is_kept(fresh):
    """The control: an open period without its key, and a published one whose spent ids are gone."""
    items = [employee(PAST) for _ in range(8)]
    with fresh.client() as client:
        client.submit_sequence(items)
    fresh.run("cycle")
    fresh.database.query("DELETE FROM pulssid.spent")
    assert "stored" in replay(fresh, items) and len(rows(fresh)[0]) == len(items)
    of_today = [employee() for _ in range(8)]
    with fresh.client() as client:
        client.submit_sequence(of_today)
    fresh.database.query("ALTER TABLE pulssid.submission DROP CONSTRAINT submission_pkey")
    kept = len(rows(fresh)[0])
    assert "stored" in replay(fresh, of_today) and len(rows(fresh)[0]) > kept + len(of_today)


def test_one_id_at_the_same_time_at_two_daemons(fresh, certificates, tmp_path):
    second = Service(tmp_path, fresh.database, certificates, fresh.keys).start()
    items = [employee() for _ in range(20)]
    statuses = []

    def send(daemon):
        with daemon.client() as client:
            statuses.extend(client.submit(item).cbor()["status"] for item in items)

    senders = [threading.Thread(target=send, args=(daemon,)) for daemon in (fresh, second) * 4]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    second.stop()
    assert statuses.count("stored") == len(items) and statuses.count("duplicate") == 7 * len(items)
    assert len(rows(fresh)[0]) == len(items)


def test_an_id_is_another_one_elsewhere(service, client):
    """With another team or survey it is another submission; there too it counts once, and the first stays as it was."""
    first = employee(answers={"wb1": 5})
    elsewhere = [employee(team="T02", id=first["id"]), customer(id=first["id"]),
                 employee(survey="collaboration-pulse", answers={"collab": {"T02": 5}}, id=first["id"])]
    assert client.submit(first).status == 201
    for _ in range(2):
        client.submit_sequence(elsewhere)
    count = "SELECT count(*) FROM pulssid.submission WHERE replace(id_hash::text, '-', '') = %s"
    assert [service.database.value(count, id_hash(item)) for item in (elsewhere[1], elsewhere[2])] == [1, 1]
    assert service.database.query("SELECT team_id, answers[1] FROM pulssid.submission WHERE replace(id_hash::text, '-', '') = %s "
                                  "ORDER BY 1", id_hash(first))[-2:] == [(team_id(service, "T01"), 5), (team_id(service, "T02"), 3)]


def team_id(service, code):
    return service.database.value("SELECT id FROM pulssid.team WHERE code = %s", code)


def answer_of(client, method, path, body=None, kind=None, key=None):
    """An answer whole, but for its time and the id that it names."""
    client.key = None
    answer = client.request(method, path, body, kind, key=key)
    return answer.status, sorted((k, v) for k, v in answer.headers.items() if k != "date"), answer.body


def test_bad_keys_store_nothing_and_read_nothing(service, keys):
    kept = rows(service)
    item = employee()
    with service.client() as client:
        for name, key in keys.items():
            for body, kind in ((cbor2.dumps(item), "application/cbor"), (cbor2.dumps(item) * 2, "application/cbor-seq")):
                status, _, content = answer_of(client, "POST", "/v1/submissions", body, kind, key)
                assert status in (401, 403) or status == 200 and content.count(b"survey_not_allowed") == 2, name
            reads = [answer_of(client, "GET", f"/v1/{report}", key=key)[0]
                     for report in ("scores", "periods", "releases", "linkage", "changes", "silos", "handoffs", "agreement",
                                    "metrics")]
            assert set(reads) <= ({200} if name == "an analyst's" else {401, 403}), name
    assert rows(service) == kept
    with service.client() as client:
        assert client.submit(item).status == 201 and rows(service) != kept, "the control"


def test_bad_keys_are_all_the_same(service, keys):
    """Whether a number is that of a key, and what became of it, cannot be told."""
    with service.client() as client:
        for path in "/v1/surveys", "/v1/scores":
            told = {name: answer_of(client, "GET", path, key=keys[name]) for name in (
                "made up", "revoked", "expired", "of another's number", "of a number without a key", "of a near secret")}
            assert len(set(map(str, told.values()))) == 1, told


def test_good_keys_read_no_answer(service, client):
    """Nothing that a submitter is told holds more than he said himself."""
    item = employee(answers={"wb1": 4})
    verdicts = [client.submit(item).cbor(), client.submit({**item, "answers": {"wb1": 2}}).cbor()]
    assert [set(v) <= {"id", "status", "period"} for v in verdicts] == [True, True]
    for path in ("scores", "periods", "teams", "releases", "linkage", "changes", "silos", "handoffs", "agreement", "metrics",
                 f"releases/{week(today())}", "submissions", "withdrawals"):
        assert client.get(f"/v1/{path}").status in (401, 403, 405)


@pytest.fixture(scope="module")
def victims(service):
    """Ids of somebody else, in an open and in a published period, and one that nobody has."""
    items = [employee(PAST) for _ in range(6)]
    with service.client() as client:
        client.submit_sequence(items)
        service.run("cycle")
        mine = employee()
        client.submit(mine)
    return {"open": mine["id"], "published": items[0]["id"], "nobody's": os.urandom(16)}


def told_of(service, victims, key, **changes):
    """What is told of each id; the id itself, and nothing else, is taken out."""
    told = set()
    with service.client() as client:
        for name in victims.values():
            body = cbor2.dumps(employee(id=name, **changes))
            for content, kind in (body, "application/cbor"), (body * 2, "application/cbor-seq"):
                status, headers, answer = answer_of(client, "POST", "/v1/submissions", content, kind, key)
                told.add((kind, status, str(headers), answer.replace(name, b"")))
    return told


def test_a_key_that_may_not_submit_learns_of_no_id(service, keys, victims):
    """Neither from a good submission with that id nor from one that is wrong."""
    for name, key in keys.items():
        for changes in {}, {"answers": {"wb1": 9}}, {"team": "T99"}, {"on": PAST.isoformat()}, {"version": 9}:
            assert len(told_of(service, victims, key, **changes)) == 2, (name, changes)


@pytest.mark.parametrize("changes", [
    {"answers": {"wb1": 9}}, {"answers": {"x": 1}}, {"team": "T99"}, {"version": 9}, {"survey": "nothing"}, {"answers": {}},
    {"on": (today() + datetime.timedelta(days=9)).isoformat()}, {"receipt": b"short"}, {"more": 1}])
def test_a_wrong_submission_tells_of_no_id(service, victims, changes):
    """Even a key that may submit there is told what is wrong, and no more: a look that leaves no trace is not to be had."""
    kept = rows(service)
    assert len(told_of(service, victims, service.keys["submitter"], **changes)) == 2
    assert rows(service) == kept


def test_the_control_of_ids(service, victims):
    """A good submission with a good key is told that an id is spent."""
    copies = {name: value for name, value in victims.items() if name != "nobody's"}
    assert len(told_of(service, {**copies, "nobody's": os.urandom(16)}, service.keys["submitter"])) > 2


def withdrawn(service, item):
    return service.database.value("SELECT answers IS NULL FROM pulssid.submission WHERE replace(id_hash::text, '-', '') = %s",
                                  id_hash(item))


def test_withdrawals_with_what_is_not_the_secret(service, client):
    secret, item = with_receipt()
    own_secret, own = with_receipt()
    client.submit_sequence([item, own])
    receipt = item["receipt"]
    guesses = [receipt, item["id"], bytes.fromhex(id_hash(item)), hashlib.sha256(receipt).digest(), secret[:-1], secret + b"\0",
               b"\0" + secret, secret[::-1], receipt.hex().encode(), secret.hex().encode(), bytes(32), b"%" * 32, own_secret[:16]]
    assert {client.withdraw(guess).status for guess in guesses} == {404}
    assert not withdrawn(service, item) and not withdrawn(service, own)
    assert client.withdraw(own_secret).status == 204 and withdrawn(service, own) and not withdrawn(service, item)
    assert client.withdraw(own_secret).status == 404 and not withdrawn(service, item)
    assert client.withdraw(secret).status == 204, "the control"


def test_somebody_else_s_receipt(service, client):
    """Who has seen a receipt and hands it in as his own withdraws nothing with it, and cannot stop its owner."""
    secret, item = with_receipt()
    thief_secret, _ = with_receipt()
    thief = employee(receipt=item["receipt"])
    assert [client.submit(i).status for i in (item, thief)] == [201, 201]
    assert client.withdraw(thief_secret).status == 404
    again = {**item, "receipt": hashlib.sha256(thief_secret).digest()}
    assert client.submit(again).cbor()["status"] == "duplicate"
    assert client.withdraw(thief_secret).status == 404 and not withdrawn(service, item)
    assert client.withdraw(secret).status == 204 and withdrawn(service, item)


def test_withdrawals_after_the_close(fresh):
    """One answer for what was sealed, what was withdrawn before, and what never was; with any key or none."""
    secrets, items = zip(*(with_receipt(PAST) for _ in range(8)))
    with fresh.client() as client:
        client.submit_sequence(items)
        assert client.withdraw(secrets[0]).status == 204
        fresh.run("cycle")
        kept = rows(fresh)
        told = {answer_of(client, "POST", "/v1/withdrawals", cbor2.dumps({"secret": secret}), "application/cbor", key)[0::2]
                for secret in (secrets[0], secrets[1], os.urandom(32), items[1]["receipt"])
                for key in (None, NO_KEY, fresh.keys["submitter"], fresh.keys["analyst"])}
    assert len(told) == 1 and {status for status, _ in told} == {404} and rows(fresh) == kept
    fresh.stop()
    fresh.start()
    with fresh.client() as client:
        assert client.withdraw(secrets[2]).status == 404 and rows(fresh) == kept
