/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A period on its way from open to published: what is due, what was frozen, what is sealed. */
#include "store/period_store.h"

#include <string.h>

#include "base/clock.h"
#include "store_trial.h"

#define LAST_DAY 19974 /* 2024-09-08, of week 2852 */

/* Two open weeks over a unit U (1) and its team A (2), which sends customers on. */
static int found(void **state)
{
    fixture_pg_clear(*state);
    fixture_pg_run(
        *state,
        "INSERT INTO pulssid.team (code) VALUES ('U'), ('A'), ('late');"
        "INSERT INTO pulssid.team_version (team_id, name, parent_id, headcount, role) VALUES (1, 'u', NULL, "
        "NULL, 'normal'), (2, 'a', 1, 0, 'router');"
        "INSERT INTO pulssid.survey (code, version, audience, definition) VALUES ('s', 1, 'employee', "
        "'\"s1\"'), ('s', 2, 'employee', '\"s2\"'), ('s', 3, 'employee', '\"s3\"'), ('t', 1, 'customer', "
        "'\"t1\"'), ('t', 2, 'customer', '\"t2\"');"
        "SELECT pulssid.period_open(2852, '2024-W36', '2024-09-02', '2024-09-08', '2024-09-02', 5, 6, false);"
        "SELECT pulssid.period_open(2853, '2024-W37', '2024-09-09', '2024-09-15', '2024-09-09', 7, 8, "
        "false)");
    return 0;
}

static bool close_period(struct db *db, int32_t period, int32_t today)
{
    struct error err = {0};
    bool closed = false;
    if (!period_store_close(db, period, today, &closed, &err)) {
        fail_msg("%s", err.text);
    }
    return closed;
}

static void the_kind_is_that_of_the_calendar(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "postgres");
    struct error err = {0};
    enum period_kind kind = PERIOD_MONTH;
    assert_true(period_store_kind(db, &kind, &err));
    assert_int_equal(kind, PERIOD_WEEK);
    assert_true(db_begin(db, &err));
    assert_true(db_script(db, "UPDATE pulssid.calendar SET kind = 'month'", &err));
    assert_true(period_store_kind(db, &kind, &err));
    assert_int_equal(kind, PERIOD_MONTH);
    assert_true(db_script(db, "DELETE FROM pulssid.calendar", &err));
    assert_false(period_store_kind(db, &kind, &err));
    assert_int_equal(err.code, ERROR_CONFLICT);
    assert_string_equal(err.text, "the database has no calendar yet: run pulssid migrate");
    assert_int_equal(kind, PERIOD_MONTH);
    db_rollback(db);
}

/* Batches and the opening of periods go on while somebody cycles. */
static void the_lock_holds_up_no_period(void **state)
{
    struct db *cycling CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct error err = {0};
    bool locked = false;
    assert_true(period_store_lock(cycling, &locked, &err));
    assert_true(locked);
    assert_true(db_script(db, "SET statement_timeout = '5s'", &err));
    assert_true(close_period(db, 2852, LAST_DAY + 3));
    assert_true(period_store_lock(db, &locked, &err));
    assert_false(locked);
    assert_int_equal(
        fixture_pg_number(*state, "SELECT pg_try_advisory_lock(pulssid.period_lock_class(), -1)::int"), 1);
    period_store_unlock(cycling);
    assert_true(period_store_lock(db, &locked, &err));
    assert_true(locked);
}

static void assert_due(const struct fixture_pg *fixture, struct period_due due,
                       const struct period_row *expected, size_t n_expected)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(fixture, "pulssid_stats");
    struct period_row *rows CLEANUP(free) = NULL;
    struct error err = {0};
    size_t n = 77;
    assert_true(period_store_due(db, &due, &rows, &n, &err));
    assert_int_equal(n, n_expected);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(rows[i].period, expected[i].period);
        assert_string_equal(rows[i].id, expected[i].id);
        assert_string_equal(rows[i].table, expected[i].table);
        assert_int_equal(rows[i].state, expected[i].state);
        assert_int_equal(rows[i].k_employee, expected[i].k_employee);
        assert_int_equal(rows[i].k_customer, expected[i].k_customer);
    }
}

/* A closed one is due though its last day has not come and a backfill opened it: a run has begun with it. */
static void due_is_what_is_over_and_what_was_begun(void **state)
{
    static const struct period_row rows[] = {
        {2851, "old", "pulssid.submission_old", PERIOD_OPEN, 5, 6},
        {2852, "2024-W36", "pulssid.submission_2024_w36", PERIOD_OPEN, 5, 6},
        {2853, "2024-W37", "pulssid.submission_2024_w37", PERIOD_CLOSED, 7, 8}};
    fixture_pg_run(*state, "INSERT INTO pulssid.period VALUES (2850, 'done', '2024-08-19', '2024-08-25', "
                           "'published', 5, 6, false), (2851, 'old', '2024-08-26', '2024-09-01', 'open', 5, "
                           "6, true)");
    assert_due(*state, (struct period_due){LAST_DAY + 2, 2, true}, NULL, 0);
    fixture_pg_run(*state, "UPDATE pulssid.period SET state = 'closed', backfill = true WHERE period = 2853");
    assert_due(*state, (struct period_due){LAST_DAY + 2, 2, true}, &rows[2], 1);
    assert_due(*state, (struct period_due){LAST_DAY + 3, 2, true}, &rows[1], 2);
    assert_due(*state, (struct period_due){LAST_DAY + 3, 2, false}, &rows[0], 3);
}

static void an_open_period_is_closed_once(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    assert_true(close_period(db, 2852, LAST_DAY + 3));
    assert_false(close_period(db, 2852, LAST_DAY + 4));
    assert_false(close_period(db, 99, LAST_DAY + 4));
    assert_stored(*state, "SELECT period, state, closed_on FROM pulssid.period ORDER BY period",
                  "(2852,closed,2024-09-11) (2853,open,)");
}

/* Without statistics of a new period the planner would take nested loops for good. */
static void publishing_is_set_up_for_its_transaction_alone(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    const char *settings = "SELECT concat_ws(' ', current_setting('jit'), current_setting('work_mem'), "
                           "current_setting('enable_nestloop'))";
    struct db_result *before CLEANUP(db_result_free) = NULL;
    struct db_result *during CLEANUP(db_result_free) = NULL;
    struct db_result *after CLEANUP(db_result_free) = NULL;
    struct error err = {0};
    assert_true(db_query(db, settings, DB_NO_PARAMS, &before, &err));
    assert_true(close_period(db, 2852, LAST_DAY + 3));
    assert_true(period_store_begin(db, 2852, &err));
    assert_true(db_in_transaction(db));
    assert_true(db_query(db, settings, DB_NO_PARAMS, &during, &err));
    assert_string_equal(db_text(during, 0, 0), "off 64MB off");
    assert_true(db_commit(db, &err));
    assert_true(db_query(db, settings, DB_NO_PARAMS, &after, &err));
    assert_string_equal(db_text(after, 0, 0), db_text(before, 0, 0));
}

/* Before that there is no right to read them; nor is there in the transaction that closes the period, where
 * one could look and take the closing back. */
static void submissions_are_read_once_their_period_is_closed(void **state)
{
    static const char read[] = "SELECT count(*) FROM pulssid.submission_2024_w36";
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct error err = {0};
    assert_false(period_store_begin(db, 2852, &err));
    assert_int_equal(err.code, ERROR_DATABASE);
    db_rollback(db);
    assert_true(db_begin(db, &err));
    assert_true(close_period(db, 2852, LAST_DAY + 3));
    assert_false(db_query(db, "SELECT pulssid.period_count(2852)", DB_NO_PARAMS, NULL, &err));
    db_rollback(db);
    assert_true(close_period(db, 2852, LAST_DAY + 3));
    assert_false(db_query(db, read, DB_NO_PARAMS, NULL, &err));
    assert_true(period_store_begin(db, 2852, &err));
    assert_true(db_query(db, read, DB_NO_PARAMS, NULL, &err));
    db_rollback(db);
    assert_false(db_query(db, read, DB_NO_PARAMS, NULL, &err));
}

static void the_tree_is_that_of_the_opening(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct team_tree *tree CLEANUP(team_tree_free) = NULL;
    struct error err = {0};
    fixture_pg_run(*state, "UPDATE pulssid.period_team SET headcount = 40 WHERE period = 2853;"
                           "UPDATE pulssid.team_version SET parent_id = NULL, headcount = 50, role = "
                           "'normal';"
                           "INSERT INTO pulssid.team_version (team_id, name) VALUES (3, 'late')");
    assert_true(period_store_tree(db, 2852, &tree, &err));
    assert_int_equal(tree->n, 3);
    assert_string_equal(tree->nodes[0].team.code, "A");
    assert_int_equal(tree->nodes[0].team.id, 2);
    assert_int_equal(tree->nodes[0].team.parent_id, 1);
    assert_int_equal(tree->nodes[0].team.headcount, 0);
    assert_true(tree->nodes[0].team.is_router);
    assert_int_equal(tree->nodes[1].team.headcount, HEADCOUNT_UNKNOWN);
    assert_int_equal(tree->nodes[1].team.parent_id, 0);
    assert_false(tree->nodes[1].team.is_router);
}

/* Keeps the definition, a text of two letters, as the code; refuses every other. */
static bool parse(struct span json, struct survey **ret_survey, struct error *err)
{
    if (json.len != strlen("\"s1\"")) {
        return error_set(err, ERROR_INPUT, "title: expected a text");
    }
    struct survey *survey = calloc(1, sizeof *survey);
    assert_non_null(survey);
    memcpy(survey->code, json.data + 1, json.len - 2);
    *ret_survey = survey;
    return true;
}

/* s1 is answered, once and once withdrawn; t1 is withdrawn; t2 is answered in another week. */
static void surveys_are_the_answered_and_the_newest(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct error err = {0};
    fixture_pg_run(
        *state,
        "INSERT INTO pulssid.submission (team_id, period, id_hash, survey_id, answers) SELECT 2, p, "
        "gen_random_uuid(), s, a::smallint[] FROM (VALUES (2852, 1, '{1}'), (2852, 1, NULL), "
        "(2852, 4, NULL), (2853, 5, '{1}')) v(p, s, a);"
        "INSERT INTO pulssid.submission (team_id, period, id_hash, survey_id, answers) SELECT 1, 2852, "
        "gen_random_uuid(), s, '{1}' FROM (VALUES (3), (3), (3), (1)) v(s)");
    assert_true(close_period(db, 2852, LAST_DAY + 3));
    assert_true(close_period(db, 2853, LAST_DAY + 10));
    struct period_surveys surveys CLEANUP(period_surveys_free) = {0};
    assert_true(period_store_begin(db, 2852, &err));
    assert_true(period_store_surveys(db, "pulssid.submission_2024_w36", parse, &surveys, &err));
    static const struct {
        int32_t id;
        const char *definition;
        int64_t submissions;
    } expected[] = {{5, "t2", 0}, {3, "s3", 3}, {1, "s1", 2}};
    assert_int_equal(surveys.n, 3);
    assert_int_equal(surveys.most, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(surveys.surveys[i]->id, expected[i].id);
        assert_string_equal(surveys.surveys[i]->code, expected[i].definition);
        assert_int_equal(surveys.submissions[i], expected[i].submissions);
    }
}

/* The second of them cannot be read; the first is not left behind. */
static void a_survey_that_cannot_be_read_is_named(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct error err = {0};
    struct period_surveys surveys = {.n = 77};
    fixture_pg_run(*state, "UPDATE pulssid.survey SET definition = '{}' WHERE id = 3");
    assert_true(close_period(db, 2852, LAST_DAY + 3));
    assert_true(period_store_begin(db, 2852, &err));
    assert_false(period_store_surveys(db, "pulssid.submission_2024_w36", parse, &surveys, &err));
    assert_int_equal(err.code, ERROR_INPUT);
    assert_string_equal(err.text, "survey 3: title: expected a text");
    assert_int_equal(surveys.n, 77);
}

static void add_invitation(void *ctx, int32_t team_id, int64_t invited)
{
    int64_t *by_team = ctx;
    assert_in_range(team_id, 1, 2);
    by_team[team_id] += invited;
}

static void invitations_are_those_of_one_survey_and_period(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct error err = {0};
    int64_t by_team[3] = {0};
    fixture_pg_run(*state,
                   "INSERT INTO pulssid.invitation VALUES (1, 2852, 's', 30), (2, 2852, 's', 12), (2, "
                   "2852, 't', 400), (2, 2853, 's', 5000)");
    assert_true(period_store_invited(db, 2852, "s", add_invitation, by_team, &err));
    assert_int_equal(by_team[1], 30);
    assert_int_equal(by_team[2], 12);
}

/* One respondent of each team and survey. */
static void submit(const struct fixture_pg *fixture, struct db *db)
{
    fixture_pg_run(fixture,
                   "INSERT INTO pulssid.submission (team_id, period, id_hash, survey_id, answers, rated, "
                   "ratings, path) SELECT t, 2852, gen_random_uuid(), s, '{1,2,3}', '{9}', '{5}', '{7,8}' "
                   "FROM generate_series(1, 2) t, generate_series(1, 2) s");
    assert_true(close_period(db, 2852, LAST_DAY + 3));
}

static void answers_go_where_the_plan_says(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct error err = {0};
    const struct seal_row plan[] = {
        {.team_id = 1, .survey_id = 1, .target_id = 1, .n_keep = 3, .keep = {true, true, true}},
        {.team_id = 2, .survey_id = 1, .target_id = 0, .n_keep = 3, .keep = {true, false, true}},
        {.team_id = 2, .survey_id = 2, .target_id = 2, .n_keep = 3}};
    submit(*state, db);
    if (!period_store_seal(db, 2852, plan, 3, &err)) {
        fail_msg("%s", err.text);
    }
    assert_stored(*state, "SELECT * FROM pulssid.answer ORDER BY team_id",
                  "(0,2852,1,\"{1,NULL,3}\") (1,2852,1,\"{1,2,3}\") (2,2852,2,\"{NULL,NULL,NULL}\")");
}

/* Closed three days after its last one, with 14 days for late retries of the ids and a day for those under
 * way. */
static void without_a_plan_ids_alone_are_kept_for_a_while(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct error err = {0};
    assert_false(period_store_seal(db, 2852, NULL, 0, &err));
    assert_int_equal(err.code, ERROR_DATABASE);
    assert_string_equal(err.text, "period 2852 is not closed");
    submit(*state, db);
    assert_true(period_store_seal(db, 2852, NULL, 0, &err));
    assert_true(period_store_drop_spent(db, LAST_DAY + 15, 14, &err));
    assert_stored(*state,
                  "SELECT state, (SELECT count(*) FROM pulssid.answer) AS answers, (SELECT count(*) FROM "
                  "pulssid.spent) AS spent FROM pulssid.period WHERE period = 2852",
                  "(published,0,4)");
    assert_true(period_store_drop_spent(db, LAST_DAY + 16, 14, &err));
    assert_int_equal(fixture_pg_number(*state, "SELECT count(*) FROM pulssid.spent"), 0);
}

static void answers_go_when_their_retention_is_over(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct error err = {0};
    const struct seal_row plan = {
        .team_id = 1, .survey_id = 1, .target_id = 1, .n_keep = 3, .keep = {true, true, true}};
    int32_t periods = 7;
    submit(*state, db);
    assert_true(period_store_seal(db, 2852, &plan, 1, &err));
    assert_true(period_store_drop_answers(db, LAST_DAY + 90, 90, &periods, &err));
    assert_int_equal(periods, 0);
    assert_true(period_store_drop_answers(db, LAST_DAY + 90000, 0, &periods, &err));
    assert_int_equal(periods, 0);
    assert_int_equal(fixture_pg_number(*state, "SELECT count(*) FROM pulssid.answer"), 1);
    assert_true(period_store_drop_answers(db, LAST_DAY + 91, 90, &periods, &err));
    assert_int_equal(periods, 1);
    assert_int_equal(fixture_pg_number(*state, "SELECT count(*) FROM pulssid.answer"), 0);
    assert_true(period_store_drop_answers(db, LAST_DAY + 91, 90, &periods, &err));
    assert_int_equal(periods, 0);
}

/* A backup reads for long: batches, which read spent ids too, are not to queue behind this. */
static void forgetting_gives_way_to_who_reads(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct db *backup CLEANUP(db_close) = fixture_pg_open(*state, "postgres");
    struct error err = {0};
    submit(*state, db);
    assert_true(period_store_seal(db, 2852, NULL, 0, &err));
    assert_true(db_begin(backup, &err) &&
                db_script(backup, "LOCK TABLE pulssid.spent IN ACCESS SHARE MODE", &err));
    int64_t start_ms = clock_monotonic_ms();
    assert_false(period_store_drop_spent(db, LAST_DAY + 16, 14, &err));
    int64_t waited_ms = clock_monotonic_ms() - start_ms;
    assert_int_equal(err.code, ERROR_DATABASE_UNAVAILABLE);
    assert_string_equal(err.text, "dropping spent ids: canceling statement due to lock timeout");
    assert_in_range(waited_ms, 900, 9000);
    db_rollback(backup);
    assert_true(period_store_drop_spent(db, LAST_DAY + 16, 14, &err));
    assert_int_equal(fixture_pg_number(*state, "SELECT count(*) FROM pulssid.spent"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(the_kind_is_that_of_the_calendar, found),
        cmocka_unit_test_setup(due_is_what_is_over_and_what_was_begun, found),
        cmocka_unit_test_setup(an_open_period_is_closed_once, found),
        cmocka_unit_test_setup(publishing_is_set_up_for_its_transaction_alone, found),
        cmocka_unit_test_setup(submissions_are_read_once_their_period_is_closed, found),
        cmocka_unit_test_setup(the_tree_is_that_of_the_opening, found),
        cmocka_unit_test_setup(surveys_are_the_answered_and_the_newest, found),
        cmocka_unit_test_setup(a_survey_that_cannot_be_read_is_named, found),
        cmocka_unit_test_setup(invitations_are_those_of_one_survey_and_period, found),
        cmocka_unit_test_setup(answers_go_where_the_plan_says, found),
        cmocka_unit_test_setup(without_a_plan_ids_alone_are_kept_for_a_while, found),
        cmocka_unit_test_setup(answers_go_when_their_retention_is_over, found),
        cmocka_unit_test_setup(forgetting_gives_way_to_who_reads, found),
        /* The last: where it fails, a session that holds the lock is left behind. */
        cmocka_unit_test_setup(the_lock_holds_up_no_period, found),
    };
    return cmocka_run_group_tests(tests, fixture_pg_start_group, fixture_pg_stop_group);
}
