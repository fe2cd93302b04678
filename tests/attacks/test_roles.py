# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody who has taken over one of the daemon's database roles, and writes whatever SQL he likes. The ingest role reads no
answer; the report role nothing outside schema report; the stats role nothing of a period that is not closed. The control is
the same statements in the hands of a superuser, who hears an answer from each."""

import contextlib

import pytest

from seeds import CLOSED, OPEN, SEALED, found_in, sow
from session import Session, attack, attack_undone
from tricks import ORACLES, READS, TARGETS, TRICKS

# Whose answers a role must never hear. What was closed is the stats role's to count.
FORBIDDEN = {
    "pulssid_ingest": [OPEN, CLOSED, SEALED],
    "pulssid_report": [OPEN, CLOSED, SEALED],
    "pulssid_stats": [OPEN, SEALED],
}
ROLES = sorted(FORBIDDEN)

# Every function of ours that a role may call. One more is one more way in: say here that it tells no answer.
CALLABLE = {
    "pulssid_ingest": {"pulssid.period_lock_class", "pulssid.period_open", "pulssid.withdraw"},
    "pulssid_report": {"report.analyst_key"},
    "pulssid_stats": {"pulssid.answer_drop", "pulssid.period_close", "pulssid.period_count", "pulssid.period_lock_class",
                      "pulssid.period_seal", "pulssid.shown", "pulssid.spent_drop", "pulssid.submission_table"},
}

OURS = "n.nspname <> 'information_schema' AND n.nspname <> 'pg_catalog'"


@pytest.fixture(scope="module")
def database(new_service):
    database = new_service().database
    sow(database)
    return database


def fill(statements, **more):
    """The statements of an attack, one or several, against what was sown."""
    return [sql.format(**TARGETS, **more) for sql in ([statements] if isinstance(statements, str) else statements)]


def read_all():
    """Every target in the simplest way: what a role reads after a trick that gave it more rights."""
    return fill(["SELECT * FROM pulssid.submission", "SELECT * FROM {open}", "SELECT * FROM {sealed}"])


def heard(database, role, attacks):
    """By name of the attack, what it brought of answers that are not the role's."""
    told = {name: attack(database, role, statements) for name, statements in attacks.items()}
    return {name: found_in(text, FORBIDDEN[role]) for name, text in told.items() if found_in(text, FORBIDDEN[role])}


@pytest.mark.parametrize("role", ROLES)
def test_reads(database, role):
    assert not heard(database, role, {name: fill(statements) for name, statements in READS.items()})


def test_a_superuser_hears_an_answer_from_each_read(database):
    """The control."""
    deaf = [name for name, statements in READS.items() if not found_in(attack_undone(database, "postgres", fill(statements)))]
    assert not deaf


@pytest.mark.parametrize("role", ROLES)
def test_tricks(database, role):
    assert not heard(database, role, {name: fill(statements) + read_all() for name, statements in TRICKS.items()})


@pytest.mark.parametrize("role", ROLES)
def test_oracles(database, role):
    differing = [name for name, statements in ORACLES.items() if is_oracle(attack, database, role, statements)]
    assert not differing


def test_a_superuser_is_answered_by_each_oracle(database):
    """The control."""
    silent = [name for name, statements in ORACLES.items() if not is_oracle(attack_undone, database, "postgres", statements)]
    assert not silent


def is_oracle(how, database, role, statements):
    """Whether a right guess and a wrong one of what is in an open period sound different."""
    guesses = {guess: how(database, role, fill(statements, guess=guess)) for guess in (OPEN.answers[0], 32001)}
    right, wrong = (told.replace(str(guess), "GUESS") for guess, told in guesses.items())
    return right != wrong


@pytest.mark.parametrize("naive", [False, True])
def test_a_period_whose_name_is_sql(new_service, naive):
    """ingest opens periods, and the daemon counts them with the right to grant rights. The control has neither names that are
    checked nor names that are quoted."""
    database = new_service().database
    sow(database)
    if naive:
        database.query(NAIVE_NAMES)
    attack(database, "pulssid_ingest", fill(OPENED_AS_SQL))
    attack(database, "pulssid_stats", ["SELECT pulssid.period_close(period, current_date) FROM pulssid.period WHERE backfill"])
    attack(database, "pulssid_stats", ["SELECT pulssid.period_count(period) FROM pulssid.period WHERE state = 'closed'"])
    assert bool(found_in(attack(database, "pulssid_ingest", fill("SELECT answers FROM {closed}")))) == naive


NAIVE_NAMES = """ALTER TABLE pulssid.period DROP CONSTRAINT period_id_check;
                 CREATE OR REPLACE FUNCTION pulssid.submission_table(p_id text) RETURNS text LANGUAGE sql IMMUTABLE
                     AS $$SELECT 'pulssid.submission_' || lower(replace(p_id, '-', '_'))$$"""
OPENED_AS_SQL = "SELECT pulssid.period_open(2003, '" + CLOSED.id + " TO pulssid_ingest; GRANT SELECT ON {closed}', " \
                "'2008-05-19', '2008-05-25', '2008-05-19', 5, 5, true)"


@pytest.mark.parametrize("ending", ["ROLLBACK", "COMMIT"])
def test_a_cycle_that_failed(new_service, ending):
    """The stats role counts a period and the daemon is gone, or somebody keeps the right: other periods stay closed to it, and
    of this one ids and receipts. The control is the period itself, which it may read for as long as the right is there."""
    database = new_service().database
    sow(database)
    told = attack(database, "pulssid_stats", fill(
        ["BEGIN", f"SELECT pulssid.period_count({CLOSED.period})", ending, "SELECT * FROM pulssid.submission", "SELECT * FROM {closed}",
         "SELECT receipt FROM {closed}", "SELECT id_hash FROM {closed}", "SELECT * FROM {open}", "SELECT answers FROM {open}"]))
    assert not found_in(told)
    heard_of = found_in(attack(database, "pulssid_stats", fill("SELECT answers, rated, ratings, path, reasons, topic FROM {closed}")))
    assert heard_of == ([] if ending == "ROLLBACK" else [mark for mark in CLOSED.marks if mark != CLOSED.receipt])


def columns(database):
    """Every column of everything that can be selected from, by its table's schema."""
    return database.query(
        "SELECT n.nspname, format('%I.%I', n.nspname, c.relname), quote_ident(a.attname) FROM pg_class c "
        "JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid "
        f"WHERE {OURS} AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S', 't') AND NOT a.attisdropped AND a.attnum > 0 ORDER BY 2, 3")


def told_of_columns(database, role):
    return told_each(database, role, [f"SELECT {column} FROM {table}" for _, table, column in columns(database)])


def told_elsewhere(database):
    """What the report role is told of tables outside its schema, where that is not that it must not look."""
    elsewhere = {table for schema, table, _ in columns(database) if schema != "report"}
    told = told_each(database, "pulssid_report", [f"SELECT 1 FROM {table}" for table in elsewhere])
    assert len(told) > 40
    return [sql for sql, text in told.items() if "SQLSTATE 42501" not in text]


def told_each(database, role, queries):
    """What one session is told by each of many queries, by query."""
    with contextlib.closing(Session(database, role)) as session:
        return {sql: session.run(sql) for sql in queries}


@pytest.mark.parametrize("role", ROLES)
def test_every_column_of_every_table(database, role):
    told = told_of_columns(database, role)
    assert len(told) > 200 and not [sql for sql, text in told.items() if found_in(text, FORBIDDEN[role])]


def test_the_report_role_reads_no_table_elsewhere(database):
    assert not told_elsewhere(database)


@pytest.mark.parametrize("role", ROLES)
def test_a_role_with_one_right_more_is_heard(new_service, role):
    """The control."""
    database = new_service().database
    sow(database)
    database.query(f"GRANT USAGE ON SCHEMA pulssid TO {role}; GRANT SELECT ON {OPEN.partition}, pulssid.answer TO {role}")
    reads = heard(database, role, {name: fill(statements) for name, statements in READS.items()})
    assert {"an open partition", "sealed answers"} <= reads.keys()
    tricks = heard(database, role, {name: fill(statements) + read_all() for name, statements in TRICKS.items()})
    assert tricks.keys() == TRICKS.keys()
    assert is_oracle(attack, database, role, ORACLES["a condition on a partition"])
    assert found_in("\n".join(told_of_columns(database, role).values()), FORBIDDEN[role])
    if role == "pulssid_report":
        assert set(told_elsewhere(database)) == {f"SELECT 1 FROM {OPEN.partition}", "SELECT 1 FROM pulssid.answer"}


@pytest.mark.parametrize("role", ROLES)
def test_every_function_that_a_role_may_call_is_known(database, role):
    functions = database.query(
        "SELECT DISTINCT format('%%I.%%I', n.nspname, p.proname) FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace "
        f"WHERE {OURS} AND has_function_privilege(%s, p.oid, 'EXECUTE') AND has_schema_privilege(%s, n.oid, 'USAGE')", role, role)
    assert {name for (name,) in functions} == CALLABLE[role]


# Arguments of many types; most are refused.
ARGUMENTS = ["", "0", f"{OPEN.period}", f"{OPEN.period}::text", "'\\x00'", "'*', 3", "'{1.5}'::float8[], 0", "1.5::float8, 3",
             f"{SEALED.period}, 'x'", f"{OPEN.period}, NULL", "date '2020-01-01', 14"]


@pytest.mark.parametrize("role", ROLES)
def test_functions(database, role):
    """Whatever a function of ours is asked, it tells no answer; what it did is taken back."""
    calls = [["BEGIN", f"SELECT * FROM {name}({values})", "ROLLBACK"] for name in CALLABLE[role] for values in ARGUMENTS]
    assert not heard(database, role, {call[1]: call for call in calls})
