# SPDX-License-Identifier: GPL-3.0-or-later
"""The ledger: any change of what was published is found, and the first break is named."""

import hashlib
import subprocess

import pytest

from harness import BINARY

FIFTH = "2024-W40"


@pytest.fixture
def copy(published, new_service):
    """A copy of the published organisation, to be tampered with."""
    published.stop()
    service = new_service(copy_of=published.database.name)
    published.start()
    yield service
    service.database.drop()


def test_an_untouched_ledger(copy):
    assert "30" in copy.run("verify").stdout


TAMPERING = {
    "a figure": "UPDATE pulssid.release SET document = replace(document, ',published,', ',published,1') WHERE release = 5",
    "a byte at the end": "UPDATE pulssid.release SET document = document || ' ' WHERE release = 5",
    "a hash": "UPDATE pulssid.release SET sha256 = sha256('x') WHERE release = 5",
    "document and hash": (
        "UPDATE pulssid.release SET document = replace(document, 'k-employee 5', 'k-employee 6') WHERE release = 5;"
        "UPDATE pulssid.release SET sha256 = sha256(document::bytea) WHERE release = 5"),
    "the hash before": "UPDATE pulssid.release SET previous = sha256('x') WHERE release = 5",
    "a cell": "UPDATE pulssid.published_cell SET mean = mean + 1 WHERE state = 'published' AND "
              "period = (SELECT period FROM pulssid.release WHERE release = 5)",
    "a cell taken away": "DELETE FROM pulssid.published_cell WHERE team_id = 0 AND "
                         "period = (SELECT period FROM pulssid.release WHERE release = 5)",
    "two releases": "UPDATE pulssid.release SET document = document || ' ' WHERE release IN (5, 9)",
}


@pytest.mark.parametrize("name", TAMPERING)
def test_tampering_is_found(copy, name):
    copy.database.query(TAMPERING[name])
    done = copy.run("verify", status=1)
    named = "release 5" in done.stderr or FIFTH in done.stderr
    # A document and its hash that fit each other are told by the release after, which names another one.
    assert named or name == "document and hash" and "6" in done.stderr, done.stderr


def test_a_release_taken_away(copy):
    copy.database.query("DELETE FROM pulssid.release WHERE release = 5")
    done = copy.run("verify", status=1)
    assert "5" in done.stderr or "6" in done.stderr


@pytest.fixture
def files(published, tmp_path):
    """The releases as an analyst downloads them."""
    paths = []
    with published.analyst() as client:
        for row in client.get("/v1/releases").json()["rows"]:
            paths.append(tmp_path / f"{row['period']}.txt")
            paths[-1].write_bytes(client.get(f"/v1/releases/{row['period']}").body)
    return paths


def test_exported_releases(published, files):
    published.run("verify", *files)
    published.run("verify", *files[3:9])


def test_files_need_no_configuration_and_tell_the_last_digest(files):
    done = subprocess.run([BINARY, "verify", *files], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0 and hashlib.sha256(files[-1].read_bytes()).hexdigest() in done.stdout, done


def test_a_changed_file(published, files):
    text = files[4].read_text()
    files[4].write_text(text.replace(",published,", ",suppressed,", 1))
    done = published.run("verify", *files, status=1)
    assert done.stderr.strip() and (files[5].name in done.stderr or files[4].name in done.stderr or "release" in done.stderr)


def test_a_missing_file(published, files):
    published.run("verify", *files[:4], *files[5:], status=1)


def test_the_documents_are_what_sha256sum_sees(published, files):
    stored = dict(published.database.query("SELECT release, encode(sha256, 'hex') FROM pulssid.release"))
    for number, path in enumerate(files, 1):
        assert hashlib.sha256(path.read_bytes()).hexdigest() == stored[number]
    assert files[0].read_text().startswith("pulssid release 1\n")
