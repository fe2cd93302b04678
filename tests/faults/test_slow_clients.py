# SPDX-License-Identifier: GPL-3.0-or-later
"""Hundreds of clients that send or read a byte at a time: they are cut off by the clock, and nobody else notices.

Others are timed at two daemons in turn, of which the slow clients trouble one. So a machine that has more to do meanwhile, the
slow clients' own work included, slows both alike, and what is left is that daemon's part. So are the processors' times: both
daemons serve as many."""

import time

import pytest

from harness import employee, wait_for
from slow_clients import ASKED, KINDS, slow_program
from test_descriptors import processor_s


def submit_ten(service):
    """Seconds of each, by a client that behaves, on a connection of its own."""
    took = []
    with service.client() as client:
        for _ in range(10):
            start = time.monotonic()
            assert client.submit(employee()).status == 201
            took.append(time.monotonic() - start)
    return took


def latencies(services, seconds):
    """Of each, in order of size."""
    took = [[] for _ in services]
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for service, times in zip(services, took):
            times += submit_ten(service)
    return [sorted(times) for times in took]


def p99(times):
    return times[min(len(times) - 1, int(0.99 * len(times)))]


def used_s(services):
    return [processor_s(service.process.pid) for service in services]


@pytest.mark.parametrize("kind", KINDS)
def test_slow(new_service, size, measured, kind):
    timeout_ms, seconds = size((1500, 1), (10000, 8), (10000, 8))
    count = size(100, 600, 600)
    limits = {f"{phase}_timeout_ms": timeout_ms for phase in ("handshake", "head", "body", "write", "idle")}
    troubled, untroubled = services = [new_service({"ops": {}, "server": limits}).start() for _ in range(2)]
    latencies(services, 1)
    rss = troubled.rss_kb()
    with slow_program(troubled, kind, count) as connected:
        assert connected >= count * 0.99
        used = used_s(services)
        meanwhile, beside = map(p99, latencies(services, seconds))
        cost, base = (after - before for after, before in zip(used_s(services), used))
        grown = troubled.rss_kb() - rss
        answered = troubled.metrics()["pulssid_http_responses_total", ("code", "2xx")]
        assert kind != "read" or answered < connected * ASKED / 2, "answers wait for their readers"
        wait_for(lambda: troubled.metrics()["pulssid_connections",] < 10, "the end of the slow ones", seconds=2 * timeout_ms / 1000 + 5)
    most = size(max(2 * beside, 0.05), 2 * beside, 2 * beside)
    assert meanwhile < most, f"{meanwhile} s, and {beside} s at a daemon without slow clients"
    assert cost - base < size(0.5, 0.1, 0.1) * seconds, f"slow clients cost {cost - base} s in {seconds} s"
    assert grown < size(20_000, 40_000, 40_000)
    measured({"connections": connected, "p99 of others, ms": round(1000 * meanwhile, 1),
              "at a daemon without, ms": round(1000 * beside, 1), "processor for them, %": round(100 * (cost - base) / seconds, 1),
              "memory grew, kB": grown})
    for service in services:
        service.stop()
