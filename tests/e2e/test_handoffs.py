# SPDX-License-Identifier: GPL-3.0-or-later
"""Handoffs and ratings between teams as analysts read them: thresholds, small teams, pages, CSV and the command."""

import csv
import datetime
import io
import itertools
import json
import os

import pytest

from harness import customer, today, week
from test_read_api import all_rows, get_json

DAY = today() - datetime.timedelta(weeks=15)
UNASKED = today() - datetime.timedelta(weeks=14)
TEAMS = [f"T{i:02}" for i in range(1, 13)] + ["FEW", "MANY"]


def contacts(n, *path, **changes):
    return [customer(DAY, path, **changes) for _ in range(n)]


def raters(n, team, ratings, day=DAY):
    return [{"id": os.urandom(16), "survey": "collaboration-pulse", "version": 1, "team": team, "on": day.isoformat(),
             "answers": {"collab": ratings}} for _ in range(n)]


CONTACTS = [
    *contacts(20, "T01"), *contacts(20, "T02"), *contacts(20, "T03"), *contacts(20, "FEW"), *contacts(20, "MANY"),
    *contacts(5, "T01", "T02"), *contacts(4, "T01", "T03"), *contacts(30, "T01", "FEW"), *contacts(30, "FEW", "T02"),
    *contacts(6, "T02", "MANY"), *contacts(4, "T02", "T04"), *contacts(7, "T03", "U1", "T01"),
    *contacts(3, "T02", "T03", "T02", "T03", answers={"csat": None, "nps": None, "ces": None}),
]
EXACT = {("T01", "T02"): 5, ("T01", "T03"): 4, ("T02", "MANY"): 6, ("T02", "T03"): 6, ("T03", "T02"): 3}
RATINGS = [
    *raters(5, "T01", {"T02": 4, "T03": 5}), *raters(4, "T02", {"T01": 3}), *raters(6, "T03", {"FEW": 5, "MANY": 2}),
    *raters(5, "FEW", {"T01": 3}),
]


@pytest.fixture(scope="module")
def small(new_service, tmp_path_factory):
    """A week with counts around the threshold, a team of three and one whose headcount nobody knows; and another in which
    nobody was asked about either."""
    service = new_service()
    teams = tmp_path_factory.mktemp("teams") / "teams.csv"
    teams.write_text("code,name,parent,headcount,role,valid_from,valid_to\nFEW,Few,U1,3,normal,,\nMANY,Many,U1,,normal,,\n")
    service.run("team", "import", teams)
    service.start()
    alone = {"id": os.urandom(16), "survey": "employee-pulse", "version": 1, "team": "T01", "on": UNASKED.isoformat(),
             "answers": {"wb1": 3}}
    with service.client() as client:
        verdicts = client.submit_sequence([*CONTACTS, *RATINGS, alone]).verdicts()
    assert {v["status"] for v in verdicts} == {"stored"}, verdicts[:3]
    service.run("cycle")
    yield service
    service.stop()


@pytest.fixture
def analyst(small):
    with small.analyst() as client:
        yield client


@pytest.fixture
def handoffs(analyst):
    return {(r["from"], r["to"]): r for r in all_rows(analyst, f"/v1/handoffs?period={week(DAY)}")}


def test_four_are_fewer_than_five(handoffs):
    assert handoffs["T01", "T02"] == {
        "period": week(DAY), "from": "T01", "to": "T02", "count": 5, "state": "published", "release": 1}
    assert handoffs["T01", "T03"] == {**handoffs["T01", "T02"], "to": "T03", "count": "<5"}
    assert handoffs["T02", "T03"]["count"] == "<5", "three contacts, each handed on twice"
    cleared = ["T01", "T02", "T03", "MANY"]
    for pair in itertools.permutations(cleared, 2):
        count = EXACT.get(pair, 0) if pair != ("T02", "T03") else 3
        assert handoffs[pair]["count"] == (count if count >= 5 else "<5"), pair


def test_teams_below_the_threshold_say_nothing(handoffs):
    """FEW has three people, T04 was touched by four contacts, nobody went to T05: they cannot be told apart."""
    assert set(handoffs) == set(itertools.permutations(TEAMS, 2)), "neither units nor sums"
    for team in "FEW", "T04", "T05":
        touching = [r for pair, r in handoffs.items() if team in pair]
        assert {(r["count"], r["state"]) for r in touching} == {(None, "suppressed")}


def test_exact_counts_are_those_of_cleared_teams(small):
    rows = json.loads(small.run("report", "handoffs", "--exact", "--period", week(DAY), "--format", "json").stdout)["rows"]
    assert {(r["from"], r["to"]): r["count"] for r in rows if r["count"]} == EXACT
    for row in rows:
        hidden = not {row["from"], row["to"]} <= {"T01", "T02", "T03", "MANY"}
        assert row["state"] == ("suppressed" if hidden else "published") and (row["count"] is None) == hidden


def test_ratings_are_for_five_raters_and_for_teams(analyst):
    """FEW cannot have five raters, and what is said of it would be said of three people."""
    rows = {(r["rater_team"], r["rated_team"]): r for r in all_rows(analyst, f"/v1/ratings?period={week(DAY)}")}
    assert set(rows) == set(itertools.permutations(TEAMS, 2))
    shown = {pair: (r["n"], r["mean"], r["bound"]) for pair, r in rows.items() if r["state"] == "published"}
    assert shown == {("T01", "T02"): (5, 75, None), ("T01", "T03"): (5, 95, "at_least"), ("T03", "MANY"): (6, 25, None)}
    hidden = [r for r in rows.values() if r["state"] != "published"]
    assert {(r["state"], r["n"], r["mean"], r["bound"], r["dimension"]) for r in hidden} == {
        ("suppressed", None, None, None, "collaboration")}


def test_a_week_in_which_nobody_was_asked(analyst):
    (handoff,) = all_rows(analyst, f"/v1/handoffs?period={week(UNASKED)}")
    assert handoff == {"period": week(UNASKED), "from": "*", "to": "*", "count": None, "state": "no_data", "release": 2}
    (rating,) = all_rows(analyst, f"/v1/ratings?period={week(UNASKED)}")
    assert (rating["rater_team"], rating["rated_team"], rating["state"], rating["n"]) == ("*", "*", "no_data", None)


@pytest.mark.parametrize("name", ["handoffs", "ratings"])
def test_csv_pages_and_the_command_hold_the_same(small, analyst, name):
    whole = get_json(analyst, f"/v1/{name}")["rows"]
    assert all_rows(analyst, f"/v1/{name}?limit=17") == whole and len(whole) == 14 * 13 + 1
    table = list(csv.DictReader(io.StringIO(analyst.get(f"/v1/{name}?format=csv").body.decode())))
    assert table == [{c: "" if v is None else str(v) for c, v in row.items()} for row in whole]
    assert json.loads(small.run("report", name, "--format", "json").stdout)["rows"] == whole
    text = small.run("report", name).stdout.splitlines()
    assert text[0].split() == list(whole[0]) and len(text) == len(whole) + 1


@pytest.mark.parametrize("query", ["team=T01", "dimension=csat", "period=nonsense", "after=x", "after=2024-W36~T01"])
def test_what_handoffs_cannot_be_asked(analyst, query):
    assert analyst.get(f"/v1/handoffs?{query}").status == 400


def test_the_release_holds_them(small, analyst):
    small.run("verify")
    document = analyst.get(f"/v1/releases/{week(DAY)}").body.decode()
    cells, handoffs, ratings = document.split("\n\n")
    assert handoffs.splitlines()[0] == "from,to,state,count" and "T01,T02,published,5" in handoffs.splitlines()
    assert "T01,T03,published,<5" in handoffs.splitlines() and "T01,FEW,suppressed," in handoffs.splitlines()
    assert "T01,T02,collaboration,published,5,75," in ratings.splitlines()
    assert cells.startswith("pulssid release 1\n") and "from,to" not in cells
    unasked = analyst.get(f"/v1/releases/{week(UNASKED)}").body.decode()
    assert unasked.endswith("\n\nfrom,to,state,count\n*,*,no_data,\n\n"
                            "rater_team,rated_team,dimension,state,n,mean,bound\n*,*,collaboration,no_data,,,\n")


def test_neither_ratings_nor_paths_are_kept(small):
    """One row may be the only one that names a team."""
    columns = small.database.query("SELECT attname FROM pg_attribute WHERE attrelid = 'pulssid.answer'::regclass AND attnum > 0 "
                                   "AND NOT attisdropped")
    assert {name for (name,) in columns} == {"team_id", "period", "survey_id", "answers"}
    assert small.database.value("SELECT count(*) FROM pulssid.answer") > 0
