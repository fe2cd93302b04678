/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds the parameters that decide on the log against what they have to be. */
#include "log_settings.h"

/* By which of them answers leak: alone, with log_parameter_max_length, or not at all; of which role, NULL: of
 * each. A plan shows values of parameters, and DETAIL the row that was refused, in some formats of the log
 * whatever the verbosity; a message shows what a trigger wrote into it. What PostgreSQL and its extension
 * count, every role may read: how many have answered. */
#define WANTED                                                                                               \
    "(VALUES "                                                                                               \
    "('log_error_verbosity', 'terse', 'alone', NULL), "                                                      \
    "('log_min_error_statement', 'panic', 'alone', NULL), "                                                  \
    "('log_min_messages', 'fatal', 'alone', NULL), "                                                         \
    "('log_parameter_max_length', '0', 'alone', NULL), "                                                     \
    "('log_parameter_max_length_on_error', '0', 'alone', NULL), "                                            \
    "('log_statement', 'none', 'alone', NULL), "                                                             \
    "('track_activities', 'off', 'alone', NULL), "                                                           \
    "('debug_print_parse', 'off', 'alone', NULL), "                                                          \
    "('debug_print_rewritten', 'off', 'alone', NULL), "                                                      \
    "('debug_print_plan', 'off', 'alone', NULL), "                                                           \
    "('auto_explain.log_min_duration', '-1', 'alone', NULL), "                                               \
    "('pgaudit.log_parameter', 'off', 'alone', NULL), "                                                      \
    "('log_min_duration_statement', '-1', 'with parameters', NULL), "                                        \
    "('log_min_duration_sample', '-1', 'with parameters', NULL), "                                           \
    "('log_transaction_sample_rate', '0', 'with parameters', NULL), "                                        \
    "('pg_stat_statements.track', 'none', 'never', NULL), "                                                  \
    "('track_counts', 'off', 'never', 'pulssid_ingest'), "                                                   \
    "('client_min_messages', 'error', 'never', NULL)) w(name, value, leaks, of)"

/* Named as the role of a pipe is, or a member of it. */
#define OF_SESSION "coalesce(pg_has_role(session_user, to_regrole(w.of), 'MEMBER'), true) "

static const char otherwise_sql[] =
    "SELECT format('for the role %s %s is %s and should be %s: %s; %s', session_user, w.name, s.setting, "
    "w.value, CASE WHEN l.leaks THEN 'answers can reach the log' "
    "ELSE 'more is told than needs be, though no answers' END, "
    "CASE s.source WHEN 'client' THEN 'take it out of the connection string' "
    "ELSE 'pulssid migrate sets it, over a superuser''s connection' END), l.leaks "
    "FROM " WANTED " JOIN pg_settings s USING (name) CROSS JOIN LATERAL (SELECT $1::bool AND "
    "(w.leaks = 'alone' OR w.leaks = 'with parameters' AND current_setting('log_parameter_max_length') "
    "<> '0')) l(leaks) WHERE s.setting <> w.value AND " OF_SESSION "ORDER BY w.name";

static const char unset_sql[] =
    "SELECT format('not set on the role %s, and right by the server''s configuration alone: %s; pulssid "
    "migrate sets it, over a superuser''s connection', session_user, string_agg(w.name, ', ' ORDER BY "
    "w.name)), false "
    "FROM " WANTED " JOIN pg_settings s USING (name) "
    "WHERE s.setting = w.value AND s.source NOT IN ('user', 'database user') AND " OF_SESSION
    "HAVING count(*) > 0";

/* What is set for a role in one database goes before what is set for it everywhere. */
static const char missing_sql[] =
    "WITH stored AS (SELECT d.setdatabase, split_part(c, '=', 1) AS name, c FROM pg_db_role_setting d, "
    "unnest(d.setconfig) c WHERE d.setrole = (SELECT oid FROM pg_roles WHERE rolname = $1)) "
    "SELECT m.statement, w.name || ' = ' || w.value "
    "FROM " WANTED " JOIN pg_settings s USING (name) CROSS JOIN LATERAL ("
    "SELECT format('ALTER ROLE %I SET %s = %L', $1, w.name, w.value) AS statement "
    "WHERE NOT EXISTS (SELECT FROM stored t WHERE t.setdatabase = 0 AND t.c = w.name || '=' || w.value) "
    "UNION ALL SELECT format('ALTER ROLE %I IN DATABASE %I RESET %s', $1, d.datname, w.name) "
    "FROM stored t JOIN pg_database d ON d.oid = t.setdatabase "
    "WHERE d.datname = current_database() AND t.name = w.name AND t.c <> w.name || '=' || w.value) m "
    "WHERE coalesce(w.of, $1) = $1 ORDER BY w.name";

bool log_settings_check(struct db *db, bool carries_answers, const struct finding_sink *sink,
                        struct error *err)
{
    return finding_query(db, otherwise_sql, DB_PARAMS(carries_answers ? "t" : "f"), sink, err) &&
           finding_query(db, unset_sql, DB_NO_PARAMS, sink, err);
}

bool log_settings_missing(struct db *db, const char *role, struct db_result **ret_rows, struct error *err)
{
    return db_query(db, missing_sql, DB_PARAMS(role), ret_rows, err);
}
