# SPDX-License-Identifier: GPL-3.0-or-later
"""What is forgotten: answers when their retention is over, ids when no retry is taken any more. What was published stays,
byte for byte."""

import contextlib
import datetime
import signal
import time

import cbor2
import pytest
from harness import employee, today, wait_for, week

DAY = datetime.timedelta(days=1)
OLD = today() - 60 * DAY
TABLES = ["period", "cell", "published_cell", "release", "linkage", "linkage_team", "linkage_lag", "linkage_claim",
          "weighted_mean", "change_search", "change_series", "change", "agreement", "agreement_cell", "agreement_period",
          "agreement_team", "dimension_pool", "metric", "metric_set", "silo", "silo_team", "path_summary", "service_summary",
          "topic_summary", "reason_summary"]


def sunday_of(day):
    return day + DAY * (6 - day.weekday())


def kept_answers(service):
    """How many periods have a table of answers, and how many answers are in them."""
    return service.database.query(
        "SELECT (SELECT count(*) FROM pg_inherits WHERE inhparent = 'pulssid.answer'::regclass), count(*) FROM pulssid.answer")[0]


def results(service):
    return {t: service.database.query(f"SELECT t::text FROM pulssid.{t} t ORDER BY 1") for t in TABLES}


def everything_served(service):
    """Every byte an analyst can get."""
    with service.analyst() as client:
        releases = client.get("/v1/releases").json()["rows"]
        paths = [f"/v1/{name}{query}" for name in ("scores", "linkage", "changes", "silos", "handoffs", "agreement", "metrics", "periods", "teams",
                                                   "releases")
                 for query in ("", "?format=csv", "?limit=10000")]
        return {path: client.get(path).body for path in paths + [f"/v1/releases/{r['period']}" for r in releases]}


def drop_after(service, days, *options):
    """A cycle with that retention."""
    service.write_conf({"stats": {"retention": days}})
    return service.run("cycle", *options).stdout


def test_answers_go_and_all_that_was_published_stays(loaded, new_service):
    service = new_service({"stats": {"retention": 0}}, copy_of=loaded.database.name)
    service.run("cycle")
    assert kept_answers(service)[0] == 30
    service.start()
    served, stored = everything_served(service), results(service)
    assert len(served) == 30 + 30 and stored["linkage_lag"] and stored["change"] and stored["metric"]
    service.stop()
    # Ten of the thirty weeks are over for more than that.
    tenth = service.database.value("SELECT last_day FROM pulssid.period ORDER BY period OFFSET 9 LIMIT 1")
    of_the_rest = service.database.value("SELECT count(*) FROM pulssid.answer a JOIN pulssid.period USING (period) "
                                         "WHERE last_day > %s", tenth)
    assert drop_after(service, (today() - tenth).days) == "dropped the answers of 9 periods: their retention is over\n"
    assert drop_after(service, (today() - tenth).days - 1) == "dropped the answers of 1 periods: their retention is over\n"
    assert kept_answers(service) == (20, of_the_rest)
    assert drop_after(service, (today() - tenth).days - 1) == "nothing was due\n"
    assert results(service) == stored
    assert "30" in service.run("verify").stdout
    service.start()
    assert everything_served(service) == served
    service.stop()
    drop_after(service, 1)
    assert kept_answers(service) == (0, 0) and results(service) == stored
    assert "30" in service.run("verify").stdout


@pytest.fixture
def five(idle):
    """One published period of five respondents in one team, the fewest of whom a figure is shown."""
    path = idle.folder / "five.cborseq"
    path.write_bytes(b"".join(cbor2.dumps(employee(OLD)) for _ in range(5)))
    idle.run("import", path)
    idle.run("cycle")
    assert kept_answers(idle) == (1, 5)
    return idle


def test_a_period_of_as_few_as_may_be_shown(five):
    """With their answers gone it still stands and still verifies."""
    before = five.run("report", "scores", "--format", "csv").stdout
    exact = five.run("report", "scores", "--exact", "--format", "csv").stdout
    assert f"{week(OLD)},T01,wellbeing,published,5," in before
    days = (today() - sunday_of(OLD)).days
    assert "dropped" not in drop_after(five, days)
    assert "dropped the answers of 1 periods" in drop_after(five, days - 1)
    assert kept_answers(five) == (0, 0)
    assert five.run("report", "scores", "--format", "csv").stdout == before
    assert five.run("report", "scores", "--exact", "--format", "csv").stdout == exact
    assert "1 release" in five.run("verify").stdout


def test_the_daemon_drops_them_and_says_so(five):
    five.write_conf({"stats": {"retention": 30, "cycle_interval_s": 1}})
    five.start()
    wait_for(lambda: kept_answers(five) == (0, 0), "the answers to go")
    wait_for(lambda: "answers_dropped periods=1" in five.log(), "the log to say so")
    five.stop()


# Spent ids

def spent(service):
    return service.database.value("SELECT count(*) FROM pulssid.spent")


def within_one_day(body):
    """Runs it once more when midnight came between."""
    begun = today()
    try:
        body(begun)
    except AssertionError:
        if today() == begun:
            raise
        body(today())


def test_ids_are_spent_for_as_long_as_a_retry_is_taken(new_service):
    def body(now):
        sunday = now - DAY * (now.weekday() + 8)
        age = (now - sunday).days
        item = employee(sunday)
        service = new_service()

        def serve(max_late_days):
            """A cycle, then what becomes of a retry."""
            service.write_conf({"stats": {"grace_days": 0}, "ingest": {"max_late_days": max_late_days}})
            service.run("cycle")
            service.start()
            with service.client() as client:
                verdict = client.submit(item).cbor()
            service.stop()
            return verdict.get("status"), verdict.get("error"), spent(service)

        assert serve(age)[:2] == ("stored", None)
        assert serve(age) == ("duplicate", None, 1), "the last day on which it is taken"
        assert serve(age - 1) == ("rejected", "too_old", 1), "one that was taken yesterday may be under way still"
        assert serve(age - 2) == ("rejected", "too_old", 0), "none can be"
        assert service.database.value("SELECT count(*) FROM pulssid.submission") == 0, "it never counted again"

    within_one_day(body)


def test_a_late_answer_is_spent_too(new_service):
    """It counts in a later period than its own, where its retries are known."""
    def body(now):
        sunday = now - DAY * (now.weekday() + 1)
        late = sunday - 7 * DAY
        first, item = employee(late), employee(late)
        service = new_service({"ingest": {"backfill_days": 0, "max_late_days": (now - late).days}, "stats": {"grace_days": 0}})
        for end in late, sunday:  # as a backfill opens them, so that the daemon leaves them open
            monday = end - 6 * DAY
            service.database.query("SELECT pulssid.period_open(%s, %s, %s, %s, %s, 5, 5, true)",
                                   (monday - datetime.date(1970, 1, 5)).days // 7, week(end), monday, end, end)
        service.start()
        with service.client() as client:
            assert client.submit(first).cbor()["period"] == week(late)
            service.run("cycle", "--as-of", (late + DAY).isoformat())
            wait_for(lambda: client.submit(item).cbor()["period"] == week(sunday), "the daemon to know of it")
            service.run("cycle")
            assert service.database.query("SELECT state FROM pulssid.period ORDER BY 1") == [("published",)] * 2
            assert spent(service) == 2
            assert [client.submit(i).cbor()["status"] for i in (first, item)] == ["duplicate"] * 2
            assert service.database.value("SELECT count(*) FROM pulssid.submission") == 0
        service.stop()

    within_one_day(body)


def test_raising_the_age_of_late_answers_takes_no_answer_twice(new_service):
    """What is forgotten stays too old. What is not forgotten yet is known as a retry, or taken."""
    def settings(max_late_days, backfill_days=0):
        return {"stats": {"grace_days": 0}, "ingest": {"max_late_days": max_late_days, "backfill_days": backfill_days}}

    def body(now):
        older, newer = now - 40 * DAY, now - 26 * DAY
        service = new_service(settings(14, 366)).start()
        items = [employee(older), employee(newer)]

        def serve(client, max_late_days):
            """What becomes of retries, and of an answer as old as the newer, once a setting holds."""
            service.write_conf(settings(max_late_days))
            service.process.send_signal(signal.SIGHUP)
            wait_for(lambda: client.get("/v1/privacy").json()["max_late_days"] == max_late_days, "the setting to hold")
            verdicts = [client.submit(item).cbor() for item in [*items, employee(newer)]]
            return [verdict.get("error", verdict["status"]) for verdict in verdicts]

        with service.client() as client:
            assert [client.submit(item).cbor()["status"] for item in items] == ["stored"] * 2
            service.write_conf(settings(30))
            service.run("cycle")
            assert spent(service) == 1, "the newer's"
            assert serve(client, 14) == ["too_old"] * 3
            assert serve(client, 60) == ["too_old", "duplicate", "stored"]
            service.write_conf(settings(14))
            service.run("cycle")
            assert spent(service) == 0, "another cycle forgets what this daemon would still know"
            assert serve(client, 60) == ["too_old"] * 3
        assert service.database.value("SELECT count(*) FROM pulssid.submission") == 1
        service.stop()

    within_one_day(body)


def test_batches_do_not_wait_for_what_is_forgotten(new_service):
    """A backup reads spent ids for long. Dropping them gives way, so that batches, which read them too, go on."""
    service = new_service({"stats": {"grace_days": 0}}).start()
    with service.client() as client:
        client.submit(employee(OLD))
        service.write_conf({"stats": {"grace_days": 0}, "ingest": {"max_late_days": 366}})
        service.run("cycle")
        assert spent(service) == 1
        service.write_conf({"stats": {"grace_days": 0}})
        with contextlib.closing(service.database.connect()) as backup, backup.cursor() as cursor:
            cursor.execute("LOCK TABLE pulssid.spent IN ACCESS SHARE MODE")
            process = service.start_command("cycle")
            longest = 0
            while process.poll() is None:
                start, item = time.monotonic(), employee()
                assert client.submit(item).status == 201
                longest = max(longest, time.monotonic() - start)
            assert "lock timeout" in process.communicate()[1] and process.returncode == 1
            assert longest < 4, "less than the time in which a submission has to be committed"
        service.run("cycle")
        assert spent(service) == 0
        assert client.submit(item).cbor()["status"] == "duplicate"
    service.stop()
