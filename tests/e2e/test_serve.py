# SPDX-License-Identifier: GPL-3.0-or-later
"""What the daemon lives through besides requests: another certificate or configuration, a schema that is not its own."""

import shutil
import signal
import subprocess
from datetime import timedelta

from harness import TESTS, employee, today, wait_for
from load import Load

GET = b"GET /v1/surveys HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer x\r\n\r\n"


def reload(service, word):
    before = service.log_path.read_text().count(word)
    service.process.send_signal(signal.SIGHUP)
    wait_for(lambda: service.log_path.read_text().count(word) > before, word)


def test_a_new_certificate_serves_new_connections_and_drops_none(new_service, certificates, tmp_path):
    service = new_service()
    service.certificates = shutil.copytree(certificates, tmp_path / "certificates")
    service.write_conf({})
    service.start()
    with service.connect() as old:
        subprocess.run([TESTS / "certificates", service.certificates], check=True)
        assert service.answers("/v1/surveys") == 0, "the new authority does not know the old certificate"
        reload(service, "reloaded\n")
        # Each worker takes it on its own.
        wait_for(lambda: all(service.answers("/v1/surveys") == 401 for _ in range(8)), "the new certificate")
        (service.certificates / "server.pem").write_text("nonsense")
        reload(service, "reload_failed")
        assert all(service.answers("/v1/surveys") == 401 for _ in range(8))
        old.sendall(GET)
        assert old.recv(65536).startswith(b"HTTP/1.1 401 ")
    service.stop()


def test_a_reload_under_load_breaks_nothing(new_service):
    service = new_service({"ops": {}}).start()
    load = Load(service)
    for _ in range(20):
        load.wait_for_more(10)
        reload(service, "reloaded\n")
    load.stop()
    load.check()
    assert load.broken == 0
    assert service.metrics()["pulssid_reloads_total", ("result", "done")] == 20
    service.stop()


def test_a_configuration_that_is_read_again(new_service):
    service = new_service({"ops": {}}).start()
    with service.client() as old:
        assert old.submit(employee(day=today() - timedelta(days=100))).status == 201
        service.write_conf({"ops": {}, "ingest": {"backfill_days": 50}, "server": {"workers": 5}})
        reload(service, "reloaded\n")
        assert 'restart_needed key="[server] workers"' in service.log()
        # Each worker takes it on its own.
        wait_for(lambda: old.submit(employee(day=today() - timedelta(days=150))).status == 422, "the new limit")
        service.conf.write_text("[ingest]\nbackfill_days = 1000\nlate_days = 3\n")
        reload(service, "reload_failed")
        assert ":3: [ingest] late_days: there is no such key" in service.log()
        assert old.submit(employee(day=today() - timedelta(days=200))).status == 422
    assert service.metrics()["pulssid_reloads_total", ("result", "failed")] == 1
    service.stop()


def test_a_newer_schema_is_not_served(new_service):
    service = new_service()
    service.database.query("INSERT INTO pulssid.migration (version, name, sha256) VALUES (9999, '9999_new.sql', '')")
    service.launch()
    wait_for(lambda: service.log().count("9999_new.sql, which this program does not know") >= service.workers + 1,
             "a word from each worker and the stats thread")
    with service.client() as client:
        answer = client.submit(employee())
        assert answer.status == 503
        assert int(answer.headers["retry-after"]) > 0
    service.database.query("DELETE FROM pulssid.migration WHERE version = 9999")
    wait_for(lambda: service.log().count("catalog_loaded ") == service.workers, "the daemon")
    with service.client() as client:
        assert client.submit(employee()).status == 201
    service.stop()
