# SPDX-License-Identifier: GPL-3.0-or-later
"""The way that README.md gives for backup and upgrade: data as an older program left them, dumped, restored into another
cluster, migrated; the releases are the same to the byte and their chain holds."""

import contextlib
import hashlib
import io
import pathlib
import subprocess

import pytest

from harness import ROOT, Cluster, employee

MIGRATIONS = sorted((ROOT / "sql").glob("[0-9]*.sql"))
BINARIES = max(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: float(folder.parent.name))
TABLES = """
    SELECT c.relname, c.relkind, array(SELECT attname FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped
                                       AND attgenerated = '')
    FROM pg_class c WHERE c.relnamespace = 'pulssid'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    AND c.relname <> 'migration'"""
PARTITIONS = """
    SELECT p.relname, c.relname, pg_get_expr(c.relpartbound, c.oid) FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    JOIN pg_class p ON p.oid = i.inhparent WHERE p.relnamespace = 'pulssid'::regnamespace AND p.relkind = 'p'"""

# Columns whose words a migration changed, in the words of before.
OLDER_WORDS = {22: {("agreement", "grade"): "CASE grade WHEN 'description' THEN 'A' WHEN 'cannot_tell' THEN 'D' END",
                    ("metric", "grade"): "CASE grade WHEN 'description' THEN 'A' WHEN 'cannot_tell' THEN 'D' END",
                    ("metric", "link_grade"): "CASE link_grade WHEN 'description' THEN 'A' WHEN 'association' THEN 'B'"
                                              " WHEN 'cannot_tell' THEN 'D' END"}}


def make_older(cluster, name, source, back):
    """A database with the schema of `back` migrations ago and what of the source's data has a place in it."""
    older = cluster.new_database(name)
    for migration in MIGRATIONS[:-back]:
        older.query(migration.read_text())
    older.query("CREATE TABLE IF NOT EXISTS pulssid.migration (version integer PRIMARY KEY, name text NOT NULL,"
                " sha256 text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())")
    for migration in MIGRATIONS[:-back]:
        older.query("INSERT INTO pulssid.migration VALUES (%s, %s, %s)", int(migration.name[:4]), migration.name,
                    hashlib.sha256(migration.read_bytes()).hexdigest())
    older.query("GRANT SELECT ON pulssid.migration TO pulssid_ingest, pulssid_stats")
    newest = int(MIGRATIONS[-back - 1].name[:4])
    copy_data(source, older, {column: words for version, changed in OLDER_WORDS.items() if version > newest
                              for column, words in changed.items()})
    return older


def copy_data(source, older, words):
    theirs = {table: set(columns) for table, _, columns in source.query(TABLES)}
    with contextlib.closing(source.connect()) as out, contextlib.closing(older.connect()) as into, into, \
            into.cursor() as target, out.cursor() as origin:
        target.execute("SET session_replication_role = replica")
        for parent, part, bound in source.query(PARTITIONS):
            target.execute(f"CREATE TABLE pulssid.{part} PARTITION OF pulssid.{parent} {bound}")
        tables = older.query(TABLES)
        target.execute("TRUNCATE " + ", ".join(f"pulssid.{table}" for table, _, _ in tables))
        for table, _, columns in tables:
            shared = ", ".join(c for c in columns if c in theirs[table])
            told = ", ".join(words.get((table, c), c) for c in columns if c in theirs[table])
            rows = io.StringIO()
            origin.copy_expert(f"COPY (SELECT {told} FROM pulssid.{table}) TO STDOUT", rows)
            rows.seek(0)
            target.copy_expert(f"COPY pulssid.{table} ({shared}) FROM STDIN", rows)
        origin.execute("SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'pulssid' AND last_value > 0")
        for sequence, value in origin.fetchall():
            target.execute("SELECT setval(%s, %s)", (f"pulssid.{sequence}", value))


def shell(command, **variables):
    done = subprocess.run(["bash", "-euc", command], env={"PATH": f"{BINARIES}:/usr/bin:/bin", "LC_ALL": "C.UTF-8", **variables},
                          capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def place(cluster):
    """The variables by which PostgreSQL's own programs find a cluster."""
    words = dict(word.split("=") for word in cluster.where.split())
    return {"PGHOST": words["host"], "PGPORT": words["port"], "PGUSER": "postgres"}


def said_in_readme(begin):
    """The block of README.md that begins with this line."""
    text = (ROOT / "README.md").read_text()
    return text[text.index(f"```sh\n{begin}"):].split("```")[1].removeprefix("sh\n")


@pytest.fixture
def other():
    cluster = Cluster()
    yield cluster
    cluster.remove()


@pytest.mark.parametrize("back", [1, 3])
def test_an_older_schema_is_restored_and_migrated(published, new_service, other, tmp_path, back):
    older = make_older(published.database.cluster, f"older_{back}", published.database, back)
    before = releases(older)
    assert len(before) == 30
    name = {"PULSSID": older.name}
    shell(f"cd {tmp_path}; {said_in_readme('pg_dumpall --roles-only')}", **name, **place(older.cluster))
    shell(f"cd {tmp_path}; {said_in_readme('psql -d postgres -f roles.sql')}", **name, **place(other))
    service = new_service()
    service.database = type(older)(other, older.name)
    service.write_conf({})
    assert "run pulssid migrate" in service.run("check", status=1).stdout
    applied = service.run("migrate").stdout
    assert [m.name for m in MIGRATIONS if m.name in applied] == [m.name for m in MIGRATIONS[-back:]]
    assert releases(service.database) == before
    assert service.run("verify").stdout == published.run("verify").stdout
    check_lives(service)
    older.drop()


def releases(database):
    return database.query("SELECT release, period, document, encode(sha256, 'hex'), encode(previous, 'hex') "
                          "FROM pulssid.release ORDER BY 1")


def check_lives(service):
    """Nothing is wrong with its rights, keys made before still work, the old is served and the new is taken."""
    assert "wrong:" not in service.run("check", status=None).stdout
    service.start()
    with service.analyst() as analyst:
        assert analyst.get("/v1/releases/2024-W40").status == 200
    with service.client() as client:
        assert client.submit(employee()).cbor()["status"] == "stored"
    service.stop()
