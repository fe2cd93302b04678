#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a Citus costs on one machine: submissions a second over TLS and the sealing of a period, before one PostgreSQL and before
a coordinator with two workers, by turns. The surroundings are those of tests/bench, whose generator has to be built:

    cmake --build --preset release --target pulssid bench_generator; tests/citus/speed.py [ROUNDS]
"""

import contextlib
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
TESTS = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TESTS / "bench"))

import measures  # noqa: E402
import servers  # noqa: E402
from bench import Bench  # noqa: E402

CITUS = ("shared_preload_libraries='citus'", "citus.node_conninfo='sslmode=prefer'")
SEALED = 1000000
SHAPES = {"one by one": ({"connections": 64, "batch": 1}, "201"), "in bodies of 1,000": ({"connections": 10, "batch": 1000}, "200")}


class Plain(Bench):
    name, settings, workers = "one PostgreSQL", (), 0

    def __init__(self, home, found):
        home.mkdir()
        super().__init__(home, False, None)
        self.found, self.joined = found, []

    def __enter__(self):
        self.open = contextlib.ExitStack()
        self.postgres = self.open.enter_context(servers.Postgres(self.home / "postgres", *self.settings))
        self.postgres.make_peer_table()
        self.organisation = servers.Organisation(self.home, self.postgres)
        for i in range(self.workers):
            worker = servers.Postgres(self.home / f"worker{i}", "shared_buffers=256MB", *self.settings)
            self.joined.append(self.open.enter_context(worker))
            self.join(worker)
        self.daemon = self.open.enter_context(self.pulssid(ingest={"ack_timeout_ms": 60000}))
        self.open_period(self.daemon)
        return self

    def __exit__(self, *error):
        self.open.close()

    def note(self, what, value):
        self.found.setdefault(f"{what}, {self.name}", []).append(value)

    def take(self, shape):
        load, status = SHAPES[shape]
        self.postgres.empty()
        measured = measures.expect(measures.drive(self, self.daemon, mode="closed", seconds=self.seconds, **load), status)
        self.note(f"submissions a second {shape}", measured.rate * load["batch"])
        self.note(f"us of PostgreSQL's processor time a submission {shape}", measured.database_us / load["batch"])

    def seal(self, week):
        """A week of so many answers in all teams."""
        period = 2000 + week
        run = self.postgres.run
        run(f"SELECT pulssid.period_open({period}, '2008-W{week:02}', '2008-05-01', '2008-05-07', '2008-05-01', 5, 5, true)")
        survey = "(SELECT max(id) FROM pulssid.survey WHERE code = 'employee-pulse')"
        run("INSERT INTO pulssid.submission (team_id, period, id_hash, survey_id, answers) "
            f"SELECT 1 + i % {servers.TEAMS}, {period}, gen_random_uuid(), {survey}, '{{1,2,3,4,5,1,2,3,4,5}}' "
            f"FROM generate_series(1, {SEALED}) i")
        run(f"SELECT pulssid.period_close({period}, '2008-06-01'); INSERT INTO pulssid.seal_plan "
            f"SELECT id, {period}, {survey}, id, NULL FROM pulssid.team")
        run("CHECKPOINT")
        began, spent = time.monotonic(), self.spent()
        run(f"SET client_min_messages = warning; SELECT pulssid.period_seal({period})")
        self.note(f"seconds to seal {SEALED}", time.monotonic() - began)
        self.note(f"seconds of processor time to seal {SEALED}, all machines'", self.spent() - spent)

    def spent(self):
        return sum(servers.cpu_seconds(postgres.pid) for postgres in [self.postgres, *self.joined])


class Citus(Plain):
    name, settings, workers = "a coordinator and two workers", CITUS, 2

    def __enter__(self):
        super().__enter__()
        subprocess.run(["psql", "-Xq", "-v", "ON_ERROR_STOP=1", "-f", TESTS.parent / "sql/citus.sql",
                        self.postgres.conninfo("postgres")], check=True, capture_output=True)
        return self

    def join(self, worker):
        worker.run("CREATE EXTENSION citus")
        self.postgres.run("SET client_min_messages = warning; CREATE EXTENSION IF NOT EXISTS citus")
        self.postgres.run(f"SELECT citus_add_node('{worker.host}', {worker.port})")


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    found = {}
    with tempfile.TemporaryDirectory(prefix="pulssid-citus-") as folder:
        pathlib.Path(folder).chmod(0o755)
        with Plain(pathlib.Path(folder) / "plain", found) as plain, Citus(pathlib.Path(folder) / "citus", found) as citus:
            for i in range(rounds):
                for bench in plain, citus:
                    for shape in SHAPES:
                        bench.take(shape)
                    bench.seal(i + 1)
    for what, values in sorted(found.items()):
        print(f"{what}: {statistics.median(values):.1f} ({min(values):.1f} to {max(values):.1f})")


if __name__ == "__main__":
    main()
