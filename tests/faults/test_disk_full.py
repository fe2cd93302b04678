# SPDX-License-Identifier: GPL-3.0-or-later
"""The database's disk is full, that of the tables or that of the write-ahead log: 503 and no loss, and the daemon goes on by
itself when there is room again."""

import contextlib
import threading

import psycopg2
import pytest

from disks import cluster_on, fill, mounted, move_wal
from harness import Service, wait_for
from load import Load


@pytest.fixture
def start(certificates, tmp_path):
    """Makes a daemon whose PostgreSQL has a small disk for its tables and another one for its log."""
    with contextlib.ExitStack() as stack:

        def start():
            tables = stack.enter_context(mounted(tmp_path / "tables", "-t", "tmpfs", "-o", "size=300m", "tmpfs"))
            log = stack.enter_context(mounted(tmp_path / "log", "-t", "tmpfs", "-o", "size=200m", "tmpfs"))
            cluster = stack.enter_context(cluster_on(tables, "fsync=on", "max_wal_size=64MB", "min_wal_size=32MB"))
            move_wal(cluster, log)
            service = Service(tmp_path, cluster.new_database("pulssid"), certificates, {}, {"ops": {}})
            service.found()
            stack.callback(service.stop)
            return service.start(), tables, log

        yield start


def is_refused(service, load):
    with service.client() as client:
        status = load.submit_one(client).status
        assert status in (201, 503)
        return status == 503


def test_no_room_for_tables(start, measured):
    service, tables, _ = start()
    daemon = service.process.pid
    load = Load(service)
    load.wait_for_more(500)
    filler = fill(tables)
    wait_for(lambda: is_refused(service, load), "a refusal")
    filler.unlink()
    load.wait_for_more(500)
    load.stop()
    load.check()
    assert service.process.pid == daemon and service.process.poll() is None
    measured({"acknowledged": len(load.acknowledged), "lost": 0})


def switch_wal(cluster):
    """The log's segments that are there already are used up."""
    with contextlib.suppress(psycopg2.Error):
        cluster.execute("SELECT pg_logical_emit_message(false, 'x', repeat('x', 1000000)) FROM generate_series(1, 40)")


def test_no_room_for_the_log(start, measured):
    service, _, log = start()
    daemon, cluster = service.process.pid, service.database.cluster
    load = Load(service)
    load.wait_for_more(500)
    filler = fill(log)
    threading.Thread(target=switch_wal, args=(cluster,)).start()
    wait_for(lambda: "PANIC" in cluster.log(), "PostgreSQL's end")
    wait_for(lambda: is_refused(service, load), "a refusal")
    filler.unlink()
    cluster.start()
    load.wait_for_more(500)
    load.stop()
    load.check()
    assert service.process.pid == daemon and service.process.poll() is None
    measured({"acknowledged": len(load.acknowledged), "lost": 0})
