# SPDX-License-Identifier: GPL-3.0-or-later
"""The fixtures of the behaviour tests (../e2e/conftest.py) for faults, which come in three sizes, and figures of a run."""

import datetime
import json
import os
import pathlib
import runpy
import statistics
import sys
import time

import pytest

E2E = pathlib.Path(__file__).resolve().parent.parent / "e2e"
sys.path.insert(0, str(E2E))
globals().update({name: value for name, value in runpy.run_path(str(E2E / "conftest.py")).items() if name[0] != "_"})

SIZES = ["check", "short", "full"]
SIZE = os.environ.get("PULSSID_FAULTS", "check")


@pytest.fixture
def size():
    """size(a, b, c) is a in ./check, b in tests/faults/run, c with --full."""
    return lambda *values: values[SIZES.index(SIZE)]


@pytest.fixture
def within(size):
    """within(what, target_s, seconds) holds times to their target, on a machine that has other work now and then: 95 of 100 of
    them, and each of them to 5 s. In ./check, where other tests fill every processor, the quickest one, which tells of a wait
    that is built in, and each to 10 s. Returns figures."""
    share, most_s = size((0, 10), (0.95, 5), (0.95, 5))

    def hold(what, target_s, seconds):
        late = sum(took > target_s for took in seconds)
        assert min(seconds) <= target_s and late <= (1 - share) * len(seconds), f"{what}: {sorted(seconds)}"
        assert max(seconds) <= most_s, f"{what}: {max(seconds)} s"
        return {f"{what}, median, s": round(statistics.median(seconds), 2), "slowest, s": round(max(seconds), 2),
                f"over {target_s} s": late}

    return hold


@pytest.fixture
def measured(request):
    """Notes figures of this test, for RESULTS.md when run by tests/faults/run."""
    start = time.monotonic()
    figures = {}
    yield figures.update
    seconds = round(time.monotonic() - start)
    folder = os.environ.get("PULSSID_FAULTS_RESULTS")
    if folder and figures:
        text = json.dumps({"test": request.node.name, "file": request.path.stem, "size": SIZE, "seconds": seconds,
                           "date": datetime.date.today().isoformat(), "figures": figures})
        (pathlib.Path(folder) / f"{request.path.stem}.{request.node.name}.{SIZE}.json").write_text(text + "\n")
    print(f"{request.node.name}: {seconds} s, {figures}")
