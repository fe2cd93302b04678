# SPDX-License-Identifier: GPL-3.0-or-later
"""Random organisations' weeks brought into a database and published, week by week: a long past by `pulssid import`, and the
last weeks over the API, where answers come late and are withdrawn."""

import csv
import datetime
import hashlib
import os

from harness import customer, employee, today, wait_for
from organisation import rows, submit_all
from organisations import FIRST_MONDAY, MAX_TEAMS, SURVEYS, WEEK, Organisation

DAY = datetime.timedelta(days=1)
CHUNK = 52


def write(service, name, head, lines):
    path = service.folder / name
    with open(path, "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(head)
        out.writerows(lines)
    return path


def retire_sample(service):
    """The sample organisation's teams, which every database has, were there before the first week."""
    codes = {r["unit"] for r in rows("teams.csv")} | {r["team_id"] for r in rows("teams.csv")}
    lines = [(code, code, "", FIRST_MONDAY) for code in sorted(codes)]
    service.run("team", "import", write(service, "sample.csv", ["code", "name", "parent", "valid_to"], lines))


def import_teams(service, weeks):
    """Every week is a reorganisation: the teams of each are valid for its seven days."""
    lines = [(team, team, parent or "", "" if week.headcounts[team] is None else week.headcounts[team], week.monday,
              week.monday + WEEK - DAY) for week in weeks for team, parent in week.parents.items()]
    service.run("team", "import", write(service, "teams.csv", ["code", "name", "parent", "headcount", "valid_from", "valid_to"],
                                        lines))


def import_invitations(service, weeks):
    lines = [(week.period, team, "employee-pulse", week.invited[team]) for week in weeks for team in week.invited]
    service.run("invite", "import", write(service, "invited.csv", ["period", "team", "survey", "invited"], lines))


REASONS = ["instruction", "skill", "authority", "capacity", "choice", None]


def said_of(path, i):
    """What comes with a contact: a topic that is nearly the team where it began, another that nearly all have, or none; and why
    each step was made, of some."""
    topic = {0: f"about.{path[0]}", 1: "other", 2: "other"}.get(i % 4)
    return topic, [REASONS[(i + step) % len(REASONS)] for step in range(len(path) - 1)] if i % 3 else []


def import_answers(service, survey, answers):
    """answers: (week, team, path or None, answers)."""
    questions = [q["code"] for q in SURVEYS[survey]["questions"]]
    lines = []
    for i, (week, team, path, given) in enumerate(answers):
        topic, reasons = said_of(path, i) if path else (None, [])
        lines.append((f"{survey}-pulse", 1, team, week.monday + DAY * (i % 7), ">".join(path or ()),
                      ">".join(reason or "" for reason in reasons), topic or "", *(given.get(q, "") for q in questions)))
    service.run("import", write(service, f"{survey}.csv", ["survey", "version", "team", "on", "path", "reasons", "topic", *questions],
                                lines))


def publish(service, until):
    """Everything that was over before a day."""
    service.run("cycle", "--as-of", until)


def load_past(service, seed, n_weeks, most_teams=MAX_TEAMS, every=5):
    """Weeks from 1970 on; one of `every` has customers."""
    organisation = Organisation(seed, most_teams)
    weeks = [organisation.week(number, contacts=number % every == 0) for number in range(1, n_weeks + 1)]
    retire_sample(service)
    for start in range(0, n_weeks, CHUNK):
        chunk = weeks[start:start + CHUNK]
        import_teams(service, chunk)
        import_invitations(service, chunk)
        import_answers(service, "employee", [(w, team, None, given) for w in chunk for team, given in w.employees])
        import_answers(service, "customer", [(w, path[0], path, given) for w in chunk for path, given in w.contacts])
        import_answers(service, "collaboration", [(w, team, None, {"collab": " ".join(f"{t}={n}" for t, n in given.items())})
                                                  for w in chunk for team, given in w.ratings if given])
        publish(service, chunk[-1].monday + WEEK)
    return weeks


class LastWeeks:
    """Over the API. Some answers are for a day of a week that is published already, and count in the one that is open; some
    are withdrawn in time and count nowhere."""

    def __init__(self, service, seed, n_weeks):
        self.service = service
        organisation = Organisation(seed)
        first = (today() - FIRST_MONDAY).days // 7 - n_weeks
        self.weeks = [organisation.week(number, contacts=True) for number in range(first, first + n_weeks)]
        self.random = organisation.random
        self.late = self.withdrawn = 0

    def run(self):
        retire_sample(self.service)
        import_teams(self.service, self.weeks)
        self.service.start()
        for before, week in zip([None, *self.weeks], self.weeks):
            with self.service.client() as client:
                self.submit(client, week, [*self.sent_in(week)])
                self.submit_late(client, [*self.sent_late(week, before)])
                self.withdraw(client, week)
            publish(self.service, week.monday + WEEK)
        return self.weeks

    def submit(self, client, week, items):
        counts, errors = submit_all(client, items)
        assert counts["stored"] == len(items), (week.period, counts, errors)

    def submit_late(self, client, items):
        """A worker that has not heard yet that the week is open finds no other, and refuses."""
        def all_stored():
            verdicts = client.submit_sequence(items).verdicts() if items else []
            items[:] = [item for item, verdict in zip(items, verdicts) if verdict["status"] == "rejected"]
            return not items
        wait_for(all_stored, "the workers to know of the open week")

    def sent_in(self, week):
        for i, (team, given) in enumerate(week.employees):
            yield employee(week.monday + DAY * (i % 7), team, answers=given)
        for i, (path, given) in enumerate(week.contacts):
            topic, reasons = said_of(path, i)
            says = {**({"topic": topic} if topic else {}), **({"reasons": reasons} if reasons else {})}
            yield customer(week.monday + DAY, path, answers=given or {"csat": None}, **says)
        for team, given in week.ratings:
            if given:
                yield employee(week.monday, team, survey="collaboration-pulse", answers={"collab": given})

    def sent_late(self, week, before):
        """Somebody of a team that there is still answers for the week before."""
        for team in sorted(week.parents) if before else ():
            if self.random.random() < 0.3:
                given = {"wb1": 2, "wb2": 3, "wb3": 4, "safety1": 5}
                week.employees.append((team, given))
                self.late += 1
                yield employee(before.monday + DAY, team, answers=given)

    def withdraw(self, client, week):
        teams = sorted(week.parents)
        secrets = {os.urandom(32): self.random.choice(teams) for _ in range(5)}
        receipts = {secret: hashlib.sha256(secret).digest() for secret in secrets}
        self.submit(client, week, [employee(week.monday, team, receipt=receipts[s]) for s, team in secrets.items()])
        self.submit(client, week, [customer(week.monday, [team], receipt=receipts[s]) for s, team in secrets.items()])
        for secret in secrets:
            assert client.withdraw(secret).status == 204
            self.withdrawn += 2
