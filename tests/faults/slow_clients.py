#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hundreds of clients that send or read a byte at a time.

    slow_clients.py PORT AUTHORITY KEY KIND COUNT    says how many are connected, and ends with its standard input"""

import contextlib
import pathlib
import socket
import ssl
import subprocess
import sys
import threading
import time

HEAD = b"POST /v1/submissions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/cbor\r\nAuthorization: Bearer "
ASKED = 150  # answers that a slow reader wants
# What is sent at once, and what then goes byte by byte; the slow reader asks for much and takes little.
KINDS = {
    "head": (b"", b"GET /v1/privacy HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 4000),
    "body": (None, b"\xa0" * 4000),
    "read": (b"GET /v1/privacy?lang=fi HTTP/1.1\r\nHost: localhost\r\n\r\n" * ASKED, b""),
}


class SlowClients:
    """So many of one kind; each sends, or takes, a byte a tick."""

    def __init__(self, port, authority, key, kind, count):
        self.at_once, self.slowly = KINDS[kind]
        if self.at_once is None:
            self.at_once = HEAD + key.encode() + b"\r\nContent-Length: 4000\r\n\r\n"
        self.alive = []
        self.stopping = threading.Event()
        context = ssl.create_default_context(cafile=str(authority))
        for _ in range(count):
            with contextlib.suppress(OSError):
                self.alive.append(self.connect(port, context))
        self.connected = len(self.alive)
        self.thread = threading.Thread(target=self.go_on, daemon=True)
        self.thread.start()

    def connect(self, port, context):
        """With segments as on a network: for those of loopback, of 64 KB, the server's kernel keeps megabytes a connection, and
        no answer would ever have to wait for its reader."""
        plain = socket.socket()
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, 1400)
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        plain.settimeout(5)
        plain.connect(("127.0.0.1", port))
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


def arguments(service, kind, count):
    return service.port, service.certificates / "ca.pem", service.keys["submitter"], kind, count


@contextlib.contextmanager
def slow_program(service, kind, count):
    """The same in a program of its own, which takes no turn from a client that is timed meanwhile. Gives how many are connected."""
    words = [sys.executable, "-B", pathlib.Path(__file__), *map(str, arguments(service, kind, count))]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as program:
        yield int(program.stdout.readline())
        program.stdin.close()
        assert program.wait(30) == 0


def main():
    port, authority, key, kind, count = sys.argv[1:]
    slow = SlowClients(int(port), authority, key, kind, int(count))
    print(slow.connected, flush=True)
    sys.stdin.read()
    slow.stop()


if __name__ == "__main__":
    main()
