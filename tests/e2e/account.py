# SPDX-License-Identifier: GPL-3.0-or-later
"""What clients tried and what they were told, each written to a file before the next step: `attempt HASH SURVEY TEAM ANSWERS`
before a submission is sent, `acknowledged HASH` when it was called stored or duplicate.

Afterwards acknowledged <= stored <= attempted, each once, every row with the answers that were sent; and what is published of
the period is the sum of exactly those rows."""

import collections
import statistics
import threading

from harness import EMPLOYEE_QUESTIONS, id_hash, wait_for

QUESTIONS = {"employee-pulse": EMPLOYEE_QUESTIONS, "customer-pulse": ["csat", "nps", "ces"]}
STORED = """
    SELECT replace(s.id_hash::text, '-', ''), v.code, t.code, s.answers::text
      FROM pulssid.submission s JOIN pulssid.survey v ON v.id = s.survey_id JOIN pulssid.team t ON t.id = s.team_id"""
# Sealed rows have lost their ids.
SEALED = "SELECT v.code, a.answers::text FROM pulssid.answer a JOIN pulssid.survey v ON v.id = a.survey_id"


def content(item):
    """Survey, team and answers, in the words of the database."""
    answers = ",".join(str(item["answers"][question]) for question in QUESTIONS[item["survey"]])
    return item["survey"], item["team"], f"{{{answers}}}"


class Account:
    def __init__(self, path):
        self.path = path
        self.lock = threading.Lock()
        self.file = open(path, "w", buffering=1, encoding="utf-8")

    def attempt(self, items):
        self.write("".join(f"attempt {id_hash(item)} {' '.join(content(item))}\n" for item in items))

    def acknowledge(self, items):
        self.write("".join(f"acknowledged {id_hash(item)}\n" for item in items))

    def adopt(self, rows):
        """What is stored already (STORED), from here on as if this account's clients had sent it: it has to stay as it is."""
        self.write("".join(f"attempt {' '.join(row)}\nacknowledged {row[0]}\n" for row in rows))

    def write(self, lines):
        with self.lock:
            self.file.write(lines)

    def read(self):
        """Contents of what was attempted, and the set of what was acknowledged, by hash."""
        attempted, acknowledged = {}, set()
        for line in self.path.read_text(encoding="utf-8").splitlines():
            word, name, *rest = line.split(" ")
            if word == "attempt":
                attempted[name] = tuple(rest)
            else:
                acknowledged.add(name)
        return attempted, acknowledged

    def missing(self, database):
        """Acknowledged, and not there."""
        return self.read()[1] - {row[0] for row in database.query(STORED)}

    def check(self, database):
        """Returns what is stored, by hash."""
        attempted, acknowledged = self.read()
        rows = database.query(STORED)
        stored = {name: tuple(rest) for name, *rest in rows}
        assert not acknowledged - set(stored), f"acknowledged and lost: {len(acknowledged - set(stored))}; {self.path}"
        assert not set(stored) - set(attempted), f"stored and never sent; {self.path}"
        assert len(rows) == len(stored), "counted twice"
        assert not [name for name in stored if stored[name] != attempted[name]], "stored otherwise than sent"
        return stored

    def check_published(self, service, period):
        """Closes the period that all answers are of, and holds what comes out against the rows that went in."""
        stored = self.check(service.database)
        # A load has more answers than the sample organisation has people, which would keep them from being published.
        service.database.query("UPDATE pulssid.period_team SET headcount = NULL")
        service.run("cycle")
        assert service.database.value("SELECT count(*) FROM pulssid.submission") == 0
        assert service.database.value("SELECT count(*) FROM pulssid.spent") == len(stored)
        sealed = collections.Counter(service.database.query(SEALED))
        kept = collections.Counter((survey, answers) for survey, _, answers in stored.values())
        assert sealed == kept, f"sealed and not stored: {list(sealed - kept)[:3]}, stored and not sealed: {list(kept - sealed)[:3]}"
        check_scores(service, stored, period)


# Of one submission, from 0 to 100, of the dimension that is compared.
SCORES = {
    "employee-pulse": ("wellbeing", lambda answers: 20 * statistics.fmean(answers[:5])),
    "customer-pulse": ("csat", lambda answers: 25 * (answers[0] - 1)),
}


def check_scores(service, stored, period):
    path = f"/v1/scores?period={period}&limit=10000"
    with service.analyst() as analyst:
        # The readers' connections come back in their own time.
        wait_for(lambda: analyst.get(path).status == 200, "the readers' database")
        rows = analyst.get(path).json()["rows"]
    cells = {(row["team"], row["dimension"]): row for row in rows}
    scores = collections.defaultdict(list)
    for survey, team, answers in stored.values():
        dimension, score = SCORES[survey]
        scores[team, dimension].append(score([int(word) for word in answers.strip("{}").split(",")]))
    for where, sent in scores.items():
        assert cells[where]["n"] == len(sent) >= 20, f"{where}: {cells[where]}, sent {len(sent)}"
        assert abs(cells[where]["mean"] - statistics.fmean(sent)) < 0.0501, f"{where}: {cells[where]}"
