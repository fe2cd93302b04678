# SPDX-License-Identifier: GPL-3.0-or-later
"""Agreement and the review of metrics as analysts read them: what is shown, what is hidden, and that nothing of what is hidden
comes back by taking away what is shown."""

import csv
import datetime
import io
import json
import math

import pytest

from harness import employee, today, week
from test_read_api import all_rows, get_json

DAY = today() - datetime.timedelta(weeks=15)
LANGUAGES = "text_fi", "text_en", "text_sv"
NAMES = {"customer_orientation": "customer orientation", "collaboration_self": "self-rated collaboration",
         "safety": "psychological safety"}


@pytest.fixture
def analyst(published):
    with published.analyst() as client:
        yield client


def read_csv(answer):
    assert (answer.status, answer.content_type) == (200, "text/csv"), answer.body
    return list(csv.DictReader(io.StringIO(answer.body.decode())))


def decimals(value):
    text = repr(value)
    return len(text.partition(".")[2]) if "." in text and not text.endswith(".0") else 0


def test_agreement(analyst):
    document = get_json(analyst, "/v1/agreement?dimension=wellbeing")
    organisation = document["organisation"]
    assert document["release"] == 30 and organisation["period"] == "2025-W13"
    last = organisation["icc_last"]
    assert (last["k"], last["icc1"], last["icc2"], last["f"]) == (11, 0.43, 0.88, 8.3), "five teams of nine or fewer hide theirs"
    assert last["icc1_lo"] < last["icc1"] < last["icc1_hi"] and last["icc2_lo"] < last["icc2"] < last["icc2_hi"]
    assert (organisation["icc1_median"], organisation["icc2_median"], organisation["rwgj_median"]) == (0.39, 0.86, 0.94)
    assert (organisation["verdict"], organisation["grade"], organisation["state"]) == ("ok", "description", "published")
    assert len(document["periods"]) == 29 and len(document["rows"]) == 12
    hidden = [r for r in document["periods"] if r["state"] == "suppressed"]
    assert len(hidden) == 7 and {r["icc1"] for r in hidden} == {None}, "weeks in which one to four teams are of nine or fewer"
    assert {r["state"] for r in document["periods"] if r not in hidden} == {"published"}
    teams = {r["team"]: r for r in document["rows"]}
    assert (teams["T02"]["state"], teams["T02"]["n"], teams["T02"]["rwgj_uniform"]) == ("published", 12, 0.94)
    assert (teams["T01"]["state"], teams["T01"]["n"], teams["T01"]["rwgj_uniform"]) == ("insufficient", None, None), "nine people"
    assert teams["T12"]["state"] == "suppressed"


def test_every_verdict_is_told_in_three_languages(analyst):
    for path, rows in (("/v1/agreement", "organisation"), ("/v1/metrics", "rows")):
        for row in get_json(analyst, path)[rows]:
            texts = [row[language] for language in LANGUAGES]
            assert len(set(texts)) == 3 and all(": " in text and "{" not in text for text in texts)
            assert NAMES.get(row["dimension"], row["dimension"]) in row["text_en"]
            assert row["grade"] in ("description", "cannot_tell")
            for word in ("cause", "leads to", "prove", "drive"):
                assert word not in row["text_en"]


def test_metrics(analyst):
    document = get_json(analyst, "/v1/metrics")
    rows = {r["dimension"]: r for r in document["rows"]}
    assert document["organisation"] == {"release": 30, "period": "2025-W13", "active": 8, "most": 8, "too_many": False,
                                        "text_fi": None, "text_en": None, "text_sv": None}
    safety = rows["safety"]
    assert (safety["ceiling"], safety["icc1_median"], safety["link_kstar_r"]) == (0.88, -0.02, 0.0)
    assert (safety["verdict"], safety["findings"]) == ("review", ["exhausted_ceiling", "no_discrimination"])
    assert "88 %" in safety["text_en"] and "A person decides." in safety["text_en"]
    assert rows["wellbeing"]["item_rest"] == [0.72, 0.74, 0.73, 0.71, 0.74]


def test_rounding(analyst):
    for row in get_json(analyst, "/v1/agreement")["rows"]:
        assert all(decimals(v) <= 2 for v in row.values() if isinstance(v, float)), row
        assert row["items"] != 1 or row["adm"] is None
    for row in get_json(analyst, "/v1/agreement")["periods"]:
        assert all(decimals(row[c] or 0) <= 3 for c in row if c == "p" or isinstance(row[c], float)), row
    for row in get_json(analyst, "/v1/metrics")["rows"]:
        assert all(decimals(v) <= 3 for v in row.values() if isinstance(v, float)), row


@pytest.mark.parametrize("name, parts", [("agreement", {"teams": "rows", "periods": "periods", "organisation": "organisation"}),
                                         ("metrics", {"teams": "rows", "organisation": "organisation"})])
def test_csv_and_the_command_hold_the_same(published, analyst, name, parts):
    document = get_json(analyst, f"/v1/{name}?limit=10000")
    assert json.loads(published.run("report", name, "--format", "json").stdout) == document
    for part, key in parts.items():
        rows = document[key] if isinstance(document[key], list) else [document[key]]
        served = read_csv(analyst.get(f"/v1/{name}?format=csv&part={part}"))
        printed = published.run("report", name, "--format", "csv", "--part", part).stdout
        assert served == list(csv.DictReader(io.StringIO(printed))) and len(served) == len(rows)
        for csv_row, row in zip(served, rows):
            for column, value in row.items():
                if not isinstance(value, (dict, list, float)):
                    text = "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
                    assert csv_row[column] == text, (column, row)
        assert published.run("report", name, "--part", part).stdout.splitlines()[0].split() == \
            [column for column in served[0] if column not in LANGUAGES], "a terminal has no room for sentences"
    text = published.run("report", name).stdout
    assert text.endswith("association, not cause\n") == (name == "metrics")


def test_pages_and_filters(analyst):
    whole = get_json(analyst, "/v1/agreement")["rows"]
    assert all_rows(analyst, "/v1/agreement?limit=7") == whole and len(whole) == 5 * 12
    (row,) = get_json(analyst, "/v1/agreement?dimension=safety&team=T02")["rows"]
    assert (row["dimension"], row["team"]) == ("safety", "T02")
    assert get_json(analyst, "/v1/agreement?period=2025-W13")["rows"] == whole
    assert get_json(analyst, "/v1/agreement?release=30")["rows"] == whole
    assert get_json(analyst, "/v1/agreement?release=29")["rows"] == [], "only the newest is analysed after a first load"
    assert len(get_json(analyst, "/v1/metrics?dimension=safety")["rows"]) == 1
    for query in "agreement?part=lags", "agreement?after=x", "metrics?team=T01", "metrics?part=periods", "agreement?dimension=%2F":
        assert analyst.get(f"/v1/{query}").status == 400, query


# One week in which most teams are large: only T03 is small, T02 says nothing but the best, T04 leaves an item out. Customer
# orientation is a matter for large teams alone.

def answers(n, team, *patterns):
    """n people who answer each of the questions by a pattern in turn."""
    questions = [*(f"wb{i}" for i in range(1, 6)), "safety1", "co1", "co2", "co3"]
    return [employee(DAY, team, answers={q: p[i % len(p)] for q, p in zip(questions, patterns) if p[i % len(p)] is not None})
            for i in range(n)]


VARIED = (0, 2, 5), (1, 3), (2, 2, 4), (0, 5), (3, 3, 1)
ORIENTED = (1, 2, 3), (4, 2), (2, 3, 1)
SUBMISSIONS = {
    "T01": answers(12, "T01", *VARIED, (1, 3, 5), *ORIENTED),
    "T02": answers(12, "T02", *[(5,)] * 5, (5,), *ORIENTED[::-1]),
    "T03": answers(7, "T03", *VARIED, (1, 2, 5)),
    "T04": answers(11, "T04", *VARIED[:4], (3, None), (2, 4), (5, 4), (1, 2), (5, 5, 4)),
    "T05": answers(11, "T05", *VARIED, (2, 4, 4), *ORIENTED),
    "T06": answers(10, "T06", *VARIED, (3, 5, 1), *ORIENTED),
    "T07": answers(4, "T07", *VARIED, (3, 5, 1)),
}


@pytest.fixture(scope="module")
def small(new_service, tmp_path_factory):
    service = new_service()
    teams = tmp_path_factory.mktemp("teams") / "teams.csv"
    teams.write_text("code,name,parent,headcount,role,valid_from,valid_to\n" +
                     "".join(f"{team},{team},U1,,normal,,\n" for team in SUBMISSIONS))
    service.run("team", "import", teams)
    service.start()
    with service.client() as client:
        verdicts = client.submit_sequence([s for team in SUBMISSIONS.values() for s in team]).verdicts()
    assert {v["status"] for v in verdicts} == {"stored"}, verdicts[:3]
    service.run("cycle")
    yield service
    service.stop()


def exact(service, *words):
    return json.loads(service.run("report", *words, "--exact", "--format", "json").stdout)


@pytest.fixture
def shown(small):
    with small.analyst() as client:
        yield {d: get_json(client, f"/v1/agreement?dimension={d}") for d in ("wellbeing", "safety", "customer_orientation")}


def test_teams_show_agreement_from_ten(small, shown):
    states = {r["team"]: r["state"] for r in shown["wellbeing"]["rows"] if r["team"] in SUBMISSIONS}
    assert states == {"T01": "published", "T02": "suppressed", "T03": "insufficient", "T04": "insufficient", "T05": "published",
                      "T06": "published", "T07": "suppressed"}
    hidden = [r for r in shown["wellbeing"]["rows"] if r["state"] != "published"]
    assert {(r["n"], r["rwgj_uniform"], r["rwgj_slightskew"], r["adm"], r["no_variance"]) for r in hidden} == {(None,) * 5}
    rows = {r["team"]: r for r in exact(small, "agreement", "--dimension", "wellbeing")["rows"]}
    assert (rows["T02"]["rwgj_uniform"], rows["T02"]["adm"], rows["T02"]["no_variance"]) == (1, 0, True)
    assert rows["T03"]["n"] == 7 and rows["T04"]["n"] == 6, "who answered every item"
    assert rows["T07"]["state"] == "suppressed" and rows["T07"]["n"] is None


def test_ad_of_a_single_item_is_not_shown(shown, small):
    for dimension, is_shown in (("wellbeing", True), ("safety", False)):
        rows = [r for r in shown[dimension]["rows"] if r["state"] == "published"]
        assert rows and {r["adm"] is not None for r in rows} == {is_shown}
    assert all(r["adm"] is not None for r in exact(small, "agreement", "--dimension", "safety")["rows"] if r["n"])


def hidden_deviation(scores, analysis, team):
    """What the analysis of variance leaves for one team when the others' own deviations are taken away."""
    others = sum((r["n"] - 1) * (r["sd"] or 0) ** 2 for r in scores if r["team"] != team)
    (size,) = (r["n"] for r in scores if r["team"] == team)
    return math.sqrt((analysis["msw"] * (analysis["n"] - analysis["k"]) - others) / (size - 1))


def test_the_analysis_gives_no_small_team_away(small, shown):
    """T03 is the only team below ten: its deviation is hidden, and all that is left of MSW without the others'."""
    scores = [r for r in exact(small, "scores", "--dimension", "safety")["rows"] if r["state"] == "published" and r["team"] in SUBMISSIONS]
    analysis = exact(small, "agreement", "--dimension", "safety")["organisation"]["icc_last"]
    (own,) = (r["sd"] for r in scores if r["team"] == "T03")
    assert math.isclose(hidden_deviation(scores, analysis, "T03"), own), "with exact figures the attack succeeds"
    document = shown["safety"]
    (period,) = document["periods"]
    assert (period["state"], period["k"], period["n"]) == ("suppressed", 6, 63)
    open_columns = {"release", "dimension", "period", "state", "k", "n"}
    assert all(period[c] is None for c in set(period) - open_columns)
    assert document["organisation"]["state"] == "suppressed" and document["organisation"]["icc1_median"] is None
    assert document["organisation"]["text_fi"] == "Piilotettu vastaajien suojaamiseksi."
    assert {r["reliability"] for r in document["rows"]} == {None}
    with small.analyst() as client:
        metric = next(r for r in get_json(client, "/v1/metrics")["rows"] if r["dimension"] == "safety")
    assert (metric["state"], metric["sd"], metric["icc1_median"], metric["n"]) == ("suppressed", None, None, 63)


def test_the_analysis_is_shown_where_every_team_shows_its_own(small, shown):
    whole = exact(small, "agreement", "--dimension", "customer_orientation")["organisation"]["icc_last"]
    document = shown["customer_orientation"]
    (period,) = document["periods"]
    assert (period["state"], period["k"], period["n"], period["rwgj_median"]) == ("published", 5, 56, None)
    for column, digits in {"n0": 1, "msb": 1, "msw": 1, "f": 2, "p": 3, "icc1": 2, "icc1_lo": 2, "icc1_hi": 2, "icc2": 2}.items():
        assert math.isclose(period[column], whole[column], abs_tol=0.5 * 10**-digits + 1e-9), column
    organisation = document["organisation"]
    assert (organisation["state"], organisation["grade"]) == ("published", "description") and organisation["verdict"] is not None
    assert organisation["icc1_median"] == period["icc1"] and organisation["rwgj_median"] is None, "it may be one team's"
    assert {r["reliability"] is not None for r in document["rows"] if r["team"] in ("T01", "T02", "T04", "T05", "T06")} == {True}


def test_no_sum_of_a_teams_items_is_kept(small):
    """Pooled over six teams there are sums; nothing in the database says them of one."""
    assert small.database.value("SELECT count(*) FROM pulssid.dimension_pool WHERE sums IS NOT NULL AND teams = 6") > 0
    lists = small.database.query("SELECT table_name::text FROM information_schema.columns WHERE table_schema = 'pulssid' "
                                 "AND data_type = 'ARRAY' AND column_name IN ('sums', 'products')")
    assert set(lists) == {("dimension_pool",)}
    assert small.database.value("SELECT count(*) FROM information_schema.columns WHERE table_schema = 'pulssid' "
                                "AND table_name = 'dimension_pool' AND column_name LIKE '%team_id%'") == 0
