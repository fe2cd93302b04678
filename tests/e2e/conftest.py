# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures of the behaviour tests. `service` is one daemon for a file; `fresh` is one for a single test."""

import itertools
import subprocess

import pytest

from harness import TESTS, Cluster, Organisation, Service, today
from organisation import submit_all

numbers = itertools.count(1)


@pytest.fixture(scope="session")
def cluster():
    cluster = Cluster()
    yield cluster
    cluster.remove()


@pytest.fixture(scope="session")
def certificates(tmp_path_factory):
    folder = tmp_path_factory.mktemp("certificates")
    subprocess.run([TESTS / "certificates", folder], check=True)
    return folder


@pytest.fixture(scope="session")
def template(cluster, certificates, tmp_path_factory):
    """A migrated database with the sample organisation's teams and two keys; tests work on copies of it."""
    folder = tmp_path_factory.mktemp("template")
    service = Service(folder, cluster.new_database("pulssid_template"), certificates, {})
    service.found()
    return "pulssid_template", service.keys


@pytest.fixture(scope="session")
def new_service(cluster, certificates, template, tmp_path_factory):
    """Makes a service on a copy of the template; its daemon is not started."""
    name, keys = template

    def make(settings=None, copy_of=None):
        number = next(numbers)
        database = cluster.copy_database(copy_of or name, f"pulssid_{number}")
        return Service(tmp_path_factory.mktemp(f"service{number}"), database, certificates, keys, settings)

    return make


@pytest.fixture(scope="module")
def service(new_service):
    service = new_service().start()
    yield service
    service.stop()


@pytest.fixture
def fresh(new_service):
    service = new_service().start()
    yield service
    service.stop()


@pytest.fixture
def idle(new_service):
    """Commands only: no daemon runs."""
    return new_service()


@pytest.fixture
def client(service):
    with service.client() as client:
        yield client


@pytest.fixture(scope="session")
def loaded(new_service):
    """A service to which the whole sample organisation was submitted; every period is open still."""
    organisation = Organisation()
    days = 30 + (today() - min(organisation.mondays.values())).days
    service = new_service({"ingest": {"backfill_days": days}}).start()
    with service.client() as client:
        counts, errors = submit_all(client, organisation.submissions())
    service.stop()
    assert not errors, errors.most_common(3)
    assert counts == {"stored": 3240 + 344 + 7576, "duplicate": 0, "rejected": 0}
    return service


@pytest.fixture(scope="session")
def published(loaded, new_service):
    """The sample organisation after one cycle, served."""
    service = new_service(copy_of=loaded.database.name).start()
    service.run("cycle")
    yield service
    service.stop()


@pytest.fixture
def own(certificates, tmp_path):
    """A service on a cluster of its own, which may be stopped."""
    cluster = Cluster()
    service = Service(tmp_path, cluster.new_database("pulssid"), certificates, {}, {"ops": {}})
    service.found()
    service.start()
    yield service
    service.stop()
    cluster.remove()
