# SPDX-License-Identifier: GPL-3.0-or-later
"""What the daemon lives through besides requests: another certificate, a schema that is not its own."""

import shutil
import signal
import subprocess

from harness import TESTS, employee, wait_for

GET = b"GET /v1/surveys HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer x\r\n\r\n"


def reload(service, word):
    before = service.log().count(word)
    service.process.send_signal(signal.SIGHUP)
    wait_for(lambda: service.log().count(word) > before, word)


def test_a_new_certificate_serves_new_connections_and_drops_none(new_service, certificates, tmp_path):
    service = new_service()
    service.certificates = shutil.copytree(certificates, tmp_path / "certificates")
    service.write_conf({})
    service.start()
    with service.connect() as old:
        subprocess.run([TESTS / "certificates", service.certificates], check=True)
        assert service.answers("/v1/surveys") == 0, "the new authority does not know the old certificate"
        reload(service, "certificate reloaded")
        # Each worker takes it on its own.
        wait_for(lambda: all(service.answers("/v1/surveys") == 401 for _ in range(8)), "the new certificate")
        (service.certificates / "server.pem").write_text("nonsense")
        reload(service, "reload failed")
        assert all(service.answers("/v1/surveys") == 401 for _ in range(8))
        old.sendall(GET)
        assert old.recv(65536).startswith(b"HTTP/1.1 401 ")
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
