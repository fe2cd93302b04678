# SPDX-License-Identifier: GPL-3.0-or-later
"""What an operator sees: metrics in steps of ten, whether the loops turn, whether requests would be served."""

import contextlib
import os
import re
import signal
import socket
import ssl
import subprocess
import threading
import time

import pytest
from prometheus_client.parser import text_string_to_metric_families

from harness import BINARY, employee, free_port, wait_for
from test_backup import make_older

# What only the daemon itself moves; all other counts are told in steps.
OWN = {
    "pulssid_accept_pauses_total", "pulssid_batches_held_total", "pulssid_cycle_runs_total",
    "pulssid_database_connections_lost_total", "pulssid_periods_published_total",
}
STEPPED_GAUGES = {"pulssid_queue_submissions", "pulssid_connections"}


@pytest.fixture(scope="module")
def service(new_service):
    service = new_service({"ops": {}}).start()
    yield service
    service.stop()


def is_count(name):
    return name in STEPPED_GAUGES or name.endswith(("_total", "_count", "_bucket", "submissions_sum"))


def unstepped(metrics):
    return {key: value for key, value in metrics.items() if is_count(key[0]) and key[0] not in OWN and value % 10}


def test_names_follow_the_conventions(service):
    _, text = service.ops("/metrics")
    families = list(text_string_to_metric_families(text))
    assert len({family.name for family in families}) == len(families) > 20
    for family in families:
        assert re.fullmatch(r"pulssid_[a-z_]+[a-z]", family.name) and family.documentation.endswith(".")
        assert family.type in ("counter", "gauge", "histogram")
        assert family.type != "counter" or all(sample.name.endswith("_total") for sample in family.samples)
        for sample in family.samples:
            assert set(sample.labels) <= {"version", "verdict", "result", "code", "pipe", "le"}, sample
    assert text.count("# TYPE") == text.count("# HELP") == len(families)


def test_answers_are_counted_in_tens(new_service):
    fresh = new_service({"ops": {}}).start()

    def value(name, *labels):
        return fresh.metrics().get((name, *labels), 0)

    items = [employee() for _ in range(25)]
    wrong = [employee(team="nobody") for _ in range(12)]
    with fresh.client() as client:
        for i, item in enumerate(items):
            assert client.submit(item).status == 201
            metrics = fresh.metrics()
            assert metrics["pulssid_submissions_total", ("verdict", "stored")] == (i + 1) // 10 * 10
            assert not unstepped(metrics)
        client.submit_sequence(items[:10] + wrong)
        metrics = fresh.metrics()
        assert not unstepped(metrics)
        assert metrics["pulssid_submissions_total", ("verdict", "duplicate")] == 10
        assert metrics["pulssid_submissions_total", ("verdict", "rejected")] == 10
        assert metrics["pulssid_http_responses_total", ("code", "2xx")] == 20
        assert metrics["pulssid_commit_duration_seconds_count",] == 20
        assert 0.001 < metrics["pulssid_commit_duration_seconds_sum",] < 20 * 5
        assert metrics["pulssid_batch_submissions_sum",] == 20
        assert metrics["pulssid_batch_submissions_bucket", ("le", "1")] == 20
    with contextlib.ExitStack() as connections:
        for _ in range(11):
            connections.enter_context(fresh.connect())
        wait_for(lambda: value("pulssid_connections") == 10, "connections")
        assert value("pulssid_tls_handshakes_total", ("result", "done")) >= 10
    for _ in range(10):
        with contextlib.closing(socket.create_connection(("127.0.0.1", fresh.port))) as plain:
            plain.sendall(b"GET / HTTP/1.1\r\n\r\n")
            plain.recv(100)
        with contextlib.closing(socket.create_connection(("127.0.0.1", fresh.port))) as distrustful:
            with pytest.raises(ssl.SSLCertVerificationError):
                ssl.create_default_context().wrap_socket(distrustful, server_hostname="localhost")
        socket.create_connection(("127.0.0.1", fresh.port)).close()
    for result in "failed", "refused", "closed":
        wait_for(lambda: value("pulssid_tls_handshakes_total", ("result", result)) == 10, f"handshakes {result}")
    wait_for(lambda: value("pulssid_connections") == 0, "an end of the connections")
    fresh.stop()


def test_the_queue_is_seen(new_service):
    service = new_service({"server": {"workers": 1}, "ingest": {"queue_max": 70}, "ops": {}}).start()
    with service.client() as client, contextlib.closing(service.database.connect()) as other:
        client.submit(employee())
        with other.cursor() as cursor:
            cursor.execute("LOCK TABLE pulssid.submission IN ACCESS EXCLUSIVE MODE")
        sender = threading.Thread(target=client.submit_sequence, args=([employee() for _ in range(25)],))
        sender.start()
        wait_for(lambda: service.metrics()["pulssid_queue_submissions",] == 20, "the queue")
        assert service.metrics()["pulssid_queue_limit_submissions",] == 70
        other.rollback()
        sender.join()
    assert service.metrics()["pulssid_queue_submissions",] == 0
    service.stop()


def test_the_cycle_and_its_releases(loaded, new_service):
    service = new_service({"ops": {}}, copy_of=loaded.database.name)
    service.run("cycle")
    service.start()
    wait_for(lambda: ("pulssid_cycle_done_timestamp_seconds",) in service.metrics(), "a cycle")
    metrics = service.metrics()
    assert metrics["pulssid_release",] == 30
    assert metrics["pulssid_cycle_runs_total", ("result", "done")] >= 1
    assert metrics["pulssid_cycle_runs_total", ("result", "failed")] == 0
    assert 0 <= time.time() - metrics["pulssid_release_timestamp_seconds",] < 3600
    assert 0 <= time.time() - metrics["pulssid_cycle_done_timestamp_seconds",] < 3600
    assert 0 < metrics["pulssid_cycle_duration_seconds",] < 60
    assert metrics["pulssid_certificate_expiry_timestamp_seconds",] > time.time() + 86400
    service.stop()


def test_the_state_of_a_sound_daemon(service):
    assert service.ops("/healthz")[0] == 200
    assert service.ops("/healthz")[1].count("alive") == service.workers + 1
    wait_for(lambda: service.ops("/readyz")[0] == 200, "readiness")
    assert service.ops("/readyz")[1] == f"ready: {service.workers} of {service.workers} workers\nready: database\n"
    metrics = service.metrics()
    assert metrics["pulssid_ready",] == 1
    assert metrics["pulssid_loops",] == service.workers + 1
    assert metrics["pulssid_loops_dead",] == 0
    for pipe, each in ("ingest", 2), ("query", 1):
        assert metrics["pulssid_database_connections", ("pipe", pipe)] == each * service.workers
        assert metrics["pulssid_database_connections_wanted", ("pipe", pipe)] == each * service.workers


def test_the_public_port_tells_the_operator_nothing(service):
    with service.client() as client:
        for path in "/metrics", "/healthz", "/readyz":
            assert client.get(path).status == 404
    for path in "/v1/surveys", "/v1/privacy", "/v1/reports", "/", "/session":
        assert service.ops(path)[0] == 404


def not_ready(service, word):
    status, text = service.ops("/readyz")
    return status == 503 and word in text and service.metrics()["pulssid_ready",] == 0


def test_a_database_that_goes_and_comes(own):
    own.database.cluster.stop()
    wait_for(lambda: not_ready(own, "cannot be reached"), "a word")
    metrics = own.metrics()
    assert metrics["pulssid_database_connections", ("pipe", "ingest")] == 0
    assert metrics["pulssid_database_connections_lost_total", ("pipe", "ingest")] == 2 * own.workers
    assert own.ops("/healthz")[0] == 200, "its database is no reason to restart the daemon"
    own.database.cluster.start()
    wait_for(lambda: own.ops("/readyz")[0] == 200, "recovery")


def test_a_database_that_takes_no_writes(own):
    wait_for(lambda: own.ops("/readyz")[0] == 200, "readiness")
    own.database.cluster.execute("ALTER SYSTEM SET default_transaction_read_only = on")
    own.database.cluster.execute("SELECT pg_reload_conf()")
    wait_for(lambda: not_ready(own, "takes no writes"), "a word")
    own.database.cluster.stop()
    (own.database.cluster.folder / "data/postgresql.auto.conf").write_text("")
    own.database.cluster.start()
    wait_for(lambda: own.ops("/readyz")[0] == 200, "recovery")


def test_a_silent_database(own):
    wait_for(lambda: own.ops("/readyz")[0] == 200, "readiness")
    pids = [row[0] for row in own.database.query("SELECT pid FROM pg_stat_activity WHERE usename = 'pulssid_ingest'")]
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        wait_for(lambda: own.ops("/readyz")[0] == 503, "a word")
        assert own.ops("/healthz")[0] == 200
    finally:
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)
    wait_for(lambda: own.ops("/readyz")[0] == 200, "recovery")


def test_a_schema_of_another_program(new_service):
    service = new_service({"ops": {}}).start()
    service.database.query("INSERT INTO pulssid.migration (version, name, sha256) VALUES (9999, '9999_new.sql', '')")
    wait_for(lambda: not_ready(service, "the schema: the database has migration 9999_new.sql"), "a word")
    service.stop()


def test_the_read_pipe_alone_needs_no_writes(new_service):
    service = new_service({"ops": {}})
    service.launch("--only", "query")
    wait_for(lambda: "serving " in service.log() and service.ops("/readyz")[0] == 200, "readiness")
    assert service.ops("/healthz")[1].count("alive") == service.workers
    metrics = service.metrics()
    assert metrics["pulssid_database_connections_wanted", ("pipe", "ingest")] == 0
    assert "pulssid_release" not in {key[0] for key in metrics}
    service.stop()


def test_the_read_pipe_alone_knows_its_schema(published, new_service):
    """Before the upgrade's `migrate` nothing is read from what an older program left; after it all is, without a restart."""
    service = new_service({"ops": {}})
    service.database = make_older(published.database.cluster, "older_read", published.database, 3)
    service.write_conf({"ops": {}})
    service.launch("--only", "query")
    wait_for(lambda: "serving " in service.log() and not_ready(service, "the schema is older than this program"), "a word")
    assert service.ops("/healthz")[0] == 200
    assert 'reports_not_served reason="the schema is older than this program: run pulssid migrate"' in service.log()
    with service.client(published.keys["analyst"]) as analyst:
        for path in "/v1/scores?period=2024-W40", "/v1/silos", "/v1/releases/2024-W40":
            answer = analyst.get(path)
            assert answer.status == 503 and int(answer.headers["retry-after"]) > 0, answer.json()
        service.run("migrate")
        wait_for(lambda: service.ops("/readyz")[0] == 200, "readiness")
        assert analyst.get("/v1/scores?period=2024-W40").status == 200
        assert analyst.get("/v1/silos").status == 200
    service.stop()
    service.database.drop()


@pytest.mark.parametrize("address", ["0.0.0.0:9480", ":9480", "[::]:9480", "127.0.0.1:9480, 192.0.2.1:9480", "nonsense"])
def test_the_listener_is_local(idle, address):
    idle.write_conf({"ops": {"listen": address}})
    assert "[ops] listen: " in idle.run("check", status=1).stdout
    assert "[ops] listen: " in idle.run("serve", status=1).stderr


def test_a_loopback_port(new_service):
    port = free_port()
    service = new_service({"ops": {"listen": f"127.0.0.1:{port}, [::1]:{port}"}}).start()
    for host in "127.0.0.1", "::1":
        said = subprocess.run(["curl", "-s", "--globoff", f"http://{f'[{host}]' if ':' in host else host}:{port}/healthz"],
                              capture_output=True, text=True, check=True).stdout
        assert said.count("alive") == service.workers + 1
    service.stop()


def test_sockets_from_systemd(new_service):
    """Each listener takes those of its name."""
    service = new_service()
    with socket.create_server(("127.0.0.1", service.port)) as https, socket.socket(socket.AF_UNIX) as ops:
        ops.bind(str(service.ops_path))
        ops.listen()
        service.write_conf({"server": {"listen": "systemd"}, "ops": {"listen": "systemd"}})
        handed = [https, ops]
        with open(service.log_path, "ab") as log:
            service.process = subprocess.Popen(
                ["bash", "-c", 'exec 3<&"$1" 4<&"$2"; shift 2; LISTEN_PID=$$ exec "$@"', "bash",
                 *[str(s.fileno()) for s in handed], BINARY, "serve", "-c", service.conf],
                pass_fds=[s.fileno() for s in handed], stdout=log, stderr=log,
                env={**os.environ, "LISTEN_FDS": "2", "LISTEN_FDNAMES": "https:ops"})
        wait_for(service.is_ready, "the daemon")
        assert service.ops("/healthz")[0] == 200
    service.stop()
