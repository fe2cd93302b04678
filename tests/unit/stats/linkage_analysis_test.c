/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the parts of a linkage are put together; the parts themselves are tested with math/. */
#include "stats/linkage_analysis.h"

#include "linked_teams.h"

static void what_the_teams_have_in_common_is_found(void **state)
{
    (void)state;
    struct linkage_analysis_opts opts = linked_opts();
    struct linkage_analysis *a CLEANUP(linkage_analysis_free) = linked_analysis(&opts, TEAMS);
    assert_int_equal(a->correlation->lags, LAGS);
    assert_int_equal(a->common.best, LAG(2));
    assert_true(a->common.p_sidak < 0.001);
    assert_int_equal(a->estimate.k, ANALYSED);
    assert_true(a->estimate.z > 0.3);
    for (size_t i = 0; i < TEAMS * LAGS; i++) {
        const struct correlation_lag *lag = &a->correlation->lag[i];
        bool rare = i / LAGS == RARE;
        assert_true(rare ? isnan(a->effect[i].z) : a->effect[i].z == lag->z && a->effect[i].v == lag->v);
    }
}

static void teams_with_too_few_periods_are_not_counted(void **state)
{
    (void)state;
    struct linkage_analysis_opts opts = linked_opts();
    struct linkage_analysis *a CLEANUP(linkage_analysis_free) = linked_analysis(&opts, TEAMS);
    assert_int_equal(linkage_analysis_teams(a), ANALYSED);
    assert_unknown(a->tests[LINKAGE_OWN].p[RARE]);
    assert_unknown(a->tests[LINKAGE_COMMON_LAG].p[RARE]);
    struct linkage_analysis *nobody CLEANUP(linkage_analysis_free) = linked_analysis(&opts, 0);
    assert_int_equal(linkage_analysis_teams(nobody), 0);
}

/* What is tested stands in one place; q and claims are not of one link alone. */
static void tests_are_lined_up_by_kind(void **state)
{
    (void)state;
    struct linkage_analysis_opts opts = linked_opts();
    struct linkage_analysis *a CLEANUP(linkage_analysis_free) = linked_analysis(&opts, ANALYSED);
    assert_int_equal(a->tests[LINKAGE_OWN].n, ANALYSED);
    assert_int_equal(a->tests[LINKAGE_COMMON_LAG].n, ANALYSED);
    assert_int_equal(a->tests[LINKAGE_WHOLE].n, 1);
    for (size_t i = 0; i < ANALYSED; i++) {
        assert_true(a->tests[LINKAGE_OWN].p[i] == a->correlation->team[i].p_team);
        assert_unknown(a->tests[LINKAGE_OWN].q_bh[i]);
        assert_unknown(a->tests[LINKAGE_COMMON_LAG].q_by[i]);
        assert_int_equal(a->tests[LINKAGE_OWN].evidence[i], EVIDENCE_NONE);
    }
    assert_true(a->tests[LINKAGE_WHOLE].p[0] == a->mismatch.p);
    assert_unknown(a->tests[LINKAGE_WHOLE].q_bh[0]);
}

/* At the common lag; a team that is not analysed has no part in one and all of its part in the other. */
static void error_and_levels_are_taken_into_account(void **state)
{
    (void)state;
    struct linkage_analysis_opts opts = linked_opts();
    struct linkage_analysis *a CLEANUP(linkage_analysis_free) = linked_analysis(&opts, TEAMS);
    assert_int_equal(a->attenuation.k, ANALYSED);
    assert_true(a->attenuation.x.sd == 12 && fabs(a->attenuation.x.error_var - 14.4) < 1e-9);
    assert_true(a->attenuation.corrected > a->attenuation.r && a->attenuation.r > 0.2);
    assert_int_equal(a->between.k, TEAMS);
    assert_int_equal(a->between_team[RARE].x.n, 10);
    assert_int_equal(a->between_team[RARE].y.n, PERIODS);
    assert_int_equal(a->between_sign,
                     between_compare(&a->between, a->estimate.r, a->estimate.ci_r[0], a->estimate.ci_r[1]));
}

static void participation_is_of_published_weeks(void **state)
{
    (void)state;
    struct linkage_analysis_opts opts = linked_opts();
    struct linkage_analysis *a CLEANUP(linkage_analysis_free) = linked_analysis(&opts, TEAMS);
    assert_true(a->participation[0].responses == 10 * PERIODS);
    assert_true(a->participation[0].invited == 10 * 14 + 15 * 13 + 20 * 13);
    assert_true(a->participation[0].rho > -1.0 && a->participation[0].rho < 1.0);
    assert_true(a->participation[RARE].responses == 100);
    assert_unknown(a->participation[RARE].rho);
}

/* The odd team's own best lag is another one: at the others' it has no link. */
static void a_team_is_held_against_the_lag_of_the_others(void **state)
{
    (void)state;
    struct linkage_analysis_opts opts = linked_opts();
    struct linkage_analysis *a CLEANUP(linkage_analysis_free) = linked_analysis(&opts, ANALYSED);
    assert_int_equal(a->correlation->team[ODD].best, LAG(-1));
    for (size_t i = 0; i < ANALYSED; i++) {
        assert_int_equal(a->left_out[i].lag, LAG(2));
        assert_true(a->tests[LINKAGE_COMMON_LAG].p[i] == a->correlation->lag[i * LAGS + LAG(2)].p);
    }
    assert_true(a->correlation->team[ODD].p_team < 0.05);
    assert_true(a->tests[LINKAGE_COMMON_LAG].p[ODD] > 0.05);
    assert_true(a->left_out[ODD].residual.p_lower < 0.05);
}

/* Of four teams that are enough, three others are not. */
static void too_few_to_pool_have_nothing_in_common(void **state)
{
    (void)state;
    struct linkage_analysis_opts opts = linked_opts();
    opts.correlation.min_centre = 0;
    struct linkage_analysis *four CLEANUP(linkage_analysis_free) = linked_analysis(&opts, 4);
    assert_int_equal(four->common.best, LAG(2));
    assert_int_equal(four->left_out[0].lag, LAGS);
    assert_unknown(four->tests[LINKAGE_COMMON_LAG].p[0]);
    struct linkage_analysis *three CLEANUP(linkage_analysis_free) = linked_analysis(&opts, 3);
    assert_int_equal(three->common.best, LAGS);
    assert_unknown(three->estimate.z);
    assert_int_equal(linkage_analysis_teams(three), 3);
    assert_unknown(three->attenuation.r);
    assert_unknown(three->between.r);
    assert_int_equal(three->between_sign, BETWEEN_UNKNOWN);
    assert_true(three->tests[LINKAGE_OWN].p[0] <= 1.0); /* a team alone needs nobody */
}

/* Without lag 2, so that p is not the least that there is. */
static void the_same_seed_gives_the_same_p(void **state)
{
    (void)state;
    struct linkage_analysis_opts opts = linked_opts();
    opts.correlation.max_lag = 1;
    opts.permutations = 999;
    struct linkage_analysis *first CLEANUP(linkage_analysis_free) = linked_analysis(&opts, TEAMS);
    struct linkage_analysis *again CLEANUP(linkage_analysis_free) = linked_analysis(&opts, TEAMS);
    opts.seed++;
    struct linkage_analysis *other CLEANUP(linkage_analysis_free) = linked_analysis(&opts, TEAMS);
    double thousandths = first->mismatch.p * 1000;
    assert_true(fabs(thousandths - round(thousandths)) < 1e-9);
    assert_memory_equal(&first->mismatch, &again->mismatch, sizeof first->mismatch);
    assert_true(first->mismatch.stat == other->mismatch.stat);
    assert_true(first->mismatch.p != other->mismatch.p);
}

/* The same scores, of a dimension that is no property of teams; the customers' are of teams all the same. */
static void what_is_withheld_is_not_tested(void **state)
{
    (void)state;
    struct linked_teams teams;
    struct linkage_analysis_opts opts = linked_opts();
    struct linkage_analysis *a CLEANUP(linkage_analysis_free) = NULL;
    struct error err = {0};
    linked_fill(&teams);
    struct linkage_analysis_input input = linked_input(&teams, TEAMS - 1);
    input.series.others = 1;
    input.withheld = true;
    assert_true(linkage_analysis_new(&input, &opts, &a, &err));
    assert_true(a->withheld);
    assert_int_equal(linkage_analysis_teams(a), 0);
    assert_int_equal(a->common.best, LAGS);
    assert_true(isnan(a->mismatch.p) && isnan(a->estimate.r) && isnan(a->attenuation.r) &&
                isnan(a->between.r));
    for (size_t i = 0; i + 1 < TEAMS; i++) {
        assert_int_equal(a->correlation->team[i].status, CORRELATION_INSUFFICIENT);
        assert_true(isnan(a->tests[LINKAGE_OWN].p[i]) && isnan(a->tests[LINKAGE_COMMON_LAG].p[i]));
        assert_true(isnan(a->between_team[i].x.mean) && !isnan(a->between_team[i].y.mean));
    }
}

static void options_out_of_bounds_are_named(void **state)
{
    (void)state;
    struct linked_teams teams;
    struct linkage_analysis_opts opts = linked_opts();
    struct linkage_analysis *untouched = NULL;
    struct error err = {0};
    linked_fill(&teams);
    struct linkage_analysis_input input = linked_input(&teams, TEAMS);
    opts.correlation.max_lag = CORRELATION_MAX_LAG + 1;
    assert_false(linkage_analysis_new(&input, &opts, &untouched, &err));
    assert_int_equal(err.code, ERROR_CONFIG);
    assert_string_equal(err.text, "the maximal lag is 27; at most 26 is possible");
    assert_null(untouched);
}

static void either_p_or_q_is_significant(void **state)
{
    (void)state;
    double p[] = {0.05, 0.06, 0.06, NAN};
    double q[] = {0.30, 0.05, 0.06, NAN};
    const struct linkage_tests tests = {.n = 4, .p = p, .q_bh = q};
    assert_true(linkage_is_significant(&tests, 0) && linkage_is_significant(&tests, 1));
    assert_false(linkage_is_significant(&tests, 2) || linkage_is_significant(&tests, 3));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_the_teams_have_in_common_is_found),
        cmocka_unit_test(teams_with_too_few_periods_are_not_counted),
        cmocka_unit_test(tests_are_lined_up_by_kind),
        cmocka_unit_test(error_and_levels_are_taken_into_account),
        cmocka_unit_test(participation_is_of_published_weeks),
        cmocka_unit_test(a_team_is_held_against_the_lag_of_the_others),
        cmocka_unit_test(too_few_to_pool_have_nothing_in_common),
        cmocka_unit_test(the_same_seed_gives_the_same_p),
        cmocka_unit_test(what_is_withheld_is_not_tested),
        cmocka_unit_test(either_p_or_q_is_significant),
        cmocka_unit_test(options_out_of_bounds_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
