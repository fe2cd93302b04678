/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rights that break a promise are found, however they came about; the roles as migrations make them are
 * clean. */
#include "store/role_check.h"

#include "heard.h"

/* pipe: NULL for a login that is called like it. */
static struct heard look(const struct fixture_pg *fixture, const char *user, const char *pipe)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(fixture, user);
    struct heard heard = {0};
    const struct finding_sink sink = {heard_found, &heard};
    struct error err;
    if (!role_check_run(db, pipe == NULL ? user : pipe, &sink, &err)) {
        fail_msg("%s", err.text);
    }
    return heard;
}

/* What one statement makes wrong about a role, and only while it holds. */
struct wrong {
    const char *made;
    const char *user;
    const char *line; /* its beginning; all of the findings */
    const char *undone;
};

static void assert_wrong(const struct fixture_pg *fixture, const struct wrong *wrong)
{
    fixture_pg_run(fixture, wrong->made);
    struct heard heard = look(fixture, wrong->user, NULL);
    fixture_pg_run(fixture, wrong->undone);
    heard_line(&heard, wrong->line);
    heard_counts(&heard, 1, 0);
    heard = look(fixture, wrong->user, NULL);
    heard_counts(&heard, 0, 0);
}

static void roles_as_made_are_clean(void **state)
{
    const char *const users[] = {"pulssid_ingest", "pulssid_stats", "pulssid_report"};
    fixture_pg_run(*state, "SELECT pulssid.period_open(2901, '2025-W33', '2025-08-11', '2025-08-17', "
                           "'2025-08-11', 5, 5, false)");
    for (size_t i = 0; i < 3; i++) {
        struct heard heard = look(*state, users[i], NULL);
        assert_string_equal(heard.sentences, "");
    }
    fixture_pg_clear(*state);
}

static void a_superuser_is_told_that_it_is_one(void **state)
{
    struct heard heard = look(*state, "postgres", "pulssid_stats");
    assert_string_equal(heard.sentences,
                        "the role postgres has SUPERUSER, with which it can read everything: "
                        "ALTER ROLE postgres NOSUPERUSER\n");
}

static void power_is_wrong(void **state)
{
    static const struct wrong cases[] = {
        {"ALTER ROLE pulssid_report SUPERUSER", "pulssid_report",
         "the role pulssid_report has SUPERUSER, with which it can read everything: ALTER ROLE "
         "pulssid_report "
         "NOSUPERUSER\n",
         "ALTER ROLE pulssid_report NOSUPERUSER"},
        {"ALTER ROLE pulssid_ingest CREATEROLE", "pulssid_ingest",
         "the role pulssid_ingest has CREATEROLE, with which it can give itself any right: ALTER ROLE "
         "pulssid_ingest NOCREATEROLE\n",
         "ALTER ROLE pulssid_ingest NOCREATEROLE"},
        {"ALTER ROLE pulssid_stats BYPASSRLS", "pulssid_stats",
         "the role pulssid_stats has BYPASSRLS, with which it can read open periods: ALTER ROLE "
         "pulssid_stats "
         "NOBYPASSRLS\n",
         "ALTER ROLE pulssid_stats NOBYPASSRLS"},
        {"ALTER ROLE pulssid_report REPLICATION", "pulssid_report",
         "the role pulssid_report has REPLICATION, with which it can copy the whole database: ",
         "ALTER ROLE pulssid_report NOREPLICATION"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_wrong(*state, &cases[i]);
    }
}

/* Attributes are not inherited, but SET ROLE has them; a login that is not the role that acts is looked at.
 */
static void power_that_a_role_may_take_is_wrong(void **state)
{
    static const struct wrong cases[] = {
        {"CREATE ROLE boss SUPERUSER; CREATE ROLE between NOINHERIT; GRANT boss TO between; GRANT between TO "
         "pulssid_ingest",
         "pulssid_ingest",
         "the role pulssid_ingest may become boss, whose SUPERUSER can read everything: REVOKE boss FROM "
         "pulssid_ingest, or from the role between them\n",
         "DROP ROLE boss, between"},
        {"CREATE ROLE clerk CREATEROLE; GRANT clerk TO pulssid_report", "pulssid_report",
         "the role pulssid_report may become clerk, whose CREATEROLE can give itself any right: ",
         "DROP ROLE clerk"},
        {"GRANT pg_execute_server_program TO pulssid_report", "pulssid_report",
         "the role pulssid_report is a member of pg_execute_server_program and so can reach everything: "
         "REVOKE "
         "pg_execute_server_program FROM pulssid_report",
         "REVOKE pg_execute_server_program FROM pulssid_report"},
        {"CREATE ROLE boss SUPERUSER LOGIN; ALTER ROLE boss SET role = 'pulssid_ingest'", "boss",
         "the role boss has SUPERUSER", "DROP ROLE boss; CREATE ROLE boss LOGIN"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_wrong(*state, &cases[i]);
    }
    fixture_pg_run(*state, "DROP ROLE boss");
}

static void an_owner_is_wrong(void **state)
{
    static const struct wrong cases[] = {
        {"ALTER TABLE pulssid.team OWNER TO pulssid_stats", "pulssid_stats",
         "the role pulssid_stats owns pulssid.team, and no running role may: ALTER TABLE pulssid.team OWNER "
         "TO ",
         "ALTER TABLE pulssid.team OWNER TO postgres; REVOKE ALL ON pulssid.team FROM pulssid_stats;"
         "GRANT SELECT, INSERT ON pulssid.team TO pulssid_stats"},
        {"CREATE ROLE keeper; ALTER TABLE pulssid.calendar OWNER TO keeper; GRANT keeper TO pulssid_report",
         "pulssid_report",
         "the role pulssid_report may become keeper, which owns pulssid.calendar: REVOKE keeper FROM "
         "pulssid_report",
         "ALTER TABLE pulssid.calendar OWNER TO postgres; DROP ROLE keeper"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_wrong(*state, &cases[i]);
    }
}

#define OPEN_PERIOD                                                                                          \
    "SELECT pulssid.period_open(2901, '2025-W33', '2025-08-11', '2025-08-17', '2025-08-11', 5, 5, false);"
#define NO_PERIOD "DROP TABLE pulssid.submission_2025_w33; TRUNCATE pulssid.period CASCADE"

/* A partition has rights of its own, whatever it is called. */
static void a_right_to_answers_is_wrong(void **state)
{
    static const struct wrong cases[] = {
        {"GRANT SELECT (path) ON pulssid.submission TO pulssid_ingest", "pulssid_ingest",
         "the role pulssid_ingest can read answers in pulssid.submission: REVOKE SELECT ON "
         "pulssid.submission "
         "FROM pulssid_ingest, PUBLIC and every role that it is a member of\n",
         "REVOKE SELECT (path) ON pulssid.submission FROM pulssid_ingest"},
        {"GRANT SELECT (reasons) ON pulssid.submission TO pulssid_ingest", "pulssid_ingest",
         "the role pulssid_ingest can read answers in pulssid.submission: ",
         "REVOKE SELECT (reasons) ON pulssid.submission FROM pulssid_ingest"},
        {"GRANT SELECT (topic) ON pulssid.submission TO PUBLIC", "pulssid_report",
         "the role pulssid_report can read answers in pulssid.submission: ",
         "REVOKE SELECT (topic) ON pulssid.submission FROM PUBLIC"},
        {"GRANT SELECT ON pulssid.answer TO PUBLIC", "pulssid_report",
         "the role pulssid_report can read answers in pulssid.answer: ",
         "REVOKE SELECT ON pulssid.answer FROM PUBLIC"},
        {"GRANT SELECT ON pulssid.answer TO pulssid_stats", "pulssid_stats",
         "the role pulssid_stats can read answers in pulssid.answer: ",
         "REVOKE SELECT ON pulssid.answer FROM pulssid_stats"},
        {OPEN_PERIOD "GRANT SELECT ON pulssid.submission_2025_w33 TO pulssid_report", "pulssid_report",
         "the role pulssid_report can read answers in pulssid.submission_2025_w33: ", NO_PERIOD},
        {"GRANT SELECT (path) ON pulssid.submission TO pulssid_stats", "pulssid_stats",
         "the role pulssid_stats can read answers in pulssid.submission: ",
         "REVOKE SELECT (path) ON pulssid.submission FROM pulssid_stats"},
        {OPEN_PERIOD "GRANT SELECT ON pulssid.submission_2025_w33 TO pulssid_stats", "pulssid_stats",
         "the role pulssid_stats can read answers in pulssid.submission_2025_w33: ", NO_PERIOD},
        {"CREATE TABLE public.elsewhere PARTITION OF pulssid.answer FOR VALUES IN (7);"
         "GRANT SELECT (answers) ON public.elsewhere TO pulssid_ingest",
         "pulssid_ingest",
         "the role pulssid_ingest can read answers in public.elsewhere: ", "DROP TABLE public.elsewhere"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_wrong(*state, &cases[i]);
    }
}

/* Which stats has while it counts the period, and after it could not finish. */
static void a_right_to_a_closed_period_is_what_stats_has(void **state)
{
    fixture_pg_run(*state, OPEN_PERIOD "SELECT pulssid.period_close(2901, '2025-09-01');");
    fixture_pg_run(*state, "SELECT pulssid.period_count(2901)");
    struct heard heard = look(*state, "pulssid_stats", NULL);
    struct heard other = look(*state, "pulssid_stats", "pulssid_report");
    fixture_pg_run(*state, NO_PERIOD);
    heard_counts(&heard, 0, 0);
    heard_line(&other, "the role pulssid_stats can read answers in pulssid.submission_2025_w33: ");
}

static void a_size_is_a_warning(void **state)
{
    fixture_pg_run(*state, "GRANT EXECUTE ON FUNCTION pg_relation_size(regclass, text) TO pulssid_report");
    struct heard heard = look(*state, "pulssid_report", NULL);
    fixture_pg_run(*state, "REVOKE EXECUTE ON FUNCTION pg_relation_size(regclass, text) FROM pulssid_report");
    assert_string_equal(
        heard.sentences,
        "the role pulssid_report may execute pg_relation_size(regclass,text), which tells how "
        "many have answered: REVOKE EXECUTE ON FUNCTION pg_relation_size(regclass,text) FROM "
        "PUBLIC, pulssid_report\n");
    heard_counts(&heard, 0, 1);
}

static void a_lock_that_everybody_may_take_is_a_warning(void **state)
{
    fixture_pg_run(*state, "GRANT EXECUTE ON FUNCTION pg_advisory_lock_shared(integer, integer) TO PUBLIC");
    struct heard heard = look(*state, "pulssid_ingest", NULL);
    fixture_pg_run(*state,
                   "REVOKE EXECUTE ON FUNCTION pg_advisory_lock_shared(integer, integer) FROM PUBLIC");
    heard_line(&heard,
               "the role pulssid_ingest may execute pg_advisory_lock_shared(integer,integer), which can "
               "hold batches up: ");
    heard_counts(&heard, 0, 1);
}

/* What migrations give is known from sql/roles; everything else is too much, of whatever kind. */
static void a_right_that_nothing_gives_is_wrong(void **state)
{
    static const struct wrong cases[] = {
        {"GRANT SELECT ON pulssid.cell TO pulssid_report", "pulssid_report",
         "the role pulssid_report has SELECT on pulssid.cell, which no migration gives: REVOKE SELECT ON "
         "pulssid.cell FROM pulssid_report\n",
         "REVOKE SELECT ON pulssid.cell FROM pulssid_report"},
        {"GRANT SELECT ON exact.scores TO PUBLIC", "pulssid_ingest",
         "the role pulssid_ingest has SELECT on exact.scores, which no migration gives: REVOKE SELECT ON "
         "exact.scores FROM PUBLIC\n",
         "REVOKE SELECT ON exact.scores FROM PUBLIC"},
        {"GRANT SELECT (secret_sha256) ON pulssid.api_key TO pulssid_stats", "pulssid_stats",
         "the role pulssid_stats has SELECT (secret_sha256) on pulssid.api_key, which no migration gives: ",
         "REVOKE SELECT (secret_sha256) ON pulssid.api_key FROM pulssid_stats"},
        {"GRANT DELETE ON pulssid.published_cell TO pulssid_stats", "pulssid_stats",
         "the role pulssid_stats has DELETE on pulssid.published_cell, which no migration gives: ",
         "REVOKE DELETE ON pulssid.published_cell FROM pulssid_stats"},
        {"GRANT EXECUTE ON FUNCTION pulssid.period_seal TO pulssid_ingest", "pulssid_ingest",
         "the role pulssid_ingest has EXECUTE on FUNCTION pulssid.period_seal(",
         "REVOKE EXECUTE ON FUNCTION pulssid.period_seal FROM pulssid_ingest"},
        {OPEN_PERIOD "GRANT SELECT (team_id) ON pulssid.submission_2025_w33 TO pulssid_report",
         "pulssid_report",
         "the role pulssid_report has SELECT (team_id) on pulssid.submission_2025_w33, which no migration ",
         NO_PERIOD},
        {OPEN_PERIOD "GRANT SELECT (survey_id) ON pulssid.submission_2025_w33 TO pulssid_stats",
         "pulssid_stats",
         "the role pulssid_stats has SELECT (survey_id) on pulssid.submission_2025_w33, which no migration ",
         NO_PERIOD},
        {"GRANT USAGE ON SCHEMA pulssid TO pulssid_report", "pulssid_report",
         "the role pulssid_report has USAGE on SCHEMA pulssid, which no migration gives: REVOKE USAGE ON ",
         "REVOKE USAGE ON SCHEMA pulssid FROM pulssid_report"},
        {"GRANT CREATE ON SCHEMA report TO pulssid_ingest", "pulssid_ingest",
         "the role pulssid_ingest has CREATE on SCHEMA report, ",
         "REVOKE CREATE ON SCHEMA report FROM pulssid_ingest"},
        {"ALTER DEFAULT PRIVILEGES IN SCHEMA pulssid GRANT SELECT ON TABLES TO pulssid_report",
         "pulssid_report",
         "what postgres makes IN SCHEMA pulssid is given SELECT to pulssid_report: ALTER DEFAULT PRIVILEGES "
         "FOR ROLE postgres IN SCHEMA pulssid REVOKE SELECT ON TABLES FROM pulssid_report\n",
         "ALTER DEFAULT PRIVILEGES IN SCHEMA pulssid REVOKE SELECT ON TABLES FROM pulssid_report"},
        {"GRANT pg_write_all_data TO pulssid_stats", "pulssid_stats",
         "the role pulssid_stats is a member of pg_write_all_data and so can reach everything: ",
         "REVOKE pg_write_all_data FROM pulssid_stats"},
        {"CREATE ROLE reader; GRANT SELECT ON pulssid.spent TO reader; GRANT reader TO pulssid_report",
         "pulssid_report",
         "the role pulssid_report has SELECT on pulssid.spent, which no migration gives: REVOKE SELECT ON "
         "pulssid.spent FROM reader\n",
         "DROP OWNED BY reader; DROP ROLE reader"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_wrong(*state, &cases[i]);
    }
}

static void a_login_may_have_what_its_pipe_has(void **state)
{
    fixture_pg_run(*state, "CREATE ROLE daemon LOGIN; GRANT pulssid_stats TO daemon");
    struct heard heard = look(*state, "daemon", "pulssid_stats");
    struct heard other = look(*state, "daemon", "pulssid_ingest");
    fixture_pg_run(*state, "DROP ROLE daemon");
    heard_counts(&heard, 0, 0);
    heard_counts(&other, 0, 0); /* that it may become another pipe's role is told apart from this */
}

static void a_right_by_membership_is_wrong(void **state)
{
    static const struct wrong cases[] = {
        {OPEN_PERIOD "GRANT SELECT ON pulssid.submission_2025_w33 TO pulssid_stats;"
                     "GRANT pulssid_stats TO pulssid_ingest",
         "pulssid_ingest", "the role pulssid_ingest can read answers in pulssid.submission_2025_w33: ",
         NO_PERIOD "; REVOKE pulssid_stats FROM pulssid_ingest"},
        {"CREATE ROLE reader; GRANT SELECT (answers) ON pulssid.answer TO reader;"
         "CREATE ROLE between NOINHERIT; GRANT reader TO between; GRANT between TO pulssid_ingest",
         "pulssid_ingest", "the role pulssid_ingest can read answers in pulssid.answer: ",
         "DROP OWNED BY reader; DROP ROLE reader, between"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_wrong(*state, &cases[i]);
    }
}

static void a_view_of_answers_is_wrong(void **state)
{
    static const struct wrong cases[] = {
        {"CREATE VIEW public.how AS SELECT period, count(*) FROM pulssid.submission GROUP BY 1;"
         "CREATE VIEW public.why AS SELECT * FROM public.how; GRANT SELECT ON public.why TO pulssid_ingest",
         "pulssid_ingest",
         "the role pulssid_ingest can read what public.why makes of answers: REVOKE SELECT ON public.why "
         "FROM "
         "pulssid_ingest, PUBLIC and every role that it is a member of\n",
         "DROP VIEW public.how CASCADE"},
        {"CREATE MATERIALIZED VIEW public.once AS SELECT answers[1] FROM pulssid.answer;"
         "GRANT SELECT ON public.once TO PUBLIC",
         "pulssid_stats", "the role pulssid_stats can read what public.once makes of answers: ",
         "DROP MATERIALIZED VIEW public.once"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_wrong(*state, &cases[i]);
    }
    /* One that reads with the reader's rights gives none. */
    fixture_pg_run(*state, "CREATE VIEW public.mine WITH (security_invoker = on) AS SELECT answers FROM "
                           "pulssid.submission; GRANT SELECT ON public.mine TO pulssid_ingest");
    struct heard heard = look(*state, "pulssid_ingest", NULL);
    fixture_pg_run(*state, "DROP VIEW public.mine");
    heard_counts(&heard, 0, 0);
}

#define PEEK                                                                                                 \
    "CREATE FUNCTION public.peek() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT 1::bigint'"

/* What such a function does cannot be known; it is ours when a migration made it. */
static void a_function_with_a_readers_rights_is_wrong(void **state)
{
    static const struct wrong cases[] = {
        {PEEK, "pulssid_ingest",
         "the role pulssid_ingest may execute public.peek() with the rights of postgres, who can read "
         "answers: "
         "REVOKE EXECUTE ON ROUTINE public.peek() FROM PUBLIC, pulssid_ingest\n",
         "DROP FUNCTION public.peek"},
        {"CREATE ROLE reader; GRANT SELECT ON pulssid.answer TO reader;"
         "CREATE FUNCTION pulssid.peek() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT 1::bigint';"
         "ALTER FUNCTION pulssid.peek() OWNER TO reader",
         "pulssid_ingest",
         "the role pulssid_ingest may execute pulssid.peek() with the rights of reader, who can read ",
         "DROP OWNED BY reader; DROP ROLE reader"},
        /* Named like one of ours. */
        {"CREATE FUNCTION pulssid.withdraw(text) RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT "
         "1::bigint'",
         "pulssid_ingest",
         "the role pulssid_ingest may execute pulssid.withdraw(text) with the rights of postgres, who ",
         "DROP FUNCTION pulssid.withdraw(text)"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_wrong(*state, &cases[i]);
    }
    static const char *const harmless[] = {
        PEEK "; REVOKE EXECUTE ON FUNCTION public.peek FROM PUBLIC",
        PEEK "; ALTER FUNCTION public.peek() OWNER TO pulssid_report",
        PEEK "; ALTER FUNCTION public.peek() SECURITY INVOKER",
        PEEK "; REVOKE USAGE ON SCHEMA public FROM PUBLIC",
    };
    for (size_t i = 0; i < sizeof harmless / sizeof *harmless; i++) {
        fixture_pg_run(*state, harmless[i]);
        struct heard heard = look(*state, "pulssid_ingest", NULL);
        fixture_pg_run(*state, "DROP FUNCTION public.peek; GRANT USAGE ON SCHEMA public TO PUBLIC");
        heard_counts(&heard, 0, 0);
    }
}

static void a_commit_that_does_not_wait_is_wrong(void **state)
{
    static const struct wrong wrong = {
        "ALTER ROLE pulssid_ingest SET synchronous_commit = off", "pulssid_ingest",
        "synchronous_commit is off for the role pulssid_ingest: a submission that was acknowledged can be "
        "lost "
        "when the machine fails; ALTER ROLE pulssid_ingest SET synchronous_commit = on\n",
        "ALTER ROLE pulssid_ingest RESET synchronous_commit"};
    assert_wrong(*state, &wrong);
}

static struct heard apart(const struct fixture_pg *fixture, const char *user, const char *other)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(fixture, user);
    struct heard heard = {0};
    const struct finding_sink sink = {heard_found, &heard};
    struct error err;
    char name[ROLE_CHECK_NAME_SIZE];
    assert_true(role_check_name(db, name, &err));
    assert_string_equal(name, user);
    assert_true(role_check_apart(db, other, &sink, &err));
    return heard;
}

static void a_role_that_may_become_anothers_is_wrong(void **state)
{
    fixture_pg_run(*state, "GRANT pulssid_ingest TO pulssid_report");
    struct heard heard = apart(*state, "pulssid_report", "pulssid_ingest");
    struct heard other_way = apart(*state, "pulssid_ingest", "pulssid_report");
    fixture_pg_run(*state, "REVOKE pulssid_ingest FROM pulssid_report");
    assert_string_equal(heard.sentences,
                        "the role pulssid_report may become pulssid_ingest, the role of another pipe: "
                        "REVOKE pulssid_ingest FROM pulssid_report, or from the role between them\n");
    heard_counts(&heard, 1, 0);
    heard_counts(&other_way, 0, 0);
    heard = apart(*state, "pulssid_report", "pulssid_ingest");
    heard_counts(&heard, 0, 0);
    heard = apart(*state, "postgres", "pulssid_ingest");
    heard_counts(&heard, 0, 0);
    heard = apart(*state, "pulssid_report", "pulssid_report");
    heard_counts(&heard, 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(roles_as_made_are_clean),
        cmocka_unit_test(a_superuser_is_told_that_it_is_one),
        cmocka_unit_test(power_is_wrong),
        cmocka_unit_test(power_that_a_role_may_take_is_wrong),
        cmocka_unit_test(an_owner_is_wrong),
        cmocka_unit_test(a_right_to_answers_is_wrong),
        cmocka_unit_test(a_right_to_a_closed_period_is_what_stats_has),
        cmocka_unit_test(a_size_is_a_warning),
        cmocka_unit_test(a_lock_that_everybody_may_take_is_a_warning),
        cmocka_unit_test(a_right_that_nothing_gives_is_wrong),
        cmocka_unit_test(a_login_may_have_what_its_pipe_has),
        cmocka_unit_test(a_right_by_membership_is_wrong),
        cmocka_unit_test(a_view_of_answers_is_wrong),
        cmocka_unit_test(a_function_with_a_readers_rights_is_wrong),
        cmocka_unit_test(a_commit_that_does_not_wait_is_wrong),
        cmocka_unit_test(a_role_that_may_become_anothers_is_wrong),
    };
    return cmocka_run_group_tests(tests, fixture_pg_start_group, fixture_pg_stop_group);
}
