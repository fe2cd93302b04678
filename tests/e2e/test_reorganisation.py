# SPDX-License-Identifier: GPL-3.0-or-later
"""An organisation that changes: teams renamed, moved, merged, split, taken over and closed over nine weeks with real
cycles. Each change is for the next period that opens; what is open or published keeps its tree; and linkage follows a
team for as long as it is the same group of people."""

import csv
import datetime
import json
import re

import pytest

from harness import ROOT, customer, employee, today, week
from organisation import rows

DAY = datetime.timedelta(days=1)
WEEKS = 9
FIRST = today() - datetime.timedelta(days=today().weekday(), weeks=WEEKS + 4)
MONDAYS = [FIRST + datetime.timedelta(weeks=w) for w in range(WEEKS)]
PERIODS = [week(monday) for monday in MONDAYS]
HEAD = ["code", "name", "parent", "headcount", "role", "valid_from", "valid_to", "series"]
LEAVES = sorted(r["team_id"] for r in rows("teams.csv"))
UNIT = {r["team_id"]: r["unit"] for r in rows("teams.csv")}

BEFORE = MONDAYS[3] - DAY
# From the fourth week on: T01 renamed, T02 moved, T03 and T04 merged into M1, T05 split into S1 and S2 below it, T06 taken
# over by T07, T08 closed, T09 made a router of another headcount.
CHANGES = [
    *[(code, f"Team {code}", UNIT[code], 12, "", "", BEFORE, "") for code in ("T01", "T02", "T03", "T04", "T05", "T06", "T07",
                                                                           "T08", "T09")],
    ("T01", "A new name", UNIT["T01"], 12, "", MONDAYS[3], "", ""),
    ("T02", "Team T02", "U4", 12, "", MONDAYS[3], "", ""),
    ("M1", "Merged", UNIT["T03"], 24, "", MONDAYS[3], "", ""),
    ("T05", "Now a unit", UNIT["T05"], 12, "", MONDAYS[3], "", ""),
    ("S1", "Half", "T05", 6, "", MONDAYS[3], "", ""),
    ("S2", "Other half", "T05", 6, "", MONDAYS[3], "", ""),
    ("T07", "Team T07", UNIT["T07"], 24, "", MONDAYS[3], "", "new"),
    ("T09", "Team T09", UNIT["T09"], 40, "router", MONDAYS[3], "", ""),
]
# From the seventh week on the two halves are one team again.
REUNION = [(code, name, "T05", 6, "", MONDAYS[3], MONDAYS[6] - DAY, "") for code, name in (("S1", "Half"), ("S2", "Other half"))]

TEAMS = {
    range(0, 3): LEAVES,
    range(3, 6): sorted({*LEAVES, "M1", "S1", "S2"} - {"T03", "T04", "T05", "T06", "T08"}),
    range(6, 9): sorted({*LEAVES, "M1"} - {"T03", "T04", "T06", "T08"}),
}
# Weeks with both figures in the newest linkage: each team's own, since it is what it is.
PAIRS = {"T01": 9, "T02": 9, "T03": 3, "T04": 3, "M1": 6, "T05": 3, "S1": 3, "S2": 3, "T06": 3, "T07": 6, "T08": 3, "T09": 9,
         "T10": 9, "T11": 9, "T12": 9}


def write_teams(path, lines, head=None):
    with open(path, "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(head or HEAD)
        out.writerows(lines)
    return path


def first_teams():
    """Every team with a headcount that no cell of the test goes beyond."""
    units = [(unit, f"Unit {unit}", "", "", "", "", "", "") for unit in sorted(set(UNIT.values()))]
    return units + [(code, f"Team {code}", UNIT[code], 12, "", "", "", "") for code in LEAVES]


def teams_of(w):
    return next(teams for weeks, teams in TEAMS.items() if w in weeks)


def answers(w, teams):
    """Five employees and six customers of each team; a figure that is the team's and the week's own."""
    day = MONDAYS[w] + 2 * DAY
    for i, team in enumerate(teams):
        yield from (employee(day, team, answers={f"wb{q}": (i + w + q) % 6 for q in range(1, 6)}) for _ in range(5))
        yield from (customer(day, (team,), answers={"csat": 1 + (2 * i + w) % 5}) for _ in range(6))


def submit(service, items):
    with service.client() as client:
        return client.submit_sequence(list(items)).verdicts()


def statuses(verdicts):
    return {v["status"] for v in verdicts}


def what_is_said(service, period):
    """Everything that an analyst can read of one period, byte for byte."""
    with service.analyst() as client:
        answers_of = [client.get(path) for path in (
            f"/v1/scores?period={period}", f"/v1/teams?period={period}", f"/v1/teams?period={period}&format=csv",
            f"/v1/linkage?period={period}", f"/v1/changes?period={period}", f"/v1/silos?period={period}",
            f"/v1/handoffs?period={period}", f"/v1/releases/{period}", f"/v1/releases?period={period}")]
    assert {a.status for a in answers_of} == {200}
    views = [service.database.query(f"SELECT * FROM report.{view} WHERE period = %s ORDER BY 1, 2, 3", period,
                                    user="pulssid_report") for view in ("scores", "period_teams", "release_documents")]
    return [a.body for a in answers_of], views


def tree_of_open(service, period):
    return service.database.query(
        "SELECT t.code, x.name, u.code, x.headcount, x.role FROM pulssid.period_team x JOIN pulssid.period p USING (period) "
        "JOIN pulssid.team t ON t.id = x.team_id LEFT JOIN pulssid.team u ON u.id = x.parent_id WHERE p.id = %s ORDER BY 1",
        period)


def pairs(service, *words):
    report = json.loads(service.run("report", "linkage", "--format", "json", *words).stdout)
    return {r["team"]: r["n_pairs"] for r in report["rows"]}


class History:
    """What was seen on the way."""

    def __init__(self, service, folder):
        self.service = service
        self.folder = folder
        self.said = {}
        self.pairs = []
        service.run("team", "import", write_teams(folder / "first.csv", first_teams()))
        for w in range(WEEKS):
            self.live(w)

    def live(self, w):
        assert statuses(submit(self.service, answers(w, teams_of(w)))) == {"stored"}
        if w == 2:
            self.reorganise_while_open()
        if w == 5:
            self.service.run("team", "import", write_teams(self.folder / "reunion.csv", REUNION))
        self.service.run("cycle")
        self.said[w] = what_is_said(self.service, PERIODS[w])
        self.pairs.append(pairs(self.service))

    def reorganise_while_open(self):
        service, period = self.service, PERIODS[2]
        self.thresholds = service.database.query("SELECT k_employee, k_customer FROM pulssid.period WHERE id = %s", period)
        self.tree_before = tree_of_open(service, period)
        service.write_conf({"stats": {"k_employee": 9, "k_customer": 9}})
        service.stop()
        service.start()
        self.told = service.run("team", "import", write_teams(self.folder / "changes.csv", CHANGES)).stdout
        day = MONDAYS[2] + 4 * DAY
        self.to_what_ended = submit(service, [employee(day, "T03"), employee(day, "T08"), customer(day, ("T04", "T06"))])
        self.to_what_begins = submit(service, [employee(day, "M1"), customer(day, ("T10", "S1"))])
        self.tree_after = tree_of_open(service, period)
        self.thresholds_after = service.database.query("SELECT k_employee, k_customer FROM pulssid.period WHERE id = %s",
                                                       period)
        service.write_conf({})
        service.stop()
        service.start()


@pytest.fixture(scope="module")
def history(new_service, tmp_path_factory):
    service = new_service().start()
    yield History(service, tmp_path_factory.mktemp("history"))
    service.stop()


def test_an_open_period_keeps_its_tree_headcounts_routers_and_thresholds(history):
    assert history.tree_before == history.tree_after and len(history.tree_before) == 16
    assert ("T09", "Team T09", UNIT["T09"], 12, "normal") in history.tree_after
    assert history.thresholds == history.thresholds_after == [(5, 5)]
    assert f"note: {PERIODS[2]} and the periods before it" in history.told


def test_a_team_that_ended_is_answered_for_until_its_last_period_closes(history):
    assert statuses(history.to_what_ended) == {"stored"}
    assert {v["error"] for v in history.to_what_begins} == {"unknown_team"}
    assert f"there is no team M1 in {PERIODS[2]}" in history.to_what_begins[0]["detail"]
    assert "path" in history.to_what_begins[1]["detail"] and "S1" in history.to_what_begins[1]["detail"]
    day = today()
    ended = submit(history.service, [employee(day, "T03"), customer(day, ("T10", "T08")), employee(day, "M1")])
    assert [v["status"] for v in ended] == ["rejected", "rejected", "stored"]
    assert f"there is no team T03 in {week(day)}" in ended[0]["detail"]


def test_the_next_period_that_opens_has_the_new_tree(history):
    with history.service.analyst() as client:
        tree = {r["team"]: r for r in client.get(f"/v1/teams?period={PERIODS[3]}").json()["rows"]}
    assert {code for code, team in tree.items() if team["leaf"]} == set(teams_of(3))
    assert tree["T01"]["name"] == "A new name" and tree["T02"]["parent"] == "U4"
    assert (tree["T09"]["role"], tree["T09"]["headcount"]) == ("router", 40)
    assert (tree["S1"]["parent"], tree["T05"]["leaf"]) == ("T05", False)
    assert tree["T07"]["series_from"] == MONDAYS[3].isoformat() and tree["T01"]["series_from"] is None


def test_a_published_period_is_never_said_otherwise(history):
    for w in range(WEEKS):
        assert what_is_said(history.service, PERIODS[w]) == history.said[w], PERIODS[w]
    history.service.run("verify")


def test_a_correction_of_the_past_changes_nothing_published(history, tmp_path):
    lines = [("U2", "Renamed for ever", "", "", "", "", "", ""), ("T10", "T10", "U1", 99, "router", "", "", "")]
    told = history.service.run("team", "import", write_teams(tmp_path / "past.csv", lines)).stdout
    assert "2 changed" in told and "note: " in told
    test_a_published_period_is_never_said_otherwise(history)


def test_coverage_is_of_the_tree_of_the_period(history):
    """How many teams there are below a unit, and how many of them its figure covers."""
    with history.service.analyst() as client:
        for w in 2, 3, 8:
            tree = client.get(f"/v1/teams?period={PERIODS[w]}").json()["rows"]
            parents = {r["team"]: r["parent"] for r in tree}
            for r in client.get(f"/v1/scores?period={PERIODS[w]}&dimension=wellbeing").json()["rows"]:
                below = [t["team"] for t in tree if t["leaf"] and is_below(parents, t["team"], r["team"])]
                expected = len(below) if below != [r["team"]] else None
                assert r["teams"] == r["teams_shown"] == expected, r


def is_below(parents, team, unit):
    while team is not None and team != unit:
        team = parents[team]
    return unit == "*" or team == unit


def test_linkage_has_exactly_the_weeks_of_each_series(history):
    assert history.pairs[-1] == PAIRS


def test_linkage_as_the_weeks_go_by(history):
    for w in range(WEEKS):
        now = history.pairs[w]
        assert now["T01"] == now["T02"] == now["T10"] == w + 1, "names and parents cut nothing"
        assert now["T03"] == now["T08"] == min(w + 1, 3), "a series that has ended stays as it was"
        assert now["T05"] == (min(w, 2) + 1 if w < 6 else w - 5), "a unit does not go on with the series of the leaf"
        assert now["T07"] == (w + 1 if w < 3 else w - 2), "a new series begins where the file says so"
        assert now.get("M1") == (None if w < 3 else w - 2)


def test_changes_follow_the_same_series(history):
    """Weeks with a figure in the newest search: of employees as of customers, each team's own; and those of an old one."""
    def weeks_of(dimension, *words):
        report = json.loads(history.service.run("report", "changes", "--dimension", dimension, "--format", "json", *words).stdout)
        assert {r["state"] for r in report["rows"]} == {"insufficient"}
        return {r["team"]: r["n"] for r in report["rows"]}

    assert weeks_of("wellbeing") == weeks_of("csat") == PAIRS
    assert weeks_of("csat", "--period", PERIODS[2]) == history.pairs[2]


def test_old_linkage_is_kept(history):
    assert pairs(history.service, "--period", PERIODS[2]) == history.pairs[2]
    assert pairs(history.service, "--release", "4") == history.pairs[3]


def test_what_a_series_leaves_out_was_published_all_the_same(history):
    published = history.service.database.query(
        "SELECT t.code, count(*) FROM pulssid.cell c JOIN pulssid.team t ON t.id = c.team_id WHERE c.dimension = 'csat' "
        "AND c.state = 'published' AND t.code IN ('T05', 'T07') GROUP BY 1 ORDER BY 1")
    assert published == [("T05", WEEKS), ("T07", WEEKS)], "T05 as a unit too, and T07 before it took another team over"


# The file

VERSIONS = ("SELECT t.code, v.valid_from::text, v.valid_to::text, v.name, u.code, v.headcount, v.role, v.starts_series "
            "FROM pulssid.team_version v JOIN pulssid.team t ON t.id = v.team_id LEFT JOIN pulssid.team u ON u.id = v.parent_id "
            "ORDER BY 1, 2")


@pytest.fixture
def small(idle, tmp_path):
    """The teams before anything changed."""
    idle.run("team", "import", write_teams(tmp_path / "first.csv", first_teams()))
    return idle


def test_a_part_and_the_whole_come_to_the_same(small, new_service, tmp_path):
    other = new_service()
    other.run("team", "import", write_teams(tmp_path / "first.csv", first_teams()))
    small.run("team", "import", write_teams(tmp_path / "part.csv", CHANGES))
    changed = {line[0] for line in CHANGES}
    whole = [line for line in first_teams() if line[0] not in changed] + CHANGES
    other.run("team", "import", write_teams(tmp_path / "whole.csv", reversed(whole)))
    assert small.database.query(VERSIONS) == other.database.query(VERSIONS)
    for service, path in (small, "part.csv"), (small, "whole.csv"), (other, "part.csv"):
        before = service.database.query("SELECT xmin::text, ctid::text FROM pulssid.team_version ORDER BY 2")
        assert re.match(r"0 added, 0 changed, \d+ as before\n$", service.run("team", "import", tmp_path / path).stdout)
        assert service.database.query("SELECT xmin::text, ctid::text FROM pulssid.team_version ORDER BY 2") == before


def test_a_file_without_the_column_takes_no_series_back(small, tmp_path):
    small.run("team", "import", write_teams(tmp_path / "part.csv", CHANGES))
    before = small.database.query(VERSIONS)
    small.run("team", "import", write_teams(tmp_path / "again.csv", [line[:-1] for line in CHANGES], HEAD[:-1]))
    assert small.database.query(VERSIONS) == before


def test_the_example_of_the_manual(small, tmp_path):
    """README.md changes teams that are there: they are made as they were before, without an end."""
    (text,) = re.findall(r"```csv\n(.*?)```", (ROOT / "README.md").read_text(), re.S)
    old = [line for line in csv.DictReader(text.splitlines()) if not line["valid_from"]]
    stored = {line[0] for line in first_teams()}
    write_teams(tmp_path / "old.csv", [(t["code"], t["name"], t["parent"], t["headcount"], "", "", "", "") for t in old])
    small.run("team", "import", tmp_path / "old.csv")
    (tmp_path / "example.csv").write_text(text)
    small.run("team", "import", tmp_path / "example.csv")
    on = {line[0] for line in small.database.query(
        "SELECT t.code FROM pulssid.team_version v JOIN pulssid.team t ON t.id = v.team_id WHERE '2025-02-03' BETWEEN valid_from "
        "AND valid_to")}
    assert on == stored - {"T03", "T04", "T06"} | {"T34", "T51", "T52"}


def test_the_example_of_the_manual_is_whole(idle, tmp_path):
    """Where there are no teams yet it makes them all, before and after."""
    idle.database.query("TRUNCATE pulssid.team, pulssid.team_version, pulssid.invitation CASCADE")
    (text,) = re.findall(r"```csv\n(.*?)```", (ROOT / "README.md").read_text(), re.S)
    (tmp_path / "teams.csv").write_text(text)
    lines = list(csv.DictReader(text.splitlines()))
    assert idle.run("team", "import", tmp_path / "teams.csv").stdout.startswith(f"{len(lines)} added, 0 changed, ")
    for day, column in ("2025-02-02", "valid_from"), ("2025-02-03", "valid_to"):
        listed = {line.split()[0] for line in idle.run("team", "list", "--on", day).stdout.splitlines()[1:]}
        assert listed == {line["code"] for line in lines if not line[column]}


def test_the_list_shows_versions_or_the_tree_of_a_day(small, tmp_path):
    small.run("team", "import", write_teams(tmp_path / "part.csv", CHANGES))
    every = small.run("team", "list").stdout.splitlines()
    assert len(every) == 1 + len(small.database.query(VERSIONS))
    assert sum(line.startswith("T01 ") for line in every) == 2
    for day, name, missing in (BEFORE, "Team T01", "M1 "), (MONDAYS[3], "A new name", "T03 "):
        listed = small.run("team", "list", "--on", day.isoformat()).stdout.splitlines()
        (line,) = [line for line in listed if line.startswith("T01 ")]
        assert name in line and not any(line.startswith(missing) for line in listed)
    small.run("team", "list", "--on", "2024-02-30", status=2)


@pytest.mark.parametrize("line, number, field", [
    (("T01", "x", "U1", 12, "", BEFORE, "", ""), 3, "valid_from"),               # overlaps the stored version
    (("T01", "x", "U1", 12, "", "", BEFORE, "old"), 3, "series"),
    (("U1", "Unit U1", "", "", "", "", BEFORE, ""), 3, "valid_to"),              # teams are below it still
    (("U1", "Unit U1", "T01", "", "", "", "", ""), 3, "parent"),                 # its own descendant
    (("T01", "x", "NEW", 12, "", "", "", ""), 3, "parent"),                      # which begins later
    (("T01", "x", "U1", 12, "", MONDAYS[3], BEFORE, ""), 3, "valid_to"),         # ends before it begins
    (("NEW", "x", "U1", 12, "", MONDAYS[5], "", ""), 3, "valid_from"),           # days between it and the line before
    (("NEW", "x", "U1", 12, "", MONDAYS[3], MONDAYS[4], ""), 3, "valid_from"),   # the same day twice
])
def test_what_makes_no_tree_on_some_day_is_refused_whole(small, tmp_path, line, number, field):
    before = small.database.query(VERSIONS)
    path = write_teams(tmp_path / "bad.csv", [("NEW", "New", "", 5, "", MONDAYS[3], MONDAYS[4], ""), line])
    done = small.run("team", "import", path, status=1)
    assert done.stderr.startswith(f"pulssid: {path}:{number}: field {field}: ") and len(done.stderr.splitlines()) == 1
    assert small.database.query(VERSIONS) == before


# Days on which a tree changes

@pytest.mark.parametrize("first, second", [("T01", "NEW"), ("NEW", "T01")])
def test_teams_that_change_in_the_middle_of_a_week(small, tmp_path, first, second):
    """The first answer of a week freezes the tree of its day; no answer is acknowledged for a team that is not of it."""
    wednesday = MONDAYS[3] + 2 * DAY
    days = {"T01": MONDAYS[3], "NEW": wednesday}
    small.run("team", "import", write_teams(tmp_path / "middle.csv", [
        ("T01", "Team T01", "U1", 12, "", "", wednesday - DAY, ""), ("NEW", "New", "U1", 12, "", wednesday, "", "")]))
    small.start()
    try:
        for _ in range(2):  # while the week opens, and when it is open
            kept, refused = submit(small, [employee(days[team], team) for team in (first, second)])
            assert (kept["status"], kept["period"]) == ("stored", PERIODS[3])
            assert refused["error"] == "unknown_team" and PERIODS[3] in refused["detail"]
        teams = small.database.query("SELECT DISTINCT t.code FROM pulssid.submission JOIN pulssid.team t ON t.id = team_id")
        assert teams == [(first,)]
    finally:
        small.stop()


def test_a_late_answer_for_a_team_that_ended(new_service, tmp_path):
    """It would count in this week, which the team is not of."""
    service = new_service({"ingest": {"backfill_days": 0}, "stats": {"grace_days": 0}})
    last_sunday = today() - DAY * (today().weekday() + 1)
    service.run("team", "import", write_teams(tmp_path / "ended.csv", [
        ("T01", "Team T01", "U1", 12, "", "", last_sunday, "")]))
    service.start()
    try:
        (alone,) = submit(service, [employee(last_sunday, "T01")])
        refused, kept = submit(service, [employee(last_sunday, "T01"), employee(last_sunday, "T02")])
        assert alone["error"] == refused["error"] == "unknown_team" and week(today()) in alone["detail"]
        assert (kept["status"], kept["period"]) == ("stored", week(today()))
    finally:
        service.stop()
