# SPDX-License-Identifier: GPL-3.0-or-later
"""More than can be stored now, and a database that is away: 503 with Retry-After, and recovery by itself."""

import contextlib
import os
import signal
import threading
import time

from harness import employee, id_hash, stored_hashes, wait_for


@contextlib.contextmanager
def locked(database, table="pulssid.submission"):
    """Nothing can be written to a table meanwhile."""
    with contextlib.closing(database.connect()) as connection:
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
            yield
        connection.rollback()


def is_refusal(answer):
    return answer.status == 503 and int(answer.headers["retry-after"]) > 0


def test_a_full_queue(new_service):
    service = new_service({"ingest": {"queue_max": 50, "batch_max": 10, "ack_timeout_ms": 60000},
                           "server": {"workers": 1}}).start()
    items = [employee() for _ in range(400)]
    answers = []

    def send(part):
        with service.client() as client:
            answers.append((part, client.submit_sequence(part)))

    with service.client() as client:
        client.submit(employee())
    with locked(service.database):
        threads = [threading.Thread(target=send, args=(items[i:i + 20],)) for i in range(0, 400, 20)]
        for thread in threads:
            thread.start()
        wait_for(lambda: len(answers) >= 15, "refusals")
        assert all(is_refusal(answer) for _, answer in answers)
        refused = len(answers)
    for thread in threads:
        thread.join()
    assert 0 < refused < 20, "some were taken and waited"
    stored = stored_hashes(service.database)
    for part, answer in answers:
        taken = [id_hash(item) in stored for item in part]
        assert all(taken) if answer.status == 200 else not any(taken)
    with service.client() as client:
        assert client.submit(employee()).status == 201
    service.stop()


def test_an_answer_that_takes_too_long(new_service):
    service = new_service({"ingest": {"ack_timeout_ms": 500}}).start()
    item = employee()
    with service.client() as client:
        client.submit(employee())
        with locked(service.database):
            start = time.monotonic()
            answer = client.submit(item)
            assert answer.status == 503 and 0.3 < time.monotonic() - start < 5
        wait_for(lambda: client.submit(item).status in (200, 201), "recovery")
    assert stored_hashes(service.database)[id_hash(item)] == 1
    service.stop()


def test_a_database_that_is_stopped_and_comes_back(own):
    with own.client() as client, own.analyst() as analyst:
        assert client.submit(employee()).status == 201
        own.database.cluster.stop()
        item = employee()
        wait_for(lambda: is_refusal(client.submit(item)), "a refusal")
        wait_for(lambda: is_refusal(analyst.get("/v1/periods")), "a refusal")
        own.database.cluster.start()
        wait_for(lambda: client.submit(item).status in (200, 201), "recovery")
        wait_for(lambda: analyst.get("/v1/periods").status == 200, "recovery")
    assert stored_hashes(own.database)[id_hash(item)] == 1


def test_a_daemon_that_starts_before_its_database(own):
    own.stop()
    own.database.cluster.stop()
    own.launch()
    wait_for(lambda: own.answers("/v1/surveys", own.keys["submitter"]) == 503, "a refusal")
    own.database.cluster.start()
    wait_for(own.is_ready, "recovery")


def test_a_silent_database(new_service):
    """Stopped backends keep their connections and say nothing."""
    service = new_service({"database": {"silent_timeout_ms": 1000}, "ingest": {"ack_timeout_ms": 700}}).start()
    with service.client() as client:
        client.submit(employee())
        pids = [r[0] for r in service.database.query("SELECT pid FROM pg_stat_activity WHERE usename LIKE 'pulssid%'")]
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        try:
            item = employee()
            assert client.submit(item).status == 503
            wait_for(lambda: client.submit(item).status in (200, 201), "new connections")
        finally:
            for pid in pids:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGCONT)
    assert stored_hashes(service.database)[id_hash(item)] == 1
    service.stop()
