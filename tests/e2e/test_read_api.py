# SPDX-License-Identifier: GPL-3.0-or-later
"""What analysts read: JSON and CSV, pages, filters, states, rounding; and nothing that is not published."""

import csv
import gzip
import hashlib
import io
import json
import re
import urllib.parse

import psycopg2
import pytest

from harness import ROOT, employee, today, week

REPORTS = ["periods", "teams", "releases", "scores", "linkage", "changes", "silos", "handoffs", "ratings", "agreement", "metrics"]


@pytest.fixture
def analyst(published):
    with published.analyst() as client:
        yield client


def get_json(client, path):
    answer = client.get(path)
    assert (answer.status, answer.content_type) == (200, "application/json"), answer.body
    return answer.json()


def read_csv(answer):
    assert (answer.status, answer.content_type) == (200, "text/csv"), answer.body
    return list(csv.DictReader(io.StringIO(answer.body.decode())))


def all_rows(client, path):
    """Follows the pages to the end."""
    rows, after = [], None
    while True:
        mark = "&" if "?" in path else "?"
        page = get_json(client, path + (f"{mark}after={urllib.parse.quote(after)}" if after else ""))
        rows += page["rows"]
        after = page.get("next")
        if not after:
            return rows


@pytest.mark.parametrize("report", REPORTS)
def test_only_analysts(published, report):
    for key, statuses in ("", (401,)), (published.keys["submitter"], (401, 403)):
        with published.client() as client:
            client.key = None
            answer = client.get(f"/v1/{report}", key=key)
            assert answer.status in statuses and answer.content_type == "application/problem+json"


@pytest.mark.parametrize("report", REPORTS)
def test_the_same_bytes_every_time(analyst, report):
    first, second = analyst.get(f"/v1/{report}"), analyst.get(f"/v1/{report}")
    assert first.status == 200 and first.body == second.body


def test_periods(analyst):
    rows = all_rows(analyst, "/v1/periods")
    assert [r["period"] for r in rows][:2] == ["2024-W36", "2024-W37"]
    assert len(rows) == 30 and {r["state"] for r in rows} == {"published"}
    assert rows[0]["first_day"] == "2024-09-02" and rows[0]["last_day"] == "2024-09-08"


def test_teams(analyst):
    rows = {r["team"]: r for r in all_rows(analyst, "/v1/teams")}
    assert len(rows) == 16
    assert (rows["T01"]["parent"], rows["T01"]["headcount"], rows["T01"]["role"]) == ("U1", 12, "normal")
    assert rows["U1"]["parent"] is None


def test_the_ledger(analyst):
    previous = "0" * 64
    for row in all_rows(analyst, "/v1/releases"):
        document = analyst.get(f"/v1/releases/{row['period']}")
        assert document.status == 200
        assert row["previous"] == previous and hashlib.sha256(document.body).hexdigest() == row["sha256"]
        previous = row["sha256"]


def test_filters(analyst):
    rows = get_json(analyst, "/v1/scores?period=2024-W40&team=T03")["rows"]
    assert {(r["period"], r["team"]) for r in rows} == {("2024-W40", "T03")} and len(rows) >= 8
    (row,) = get_json(analyst, "/v1/scores?period=2024-W40&team=T03&dimension=wellbeing")["rows"]
    assert row["dimension"] == "wellbeing" and row["n"] >= 5 and row["release"] == 5
    assert get_json(analyst, "/v1/scores?team=T99")["rows"] == []


@pytest.mark.parametrize("query", [
    "limit=0", "limit=x", "limit=-1", "limit=99999999999", "period=nonsense", "format=xml", "unknown=1", "team=a%00b",
    "team=%zz", "period=2024-W40&period=2024-W41", "after=nonsense", "team='%3B--", "dimension=" + "x" * 200,
])
def test_parameters_that_are_not_of_their_form(analyst, query):
    answer = analyst.get(f"/v1/scores?{query}")
    assert answer.status == 400 and answer.json()["detail"]


def test_pages(analyst):
    whole = all_rows(analyst, "/v1/scores")
    pages = all_rows(analyst, "/v1/scores?limit=97")
    assert pages == whole and len(whole) > 3000
    keys = [(r["period"], r["team"], r["dimension"]) for r in whole]
    assert len(set(keys)) == len(keys)


def test_csv_by_accept_and_by_parameter(analyst):
    by_accept = analyst.get("/v1/scores?period=2024-W40", accept="text/csv")
    by_parameter = analyst.get("/v1/scores?period=2024-W40&format=csv")
    assert by_accept.body == by_parameter.body and b"\r\n" in by_accept.body
    table = read_csv(by_accept)
    rows = get_json(analyst, "/v1/scores?period=2024-W40")["rows"]
    assert len(table) == len(rows)
    for line, row in zip(table, rows):
        for name, value in row.items():
            assert line[name] == ("" if value is None else line[name])
            if isinstance(value, (int, float)):
                assert float(line[name]) == value
            elif value is not None:
                assert line[name] == value


def test_reports_are_listed(analyst):
    assert get_json(analyst, "/v1/reports") == {"reports": REPORTS}


@pytest.mark.parametrize("path", ["/v1/scores?period=2024-W40", "/v1/scores?period=2024-W40&format=csv", "/v1/linkage"])
def test_compressed_for_those_who_take_it(published, analyst, path):
    plain = analyst.get(path).body
    headers = {"Authorization": f"Bearer {published.keys['analyst']}", "Accept-Encoding": "gzip, br"}
    analyst.connection.request("GET", path, headers=headers)
    response = analyst.connection.getresponse()
    packed = response.read()
    assert response.headers["Content-Encoding"] == "gzip" and len(packed) < len(plain) / 3
    assert gzip.decompress(packed) == plain


def test_an_accept_that_cannot_be_met(analyst):
    assert analyst.get("/v1/scores", accept="image/png").status == 406


def test_states_and_what_is_hidden(analyst):
    rows = all_rows(analyst, "/v1/scores")
    assert {r["state"] for r in rows} == {"published", "suppressed", "insufficient", "no_data"}
    for row in rows:
        figures = [v for k, v in row.items() if k not in ("period", "team", "dimension", "state", "release", "teams", "teams_shown")]
        if row["state"] == "published":
            assert row["n"] >= 5 and row["mean"] is not None, row
        elif row["state"] == "insufficient":
            # Counted, and too few for an NPS.
            assert row["dimension"] in ("nps", "enps") and row["n"] >= 5, row
            assert row["mean"] is None and row["nps"] is None and row["hi"] is None, row
        else:
            assert not any(v is not None for v in figures), row
    (hidden,) = [r for r in rows if (r["period"], r["team"], r["dimension"]) == ("2025-W13", "T12", "wellbeing")]
    assert hidden["state"] == "suppressed"
    not_asked = [r for r in rows if r["period"] == "2024-W52" and r["dimension"] == "wellbeing"]
    assert {r["state"] for r in not_asked} == {"no_data"}


def test_nps_of_units_is_over_groups_of_ten(analyst):
    rows = {(r["period"], r["team"], r["dimension"]): r for r in all_rows(analyst, "/v1/scores")}
    narrower = 0
    for (period, team, dimension), nps in rows.items():
        csat = rows[period, team, "csat"]
        if team == "*" and dimension == "nps" and "published" == csat["state"] == nps["state"]:
            assert 10 <= nps["n"] <= csat["n"]
            narrower += nps["n"] < csat["n"]
    assert narrower, "no week has a team of 5 to 9 customers, so nothing was tried"


def test_spread_and_shares_from_ten(analyst):
    small = big = 0
    for row in all_rows(analyst, "/v1/scores"):
        if row["state"] != "published" or row["team"] in ("*", "U1", "U2", "U3", "U4"):
            continue
        own = [row[c] for c in ("sd", "top2", "top3", "nps")]
        if row["n"] < 10:
            small += 1
            assert row["sd"] is None and row["top2"] is None and row["top3"] is None, row
            assert row["dimension"] not in ("nps", "enps") or row["nps"] is None
        else:
            big += any(v is not None for v in own)
    assert small > 500 and big > 500


def decimals(value):
    text = f"{value}"
    return len(text.partition(".")[2].rstrip("0"))


def test_rounding(analyst):
    rows = [r for r in all_rows(analyst, "/v1/scores") if r["state"] == "published"]
    for row in rows:
        places = 1 if row["n"] >= 20 else 0
        for name in "mean", "lo", "hi", "nps", "nps_lo", "nps_hi":
            assert row[name] is None or decimals(row[name]) <= places, (name, row)
        for name in "top2", "top3", "response_rate":
            assert row[name] is None or decimals(row[name]) <= 2, (name, row)
    for row in all_rows(analyst, "/v1/linkage"):
        assert row["p_sidak"] is None or decimals(row["p_sidak"]) <= 3
        for name in "r_best", "q_bh", "eb_r":
            assert row[name] is None or decimals(row[name]) <= 2


def test_linkage(analyst):
    document = get_json(analyst, "/v1/linkage")
    teams = {r["team"]: r for r in document["rows"]}
    assert len(teams) == 12 and teams["T12"]["status"] == "insufficient" and teams["T12"]["r_best"] is None
    assert (teams["T03"]["best_lag"], teams["T03"]["direction"]) == (2, "wellbeing_leads")
    organisation = document["organisation"]
    assert organisation["k_star"] == 2 and 0 < organisation["mismatch"]["p"] < 0.02
    assert organisation["pooled_dl"]["r"] == 0.23 and len(document["lags"]) >= 99
    assert document["release"] == 30
    lags = read_csv(analyst.get("/v1/linkage?format=csv&part=lags"))
    assert {int(r["lag"]) for r in lags} == set(range(-4, 5))


def test_claims(analyst):
    """A sentence and a grade for every team and the whole, in three languages, and on every page those of the whole."""
    document = get_json(analyst, "/v1/linkage")
    claims = {(c["team"], c["claim"]): c for c in document["claims"]}
    assert len(claims) == len(document["claims"])
    grades = {c["team"]: c["grade"] for c in document["claims"] if c["claim"] == "link"}
    assert grades == {"*": document["organisation"]["grade"], **{r["team"]: r["grade"] for r in document["rows"]}}
    organisation = document["organisation"]
    assert (organisation["evidence"], organisation["formal"], organisation["tested"]) == ("preliminary", True, "2025-W13")
    assert (organisation["grade"], organisation["direction"]) == ("leads_in_time", "wellbeing_leads")
    link, label = claims["*", "link"], claims["*", "label"]
    assert link["sentence_fi"].startswith("Hyvinvoinnin muutos edelsi asiakastyytyväisyyden muutosta 2 viikkoa:")
    assert "(r = 0.23, interval −0.02 to 0.46, 11 teams)" in link["sentence_en"] and "Preliminärt:" in link["sentence_sv"]
    assert label["sentence_en"].startswith("Association, not an explanation.")
    for (_, name), claim in claims.items():
        words = " ".join(claim[f"sentence_{language}"] for language in ("fi", "en", "sv")).lower()
        assert not [w for w in ("cause", "aiheut", "orsak", "drives", "leads to", "proves") if w in words], words
    page = get_json(analyst, "/v1/linkage?limit=2")
    assert [c["team"] for c in page["claims"] if c["claim"] == "link"] == ["*", "T01", "T02"]
    rows = read_csv(analyst.get("/v1/linkage?format=csv&part=claims"))
    assert [(r["team"], r["sentence_sv"]) for r in rows] == [(c["team"], c["sentence_sv"]) for c in document["claims"]]


def test_changes(analyst):
    document = get_json(analyst, "/v1/changes?dimension=wellbeing")
    assert document["report"] == "changes" and document["release"] == 30
    search = document["organisation"]
    assert (search["state"], search["phi_pooled"], search["k"], search["h"], search["warm"]) == ("published", 0.33, 0.5, 6, 12)
    assert (search["teams"], search["judged"], search["alarms"]) == (12, 12, 1)
    rows = {r["team"]: r for r in document["rows"]}
    assert len(rows) == len(document["rows"]) == 12
    row = rows["T03"]
    assert (row["state"], row["alarm"], row["direction"], row["period"], row["change"]) == (
        "published", -1, "down", "2025-W11", "2025-W02")
    assert row["size_lo"] < row["size"] < row["size_hi"] < 0 and row["cm"] == 6.4 and row["grade"] == "description"
    for language, says in ("fi", "T03, hyvinvointi: laskenut"), ("en", "T03, wellbeing: lower"), ("sv", "T03, välbefinnande: lägre"):
        text = row[f"text_{language}"]
        assert text.startswith(says) and f"−{-row['size']} " in text and "2025-W11" in text, text
    assert [team for team, r in rows.items() if r["alarm"]] == ["T03"]
    for row in rows.values():
        assert row["alarm"] or (row["change"], row["direction"], row["size"]) == (None, None, None)


def test_silos(analyst):
    document = get_json(analyst, "/v1/silos")
    assert document["report"] == "silos" and document["release"] == 30
    rows = {r["team"]: r for r in document["rows"]}
    assert len(rows) == 12 and [team for team, r in rows.items() if r["flag"]] == ["T05", "T09"]
    row = rows["T05"]
    assert (row["state"], row["index"], row["evidence"], row["quadrant"]) == ("published", 72, "preliminary", "inward")
    assert row["index_lo"] < row["index"] < row["index_hi"] and row["q"] == 0
    assert (row["b1"], row["b2"], row["b"], row["handed_on_more"]) == (0.9, 0.67, 0.78, 0.27), "in steps"
    assert (row["a_adds"], row["b_adds"], row["c_adds"], row["d_adds"]) == (17, 20, 25, 10)
    for language, says in (("fi", "% eteenpäin, enimmäkseen tiimeille, joiden kanssa se ei tee yhteistyötä."),
                           ("en", "% of its customers on, mostly to teams that it does not work with."),
                           ("sv", "% av sina kunder vidare, mestadels till team som det inte samarbetar med.")):
        assert row[f"text_{language}"].startswith("T05, ") and says in row[f"text_{language}"]
    for row in rows.values():
        assert not {"handoffs", "unsupported_handoffs", "handed_on", "received_se"} & set(row)
        assert ("no evidence of siloing" in row["text_en"]) == (row["flag"] is False and row["evidence"] == "none") and "not an explanation" in row["text_en"]
    whole = document["organisation"]
    assert (whole["index"], whole["teams"], whole["flagged"], whole["reading"]) == (14, 12, 2, "closed_shops")
    assert (whole["handoffs_ei"], whole["ties_total"], whole["ties_ei"], whole["unsupported"]) == (0.29, 44, 0.5, 0.31)
    (alone,) = get_json(analyst, "/v1/silos?team=T09")["rows"]
    assert alone["team"] == "T09"
    assert read_csv(analyst.get("/v1/silos?format=csv&part=organisation"))[0]["reading"] == "closed_shops"
    assert get_json(analyst, "/v1/silos?period=2025-W12")["rows"] == []
    assert analyst.get("/v1/silos?release=30").body == analyst.get("/v1/silos").body
    assert analyst.get("/v1/silos?dimension=csat").status == 400


def test_handoffs_of_the_organisation(analyst):
    whole = get_json(analyst, "/v1/handoffs?limit=1")["organisation"]
    assert (whole["state"], whole["contacts"], whole["handed_on"], whole["first_desk"]) == ("published", 7500, 0.19, 0.81)
    assert (whole["ping_pong"], whole["teams"], whole["penalty"], whole["penalty_periods"]) == (0, 1.23, -6, 30)
    assert whole["penalty_lo"] < -6 < whole["penalty_hi"] < 0 and whole["penalty_p"] == 0.001
    assert whole["text_en"].startswith("19 % of contacts went through more than one team; 0 % came back to a team. With each further")
    assert get_json(analyst, "/v1/handoffs?release=30&limit=1")["organisation"] == whole
    assert get_json(analyst, "/v1/handoffs?period=2025-W13&limit=1")["organisation"] == whole
    assert get_json(analyst, "/v1/handoffs?period=2025-W12&limit=1")["organisation"] is None
    (row,) = read_csv(analyst.get("/v1/handoffs?format=csv&part=organisation"))
    assert row["text_fi"] == whole["text_fi"]


def test_changes_of_every_dimension_in_csv(analyst):
    rows = read_csv(analyst.get("/v1/changes?format=csv"))
    as_json = all_rows(analyst, "/v1/changes?limit=7")
    assert [(r["dimension"], r["team"], r["period"]) for r in rows] == [(r["dimension"], r["team"], r["period"]) for r in as_json]
    dimensions = {r["dimension"] for r in rows}
    assert {"wellbeing", "engagement", "enps", "customer_orientation", "collaboration_self", "safety", "csat", "nps", "ces"} == dimensions
    for row in rows:
        assert row["state"] in ("published", "insufficient") and row["text_fi"] and row["text_en"] and row["text_sv"]
        assert (row["state"] == "insufficient") == (row["reason"] != "") == (row["u"] == "" and row["grade"] == "cannot_tell")
        for name in "u", "cp", "cm":
            assert len(row[name].partition(".")[2]) <= 1
        assert "." not in row["size"] + row["size_lo"] + row["size_hi"]
    search = read_csv(analyst.get("/v1/changes?format=csv&part=organisation"))
    assert {r["dimension"] for r in search} == dimensions
    (one,) = read_csv(analyst.get("/v1/changes?format=csv&part=organisation&dimension=csat"))
    assert int(one["alarms"]) == sum(r["alarm"] != "0" for r in rows if r["dimension"] == "csat")
    assert analyst.get("/v1/changes?part=lags").status == 400
    (alone,) = get_json(analyst, "/v1/changes?team=T05&dimension=csat")["rows"]
    assert alone["team"] == "T05"


def test_changes_are_those_of_a_release(analyst):
    newest = analyst.get("/v1/changes").body
    assert analyst.get("/v1/changes?period=2025-W13").body == analyst.get("/v1/changes?release=30").body == newest
    none = get_json(analyst, "/v1/changes?period=2025-W12")
    assert none["rows"] == [] and none["release"] is None, "only the newest was searched in one cycle"


def test_the_organisation_of_the_weeks_on_a_page(analyst):
    """Weighted means come with the scores of their weeks."""
    every = get_json(analyst, "/v1/scores?limit=10000")["organisation"]
    assert len(every) == 29 * 5
    page = get_json(analyst, "/v1/scores?limit=200")
    periods = {r["period"] for r in page["rows"]}
    assert page["next"] and {r["period"] for r in page["organisation"]} == periods
    row = get_json(analyst, "/v1/scores?period=2025-W13&dimension=wellbeing")["organisation"]
    assert (row["mean"], row["teams"], row["trimmed"]) == (67.8, 11, False) and decimals(row["se"]) <= 1
    rows = read_csv(analyst.get("/v1/scores?format=csv&part=organisation&limit=10000"))
    assert len(rows) == 29 * 5 and float(rows[-1]["deff"]) >= 1


def test_the_organisation_does_not_undo_a_bound(analyst):
    """Of safety the whole is always a bound. The mean by headcount beside it would say where beyond."""
    bounds = {(r["period"], r["dimension"]) for r in all_rows(analyst, "/v1/scores") if r["bound"] is not None}
    every = get_json(analyst, "/v1/scores?limit=10000")["organisation"]
    assert {r["dimension"] for r in every if r["state"] == "suppressed"} >= {"safety"}
    for row in every:
        assert row["state"] == ("suppressed" if (row["period"], row["dimension"]) in bounds else "published"), row
        assert (row["mean"] is None) == (row["state"] == "suppressed"), row
        assert row["mean"] is not None or row["se"] is row["lo"] is row["hi"] is None, row


def test_nothing_of_an_open_period(published, analyst):
    open_week = week(today())
    before = {report: analyst.get(f"/v1/{report}").body for report in REPORTS if report != "periods"}
    with published.client() as client:
        verdicts = client.submit_sequence([employee() for _ in range(20)]).verdicts()
    assert {v["status"] for v in verdicts} == {"stored"}
    for report, body in before.items():
        assert analyst.get(f"/v1/{report}").body == body
    assert get_json(analyst, f"/v1/scores?period={open_week}")["rows"] == []
    assert analyst.get(f"/v1/releases/{open_week}").status == 404
    (row,) = [r for r in all_rows(analyst, "/v1/periods") if r["period"] == open_week]
    assert row["state"] == "open" and set(row) == {
        "period", "first_day", "last_day", "state", "k_employee", "k_customer", "release"}
    for words in ["scores"], ["scores", "--exact"], ["linkage"], ["changes", "--exact"], ["silos", "--exact"], \
            ["handoffs", "--exact"], ["ratings", "--exact"], ["agreement", "--exact"], ["metrics", "--exact"]:
        assert open_week not in published.run("report", *words, "--format", "json").stdout


@pytest.mark.parametrize("view", REPORTS)
def test_views_hold_what_the_api_says(published, analyst, view):
    rows = all_rows(analyst, f"/v1/{view}")
    names = [r[0] for r in published.database.query(
        "SELECT column_name::text FROM information_schema.columns WHERE table_schema = 'report' AND table_name = %s", view)]
    assert set(rows[0]) == set(names)
    count = published.database.query(f"SELECT count(*) FROM report.{view}", user="pulssid_report")
    assert count == [(len(rows),)]


def test_the_query_of_the_readme(published, analyst):
    """What README.md shows for BI tools: one row for each week and team that shows both, and none for units."""
    (query,) = re.findall(r"```sql\n(.*?)```", (ROOT / "README.md").read_text(), re.S)
    got = published.database.query(query, user="pulssid_report")
    shown = {(row["period"], row["team"], row["dimension"]): row["mean"] for row in get_json(analyst, "/v1/scores?limit=10000")["rows"]
             if row["state"] == "published" and row["team"] != "*"}
    teams = get_json(analyst, "/v1/teams?period=2025-W13")["rows"]
    units = {row["parent"] for row in teams}
    assert len(units - {None}) == 4 < len(teams)
    both = sorted((period, team) for period, team, dimension in shown
                  if dimension == "wellbeing" and (period, team, "csat") in shown and team not in units)
    assert [(period, team, float(x), float(y)) for period, team, x, y in got] == [
        (*one, shown[(*one, "wellbeing")], shown[(*one, "csat")]) for one in both]
    assert len(both) > 300


def test_the_report_role_sees_the_report_schema_alone(published):
    tables = published.database.query(
        "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname = 'pulssid' "
        "UNION SELECT format('%I.%I', schemaname, viewname) FROM pg_views WHERE schemaname = 'exact'")
    assert len(tables) > 20
    for (table,) in tables:
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            published.database.query(f"SELECT * FROM {table}", user="pulssid_report")


def test_the_command_prints_the_same_rows(published, analyst):
    printed = json.loads(published.run("report", "scores", "--format", "json").stdout)
    assert printed["rows"] == all_rows(analyst, "/v1/scores")
    table = published.run("report", "linkage").stdout
    assert "T03" in table and "wellbeing_leads" in table and not table.startswith("{")
    table = published.run("report", "changes", "--dimension", "wellbeing").stdout
    assert "2025-W11" in table and "hyvinvointi" not in table and table.endswith("\na description, not a cause\n")
    printed = json.loads(published.run("report", "changes", "--format", "json").stdout)
    assert printed["rows"] == all_rows(analyst, "/v1/changes")


def test_days_before_any_release(idle):
    document = json.loads(idle.run("report", "linkage", "--format", "json").stdout)
    assert document["rows"] == [] and document["release"] is None
