# SPDX-License-Identifier: GPL-3.0-or-later
"""What the daemon's log says of what goes wrong with clients and with the database: in lines that can be taken apart, seldom,
and nothing of who it was."""

import contextlib
import re
import socket
import ssl
import time

import pytest

from harness import customer, employee, wait_for

# The log's words and escapes, as README.md tells them.
VALUE = r'(?:[^\s"=\\]+|"(?:[^"\\\x00-\x1f\x7f]|\\["\\nrt]|\\x[0-9a-f]{2})*")'
LINE = re.compile(rf"[a-z_]+(?: [a-z_]+={VALUE})*")
FAULT = re.compile(r"client_fault kind=([a-z_]+) suppressed=(\d*0)")
PAUSE_S = 10
HEAD = b"Host: localhost\r\nAuthorization: Bearer KEY\r\n"
POST = b"POST /v1/submissions HTTP/1.1\r\n" + HEAD + b"Content-Type: application/cbor\r\n"


def lines(service, event):
    """Those of one event; every line of the log is one."""
    said = service.log_path.read_text().splitlines()
    assert all(LINE.fullmatch(line) for line in said), said
    return [line for line in said if line.split()[0] == event]


def faults(service):
    """Kind and number of each line of faults."""
    return [(found[1], int(found[2])) for found in map(FAULT.fullmatch, lines(service, "client_fault"))]


def say_no_tls(service):
    with socket.create_connection(("127.0.0.1", service.port), timeout=10) as plain, contextlib.suppress(ConnectionError):
        plain.sendall(b"GET / HTTP/1.1\r\n\r\n")
        plain.recv(100)


def distrust(service):
    with pytest.raises(ssl.SSLError), socket.create_connection(("127.0.0.1", service.port), timeout=10) as plain:
        ssl.create_default_context().wrap_socket(plain, server_hostname="localhost")


def raw(data, status):
    def send(service):
        received, closed = service.raw(data.replace(b"KEY", service.keys["submitter"].encode()))
        assert closed and received.startswith(b"HTTP/1.1 %d " % status), received
    return send


def reject(service):
    with service.client() as client:
        assert client.submit(employee(team="T-secret")).status == 422


def reject_in_a_row(service):
    with service.client() as client:
        assert client.submit_sequence([customer(path=("T-secret",))] * 10).status == 200


# What a client does, by the kind under which it is told, and how often it takes until it is.
AT_ONCE = {"handshake_failed": say_no_tls, "handshake_refused": distrust, "malformed_http": raw(b"nonsense\r\n\r\n", 400)}
IN_TENS = {
    "too_slow": raw(POST + b"Content-Length: 9\r\n\r\n", 408),
    "key_refused": raw(b"GET /v1/scores HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 401),
    "too_large": raw(POST + b"Content-Length: 99999999\r\n\r\n", 413),
    "request_refused": raw(b"GET /nothing HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 404),
    "submission_refused": reject,
}


@pytest.fixture(scope="module")
def hasty(new_service):
    service = new_service({"server": {"body_timeout_ms": 200}}).start()
    yield service
    service.stop()


@pytest.mark.parametrize("kind", AT_ONCE)
def test_what_nobody_answered_by_is_told_at_once(hasty, kind):
    assert kind not in dict(faults(hasty))
    AT_ONCE[kind](hasty)
    wait_for(lambda: (kind, 0) in faults(hasty), "a line")


@pytest.mark.parametrize("kind", IN_TENS)
def test_of_others_no_line_tells_of_a_single_one(hasty, kind):
    count = 0
    while (kind, 10) not in faults(hasty):
        assert kind not in dict(faults(hasty)) and count < 10
        IN_TENS[kind](hasty)
        count += 1
    # Whether it is ready, the harness asks with a key that is none.
    assert count == 10 or kind == "key_refused"


def test_of_many_there_are_few_lines(new_service):
    """All that clients can do wrong, as fast as they can; the rest is told when the pause is over, and nothing of who it was."""
    service = new_service({"server": {"body_timeout_ms": 200}}).start()
    kinds = *AT_ONCE, *IN_TENS

    def attack():
        for one in *AT_ONCE.values(), *IN_TENS.values(), reject_in_a_row:
            one(service)
        rounds.append(time.monotonic())
        return all(numbers(kind)[1:] for kind in kinds)

    def numbers(kind):
        return [number for found, number in faults(service) if found == kind]

    rounds = [time.monotonic()]
    wait_for(attack, "a second line of each kind", seconds=6 * PAUSE_S)
    lasted, told = rounds[-1] - rounds[0], faults(service)
    for kind in kinds:
        assert len(numbers(kind)) <= lasted / PAUSE_S + 1, told
        assert sum(numbers(kind)) <= len(rounds) * (11 if kind == "submission_refused" else 1) + 10, told
    said = service.log_path.read_text()
    for secret in "T-secret", "T01", "127.0.0.1 ", "employee-pulse", "nothing", *service.keys.values():
        assert secret not in said
    service.stop()


def test_a_full_house_is_told(new_service):
    service = new_service({"server": {"max_connections": 2, "workers": 1}}).start()
    with service.connect(), service.connect():
        waiting = socket.create_connection(("127.0.0.1", service.port))
        wait_for(lambda: ("connections_full", 0) in faults(service), "a line")
        waiting.close()
    service.stop()


def test_a_lost_database_is_told_once(own):
    def connected():
        return lines(own, "database_connected")

    at_first = ["database_connected name=ingest connections=4", "database_connected name=query connections=2"]
    wait_for(lambda: sorted(connected()) == at_first, "every connection")
    own.database.cluster.stop()
    wait_for(lambda: own.ops("/readyz")[0] == 503 and len(lines(own, "database_lost")) == 2, "the outage")
    own.database.cluster.start()
    wait_for(lambda: sorted(connected()[2:]) == at_first, "its end")
    assert own.answers("/v1/surveys") == own.answers("/v1/periods") == 401
    lost = lines(own, "database_lost")
    assert sorted(line.split()[1] for line in lost) == ["name=ingest", "name=query"], lost
    assert len(connected()) == 4
