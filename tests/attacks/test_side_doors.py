# SPDX-License-Identifier: GPL-3.0-or-later
"""What every role may read of PostgreSQL itself: catalogs, counters of tables, sizes, locks. The report and stats roles must
not learn there that somebody answered in an open period, nor how many did in one that is published, which would tell how many
were suppressed. The control is a table made and filled in the ordinary way.

Counters of the server as a whole (transactions, bytes of its log) are everybody's who may connect, and say nothing of a
period; they are not looked at."""

import contextlib

import pytest

from catalogs import differing, figures
from harness import Cluster, Service, wait_for
from seeds import OPEN, Seed, close_period, open_period, seal_period, submit
from session import attack

ROLES = ["pulssid_report", "pulssid_stats"]


@pytest.fixture(scope="module")
def template(certificates, tmp_path_factory):
    """On a server that counts and looks into its tables as eagerly as it can."""
    eager = [f"autovacuum_{what}={value}" for what, value in [
        ("naptime", "1s"), ("analyze_threshold", 0), ("analyze_scale_factor", 0), ("vacuum_insert_threshold", 0),
        ("vacuum_insert_scale_factor", 0)]]
    cluster = Cluster("fsync=off", *eager)
    database = cluster.new_database("eager")
    Service(tmp_path_factory.mktemp("eager"), database, certificates, {}).found()
    yield database
    cluster.remove()


@pytest.fixture
def database(template):
    database = template.cluster.copy_database(template.name, "copy")
    yield database
    database.drop()


def fill_plain(database, name, n):
    """An ordinary table; comes back when autovacuum has been there, and so has been everywhere it would go."""
    database.query(f"CREATE TABLE IF NOT EXISTS public.{name} (x integer)")
    database.query(f"INSERT INTO public.{name} SELECT i FROM generate_series(1, %s) i", n)
    rows = f"SELECT reltuples = (SELECT count(*) FROM public.{name}) FROM pg_class WHERE relname = '{name}'"
    wait_for(lambda: database.value(rows), "autovacuum")


@contextlib.contextmanager
def batch_under_way(database, seed):
    """What the daemon holds before a commit."""
    with contextlib.closing(database.connect("pulssid_ingest")) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(pulssid.period_lock_class(), %s)", (seed.period,))
        cursor.execute("INSERT INTO pulssid.submission (team_id, period, id_hash, survey_id) VALUES (1, %s, gen_random_uuid(), 1)",
                       (seed.period,))
        yield


def names_of(places):
    return {table for _, table, _ in places}


def test_an_open_period(database):
    def look():
        parts = [OPEN.partition.removeprefix("pulssid."), "ordinary", "submission", "spent", "answer", "period", "team"]
        return {role: figures(database, role, parts) for role in ROLES}

    open_period(database, OPEN)
    submit(database, OPEN, 100)
    fill_plain(database, "plain_ordinary", 100)
    before, again = look(), look()
    submit(database, OPEN, 1000)
    fill_plain(database, "plain_ordinary", 1000)
    with batch_under_way(database, OPEN):
        after = look()
    for role in ROLES:
        told = differing(before[role], after[role]) - differing(before[role], again[role])
        assert names_of(told) == {"plain_"}
        assert {"n_tup_ins", "reltuples"} <= {column for _, _, column in told}, "the control"


# How many answered, in periods that differ in nothing else.
SEALED = {Seed(400, "2026-03-02"): 40, Seed(400, "2026-03-09"): 40, Seed(400, "2026-03-16"): 2000}


def test_how_many_answered_in_a_published_period(database):
    for seed, n in SEALED.items():
        open_period(database, seed)
        submit(database, seed, n)
        close_period(database, seed)
        seal_period(database, seed)
        fill_plain(database, f"plain_{seed.suffix}", n)
    for role in ROLES:
        one, like_it, larger = (figures(database, role, [seed.suffix]) for seed in SEALED)
        told = differing(one, larger) - differing(one, like_it)
        assert names_of(told) == {"plain_"}
        assert {"n_tup_ins", "reltuples"} <= {column for _, _, column in told}, "the control"


@pytest.mark.parametrize("role", ROLES)
def test_the_lock_of_a_batch(database, role):
    """Neither whether there is a batch can be asked, nor can one be held up."""
    open_period(database, OPEN)
    ask = [f"SELECT pg_try_advisory_lock(1886745203, {OPEN.period})", f"SELECT pg_try_advisory_xact_lock(1886745203, {OPEN.period})"]
    if role == "pulssid_report":
        with batch_under_way(database, OPEN):
            during = attack(database, role, ask)
            of_superuser = attack(database, "postgres", ask)
        assert during == attack(database, role, ask)
        assert of_superuser != attack(database, "postgres", ask), "the control"
    else:
        assert "True" in attack(database, role, ask), "closing a period needs its lock"
