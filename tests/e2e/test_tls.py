# SPDX-License-Identifier: GPL-3.0-or-later
"""What a scanner of TLS servers finds besides versions and ciphers, which ../faults/test_tls.py offers one by one: nothing weak.
Beside it a server that is weak, so that the scanner is known to see."""

import subprocess
import xml.etree.ElementTree as ElementTree

from harness import weak_tls_server

GROUPS = {"x25519", "secp256r1", "secp384r1"}


def scan(port):
    done = subprocess.run(["sslscan", "--no-colour", "--ipv4", "--xml=-", f"localhost:{port}"], capture_output=True,
                          check=True, timeout=60)
    return ElementTree.fromstring(done.stdout).find("ssltest")


def weak_items(found):
    """A line for each thing that a reviewer of TLS would not have."""
    for group in found.findall("group"):
        if group.get("name").split()[0] not in GROUPS:
            yield f"group {group.get('name')}"
    for bug in found.findall("heartbleed"):
        if bug.get("vulnerable") != "0":
            yield "heartbleed"
    for extra in found.findall("compression") + found.findall("renegotiation"):
        if extra.get("supported") != "0" and extra.get("secure") != "1":
            yield extra.tag


def test_nothing_is_weak(service):
    found = scan(service.port)
    assert len(found.findall("group")) >= 2 and found.findall("heartbleed")
    assert list(weak_items(found)) == []


def test_the_scanner_sees_what_is_weak(certificates):
    with weak_tls_server(certificates) as port:
        found = list(weak_items(scan(port)))
    assert "group ffdhe2048" in found, found
