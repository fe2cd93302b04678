/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What must hold of a linkage whatever the data are: on random organisations with gaps, from fixed seeds. */
#include "../unit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "math/fdr.h"
#include "math/mismatch.h"
#include "math/moments.h"
#include "math/pooling.h"

#define TEAMS 8
#define PERIODS 36
#define LAGS 9
#define CELLS (TEAMS * PERIODS)
#define TRIALS 60

static const struct correlation_opts usual = {4, 20, 16, 6};

struct organisation {
    double x[CELLS];
    double y[CELLS];
};

static double uniform(uint32_t *seed)
{
    *seed = *seed * 1664525 + 1013904223;
    return (double)(*seed >> 8) / (double)(1 << 24);
}

/* Slow series of which y follows x a little, two periods later in most teams; a gap here and there. */
static void draw(struct organisation *o, uint32_t seed)
{
    for (size_t i = 0; i < TEAMS; i++) {
        double level_x = 0.0;
        double level_y = 0.0;
        double before[2] = {0.0, 0.0};
        for (size_t t = 0; t < PERIODS; t++) {
            double pull = i % 4 == 0 ? 0.0 : 0.8 * before[t % 2];
            level_x = 0.5 * level_x + uniform(&seed) - 0.5;
            level_y = 0.5 * level_y + uniform(&seed) - 0.5 + pull;
            before[t % 2] = level_x;
            o->x[i * PERIODS + t] = uniform(&seed) < 0.04 ? NAN : 50.0 + 30.0 * level_x;
            o->y[i * PERIODS + t] = uniform(&seed) < 0.04 ? NAN : 60.0 + 20.0 * level_y;
        }
    }
}

static struct correlation *correlate(const struct organisation *o, struct correlation_opts opts)
{
    struct correlation_input input = {TEAMS, PERIODS, o->x, o->y, 0};
    struct correlation *c = NULL;
    struct error err;
    assert_true(correlation_new(&input, &opts, &c, &err));
    return c;
}

static void assert_near(double got, double expected)
{
    if (isnan(expected) ? !isnan(got) : !(fabs(got - expected) <= 1e-8 * fmax(1.0, fabs(expected)))) {
        fail_msg("%.15g, expected %.15g", got, expected);
    }
}

/* Team i of one is team at[i] of the other, whose lags may be mirrored and correlations negated. */
struct likeness {
    size_t at[TEAMS];
    bool mirrored;
    double sign;
};

static const struct likeness same = {{0, 1, 2, 3, 4, 5, 6, 7}, false, 1.0};

static void assert_alike(const struct correlation *got, const struct correlation *expected,
                         const struct likeness *like)
{
    for (size_t i = 0; i < TEAMS; i++) {
        const struct correlation_team *a = &got->team[i];
        const struct correlation_team *b = &expected->team[like->at[i]];
        assert_int_equal(a->status, b->status);
        assert_near(a->p_team, b->p_team);
        assert_near(a->level.neff, b->level.neff);
        assert_near(a->level.r, like->sign * b->level.r);
        assert_near(a->level.spearman, like->sign * b->level.spearman);
        for (size_t j = 0; j < LAGS; j++) {
            size_t k = like->mirrored ? LAGS - 1 - j : j;
            const struct correlation_lag *lag = &expected->lag[like->at[i] * LAGS + k];
            assert_near(got->lag[i * LAGS + j].r, like->sign * lag->r);
            assert_near(got->lag[i * LAGS + j].p, lag->p);
        }
    }
}

/* Other units, other zeros: the same correlations; a turned scale turns their signs. */
static void scale_and_shift_change_nothing(void **state)
{
    (void)state;
    for (uint32_t seed = 1; seed <= TRIALS; seed++) {
        struct organisation o;
        draw(&o, seed);
        CLEANUP(correlation_free) struct correlation *before = correlate(&o, usual);
        double turned = seed % 2 == 0 ? 1.0 : -1.0;
        for (size_t i = 0; i < CELLS; i++) {
            o.x[i] = 0.25 * o.x[i] - 7.0;
            o.y[i] = turned * 3.0 * o.y[i] + 400.0;
        }
        CLEANUP(correlation_free) struct correlation *after = correlate(&o, usual);
        struct likeness like = same;
        like.sign = turned;
        assert_alike(after, before, &like);
        assert_true(turned < 0 || after->team[1].lag_set == before->team[1].lag_set);
    }
}

/* What all teams had in common in a week, and what a team gains or loses steadily, is not looked at. */
static void shocks_and_trends_change_nothing(void **state)
{
    (void)state;
    for (uint32_t seed = 1; seed <= TRIALS; seed++) {
        struct organisation o;
        draw(&o, seed);
        CLEANUP(correlation_free) struct correlation *before = correlate(&o, usual);
        uint32_t noise = seed + 999;
        for (size_t t = 0; t < PERIODS; t++) {
            double shock = 40.0 * uniform(&noise);
            for (size_t i = 0; i < TEAMS; i++) {
                o.x[i * PERIODS + t] += shock;
                o.y[i * PERIODS + t] -= shock;
            }
        }
        CLEANUP(correlation_free) struct correlation *shocked = correlate(&o, usual);
        assert_alike(shocked, before, &same);

        struct correlation_opts alone = usual;
        alone.min_centre = 0;
        CLEANUP(correlation_free) struct correlation *steady = correlate(&o, alone);
        for (size_t i = 0; i < CELLS; i++) {
            o.x[i] += (double)(i % PERIODS) * ((double)(i / PERIODS) - 3.0);
        }
        CLEANUP(correlation_free) struct correlation *rising = correlate(&o, alone);
        assert_alike(rising, steady, &same);
    }
}

/* y before x is x before y at the mirrored lag, and whoever led still leads. */
static void the_two_sides_can_be_swapped(void **state)
{
    (void)state;
    static const enum correlation_direction swapped[] = {[CORRELATION_UNDETERMINED] =
                                                             CORRELATION_UNDETERMINED,
                                                         [CORRELATION_X_LEADS] = CORRELATION_Y_LEADS,
                                                         [CORRELATION_Y_LEADS] = CORRELATION_X_LEADS};
    for (uint32_t seed = 1; seed <= TRIALS; seed++) {
        struct organisation o;
        struct organisation turned;
        draw(&o, seed);
        memcpy(turned.x, o.y, sizeof o.y);
        memcpy(turned.y, o.x, sizeof o.x);
        CLEANUP(correlation_free) struct correlation *before = correlate(&o, usual);
        CLEANUP(correlation_free) struct correlation *after = correlate(&turned, usual);
        struct likeness like = same;
        like.mirrored = true;
        assert_alike(after, before, &like);
        for (size_t i = 0; i < TEAMS; i++) {
            assert_int_equal(after->team[i].direction, swapped[before->team[i].direction]);
        }
    }
}

static struct pooling_family family_of(const struct correlation *c, struct pooling_effect *room)
{
    for (size_t i = 0; i < (size_t)TEAMS * LAGS; i++) {
        room[i] = (struct pooling_effect){c->lag[i].z, c->lag[i].v};
    }
    return (struct pooling_family){TEAMS, LAGS, room, 4};
}

static void assert_pooled_alike(const struct correlation *a, const struct correlation *b)
{
    struct pooling_effect room[2][TEAMS * LAGS];
    struct pooling_family of_a = family_of(a, room[0]);
    struct pooling_family of_b = family_of(b, room[1]);
    struct pooling_common common = pooling_common(&of_a, POOLING_EVERYBODY);
    assert_int_equal(pooling_common(&of_b, POOLING_EVERYBODY).best, common.best);
    struct pooling_estimate x = pooling_estimate(&of_a, common.best, POOLING_EVERYBODY);
    struct pooling_estimate y = pooling_estimate(&of_b, common.best, POOLING_EVERYBODY);
    assert_near(x.q, y.q);
    assert_near(x.tau2, y.tau2);
    assert_near(x.r, y.r);
    assert_near(x.pi_r[0], y.pi_r[0]);
    struct mismatch of_x;
    struct mismatch of_y;
    struct error err;
    assert_true(mismatch_test(a, 99, 1, &of_x, &err) && mismatch_test(b, 99, 1, &of_y, &err));
    assert_near(of_x.stat, of_y.stat);
}

/* Whatever teams are called, and in whatever order they come. */
static void teams_can_be_permuted(void **state)
{
    (void)state;
    for (uint32_t seed = 1; seed <= TRIALS; seed++) {
        struct organisation o;
        struct organisation mixed;
        struct likeness like = same;
        uint32_t noise = seed;
        draw(&o, seed);
        for (size_t i = TEAMS - 1; i > 0; i--) {
            size_t j = (size_t)(uniform(&noise) * (double)(i + 1));
            size_t kept = like.at[i];
            like.at[i] = like.at[j];
            like.at[j] = kept;
        }
        for (size_t i = 0; i < TEAMS; i++) {
            memcpy(mixed.x + i * PERIODS, o.x + like.at[i] * PERIODS, PERIODS * sizeof(double));
            memcpy(mixed.y + i * PERIODS, o.y + like.at[i] * PERIODS, PERIODS * sizeof(double));
        }
        CLEANUP(correlation_free) struct correlation *before = correlate(&o, usual);
        CLEANUP(correlation_free) struct correlation *after = correlate(&mixed, usual);
        assert_alike(after, before, &like);
        assert_pooled_alike(after, before);
    }
}

/* Ranks know no distances. */
static void spearman_knows_order_alone(void **state)
{
    (void)state;
    for (uint32_t seed = 1; seed <= TRIALS; seed++) {
        struct organisation o;
        draw(&o, seed);
        double before = moments_spearman(o.x, o.y, CELLS).r;
        for (size_t i = 0; i < CELLS; i++) {
            o.x[i] = exp(o.x[i] / 20.0);
            o.y[i] = o.y[i] * o.y[i] * o.y[i];
        }
        assert_near(moments_spearman(o.x, o.y, CELLS).r, before);
        for (size_t i = 0; i < CELLS; i++) {
            o.x[i] = -o.x[i];
        }
        assert_near(moments_spearman(o.x, o.y, CELLS).r, -before);
    }
}

#define TESTS 24

static void draw_p(double *p, uint32_t seed)
{
    for (size_t i = 0; i < TESTS; i++) {
        double u = uniform(&seed);
        p[i] = i % 7 == 3 ? NAN : i % 5 == 0 ? u * 0.01 : u;
    }
}

/* q rises with p, is never below it, and never falls when another p rises; by any dependence it is no
 * smaller. */
static void q_is_monotone_in_p(void **state)
{
    (void)state;
    for (uint32_t seed = 1; seed <= TRIALS; seed++) {
        double p[TESTS];
        double bh[TESTS];
        double by[TESTS];
        double later[TESTS];
        struct error err;
        draw_p(p, seed);
        assert_true(fdr_bh(p, TESTS, bh, &err) && fdr_by(p, TESTS, by, &err));
        for (size_t i = 0; i < TESTS * TESTS; i++) {
            size_t a = i / TESTS;
            size_t b = i % TESTS;
            assert_true(!(p[a] <= p[b]) || bh[a] <= bh[b]);
            assert_true(isnan(p[a]) || (bh[a] >= p[a] && by[a] >= bh[a] && by[a] <= 1.0));
        }
        size_t raised = seed % TESTS;
        p[raised] = fmin(1.0, 2.0 * p[raised]);
        assert_true(fdr_bh(p, TESTS, later, &err));
        for (size_t i = 0; i < TESTS; i++) {
            assert_true(isnan(bh[i]) || later[i] >= bh[i]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scale_and_shift_change_nothing), cmocka_unit_test(shocks_and_trends_change_nothing),
        cmocka_unit_test(the_two_sides_can_be_swapped),   cmocka_unit_test(teams_can_be_permuted),
        cmocka_unit_test(spearman_knows_order_alone),     cmocka_unit_test(q_is_monotone_in_p),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
