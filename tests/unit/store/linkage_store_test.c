/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which cells a linkage is computed from, and that its results are stored whole or not at all. */
#include "store/linkage_store.h"

#include <math.h>

#include "store_trial.h"

static const struct linkage_key key = {2, "mood", "csat"};

/* Weeks 2850 … 2854. Release 2 is of an earlier week than release 1, as after a backfill; week 2850 was never
 * released. U (3) is the unit of A (1) and B (2) in week 2851 alone, D (4) published of something else.
 * A mean tells its team, its week and its dimension. */
static int found(void **state)
{
    fixture_pg_clear(*state);
    fixture_pg_run(
        *state,
        "INSERT INTO pulssid.team (code) VALUES ('A'), ('B'), ('U'), ('D');"
        "INSERT INTO pulssid.period SELECT p, 'W' || p, '1970-01-05'::date + 7 * p, '1970-01-11'::date + 7 * "
        "p, 'published', 5, 5, false FROM generate_series(2850, 2854) p;"
        "INSERT INTO pulssid.period_team (team_id, period, name, parent_id, role) SELECT t, p, '', CASE WHEN "
        "t < 3 AND p = 2851 THEN 3 END, 'normal' FROM generate_series(1, 4) t, generate_series(2850, 2854) p;"
        "INSERT INTO pulssid.release SELECT r, p, '', sha256(''), sha256('') FROM (VALUES (1, 2852), (2, "
        "2851), (3, 2854)) v(r, p);"
        "INSERT INTO pulssid.cell (team_id, period, dimension, state, kind, mean) SELECT t, p, d, "
        "'published', 'mean', 100 * t + 10 * (p - 2850) + length(d) FROM generate_series(3, 0, -1) t, "
        "generate_series(2854, 2850, -1) p, unnest('{mood,csat,ces}'::text[]) d;"
        "INSERT INTO pulssid.cell (team_id, period, dimension, state, kind, mean) VALUES (4, 2852, 'ces', "
        "'published', 'mean', 1), (4, 2852, 'mood', 'suppressed', 'mean', NULL);"
        "UPDATE pulssid.cell SET mean = mean + 1 WHERE dimension = 'csat';"
        "UPDATE pulssid.cell SET state = 'suppressed', mean = NULL WHERE (team_id, period, dimension) IN "
        "((1, 2852, 'mood'), (2, 2851, 'csat'))");
    return 0;
}

static void assert_series(const double *got, const double *expected, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (isnan(expected[i]) ? !isnan(got[i]) : got[i] != expected[i]) {
            fail_msg("%zu: %g, expected %g", i, got[i], expected[i]);
        }
    }
}

/* What is not in a released week of the window, hidden, or of a unit is not there. */
static void the_window_ends_at_the_newest_period_up_to_the_release(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct linkage_cells *cells CLEANUP(linkage_cells_free) = NULL;
    struct error err = {0};
    assert_true(linkage_store_load(db, &key, &(struct linkage_window){3, 9}, &cells, &err));
    assert_int_equal(cells->kind, PERIOD_WEEK);
    assert_string_equal(cells->newest, "W2852");
    assert_int_equal(cells->periods, 3);
    assert_int_equal(cells->teams, 3);
    assert_int_equal(cells->former, 0);
    for (int32_t i = 0; i < 3; i++) {
        assert_int_equal(cells->team_id[i], i + 1);
    }
    assert_series(cells->x, (const double[]){NAN, 114, NAN, NAN, 214, 224, NAN, NAN, 324}, 9);
    assert_series(cells->y, (const double[]){NAN, 115, 125, NAN, NAN, 225, NAN, NAN, 325}, 9);
}

/* Week 2851 lies in the window, but was not to be read when release 1 was made. */
static void what_was_released_later_has_no_part(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct linkage_cells *cells CLEANUP(linkage_cells_free) = NULL;
    struct error err = {0};
    const struct linkage_key first = {1, "mood", "csat"};
    assert_true(linkage_store_load(db, &first, &(struct linkage_window){2, 9}, &cells, &err));
    assert_string_equal(cells->newest, "W2852");
    assert_int_equal(cells->teams, 3);
    assert_series(cells->y, (const double[]){NAN, 125, NAN, 225, NAN, 325}, 6);
}

/* Six released weeks, 10 to 15 (14 was never opened), in which every node of the tree has published a mood of
 * 100 times its team and the week. Seven teams: */
enum {
    MOVED = 1, /* gets another name and parent in week 12 */
    GREW,      /* a unit in week 12 alone: TAKEN's */
    TAKEN,     /* there until week 12 */
    MERGED,    /* starts a series on the Wednesday of week 12, which opened before */
    CORRECTED, /* the same, but week 12 opened with it, and 13 was frozen without */
    AWAY,      /* not there in week 12 */
    ABOVE      /* a unit until week 13, and a leaf in 15 */
};

static int grown(void **state)
{
    fixture_pg_clear(*state);
    fixture_pg_run(
        *state,
        "INSERT INTO pulssid.team (code) SELECT 'T' || i FROM generate_series(1, 7) i;"
        "INSERT INTO pulssid.period SELECT p, 'W' || p, '1970-01-05'::date + 7 * p, '1970-01-11'::date + 7 * "
        "p, "
        "'published', 5, 5, false FROM unnest('{10,11,12,13,15}'::int[]) p;"
        "INSERT INTO pulssid.release SELECT p - 9, p, '', sha256(''), sha256('') FROM "
        "unnest('{10,11,12,13,15}'::int[]) p;"
        "INSERT INTO pulssid.period_team (team_id, period, name, parent_id, role, series_from) "
        "SELECT t, p, CASE WHEN t = 1 AND p >= 12 THEN 'new' ELSE 'old' END, "
        " CASE WHEN t = 1 AND p < 12 OR t = 6 AND p = 13 THEN 7 WHEN t = 3 AND p = 12 THEN 2 END, 'normal', "
        " CASE WHEN t = 4 AND p > 12 OR t = 5 AND p IN (12, 15) THEN '1970-01-07'::date + 7 * 12 "
        "  ELSE '-infinity' END "
        "FROM generate_series(1, 7) t, unnest('{10,11,12,13,15}'::int[]) p "
        "WHERE NOT (t = 3 AND p > 12 OR t = 6 AND p = 12);"
        "UPDATE pulssid.period_team SET parent_id = 7 WHERE team_id = 4 AND period = 12;"
        "INSERT INTO pulssid.cell (team_id, period, dimension, state, kind, mean) SELECT team_id, period, "
        "'mood', 'published', 'mean', 100 * team_id + period FROM pulssid.period_team");
    return 0;
}

/* Weeks 10 to 15, NAN where the week is not one of the team's. */
#define WEEKS(t, a, b, c, d, f)                                                                              \
    (a) ? 100 * (t) + 10 : NAN, (b) ? 100 * (t) + 11 : NAN, (c) ? 100 * (t) + 12 : NAN,                      \
        (d) ? 100 * (t) + 13 : NAN, NAN, (f) ? 100 * (t) + 15 : NAN

static struct linkage_cells *load_weeks(const struct fixture_pg *fixture, int32_t release, int32_t weeks)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(fixture, "pulssid_stats");
    struct linkage_cells *cells = NULL;
    struct error err = {0};
    const struct linkage_key moods = {release, "mood", "csat"};
    assert_true(linkage_store_load(db, &moods, &(struct linkage_window){weeks, 9}, &cells, &err));
    return cells;
}

static void a_series_is_the_last_of_one_group_of_people(void **state)
{
    struct linkage_cells *cells CLEANUP(linkage_cells_free) = load_weeks(*state, 6, 6);
    assert_int_equal(cells->teams, 7);
    assert_int_equal(cells->former, 4);
    const int32_t former[] = {GREW, MERGED, CORRECTED, AWAY};
    for (size_t i = 0; i < 11; i++) {
        assert_int_equal(cells->team_id[i], i < 7 ? (int32_t)i + 1 : former[i - 7]);
    }
    const double expected[] = {
        WEEKS(MOVED, 1, 1, 1, 1, 1), WEEKS(GREW, 0, 0, 0, 1, 1), WEEKS(TAKEN, 1, 1, 1, 0, 0),
        WEEKS(MERGED, 0, 0, 0, 1, 1), WEEKS(CORRECTED, 0, 0, 1, 1, 1), WEEKS(AWAY, 0, 0, 0, 1, 1),
        WEEKS(ABOVE, 0, 0, 0, 0, 1),
        /* What was published before takes part in the means of its weeks, in rows behind. */
        WEEKS(GREW, 1, 1, 0, 0, 0), WEEKS(MERGED, 1, 1, 1, 0, 0), WEEKS(CORRECTED, 1, 1, 0, 0, 0),
        WEEKS(AWAY, 1, 1, 0, 0, 0)};
    assert_series(cells->x, expected, sizeof expected / sizeof *expected);
}

/* Both rows of one team, side by side. */
static void a_team_may_be_in_both(void **state)
{
    fixture_pg_run(*state, "DELETE FROM pulssid.cell WHERE team_id <> 2");
    struct linkage_cells *cells CLEANUP(linkage_cells_free) = load_weeks(*state, 6, 6);
    assert_int_equal(cells->teams, 1);
    assert_int_equal(cells->former, 1);
    const double expected[] = {WEEKS(GREW, 0, 0, 0, 1, 1), WEEKS(GREW, 1, 1, 0, 0, 0)};
    assert_series(cells->x, expected, sizeof expected / sizeof *expected);
}

/* As it was known at an earlier release: what came later cuts nothing. */
static void a_series_is_that_of_its_release(void **state)
{
    struct linkage_cells *cells CLEANUP(linkage_cells_free) = load_weeks(*state, 4, 4);
    assert_int_equal(cells->teams, 6);
    const double corrected[] = {510, 511, 512, 513};
    assert_int_equal(cells->team_id[4], CORRECTED);
    assert_series(cells->x + 4 * cells->periods, corrected, 4);
}

/* A cut before the window is none: weeks 13 to 15 are whole. */
static void what_is_before_the_window_is_not_looked_at(void **state)
{
    struct linkage_cells *cells CLEANUP(linkage_cells_free) = load_weeks(*state, 6, 3);
    assert_int_equal(cells->teams, 6);
    assert_int_equal(cells->former, 0);
}

static void months_are_counted_in_months(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "postgres");
    struct linkage_cells *cells CLEANUP(linkage_cells_free) = NULL;
    struct error err = {0};
    assert_true(db_begin(db, &err));
    assert_true(db_script(db, "UPDATE pulssid.calendar SET kind = 'month'", &err));
    assert_true(linkage_store_load(db, &key, &(struct linkage_window){9, 1}, &cells, &err));
    db_rollback(db);
    assert_int_equal(cells->kind, PERIOD_MONTH);
    assert_int_equal(cells->periods, 1);
    assert_series(cells->y, (const double[]){125, 225, 325}, 3);
}

static void nobody_is_no_team(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct linkage_cells *cells CLEANUP(linkage_cells_free) = NULL;
    struct error err = {0};
    const struct linkage_key unasked = {3, "engagement", "nps"};
    assert_true(linkage_store_load(db, &unasked, &(struct linkage_window){52, 24}, &cells, &err));
    assert_int_equal(cells->teams, 0);
    assert_int_equal(cells->periods, 52);
    assert_string_equal(cells->newest, "W2854");
}

static void before_the_first_release_there_is_nothing(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct linkage_cells *cells = NULL;
    struct error err = {0};
    const struct linkage_key early = {0, "mood", "csat"};
    assert_false(linkage_store_load(db, &early, &(struct linkage_window){3, 3}, &cells, &err));
    assert_int_equal(err.code, ERROR_NOT_FOUND);
    assert_string_equal(err.text, "there is no release up to 0");
    assert_null(cells);
}

static const double lags[] = {-1, 0, 1};
static const double figures[] = {0.1, NAN, -3};
/* Every member another number, in the order of the columns; the seed has more bits than a double. */
static const struct linkage_organisation_row organisation = {
    "published",        1,  {lags, 3},    {figures, 3}, {figures, 2}, 4,         5,  6,  7,
    "9007199254740993", 9,  10,           11,           12,           13,        14, 15, 16,
    {lags, 2},          18, {figures, 1}, 20,           {lags, 1},    {NULL, 0}, 23, 24, NAN};
static const struct linkage_team_row team = {
    7,  "published",       3,      4,  5,  6,  7.5, 8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18,       19,
    20, "wellbeing_leads", "-1 0", 23, 24, 25, 26,  27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 0.1 + 0.2};
static const struct linkage_lag_row lag_rows[] = {{7, -1, 3, 0.5, 0.25, 2, -3, 1},
                                                  {7, 0, 2, NAN, NAN, NAN, NAN, NAN}};

static bool save(struct db *db, const struct linkage_lag_row *lag, struct error *err)
{
    const struct linkage_results results = {organisation, &team, 1, lag, 2};
    return linkage_store_save(db, &key, &results, err);
}

static void every_member_reaches_its_column(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct error err = {0};
    assert_true(save(db, lag_rows, &err));
    assert_stored(*state, "SELECT * FROM pulssid.linkage",
                  "(2,mood,csat,published,1,\"{-1,0,1}\",\"{0.1,NULL,-3}\",\"{0.1,NULL}\",4,5,6,7,"
                  "9007199254740993,9,10,11,12,13,14,15,16,\"{-1,0}\",18,{0.1},20,{-1},,23,24,)");
    assert_stored(*state, "SELECT * FROM pulssid.linkage_team",
                  "(7,2,mood,csat,published,3,4,5,6,7.5,8,9,10,11,12,13,14,15,16,17,18,19,20,wellbeing_leads,"
                  "\"-1 0\",23,24,25,26,27,28,29,30,31,32,33,34,35,36,0.30000000000000004)");
    assert_stored(*state, "SELECT * FROM pulssid.linkage_lag ORDER BY lag",
                  "(7,2,mood,csat,-1,3,0.5,0.25,2,-3,1) (7,2,mood,csat,0,2,,,,,)");
}

static void results_are_saved_whole_or_not_at_all(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct error err = {0};
    const struct linkage_lag_row twice[] = {lag_rows[0], lag_rows[0]};
    assert_false(save(db, twice, &err));
    assert_int_equal(err.code, ERROR_CONFLICT);
    assert_false(db_in_transaction(db));
    assert_int_equal(fixture_pg_number(*state, "SELECT (SELECT count(*) FROM pulssid.linkage) + (SELECT "
                                               "count(*) FROM pulssid.linkage_team)"),
                     0);
    assert_true(save(db, lag_rows, &err));
    assert_false(db_in_transaction(db));
}

static void assert_found(struct db *db, struct linkage_key asked, bool expected, size_t teams)
{
    struct error err = {0};
    bool found_one = !expected;
    size_t n = 77;
    assert_true(linkage_store_find(db, &asked, &found_one, &n, &err));
    assert_int_equal(found_one, expected);
    assert_int_equal(n, teams);
}

/* Only a published team had enough data. */
static void an_analysis_is_found_by_its_whole_key(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct error err = {0};
    assert_found(db, key, false, 77);
    assert_true(save(db, lag_rows, &err));
    assert_found(db, key, true, 1);
    assert_found(db, (struct linkage_key){1, "mood", "csat"}, false, 77);
    assert_found(db, (struct linkage_key){2, "csat", "mood"}, false, 77);
    fixture_pg_run(*state, "UPDATE pulssid.linkage_team SET status = 'insufficient'");
    assert_found(db, key, true, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(the_window_ends_at_the_newest_period_up_to_the_release, found),
        cmocka_unit_test_setup(what_was_released_later_has_no_part, found),
        cmocka_unit_test_setup(a_series_is_the_last_of_one_group_of_people, grown),
        cmocka_unit_test_setup(a_team_may_be_in_both, grown),
        cmocka_unit_test_setup(a_series_is_that_of_its_release, grown),
        cmocka_unit_test_setup(what_is_before_the_window_is_not_looked_at, grown),
        cmocka_unit_test_setup(months_are_counted_in_months, found),
        cmocka_unit_test_setup(nobody_is_no_team, found),
        cmocka_unit_test_setup(before_the_first_release_there_is_nothing, found),
        cmocka_unit_test_setup(every_member_reaches_its_column, found),
        cmocka_unit_test_setup(results_are_saved_whole_or_not_at_all, found),
        cmocka_unit_test_setup(an_analysis_is_found_by_its_whole_key, found),
    };
    return cmocka_run_group_tests(tests, fixture_pg_start_group, fixture_pg_stop_group);
}
