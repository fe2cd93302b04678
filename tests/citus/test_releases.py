# SPDX-License-Identifier: GPL-3.0-or-later
"""The sample organisation on a Citus and on one PostgreSQL: the same is published, served, kept and forgotten."""

import contextlib
import re

import pytest

from harness import Organisation, Service, employee, today
from machines import spread
from organisation import submit_all
from test_cycle_kill import DAYS, KEPT, RESULTS
from test_retention import everything_served
from test_withdraw import with_receipt

ANSWERS = "SELECT team_id, period, survey_id, answers::text FROM pulssid.answer"
# The day on which a period was closed is the same, and what Citus cannot sum up as one text is compared row by row.
COMPARED = {**RESULTS, "answer": f"{ANSWERS} ORDER BY 1, 2, 3, 4"}


def everything(days):
    return {"ingest": {"backfill_days": days}, "stats": {"retention": 0}}


def publish(service, after=lambda: None):
    """All of it in two cycles, of which the second forgets too. The daemon that serves later forgets nothing."""
    days = 30 + (today() - min(Organisation().mondays.values())).days
    service.write_conf({**KEPT, "ingest": {**KEPT["ingest"], "backfill_days": days}})
    for day in DAYS:
        service.run("cycle", "--as-of", day.isoformat())
        after()
    service.write_conf(everything(days))


@pytest.fixture(scope="module")
def plain(loaded, new_service):
    service = new_service(copy_of=loaded.database.name)
    publish(service)
    yield service.start()
    service.stop()


@pytest.fixture(scope="module")
def citus(on_citus):
    on_citus.write_conf(everything(1000))
    on_citus.start()
    with on_citus.client() as client:
        counts, errors = submit_all(client, Organisation().submissions())
    assert not errors and counts["stored"] == 3240 + 344 + 7576
    on_citus.stop()
    publish(on_citus, lambda: spread(on_citus.database))
    return on_citus.start()


def results(service):
    return {name: service.database.query(sql) for name, sql in COMPARED.items()}


def test_the_same_comes_out(plain, citus):
    expected, got = results(plain), results(citus)
    assert len(expected["release"]) == 30 and expected["answer"] and expected["change"]
    assert [name for name in expected if expected[name] != got[name]] == []


def without_times(body):
    """When a release was made is each database's own."""
    return re.sub(rb"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?", b"", body)


def test_the_same_is_served(plain, citus):
    expected, got = everything_served(plain), everything_served(citus)
    assert [path for path in expected if without_times(expected[path]) != without_times(got[path])] == []
    assert "30" in citus.run("verify").stdout


def test_answers_are_on_the_workers_alone(machines, citus):
    """Of the 28 weeks that are left; those of the first two, which are forgotten, left no table there."""
    database = machines.database
    assert database.query("SELECT count(*), sum(pg_relation_size(inhrelid)) FROM pg_inherits "
                          "WHERE inhparent = 'pulssid.answer'::regclass") == [(28, 0)]
    kept = [machines.shards(worker) for worker in machines.workers]
    assert all(kept) and not any("2024_w36" in name for shards in kept for name in shards)
    assert sum(sum(shards.values()) for shards in kept) == database.value("SELECT count(*) FROM pulssid.answer") > 5000


def test_again(machines, citus):
    """By a timer, after an upgrade, and when nothing was published in between."""
    before = results(citus)
    spread(machines.database)
    assert citus.run("migrate").stdout == "the schema is up to date\n"
    spread(machines.database)
    assert results(citus) == before
    assert "wrong:" not in citus.run("check").stdout


@contextlib.contextmanager
def second_daemon(service, folder):
    second = Service(folder, service.database, service.certificates, service.keys)
    try:
        yield second.start()
    finally:
        second.stop()


def test_counted_once(citus, tmp_path):
    """Twice in a batch, in one after it, and over a second daemon."""
    item = employee()
    with second_daemon(citus, tmp_path) as second, citus.client() as client, second.client() as other:
        verdicts = client.submit_sequence([item, employee(), item]).verdicts()
        assert [v["status"] for v in verdicts] == ["stored", "stored", "duplicate"]
        assert other.submit(item).cbor()["status"] == "duplicate"
        assert client.submit(item).cbor()["status"] == "duplicate"


def test_withdrawn(citus):
    secret, item = with_receipt()
    with citus.client() as client:
        assert client.submit(item).status == 201
        assert client.withdraw(secret).status == 204
        assert client.submit(item).cbor()["status"] == "duplicate"
