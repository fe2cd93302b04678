/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks for rights that a role should not have. Each statement gives findings: sentences, and whether wrong.
 */
#include "role_check.h"

#include <stdio.h>
#include <string.h>

#include "answer_columns.h"
#include "base/embedded.h"
#include "grant_check.h"

/* Of a superuser, and of one that the role may become, nothing is told that follows from it. */
static const char power_sql[] =
    "SELECT format(CASE WHEN r.rolname = session_user "
    "THEN 'the role %1$s has %2$s, with which it can %3$s: ALTER ROLE %1$I NO%2$s' "
    "ELSE 'the role %1$s may become %4$s, whose %2$s can %3$s: REVOKE %4$I FROM %1$I, or from the role "
    "between them' END, session_user, p.power, p.use, r.rolname), true "
    "FROM pg_roles r CROSS JOIN LATERAL (VALUES ('SUPERUSER', r.rolsuper, 'read everything'), "
    "('CREATEROLE', r.rolcreaterole, 'give itself any right'), "
    "('BYPASSRLS', r.rolbypassrls, 'read open periods'), "
    "('REPLICATION', r.rolreplication, 'copy the whole database')) p(power, has, use) "
    "WHERE p.has AND CASE WHEN (SELECT rolsuper FROM pg_roles WHERE rolname = session_user) "
    "THEN r.rolname = session_user AND p.power = 'SUPERUSER' "
    "ELSE pg_has_role(session_user, r.oid, 'MEMBER') END ORDER BY r.rolname";

static const char predefined_sql[] =
    "SELECT format('the role %1$s is a member of %2$s and so can reach everything: REVOKE %2$I FROM %1$I, "
    "or from the role between them', session_user, r.rolname), true "
    "FROM pg_roles r WHERE r.rolname IN ('pg_read_all_data', 'pg_write_all_data', 'pg_read_server_files', "
    "'pg_write_server_files', 'pg_execute_server_program') AND pg_has_role(session_user, r.oid, 'MEMBER')";

static const char owner_sql[] =
    "SELECT format(CASE WHEN o.rolname = session_user "
    "THEN 'the role %1$s owns %2$s, and no running role may: ALTER TABLE %2$s OWNER TO the schema''s owner' "
    "ELSE 'the role %1$s may become %3$s, which owns %2$s: REVOKE %3$I FROM %1$I, or from the role "
    "between them' END, session_user, c.oid::regclass, o.rolname), true "
    "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
    "JOIN pg_roles o ON o.oid = c.relowner AND NOT o.rolsuper "
    "WHERE n.nspname IN ('pulssid', 'report', 'exact') AND pg_has_role(session_user, o.oid, 'MEMBER') "
    "ORDER BY c.relname LIMIT 1";

/* member: what the role may become, itself among them, but for superusers. kept: the tables that hold
 * answers, partitions of any name too. told: their columns that do. made: the views made from them, over any
 * number of others. */
#define MEMBER                                                                                               \
    "member AS (SELECT r.oid FROM pg_roles r WHERE NOT r.rolsuper "                                          \
    "AND pg_has_role(session_user, r.oid, 'MEMBER')), "
#define KEPT                                                                                                 \
    "kept AS (SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "                   \
    "WHERE n.nspname = 'pulssid' AND c.relkind IN ('r', 'p') AND (c.relname IN ('submission', 'answer') "    \
    "OR c.relname LIKE 'submission\\_%' OR c.relname LIKE 'answer\\_%') "                                    \
    "UNION SELECT i.inhrelid FROM kept k JOIN pg_inherits i ON i.inhparent = k.oid), "                       \
    "told AS (SELECT a.attrelid, a.attnum FROM kept k JOIN pg_attribute a ON a.attrelid = k.oid "            \
    "WHERE a.attname IN (" ANSWER_COLUMNS "))"
#define MADE                                                                                                 \
    ", made AS (SELECT k.oid FROM kept k UNION SELECT c.oid FROM made m "                                    \
    "JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = m.oid "                        \
    "AND d.classid = 'pg_rewrite'::regclass JOIN pg_rewrite w ON w.oid = d.objid "                           \
    "JOIN pg_class c ON c.oid = w.ev_class AND c.relkind IN ('v', 'm')) "

#define ANSWERS(tables)                                                                                      \
    "WITH RECURSIVE " MEMBER KEPT                                                                            \
    " SELECT format('the role %1$s can read answers in %2$s: REVOKE SELECT ON %2$s FROM %1$I, PUBLIC and "   \
    "every role that it is a member of', session_user, t.attrelid::regclass), true "                         \
    "FROM told t WHERE " tables                                                                              \
    "EXISTS (SELECT FROM member m WHERE has_column_privilege(m.oid, t.attrelid, t.attnum, 'SELECT')) "       \
    "ORDER BY t.attrelid LIMIT 1"

static const char answers_sql[] = ANSWERS("");

/* But those that stats is counting, or could not finish with. */
static const char answers_but_closed_sql[] =
    ANSWERS("t.attrelid NOT IN (SELECT c.closed FROM pulssid.period p CROSS JOIN LATERAL "
            "(SELECT to_regclass(pulssid.submission_table(p.id)) AS closed) c "
            "WHERE p.state = 'closed' AND c.closed IS NOT NULL) AND ");

/* A view reads with its owner's rights, unless it is told otherwise: then those of the reader are seen above.
 */
static const char views_sql[] =
    "WITH RECURSIVE " MEMBER KEPT MADE
    "SELECT format('the role %1$s can read what %2$s makes of answers: REVOKE SELECT ON %2$s FROM %1$I, "
    "PUBLIC and every role that it is a member of', session_user, c.oid::regclass), true "
    "FROM made JOIN pg_class c USING (oid) WHERE c.relkind IN ('v', 'm') "
    "AND NOT coalesce((SELECT option_value::bool FROM pg_options_to_table(c.reloptions) "
    "WHERE option_name = 'security_invoker'), false) "
    "AND EXISTS (SELECT FROM member m WHERE has_any_column_privilege(m.oid, c.oid, 'SELECT')) "
    "ORDER BY c.oid";

/* What a function does cannot be read from it: one that could read answers counts as one that does. */
static const char functions_sql[] =
    "WITH RECURSIVE " MEMBER KEPT
    " SELECT n.nspname || '.' || p.proname, format('the role %1$s may execute %2$s with the rights of %3$s,"
    " who can read answers: REVOKE EXECUTE ON ROUTINE %2$s FROM PUBLIC, %1$I', session_user, "
    "p.oid::regprocedure, pg_get_userbyid(p.proowner)), '$$' || p.prosrc || '$$' "
    "FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE p.prosecdef "
    "AND p.prorettype NOT IN ('trigger'::regtype, 'event_trigger'::regtype) "
    "AND EXISTS (SELECT FROM member m WHERE has_function_privilege(m.oid, p.oid, 'EXECUTE') "
    "AND has_schema_privilege(m.oid, n.oid, 'USAGE')) "
    "AND EXISTS (SELECT FROM told t WHERE has_column_privilege(p.proowner, t.attrelid, t.attnum, 'SELECT'))"
    " ORDER BY p.oid";

/* The rows of a table take room; batches hold locks by two numbers for their periods, and our roles have
 * their rights to these by name. */
static const char side_doors_sql[] =
    "SELECT format('the role %1$s may execute %2$s, which %3$s: REVOKE EXECUTE ON FUNCTION %2$s FROM PUBLIC, "
    "%1$I', session_user, p.oid::regprocedure, w.what), false FROM pg_proc p JOIN (VALUES "
    "('^pg_(relation|table|indexes|total_relation)_size$', false, 'tells how many have answered'), "
    "('^pg_lock_status$', false, 'tells when somebody answers'), "
    "('^pg_(try_)?advisory_', true, 'can hold batches up')) w(names, is_lock, what) ON p.proname ~ w.names "
    "WHERE p.pronamespace = 'pg_catalog'::regnamespace AND CASE WHEN w.is_lock THEN p.pronargs = 2 "
    "AND EXISTS (SELECT FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a "
    "WHERE a.grantee = 0) ELSE has_function_privilege(p.oid, 'EXECUTE') END ORDER BY p.proname";

static const char durable_sql[] =
    "SELECT format('synchronous_commit is off for the role %1$s: a submission that was acknowledged can be "
    "lost when the machine fails; ALTER ROLE %1$I SET synchronous_commit = on', session_user), true "
    "WHERE current_setting('synchronous_commit') = 'off'";

static const char apart_sql[] =
    "SELECT format('the role %1$s may become %2$s, the role of another pipe: REVOKE %2$I FROM %1$I, or from "
    "the role between them', session_user, r.rolname), true FROM pg_roles r "
    "JOIN pg_roles me ON me.rolname = session_user AND NOT me.rolsuper "
    "WHERE r.rolname = $1 AND r.rolname <> session_user AND pg_has_role(me.oid, r.oid, 'MEMBER')";

bool role_check_name(struct db *db, char ret_name[ROLE_CHECK_NAME_SIZE], struct error *err)
{
    CLEANUP(db_result_free) struct db_result *row = NULL;
    if (!db_query(db, "SELECT session_user", DB_NO_PARAMS, &row, err)) {
        return false;
    }
    snprintf(ret_name, ROLE_CHECK_NAME_SIZE, "%s", db_text(row, 0, 0));
    return true;
}

static bool is_superuser(struct db *db, bool *ret_superuser, struct error *err)
{
    CLEANUP(db_result_free) struct db_result *row = NULL;
    if (!db_query(db, "SELECT rolsuper::int FROM pg_roles WHERE rolname = session_user", DB_NO_PARAMS, &row,
                  err)) {
        return false;
    }
    *ret_superuser = db_int(row, 0, 0) != 0;
    return true;
}

/* Whether migrations make a function of this name, schema and all, and one with this body. */
static bool is_migrated(const char *name, const char *body)
{
    size_t n;
    char wanted[2 * ROLE_CHECK_NAME_SIZE + 16];
    const struct embedded_file *migrations = embedded_migrations(&n);
    snprintf(wanted, sizeof wanted, "FUNCTION %s(", name);
    bool has_name = false;
    bool has_body = false;
    for (size_t i = 0; i < n; i++) {
        const char *text = (const char *)migrations[i].content.data;
        has_name = has_name || strstr(text, wanted) != NULL;
        has_body = has_body || strstr(text, body) != NULL;
    }
    return has_name && has_body;
}

static bool check_functions(struct db *db, const struct finding_sink *sink, struct error *err)
{
    CLEANUP(db_result_free) struct db_result *found = NULL;
    if (!db_query(db, functions_sql, DB_NO_PARAMS, &found, err)) {
        return false;
    }
    for (size_t row = 0; row < db_rows(found); row++) {
        if (!is_migrated(db_text(found, row, 0), db_text(found, row, 2))) {
            sink->on_found(sink->ctx, true, db_text(found, row, 1));
        }
    }
    return true;
}

static bool check_rights(struct db *db, const char *pipe, const struct finding_sink *sink, struct error *err)
{
    bool may_count = strcmp(pipe, "pulssid_stats") == 0;
    return finding_query(db, predefined_sql, DB_NO_PARAMS, sink, err) &&
           finding_query(db, owner_sql, DB_NO_PARAMS, sink, err) &&
           finding_query(db, may_count ? answers_but_closed_sql : answers_sql, DB_NO_PARAMS, sink, err) &&
           finding_query(db, views_sql, DB_NO_PARAMS, sink, err) && check_functions(db, sink, err) &&
           grant_check_run(db, pipe, sink, err) && finding_query(db, side_doors_sql, DB_NO_PARAMS, sink, err);
}

bool role_check_run(struct db *db, const char *pipe, const struct finding_sink *sink, struct error *err)
{
    bool superuser;
    return is_superuser(db, &superuser, err) && finding_query(db, power_sql, DB_NO_PARAMS, sink, err) &&
           (superuser || check_rights(db, pipe, sink, err)) &&
           finding_query(db, durable_sql, DB_NO_PARAMS, sink, err);
}

bool role_check_apart(struct db *db, const char *other, const struct finding_sink *sink, struct error *err)
{
    return finding_query(db, apart_sql, DB_PARAMS(other), sink, err);
}
