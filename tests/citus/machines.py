# SPDX-License-Identifier: GPL-3.0-or-later
"""A coordinator and its workers, each a cluster of tests/postgres; they reach each other by their socket folders."""

import contextlib
import pathlib
import subprocess

from harness import ROOT, Cluster, Database

SETTINGS = ("fsync=off", "shared_buffers=64MB", "shared_preload_libraries='citus'", "citus.node_conninfo='sslmode=prefer'",
            "citus.shard_count=4")
NAME = "pulssid"


def is_available():
    """Whether tests/postgres, which takes the newest PostgreSQL, will find Citus there."""
    newest = max(pathlib.Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    return pathlib.Path(f"/usr/share/postgresql/{newest.parts[-3]}/extension/citus.control").exists()


class Machine(Cluster):
    def __init__(self):
        super().__init__(*SETTINGS)
        # A shard that moves is copied over a connection to oneself.
        self.execute(f"ALTER SYSTEM SET citus.local_hostname = '{self.node[0]}'")
        self.execute("SELECT pg_reload_conf()")
        self.execute(f"CREATE DATABASE {NAME}")

    @property
    def node(self):
        """Host and port as citus_add_node() wants them."""
        words = dict(word.split("=") for word in self.where.split())
        return words["host"], int(words["port"])


class Machines:
    """The coordinator's database is what a daemon has; Citus joins when the operator says so."""

    def __init__(self, workers):
        self.coordinator = Machine()
        self.database = Database(self.coordinator, NAME)
        self.workers = [Machine() for _ in range(workers)]

    def join(self):
        """What sql/README.md tells the operator to do before citus.sql."""
        self.database.query("CREATE EXTENSION citus")
        for worker in self.workers:
            self.add(worker)

    def add(self, worker):
        worker.execute("CREATE EXTENSION citus", NAME)
        self.database.query("SELECT citus_add_node(%s, %s)", *worker.node)

    def shards(self, worker):
        """The tables of answers there and how many rows each has. Citus hides them from who does not ask."""
        with contextlib.closing(Database(worker, NAME).connect()) as connection, connection.cursor() as cursor:
            cursor.execute("SET citus.show_shards_for_app_name_prefixes = '*'")
            cursor.execute("SELECT relname FROM pg_class WHERE relnamespace = 'pulssid'::regnamespace AND relkind = 'r' "
                           "AND relname ~ '^answer_.*_[0-9]+$'")
            counts = {}
            for (name,) in cursor.fetchall():
                cursor.execute(f"SELECT count(*) FROM pulssid.{name}")
                counts[name] = cursor.fetchone()[0]
            return counts

    def remove(self):
        for machine in [self.coordinator, *self.workers]:
            machine.remove()


def spread(database):
    """sql/citus.sql, as an operator runs it."""
    done = subprocess.run(["psql", "-X", "-v", "ON_ERROR_STOP=1", "-d", database.conninfo(), "-f", ROOT / "sql/citus.sql"],
                          capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done
