# SPDX-License-Identifier: GPL-3.0-or-later
"""Nothing that a respondent wrote reaches a log, ours or PostgreSQL's: not after errors, crashes or refused rows. The
control is the same row refused the plain way, which PostgreSQL does log."""

import contextlib
import datetime
import hashlib
import os
import signal
import uuid

import cbor2
import psycopg2
import pytest

from harness import Cluster, Database, Organisation, Service, customer, employee, id_hash, today, wait_for

# Numbers and words that occur in no log by themselves.
VALUES = [20177, 20183, 31337]
WORDS = ["Zebrafink", "Quokkateam"]


@pytest.fixture(scope="module")
def chatty(certificates, tmp_path_factory):
    """A service on a cluster that logs as much as a curious administrator would make it."""
    folder = tmp_path_factory.mktemp("chatty")
    cluster = Cluster("fsync=off", "log_statement=all", "log_min_duration_statement=0", "log_error_verbosity=verbose",
                      "log_min_messages=info", "log_connections=on", "log_parameter_max_length_on_error=-1",
                      "log_transaction_sample_rate=1", "shared_preload_libraries='auto_explain,pgaudit'",
                      "auto_explain.log_min_duration=0", "auto_explain.log_verbose=on",
                      "auto_explain.log_nested_statements=on", "pgaudit.log=all", "pgaudit.log_parameter=on")
    cluster.execute("CREATE DATABASE pulssid")
    keys = {}
    service = Service(folder, Database(cluster, "pulssid"), certificates, keys, {"log": {"level": "debug"}})
    service.run("migrate")
    Organisation().import_files(folder)
    service.run("team", "import", folder / "teams.csv")
    keys["submitter"] = service.create_key("submitter")
    service.start()
    yield service
    service.stop()
    cluster.remove()


def marked():
    """Submissions whose ids, receipts and answers would be recognised."""
    item = employee(receipt=hashlib.sha256(os.urandom(8)).digest())
    return [
        {**item, "answers": {"wb1": VALUES[2]}}, {**item, "answers": {"wb1": WORDS[0]}}, {**item, "answers": {WORDS[0]: 3}},
        {**item, "team": WORDS[1]}, {**item, "name": WORDS[0]}, customer(path=["T01", WORDS[1]]),
        {**item, "answers": {"wb1": 3, "wb2": VALUES[0]}}, {**item, "survey": WORDS[1]}, item,
    ]


def check_logs(service, items):
    secrets = [str(v) for v in VALUES] + WORDS
    for item in items:
        for name in item["id"].hex(), item.get("receipt", b"").hex(), id_hash(item):
            if name:
                secrets += [name, "-".join([name[:8], name[8:12], name[12:16], name[16:20], name[20:32]])]
    logs = service.database.cluster.log() + service.log_path.read_text(errors="replace")
    found = [s for s in secrets if s.lower() in logs.lower()]
    assert not found, found
    assert len(logs) > 1000


def test_after_refusals(chatty):
    items = marked()
    with chatty.client() as client:
        for item in items:
            client.submit(item)
            client.submit(cbor2.dumps(item)[:-3])
        client.submit_sequence(items)
        client.withdraw(b"Zebrafink" * 3)
        client.get("/v1/surveys/Quokkateam")
        client.get("/v1/scores?team=Zebrafink")
        client.get("/v1/surveys", key="1.Zebrafink")
    check_logs(chatty, items)


def test_after_a_row_that_postgresql_refuses(chatty):
    chatty.database.query("ALTER TABLE pulssid.submission ADD CONSTRAINT no CHECK (answers[1] <> 4)")
    try:
        items = [employee(answers={"wb1": 4, "wb2": 1}) for _ in range(3)]
        with chatty.client() as client:
            assert client.submit(items[0]).status >= 500
            client.submit_sequence(items)
        check_logs(chatty, items)
        assert "no" in chatty.database.cluster.log()
    finally:
        chatty.database.query("ALTER TABLE pulssid.submission DROP CONSTRAINT no")


def test_after_crashes(chatty):
    items = [employee(receipt=os.urandom(32)) for _ in range(200)]
    with chatty.client() as client:
        client.submit_sequence(items[:100])
        (pid,) = chatty.database.query("SELECT pid FROM pg_stat_activity WHERE usename = 'pulssid_ingest' LIMIT 1")[0]
        os.kill(pid, signal.SIGKILL)
        wait_for(lambda: client.submit_sequence(items[100:]).status == 200, "recovery")
        wait_for(lambda: client.submit_sequence(items).status == 200, "recovery")
    chatty.kill()
    chatty.start()
    check_logs(chatty, items)


# What of the above the ingest role is given back, and `check` calls wrong.
LEAKS = {
    "statements": ["log_min_messages", "log_statement", "log_parameter_max_length", "log_error_verbosity"],
    "slow statements": ["log_min_messages", "log_min_duration_statement", "log_parameter_max_length", "log_error_verbosity"],
    "samples": ["log_min_messages", "log_transaction_sample_rate", "log_parameter_max_length", "log_error_verbosity"],
    "plans": ["log_min_messages", "auto_explain.log_min_duration"],
    "audit": ["log_min_messages", "pgaudit.log_parameter"],
}


@pytest.mark.parametrize("name", LEAKS)
def test_what_check_calls_wrong_does_reach_the_log(chatty, name, tmp_path):
    def leaks():
        """Whether one of two submissions, by the daemon and by import, leaves its id in PostgreSQL's log."""
        items = employee(), employee(today() - datetime.timedelta(days=100))
        chatty.start()
        with chatty.client() as client:
            assert client.submit(items[0]).status == 201
        chatty.stop()
        path = tmp_path / "one.cborseq"
        path.write_bytes(cbor2.dumps(items[1]))
        chatty.run("import", path)
        return any(str(uuid.UUID(id_hash(item))) in chatty.database.cluster.log() for item in items)

    chatty.stop()
    try:
        chatty.run("check")
        for setting in LEAKS[name]:
            chatty.database.query(f"ALTER ROLE pulssid_ingest RESET {setting}")
        said = chatty.run("check", status=1).stdout
        assert all(f"wrong: for the role pulssid_ingest {setting} is " in said for setting in LEAKS[name]), said
        assert leaks(), "or check is too strict"
        chatty.run("migrate")
        chatty.run("check")
        assert not leaks()
    finally:
        chatty.run("migrate")
        chatty.start()


def test_the_control_is_logged(chatty):
    """The same kind of row, refused for a plain role, does reach PostgreSQL's log."""
    chatty.database.query("CREATE TABLE public.plain (answer integer CHECK (answer < 10))")
    with contextlib.suppress(psycopg2.errors.CheckViolation):
        chatty.database.query("INSERT INTO public.plain VALUES (%s)", 48611)
    assert "48611" in chatty.database.cluster.log()
