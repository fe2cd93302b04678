# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody who has every release, and is told that nobody was handed on twice, solves for the handoffs that are hidden.

The scores say how many contacts touched each team, each unit and the whole; what went between the teams of a unit is the
excess. With that and the counts shown, no small count may have one solution alone. Control: with every count of five or
more shown, some have."""

import collections
import csv
import datetime
import itertools
import random

import pytest

from harness import customer, today, week

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
