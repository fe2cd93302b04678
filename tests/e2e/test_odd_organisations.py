# SPDX-License-Identifier: GPL-3.0-or-later
"""Organisations unlike the sample, the whole way: imported, answered over the API, closed, reported. One in which everybody answers
by chance, one in which all are alike, one by months in which customers are the mirror of employees, one of a few tiny teams, and
three by how customers go: to one desk, to nobody from some, to and fro. What is reported of them is finite, within its bounds, alike
by every way, and says no more than they show."""

import csv
import datetime
import io
import json
import math
import random
import re
import urllib.parse

import pytest

from harness import Database, Service, customer, employee, today

REPORTS = {"scores": ["teams", "organisation"], "silos": ["teams", "organisation"],
           "linkage": ["teams", "lags", "organisation", "claims"], "handoffs": ["teams"],
           "ratings": ["teams"], "agreement": ["teams", "periods", "organisation"], "changes": ["teams", "organisation"],
           "metrics": ["teams", "organisation"]}
QUESTIONS = {"employee": ["wb1", "wb2", "wb3", "wb4", "wb5", "enps", "co1", "co2", "co3", "col1", "col2", "col3", "safety1"],
             "customer": ["csat", "nps", "ces"]}
RANGES = {**{f"wb{i}": (0, 5) for i in range(1, 6)}, "enps": (0, 10), "nps": (0, 10), "ces": (1, 7)}
MOST = {question: RANGES.get(question, (1, 5))[1] for questions in QUESTIONS.values() for question in questions}
# At their best in the reversed ones too.
BEST = {**MOST, "co2": 1, "col3": 1}
STATES = {"published", "suppressed", "insufficient", "no_data", None}
GRADES = {"description", "association", "leads_in_time", "cannot_tell", None}
# That one thing brings about another is said of nothing, nor denied.
CAUSES = re.compile(r"cause|causing|\bdue to\b|leads to|\bdrives\b|\bproves\b|aiheut|\bsyy|johtuu|\borsak|\bberor på\b|leder till", re.I)
WEEKS = 26


class Story:
    """An organisation: its periods, the teams with their people, and what somebody of a team answers in a period."""

    teams = {f"O{i:02}": 12 for i in range(1, 9)}
    contacts = 8

    def __init__(self, seed):
        self.random = random.Random(seed)

    def days(self):
        newest = today() - datetime.timedelta(days=today().weekday() + 7)
        return [newest - datetime.timedelta(weeks=back) for back in reversed(range(WEEKS))]

    def any_answers(self, audience):
        return {q: self.random.randint(*RANGES.get(q, (1, 5))) for q in QUESTIONS[audience]}

    def people(self, team, at):
        return self.teams[team]

    def answers(self, audience, team, at):
        raise NotImplementedError

    def unit(self, team):
        return "ODD"

    def path(self, team, number):
        """Of the customer who comes to a team as the number-th in a period."""
        return (team,)

    def rows(self, audience):
        for at, day in enumerate(self.days()):
            for team in self.teams:
                for number in range(self.people(team, at) if audience == "employee" else self.contacts):
                    yield day, self.path(team, number) if audience == "customer" else (team,), self.answers(audience, team, at)


class Chance(Story):
    def answers(self, audience, team, at):
        return self.any_answers(audience)


class Alike(Story):
    def answers(self, audience, team, at):
        return {q: BEST[q] for q in QUESTIONS[audience]}


class Mirror(Story):
    """Every team has its own ups and downs, which its customers follow a month later to the letter."""

    months = 26

    def __init__(self, seed):
        super().__init__(seed)
        self.level = {team: [self.random.randint(1, 5) for _ in range(self.months)] for team in self.teams}

    def days(self):
        first = today().replace(day=1)
        months = [12 * first.year + first.month - 1 - back for back in reversed(range(1, 1 + self.months))]
        return [datetime.date(m // 12, m % 12 + 1, 3) for m in months]

    def answers(self, audience, team, at):
        if audience == "employee":
            return {**{f"wb{i}": self.level[team][at] for i in range(1, 6)}, "enps": 2 * self.level[team][at]}
        level = self.level[team][max(0, at - 1)]
        return {"csat": level, "nps": 2 * level, "ces": level}


class Tiny(Story):
    """Two teams of five, one of four and one that comes every third week."""

    teams = {"O01": 5, "O02": 5, "O03": 4, "O04": 7}
    contacts = 5

    def people(self, team, at):
        return 0 if team == "O04" and at % 3 else self.teams[team]

    def answers(self, audience, team, at):
        return self.any_answers(audience)


class Ways(Story):
    """Twelve teams in three units, whose customers go where the subclass says."""

    teams = {f"O{i:02}": 10 for i in range(1, 13)}
    contacts = 10

    def unit(self, team):
        return f"U{(int(team[1:]) - 1) // 4 + 1}"

    def beside(self, team, steps=1):
        return f"O{(int(team[1:]) - 1 + steps) % 12 + 1:02}"

    def answers(self, audience, team, at):
        return self.any_answers(audience)


class Star(Ways):
    """Half of everybody's customers are sent to one desk, which sends nobody on."""

    def path(self, team, number):
        return (team, "O01") if number % 2 and team != "O01" else (team,)


class Isolates(Ways):
    """Two teams have nothing to do with any other; five pairs across units send each other six customers of ten."""

    pairs = {"O01": "O05", "O02": "O06", "O03": "O09", "O07": "O10", "O08": "O11"}
    with_whom = {**pairs, **{b: a for a, b in pairs.items()}}

    def path(self, team, number):
        return (team, self.with_whom[team]) if team in self.with_whom and number < 6 else (team,)


class PingPong(Ways):
    """Of ten customers two go to the next team and are sent back, and three are sent there for good."""

    def path(self, team, number):
        other = self.beside(team)
        return (team, other, team) if number < 2 else (team, other) if number < 5 else (team,)


def write(service, name, head, lines):
    path = service.folder / name
    with open(path, "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(head)
        out.writerows(lines)
    return path


def bring(service, story):
    """All but the newest period is imported and published; the newest comes over the API."""
    days = story.days()
    service.run("team", "import", write(service, "odd.csv", ["code", "name", "parent", "headcount"],
                                        [("ODD", "Odd", "", ""), *((u, u, "ODD", "") for u in sorted({*map(story.unit, story.teams)} - {"ODD"})),
                                         *((t, t, story.unit(t), n) for t, n in story.teams.items())]))
    newest = []
    for audience, questions in QUESTIONS.items():
        rows = list(story.rows(audience))
        newest += [(audience, *row) for row in rows if row[0] == days[-1]]
        lines = [(f"{audience}-pulse", 1, path[0], day, ">".join(path) if audience == "customer" else "",
                  *(given.get(q, "") for q in questions)) for day, path, given in rows if day < days[-1]]
        service.run("import", write(service, f"{audience}.csv", ["survey", "version", "team", "on", "path", *questions], lines))
    service.start()
    with service.client() as client:
        items = [employee(day, path[0], answers=given) if audience == "employee" else customer(day, path, answers=given)
                 for audience, day, path, given in newest]
        verdicts = client.submit_sequence(items).verdicts()
    assert {v["status"] for v in verdicts} == {"stored"}, verdicts[:3]
    service.run("cycle", "--as-of", today())
    return service


@pytest.fixture(scope="module")
def odd(new_service, cluster, certificates, tmp_path_factory):
    """Each organisation, once."""
    services = {}

    def monthly():
        cluster.execute("CREATE DATABASE pulssid_odd_months")
        service = Service(tmp_path_factory.mktemp("months"), Database(cluster, "pulssid_odd_months"), certificates, {}, SETTINGS)
        service.run("migrate", "--period", "month")
        service.keys.update({role: service.create_key(role) for role in ("submitter", "analyst")})
        return service

    def get(story):
        if story not in services:
            service = monthly() if story is Mirror else new_service(SETTINGS)
            services[story] = bring(service, story(7))
        return services[story]

    yield get
    for service in services.values():
        service.stop()


SETTINGS = {"stats": {"grace_days": 0, "permutations": 999, "links": "wellbeing-csat,engagement-nps,enps-csat,safety-ces"},
            "ingest": {"max_late_days": 366, "backfill_days": 1000}}
STORIES = pytest.mark.parametrize("story", [Chance, Alike, Mirror, Tiny, Star, Isolates, PingPong])


def refuse(constant):
    raise AssertionError(f"{constant} is no JSON")


def report(service, name, *words):
    return json.loads(service.run("report", name, "--format", "json", *words).stdout, parse_constant=refuse)


def numbers(value, name=""):
    """Every number within, with the name that it stands under."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from numbers(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from numbers(inner, name)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield name, value


def rows_of(document):
    for key, part in document.items():
        if isinstance(part, list):
            yield from (row for row in part if isinstance(row, dict))
        elif key == "organisation" and part:
            yield part


def check_row(row):
    for name, value in numbers(row):
        assert math.isfinite(value), (name, row)
        if name in ("p", "f_p") or name.startswith(("p_", "q_")) or name.endswith(("_p", "_q_bh", "_q_by")):
            assert 0 <= value <= 1, (name, row)
        if name in ("r", "rho", "spearman", "eb_r", "loo_r", "r_best", "icc1", "alpha_r") or name.startswith("r_level"):
            assert -1 <= value <= 1, (name, row)
    assert row.get("state") in STATES and row.get("grade") in GRADES and row.get("link_grade") in GRADES, row
    if row.get("lo") is not None and row.get("mean") is not None and not row.get("bound"):
        assert row["lo"] <= row["mean"] <= row["hi"], row
    for name, value in row.items():
        if name.startswith(("text_", "sentence_")) and value is not None:
            assert not re.search(r"[{}]|\bnan\b|\binf\b|\?|  ", value, re.I), (name, value)
            assert not CAUSES.search(value), (name, value)


def pages(client, name):
    """All rows of a report, page by page."""
    rows, after = [], ""
    while after is not None:
        answer = client.get(f"/v1/{name}?limit=10000{after and '&after=' + urllib.parse.quote(after)}")
        assert answer.status == 200
        page = json.loads(answer.body, parse_constant=refuse)
        rows += page["rows"]
        after = page.get("next")
    return rows


@STORIES
@pytest.mark.parametrize("name", REPORTS)
def test_reports_are_finite_and_within_their_bounds(odd, story, name):
    service = odd(story)
    for words in (), ("--exact",):
        document = report(service, name, *words)
        rows = list(rows_of(document))
        for row in rows:
            check_row(row)
        for part in REPORTS[name]:
            text = service.run("report", name, "--format", "csv", "--part", part, *words).stdout
            assert not re.search(r"\b(nan|inf|infinity)\b", text, re.I)
            assert service.run("report", name, "--part", part, *words).stdout or not rows
    with service.analyst() as client:
        assert pages(client, name) == report(service, name)["rows"]


def verdicts(service):
    organisation = report(service, "agreement")["organisation"]
    return {row["dimension"]: row for row in ([organisation] if isinstance(organisation, dict) else organisation)}


def test_chance_is_no_property_of_teams(odd):
    """Nothing is claimed by team, and the reason is told wherever it would have been."""
    service = odd(Chance)
    told = verdicts(service)
    assert {row["verdict"] for row in told.values()} == {"not_a_team_property"}
    assert all("not looked for" in row["text_en"] and row["grade"] == "description" for row in told.values())
    linkage = report(service, "linkage")
    assert {row["status"] for row in linkage["rows"]} == {"not_a_team_property"} and len(linkage["rows"]) == 4 * 8
    assert {row["grade"] for row in linkage["rows"]} == {"cannot_tell"} and linkage["lags"] == []
    sentences = [c["sentence_en"] for c in linkage["claims"] if c["claim"] == "link"]
    assert all("property of" in sentence for sentence in sentences) and len(sentences) == 4 * 9
    changes = {(r["dimension"], r["reason"]) for r in report(service, "changes")["rows"]}
    for dimension in [*told, "enps"]:
        assert [reason for d, reason in changes if d == dimension] == ["not_a_team_property"], dimension
    assert ("csat", None) in changes, "customers' figures are looked at as ever"
    assert {r["state"] for r in report(service, "scores")["rows"] if r["team"] == "O01" and r["dimension"] == "wellbeing"} == {"published"}


def test_all_alike_is_told_as_no_variation(odd):
    service = odd(Alike)
    linkage = report(service, "linkage")
    assert {row["status"] for row in linkage["rows"]} <= {"no_variation", "insufficient"}
    assert {row["grade"] for row in linkage["rows"]} == {"cannot_tell"}
    assert all(row["r"] is None for row in linkage["lags"])
    assert {row["verdict"] for row in verdicts(service).values()} == {None}, "without variance within there is no ICC"
    assert {row["rwgj_uniform"] for row in report(service, "agreement", "--exact")["rows"] if row["n"]} == {1}
    assert not [r for r in report(service, "changes")["rows"] if r["alarm"]]
    for row in report(service, "scores")["rows"]:
        if row["state"] == "published" and row["team"].startswith("O"):
            assert row["bound"] == "at_least" and row["sd"] is None, row
    for row in report(service, "metrics", "--exact")["rows"]:
        assert row["ceiling"] == 1 and "exhausted_ceiling" in row["findings"], row


def test_a_perfect_link_is_told_with_its_lag(odd):
    """|r| = 1 in every team: the interval of the mean has no width to speak of, and nothing overflows."""
    service = odd(Mirror)
    exact = report(service, "linkage", "--exact")
    (whole,) = [row for row in exact["organisation"] if (row["employee"], row["customer"]) == ("wellbeing", "csat")]
    assert whole["k_star"] == 1 and whole["pooled_dl"]["r"] > 0.9 and whole["grade"] == "leads_in_time"
    assert whole["pooled_dl"]["ci_r"][0] > 0.5 and whole["pooled_dl"]["ci_r"][1] <= 1
    (claim,) = [c for c in exact["claims"] if (c["employee"], c["customer"], c["team"], c["claim"]) == ("wellbeing", "csat", "*", "link")]
    assert "came 1 month before" in claim["sentence_en"] and "1 kuukauden" in claim["sentence_fi"], claim
    assert "same direction" in claim["sentence_en"]


def test_few_are_told_as_few(odd):
    service = odd(Tiny)
    linkage = report(service, "linkage")
    assert {row["status"] for row in linkage["rows"]} <= {"insufficient"} and {r["grade"] for r in linkage["rows"]} <= {"cannot_tell"}
    assert {row["state"] for row in verdicts(service).values()} == {"insufficient"}
    assert {row["state"] for row in report(service, "changes")["rows"]} == {"insufficient"}
    assert {row["state"] for row in report(service, "metrics")["rows"]} <= {"insufficient", "suppressed"}
    assert not [r for r in report(service, "scores")["rows"] if r["team"] == "O03" and r["state"] == "published"
                and r["dimension"] in ("wellbeing", "enps", "safety")]
    silos = {r["team"]: r for r in report(service, "silos")["rows"]}
    assert {row["state"] for row in silos.values()} == {"insufficient"} and set(Tiny.teams) <= set(silos)
    never = silos["O03"]
    assert (never["reason"], never["families"], never["evidence"]) == ("few_periods", 0, "none")
    assert never["text_en"].startswith("O03, whether it is siloed cannot be told.")
    assert "cannot be told" in report(service, "silos")["organisation"]["text_en"]


def paths_of(service):
    """What is known of customers' ways, and of silos, exactly: {team: row} of the teams that have any, the whole, and the whole of the ways."""
    silos = report(service, "silos", "--exact")
    return {r["team"]: r for r in silos["rows"] if r["team"] in Ways.teams}, silos["organisation"], report(service, "handoffs", "--exact")["organisation"]


def test_a_star_has_one_centre(odd):
    teams, whole, ways = paths_of(odd(Star))
    assert teams["O01"]["handed_on"] == 0 and {teams[t]["handed_on"] for t in Ways.teams if t != "O01"} == {0.5}
    assert teams["O01"]["handoffs"] == 0 and {teams[t]["handoffs"] for t in Ways.teams if t != "O01"} == {5 * WEEKS}
    assert whole["handoffs_total"] == 11 * 5 * WEEKS and whole["handoffs_internal"] == 3 * 5 * WEEKS
    assert whole["communities"] == 1 and {row["community"] for row in teams.values()} == {1}
    assert whole["communities_q"] == pytest.approx(0) and "gather in no clear groups" in whole["text_en"]
    assert ways["ping_pong"] == 0 and ways["handed_on"] == pytest.approx(55 / 120)
    assert not [r for r in teams.values() if r["flag"]] and whole["unsupported"] is None, "nobody was asked whom they work with"


def test_isolates_have_no_community_and_pairs_are_named(odd):
    """Pairs across units are named as one in every language; who has nothing to do with others is nowhere among them."""
    service = odd(Isolates)
    teams, whole, ways = paths_of(service)
    assert {t for t, r in teams.items() if r["community"] is None} == {"O04", "O12"}
    assert all(teams[t]["handed_on"] == 0 for t in ("O04", "O12")) and ways["ping_pong"] == 0
    assert whole["communities"] == 5 and whole["handoffs_ei"] == 1 and whole["communities_agreement"] <= 0
    assert all(teams[a]["community"] == teams[b]["community"] for a, b in Isolates.pairs.items())
    named = "O01, O05; O02, O06; O03, O09; O07, O10; O08, O11."
    shown = report(service, "silos")["organisation"]
    for language in ("fi", "en", "sv"):
        assert named in shown[f"text_{language}"] and shown[f"text_{language}"] == whole[f"text_{language}"]
    assert f"these teams work as one although the chart parts them: {named}" in shown["text_en"]


def test_ping_pong_is_told_as_such(odd):
    teams, whole, ways = paths_of(odd(PingPong))
    assert ways["ping_pong"] == pytest.approx(0.2) and ways["handed_on"] == pytest.approx(0.5)
    assert ways["teams"] == pytest.approx(1 + (2 * 2 + 3) / 10) and ways["contacts"] == 12 * 10 * WEEKS
    assert [ways[f"contacts_{step}"] for step in range(4)] == [12 * n * WEEKS for n in (5, 3, 2, 0)]
    # A team's visits: ten come to it, two of them once more, and five from the team before, of which two are sent back.
    assert {round(r["handed_on"], 9) for r in teams.values()} == {round(7 / 17, 9)}
    assert {r["handoffs"] for r in teams.values()} == {7 * WEEKS} and whole["handoffs_total"] == 12 * 7 * WEEKS
    assert "20 % came back to a team" in ways["text_en"]
