# SPDX-License-Identifier: GPL-3.0-or-later
"""One submission a request: what is taken, what is refused, and in which words."""

import datetime

import cbor2
import pytest

from harness import customer, employee, stored_hashes, id_hash, today, week

MARKER = 31337


def without(item, *keys):
    return {k: v for k, v in item.items() if k not in keys}


def test_a_good_submission_is_stored(service, client):
    item = employee()
    answer = client.submit(item)
    assert (answer.status, answer.content_type) == (201, "application/cbor")
    assert answer.cbor() == {"id": item["id"], "status": "stored", "period": week(today())}
    assert stored_hashes(service.database)[id_hash(item)] == 1


@pytest.mark.parametrize("form", ["plain", "tag 1004", "tag 100"])
def test_three_forms_of_a_day(client, form):
    days = (today() - datetime.date(1970, 1, 1)).days
    value = {"plain": today().isoformat(), "tag 1004": cbor2.CBORTag(1004, today().isoformat()),
             "tag 100": cbor2.CBORTag(100, days)}[form]
    answer = client.submit(employee(on=value))
    assert (answer.status, answer.cbor()["period"]) == (201, week(today()))


GOOD = {
    "one answer of many": employee(answers={"wb1": 5}),
    "null among answers": employee(answers={"wb1": 5, "wb2": None}),
    "a customer without an answer": customer(answers={"csat": None, "nps": None, "ces": None}),
    "a path through teams and back": customer(path=["T01", "T05", "T01"]),
    "a customer without a path": without(customer(), "path"),
    "ratings of other teams": employee(survey="collaboration-pulse", answers={"collab": {"T02": 5, "T07": 1}}),
    "a receipt": employee(receipt=bytes(32)),
    "answered for a unit": employee(team="U1"),
}


@pytest.mark.parametrize("name", GOOD)
def test_good(client, name):
    answer = client.submit(GOOD[name])
    assert answer.status == 201, answer.cbor()


# Changes to a good submission, the stable name of the error, and a word that its sentence must hold.
BAD = {
    "unknown survey": (employee(survey="nothing"), "unknown_survey", "survey"),
    "unknown version": (employee(version=99), "unknown_survey", "version"),
    "unknown team": (employee(team="T99"), "unknown_team", "team"),
    "team that is no code": (employee(team="no code"), "invalid_field", "team"),
    "unknown question": (employee(answers={"wb9": 3}), "unknown_question", "wb9"),
    "above the bounds": (employee(answers={"wb1": MARKER}), "out_of_range", "wb1"),
    "below the bounds": (employee(answers={"wb1": -1}), "out_of_range", "wb1"),
    "one above the bounds": (employee(answers={"wb1": 6}), "out_of_range", "wb1"),
    "beyond 64 bits": (employee(answers={"wb1": 2**64 - 1}), None, "wb1"),
    "a fraction": (employee(answers={"wb1": 2.5}), "invalid_field", "wb1"),
    "a text": (employee(answers={"wb1": str(MARKER)}), "invalid_field", "wb1"),
    "a map for a scale": (employee(answers={"wb1": {"T02": 3}}), "invalid_field", "wb1"),
    "a number for ratings": (employee(survey="collaboration-pulse", answers={"collab": 3}), "invalid_field", "collab"),
    "a rating of one's own team": (
        employee(survey="collaboration-pulse", answers={"collab": {"T01": 3}}), "invalid_field", "collab"),
    "a rating of no team": (employee(survey="collaboration-pulse", answers={"collab": {"X": 3}}), "unknown_team", "collab"),
    "a rating out of bounds": (
        employee(survey="collaboration-pulse", answers={"collab": {"T02": 6}}), "out_of_range", "collab"),
    "no answer": (employee(answers={"wb1": None}), "no_answers", "answers"),
    "an empty map of answers": (employee(answers={}), None, "answers"),
    "answers in a list": (employee(answers=[3, 3]), "invalid_field", "answers"),
    "a path of an employee": (employee(path=["T01"]), "invalid_field", "path"),
    "a path that begins elsewhere": ({**customer(path=["T02"]), "team": "T01"}, "invalid_field", "path"),
    "an empty path": ({**customer(), "path": []}, "invalid_field", "path"),
    "a path of 33 teams": ({**customer(), "path": ["T01", "T02", "T01"] * 11}, "invalid_field", "path"),
    "a path through no team": (customer(path=["T01", "X"]), "unknown_team", "path"),
    "an id of 15 bytes": (employee(id=bytes(15)), "invalid_field", "id"),
    "an id of text": (employee(id="0123456789abcdef"), "invalid_field", "id"),
    "a receipt of 31 bytes": (employee(receipt=bytes(31)), "invalid_field", "receipt"),
    "no team": (without(employee(), "team"), "invalid_field", "team"),
    "no day": (without(employee(), "on"), "invalid_field", "on"),
    "no id": (without(employee(), "id"), "invalid_field", "id"),
    "an unknown field": (employee(name="me"), "invalid_field", "name"),
    "a version of text": (employee(version="1"), "invalid_field", "version"),
    "no day of the calendar": (employee(on="2024-02-30"), "invalid_field", "on"),
    "a moment": (employee(on="2024-02-03T10:00:00"), "invalid_field", "on"),
    "a moment's tag": (employee(on=cbor2.CBORTag(0, "2024-02-03T10:00:00Z")), "invalid_field", "on"),
    "a tag elsewhere": (employee(team=cbor2.CBORTag(1004, "T01")), "invalid_field", "team"),
    "no map": ([1, 2], "invalid_field", ""),
}


@pytest.mark.parametrize("name", BAD)
def test_bad(service, client, name):
    item, error, word = BAD[name]
    before = service.database.value("SELECT count(*) FROM pulssid.submission")
    answer = client.submit(item)
    verdict = answer.cbor()
    assert 400 <= answer.status < 500
    assert (answer.content_type, verdict["status"]) == ("application/cbor", "rejected")
    assert error is None or verdict["error"] == error, verdict
    assert word in verdict["detail"], verdict
    assert str(MARKER) not in str(verdict), "an answer's value came back"
    if isinstance(item, dict) and isinstance(item.get("id"), bytes) and len(item["id"]) == 16:
        assert verdict["id"] == item["id"]
    assert service.database.value("SELECT count(*) FROM pulssid.submission") == before


def test_an_item_of_over_8_kib(client):
    answer = client.submit(employee(name="x" * 9000))
    assert answer.status in (413, 422) and b"x" * 100 not in answer.body


def test_every_thing_twice_is_refused(client):
    body = cbor2.dumps(employee())
    doubled = b"\xa7" + body[1:] + cbor2.dumps("team") + cbor2.dumps("T02")
    verdict = client.submit(doubled).cbor()
    assert (verdict["status"], verdict["error"]) == ("rejected", "invalid_field") and "team" in verdict["detail"]


# Whole requests that never become a submission: status, stable type.
REQUESTS = {
    "no body": (("POST", "/v1/submissions", b"", "application/cbor"), 400, "malformed"),
    "another media type": (("POST", "/v1/submissions", b"{}", "application/json"), 415, "unsupported_media_type"),
    "no media type": (("POST", "/v1/submissions", b"\xa0", None), 415, "unsupported_media_type"),
    "GET of submissions": (("GET", "/v1/submissions"), 405, "method_not_allowed"),
    "an unknown path": (("GET", "/v1/nothing"), 404, "not_found"),
    "a survey that is not there": (("GET", "/v1/surveys/nothing"), 404, "not_found"),
}


@pytest.mark.parametrize("name", REQUESTS)
def test_requests(client, name):
    request, status, error = REQUESTS[name]
    answer = client.request(*request)
    if answer.content_type == "application/problem+json":
        problem = answer.json()
        assert (problem["status"], problem["type"].rpartition(":")[2]) == (status, error)
        assert problem["title"] and problem["detail"]
    else:
        assert error in str(answer.cbor())
    assert answer.status == status


def test_problems_come_in_the_senders_language(client):
    as_cbor = client.request("POST", "/v1/submissions", b"\xa0", "application/cbor", key="nonsense")
    as_json = client.get("/v1/surveys", key="nonsense")
    assert (as_cbor.status, as_cbor.content_type) == (401, "application/concise-problem-details+cbor")
    assert (as_json.status, as_json.content_type) == (401, "application/problem+json")
    problem = as_cbor.cbor()
    # RFC 9290 writes the status as CoAP does: 4.01 in one byte.
    assert problem[-4] == (4 << 5) + 1 and problem[-1] and "unauthorized" in str(problem)


def test_survey_definitions(client):
    as_json = client.get("/v1/surveys").json()
    surveys = {s["code"]: s for s in as_json["surveys"]}
    assert set(surveys) == {"employee-pulse", "customer-pulse", "collaboration-pulse"}
    one = client.get("/v1/surveys/employee-pulse")
    assert (one.content_type, one.json()) == ("application/json", surveys["employee-pulse"])
    in_cbor = client.get("/v1/surveys/employee-pulse", accept="application/cbor")
    assert (in_cbor.content_type, in_cbor.cbor()) == ("application/cbor", surveys["employee-pulse"])
    questions = {q["code"]: q for q in surveys["employee-pulse"]["questions"]}
    assert (questions["co2"]["reverse"], questions["wb1"]["max"], questions["enps"]["kind"]) == (True, 5, "nps")
    assert all(set(q["text"]) == {"fi", "en", "sv"} for q in questions.values())
