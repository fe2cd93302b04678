# SPDX-License-Identifier: GPL-3.0-or-later
"""The power of the database's disk is cut under load: no acknowledged submission is lost. The control is a PostgreSQL that
was told not to wait for its disk: it must lose some, else the cut proves nothing."""

import contextlib
import random
import time

import pytest

from disks import PowerCutDisk, cluster_on, run
from harness import Service, wait_for
from load import ENOUGH, Load


@pytest.fixture
def start(certificates, tmp_path):
    """Makes a daemon whose PostgreSQL is on a disk that can be cut."""
    with contextlib.ExitStack() as stack:

        def start(*settings):
            disk = PowerCutDisk(tmp_path)
            stack.enter_context(disk.mounted())
            cluster = stack.enter_context(cluster_on(disk.folder, "fsync=on", "wal_writer_delay=1s", *settings))
            service = Service(tmp_path, cluster.new_database("pulssid"), certificates, {}, {"ops": {}})
            service.found()
            cluster.execute("CHECKPOINT")  # what the daemon stands on is kept, however it was written
            run("sync", "-f", disk.folder)
            stack.callback(service.stop)
            return disk, service.start()

        yield start


def cut(disk, service, load, moment):
    """Under load, after `moment` seconds. Returns how long the first acknowledgement took once PostgreSQL was up."""
    load.wait_for_more()
    time.sleep(moment)
    disk.cut()
    service.database.cluster.kill()
    disk.mount_again()
    service.database.cluster.start()
    start = time.monotonic()
    load.wait_for_more(1)
    return time.monotonic() - start


def test_nothing_acknowledged_is_lost(start, size, within, measured):
    disk, service = start("synchronous_commit=on")
    draw = random.Random(8)
    load = Load(service)
    cycles = size(2, 20, 200)
    took = [cut(disk, service, load, draw.uniform(0, 0.3)) for _ in range(cycles)]
    load.stop(ENOUGH)
    load.check_published()
    measured({"cuts": cycles, "acknowledged": len(load.acknowledged), "lost": 0, **within("first acknowledgement", 2, took)})


def test_the_control_loses(start, size, measured):
    disk, service = start("synchronous_commit=off")
    draw = random.Random(9)
    load = Load(service)
    cycles = size(1, 5, 20)
    for _ in range(cycles):
        cut(disk, service, load, draw.uniform(0.1, 0.4))
    load.stop()
    lost = wait_for(lambda: load.account.missing(service.database), "a loss")
    measured({"cuts": cycles, "acknowledged": len(load.acknowledged), "lost": len(lost)})
