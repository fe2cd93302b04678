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
    struct tally_query query = {"pulssid.submission_2024_w36", &survey, dimensions, n, 0};
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

static bool count_touch(void *ctx, const struct tally_touch *touch, struct error *err)
{
    (void)err;
    int64_t *contacts = ctx;
    *contacts += touch->contacts;
    return true;
}

/* A map of teams under the whole, each shown at its own node. */
static void make_map(int32_t first_id, size_t n, struct touch_map *map)
{
    struct team *teams CLEANUP(free) = calloc(n, sizeof *teams);
    struct touch_disclosure *shown CLEANUP(free) = calloc(n + 1, sizeof *shown);
    struct team_tree *tree CLEANUP(team_tree_free) = NULL;
    struct error err = {0};
    assert_true(teams != NULL && shown != NULL);
    for (size_t i = 0; i < n; i++) {
        teams[i] = (struct team){.id = first_id + (int32_t)i, .headcount = HEADCOUNT_UNKNOWN};
        snprintf(teams[i].code, sizeof teams[i].code, "T%05zu", i);
        shown[i].shown_at = (int32_t)i;
    }
    shown[n].shown_at = DISCLOSURE_NOWHERE;
    assert_true(team_tree_new(teams, n, &tree, &err));
    assert_true(touch_map_make(tree, shown, map, &err));
}

/* Touches as text: "place/counted contacts: n sum" of csat, which is dimension 1. */
static bool note_touch(void *ctx, const struct tally_touch *touch, struct error *err)
{
    (void)err;
    char *text = ctx;
    sprintf(text + strlen(text), "%d/%d %d: %d %d; ", (int)touch->place, (int)touch->counted,
            (int)touch->contacts, (int)touch->tallies[1].n, (int)touch->tallies[1].sum);
    return true;
}

#define CSAT(answer, path) "('{NULL,NULL,NULL," answer ",NULL,NULL}', NULL, " path ")"

/* Places 0 to 2 are of the teams 11 to 13, which count at three levels: the whole, their node, and
 * themselves. */
static void touches_are_counted_by_place_and_the_one_before(void **state)
{
    struct seen seen = {0};
    struct survey survey;
    struct dimension dimensions[2 * SURVEY_MAX_QUESTIONS];
    struct error err = {0};
    size_t n = 0;
    char text[512] = "";
    make_survey(&survey);
    count(*state,
          CSAT("5", "'{11}'") "," CSAT("4", "'{11}'") "," CSAT("NULL", "'{11}'") ","          /* one team */
          CSAT("3", "'{12,11}'") "," CSAT("2", "'{11,12}'") "," CSAT("5", "'{13,12,11}'") "," /* more */
          CSAT("5", "'{13,13,13}'") "," CSAT("1", "'{13,99,7}'") "," /* again, and teams of no place */
          CSAT("5", "'{99}'") "," CSAT("5", "'{7,10}'") "," CSAT("5", "NULL"), /* nowhere; at team 1 */
          &seen);
    assert_true(survey_dimensions(&survey, dimensions, &n, &err));
    struct touch_map map CLEANUP(touch_map_free) = {0};
    make_map(11, 3, &map);
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct tally_query query = {.table = "pulssid.submission_2024_w36",
                                .survey = &survey,
                                .dimensions = dimensions,
                                .n_dimensions = n};
    if (!period_store_begin(db, 2852, &err) ||
        !tally_store_by_place(db, &query, &map, note_touch, text, &err)) {
        fail_msg("%s", err.text);
    }
    assert_string_equal(text, "0/0 6: 5 14; 1/1 3: 3 7; 2/0 2: 2 4; 2/1 1: 1 4; 2/3 2: 2 8; ");
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
    make_map(1, TEAMS, &map);
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct tally_query query = {"pulssid.submission_2024_w36", &survey, dimensions, n, 0};
    int64_t contacts = 0;
    assert_true(db_query(db, "SELECT pulssid.period_count(2852)", DB_NO_PARAMS, NULL, &err));
    assert_true(db_script(db, "SET statement_timeout = '6s'", &err));
    if (!tally_store_by_place(db, &query, &map, count_touch, &contacts, &err)) {
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
    struct tally_query query = {"pulssid.submission_2024_w36", &survey, dimensions, n, 10};
    if (!period_store_begin(db, 2852, &err) || !tally_store_classes(db, &query, note_class, text, &err)) {
        fail_msg("%s", err.text);
    }
    assert_string_equal(text, "1 3: 3/2/1; 1: 2/2/2; 12: 1/0/1; ");
}

/* Of classes of one size, those whose teams come first. */
static void the_largest_classes_are_read(void **state)
{
    static const char *const largest[] = {"", "2: 2/0/2; ", "2: 2/0/2; 1: 1/0/1; ",
                                          "2: 2/0/2; 1: 1/0/1; 1 3: 1/0/1; "};
    struct seen seen = {0};
    struct survey survey;
    struct dimension dimensions[2 * SURVEY_MAX_QUESTIONS];
    struct error err = {0};
    size_t n = 0;
    make_survey(&survey);
    count(*state,
          CSAT("5", "'{3}'") "," CSAT("5", "'{2}'") "," CSAT("5", "'{1,3}'") "," CSAT("5", "'{2}'") "," CSAT(
              "5", "'{1}'"),
          &seen);
    assert_true(survey_dimensions(&survey, dimensions, &n, &err));
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    assert_true(period_store_begin(db, 2852, &err));
    for (size_t max = 0; max < 4; max++) {
        struct tally_query query = {"pulssid.submission_2024_w36", &survey, dimensions, n, max};
        char text[512] = "";
        assert_true(tally_store_classes(db, &query, note_class, text, &err));
        assert_string_equal(text, largest[max]);
    }
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
    struct tally_query query = {"pulssid.submission_2024_w36", &survey, NULL, 0, 10};
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
    struct tally_query query = {"pulssid.submission_2024_w36", &survey, NULL, 0, 10};
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
        cmocka_unit_test(touches_are_counted_by_place_and_the_one_before),
        cmocka_unit_test(many_contacts_of_many_teams_are_counted_at_once),
        cmocka_unit_test(contacts_are_classed_by_the_teams_they_touched),
        cmocka_unit_test(the_largest_classes_are_read),
        cmocka_unit_test(a_class_has_room_for_the_longest_path),
        cmocka_unit_test(reading_classes_ends_when_it_is_told_to),
    };
    return cmocka_run_group_tests(tests, fixture_pg_start_group, fixture_pg_stop_group);
}
