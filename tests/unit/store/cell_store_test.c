/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells go into the columns that are named after them, and the spread of leaves comes back. */
#include "store/cell_store.h"

#include <math.h>
#include <string.h>

#include "store_trial.h"

static const struct cell_key key = {2852, "csat"};

/* Three weeks; U is the unit of A and B in the first two, and has no team below it in the last. */
static int found(void **state)
{
    fixture_pg_clear(*state);
    fixture_pg_run(*state, "INSERT INTO pulssid.team (code) VALUES ('A'), ('B'), ('U');"
                           "INSERT INTO pulssid.period SELECT p, 'W' || p, '1970-01-05'::date + 7 * p, "
                           "'1970-01-11'::date + 7 * p, 'closed', 5, 5, false FROM generate_series(2850, "
                           "2852) p;"
                           "INSERT INTO pulssid.period_team (team_id, period, name, parent_id, role) SELECT "
                           "t, p, '', CASE WHEN t < 3 AND p < 2852 THEN 3 END, 'normal' FROM "
                           "generate_series(1, 3) t, generate_series(2850, 2852) p");
    return 0;
}

/* Every member another number. */
static struct cell full_cell(void)
{
    return (struct cell){.team_id = 1,
                         .state = CELL_PUBLISHED,
                         .kind = DIMENSION_NPS,
                         .tally = {.n = 21, .sum = 900, .squares = 901, .top = 902},
                         .unit = 903,
                         .mean = 0.1 + 0.2,
                         .sd = 3.5,
                         .se = 4.5,
                         .lo = -5.5,
                         .hi = 6.5,
                         .top_box = 2,
                         .top = 0.25,
                         .top_lo = 0.125,
                         .top_hi = 1.0 / 3,
                         .contacts = 31,
                         .invited = 32,
                         .responses = 33,
                         .teams_shown = 34,
                         .teams = 35};
}

static void insert(const struct fixture_pg *fixture, const struct cell *cells, size_t n)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(fixture, "pulssid_stats");
    struct error err = {0};
    if (!cell_store_insert(db, &key, cells, n, &err)) {
        fail_msg("%s", err.text);
    }
}

static void exact_figures_keep_every_bit(void **state)
{
    const struct cell cell = full_cell();
    insert(*state, &cell, 1);
    assert_stored(*state, "SELECT * FROM pulssid.cell",
                  "(1,2852,csat,published,nps,21,0.30000000000000004,3.5,4.5,-5.5,6.5,2,0.25,0.125,"
                  "0.3333333333333333,31,32,33,34,35)");
}

/* Counts of a cell that is hidden were taken, and must not be written. Zero is known. */
static void the_unknown_is_null_and_zero_is_not(void **state)
{
    struct cell cells[] = {cell_empty(0, CELL_SUPPRESSED), cell_empty(1, CELL_NO_DATA),
                           cell_empty(2, CELL_PUBLISHED)};
    cells[0].tally.n = 4;
    cells[0].teams = 2;
    cells[2].tally.n = 5;
    cells[2].sd = 0;
    cells[2].responses = 0;
    cells[2].teams_shown = 0;
    insert(*state, cells, 3);
    assert_stored(*state, "SELECT * FROM pulssid.cell ORDER BY team_id",
                  "(0,2852,csat,suppressed,mean,,,,,,,,,,,,,,,2) "
                  "(1,2852,csat,no_data,mean,,,,,,,,,,,,,,,) "
                  "(2,2852,csat,published,mean,5,,0,,,,,,,,,,0,0,)");
}

static void shown_figures_are_the_texts_given(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct error err = {0};
    struct cell cells[] = {full_cell(), full_cell(), cell_empty(3, CELL_SUPPRESSED)};
    const struct shown_cell shown[] = {
        {"61.0", "at_least", "1.5", "2.5", "-3.50", "4.5", "0.25", "0.10", "0.40", "0.75"},
        {.mean = ""},
        {.mean = ""}};
    cells[1].team_id = 2;
    cells[1].state = CELL_INSUFFICIENT;
    cells[2].tally.n = 4;
    assert_true(cell_store_insert_shown(db, &key, cells, shown, 3, &err));
    assert_stored(*state, "SELECT * FROM pulssid.published_cell ORDER BY team_id",
                  "(1,2852,csat,published,21,61.0,at_least,1.5,2.5,-3.50,4.5,0.25,0.10,0.40,31,32,33,0.75,34,"
                  "35) "
                  "(2,2852,csat,insufficient,21,,,,,,,,,,31,32,33,,34,35) "
                  "(3,2852,csat,suppressed,,,,,,,,,,,,,,,,)");
}

static void no_cells_are_none(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    insert(*state, NULL, 0);
    struct error err = {0};
    assert_true(cell_store_insert_shown(db, &key, NULL, NULL, 0, &err));
    assert_int_equal(fixture_pg_number(*state, "SELECT count(*) FROM pulssid.cell"), 0);
}

static void all_cells_or_none(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct error err = {0};
    const struct cell cells[] = {cell_empty(1, CELL_NO_DATA), full_cell()};
    assert_false(cell_store_insert(db, &key, cells, 2, &err));
    assert_int_equal(err.code, ERROR_CONFLICT);
    assert_null(strstr(err.text, "0.3"));
    assert_int_equal(fixture_pg_number(*state, "SELECT count(*) FROM pulssid.cell"), 0);
}

/* sd tells which cell it was: period, then team. */
static const char spread_sql[] =
    "INSERT INTO pulssid.cell (team_id, period, dimension, state, kind, n, sd)"
    " SELECT t, p, d, 'published', 'mean', 10 + t, (p - 2850) * 10 + t + CASE d WHEN 'csat' THEN 0 ELSE 100 "
    "END"
    " FROM generate_series(3, 0, -1) t, generate_series(2852, 2850, -1) p, unnest('{csat,ces}'::text[]) d;"
    "INSERT INTO pulssid.published_cell (team_id, period, dimension, state, n, mean, sd)"
    " SELECT team_id, period, dimension, 'published', n, 50, sd FROM pulssid.cell;";

static void assert_spreads(const struct fixture_pg *fixture, int32_t first, int32_t last,
                           const double *expected, size_t n)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(fixture, "pulssid_stats");
    struct error err = {0};
    struct cell_spreads spreads CLEANUP(cell_spreads_free) = {0};
    const struct cell_window window = {.first_period = first};
    if (!cell_store_spreads(db, &(struct cell_key){last, "csat"}, &window, &spreads, &err)) {
        fail_msg("%s", err.text);
    }
    assert_int_equal(spreads.n_cells, n);
    for (size_t i = 0; i < n; i++) {
        assert_true(spreads.sd[i] == expected[i]);
        assert_int_equal(spreads.n[i], 10 + (int64_t)expected[i] % 10);
    }
}

/* U is a leaf in the last week alone; the whole organisation never is. */
static void spreads_are_those_of_leaves_in_the_window(void **state)
{
    fixture_pg_run(*state, spread_sql);
    assert_spreads(*state, 2850, 2852, (const double[]){1, 2, 11, 12, 21, 22, 23}, 7);
    assert_spreads(*state, 2851, 2851, (const double[]){11, 12}, 2);
    assert_spreads(*state, 2000, 2850, (const double[]){1, 2}, 2);
    assert_spreads(*state, 2853, 2900, NULL, 0);
}

static void spreads_need_ten_respondents(void **state)
{
    fixture_pg_run(*state, spread_sql);
    fixture_pg_run(*state, "UPDATE pulssid.cell SET n = 9 WHERE team_id = 1;"
                           "UPDATE pulssid.cell SET state = 'suppressed', n = NULL, sd = NULL"
                           " WHERE team_id = 2 AND period = 2851");
    assert_spreads(*state, 2850, 2851, (const double[]){2}, 1);
    fixture_pg_run(*state, "UPDATE pulssid.cell SET n = 10, sd = 20 WHERE team_id = 1 AND period = 2850");
    assert_spreads(*state, 2850, 2851, (const double[]){20, 2}, 2);
}

/* A pool with an SD that is not shown would tell it: this week's of team 2, and last week's of team 1. That
 * of equal scores is told by their bound. */
static void spreads_are_those_that_are_shown(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct error err = {0};
    struct cell_spreads spreads CLEANUP(cell_spreads_free) = {0};
    const struct cell own[] = {{.team_id = 1, .shows_spread = true}, {.team_id = 2}, {.team_id = 5}};
    fixture_pg_run(*state, spread_sql);
    fixture_pg_run(*state, "UPDATE pulssid.published_cell SET sd = NULL WHERE period = 2850;"
                           "UPDATE pulssid.published_cell SET bound = 'at_least' WHERE (team_id, period) = "
                           "(2, 2850)");
    const struct cell_window window = {2850, own, 3};
    assert_true(cell_store_spreads(db, &(struct cell_key){2851, "csat"}, &window, &spreads, &err));
    assert_int_equal(spreads.n_cells, 2);
    assert_true(spreads.sd[0] == 2 && spreads.sd[1] == 11);
}

static void a_failure_leaves_the_spreads_untouched(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_report");
    struct error err = {0};
    struct cell_spreads spreads = {.n_cells = 77};
    assert_false(cell_store_spreads(db, &key, &(struct cell_window){.first_period = 2850}, &spreads, &err));
    assert_int_equal(spreads.n_cells, 77);
    assert_null(spreads.sd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(exact_figures_keep_every_bit, found),
        cmocka_unit_test_setup(the_unknown_is_null_and_zero_is_not, found),
        cmocka_unit_test_setup(shown_figures_are_the_texts_given, found),
        cmocka_unit_test_setup(no_cells_are_none, found),
        cmocka_unit_test_setup(all_cells_or_none, found),
        cmocka_unit_test_setup(spreads_are_those_of_leaves_in_the_window, found),
        cmocka_unit_test_setup(spreads_need_ten_respondents, found),
        cmocka_unit_test_setup(spreads_are_those_that_are_shown, found),
        cmocka_unit_test_setup(a_failure_leaves_the_spreads_untouched, found),
    };
    return cmocka_run_group_tests(tests, fixture_pg_start_group, fixture_pg_stop_group);
}
