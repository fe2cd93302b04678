# SPDX-License-Identifier: GPL-3.0-or-later
"""kill -9 of a PostgreSQL backend under load, which restarts all of PostgreSQL, and of the postmaster, which somebody has
to start again: no acknowledged submission is lost, none is doubled, and the daemon comes back by itself."""

import contextlib
import os
import random
import signal
import time

import psycopg2
import pytest

from harness import wait_for
from load import ENOUGH, Load


def backends(service):
    try:
        rows = service.database.query("SELECT pid FROM pg_stat_activity WHERE usename = 'pulssid_ingest'")
        return [row[0] for row in rows]
    except psycopg2.Error:
        return []


def hit(service, draw, how):
    """Whether a backend was sent the signal: one that is on its way out may still be listed, and then be gone."""
    pid = draw.choice(wait_for(lambda: backends(service), "a backend"))
    time.sleep(draw.uniform(0, 0.05))
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, how)
        return True
    return False


def kill_often(service, kill, kills, within):
    """Figures of a load under which PostgreSQL is killed so many times; kill() returns as soon as it is up again."""
    daemon, took = service.process.pid, []
    load = Load(service)
    for _ in range(kills):
        load.wait_for_more()
        kill()
        start = time.monotonic()
        load.wait_for_more(1)
        took.append(time.monotonic() - start)
    load.stop(ENOUGH)
    load.check_published()
    assert service.process.pid == daemon and service.process.poll() is None
    return {"kills": kills, "acknowledged": len(load.acknowledged), "lost": 0, **within("first acknowledgement", 2, took)}


def starts(cluster):
    """How often it has come up: a backend that was killed takes all of PostgreSQL down, by itself up again."""
    return cluster.log().count("database system is ready to accept connections")


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM], ids=["killed", "terminated"])
def test_backends(fresh, size, within, measured, how):
    draw, cluster = random.Random(5), fresh.database.cluster

    def kill():
        before = starts(cluster)
        wait_for(lambda: hit(fresh, draw, how), "a backend that is still there")
        wait_for(lambda: how == signal.SIGTERM or starts(cluster) > before, "PostgreSQL")

    measured(kill_often(fresh, kill, size(10, 30, 200), within))


def test_postmaster(own, size, within, measured):
    draw = random.Random(6)

    def kill():
        time.sleep(draw.uniform(0, 0.05))
        own.database.cluster.kill()
        own.database.cluster.start()

    measured(kill_often(own, kill, size(2, 10, 100), within))
