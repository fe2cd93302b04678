# SPDX-License-Identifier: GPL-3.0-or-later
"""The differencing attacker. He knows of everybody where they belong and which questions they answered, by name if need be,
and nothing of what they answered. From the documents he takes whom each figure is over, and computes what the figures give
away together."""

import collections
import itertools
from fractions import Fraction

from combinations import Combinations
from organisations import scores
from published import Figure

WHOLE = "*"
SPREAD_FROM = 10
FEWEST_POOLED = 5  # teams that hide their dispersion, for it to be told of all together
EMPLOYEE_DIMENSIONS = ["wellbeing", "engagement", "enps", "customer_orientation", "collaboration_self", "safety"]
CUSTOMER_DIMENSIONS = ["csat", "nps", "ces"]
NPS_DIMENSIONS = ["enps", "nps"]


class Tree:
    """The teams of one period as /v1/teams has them, children before parents, the whole last."""

    def __init__(self, teams, day):
        valid = {t["team"]: t for t in teams if (t["valid_from"] or "") <= day <= (t["valid_to"] or "9")}
        self.headcounts = {team: None if t["headcount"] is None else int(t["headcount"]) for team, t in valid.items()}
        self.children = collections.defaultdict(list)
        for team, t in valid.items():
            self.children[t["parent"] if t["parent"] in valid else WHOLE].append(team)
        self.below = {}
        self.walk(WHOLE)

    def walk(self, node):
        for child in self.children[node]:
            self.walk(child)
        self.below[node] = {node}.union(*(self.below[child] for child in self.children[node]))

    @property
    def nodes(self):
        return list(self.below)

    def is_small(self, node, k):
        """Whether it is known to be fewer people than k."""
        headcount = self.headcounts.get(node)
        return headcount is not None and headcount < k

    def is_unit(self, node):
        return bool(self.children[node])


class Cells:
    """The figures of one period and dimension, by node."""

    def __init__(self, served, period, dimension, nodes):
        self.dimension = dimension
        self.all = {node: served.rows["scores"][period, node, dimension] for node in nodes}
        for node, f in self.all.items():
            figures = [x for name, x in zip(f._fields, f) if name not in ("state", "teams_shown", "teams")]
            assert f.state in ("published", "insufficient") or not any(figures), (period, node, dimension, f)

    def counted(self):
        return {node: int(f.n) for node, f in self.all.items() if f.n is not None}

    def with_mean(self):
        return {node: int(f.n) for node, f in self.all.items() if f.mean is not None}

    def with_spread(self):
        return [node for node, f in self.all.items() if any([f.sd, f.se, f.top, f.top_lo, f.top_hi])]

    def told(self, name):
        return {node: int(getattr(f, name)) for node, f in self.all.items() if getattr(f, name) is not None}


# Whom a figure is over

def employee_groups(tree, people, told, within=None):
    """Sets of teams, by node, whose own respondents are in its figure: those that a published figure below is over and, where
    it counts more than these, everybody else at or below. people: respondents by team; within: what a figure can be over."""
    groups, covered = {}, {}
    for node in tree.nodes:
        covered[node] = set().union(*(covered[child] for child in tree.children[node]))
        if node not in told:
            continue
        if told[node] > sum(people[t] for t in covered[node]):
            covered[node] |= {t for t in (within or tree.below)[node] if people.get(t)}
        groups[node] = covered[node]
        assert told[node] == sum(people[t] for t in groups[node]), f"{node} counts {told[node]}"
    return groups


def touching(classes, teams):
    return {c for c in classes if c & teams}


def customer_teams(tree, nodes, counts, k):
    """Sets of teams, by node, that a contact must have touched to be in its figure: published leaves below, and the units
    themselves where the figure counts them too and they are not fewer people than k. counts: what is told of the nodes, each as
    (numbers of contacts by the set of teams that they touched, numbers that are told)."""
    teams, joined = {}, set()
    for node in (node for node in tree.nodes if node in nodes):
        here = joined & tree.below[node] if tree.is_unit(node) else {node}
        units = {t for t in tree.below[node] if tree.is_unit(t) and not tree.is_small(t, k)}
        found = next((t for t in (here, *subsets(units, here)) if all(
            people_of(classes, t) == told.get(node, people_of(classes, t)) for classes, told in counts)), None)
        assert found is not None, f"{node} is not over those who touched {sorted(here)}, nor any units with them"
        joined |= found
        teams[node] = found
    return teams


def subsets(units, here):
    """All of the units first: that is how they are joined."""
    rest = sorted(units - here)
    return (here | set(some) for n in range(len(rest), 0, -1) for some in itertools.combinations(rest, n))


def people_of(classes, teams):
    return sum(classes[c] for c in touching(classes, teams))


def count_steps(contacts):
    """By step from one team to another: how many there were, and how many customers made them."""
    steps, customers = collections.Counter(), collections.Counter()
    for path, _ in contacts:
        made = list(zip(path, path[1:]))
        steps.update(made)
        customers.update(set(made))
    return steps, customers


# What the figures say, against what is true

def is_rounded(figure, mean):
    """Whether a figure shows this mean, or the bound that it is at or beyond."""
    shown = Fraction(figure.mean)
    if figure.bound:
        return mean >= shown if figure.bound == "at_least" else mean <= shown
    return abs(shown - mean) <= Fraction(1, 2 * 10 ** len(figure.mean.partition(".")[2]))


def check_means(cells, groups, sums, counts):
    """A mean must be that of its group; else the attacker would not know what he is looking at."""
    for node, group in groups.items():
        mean = sum(sums[c] for c in group) / sum(counts[c] for c in group)
        assert is_rounded(cells.all[node], mean), (node, cells.all[node], mean)


def undone(cells):
    """The bounds that a mean of the same people, told beside them, would undo."""
    return [(f"{cells.dimension}, by headcount", (node, f.bound)) for node, f in cells.all.items() if f.bound is not None]


def check_coverage(cells, tree, teams):
    """A unit says how many of its leaves it covers: no more than the attacker knew from its number of people."""
    for node, told in cells.told("teams_shown").items():
        assert node not in teams or told == len([t for t in teams[node] if not tree.is_unit(t)]), (node, told, teams[node])


def check_employee_coverage(cells, tree, teams):
    """Of employees, leaves are covered whose people are in a figure or would be: it is not told whether somebody answered. An NPS
    is over groups that are not all told themselves."""
    covered, leaves = {}, {}
    for node in tree.nodes:
        below = tree.children[node]
        of_children = set().union(*(covered[child] for child in below))
        covered[node] = teams.get(node, set()) | of_children
        leaves[node] = set().union(*(leaves[child] for child in below))
        if covered[node] - of_children:
            leaves[node] = {t for t in tree.below[node] if not tree.is_unit(t)}
    for node, told in cells.told("teams_shown").items():
        known = [t for t in teams.get(node, set()) if not tree.is_unit(t)]
        least = len(known if cells.dimension in NPS_DIMENSIONS else leaves[node])
        assert node not in teams or least <= told <= len(leaves[node]), (cells.dimension, node, told, leaves[node], teams)


def walked(path):
    """Immediate repeats are one visit."""
    return [team for i, team in enumerate(path) if i == 0 or team != path[i - 1]]


class Attack:
    """One week under attack. `found` holds what was isolated: (dimension, what was combined, classes)."""

    def __init__(self, served, week):
        self.served = served
        self.week = week
        (period,) = [p for p in served.periods if p["period"] == week.period]
        self.k_employee, self.k_customer = int(period["k_employee"]), int(period["k_customer"])
        self.tree = Tree(served.teams, period["first_day"])
        found = {t: p for p, ts in self.tree.children.items() for t in ts}
        assert found == {t: p or WHOLE for t, p in week.parents.items()}, (found, period)
        self.found = []
        self.rows = 0
        self.parted = False
        self.pooled = 0
        self.weighed = 0

    def run(self):
        self.employees()
        if self.week.contacts:
            self.customers()
            self.handoffs()
            self.ratings()
        return self

    def combine(self, what, rows, sizes, k):
        self.rows += len(rows)
        combinations = Combinations(rows, sizes)
        self.found += [(what, classes) for classes in combinations.isolated(k)]
        self.found += [(f"{what}, weighted", classes) for classes in combinations.weighted(k)]

    # Employees

    def employees(self):
        answered = [(team, scores("employee", answers)) for team, answers in self.week.employees]
        responses = collections.Counter(team for team, found in answered if found)
        rates, shown = [], {}
        for dimension in EMPLOYEE_DIMENSIONS:
            cells = Cells(self.served, self.week.period, dimension, self.tree.nodes)
            sums, people = self.count([(team, found) for team, found in answered], dimension)
            for team, headcount in self.tree.headcounts.items():
                if headcount is not None and people[team] > headcount:
                    del people[team]
            within = shown["engagement"] if dimension == "enps" else None
            groups = employee_groups(self.tree, people, cells.with_mean(), within)
            shown[dimension] = {node: groups.get(node, set()) for node in self.tree.nodes}
            check_means(cells, groups, sums, people)
            check_employee_coverage(cells, self.tree, groups)
            self.attack_sums(cells, groups, people, self.k_employee, self.pooled_spread(cells, groups, people))
            self.by_headcount(cells, sums, people)
            rates += self.responses(cells, responses)
        self.combine("responses", rates, responses, self.k_employee)

    def responses(self, cells, responses):
        """Response rates are over the leaves that are published themselves."""
        counted = cells.counted()
        for node, told in cells.told("responses").items():
            leaves = {t for t in self.tree.below[node] if t in counted and not self.tree.is_unit(t)}
            assert told == sum(responses[t] for t in leaves), (cells.dimension, node)
            yield leaves

    def by_headcount(self, cells, sums, people):
        """A mean by headcount is over the leaves that are published themselves; beside a bound it would say where beyond."""
        row = self.served.rows["weighted"].get((self.week.period, cells.dimension))
        if row is None or row.mean is None:
            return
        self.weighed += 1
        assert row.state == "published", row
        leaves = [t for t in cells.with_mean() if t != WHOLE and not self.tree.is_unit(t) and self.tree.headcounts[t]]
        assert int(row.teams) == len(leaves) and int(row.n) == sum(people[t] for t in leaves), (self.week.period, row)
        if not row.trimmed:
            heads = {t: self.tree.headcounts[t] for t in leaves}
            mean = Fraction(sum(heads[t] * Fraction(sums[t]) / people[t] for t in leaves)) / sum(heads.values())
            assert is_rounded(Figure(**{**dict.fromkeys(Figure._fields), "mean": row.mean}), mean), (self.week.period, row, mean)
        self.found += undone(cells)

    def pooled_spread(self, cells, groups, people):
        """The dispersion within all published teams together, which an analysis of variance tells."""
        for row in self.served.agreement["periods"]:
            if (row["period"], row["dimension"], row["state"]) == (self.week.period, cells.dimension, "published"):
                teams = [node for node in cells.with_mean() if not self.tree.is_unit(node)]
                assert int(row["k"]) == len(teams) and int(row["n"]) == sum(cells.with_mean()[t] for t in teams), row
                assert not any(cells.all[team].bound for team in teams), "of the differences between teams a mean would follow"
                assert len(set(teams) - set(cells.with_spread())) not in range(1, FEWEST_POOLED), row
                self.pooled += 1
                yield set().union(*(groups[team] for team in teams))

    @staticmethod
    def count(answered, dimension):
        """Sums of scores and numbers of people, by class."""
        sums, people = collections.Counter(), collections.Counter()
        for c, found in answered:
            if dimension in found:
                sums[c] += found[dimension]
                people[c] += 1
        return sums, people

    # Both

    def attack_sums(self, cells, groups, people, k, pooled=()):
        large = max(k, SPREAD_FROM)
        self.combine(cells.dimension, list(groups.values()), people, large if cells.dimension in NPS_DIMENSIONS else k)
        spread = [*(groups[node] for node in cells.with_spread()), *pooled]
        self.combine(f"{cells.dimension}, spread", spread, people, large)

    # Customers

    def customers(self):
        rated = [(frozenset(path), scores("customer", answers)) for path, answers in self.week.contacts]
        contacts = collections.Counter(touched for touched, _ in rated)
        counts = []
        for dimension in CUSTOMER_DIMENSIONS:
            cells = Cells(self.served, self.week.period, dimension, self.tree.nodes)
            sums, people = self.count(rated, dimension)
            told = cells.told("contacts")
            teams = customer_teams(self.tree, cells.with_mean(), [(people, cells.with_mean()), (contacts, told)],
                                   self.k_employee)
            groups = {node: touching(people, found) for node, found in teams.items()}
            check_means(cells, groups, sums, people)
            check_coverage(cells, self.tree, teams)
            self.attack_sums(cells, groups, people, self.k_customer)
            if dimension == "csat":
                self.satisfaction(groups)
            # Where a count is told and no figure: over the leaves that are counted, not only those that have one.
            bare = {node: n for node, n in cells.counted().items() if node not in teams or not self.tree.is_unit(node)}
            teams = {**customer_teams(self.tree, bare, [(people, bare), (contacts, told)], self.k_employee), **teams}
            counts += [touching(contacts, teams[node]) for node in told]
        self.combine("contacts", counts, contacts, self.k_customer)

    def satisfaction(self, groups):
        """Of the whole by how often a contact was handed on, beside the figures by touch: classes of the same teams and steps."""
        told = self.served.steps.get(self.week.period)
        if told is None:
            return
        self.parted = True
        sums, people = self.count([((frozenset(path), min(len(walked(path)) - 1, 3)), scores("customer", answers))
                                   for path, answers in self.week.contacts], "csat")
        rows = [{c for c in people if c[0] in group} for group in groups.values()]
        whole = {c for c in people if c[0] in groups[WHOLE]}
        parts = [{c for c in whole if min(c[1], len(told) - 1) == step} for step in range(len(told))]
        for part, (n, mean) in zip(parts, told):
            assert n == sum(people[c] for c in part) >= SPREAD_FROM, (self.week.period, part, told)
            assert abs(mean - sum(sums[c] for c in part) / n) < Fraction(1, 10**6), (self.week.period, part, told)
        self.combine("csat by handoffs", rows + parts, people, self.k_customer)

    def handoffs(self):
        """Numbers of steps, which nobody's rating follows from, of at least k customers: one who goes to and fro makes many. A
        small one is not told (nor what it would follow from: e2e/test_handoff_attack.py)."""
        steps, customers = count_steps(self.week.contacts)
        for pair, handoff in self.served.of_period("handoffs", self.week.period).items():
            if handoff.count is not None and handoff.count.isdigit():
                assert steps[pair] == int(handoff.count), (pair, handoff)
                self.rows += 1
                self.found += [("handoffs", pair)] if customers[pair] < self.k_customer else []
            elif handoff.count is not None:
                assert handoff.count == f"<{self.k_customer}" and customers[pair] < self.k_customer, (pair, handoff)

    # Ratings between teams

    def ratings(self):
        """Everybody's rating of each team is a number of its own, so that pairs of teams have nothing in common."""
        given = collections.Counter((team, other) for team, ratings in self.week.ratings for other in ratings)
        sums = collections.Counter()
        for team, ratings in self.week.ratings:
            sums.update({(team, other): Fraction(25 * (rating - 1)) for other, rating in ratings.items()})
        told = {pair[:2]: rating for pair, rating in self.served.of_period("ratings", self.week.period).items() if rating.n}
        for pair, rating in told.items():
            assert given[pair] == int(rating.n), (pair, rating)
            assert is_rounded(rating, sums[pair] / given[pair]), (pair, rating)
        self.combine("ratings", [{pair} for pair in told], given, self.k_employee)


# The control

def attack_plain(week, audience, k):
    """What the same attacker gets of the plain rule: every node with k people at or below it, over all of them."""
    parents = {**week.parents, WHOLE: None}
    below = {node: {t for t in parents if is_below(week.parents, t, node)} for node in parents}
    people = collections.Counter()
    for where, answers in week.employees if audience == "employee" else week.contacts:
        found = scores(audience, answers)
        if ("wellbeing" if audience == "employee" else "csat") in found:
            people[where if audience == "employee" else frozenset(where)] += 1
    groups = [{c for c in people if (c in teams if audience == "employee" else c & teams)} for teams in below.values()]
    rows = [group for group in groups if sum(people[c] for c in group) >= k]
    return list(Combinations(rows, people).isolated(k))


def weighted_plain(served, week, nodes):
    """The bounds that means by headcount undo where nothing hides these."""
    told = [dimension for period, dimension in served.weighted_plain if period == week.period]
    return [found for dimension in told for found in undone(Cells(served, week.period, dimension, nodes))]


def handoffs_plain(week, k):
    """The steps that the plain rule tells, a number from k on, though fewer than k customers made them."""
    steps, customers = count_steps(week.contacts)
    return [pair for pair, n in steps.items() if pair[0] != pair[1] and n >= k > customers[pair]]


def is_below(parents, team, node):
    while team is not None and team != node:
        team = parents.get(team)
    return team == node or node == WHOLE
