/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists the rights there are, and looks each up among those that are given. */
#include "grant_check.h"

#include <stdio.h>
#include <string.h>

#include "answer_columns.h"
#include "base/embedded.h"
#include "grant_text.h"

/* What the owner of an object has follows from owning it; a function that is not the owner's is none of ours.
 * Rights to read what holds answers are told by role_check.c, and those to the table of a closed period are
 * period_count()'s. */
#define RIGHTS(closed)                                                                                       \
    "WITH whose AS (SELECT 0::oid AS oid UNION ALL SELECT r.oid FROM pg_roles r WHERE NOT r.rolsuper "       \
    "AND pg_has_role(session_user, r.oid, 'MEMBER') AND (r.rolname = $1 "                                    \
    "OR r.rolname NOT IN ('pulssid_ingest', 'pulssid_stats', 'pulssid_report'))), "                          \
    "ours AS (SELECT oid, nspname, nspowner, nspacl FROM pg_namespace "                                      \
    "WHERE nspname IN ('pulssid', 'exact', 'report')), "                                                     \
    "rights AS (SELECT o.nspname, c.relname, '' AS attname, c.oid::regclass::text AS name, a.* "             \
    "FROM ours o JOIN pg_class c ON c.relnamespace = o.oid CROSS JOIN LATERAL aclexplode(c.relacl) a "       \
    "WHERE a.grantee <> c.relowner "                                                                         \
    "UNION ALL SELECT o.nspname, c.relname, t.attname, c.oid::regclass::text, a.* FROM ours o "              \
    "JOIN pg_class c ON c.relnamespace = o.oid JOIN pg_attribute t ON t.attrelid = c.oid "                   \
    "CROSS JOIN LATERAL aclexplode(t.attacl) a "                                                             \
    "UNION ALL SELECT o.nspname, p.proname, '', 'FUNCTION ' || p.oid::regprocedure, a.* FROM ours o "        \
    "JOIN pg_proc p ON p.pronamespace = o.oid AND p.proowner = o.nspowner "                                  \
    "CROSS JOIN LATERAL aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a "                      \
    "WHERE a.grantee <> p.proowner "                                                                         \
    "UNION ALL SELECT o.nspname, '', '', 'SCHEMA ' || o.nspname, a.* FROM ours o "                           \
    "CROSS JOIN LATERAL aclexplode(o.nspacl) a WHERE a.grantee <> o.nspowner) "                              \
    "SELECT privilege_type, nspname, relname, attname, format("                                              \
    "'the role %1$s has %2$s on %3$s, which no migration gives: REVOKE %2$s ON %3$s FROM %4$s', "            \
    "session_user, "                                                                                         \
    "privilege_type || CASE WHEN attname <> '' THEN ' (' || quote_ident(attname) || ')' ELSE '' END, name, " \
    "CASE WHEN grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END) "                   \
    "FROM rights JOIN whose ON whose.oid = grantee "                                                         \
    "WHERE NOT (privilege_type = 'SELECT' AND nspname = 'pulssid' AND relname ~ "                            \
    "'^(submission|answer)(_|$)' "                                                                           \
    "AND (attname IN ('', " ANSWER_COLUMNS ") "                                                              \
    "OR (attname IN ('team_id', 'survey_id') AND " closed "))) "                                             \
    "ORDER BY name, privilege_type, attname"

static const char rights_sql[] = RIGHTS("false");
static const char rights_of_stats_sql[] =
    RIGHTS("relname IN (SELECT 'submission_' || lower(replace(id, '-', '_')) FROM pulssid.period "
           "WHERE state = 'closed')");

/* What tables of a period that is still to open would be given. */
static const char defaults_sql[] =
    "SELECT format('what %1$s makes%2$s is given %3$s to %4$s: ALTER DEFAULT PRIVILEGES FOR ROLE %1$I%2$s "
    "REVOKE %3$s ON %5$s FROM %4$s', pg_get_userbyid(d.defaclrole), coalesce(' IN SCHEMA ' || n.nspname, "
    "''), "
    "a.privilege_type, CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) "
    "END, "
    "CASE d.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'ROUTINES' "
    "WHEN 'T' THEN 'TYPES' ELSE 'SCHEMAS' END), true "
    "FROM pg_default_acl d LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace "
    "CROSS JOIN LATERAL aclexplode(d.defaclacl) a WHERE a.grantee <> d.defaclrole AND d.defaclobjtype = 'r' "
    "AND (n.nspname IS NULL OR n.nspname IN ('pulssid', 'exact')) "
    "AND (a.grantee = 0 OR pg_has_role(session_user, a.grantee, 'MEMBER')) ORDER BY 1";

/* What the role of a pipe is given; a line break before the first statement. */
static const char *text_of(const char *pipe)
{
    size_t n;
    const struct embedded_file *roles = embedded_roles(&n);
    for (size_t i = 0; i < n; i++) {
        if (strncmp(roles[i].name, pipe, strlen(pipe)) == 0) {
            return (const char *)roles[i].content.data;
        }
    }
    return "";
}

bool grant_check_run(struct db *db, const char *pipe, const struct finding_sink *sink, struct error *err)
{
    CLEANUP(db_result_free) struct db_result *rights = NULL;
    const char *text = text_of(pipe);
    if (!finding_query(db, defaults_sql, DB_NO_PARAMS, sink, err)) {
        return false;
    }
    const char *sql = strcmp(pipe, "pulssid_stats") == 0 ? rights_of_stats_sql : rights_sql;
    if (!db_query(db, sql, DB_PARAMS(pipe), &rights, err)) {
        return false;
    }
    for (size_t row = 0; row < db_rows(rights); row++) {
        const char *column = db_text(rights, row, 3);
        const char *sentence = db_text(rights, row, 4);
        const struct grant_right right = {db_text(rights, row, 0), db_text(rights, row, 1),
                                          db_text(rights, row, 2), column,
                                          strcmp(db_text(rights, row, 0), "EXECUTE") == 0};
        if (!grant_text_gives(text, &right)) {
            sink->on_found(sink->ctx, true, sentence);
        }
    }
    return true;
}
