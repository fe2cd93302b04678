/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pooling over teams against the worked example W11 (metafor), and its edges. */
#include "../unit.h"

#include <math.h>

#include "math/pooling.h"

#define assert_within(got, expected, tolerance) assert_true(fabs((got) - (expected)) <= (tolerance))
#define assert_near(got, expected) assert_within(got, expected, 1e-6)
#define assert_unknown(got) assert_true(isnan(got))

static const double w11_r[] = {0.55, 0.38, 0.61, 0.05, 0.42, 0.3};
static const double w11_n[] = {25, 25, 21, 25, 22, 23};
#define TEAMS 6

static void w11_effects(struct pooling_effect ret_effect[TEAMS])
{
    for (size_t i = 0; i < TEAMS; i++) {
        ret_effect[i] = (struct pooling_effect){atanh(w11_r[i]), 1.0 / (w11_n[i] - 4.0)};
    }
}

static void worked_estimate(void **state)
{
    (void)state;
    struct pooling_effect effect[TEAMS];
    w11_effects(effect);
    struct pooling_family family = {TEAMS, 1, effect, 4};
    struct pooling_estimate e = pooling_estimate(&family, 0, POOLING_EVERYBODY);
    assert_int_equal(e.k, 6);
    assert_near(e.q, 5.3695405486);
    assert_near(e.q_p, 0.37246333912);
    assert_near(e.tau2, 0.0037953163784);
    assert_near(e.i2, 6.8821632918);
    assert_near(e.z, 0.41446813213);
    assert_near(e.se, 0.095830959104);
    assert_near(e.se_mkh, 0.095830959104);
    assert_near(e.ci_z[0], 0.16812680937);
    assert_near(e.ci_z[1], 0.6608094549);
    assert_near(e.p_mkh, 0.0075349456433);
    assert_near(e.pi_z[0], 0.098161824871);
    assert_near(e.pi_z[1], 0.73077443939);
    assert_near(e.r, 0.39225992306);
    assert_near(e.ci_r[0], 0.16656039215);
    assert_near(e.ci_r[1], 0.57890184966);
    assert_near(e.pi_r[0], 0.097847747961);
    assert_near(e.pi_r[1], 0.62353891491);
    assert_near(e.fe_z, 0.41392417577);
    assert_near(e.fe_se, 0.092450032704);
    assert_within(e.fe_p, 7.5602008484e-06, 1e-12);
}

/* A weight of 1e16 beside those of 1e0: what lies between the others is still told, whoever comes first. */
static void one_precise_team_leaves_the_spread_to_be_told(void **state)
{
    (void)state;
    struct pooling_effect effect[TEAMS];
    struct pooling_estimate e[2];
    for (size_t last = 0; last < 2; last++) {
        for (size_t i = 0; i < TEAMS; i++) {
            effect[last ? TEAMS - 1 - i : i] = (struct pooling_effect){(double)(i * i), i == 0 ? 1e-16 : 1.0};
        }
        struct pooling_family family = {TEAMS, 1, effect, 4};
        e[last] = pooling_estimate(&family, 0, POOLING_EVERYBODY);
    }
    /* Q about the precise one: 0, 1, 4, 9, 16, 25 squared; five degrees of freedom; C = 10 */
    assert_near(e[0].tau2, (1.0 + 16 + 81 + 256 + 625 - 5) / 10);
    assert_near(e[1].tau2, e[0].tau2);
    assert_near(e[1].i2, e[0].i2);
}

static void worked_shrinkage(void **state)
{
    (void)state;
    static const double z[] = {0.42952063842, 0.41340452376, 0.43231488645,
                               0.38756682697, 0.41659270377, 0.40740921343};
    static const double se[] = {0.10673770787, 0.10673770787, 0.1080248249,
                                0.10673770787, 0.10769966393, 0.10737677336};
    static const double r[] = {0.40492062138, 0.39135959453, 0.40725407626,
                               0.36926071695, 0.39405609183, 0.3862706606};
    struct pooling_effect effect[TEAMS];
    w11_effects(effect);
    struct pooling_family family = {TEAMS, 1, effect, 4};
    struct pooling_estimate e = pooling_estimate(&family, 0, POOLING_EVERYBODY);
    for (size_t i = 0; i < TEAMS; i++) {
        struct pooling_shrunken shrunken = pooling_shrink(&e, effect[i]);
        assert_near(shrunken.z, z[i]);
        assert_near(shrunken.se, se[i]);
        assert_near(shrunken.r, r[i]);
    }
    assert_unknown(pooling_shrink(&e, (struct pooling_effect){NAN, NAN}).r);
}

static void worked_residuals(void **state)
{
    (void)state;
    static const double expected[TEAMS][5] = {
        {0.37015059039, 0.10584621408, 0.0039085063415, 0.99109323954, 0.8391799731},
        {0.41939545989, 0.11830055671, 0.017799401584, -0.068614401126, 0.47264827772},
        {0.36377465454, 0.1, 0, 1.3156345238, 0.90585162989},
        {0.49352346094, 0.10206207262, 0, -1.840890971, 0.032818768905},
        {0.40999825772, 0.11627849733, 0.017013683044, 0.12846752486, 0.55111050168},
        {0.4364171189, 0.11441437052, 0.014343189161, -0.44846714666, 0.32690804567},
    };
    struct pooling_effect effect[TEAMS];
    w11_effects(effect);
    struct pooling_family family = {TEAMS, 1, effect, 4};
    for (size_t i = 0; i < TEAMS; i++) {
        struct pooling_residual residual = pooling_residual(&family, 0, i);
        assert_near(residual.z_others, expected[i][0]);
        assert_near(residual.se_others, expected[i][1]);
        assert_near(residual.tau2_others, expected[i][2]);
        assert_near(residual.z, expected[i][3]);
        assert_near(residual.p_lower, expected[i][4]);
    }
}

static void the_common_lag_is_the_strongest_of_either_sign(void **state)
{
    (void)state;
    const struct pooling_effect effect[] = {{0.2, 0.05}, {-0.5, 0.05}, {0.1, 0.05}, {-0.3, 0.1}};
    struct pooling_family family = {2, 2, effect, 2};
    struct pooling_common common = pooling_common(&family, POOLING_EVERYBODY);
    assert_int_equal(common.best, 1);
    assert_near(common.z[0], (0.2 / 0.05 + 0.1 / 0.05) / sqrt(40));
    assert_near(common.z[1], (-0.5 / 0.05 - 0.3 / 0.1) / sqrt(30));
    assert_near(common.p[1], erfc(fabs(common.z[1]) / M_SQRT2));
    assert_near(common.p_sidak, 1 - (1 - common.p[1]) * (1 - common.p[1]));
}

static void a_lag_with_few_teams_has_no_pooled_figure(void **state)
{
    (void)state;
    const struct pooling_effect effect[] = {{0.1, 0.05}, {3, 0.05},   {0.1, 0.05},
                                            {NAN, NAN},  {0.2, 0.05}, {3, 0.05}};
    struct pooling_family family = {3, 2, effect, 3};
    struct pooling_common common = pooling_common(&family, POOLING_EVERYBODY);
    assert_int_equal(common.best, 0);
    assert_unknown(common.z[1]);
    assert_unknown(common.p[1]);
    struct pooling_estimate e = pooling_estimate(&family, 1, POOLING_EVERYBODY);
    assert_int_equal(e.k, 2);
    assert_unknown(e.q);
    assert_unknown(e.r);
    assert_unknown(e.fe_p);
    assert_unknown(pooling_shrink(&e, effect[0]).z);
}

static void leaving_one_out_can_leave_too_few(void **state)
{
    (void)state;
    const struct pooling_effect effect[] = {{0.1, 0.05}, {0.3, 0.05}, {0.2, 0.05}, {0.2, 0.05}};
    struct pooling_family family = {4, 1, effect, 4};
    struct pooling_left_out out = pooling_leave_out(&family, 0);
    assert_int_equal(out.lag, family.lags);
    assert_unknown(out.p_lag_others);
    assert_unknown(out.residual.z);
    struct pooling_family nobody = {0, 1, NULL, 4};
    assert_int_equal(pooling_common(&nobody, POOLING_EVERYBODY).best, 1);
    assert_unknown(pooling_estimate(&nobody, 1, POOLING_EVERYBODY).z);
    assert_int_equal(pooling_estimate(&family, out.lag, POOLING_EVERYBODY).k, 0);
}

static void two_teams_have_no_prediction(void **state)
{
    (void)state;
    const struct pooling_effect effect[] = {{0.1, 0.05}, {0.3, 0.05}};
    struct pooling_family family = {2, 1, effect, 2};
    struct pooling_estimate e = pooling_estimate(&family, 0, POOLING_EVERYBODY);
    assert_near(e.z, 0.2);
    assert_unknown(e.pi_z[0]);
    assert_unknown(e.pi_r[1]);
}

static void one_team_is_never_pooled(void **state)
{
    (void)state;
    const struct pooling_effect effect[] = {{0.1, 0.05}};
    struct pooling_family family = {1, 1, effect, 0};
    assert_unknown(pooling_estimate(&family, 0, POOLING_EVERYBODY).z);
}

static void the_others_lag_owes_nothing_to_the_team(void **state)
{
    (void)state;
    const struct pooling_effect effect[] = {{0.0, 0.05}, {5.0, 0.05}, {0.3, 0.05}, {0.0, 0.05},
                                            {0.4, 0.05}, {0.1, 0.05}, {0.2, 0.05}, {-0.1, 0.05}};
    struct pooling_family family = {4, 2, effect, 3};
    assert_int_equal(pooling_common(&family, POOLING_EVERYBODY).best, 1);
    struct pooling_left_out out = pooling_leave_out(&family, 0);
    assert_int_equal(out.lag, 0);
    assert_near(out.residual.z_others, 0.3);
}

/* Three lags of two teams: the middle one is 0. */
static struct pooling_lags lags_of(double before, double now, double after)
{
    const struct pooling_effect effect[] = {{before, 0.02}, {now, 0.02}, {after, 0.02},
                                            {before, 0.02}, {now, 0.02}, {after, 0.02}};
    struct pooling_family family = {2, 3, effect, 2};
    struct pooling_common common = pooling_common(&family, POOLING_EVERYBODY);
    return pooling_lags(&common, 3);
}

/* Means have variance .01, so that two of them differ by .1414 * 1.645 = .2326 to be told apart. */
static void the_whole_leads_where_only_one_side_fits(void **state)
{
    (void)state;
    struct pooling_lags after = lags_of(0.0, 0.16, 0.4);
    assert_int_equal(after.set, 4);
    assert_int_equal(after.direction, CORRELATION_X_LEADS);
    assert_int_equal(lags_of(0.0, 0.17, 0.4).set, 6);
    assert_int_equal(lags_of(0.0, 0.17, 0.4).direction, CORRELATION_UNDETERMINED);
    assert_int_equal(lags_of(-0.4, 0.0, 0.4).set, 1); /* of two alike the first */
    assert_int_equal(lags_of(-0.4, 0.0, 0.1).direction, CORRELATION_Y_LEADS);
    struct pooling_family nobody = {0, 3, NULL, 2};
    struct pooling_common none = pooling_common(&nobody, POOLING_EVERYBODY);
    assert_int_equal(pooling_lags(&none, 3).set, 0);
}

/* W23. An interval that covers 0 and more says nothing of the kind. */
static void no_link_needs_a_narrow_interval(void **state)
{
    (void)state;
    struct pooling_equivalence e = pooling_equivalence(0.02, 0.04);
    assert_near(e.lo, -0.045762160217);
    assert_near(e.hi, 0.085584263197);
    assert_true(e.no_link);
    assert_false(pooling_equivalence(0.02, 0.05).no_link);
    assert_false(pooling_equivalence(-0.08, 0.02).no_link);
    assert_false(pooling_equivalence(0.2, 0.02).no_link);
    assert_false(pooling_equivalence(NAN, 0.02).no_link);
    assert_unknown(pooling_equivalence(0.1, NAN).hi);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(worked_estimate),
        cmocka_unit_test(one_precise_team_leaves_the_spread_to_be_told),
        cmocka_unit_test(worked_shrinkage),
        cmocka_unit_test(worked_residuals),
        cmocka_unit_test(the_common_lag_is_the_strongest_of_either_sign),
        cmocka_unit_test(a_lag_with_few_teams_has_no_pooled_figure),
        cmocka_unit_test(leaving_one_out_can_leave_too_few),
        cmocka_unit_test(two_teams_have_no_prediction),
        cmocka_unit_test(one_team_is_never_pooled),
        cmocka_unit_test(the_others_lag_owes_nothing_to_the_team),
        cmocka_unit_test(the_whole_leads_where_only_one_side_fits),
        cmocka_unit_test(no_link_needs_a_narrow_interval),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
