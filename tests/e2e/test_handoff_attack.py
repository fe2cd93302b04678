# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody who has every release, and is told that nobody was handed on twice, solves for the handoffs that are hidden.

The scores say how many contacts touched each team, each unit and the whole; what went between the teams of a unit is the
excess. With that and the counts shown, no small count may have one solution alone. Control: with every count of five or
more shown, some have.

Scores have no direction, but silos have: which team hands on to those that it does not work with. What is told of them must be
the same, byte by byte, whichever of two directions a few customers went. Control: what operators see is not."""

import collections
import csv
import datetime
import itertools
import json
import random

import pytest

from harness import customer, employee, today, week

K = 5
UNITS = {"T01": "U1", "T02": "U1", "T04": "U2", "T05": "U2"}
PAIRS = list(itertools.permutations(UNITS, 2))
WEEKS = [today() - datetime.timedelta(weeks=w) for w in range(10, 50)]
PATIENCE = 1_000_000  # steps of a search


def draw(random_state):
    """A week: how many contacts went each way, and how many touched each team alone."""
    counts = {pair: random_state.choice([0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 9]) for pair in PAIRS}
    direct = {team: random_state.choice([0, 0, 1, 2, 20]) for team in UNITS}
    return counts, direct


@pytest.fixture(scope="module")
def weeks(new_service):
    """By period: what was submitted, and the document of its release."""
    service = new_service().start()
    draws = {day: draw(random.Random(i)) for i, day in enumerate(WEEKS)}
    answers = {"csat": 3, "nps": 7, "ces": 4}
    items = []
    for day, (counts, direct) in draws.items():
        paths = [*([pair] * n for pair, n in counts.items()), *([(team,)] * n for team, n in direct.items())]
        items += [customer(day, path, answers=answers) for path in itertools.chain(*paths)]
    with service.client() as client:
        for start in range(0, len(items), 1000):
            assert {v["status"] for v in client.submit_sequence(items[start:start + 1000]).verdicts()} == {"stored"}
    service.run("cycle")
    with service.analyst() as client:
        documents = {day: client.get(f"/v1/releases/{week(day)}").body.decode() for day in WEEKS}
    service.stop()
    return [(*draws[day], documents[day]) for day in WEEKS]


def tables(document):
    """Cells of csat by team, and counts by pair."""
    cells, handoffs = document.split("\n\n")[:2]
    rows = csv.DictReader(cells.splitlines()[8:])
    csat = {r["team"]: int(r["n"]) for r in rows if r["dimension"] == "csat" and r["state"] == "published"}
    return csat, {(r["from"], r["to"]): r for r in csv.DictReader(handoffs.splitlines())}


def group(pair):
    first, second = (UNITS[team] for team in pair)
    return first if first == second else "*"


def sums(csat):
    """What went between the parts of each unit that is published with all of them."""
    parts = {"U1": ["T01", "T02"], "U2": ["T04", "T05"], "*": ["U1", "U2"]}
    return {unit: sum(csat[p] for p in below) - csat[unit] for unit, below in parts.items()
            if unit in csat and all(p in csat for p in below)}


class Solver:
    """Looks for values of the hidden counts that fit everything known; `most` bounds each."""

    def __init__(self, shown, most, known, csat, truth):
        self.most, self.truth = most, truth
        self.left = {g: total - sum(n for pair, n in shown.items() if group(pair) == g) for g, total in known.items()}
        self.slack = {team: csat[team] - sum(n for pair, n in shown.items() if team in pair) for team in UNITS}
        self.open = collections.Counter(map(group, most))
        self.steps = 0

    def near(self, pair):
        """Values of a pair, those near to the truth first: solutions are not far from it."""
        return sorted(range(self.most[pair] + 1), key=lambda n: abs(n - self.truth[pair]))

    def fits(self, pairs, values):
        """Whether the first of the pairs can have one of these values."""
        return any(self.place(pairs, n) for n in values)

    def place(self, pairs, n):
        pair, *others = pairs
        g = group(pair)
        left = self.left.get(g)
        if n > min(self.slack[team] for team in pair) or (left is not None and (n > left or self.open[g] == 1 and n != left)):
            return False
        self.steps += 1
        assert self.steps < PATIENCE, "the search does not end"
        self.change(pair, n, 1)
        fits = not others or self.fits(others, self.near(others[0]))
        self.change(pair, -n, -1)
        return fits

    def change(self, pair, n, closed):
        if group(pair) in self.left:
            self.left[group(pair)] -= n
        self.open[group(pair)] -= closed
        for team in pair:
            self.slack[team] -= n

    def is_certain(self, pair):
        """No other value fits."""
        self.steps = 0
        order = sorted(self.most, key=lambda p: (p != pair, group(p) != group(pair), group(p)))
        return not self.fits(order, self.near(pair)[1:2 * K])


def found(counts, csat, shown, most):
    solver = Solver(shown, most, sums(csat), csat, counts)
    return [pair for pair in most if 0 < counts[pair] < K and solver.is_certain(pair)]


def test_no_small_count_can_be_worked_out(weeks):
    tried = suppressed = by_control = 0
    for counts, direct, document in weeks:
        csat, rows = tables(document)
        touched = {team: direct[team] + sum(n for pair, n in counts.items() if team in pair) for team in UNITS}
        if not set(UNITS) <= set(csat):
            continue  # he knows less
        assert {team: csat[team] for team in UNITS} == touched
        shown = {pair: int(rows[pair]["count"]) for pair in PAIRS if rows[pair]["count"].isdigit()}
        most = {pair: K - 1 if rows[pair]["count"] == "<5" else 30 for pair in PAIRS if pair not in shown}
        assert all(counts[pair] == n for pair, n in shown.items())
        assert not found(counts, csat, shown, most), (counts, direct)
        naive = {pair: n for pair, n in counts.items() if n >= K}
        by_control += len(found(counts, csat, naive, {pair: K - 1 for pair in PAIRS if pair not in naive}))
        suppressed += sum(rows[pair]["state"] == "suppressed" for pair in PAIRS)
        tried += 1
    assert tried > 20 and suppressed > 0, "nothing had to be hidden, so nothing was tried"
    assert by_control > 0, "the attacker finds nothing where there is something to find"


SIX = [f"T0{i}" for i in range(1, 7)]  # three of each unit, and T01 and T02 do not work with each other
SHOWN = {("T01", "T03"): 20, ("T02", "T03"): 20, ("T04", "T05"): 30}
HIDDEN = [("T01", "T02"), ("T02", "T01"), ("T03", "T01"), ("T03", "T02")]  # of the first unit, the rest is known to be none
TRUTH, OTHER = (3, 2, 0, 0), (1, 4, 0, 0)


def contacts_of(day, hidden):
    """A week of six teams in which the first unit's small counts are these."""
    answers = {"csat": 3, "nps": 7, "ces": 4}
    counts = {**{(team,): 10 + 4 * (day.isocalendar().week % 2) for team in SIX}, **SHOWN, **dict(zip(HIDDEN, hidden))}
    return [customer(day, path, answers=answers) for path, n in counts.items() for _ in range(n)]


def ratings_of(day):
    def rate(rater, rated):
        return 1 if {rater, rated} == {"T01", "T02"} else 4

    return [employee(day, team, survey="collaboration-pulse", answers={"collab": {o: rate(team, o) for o in SIX if o != team}})
            for team in SIX for _ in range(6)]


class Told:
    """What a release after some weeks, of which the newest one has these small counts, tells analysts and operators."""

    def __init__(self, service, weeks, hidden):
        service.start()
        days = sorted(WEEKS[:weeks])
        with service.client() as client:
            for day in days:
                items = [*contacts_of(day, hidden if day == days[-1] else TRUTH), *(ratings_of(day) if day == days[0] else [])]
                assert {v["status"] for v in client.submit_sequence(items).verdicts()} == {"stored"}
        service.run("cycle")
        with service.analyst() as client:
            self.silos = client.get("/v1/silos").json()
            self.served = {path: client.get(path).body.decode() for path in (
                "/v1/scores", "/v1/handoffs", "/v1/silos", "/v1/silos?format=csv", "/v1/silos?format=csv&part=organisation")}
        self.exact = json.loads(service.run("report", "silos", "--format", "json", "--exact").stdout)
        service.stop()


@pytest.fixture(scope="module", params=[1, 13], ids=["a_week", "a_quarter"])
def two(new_service, request):
    """The same weeks, but for the way in which a few went in the newest one."""
    return request.param, [Told(new_service(), request.param, hidden) for hidden in (TRUTH, OTHER)]


def test_the_way_of_a_few_is_told_nowhere(two):
    weeks, (truth, other) = two
    assert truth.served == other.served
    told = {row["team"]: row["b2"] for row in truth.silos["rows"]}
    assert (told["T01"] is not None) == (weeks > 1), "with few handoffs it is withheld, else not"
    assert truth.exact["rows"] != other.exact["rows"], "control: operators see the way"


def unsupported(weeks, hidden):
    """Exactly: by team b2, and the share of all."""
    flow = {**{pair: weeks * n for pair, n in SHOWN.items()},
            **{pair: n + (weeks - 1) * t for pair, n, t in zip(HIDDEN, hidden, TRUTH)}}
    out = {team: sum(n for pair, n in flow.items() if pair[0] == team) for team in SIX}
    bad = {team: sum(n for pair, n in flow.items() if pair[0] == team and set(pair) == {"T01", "T02"}) for team in SIX}
    total, wrong = sum(out.values()), sum(bad.values())
    return {team: (bad[team] / out[team] - (wrong - bad[team]) / (total - out[team])) / 0.5 for team in SIX if out[team] >= 20}, wrong / total


def fitting(weeks, document, places):
    """Small counts of the newest week that fit exact figures rounded so far, as far as they are there."""
    b2 = {row["team"]: row["b2"] for row in document["rows"] if row["b2"] is not None}
    share = document["organisation"]["unsupported"]
    room = 0.5 * 10 ** -places + 1e-9
    fits = []
    for hidden in itertools.product(range(K), repeat=len(HIDDEN)):
        of_team, of_all = unsupported(weeks, hidden)
        if sum(hidden) == sum(TRUTH) and all(abs(of_team[t] - x) <= room for t, x in b2.items()) and (
                share is None or abs(of_all - share) <= room):
            fits.append(hidden)
    return fits


def test_small_counts_are_not_solved_for_from_silos(two):
    """Who knows from the scores that five went one way or another within the first unit, and what each way would look like."""
    weeks, (truth, _) = two
    assert len(fitting(weeks, {"rows": [], "organisation": {"unsupported": None}}, 2)) == 52
    assert fitting(weeks, truth.exact, 6) == [TRUTH], "control: the exact figures leave one"
    if weeks == 1:
        rounded = {"rows": [{**row, "b2": row["b2"] and round(row["b2"], 2)} for row in truth.exact["rows"]],
                   "organisation": {"unsupported": round(truth.exact["organisation"]["unsupported"], 2)}}
        assert fitting(weeks, rounded, 2) == [TRUTH], "control: two decimals leave one too"
