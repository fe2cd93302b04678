# SPDX-License-Identifier: GPL-3.0-or-later
"""The sample organisation of tests/data/organisation as a client would send it: 12 teams in 4 units, 30 ISO weeks.

As a program:
    organisation.py import-files DIR [--recent]          writes DIR/teams.csv and DIR/invitations.csv for the commands
    organisation.py submit HOST PORT CA KEY [--recent]   submits everything; prints how many got which verdict

--recent shifts the weeks, so that the last of them is the last full one before today.
"""

import argparse
import collections
import csv
import datetime
import hashlib
import pathlib
import random
import time

import cbor2

from pulssid_client import Client, batches

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "data" / "organisation"
EMPLOYEE_QUESTIONS = ["wb1", "wb2", "wb3", "wb4", "wb5", "enps", "co1", "co2", "co3", "col1", "col2", "col3", "safety1"]
CUSTOMER_QUESTIONS = ["csat", "nps", "ces"]
WEEK = datetime.timedelta(weeks=1)


def rows(name):
    with open(FOLDER / name, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def monday(iso_week):
    return datetime.datetime.strptime(iso_week + "-1", "%G-W%V-%u").date()


def last_full_week(today):
    """The Monday of the newest ISO week that was over before today."""
    return today - datetime.timedelta(days=today.weekday()) - WEEK


def on(day, form):
    """A day in one of the three forms that a submission may use."""
    if form == 0:
        return day.isoformat()
    if form == 1:
        return cbor2.CBORTag(1004, day.isoformat())
    return cbor2.CBORTag(100, (day - datetime.date(1970, 1, 1)).days)


class Organisation:
    def __init__(self, last_monday=None):
        """last_monday: where the last of the 30 weeks is put; None: where the data have it."""
        mondays = {int(r["period"]): monday(r["iso_week"]) for r in rows("periods.csv")}
        shift = (last_monday - max(mondays.values())) if last_monday else datetime.timedelta()
        self.mondays = {index: day + shift for index, day in mondays.items()}

    def period(self, index):
        """The id of the index-th week, as the daemon calls it."""
        return self.mondays[int(index)].strftime("%G-W%V")

    def import_files(self, folder):
        with open(folder / "teams.csv", "w", newline="", encoding="utf-8") as file:
            out = csv.writer(file)
            out.writerow(["code", "name", "parent", "headcount", "role", "valid_from", "valid_to"])
            for unit in sorted({r["unit"] for r in rows("teams.csv")}):
                out.writerow([unit, f"Unit {unit}", "", "", "normal", "", ""])
            for r in rows("teams.csv"):
                out.writerow([r["team_id"], f"Team {r['team_id']}", r["unit"], r["headcount"], "normal", "", ""])
        with open(folder / "invitations.csv", "w", newline="", encoding="utf-8") as file:
            out = csv.writer(file)
            out.writerow(["period", "team", "survey", "invited"])
            for r in rows("invitations.csv"):
                out.writerow([self.period(r["period"]), r["team_id"], "employee-pulse", r["invited"]])

    def submission(self, survey, period, team, number, answers):
        """number tells apart what one team sends to one survey in one week."""
        name = f"{survey}/{self.period(period)}/{team}/{number}"
        return {
            "id": hashlib.sha256(name.encode()).digest()[:16],
            "survey": survey,
            "version": 1,
            "team": team,
            "on": on(self.mondays[int(period)] + datetime.timedelta(days=number % 5), number % 3),
            "answers": answers,
        }

    def employees(self):
        count = collections.Counter()
        for r in rows("employee_responses.csv"):
            where = r["period"], r["team_id"]
            answers = {q: int(r[q]) if r[q] else None for q in EMPLOYEE_QUESTIONS}
            yield self.submission("employee-pulse", *where, count[where], answers)
            count[where] += 1

    def collaboration(self):
        """The j-th rating that a team gives another one in a week is its j-th respondent's."""
        given = collections.Counter()
        respondents = collections.defaultdict(dict)
        for r in rows("peer_ratings.csv"):
            pair = r["period"], r["rater_team"], r["rated_team"]
            respondents[r["period"], r["rater_team"], given[pair]][r["rated_team"]] = int(r["rating"])
            given[pair] += 1
        for (period, team, number), ratings in respondents.items():
            yield self.submission("collaboration-pulse", period, team, number, {"collab": ratings})

    def customers(self):
        count = collections.Counter()
        for r in rows("customer_cases.csv"):
            path = r["path"].split(">")
            where = r["period"], path[0]
            answers = {q: int(r[q]) if r[q] else None for q in CUSTOMER_QUESTIONS}
            yield {**self.submission("customer-pulse", *where, count[where], answers), "path": path}
            count[where] += 1

    def submissions(self):
        """Everything, in an order that has nothing to do with time, as a load of history may come."""
        everything = [*self.employees(), *self.collaboration(), *self.customers()]
        random.Random(1).shuffle(everything)
        return everything


def submit_all(client, submissions):
    """Counts of verdicts by status and, of rejections, by error."""
    counts = collections.Counter(stored=0, duplicate=0, rejected=0)
    errors = collections.Counter()
    for body in batches(submissions):
        answer = client.submit_sequence(body)
        for _ in range(20):
            if answer.status != 503:
                break
            # Sent again as it is: what was stored after all is a duplicate then.
            time.sleep(int(answer.headers["retry-after"]))
            answer = client.submit_sequence(body)
        if answer.status != 200:
            raise SystemExit(f"the server answered {answer.status}: {answer.body[:300]!r}")
        for verdict in answer.verdicts():
            counts[verdict["status"]] += 1
            if verdict["status"] == "rejected":
                errors[f"{verdict.get('error')}: {verdict.get('detail')}"] += 1
    return counts, errors


def main():
    parser = argparse.ArgumentParser(description="The sample organisation")
    commands = parser.add_subparsers(dest="command", required=True)
    files = commands.add_parser("import-files")
    files.add_argument("folder", type=pathlib.Path)
    submit = commands.add_parser("submit")
    for name in "host", "port", "ca", "key":
        submit.add_argument(name)
    for command in files, submit:
        command.add_argument("--recent", action="store_true")
    args = parser.parse_args()

    today = datetime.datetime.now(datetime.timezone.utc).date()
    organisation = Organisation(last_full_week(today) if args.recent else None)
    if args.command == "import-files":
        organisation.import_files(args.folder)
        return
    with Client(args.host, int(args.port), args.ca, args.key) as client:
        counts, errors = submit_all(client, organisation.submissions())
    print(f"accepted {counts['stored']}, duplicate {counts['duplicate']}, rejected {counts['rejected']}")
    for error, n in errors.most_common(5):
        print(f"  rejected {n} times: {error}")
    if errors:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
