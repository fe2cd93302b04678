/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exact sums by SQL: half rule, reversal, NPS, top box, ratings, withdrawn submissions. */
#include "store/tally_store.h"

#include <stdio.h>
#include <string.h>

#include "../unit.h"
#include "fixture_pg.h"
#include "store/period_store.h"

/* mood: three questions, 0 to 4, -2 to 3 reversed, 1 to 3; csat 1 to 5; nps; ratings. */
static void make_survey(struct survey *survey)
{
    static const struct question questions[] = {
        {.code = "a", .dimension = "mood", .kind = QUESTION_SCALE, .min = 0, .max = 4},
        {.code = "b", .dimension = "mood", .kind = QUESTION_SCALE, .min = -2, .max = 3, .reverse = true},
        {.code = "c", .dimension = "mood", .kind = QUESTION_SCALE, .min = 1, .max = 3},
        {.code = "d", .dimension = "csat", .kind = QUESTION_SCALE, .min = 1, .max = 5},
        {.code = "e", .dimension = "nps", .kind = QUESTION_NPS, .min = 0, .max = 10},
        {.code = "f", .dimension = "rating", .kind = QUESTION_TEAM_RATINGS, .min = 1, .max = 5}};
    *survey =
        (struct survey){.id = 1, .code = "s", .version = 1, .audience = AUDIENCE_CUSTOMER, .n_questions = 6};
    for (size_t i = 0; i < 6; i++) {
        survey->questions[i] = questions[i];
    }
}

struct seen {
    size_t rows;
    struct tally_row row;
    struct tally tallies[4];
};

static bool on_row(void *ctx, const struct tally_row *row, struct error *err)
{
    (void)err;
    struct seen *seen = ctx;
    seen->rows++;
    seen->row = *row;
    for (size_t i = 0; i < 4; i++) {
        seen->tallies[i] = row->tallies[i];
    }
    return true;
}

/* Loads rows of (answers, rated, path) of team 1 in period 2852 and counts them by team. */
static void count(const struct fixture_pg *fixture, const char *rows, struct seen *seen)
{
    char sql[2048];
    fixture_pg_clear(fixture);
    snprintf(
        sql, sizeof sql,
        "SELECT pulssid.period_open(2852, '2024-W36', '2024-09-02', '2024-09-08', '2024-09-02', 5, 5, false);"
        "INSERT INTO pulssid.submission (team_id, period, id_hash, survey_id, answers, rated, path)"
        " SELECT 1, 2852, gen_random_uuid(), 1, a::smallint[], r::int[], p::int[] FROM (VALUES %s) v(a, r, "
        "p);"
        "SELECT pulssid.period_close(2852, '2024-09-12')",
        rows);
    fixture_pg_run(fixture, sql);
    struct survey survey;
    struct dimension dimensions[2 * SURVEY_MAX_QUESTIONS];
    struct error err = {0};
    size_t n = 0;
    make_survey(&survey);
    assert_true(survey_dimensions(&survey, dimensions, &n, &err));
    assert_int_equal(n, 4);
    assert_int_equal(dimensions[0].unit, 20 * 6);
    struct db *db CLEANUP(db_close) = fixture_pg_open(fixture, "pulssid_stats");
    struct tally_query query = {"pulssid.submission_2024_w36", &survey, dimensions, n};
    assert_true(period_store_begin(db, 2852, &err));
    if (!tally_store_by_team(db, &query, on_row, seen, &err)) {
        fail_msg("%s", err.text);
    }
}

static void assert_tally(const struct tally *tally, struct tally expected)
{
    assert_int_equal(tally->n, expected.n);
    assert_int_equal(tally->sum, expected.sum);
    assert_int_equal(tally->squares, expected.squares);
    assert_int_equal(tally->top, expected.top);
}

/* In units of 1 / 120: a counts 30 a step, b 24 from its upper end, c 60. */
static void means_are_whole_units(void **state)
{
    struct seen seen = {0};
    count(*state,
          "('{4,-2,3,NULL,NULL,NULL}', NULL, NULL),"      /* 120 120 120: 120 */
          "('{1,2,NULL,NULL,NULL,NULL}', NULL, NULL),"    /* 30 24: 27 */
          "('{0,3,2,NULL,NULL,NULL}', NULL, NULL),"       /* 0 0 60: 20 */
          "('{4,NULL,NULL,NULL,NULL,NULL}', NULL, NULL)", /* under half: none */
          &seen);
    assert_int_equal(seen.rows, 1);
    assert_int_equal(seen.row.team_id, 1);
    assert_int_equal(seen.row.submissions, 4);
    assert_int_equal(seen.row.responses, 3);
    assert_tally(&seen.tallies[0], (struct tally){3, 167, 120 * 120 + 27 * 27 + 20 * 20, 0});
    assert_tally(&seen.tallies[1], (struct tally){0});
}

static void nps_boxes_and_ratings_are_counted(void **state)
{
    struct seen seen = {0};
    count(*state,
          "('{NULL,NULL,NULL,5,10,NULL}', '{2,3}', NULL), ('{NULL,NULL,NULL,4,9,NULL}', NULL, NULL),"
          "('{NULL,NULL,NULL,3,8,NULL}', '{}', NULL), ('{NULL,NULL,NULL,1,7,NULL}', NULL, NULL),"
          "('{NULL,NULL,NULL,NULL,6,NULL}', NULL, NULL), ('{NULL,NULL,NULL,NULL,0,NULL}', NULL, NULL),"
          "(NULL, NULL, NULL)", /* withdrawn */
          &seen);
    assert_int_equal(seen.row.submissions, 6);
    assert_tally(&seen.tallies[1], (struct tally){4, 4 + 3 + 2, 16 + 9 + 4, 2});
    assert_tally(&seen.tallies[2], (struct tally){6, 0, 4, 0});
    assert_tally(&seen.tallies[3], (struct tally){1, 0, 0, 0});
}

static void a_silent_period_has_no_row(void **state)
{
    struct seen seen = {0};
    count(*state, "(NULL, NULL, NULL)", &seen);
    assert_int_equal(seen.rows, 0);
}

static bool count_node(void *ctx, const struct tally_row *row, struct error *err)
{
    (void)err;
    int64_t *contacts = ctx;
    *contacts += row->submissions;
    return true;
}

/* A new period has no statistics; still the time must not grow with contacts times teams. */
static void many_contacts_of_many_teams_are_counted_at_once(void **state)
{
    enum { TEAMS = 1000, CONTACTS = 90000 };
    struct survey survey;
    struct dimension dimensions[2 * SURVEY_MAX_QUESTIONS];
    struct error err = {0};
    size_t n = 0;
    make_survey(&survey);
    assert_true(survey_dimensions(&survey, dimensions, &n, &err));
    fixture_pg_clear(*state);
    fixture_pg_run(
        *state,
        "SELECT pulssid.period_open(2852, '2024-W36', '2024-09-02', '2024-09-08', '2024-09-02', 5, 5, false);"
        "INSERT INTO pulssid.submission (team_id, period, id_hash, survey_id, answers, path)"
        " SELECT i % 1000 + 1, 2852, gen_random_uuid(), 1, '{1,1,1,1,1,1}',"
        " ARRAY[i % 1000 + 1, (i + 1) % 1000 + 1] FROM generate_series(1, 90000) i;"
        "SELECT pulssid.period_close(2852, '2024-09-12')");
    struct touch_map map CLEANUP(touch_map_free) = {0};
    for (int32_t team = 1; team <= TEAMS; team++) {
        assert_true(touch_map_add(&map, team, team, &err));
    }
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct tally_query query = {"pulssid.submission_2024_w36", &survey, dimensions, n};
    int64_t contacts = 0;
    assert_true(db_query(db, "SELECT pulssid.period_count(2852)", DB_NO_PARAMS, NULL, &err));
    assert_true(db_script(db, "SET statement_timeout = '6s'", &err));
    if (!tally_store_by_path(db, &query, &map, count_node, &contacts, &err)) {
        fail_msg("%s", err.text);
    }
    assert_int_equal(contacts, 2 * CONTACTS);
}

/* The classes that were read, as text: "team …: contacts/rated a/rated csat" each. */
static bool note_class(void *ctx, const struct tally_class *class, struct error *err)
{
    (void)err;
    char *text = ctx;
    for (size_t i = 0; i < class->n_teams; i++) {
        sprintf(text + strlen(text), "%d ", class->team_ids[i]);
    }
    sprintf(text + strlen(text) - 1, ": %d/%d/%d; ", (int)class->contacts, (int)class->rated[0],
            (int)class->rated[1]);
    return true;
}

static void contacts_are_classed_by_the_teams_they_touched(void **state)
{
    struct seen seen = {0};
    struct survey survey;
    struct dimension dimensions[2 * SURVEY_MAX_QUESTIONS];
    struct error err = {0};
    size_t n = 0;
    char text[512] = "";
    make_survey(&survey);
    count(*state,
          "('{1,1,1,NULL,NULL,NULL}', NULL, '{3,1,3}'), ('{1,1,1,4,NULL,NULL}', NULL, '{1,3}'),"
          "('{NULL,NULL,NULL,NULL,NULL,NULL}', NULL, '{1,3,1}'), ('{NULL,NULL,NULL,5,NULL,NULL}', NULL, "
          "'{12}'),"
          "('{1,1,1,5,NULL,NULL}', NULL, NULL), ('{1,1,1,5,NULL,NULL}', NULL, '{1}'),"
          "(NULL, NULL, NULL)", /* withdrawn */
          &seen);
    assert_true(survey_dimensions(&survey, dimensions, &n, &err));
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct tally_query query = {"pulssid.submission_2024_w36", &survey, dimensions, n};
    if (!period_store_begin(db, 2852, &err) || !tally_store_classes(db, &query, note_class, text, &err)) {
        fail_msg("%s", err.text);
    }
    assert_string_equal(text, "1: 2/2/2; 1 3: 3/2/1; 12: 1/0/1; ");
}

/* A path as long as paths can be. */
static void a_class_has_room_for_the_longest_path(void **state)
{
    struct seen seen = {0};
    struct survey survey;
    struct error err = {0};
    char text[512] = "";
    make_survey(&survey);
    count(*state,
          "('{1,1,1,NULL,NULL,NULL}', NULL, (SELECT array_agg(i ORDER BY -i) FROM generate_series(101, 132) "
          "i)::text)",
          &seen);
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct tally_query query = {"pulssid.submission_2024_w36", &survey, NULL, 0};
    assert_true(period_store_begin(db, 2852, &err));
    assert_true(tally_store_classes(db, &query, note_class, text, &err));
    assert_memory_equal(text, "101 102 103 ", 12);
    assert_non_null(strstr(text, " 131 132: 1/0/0; "));
}

static bool refuse_class(void *ctx, const struct tally_class *class, struct error *err)
{
    (void)class;
    ++*(int *)ctx;
    return error_set(err, ERROR_INTERNAL, "enough");
}

static void reading_classes_ends_when_it_is_told_to(void **state)
{
    struct seen seen = {0};
    struct survey survey;
    struct error err = {0};
    int calls = 0;
    make_survey(&survey);
    count(*state, "('{1,1,1,1,1,NULL}', NULL, '{1}'), ('{1,1,1,1,1,NULL}', NULL, '{2}')", &seen);
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct tally_query query = {"pulssid.submission_2024_w36", &survey, NULL, 0};
    assert_true(period_store_begin(db, 2852, &err));
    assert_false(tally_store_classes(db, &query, refuse_class, &calls, &err));
    assert_string_equal(err.text, "enough");
    assert_int_equal(calls, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(means_are_whole_units),
        cmocka_unit_test(nps_boxes_and_ratings_are_counted),
        cmocka_unit_test(a_silent_period_has_no_row),
        cmocka_unit_test(many_contacts_of_many_teams_are_counted_at_once),
        cmocka_unit_test(contacts_are_classed_by_the_teams_they_touched),
        cmocka_unit_test(a_class_has_room_for_the_longest_path),
        cmocka_unit_test(reading_classes_ends_when_it_is_told_to),
    };
    return cmocka_run_group_tests(tests, fixture_pg_start_group, fixture_pg_stop_group);
}
