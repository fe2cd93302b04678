# SPDX-License-Identifier: GPL-3.0-or-later
"""kill -9 in the middle of a cycle, at each step: the next cycle ends with the same bytes as an undisturbed one.

A step is held by a lock on a table that it needs; the command is killed when it is seen waiting for it."""

import contextlib
import datetime
import random
import time

import pytest

from harness import Organisation, wait_for

ORGANISATION = Organisation()
LAST_DAY = max(ORGANISATION.mondays.values()) + datetime.timedelta(days=6)
# All but the last two weeks are due on the first of these days, everything on the second.
DAYS = LAST_DAY - datetime.timedelta(days=10), LAST_DAY + datetime.timedelta(days=30)
# On the second the answers of the first two weeks have been kept for long enough, and the ids of all but the last two.
KEPT = {"stats": {"retention": 30 + 7 * 28 - 1}, "ingest": {"max_late_days": 40}}

RESULTS = {
    "release": "SELECT release, period, document, sha256, previous FROM pulssid.release ORDER BY 1",
    "period": "SELECT * FROM pulssid.period ORDER BY period",
    "answer": "SELECT md5(string_agg(a::text, ' ' ORDER BY a::text)), count(*), count(DISTINCT period) FROM pulssid.answer a",
    "spent": "SELECT md5(string_agg(s::text, ' ' ORDER BY s::text)), count(*), count(DISTINCT period) FROM pulssid.spent s",
    "submission": "SELECT count(*) FROM pulssid.submission",
    "seal_plan": "SELECT count(*) FROM pulssid.seal_plan",
    **{table: f"SELECT * FROM pulssid.{table} ORDER BY team_id, 2, 3, 4, 5"
       for table in ("cell", "published_cell", "rating", "published_rating", "linkage_team", "linkage_lag",
                     "linkage_claim", "change_series", "change", "agreement_cell")},
    **{table: f"SELECT * FROM pulssid.{table} ORDER BY 1, 2, 3"
       for table in ("handoff", "published_handoff", "linkage", "weighted_mean", "dimension_pool", "agreement", "agreement_period",
                     "agreement_team", "metric", "metric_set")},
    **{table: f"SELECT * FROM pulssid.{table} ORDER BY 1, 2" for table in ("visit", "silo_team", "reason_summary")},
    **{table: f"SELECT * FROM pulssid.{table} ORDER BY 1" for table in ("path_count", "penalty_sum", "path_satisfaction", "silo",
                                                                              "path_summary", "service_summary")},
    "change_search": "SELECT * FROM pulssid.change_search ORDER BY 1, 2",
}

# Table and lock mode: EXCLUSIVE holds writers, ACCESS EXCLUSIVE readers too, ACCESS SHARE who drops the table.
STEPS = [
    ("period", "ACCESS EXCLUSIVE"), ("period", "EXCLUSIVE"), ("period_team", "ACCESS EXCLUSIVE"),
    ("invitation", "ACCESS EXCLUSIVE"), ("submission_2025_w12", "ACCESS EXCLUSIVE"),
    ("submission_2025_w13", "ACCESS EXCLUSIVE"), ("cell", "EXCLUSIVE"), ("published_cell", "EXCLUSIVE"),
    ("published_cell", "ACCESS EXCLUSIVE"), ("weighted_mean", "EXCLUSIVE"), ("handoff", "EXCLUSIVE"),
    ("published_handoff", "EXCLUSIVE"), ("rating", "EXCLUSIVE"), ("published_rating", "ACCESS EXCLUSIVE"),
    ("agreement_cell", "EXCLUSIVE"), ("dimension_pool", "EXCLUSIVE"), ("release", "EXCLUSIVE"), ("release", "ACCESS EXCLUSIVE"),
    ("seal_plan", "EXCLUSIVE"), ("answer", "EXCLUSIVE"), ("spent", "EXCLUSIVE"), ("submission", "EXCLUSIVE"),
    ("spent_2025_w11", "ACCESS SHARE"), ("answer_2024_w36", "ACCESS SHARE"), ("answer_2024_w37", "ACCESS SHARE"),
    ("cell", "ACCESS EXCLUSIVE"), ("linkage", "EXCLUSIVE"), ("linkage_team", "EXCLUSIVE"), ("linkage_lag", "EXCLUSIVE"),
    ("linkage_claim", "EXCLUSIVE"),
    ("change_search", "EXCLUSIVE"), ("change_series", "EXCLUSIVE"), ("change", "EXCLUSIVE"),
    ("agreement", "EXCLUSIVE"), ("agreement_period", "EXCLUSIVE"), ("agreement_team", "EXCLUSIVE"), ("metric", "EXCLUSIVE"),
    ("metric_set", "EXCLUSIVE"),
    ("visit", "EXCLUSIVE"), ("path_count", "EXCLUSIVE"), ("penalty_sum", "EXCLUSIVE"), ("path_satisfaction", "EXCLUSIVE"), ("visit", "ACCESS EXCLUSIVE"),
    ("handoff", "ACCESS EXCLUSIVE"), ("silo", "EXCLUSIVE"), ("silo_team", "EXCLUSIVE"), ("path_summary", "EXCLUSIVE"),
    ("service_summary", "EXCLUSIVE"), ("reason_summary", "EXCLUSIVE"),
]


def results(service):
    return {name: service.database.query(sql) for name, sql in RESULTS.items()}


def cycle(service, day=DAYS[1]):
    service.run("cycle", "--as-of", day.isoformat())


@pytest.fixture(scope="module")
def before(loaded, new_service):
    """All but two weeks are published."""
    service = new_service(KEPT, copy_of=loaded.database.name)
    cycle(service, DAYS[0])
    assert service.database.value("SELECT count(*) FROM pulssid.release") == 28
    return service


@pytest.fixture(scope="module")
def undisturbed(before, new_service):
    service = new_service(KEPT, copy_of=before.database.name)
    cycle(service)
    done = results(service)
    assert (done["answer"][0][2], done["spent"][0][2]) == (28, 2)
    return done


@pytest.fixture
def service(before, new_service):
    service = new_service(KEPT, copy_of=before.database.name)
    yield service
    service.database.drop()


def is_waiting(service):
    return service.database.value(
        "SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid) "
        "WHERE NOT l.granted AND a.usename = 'pulssid_stats' AND a.datname = current_database()") > 0


def stats_backends(service):
    return service.database.value(
        "SELECT count(*) FROM pg_stat_activity WHERE usename = 'pulssid_stats' AND datname = current_database()")


def check_no_right_is_left(service):
    """To read submissions: what the cycle was given for the period that it counted went with its transaction."""
    wait_for(lambda: stats_backends(service) == 0, "the end of its sessions")
    assert service.database.query(
        "SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 WHERE c.relname ~ "
        "'^submission' AND c.relkind IN ('r', 'p') AND has_column_privilege('pulssid_stats', c.oid, a.attnum, 'SELECT')") == []


def check_same(service, undisturbed):
    cycle(service)
    got = results(service)
    for name in RESULTS:
        assert got[name] == undisturbed[name], f"{name} differs from the undisturbed run's"


@pytest.mark.parametrize("table, mode", STEPS, ids=lambda v: v.replace(" ", "_"))
def test_killed_while_waiting_for_a_table(service, undisturbed, table, mode):
    with contextlib.closing(service.database.connect()) as blocker, blocker.cursor() as cursor:
        cursor.execute(f"LOCK TABLE pulssid.{table} IN {mode} MODE")
        process = service.start_command("cycle", "--as-of", DAYS[1].isoformat())
        wait_for(lambda: is_waiting(service) or process.poll() is not None, "the cycle to wait")
        assert process.poll() is None, f"the cycle never waited for {table}: {process.communicate()}"
        process.kill()
        process.communicate()
        blocker.rollback()
    check_no_right_is_left(service)
    check_same(service, undisturbed)


def test_killed_at_any_moment(service, undisturbed):
    draw = random.Random(9)
    for _ in range(10):
        process = service.start_command("cycle", "--as-of", DAYS[1].isoformat())
        time.sleep(draw.uniform(0, 0.25))
        process.kill()
        process.communicate()
    check_no_right_is_left(service)
    check_same(service, undisturbed)


def test_two_at_once(service, undisturbed):
    processes = [service.start_command("cycle", "--as-of", DAYS[1].isoformat()) for _ in range(3)]
    for process in processes:
        process.communicate(timeout=120)
    assert 0 in [p.returncode for p in processes]
    check_same(service, undisturbed)


def test_another_run_changes_nothing(service, undisturbed):
    cycle(service)
    check_same(service, undisturbed)
