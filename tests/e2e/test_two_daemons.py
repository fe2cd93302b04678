# SPDX-License-Identifier: GPL-3.0-or-later
"""Two daemons on one database: a period is closed and published by one of them, once. When that one is killed half way, or
cut off from the database, the other finishes; afterwards both serve the same bytes, those of an undisturbed cycle.

Where a daemon is half way is known by a lock on a table that it needs, as in test_cycle_kill."""

import contextlib
import datetime
import os
import pathlib
import re
import select
import signal
import socket
import threading

import psycopg2
import pytest

from harness import Organisation, Service, wait_for
from test_cycle_kill import RESULTS

WEEKS = Organisation().mondays
LAST_DAY = max(WEEKS.values()) + datetime.timedelta(days=6)
# All but the last two weeks are published before.
BEFORE = LAST_DAY - datetime.timedelta(days=10)
NEWEST = "2025-W12", "2025-W13"

# Where a daemon is killed: closing, reading the tree, counting, writing cells and the release, sealing into either table,
# dropping the partition, and writing the linkage and what is analysed last.
POINTS = [
    ("period", "EXCLUSIVE"), ("period_team", "ACCESS EXCLUSIVE"), ("submission_2025_w12", "ACCESS EXCLUSIVE"),
    ("cell", "EXCLUSIVE"), ("release", "EXCLUSIVE"), ("answer", "EXCLUSIVE"), ("spent", "EXCLUSIVE"),
    ("submission", "EXCLUSIVE"), ("linkage", "EXCLUSIVE"), ("metric_set", "EXCLUSIVE"), ("silo", "EXCLUSIVE"),
]

# The day on which a daemon closed it is today's, and no result.
COMPARED = {**RESULTS, "period": "SELECT period, id, state, k_employee, k_customer FROM pulssid.period ORDER BY period"}


class Link:
    """The only way of one daemon to PostgreSQL: a Unix socket that can be cut off and mended."""

    def __init__(self, where):
        found = re.fullmatch(r"host=(\S+) port=(\d+)", where)
        self.port = found.group(2)
        self.server = f"{found.group(1)}/.s.PGSQL.{self.port}"
        # A socket's path has at most 107 bytes.
        self.folder = pathlib.Path(os.path.realpath(found.group(1))) / f"link{id(self):x}"
        self.folder.mkdir()
        self.lock = threading.Lock()
        self.pairs = []
        self.is_cut = False
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(self.folder / f".s.PGSQL.{self.port}"))
        self.listener.listen(50)
        threading.Thread(target=self.accept, daemon=True).start()

    @property
    def where(self):
        return f"host={self.folder} port={self.port}"

    def accept(self):
        with contextlib.suppress(OSError):
            while True:
                near, _ = self.listener.accept()
                threading.Thread(target=self.carry, args=(near,), daemon=True).start()

    def carry(self, near):
        far = socket.socket(socket.AF_UNIX)
        with near, far:
            with self.lock:
                if self.is_cut:
                    return
                far.connect(self.server)
                self.pairs.append((near, far))
            with contextlib.suppress(OSError):
                while True:
                    for ready in select.select([near, far], [], [])[0]:
                        data = ready.recv(65536)
                        if not data:
                            return
                        (far if ready is near else near).sendall(data)

    def cut(self):
        with self.lock:
            self.is_cut = True
            for pair in self.pairs:
                for end in pair:
                    with contextlib.suppress(OSError):
                        end.shutdown(socket.SHUT_RDWR)
            self.pairs.clear()

    def mend(self):
        self.is_cut = False

    def remove(self):
        self.cut()
        self.listener.close()


class Daemon(Service):
    """One of the two, with a name that its sessions bear, and a link of its own."""

    def __init__(self, folder, name, service):
        self.name = name
        self.link = Link(service.database.cluster.where)
        database = {pipe: f"{self.link.where} dbname={service.database.name} user=pulssid_{role} application_name={name}"
                    for pipe, role in [("ingest", "ingest"), ("stats", "stats"), ("query", "report")]}
        super().__init__(folder, service.database, service.certificates, service.keys,
                         {"server": {"workers": 1}, "database": database, "stats": {"cycle_interval_s": 1}})

    def told(self, event):
        """The periods of which it said so."""
        log = self.log_path.read_text(errors="replace") if self.log_path.exists() else ""
        return re.findall(rf"{event} period=(\S+)", log)

    def remove(self):
        if self.process is not None:
            self.kill()
        self.link.remove()


@pytest.fixture(scope="module")
def before(loaded, new_service):
    """All but the last two weeks are published; those were opened in time, so that a daemon closes them."""
    service = new_service(copy_of=loaded.database.name)
    service.run("cycle", "--as-of", BEFORE.isoformat())
    service.database.query("UPDATE pulssid.period SET backfill = false WHERE state = 'open'")
    assert service.database.query("SELECT id FROM pulssid.period WHERE state = 'open' ORDER BY 1") == [(w,) for w in NEWEST]
    return service


def results(service):
    return {name: service.database.query(sql) for name, sql in COMPARED.items()}


@pytest.fixture(scope="module")
def undisturbed(before, new_service):
    service = new_service(copy_of=before.database.name)
    service.run("cycle")
    return results(service)


@pytest.fixture
def pair(before, new_service, tmp_path_factory):
    service = new_service(copy_of=before.database.name)
    daemons = [Daemon(tmp_path_factory.mktemp(name), name, service) for name in ("first", "second")]
    yield daemons
    for daemon in daemons:
        daemon.remove()
    service.database.drop()


@contextlib.contextmanager
def held(database, table, mode):
    with contextlib.closing(database.connect()) as blocker, blocker.cursor() as cursor:
        cursor.execute(f"LOCK TABLE pulssid.{table} IN {mode} MODE")
        yield
        blocker.rollback()


def waiting(database):
    """The name of the daemon whose cycle waits for a lock."""
    rows = database.query("SELECT a.application_name FROM pg_locks l JOIN pg_stat_activity a USING (pid)"
                          " WHERE NOT l.granted AND a.usename = 'pulssid_stats' AND a.datname = current_database()")
    return rows[0][0] if rows else None


def sessions(database, name):
    return database.value("SELECT count(*) FROM pg_stat_activity WHERE usename = 'pulssid_stats'"
                          " AND datname = current_database() AND application_name = %s", name)


def launch(pair):
    """Both at once; readiness needs tables that may be locked."""
    for daemon in pair:
        daemon.launch()


def stopped_half_way(pair):
    """The daemon that has the cycle and waits, and the other one."""
    name = wait_for(lambda: waiting(pair[0].database), "a cycle to wait")
    return next(d for d in pair if d.name == name), next(d for d in pair if d.name != name)


def all_published(database):
    """And analysed: silos come last, and an analysis that failed leaves the later ones. PostgreSQL may be on its way back."""
    with contextlib.suppress(psycopg2.Error):
        return database.value("SELECT EXISTS (SELECT FROM pulssid.metric_set WHERE release = 30)"
                              " AND EXISTS (SELECT FROM pulssid.silo WHERE release = 30)"
                              " AND NOT EXISTS (SELECT FROM pulssid.period WHERE state <> 'published')")
    return False


def served(daemon):
    """Every release, and what a reader gets of its analyses, as bytes."""
    paths = [f"/v1/releases/{monday.strftime('%G-W%V')}" for monday in WEEKS.values()]
    paths += [f"/v1/{name}" for name in ("linkage", "changes", "agreement", "metrics")]
    with daemon.analyst() as client:
        answers = [client.get(path) for path in paths]
    assert [answer.status for answer in answers] == [200] * len(paths)
    return [answer.body for answer in answers]


def check_same(pair, undisturbed):
    database = pair[0].database
    wait_for(lambda: all_published(database), "the other daemon to finish")
    got = results(pair[0])
    for name in COMPARED:
        assert got[name] == undisturbed[name], f"{name} differs from the undisturbed run's"
    for daemon in pair:
        wait_for(daemon.is_ready, f"the {daemon.name} daemon")
    assert served(pair[0]) == served(pair[1])


def test_one_closes_and_publishes(loaded, new_service, tmp_path_factory):
    """All thirty weeks at once, while both look every second."""
    service = new_service(copy_of=loaded.database.name)
    pair = [Daemon(tmp_path_factory.mktemp(name), name, service) for name in ("first", "second")]
    try:
        launch(pair)
        for daemon in pair:
            wait_for(daemon.is_ready, f"the {daemon.name} daemon")
        assert [daemon.told("period_closed") for daemon in pair] == [[], []]
        service.database.query("UPDATE pulssid.period SET backfill = false")
        wait_for(lambda: all_published(service.database), "thirty releases")
        weeks = sorted(monday.strftime("%G-W%V") for monday in WEEKS.values())
        for event in "period_closed", "period_published":
            assert sorted(pair[0].told(event) + pair[1].told(event)) == weeks
        assert served(pair[0]) == served(pair[1])
        assert "30 releases" in service.run("verify").stdout
    finally:
        for daemon in pair:
            daemon.remove()


def check_other_finished(victim, other):
    """Each week was published by one of them: whatever was not when the other took over."""
    wait_for(lambda: all_published(other.database), "the other daemon to finish")
    assert sorted(victim.told("period_published") + other.told("period_published")) == sorted(NEWEST)


@pytest.mark.parametrize("table, mode", POINTS, ids=lambda v: v.replace(" ", "_"))
def test_one_is_killed(pair, undisturbed, table, mode):
    with held(pair[0].database, table, mode):
        launch(pair)
        victim, other = stopped_half_way(pair)
        victim.kill()
        # Its session sees that nobody is there any more, though it waits; else the lock of the cycle would stay.
        wait_for(lambda: sessions(victim.database, victim.name) == 0, "the end of its session")
    check_other_finished(victim, other)
    victim.launch()
    check_same(pair, undisturbed)


@pytest.mark.parametrize("table, mode", POINTS[::2], ids=lambda v: v.replace(" ", "_"))
def test_one_is_cut_off(pair, undisturbed, table, mode):
    """The daemon lives, and for a while nothing that it says reaches the database."""
    with held(pair[0].database, table, mode):
        launch(pair)
        victim, other = stopped_half_way(pair)
        victim.link.cut()
        wait_for(lambda: sessions(victim.database, victim.name) == 0, "the end of its session")
    check_other_finished(victim, other)
    assert "cycle_failed error=database_unavailable" in victim.log()
    victim.link.mend()
    check_same(pair, undisturbed)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL], ids=["terminated", "killed"])
def test_a_session_is_lost(pair, undisturbed, how):
    """A killed one restarts all of PostgreSQL. Whichever daemon is first again goes on."""
    database = pair[0].database
    with contextlib.suppress(psycopg2.Error), held(database, "answer", "EXCLUSIVE"):
        launch(pair)
        name = stopped_half_way(pair)[0].name
        os.kill(database.value("SELECT pid FROM pg_stat_activity WHERE usename = 'pulssid_stats' AND application_name = %s"
                               " AND datname = current_database()", name), how)
    check_same(pair, undisturbed)
    assert [d.process.poll() for d in pair] == [None, None]
