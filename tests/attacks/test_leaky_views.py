# SPDX-License-Identifier: GPL-3.0-or-later
"""A function that costs nothing and tells what it is given, in the condition of a query over the views of schema report: it
must be shown no row and no digit that the view does not show. The control is a view of the same table that only hides rows."""

import collections
import contextlib

import pytest

from seeds import OPEN, SEALED, open_period, submit
from session import Session

LEAK = """CREATE FUNCTION pg_temp.leak(name text, value anyelement) RETURNS boolean IMMUTABLE COST 0.0000001 LANGUAGE plpgsql AS
          $$ BEGIN RAISE NOTICE '%=%', name, value; RETURN true; END $$"""

# What no view may show: a cell whose period has no release, and more digits than are published.
UNRELEASED = f"""INSERT INTO pulssid.published_cell (team_id, period, dimension, state, n, mean)
                 VALUES (1, {OPEN.period}, 'wellbeing', 'published', 31313, 31313)"""
DIGITS = "0.3131313"
HIDDEN = "0.7171717"


@pytest.fixture(scope="module")
def database(new_service):
    """A release of one period, an analysis whose every figure is the same number, and one open period."""
    service = new_service()
    database = service.database
    for seed in OPEN, SEALED:
        open_period(database, seed)
        submit(database, seed, 12)
    database.query("UPDATE pulssid.submission SET answers = '{1,2,3,4,5,6,1,2,3,4,5,1,2}', rated = NULL, ratings = NULL, path = NULL, "
                   "reasons = NULL, topic = NULL")
    database.query("UPDATE pulssid.period SET last_day = current_date, backfill = false WHERE period = %s", OPEN.period)
    service.run("cycle")
    assert database.value("SELECT count(*) FROM pulssid.release") == 1
    analyse(database)
    weigh(database)
    find_changes(database)
    review(database)
    find_silos(database)
    database.query(UNRELEASED)
    database.query("CREATE VIEW public.hiding AS SELECT * FROM pulssid.published_cell WHERE period <> %s", OPEN.period)
    database.query("GRANT SELECT ON public.hiding TO pulssid_report")
    return database


def analyse(database):
    """Fills the tables of analyses that a release of one period leaves empty."""
    for table in "linkage", "linkage_team", "linkage_lag", "linkage_claim":
        columns = database.query("SELECT column_name::text, data_type FROM information_schema.columns WHERE table_schema = 'pulssid' "
                                 "AND table_name = %s AND data_type IN ('double precision', 'ARRAY')", table)
        names = "".join(f", {name}" for name, _ in columns)
        values = "".join(f", {DIGITS}" if kind != "ARRAY" else ", '{1}'" if name == "lags" else f", '{{{DIGITS}}}'"
                         for name, kind in columns)
        keys = {"linkage": ("state", "'published'"), "linkage_lag": ("team_id, lag, n", "1, 1, 20"),
                "linkage_claim": ("team_id, place, claim, grade, sentence_fi, sentence_en, sentence_sv",
                                  "1, 1, 'link', 'description', 'yksi', 'one', 'ett'"),
                "linkage_team": ("team_id, status, n_pairs, min_series, n_white, min_pairs", "1, 'published', 20, 20, 20, 20")}[table]
        database.query(f"INSERT INTO pulssid.{table} (release, employee, customer, {keys[0]}{names}) "
                       f"VALUES (1, 'wellbeing', 'nps', {keys[1]}{values})")


def weigh(database):
    """Means of the organisation, whose teams have no headcount here; one is of a dimension in which a figure is a bound."""
    for dimension, mean in ("drift", DIGITS), ("ceiling", HIDDEN):
        database.query(f"INSERT INTO pulssid.weighted_mean VALUES (0, {SEALED.period}, '{dimension}', 1, 20, {', '.join([mean] * 7)}, "
                       f"{DIGITS}, {DIGITS}, true)")


def find_changes(database):
    """An alarm, and one of which the period's figure is shown as a bound: its score is another number, and nobody may read it."""
    for dimension, score in ("drift", DIGITS), ("ceiling", HIDDEN):
        database.query(f"INSERT INTO pulssid.change_search VALUES (1, '{dimension}', {DIGITS}, 0.5, 6, 12, {SEALED.period}, 1, 1, 1, 1)")
        database.query(f"INSERT INTO pulssid.change_series VALUES (1, 1, '{dimension}', 'published', 20, 19, '{{{score}}}', "
                       f"'{{{score}}}', '{{{score}}}')")
        database.query(f"INSERT INTO pulssid.change VALUES (1, 1, '{dimension}', {SEALED.period}, 1, {SEALED.period}, {score}, {score}, "
                       f"{score}, {DIGITS}, {DIGITS}, {DIGITS}, 'fi', 'en', 'sv')")
    database.query(f"INSERT INTO pulssid.published_cell (team_id, period, dimension, state, n, mean, bound) "
                   f"VALUES (1, {SEALED.period}, 'ceiling', 'published', 6, 95, 'at_least')")


def insert(database, table, figure, keys):
    """A row whose figures, but for those among its keys, are all the same."""
    names = database.query("SELECT column_name::text FROM information_schema.columns WHERE table_schema = 'pulssid' AND table_name = %s "
                           "AND data_type = 'double precision'", table)
    row = {**{name: figure for (name,) in names}, **keys}
    database.query(f"INSERT INTO pulssid.{table} ({', '.join(row)}) VALUES ({', '.join(map(str, row.values()))})")


def review(database):
    """Agreement and metrics of a leaf: shown, and, with another number, where nobody may read any of it."""
    leaf = database.value("SELECT min(t.team_id) FROM pulssid.period_team t WHERE t.team_id > 0 AND t.period = %s AND NOT EXISTS "
                          "(SELECT FROM pulssid.period_team b WHERE (b.period, b.parent_id) = (t.period, t.team_id))", SEALED.period)
    words = {"text_fi": "'fi'", "text_en": "'en'", "text_sv": "'sv'"}
    for dimension, figure, shows in ("shown", DIGITS, True), ("hidden", HIDDEN, False):
        cell = {"team_id": leaf, "period": SEALED.period, "dimension": f"'{dimension}'"}
        of_release = {"release": 1, "period": SEALED.period, "dimension": f"'{dimension}'"}
        state = "'published'" if shows else "'suppressed'"
        insert(database, "cell", figure, {**cell, "state": "'published'", "kind": "'mean'", "n": 12})
        database.query(f"INSERT INTO pulssid.published_cell (team_id, period, dimension, state, n, mean, sd) VALUES ({leaf}, "
                       f"{SEALED.period}, '{dimension}', 'published', 12, 60, {'9.9' if shows else 'NULL'})")
        insert(database, "agreement_cell", figure, {**cell, "items": 5, "options": 6, "n": 12, "constant": False})
        insert(database, "agreement", figure, {**of_release, "state": state, "periods": 6, **words})
        insert(database, "agreement_period", figure, {**of_release, "shows_spread": shows, "k": 5, "n": 60})
        insert(database, "agreement_team", figure, {"team_id": leaf, "release": 1, "dimension": f"'{dimension}'"})
        open_to_all = {name: "NULL" for name in ("redundant_r", "link_r", "link_fe_p", "response_change", "item_missing")}
        insert(database, "metric", figure, {**of_release, **open_to_all, "state": state, "periods": 6, "constant_teams": 0, "findings": "'{}'",
                                            "item_rest": f"'{{{figure}}}'", **words})


def find_silos(database):
    """Figures with many digits in what the release found of silos and paths; all of them are rounded where they are shown."""
    lists = ", ".join(f"array_fill(1::float8, '{{{n}}}')" for n in (7, 7, 7, 4, 4, 4, 6, 6, 6, 6, 6))
    database.query("INSERT INTO pulssid.silo_team (team_id, release, families, index, p, q, evidence, quadrant, received_teams, "
                   "ties_internal, ties_external, dyads_internal, dyads_external, handoffs, unsupported, text_fi, text_en, text_sv, "
                   "indicator_x, indicator_se, indicator_p, family_score, family_p, family_contribution, effect_n, effect_delta, "
                   "effect_se, effect_neff, effect_phi, told_adds, told_families) "
                   f"VALUES (1, 1, 4, 1, 1, 1, 'none', 'inward', 5, 1, 2, 3, 4, 313, 13, 'fi', 'en', 'sv', {lists}, '{{1,1,1,1}}', 4) "
                   "ON CONFLICT DO NOTHING")
    for table in "silo", "silo_team", "path_summary", "reason_summary", "service_summary":
        columns = database.query("SELECT column_name::text, data_type FROM information_schema.columns WHERE table_schema = 'pulssid' "
                                 "AND table_name = %s AND data_type IN ('double precision', 'ARRAY')", table)
        digits = ", ".join(f"{name} = {DIGITS}" if kind != "ARRAY" else f"{name} = array_fill({DIGITS}::float8, "
                           f"ARRAY[cardinality({name})])" for name, kind in columns)
        database.query(f"UPDATE pulssid.{table} SET {digits}")
    # What is told of first_desk is the rest of handed_on; nothing of it is to look like what is hidden.
    database.query("UPDATE pulssid.path_summary SET decimals = 2, contacts = 31313, handed_on = 0.5131313")
    database.query("UPDATE pulssid.silo SET handoffs_total = 31313, told_judged = 1, told_flagged = 1")
    words = "'fi', 'en', 'sv'"
    database.query("INSERT INTO pulssid.topic_summary (topic, release, decimals, contacts, handed_on, handoffs, ended, ended_lo, "
                   f"ended_hi, end_id, ending, lost, by_contacts, by_lost, text_fi, text_en, text_sv) VALUES ('t', 1, 2, 31313, "
                   f"{DIGITS}, {DIGITS}, {DIGITS}, {DIGITS}, {DIGITS}, 1, 'owned', {DIGITS}, 1, 1, {words})")
    database.query("UPDATE pulssid.reason_summary SET decimals = 2")


def views(database):
    return database.query("SELECT 'report.' || quote_ident(c.relname), array_agg(quote_ident(a.attname)) FROM pg_class c "
                          "JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 "
                          "WHERE c.relnamespace = 'report'::regnamespace AND c.relkind IN ('v', 'm', 'r') GROUP BY 1")


def leaked(session, view, columns):
    """What a leaky condition on each column, and on all of them, is shown, and what the view shows."""
    session.connection.notices = collections.deque()
    shown = set()
    for column in columns:
        session.rows(f"SELECT 1 FROM {view} WHERE pg_temp.leak('{column}', {column})")
        rows = session.rows(f"SELECT CASE WHEN {column} IS NULL THEN '<NULL>' ELSE format('%s', {column}) END FROM {view}")
        shown |= {f"{column}={value}" for (value,) in rows}
    session.rows(f"SELECT 1 FROM {view} WHERE " + " AND ".join(f"pg_temp.leak('{column}', {column})" for column in columns))
    told = {notice.removeprefix("NOTICE:").strip() for notice in session.connection.notices}
    return told - {text.strip() for text in shown}, told


@pytest.fixture
def session(database):
    with contextlib.closing(Session(database, "pulssid_report")) as session:
        for sql in "SET client_min_messages = notice", LEAK:
            session.rows(sql)
        yield session


def test_views_show_leaky_conditions_what_they_show_all(database, session):
    found = {view: leaked(session, view, columns) for view, columns in views(database)}
    assert len(found) >= 8 and not [view for view, (_, told) in found.items() if not told], "a view without rows tried nothing"
    assert not {view: unshown for view, (unshown, _) in found.items() if unshown}
    scores = {text for text in found["report.changes"][1] if text.split("=")[0] in ("u", "cp", "cm")}
    assert {text.split("=")[1] for text in scores} == {"0.3", "<NULL>"}
    for view in "agreement", "agreement_periods", "agreement_organisation", "metrics":
        assert any(text.endswith("=0.31") for text in found[f"report.{view}"][1]), view
    assert {"state=suppressed", "mean=<NULL>", "mean=0.3"} <= found["report.weighted_means"][1]
    assert not [text for _, told in found.values() for text in told if "0.7" in text]


def test_a_view_that_only_hides_rows_tells_them(database, session):
    """The control."""
    unshown, _ = leaked(session, "public.hiding", ["n", "mean"])
    assert "n=31313" in unshown
