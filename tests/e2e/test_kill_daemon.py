# SPDX-License-Identifier: GPL-3.0-or-later
"""kill -9 of the daemon under load: no acknowledged submission is lost, none is doubled."""

import random
import time

from harness import stored_hashes, wait_for
from load import Load


def test_ten_kills(fresh):
    draw = random.Random(3)
    load = Load(fresh)
    for _ in range(10):
        load.wait_for_more()
        time.sleep(draw.uniform(0, 0.1))
        fresh.kill()
        fresh.start()
    load.wait_for_more()
    load.stop()
    load.check()


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
