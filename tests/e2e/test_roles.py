# SPDX-License-Identifier: GPL-3.0-or-later
"""The three roles: `migrate` gives them what they need, whatever became of them; `check` refuses what is not safe."""

import datetime

import pytest

from harness import Cluster, Database, Organisation, Service, employee, today

OLD = today() - datetime.timedelta(days=60)


def test_check_of_what_is_safe(idle):
    done = idle.run("check")
    assert not done.stderr
    assert [line.partition(" ")[0] for line in done.stdout.splitlines()] == ["ok:"] * 5 + ["warning:"], done.stdout
    assert "warning: fsync is off: " in done.stdout, "as it is for tests"


# What a database administrator might do, what is said of it, and how it is undone.
UNSAFE = [
    ("GRANT SELECT (answers) ON pulssid.submission TO pulssid_ingest", "pulssid_ingest can read answers in pulssid.submission",
     "REVOKE SELECT (answers) ON pulssid.submission FROM pulssid_ingest"),
    ("GRANT SELECT ON pulssid.answer TO pulssid_report", "pulssid_report can read answers in pulssid.answer",
     "REVOKE SELECT ON pulssid.answer FROM pulssid_report"),
    ("GRANT pulssid_stats TO pulssid_ingest", "pulssid_ingest may become pulssid_stats, the role of another pipe",
     "REVOKE pulssid_stats FROM pulssid_ingest"),
    ("CREATE VIEW public.leak AS SELECT answers FROM pulssid.submission; GRANT SELECT ON public.leak TO PUBLIC",
     "pulssid_ingest can read what public.leak makes of answers", "DROP VIEW public.leak"),
    ("CREATE FUNCTION public.leak() RETURNS SETOF pulssid.answer LANGUAGE sql SECURITY DEFINER AS 'TABLE pulssid.answer'",
     "pulssid_ingest may execute public.leak() with the rights of postgres", "DROP FUNCTION public.leak"),
    ("ALTER ROLE pulssid_ingest SUPERUSER", "pulssid_ingest has SUPERUSER", "ALTER ROLE pulssid_ingest NOSUPERUSER"),
    ("GRANT postgres TO pulssid_stats", "pulssid_stats may become postgres, whose SUPERUSER", "REVOKE postgres FROM pulssid_stats"),
    ("ALTER ROLE pulssid_stats BYPASSRLS", "pulssid_stats has BYPASSRLS", "ALTER ROLE pulssid_stats NOBYPASSRLS"),
    ("ALTER ROLE pulssid_report CREATEROLE", "pulssid_report has CREATEROLE", "ALTER ROLE pulssid_report NOCREATEROLE"),
    ("GRANT pulssid_ingest TO pulssid_report", "pulssid_report may become pulssid_ingest, the role of another pipe",
     "REVOKE pulssid_ingest FROM pulssid_report"),
    ("ALTER TABLE pulssid.cell OWNER TO pulssid_report", "pulssid_report owns pulssid.cell",
     "ALTER TABLE pulssid.cell OWNER TO postgres"),
    ("ALTER ROLE pulssid_ingest SET log_parameter_max_length = 100; ALTER ROLE pulssid_ingest SET log_min_duration_sample = 0",
     "pulssid_ingest log_min_duration_sample is 0 and should be -1: answers can reach the log",
     "ALTER ROLE pulssid_ingest SET log_parameter_max_length = 0; ALTER ROLE pulssid_ingest SET log_min_duration_sample = -1"),
    ("ALTER ROLE pulssid_stats SET log_error_verbosity = 'default'", "pulssid_stats log_error_verbosity is default and should be",
     "ALTER ROLE pulssid_stats SET log_error_verbosity = 'terse'"),
    ("ALTER ROLE pulssid_ingest SET session_preload_libraries = 'auto_explain';"
     "ALTER ROLE pulssid_ingest SET auto_explain.log_min_duration = 0", "pulssid_ingest auto_explain.log_min_duration is 0",
     "ALTER ROLE pulssid_ingest RESET session_preload_libraries; ALTER ROLE pulssid_ingest RESET auto_explain.log_min_duration"),
]


@pytest.mark.parametrize("done, sentence, undone", UNSAFE, ids=lambda v: v.split(";")[0])
def test_check_of_what_is_not_safe(idle, done, sentence, undone):
    idle.database.query(done)
    try:
        checked = idle.run("check", status=1)
    finally:
        idle.database.query(undone)
    wrong = [line for line in checked.stdout.splitlines() if line.startswith("wrong: ") and sentence in line]
    assert len(wrong) == 1 and checked.stderr.startswith("pulssid: check: "), checked
    role = sentence.split()[0]
    pipe = {"pulssid_ingest": "ingest", "pulssid_stats": "stats", "pulssid_report": "query"}[role]
    assert f"ok: [database] {pipe}\n" not in checked.stdout
    idle.run("check")


def test_check_of_pipes_that_share_a_role(idle):
    shared = idle.database.conninfo("pulssid_report")
    idle.write_conf({"database": {"ingest": shared}})
    done = idle.run("check", status=1)
    assert "wrong: [database] ingest: " in done.stdout, "a role that may not see what was migrated does not get that far"
    idle.write_conf({"database": {"query": idle.database.conninfo("pulssid_stats")}})
    done = idle.run("check", status=1)
    assert "wrong: [database] stats and query log in as the same role, pulssid_stats: " in done.stdout


@pytest.fixture
def elsewhere(certificates, tmp_path):
    """A cluster of one's own, whose roles may go."""
    cluster = Cluster()
    cluster.execute("CREATE DATABASE pulssid")
    yield Service(tmp_path, Database(cluster, "pulssid"), certificates, {})
    cluster.remove()


def test_migrate_brings_back_roles_that_went(elsewhere):
    """As after a restore into a cluster without them; all three pipes work again."""
    assert elsewhere.run("migrate").stdout.startswith("made the role pulssid_ingest\n")
    elsewhere.run("check")
    for role in "pulssid_ingest", "pulssid_stats", "pulssid_report":
        elsewhere.database.query(f"DROP OWNED BY {role}; DROP ROLE {role}")
    elsewhere.database.query("CREATE ROLE pulssid_stats")
    done = elsewhere.run("migrate")
    assert done.stdout == ("made the role pulssid_ingest\nmade the role pulssid_report\nthe role pulssid_stats may log in\n"
                           "the schema is up to date\n") and not done.stderr
    elsewhere.run("check")
    Organisation().import_files(elsewhere.folder)
    elsewhere.run("team", "import", elsewhere.folder / "teams.csv")
    elsewhere.keys.update({role: elsewhere.create_key(role) for role in ("submitter", "analyst")})
    elsewhere.start()
    with elsewhere.client() as client:
        assert {v["status"] for v in client.submit_sequence(employee(OLD) for _ in range(6)).verdicts()} == {"stored"}
    elsewhere.run("cycle")
    with elsewhere.analyst() as client:
        cells = client.get("/v1/scores").json()["rows"]
    assert any(cell["state"] == "published" for cell in cells), "stats counts what it is let count"
    elsewhere.stop()


def test_migrate_by_an_owner_that_is_no_superuser(elsewhere):
    cluster = elsewhere.database.cluster
    cluster.execute("CREATE ROLE owner LOGIN CREATEROLE")
    cluster.execute("ALTER DATABASE pulssid OWNER TO owner")
    settings = {"database": {"admin": elsewhere.database.conninfo("owner")}}
    elsewhere.write_conf(settings)
    for _ in range(2):
        done = elsewhere.run("migrate")
        unset = done.stderr.splitlines()
        assert "the schema is " in done.stdout and len(unset) == 3 * 9 + 1, done
        assert all(line.startswith("pulssid: warning: not set for pulssid_") and "permission denied" in line for line in unset)
    checked = elsewhere.run("check", status=1).stdout
    assert "wrong: for the role pulssid_ingest log_error_verbosity is default and should be terse" in checked
    assert "warning: not set on the role pulssid_stats, and right by the server's configuration alone: " in checked
    elsewhere.write_conf({})
    assert not elsewhere.run("migrate").stderr
    elsewhere.run("check")


def test_functions_of_an_owner_that_is_no_superuser(elsewhere):
    """Who owns what opens and closes periods needs the locks that 0011 took from everybody."""
    elsewhere.run("migrate")
    elsewhere.database.query(OWNED_BY_ANOTHER)
    assert elsewhere.database.value("SELECT NOT has_function_privilege('owner', 'pg_advisory_xact_lock(int,int)', 'EXECUTE')")
    assert not elsewhere.run("migrate").stderr
    Organisation().import_files(elsewhere.folder)
    elsewhere.run("team", "import", elsewhere.folder / "teams.csv")
    elsewhere.keys.update({role: elsewhere.create_key(role) for role in ("submitter", "analyst")})
    elsewhere.start()
    with elsewhere.client() as client:
        assert {v["status"] for v in client.submit_sequence(employee(OLD) for _ in range(6)).verdicts()} == {"stored"}
    assert "published" in elsewhere.run("cycle").stdout
    elsewhere.stop()


OWNED_BY_ANOTHER = """
    CREATE ROLE owner;
    DO $$
    DECLARE
        s text;
    BEGIN
        FOR s IN SELECT format('ALTER SCHEMA %I OWNER TO owner', nspname) FROM pg_namespace
                  WHERE nspname IN ('pulssid', 'report', 'exact')
                 UNION ALL SELECT format('ALTER TABLE %s OWNER TO owner', oid::regclass) FROM pg_class
                  WHERE relnamespace::regnamespace::text IN ('pulssid', 'report', 'exact') AND relkind IN ('r', 'p', 'v')
                 UNION ALL SELECT format('ALTER ROUTINE %s OWNER TO owner', oid::regprocedure) FROM pg_proc
                  WHERE pronamespace::regnamespace::text IN ('pulssid', 'report', 'exact') LOOP
            EXECUTE s;
        END LOOP;
    END $$"""
