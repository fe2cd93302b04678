# SPDX-License-Identifier: GPL-3.0-or-later
"""The report page in a real browser: who gets in, what it says, where it leads."""

import pytest

from harness import Service
from in_browser import run_in_browser


@pytest.fixture(scope="module")
def hasty(published, certificates, tmp_path_factory):
    """A second daemon on the same database, which signs out soon."""
    folder = tmp_path_factory.mktemp("hasty")
    settings = {"server": {"session_idle_s": 6}}
    service = Service(folder, published.database, certificates, published.keys, settings).start()
    yield service
    service.stop()


def test_signing_in(published, hasty):
    run_in_browser("sign_in.test.mjs", published, PULSSID_HASTY_URL=f"https://localhost:{hasty.port}")


@pytest.mark.parametrize("name", ["sections", "places", "prefix"])
def test_what_is_shown(published, name):
    run_in_browser(f"{name}.test.mjs", published)
