# SPDX-License-Identifier: GPL-3.0-or-later
"""kill -9 of the daemon under load: no acknowledged submission is lost, none is doubled, and what is published is the sum
of what is stored."""

import random
import time

from harness import stored_hashes, wait_for
from load import ENOUGH, Load


def test_kills(fresh, size, within, measured):
    draw = random.Random(3)
    load = Load(fresh)
    kills = size(10, 100, 1000)
    took = []
    for _ in range(kills):
        load.wait_for_more()
        time.sleep(draw.uniform(0, 0.1))
        start = time.monotonic()
        fresh.kill()
        fresh.start()
        took.append(time.monotonic() - start)
    load.wait_for_more()
    load.stop(ENOUGH)
    load.check_published()
    measured({"kills": kills, "acknowledged": len(load.acknowledged), "lost": 0, **within("served again", 1, took)})


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
