# SPDX-License-Identifier: GPL-3.0-or-later
"""What a client can make the daemon agree to: every version and every cipher that OpenSSL knows is offered alone. What
a scanner finds besides, ../e2e/test_tls.py."""

import socket
import ssl
import subprocess

import pytest

from harness import employee, weak_tls_server

GOOD = {"ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-ECDSA-CHACHA20-POLY1305"}


@pytest.fixture(scope="module")
def service(new_service):
    service = new_service().start()
    yield service
    service.stop()


def agreed(service, context):
    """Version and cipher, or nothing."""
    return agreed_at(service.port, service.certificates, context)


def agreed_at(port, certificates, context):
    context.load_verify_locations(certificates / "ca.pem")
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=10) as plain:
            with context.wrap_socket(plain, server_hostname="localhost") as secure:
                return secure.version(), secure.cipher()[0]
    except (ssl.SSLError, ConnectionError):
        return None


def all_ciphers():
    """Up to TLS 1.2, those without a key and without encryption too."""
    words = ["openssl", "ciphers", "-tls1_2", "-s", "ALL:COMPLEMENTOFALL:@SECLEVEL=0"]
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout.strip().split(":")


def context_of(cipher, version):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.set_ciphers(cipher + ":@SECLEVEL=0")
    context.minimum_version = context.maximum_version = version
    return context


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion")
@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
def test_old_versions(service, version):
    assert agreed(service, context_of("ALL", version)) is None


def test_each_cipher(service, measured):
    offered = all_ciphers()
    assert len(offered) > 50
    taken = {cipher for cipher in offered if agreed(service, context_of(cipher, ssl.TLSVersion.TLSv1_2))}
    # The certificate is of an elliptic curve; none but these three can be had for it.
    assert taken == GOOD
    measured({"ciphers offered": len(offered), "taken": len(taken)})


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion")
@pytest.mark.parametrize("cipher, version", [("ECDHE-ECDSA-AES128-SHA", ssl.TLSVersion.TLSv1), ("ECDHE-ECDSA-AES256-SHA384", ssl.TLSVersion.TLSv1_2)])
def test_a_weak_server_takes_what_is_offered(certificates, cipher, version):
    """The control: this client can come to an old version, and to a cipher that is not good."""
    with weak_tls_server(certificates) as port:
        assert agreed_at(port, certificates, context_of(cipher, version))[1] == cipher


def test_tls_1_3(service):
    version, cipher = agreed(service, context_of("ALL", ssl.TLSVersion.TLSv1_3))
    assert version == "TLSv1.3" and cipher in ("TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_GCM_SHA256")


@pytest.mark.parametrize("offered, chosen", [
    ("ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-ECDSA-AES256-GCM-SHA384"),
    ("ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-ECDSA-CHACHA20-POLY1305")])
def test_the_server_chooses(service, offered, chosen):
    """The strongest; but a client that puts ChaCha20 first has no instructions for AES."""
    assert agreed(service, context_of(offered, ssl.TLSVersion.TLSv1_2)) == ("TLSv1.2", chosen)


def test_nothing_is_resumed(service):
    """A ticket would tell that two connections come from one client."""
    context = ssl.create_default_context(cafile=str(service.certificates / "ca.pem"))
    sessions = []
    for _ in range(2):
        with socket.create_connection(("127.0.0.1", service.port), timeout=10) as plain:
            with context.wrap_socket(plain, server_hostname="localhost", session=sessions[-1] if sessions else None) as secure:
                secure.sendall(b"GET /v1/surveys HTTP/1.1\r\nHost: localhost\r\n\r\n")
                assert secure.recv(100).startswith(b"HTTP/1.1 401 ")
                assert not secure.session_reused and not secure.session.has_ticket
                sessions.append(secure.session)
    with service.client() as client:
        assert client.submit(employee()).status == 201
