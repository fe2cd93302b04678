# SPDX-License-Identifier: GPL-3.0-or-later
"""An analyst with a good key reads every endpoint, command and view, as often as he likes, and compares. No byte tells of an
open period how many answered, or that one more did; and what was published never reads otherwise: not the next time, not from
another daemon, not after late answers, withdrawals, a reorganisation, new invitations, or the next release."""

import datetime
import os
import re

import cbor2
import pytest

from harness import NO_KEY, ROOT, Service, customer, employee, today, week
from test_withdraw import with_receipt

OLD = "2024-W40"
# Was published, and is recent enough for late answers.
RECENT = today() - datetime.timedelta(days=10)
OPEN = week(today())
NEVER = "2031-W07"

FILTERS = ["", "format=csv", "limit=3", "after=2024-W40~T03~csat", f"period={OLD}", f"period={OPEN}", f"period={OPEN}&format=csv",
           f"period={week(RECENT)}", "team=T01", "team=U1", "team=*", "dimension=wellbeing", "release=5", "part=teams&format=csv",
           "part=lags&format=csv", "part=organisation&format=csv", "nonsense=1"]
ITEM = cbor2.dumps({**employee(), "id": bytes(16)})
SECRET = cbor2.dumps({"secret": bytes(32)})

REPORTS = ["scores", "linkage", "changes", "silos", "handoffs", "ratings", "agreement", "metrics", "periods",
           "teams", "releases", "release"]

# What is tried at each route of daemon/http/routes.c: last segments, or "" where the path is whole.
# The operator's are no routes here.
GET = {"/metrics": [""], "/healthz": [""], "/readyz": [""],
       "/v1/surveys": [""], "/v1/surveys/": ["employee-pulse", "nonsense"], "/v1/privacy": ["", "?lang=fi", "?nonsense=1"],
       "/v1/releases/": [OLD, week(RECENT), OPEN, NEVER, "x"],
       "/v1/exports/": [f"{period}.zip" for period in (OLD, week(RECENT), OPEN, NEVER, "x")],
       "/v1/reports": [""], "/": [""], "/web/": ["icon.svg", "nonsense"], "/session": [""],
       **{f"/v1/{report}": [f"?{query}" if query else "" for query in FILTERS] for report in REPORTS if report != "release"}}
POST = {"/v1/submissions": [("application/cbor", ITEM), ("application/cbor-seq", ITEM * 3)],
        "/v1/withdrawals": [("application/cbor", SECRET)],
        "/login": [("application/x-www-form-urlencoded", f"key={NO_KEY}")], "/logout": [(None, "")]}

COMMANDS = [[report, *words] for report in REPORTS for words in (
    ["--format", "json"], ["--exact", "--format", "csv"], ["--period", OPEN], ["--period", OLD, "--exact"])]


def test_every_route_is_tried():
    """A new one belongs into the tables above."""
    routes = re.findall(r'^ *\{"(/[^"]*)", PIPE_', (ROOT / "daemon/http/routes.c").read_text(), re.M)
    assert sorted(route.removesuffix("*") for route in routes) == sorted([*GET, *POST])


def test_every_report_is_tried(idle):
    named = re.search(r"REPORT is (.*?)\.\n", idle.run("report", "--help").stdout, re.S).group(1)
    assert set(re.findall(r"\w+", re.sub(r"\([^)]*\)", "", named))) - {"or"} == set(REPORTS)


def by_http(service):
    """Every answer to the analyst, whole, but for its time."""
    requests = [("GET", path + tail, None, None) for path, tails in GET.items() for tail in tails]
    requests += [("HEAD", *request[1:]) for request in requests]
    requests += [("POST", path, body, kind) for path, bodies in POST.items() for kind, body in bodies]
    requests += [("GET", path, None, None) for path in POST] + [("POST", path, b"", None) for path in GET]
    read = {}
    with service.analyst() as client:
        for method, path, body, kind in requests:
            answer = client.request(method, path, body, kind)
            headers = sorted((name, value) for name, value in answer.headers.items() if name != "date")
            read[f"{method} {path} {kind or ''}"] = (answer.status, headers, answer.body)
    return read


def by_commands(service):
    done = {" ".join(words): service.run("report", *words, status=None) for words in COMMANDS}
    return {f"report {words}": (run.returncode, run.stdout, run.stderr) for words, run in done.items()}


def by_views(service):
    query = service.database.query
    views = [name for (name,) in query("SELECT c.oid::regclass::text FROM pg_class c WHERE relnamespace = 'report'::regnamespace "
                                       "AND relkind IN ('r', 'v', 'm')")]
    return {name: query(f"SELECT t::text FROM {name} t ORDER BY 1", user="pulssid_report") for name in views}


def read_all(service):
    return by_http(service) | by_commands(service) | by_views(service)


def changes(before, after):
    assert before.keys() == after.keys() and len(before) > 100
    return {name for name in before if before[name] != after[name]}


@pytest.fixture(scope="module")
def service(loaded, new_service):
    """The sample organisation, published, and a recent week as well; nobody has answered since."""
    service = new_service(copy_of=loaded.database.name).start()
    with service.client() as client:
        items = [employee(RECENT, team) for team in ("T01", "T02") for _ in range(11)] + [customer(RECENT) for _ in range(30)]
        assert {v["status"] for v in client.submit_sequence(items).verdicts()} == {"stored"}
    service.run("cycle")
    yield service
    service.stop()


@pytest.fixture
def second(service, certificates, tmp_path):
    """Another daemon on the same database."""
    other = Service(tmp_path, service.database, certificates, service.keys).start()
    yield other
    other.stop()


def submit(service, *items):
    with service.client() as client:
        verdicts = client.submit_sequence(items).verdicts()
    assert {v["status"] for v in verdicts} == {"stored"} and {v["period"] for v in verdicts} == {OPEN}


def crowd():
    """Answers of all kinds, from teams that are published and from one that never is."""
    ratings = [employee(survey="collaboration-pulse", answers={"collab": {"T02": 5, "T07": 1}}) for _ in range(5)]
    paths = [customer(path=["T01", f"T{i:02}"]) for i in range(2, 12)]
    return [*ratings, *paths, *(employee(team=f"T{i % 12 + 1:02}") for i in range(60)), employee(team="T12")]


def test_of_the_first_submission_only_that_the_period_is_open(service):
    """The calendar is public: it says that a week is open, from the first of all submissions on, whichever survey's or team's."""
    before = read_all(service)
    submit(service, customer())
    after = read_all(service)
    assert all("periods" in name for name in changes(before, after))
    (row,) = set(after["report.periods"]) - set(before["report.periods"])
    monday = today() - datetime.timedelta(days=today().weekday())
    assert row == (f"({OPEN},{monday},{monday + datetime.timedelta(days=6)},open,5,5,)",)


def test_nothing_of_more_submissions(service):
    submit(service, employee())
    before = read_all(service)
    submit(service, *crowd())
    assert not changes(before, read_all(service))


# Scores that are counted when they are read: of the open period how many answered, of a published one how many by now.
LIVE = """CREATE VIEW public.live AS SELECT count(*) AS n FROM pulssid.submission;
          ALTER VIEW report.scores RENAME TO frozen;
          CREATE VIEW report.scores AS SELECT (x.r).* FROM (
              SELECT jsonb_populate_record(f, jsonb_build_object('n', f.n + live.n)) AS r FROM report.frozen f, public.live
               UNION ALL
              SELECT jsonb_populate_record(NULL::report.frozen, jsonb_build_object('period', p.id, 'team', '*', 'dimension', 'live',
                  'state', 'published', 'n', live.n, 'release', 0)) FROM pulssid.period p, public.live WHERE p.state = 'open') x;
          GRANT SELECT ON report.scores TO pulssid_report"""


def test_scores_that_are_counted_when_read(service):
    """The control."""
    database = service.database
    submit(service, employee())
    database.query(LIVE)
    try:
        before = read_all(service)
        submit(service, *crowd())
        changed = changes(before, read_all(service))
    finally:
        database.query("DROP VIEW report.scores; ALTER VIEW report.frozen RENAME TO scores; DROP VIEW public.live")
    assert {f"GET /v1/scores?period={OPEN} ", f"GET /v1/scores?period={OLD} ", "GET /v1/scores?format=csv ", "report.scores",
            f"report scores --period {OPEN}", f"GET /v1/exports/{OLD}.zip "} <= changed
    assert not [name for name in changed if not re.search("scores|/v1/exports/", name) and name != "report.frozen"]


def test_nothing_of_refusals_duplicates_and_withdrawals(service):
    secret, item = with_receipt()
    submit(service, item, *crowd())
    before = read_all(service)
    with service.client() as client:
        assert client.withdraw(secret).status == 204
        statuses = [client.submit(i).status for i in (item, employee(answers={"wb1": 9}), employee(team="T99"), b"\xa1")]
        assert statuses[0] == 200 and min(statuses[1:]) >= 400
    assert not changes(before, read_all(service))


def test_twice_and_from_two_daemons(service, second):
    before = read_all(service)
    submit(second, *crowd())
    assert not changes(before, read_all(service))
    assert not changes(by_http(service), by_http(second))


def test_an_open_period_reads_like_one_that_never_was(service):
    submit(service, employee())
    with service.analyst() as client:
        for path in ("/v1/releases/{}", "/v1/exports/{}.zip", "/v1/scores?period={}", "/v1/linkage?period={}", "/v1/changes?period={}",
                     "/v1/silos?period={}", "/v1/agreement?period={}", "/v1/metrics?period={}", "/v1/scores?period={}&format=csv"):
            one, other = (client.get(path.format(period)) for period in (OPEN, NEVER))
            assert (one.status, one.body.replace(OPEN.encode(), NEVER.encode())) == (other.status, other.body)


def test_late_answers(service):
    """They count in the open period; the one that they are of stays as it is."""
    submit(service, employee())
    before = read_all(service)
    submit(service, *(employee(RECENT) for _ in range(20)), *(customer(RECENT) for _ in range(20)))
    assert not changes(before, read_all(service))


def test_invitations(service, tmp_path):
    submit(service, employee())
    before = read_all(service)
    for period, status in (OLD, 1), (week(RECENT), 1), (OPEN, 0):
        lines = [f"{period},{team},employee-pulse,{n}\n" for team, n in (("T01", 11), ("T02", 900))]
        (tmp_path / f"{period}.csv").write_text("period,team,survey,invited\n" + "".join(lines))
        service.run("invite", "import", tmp_path / f"{period}.csv", status=status)
    assert not changes(before, read_all(service))


def test_a_reorganisation(service, tmp_path):
    """Teams that move, shrink, end and come: the list of teams says so, and no figure."""
    submit(service, employee())
    before = read_all(service)
    yesterday = today() - datetime.timedelta(days=1)
    lines = ["T01,Moved,U2,4,normal,,", f"T02,Ended,U1,12,normal,,{yesterday}", "T99,Come,U3,50,normal,,", "U4,Below,U1,,router,,"]
    (tmp_path / "teams.csv").write_text("\n".join(["code,name,parent,headcount,role,valid_from,valid_to", *lines]) + "\n")
    service.run("team", "import", tmp_path / "teams.csv")
    after = read_all(service)
    changed = changes(before, after)
    assert changed and all(re.search(r"^(GET|HEAD) /v1/teams|^report teams|^report\.teams$", name) for name in changed)
    assert not [name for name in changed if OLD in name or "release=" in name], "the tree of a release"
    with service.analyst() as client:
        assert {frozenset(row) for row in client.get("/v1/teams").json()["rows"]} == {
            frozenset(["team", "name", "parent", "headcount", "role", "series", "valid_from", "valid_to"])}


def test_a_restart(service):
    before = by_http(service)
    service.stop()
    service.start()
    assert not changes(before, by_http(service))


def test_the_next_release(service):
    """What was published before reads the same; the new release is there, so that a change would have been seen."""
    before = read_all(service)
    next_week = RECENT - datetime.timedelta(days=7)
    with service.client() as client:
        client.submit_sequence([employee(next_week, receipt=os.urandom(32)) for _ in range(11)])
    service.run("cycle")
    after = read_all(service)
    gone = {name: set(before[name]) - set(after[name]) for name in before if name.startswith("report.")}
    assert not {name: rows for name, rows in gone.items() if rows}
    older = {name for name in before if re.search(rf"(period=|period |/)({OLD}|{week(RECENT)})|release=5", name)}
    assert len(older) > 20 and not changes(before, after) & older
    assert "report.scores" in changes(before, after) and "GET /v1/releases " in changes(before, after)
