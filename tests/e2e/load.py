# SPDX-License-Identifier: GPL-3.0-or-later
"""Clients that go on submitting whatever happens to the daemon, and keep account of what they tried and what was
acknowledged. Afterwards: acknowledged <= stored <= attempted, and each once."""

import http.client
import random
import threading
import time

from harness import customer, employee, id_hash, stored_hashes


class Load:
    def __init__(self, service, clients=4):
        self.service = service
        self.attempted = set()
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
                    while not self.stopping.is_set():
                        self.submit_some(client, draw)
            except (OSError, ValueError, http.client.HTTPException):
                self.broken += 1
                time.sleep(0.01)

    def submit_some(self, client, draw):
        items = [draw.choice([employee, customer])() for _ in range(draw.choice([1, 1, 20]))]
        with self.lock:
            self.attempted.update(map(id_hash, items))
        # Twice at most: a retry of what may already be there must not count again.
        for _ in range(draw.choice([1, 2])):
            answer = client.submit_sequence(items)
            if answer.status == 503:
                time.sleep(0.02)
                continue
            self.note(items, answer)

    def note(self, items, answer):
        with self.lock:
            if answer.status != 200:
                self.unexpected.append(answer.body)
                return
            for item, verdict in zip(items, answer.verdicts()):
                if verdict["status"] in ("stored", "duplicate"):
                    self.acknowledged.add(id_hash(item))
                elif verdict.get("error") not in ("overloaded", "database_unavailable", "shutting_down"):
                    self.unexpected.append(verdict)

    def wait_for_more(self, count=50, seconds=30):
        """Until that many more have been acknowledged: so the daemon is at work again."""
        with self.lock:
            goal = len(self.acknowledged) + count
        end = time.monotonic() + seconds
        while len(self.acknowledged) < goal:
            assert time.monotonic() < end, f"only {len(self.acknowledged)} of {goal} acknowledged; {self.service.log()}"
            time.sleep(0.005)

    def stop(self):
        self.stopping.set()
        for thread in self.threads:
            thread.join(30)

    def check(self):
        stored = stored_hashes(self.service.database)
        assert not self.unexpected, self.unexpected[:3]
        assert len(self.acknowledged) > 100
        assert not self.acknowledged - set(stored), "acknowledged and lost"
        assert not set(stored) - self.attempted, "stored and never sent"
        assert set(stored.values()) == {1}, "counted twice"
