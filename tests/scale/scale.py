#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Closing large periods; tests/scale/run builds what it needs and starts it."""

import argparse
import json
import pathlib
import re
import statistics
import subprocess
import sys
import time

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "bench")]

import bench  # noqa: E402
import large  # noqa: E402
import servers  # noqa: E402
from peak import peak_of  # noqa: E402
from report import Report  # noqa: E402

PLANNING = servers.BUILD / "tests" / "scale" / "scale_planning"
LEAVES, UNITS, DIVISIONS = 912, 40, 8
PLANNED = LEAVES + UNITS + DIVISIONS
COLUMNS = {"seconds": "s", "row_us": "us a row", "cpu": "PostgreSQL CPU s", "peak_mb": "pulssid MB", "temp_mb": "temporary MB"}
NOTE = ("pulssid and PostgreSQL share the cores, and perhaps others do: compare what is beside one another. CPU times are of all of PostgreSQL's processes; megabytes are the resident memory"
        " of `pulssid cycle` at its peak, and what PostgreSQL wrote to temporary files, for its sorts.")


class Scale:
    """The surroundings: a cluster with everything that makes a commit durable left on, and databases made in it."""

    def __init__(self, home, quick):
        self.home = home
        self.rows = 100_000 if quick else 1_000_000
        self.rounds = 5
        self.postgres = servers.Postgres(home / "postgres", "track_commit_timestamp=on")

    def __enter__(self):
        try:
            self.create("organisation")
            self.pulssid("organisation", "migrate")
            teams = self.home / "teams.csv"
            teams.write_text("\n".join(large.team_lines(LEAVES, UNITS, DIVISIONS)) + "\n", encoding="utf-8")
            self.pulssid("organisation", "team", "import", teams)
            self.postgres.run(large.OPENING, "organisation")
        except BaseException:
            self.postgres.stop()
            raise
        return self

    def __exit__(self, *_):
        self.postgres.stop()

    def create(self, name, template="template0"):
        if self.postgres.run(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"):
            self.postgres.run(f"DROP DATABASE {name} WITH (FORCE)")
        self.postgres.run(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        return name

    def fill(self, name, sql):
        """A database of the organisation with the rows of one period."""
        self.postgres.run(sql, self.create(name, "organisation"))
        self.postgres.run("CHECKPOINT")
        return name

    def command(self, database, *words):
        conf = self.home / f"{database}.conf"
        servers.write_conf(conf, self.postgres, {"stats": {"links": "", "retention": 0}}, database)
        return [servers.PULSSID, *words, "-c", conf]

    def pulssid(self, database, *words):
        return subprocess.run(self.command(database, *words), check=True, stdout=subprocess.PIPE, text=True).stdout


class Spent:
    """Time on the clock, PostgreSQL's CPU time, and temporary files, from its making to stop()."""

    def __init__(self, postgres, database):
        self.postgres = postgres
        self.database = database
        self.temp = self.temp_bytes()
        self.cpu_start = servers.cpu_seconds(postgres.pid)
        self.start = time.monotonic()

    def temp_bytes(self):
        sql = f"SELECT temp_bytes FROM pg_stat_database WHERE datname = '{self.database}'"
        return int(self.postgres.run(sql) or 0)

    def stop(self):
        self.seconds = time.monotonic() - self.start
        time.sleep(0.1)  # the session's end, with which its processor time and its counters come
        self.cpu = servers.cpu_seconds(self.postgres.pid) - self.cpu_start
        self.temp = self.temp_bytes() - self.temp
        return self


def copy_rows(scale, database):
    """What the closing is measured by: the same rows, copied in random order."""
    scale.postgres.run("CHECKPOINT")
    spent = Spent(scale.postgres, database)
    scale.postgres.run(f"CREATE TABLE public.copy AS SELECT * FROM {large.PARTITION} ORDER BY gen_random_uuid()", database)
    spent.stop()
    scale.postgres.run("DROP TABLE public.copy", database)
    return spent


def close(scale, database, rows):
    """`pulssid cycle`, from its start to its end: closes the period, counts, plans, releases and seals it, which one transaction
    ends (`sealed`, in seconds), and analyses the release."""
    scale.postgres.run("CHECKPOINT")
    began = time.time()
    spent = Spent(scale.postgres, database)
    process = subprocess.Popen(scale.command(database, "cycle"), stdout=subprocess.PIPE, text=True)
    spent.peak = peak_of(process)
    told, _ = process.communicate()
    spent.stop()
    spent.sealed = float(scale.postgres.run("SELECT extract(epoch FROM max(pg_xact_commit_timestamp(xmin))) FROM pulssid.release",
                                            database)) - began
    sealed = int(scale.postgres.run("SELECT count(*) FROM pulssid.answer", database))
    if process.returncode != 0 or sealed != rows:
        raise RuntimeError(f"the cycle ended with {process.returncode} and {sealed} of {rows} answers sealed: {told}")
    return spent


def median(values):
    return statistics.median(values)


def note(report, name, rows, spents, **more):
    seconds = median(s.seconds for s in spents)
    report.row(name, seconds=seconds, row_us=1e6 * seconds / rows, cpu=median(s.cpu for s in spents),
               temp_mb=median(s.temp for s in spents) / 1e6, **more)


def planning(scale, report):
    """What may be shown of the organisation and where its answers go, without a database."""
    done = subprocess.run([PLANNING, str(PLANNED)], check=True, stdout=subprocess.PIPE, text=True)
    times = json.loads(done.stdout)
    for name, milliseconds in times.items():
        report.row(f"planning {PLANNED:,} teams, ms: {name}", value=milliseconds)
    report.goal("planning_milliseconds", max(ms for name, ms in times.items() if not name.startswith("cells")), "<=", 10)


def closing(scale, report):
    """A million employees of 960 teams, beside a copy of the rows; and the same with a dimension taken out of every row."""
    for name, half_answered, bound in ("closing", False, 3), ("closing_masked", True, 3.5):
        filled = scale.fill("filled", large.employees(scale.rows, half_answered))
        copies, closings = [], []
        for _ in range(scale.rounds):
            database = scale.create("closed", filled)
            copies.append(copy_rows(scale, database))
            closings.append(close(scale, database, scale.rows))
        note(report, f"{name}, {scale.rows:,} employees: copy", scale.rows, copies)
        note(report, f"{name}, {scale.rows:,} employees: cycle", scale.rows, closings,
             peak_mb=max(c.peak for c in closings) / 1e6)
        report.row(f"{name}, s until {scale.rows:,} employees are sealed", value=median(c.sealed for c in closings))
        report.goal(f"{name}_of_copy", median(c.sealed / r.seconds for c, r in zip(closings, copies)), "<=", bound)


def explained(log, start):
    """Statements that auto_explain told of since then, with how often and how long in all; those inside others left out."""
    told = log.read_bytes()[start:].decode(errors="replace")
    found = {}
    for milliseconds, text in re.findall(r"duration: ([0-9.]+) ms  plan:\s+Query Text: (.*(?:\n\t  .*)*)", told):
        name = " ".join(text.split())[:60]
        if not re.search(r"FROM ONLY|_seal\(p_period", name):
            times, total = found.get(name, (0, 0))
            found[name] = times + 1, total + float(milliseconds)
    return found


def statements(scale, report):
    """What each statement of a closing takes, as auto_explain tells it."""
    rows = scale.rows
    log = scale.postgres.folder / "data" / "server.log"
    for audience, sql in ("employees", large.employees(rows)), ("customers", large.customers(rows)):
        database = scale.fill("explained", sql)
        for setting in large.EXPLAINING:
            scale.postgres.run(f"ALTER ROLE pulssid_stats IN DATABASE {database} SET {setting}")
        start = log.stat().st_size
        close(scale, database, rows)
        for name, (times, milliseconds) in explained(log, start).items():
            if milliseconds >= 10:
                report.row(f"{rows:,} {audience}, ms of {times} x `{name}`", value=milliseconds)


def memory(scale, report):
    """A period of customers and one with ten times more: what the daemon holds, and how long it takes."""
    held, seconds, cpus = [], [], []
    for rows in scale.rows, 10 * scale.rows:
        database = scale.fill("closed", large.customers(rows))
        spent = close(scale, database, rows)
        text = int(scale.postgres.run("SELECT octet_length(document) FROM pulssid.release", database))
        note(report, f"memory, {rows:,} customers: cycle", rows, [spent], peak_mb=spent.peak / 1e6)
        report.row(f"memory, {rows:,} customers: MB of the release's text", value=text / 1e6)
        report.row(f"memory, s until {rows:,} customers are sealed", value=spent.sealed)
        held.append(spent.peak - text)
        seconds.append(spent.sealed)
        cpus.append(spent.cpu)
        scale.postgres.run(f"DROP DATABASE {database}")
    report.goal("memory_beside_release_megabytes", max(held) / 1e6, "<=", 96)
    report.goal("memory_beside_release_of_a_tenth", held[1] / held[0], "<=", 1.1)
    report.goal("customers_seconds", seconds[0], "<=", 30)
    report.goal("row_cpu_of_a_tenth", cpus[1] / cpus[0] / 10, "<=", 1.5)


ALL = (planning, closing, memory, statements)
QUICK = (planning, closing, memory)


def read_arguments():
    names = [measure.__name__ for measure in ALL]
    parser = argparse.ArgumentParser(prog="tests/scale/run", description=__doc__, allow_abbrev=False)
    parser.add_argument("--quick", action="store_true", help="a tenth of the rows, under a minute")
    parser.add_argument("--home", type=pathlib.Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(names))
    arguments = parser.parse_args()
    for name in arguments.names:
        if name not in names:
            parser.error(f"there is no {name}; there are {', '.join(names)}")
    return arguments


def versions(scale):
    commit = bench.first_line("git", "describe", "--always", "--dirty", "--abbrev=12")
    return [f"{bench.first_line(servers.PULSSID, '--version')}, commit {commit}",
            "PostgreSQL " + scale.postgres.run("SHOW server_version") + ", " + ", ".join(servers.Postgres.SETTINGS)]


def main():
    arguments = read_arguments()
    bench.end_in_order()
    report = Report("tests/scale/run", COLUMNS, NOTE)
    with Scale(arguments.home, arguments.quick) as scale:
        for measure in ALL:
            if measure.__name__ in (arguments.names or [m.__name__ for m in (QUICK if arguments.quick else ALL)]):
                print(f"== {measure.__name__}: {measure.__doc__.splitlines()[0]}", flush=True)
                measure(scale, report)
        report.print()
        if not arguments.quick and not arguments.names:
            report.write(HERE / "RESULTS.md", versions(scale))
    return 0 if report.holds() else 1


if __name__ == "__main__":
    sys.exit(main())
