# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody who has all logs (the daemon's at every level, PostgreSQL's in every format, what commands print on standard error,
which is what systemd keeps) finds nothing that a respondent wrote, nor anything that leads to a respondent, whatever went wrong:
not with everything about logging turned on in postgresql.conf. The control is a row that is refused the plain way."""

import base64
import contextlib
import hashlib
import http.client
import json
import os
import pathlib
import re
import signal
import threading

import cbor2
import psycopg2
import pytest

from harness import Cluster, Service, id_hash, today, wait_for, week
from organisation import WEEK, last_full_week

LOST = (OSError, http.client.HTTPException)
LEVELS = ["debug", "info", "warning", "error"]
PAST = last_full_week(today()) - 3 * WEEK

TALKATIVE = [
    "fsync=off", "logging_collector=on", "log_destination='stderr,csvlog,jsonlog'", "log_statement=all", "log_duration=on",
    "log_min_duration_statement=0", "log_transaction_sample_rate=1", "log_error_verbosity=verbose", "log_min_messages=debug1",
    "log_min_error_statement=debug5", "log_parameter_max_length=-1", "log_parameter_max_length_on_error=-1", "log_lock_waits=on",
    "log_temp_files=0", "log_connections=on", "log_disconnections=on", "log_executor_stats=on", "debug_print_plan=on",
    "deadlock_timeout=100ms", "track_activities=on", "restart_after_crash=on",
    "shared_preload_libraries='auto_explain,pg_stat_statements,pgaudit'", "pgaudit.log=all", "pgaudit.log_parameter=on",
    "auto_explain.log_min_duration=0", "auto_explain.log_analyze=on", "auto_explain.log_verbose=on",
    "auto_explain.log_nested_statements=on", "pg_stat_statements.track=all"]

# Two questions with room for answers that stand out: negative, as no process or line is numbered.
NUMBERS = [-20177, -31337]
QUESTION = {"kind": "scale", "min": -32000, "max": 32000, "reverse": False, "text": {lang: "?" for lang in ("fi", "en", "sv")}}
SURVEY = {"code": "wide", "version": 1, "audience": "employee", "title": {lang: "Wide" for lang in ("fi", "en", "sv")},
          "questions": [{"code": "q1", "dimension": "wellbeing", **QUESTION}, {"code": "q2", "dimension": "safety", **QUESTION}]}
WORDS = ["Zebrafink", "Quokkateam"]
# How an id or a secret that begins with the first word would be printed.
PRINTED = [WORDS[0].encode().hex(), base64.b64encode(WORDS[0].encode()).decode()]


class Trace:
    """What must not be found: numbers, words, ids and secrets that begin with a word, and digests of 16 bytes or more."""

    def __init__(self):
        self.digests = set()

    def digest(self, value):
        """A digest by which somebody could be found; its first half is enough."""
        self.digests.add(value.hex()[:32])
        return value

    def secret(self):
        return WORDS[0].encode() + os.urandom(23)

    def answer(self, **changes):
        """A good submission that would be recognised by each of its parts, and the secret to withdraw it."""
        secret = self.secret()
        item = {"id": WORDS[0].encode() + os.urandom(7), "survey": "wide", "version": 1, "team": "T01", "on": PAST.isoformat(),
                "answers": dict(zip(("q1", "q2"), NUMBERS)), "receipt": self.digest(hashlib.sha256(secret).digest()), **changes}
        self.digest(bytes.fromhex(id_hash(item)))
        return item, secret

    def found_in(self, logs):
        logs = logs.lower()
        words = [word for word in [*WORDS, *PRINTED] if word.lower() in logs]
        numbers = [n for n in NUMBERS if re.search(rf"(?<!\w){n}(?!\d)", logs)]
        runs = {run.replace("-", "") for run in re.findall(r"[0-9a-f][0-9a-f-]{30,}[0-9a-f]", logs)}
        windows = {run[i:i + 32] for run in runs for i in range(len(run) - 31)}
        return [*words, *numbers, *(windows & self.digests)]


class Scene:
    """One database, a daemon of each level, and everything that is logged."""

    def __init__(self, services, trace):
        self.services = services
        self.database = services[0].database
        self.cluster = self.database.cluster
        self.trace = trace
        self.printed = []  # by commands
        for service in services:
            for role in "submitter", "analyst":
                self.key(service.keys[role])

    def key(self, key):
        """Of a key neither the secret nor what is kept of it may be found."""
        secret = bytes.fromhex(key.partition(".")[2])
        for form in secret, hashlib.sha256(secret).digest(), hashlib.sha256(key.encode()).digest():
            self.trace.digest(form)

    def each(self, act, timeout=3):
        """Does something with a client of every daemon, which need not answer."""
        for service in self.services:
            with contextlib.suppress(*LOST), service.client(timeout=timeout) as client:
                act(client)

    def recover(self):
        """Waits until every daemon stores submissions."""
        for service in self.services:
            wait_for(lambda: self.submit(service) == 201, "the daemon")  # noqa: B023

    def submit(self, service, item=None):
        with contextlib.suppress(*LOST), service.client(timeout=10) as client:
            return client.submit(item or self.trace.answer()[0]).status

    def command(self, *words, status=0):
        self.printed.append(self.services[0].run(*words, status=status).stderr)

    def postgresql(self):
        return "".join(path.read_text(errors="replace") for path in (self.cluster.folder / "data/log").iterdir()) + self.cluster.log()

    def check(self, *said):
        """Nothing is found, in logs that tell of what happened (`said`: by whom, and what)."""
        wait_for(lambda: all(re.search(what, self.by(who)) for who, what in said), f"the logs to tell {said}")
        for who in "postgresql", "daemons", "commands":
            found = self.trace.found_in(self.by(who))
            assert not found, who

    def by(self, who):
        logs = {"postgresql": self.postgresql, "commands": lambda: "".join(self.printed),
                "daemons": lambda: "".join(service.log_path.read_text(errors="replace") for service in self.services)}
        return logs[who]()


@pytest.fixture(scope="module")
def scene(certificates, tmp_path_factory):
    cluster = Cluster(*TALKATIVE)
    services = []
    for level in LEVELS:
        folder = tmp_path_factory.mktemp(level)
        database = services[0].database if services else cluster.new_database("pulssid")
        keys = services[0].keys if services else {}
        services.append(Service(folder, database, certificates, keys, {"log": {"level": level}, "server": {"workers": 1}}))
        if level == LEVELS[0]:
            services[0].found()
            (folder / "wide.json").write_text(json.dumps(SURVEY))
            services[0].run("survey", "import", folder / "wide.json")
    database.query("CREATE EXTENSION pg_stat_statements")
    for service in services:
        service.launch()
    scene = Scene(services, Trace())
    scene.recover()
    yield scene
    for service in services:
        service.stop()
    cluster.remove()


@contextlib.contextmanager
def refusing(scene, table, body):
    """A trigger on a table, whose function does this with the row."""
    scene.database.query(f"CREATE OR REPLACE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$")
    scene.database.query(f"CREATE TRIGGER refuse BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION public.refuse()")
    try:
        yield
    finally:
        # Locked first, since dropping would lock the partitions before it, and a daemon that tries again the other way round.
        scene.database.query(f"LOCK TABLE {table}; DROP TRIGGER refuse ON {table}")


def test_answers_that_are_stored_repeated_and_withdrawn(scene):
    def act(client):
        item, secret = scene.trace.answer()
        assert [client.submit(item).status for _ in range(2)] == [201, 200]
        assert client.withdraw(secret).status == 204
        client.submit_sequence([scene.trace.answer()[0] for _ in range(20)])
        client.withdraw(scene.trace.secret())

    scene.each(act)
    scene.check(("postgresql", "connection authorized: user=pulssid_ingest"), ("daemons", "serving"))


def test_what_is_refused(scene):
    def act(client):
        for changes in ({"answers": {"q1": NUMBERS[0], "q2": 99999}}, {"answers": {WORDS[0]: NUMBERS[0]}}, {"team": WORDS[1]},
                        {"survey": WORDS[1]}, {"path": ["T01", WORDS[1]]}, {WORDS[0]: 1}, {"answers": {"q1": WORDS[0]}},
                        {"survey": "customer-pulse", "answers": {"csat": NUMBERS[0]}, "path": ["T01", WORDS[1]]},
                        {"on": WORDS[0]}, {"answers": {"q1": float(NUMBERS[1])}}, {"version": -NUMBERS[0]}):
            item, _ = scene.trace.answer(**changes)
            assert client.submit(item).status >= 400
            client.submit_sequence([item, scene.trace.answer()[0]])
            client.submit(cbor2.dumps(item)[:-3])
        client.withdraw(b"Zebrafink")
        for path in "/v1/surveys/Quokkateam", "/v1/scores?team=Zebrafink", "/Zebrafink", "/v1/releases/Zebrafink":
            client.get(path)
        client.get("/v1/surveys", key="1.Zebrafink")

    scene.each(act)
    for service in scene.services:
        key = service.keys["submitter"].encode()
        for data in (b"POST /v1/submissions HTTP/1.1\r\nAuthorization: Bearer " + key + b"\r\nZebrafink : x\r\n\r\n",
                     b"GET /Zebrafink HTTP/1.1\r\nHost: Quokkateam\r\nHost: Quokkateam\r\n\r\n", b"Zebrafink Quokkateam\r\n\r\n"):
            service.raw(data)
    scene.check(("daemons", "serving"))


def test_a_file_with_bad_lines(scene, tmp_path):
    """The operator is told the codes of teams and surveys that are not known, and no answer."""
    for name, line in (("a", f"wide,1,T01,{PAST},{NUMBERS[0]},99999"), ("b", f"wide,1,T01,{PAST},{NUMBERS[0]},Zebrafink"),
                       ("c", f"wide,1,nobody,{PAST},{NUMBERS[0]},{NUMBERS[1]}"), ("e", f"wide,1,T01,Quokkateam,{NUMBERS[0]},1")):
        (tmp_path / f"{name}.csv").write_text(f"survey,version,team,on,q1,q2\n{line}\n")
        scene.command("import", tmp_path / f"{name}.csv", status=1)
    (tmp_path / "d.cborseq").write_bytes(cbor2.dumps(scene.trace.answer(answers={"q1": 99999, "q2": NUMBERS[0]})[0]))
    scene.command("import", tmp_path / "d.cborseq", status=1)
    scene.check(("commands", "a.csv"))


@pytest.mark.parametrize("constraint", ["CHECK (answers[1] > 0) NOT VALID", "CHECK (receipt IS NULL) NOT VALID"])
def test_a_row_against_a_constraint(scene, constraint):
    scene.database.query(f"ALTER TABLE pulssid.submission ADD CONSTRAINT refusing {constraint}")
    scene.each(lambda client: client.submit_sequence([scene.trace.answer()[0] for _ in range(3)]))
    scene.database.query("ALTER TABLE pulssid.submission DROP CONSTRAINT refusing")
    scene.check(("daemons", "violates check constraint .{1,2}refusing"))


RAISED = {
    "an exception": "RAISE EXCEPTION 'refused: %', NEW USING DETAIL = NEW.answers, HINT = NEW.receipt;",
    "a violated constraint": "RAISE EXCEPTION 'refused: %', NEW.id_hash USING ERRCODE = '23514', CONSTRAINT = 'refusing';",
    "an assertion": "ASSERT false, NEW.answers;",
    "a failed cast": "RETURN (NEW.answers::text::date, 1);",
    "no division": "RETURN 1 / (NEW.answers[1] - NEW.answers[1]);",
    "messages of every level": "RAISE LOG 'l %', NEW; RAISE WARNING 'w %', NEW; RAISE NOTICE 'n %', NEW; RAISE INFO 'i %', NEW; "
                               "RAISE DEBUG 'd %', NEW; RETURN NEW;",
}


@pytest.mark.parametrize("name", RAISED)
def test_a_trigger_that_tells_the_row(scene, name):
    with refusing(scene, "pulssid.submission", RAISED[name]):
        scene.each(lambda client: client.submit(scene.trace.answer()[0]))
    scene.check(("daemons", "batch_refused" if "every level" not in name else "database_notice"))


@pytest.mark.parametrize("sqlstate", ["53100", "40001"])
def test_a_server_that_lacks_something(scene, sqlstate):
    """A full disk, say, whose message tells the row: the submission waits."""
    item, _ = scene.trace.answer()
    with refusing(scene, "pulssid.submission", f"RAISE EXCEPTION 'disk full: %', NEW USING ERRCODE = '{sqlstate}';"):
        scene.each(lambda client: client.submit(item), timeout=0.3)
        scene.check(("daemons", f"batch_held .*{sqlstate}"))
    scene.each(lambda client: client.submit(item))


def test_a_statement_that_takes_too_long(scene):
    scene.database.query("ALTER ROLE pulssid_ingest SET statement_timeout = '100ms'")
    try:
        disconnect(scene)
        with refusing(scene, "pulssid.submission", "PERFORM pg_sleep(5); RETURN NEW;"):
            # Once they are connected again.
            wait_for(lambda: scene.each(lambda client: client.submit(scene.trace.answer()[0]), timeout=0.3) or
                     "statement timeout" in scene.by("daemons"), "a cancelled statement")
            scene.check(("daemons", "statement timeout"))
    finally:
        scene.database.query("ALTER ROLE pulssid_ingest RESET statement_timeout")
        disconnect(scene)
        scene.recover()


def disconnect(scene):
    scene.database.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'pulssid_ingest'")


def test_a_deadlock(scene):
    """The daemon's own session finds it and is its victim."""
    with contextlib.closing(scene.database.connect()) as other, other.cursor() as cursor:
        cursor.execute("SET deadlock_timeout = '1h'; SELECT pg_advisory_xact_lock(1)")
        with refusing(scene, "pulssid.submission",
                      "PERFORM pg_advisory_xact_lock(2); PERFORM pg_advisory_xact_lock(1); RETURN NEW;"):
            item, _ = scene.trace.answer()
            sender = threading.Thread(target=scene.submit, args=(scene.services[0], item))
            sender.start()
            wait_for(lambda: scene.database.value(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid = 1"), "the daemon at the first lock")
            cursor.execute("SELECT pg_advisory_xact_lock(2)")
            scene.check(("daemons", "deadlock detected"))
            other.rollback()
            sender.join(20)


def test_crashes(scene):
    items = [scene.trace.answer()[0] for _ in range(200)]
    scene.each(lambda client: client.submit_sequence(items))
    (pid,) = scene.database.query("SELECT pid FROM pg_stat_activity WHERE usename = 'pulssid_ingest' LIMIT 1")[0]
    with contextlib.closing(scene.database.connect("pulssid_ingest")):
        os.kill(pid, signal.SIGKILL)
        scene.each(lambda client: client.submit_sequence(items))
    scene.recover()
    for service in scene.services:
        senders = [threading.Thread(target=scene.submit, args=(service, item)) for item in items[:4]]
        for sender in senders:
            sender.start()
        service.kill()
        for sender in senders:
            sender.join(20)
        service.launch()
    scene.recover()
    scene.check(("postgresql", "was terminated by signal 9"), ("daemons", "database_lost"))
    limits = [pathlib.Path(f"/proc/{service.process.pid}/limits").read_text() for service in scene.services]
    assert all(re.search(r"Max core file size +0 +0 ", text) for text in limits), "a core dump holds everything"


def test_sealing_that_is_refused_and_succeeds(scene):
    """Sealing works with its owner's rights, whom no policy keeps from seeing a row."""
    scene.each(lambda client: client.submit_sequence([scene.trace.answer()[0] for _ in range(6)]))
    scene.database.query("ALTER TABLE pulssid.answer ADD CONSTRAINT refusing CHECK (answers[1] > 0)")
    scene.command("cycle", status=1)
    scene.database.query("ALTER TABLE pulssid.answer DROP CONSTRAINT refusing")
    scene.command("cycle")
    assert scene.database.value("SELECT state FROM pulssid.period WHERE id = %s", week(PAST)) == "published"
    scene.check(("commands", "refusing"))


def test_extensions_that_keep_statements(scene):
    """No text of ours, and no number of rows, which the extension shows to every role."""
    kept = "\n".join(text for (text,) in scene.database.query("SELECT query FROM pg_stat_statements"))
    assert "pulssid.period" in kept and not scene.trace.found_in(kept)
    ours = "SELECT calls, rows FROM pg_stat_statements s JOIN pg_roles r ON r.oid = s.userid WHERE r.rolname LIKE 'pulssid%'"
    assert scene.database.query(ours, user="pulssid_report") == []


def test_a_plain_row_against_a_plain_constraint_is_logged(scene):
    """The control: an ordinary role, with PostgreSQL's own settings of what it logs."""
    default = ["log_statement = none", "log_min_duration_statement = -1", "log_duration = off", "log_error_verbosity = default",
               "log_min_messages = warning", "log_min_error_statement = error", "debug_print_plan = off",
               "log_parameter_max_length_on_error = 0", "log_executor_stats = off", "auto_explain.log_min_duration = -1",
               "pgaudit.log = none"]
    scene.database.query("CREATE ROLE clerk LOGIN; CREATE TABLE public.plain (answer integer CHECK (answer > 0), word text); "
                         "GRANT INSERT ON public.plain TO clerk;" + ";".join(f"ALTER ROLE clerk SET {line}" for line in default))
    with contextlib.suppress(psycopg2.errors.CheckViolation):
        scene.database.query("INSERT INTO public.plain VALUES (%s, %s)", NUMBERS[0], WORDS[0], user="clerk")
    wait_for(lambda: {NUMBERS[0], WORDS[0]} <= set(scene.trace.found_in(scene.postgresql())), "the row in the log")
