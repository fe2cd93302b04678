# SPDX-License-Identifier: GPL-3.0-or-later
"""kill -9 of a PostgreSQL backend under load, which restarts all of PostgreSQL: no acknowledged submission is lost, none
is doubled, and the daemon comes back by itself."""

import os
import random
import signal
import time

import psycopg2
import pytest

from harness import wait_for
from load import Load


def backends(service):
    try:
        rows = service.database.query("SELECT pid FROM pg_stat_activity WHERE usename = 'pulssid_ingest'")
        return [row[0] for row in rows]
    except psycopg2.Error:
        return []


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM], ids=["killed", "terminated"])
def test_ten_kills(fresh, how):
    draw = random.Random(5)
    daemon = fresh.process.pid
    load = Load(fresh)
    for _ in range(10):
        load.wait_for_more()
        pid = draw.choice(wait_for(lambda: backends(fresh), "a backend"))
        time.sleep(draw.uniform(0, 0.05))
        os.kill(pid, how)
    load.wait_for_more()
    load.stop()
    load.check()
    assert fresh.process.pid == daemon and fresh.process.poll() is None
