# SPDX-License-Identifier: GPL-3.0-or-later
"""What a scanner of TLS servers finds: nothing weak. Beside it a server that is weak, so that the scanner is known to see."""

import contextlib
import socket
import subprocess
import xml.etree.ElementTree as ElementTree

import pytest

from harness import free_port, wait_for

MODERN = {"tls 1.2", "tls 1.3"}
GROUPS = {"x25519", "secp256r1", "secp384r1"}


def scan(port):
    done = subprocess.run(["sslscan", "--no-colour", "--ipv4", "--xml=-", f"localhost:{port}"], capture_output=True,
                          check=True, timeout=60)
    return ElementTree.fromstring(done.stdout).find("ssltest")


def protocols(found):
    return {f"{p.get('type')} {p.get('version')}" for p in found.findall("protocol") if p.get("enabled") == "1"}


def weak_items(found):
    """A line for each thing that a reviewer of TLS would not have."""
    for name in protocols(found) - MODERN:
        yield f"protocol {name}"
    for cipher in found.findall("cipher"):
        name = cipher.get("cipher")
        forward = name.startswith(("TLS_", "ECDHE-"))
        if cipher.get("strength") not in ("strong", "acceptable") or not forward or not ("GCM" in name or "POLY1305" in name):
            yield f"cipher {name}, {cipher.get('strength')}"
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
    assert protocols(found) == MODERN
    assert len(found.findall("cipher")) >= 4
    assert list(weak_items(found)) == []


@pytest.fixture
def weak_server(certificates):
    port = free_port()
    with subprocess.Popen(
        ["openssl", "s_server", "-accept", str(port), "-cert", certificates / "server.pem", "-key", certificates / "server.key",
         "-www", "-cipher", "ALL:@SECLEVEL=0"],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as server:
        wait_for(lambda: is_listening(port), "the weak server")
        yield port
        server.kill()


def is_listening(port):
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
        return True
    return False


def test_the_scanner_sees_what_is_weak(weak_server):
    found = list(weak_items(scan(weak_server)))
    assert any(item.startswith("protocol tls 1.0") for item in found), found
    assert any(item.startswith("cipher ") and "SHA" in item for item in found), found
