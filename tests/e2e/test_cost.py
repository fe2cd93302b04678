# SPDX-License-Identifier: GPL-3.0-or-later
"""What a submission costs the daemon, in instructions: callgrind counts the same on an idle and on a busy machine, so a
regression is seen without a clock. Recorded is what this build (no optimisation) takes; a change that costs a tenth more has
to say why, and one that saves as much to write down what it takes now. An optimised build takes half of it and less."""

import itertools

import pytest

from harness import employee

# One request on one connection is a batch of its own: its share of PostgreSQL's protocol is all there.
SINGLE = 147_500
IN_BODY = 48_500
FEW, MANY = 20, 220
BODIES, SIZE = 1, 500


class Runs:
    """Runs of the daemon under callgrind, each on a database of its own."""

    def __init__(self, new_service, folder):
        self.new_service = new_service
        self.folder = folder
        self.numbers = itertools.count()

    def instructions(self, singles, bodies):
        """The whole run's, with that many requests of one submission, and of SIZE."""
        service = self.new_service({"server": {"workers": 1}})
        counted = self.folder / f"callgrind.{next(self.numbers)}"
        service.prefix = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={counted}"]
        service.start()
        ids = (number.to_bytes(16, "big") for number in itertools.count(1))
        with service.client() as client:
            for _ in range(singles):
                assert client.submit(employee(id=next(ids))).status == 201
            for _ in range(bodies):
                answer = client.submit_sequence([employee(id=next(ids)) for _ in range(SIZE)])
                assert [verdict["status"] for verdict in answer.verdicts()] == ["stored"] * SIZE
        service.stop()
        return total_of(counted)


def total_of(path):
    for line in path.read_text().splitlines():
        if line.startswith("totals:"):
            return int(line.split()[1])
    raise AssertionError(f"{path} has no totals")


@pytest.fixture(scope="module")
def runs(new_service, tmp_path_factory):
    return Runs(new_service, tmp_path_factory.mktemp("cost"))


@pytest.fixture(scope="module")
def least(runs):
    """Start, a few of both, and stop: what the other runs have beyond it is the price of more."""
    return runs.instructions(FEW, BODIES)


def test_a_request_of_one_submission(runs, least):
    cost = (runs.instructions(MANY, BODIES) - least) / (MANY - FEW)
    assert 0.9 * SINGLE < cost < 1.1 * SINGLE, f"{cost:.0f} instructions"


def test_a_submission_among_many(runs, least):
    more = 4
    cost = (runs.instructions(FEW, BODIES + more) - least) / (more * SIZE)
    assert 0.9 * IN_BODY < cost < 1.1 * IN_BODY, f"{cost:.0f} instructions"
