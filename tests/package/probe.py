# SPDX-License-Identifier: GPL-3.0-or-later
"""A client that makes a new connection for every request, one after the other, and notes what became of each."""

import http.client
import threading
import time


class Probe:
    """A context: what it found is counted in it afterwards."""

    def __init__(self, service):
        self.service = service
        self.served = 0
        self.refused = 0  # nobody listened
        self.broken = []  # a connection that was taken and not answered
        self.longest_s = 0.0
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=self.ask_on, daemon=True)

    def ask_on(self):
        while not self.stopping.is_set():
            begin = time.monotonic()
            try:
                with self.service.client() as client:
                    answer = client.get("/v1/surveys")
                assert answer.status == 200, answer
                self.served += 1
            except ConnectionRefusedError:
                self.refused += 1
            except (OSError, AssertionError, http.client.HTTPException) as error:
                self.broken.append(repr(error))
            self.longest_s = max(self.longest_s, time.monotonic() - begin)
            time.sleep(0.005)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        time.sleep(0.3)
        self.stopping.set()
        self.thread.join(60)

    def __str__(self):
        return (f"{self.served} new connections served, {self.refused} refused, {len(self.broken)} broken, "
                f"the longest took {self.longest_s * 1000:.0f} ms")
