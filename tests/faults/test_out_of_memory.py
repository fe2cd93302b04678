# SPDX-License-Identifier: GPL-3.0-or-later
"""Memory is out at one allocation after another, of our own code and of every library, on the way of one request from its
connection to its answer: that request is answered or ends, nothing acknowledged is missing, and the next request is served."""

import collections
import http.client

import pytest

from account import Account
from harness import employee, wait_for
from load import PASSING
from orders import service_under

NEVER = 1 << 40


def submit(service, account):
    """On a connection of its own. The status; "broken" when there is no answer."""
    with service.client(timeout=10) as client:
        return submit_on(client, account)


def submit_on(client, account):
    item = employee()
    account.attempt([item])
    try:
        answer = client.submit(item)
    except (OSError, http.client.HTTPException):
        return "broken"
    if answer.status in (200, 201):
        account.acknowledge([item])
    elif answer.status == 503 and answer.content_type == "application/cbor":
        assert answer.cbor()["error"] in PASSING
    assert answer.status in (200, 201, 503), answer.body
    return answer.status


def allocations(service, orders, account):
    """On the way of one request."""
    orders.fail(NEVER)
    assert submit(service, account) == 201
    return orders.relent()[0]


def fail_from(service, orders, account, firsts, count):
    """How often which outcome: at each of these places so many allocations fail."""
    outcomes = collections.Counter()
    for first in firsts:
        orders.fail(first, count)
        outcome = submit(service, account)
        _, failed = orders.relent()
        outcomes[f"answered {outcome}"] += failed > 0
        assert service.process.poll() is None, f"allocation {first}: {service.log()}"
        wait_for(lambda: submit(service, account) == 201, f"recovery from allocation {first}", seconds=10)
    return outcomes


@pytest.fixture
def under(new_service, tmp_path):
    service, orders = service_under(new_service, tmp_path, {"ops": {}, "server": {"workers": 1}})
    service.start()
    account = Account(tmp_path / "account")
    submit(service, account)
    yield service, orders, account
    # Everything is as it should be, and an orderly stop still is one.
    wait_for(lambda: service.metrics()["pulssid_connections",] == 0, "the connections' end")
    assert service.ops("/healthz")[0] == 200
    wait_for(lambda: service.ops("/readyz")[0] == 200, "the database's connections, where the last one failed")
    account.check(service.database)
    service.stop()


def test_each_allocation_of_a_request(under, size, measured):
    total = allocations(*under)
    step = size(5, 1, 1)
    outcomes = fail_from(*under, range(0, total + 20, step), 1)
    # The places that are answered with 503 are few and beside one another: a short run goes on until it has met one.
    for begin in range(1, step):
        if outcomes["answered 503"] == 0:
            outcomes += fail_from(*under, range(begin, total + 20, step), 1)
    assert sum(outcomes.values()) > 50 and outcomes["answered 503"] > 0
    measured({"allocations of a request": total, "failed": sum(outcomes.values()), **outcomes})


def test_each_allocation_on_a_connection_that_stands(under, measured):
    """Only where TLS cannot read or write, or the answer has no place, is there none."""
    service, orders, account = under
    outcomes = collections.Counter()
    for first in range(60):
        with service.client(timeout=10) as client:
            assert client.get("/v1/surveys").status == 200
            orders.fail(first)
            outcome = submit_on(client, account)
            outcomes[f"answered {outcome}"] += orders.relent()[1] > 0
        wait_for(lambda: submit(service, account) == 201, f"recovery from allocation {first}", seconds=10)
    total = sum(outcomes.values())
    assert total > 20 and outcomes["answered 503"] >= 4 and outcomes["answered broken"] < total / 2, outcomes
    measured({"failed": total, **outcomes})


def test_none_at_all_for_a_while(under, size, measured):
    """From one moment on every allocation fails, for a whole request."""
    outcomes = fail_from(*under, range(0, allocations(*under), size(50, 5, 1)), NEVER)
    assert sum(outcomes.values()) > 10
    measured({"times": sum(outcomes.values()), **outcomes})
