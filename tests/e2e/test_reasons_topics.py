# SPDX-License-Identifier: GPL-3.0-or-later
"""Why customers are handed on, and what their matters are about: sent in, kept as sums of enough contacts, served."""

import datetime
import hashlib
import os

import pytest

from harness import customer, today, week
from test_http_api import OPERATIONS, check
from test_read_api import get_json

DAY = today() - datetime.timedelta(weeks=15)
SECRET = b"a secret of this respondent"


def contacts(n, *path, **says):
    return [customer(DAY, path, **says) for _ in range(n)]


# Of "late" no team ends half; "order" is ended at one; of "small" there are few, and of "rare" fewer than may be told of at all.
CONTACTS = [
    *(contact for i in range(30) for contact in (
        *contacts(1, "T01", "T02", reasons=["instruction"], topic="late"), *contacts(1, "T01", "T03", reasons=["capacity"], topic="late"),
        *contacts(1, "T02", "T04", reasons=["instruction"], topic="late"), *contacts(1, "T03", "T05", reasons=["authority"], topic="late"),
        *contacts(1, "T02", "T01", reasons=["choice"], topic="order"))),
    *contacts(70, "T01", topic="order"), *contacts(20, "T02", topic="small"), *contacts(4, "T02", topic="rare"),
    *contacts(20, "T03"), *contacts(20, "T04", "T05", "T04", reasons=[None, None]),
]


@pytest.fixture(scope="module")
def told(new_service):
    service = new_service()
    service.start()
    with service.client() as client:
        assert {v["status"] for v in client.submit_sequence(CONTACTS).verdicts()} == {"stored"}
    service.run("cycle")
    yield service
    service.stop()


@pytest.fixture
def analyst(told):
    with told.analyst() as client:
        yield client


def test_the_answer_is_as_described(analyst):
    check(OPERATIONS["get", "/v1/handoffs"], analyst.get("/v1/handoffs"), 200)


def by(rows, key):
    return {row[key]: row for row in rows}


def test_topics(analyst):
    document = get_json(analyst, "/v1/handoffs")
    topics = by(document["topics"], "topic")
    assert set(topics) == {"late", "order", "small"}
    late, order, small = (topics[name] for name in ("late", "order", "small"))
    assert (late["state"], late["contacts"], late["handed_on"], late["ended"], late["ending"]) == ("published", 120, 1, 0.3, "orphan")
    assert (order["contacts"], order["ended"], order["ending"], order["team"]) == (100, 1, "owned", "T01")
    assert (small["state"], small["ending"]) == ("insufficient", "undetermined")
    assert [small[name] for name in ("contacts", "handed_on", "handoffs", "ended", "ended_lo", "ended_hi", "team")] == [None] * 7
    assert (late["by_contacts"], order["by_contacts"]) == (1, 2)
    assert late["text_en"].startswith("late: a topic that no team ends. 100 % of contacts were handed on, and only 30 %")
    assert all("yhteydenot" in row["text_fi"] and "kontakt" in row["text_sv"] for row in topics.values())
    assert document["release"] == 1 and late["release"] == 1


def test_reasons(analyst):
    document = get_json(analyst, "/v1/handoffs")
    reasons = by(document["reasons"], "reason")
    assert {name: row["share"] for name, row in reasons.items()} == {
        "instruction": 0.4, "capacity": 0.2, "authority": 0.2, "choice": 0.2, "skill": 0, "internal": 0.8}
    assert all(row["state"] == "published" and row["share_lo"] <= row["share"] <= row["share_hi"] for row in reasons.values())
    assert get_json(analyst, f"/v1/handoffs?period={week(DAY)}")["reasons"] == document["reasons"]


def test_breadth_and_volume_beside_quality(analyst):
    whole = get_json(analyst, "/v1/handoffs")["organisation"]
    assert 0 < whole["reached"] <= 1 and 0 < whole["evenness"] < 1
    assert (whole["volume_quality"], whole["volume_reason"], whole["volume"], whole["quality"]) == (
        "insufficient", "few_periods", None, None)
    assert whole["text_volume_en"] == "The number of contacts and customer satisfaction cannot be compared yet."


def test_the_command_and_csv_say_the_same(told, analyst):
    for part in "topics", "reasons":
        lines = told.run("report", "handoffs", "--part", part, "--format", "csv").stdout
        assert analyst.get(f"/v1/handoffs?format=csv&part={part}").body.decode().replace("\r\n", "\n") == lines
        assert len(lines.splitlines()) == {"topics": 4, "reasons": 7}[part]
        assert told.run("report", "handoffs", "--part", part).stdout.split()[0] == "release"
    exact = told.run("report", "handoffs", "--part", "topics", "--format", "csv", "--exact").stdout
    assert "0.25" in exact and "rare" not in exact


def test_nothing_of_it_is_kept_with_an_answer(told):
    columns = told.database.query("SELECT DISTINCT a.attname::text FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid WHERE "
                                  "c.relname LIKE 'answer%%' AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT attisdropped")
    assert {name for name, in columns} == {"team_id", "period", "survey_id", "answers"}
    assert told.database.query("SELECT topic, sum(contacts)::int FROM pulssid.topic_count GROUP BY 1 ORDER BY 1") == [
        ("late", 120), ("order", 100), ("small", 20)]
    assert told.database.query("SELECT contacts, handoffs FROM pulssid.reason_count") == [(150, [60, 0, 30, 30, 30])]


@pytest.mark.parametrize("says, field", [
    ({"reasons": ["skill", "skill"]}, "reasons"), ({"reasons": ["because"]}, "reasons"), ({"reasons": []}, "reasons"),
    ({"reasons": "skill"}, "reasons"), ({"topic": "late delivery"}, "topic"), ({"topic": None}, "topic")])
def test_what_does_not_fit_is_refused(service, says, field):
    with service.client() as client:
        verdict = client.submit(customer(today(), ("T01", "T02"), **says)).cbor()
    assert (verdict["status"], verdict["error"], verdict["detail"].split(":")[0]) == ("rejected", "invalid_field", field)


def test_employees_have_neither(service):
    item = {"id": os.urandom(16), "survey": "employee-pulse", "version": 1, "team": "T01", "on": today().isoformat(),
            "answers": {"wb1": 3}}
    with service.client() as client:
        for says in {"topic": "late"}, {"reasons": ["skill"]}:
            verdict = client.submit({**item, **says}).cbor()
            assert (verdict["error"], verdict["detail"].split(":")[0]) == ("invalid_field", *says)


def test_a_withdrawal_takes_them_along(service):
    item = customer(today(), ("T01", "T02"), reasons=["skill"], topic="late", receipt=hashlib.sha256(SECRET).digest())
    kept = "SELECT count(*) FROM pulssid.submission WHERE topic IS NOT NULL OR reasons IS NOT NULL"
    with service.client() as client:
        assert client.submit(item).status == 201
        assert service.database.value(kept) == 1
        assert client.withdraw(SECRET).status == 204
    assert service.database.value(kept) == 0


def test_a_file_may_hold_them(idle):
    path = idle.folder / "history.csv"
    path.write_text("survey,version,team,on,path,reasons,topic,csat\n" + "".join(
        f"customer-pulse,1,T01,{DAY.isoformat()},T01>T02,choice,late,{1 + i % 5}\n" for i in range(6))
        + f"customer-pulse,1,T02,{DAY.isoformat()},,,,3\n" * 6)
    idle.run("import", path)
    assert idle.database.query("SELECT DISTINCT reasons, topic FROM pulssid.submission ORDER BY 2 NULLS LAST") == [
        ([5], "late"), (None, None)]
    idle.run("cycle")
    assert idle.database.query("SELECT topic, contacts FROM pulssid.topic_count") == [("late", 6)]
