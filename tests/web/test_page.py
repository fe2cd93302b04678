# SPDX-License-Identifier: GPL-3.0-or-later
"""The report page in a real browser: who gets in, what it says, where it leads, how it looks. The tests are those of browser/,
which Node.js runs in Debian's Chromium."""

import os
import pathlib
import re
import shutil
import subprocess

import pytest

from harness import Service
from test_reasons_topics import CONTACTS

BROWSER = pathlib.Path(__file__).resolve().parent / "browser"


@pytest.fixture
def hasty(published, certificates, tmp_path):
    """A second daemon on the same database, which signs out soon."""
    settings = {"server": {"session_idle_s": 6}}
    service = Service(tmp_path, published.database, certificates, published.keys, settings).start()
    yield service
    service.stop()


@pytest.fixture
def telling(new_service):
    """Where client applications say why customers were sent on, and what their matters were about."""
    service = new_service().start()
    with service.client() as client:
        assert {v["status"] for v in client.submit_sequence(CONTACTS).verdicts()} == {"stored"}
    service.run("cycle")
    yield service
    service.stop()


def test_the_page(published, hasty, telling):
    where = {
        "PULSSID_URL": f"https://localhost:{published.port}",
        "PULSSID_HASTY_URL": f"https://localhost:{hasty.port}",
        "PULSSID_TELLING_URL": f"https://localhost:{telling.port}",
        "PULSSID_TELLING_KEY": telling.keys["analyst"],
        "PULSSID_ANALYST_KEY": published.keys["analyst"],
        "PULSSID_SUBMITTER_KEY": published.keys["submitter"],
        "PULSSID_CERTIFICATES": str(published.certificates),
    }
    node = shutil.which("node") or shutil.which("nodejs")
    done = subprocess.run([node, "--test", BROWSER / "page.mjs"], env={**os.environ, **where}, capture_output=True, text=True,
                          timeout=250, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert int(re.search(r"^. pass (\d+)$", done.stdout, re.M)[1]) > 60, done.stdout
