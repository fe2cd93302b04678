# SPDX-License-Identifier: GPL-3.0-or-later
"""What becomes of the daemon and of a close when workers come and go, and when the cycle is killed half way.

One organisation the whole way; each test publishes a week of its own, the next after that of the test before."""

import contextlib
import datetime

import pytest

from harness import employee, today, wait_for, week
from machines import NAME, Machine, spread

ANSWERS = 8
LAST = today() - datetime.timedelta(days=today().weekday() + 7)
weeks = [LAST - datetime.timedelta(weeks=back) for back in range(9, 0, -1)]


@pytest.fixture
def service(on_citus):
    """With a week that waits to be published, in `service.items`."""
    if on_citus.process is None:
        on_citus.write_conf({"ingest": {"backfill_days": 1000, "max_late_days": 100}})
        on_citus.start()
    day = weeks.pop(0)
    on_citus.week = week(day)
    on_citus.items = [employee(day, team) for team in ("T01", "T02") for _ in range(ANSWERS)]
    with on_citus.client() as client:
        assert {v["status"] for v in client.submit_sequence(on_citus.items).verdicts()} == {"stored"}
    return on_citus


def newest(service):
    rows = service.database.query("SELECT p.id FROM pulssid.release JOIN pulssid.period p USING (period) "
                                  "ORDER BY release DESC LIMIT 1")
    return rows[0][0] if rows else None


def kept(service):
    return service.database.value("SELECT count(*) FROM pulssid.answer JOIN pulssid.period p USING (period) WHERE p.id = %s",
                                  service.week)


def check_published(service, machines):
    """Once, and every answer once on the workers; who sends one again hears that it is there."""
    assert newest(service) == service.week and "wrong:" not in service.run("check").stdout
    service.run("verify")
    spread(machines.database)
    assert kept(service) == len(service.items)
    suffix = service.week.lower().replace("-", "_")
    shards = [rows for worker in machines.workers for name, rows in machines.shards(worker).items() if suffix in name]
    assert sum(shards) == len(service.items) and len(shards) == 4
    with service.client() as client:
        assert {v["status"] for v in client.submit_sequence(service.items).verdicts()} == {"duplicate"}


def test_a_week(service, machines):
    service.run("cycle")
    check_published(service, machines)


def test_a_worker_is_away(service, machines):
    """What comes in is stored; the week waits, closed, and is published when the worker is back."""
    machines.workers[0].stop()
    with service.client() as client:
        assert client.submit(employee()).cbor()["status"] == "stored"
    failed = service.run("cycle", status=None)
    assert failed.returncode != 0 and "connect" in failed.stderr, failed
    assert newest(service) != service.week
    assert "not set" in service.run("migrate").stderr and "wrong:" not in service.run("check").stdout
    machines.workers[0].start()
    service.run("cycle")
    check_published(service, machines)


@pytest.mark.parametrize("victim", ["the cycle", "the coordinator", "a worker"])
def test_killed_with_rows_on_the_workers(service, machines, victim):
    """Held where the last thing of sealing is to be done, when each worker has its rows in a transaction."""
    service.stop()
    with contextlib.closing(service.database.connect()) as blocker, blocker.cursor() as cursor:
        cursor.execute("LOCK TABLE pulssid.submission IN ACCESS SHARE MODE")
        command = service.start_command("cycle")
        waits = "SELECT count(*) FROM pg_locks WHERE relation = 'pulssid.submission'::regclass AND NOT granted"
        wait_for(lambda: service.database.value(waits), "sealing")
        {"the cycle": command, "the coordinator": machines.coordinator, "a worker": machines.workers[0]}[victim].kill()
    command.communicate(timeout=60)
    assert command.returncode != 0
    for machine in machines.coordinator, machines.workers[0]:
        machine.start()
    wait_for(lambda: not service.database.value("SELECT count(*) FROM pg_stat_activity WHERE usename = 'pulssid_stats'"), "its end")
    assert newest(service) != service.week
    service.run("cycle")
    service.start()
    check_published(service, machines)


def test_another_worker(service, machines):
    machines.workers.append(Machine())
    machines.add(machines.workers[-1])
    service.run("cycle")
    check_published(service, machines)
    assert not machines.shards(machines.workers[-1])
    machines.database.query("SELECT rebalance_table_shards('pulssid.answer', shard_transfer_mode => 'block_writes')")
    machines.coordinator.execute("CALL citus_cleanup_orphaned_resources()", NAME)
    check_published(service, machines)
    assert machines.shards(machines.workers[-1])


def test_after_another_worker(service, machines):
    service.run("cycle")
    check_published(service, machines)


def test_after_a_migration(service, machines):
    """Of what is spread already, and of what is sealed next."""
    for change in "ADD COLUMN note text", "DROP COLUMN note":
        machines.database.query(f"ALTER TABLE pulssid.answer {change}")
    service.run("cycle")
    check_published(service, machines)
