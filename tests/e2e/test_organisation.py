# SPDX-License-Identifier: GPL-3.0-or-later
"""The sample organisation the whole way, CBOR, TLS, PostgreSQL, release; then every value that is expected of it
(tests/data/organisation/expected*), computed elsewhere, against the daemon's own report."""

import collections
import csv
import io
import json
import math

import pytest

from harness import Organisation, TESTS
from organisation import rows

TOLERANCE = 1e-6
EXPECTED = json.loads((TESTS / "data/organisation/expected.json").read_text())
ORGANISATION = Organisation()

# Column of the wide expected file: (dimension, column of the report).
EMPLOYEE = {
    "n_w": ("wellbeing", "n"), "wellbeing": ("wellbeing", "mean"), "wb_sd": ("wellbeing", "sd"), "wb_se": ("wellbeing", "se"),
    "wb_lo": ("wellbeing", "lo"), "wb_hi": ("wellbeing", "hi"), "invited": ("wellbeing", "invited"),
    "responses": ("wellbeing", "responses"), "response_rate": ("wellbeing", "response_rate"), "enps": ("enps", "nps"),
    "enps_se": ("enps", "nps_se"), "enps_lo": ("enps", "nps_lo"), "enps_hi": ("enps", "nps_hi"),
    "cust_orient": ("customer_orientation", "mean"), "collab_self": ("collaboration_self", "mean"),
}
CUSTOMER = {
    "contacts": ("csat", "contacts"), "n": ("csat", "n"), "csat100": ("csat", "mean"), "csat_sd": ("csat", "sd"),
    "csat_se": ("csat", "se"), "csat_lo": ("csat", "lo"), "csat_hi": ("csat", "hi"), "csat_top2": ("csat", "top2"),
    "top2_lo": ("csat", "top2_lo"), "top2_hi": ("csat", "top2_hi"), "nps": ("nps", "nps"), "nps_se": ("nps", "nps_se"),
    "nps_lo": ("nps", "nps_lo"), "nps_hi": ("nps", "nps_hi"), "ces100": ("ces", "mean"),
}
WITHOUT_SURVEY = 17


def report(service, *words):
    return json.loads(service.run("report", *words, "--exact", "--format", "json").stdout)


def as_csv(service, *words):
    return list(csv.DictReader(io.StringIO(service.run("report", *words, "--exact", "--format", "csv").stdout)))


@pytest.fixture(scope="module")
def scores(published):
    return {(r["period"], r["team"], r["dimension"]): r for r in report(published, "scores")["rows"]}


@pytest.fixture(scope="module")
def linkage(published):
    return report(published, "linkage")


def number(text):
    return None if text in ("", "NA", None) else float(text)


def differs(expected, got):
    """Whether two figures, either of them perhaps unknown, are not the same."""
    if expected is None or got is None:
        return (expected is None) != (got is None)
    return not math.isclose(float(expected), float(got), rel_tol=TOLERANCE, abs_tol=TOLERANCE)


class Mismatches:
    """Collects every one by name, so that a failure tells the whole."""

    def __init__(self):
        self.compared = 0
        self.found = []

    def check(self, name, expected, got):
        self.compared += 1
        if isinstance(expected, list):
            if not isinstance(got, list) or len(got) != len(expected):
                self.found.append(f"{name}: expected {expected}, got {got}")
                return
            for i, pair in enumerate(zip(expected, got)):
                self.check(f"{name}[{i}]", *pair)
        elif differs(expected, got):
            self.found.append(f"{name}: expected {expected}, got {got}")

    def check_text(self, name, expected, got):
        self.compared += 1
        if expected != got:
            self.found.append(f"{name}: expected {expected!r}, got {got!r}")

    def finish(self, at_least):
        for line in self.found:
            print(line)
        assert not self.found, f"{len(self.found)} of {self.compared} values differ, as printed above"
        assert self.compared >= at_least


def check_cells(scores, name, columns, hidden_state):
    """A figure that is unknown in a published row has too few answers of its own, and so is hidden like the rest."""
    mismatches = Mismatches()
    for row in rows(name):
        period, team = ORGANISATION.period(row["period"]), row["team_id"]
        for column, (dimension, field) in columns.items():
            where = f"{name} {period} {team} {column}"
            cell = scores.get((period, team, dimension))
            if cell is None:
                mismatches.found.append(f"{where}: there is no row of {dimension}")
            elif row["published"] == "TRUE" and number(row[column]) is not None:
                mismatches.check_text(f"{where} state", "published", cell["state"])
                mismatches.check(where, number(row[column]), cell[field])
            else:
                mismatches.check_text(f"{where} state", hidden_state(row), cell["state"])
                mismatches.check(where, None, cell[field])
    return mismatches


def test_employee_cells(scores):
    def hidden_state(row):
        return "no_data" if int(row["period"]) == WITHOUT_SURVEY else "suppressed"

    check_cells(scores, "expected_employee_cells.csv", EMPLOYEE, hidden_state).finish(at_least=10000)


def test_customer_cells(scores):
    check_cells(scores, "expected_customer_cells.csv", CUSTOMER, lambda row: "suppressed").finish(at_least=10000)


def carried_up(respondents, k=5):
    """Whom units and the whole show, by the rule of carrying up, from the respondents of each team."""
    units = {r["team_id"]: r["unit"] for r in rows("teams.csv")}
    shown, left = collections.Counter(), collections.Counter()
    for team, n in respondents.items():
        (shown if n >= k else left)[units[team]] += n
    atoms = {unit: left[unit] if left[unit] >= k else 0 for unit in set(units.values())}
    counts = {unit: shown[unit] + atoms[unit] for unit in atoms}
    rest = sum(left[unit] for unit in atoms if not atoms[unit])
    return {**counts, "*": sum(counts.values()) + (rest if rest >= k else 0)}


def test_units_and_the_whole_hold_whom_the_rule_carries_up(scores):
    respondents = collections.defaultdict(dict)
    for row in rows("expected_employee_cells.csv"):
        respondents[row["period"]][row["team_id"]] = int(row["n_w"] or 0)
    mismatches = Mismatches()
    for period, by_team in respondents.items():
        for place, n in carried_up(by_team).items():
            cell = scores[ORGANISATION.period(period), place, "wellbeing"]
            mismatches.check_text(f"{period} {place} state", "published" if n else "no_data", cell["state"])
            mismatches.check(f"{period} {place} n", n or None, cell["n"])
    mismatches.finish(at_least=30 * 5 * 2)


def test_everybody_employed_counts_once(published):
    means = {(r["period"], r["dimension"]): r for r in report(published, "scores")["organisation"]}
    expected, row = EXPECTED["organisation"], means[ORGANISATION.period(EXPECTED["organisation"]["period"]), "wellbeing"]
    mismatches = Mismatches()
    mismatches.check("teams_published", expected["teams_published"], row["teams"])
    mismatches.check("wellbeing_headcount_weighted", expected["wellbeing_headcount_weighted"], row["mean"])
    mismatches.check("se", expected["se"], row["se"])
    mismatches.check("ci", expected["ci"], [row["lo"], row["hi"]])
    mismatches.finish(at_least=5)
    assert {d for _, d in means} == {"wellbeing", "engagement", "customer_orientation", "collaboration_self", "safety"}
    assert len({p for p, _ in means}) == 29 and all(r["n_eff"] <= r["n"] and r["deff"] >= 1 for r in means.values())


def test_participation_over_the_window(linkage):
    """Of the teams that were published every week; the others' hidden weeks do not count."""
    mismatches = Mismatches()
    expected, teams = EXPECTED["response"], {r["team"]: r for r in linkage["rows"]}
    for i, team in enumerate(expected["team"]["team_id"]):
        whole = teams[team]["mean_x_n"] == 29
        for name, column in ("responses", expected["team"]["responses"]), ("response_rate", expected["rate"]):
            if whole:
                mismatches.check(f"response {team} {name}", column[i], teams[team][name])
            else:
                assert teams[team]["responses"] < expected["team"]["responses"][i]
    mismatches.finish(at_least=20)
    assert {r["representation"] for r in teams.values()} == {None}
    assert all(abs(r["response_rho"]) <= 0.5 or r["response_note"] == "moves_with_score" for r in teams.values())


def test_linkage_of_teams(linkage):
    mismatches = Mismatches()
    got = {r["team"]: r for r in linkage["rows"]}
    for row in rows("expected_link_teams.csv"):
        for column, value in row.items():
            field = column.lower().replace(".", "_")
            where = f"expected_link_teams.csv {row['team_id']} {column}"
            if field == "team_id":
                mismatches.check_text(where, "published", got[value]["status"])
            elif field in ("direction", "lag_set"):
                mismatches.check_text(where, value, got[row["team_id"]][field])
            else:
                mismatches.check(where, number(value), got[row["team_id"]][field])
    mismatches.check_text("T12", "insufficient", got["T12"]["status"])
    mismatches.check_text("teams", {f"T{i:02}" for i in range(1, 13)}, set(got))
    mismatches.finish(at_least=11 * 24)


def test_linkage_at_each_lag(linkage):
    mismatches = Mismatches()
    got = {(r["team"], int(r["lag"])): r for r in linkage["lags"]}
    for row in rows("expected_link_ccf.csv"):
        key = row["team_id"], int(row["lag"])
        for column in "n", "r", "z", "v", "t", "p":
            where = f"expected_link_ccf.csv {key} {column}"
            mismatches.check(where, number(row[column]), got[key][column] if key in got else None)
    mismatches.check_text("lags", len(rows("expected_link_ccf.csv")), sum(1 for r in got.values() if r["r"] is not None))
    mismatches.finish(at_least=99 * 6)


def test_linkage_of_the_organisation(linkage):
    mismatches = Mismatches()
    expected, got = EXPECTED["link"], linkage["organisation"]
    for key in "k_star", "lags", "stouffer_z", "stouffer_p", "p_pooled_sidak":
        mismatches.check(f"link.{key}", expected[key], got[key])
    teams = {r["team"]: r for r in linkage["rows"]}
    for key, value in expected["pooled_DL"].items():
        if key == "teams":
            mismatches.check_text("link.pooled_DL.teams", value, got["pooled_dl"]["teams"])
            continue
        mismatches.check(f"link.pooled_DL.{key}", value, got["pooled_dl"][key.lower()])
        if key in ("eb_z", "eb_se", "eb_r"):
            for team, figure in zip(expected["pooled_DL"]["teams"], value):
                mismatches.check(f"link.pooled_DL.{key} {team}", figure, teams[team][key])
    mismatch = expected["mismatch"]
    mismatches.check("link.mismatch.stat", mismatch["stat"], got["mismatch"]["stat"])
    mismatches.check("link.mismatch.B", mismatch["B"], got["mismatch"]["b"])
    mismatches.finish(at_least=60)
    p = mismatch["p"]
    assert abs(got["mismatch"]["p"] - p) <= 4 * math.sqrt(2) * math.sqrt(p * (1 - p) / mismatch["B"])


def test_changes(published):
    """The run of each CUSUM, period by period, and what the report says of its alarms."""
    mismatches = Mismatches()
    document = report(published, "changes", "--dimension", "wellbeing")
    got = {(r["team"], r["period"]): r for r in document["rows"]}
    for row in rows("expected_cusum.csv"):
        found = got.pop((row["team_id"], ORGANISATION.period(row["period"])))
        where = f"expected_cusum.csv {row['team_id']} {row['period']}"
        for column in "u", "cp", "cm", "alarm":
            mismatches.check(f"{where} {column}", number(row[column]), found[column])
        mismatches.check_text(f"{where} change", row["change"] and ORGANISATION.period(row["change"]), found["change"] or "")
    mismatches.finish(at_least=360 * 5)
    assert not got, "periods that are not expected"
    change = EXPECTED["change"]
    for key in "phi_pooled", "k", "h", "warm":
        mismatches.check(key, change[key], document["organisation"][key])
    mismatches.finish(at_least=360 * 5 + 4)
    alarms = [r for r in report(published, "changes", "--dimension", "wellbeing")["rows"] if r["alarm"]]
    expected = change["alarms"]
    assert [r["team"] for r in alarms] == expected["team_id"]
    assert [r["period"] for r in alarms] == [ORGANISATION.period(p) for p in expected["period"]]
    for column in ("u", "cp", "cm", "alarm"):
        for row, value in zip(alarms, expected[column], strict=True):
            mismatches.check(f"alarm of {row['team']} {column}", value, row[column])
    for row, value in zip(alarms, expected["change"], strict=True):
        mismatches.check_text(f"alarm of {row['team']} change", ORGANISATION.period(value), row["change"])
    mismatches.finish(at_least=360 * 5 + 4 + 5)


def lower(value):
    """The same tree of figures, with the names that the report has for them and without its remarks."""
    if isinstance(value, dict):
        return {key.lower(): lower(v) for key, v in value.items() if key != "note"}
    return value


def check_tree(mismatches, where, expected, got):
    for key, value in expected.items():
        if isinstance(value, dict):
            check_tree(mismatches, f"{where}.{key}", value, got[key])
        elif isinstance(value, list) and isinstance(value[0], str):
            mismatches.check_text(f"{where}.{key}", value, got[key])
        else:
            mismatches.check(f"{where}.{key}", value, got[key])


def test_the_link_without_error_of_measurement(linkage):
    mismatches = Mismatches()
    check_tree(mismatches, "attenuation", lower(EXPECTED["link"]["attenuation"]), linkage["organisation"]["attenuation"])
    mismatches.finish(at_least=16)


def test_teams_held_against_each_other(linkage):
    mismatches = Mismatches()
    check_tree(mismatches, "between", lower(EXPECTED["between"]), linkage["organisation"]["between"])
    mismatches.finish(at_least=108)
    teams = {r["team"]: r for r in linkage["rows"]}
    assert teams["T12"]["status"] == "insufficient" and teams["T12"]["mean_x_n"] == 20
    assert (linkage["organisation"]["simpson_warning"], linkage["organisation"]["sign_differs"]) == (False, True)


def agreement_of(published, dimension):
    return report(published, "agreement", "--dimension", dimension)


def check_keys(mismatches, name, expected, got):
    for key, value in expected.items():
        mismatches.check(f"{name}.{key}", value, got[key.lower()])


def test_agreement_of_wellbeing(published):
    document = agreement_of(published, "wellbeing")
    expected, got = EXPECTED["aggregation"], document["organisation"]
    mismatches = Mismatches()
    mismatches.check_text("period", ORGANISATION.period(expected["period"]), got["period"])
    check_keys(mismatches, "icc_last", expected["icc_last"], got["icc_last"])
    check_keys(mismatches, "medians", {k: expected[k] for k in ("icc1_median", "icc2_median")}, got)
    by_period = {r["period"]: r for r in document["periods"]}
    mismatches.check_text("periods", {ORGANISATION.period(p) for p in expected["icc1_by_period"]}, set(by_period))
    for period, value in expected["icc1_by_period"].items():
        mismatches.check(f"icc1 of {period}", value, by_period[ORGANISATION.period(period)]["icc1"])
    teams = {r["team"]: r for r in document["rows"]}
    columns = expected["team"]
    for i, team in enumerate(columns["team"]):
        known = columns["rwgj_uniform"][i] is not None
        mismatches.check_text(f"{team} state", known, teams[team]["state"] == "published")
        mismatches.check(f"{team} n", columns["n"][i] if known else None, teams[team]["n"])
        for key in "rwgj_uniform", "rwgj_slightskew", "adm":
            mismatches.check(f"{team} {key}", columns[key][i], teams[team][key])
    mismatches.finish(at_least=14 + 2 + 29 + 12 * 4)
    assert (got["verdict"], got["grade"], got["periods"], got["significant"]) == ("ok", "description", 29, 1)
    assert teams["T12"]["state"] == "suppressed" and teams["T03"]["state"] == "insufficient"


def icc1_of(scores, dimension):
    """By the formulas once more, from the cells that are published."""
    groups = collections.defaultdict(list)
    for (period, team, d), cell in scores.items():
        if d == dimension and team.startswith("T") and cell["state"] == "published":
            groups[period].append((cell["n"], cell["mean"], cell["sd"]))
    found = {}
    for period, teams in groups.items():
        n, k = sum(g[0] for g in teams), len(teams)
        mean = sum(g[0] * g[1] for g in teams) / n
        between = sum(g[0] * (g[1] - mean) ** 2 for g in teams) / (k - 1)
        within = sum((g[0] - 1) * g[2] ** 2 for g in teams) / (n - k)
        n0 = (n - sum(g[0] ** 2 for g in teams) / n) / (k - 1)
        found[period] = (between - within) / (between + (n0 - 1) * within)
    return found


def test_agreement_of_every_dimension(published, scores):
    document = report(published, "agreement")
    mismatches = Mismatches()
    dimensions = {r["dimension"] for r in document["organisation"]}
    assert dimensions == {"wellbeing", "engagement", "customer_orientation", "collaboration_self", "safety"}
    for dimension in dimensions:
        got = {r["period"]: r["icc1"] for r in document["periods"] if r["dimension"] == dimension}
        expected = icc1_of(scores, dimension)
        mismatches.check_text(f"{dimension} periods", set(expected), set(got))
        for period, value in expected.items():
            mismatches.check(f"{dimension} {period}", value, got[period])
    mismatches.finish(at_least=5 * 29)


def test_metrics(published):
    names = {"collaboration": "collaboration_self"}
    rows_ = {r["dimension"]: r for r in report(published, "metrics")["rows"]}
    mismatches = Mismatches()
    for metric, expected in EXPECTED["ageing"].items():
        got = rows_[names.get(metric, metric)]
        for key, value in expected.items():
            if key != "link_kstar":
                mismatches.check(f"ageing.{metric}.{key}", value, got[key])
        for key, value in expected["link_kstar"].items():
            mismatches.check(f"ageing.{metric}.link_kstar.{key}", value, got[f"link_kstar_{key}"])
    mismatches.finish(at_least=4 * 10)
    assert set(rows_) == {"wellbeing", "engagement", "customer_orientation", "collaboration_self", "safety"}
    safety = rows_["safety"]
    assert (safety["findings"], safety["verdict"]) == (["exhausted_ceiling", "no_discrimination"], "review")
    assert safety["link_verdict"] == "inconclusive" and safety["alpha"] is None
    assert {r["verdict"] for name, r in rows_.items() if name != "safety"} == {"keep"}
    assert rows_["wellbeing"]["items"] == ["wb1", "wb2", "wb3", "wb4", "wb5"] and {r["periods"] for r in rows_.values()} == {13}


def test_claims_say_what_the_figures_say(linkage):
    claims = {(c["team"], c["claim"]): c["grade"] for c in linkage["claims"]}
    teams = {r["team"]: r for r in linkage["rows"]}
    assert (claims["*", "link"], claims["*", "size"], claims["*", "sign"]) == ("leads_in_time", "description", "cannot_tell")
    for team, row in teams.items():
        claimed = row["evidence"] != "none" or row["loo_evidence"] != "none"
        assert (claims[team, "link"] != "cannot_tell") == claimed == (row["status"] == "published" and (
            row["q_bh"] <= 0.05 or row["loo_q_bh"] <= 0.05)), team
    assert claims["T05", "link"] == "cannot_tell" and any(grade == "association" for grade in claims.values())


@pytest.fixture(scope="module")
def silos(published):
    return report(published, "silos")


# Column of an expected file: column of the report.
SILO = {
    **{name: name.lower() for name in ("A1", "A2", "B1", "B2", "C1", "C2", "D1", "index", "index_se", "index_lo", "index_hi")},
    **{f"p_{name}": f"{name.lower()}_p" for name in ("A1", "A2", "B1", "B2", "C1", "C2", "D1")},
    **{f"score_{name}": name.lower() for name in "ABCD"}, **{f"pfam_{name}": f"{name.lower()}_p" for name in "ABCD"},
    "p_pc": "p", "q_pc": "q",
}
EFFECTS = {"dW": "wellbeing", "dC": "csat", "dENG": "engagement", "dCO": "customer_orientation", "dCOL": "collaboration_self",
           "dB": "handed_on"}


def test_silos_of_teams(silos):
    mismatches = Mismatches()
    got = {r["team"]: r for r in silos["rows"]}
    for row in rows("expected_silo.csv"):
        team = got[row["team_id"]]
        for column, field in SILO.items():
            mismatches.check(f"expected_silo.csv {row['team_id']} {column}", number(row[column]), team[field])
        mismatches.check_text(f"{row['team_id']} flag", row["flag"] == "TRUE", team["flag"])
    for row in rows("expected_effects.csv"):
        team, field = got[row["team"]], EFFECTS[row["metric"]]
        for column, name in ("n", f"{field}_n"), ("se", f"{field}_se"), ("neff", f"{field}_neff"), (
                "delta", "handed_on_more" if field == "handed_on" else field):
            mismatches.check(f"expected_effects.csv {row['team']} {field} {column}", number(row[column]), team[name])
    mismatches.finish(at_least=12 * 29 + 12 * 6 * 4)
    assert {r["team"] for r in silos["rows"] if r["flag"]} == {"T05", "T09"}
    assert {r["evidence"] for r in silos["rows"] if r["flag"]} == {"preliminary"}, "confirmed by one test"


def test_what_silos_are_made_of(silos):
    """The silo part of the expected file beside its index, team by team."""
    mismatches = Mismatches()
    got = {r["team"]: r for r in silos["rows"]}
    expected, bounce = EXPECTED["silo"], EXPECTED["bounce"]["team"]
    for i, team in enumerate(expected["team"]):
        row = got[team]
        for column, value in (
                ("index", expected["index"][i]), ("q", expected["q"][i]), ("received_teams", expected["received"]["m"][i]),
                ("received", expected["received"]["mean"][i]), ("received_se", expected["received"]["se"][i]),
                ("ties_external", expected["external_ties"][i]), ("ties_internal", expected["internal_ties"][i]),
                ("dyads_external", expected["external_possible"][i]), ("ties_ei", expected["EI_team"][i]),
                ("ties_p", expected["p_EI_hyper"][i]), ("unsupported_handoffs", expected["unsupported"][i]),
                ("handoffs", expected["handoffs_out"][i]), ("handed_on", bounce["rate"][i])):
            mismatches.check(f"silo {team} {column}", value, row[column])
        mismatches.check(f"silo {team} asymmetry", expected["asymmetry"][i], row["c1"] * 25)
        mismatches.check(f"silo {team} asymmetry_se", expected["asymmetry_se"][i], row["c1_se"] * 25)
        for family, value in zip("abcd", expected["contribution"][i]):
            mismatches.check(f"silo {team} {family} adds", value, row[f"{family}_adds"])
    mismatches.check("silo index", expected["org_index_headcount_weighted"], silos["organisation"]["index"])
    mismatches.finish(at_least=12 * 19)


def test_networks(silos):
    mismatches = Mismatches()
    network, got = EXPECTED["network"], silos["organisation"]
    for expected, name in (network["collab"], "ties"), (network["handoff"], "handoffs"):
        for key, column in ("EI", "ei"), ("Q", "q"), ("Qmax", "q_max"), ("assort", "assortativity"):
            mismatches.check(f"network {name} {key}", expected[key], got[f"{name}_{column}"])
        for key in "EI", "Q":
            for field, column in ("p_low", "p_low"), ("p_high", "p_high"), ("perm_mean", "mean"), ("perm_sd", "sd"):
                mismatches.check(f"network {name} {key} {field}", expected[f"{key}_perm"][field], got[f"{name}_{key.lower()}_{column}"])
        mismatches.check(f"network {name} n_partitions", network["n_partitions"], got[f"{name}_arrangements"])
        mismatches.check_text(f"network {name} exact", True, got[f"{name}_exact"])
    mismatches.check("network ties", network["collab"]["ties"], got["ties_total"])
    mismatches.check("network handoffs", network["handoff"]["total"], got["handoffs_total"])
    mismatches.check("network unsupported_share", network["unsupported_share"], got["unsupported"])
    mismatches.finish(at_least=31)
    assert (got["teams"], got["judged"], got["flagged"], got["tested"]) == (12, 12, 2, True)
    assert got["reading"] == "closed_shops"


def test_bounces(published):
    """But for satisfaction by number of handoffs and the penalty over the window, which would tell of a few."""
    mismatches = Mismatches()
    expected, got = EXPECTED["bounce"], report(published, "handoffs")["organisation"]
    for key, column in ("rate", "handed_on"), ("pingpong", "ping_pong"):
        for field, name in ("p", column), ("lo", f"{column}_lo"), ("hi", f"{column}_hi"):
            mismatches.check(f"bounce {key} {field}", expected[key][field], got[name])
    mismatches.check("bounce cases", expected["cases"], got["contacts"])
    mismatches.check("bounce mean_teams", expected["mean_teams"], got["teams"])
    mismatches.check("bounce mean_teams_ci", expected["mean_teams_ci"], [got["teams_lo"], got["teams_hi"]])
    mismatches.check("first desk", 1 - expected["rate"]["p"], got["first_desk"])
    for step in range(3):
        mismatches.check(f"bounce {step}", expected["dist_handoffs"][str(step)], got[f"contacts_{step}"])
    mismatches.check("bounce 3", sum(n for h, n in expected["dist_handoffs"].items() if int(h) > 2), got["contacts_3"])
    mismatches.finish(at_least=14)


def satisfaction_by_handoffs():
    """Of each week the numbers and sums of satisfaction with 0, 1, 2, 3 or more handoffs, counted here."""
    weeks = collections.defaultdict(lambda: [[0, 0] for _ in range(4)])
    for row in rows("customer_cases.csv"):
        if row["csat"]:
            path = row["path"].split(">")
            steps = sum(a != b for a, b in zip(path, path[1:]))
            cell = weeks[ORGANISATION.period(row["period"])][min(steps, 3)]
            cell[0] += 1
            cell[1] += 25 * (int(row["csat"]) - 1)
    return weeks


def test_satisfaction_by_handoffs(published):
    """Of the weeks in which it may be told; of all weeks together it is another part of the expected file."""
    mismatches = Mismatches()
    weeks = satisfaction_by_handoffs()
    for step, expected in EXPECTED["bounce"]["csat_by_handoffs"].items():
        total = [sum(week[int(step)][i] for week in weeks.values()) for i in (0, 1)]
        mismatches.check(f"all weeks, {step}", [expected["n"], expected["mean"]], [total[0], total[1] / total[0]])
    kept = {period: (n, mean) for period, n, mean in published.database.query(
        "SELECT p.id, s.n, s.mean FROM pulssid.path_satisfaction s JOIN pulssid.period p USING (period)")}
    assert 5 <= len(kept) < 30, f"{len(kept)} weeks"
    for period, (ns, means) in kept.items():
        week = weeks[period]
        groups = [*week[:len(ns) - 1], [sum(cell[i] for cell in week[len(ns) - 1:]) for i in (0, 1)]]
        mismatches.check(f"{period} n", [n for n, _ in groups], ns)
        mismatches.check(f"{period} mean", [total / n for n, total in groups], means)
    got = report(published, "handoffs")["organisation"]
    for column, cells in ("csat_0", [weeks[p][0] for p in kept]), ("csat_on", [cell for p in kept for cell in weeks[p][1:]]):
        n, total = (sum(cell[i] for cell in cells) for i in (0, 1))
        mismatches.check(column, [total / n, n, len(kept)], [got[column], got[f"{column}_n"], got[f"{column}_periods"]])
    mismatches.finish(at_least=20)
    assert got["csat_0_lo"] < got["csat_0"] < got["csat_0_hi"] and got["csat_on_hi"] < got["csat_0_lo"]


def penalty_by_entry_and_period():
    """Counted here from the raw paths: the slope of satisfaction on handoffs about the means of entry team and period."""
    groups = collections.defaultdict(list)
    for row in rows("customer_cases.csv"):
        if row["csat"]:
            path = row["path"].split(">")
            visits = [team for i, team in enumerate(path) if i == 0 or team != path[i - 1]]
            groups[visits[0], row["period"]].append((len(visits) - 1, 25 * (int(row["csat"]) - 1)))
    deviations = []
    for contacts in groups.values():
        h, y = (sum(c[i] for c in contacts) / len(contacts) for i in (0, 1))
        deviations += [(a - h, b - y) for a, b in contacts]
    hh = sum(h * h for h, _ in deviations)
    slope = sum(h * y for h, y in deviations) / hh
    n, df = len(deviations), len(deviations) - len(groups) - 1
    se = math.sqrt(sum((h * (y - slope * h)) ** 2 for h, y in deviations) * n / df) / hh
    return {"penalty": slope, "penalty_se": se, "penalty_n": n, "penalty_df": df, "penalty_periods": 30}


def test_penalty(published):
    mismatches = Mismatches()
    got, window = report(published, "handoffs")["organisation"], EXPECTED["bounce"]["slope_entryFE"]
    for column, value in penalty_by_entry_and_period().items():
        mismatches.check(column, value, got[column])
    mismatches.finish(at_least=5)
    assert abs(got["penalty"] - window["slope"]) < window["se_hc1"] / 2
    assert window["ci"][0] < got["penalty"] < window["ci"][1] and got["penalty_p"] < 1e-20



def steps():
    """Every handoff of the raw paths, counted here."""
    counts = collections.Counter()
    for row in rows("customer_cases.csv"):
        path = row["path"].split(">")
        for pair in zip(path, path[1:]):
            counts[(ORGANISATION.period(row["period"]), *pair)] += 1
    return counts


def test_handoffs(published):
    exact = {(r["period"], r["from"], r["to"]): r for r in report(published, "handoffs")["rows"]}
    shown = json.loads(published.run("report", "handoffs", "--format", "json").stdout)["rows"]
    counts = steps()
    teams = [r["team_id"] for r in rows("teams.csv")]
    assert set(counts) <= set(exact) and len(exact) == 30 * 12 * 11
    assert {key: r["count"] for key, r in exact.items() if r["count"]} == dict(counts)
    assert {r["state"] for r in exact.values()} == {"published"}
    network = EXPECTED["network"]
    assert sum(counts.values()) == network["handoff"]["total"]
    matrix = [[sum(r["count"] for (_, a, b), r in exact.items() if (a, b) == pair) for pair in ((i, j) for j in teams)]
              for i in teams]
    assert matrix == network["H"]
    assert len(shown) == len(exact)
    for row in shown:
        count = counts[row["period"], row["from"], row["to"]]
        assert (row["state"], row["count"]) == ("published", count if count >= 5 else "<5"), row
    assert sum(isinstance(r["count"], int) for r in shown) == 3


def test_ratings_of_other_teams(published):
    given = collections.defaultdict(list)
    for row in rows("peer_ratings.csv"):
        given[ORGANISATION.period(row["period"]), row["rater_team"], row["rated_team"]].append(int(row["rating"]))
    document = report(published, "ratings")["rows"]
    got = {(r["period"], r["rater_team"], r["rated_team"]): r for r in document if r["state"] != "no_data"}
    assert {r["period"] for r in document if r["state"] == "no_data"} == set(map(ORGANISATION.period, range(1, 31))) - {
        period for period, _, _ in given}
    mismatches = Mismatches()
    waves = collections.defaultdict(list)
    for key, ratings in given.items():
        few = len(ratings) < 5
        mean = None if few else sum(100 * (r - 1) / 4 for r in ratings) / len(ratings)
        mismatches.check_text(f"{key} state", "suppressed" if few else "published", got[key]["state"])
        mismatches.check(f"{key} n", None if few else len(ratings), got[key]["n"])
        mismatches.check(f"{key} mean", mean, got[key]["mean"])
        if not few:
            waves[key[1:]].append(got[key]["mean"])
    assert set(given) == set(got)
    teams = [r["team_id"] for r in rows("teams.csv")]
    for i, line in zip(teams, EXPECTED["network"]["D"]):
        for j, value in zip(teams, line):
            figures = waves[i, j]
            mismatches.check(f"D {i} {j}", value, sum(figures) / len(figures) if figures else None)
    mismatches.finish(at_least=396 * 3 + 144)
    assert any(r["state"] == "suppressed" for r in got.values()), "every team rates enough, so nothing was tried"


def test_csv_holds_the_same(published, scores, linkage):
    mismatches = Mismatches()
    for row in as_csv(published, "scores"):
        cell = scores[row["period"], row["team"], row["dimension"]]
        for column in "n", "mean", "sd", "lo", "hi", "nps", "top2", "top3", "contacts", "invited", "response_rate":
            mismatches.check(f"scores {row['period']} {row['team']} {column}", cell[column], number(row[column]))
        mismatches.check_text("state", cell["state"], row["state"])
    runs = {(r["dimension"], r["team"], r["period"]): r for r in report(published, "changes")["rows"]}
    for row in as_csv(published, "changes"):
        run = runs[row["dimension"], row["team"], row["period"]]
        for column in "u", "cp", "cm", "alarm", "size", "size_lo", "size_hi":
            mismatches.check(f"changes {row['dimension']} {row['team']} {column}", run[column], number(row[column]))
    by_team = {r["team"]: r for r in linkage["rows"]}
    for row in as_csv(published, "linkage", "--part", "teams"):
        for column in "r_best", "p_sidak", "q_bh", "eb_r", "loo_r":
            mismatches.check(f"linkage {row['team']} {column}", by_team[row["team"]][column], number(row[column]))
    lags = as_csv(published, "linkage", "--part", "lags")
    assert len(lags) == len(linkage["lags"])
    (organisation,) = as_csv(published, "linkage", "--part", "organisation")
    mismatches.check("p_pooled_sidak", linkage["organisation"]["p_pooled_sidak"], number(organisation["p_pooled_sidak"]))
    mismatches.finish(at_least=1000)


def test_seventeen_digits(published):
    text = published.run("report", "linkage", "--exact", "--format", "json").stdout
    value = json.loads(text)["organisation"]["p_pooled_sidak"]
    assert repr(value) in text or f"{value:.17g}" in text
    assert value != round(value, 12)


def test_the_ledger_holds(published):
    published.run("verify")
    assert published.database.query("SELECT count(*), count(DISTINCT sha256) FROM pulssid.release") == [(30, 30)]


def test_nothing_of_an_answer_is_left_with_a_name(published):
    assert published.database.value("SELECT count(*) FROM pulssid.submission") == 0
    left = {c for (c,) in published.database.query(
        "SELECT column_name::text FROM information_schema.columns WHERE table_schema = 'pulssid' AND table_name = 'answer'")}
    assert not left & {"id_hash", "receipt"}
