/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the tables of thirty releases to stored silos: once for each release, with states that change at
 * formal tests alone. */
#include "stats/silos.h"

#include "sample_cells.h"
#include "usual_window.h"

static const struct cycle_opts opts = {USUAL_WINDOW, .permutations = 99, .test_weeks = 13, .test_months = 6};

/* Beside the published cells, a tenth of everybody's visits is handed on, of T05 half; nobody works with T05,
 * and it thinks well of that. */
static const char networks_sql[] =
    "UPDATE pulssid.period_team SET headcount = 10;"
    "INSERT INTO pulssid.visit SELECT t, 2851 + p, 100 + (t * p) % 7 FROM generate_series(1, 12) t, "
    "generate_series(1, 30) p;"
    "INSERT INTO pulssid.handoff SELECT *, 1 FROM (SELECT t, 2851 + p, t % 12 + 1, CASE t WHEN 5 THEN 50 "
    "ELSE 10 END + (t + p) "
    "% 3 FROM "
    "generate_series(1, 12) t, generate_series(1, 30) p) v;"
    "INSERT INTO pulssid.rating SELECT a, 2861, 'collaboration', b, 5, CASE WHEN 5 IN (a, b) THEN 20 ELSE 70 "
    "END + (a + "
    "b) % 5 FROM generate_series(1, 12) a, generate_series(1, 12) b WHERE a <> b;"
    "INSERT INTO pulssid.cell (team_id, period, dimension, state, kind, mean) SELECT t, 2851 + p, d, "
    "'published', "
    "'mean', 50 + (t * 7 + p * 3) % 11 + CASE WHEN t <> 5 THEN 0 WHEN d = 'customer_orientation' THEN -25 "
    "ELSE 25 END "
    "FROM generate_series(1, 12) t, generate_series(1, 30) p, "
    "unnest('{engagement,customer_orientation,collaboration_self}'::text[]) d;"
    "INSERT INTO pulssid.path_count SELECT 2851 + p, '{900,80,15,5}', 125, 200, 4 FROM generate_series(1, "
    "30) p";

static int start(void **state)
{
    struct fixture_pg *pg = sample_cells_new();
    fixture_pg_run(pg, networks_sql);
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
    fixture_pg_run(*state,
                   "TRUNCATE pulssid.silo, pulssid.silo_team, pulssid.path_summary, pulssid.service_summary, "
                   "pulssid.reason_summary, pulssid.topic_summary");
    return 0;
}

static struct silo_totals run(const struct fixture_pg *pg, int32_t release)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(pg, "pulssid_stats");
    struct silo_totals totals = {0};
    struct error err = {0};
    if (!silos_run(db, &opts, release, &totals, &err)) {
        fail_msg("%s", err.text);
    }
    assert_true(totals.found);
    return totals;
}

#define assert_rows(state, from, n)                                                                          \
    assert_int_equal(fixture_pg_number(*(state), "SELECT count(*) FROM " from), n)

static void finds_the_team_that_is_one(void **state)
{
    struct silo_totals totals = run(*state, LAST_RELEASE);
    assert_int_equal(totals.judged, 12);
    assert_int_equal(totals.flagged, 1);
    assert_rows(state, "exact.silos", 12);
    assert_rows(
        state,
        "exact.silos WHERE flag AND team = 'T05' AND evidence = 'preliminary' AND index > 50 AND q < .05"
        " AND handed_on BETWEEN .45 AND .55 AND unsupported = 1 AND b1 > 1 AND received < 30"
        " AND engagement > 20 AND customer_orientation < -20 AND customer_orientation_n = 30",
        1);
    assert_rows(
        state,
        "report.silos WHERE team = 'T05' AND text_en LIKE 'T05, signs of siloing%It hands 49 % of its "
        "customers on, mostly to teams that it does not work with.%Association, not an explanation%'",
        1);
    assert_rows(
        state,
        "exact.silos_organisation WHERE release = 30 AND state = 'published' AND tested AND teams = 12"
        " AND flagged = 1 AND permutations = 99 AND handoffs_exact AND handoffs_total > 4000",
        1);
    assert_rows(
        state,
        "report.handoffs_organisation WHERE state = 'published' AND contacts = 30000 AND handed_on = .10"
        " AND first_desk = .90 AND ping_pong = .00 AND share_1 = .08 AND share_2 = .02 AND teams = 1.13"
        " AND share_3 = .01 AND penalty IS NULL AND penalty_reason = 'few_contacts'",
        1);
}

static void shown_is_what_was_found_rounded(void **state)
{
    run(*state, LAST_RELEASE);
    assert_rows(
        state,
        "report.silos r JOIN exact.silos e USING (release, team) WHERE r.index <> round(e.index::numeric)"
        " OR r.q <> round(e.q::numeric, 2) OR r.a1 <> round(e.a1::numeric, 2) OR r.flag <> e.flag OR"
        " r.b_adds <> round(e.b_adds::numeric) OR r.state <> e.state OR r.d1_p <> round(e.d1_p::numeric, 3)",
        0);
    assert_rows(state, "report.silos WHERE num_nonnulls(index, q, a1, b1, b2, c1, c2, d1) = 8", 12);
}

static void a_release_is_analysed_once(void **state)
{
    run(*state, LAST_RELEASE);
    fixture_pg_run(*state, "UPDATE pulssid.silo SET judged = 7, flagged = 6");
    struct silo_totals again = run(*state, LAST_RELEASE);
    assert_int_equal(again.judged, 7);
    assert_int_equal(again.flagged, 6);
}

static void the_same_release_says_the_same(void **state)
{
    run(*state, LAST_RELEASE);
    fixture_pg_run(
        *state, "CREATE TABLE sample.first AS SELECT (SELECT md5(string_agg(t::text, ' ' ORDER BY team_id)) "
                "FROM pulssid.silo_team t) || (SELECT md5(s::text) FROM pulssid.silo s) AS hash");
    forget(state);
    run(*state, LAST_RELEASE);
    int64_t same =
        fixture_pg_number(*state, "SELECT count(*) FROM sample.first WHERE hash = (SELECT "
                                  "md5(string_agg(t::text, ' ' ORDER BY team_id)) "
                                  "FROM pulssid.silo_team t) || (SELECT md5(s::text) FROM pulssid.silo s)");
    fixture_pg_run(*state, "DROP TABLE sample.first");
    assert_int_equal(same, 1);
}

/* Formal tests are 13 weeks apart; where nothing can be tested there is none, and in between a flag claims
 * nothing new. */
static void states_change_at_formal_tests(void **state)
{
    run(*state, 2);
    assert_rows(state, "exact.silos_organisation WHERE NOT tested AND judged = 0", 1);
    run(*state, 14);
    assert_rows(state, "exact.silos_organisation WHERE release = 14 AND tested AND flagged = 1", 1);
    assert_rows(state, "exact.silos WHERE evidence = 'preliminary' AND team = 'T05' AND release = 14", 1);
    run(*state, 26);
    assert_rows(state, "exact.silos_organisation WHERE release = 26 AND NOT tested AND flagged = 1", 1);
    assert_rows(state, "exact.silos WHERE evidence = 'preliminary' AND team = 'T05' AND release = 26", 1);
    run(*state, 27);
    assert_rows(state, "exact.silos WHERE release = 27 AND evidence = 'confirmed'", 1);
    assert_rows(state,
                "exact.silos WHERE release = 27 AND team = 'T05' AND text_en LIKE '%in two tests in a row%'",
                1);
}

/* Where the next test cannot be made, one significance is not the first of two in a row; two are kept. */
static void what_is_preliminary_is_forgotten_where_no_test_can_be_made(void **state)
{
    run(*state, 14);
    assert_rows(state, "exact.silos WHERE evidence = 'preliminary' AND team = 'T05'", 1);
    fixture_pg_run(*state, "UPDATE pulssid.silo_team SET evidence_kept = 'confirmed' WHERE team_id = 6;"
                           "CREATE TABLE sample.cell AS TABLE pulssid.cell;"
                           "DELETE FROM pulssid.cell WHERE dimension <> 'engagement'");
    run(*state, 27);
    fixture_pg_run(
        *state, "TRUNCATE pulssid.cell; INSERT INTO pulssid.cell TABLE sample.cell; DROP TABLE sample.cell");
    assert_rows(state, "exact.silos_organisation WHERE release = 27 AND NOT tested AND judged = 0", 1);
    assert_rows(state, "pulssid.silo_team WHERE release = 27 AND evidence = 'none'", 12);
    assert_rows(state, "pulssid.silo_team WHERE release = 27 AND evidence_kept = 'confirmed' AND team_id = 6",
                1);
    assert_rows(state, "pulssid.silo_team WHERE release = 27 AND evidence_kept = 'none'", 11);
}

static void few_weeks_are_insufficient(void **state)
{
    struct silo_totals totals = run(*state, 11);
    assert_int_equal(totals.judged, 0);
    assert_rows(
        state,
        "report.silos WHERE state = 'insufficient' AND reason = 'few_indicators' AND index IS NULL AND"
        " a1_reason = 'few_periods' AND text_fi LIKE '%siiloutumisesta ei voi sanoa%'",
        12);
    assert_rows(state, "report.silos_organisation WHERE state = 'insufficient' AND index IS NULL", 1);
}

/* Nothing but an old database, or only employees, or one team. */
static void organisations_without_one_thing_or_another(void **state)
{
    static const char *const without[] = {
        "TRUNCATE pulssid.cell",
        "TRUNCATE pulssid.visit, pulssid.handoff; DELETE FROM pulssid.cell WHERE dimension = 'csat'",
        "DELETE FROM pulssid.cell WHERE dimension <> 'csat'; TRUNCATE pulssid.rating",
        "DELETE FROM pulssid.cell WHERE team_id <> 3",
        "UPDATE pulssid.cell SET mean = 50 WHERE state = 'published'",
        "UPDATE pulssid.period_team SET parent_id = NULL, headcount = NULL",
    };
    for (size_t i = 0; i < sizeof without / sizeof without[0]; i++) {
        struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "postgres");
        struct silo_totals totals;
        struct error err = {0};
        /* The analysis has a transaction of its own, so what is taken away is put back by hand. */
        fixture_pg_run(*state,
                       "CREATE TABLE sample.cell AS TABLE pulssid.cell; CREATE TABLE sample.visit AS TABLE "
                       "pulssid.visit; CREATE TABLE sample.handoff AS TABLE pulssid.handoff; CREATE TABLE "
                       "sample.rating AS TABLE pulssid.rating; CREATE TABLE sample.path_count AS TABLE "
                       "pulssid.path_count; CREATE TABLE sample.period_team AS TABLE pulssid.period_team");
        fixture_pg_run(*state, without[i]);
        bool done = silos_run(db, &opts, LAST_RELEASE, &totals, &err);
        int64_t whole =
            fixture_pg_number(*state, "SELECT count(*) FROM exact.silos WHERE (state = 'published') <> "
                                      "(index IS NOT NULL) OR index = 'NaN' OR q = 'NaN' OR flag");
        int64_t unknown = fixture_pg_number(
            *state,
            "SELECT count(*) FROM exact.silos_organisation WHERE state = 'insufficient' AND index IS NULL");
        for (const char *const *t = (const char *const[]){"cell", "visit", "handoff", "rating", "path_count",
                                                          "period_team", NULL};
             *t != NULL; t++) {
            char sql[256];
            snprintf(sql, sizeof sql,
                     "TRUNCATE pulssid.%s; INSERT INTO pulssid.%s TABLE sample.%s; DROP TABLE sample.%s", *t,
                     *t, *t, *t);
            fixture_pg_run(*state, sql);
        }
        forget(state);
        if (!done) {
            fail_msg("%s: %s", without[i], err.text);
        }
        assert_int_equal(i == 5 ? 0 : whole, 0);
        assert_int_equal(i == 4 ? 1 : unknown, 1);
    }
}

static void no_release_is_an_error(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct silo_totals totals;
    struct error err = {0};
    assert_false(silos_run(db, &opts, 0, &totals, &err));
    assert_int_equal(err.code, ERROR_NOT_FOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(finds_the_team_that_is_one, forget),
        cmocka_unit_test_setup(shown_is_what_was_found_rounded, forget),
        cmocka_unit_test_setup(a_release_is_analysed_once, forget),
        cmocka_unit_test_setup(the_same_release_says_the_same, forget),
        cmocka_unit_test_setup(states_change_at_formal_tests, forget),
        cmocka_unit_test_setup(what_is_preliminary_is_forgotten_where_no_test_can_be_made, forget),
        cmocka_unit_test_setup(few_weeks_are_insufficient, forget),
        cmocka_unit_test_setup(organisations_without_one_thing_or_another, forget),
        cmocka_unit_test_setup(no_release_is_an_error, forget),
    };
    return cmocka_run_group_tests_name("silos", tests, start, stop);
}
