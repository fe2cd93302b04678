# SPDX-License-Identifier: GPL-3.0-or-later
"""Random organisations, week after week: teams come, go and move, people join and leave, answer some questions and not
others; customers' matters go from team to team."""

import datetime
import fractions
import json
import random
from dataclasses import dataclass, field

from harness import ROOT

FIRST_MONDAY = datetime.date(1970, 1, 5)
WEEK = datetime.timedelta(weeks=1)
MAX_TEAMS = 10
SURVEYS = {name: json.loads((ROOT / f"conf/surveys/{name}-pulse.json").read_text())
           for name in ("employee", "customer", "collaboration")}


@dataclass
class Week:
    """What is true of one week: the attacker knows all of it but the answers themselves."""

    number: int  # since the week of 1970-01-05
    parents: dict = field(default_factory=dict)  # by team; None: directly under the whole
    headcounts: dict = field(default_factory=dict)  # None: not known
    invited: dict = field(default_factory=dict)
    employees: list = field(default_factory=list)  # (team, answers)
    contacts: list = field(default_factory=list)  # (path, answers)
    ratings: list = field(default_factory=list)  # (team, {rated team: rating})

    @property
    def monday(self):
        return FIRST_MONDAY + self.number * WEEK

    @property
    def period(self):
        return self.monday.strftime("%G-W%V")


class Organisation:
    """One that changes every week. The seed and the week's number are all that it depends on."""

    def __init__(self, seed, most_teams=MAX_TEAMS):
        self.seed = seed
        self.random = random.Random(seed)
        self.most_teams = most_teams
        self.parents = {}
        self.people = {}
        self.opened = 0

    def week(self, number, contacts):
        self.reorganise()
        week = Week(number, dict(self.parents))
        for team, people in self.people.items():
            answers = [self.employee(team) for _ in range(people) if self.random.random() < 0.85]
            alike = self.random.random() < 0.08
            week.employees += [(team, answers[0] if alike else a) for a in answers]
            week.headcounts[team] = self.headcount(people)
            week.invited[team] = people + self.random.randint(0, 2)
        if contacts:
            week.contacts = [*self.customers(), *self.shuttled(number)]
            week.ratings = list(self.raters())
        return week

    # The tree

    def reorganise(self):
        if not self.parents or self.random.random() < 0.1:
            self.parents, self.people = {}, {}
            for _ in range(self.random.randint(3, self.most_teams)):
                self.open_team()
        for team in list(self.parents):
            self.people[team] = max(0, self.people[team] + self.random.choice([-1, 0, 0, 0, 1]))
            change = self.random.random()
            if change < 0.1 and len(self.parents) > 3:
                self.close_team(team)
            elif change < 0.3:
                self.parents[team] = self.place(apart_from=team)
        if len(self.parents) < self.most_teams and self.random.random() < 0.5:
            self.open_team()

    def open_team(self):
        self.opened += 1  # a team that was closed does not come back
        code = f"N{self.opened:03}"
        self.parents[code] = self.place(apart_from=code)
        self.people[code] = self.random.choice([0, 1, 2, 3, 4, 4, 5, 5, 6, 6, 7, 8, 9, 12, 15])

    def close_team(self, team):
        above = self.parents.pop(team)
        del self.people[team]
        self.parents.update({child: above for child, parent in self.parents.items() if parent == team})

    def place(self, apart_from):
        """Some team that is not below this one, or the whole."""
        below = {apart_from}
        while more := {child for child, parent in self.parents.items() if parent in below} - below:
            below |= more
        return self.random.choice([None, *sorted(self.parents.keys() - below)])

    def headcount(self, people):
        """Mostly right; at times fewer than there are, so that answers may outnumber people."""
        return self.random.choice([None, people, people, people + 1, people + 3, max(0, people - 2)])

    # Answers

    def answer(self, survey, skip):
        """Whole dimensions are skipped, and single questions."""
        skipped = {q["dimension"] for q in SURVEYS[survey]["questions"] if self.random.random() < skip}
        return {q["code"]: self.random.randint(q["min"], q["max"]) for q in SURVEYS[survey]["questions"]
                if q["dimension"] not in skipped and self.random.random() >= skip / 2}

    def employee(self, team):
        answers = self.answer("employee", self.random.choice([0, 0.05, 0.2]))
        return answers or {"wb1": self.random.randint(0, 5)}

    def customers(self):
        """Most matters stay where they began; others go on, mostly from one team to the same one."""
        teams = sorted(self.parents)
        weights = [self.random.choice([0.2, 1, 1, 3]) for _ in teams]
        usual = {team: self.random.choice(teams) for team in teams}
        for _ in range(self.random.randint(10, 90)):
            path = self.random.choices(teams, weights)
            for _ in range(self.random.choice([0, 0, 0, 0, 1, 1, 2, 3])):
                path.append(usual[path[-1]] if self.random.random() < 0.8 else self.random.choices(teams, weights)[0])
            yield path, self.answer("customer", self.random.choice([0, 0.1, 1]))

    def shuttled(self, number):
        """In some weeks a few matters go to and fro between two teams: many handoffs of few customers, who are not asked."""
        draw = random.Random(f"{self.seed}, {number}")
        here, there = draw.sample(sorted(self.parents), 2)
        for _ in range(draw.choice([0, 0, 2, 3, 4])):
            yield [here, there] * draw.randint(2, 3), {}

    def raters(self):
        """Everybody rates some of two or three teams."""
        for team, people in self.people.items():
            others = self.random.sample(sorted(self.parents.keys() - {team}), min(3, len(self.parents) - 1))
            for _ in range(people):
                yield team, {other: self.random.randint(1, 5) for other in others if self.random.random() < 0.8}


# What an answer scores

def item(question, answers):
    value = answers.get(question["code"])
    if value is None:
        return None
    low, high = question["min"], question["max"]
    return fractions.Fraction(100 * (high - value if question["reverse"] else value - low), high - low)


def recommendation(question, answers):
    value = answers.get(question["code"])
    return None if value is None else fractions.Fraction(100 if value >= 9 else 0 if value >= 7 else -100)


def scores(survey, answers):
    """{dimension: score}; left out where under half of the items are answered."""
    items = {}
    for question in SURVEYS[survey]["questions"]:
        nps = question["kind"] == "nps"
        items.setdefault(question["dimension"], []).append(recommendation(question, answers) if nps else item(question, answers))
        if nps and SURVEYS[survey]["audience"] == "employee":
            items.setdefault("engagement", []).append(item(question, answers))
    answered = {d: [x for x in all_items if x is not None] for d, all_items in items.items()}
    return {d: sum(found) / len(found) for d, found in answered.items() if 2 * len(found) >= len(items[d])}
