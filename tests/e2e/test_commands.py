# SPDX-License-Identifier: GPL-3.0-or-later
"""Each command: what it does, what it says of bad input (file, line, field), its exit status, and nothing half-done."""

import csv
import datetime
import io
import json
import re
import socket
import subprocess

import cbor2
import pytest

from harness import BINARY, ROOT, Database, Service, customer, employee, today, wait_for, week
from organisation import EMPLOYEE_QUESTIONS

COMMANDS = [
    ["serve"], ["migrate"], ["check"], ["team", "import"], ["team", "list"], ["survey", "import"], ["survey", "list"],
    ["key", "create"], ["key", "revoke"], ["key", "list"], ["invite", "import"], ["import"], ["verify"], ["cycle"], ["report"],
]
OLD = today() - datetime.timedelta(days=60)


def run(*words, **options):
    return subprocess.run([BINARY, *map(str, words)], capture_output=True, text=True, timeout=60, check=False, **options)


def write(folder, name, text):
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def is_one_sentence(done):
    return len(done.stderr.strip().splitlines()) == 1 and not done.stdout.strip()


# Usage

@pytest.mark.parametrize("command", COMMANDS, ids="-".join)
def test_help(command):
    done = run(*command, "--help")
    assert done.returncode == 0 and command[0] in done.stdout and not done.stderr


@pytest.mark.parametrize("group", ["team", "survey", "key", "invite"])
def test_help_of_a_group(group):
    done = run(group, "--help")
    assert done.returncode == 0 and not done.stderr
    assert all("pulssid " + " ".join(c) in done.stdout for c in COMMANDS if c[0] == group)


def test_required_options_have_no_brackets():
    usage = run("key", "create", "--help").stdout
    assert "--role submitter|analyst --name NAME [--survey CODE]… [--expires DATE]" in usage


def test_help_of_all():
    done = run("--help")
    listed = dict(re.findall(r"^  (\w+(?: \w+)?)  +(.*)$", done.stdout, re.MULTILINE))
    assert done.returncode == 0 and set(listed) == {" ".join(c) for c in COMMANDS}
    assert all(re.fullmatch(r"[A-Z][^.]+\.", sentence) for sentence in listed.values()), listed


@pytest.mark.parametrize("words", [
    [], ["nonsense"], ["team"], ["team", "nonsense"], ["report", "nonsense"], ["serve", "--only", "nonsense"],
    ["report", "scores", "--format", "xml"], ["report", "linkage", "--part", "nonsense"], ["cycle", "--as-of", "2024-02-30"],
    ["cycle", "--as-of", "tomorrow"], ["key", "create"], ["key", "create", "--role", "king", "--name", "x"],
    ["key", "create", "--role", "analyst", "--name", "x", "--expires", "2024-13-01"], ["key", "revoke"],
    ["key", "create", "--role", "analyst", "--name", "\udcff"], ["report", "release"],
    ["key", "revoke", "x"], ["migrate", "--period", "year"], ["team", "import"], ["import"], ["team", "list", "extra"],
    ["report", "--nonsense"], ["key", "create", "--role"], ["cycle", "-c"], ["cycle", "--as-of"],
    ["key", "create", "--role", "analyst"], ["key", "create", "--name", "x"],
    ["key", "create", "--role", "analyst", "--name", "x", "--expires", (today() - datetime.timedelta(days=2)).isoformat()],
], ids=" ".join)
def test_wrong_usage(idle, words):
    done = idle.run(*words, status=None) if "-c" not in words else run(*words)
    assert done.returncode == 2 and done.stderr.strip() and not done.stdout.strip(), done


def test_an_option_without_its_value(idle):
    done = idle.run("cycle", "--as-of", status=2)  # -c FILE follows
    assert is_one_sentence(done) and "--as-of needs a value: DATE" in done.stderr


def test_a_day_that_has_not_come(idle):
    done = idle.run("cycle", "--as-of", (today() + datetime.timedelta(days=2)).isoformat(), status=2)
    assert is_one_sentence(done)


def test_options_anywhere(idle):
    assert run("-c", idle.conf, "team", "list").returncode == 0
    assert run("team", "-c", idle.conf, "list").returncode == 0


# Configuration and database

@pytest.mark.parametrize("text, line", [
    ("[server]\nnonsense = 1\n", 2), ("[nonsense]\nx = 1\n", 1), ("[server]\n\nworkers = many\n", 3),
    ("[stats]\nk_employee = 4\n", 2), ("[server]\nworkers = 1\nworkers = 2\n", 3), ("nonsense\n", 1),
])
def test_a_bad_configuration(tmp_path, text, line):
    conf = write(tmp_path, "bad.conf", text)
    done = run("team", "list", "-c", conf)
    assert done.returncode == 1 and f"{conf}:{line}" in done.stderr and is_one_sentence(done)


def test_no_configuration_and_no_database(tmp_path):
    assert run("team", "list", "-c", tmp_path / "none.conf").returncode == 1
    conf = write(tmp_path, "x.conf", f"[database]\nadmin = host={tmp_path} dbname=none\n")
    done = run("team", "list", "-c", conf)
    assert done.returncode == 1 and is_one_sentence(done)
    # Wrong usage is told without asking a database.
    for words in ("report", "periods", "--exact"), ("report", "scores", "--part", "lags"):
        assert run(*words, "-c", conf).returncode == 2, words


def test_check_says_what_is_wrong(idle, tmp_path):
    idle.run("check")
    idle.write_conf({"server": {"certificate": tmp_path / "none.pem"}})
    done = idle.run("check", status=1)
    assert "none.pem" in done.stdout + done.stderr


@pytest.mark.parametrize("settings, word", [
    ({"server": {"listen": "8443"}}, "listen: 8443"), ({"server": {"listen": "host.invalid:8443"}}, "host.invalid"),
    ({"server": {"listen": "127.0.0.1:8443, 127.0.0.1:8443"}}, "twice"), ({"stats": {"links": "wellbeing"}}, "links"),
    ({"stats": {"links": "wellbeing-csat, wellbeing-csat"}}, "twice"),
    ({"stats": {"window_weeks": 8, "max_lag_weeks": 8}}, "max_lag_weeks"), ({"stats": {"max_lag_weeks": 27}}, "max_lag_weeks"),
    ({"stats": {"min_pairs": 4}}, "min_pairs"),
], ids=str)
def test_check_of_a_configuration_that_cannot_serve(idle, settings, word):
    idle.write_conf(settings)
    done = idle.run("check", status=1)
    assert word in done.stdout + done.stderr and "ok: configuration" not in done.stdout


def test_check_before_migrate(cluster, certificates, tmp_path):
    cluster.execute("CREATE DATABASE pulssid_empty")
    service = Service(tmp_path, Database(cluster, "pulssid_empty"), certificates, {})
    service.run("check", status=1)
    assert service.database.value("SELECT count(*) FROM pg_namespace WHERE nspname = 'pulssid'") == 0


def test_migrate_again_and_at_once(cluster, certificates, tmp_path):
    cluster.execute("CREATE DATABASE pulssid_again")
    service = Service(tmp_path, Database(cluster, "pulssid_again"), certificates, {})
    processes = [service.start_command("migrate") for _ in range(4)]
    assert [p.wait(60) for p in processes] == [0] * 4
    service.run("migrate")
    surveys = service.database.value("SELECT count(*) FROM pulssid.survey")
    assert surveys == 3, "the surveys that ship are loaded once"


def test_a_schema_that_is_newer(cluster, certificates, tmp_path):
    cluster.execute("CREATE DATABASE pulssid_newer")
    service = Service(tmp_path, Database(cluster, "pulssid_newer"), certificates, {})
    service.run("migrate")
    (table,) = service.database.query(
        "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE tablename LIKE '%migration%'")[0]
    columns = [c for (c,) in service.database.query(
        "SELECT attname::text FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 ORDER BY attnum", table)]
    number = columns[0]
    service.database.query(
        f"INSERT INTO {table} SELECT (r).* FROM (SELECT jsonb_populate_record(t, jsonb_build_object('{number}', 9999)) r "
        f"FROM {table} t LIMIT 1) s")
    done = service.run("migrate", status=1)
    assert is_one_sentence(done) and "newer" in done.stderr
    assert service.run("check", status=1)
    for words in ("cycle",), ("team", "list"), ("key", "create", "--role", "analyst", "--name", "x"), ("report", "--exact"):
        done = service.run(*words, status=1)
        assert is_one_sentence(done) and "newer" in done.stderr, words


def test_a_migration_that_was_changed(cluster, certificates, tmp_path):
    cluster.execute("CREATE DATABASE pulssid_changed")
    service = Service(tmp_path, Database(cluster, "pulssid_changed"), certificates, {})
    service.run("migrate")
    (table,) = service.database.query(
        "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE tablename LIKE '%migration%'")[0]
    service.database.query(f"UPDATE {table} SET sha256 = sha256('x')")
    assert is_one_sentence(service.run("migrate", status=1))


# Teams, surveys, invitations

def teams(service):
    return service.database.query("SELECT * FROM pulssid.team_version ORDER BY 1, 2")


def test_team_list_is_what_team_import_reads(idle, tmp_path):
    listed = idle.run("team", "list").stdout
    before = teams(idle)
    assert "T12" in listed
    path = write(tmp_path, "again.csv", "code,name,parent,headcount,role,valid_from,valid_to\nT01,Renamed,U1,13,router,,\n")
    idle.run("team", "import", path)
    assert idle.run("team", "list").stdout != listed and len(teams(idle)) == len(before)


TEAMS_HEAD = "code,name,parent,headcount,role,valid_from,valid_to\nNEW,New,,5,normal,,\n"


@pytest.mark.parametrize("line, field", [
    ("bad code,X,,5,normal,,", "code"), ("X,X,NOWHERE,5,normal,,", "parent"), ("X,X,X,5,normal,,", "parent"),
    ("X,X,,many,normal,,", "headcount"), ("X,X,,-1,normal,,", "headcount"), ("X,X,,5,king,,", "role"),
    ("X,X,,5,normal,2024-02-30,", "valid_from"), ("X,X,,5,normal,2024-02-02,2024-02-01", "valid_to"), ("X,,,5,normal,,", "name"),
    ("X,X,,5,normal,", None), ('X,"X,,5,normal,,', None),
], ids=str)
def test_bad_teams(idle, tmp_path, line, field):
    before = teams(idle)
    path = write(tmp_path, "bad.csv", TEAMS_HEAD + line + "\n")
    done = idle.run("team", "import", path, status=1)
    assert f"{path}:3" in done.stderr and is_one_sentence(done)
    assert field is None or field in done.stderr
    assert teams(idle) == before, "nothing is half-imported"


def test_a_circle_of_teams(idle, tmp_path):
    before = teams(idle)
    path = write(tmp_path, "circle.csv", "code,name,parent\nA,A,B\nB,B,A\n")
    idle.run("team", "import", path, status=1)
    assert teams(idle) == before


@pytest.mark.parametrize("head", ["name,parent\n", "code,name,nonsense\n", "", "code,name,code\n"])
def test_bad_headers(idle, tmp_path, head):
    path = write(tmp_path, "head.csv", head)
    done = idle.run("team", "import", path, status=1)
    assert str(path) in done.stderr


def test_a_file_that_is_not_there(idle, tmp_path):
    for words in ["team", "import"], ["survey", "import"], ["invite", "import"], ["import"], ["verify"]:
        done = idle.run(*words, tmp_path / "none", status=1)
        assert "none" in done.stderr and is_one_sentence(done)


@pytest.fixture
def survey():
    return json.loads((ROOT / "conf/surveys/customer-pulse.json").read_text())


def test_a_new_version_of_a_survey(idle, tmp_path, survey):
    survey["version"] = 2
    idle.run("survey", "import", write(tmp_path, "s.json", json.dumps(survey)))
    assert idle.database.value("SELECT count(*) FROM pulssid.survey") == 4
    idle.run("survey", "import", tmp_path / "s.json")
    survey["questions"][0]["max"] = 7
    done = idle.run("survey", "import", write(tmp_path, "s.json", json.dumps(survey)), status=1)
    assert is_one_sentence(done), "a version never changes"
    assert "customer-pulse" in idle.run("survey", "list").stdout


def test_a_dimension_belongs_to_one_audience(idle, tmp_path, survey):
    path = write(tmp_path, "s.json", json.dumps({**survey, "code": "second-pulse", "audience": "employee"}))
    done = idle.run("survey", "import", path, status=1)
    assert is_one_sentence(done) and all(word in done.stderr for word in (str(path), "dimension ces", "customer-pulse"))
    assert idle.database.value("SELECT count(*) FROM pulssid.survey") == 3


def test_two_surveys_of_one_dimension_are_noted(fresh, tmp_path, survey):
    path = write(tmp_path, "s.json", json.dumps({**survey, "code": "second-pulse"}))
    done = fresh.run("survey", "import", path)
    assert "note: dimension ces is fed by customer-pulse too" in done.stdout


def test_an_audience_stays(idle, tmp_path, survey):
    path = write(tmp_path, "s.json", json.dumps({**survey, "version": 2, "audience": "employee"}))
    done = idle.run("survey", "import", path, status=1)
    assert is_one_sentence(done) and "audience" in done.stderr and str(path) in done.stderr


@pytest.mark.parametrize("change, word", [
    (lambda s: s.update(version="1"), "version"), (lambda s: s.pop("audience"), "audience"),
    (lambda s: s["questions"][1].update(min=9, max=3), "questions[1]"), (lambda s: s["questions"][0].update(kind="essay"), "kind"),
    (lambda s: s["questions"][0]["text"].pop("fi"), "fi"), (lambda s: s.update(nonsense=1), "nonsense"),
    (lambda s: s.update(questions=[]), "questions"), (lambda s: s["questions"].append(s["questions"][0]), "questions"),
])
def test_bad_surveys(idle, tmp_path, survey, change, word):
    survey["version"] = 2
    change(survey)
    path = write(tmp_path, "bad.json", json.dumps(survey))
    done = idle.run("survey", "import", path, status=1)
    assert str(path) in done.stderr and word in done.stderr and is_one_sentence(done)
    assert idle.database.value("SELECT count(*) FROM pulssid.survey") == 3


def test_a_survey_that_is_no_json(idle, tmp_path):
    path = write(tmp_path, "bad.json", '{\n"code": }\n')
    assert f"{path}:2" in idle.run("survey", "import", path, status=1).stderr


@pytest.mark.parametrize("line, field", [
    ("2024-W99,T01,employee-pulse,5", "period"), ("2024-09,T01,employee-pulse,5", "period"),
    ("2024-W36,T99,employee-pulse,5", "team"), ("2024-W36,T01,nothing,5", "survey"), ("2024-W36,T01,employee-pulse,x", "invited"),
    ("2024-W36,T01,employee-pulse,-5", "invited"),
])
def test_bad_invitations(idle, tmp_path, line, field):
    path = write(tmp_path, "bad.csv", f"period,team,survey,invited\n2024-W36,T01,employee-pulse,99\n{line}\n")
    done = idle.run("invite", "import", path, status=1)
    assert f"{path}:3" in done.stderr and field in done.stderr and is_one_sentence(done)
    assert idle.database.value("SELECT count(*) FROM pulssid.invitation WHERE invited = 99") == 0


# Keys

def test_keys(idle):
    key = idle.create_key("submitter", "--survey", "employee-pulse", "--survey", "customer-pulse")
    assert "employee-pulse" in idle.run("key", "list").stdout
    idle.run("key", "revoke", key.split(".")[0])
    done = idle.run("key", "revoke", "4711", status=1)
    assert is_one_sentence(done)
    done = idle.run("key", "create", "--role", "submitter", "--name", "x", "--survey", "nothing", status=1)
    assert "nothing" in done.stderr


# Import of history

def count(service):
    return service.database.value("SELECT count(*) FROM pulssid.submission")


def as_csv(items):
    out = io.StringIO()
    columns = ["survey", "version", "team", "on", "path", "reasons", "topic", *EMPLOYEE_QUESTIONS, "csat", "nps", "ces", "collab"]
    table = csv.DictWriter(out, columns)
    table.writeheader()
    for item in items:
        row = {k: item[k] for k in ("survey", "version", "team", "on")}
        row["path"], row["reasons"] = (">".join(item.get(name, [])) for name in ("path", "reasons"))
        row["topic"] = item.get("topic")
        for question, value in item["answers"].items():
            row[question] = " ".join(f"{t}={v}" for t, v in value.items()) if isinstance(value, dict) else value
        table.writerow(row)
    return out.getvalue()


def history(n=8):
    rating = employee(OLD, survey="collaboration-pulse", answers={"collab": {"T02": 5, "T07": 3}})
    passed_on = [customer(OLD, path=["T01", "T05"], reasons=["skill"], topic="late") for _ in range(n)]
    return [employee(OLD) for _ in range(n)] + passed_on + [rating]


def test_import_of_cbor_and_of_csv(idle, new_service, tmp_path):
    items = history()
    sequence = write(tmp_path, "history.cborseq", b"".join(cbor2.dumps(i) for i in items))
    table = write(tmp_path, "history.csv", as_csv(items))
    other = new_service()
    idle.run("import", sequence)
    other.run("import", table)
    content = "SELECT team_id, survey_id, answers, rated, ratings, path, reasons, topic FROM pulssid.submission ORDER BY 1, 2, 3"
    assert count(idle) == len(items) and idle.database.query(content) == other.database.query(content)
    for service, path in (idle, sequence), (other, table):
        service.run("import", path)
        assert count(service) == len(items), "a second time they are duplicates"
        service.run("cycle")
        assert service.database.query("SELECT id, state FROM pulssid.period") == [(week(OLD), "published")]
        done = service.run("import", path, status=None)
        assert count(service) == 0 and done.returncode in (0, 1)


@pytest.mark.parametrize("row, field", [
    ({"team": "T99"}, "team"), ({"answers": {"wb1": 7}}, "wb1"), ({"survey": "nothing"}, "survey"), ({"on": "2024-02-30"}, "on"),
    ({"version": "x"}, "version"), ({"answers": {"wb1": "a"}}, "wb1"), ({"answers": {}}, "answers"),
    ({"answers": {"csat": 3}}, "csat"),
])
def test_a_bad_line_of_csv(idle, tmp_path, row, field):
    path = write(tmp_path, "bad.csv", as_csv(history(2) + [{**employee(OLD), **row}] + history(2)))
    done = idle.run("import", path, status=1)
    assert f"{path}:7" in done.stderr and field in done.stderr
    assert count(idle) == 0, "nothing is half-imported"
    assert idle.database.value("SELECT count(*) FROM pulssid.period") == 0


def test_a_bad_item_of_cbor(idle, tmp_path):
    items = history(3)
    items[4]["answers"]["csat"] = 31337
    path = write(tmp_path, "bad.cborseq", b"".join(cbor2.dumps(i) for i in items))
    done = idle.run("import", path, status=1)
    assert str(path) in done.stderr and "csat" in done.stderr and "5" in done.stderr and "31337" not in done.stderr
    assert count(idle) == 0
    path = write(tmp_path, "cut.cborseq", b"".join(cbor2.dumps(i) for i in history(3))[:-5])
    idle.run("import", path, status=1)
    assert count(idle) == 0


def test_progress_goes_by_tens_to_the_end(idle, tmp_path):
    one = [employee(OLD)]
    done = idle.run("import", write(tmp_path, "one.cborseq", cbor2.dumps(one[0])))
    assert done.stderr.splitlines()[-1] == "100 %"
    done = idle.run("import", write(tmp_path, "many.csv", as_csv(one + [employee(OLD) for _ in range(3000)])))
    assert done.stderr.splitlines() == [f"{tens} %" for tens in range(10, 101, 10)]


def test_a_header_with_an_unknown_question(idle, tmp_path):
    path = write(tmp_path, "bad.csv", "survey,version,team,on,nonsense\nemployee-pulse,1,T01,2024-09-02,3\n")
    done = idle.run("import", path, status=1)
    assert "nonsense" in done.stderr and count(idle) == 0


# Cycle and report

def test_nothing_due(idle):
    assert idle.run("cycle").stdout == "nothing was due\n"


def test_an_analysis_is_told_once(idle, tmp_path):
    idle.run("import", write(tmp_path, "h.cborseq", b"".join(cbor2.dumps(i) for i in history())))
    said = idle.run("cycle").stdout
    assert "analysed release 1: wellbeing-csat" in said
    assert "searched release 1 for changes: 7 dimensions, 0 series with enough data, 0 alarms" in said
    assert "searched release 1 for silos: 0 teams with enough data, 0 with a flag" in said
    assert idle.run("cycle").stdout == "nothing was due\n"
    idle.write_conf({"stats": {"links": "wellbeing-csat, engagement-csat"}})
    done = idle.run("cycle")
    assert "engagement-csat" in done.stdout and "wellbeing-csat" not in done.stdout, "a link that is new"


def test_cycle_says_what_it_did(idle, tmp_path):
    idle.run("import", write(tmp_path, "h.cborseq", b"".join(cbor2.dumps(i) for i in history())))
    assert week(OLD) in idle.run("cycle").stdout


@pytest.mark.parametrize("name", ["scores", "linkage", "changes", "silos", "handoffs", "ratings", "agreement", "metrics"])
def test_no_release_yet(idle, name):
    document = json.loads(idle.run("report", name, "--format", "json").stdout)
    assert document["rows"] == [] and document.get("organisation") is None
    assert len(idle.run("report", name, "--format", "csv").stdout.splitlines()) == 1
    idle.run("report", name)


def test_serve_of_one_pipe(new_service):
    service = new_service()
    service.launch("--only", "query")
    wait_for(lambda: service.answers("/v1/periods") == 401, "the daemon")
    assert service.answers("/v1/surveys") == 404
    service.stop()


def test_statistics_alone_listen_nowhere(new_service):
    service = new_service()
    service.launch("--only", "stats")
    wait_for(lambda: "serving " in service.log(), "the daemon")
    assert "listen=none" in service.log() and str(service.port) not in service.log()
    service.stop()


def test_a_port_that_is_taken(idle):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", idle.port))
        taken.listen()
        done = idle.run("serve", status=1)
    assert is_one_sentence(done) or str(idle.port) in done.stderr
