# SPDX-License-Identifier: GPL-3.0-or-later
"""PostgreSQL is stopped, not ended: its connections stay and say nothing. Every request is answered all the same, memory
stays bounded, and afterwards all is as if nothing had happened."""

import contextlib
import os
import signal
import threading
import time

import pytest

from harness import employee, wait_for
from load import Load

# Within which each request is answered, by the default configuration.
ANSWERED_S = 5


@pytest.fixture
def target_s(own, size):
    """By when a request is to be answered. ./check waits for less, and has other tests beside it."""
    if size(True, False, False):
        own.stop()
        own.write_conf({"ops": {}, "ingest": {"ack_timeout_ms": 1000}})
        own.start()
    return size(1 + 2, ANSWERED_S, ANSWERED_S)


def send(cluster, number):
    for pid in cluster.processes():
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


@contextlib.contextmanager
def stopped(cluster):
    send(cluster, signal.SIGSTOP)
    try:
        yield
    finally:
        send(cluster, signal.SIGCONT)


def refused_after(load, client):
    """Seconds until a submission is answered with the problem that says why."""
    start = time.monotonic()
    answer = load.submit_one(client)
    took = time.monotonic() - start
    assert answer.status == 503 and answer.content_type == "application/concise-problem-details+cbor"
    assert "database_unavailable" in str(answer.cbor()) and int(answer.headers["retry-after"]) > 0
    return took


def test_a_stopped_postgres(own, target_s, size, measured):
    load = Load(own, clients=8)
    load.wait_for_more(1000)
    rss = own.rss_kb()
    seconds = size(3, 30, 30)
    with stopped(own.database.cluster):
        time.sleep(seconds)
        grown = own.rss_kb() - rss
        with own.client() as client:
            assert refused_after(load, client) < target_s
        assert own.ops("/healthz")[0] == 200
    start = time.monotonic()
    load.wait_for_more(1)
    recovered = time.monotonic() - start
    load.wait_for_more(500)
    load.stop()
    assert load.slowest < target_s and grown < 20_000
    load.check()
    measured({"stopped, s": seconds, "acknowledged": len(load.acknowledged), "lost": 0, "memory grew, kB": grown,
              "slowest answer, s": round(load.slowest, 2), "first acknowledgement after, s": round(recovered, 2)})


def test_more_than_the_queue_holds_while_it_is_stopped(own, target_s, measured):
    """A flood meanwhile: what does not fit is refused at once, and what was taken is answered."""
    items = [[employee() for _ in range(1000)] for _ in range(120)]
    answers, slowest = [], 0

    def flood(part):
        nonlocal slowest
        with own.client() as client:
            for sequence in part:
                start = time.monotonic()
                answers.append(client.submit_sequence(sequence).status)
                slowest = max(slowest, time.monotonic() - start)

    rss = own.rss_kb()
    with stopped(own.database.cluster):
        threads = [threading.Thread(target=flood, args=(items[i::8],)) for i in range(8)]
        for thread in threads:
            thread.start()
        wait_for(lambda: len(answers) >= 40, "refusals")
        grown = own.rss_kb() - rss
    for thread in threads:
        thread.join()
    assert set(answers) <= {200, 503} and grown < 200_000 and slowest < target_s
    with own.client() as client:
        wait_for(lambda: client.submit(employee()).status == 201, "recovery")
    stored = own.database.value("SELECT count(*) FROM pulssid.submission")
    # Of what was refused some may have been on its way.
    assert stored > 1000 * answers.count(200)
    measured({"refused": answers.count(503), "memory grew, kB": grown, "slowest answer, s": round(slowest, 2)})
