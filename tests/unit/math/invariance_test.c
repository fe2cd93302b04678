/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What must not matter, over many random organisations with gaps: units and origins of scales, which
 * dimension is called x, the order of teams, what all teams have in common, trends, and how far ranks lie
 * apart. And what must: a smaller p has no larger q. */
#include "../unit.h"

#include <math.h>
#include <string.h>

#include "math/correlation.h"
#include "math/fdr.h"
#include "math/generator.h"
#include "math/mismatch.h"
#include "math/moments.h"
#include "math/pooling.h"

#define TEAMS 9
#define PERIODS 34
#define LAGS 9
#define ROUNDS 40
#define TESTS 60

struct draw {
    double x[TEAMS * PERIODS];
    double y[TEAMS * PERIODS];
};

/* What is known of all teams together. */
struct whole {
    struct pooling_common common;
    struct pooling_estimate estimate;
    struct mismatch mismatch;
};

static const struct correlation_opts usual = {
    .max_lag = LAGS / 2, .min_series = 20, .min_pairs = 12, .min_centre = 6};

static gsl_rng *start(uint64_t seed)
{
    gsl_rng *generator = generator_new(seed);
    assert_non_null(generator);
    return generator;
}

static double noise(gsl_rng *generator)
{
    return gsl_rng_uniform(generator) + gsl_rng_uniform(generator) - 1.0;
}

/* Series with inertia and, here and there, something in common; one cell in twenty is missing. */
static void fill(struct draw *draw, gsl_rng *generator)
{
    for (size_t i = 0; i < TEAMS; i++) {
        double x = 0.0;
        double y = 0.0;
        for (size_t t = 0; t < PERIODS; t++) {
            x = 0.6 * x + 10.0 * noise(generator);
            y = 0.5 * y + 10.0 * noise(generator) + (i % 3 == 0 ? 0.5 * x : 0.0);
            draw->x[i * PERIODS + t] = gsl_rng_uniform(generator) < 0.05 ? NAN : 50.0 + x;
            draw->y[i * PERIODS + t] = gsl_rng_uniform(generator) < 0.05 ? NAN : 60.0 + y;
        }
    }
}

static struct correlation *analyse_by(const struct correlation_opts *opts, const double *x, const double *y)
{
    struct correlation_input input = {TEAMS, PERIODS, x, y, 0};
    struct correlation *c = NULL;
    struct error err;
    assert_true(correlation_new(&input, opts, &c, &err));
    return c;
}

static struct correlation *analyse(const double *x, const double *y)
{
    return analyse_by(&usual, x, y);
}

static struct whole pool(const struct correlation *c)
{
    struct pooling_effect effect[TEAMS * LAGS];
    struct whole whole;
    struct error err;
    for (size_t i = 0; i < (size_t)TEAMS * LAGS; i++) {
        effect[i] = (struct pooling_effect){c->lag[i].z, c->lag[i].v};
    }
    struct pooling_family family = {TEAMS, LAGS, effect, 4};
    whole.common = pooling_common(&family, POOLING_EVERYBODY);
    whole.estimate = pooling_estimate(&family, whole.common.best, POOLING_EVERYBODY);
    assert_true(mismatch_test(c, 19, 1, &whole.mismatch, &err));
    return whole;
}

static void assert_same(double a, double b)
{
    if (isnan(a) != isnan(b) || fabs(a - b) > 1e-8 * fmax(1.0, fabs(a))) {
        fail_msg("%.12g and %.12g", a, b);
    }
}

/* sign: -1 where one of the scales was turned round; turned: where x and y changed places. */
static void assert_team(const struct correlation *a, size_t i, const struct correlation *b, size_t j,
                        double sign, bool turned)
{
    assert_int_equal(a->team[i].status, b->team[j].status);
    assert_same(a->team[i].p_team, b->team[j].p_team);
    assert_same(a->team[i].phi_x, turned ? b->team[j].phi_y : b->team[j].phi_x);
    assert_same(a->team[i].phi_y, turned ? b->team[j].phi_x : b->team[j].phi_y);
    assert_same(a->team[i].level.neff, b->team[j].level.neff);
    assert_same(a->team[i].level.r, sign * b->team[j].level.r);
    assert_same(a->team[i].level.spearman, sign * b->team[j].level.spearman);
    for (size_t k = 0; k < LAGS; k++) {
        const struct correlation_lag *one = &a->lag[i * LAGS + k];
        const struct correlation_lag *other = &b->lag[j * LAGS + (turned ? LAGS - 1 - k : k)];
        assert_int_equal(one->n, other->n);
        assert_same(one->r, sign * other->r);
        assert_same(one->p, other->p);
    }
}

static void scales_and_origins_do_not_matter(void **state)
{
    (void)state;
    CLEANUP(generator_free) gsl_rng *generator = start(1);
    struct draw draw;
    struct draw moved;
    for (size_t round = 0; round < ROUNDS; round++) {
        double sign = round % 2 == 0 ? 1.0 : -1.0;
        double scale = exp(4.0 * noise(generator));
        fill(&draw, generator);
        for (size_t i = 0; i < (size_t)TEAMS * PERIODS; i++) {
            moved.x[i] = sign * scale * draw.x[i] + 77.0;
            moved.y[i] = draw.y[i] / scale - 5.0;
        }
        CLEANUP(correlation_free) struct correlation *a = analyse(draw.x, draw.y);
        CLEANUP(correlation_free) struct correlation *b = analyse(moved.x, moved.y);
        for (size_t i = 0; i < TEAMS; i++) {
            assert_team(a, i, b, i, sign, false);
            assert_int_equal(a->team[i].lag_set, b->team[i].lag_set);
            assert_same(a->team[i].slope_y, b->team[i].slope_y * scale);
        }
        struct whole one = pool(a);
        struct whole other = pool(b);
        assert_int_equal(one.common.best, other.common.best);
        assert_same(one.estimate.r, sign * other.estimate.r);
        assert_same(one.mismatch.stat, other.mismatch.stat);
        assert_same(one.mismatch.p, other.mismatch.p);
    }
}

static void assert_teams(const struct correlation *a, const struct correlation *b)
{
    for (size_t i = 0; i < TEAMS; i++) {
        assert_team(a, i, b, i, 1.0, false);
    }
}

/* What all teams have in common in a period is taken out. */
static void shocks_do_not_matter(void **state)
{
    (void)state;
    CLEANUP(generator_free) gsl_rng *generator = start(6);
    struct draw draw;
    for (size_t round = 0; round < ROUNDS; round++) {
        fill(&draw, generator);
        CLEANUP(correlation_free) struct correlation *a = analyse(draw.x, draw.y);
        for (size_t t = 0; t < PERIODS; t++) {
            double shock = 40.0 * noise(generator);
            for (size_t i = 0; i < TEAMS; i++) {
                draw.x[i * PERIODS + t] += shock;
                draw.y[i * PERIODS + t] -= shock;
            }
        }
        CLEANUP(correlation_free) struct correlation *b = analyse(draw.x, draw.y);
        assert_teams(a, b);
    }
}

/* So is what a team gains or loses steadily, also where periods are not centred. */
static void trends_do_not_matter(void **state)
{
    (void)state;
    CLEANUP(generator_free) gsl_rng *generator = start(7);
    struct correlation_opts alone = usual;
    struct draw draw;
    alone.min_centre = 0;
    for (size_t round = 0; round < ROUNDS; round++) {
        fill(&draw, generator);
        CLEANUP(correlation_free) struct correlation *a = analyse_by(&alone, draw.x, draw.y);
        for (size_t i = 0; i < (size_t)TEAMS * PERIODS; i++) {
            draw.x[i] += (double)(i % PERIODS) * ((double)(i / PERIODS) - 3.0);
        }
        CLEANUP(correlation_free) struct correlation *b = analyse_by(&alone, draw.x, draw.y);
        assert_teams(a, b);
    }
}

static void either_may_be_called_x(void **state)
{
    (void)state;
    static const enum correlation_direction swapped[] = {[CORRELATION_UNDETERMINED] =
                                                             CORRELATION_UNDETERMINED,
                                                         [CORRELATION_X_LEADS] = CORRELATION_Y_LEADS,
                                                         [CORRELATION_Y_LEADS] = CORRELATION_X_LEADS};
    CLEANUP(generator_free) gsl_rng *generator = start(2);
    struct draw draw;
    for (size_t round = 0; round < ROUNDS; round++) {
        fill(&draw, generator);
        CLEANUP(correlation_free) struct correlation *a = analyse(draw.x, draw.y);
        CLEANUP(correlation_free) struct correlation *b = analyse(draw.y, draw.x);
        for (size_t i = 0; i < TEAMS; i++) {
            assert_team(a, i, b, i, 1.0, true);
            assert_int_equal(a->team[i].direction, swapped[b->team[i].direction]);
        }
        struct whole one = pool(a);
        struct whole other = pool(b);
        assert_int_equal(one.common.best, LAGS - 1 - other.common.best);
        assert_same(one.estimate.r, other.estimate.r);
        assert_same(one.mismatch.stat, other.mismatch.stat);
    }
}

static void the_order_of_teams_does_not_matter(void **state)
{
    (void)state;
    CLEANUP(generator_free) gsl_rng *generator = start(3);
    struct draw draw;
    struct draw moved;
    for (size_t round = 0; round < ROUNDS; round++) {
        size_t step = 1 + round % (TEAMS - 1);
        fill(&draw, generator);
        for (size_t i = 0; i < TEAMS; i++) {
            size_t to = ((i + step) % TEAMS) * PERIODS;
            memcpy(moved.x + to, draw.x + i * PERIODS, PERIODS * sizeof(double));
            memcpy(moved.y + to, draw.y + i * PERIODS, PERIODS * sizeof(double));
        }
        CLEANUP(correlation_free) struct correlation *a = analyse(draw.x, draw.y);
        CLEANUP(correlation_free) struct correlation *b = analyse(moved.x, moved.y);
        for (size_t i = 0; i < TEAMS; i++) {
            assert_team(a, i, b, (i + step) % TEAMS, 1.0, false);
        }
        struct whole one = pool(a);
        struct whole other = pool(b);
        assert_int_equal(one.common.best, other.common.best);
        assert_same(one.common.p_sidak, other.common.p_sidak);
        assert_same(one.estimate.tau2, other.estimate.tau2);
        assert_same(one.estimate.q, other.estimate.q);
        assert_same(one.estimate.pi_r[0], other.estimate.pi_r[0]);
        assert_same(one.estimate.ci_r[0], other.estimate.ci_r[0]);
        assert_same(one.mismatch.stat, other.mismatch.stat);
    }
}

static void ranks_alone_matter_to_spearman(void **state)
{
    (void)state;
    CLEANUP(generator_free) gsl_rng *generator = start(4);
    double x[PERIODS];
    double y[PERIODS];
    double moved[PERIODS];
    for (size_t round = 0; round < ROUNDS; round++) {
        for (size_t t = 0; t < PERIODS; t++) {
            x[t] = gsl_rng_uniform(generator) < 0.1 ? NAN : floor(12.0 * noise(generator)); /* with ties */
            y[t] = gsl_rng_uniform(generator) < 0.1 ? NAN : x[t] + 10.0 * noise(generator);
            moved[t] = exp(x[t] / 3.0);
        }
        double r = moments_spearman(x, y, PERIODS).r;
        assert_same(moments_spearman(moved, y, PERIODS).r, r);
        assert_same(moments_spearman(y, x, PERIODS).r, r);
        for (size_t t = 0; t < PERIODS; t++) {
            x[t] = -x[t];
        }
        assert_same(moments_spearman(x, y, PERIODS).r, -r);
        assert_true(fabs(moments_pearson(moved, y, PERIODS).r + moments_pearson(x, y, PERIODS).r) > 1e-3);
    }
}

static void assert_monotone(const double *p, const double *q)
{
    for (size_t i = 0; i < TESTS; i++) {
        assert_true(isnan(p[i]) == isnan(q[i]));
        assert_true(isnan(q[i]) || (q[i] >= p[i] - 1e-12 && q[i] <= 1.0));
        for (size_t j = 0; j < TESTS; j++) {
            assert_false(p[i] < p[j] && q[i] > q[j]);
            assert_false(p[i] == p[j] && q[i] != q[j]);
        }
    }
}

static void a_smaller_p_has_no_larger_q(void **state)
{
    (void)state;
    CLEANUP(generator_free) gsl_rng *generator = start(5);
    double p[TESTS];
    double bh[TESTS];
    double by[TESTS];
    double later[TESTS]; /* when one p has risen */
    struct error err;
    for (size_t round = 0; round < ROUNDS; round++) {
        for (size_t i = 0; i < TESTS; i++) {
            double u = gsl_rng_uniform(generator);
            p[i] = u < 0.1 ? NAN : u < 0.3 ? (double)round / ROUNDS : pow(gsl_rng_uniform(generator), 4.0);
        }
        assert_true(fdr_bh(p, TESTS, bh, &err));
        assert_true(fdr_by(p, TESTS, by, &err));
        assert_monotone(p, bh);
        assert_monotone(p, by);
        for (size_t i = 0; i < TESTS; i++) {
            assert_true(isnan(p[i]) || by[i] >= bh[i]);
        }
        size_t raised = round % TESTS;
        p[raised] = isnan(p[raised]) ? NAN : fmin(1.0, 2.0 * p[raised]);
        assert_true(fdr_bh(p, TESTS, later, &err));
        for (size_t i = 0; i < TESTS; i++) {
            assert_true(isnan(bh[i]) || later[i] >= bh[i]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scales_and_origins_do_not_matter),
        cmocka_unit_test(shocks_do_not_matter),
        cmocka_unit_test(trends_do_not_matter),
        cmocka_unit_test(either_may_be_called_x),
        cmocka_unit_test(the_order_of_teams_does_not_matter),
        cmocka_unit_test(ranks_alone_matter_to_spearman),
        cmocka_unit_test(a_smaller_p_has_no_larger_q),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
