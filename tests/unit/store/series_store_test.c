/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which cells a team's series is made of. */
#include "store/series_store.h"

#include <math.h>

#include "store_trial.h"

static const char *const dimensions[] = {"mood", "csat"};

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

/* The cells of dimensions over a window of so many weeks. */
static struct series_cells *load(const struct fixture_pg *fixture, const struct series_query *query)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(fixture, "pulssid_stats");
    struct series_cells *cells = NULL;
    struct error err = {0};
    if (!series_store_load(db, query, &cells, &err)) {
        fail_msg("%s", err.text);
    }
    return cells;
}

/* What is not in a released week of the window, hidden, or of a unit is not there. */
static void the_window_ends_at_the_newest_period_up_to_the_release(void **state)
{
    const struct series_query query = {2, {3, 9}, dimensions, 2, false};
    struct series_cells *cells CLEANUP(series_cells_free) = load(*state, &query);
    assert_int_equal(cells->kind, PERIOD_WEEK);
    assert_string_equal(cells->newest, "W2852");
    assert_int_equal(cells->first, 2850);
    assert_int_equal(cells->periods, 3);
    assert_int_equal(cells->n_dimensions, 2);
    assert_int_equal(cells->teams, 3);
    assert_int_equal(cells->former, 0);
    for (int32_t i = 0; i < 3; i++) {
        assert_int_equal(cells->team_id[i], i + 1);
    }
    assert_series(cells->mean[0], (const double[]){NAN, 114, NAN, NAN, 214, 224, NAN, NAN, 324}, 9);
    assert_series(cells->mean[1], (const double[]){NAN, 115, 125, NAN, NAN, 225, NAN, NAN, 325}, 9);
}

/* Without a window's beginning the first release is it; a longer window has what is before that too. */
static void columns_may_begin_with_the_first_release(void **state)
{
    struct series_query query = {3, {1, 9}, dimensions, 1, true};
    struct series_cells *cells CLEANUP(series_cells_free) = load(*state, &query);
    assert_int_equal(cells->first, 2851);
    assert_int_equal(cells->periods, 4);
    assert_series(cells->mean[0] + 4, (const double[]){214, 224, NAN, 244}, 4);
    query.window.weeks = 9;
    struct series_cells *longer CLEANUP(series_cells_free) = load(*state, &query);
    assert_int_equal(longer->first, 2846);
    assert_int_equal(longer->periods, 9);
}

/* Each figure of the same cell, and nothing where there is none. */
static void cells_have_more_than_a_mean(void **state)
{
    const struct series_query query = {2, {2, 9}, dimensions, 2, false};
    fixture_pg_run(*state, "UPDATE pulssid.cell SET n = 7, sd = 1.5, responses = 8, invited = 9"
                           " WHERE team_id = 3 AND period = 2852 AND dimension = 'csat'");
    struct series_cells *cells CLEANUP(series_cells_free) = load(*state, &query);
    const double expected[] = {325, 7, 1.5, 8, 9};
    assert_int_equal(cells->teams, 3);
    for (enum series_figure f = SERIES_MEAN; f < SERIES_FIGURES; f++) {
        assert_true(series_cells_of(cells, 1, f)[5] == expected[f]);
        assert_true(f == SERIES_MEAN || isnan(series_cells_of(cells, 1, f)[3]));
        assert_true(f == SERIES_MEAN || isnan(series_cells_of(cells, 0, f)[5]));
    }
    assert_true(series_cells_of(cells, 0, SERIES_MEAN) == cells->mean[0]);
}

/* Week 2851 lies in the window, but was not to be read when release 1 was made. */
static void what_was_released_later_has_no_part(void **state)
{
    const struct series_query query = {1, {2, 9}, dimensions, 2, false};
    struct series_cells *cells CLEANUP(series_cells_free) = load(*state, &query);
    assert_string_equal(cells->newest, "W2852");
    assert_int_equal(cells->teams, 3);
    assert_series(cells->mean[1], (const double[]){NAN, 125, NAN, 225, NAN, 325}, 6);
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

static struct series_cells *load_weeks(const struct fixture_pg *fixture, int32_t release, int32_t weeks)
{
    return load(fixture, &(struct series_query){release, {weeks, 9}, dimensions, 1, false});
}

static void a_series_is_the_last_of_one_group_of_people(void **state)
{
    struct series_cells *cells CLEANUP(series_cells_free) = load_weeks(*state, 6, 6);
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
    assert_series(cells->mean[0], expected, sizeof expected / sizeof *expected);
}

/* Both rows of one team, side by side. */
static void a_team_may_be_in_both(void **state)
{
    fixture_pg_run(*state, "DELETE FROM pulssid.cell WHERE team_id <> 2");
    struct series_cells *cells CLEANUP(series_cells_free) = load_weeks(*state, 6, 6);
    assert_int_equal(cells->teams, 1);
    assert_int_equal(cells->former, 1);
    const double expected[] = {WEEKS(GREW, 0, 0, 0, 1, 1), WEEKS(GREW, 1, 1, 0, 0, 0)};
    assert_series(cells->mean[0], expected, sizeof expected / sizeof *expected);
}

/* As it was known at an earlier release: what came later cuts nothing. */
static void a_series_is_that_of_its_release(void **state)
{
    struct series_cells *cells CLEANUP(series_cells_free) = load_weeks(*state, 4, 4);
    assert_int_equal(cells->teams, 6);
    const double corrected[] = {510, 511, 512, 513};
    assert_int_equal(cells->team_id[4], CORRECTED);
    assert_series(cells->mean[0] + 4 * cells->periods, corrected, 4);
}

/* A cut before the window is none: weeks 13 to 15 are whole. */
static void what_is_before_the_window_is_not_looked_at(void **state)
{
    struct series_cells *cells CLEANUP(series_cells_free) = load_weeks(*state, 6, 3);
    assert_int_equal(cells->teams, 6);
    assert_int_equal(cells->former, 0);
}

static void months_are_counted_in_months(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "postgres");
    struct series_cells *cells CLEANUP(series_cells_free) = NULL;
    const struct series_query query = {2, {9, 1}, dimensions, 2, false};
    struct error err = {0};
    assert_true(db_begin(db, &err));
    assert_true(db_script(db, "UPDATE pulssid.calendar SET kind = 'month'", &err));
    assert_true(series_store_load(db, &query, &cells, &err));
    db_rollback(db);
    assert_int_equal(cells->kind, PERIOD_MONTH);
    assert_int_equal(cells->periods, 1);
    assert_series(cells->mean[1], (const double[]){125, 225, 325}, 3);
}

static void nobody_is_no_team(void **state)
{
    const char *const unasked[] = {"engagement", "nps"};
    struct series_cells *cells CLEANUP(series_cells_free) =
        load(*state, &(struct series_query){3, {52, 24}, unasked, 2, false});
    assert_int_equal(cells->teams, 0);
    assert_int_equal(cells->periods, 52);
    assert_string_equal(cells->newest, "W2854");
}

/* One dimension alone, and one beside itself. */
static void as_many_dimensions_as_are_asked_for(void **state)
{
    const char *const twice[] = {"ces", "mood", "ces"};
    struct series_cells *one CLEANUP(series_cells_free) =
        load(*state, &(struct series_query){2, {3, 9}, twice, 1, false});
    assert_int_equal(one->teams, 4);
    struct series_cells *three CLEANUP(series_cells_free) =
        load(*state, &(struct series_query){2, {3, 9}, twice, 3, false});
    assert_int_equal(three->teams, 4);
    const double ces[] = {NAN, 113, 123, NAN, 213, 223, NAN, NAN, 323, NAN, NAN, 1};
    assert_series(one->mean[0], ces, 12);
    assert_series(three->mean[0], ces, 12);
    assert_series(three->mean[1], (const double[]){NAN, 114, NAN, NAN, 214, 224, NAN, NAN, 324}, 9);
    assert_series(three->mean[2], ces, 12);
}

static void assert_alike(const struct series_cells *a, const struct series_cells *b)
{
    size_t rows = a->teams + a->former;
    assert_int_equal(a->teams, b->teams);
    assert_int_equal(a->former, b->former);
    assert_int_equal(a->periods, b->periods);
    assert_int_equal(a->first, b->first);
    assert_int_equal(a->n_dimensions, b->n_dimensions);
    assert_string_equal(a->newest, b->newest);
    assert_memory_equal(a->team_id, b->team_id, rows * sizeof *a->team_id);
    for (size_t d = 0; d < a->n_dimensions; d++) {
        assert_series(a->mean[d], b->mean[d], SERIES_FIGURES * rows * a->periods);
    }
}

/* Team 4 published neither mood nor csat. */
static void what_is_picked_is_what_is_loaded_alone(void **state)
{
    const char *const many[] = {"ces", "mood", "engagement", "csat"};
    const size_t picks[] = {1, 3};
    struct error err;
    struct series_cells *picked CLEANUP(series_cells_free) = NULL;
    struct series_cells *all CLEANUP(series_cells_free) =
        load(*state, &(struct series_query){2, {3, 9}, many, 4, false});
    struct series_cells *alone CLEANUP(series_cells_free) =
        load(*state, &(struct series_query){2, {3, 9}, dimensions, 2, false});
    assert_int_equal(all->teams, 4);
    assert_int_equal(alone->teams, 3);
    assert_true(series_cells_pick(all, picks, 2, &picked, &err));
    assert_alike(picked, alone);
}

/* It is counted, and shown to nobody. */
static void an_nps_of_few_is_not_there(void **state)
{
    const char *const nps[] = {"nps"};
    fixture_pg_run(
        *state, "INSERT INTO pulssid.cell (team_id, period, dimension, state, kind, n, mean) SELECT t, 2852, "
                "'nps', 'published', 'nps', 8 + t, 10 * t FROM generate_series(1, 3) t;"
                "INSERT INTO pulssid.published_cell (team_id, period, dimension, state) VALUES (1, 2852, "
                "'nps', 'insufficient'), (2, 2852, 'nps', 'published'), (3, 2852, 'ces', 'published')");
    struct series_cells *cells CLEANUP(series_cells_free) =
        load(*state, &(struct series_query){2, {1, 9}, nps, 1, false});
    assert_int_equal(cells->teams, 1);
    assert_int_equal(cells->team_id[0], 2);
    assert_series(cells->mean[0], (const double[]){20}, 1);
}

/* Of the whole alone, hidden, of a week that is not released or out of the window: not one to look at. */
static void dimensions_are_those_of_a_published_cell(void **state)
{
    fixture_pg_run(
        *state,
        "INSERT INTO pulssid.cell (team_id, period, dimension, state, kind, mean) VALUES (0, 2852, "
        "'whole', 'published', 'mean', 1), (1, 2852, 'hidden', 'suppressed', 'mean', NULL), (1, 2850, "
        "'open', 'published', 'mean', 1), (1, 2854, 'later', 'published', 'mean', 1), (1, 2851, "
        "'before', 'published', 'mean', 1), (1, 2852, 'nps', 'published', 'nps', 1);"
        "INSERT INTO pulssid.cell (team_id, period, dimension, state, kind) SELECT 0, period, dimension, "
        "'suppressed', kind FROM pulssid.cell WHERE team_id = 1 ON CONFLICT DO NOTHING;"
        "DELETE FROM pulssid.cell WHERE dimension = 'ces'");
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct error err = {0};
    struct series_dimensions *short_window CLEANUP(series_dimensions_free) = NULL;
    struct series_dimensions *all CLEANUP(series_dimensions_free) = NULL;
    assert_true(series_store_dimensions(db, 2, (struct series_window){1, 9}, &short_window, &err));
    assert_int_equal(short_window->n, 2);
    assert_string_equal(short_window->code[0], "csat");
    assert_string_equal(short_window->code[1], "mood");
    assert_true(series_store_dimensions(db, 3, (struct series_window){9, 9}, &all, &err));
    assert_int_equal(all->n, 4);
    assert_string_equal(all->code[0], "before");
    assert_string_equal(all->code[2], "later");
    struct series_dimensions *none = NULL;
    assert_false(series_store_dimensions(db, 0, (struct series_window){9, 9}, &none, &err));
    assert_int_equal(err.code, ERROR_NOT_FOUND);
    assert_null(none);
}

static void before_the_first_release_there_is_nothing(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    const struct series_query query = {0, {3, 3}, dimensions, 2, false};
    struct series_cells *cells = NULL;
    struct error err = {0};
    assert_false(series_store_load(db, &query, &cells, &err));
    assert_int_equal(err.code, ERROR_NOT_FOUND);
    assert_string_equal(err.text, "there is no release up to 0");
    assert_null(cells);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(the_window_ends_at_the_newest_period_up_to_the_release, found),
        cmocka_unit_test_setup(what_is_picked_is_what_is_loaded_alone, found),
        cmocka_unit_test_setup(columns_may_begin_with_the_first_release, found),
        cmocka_unit_test_setup(cells_have_more_than_a_mean, found),
        cmocka_unit_test_setup(what_was_released_later_has_no_part, found),
        cmocka_unit_test_setup(a_series_is_the_last_of_one_group_of_people, grown),
        cmocka_unit_test_setup(a_team_may_be_in_both, grown),
        cmocka_unit_test_setup(a_series_is_that_of_its_release, grown),
        cmocka_unit_test_setup(what_is_before_the_window_is_not_looked_at, grown),
        cmocka_unit_test_setup(months_are_counted_in_months, found),
        cmocka_unit_test_setup(nobody_is_no_team, found),
        cmocka_unit_test_setup(as_many_dimensions_as_are_asked_for, found),
        cmocka_unit_test_setup(an_nps_of_few_is_not_there, found),
        cmocka_unit_test_setup(dimensions_are_those_of_a_published_cell, found),
        cmocka_unit_test_setup(before_the_first_release_there_is_nothing, found),
    };
    return cmocka_run_group_tests(tests, fixture_pg_start_group, fixture_pg_stop_group);
}
