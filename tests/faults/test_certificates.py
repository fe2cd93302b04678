# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates are changed under load, by turns from two authorities, with as many new connections as the daemon can take:
none fails. One that has expired keeps clients away until another is read."""

import shutil
import signal
import subprocess

import pytest

from harness import TESTS, wait_for
from load import Load


@pytest.fixture
def pair(tmp_path):
    """Two folders with a certificate each, whose clients trust both."""
    folders = [tmp_path / "one", tmp_path / "other"]
    for folder in folders:
        subprocess.run([TESTS / "certificates", folder], check=True)
    both = "".join((folder / "ca.pem").read_text() for folder in folders)
    for folder in folders:
        (folder / "ca.pem").write_text(both)
    return folders


def reload(service):
    before = service.log_path.read_text().count("reloaded\n")
    service.process.send_signal(signal.SIGHUP)
    wait_for(lambda: service.log_path.read_text().count("reloaded\n") > before, "the reload")


def test_rotation_under_load(new_service, pair, tmp_path, size, measured):
    service = new_service({"ops": {}})
    service.certificates = shutil.copytree(pair[0], tmp_path / "served")
    service.write_conf({"ops": {}})
    service.start()
    load = Load(service, clients=4, requests=1)
    rotations = size(10, 100, 1000)
    for i in range(rotations):
        load.wait_for_more(20)
        for name in "server.pem", "server.key":
            shutil.copy(pair[(i + 1) % 2] / name, service.certificates / name)
        reload(service)
    load.wait_for_more()
    load.stop()
    load.check()
    metrics = service.metrics()
    assert load.broken == 0
    assert metrics["pulssid_reloads_total", ("result", "done")] == rotations
    assert metrics["pulssid_tls_handshakes_total", ("result", "failed")] == 0
    measured({"rotations": rotations, "handshakes": int(metrics["pulssid_tls_handshakes_total", ("result", "done")]),
              "failed": load.broken, "acknowledged": len(load.acknowledged)})
    service.stop()
