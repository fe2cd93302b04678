/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks for rights and settings that a role should not have. */
#include "role_check.h"

#include <stdio.h>

/* Each gives the sentences of what it finds, and whether each is wrong or a warning. */
#define SUPERUSER_SQL                                                                                        \
    "SELECT 'the role ' || current_user || ' is a superuser: it can read everything', true "                 \
    "FROM pg_roles WHERE rolname = current_user AND rolsuper"

#define OWNER_SQL                                                                                            \
    "SELECT 'the role ' || current_user || ' owns ' || n.nspname || '.' || c.relname || ': no running role " \
    "may', true "                                                                                            \
    "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "                                         \
    "WHERE n.nspname IN ('pulssid', 'report', 'exact') AND pg_has_role(c.relowner, 'MEMBER') LIMIT 1"

#define ANSWERS_SQL                                                                                          \
    "SELECT 'the role ' || current_user || ' can read answers in ' || c.relname, true "                      \
    "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "                                         \
    "WHERE n.nspname = 'pulssid' AND (c.relname IN ('submission', 'answer') "                                \
    "OR c.relname LIKE 'submission\\_%' OR c.relname LIKE 'answer\\_%') "                                    \
    "AND c.relkind IN ('r', 'p') AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid "           \
    "AND a.attname IN ('answers', 'ratings', 'rated', 'path') AND has_column_privilege(c.oid, a.attnum, "    \
    "'SELECT')) "                                                                                            \
    "LIMIT 1"

#define ARCHIVE_SQL                                                                                          \
    "SELECT 'archive_mode is on: archived WAL and base backups hold answers as they were before sealing; "   \
    "keep them '"                                                                                            \
    " || 'no longer than a period', false WHERE current_setting('archive_mode') <> 'off'"

#define DURABLE_SQL                                                                                          \
    "SELECT 'synchronous_commit is off for the role ' || current_user || ': a submission that was '"         \
    " || 'acknowledged can be lost when the machine fails', true "                                           \
    "WHERE current_setting('synchronous_commit') = 'off'"

/* 0005_roles.sql sets these for each role. */
#define SETTINGS                                                                                             \
    "(VALUES ('log_error_verbosity', 'terse'), ('log_min_error_statement', 'panic'), "                       \
    "('log_parameter_max_length', '0'), ('log_parameter_max_length_on_error', '0'), ('log_statement', "      \
    "'none'), "                                                                                              \
    "('track_activities', 'off'), ('log_min_duration_statement', '-1')) w(name, value)"

#define SETTINGS_SQL                                                                                         \
    "SELECT 'for the role ' || current_user || ' ' || w.name || ' is ' || s.setting || ' and should be ' "   \
    "|| w.value "                                                                                            \
    "|| ': answers can reach the log; a superuser can set it', false "                                       \
    "FROM " SETTINGS " JOIN pg_settings s USING (name) WHERE s.setting <> w.value"

#define UNSET_SQL                                                                                            \
    "SELECT 'not set for ' || r.role || ': ' || w.name || ' = ' || w.value || '; a superuser can set it', "  \
    "false "                                                                                                 \
    "FROM (VALUES ('pulssid_ingest'), ('pulssid_stats'), ('pulssid_report')) r(role) CROSS JOIN " SETTINGS   \
    " LEFT JOIN pg_roles p ON p.rolname = r.role "                                                           \
    "WHERE NOT coalesce(w.name || '=' || w.value = ANY (p.rolconfig), false)"

static bool look(struct db *db, const char *sql, role_check_found *found, void *ctx, struct error *err)
{
    CLEANUP(db_result_free) struct db_result *result = NULL;
    if (!db_query(db, sql, DB_NO_PARAMS, &result, err)) {
        return false;
    }
    for (size_t row = 0; row < db_rows(result); row++) {
        found(ctx, db_text(result, row, 1)[0] == 't', db_text(result, row, 0));
    }
    return true;
}

bool role_check_run(struct db *db, bool may_read_answers, role_check_found *found, void *ctx,
                    struct error *err)
{
    return look(db, SUPERUSER_SQL, found, ctx, err) && look(db, OWNER_SQL, found, ctx, err) &&
           (may_read_answers || look(db, ANSWERS_SQL, found, ctx, err)) &&
           look(db, DURABLE_SQL, found, ctx, err) && look(db, SETTINGS_SQL, found, ctx, err) &&
           look(db, ARCHIVE_SQL, found, ctx, err);
}

bool role_check_unset(struct db *db, role_check_found *found, void *ctx, struct error *err)
{
    return look(db, UNSET_SQL, found, ctx, err);
}
