# SPDX-License-Identifier: GPL-3.0-or-later
"""What Citus adds to what the daemon's roles can read and call: nothing that tells how many answers were sealed, or where.

The control is what the schema's owner reads there."""

import pytest

from catalogs import differing, figures
from machines import spread
from seeds import Seed, close_period, open_period, seal_period, submit
from session import attack

ROLES = ["pulssid_report", "pulssid_stats", "pulssid_ingest"]
# How many answered, in periods that differ in nothing else.
SEALED = {Seed(400, "2026-03-02"): 40, Seed(400, "2026-03-09"): 40, Seed(400, "2026-03-16"): 20000}
PARTS = [f"answer_{seed.suffix}" for seed in SEALED]
ON_WORKERS = "SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relname ~ 'answer_2026_w12'"
TRICKS = [
    *[f"SELECT {name}('pulssid.answer_2026_w12')" for name in
      ("citus_table_size", "citus_relation_size", "citus_total_relation_size")],
    "SELECT table_size FROM citus_tables WHERE table_name::text ~ 'w12'", "SELECT shard_size FROM citus_shards",
    "SELECT * FROM citus_shard_sizes()", "SELECT * FROM citus_stat_activity", "SELECT * FROM citus_locks",
    *[f"SELECT * FROM {name}($${ON_WORKERS}$$)" for name in
      ("run_command_on_workers", "run_command_on_all_nodes", "run_command_on_coordinator")],
    f"SELECT * FROM run_command_on_shards('pulssid.answer', $$SELECT pg_relation_size('%s')$$)",
    f"SELECT * FROM run_command_on_placements('pulssid.answer', $$SELECT pg_relation_size('%s')$$)",
]


@pytest.fixture(scope="module")
def database(on_citus):
    database = on_citus.database
    for seed, n in SEALED.items():
        open_period(database, seed)
        submit(database, seed, n)
        close_period(database, seed)
        seal_period(database, seed)
    spread(database)
    return database


def told(database, role):
    """Where the period with more answers differs and the one with as many does not."""
    one, like_it, larger = (figures(database, role, [part]) for part in PARTS)
    return differing(one, larger) - differing(one, like_it)


@pytest.fixture(scope="module")
def told_to_owner(database):
    return {source for source, _, _ in told(database, "postgres")}


@pytest.mark.parametrize("role", ROLES)
def test_how_many_answered(database, role, told_to_owner):
    assert not told(database, role)
    assert "citus_table_size" in told_to_owner, "the control"


@pytest.mark.parametrize("role", ROLES)
def test_tricks(database, role):
    for statement in TRICKS:
        assert "SQLSTATE 42501" in attack(database, role, [statement]), statement
        assert "SQLSTATE" not in attack(database, "postgres", [statement]), f"the control: {statement}"
