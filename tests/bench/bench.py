#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The write pipe beside its peers, in one run; tests/bench/run brings what it needs and starts it."""

import argparse
import json
import os
import pathlib
import resource
import signal
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import measures
import servers
from report import Report


class Bench:
    """The surroundings: a cluster with the schema, certificates, and servers on demand."""

    def __init__(self, home, quick, nginx):
        self.home = home
        self.quick = quick
        self.rounds = 3
        self.many_rounds = 3 if quick else 7  # where a short disturbance counts most
        self.seconds = 1 if quick else 4
        self.warm = 0.5 if quick else 1
        self.best_single = None
        self.lanes = 2 * max(1, os.cpu_count() // 2)  # as many connections as pulssid has by default: two a worker
        self.nginx_binary = nginx
        self.ca = servers.make_certificates(home)
        self.postgres = None
        self.organisation = None

    def __enter__(self):
        self.postgres = servers.Postgres(self.home / "postgres")
        try:
            self.postgres.make_peer_table()
            self.organisation = servers.Organisation(self.home, self.postgres)
        except BaseException:
            self.postgres.stop()
            raise
        return self

    def __exit__(self, *_):
        self.postgres.stop()

    def pulssid(self, server=None, ingest=None, name="pulssid", stats=None):
        started = servers.start_pulssid(self.home, self.postgres, server, ingest, name, stats)
        servers.await_ready(started, self.ca, self.organisation.key)
        return started

    def nginx(self):
        return servers.start_nginx(self.home, self.nginx_binary)

    def fastify(self):
        return servers.start_fastify(self.home, self.postgres, self.organisation)

    def open_period(self, pulssid):
        """By one submission, so that the partition is there."""
        measures.drive(self, pulssid, mode="closed", connections=1, threads=1, batch=1, warm=0, seconds=0.05)

    def fill(self, rows):
        """Rows as they are in a period that a large organisation has nearly filled."""
        self.postgres.run(
            "INSERT INTO pulssid.submission (team_id, period, id_hash, survey_id, answers)"
            f" SELECT 1 + i % {servers.TEAMS}, p.period, gen_random_uuid(), s.id, '{{1,2,3,4,5,1,2,3,4,5}}'"
            f" FROM generate_series(1, {rows}) i,"
            " (SELECT max(period) AS period FROM pulssid.period WHERE state = 'open') p,"
            " (SELECT max(id) AS id FROM pulssid.survey WHERE code = 'employee-pulse') s")
        self.postgres.run("VACUUM ANALYZE pulssid.submission")
        self.postgres.run("CHECKPOINT")


def read_arguments():
    names = [measure.__name__ for measure in measures.ALL + measures.APART]
    parser = argparse.ArgumentParser(prog="tests/bench/run", description=__doc__, allow_abbrev=False)
    parser.add_argument("--quick", action="store_true", help="short rounds, under two minutes")
    parser.add_argument("--nginx", type=pathlib.Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--home", type=pathlib.Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(names))
    arguments = parser.parse_args()
    for name in arguments.names:
        if name not in names:
            parser.error(f"there is no {name}; there are {', '.join(names)}")
    return arguments


def raise_files():
    """Connections are files, on either side."""
    wanted = 65536
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, max(wanted, hard)))
    except (OSError, ValueError):  # not root: as many as there may be
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def first_line(*command):
    done = subprocess.run(command, cwd=servers.HERE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=True)
    return done.stdout.splitlines()[0]


def versions(bench):
    packages = json.loads((servers.HERE / "peers" / "fastify" / "package.json").read_text())["dependencies"]
    commit = first_line("git", "describe", "--always", "--dirty", "--abbrev=12")
    return [f"{first_line(servers.PULSSID, '--version')}, commit {commit}; its defaults, but for limits on one connection's"
            " requests and idle time", "PostgreSQL " + bench.postgres.run("SHOW server_version"),
            first_line("openssl", "version"), first_line(bench.nginx_binary, "-v"),
            "node " + first_line("node", "--version"),
            ", ".join(f"{name} {version}" for name, version in packages.items())]


def end_in_order():
    """So that no server is left behind: what is open is closed on the way out."""
    for number in signal.SIGTERM, signal.SIGHUP, signal.SIGINT:
        signal.signal(number, lambda number, _: sys.exit(128 + number))


def main():
    arguments = read_arguments()
    end_in_order()
    raise_files()
    report = Report()
    with Bench(arguments.home, arguments.quick, arguments.nginx) as bench:
        wanted = [m for m in measures.ALL + measures.APART if m.__name__ in arguments.names] or measures.ALL
        for measure in wanted:
            print(f"== {measure.__name__}: {measure.__doc__.splitlines()[0]}", flush=True)
            measure(bench, report)
        report.print()
        if not arguments.quick and not arguments.names:
            report.write(servers.HERE / "RESULTS.md", versions(bench))
    return 0 if report.holds() else 1


if __name__ == "__main__":
    sys.exit(main())
