/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The organisation's row: lags for indexes, words for states, null for what is not known. */
#include "stats/linkage_organisation.h"

#include "linked_teams.h"
#include "math/detectable.h"

#define assert_same(got, expected) assert_true((got) == (expected))

struct filled {
    struct linkage_organisation_room room;
    struct linkage_organisation_row row;
};

static void fill(const struct linkage_analysis *a, const struct linkage_analysis_opts *opts,
                 struct filled *filled)
{
    const struct linkage_subject subject = linked_subject(opts);
    linkage_organisation_fill(a, &subject, &filled->room, &filled->row);
}

static void lags_are_told_in_periods(void **state)
{
    (void)state;
    struct linkage_analysis_opts opts = linked_opts();
    struct linkage_analysis *a CLEANUP(linkage_analysis_free) = linked_analysis(&opts, TEAMS);
    struct filled whole;
    fill(a, &opts, &whole);
    assert_string_equal(whole.row.state, "published");
    assert_same(whole.row.k_star, 2);
    assert_int_equal(whole.row.lags.n, LAGS);
    assert_same(whole.row.lags.values[0], -4);
    assert_same(whole.row.lags.values[LAGS - 1], 4);
    assert_same(whole.row.pooled_dl_k, ANALYSED);
    assert_true(whole.row.pooled_dl_ci_z.n == 2 &&
                whole.row.pooled_dl_ci_z.values[0] < whole.row.pooled_dl_z);
    assert_same(whole.row.pooled_dl_ci_r.values[1], tanh(whole.row.pooled_dl_ci_z.values[1]));
    assert_same(whole.row.r_detectable, detectable_pooled_r(a->estimate.se_mkh, ANALYSED - 1, LAGS));
}

static void assert_pair(struct bulk_list pair, double lo, double hi)
{
    assert_int_equal(pair.n, 2);
    assert_same(pair.values[0], lo);
    assert_same(pair.values[1], hi);
}

static void error_and_levels_are_told(void **state)
{
    (void)state;
    struct linkage_analysis_opts opts = linked_opts();
    struct linkage_analysis *a CLEANUP(linkage_analysis_free) = linked_analysis(&opts, TEAMS);
    struct filled whole;
    fill(a, &opts, &whole);
    const struct attenuation *e = &a->attenuation;
    const struct between *b = &a->between;
    const double got[] = {whole.row.attenuation_w_pooled_within_sd,
                          whole.row.attenuation_w_mean_error_var,
                          whole.row.attenuation_w_mean_level_var,
                          whole.row.attenuation_w_rel_level,
                          whole.row.attenuation_c_pooled_within_sd,
                          whole.row.attenuation_c_mean_error_var,
                          whole.row.attenuation_c_mean_level_var,
                          whole.row.attenuation_c_rel_level,
                          whole.row.attenuation_r_within_level_kstar,
                          whole.row.attenuation_neff_total,
                          whole.row.attenuation_factor,
                          whole.row.attenuation_r_corrected,
                          whole.row.between_tau2_w,
                          whole.row.between_tau2_c,
                          whole.row.between_r_unweighted,
                          whole.row.between_r_weighted,
                          whole.row.between_k_eff};
    const double expected[] = {
        e->x.sd,        e->x.error_var,   e->x.level_var, e->x.reliability, e->y.sd,   e->y.error_var,
        e->y.level_var, e->y.reliability, e->r,           e->neff,          e->factor, e->corrected,
        b->tau2_x,      b->tau2_y,        b->r,           b->weighted_r,    b->k_eff};
    for (size_t i = 0; i < sizeof got / sizeof *got; i++) {
        assert_true(got[i] == expected[i] || (isnan(got[i]) && isnan(expected[i])));
    }
    assert_same(whole.row.between_k, TEAMS);
    assert_pair(whole.row.attenuation_ci, e->lo, e->hi);
    assert_pair(whole.row.attenuation_ci_corrected, e->corrected_lo, e->corrected_hi);
    assert_pair(whole.row.between_r_unweighted_ci, b->lo, b->hi);
}

static void opposite_stories_are_warned_of(void **state)
{
    (void)state;
    static const char *const warned[][2] = {[BETWEEN_UNKNOWN] = {NULL, NULL},
                                            [BETWEEN_SAME_SIGN] = {"false", "false"},
                                            [BETWEEN_SIGNS_DIFFER] = {"false", "true"},
                                            [BETWEEN_REVERSED] = {"true", "true"}};
    struct linkage_analysis_opts opts = linked_opts();
    struct linkage_analysis *a CLEANUP(linkage_analysis_free) = linked_analysis(&opts, TEAMS);
    for (enum between_sign sign = BETWEEN_UNKNOWN; sign <= BETWEEN_REVERSED; sign++) {
        struct filled whole;
        a->between_sign = sign;
        fill(a, &opts, &whole);
        if (warned[sign][0] == NULL) {
            assert_null(whole.row.simpson_warning);
            assert_null(whole.row.sign_differs);
        } else {
            assert_string_equal(whole.row.simpson_warning, warned[sign][0]);
            assert_string_equal(whole.row.sign_differs, warned[sign][1]);
        }
    }
}

static void tests_and_claims_are_told(void **state)
{
    (void)state;
    struct linkage_analysis_opts opts = linked_opts();
    struct linkage_analysis *a CLEANUP(linkage_analysis_free) = linked_analysis(&opts, TEAMS);
    struct filled whole;
    fill(a, &opts, &whole);
    assert_string_equal(whole.row.formal, "false");
    assert_unknown(whole.row.tested);
    assert_string_equal(whole.row.evidence, "none");
    a->formal = a->was_tested = true;
    a->tested = 2881;
    a->tests[LINKAGE_OWN].family = 21;
    a->tests[LINKAGE_WHOLE].q_bh[0] = 0.03;
    a->tests[LINKAGE_WHOLE].evidence[0] = EVIDENCE_PRELIMINARY;
    fill(a, &opts, &whole);
    assert_string_equal(whole.row.formal, "true");
    assert_same(whole.row.tested, 2881);
    assert_same(whole.row.family, 21);
    assert_same(whole.row.mismatch_q, 0.03);
    assert_string_equal(whole.row.evidence, "preliminary");
}

static void a_link_is_not_denied_for_want_of_data(void **state)
{
    (void)state;
    struct linkage_analysis_opts opts = linked_opts();
    struct linkage_analysis *a CLEANUP(linkage_analysis_free) = linked_analysis(&opts, TEAMS);
    struct filled whole;
    fill(a, &opts, &whole);
    assert_string_equal(whole.row.equivalence_verdict, "inconclusive");
    a->estimate.z = 0.02;
    a->estimate.se_mkh = 0.04;
    fill(a, &opts, &whole);
    assert_string_equal(whole.row.equivalence_verdict, "no_link");
    struct pooling_equivalence e = pooling_equivalence(0.02, 0.04);
    assert_pair(whole.row.equivalence_ci_r, e.lo, e.hi);
}

/* Six teams lead by two periods, one is led: the pooled means fit one lag. */
static void who_leads_the_whole_is_told(void **state)
{
    (void)state;
    struct linkage_analysis_opts opts = linked_opts();
    struct linkage_analysis *a CLEANUP(linkage_analysis_free) = linked_analysis(&opts, TEAMS);
    struct filled whole;
    fill(a, &opts, &whole);
    assert_string_equal(whole.row.direction, "wellbeing_leads");
    assert_string_equal(whole.row.lag_set, "2");
    a->tests[LINKAGE_WHOLE].evidence[0] = EVIDENCE_CONFIRMED; /* once, and not to be seen now */
    a->tests[LINKAGE_WHOLE].p[0] = a->tests[LINKAGE_WHOLE].q_bh[0] = 0.06;
    fill(a, &opts, &whole);
    assert_string_equal(whole.row.direction, "undetermined");
    a->tests[LINKAGE_WHOLE].p[0] = 0.05;
    fill(a, &opts, &whole);
    assert_string_equal(whole.row.direction, "wellbeing_leads");
    a->common.mean[LAG(-1)] = a->common.mean[LAG(2)];
    fill(a, &opts, &whole);
    assert_string_equal(whole.row.direction, "undetermined");
    assert_string_equal(whole.row.lag_set, "-1 2");
}

static void what_cannot_be_pooled_is_null(void **state)
{
    (void)state;
    struct linkage_analysis_opts opts = linked_opts();
    opts.correlation.min_centre = 0;
    struct linkage_analysis *a CLEANUP(linkage_analysis_free) = linked_analysis(&opts, 3);
    struct filled whole;
    fill(a, &opts, &whole);
    assert_string_equal(whole.row.state, "insufficient");
    const double unknown[] = {whole.row.k_star,
                              whole.row.pooled_dl_k,
                              whole.row.r_detectable,
                              whole.row.attenuation_r_corrected,
                              whole.row.attenuation_w_rel_level,
                              whole.row.between_r_weighted};
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
        assert_unknown(unknown[i]);
    }
    assert_unknown(whole.row.mismatch_b); /* five other labellings of three teams are no test */
    const char *const words[] = {whole.row.mismatch_seed, whole.row.equivalence_verdict,
                                 whole.row.simpson_warning, whole.row.direction, whole.row.lag_set};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        assert_null(words[i]);
    }
    assert_null(whole.row.pooled_dl_ci_z.values);
    assert_null(whole.row.pooled_dl_pi_r.values);
    assert_null(whole.row.attenuation_ci.values);
    assert_null(whole.row.equivalence_ci_r.values);
    assert_int_equal(whole.row.stouffer_z.n, LAGS);
    assert_same(whole.row.between_k, 3);
}

/* A double would hold the first 53 of its bits. */
static void a_seed_keeps_all_its_digits(void **state)
{
    (void)state;
    struct linkage_analysis_opts opts = linked_opts();
    opts.seed = UINT64_MAX;
    struct linkage_analysis *a CLEANUP(linkage_analysis_free) = linked_analysis(&opts, TEAMS);
    struct filled whole;
    fill(a, &opts, &whole);
    assert_string_equal(whole.row.mismatch_seed, "18446744073709551615");
    assert_same(whole.row.mismatch_b, 99);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lags_are_told_in_periods),
        cmocka_unit_test(error_and_levels_are_told),
        cmocka_unit_test(opposite_stories_are_warned_of),
        cmocka_unit_test(tests_and_claims_are_told),
        cmocka_unit_test(a_link_is_not_denied_for_want_of_data),
        cmocka_unit_test(who_leads_the_whole_is_told),
        cmocka_unit_test(what_cannot_be_pooled_is_null),
        cmocka_unit_test(a_seed_keeps_all_its_digits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
