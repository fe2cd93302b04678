# SPDX-License-Identifier: GPL-3.0-or-later
"""To which period an answer belongs."""

import datetime
import time

import pytest

from harness import Database, Organisation, Service, customer, employee, today, wait_for, week

DAY = datetime.timedelta(days=1)


def submit(service, item):
    with service.client() as client:
        answer = client.submit(item)
    return answer.status, answer.cbor()


@pytest.fixture
def strict(new_service):
    """A daemon that opens no past period."""
    service = new_service({"ingest": {"backfill_days": 0}}).start()
    yield service
    service.stop()


def test_today_and_tomorrow(strict):
    for day in today(), today() + DAY:
        assert submit(strict, employee(day))[1]["period"] == week(day)


def test_the_future(strict):
    # Three and not two days: the clock may pass midnight on the way.
    status, verdict = submit(strict, employee(today() + 3 * DAY))
    assert (status, verdict["error"]) == (422, "in_future")


def test_late_answers_count_in_an_open_period(strict):
    late = today() - 14 * DAY
    status, verdict = submit(strict, employee(late))
    assert (status, verdict["period"]) == (201, week(today()))
    status, verdict = submit(strict, employee(today() - 16 * DAY))
    assert (status, verdict["error"]) == (422, "too_old")


def test_a_period_in_its_days_of_grace_is_its_own(new_service):
    last_week_end = today() - DAY * (today().weekday() + 1)
    grace = (today() - last_week_end).days
    service = new_service({"ingest": {"backfill_days": 0}, "stats": {"grace_days": grace}}).start()
    assert submit(service, employee(last_week_end))[1]["period"] == week(last_week_end)
    service.stop()


def test_backfill_opens_a_past_period_once(fresh):
    day = today() - 100 * DAY
    assert submit(fresh, employee(day))[1]["period"] == week(day)
    fresh.run("cycle")
    status, verdict = submit(fresh, employee(day))
    assert (status, verdict["error"]) == (422, "too_old")
    states = dict(fresh.database.query("SELECT id, state FROM pulssid.period"))
    assert states[week(day)] == "published"


def test_beyond_the_backfill(fresh):
    status, verdict = submit(fresh, customer(today() - 1100 * DAY))
    assert (status, verdict["error"]) == (422, "too_old")


def test_a_backfilled_period_waits_for_cycle(new_service):
    service = new_service({"stats": {"cycle_interval_s": 1}}).start()
    day = today() - 100 * DAY
    submit(service, employee(day))
    time.sleep(3)
    assert service.database.query("SELECT state FROM pulssid.period") == [("open",)]
    service.stop()


def test_the_timer_closes_a_live_period(new_service):
    """A period that was opened in its own time closes by the daemon's timer alone, once its grace is over."""
    service = new_service({"stats": {"cycle_interval_s": 1}})
    day = today() - DAY * (today().weekday() + 8)
    monday = day - 6 * DAY
    number = (monday - datetime.date(1970, 1, 5)).days // 7
    service.database.query("SELECT pulssid.period_open(%s, %s, %s, %s, %s, 5, 5, false)", number, week(day), monday, day, monday)
    service.start()
    wait_for(lambda: service.database.query("SELECT state FROM pulssid.period") == [("published",)], "the close")
    service.stop()


def test_months(cluster, certificates, template, tmp_path):
    cluster.execute("CREATE DATABASE pulssid_months")
    keys = {}
    service = Service(tmp_path, Database(cluster, "pulssid_months"), certificates, keys)
    service.run("migrate", "--period", "month")
    Organisation().import_files(tmp_path)
    service.run("team", "import", tmp_path / "teams.csv")
    keys["submitter"] = service.create_key("submitter")
    service.start()
    assert submit(service, employee())[1]["period"] == today().strftime("%Y-%m")
    service.stop()
    assert service.run("migrate", "--period", "week", status=None).returncode == 1, "the period is fixed"
