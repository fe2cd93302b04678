# SPDX-License-Identifier: GPL-3.0-or-later
"""A client goes away at every byte: of its TLS handshake, of a request, of the answer. Half of a submission is never stored,
a whole one once, and neither descriptors nor memory stay behind."""

import contextlib
import socket
import ssl
import struct

import cbor2

from harness import employee, id_hash, stored_hashes, wait_for

RESET = struct.pack("ii", 1, 0)


def request(service, item):
    body = cbor2.dumps(item)
    head = (f"POST /v1/submissions HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {service.keys['submitter']}\r\n"
            f"Content-Type: application/cbor\r\nContent-Length: {len(body)}\r\n\r\n")
    return head.encode() + body


def reset(secure):
    secure.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)


def half_close(secure):
    """No more comes from us; what the server says is read."""
    secure.shutdown(socket.SHUT_WR)
    with contextlib.suppress(ConnectionError, ssl.SSLError):
        while secure.recv(4096):
            pass


def nothing(_):
    """The socket is closed, and the kernel says so."""


def send_parts(service, end, step):
    """Of one submission each, every part of a request; returns how many were whole."""
    item = employee()
    length = len(request(service, item))
    for cut in [*range(0, length, step), length]:
        item = {**item, "id": cut.to_bytes(16, "big")}
        with service.connect() as secure:
            secure.sendall(request(service, item)[:cut])
            end(secure)
    return item


def hello():
    """What a client says first."""
    outgoing = ssl.MemoryBIO()
    shaking = ssl.create_default_context().wrap_bio(ssl.MemoryBIO(), outgoing, server_hostname="localhost")
    with contextlib.suppress(ssl.SSLWantReadError):
        shaking.do_handshake()
    return outgoing.read()


def shake_in_parts(service, step):
    said = hello()
    for cut in range(0, len(said) + 1, step):
        with socket.create_connection(("127.0.0.1", service.port)) as plain:
            plain.sendall(said[:cut])
            if cut % 2 == 0:
                plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    return len(said)


def go_away_while_answered(service, count):
    """An answer of many bytes of which only the first are taken."""
    get = b"GET /v1/privacy?lang=fi HTTP/1.1\r\nHost: localhost\r\n\r\n"
    for size in range(count):
        with service.connect() as secure:
            secure.sendall(get)
            secure.recv(1 + size)
            reset(secure)


def all_of_it(service, step):
    for end in reset, half_close, nothing:
        last = send_parts(service, end, step)
    hello_bytes = shake_in_parts(service, step)
    go_away_while_answered(service, 200 // step)
    return last, hello_bytes


def test_every_byte(new_service, size, measured):
    service = new_service({"ops": {}}).start()
    step = size(4, 1, 1)
    all_of_it(service, 7)  # what is made once is made
    wait_for(lambda: service.metrics()["pulssid_connections",] == 0, "the connections' end")
    rss, descriptors = service.rss_kb(), service.descriptors()
    rounds = size(1, 2, 10)
    for _ in range(rounds):
        last, hello_bytes = all_of_it(service, step)
    wait_for(lambda: service.descriptors() <= descriptors, "the connections' end")
    grown = service.rss_kb() - rss
    # One submission was whole, and it is one, however often it came.
    wait_for(lambda: stored_hashes(service.database) == {id_hash(last): 1}, "the whole one, once")
    assert grown < 1024
    measured({"rounds": rounds, "bytes of a request": len(request(service, last)), "of a handshake": hello_bytes,
              "memory grew, kB": grown, "descriptors grew": service.descriptors() - descriptors})
    service.stop()
