/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A link at a given lag, and its equivalence with none (W23). */
#include "stats/metric_link.h"

#include <math.h>

#include "linked_teams.h"

#define assert_near(got, expected) assert_true(fabs((got) - (expected)) <= 1e-6)

static struct pooling_estimate estimate_of(double z, double se)
{
    struct pooling_estimate estimate = metric_link_unknown().estimate;
    estimate.z = z;
    estimate.se_mkh = se;
    estimate.r = tanh(z);
    estimate.ci_r[0] = tanh(z - 2.2 * se);
    estimate.ci_r[1] = tanh(z + 2.2 * se);
    return estimate;
}

static void worked_equivalence(void **state)
{
    (void)state;
    struct pooling_estimate estimate = estimate_of(0.02, 0.04);
    double ci90[2];
    assert_int_equal(metric_link_judge(&estimate, ci90), METRIC_LINK_NONE);
    assert_near(ci90[0], -0.045762160217);
    assert_near(ci90[1], 0.085584263197);
}

static enum metric_link_verdict judge(double z, double se)
{
    struct pooling_estimate estimate = estimate_of(z, se);
    double ci90[2];
    return metric_link_judge(&estimate, ci90);
}

static void verdicts(void **state)
{
    (void)state;
    assert_int_equal(judge(0.03, 0.044), METRIC_LINK_INCONCLUSIVE); /* up to .102 */
    assert_int_equal(judge(-0.03, 0.044), METRIC_LINK_INCONCLUSIVE);
    assert_int_equal(judge(-0.02, 0.04), METRIC_LINK_NONE);
    assert_int_equal(judge(0.3, 0.1), METRIC_LINK_LINKED);
    assert_int_equal(judge(-0.3, 0.1), METRIC_LINK_LINKED);
    assert_int_equal(judge(0.3, 0.2), METRIC_LINK_INCONCLUSIVE);
    assert_int_equal(judge(0.05, 0.02), METRIC_LINK_NONE); /* there, and as good as none */
    assert_int_equal(judge(NAN, NAN), METRIC_LINK_UNKNOWN);
}

/* The pooled estimate of the whole analysis at its own lag is the one at that lag. */
static void the_same_as_the_analysis_of_a_link(void **state)
{
    (void)state;
    struct linked_teams teams;
    struct linkage_analysis_opts opts = linked_opts();
    CLEANUP(linkage_analysis_free) struct linkage_analysis *analysis = linked_analysis(&opts, TEAMS);
    struct metric_link link;
    struct error err;
    linked_fill(&teams);
    const struct correlation_input input = {TEAMS, PERIODS, teams.x, teams.y, 0};
    assert_int_equal(analysis->common.best, LAG(2));
    assert_true(metric_link_of(&input, &opts.correlation, opts.min_pool, 2, &link, &err));
    assert_int_equal(link.lag, 2);
    assert_int_equal(link.estimate.k, ANALYSED);
    assert_near(link.estimate.r, analysis->estimate.r);
    assert_near(link.estimate.ci_r[0], analysis->estimate.ci_r[0]);
    assert_near(link.estimate.fe_p, analysis->estimate.fe_p);
    assert_true(link.ci90_r[0] > link.estimate.ci_r[0] && link.ci90_r[1] < link.estimate.ci_r[1]);
    assert_true(metric_link_of(&input, &opts.correlation, opts.min_pool, -4, &link, &err));
    assert_true(fabs(link.estimate.r) < analysis->estimate.r);
}

static void what_has_no_link(void **state)
{
    (void)state;
    struct linked_teams teams;
    struct linkage_analysis_opts opts = linked_opts();
    struct metric_link link;
    struct error err = {0};
    linked_fill(&teams);
    const struct correlation_input input = {TEAMS, PERIODS, teams.x, teams.y, 0};
    for (int32_t lag = -5; lag <= 5; lag += 10) {
        assert_true(metric_link_of(&input, &opts.correlation, opts.min_pool, lag, &link, &err));
        assert_int_equal(link.verdict, METRIC_LINK_UNKNOWN);
        assert_int_equal(link.estimate.k, 0);
    }
    assert_true(metric_link_of(&input, &opts.correlation, ANALYSED + 1, 2, &link, &err));
    assert_int_equal(link.verdict, METRIC_LINK_UNKNOWN);
    assert_unknown(link.estimate.r);
    const struct correlation_input nobody = {0, PERIODS, teams.x, teams.y, 0};
    assert_true(metric_link_of(&nobody, &opts.correlation, opts.min_pool, 2, &link, &err));
    assert_int_equal(link.verdict, METRIC_LINK_UNKNOWN);
    opts.correlation.min_pairs = 1;
    assert_false(metric_link_of(&input, &opts.correlation, opts.min_pool, 2, &link, &err));
    assert_int_equal(err.code, ERROR_CONFIG);
    assert_unknown(metric_link_unknown().estimate.z);
    assert_unknown(metric_link_unknown().ci90_r[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(worked_equivalence),
        cmocka_unit_test(verdicts),
        cmocka_unit_test(the_same_as_the_analysis_of_a_link),
        cmocka_unit_test(what_has_no_link),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
