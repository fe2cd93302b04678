#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the analysis of silos takes after a year of 1,000 teams with a million contacts a week, of which every fifth is handed on
between any two of them: year.py HOME [WEEKS]. Rows of 52 weeks go straight into the tables that closings leave behind, and
`pulssid cycle` says how long it looked for silos; processor time, of all that the cycle does, counts where others use the machine.
Exit 1: more than 30 s."""

import pathlib
import re
import resource
import subprocess
import sys
import time

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "bench")]

import large  # noqa: E402
from servers import cpu_seconds  # noqa: E402
from peak import peak_of  # noqa: E402
from scale import Scale  # noqa: E402

LEAVES, UNITS, DIVISIONS = 1000, 40, 8
CONTACTS, HANDED_ON = 1_000_000, 0.2
MOST_SECONDS = 30
FIRST = large.PERIOD
DIMENSIONS = ["wellbeing", "csat", "engagement", "customer_orientation", "collaboration_self"]
LEAF = "(SELECT id FROM pulssid.team WHERE code ~ '^L[0-9]+$')"

CALENDAR = f"""
    INSERT INTO pulssid.period (period, id, first_day, last_day, state, k_employee, k_customer, backfill)
        SELECT p, to_char(d, 'IYYY-"W"IW'), d, d + 6, 'published', 5, 5, false
          FROM (SELECT {FIRST} + i AS p, '2024-09-02'::date + 7 * i AS d FROM generate_series(0, :weeks - 1) i) w;
    INSERT INTO pulssid.period_team (team_id, period, name, parent_id, headcount, role)
        SELECT v.team_id, p.period, v.name, v.parent_id, 12, v.role FROM pulssid.team_version v, pulssid.period p;
    INSERT INTO pulssid.release (release, period, document, sha256, previous)
        SELECT period - {FIRST} + 1, period, '', sha256(''), sha256('') FROM pulssid.period;
    SELECT setseed(0.42);
    INSERT INTO pulssid.cell (team_id, period, dimension, state, kind, n, mean, sd)
        SELECT l.id, p.period, d, 'published', 'mean', 12, 50 + 20 * random(), 20
          FROM {LEAF} l, pulssid.period p, unnest(ARRAY{DIMENSIONS}) d;
    INSERT INTO pulssid.visit (team_id, period, n)
        SELECT l.id, p.period, {int(CONTACTS * (1 + HANDED_ON) / LEAVES)} FROM {LEAF} l, pulssid.period p;
    INSERT INTO pulssid.path_count (period, contacts, handoffs, handoffs_squared, ping_pong)
        SELECT period, ARRAY[{int(CONTACTS * (1 - HANDED_ON))}, {int(CONTACTS * HANDED_ON)}, 0, 0], {int(CONTACTS * HANDED_ON)},
               {int(CONTACTS * HANDED_ON)}, 0 FROM pulssid.period;
    INSERT INTO pulssid.rating (team_id, period, dimension, rated_id, n, mean)
        SELECT a.id, {FIRST} + 13 * w, 'collaboration', b.id, 5, 40 + 40 * random()
          FROM {LEAF} a, {LEAF} b, generate_series(0, :weeks / 13 - 1) w WHERE a.id <> b.id AND (a.id + b.id * 7 + w) % 25 = 0;"""
WEEK = f"""
    SELECT setseed(0.42);
    INSERT INTO pulssid.handoff (team_id, period, to_id, n, contacts)
        SELECT ids[a], :period, ids[b], count(*), count(*)
          FROM (SELECT 1 + floor({LEAVES} * random())::int AS a, 1 + floor({LEAVES} * random())::int AS b
                  FROM generate_series(1, {int(CONTACTS * HANDED_ON)})) h,
               (SELECT array_agg(id) AS ids FROM {LEAF} l) t
         WHERE a <> b GROUP BY 1, 3;"""


class Year(Scale):
    """A database with all that is kept of so many weeks, none of them analysed."""

    def fill_weeks(self, weeks):
        name = self.create("year")
        self.pulssid(name, "migrate")
        teams = self.home / "teams.csv"
        teams.write_text("\n".join(large.team_lines(LEAVES, UNITS, DIVISIONS)) + "\n", encoding="utf-8")
        self.pulssid(name, "team", "import", teams)
        self.postgres.run(CALENDAR.replace(":weeks", str(weeks)), name)
        for week in range(weeks):
            self.postgres.run(WEEK.replace(":period", str(FIRST + week)), name)
        self.postgres.run("VACUUM ANALYZE pulssid.handoff", name)
        return name


def spent(year):
    """Processor time so far, s: of programs that were started and ended, and of PostgreSQL."""
    own = resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime, cpu_seconds(year.postgres.pid)


def main(home, weeks=52):
    home = pathlib.Path(home)
    home.mkdir(parents=True, exist_ok=True)
    with Year(home, True) as year:
        start = time.monotonic()
        name = year.fill_weeks(int(weeks))
        rows = year.postgres.run("SELECT count(*) FROM pulssid.handoff", name)
        print(f"{rows} pairs of teams and weeks with handoffs, written in {time.monotonic() - start:.0f} s", flush=True)
        before = spent(year)
        process = subprocess.Popen(year.command(name, "cycle"), stdout=subprocess.PIPE, text=True)
        peak = peak_of(process)
        told = process.communicate()[0]
        print(told, end="")
        seconds = int(re.search(r"for silos: .* (\d+) ms", told).group(1)) / 1000
        own, database = (now - then for now, then in zip(spent(year), before))
        print(f"silos: {seconds:.1f} s; all analyses: {own:.1f} s of processor time, and PostgreSQL's {database:.1f} s, "
              f"{peak / 1e6:.0f} MB at most")
        return seconds > MOST_SECONDS or process.returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
