# SPDX-License-Identifier: GPL-3.0-or-later
"""Weeks that were published, as SQL for a superuser: all that analyses read, for teams that are there. Draws are seeded."""

EMPLOYEES = ("wellbeing", "engagement", "customer_orientation", "collaboration_self", "safety", "enps")
CUSTOMERS = ("csat", "nps", "ces")
LINKS = [f"{employee}-{customer}" for employee in EMPLOYEES for customer in CUSTOMERS]
RESULTS = "pulssid.linkage, pulssid.change_search, pulssid.agreement, pulssid.metric, pulssid.metric_set"


def publish(weeks):
    """So many weeks before this one, as releases of their own: every team's figures of every dimension, which wander."""
    first = f"((current_date - date '1970-01-05') / 7 - {weeks})"
    listed = ", ".join(f"('{d}', {d in EMPLOYEES}, '{'nps' if d in ('enps', 'nps') else 'mean'}')" for d in EMPLOYEES + CUSTOMERS)
    return (
        "SELECT setseed(0.42);"
        "INSERT INTO pulssid.period (period, id, first_day, last_day, state, k_employee, k_customer, backfill)"
        " SELECT p, to_char(d, 'IYYY-\"W\"IW'), d, d + 6, 'published', 5, 5, false"
        f" FROM generate_series({first}, {first} + {weeks - 1}) p, LATERAL (SELECT date '1970-01-05' + 7 * p AS d) x;"
        "INSERT INTO pulssid.period_team (team_id, period, name, parent_id, role)"
        " SELECT t.id, p.period, t.code, NULL, 'normal' FROM pulssid.team t, pulssid.period p WHERE p.state = 'published';"
        "INSERT INTO pulssid.release (release, period, document, sha256, previous)"
        " SELECT row_number() OVER (ORDER BY period), period, '', sha256(''), sha256('') FROM pulssid.period"
        "  WHERE state = 'published';"
        "INSERT INTO pulssid.cell (team_id, period, dimension, state, kind, n, mean, sd, responses, invited)"
        " SELECT t.id, p.period, d.dimension, 'published', d.kind, 10,"
        "        50 + sum(random() * 8 - 4) OVER (PARTITION BY t.id, d.dimension ORDER BY p.period ROWS 9 PRECEDING),"
        "        15, CASE WHEN d.employees THEN 10 END, CASE WHEN d.employees THEN 12 END"
        "   FROM (SELECT id FROM pulssid.team UNION ALL SELECT 0) t, pulssid.period p,"
        f"        (VALUES {listed}) d (dimension, employees, kind) WHERE p.state = 'published'"
        " ORDER BY p.period, t.id;"  # as they come, one week behind the other
        "ANALYZE pulssid.cell, pulssid.period_team")


def forget_on():
    """Forgets what was found in them as soon as it is whole, so that it is looked for again, until it is cancelled. One
    session that mostly sleeps: to start psql ten times a second took a fifth of a core, and others waited for it."""
    return (
        f"DO $$ BEGIN LOOP IF ({analysed()}) = {len(LINKS)} THEN TRUNCATE {RESULTS} CASCADE; END IF;"
        " COMMIT; PERFORM pg_sleep(0.1); END LOOP; END $$")


def written():
    """How many links have been stored since the beginning."""
    return "SELECT pg_stat_get_tuples_inserted('pulssid.linkage'::regclass)"


def cycles():
    """How many cycles are under way."""
    return "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted"


def analysed():
    """How many links the newest release has."""
    return "SELECT count(*) FROM pulssid.linkage WHERE release = (SELECT max(release) FROM pulssid.release)"
