# SPDX-License-Identifier: GPL-3.0-or-later
"""kill -9 of the daemon under load: no acknowledged submission is lost, none is doubled, and what is published is the sum
of what is stored."""

import random
import time

from harness import stored_hashes, wait_for
from load import ENOUGH, Load


def test_kills(fresh, size, measured):
    draw = random.Random(3)
    load = Load(fresh)
    kills = size(10, 100, 1000)
    slowest = 0
    for _ in range(kills):
        load.wait_for_more()
        time.sleep(draw.uniform(0, 0.1))
        fresh.kill()
        start = time.monotonic()
        fresh.start()
        slowest = max(slowest, time.monotonic() - start)
    load.wait_for_more()
    load.stop(ENOUGH)
    load.check_published()
    assert slowest < size(10, 5, 5)
    measured({"kills": kills, "acknowledged": len(load.acknowledged), "lost": 0, "slowest start, s": round(slowest, 2)})


def test_an_orderly_stop_answers_everything(fresh):
    load = Load(fresh)
    load.wait_for_more()
    fresh.stop()
    # The clients have yet to note what they have been told.
    wait_for(lambda: set(stored_hashes(fresh.database)) <= load.acknowledged, "an answer for all that is stored")
    fresh.start()
    load.wait_for_more()
    load.stop()
    load.check()
