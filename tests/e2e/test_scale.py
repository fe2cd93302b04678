# SPDX-License-Identifier: GPL-3.0-or-later
"""Closing a period costs as much as its rows, and the daemon holds none of them. Counted where that is possible: how often
PostgreSQL reads the period, and pulssid's memory. Processor time is held against that of copying the same rows, with much
room. tests/scale/run measures the same with a million rows and more."""

import json
import pathlib
import re
import sys

import pytest

from harness import TESTS, wait_for

sys.path[:0] = [str(TESTS / "scale"), str(TESTS / "bench")]

import large  # noqa: E402
import servers  # noqa: E402
from peak import peak_of  # noqa: E402

# Both are more than the classes of contacts that are held at all, so that memory has no reason left to grow.
FEW, MANY = 70_000, 200_000
KEPT = {"stats": {"retention": 0}}
ROWS = {"employees": large.employees, "customers": large.customers}
# Surveys are counted, answers tallied with all their items, and two tables written. Of customers, senders are counted beside
# what they touched, which is counted once more for each level of units, here three, and so are steps and short paths (it was 40
# times, for three dimensions); and paths: whole, by where they begin, and by the teams on them.
READS = {"employees": 4, "customers": 11}
# Bytes of pulssid's memory a row more. It holds no row; of customers, two teams between which somebody was handed on are an edge
# of a graph while silos are looked for, and with more rows more of all pairs are.
HELD = {"employees": 15, "customers": 45}
# The processor's time in multiples of a copy's: about 3 and 8.
COPIES = {"employees": 10, "customers": 25}


class Closing:
    """A cycle over a period of so many rows, and what it cost."""

    def __init__(self, service, audience, rows):
        self.database = service.database
        teams = service.folder / "large.csv"
        teams.write_text("\n".join(large.team_lines(600, 30, 6)) + "\n")
        service.run("team", "import", teams)
        self.database.query(large.OPENING)
        self.database.query(ROWS[audience](rows))
        self.copy_seconds = self.cpu_of(self.copy)
        self.pages = self.database.value(f"SELECT pg_relation_size('{large.PARTITION}') / 8192")
        self.explain()
        log_start = len(self.database.cluster.log())
        self.cycle_seconds = self.cpu_of(lambda: self.cycle(service))
        self.pages_read = sum(pages_of(self.database.cluster.log()[log_start:]))
        assert self.database.value("SELECT state FROM pulssid.period") == "published"

    def copy(self):
        self.database.query(f"CREATE TABLE public.copy AS SELECT * FROM {large.PARTITION} ORDER BY gen_random_uuid()")

    def cycle(self, service):
        process = service.start_command("cycle")
        self.peak = peak_of(process)
        told, failed = process.communicate()
        assert process.returncode == 0, f"{told}{failed}"

    def cpu_of(self, work):
        """Seconds of PostgreSQL's processes, those included that end with the work."""
        pid = int((pathlib.Path(self.database.cluster.folder) / "data/postmaster.pid").read_text().split()[0])
        start = servers.cpu_seconds(pid)
        work()
        self.wait_until_idle()
        return servers.cpu_seconds(pid) - start

    def wait_until_idle(self):
        wait_for(lambda: self.database.value("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()") == 1,
                 "the end of the sessions")

    def explain(self):
        """auto_explain tells of every statement in the log, but for those that are over at once. That the role must not have
        it so, it has from migrating; what is set for it in one database goes before that."""
        for setting in large.EXPLAINING + ("auto_explain.log_analyze = on", "auto_explain.log_buffers = on",
                                           "auto_explain.log_timing = off", "auto_explain.log_format = json"):
            self.database.query(f"ALTER ROLE pulssid_stats IN DATABASE {self.database.name} SET {setting}")


def nodes_of(plan):
    yield plan
    for below in plan.get("Plans", []):
        yield from nodes_of(below)


def pages_of(log):
    """What each statement read of submissions, in pages."""
    for text in re.findall(r"duration: [0-9.]+ ms  plan:\n((?:\t.*\n)+)", log):
        for node in nodes_of(json.loads(text)["Plan"]):
            if node.get("Relation Name", "").startswith("submission_"):
                yield node["Shared Hit Blocks"] + node["Shared Read Blocks"]


@pytest.fixture(scope="module", params=sorted(ROWS))
def closings(request, new_service):
    """A small one and a large one."""
    return request.param, [Closing(new_service(KEPT), request.param, rows) for rows in (FEW, MANY)]


def test_a_period_is_read_a_few_times(closings):
    audience, (_, many) = closings
    assert many.pages > 1000
    assert READS[audience] <= round(many.pages_read / many.pages, 1) < READS[audience] + 0.5


def test_the_daemon_holds_no_row(closings):
    audience, (few, many) = closings
    assert few.peak > 5e6  # it was seen
    assert many.peak - few.peak < HELD[audience] * (MANY - FEW), f"{few.peak} bytes became {many.peak}"


def test_closing_takes_a_few_copies(closings):
    audience, (_, many) = closings
    assert many.cycle_seconds < COPIES[audience] * many.copy_seconds, f"{many.cycle_seconds} s, a copy {many.copy_seconds} s"
