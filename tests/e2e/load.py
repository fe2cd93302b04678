# SPDX-License-Identifier: GPL-3.0-or-later
"""Clients that go on submitting whatever happens to the daemon, and keep account of what they tried and what was
acknowledged (account.py)."""

import datetime
import http.client
import itertools
import random
import threading
import time

from account import Account
from harness import EMPLOYEE_QUESTIONS, customer, employee, id_hash, today, week

TEAMS = [f"T{number:02}" for number in range(1, 13)]


# Of a period that has passed, so that `pulssid cycle`, and nothing else, closes it when the test is done.
DAY = today() - datetime.timedelta(days=20)


def draw_item(draw, day=DAY):
    """A submission with answers of its own, so that one that took another's place would show."""
    team = draw.choice(TEAMS)
    if draw.random() < 0.5:
        return employee(day, team, answers={question: draw.randint(1, 5) for question in EMPLOYEE_QUESTIONS})
    answers = {"csat": draw.randint(1, 5), "nps": draw.randint(0, 10), "ces": draw.randint(1, 7)}
    return customer(day, (team,), answers=answers)


# So many acknowledgements give each team twenty answers to either survey, whose figures a release shows in full.
ENOUGH = 2000
PASSING = ("overloaded", "database_unavailable", "shutting_down", "out_of_memory")


class Load:
    def __init__(self, service, clients=4, requests=None, day=DAY):
        """requests: on one connection. day: of all answers."""
        self.service = service
        self.day = day
        self.requests = requests
        self.slowest = 0  # seconds that an answer has taken
        self.account = Account(service.folder / "account")
        self.acknowledged = set()
        self.unexpected = []
        self.broken = 0  # connections that ended without an answer
        self.stopping = threading.Event()
        self.lock = threading.Lock()
        self.threads = [threading.Thread(target=self.submit_on, args=(i,), daemon=True) for i in range(clients)]
        for thread in self.threads:
            thread.start()

    def submit_on(self, seed):
        draw = random.Random(seed)
        while not self.stopping.is_set():
            try:
                with self.service.client(timeout=10) as client:
                    for _ in itertools.repeat(None) if self.requests is None else range(self.requests):
                        if self.stopping.is_set():
                            break
                        self.submit_some(client, draw)
            except (OSError, ValueError, http.client.HTTPException):
                self.broken += 1
                time.sleep(0.01)

    def submit_some(self, client, draw):
        items = [draw_item(draw, self.day) for _ in range(draw.choice([1, 1, 20]))]
        self.account.attempt(items)
        # Twice at most: a retry of what may already be there must not count again.
        for _ in range(draw.choice([1, 2])):
            start = time.monotonic()
            answer = client.submit_sequence(items)
            self.slowest = max(self.slowest, time.monotonic() - start)
            if answer.status == 503:
                time.sleep(0.02)
                continue
            self.note(items, answer)

    def submit_one(self, client):
        """On a connection of the caller's. The answer."""
        item = draw_item(random, self.day)
        self.account.attempt([item])
        answer = client.submit(item)
        if answer.status in (200, 201):
            self.account.acknowledge([item])
        return answer

    def note(self, items, answer):
        if answer.status != 200:
            self.unexpected.append(answer.body)
            return
        verdicts = list(zip(items, answer.verdicts()))
        taken = [item for item, verdict in verdicts if verdict["status"] in ("stored", "duplicate")]
        self.account.acknowledge(taken)
        with self.lock:
            self.acknowledged.update(map(id_hash, taken))
        self.unexpected += [verdict for item, verdict in verdicts
                            if verdict["status"] == "rejected" and verdict.get("error") not in PASSING]

    def wait_for_more(self, count=50, seconds=30):
        """Until that many more have been acknowledged: so the daemon is at work again."""
        with self.lock:
            goal = len(self.acknowledged) + count
        end = time.monotonic() + seconds
        while len(self.acknowledged) < goal:
            assert time.monotonic() < end, f"only {len(self.acknowledged)} of {goal} acknowledged; {self.service.log()}"
            time.sleep(0.005)

    def stop(self, least=0):
        """When at least so many have been acknowledged."""
        self.wait_for_more(least - len(self.acknowledged))
        self.stopping.set()
        for thread in self.threads:
            thread.join(30)
            assert not thread.is_alive(), "a client that waits for ever"

    def check(self):
        assert not self.unexpected, self.unexpected[:3]
        assert len(self.acknowledged) > 100
        return self.account.check(self.service.database)

    def check_published(self):
        """The same, and the release that is made of it."""
        self.check()
        self.account.check_published(self.service, week(self.day))
