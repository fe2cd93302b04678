# SPDX-License-Identifier: GPL-3.0-or-later
"""Hundreds of clients that send or read a byte at a time: they are cut off by the clock, and nobody else notices."""

import contextlib
import socket
import ssl
import threading
import time

import pytest

from harness import employee, wait_for

HEAD = b"POST /v1/submissions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/cbor\r\nAuthorization: Bearer "
# What is sent at once, and what then goes byte by byte; the slow reader asks for much and takes little.
KINDS = {
    "head": (b"", b"GET /v1/privacy HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 4000),
    "body": (None, b"\xa0" * 4000),
    "read": (b"GET /v1/privacy?lang=fi HTTP/1.1\r\nHost: localhost\r\n\r\n" * 150, b""),
}


class SlowClients:
    """So many of one kind; each sends, or takes, a byte a tick."""

    def __init__(self, service, kind, count):
        self.at_once, self.slowly = KINDS[kind]
        if self.at_once is None:
            self.at_once = HEAD + service.keys["submitter"].encode() + b"\r\nContent-Length: 4000\r\n\r\n"
        self.alive = []
        self.stopping = threading.Event()
        context = ssl.create_default_context(cafile=str(service.certificates / "ca.pem"))
        for _ in range(count):
            with contextlib.suppress(OSError):
                self.alive.append(self.connect(service, context))
        self.connected = len(self.alive)
        self.thread = threading.Thread(target=self.go_on, daemon=True)
        self.thread.start()

    def connect(self, service, context):
        plain = socket.socket()
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        plain.settimeout(5)
        plain.connect(("127.0.0.1", service.port))
        secure = context.wrap_socket(plain, server_hostname="localhost")
        secure.setblocking(False)
        with contextlib.suppress(OSError):
            secure.send(self.at_once)
        return secure

    def go_on(self):
        tick = 0
        while not self.stopping.is_set():
            self.alive = [secure for secure in self.alive if self.is_open(secure, tick)]
            tick += 1
            time.sleep(0.2)

    def is_open(self, secure, tick):
        """Sends or takes a byte, and looks whether the server has closed."""
        try:
            if self.slowly:
                secure.send(self.slowly[tick:tick + 1])
            return secure.recv(1) != b""
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return True
        except OSError:
            return False

    def stop(self):
        self.stopping.set()
        self.thread.join()
        for secure in self.alive:
            secure.close()


def latencies(service, seconds):
    """Of a client that behaves, on a connection of its own for every tenth submission, in order of size."""
    took = []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with service.client() as client:
            for _ in range(10):
                start = time.monotonic()
                assert client.submit(employee()).status == 201
                took.append(time.monotonic() - start)
    return sorted(took)


def percentile(values, share):
    return values[min(len(values) - 1, int(share * len(values)))]


@pytest.mark.parametrize("kind", KINDS)
def test_slow(new_service, size, measured, kind):
    timeout_ms = size(1500, 5000, 5000)
    limits = {f"{phase}_timeout_ms": timeout_ms for phase in ("handshake", "head", "body", "write", "idle")}
    service = new_service({"ops": {}, "server": limits}).start()
    before = percentile(latencies(service, size(1, 5, 20)), 0.99)
    rss = service.rss_kb()
    slow = SlowClients(service, kind, size(100, 600, 600))
    assert slow.connected >= size(100, 600, 600) * 0.99
    during = percentile(latencies(service, size(1, 4, 4)), 0.99)
    grown = service.rss_kb() - rss
    wait_for(lambda: service.metrics()["pulssid_connections",] < 10, "the end of the slow ones", seconds=2 * timeout_ms / 1000 + 5)
    slow.stop()
    # The clients of this test share two processors with the daemon, so their own work counts too.
    assert during < max(2 * before, 0.05), f"{before} s became {during} s"
    assert grown < size(20_000, 40_000, 40_000)
    measured({"connections": slow.connected, "p99 before, ms": round(1000 * before, 1),
              "p99 meanwhile, ms": round(1000 * during, 1), "memory grew, kB": grown})
    service.stop()
