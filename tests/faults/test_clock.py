# SPDX-License-Identifier: GPL-3.0-or-later
"""The machine's clock jumps, by two hours forward and by three days back: no connection is lost and nothing stalls, since
time-outs are measured by a clock that does not jump; only the day of today is another one."""

import datetime
import time

from harness import employee, today, wait_for
from load import Load
from orders import service_under

JUMPS_S = [2 * 3600, -3 * 86400, 0]


def test_jumps(new_service, tmp_path, size, measured):
    service, orders = service_under(new_service, tmp_path, {"ops": {}, "stats": {"cycle_interval_s": 1}})
    service.start()
    load = Load(service)
    jumps = JUMPS_S * size(1, 10, 100)
    for jump in jumps:
        load.wait_for_more(200)
        orders.set("clock_s", jump)
    load.wait_for_more(200)
    assert service.ops("/healthz")[0] == service.ops("/readyz")[0] == 200
    load.stop()
    assert load.broken == 0 and load.slowest < size(5, 2, 2)
    load.check()
    measured({"jumps": len(jumps), "acknowledged": len(load.acknowledged), "lost": 0, "broken connections": load.broken,
              "slowest answer, s": round(load.slowest, 2)})
    service.stop()


def test_the_day_follows_the_clock(new_service, tmp_path):
    service, orders = service_under(new_service, tmp_path)
    service.start()
    item = employee(today())
    with service.client() as client:
        orders.set("clock_s", -3 * 86400)
        answer = client.submit(item)
        assert (answer.status, answer.cbor()["error"]) == (422, "in_future")
        orders.set("clock_s", 0)
        assert client.submit(item).status == 201
    service.stop()


def test_a_period_that_was_published_stays_so(new_service, tmp_path):
    """A clock that runs ahead closes a period; put right again, it opens nothing, and the answers of the period go on. It is
    last week's, whose days have passed by PostgreSQL's clock too, which nobody has put forward."""
    service, orders = service_under(new_service, tmp_path, {"stats": {"cycle_interval_s": 1, "grace_days": 14}})
    day = today() - datetime.timedelta(days=7)
    service.start()
    with service.client() as client:
        assert client.submit(employee(day)).status == 201
        time.sleep(2.5)
        assert states(service) == ["open"]
        orders.set("clock_s", 40 * 86400)
        wait_for(lambda: states(service) == ["published"], "the close")
        orders.set("clock_s", 0)
        time.sleep(1.5)
        answer = client.submit(employee(day))
        assert answer.status in (201, 422), answer.cbor()
        assert states(service).count("published") == 1
    service.stop()


def states(service):
    return [row[0] for row in service.database.query("SELECT state FROM pulssid.period ORDER BY period")]
