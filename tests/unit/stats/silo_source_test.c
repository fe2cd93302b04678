/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells, handoffs, visits and ratings of a few teams, brought to the same rows and periods. */
#include "stats/silo_source.h"

#include <math.h>

#include "../unit.h"
#include "fixture_pg.h"

/* Weeks 1 to 6; release r is of week r. Team 1 (A, unit 8), 2 (B, router, unit 9), 3 (C, unit 8), 4 (D, no
 * unit). B begins another series in week 4. */
static const char found_sql[] =
    "INSERT INTO pulssid.team (code) SELECT unnest('{A,B,C,D,E,F,G,U,V}'::text[]);"
    "INSERT INTO pulssid.period SELECT p, 'W' || p, '1970-01-05'::date + 7 * p, '1970-01-11'::date + 7 * p, "
    "'published', 5, 5, false FROM generate_series(1, 6) p;"
    "INSERT INTO pulssid.release SELECT p, p, '', sha256(''), sha256('') FROM generate_series(1, 6) p;"
    "INSERT INTO pulssid.period_team (team_id, period, name, parent_id, headcount, role, series_from) SELECT "
    "t, p, "
    "'', (ARRAY[8, 9, 8, NULL])[t], 5 * t, CASE t WHEN 2 THEN 'router' ELSE 'normal' END, CASE WHEN t = 2 "
    "AND p > 3 "
    "THEN '1970-01-05'::date + 28 ELSE '-infinity' END FROM generate_series(1, 4) t, generate_series(1, 6) p;"
    "INSERT INTO pulssid.cell (team_id, period, dimension, state, kind, mean) SELECT t, p, d, 'published', "
    "'mean', "
    "10 * t + p FROM generate_series(1, 4) t, generate_series(1, 6) p, "
    "unnest('{wellbeing,csat,engagement,customer_orientation,collaboration_self,else}'::text[]) d "
    "WHERE NOT (t = 3 AND p = 1) AND NOT (d = 'csat' AND p = 2);"
    "INSERT INTO pulssid.visit SELECT t, p, 10 FROM generate_series(1, 4) t, generate_series(1, 6) p;"
    "INSERT INTO pulssid.handoff (team_id, period, to_id, n, contacts) SELECT a, b, c, d, d FROM (VALUES (1, "
    "2, 3, 1), (1, 3, 3, 2), (1, 1, 3, "
    "4), (1, 5, "
    "2, 8), (2, 3, 1, 3), (2, 5, 1, 6), (1, 6, 4, 7)) v(a, b, c, d);"
    "INSERT INTO pulssid.rating (team_id, period, dimension, rated_id, n, mean) VALUES (1, 2, "
    "'collaboration', 3, 5, "
    "40), (1, 4, 'collaboration', 3, 9, 60), (2, 2, 'collaboration', 1, 5, 10), (2, 4, 'collaboration', 1, "
    "5, 70), "
    "(1, 4, 'else', 4, 5, 5)";

static int found(void **state)
{
    fixture_pg_clear(*state);
    fixture_pg_run(*state, found_sql);
    return 0;
}

static struct silo_source *load(const struct fixture_pg *fixture, int32_t release)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(fixture, "pulssid_stats");
    struct silo_source *source = NULL;
    struct error err = {0};
    if (!silo_source_load(db, release, (struct series_window){8, 8}, &source, &err)) {
        fail_msg("%s", err.text);
    }
    return source;
}

/* The window begins two weeks before the first. */
static double at(const struct silo_source *source, size_t series, size_t row, int32_t period)
{
    return source->input
        .series[series][row * source->input.periods + (size_t)(period - source->cells->first)];
}

static void cells_by_their_names(void **state)
{
    CLEANUP(silo_source_free) struct silo_source *source = load(*state, 6);
    const struct silo_input *input = &source->input;
    assert_int_equal(input->teams, 4);
    assert_int_equal(input->others, 1);
    assert_int_equal(input->periods, 8);
    for (size_t series = 0; series < SILO_BOUNCE; series++) {
        assert_true(at(source, series, 0, 3) == 13);
        assert_true(isnan(at(source, series, 2, 1)));
    }
    assert_true(isnan(at(source, SILO_CUSTOMER, 0, 2)));
    assert_true(at(source, SILO_WELLBEING, 0, 2) == 12);
}

/* Wellbeing is no property of teams by the agreement of this release: its scores are unknown, all else is as
 * it was. */
static void what_is_not_of_teams_is_unknown(void **state)
{
    fixture_pg_run(
        *state,
        "INSERT INTO pulssid.agreement (release, dimension, period, state, periods, verdict, text_fi, "
        "text_en, text_sv) SELECT r, 'wellbeing', r, 'published', r, CASE r WHEN 6 THEN "
        "'not_a_team_property' ELSE 'weak' END, '', '', '' FROM generate_series(5, 6) r");
    CLEANUP(silo_source_free) struct silo_source *source = load(*state, 6);
    CLEANUP(silo_source_free) struct silo_source *before = load(*state, 5);
    assert_true(isnan(at(source, SILO_WELLBEING, 0, 3)) && isnan(at(source, SILO_WELLBEING, 4, 3)));
    assert_true(at(before, SILO_WELLBEING, 0, 3) == 13);
    assert_true(at(source, SILO_ENGAGEMENT, 0, 3) == 13 && at(source, SILO_CUSTOMER, 0, 3) == 13);
    assert_true(at(source, SILO_BOUNCE, 0, 3) == at(before, SILO_BOUNCE, 0, 3));
}

static void teams_as_the_period_froze_them(void **state)
{
    CLEANUP(silo_source_free) struct silo_source *source = load(*state, 6);
    const struct silo_input *input = &source->input;
    assert_int_equal(input->network.units, 3);
    assert_int_equal(input->network.unit[0], 0);
    assert_int_equal(input->network.unit[1], 1);
    assert_int_equal(input->network.unit[2], 0);
    assert_int_equal(input->network.unit[3], 2);
    assert_true(input->router[1] && !input->router[0]);
    assert_true(input->headcount[0] == 5 && input->headcount[3] == 20);
    assert_int_equal(input->network.teams, 4);
}

/* What C had before its first score, and B before its series, is of nobody here. */
static void networks_since_series_began(void **state)
{
    CLEANUP(silo_source_free) struct silo_source *source = load(*state, 6);
    const double *handoff = source->input.network.handoff;
    const double *rating = source->input.network.rating;
    assert_true(handoff[0 * 4 + 2] == 3);
    assert_true(handoff[0 * 4 + 1] == 8);
    assert_true(handoff[1 * 4 + 0] == 6);
    assert_true(handoff[0 * 4 + 3] == 7);
    assert_true(handoff[2 * 4 + 0] == 0);
    assert_true(rating[0 * 4 + 2] == 50);
    assert_true(rating[1 * 4 + 0] == 70);
    assert_true(isnan(rating[0 * 4 + 3]));
}

static void visits_go_to_the_series_of_their_time(void **state)
{
    CLEANUP(silo_source_free) struct silo_source *source = load(*state, 6);
    assert_true(at(source, SILO_BOUNCE, 0, 1) == 0.4);
    assert_true(at(source, SILO_BOUNCE, 1, 5) == 0.6);
    assert_true(isnan(at(source, SILO_BOUNCE, 1, 3)));
    assert_true(at(source, SILO_BOUNCE, 4, 3) == 0.3);
    assert_true(isnan(at(source, SILO_BOUNCE, 4, 5)));
    assert_true(isnan(at(source, SILO_BOUNCE, 2, 1)));
    assert_true(isnan(at(source, SILO_BOUNCE, 0, 0)));
    assert_true(fabs(source->handed_on[0] - 22.0 / 60) < 1e-12);
    assert_true(fabs(source->handed_on[1] - 6.0 / 30) < 1e-12);
    assert_true(source->handed_on[2] == 0);
}

static void an_earlier_release_is_as_it_was(void **state)
{
    CLEANUP(silo_source_free) struct silo_source *source = load(*state, 3);
    assert_int_equal(source->input.others, 0);
    assert_true(source->input.network.handoff[1 * 4 + 0] == 3);
    assert_true(source->input.network.handoff[0 * 4 + 1] == 0);
    assert_true(source->input.network.rating[1 * 4 + 0] == 10);
    assert_true(fabs(source->handed_on[0] - 7.0 / 30) < 1e-12);
}

static void nobody_and_no_release(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct silo_source *none = NULL;
    struct error err = {0};
    fixture_pg_run(*state, "TRUNCATE pulssid.cell");
    CLEANUP(silo_source_free) struct silo_source *source = load(*state, 6);
    assert_int_equal(source->input.teams, 0);
    assert_false(silo_source_load(db, 0, (struct series_window){8, 8}, &none, &err));
    assert_int_equal(err.code, ERROR_NOT_FOUND);
    assert_null(none);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(cells_by_their_names, found),
        cmocka_unit_test_setup(what_is_not_of_teams_is_unknown, found),
        cmocka_unit_test_setup(teams_as_the_period_froze_them, found),
        cmocka_unit_test_setup(networks_since_series_began, found),
        cmocka_unit_test_setup(visits_go_to_the_series_of_their_time, found),
        cmocka_unit_test_setup(an_earlier_release_is_as_it_was, found),
        cmocka_unit_test_setup(nobody_and_no_release, found),
    };
    return cmocka_run_group_tests(tests, fixture_pg_start_group, fixture_pg_stop_group);
}
