# SPDX-License-Identifier: GPL-3.0-or-later
"""More connections than there are descriptors: those that are served go on being served, the others wait, and waiting costs
neither time nor a flood of log lines."""

import contextlib
import os
import pathlib
import socket
import subprocess
import time

from harness import wait_for
from load import Load


def processor_s(pid):
    """That the process has used."""
    words = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def hold(service, count):
    """Connections that say nothing."""
    held = []
    for _ in range(count):
        plain = socket.socket()
        plain.setblocking(False)
        plain.connect_ex(("127.0.0.1", service.port))
        held.append(plain)
    return held


def exhaust(service, load, seconds):
    """Figures of a daemon to which more connect than it has descriptors for."""
    held = hold(service, 200)
    time.sleep(0.5)
    load.wait_for_more()
    load.stop()
    lines, used = service.log_path.read_text().count("\n"), processor_s(service.process.pid)
    time.sleep(seconds)
    used = processor_s(service.process.pid) - used
    lines = service.log_path.read_text().count("\n") - lines
    for plain in held:
        plain.close()
    start = time.monotonic()
    wait_for(lambda: stores(service, load), "service")
    recovered = time.monotonic() - start
    load.check()
    assert lines <= 10 * seconds and used < 0.05 * seconds and recovered < 2
    return {"connections": len(held), "processor, %": round(100 * used / seconds, 1), "log lines in a second": lines / seconds,
            "served again after, s": round(recovered, 2)}


SETTINGS = {"ops": {}, "server": {"handshake_timeout_ms": 60000}}


def test_exhaustion(new_service, size, measured):
    """The limit is known at the start: the daemon keeps enough descriptors for itself."""
    service = new_service(SETTINGS)
    service.prefix = ["prlimit", "--nofile=80:80"]
    service.start()
    load = Load(service, clients=2)
    load.wait_for_more()
    held = hold(service, 200)
    assert service.ops("/healthz")[0] == service.ops("/readyz")[0] == 200
    for plain in held:
        plain.close()
    measured(exhaust(service, load, size(2, 10, 10)))
    service.stop()


def test_exhaustion_under_way(new_service, size, measured):
    """The limit is lowered while it runs, so that accept(2) itself fails."""
    service = new_service(SETTINGS).start()
    load = Load(service, clients=2)
    load.wait_for_more()
    most = service.descriptors() + 10
    subprocess.run(["prlimit", f"--pid={service.process.pid}", f"--nofile={most}:{most}"], check=True)
    measured(exhaust(service, load, size(2, 10, 10)))
    assert "accept_paused" in service.log_path.read_text()
    service.stop()


def stores(service, load):
    with contextlib.suppress(OSError), service.client(timeout=5) as client:
        return load.submit_one(client).status == 201
    return False
