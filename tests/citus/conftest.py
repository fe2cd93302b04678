# SPDX-License-Identifier: GPL-3.0-or-later
"""The fixtures of the behaviour tests (../e2e/conftest.py), and services whose PostgreSQL is a coordinator with two workers."""

import pathlib
import runpy
import sys

import pytest

TESTS = pathlib.Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS / "e2e"), str(TESTS / "attacks"), str(TESTS / "citus")]
globals().update({name: value for name, value in runpy.run_path(str(TESTS / "e2e/conftest.py")).items() if name[0] != "_"})

from harness import Service  # noqa: E402
from machines import Machines, is_available, spread  # noqa: E402


@pytest.fixture(scope="session", autouse=True)
def available():
    if not is_available():
        pytest.skip("the extension citus is not installed for the PostgreSQL that tests/postgres takes")


@pytest.fixture(scope="module")
def machines():
    machines = Machines(2)
    yield machines
    machines.remove()


@pytest.fixture(scope="module")
def on_citus(machines, certificates, tmp_path_factory):
    """The sample organisation's teams and keys on a coordinator with two workers; its daemon is not started."""
    service = Service(tmp_path_factory.mktemp("citus"), machines.database, certificates, {})
    service.found()
    machines.join()
    spread(machines.database)
    yield service
    service.stop()
