# SPDX-License-Identifier: GPL-3.0-or-later
"""The backup that README.md gives, of a coordinator: restored on one PostgreSQL, and on a coordinator whose workers are others."""

import re

import pytest

from harness import Cluster, Database, Service, employee
from machines import NAME, Machines, spread
from seeds import Seed, close_period, open_period, seal_period, submit
from test_backup import place, said_in_readme, shell

SEALED, WAITING = Seed(500, "2026-03-02"), Seed(600, "2026-03-09")
ANSWERS = "SELECT period, count(*) FROM pulssid.answer GROUP BY 1"


@pytest.fixture(scope="module")
def backup(on_citus, tmp_path_factory):
    """Of one week that was sealed and one that is open."""
    folder, database = tmp_path_factory.mktemp("backup"), on_citus.database
    for seed in SEALED, WAITING:
        open_period(database, seed)
        submit(database, seed, 40)
    close_period(database, SEALED)
    seal_period(database, SEALED)
    spread(database)
    assert database.query(ANSWERS) == [(SEALED.period, 40)]
    shell(f"cd {folder}; {said_in_readme('pg_dumpall --roles-only')}", PULSSID=NAME, **place(database.cluster))
    return folder


def restore(backup, cluster, complaints=""):
    shell(f"cd {backup}; {said_in_readme('psql -d postgres -f roles.sql').rstrip()}{complaints}", **place(cluster))


def check_is_whole(service):
    """What was sealed is there, what was open is still taken, and nothing is wrong."""
    service.run("migrate")
    assert "wrong:" not in service.run("check").stdout
    assert service.database.query(ANSWERS) == [(SEALED.period, 40)]
    assert service.database.value("SELECT count(*) FROM pulssid.submission") == 40
    service.start()
    with service.client() as client:
        assert client.submit(employee()).cbor()["status"] == "stored"
    service.stop()


def test_on_other_machines(backup, on_citus, tmp_path):
    """First all of it is the coordinator's; with workers it is spread again."""
    others = Machines(2)
    try:
        others.database.drop()
        restore(backup, others.coordinator)
        check_is_whole(Service(tmp_path, others.database, on_citus.certificates, on_citus.keys))
        for worker in others.workers:
            others.add(worker)
        spread(others.database)
        assert sum(sum(others.shards(worker).values()) for worker in others.workers) == 40
        assert others.database.query(ANSWERS) == [(SEALED.period, 40)]
    finally:
        others.remove()


def test_on_one_without_citus(backup, on_citus, tmp_path):
    """pg_restore complains of an extension that is not there, and of nothing else."""
    cluster = Cluster()
    try:
        restore(backup, cluster, " 2>complaints || true")
        told = [line for line in (backup / "complaints").read_text().splitlines() if line.startswith("pg_restore: error")]
        others = [line for line in told if not re.search(r"citus|does not exist", line, re.I) or "pulssid" in line]
        assert told and not others
        check_is_whole(Service(tmp_path, Database(cluster, NAME), on_citus.certificates, on_citus.keys))
    finally:
        cluster.remove()
