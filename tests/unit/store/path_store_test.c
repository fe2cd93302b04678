/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Paths counted in PostgreSQL: visits, contacts by handoffs, groups of ratings, and windows of releases. */
#include "store/path_store.h"

#include <math.h>

#include "store_trial.h"

static const struct period_row period = {
    .period = 2852, .table = "pulssid.submission_2024_w36", .k_employee = 5, .k_customer = 5};

/* Survey 1 asks employees, 2 customers (csat, 1 to 5). A path of a customer is given as "{1,2}"; NULL: none.
 */
static void submit(const struct fixture_pg *fixture, const char *rows)
{
    char sql[4096];
    fixture_pg_clear(fixture);
    int len = snprintf(
        sql, sizeof sql,
        "INSERT INTO pulssid.survey (code, version, audience, definition) VALUES ('p', 1, 'employee', '{}'),"
        " ('c', 1, 'customer', '{}');"
        "SELECT pulssid.period_open(2852, '2024-W36', '2024-09-02', '2024-09-08', '2024-09-02', 5, 5, false);"
        "INSERT INTO pulssid.submission (team_id, period, id_hash, survey_id, answers, path)"
        " SELECT team, 2852, gen_random_uuid(), survey, a::smallint[], p::int[] FROM (VALUES %s)"
        " v(n, team, survey, a, p), generate_series(1, n);"
        "SELECT pulssid.period_close(2852, '2024-09-12')",
        rows);
    assert_in_range(len, 1, sizeof sql - 1);
    fixture_pg_run(fixture, sql);
}

/* Teams 3 to 6, of which 5 is not cleared; 4 is no leaf. Their order is not that of ids. */
static const struct handoff_team teams[] = {
    {.team_id = 6}, {.team_id = 5, .class = HANDOFF_NOT_CLEARED}, {.team_id = 3}};
#define N 3

static void begin(struct db *db)
{
    struct error err = {0};
    if (!db_query(db, "SELECT pulssid.period_count(2852)", DB_NO_PARAMS, NULL, &err)) {
        fail_msg("%s", err.text);
    }
}

static void count(const struct fixture_pg *fixture, size_t n)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(fixture, "pulssid_stats");
    struct error err = {0};
    begin(db);
    if (!path_store_count(db, &period, teams, n, &err)) {
        fail_msg("%s", err.text);
    }
}

#define VISITS "SELECT team_id, period, n FROM pulssid.visit ORDER BY 1"
#define COUNTS "SELECT * FROM pulssid.path_count"

/* Visits are of cleared teams, whoever else was on the way; contacts of those who touched cleared teams
 * alone. */
static void visits_and_contacts(void **state)
{
    submit(*state,
           "(6, 3, 2, '{5}', '{3}'), (2, 3, 2, '{NULL}', NULL), (3, 3, 2, '{5}', '{3,6}'),"
           "(4, 3, 2, '{4}', '{3,6,3}'), (1, 6, 2, '{4}', '{6,3,6,3,6}'), (7, 3, 2, '{1}', '{3,5,6}'),"
           "(8, 5, 2, '{1}', '{5}'), (9, 3, 1, '{1}', NULL), (10, 3, 2, NULL, NULL),"
           "(11, 4, 2, '{1}', '{4}'), (12, 6, 2, '{1}', '{6,7}')");
    count(*state, N);
    assert_stored(*state, VISITS, "(3,2852,28) (6,2852,29)");
    assert_stored(*state, COUNTS, "(2852,\"{8,3,4,1}\",15,35,5)");
}

/* Gives reasons and a topic to customers of a path, before the period is closed. */
#define SAYS(path, says) "UPDATE pulssid.submission SET " says " WHERE path = '" path "';"

static void submit_saying(const struct fixture_pg *fixture, const char *rows, const char *says)
{
    submit(fixture, rows);
    fixture_pg_run(fixture, says);
}

#define REASONS_KEPT "SELECT * FROM pulssid.reason_count"
#define TOPICS_KEPT "SELECT * FROM pulssid.topic_count ORDER BY 1"
#define ENDS_KEPT "SELECT team_id, topic, n FROM pulssid.topic_end ORDER BY 2, 1"

/* Steps are counted by reason, and contacts that give any; whose path has a team that is not cleared are not.
 */
static void reasons_of_handoffs(void **state)
{
    submit_saying(*state,
                  "(4, 3, 2, '{5}', '{3,6}'), (2, 3, 2, '{4}', '{3,6,3}'), (3, 6, 2, '{1}', '{6,3}'),"
                  "(7, 3, 2, '{1}', '{3,5}'), (9, 3, 2, '{5}', '{3}')",
                  SAYS("{3,6}", "reasons = '{1}'") SAYS("{3,6,3}", "reasons = '{5,4}'")
                      SAYS("{6,3}", "reasons = '{0}'") SAYS("{3,5}", "reasons = '{2}'"));
    count(*state, N);
    assert_stored(*state, REASONS_KEPT, "(2852,6,\"{4,0,0,2,2}\")");
    submit_saying(*state, "(4, 3, 2, '{5}', '{3,6}'), (3, 6, 2, '{1}', '{6,3}')",
                  SAYS("{3,6}", "reasons = '{3}'"));
    count(*state, N);
    assert_stored(*state, REASONS_KEPT, "");
    assert_stored(*state, COUNTS, "(2852,\"{0,7,0,0}\",7,7,0)");
}

/* A topic of four is not kept, nor where four of another ended. Those without a path ended where they began.
 */
static void topics_of_contacts(void **state)
{
    submit_saying(*state,
                  "(4, 3, 2, '{5}', '{3,6}'), (2, 3, 2, '{4}', '{3,6,3}'), (3, 3, 2, '{1}', '{3}'),"
                  "(7, 3, 2, '{1}', '{3,5}'), (4, 6, 2, '{5}', '{6}'), (5, 6, 2, '{5}', '{6,3}')",
                  SAYS("{3,6}", "topic = 'b'") SAYS("{3,6,3}", "topic = 'b'")
                      SAYS("{3}", "topic = 'b', path = NULL") SAYS("{3,5}", "topic = 'b'")
                          SAYS("{6}", "topic = 'c'") SAYS("{6,3}", "topic = 'A', reasons = '{2}'"));
    count(*state, N);
    assert_stored(*state, TOPICS_KEPT, "(A,2852,5,5,5) (b,2852,9,6,8)");
    assert_stored(*state, ENDS_KEPT, "(3,A,5)");
    assert_stored(*state, REASONS_KEPT, "(2852,5,\"{0,5,0,0,0}\")");
    assert_stored(*state, VISITS, "(3,2852,23) (6,2852,15)");
}

static void nobody_is_cleared(void **state)
{
    submit(*state, "(6, 3, 2, '{5}', '{3,6}')");
    count(*state, 0);
    assert_stored(*state, VISITS, "");
    assert_stored(*state, COUNTS, "(2852,\"{0,0,0,0}\",0,0,0)");
}

/* What came of a reading, as text. */
struct heard {
    char text[256];
    size_t len;
    size_t most; /* groups to take */
};

static bool hear(void *ctx, const struct path_group *group, struct error *err)
{
    struct heard *heard = ctx;
    if (heard->most-- == 0) {
        return error_set(err, ERROR_INPUT, "enough");
    }
    heard->len += (size_t)snprintf(heard->text + heard->len, sizeof heard->text - heard->len,
                                   "%d:%d %d %d %d, ", (int)group->entry, (int)group->handoffs, (int)group->n,
                                   (int)group->sum, (int)group->squares);
    return true;
}

static bool read_groups(const struct fixture_pg *fixture, struct heard *heard, struct error *err)
{
    struct survey survey = {.id = 2, .audience = AUDIENCE_CUSTOMER, .n_questions = 1};
    survey.questions[0] = (struct question){.kind = QUESTION_SCALE, .min = 1, .max = 5};
    const struct dimension csat = {.code = "csat", .kind = DIMENSION_MEAN, .n_items = 1, .unit = 4};
    const struct path_query query = {{period.table, &survey, &csat, 1, 0}, teams, N};
    struct db *db CLEANUP(db_close) = fixture_pg_open(fixture, "pulssid_stats");
    begin(db);
    return path_store_groups(db, &query, hear, heard, err);
}

/* By where a contact entered, not by who sent it; unrated ones and those with others than cleared teams not.
 */
static void groups_of_ratings(void **state)
{
    struct heard heard = {.most = 9};
    struct error err = {0};
    submit(*state, "(2, 3, 2, '{5}', '{3}'), (1, 3, 2, '{2}', NULL), (3, 6, 2, '{4}', '{3,6}'),"
                   "(1, 3, 2, '{1}', '{3,6,3}'), (2, 6, 2, '{3}', '{6}'), (7, 3, 2, '{1}', '{3,5}'),"
                   "(8, 6, 2, '{NULL}', '{6}'), (4, 3, 1, '{1}', NULL), (3, 3, 2, NULL, NULL)");
    assert_true(read_groups(*state, &heard, &err));
    assert_string_equal(heard.text, "3:0 3 9 33, 3:1 3 9 27, 3:2 1 0 0, 6:0 2 4 8, ");
}

static void a_reader_who_has_enough_ends_it(void **state)
{
    struct heard heard = {.most = 1};
    struct error err = {0};
    submit(*state, "(2, 3, 2, '{5}', '{3}'), (3, 6, 2, '{4}', '{3,6}')");
    assert_false(read_groups(*state, &heard, &err));
    assert_string_equal(err.text, "enough");
    assert_string_equal(heard.text, "3:0 2 8 32, ");
}

static const struct dimension satisfaction = {
    .code = "csat", .kind = DIMENSION_MEAN, .n_items = 1, .unit = 4};

/* Of customers, on 1 to 5. */
static struct survey visit_survey(void)
{
    struct survey survey = {.id = 2, .audience = AUDIENCE_CUSTOMER, .n_questions = 1};
    survey.questions[0] = (struct question){.kind = QUESTION_SCALE, .min = 1, .max = 5};
    return survey;
}

static bool hear_class(void *ctx, const struct path_class *class, struct error *err)
{
    struct heard *heard = ctx;
    (void)err;
    for (size_t i = 0; i < class->n_teams; i++) {
        heard->len += (size_t)snprintf(heard->text + heard->len, sizeof heard->text - heard->len, "%d ",
                                       (int)class->team_ids[i]);
    }
    heard->len += (size_t)snprintf(heard->text + heard->len, sizeof heard->text - heard->len, "%d:%d, ",
                                   (int)class->steps, (int)class->n);
    return true;
}

/* Those who touched the same teams, but came back or not, are two classes; those who did not rate are in
 * none. */
static void classes_by_teams_and_steps(void **state)
{
    struct survey survey = visit_survey();
    struct tally_query query = {period.table, &survey, &satisfaction, 1, 4};
    struct heard heard = {0};
    struct error err = {0};
    submit(*state, "(7, 3, 2, '{5}', '{3}'), (1, 3, 2, '{2}', NULL), (5, 6, 2, '{4}', '{6,3}'),"
                   "(2, 3, 2, '{1}', '{3,6}'), (3, 3, 2, '{1}', '{3,6,3}'), (2, 6, 2, '{3}', '{6,3,6,3,5}'),"
                   "(1, 9, 2, '{3}', '{9}'), (8, 6, 2, '{NULL}', '{6}'), (4, 3, 1, '{1}', NULL)");
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    begin(db);
    assert_true(path_store_classes(db, &query, hear_class, &heard, &err));
    assert_string_equal(heard.text, "3 0:8, 3 6 1:7, 3 6 2:3, 3 5 6 3:2, ");
}

/* Of those who touched 3 or 6 (5 is not cleared): a team of the other kind beside them takes nobody out. */
static void steps_are_summed(void **state)
{
    struct survey survey = visit_survey();
    const struct path_query query = {{period.table, &survey, &satisfaction, 1, 0}, teams, N};
    struct path_steps steps = {.step = {[1] = {2, 100, 40, 60}}};
    struct error err = {0};
    submit(*state,
           "(3, 3, 2, '{5}', '{3}'), (1, 3, 2, '{2}', NULL), (5, 6, 2, '{4}', '{6,3}'),"
           "(2, 3, 2, '{1}', '{3,5}'), (3, 3, 2, '{3}', '{3,6,3,6}'), (2, 6, 2, '{5}', '{3,6,3,6,3}'),"
           "(9, 5, 2, '{1}', '{5}'), (9, 3, 2, '{NULL}', '{3,6}')");
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    begin(db);
    assert_true(path_store_steps(db, &query, &steps, &err));
    assert_true(steps.step[0].n == 4 && steps.step[0].sum == 325);
    assert_true(steps.step[0].low == 25 && steps.step[0].high == 100);
    assert_true(steps.step[1].n == 9 && steps.step[1].sum == 100 + 5 * 75);
    assert_true(steps.step[1].low == 0 && steps.step[1].high == 75);
    assert_true(steps.step[2].n == 0);
    assert_true(steps.step[3].n == 5 && steps.step[3].sum == 350 && steps.step[3].low == 50);
}

static void groups_are_written(void **state)
{
    const struct path_steps steps = {{{20, 1000, 0, 100}, {30, 1.0, 0, 1}, {10, 5, 0, 1}, {10, 5, 0, 1}}};
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct error err = {0};
    submit(*state, "(2, 3, 2, '{5}', '{3}')");
    assert_true(path_store_add_steps(db, 2852, &steps, 2, &err));
    assert_stored(*state, "SELECT * FROM pulssid.path_satisfaction",
                  "(2852,\"{20,30}\",\"{50,0.03333333333333333}\")");
}

static void a_penalty_is_kept_with_every_bit(void **state)
{
    const struct path_penalty penalty = {30, 12, 4, 0.1 + 0.2, -1e-17, 3, 4, 5};
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct error err = {0};
    submit(*state, "(2, 3, 2, '{5}', '{3}')");
    assert_true(path_store_add_penalty(db, 2852, &penalty, &err));
    assert_stored(*state, "SELECT * FROM pulssid.penalty_sum",
                  "(2852,30,12,4,0.30000000000000004,-1e-17,3,4,5)");
}

/* Four weeks, released in another order than that of the calendar; the last one not. */
static void released(const struct fixture_pg *fixture)
{
    fixture_pg_clear(fixture);
    fixture_pg_run(
        fixture,
        "INSERT INTO pulssid.period SELECT p, 'W' || p, '1970-01-05'::date + 7 * p, '1970-01-11'::date "
        "+ 7 * p, 'published', 5, 4 + p, false FROM generate_series(1, 4) p;"
        "INSERT INTO pulssid.release SELECT r, p, '', sha256(''), sha256('') FROM (VALUES (1, 2), (2, "
        "1), (3, 3)) v(r, p);"
        "INSERT INTO pulssid.path_count SELECT p, ARRAY[10 * p, 3 * p, 2 * p, p], 7 * p, 8 * p, p FROM "
        "generate_series(1, 4) p;"
        "INSERT INTO pulssid.penalty_sum SELECT p, 100 * p, 10 * p, 2, p, -p, 2 * p, 3 * p, 4 * p FROM "
        "generate_series(2, 4) p");
}

static struct path_window window_of(const struct fixture_pg *fixture, int32_t release, int32_t first)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(fixture, "pulssid_stats");
    struct path_window window;
    struct error err = {0};
    if (!path_store_window(db, release, first, &window, &err)) {
        fail_msg("%s", err.text);
    }
    return window;
}

static void windows_end_with_a_release(void **state)
{
    released(*state);
    struct path_window two = window_of(*state, 2, 1);
    assert_int_equal(two.contacts[0], 30);
    assert_int_equal(two.contacts[1], 9);
    assert_int_equal(two.contacts[2], 6);
    assert_int_equal(two.contacts[3], 3);
    assert_int_equal(two.handoffs, 21);
    assert_int_equal(two.handoffs_squared, 24);
    assert_int_equal(two.ping_pong, 3);
    assert_int_equal(two.k, 6);
    assert_int_equal(two.penalty_periods, 1);
    struct path_window late = window_of(*state, 3, 2);
    assert_int_equal(late.contacts[0], 50);
    assert_int_equal(late.k, 7);
    assert_int_equal(late.penalty_periods, 2);
    assert_int_equal(late.penalty.n, 500);
    assert_int_equal(late.penalty.handed_on, 50);
    assert_int_equal(late.penalty.groups, 4);
    assert_true(late.penalty.hh == 5 && late.penalty.hy == -5 && late.penalty.hhyy == 10);
    assert_true(late.penalty.hhhy == 15 && late.penalty.hhhh == 20);
}

/* A period tells of 3 or more where it has all four groups; those who were handed on are in every one. */
static void satisfaction_over_a_window(void **state)
{
    released(*state);
    fixture_pg_run(
        *state,
        "INSERT INTO pulssid.path_satisfaction VALUES (1, '{100,20}', '{70,50}'), (2, '{100,30,10}', "
        "'{80,60,20}'), (3, '{200,10,10,20}', '{60,40,30,10}'), (4, '{100,20}', '{1,1}');"
        "INSERT INTO pulssid.cell (team_id, period, dimension, state, kind, n, mean, sd) VALUES (0, 1, "
        "'csat', 'published', 'mean', 11, 50, 20), (0, 2, 'csat', 'published', 'mean', 31, 50, 10), (0, "
        "3, 'csat', 'published', 'mean', 9, 50, 99), (1, 3, 'csat', 'published', 'mean', 9, 50, 99), "
        "(0, 3, 'ces', 'published', 'mean', 50, 50, 99), (0, 4, 'csat', 'published', 'mean', 50, 50, 99);"
        "INSERT INTO pulssid.published_cell (team_id, period, dimension, state, sd, bound) SELECT 0, p, d, "
        "'published', "
        "CASE p WHEN 1 THEN 20 END, CASE p WHEN 2 THEN 'at_least' END FROM generate_series(1, 4) p, "
        "unnest('{csat,ces}'::text[]) d");
    struct path_window window = window_of(*state, 3, 1);
    static const struct path_window_step expected[] = {
        {3, 400, 67.5}, {2, 40, 55}, {1, 10, 30}, {1, 20, 10}, {3, 100, 39}};
    for (size_t i = 0; i < PATH_WINDOW_STEPS; i++) {
        assert_int_equal(window.steps[i].periods, expected[i].periods);
        assert_int_equal(window.steps[i].n, expected[i].n);
        assert_true(fabs(window.steps[i].mean - expected[i].mean) < 1e-9);
    }
    assert_true(fabs(window.sd - sqrt((10 * 400 + 30 * 100) / 40.0)) < 1e-9);
    assert_true(window.sd_df == 40);
}

static void a_window_without_periods(void **state)
{
    released(*state);
    struct path_window none = window_of(*state, 3, 4);
    assert_int_equal(none.contacts[0] + none.contacts[3] + none.handoffs + none.ping_pong + none.k, 0);
    assert_int_equal(none.penalty_periods + none.penalty.n, 0);
    assert_true(none.penalty.hh == 0 && isnan(none.sd) && none.steps[0].n == 0);
    assert_true(isnan(none.steps[0].mean) && isnan(none.steps[4].mean) && none.steps[4].periods == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(visits_and_contacts),
        cmocka_unit_test(reasons_of_handoffs),
        cmocka_unit_test(topics_of_contacts),
        cmocka_unit_test(nobody_is_cleared),
        cmocka_unit_test(groups_of_ratings),
        cmocka_unit_test(a_reader_who_has_enough_ends_it),
        cmocka_unit_test(a_penalty_is_kept_with_every_bit),
        cmocka_unit_test(classes_by_teams_and_steps),
        cmocka_unit_test(steps_are_summed),
        cmocka_unit_test(groups_are_written),
        cmocka_unit_test(satisfaction_over_a_window),
        cmocka_unit_test(windows_end_with_a_release),
        cmocka_unit_test(a_window_without_periods),
    };
    return cmocka_run_group_tests(tests, fixture_pg_start_group, fixture_pg_stop_group);
}
