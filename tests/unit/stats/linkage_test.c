/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the published cells of the sample organisation in PostgreSQL to stored linkage, against
 * tests/data/organisation. */
#include "stats/linkage.h"

#include <math.h>

#include "sample_cells.h"
#include "usual_window.h"

static const struct cycle_opts opts = {USUAL_WINDOW,     .permutations = 9999,
                                       .test_weeks = 13, .test_months = 6,
                                       .n_links = 1,     .links = {{"wellbeing", "csat"}}};

/* A second employee dimension, for a second link. */
static const char orientation_sql[] =
    "INSERT INTO pulssid.cell (team_id, period, dimension, state, kind, mean, n, sd)"
    " SELECT t.id, 2851 + c.cells[1]::integer, 'customer_orientation', s.state, 'mean', s.mean, s.n, s.sd"
    "   FROM sample.csv c JOIN pulssid.team t ON t.code = c.cells[2]"
    "   JOIN pulssid.cell w ON w.team_id = t.id AND w.period = 2851 + c.cells[1]::integer"
    "                      AND w.dimension = 'wellbeing'"
    "   CROSS JOIN LATERAL (SELECT w.state, w.n, w.sd, CASE WHEN w.state = 'published' THEN"
    "     sample.value(c.name, c.row, 'cust_orient')::float8 END AS mean) s"
    "  WHERE c.name = 'expected_employee_cells' AND c.row > 1;";

static int start(void **state)
{
    struct fixture_pg *pg = sample_cells_new();
    fixture_pg_run(pg, orientation_sql);
    sample_cells_csv(pg, "expected_link_teams");
    sample_cells_csv(pg, "expected_link_ccf");
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
    fixture_pg_run(
        *state, "TRUNCATE pulssid.linkage, pulssid.linkage_team, pulssid.linkage_lag, pulssid.linkage_claim");
    return 0;
}

static size_t analyse_with(struct fixture_pg *pg, int32_t release, const struct cycle_opts *used)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(pg, "pulssid_stats");
    struct linkage_outcome outcomes[CYCLE_MAX_LINKS];
    struct error err = {0};
    if (!linkage_run(db, used, release, outcomes, &err)) {
        fail_msg("%s", err.text);
    }
    return outcomes[0].teams;
}

static size_t analyse(struct fixture_pg *pg, int32_t release)
{
    return analyse_with(pg, release, &opts);
}

static double stored(struct fixture_pg *pg, const char *expression)
{
    char sql[256];
    struct error err = {0};
    struct db *db CLEANUP(db_close) = fixture_pg_open(pg, "postgres");
    struct db_result *result CLEANUP(db_result_free) = NULL;
    snprintf(sql, sizeof sql, "SELECT (%s)::float8 FROM pulssid.linkage", expression);
    assert_true(db_query(db, sql, DB_NO_PARAMS, &result, &err));
    assert_int_equal(db_rows(result), 1);
    return db_double(result, 0, 0);
}

static void assert_stored(struct fixture_pg *pg, const char *expression, double expected)
{
    double got = stored(pg, expression);
    if (isnan(got) || fabs(got - expected) > 1e-6) {
        fail_msg("%s: %.12g, expected %.12g", expression, got, expected);
    }
}

/* Values of a file that are not those of a view, by name of column, and how many were compared. */
static void assert_file_matches(struct fixture_pg *pg, const char *file, const char *view, const char *key)
{
    char sql[2048];
    struct error err = {0};
    struct db *db CLEANUP(db_close) = fixture_pg_open(pg, "postgres");
    struct db_result *result CLEANUP(db_result_free) = NULL;
    snprintf(
        sql, sizeof sql,
        "SELECT count(*), string_agg(e.cells[1] || ' ' || h.field, ', ') FILTER (WHERE CASE"
        "   WHEN v.value ~ '^-?[0-9][0-9.e-]*$' THEN NOT abs(v.value::float8 - e.cells[h.i]::float8) <= 1e-6"
        "   ELSE v.value IS DISTINCT FROM e.cells[h.i] END)"
        "  FROM sample.csv e"
        "  CROSS JOIN (SELECT i, lower(replace(u.name, '.', '_')) AS field FROM sample.csv s,"
        "              unnest(s.cells) WITH ORDINALITY u (name, i) WHERE s.name = '%s' AND s.row = 1) h"
        "  LEFT JOIN %s l ON l.team = e.cells[1] AND (%s)"
        "  LEFT JOIN LATERAL (SELECT to_jsonb(l) ->> CASE h.field WHEN 'team_id' THEN 'team' ELSE h.field END"
        "                       AS value) v ON true"
        " WHERE e.name = '%s' AND e.row > 1",
        file, view, key, file);
    if (!db_query(db, sql, DB_NO_PARAMS, &result, &err)) {
        fail_msg("%s", err.text);
    }
    assert_true(db_int(result, 0, 0) > 0);
    if (db_text(result, 0, 1) != NULL) {
        fail_msg("%s: %s", file, db_text(result, 0, 1));
    }
}

static void stores_what_the_files_say_of_teams(void **state)
{
    assert_int_equal(analyse(*state, LAST_RELEASE), 11);
    assert_file_matches(*state, "expected_link_teams", "exact.linkage", "true");
    assert_file_matches(*state, "expected_link_ccf", "exact.linkage_lags", "l.lag = e.cells[2]::integer");
    assert_int_equal(fixture_pg_number(*state, "SELECT count(*) FROM pulssid.linkage_team"), 12);
    assert_int_equal(fixture_pg_number(*state, "SELECT count(*) FROM pulssid.linkage_lag"), 99);
}

static void shows_who_leads_where_there_is_a_link_alone(void **state)
{
    analyse(*state, LAST_RELEASE);
    static const char sql[] =
        "SELECT count(*) FROM report.linkage r JOIN exact.linkage e USING (release, employee, customer, team)"
        " WHERE %s (e.p_sidak <= 0.05 OR e.q_bh <= 0.05) AND %s";
    char linked[512];
    char others[512];
    snprintf(linked, sizeof linked, sql, "", "(r.direction, r.lag_set) = (e.direction, e.lag_set)");
    snprintf(others, sizeof others, sql, "NOT", "num_nonnulls(r.direction, r.lag_set) = 0");
    assert_true(fixture_pg_number(*state, linked) > 0);
    assert_true(fixture_pg_number(*state, others) > 0);
    assert_int_equal(fixture_pg_number(*state, linked) + fixture_pg_number(*state, others), 11);
}

static void says_what_a_small_team_lacks(void **state)
{
    analyse(*state, LAST_RELEASE);
    assert_int_equal(fixture_pg_number(*state,
                                       "SELECT count(*) FROM exact.linkage WHERE team = 'T12'"
                                       " AND status = 'insufficient' AND n_pairs = 20 AND min_series = 20 "
                                       "AND n_white < 16 AND min_pairs = 16"
                                       " AND num_nonnulls(phi_x, best_lag, p_sidak, direction, q_bh, loo_lag,"
                                       "   loo_p_lag_others, eb_r) = 0"),
                     1);
}

static void stores_what_the_file_says_of_the_organisation(void **state)
{
    analyse(*state, LAST_RELEASE);
    assert_stored(*state, "k_star", 2);
    assert_stored(*state, "lags[1]", -4);
    assert_stored(*state, "array_length(stouffer_z, 1)", 9);
    assert_stored(*state, "stouffer_z[1]", -2.4899769156);
    assert_stored(*state, "stouffer_p[7]", 0.00031016996584);
    assert_stored(*state, "p_pooled_sidak", 0.0027880688033);
    assert_stored(*state, "mismatch_b", 9999);
    assert_stored(*state, "mismatch_stat", 3.6050152507);
    assert_stored(*state, "pooled_dl_k", 11);
    assert_stored(*state, "pooled_dl_q", 30.4441096678);
    assert_stored(*state, "pooled_dl_q_p", 0.00072443380192);
    assert_stored(*state, "pooled_dl_tau2", 0.09821063801);
    assert_stored(*state, "pooled_dl_i2", 67.1529234748);
    assert_stored(*state, "pooled_dl_z", 0.2382215198);
    assert_stored(*state, "pooled_dl_se", 0.11531441708);
    assert_stored(*state, "pooled_dl_se_mkh", 0.11531441708);
    assert_stored(*state, "pooled_dl_ci_z[1]", -0.018715013079);
    assert_stored(*state, "pooled_dl_p_mkh", 0.065740292675);
    assert_stored(*state, "pooled_dl_pi_z[2]", 0.9936196233);
    assert_stored(*state, "pooled_dl_r", 0.23381519865);
    assert_stored(*state, "pooled_dl_ci_r[2]", 0.45830070911);
    assert_stored(*state, "pooled_dl_pi_r[1]", -0.4755179546);
    assert_stored(*state, "pooled_dl_fe_z", 0.23833445138);
    assert_stored(*state, "pooled_dl_fe_se", 0.066081860046);
    assert_stored(*state, "pooled_dl_fe_p", 0.00031016996584);
    double p = 0.0059;
    assert_true(fabs(stored(*state, "mismatch_p") - p) <= 4.0 * M_SQRT2 * sqrt(p * (1.0 - p) / 9999));
    assert_true(stored(*state, "mismatch_seed") >= 0);
    assert_int_equal(fixture_pg_number(*state, "SELECT (state = 'published')::integer FROM pulssid.linkage"),
                     1);
}

static void stores_shrunken_teams(void **state)
{
    analyse(*state, LAST_RELEASE);
    assert_stored(*state, "(SELECT eb_z FROM exact.linkage WHERE team = 'T05')", -0.25611530353);
    assert_stored(*state, "(SELECT eb_se FROM exact.linkage WHERE team = 'T06')", 0.18943692088);
    assert_stored(*state, "(SELECT eb_r FROM exact.linkage WHERE team = 'T11')", 0.083952008937);
}

static void stores_the_corrected_link(void **state)
{
    analyse(*state, LAST_RELEASE);
    assert_stored(*state, "attenuation_w_pooled_within_sd", 13.4132571223);
    assert_stored(*state, "attenuation_w_mean_error_var", 19.1439923687);
    assert_stored(*state, "attenuation_c_mean_level_var", 50.0049854129);
    assert_stored(*state, "attenuation_c_rel_level", 0.48538934847);
    assert_stored(*state, "attenuation_r_within_level_kstar", 0.4049901128);
    assert_stored(*state, "attenuation_neff_total", 243.7393614893);
    assert_stored(*state, "attenuation_ci[1]", 0.2915818911);
    assert_stored(*state, "attenuation_factor", 0.59415731375);
    assert_stored(*state, "attenuation_r_corrected", 0.68162101758);
    assert_stored(*state, "attenuation_ci_corrected[2]", 0.8535965984);
}

static void stores_what_lies_between_teams(void **state)
{
    analyse(*state, LAST_RELEASE);
    assert_stored(*state, "between_k", 12);
    assert_stored(*state, "between_tau2_w", 30.1500607323);
    assert_stored(*state, "between_r_unweighted", 0.016447449218);
    assert_stored(*state, "between_r_weighted", -0.057319699542);
    assert_stored(*state, "between_k_eff", 11.7611747339);
    assert_stored(*state, "between_r_weighted_ci[2]", 0.54044462722);
    assert_stored(*state, "simpson_warning::integer", 0);
    assert_stored(*state, "sign_differs::integer", 1);
    assert_stored(*state, "(SELECT between_team_w_mean[12] FROM exact.linkage_organisation)", 70.5266666667);
    assert_stored(*state, "(SELECT between_team_c_se[1] FROM exact.linkage_organisation)", 2.9204460144);
    assert_stored(*state, "(SELECT between_rel_w[3] FROM exact.linkage_organisation)", 0.36009301737);
}

/* What the second link adds to the family of tests is seen in the first one's q. */
static void links_of_a_release_are_one_family(void **state)
{
    struct cycle_opts two = opts;
    two.n_links = 2;
    two.links[1] = (struct cycle_link){"customer_orientation", "csat"};
    assert_int_equal(analyse_with(*state, LAST_RELEASE, &two), 11);
    assert_int_equal(fixture_pg_number(*state, "SELECT count(*) FROM pulssid.linkage WHERE family = 22"), 2);
    assert_int_equal(fixture_pg_number(
                         *state, "SELECT count(*) FROM (SELECT rank() OVER w AS rank, t.*,"
                                 "   min(22 * p_sidak / n) OVER (ORDER BY p_sidak DESC) AS q FROM"
                                 "   (SELECT *, count(*) OVER (ORDER BY p_sidak) AS n"
                                 "      FROM pulssid.linkage_team WHERE p_sidak IS NOT NULL) t"
                                 "   WINDOW w AS (ORDER BY p_sidak)) x WHERE abs(least(q, 1) - q_bh) < 1e-9"),
                     22);
    fixture_pg_run(*state,
                   "CREATE TABLE sample.at_once AS SELECT team_id, employee, q_bh, q_by, loo_q_bh, loo_q_by"
                   "  FROM pulssid.linkage_team");
    forget(state);
    analyse(*state, LAST_RELEASE);
    assert_file_matches(*state, "expected_link_teams", "exact.linkage", "true");
    analyse_with(*state, LAST_RELEASE, &two);
    assert_int_equal(fixture_pg_number(*state,
                                       "SELECT count(*) FROM pulssid.linkage_team NATURAL JOIN sample.at_once"
                                       " WHERE employee = 'customer_orientation'"),
                     11);
    fixture_pg_run(*state, "DROP TABLE sample.at_once");
}

static int64_t count_evidence(struct fixture_pg *pg, const char *what)
{
    char sql[256];
    snprintf(sql, sizeof sql, "SELECT count(*) FROM pulssid.linkage_team WHERE %s", what);
    return fixture_pg_number(pg, sql);
}

/* The agreement of a release calls wellbeing no property of teams. */
static void withhold_wellbeing(struct fixture_pg *pg, int32_t release)
{
    char sql[256];
    snprintf(sql, sizeof sql,
             "INSERT INTO pulssid.agreement (release, dimension, period, state, periods, verdict, text_fi, "
             "text_en, text_sv) SELECT %d, 'wellbeing', max(period), 'published', 29, "
             "'not_a_team_property', '', '', '' FROM pulssid.period",
             (int)release);
    fixture_pg_run(pg, sql);
}

/* Releases 22 to 30, a test every fourth week: 22 has nobody to test, 23 is the first test, 27 the second.
 * Nothing but a test moves a state. */
static void claims_go_on_from_release_to_release(void **state)
{
    struct cycle_opts often = opts;
    often.test_weeks = 4;
    often.min_series = 22;
    often.permutations = 99;
    for (int32_t release = 22; release <= LAST_RELEASE; release++) {
        analyse_with(*state, release, &often);
    }
    assert_int_equal(fixture_pg_number(*state,
                                       "SELECT string_agg(release::text, '' ORDER BY release)::bigint FROM "
                                       "pulssid.linkage WHERE formal"),
                     2327);
    assert_int_equal(fixture_pg_number(*state,
                                       "SELECT count(*) FROM pulssid.linkage WHERE tested IS DISTINCT FROM "
                                       "CASE WHEN release > 26 THEN 2878 WHEN release > 22 THEN 2874 END"),
                     0);
    assert_true(count_evidence(*state, "release = 30 AND loo_evidence <> 'none'") > 0);
    assert_int_equal(
        fixture_pg_number(*state, "SELECT count(*) FROM pulssid.linkage_team a JOIN pulssid.linkage_team b"
                                  "  ON b.team_id = a.team_id AND b.release = a.release + 1"
                                  " WHERE b.release NOT IN (23, 27) AND b.status = 'published'"
                                  "   AND (a.evidence, a.loo_evidence) <> (b.evidence, b.loo_evidence)"),
        0);
    assert_int_equal(
        count_evidence(*state, "release = 23 AND (loo_q_bh <= 0.05) <> (loo_evidence = 'preliminary')"), 0);
    assert_int_equal(
        fixture_pg_number(*state, "SELECT count(*) FROM pulssid.linkage_team a JOIN pulssid.linkage_team b"
                                  "  ON b.team_id = a.team_id WHERE a.release = 23 AND b.release = 27"
                                  "   AND (b.loo_evidence = 'confirmed')"
                                  "       <> (a.loo_q_bh <= 0.05 AND b.loo_q_bh <= 0.05)"),
        0);
}

/* A release for which nobody can be analysed, and one of a dimension that is withheld: they claim nothing,
 * and the next claims again what was confirmed before them. */
static void a_release_without_an_analysis_loses_no_state(void **state)
{
    struct cycle_opts often = opts;
    struct cycle_opts never = opts;
    often.test_weeks = 3;
    often.permutations = never.permutations = 99;
    never.min_series = 104;
    analyse_with(*state, 24, &often);
    analyse_with(*state, 27, &often);
    assert_true(count_evidence(*state, "release = 27 AND loo_evidence = 'confirmed'") > 0);
    analyse_with(*state, 28, &never);
    assert_int_equal(count_evidence(*state, "release = 28 AND (evidence, loo_evidence) <> ('none', 'none')"),
                     0);
    withhold_wellbeing(*state, 29);
    analyse_with(*state, 29, &often);
    fixture_pg_run(*state, "TRUNCATE pulssid.agreement CASCADE");
    assert_int_equal(count_evidence(*state, "release = 29 AND (evidence, loo_evidence) <> ('none', 'none')"),
                     0);
    often.test_weeks = 13;
    analyse_with(*state, 30, &often);
    assert_int_equal(
        fixture_pg_number(*state, "SELECT count(*) FROM pulssid.linkage_team a JOIN pulssid.linkage_team b"
                                  "  ON b.team_id = a.team_id WHERE a.release = 27 AND b.release = 30"
                                  "   AND b.p_sidak IS NOT NULL AND b.loo_p_two IS NOT NULL"
                                  "   AND (a.evidence, a.loo_evidence) <> (b.evidence, b.loo_evidence)"),
        0);
    assert_int_equal(fixture_pg_number(*state, "SELECT count(*) FROM pulssid.linkage a JOIN pulssid.linkage b"
                                               " ON b.evidence = a.evidence WHERE a.evidence <> 'none'"
                                               " AND a.release = 27 AND b.release = 30"),
                     1);
}

/* Wellbeing is not held against customers; the other link is, as a family of its own. */
static void a_dimension_that_is_not_of_teams_is_not_linked(void **state)
{
    struct cycle_opts both = opts;
    both.n_links = 2;
    both.links[1] = (struct cycle_link){"customer_orientation", "csat"};
    withhold_wellbeing(*state, 30);
    size_t teams = analyse_with(*state, 30, &both);
    fixture_pg_run(*state, "TRUNCATE pulssid.agreement CASCADE");
    assert_int_equal(teams, 0);
    assert_int_equal(fixture_pg_number(*state,
                                       "SELECT count(*) FROM report.linkage WHERE employee = 'wellbeing'"
                                       " AND status = 'not_a_team_property' AND n_pairs IS NULL"
                                       " AND p_sidak IS NULL AND grade = 'cannot_tell'"),
                     12);
    assert_int_equal(
        fixture_pg_number(*state,
                          "SELECT count(*) FROM report.linkage_organisation WHERE employee = 'wellbeing'"
                          " AND (state, evidence, formal, grade) = ('insufficient', 'none', false, "
                          "'cannot_tell') AND k_star IS NULL AND pooled_dl_r IS NULL"),
        1);
    assert_int_equal(
        fixture_pg_number(*state, "SELECT count(*) FROM pulssid.linkage_lag WHERE employee = 'wellbeing'"),
        0);
    assert_int_equal(
        fixture_pg_number(*state,
                          "SELECT count(*) FROM report.linkage_claims WHERE employee = 'wellbeing' AND "
                          "claim = 'link' AND (sentence_en LIKE '%not a property of teams.' OR "
                          "sentence_en LIKE '%not taken for a property of the team.')"),
        13);
    assert_int_equal(fixture_pg_number(*state, "SELECT count(*) FROM report.linkage WHERE "
                                               "employee = 'customer_orientation' AND status = 'published'"),
                     fixture_pg_number(*state, "SELECT family FROM pulssid.linkage WHERE "
                                               "employee = 'customer_orientation'"));
}

static void every_result_has_its_sentence(void **state)
{
    analyse(*state, LAST_RELEASE);
    assert_int_equal(
        fixture_pg_number(*state, "SELECT count(*) FROM exact.linkage_claims WHERE claim = 'link'"), 13);
    assert_int_equal(fixture_pg_number(*state,
                                       "SELECT count(*) FROM exact.linkage_claims c JOIN exact.linkage l"
                                       " USING (release, employee, customer, team, grade)"
                                       " WHERE c.claim = 'link'"),
                     12);
    assert_int_equal(
        fixture_pg_number(*state, "SELECT count(*) FROM exact.linkage_claims"
                                  " WHERE (team, claim, grade) = ('*', 'link', 'leads_in_time')"
                                  "   AND sentence_en LIKE 'A change in wellbeing came 2 weeks before a "
                                  "change in customer satisfaction:%(r = 0.23, interval −0.02 to 0.46, 11 "
                                  "teams)%Preliminary:%' OR (team, claim, grade) = ('*', 'size', "
                                  "'description') AND sentence_fi LIKE 'Yhteys näkyy joissakin tiimeissä%'"
                                  " OR (team, claim, grade) = ('*', 'sign', 'cannot_tell')"),
        3);
    assert_int_equal(
        fixture_pg_number(*state,
                          "SELECT count(*) FROM exact.linkage_claims"
                          " WHERE (team, grade) = ('T12', 'cannot_tell') AND sentence_sv LIKE '%jämför%'"),
        1);
}

static void a_release_is_analysed_once(void **state)
{
    assert_int_equal(analyse(*state, LAST_RELEASE), 11);
    fixture_pg_run(*state, "UPDATE pulssid.linkage SET k_star = 77");
    assert_int_equal(analyse(*state, LAST_RELEASE), 11);
    assert_stored(*state, "k_star", 77);
}

/* What was published after a release has no part in its analysis, also when that is made late. */
static void the_same_release_gives_the_same_numbers(void **state)
{
    analyse(*state, LAST_RELEASE);
    double p = stored(*state, "mismatch_p");
    double seed = stored(*state, "mismatch_seed");
    forget(state);
    fixture_pg_run(*state, "INSERT INTO pulssid.release VALUES (31, 2882, '', sha256(''), sha256(''));"
                           "INSERT INTO pulssid.cell (team_id, period, dimension, state, kind, mean)"
                           " SELECT t.id, 2882, d, 'published', 'mean', 7 * t.id FROM pulssid.team t,"
                           "   unnest('{wellbeing,csat}'::text[]) d WHERE t.code LIKE 'T%'");
    analyse(*state, LAST_RELEASE);
    assert_true(stored(*state, "mismatch_p") == p);
    assert_true(stored(*state, "mismatch_seed") == seed);
    assert_file_matches(*state, "expected_link_teams", "exact.linkage", "true");
    forget(state);
    analyse(*state, 31);
    assert_true(stored(*state, "mismatch_seed") != seed);
    fixture_pg_run(*state, "DELETE FROM pulssid.cell WHERE period = 2882; TRUNCATE pulssid.release CASCADE;"
                           "INSERT INTO pulssid.release SELECT p, 2851 + p, '', sha256(''), sha256('')"
                           "  FROM generate_series(1, 30) p");
}

static void the_window_is_as_long_as_asked(void **state)
{
    struct cycle_opts shorter = opts;
    shorter.window_weeks = 25;
    analyse_with(*state, LAST_RELEASE, &shorter);
    assert_int_equal(fixture_pg_number(*state, "SELECT max(n_pairs) FROM pulssid.linkage_team"), 24);
}

static void a_dimension_without_cells_is_insufficient(void **state)
{
    struct cycle_opts nobody = opts;
    nobody.links[0] = (struct cycle_link){"wellbeing", "ces"};
    assert_int_equal(analyse_with(*state, LAST_RELEASE, &nobody), 0);
    assert_int_equal(fixture_pg_number(*state,
                                       "SELECT count(*) FROM pulssid.linkage WHERE state = 'insufficient'"
                                       " AND array_length(lags, 1) = 9 AND stouffer_z[1] IS NULL"
                                       " AND num_nonnulls(k_star, mismatch_b, mismatch_p, mismatch_seed,"
                                       "   pooled_dl_k, pooled_dl_ci_z, pooled_dl_r) = 0"),
                     1);
    assert_int_equal(fixture_pg_number(*state, "SELECT count(*) FROM pulssid.linkage_team WHERE n_pairs = 0"
                                               " AND min_series = 20 AND status = 'insufficient'"),
                     12);
}

static void an_unknown_release_is_an_error(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct error err = {0};
    struct linkage_outcome outcome = {.teams = 5};
    assert_false(linkage_run(db, &opts, 0, &outcome, &err));
    assert_int_equal(err.code, ERROR_NOT_FOUND);
    assert_non_null(strstr(err.text, "linkage of wellbeing and csat: "));
    assert_int_equal(outcome.teams, 5);
}

static void options_out_of_bounds_are_named(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct cycle_opts wrong = opts;
    struct error err = {0};
    struct linkage_outcome outcome;
    wrong.min_pairs = 4;
    assert_false(linkage_run(db, &wrong, LAST_RELEASE, &outcome, &err));
    assert_int_equal(err.code, ERROR_CONFIG);
    assert_non_null(strstr(err.text, "min_pairs"));
}

static void a_failure_leaves_nothing(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct error err = {0};
    struct linkage_outcome outcome;
    fixture_pg_run(*state, "REVOKE INSERT ON pulssid.linkage_lag FROM pulssid_stats");
    assert_false(linkage_run(db, &opts, LAST_RELEASE, &outcome, &err));
    assert_int_equal(err.code, ERROR_DATABASE_UNAVAILABLE);
    fixture_pg_run(*state, "GRANT INSERT ON pulssid.linkage_lag TO pulssid_stats");
    assert_int_equal(fixture_pg_number(*state, "SELECT count(*) FROM pulssid.linkage"), 0);
    assert_true(linkage_run(db, &opts, LAST_RELEASE, &outcome, &err));
    assert_int_equal(outcome.teams, 11);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(stores_what_the_files_say_of_teams, forget),
        cmocka_unit_test_setup(shows_who_leads_where_there_is_a_link_alone, forget),
        cmocka_unit_test_setup(says_what_a_small_team_lacks, forget),
        cmocka_unit_test_setup(stores_what_the_file_says_of_the_organisation, forget),
        cmocka_unit_test_setup(stores_shrunken_teams, forget),
        cmocka_unit_test_setup(stores_the_corrected_link, forget),
        cmocka_unit_test_setup(stores_what_lies_between_teams, forget),
        cmocka_unit_test_setup(links_of_a_release_are_one_family, forget),
        cmocka_unit_test_setup(claims_go_on_from_release_to_release, forget),
        cmocka_unit_test_setup(a_release_without_an_analysis_loses_no_state, forget),
        cmocka_unit_test_setup(a_dimension_that_is_not_of_teams_is_not_linked, forget),
        cmocka_unit_test_setup(every_result_has_its_sentence, forget),
        cmocka_unit_test_setup(a_release_is_analysed_once, forget),
        cmocka_unit_test_setup(the_same_release_gives_the_same_numbers, forget),
        cmocka_unit_test_setup(the_window_is_as_long_as_asked, forget),
        cmocka_unit_test_setup(a_dimension_without_cells_is_insufficient, forget),
        cmocka_unit_test_setup(an_unknown_release_is_an_error, forget),
        cmocka_unit_test_setup(options_out_of_bounds_are_named, forget),
        cmocka_unit_test_setup(a_failure_leaves_nothing, forget),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
