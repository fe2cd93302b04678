/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells read in steps: all of them, in order, in one snapshot; which they are, series_store_test.c tells. */
#include "store/series_rows.h"

#include "store_trial.h"

#define TEAMS 25
#define WEEKS 100 /* so that a step has two teams */

static const char *const mood[] = {"mood"};
static const struct series_bounds bounds = {WEEKS, 2801, 2800 + WEEKS};

/* Teams' ids have gaps; the last is not a leaf's until its last ten weeks. */
static int found(void **state)
{
    fixture_pg_clear(*state);
    fixture_pg_run(
        *state,
        "INSERT INTO pulssid.team (code) SELECT 'T' || t FROM generate_series(1, 75) t;"
        "DELETE FROM pulssid.team WHERE id % 3 > 0;"
        "INSERT INTO pulssid.period SELECT p, 'W' || p, '1970-01-05'::date + 7 * p, '1970-01-11'::date + 7 * "
        "p, 'published', 5, 5, false FROM generate_series(2801, 2900) p;"
        "INSERT INTO pulssid.period_team (team_id, period, name, parent_id, role) SELECT id, p, '', CASE "
        "WHEN "
        "id = 3 AND p = 2890 THEN 75 END, 'normal' FROM pulssid.team, generate_series(2801, 2900) p;"
        "INSERT INTO pulssid.release SELECT p - 2800, p, '', sha256(''), sha256('') FROM "
        "generate_series(2801, 2900) p;"
        "INSERT INTO pulssid.cell (team_id, period, dimension, state, kind, mean, n) SELECT id, p, 'mood', "
        "'published', 'mean', id + p, 7 FROM pulssid.team, generate_series(2801, 2900) p");
    return 0;
}

static void assert_ordered(const struct series_list *list)
{
    for (size_t i = 0; i < list->n; i++) {
        const struct series_row *row = &list->rows[i];
        assert_true(row->figure[SERIES_MEAN] == row->team_id + row->period);
        assert_true(row->figure[SERIES_N] == 7);
        assert_int_equal(row->dimension, 0);
        assert_true(i == 0 || row[-1].team_id < row->team_id ||
                    (row[-1].team_id == row->team_id && row[-1].period < row->period));
    }
}

static void reads_every_cell_once(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct series_rows rows CLEANUP(series_rows_free) = {0};
    struct error err = {0};
    assert_true(series_rows_read(db, &bounds, mood, 1, &rows, &err));
    assert_int_equal(rows.own.n, (TEAMS - 1) * WEEKS + 10);
    assert_int_equal(rows.former.n, WEEKS - 11);
    assert_int_equal(series_rows_teams(&rows.own), TEAMS);
    assert_int_equal(series_rows_teams(&rows.former), 1);
    assert_ordered(&rows.own);
    assert_ordered(&rows.former);
    assert_false(db_in_transaction(db));
}

/* Which may not like the settings that steps want, and has its own back. */
static void fits_into_a_transaction(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct series_rows rows CLEANUP(series_rows_free) = {0};
    struct db_result *setting CLEANUP(db_result_free) = NULL;
    struct error err = {0};
    assert_true(db_script(db, "BEGIN; SET LOCAL enable_nestloop = off", &err));
    assert_true(series_rows_read(db, &bounds, mood, 1, &rows, &err));
    assert_int_equal(rows.own.n, (TEAMS - 1) * WEEKS + 10);
    assert_true(db_in_transaction(db));
    assert_true(db_query(db, "SHOW enable_nestloop", DB_NO_PARAMS, &setting, &err));
    assert_string_equal(db_text(setting, 0, 0), "off");
}

static void tells_what_the_database_says(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_ingest");
    struct series_rows rows CLEANUP(series_rows_free) = {0};
    struct error err = {0};
    assert_false(series_rows_read(db, &bounds, mood, 1, &rows, &err));
    assert_int_equal(err.code, ERROR_DATABASE_UNAVAILABLE); /* a right that may be given yet */
    assert_false(db_in_transaction(db));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(reads_every_cell_once, found),
        cmocka_unit_test_setup(fits_into_a_transaction, found),
        cmocka_unit_test_setup(tells_what_the_database_says, found),
    };
    return cmocka_run_group_tests(tests, fixture_pg_start_group, fixture_pg_stop_group);
}
