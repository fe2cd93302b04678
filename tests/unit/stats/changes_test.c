/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the published cells of the sample organisation in PostgreSQL to stored changes, against
 * tests/data/organisation. */
#include "stats/changes.h"

#include "sample_cells.h"

static const struct cycle_opts opts = {.window_weeks = 52, .window_months = 24, .min_centre = 6};

static int start(void **state)
{
    struct fixture_pg *pg = sample_cells_new();
    sample_cells_csv(pg, "expected_cusum");
    fixture_pg_run(pg, "CREATE FUNCTION sample.same(double precision, text) RETURNS boolean LANGUAGE sql AS "
                       "'SELECT CASE WHEN $2 = '''' THEN $1 IS NULL ELSE abs($1 - $2::float8) <= 1e-6 END'");
    *state = pg;
    return 0;
}

static int stop(void **state)
{
    fixture_pg_free(*state);
    return 0;
}

static int forget(void **state)
{
    fixture_pg_run(*state, "TRUNCATE pulssid.change_search, pulssid.change_series, pulssid.change");
    return 0;
}

static struct change_totals search_with(struct fixture_pg *pg, const struct cycle_opts *used, int32_t release)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(pg, "pulssid_stats");
    struct error err = {0};
    struct change_totals totals;
    if (!changes_run(db, used, release, &totals, &err)) {
        fail_msg("%s", err.text);
    }
    return totals;
}

static struct change_totals search(struct fixture_pg *pg, int32_t release)
{
    return search_with(pg, &opts, release);
}

#define assert_rows(state, from, n)                                                                          \
    assert_int_equal(fixture_pg_number(*(state), "SELECT count(*) FROM " from), n)

/* Each of the file's rows, and no other. */
static void assert_the_file(struct fixture_pg *pg)
{
    assert_int_equal(
        fixture_pg_number(
            pg, "SELECT count(*) FROM sample.csv f JOIN exact.changes c ON c.dimension = 'wellbeing'"
                " AND c.team = f.cells[1] AND c.period = 'W' || f.cells[2] WHERE f.name = 'expected_cusum'"
                " AND sample.same(c.u, f.cells[3]) AND sample.same(c.cp, f.cells[4])"
                " AND sample.same(c.cm, f.cells[5]) AND c.alarm = f.cells[6]::integer"
                " AND coalesce(c.change, '') = coalesce('W' || nullif(f.cells[7], ''), '')"),
        fixture_pg_number(pg, "SELECT count(*) FROM sample.csv WHERE name = 'expected_cusum' AND row > 1"));
    assert_int_equal(
        fixture_pg_number(pg, "SELECT count(*) FROM exact.changes WHERE dimension = 'wellbeing'"), 12 * 30);
}

static void stores_what_the_file_says(void **state)
{
    struct change_totals totals = search(*state, LAST_RELEASE);
    assert_int_equal(totals.dimensions, 2);
    assert_the_file(*state);
    assert_rows(state,
                "exact.changes_organisation WHERE dimension = 'wellbeing' AND abs(phi_pooled - 0.33029755823)"
                " <= 1e-6 AND k = 0.5 AND h = 6 AND warm = 12 AND periods = 52 AND teams = 12 AND alarms = 1"
                " AND state = 'published'",
                1);
}

/* The one alarm, and a row for each other team. */
static void shows_the_alarm_and_where_the_others_stand(void **state)
{
    search(*state, LAST_RELEASE);
    assert_rows(state, "report.changes WHERE dimension = 'wellbeing'", 12);
    assert_rows(state,
                "report.changes WHERE (team, period, change, alarm, direction, u, cp, cm) = ('T03', 'W28', "
                "'W19', -1, "
                "'down', -1.4, 0.0, 6.4) AND size < size_hi AND size_lo < size AND size_hi < 0 AND grade = "
                "'description' AND text_en LIKE 'T03, wellbeing: lower than before, %since about 2025-W02; "
                "first seen "
                "in 2025-W11. Change −%'",
                1);
    assert_rows(
        state,
        "report.changes WHERE dimension = 'wellbeing' AND alarm = 0 AND change IS NULL AND size IS NULL"
        " AND text_sv LIKE team || ', välbefinnande: ingen förändring%' AND u IS NOT NULL",
        11);
    assert_rows(state,
                "report.changes r JOIN exact.changes e USING (release, dimension, team, period)"
                " WHERE r.size <> round(e.size::numeric) OR r.state <> e.state OR r.alarm <> e.alarm"
                "    OR r.u <> round(e.u::numeric, 1) OR r.text_fi <> e.text_fi",
                0);
}

/* Every other week: values enough, and none that follows another. */
static void says_what_a_team_lacks(void **state)
{
    fixture_pg_run(
        *state, "CREATE TABLE sample.rest AS SELECT * FROM pulssid.cell WHERE team_id = 1 AND period % 2 = 1;"
                "DELETE FROM pulssid.cell WHERE team_id = 1 AND period % 2 = 1");
    search(*state, LAST_RELEASE);
    assert_rows(
        state,
        "report.changes WHERE dimension = 'csat' AND team = 'T01' AND state = 'insufficient' AND reason = "
        "'few_periods' AND n = 15 AND residuals = 0 AND warm = 12 AND period = 'W30' AND grade = "
        "'cannot_tell' "
        "AND num_nonnulls(u, cp, cm, size, direction, change) = 0 AND text_fi = 'T01, asiakastyytyväisyys: "
        "ei "
        "voi vielä sanoa. Tarvitaan 13 jaksoa, joita edeltävä jakso on sekin julkaistu; niitä on 0.'",
        1);
    assert_rows(state, "report.changes WHERE state = 'insufficient'", 2);
    fixture_pg_run(*state, "INSERT INTO pulssid.cell TABLE sample.rest; DROP TABLE sample.rest");
}

/* By the agreement of the release: the dimension has its rows with the reason, the others are searched. */
static void a_dimension_that_is_not_of_teams_is_not_searched(void **state)
{
    fixture_pg_run(
        *state,
        "INSERT INTO pulssid.agreement (release, dimension, period, state, periods, verdict, text_fi, "
        "text_en, text_sv) SELECT 30, 'wellbeing', max(period), 'published', 29, "
        "'not_a_team_property', '', '', '' FROM pulssid.period");
    struct change_totals totals = search(*state, 30);
    fixture_pg_run(*state, "TRUNCATE pulssid.agreement CASCADE");
    assert_int_equal(totals.alarms,
                     fixture_pg_number(*state, "SELECT sum(alarms) FROM pulssid.change_search"));
    assert_rows(
        state,
        "report.changes WHERE (dimension, state, reason, alarm, grade) = ('wellbeing', 'insufficient', "
        "'not_a_team_property', 0, 'cannot_tell') AND text_sv LIKE 'T__, välbefinnande: går inte%'"
        " AND u IS NULL",
        12);
    assert_rows(state, "report.changes WHERE dimension = 'wellbeing'", 12);
    assert_rows(
        state,
        "report.changes_organisation WHERE (dimension, state, judged) = ('wellbeing', 'insufficient', 0)"
        " AND phi_pooled IS NULL",
        1);
    assert_true(fixture_pg_number(*state, "SELECT count(*) FROM report.changes WHERE dimension = 'csat' AND "
                                          "state = 'published'") > 0);
}

static void a_release_is_searched_once(void **state)
{
    struct change_totals first = search(*state, LAST_RELEASE);
    fixture_pg_run(*state, "UPDATE pulssid.change SET size = 77");
    struct change_totals second = search(*state, LAST_RELEASE);
    assert_memory_equal(&first, &second, sizeof first);
    assert_rows(state, "pulssid.change WHERE size IS DISTINCT FROM 77", 0);
}

/* What was published after a release has no part in it, and an old release keeps what it had. */
static void the_same_release_gives_the_same_rows(void **state)
{
    search(*state, 29);
    fixture_pg_run(*state, "CREATE TABLE sample.old AS SELECT * FROM exact.changes");
    search(*state, LAST_RELEASE);
    assert_rows(state, "(TABLE sample.old EXCEPT SELECT * FROM exact.changes WHERE release = 29) x", 0);
    assert_rows(state, "exact.changes WHERE release = 29 AND dimension = 'csat'", 12 * 29);
    forget(state);
    search(*state, 29);
    assert_rows(state, "(TABLE sample.old EXCEPT TABLE exact.changes) x", 0);
    fixture_pg_run(*state, "DROP TABLE sample.old");
}

static void the_window_is_as_long_as_asked(void **state)
{
    struct cycle_opts shorter = opts;
    shorter.window_weeks = 20;
    search_with(*state, &shorter, LAST_RELEASE);
    assert_rows(state, "exact.changes WHERE dimension = 'csat'", 12 * 20);
    assert_rows(state,
                "exact.changes WHERE dimension = 'csat' AND team = 'T01' AND n = 20 AND residuals = 19", 20);
    assert_rows(state, "pulssid.change_series WHERE array_length(u, 1) <> 20", 0);
}

/* The sums go on from the first release: what the window shows of them is what the file has for its weeks. */
static void a_window_starts_nothing_anew(void **state)
{
    struct cycle_opts shorter = opts;
    shorter.window_weeks = 4;
    search_with(*state, &shorter, LAST_RELEASE);
    assert_rows(state, "exact.changes WHERE dimension = 'wellbeing'", 12 * 4);
    assert_rows(
        state,
        "sample.csv f JOIN exact.changes c ON c.dimension = 'wellbeing' AND c.team = f.cells[1]"
        " AND c.period = 'W' || f.cells[2] WHERE f.name = 'expected_cusum' AND sample.same(c.u, f.cells[3])"
        " AND sample.same(c.cp, f.cells[4]) AND sample.same(c.cm, f.cells[5])"
        " AND c.alarm = f.cells[6]::integer",
        12 * 4);
    assert_rows(state, "exact.changes WHERE dimension = 'wellbeing' AND u IS NOT NULL", 42);
    assert_rows(state, "report.changes WHERE (team, period, change, alarm) = ('T03', 'W28', 'W19', -1)", 1);
    shorter.window_weeks = 2;
    forget(state);
    search_with(*state, &shorter, LAST_RELEASE);
    assert_rows(state, "report.changes WHERE alarm <> 0", 0);
}

static void with_few_teams_all_are_insufficient(void **state)
{
    struct cycle_opts strict = opts;
    strict.min_centre = 13;
    struct change_totals totals = search_with(*state, &strict, LAST_RELEASE);
    assert_int_equal(totals.judged, 0);
    assert_int_equal(totals.alarms, 0);
    assert_rows(state, "report.changes WHERE state = 'insufficient' AND reason = 'few_teams'", 24);
    assert_rows(state, "report.changes_organisation WHERE state = 'insufficient'", 2);
}

/* T01 is another group of people from the sixteenth week on. What it published before takes part in the means
 * of its weeks, without which there would be too few teams in them. */
static void a_series_begins_anew_and_the_means_stay(void **state)
{
    struct cycle_opts strict = opts;
    strict.min_centre = 12;
    fixture_pg_run(
        *state, "UPDATE pulssid.period_team SET series_from = '1970-01-05'::date + 7 * 2867 WHERE team_id = 1"
                " AND period >= 2867");
    search_with(*state, &strict, LAST_RELEASE);
    fixture_pg_run(*state, "UPDATE pulssid.period_team SET series_from = '-infinity'");
    assert_rows(
        state, "pulssid.change_series WHERE dimension = 'csat' AND team_id = 1 AND (n, residuals) = (15, 14)",
        1);
    assert_rows(state, "pulssid.change_series WHERE dimension = 'csat' AND (n, residuals) = (30, 29)", 11);
}

static void one_team_alone_has_nobody_to_compare_with(void **state)
{
    fixture_pg_run(*state, "CREATE TABLE sample.others AS SELECT * FROM pulssid.cell WHERE team_id > 1;"
                           "DELETE FROM pulssid.cell WHERE team_id > 1");
    search(*state, LAST_RELEASE);
    assert_rows(state, "report.changes", 2);
    assert_rows(state, "report.changes WHERE reason = 'few_teams'", 2);
    fixture_pg_run(*state, "INSERT INTO pulssid.cell TABLE sample.others; DROP TABLE sample.others");
}

/* A series that never moves says nothing; the others are judged against it all the same. */
static void a_constant_series_is_told(void **state)
{
    fixture_pg_run(*state, "CREATE TABLE sample.moved AS SELECT * FROM pulssid.cell WHERE team_id = 1;"
                           "UPDATE pulssid.cell SET mean = 70 WHERE team_id = 1 AND state = 'published'");
    search(*state, LAST_RELEASE);
    assert_rows(state, "report.changes WHERE team = 'T01' AND reason = 'no_variation' AND u IS NULL", 2);
    assert_rows(state, "report.changes WHERE reason = 'no_variation'", 2);
    assert_rows(state, "report.changes WHERE state = 'published' AND team = 'T02'", 2);
    fixture_pg_run(*state,
                   "DELETE FROM pulssid.cell WHERE team_id = 1; INSERT INTO pulssid.cell TABLE sample.moved;"
                   "DROP TABLE sample.moved");
}

static void without_cells_there_is_nothing_to_search(void **state)
{
    fixture_pg_run(*state,
                   "ALTER TABLE pulssid.cell RENAME TO kept; CREATE TABLE pulssid.cell (LIKE pulssid.kept);"
                   "GRANT SELECT ON pulssid.cell TO pulssid_stats");
    struct change_totals totals = search(*state, LAST_RELEASE);
    assert_int_equal(totals.dimensions, 0);
    fixture_pg_run(*state, "DROP TABLE pulssid.cell; ALTER TABLE pulssid.kept RENAME TO cell");
}

static void an_unknown_release_is_an_error(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct error err = {0};
    struct change_totals totals = {.dimensions = 5};
    assert_false(changes_run(db, &opts, 0, &totals, &err));
    assert_int_equal(err.code, ERROR_NOT_FOUND);
    assert_int_equal(totals.dimensions, 5);
}

/* The second dimension cannot be stored: neither is. */
static void a_failure_leaves_nothing(void **state)
{
    fixture_pg_run(*state,
                   "ALTER TABLE pulssid.change ADD CONSTRAINT refused CHECK (dimension <> 'wellbeing')");
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct error err = {0};
    struct change_totals totals;
    assert_false(changes_run(db, &opts, LAST_RELEASE, &totals, &err));
    assert_int_equal(err.code, ERROR_DATABASE);
    assert_string_equal(err.text,
                        "dimension wellbeing: new row for relation \"change\" violates check constraint "
                        "\"refused\"");
    assert_false(db_in_transaction(db));
    assert_rows(state, "pulssid.change_search", 0);
    fixture_pg_run(*state, "ALTER TABLE pulssid.change DROP CONSTRAINT refused");
    assert_int_equal(search(*state, LAST_RELEASE).dimensions, 2);
    assert_the_file(*state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(stores_what_the_file_says, forget),
        cmocka_unit_test_setup(shows_the_alarm_and_where_the_others_stand, forget),
        cmocka_unit_test_setup(says_what_a_team_lacks, forget),
        cmocka_unit_test_setup(a_dimension_that_is_not_of_teams_is_not_searched, forget),
        cmocka_unit_test_setup(a_release_is_searched_once, forget),
        cmocka_unit_test_setup(the_same_release_gives_the_same_rows, forget),
        cmocka_unit_test_setup(the_window_is_as_long_as_asked, forget),
        cmocka_unit_test_setup(a_window_starts_nothing_anew, forget),
        cmocka_unit_test_setup(with_few_teams_all_are_insufficient, forget),
        cmocka_unit_test_setup(a_series_begins_anew_and_the_means_stay, forget),
        cmocka_unit_test_setup(one_team_alone_has_nobody_to_compare_with, forget),
        cmocka_unit_test_setup(a_constant_series_is_told, forget),
        cmocka_unit_test_setup(without_cells_there_is_nothing_to_search, forget),
        cmocka_unit_test_setup(an_unknown_release_is_an_error, forget),
        cmocka_unit_test_setup(a_failure_leaves_nothing, forget),
    };
    return cmocka_run_group_tests_name("changes", tests, start, stop);
}
