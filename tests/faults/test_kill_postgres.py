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


def kill_often(service, kill, kills, most_s):
    """Figures of a load under which PostgreSQL is killed, and started again, so many times."""
    daemon, slowest = service.process.pid, 0
    load = Load(service)
    for _ in range(kills):
        load.wait_for_more()
        kill()
        start = time.monotonic()
        load.wait_for_more(1)
        slowest = max(slowest, time.monotonic() - start)
    load.stop(ENOUGH)
    load.check_published()
    assert service.process.pid == daemon and service.process.poll() is None
    assert slowest < most_s
    return {"kills": kills, "acknowledged": len(load.acknowledged), "lost": 0,
            "slowest first acknowledgement, s": round(slowest, 2)}


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM], ids=["killed", "terminated"])
def test_backends(fresh, size, measured, how):
    draw = random.Random(5)

    def kill():
        wait_for(lambda: hit(fresh, draw, how), "a backend that is still there")
        wait_for(lambda: backends(fresh), "PostgreSQL")

    measured(kill_often(fresh, kill, size(10, 30, 200), size(10, 5, 5)))


def test_postmaster(own, size, measured):
    draw = random.Random(6)

    def kill():
        time.sleep(draw.uniform(0, 0.05))
        own.database.cluster.kill()
        own.database.cluster.start()

    measured(kill_often(own, kill, size(2, 10, 100), size(10, 5, 5)))
