# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything at once, for long: load, while backends and daemons are killed, PostgreSQL is stopped, clients are slow or go
away, certificates are read again. Nothing acknowledged is lost, and memory does not grow."""

import os
import random
import signal
import statistics
import time

import pytest

from harness import wait_for
from load import ENOUGH, Load
from orders import Orders
from slow_clients import SlowClients, arguments
from test_certificates import reload
from test_descriptors import hold
from test_kill_postgres import backends, hit
from test_stopped_database import stopped
from test_truncation import go_away_while_answered, shake_in_parts


def kill_backend(service, draw):
    wait_for(lambda: hit(service, draw, signal.SIGKILL), "a backend that is still there")
    wait_for(lambda: backends(service), "PostgreSQL")


def stop_database(service, draw):
    with stopped(service.database.cluster):
        time.sleep(draw.uniform(0.5, 8))


def idle_connections(service, draw):
    held = hold(service, 200)
    time.sleep(draw.uniform(0.5, 3))
    for plain in held:
        plain.close()


def slow_clients(service, draw):
    slow = SlowClients(*arguments(service, draw.choice(["head", "body", "read"]), 50))
    time.sleep(draw.uniform(0.5, 8))
    slow.stop()


def go_away(service, draw):
    shake_in_parts(service, draw.choice([7, 11, 13]))
    go_away_while_answered(service, 20)


def read_again(service, draw):
    reload(service)


FAULTS = [kill_backend, stop_database, idle_connections, slow_clients, go_away, read_again]


def slope(samples):
    """kB an hour, of (seconds, kB)."""
    seconds, kilobytes = zip(*samples)
    return 3600 * statistics.linear_regression(seconds, kilobytes).slope


def growth(numbers):
    """By how much the last third lies above the first, by their medians."""
    third = max(1, len(numbers) // 3)
    return round(statistics.median(numbers[-third:]) - statistics.median(numbers[:third]))


@pytest.fixture
def orders(own, tmp_path):
    """Of `own`, whose allocations are counted."""
    orders = Orders(tmp_path / "orders")
    own.stop()
    own.prefix = orders.prefix
    own.start()
    return orders


def test_soak(own, orders, size, measured):
    """The memory is looked at from a third of the time on: what is made once has been made by then. Then what is allocated stays
    the same, but for the connections and requests of the moment; how many kB the allocator keeps for it may yet change."""
    draw = random.Random(20)
    load = Load(own)
    load.wait_for_more()
    seconds = int(os.environ.get("PULSSID_SOAK_S", size(10, 120, 3600)))
    begin, samples, live, done, daemon = time.monotonic(), [], [], 0, own.process.pid
    while time.monotonic() - begin < seconds:
        draw.choice(FAULTS)(own, draw)
        load.wait_for_more(20)
        done += 1
        if time.monotonic() - begin > seconds / 3:
            samples.append((time.monotonic() - begin, own.rss_kb()))
            live.append(orders.get("live"))
    load.stop(ENOUGH)
    load.check_published()
    assert own.process.pid == daemon and own.process.poll() is None
    first, last = samples[0][1], samples[-1][1]
    assert last < 1.1 * first + 2000, f"{first} kB became {last} kB"
    assert growth(live) < 1000, live
    measured({"under way, s": seconds, "faults": done, "acknowledged": len(load.acknowledged), "lost": 0, "memory, kB": f"{first} to {last}",
              "slope, kB an hour": round(slope(samples)), "allocations": live[-1], "grown by": growth(live)})
