# SPDX-License-Identifier: GPL-3.0-or-later
"""What `check` calls wrong about PostgreSQL's settings does let answers into its log, and `migrate` puts it right. That nothing
reaches a log otherwise is tried in ../attacks/test_log_readers.py."""

import datetime
import uuid

import cbor2
import pytest

from harness import Cluster, Service, employee, id_hash, today


@pytest.fixture(scope="module")
def chatty(certificates, tmp_path_factory):
    """A service on a cluster that logs as much as a curious administrator would make it."""
    folder = tmp_path_factory.mktemp("chatty")
    cluster = Cluster("fsync=off", "log_statement=all", "log_min_duration_statement=0", "log_error_verbosity=verbose",
                      "log_min_messages=info", "log_parameter_max_length_on_error=-1",
                      "log_transaction_sample_rate=1", "shared_preload_libraries='auto_explain,pgaudit'",
                      "auto_explain.log_min_duration=0", "auto_explain.log_verbose=on",
                      "auto_explain.log_nested_statements=on", "pgaudit.log=all", "pgaudit.log_parameter=on")
    service = Service(folder, cluster.new_database("pulssid"), certificates, {})
    service.found()
    service.start()
    yield service
    service.stop()
    cluster.remove()


# What of the above the ingest role is given back, one way at a time, and `check` calls wrong.
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
