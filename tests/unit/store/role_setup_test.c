/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Roles that are gone, cannot log in, or were set otherwise get what they need again; what cannot be is told.
 */
#include "store/role_setup.h"

#include "../clerk.h"
#include "heard.h"

/* What was done counts as a warning here, what could not be as wrong. */
static void on_role(void *ctx, bool done, const char *sentence)
{
    heard_found(ctx, !done, sentence);
}

/* Both halves in one transaction, as this user. */
static struct heard set_up(const struct fixture_pg *fixture, const char *user)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(fixture, user);
    struct heard heard = {0};
    struct error err;
    const struct role_setup_observer observer = {on_role, &heard};
    if (!db_begin(db, &err) || !role_setup_make(db, &observer, &err) ||
        !role_setup_equip(db, &observer, &err) || !db_commit(db, &err)) {
        fail_msg("%s", err.text);
    }
    return heard;
}

/* Keeps what the roles have, each right and setting a row of `wanted`. */
static int start(void **state)
{
    fixture_pg_start_group(state);
    fixture_pg_run(
        *state,
        "CREATE VIEW public.had AS WITH acl AS ("
        " SELECT n.oid::regnamespace::text AS object, n.nspacl AS acl FROM pg_namespace n"
        " UNION ALL SELECT c.oid::regclass::text, c.relacl FROM pg_class c"
        " UNION ALL SELECT a.attrelid::regclass || '.' || a.attname, a.attacl FROM pg_attribute a"
        " UNION ALL SELECT p.oid::regprocedure::text, p.proacl FROM pg_proc p)"
        "SELECT r.rolname, acl.object || ' ' || x.privilege_type AS what FROM acl, aclexplode(acl.acl) x"
        " JOIN pg_roles r ON r.oid = x.grantee WHERE r.rolname LIKE 'pulssid\\_%'"
        " UNION ALL SELECT r, policyname || ' ' || coalesce(qual, '') || coalesce(with_check, '')"
        "  FROM pg_policies, unnest(roles) r"
        " UNION ALL SELECT rolname, unnest(rolconfig) FROM pg_roles"
        " UNION ALL SELECT rolname, 'login' FROM pg_roles WHERE rolcanlogin AND rolname LIKE 'pulssid\\_%';"
        "CREATE TABLE public.wanted AS SELECT * FROM public.had");
    assert_true(fixture_pg_number(*state, "SELECT count(*) FROM public.wanted") > 100);
    return 0;
}

/* What a migration grants belongs into sql/roles/ too, else a role that comes back goes without it. */
static void assert_all_there(const struct fixture_pg *fixture)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(fixture, "postgres");
    struct db_result *row CLEANUP(db_result_free) = NULL;
    struct error err;
    assert_true(db_query(
        db,
        "SELECT (SELECT string_agg(w::text, ' ') FROM (TABLE public.wanted EXCEPT TABLE public.had) w),"
        " (SELECT string_agg(h::text, ' ') FROM (TABLE public.had EXCEPT TABLE public.wanted) h)",
        DB_NO_PARAMS, &row, &err));
    if (db_text(row, 0, 0) != NULL || db_text(row, 0, 1) != NULL) {
        fail_msg("missing: %s; too much: %s", db_text(row, 0, 0), db_text(row, 0, 1));
    }
}

static void what_is_there_is_left_alone(void **state)
{
    struct heard heard = set_up(*state, "postgres");
    assert_string_equal(heard.sentences, "");
    assert_all_there(*state);
}

static void a_role_that_was_dropped_comes_back(void **state)
{
    static const char *const roles[] = {"pulssid_ingest", "pulssid_stats", "pulssid_report"};
    for (size_t i = 0; i < 3; i++) {
        char text[128];
        snprintf(text, sizeof text, "DROP OWNED BY %s; DROP ROLE %s", roles[i], roles[i]);
        fixture_pg_run(*state, text);
        struct heard heard = set_up(*state, "postgres");
        snprintf(text, sizeof text, "made the role %s\n", roles[i]);
        assert_string_equal(heard.sentences, text);
        assert_all_there(*state);
    }
}

/* As after a restore into another cluster, where somebody made it by hand. */
static void a_role_that_was_made_anew_gets_all(void **state)
{
    fixture_pg_run(*state, "DROP OWNED BY pulssid_stats; DROP ROLE pulssid_stats; CREATE ROLE pulssid_stats");
    struct heard heard = set_up(*state, "postgres");
    assert_string_equal(heard.sentences, "the role pulssid_stats may log in\n");
    assert_all_there(*state);
}

static void settings_that_were_changed_are_set_again(void **state)
{
    fixture_pg_run(*state,
                   "ALTER ROLE pulssid_ingest RESET ALL; ALTER ROLE pulssid_report NOLOGIN;"
                   "ALTER ROLE pulssid_stats SET log_statement = 'all';"
                   "ALTER ROLE pulssid_stats IN DATABASE postgres SET log_error_verbosity = 'verbose'");
    struct heard heard = set_up(*state, "postgres");
    assert_string_equal(heard.sentences, "the role pulssid_report may log in\n");
    assert_all_there(*state);
    assert_int_equal(fixture_pg_number(*state, "SELECT coalesce(sum(cardinality(setconfig)), 0) FROM "
                                               "pg_db_role_setting WHERE setdatabase <> 0"),
                     0);
}

/* Settings of its own stay. */
static void what_else_was_set_stays(void **state)
{
    fixture_pg_run(*state, "ALTER ROLE pulssid_ingest SET work_mem = '8MB'");
    set_up(*state, "postgres");
    int64_t kept =
        fixture_pg_number(*state, "SELECT count(*) FROM pg_roles WHERE 'work_mem=8MB' = ANY (rolconfig)");
    fixture_pg_run(*state, "ALTER ROLE pulssid_ingest RESET work_mem");
    assert_int_equal(kept, 1);
}

/* Each with its reason, and the rest is done: here by somebody who may make roles, and set what everybody
 * may. */
static void what_cannot_be_set_is_told(void **state)
{
    fixture_pg_run(*state,
                   CLERK_SQL "ALTER ROLE pulssid_ingest RESET ALL; ALTER ROLE pulssid_report NOLOGIN");
    struct heard heard = set_up(*state, "clerk");
    heard_line(&heard, "the role pulssid_report may log in");
    heard_line(&heard, "not set for pulssid_ingest: its rights: permission denied for ");
    heard_line(&heard, "not set for pulssid_ingest: log_statement = none: permission denied to set parameter "
                       "\"log_statement\"; run pulssid migrate as a superuser");
    heard_line(&heard, "not set for pulssid_stats: its rights: permission denied for ");
    heard_line(&heard, "not set for pulssid_report: its rights: permission denied for ");
    /* Ten of ingest's parameters are a superuser's to set; five are not. */
    heard_counts(&heard, 3 + 10, 1);
    assert_int_equal(fixture_pg_number(*state, "SELECT cardinality(rolconfig) FROM pg_roles WHERE rolname = "
                                               "'pulssid_ingest'"),
                     5);
    fixture_pg_run(*state, "DROP ROLE clerk");
    set_up(*state, "postgres");
    assert_all_there(*state);
}

/* By somebody who may do nothing at all: no role, and so nothing for it. */
static void a_role_that_cannot_be_made_is_told(void **state)
{
    fixture_pg_run(*state, "CREATE ROLE nobody LOGIN; DROP OWNED BY pulssid_report; DROP ROLE pulssid_report;"
                           "ALTER ROLE pulssid_stats NOLOGIN");
    struct heard heard = set_up(*state, "nobody");
    heard_line(&heard, "not set for pulssid_report: the role itself: permission denied to create role; run ");
    /* Since PostgreSQL 16: "permission denied to alter role". */
    heard_line(&heard, "not set for pulssid_stats: LOGIN: permission denied");
    heard_counts(&heard, 4, 0); /* and the rights of ingest and stats */
    fixture_pg_run(*state, "DROP ROLE nobody");
    set_up(*state, "postgres");
    assert_all_there(*state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_there_is_left_alone),
        cmocka_unit_test(a_role_that_was_dropped_comes_back),
        cmocka_unit_test(a_role_that_was_made_anew_gets_all),
        cmocka_unit_test(settings_that_were_changed_are_set_again),
        cmocka_unit_test(what_else_was_set_stays),
        cmocka_unit_test(what_cannot_be_set_is_told),
        cmocka_unit_test(a_role_that_cannot_be_made_is_told),
    };
    return cmocka_run_group_tests(tests, start, fixture_pg_stop_group);
}
