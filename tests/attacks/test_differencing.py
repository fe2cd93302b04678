# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody who reads every document that is ever served, knows of everybody where they belong and what they answered to, and
combines all figures: unit less team, whole less units, one dimension and another, numbers of contacts and of responses. Over
thousands of random trees there is no set of fewer than k people whose sum he can compute (privacy: the publication rule).

The control is the rule that comes to mind first, to publish every node with k people. It gives the same attacker somebody in
about two trees of three. Of handoffs it is to count steps, where one customer may have made k of them."""

import collections
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest

from differencing import FEWEST_POOLED, Attack, attack_plain, handoffs_plain, weighted_plain
from histories import LastWeeks, load_past
from organisations import MAX_TEAMS
from published import Served

SETTINGS = {"grace_days": 0, "permutations": 99}
# One organisation to a database, 20 of them, since importing slows down with the weeks that are there: seed and thresholds.
WEEKS = 104
PAST = [(seed, 5, 5) for seed in range(1, 18)] + [(18, 7, 6), (19, 5, 12), (20, 8, 5)]
LARGE = [(22, 5, 5, 50), (23, 5, 5, 50)]  # teams enough for an analysis of variance
BUSY = [(24, 5, 5, 3, 1)]  # few teams and customers in every week: enough for topics and reasons
LAST_WEEKS, LAST_SEED = 25, 21


@dataclass
class Trial:
    """What an attacker had of one database, and what came of it."""

    seed: int
    weeks: list
    k: tuple
    found: list = field(default_factory=list)
    rows: int = 0
    seen: collections.Counter = field(default_factory=collections.Counter)
    plain: collections.Counter = field(default_factory=collections.Counter)

    def run(self, served):
        for week in self.weeks:
            attack = Attack(served, week).run()
            self.rows += attack.rows
            self.seen["parted"] += attack.parted
            self.seen["pooled spread"] += attack.pooled
            self.seen["by headcount"] += attack.weighed
            self.found += [(f"seed {self.seed}", week.period, what, classes) for what, classes in attack.found]
            for audience, k in zip(("employee", "customer"), self.k):
                self.plain[audience] += bool(attack_plain(week, audience, k))
            self.plain["handoffs"] += bool(handoffs_plain(week, self.k[1]))
            self.plain["by headcount"] += bool(weighted_plain(served, week, attack.tree.nodes))
        self.check_analyses(served)
        self.seen["topics kept"] += len(served.topics_kept)
        self.seen["topics"] += sum(row["state"] == "published" for row in served.topics)
        self.seen["reasons"] += sum(row["state"] == "published" for row in served.reasons)
        self.seen["handoffs"] += sum((handoff.count or "").isdigit() for handoff in served.rows["handoffs"].values())
        self.seen["ratings"] += sum(rating.n is not None for rating in served.rows["ratings"].values())
        for figure in served.rows["scores"].values():
            self.seen[figure.state] += 1
            self.seen[figure.bound] += 1
            self.seen["spread"] += figure.sd is not None
            self.seen["contacts"] += figure.contacts is not None
            self.seen["rate"] += figure.response_rate is not None
        return self


    @staticmethod
    def check_analyses(served):
        """Counts of weeks tell no more than which figures were published; what else it says is drawn from these."""
        states = collections.Counter(key[1:] for key, figure in served.rows["scores"].items() if figure.state == "published")
        for row in served.linkage["teams"]:
            assert row["n_pairs"] is None or int(row["n_pairs"]) <= min(states[row["team"], row[audience]] for audience in ("employee", "customer")), row
        assert served.changes
        for row in served.changes:
            assert int(row["n"]) <= states[row["team"], row["dimension"]], row
        check_agreement(served)
        check_silos(served)


def check_agreement(served):
    """How alike people answered is told of whom dispersion is shown, and of all teams where it is of each of them, or where five
    and more that hide theirs have it in common, none with a bound."""
    scores, silent, bound = served.rows["scores"], collections.Counter(), set()
    assert served.agreement["teams"] and served.metrics
    for row in served.agreement["teams"]:
        score = scores[row["period"], row["team"], row["dimension"]]
        if row["rwgj_uniform"] is not None:
            assert score.sd is not None and 10 <= int(row["n"]) <= int(score.n), row
        if score.state == "published" and score.sd is None:
            silent[row["period"], row["dimension"]] += 1
        if score.bound is not None:
            bound.add((row["period"], row["dimension"]))
    for row in served.agreement["periods"]:
        newest = row["period"], row["dimension"]
        assert row["icc1"] is None or (silent[newest] not in range(1, FEWEST_POOLED) and newest not in bound), row
    for row in served.agreement["organisation"]:
        newest = row["period"], row["dimension"]
        assert row["icc_last_msw"] is None or (silent[newest] not in range(1, FEWEST_POOLED) and newest not in bound), row


def check_silos(served):
    """Shares of contacts are told so coarsely that two of them tell of no few."""
    assert served.silos and served.silos_whole
    for row in served.paths:
        told = [float(row[name]) for name in ("handed_on", "ping_pong", "share_3") if row[name]]
        assert not told or int(row["contacts"]) >= 50 and int(row["contacts"]) % 10 == 0, row
        assert int(row["contacts"] or 0) >= 500 or all(round(share * 10) == share * 10 for share in told), row
    check_topics(served)


def check_topics(served):
    """Neither topics nor reasons of few are kept of any week, and shares of them are told as coarsely."""
    assert all(contacts >= k for _, k, contacts in served.topics_kept)
    for row in served.topics:
        told = [float(row[name]) for name in ("handed_on", "ended", "ended_lo", "ended_hi") if row[name]]
        assert bool(told) == (row["state"] == "published") == (row["contacts"] is not None), row
        assert not told or int(row["contacts"]) >= 50 and int(row["contacts"]) % 10 == 0, row
        assert told or row["lost"] is None, row
        assert int(row["contacts"] or 0) >= 500 or all(round(share * 10) == share * 10 for share in told), row
    for row in served.reasons:
        assert (row["share"] is not None) == (row["state"] == "published"), row


def attack_past(new_service, seed, k_employee, k_customer, *size):
    service = new_service({"stats": {**SETTINGS, "k_employee": k_employee, "k_customer": k_customer}})
    weeks = load_past(service, seed, WEEKS, *size)
    service.start()
    try:
        return Trial(seed, weeks, (k_employee, k_customer)).run(Served(service))
    finally:
        service.stop()
        service.database.drop()


@pytest.fixture(scope="module")
def trials(new_service):
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(lambda past: attack_past(new_service, *past), [*LARGE, *BUSY, *PAST]))


def total(trials, counter, name):
    return sum(getattr(trial, counter)[name] for trial in trials)


def test_no_few_people_are_isolated(trials):
    found = [leak for trial in trials for leak in trial.found]
    assert not found, f"{len(found)} sets of too few, the first of them: {found[:5]}"


def test_the_trial_was_of_every_kind(trials):
    weeks = [week for trial in trials for week in trial.weeks]
    assert len(weeks) >= 2000 and sum(bool(week.contacts) for week in weeks) >= 400
    assert sum(trial.rows for trial in trials) > 100_000
    for what in ("published", "suppressed", "insufficient", "no_data", "at_least", "at_most", "spread", "contacts", "rate",
                 "handoffs", "ratings", "pooled spread", "by headcount"):
        assert total(trials, "seen", what) > 50, what
    assert total(trials, "seen", "parted") > 0, "satisfaction by handoffs was told of no week"
    assert total(trials, "seen", "topics kept") > 100, "hardly a week had a topic of enough contacts"
    assert total(trials, "seen", "topics") > 0 and total(trials, "seen", "reasons") > 0, "nothing was told of topics or reasons"


def test_the_plain_rule_leaks(trials):
    """Of the employees' trees, and of those with customers."""
    weeks = [week for trial in trials for week in trial.weeks]
    assert total(trials, "plain", "employee") > len(weeks) / 2
    assert total(trials, "plain", "customer") > sum(bool(week.contacts) for week in weeks) / 2
    assert total(trials, "plain", "handoffs") > 100
    assert total(trials, "plain", "by headcount") > 100


def test_late_and_withdrawn_answers(new_service):
    service = new_service({"ingest": {"max_late_days": 366, "backfill_days": 1000}, "stats": SETTINGS})
    last = LastWeeks(service, LAST_SEED, LAST_WEEKS)
    try:
        trial = Trial(LAST_SEED, last.run(), (5, 5)).run(Served(service))
    finally:
        service.stop()
    assert last.late > 10 and last.withdrawn > 100 and trial.rows > 1000
    assert not trial.found, trial.found[:5]
