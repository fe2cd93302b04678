# SPDX-License-Identifier: GPL-3.0-or-later
"""A submission counts once, however often it is sent."""

import datetime
import threading

from harness import customer, employee, id_hash, stored_hashes, today


def test_a_retry_is_a_duplicate_and_changes_nothing(service, client):
    item = employee(answers={"wb1": 5})
    assert client.submit(item).status == 201
    again = client.submit({**item, "answers": {"wb1": 1}})
    assert (again.status, again.cbor()["status"], again.cbor()["id"]) == (200, "duplicate", item["id"])
    answers = service.database.value(
        "SELECT answers[1] FROM pulssid.submission WHERE replace(id_hash::text, '-', '') = %s", id_hash(item))
    assert answers == 5


def test_twice_in_one_sequence(service, client):
    item = customer()
    verdicts = client.submit_sequence([item, customer(), item]).verdicts()
    assert [v["status"] for v in verdicts] == ["stored", "stored", "duplicate"]
    assert stored_hashes(service.database)[id_hash(item)] == 1


def test_the_id_counts_for_its_survey(client):
    item = employee()
    other = {**customer(), "id": item["id"]}
    assert [client.submit(i).status for i in (item, other, item)] == [201, 201, 200]


def test_at_the_same_time_over_many_connections(service):
    item = employee()
    results = []

    def send():
        with service.client() as client:
            results.append(client.submit(item).cbor()["status"])

    threads = [threading.Thread(target=send) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["duplicate"] * 11 + ["stored"]
    assert stored_hashes(service.database)[id_hash(item)] == 1


def test_a_retry_after_the_period_was_published(fresh):
    day = today() - datetime.timedelta(days=10)
    items = [employee(day) for _ in range(6)]
    with fresh.client() as client:
        assert {v["status"] for v in client.submit_sequence(items).verdicts()} == {"stored"}
        fresh.run("cycle")
        again = client.submit(items[0])
        assert (again.status, again.cbor()["status"]) == (200, "duplicate")
        new = client.submit(employee(day))
        assert new.status == 201 and new.cbor()["period"] != day.strftime("%G-W%V")
