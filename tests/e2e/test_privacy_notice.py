# SPDX-License-Identifier: GPL-3.0-or-later
"""What respondents are told: the numbers in force, in three languages and formats, to anyone, always; and never anything of
answers."""

import contextlib
import datetime
import html
import json
import re

import pytest

from harness import Database, Service, customer, employee, today, wait_for, week

DAY = datetime.timedelta(days=1)
PATH = "/v1/privacy"
LANGUAGES = ["fi", "en", "sv"]
FORMATS = ["application/json", "text/plain", "text/html"]
AWAY = {pipe: "host=/nonexistent dbname=none" for pipe in ("ingest", "stats", "query")}
# Configuration, and what the English page then says and does not say.
CONFIGURATIONS = {
    "as it ships": (
        {"ingest": {"backfill_days": 0}},
        ["at least 5 people", "at least 5 answers", "fewer than 5 employees", "groups of at least 10 respondents",
         "open for 3 days after its last day", "at most 14 days old", "kept for 730 days after", "one calendar week"],
        ["can open its own period", "Sealed answers are kept without", "calendar month"],
    ),
    "strict": (
        {"ingest": {"backfill_days": 0, "max_late_days": 0},
         "stats": {"k_employee": 8, "k_customer": 12, "grace_days": 0, "retention": 0}},
        ["at least 8 people", "at least 12 answers", "fewer than 8 employees", "closed when its last day has ended",
         "arrives after its period has closed is not taken", "Sealed answers are kept without a time limit"],
        ["days old", "stays open for", "answers are deleted.", "0 days", " 5 "],
    ),
    "one of each": (
        {"ingest": {"backfill_days": 1, "max_late_days": 1},
         "stats": {"k_employee": 1000, "k_customer": 6, "grace_days": 1, "retention": 1}},
        ["at least 1000 people", "at least 6 answers", "open for 1 day after", "is at most 1 day old. It can",
         "at most 1 day old can open its own period", "kept for 1 day after"],
        ["1 days", " 5 ", " 730 "],
    ),
}
# Accept-Language, and the language of the answer.
ACCEPTED = {
    None: "en", "": "en", "fi": "fi", "sv": "sv", "fi-FI": "fi", "sv-FI,sv;q=0.9,en;q=0.5": "sv", "SV": "sv", "*": "en",
    "de": "en", "de-DE,de;q=0.9,fi;q=0.2": "fi", "fi;q=0.5, sv;q=0.8": "sv", "sv, fi": "sv", "fi;q=0, *": "en",
    "en;q=0, *;q=0.5": "fi", "fi;q=0": "en", "nonsense;;;,,=": "en", "fi;q=7, sv;q=0.1": "sv", "en;q=0.3, *;q=0.1": "en",
}


def ask(service, path=PATH, method="GET", **fields):
    """Without a key. Returns status, fields and body."""
    with service.client() as client:
        client.connection.request(method, path, headers={k.replace("_", "-"): v for k, v in fields.items() if v is not None})
        response = client.connection.getresponse()
        return response.status, {k.lower(): v for k, v in response.getheaders()}, response.read().decode()


def notice(service, lang="en"):
    status, fields, body = ask(service, f"{PATH}?lang={lang}")
    assert (status, fields["content-type"], fields["content-language"]) == (200, "application/json", lang), body
    return json.loads(body)


def sentences(document):
    return [s for section in document["sections"] for s in section["sentences"]]


def is_served(service):
    with contextlib.suppress(OSError):
        return ask(service)[0] == 200
    return False


def pages(service):
    """Every page there is, as bytes."""
    return [ask(service, f"{PATH}?lang={lang}", Accept=accept) for lang in LANGUAGES for accept in FORMATS]


def bodies(service):
    return [body for _, _, body in pages(service)]


def open_today(service, k_employee, k_customer):
    monday = today() - DAY * today().weekday()
    number = (monday - datetime.date(1970, 1, 5)).days // 7
    service.database.query("SELECT pulssid.period_open(%s, %s, %s, %s, %s, %s, %s, false)", number, week(today()), monday,
                           monday + 6 * DAY, today(), k_employee, k_customer)


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_the_numbers_of_the_configuration(new_service, name):
    settings, said, unsaid = CONFIGURATIONS[name]
    service = new_service(settings).start()
    document = notice(service)
    ingest, stats = settings.get("ingest", {}), settings.get("stats", {})
    last = today() + DAY * (6 - today().weekday())
    assert document["thresholds"] == {
        "employee": stats.get("k_employee", 5), "customer": stats.get("k_customer", 5), "spread": 10}
    assert document["period"] == {
        "kind": "week", "id": week(today()), "first_day": (last - 6 * DAY).isoformat(), "last_day": last.isoformat(),
        "withdrawal_day": (last + DAY * stats.get("grace_days", 3)).isoformat()}
    assert document["grace_days"] == stats.get("grace_days", 3)
    assert document["max_late_days"] == ingest.get("max_late_days", 14)
    assert document["backfill_days"] == ingest["backfill_days"]
    assert document["retention_days"] == stats.get("retention", 730)
    text = " ".join(sentences(document))
    assert [s for s in said if s not in text] == [] and [s for s in unsaid if s in text] == []
    assert f"until the end of the day {document['period']['withdrawal_day']}" in text
    service.stop()


# Of handoffs and ratings, with 8 employees and 12 customers.
BETWEEN_TEAMS = {
    "fi": ["kun ohjattuja asiakkaita on vähintään 12.", "alle 12, ehkä ei yhtään", "arvioijia on vähintään 8.",
           "alle 8 työntekijää, ei julkaista arvioita"],
    "en": ["only when at least 12 customers were sent on", "fewer than 12, perhaps none", "at least 8 raters",
           "fewer than 8 employees, no ratings"],
    "sv": ["bara när minst 12 kunder har skickats vidare", "färre än 12, kanske ingen", "bedömarna är minst 8.",
           "färre än 8 anställda publiceras inga bedömningar"],
}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_from_how_many_handoffs_and_ratings_are_shown(new_service, lang):
    service = new_service({"stats": {"k_employee": 8, "k_customer": 12}}).start()
    text = " ".join(sentences(notice(service, lang)))
    assert [phrase for phrase in BETWEEN_TEAMS[lang] if phrase not in text] == []
    service.stop()


# Of invitations, and from how many a rate is shown.
RATES = {
    "fi": ["kustakin tiimistä kutsuttiin vastaamaan, mutta ei sitä, ketkä.", "vain tiimeistä, joiden oma luku näytetään",
           "Vastausprosentti näytetään vain, kun kutsuttuja on vähintään 5."],
    "en": ["of each team were invited to answer, but not who.", "only of teams whose own figure is shown",
           "A response rate is shown only when the invited number at least 5."],
    "sv": ["i varje team som bjöds in att svara, men inte vilka.", "bara för team vars egen siffra visas",
           "En svarsprocent visas bara när de inbjudna är minst 5."],
}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_told_of_response_rates(service, lang):
    text = " ".join(sentences(notice(service, lang)))
    assert [phrase for phrase in RATES[lang] if phrase not in text] == []


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_every_language_says_the_same(new_service, name):
    """Sentence by sentence with the same numbers, days and periods, and in all formats."""
    service = new_service(CONFIGURATIONS[name][0]).start()
    documents = {lang: notice(service, lang) for lang in LANGUAGES}
    numbers = {}
    for lang, document in documents.items():
        assert document["lang"] == lang
        assert {k: v for k, v in document.items() if k not in ("lang", "title", "sections")} == {
            k: v for k, v in documents["en"].items() if k not in ("lang", "title", "sections")}
        texts = [re.sub(r"\b(\d+)\.(\d+)\.(\d{4})", lambda d: f"{d[3]}-{d[2]:0>2}-{d[1]:0>2}", s) for s in sentences(document)]
        assert not any(c in "".join(texts) for c in "{}|")
        numbers[lang] = [sorted(re.findall(r"[\d-]*\d(?:-?W\d+)?", t)) for t in texts]
    assert numbers["fi"] == numbers["en"] == numbers["sv"]
    assert sum(map(len, numbers["en"])) >= 10
    assert [len(s["sentences"]) for s in documents["fi"]["sections"]] == [
        len(s["sentences"]) for s in documents["sv"]["sections"]] == [
        len(s["sentences"]) for s in documents["en"]["sections"]]
    service.stop()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_format_says_the_same(service, lang):
    document = notice(service, lang)
    status, fields, text = ask(service, f"{PATH}?lang={lang}", Accept="text/plain")
    assert (status, fields["content-type"]) == (200, "text/plain; charset=utf-8")
    assert max(map(len, text.splitlines())) <= 78 and text.endswith("\n")
    status, fields, page = ask(service, f"{PATH}?lang={lang}", Accept="text/html,application/xhtml+xml;q=0.9,*/*;q=0.8")
    assert (status, fields["content-type"]) == (200, "text/html; charset=utf-8")
    assert f'<html lang="{lang}">' in page and "script" not in page
    everything = [document["title"]]
    for section in document["sections"]:
        everything += [section["heading"], *section["sentences"]]
    joined = text.replace("\n  ", " ").splitlines()
    elements = [html.unescape(e) for e in re.findall(r"<(?:h1|h2|li)>(.*)</(?:h1|h2|li)>", page)]
    assert [line.removeprefix("- ") for line in joined if line] == everything
    assert elements == everything


@pytest.mark.parametrize("field", ACCEPTED)
def test_the_language_by_accept_language(service, field):
    status, fields, body = ask(service, Accept_Language=field)
    assert (status, fields["content-language"], json.loads(body)["lang"]) == (200, ACCEPTED[field], ACCEPTED[field])
    assert fields["vary"] == "Accept-Language"


def test_the_parameter_goes_first(service):
    assert ask(service, f"{PATH}?lang=fi", Accept_Language="sv")[1]["content-language"] == "fi"
    assert ask(service, f"{PATH}?lang=", Accept_Language="sv")[1]["content-language"] == "sv"


@pytest.mark.parametrize("query", ["lang=de", "lang=FI", "lang=fi-FI", "lang=fi&lang=fi", "lang=%zz", "lang=fi+en", "format=json",
                                   "team=T01", "lang=fi&period=2024-W36", "x"])
def test_parameters_that_are_not_of_their_form(service, query):
    status, fields, body = ask(service, f"{PATH}?{query}")
    assert (status, fields["content-type"]) == (400, "application/problem+json")
    problem = json.loads(body)
    assert problem["type"] == "urn:pulssid:problem:bad_parameter" and problem["detail"]


def test_other_problems(service):
    status, fields, body = ask(service, Accept="image/png")
    assert status == 406 and "text/plain" in json.loads(body)["detail"]
    status, fields, body = ask(service, method="POST")
    assert (status, fields["allow"]) == (405, "GET, HEAD")
    with service.client() as client:
        answer = client.request("GET", f"{PATH}?lang=de", accept="application/cbor")
        assert answer.status == 400 and answer.content_type == "application/concise-problem-details+cbor"
    assert ask(service, f"{PATH}/fi")[0] == 404


@pytest.mark.parametrize("accept", FORMATS)
def test_head(service, accept):
    status, fields, body = ask(service, f"{PATH}?lang=sv", Accept=accept)
    head_status, head_fields, head_body = ask(service, f"{PATH}?lang=sv", "HEAD", Accept=accept)
    assert (head_status, head_body) == (status, "") and len(body) > 1000
    for name in "content-type", "content-length", "content-language", "vary":
        assert head_fields[name] == fields[name]


def test_no_key_is_asked_for_nor_looked_at(service):
    bare = ask(service)[2]
    for authorization in "Bearer 1." + "0" * 64, "Basic eDp5", "nonsense":
        assert ask(service, Authorization=authorization)[::2] == (200, bare)


def test_the_write_pipe_alone_serves_it(new_service):
    service = new_service()
    service.launch("--only", "ingest")
    wait_for(lambda: is_served(service), "the daemon")
    assert ask(service, "/v1/periods")[0] == 404
    service.stop()
    service.launch("--only", "query")
    wait_for(lambda: service.answers("/v1/periods"), "the daemon")
    assert ask(service)[0] == 404
    service.stop()


def test_without_a_database_it_is_the_configuration(new_service):
    service = new_service({"database": AWAY, "stats": {"k_employee": 7, "k_customer": 9, "grace_days": 2}})
    service.launch()
    wait_for(lambda: is_served(service), "the daemon")
    document = notice(service)
    assert document["thresholds"] == {"employee": 7, "customer": 9, "spread": 10} and document["grace_days"] == 2
    assert document["period"] == dict.fromkeys(["kind", "id", "first_day", "last_day", "withdrawal_day"])
    text = " ".join(sentences(document))
    assert "a calendar week or a calendar month" in text and "at least 7 people" in text and "current period" not in text
    assert all(status == 200 for status, _, _ in pages(service))
    service.stop()


def test_a_database_that_goes_away_changes_nothing(fresh):
    open_today(fresh, 9, 11)
    wait_for(lambda: notice(fresh)["thresholds"]["employee"] == 9, "the catalog")
    wait_for(lambda: len({notice(fresh)["thresholds"]["employee"] for _ in range(20)}) == 1, "the other worker's")
    before = bodies(fresh)
    name = fresh.database.name
    fresh.database.cluster.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    fresh.database.cluster.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
    with fresh.client() as client:
        wait_for(lambda: client.submit(employee()).status == 503, "the daemon to notice")
    assert bodies(fresh) == before
    fresh.database.cluster.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


def test_the_open_period_keeps_what_it_froze(new_service):
    service = new_service({"stats": {"k_employee": 6, "k_customer": 7}}).start()
    assert notice(service)["thresholds"] == {"employee": 6, "customer": 7, "spread": 10}
    with service.client() as client:
        assert client.submit(employee()).status == 201
    service.stop()
    service.write_conf({"stats": {"k_employee": 20, "k_customer": 30, "grace_days": 5}})
    service.start()
    document = notice(service)
    assert document["thresholds"] == {"employee": 6, "customer": 7, "spread": 10} and document["grace_days"] == 5
    text = " ".join(sentences(document))
    assert "at least 6 people" in text and "at least 7 answers" in text and " 20 " not in text and " 30 " not in text
    frozen = service.database.query("SELECT k_employee, k_customer FROM pulssid.period WHERE id = %s", week(today()))
    assert frozen == [(6, 7)]
    service.stop()


def test_what_another_period_froze_is_not_told(new_service):
    """An answer of today falls under what today's period will freeze."""
    service = new_service({"stats": {"k_employee": 9, "grace_days": 20}}).start()
    with service.client() as client:
        assert client.submit(employee(today() - 7 * DAY)).status == 201
    service.stop()
    service.write_conf({"stats": {"k_employee": 8, "grace_days": 20}})
    service.start()
    assert notice(service)["thresholds"]["employee"] == 8
    service.stop()


def test_months(cluster, certificates, tmp_path):
    cluster.execute("CREATE DATABASE pulssid_notice_months")
    keys = {"submitter": None}
    service = Service(tmp_path, Database(cluster, "pulssid_notice_months"), certificates, keys)
    service.run("migrate", "--period", "month")
    service.start()
    document = notice(service)
    first = today().replace(day=1)
    last = (first + 31 * DAY).replace(day=1) - DAY
    assert document["period"] == {
        "kind": "month", "id": today().strftime("%Y-%m"), "first_day": first.isoformat(), "last_day": last.isoformat(),
        "withdrawal_day": (last + 3 * DAY).isoformat()}
    assert "A period is one calendar month." in sentences(document)
    assert "Jakso on yksi kalenterikuukausi." in sentences(notice(service, "fi"))
    assert "En period är en kalendermånad." in sentences(notice(service, "sv"))
    service.stop()


def test_answers_leave_no_trace_in_it(fresh):
    """Not when the first opens the period, not when more come, not when some are published."""
    before = bodies(fresh)
    old = today() - 100 * DAY
    with fresh.client() as client:
        for items in [employee()], [employee(team="T02") for _ in range(30)], [customer() for _ in range(30)], [
                employee(old) for _ in range(6)]:
            assert {v["status"] for v in client.submit_sequence(items).verdicts()} == {"stored"}
            assert bodies(fresh) == before
    wait_for(lambda: fresh.log().count("periods=2 ") >= fresh.workers, "each worker's catalog")
    assert bodies(fresh) == before
    fresh.run("cycle")
    states = dict(fresh.database.query("SELECT id, state FROM pulssid.period"))
    assert states == {week(today()): "open", week(old): "published"}
    wait_for(lambda: bodies(fresh) == before, "the catalog")


def test_what_is_stored_is_what_it_says(fresh):
    """Whoever adds a column here has something to add to the notice."""
    columns = {}
    for table, name, kind in fresh.database.query(
            "SELECT table_name::text, column_name::text, data_type::text FROM information_schema.columns "
            "WHERE table_schema = 'pulssid' AND table_name IN ('submission', 'answer', 'spent')"):
        columns.setdefault(table, {})[name] = kind
    numbers = {"team_id": "integer", "period": "integer", "survey_id": "integer", "answers": "ARRAY"}
    others = {"rated": "ARRAY", "ratings": "ARRAY", "path": "ARRAY", "reasons": "ARRAY", "topic": "text"}
    assert columns == {
        "submission": {**numbers, **others, "id_hash": "uuid", "receipt": "bytea"},
        "answer": numbers,
        "spent": {"team_id": "integer", "period": "integer", "id_hash": "uuid"},
    }


def test_what_is_published_is_what_it_says(idle):
    """Whoever adds a table of figures here has something to add to the notice."""
    tables = idle.database.query("SELECT relname::text FROM pg_class WHERE relnamespace = 'pulssid'::regnamespace "
                                 "AND relname LIKE 'published%' AND relkind = 'r'")
    assert {name for (name,) in tables} == {"published_cell", "published_handoff", "published_rating"}
