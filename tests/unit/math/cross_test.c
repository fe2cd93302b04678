/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All pairs at once say what each pair alone says. */
#include "../unit.h"

#include <math.h>

#include "math/cross.h"
#include "math/series.h"

#define SERIES 6
#define PERIODS 41
#define assert_unknown(got) assert_true(isnan(got))

static double noise(uint32_t *seed)
{
    *seed = *seed * 1664525 + 1013904223;
    return (double)(*seed >> 8) / (double)(1 << 24) - 0.5;
}

/* Gaps in every third value of series 2, here and there in 1, at both ends of 3; series 4 is never known.
 * Series 5 moves at its beginning alone: at a lag below 0 what is left of it is flat, at a level that has no
 * exact double. */
static void fill(double *x, uint32_t seed)
{
    for (size_t i = 0; i < (size_t)SERIES * PERIODS; i++) {
        size_t t = i % PERIODS;
        x[i] = noise(&seed);
        bool gap = (i / PERIODS == 2 && t % 3 == 0) || (i / PERIODS == 1 && noise(&seed) > 0.3) ||
                   (i / PERIODS == 3 && (t < 4 || t > 35)) || i / PERIODS == 4;
        x[i] = gap ? NAN : i / PERIODS == 5 && t > 0 ? 97.1 / 3 : x[i];
    }
}

static void pairs_are_those_of_two_series(void **state)
{
    (void)state;
    double x[SERIES * PERIODS];
    double y[SERIES * PERIODS];
    const size_t rows[] = {0, 1, 2, 3, 4, 5};
    fill(x, 3);
    fill(y, 5);
    CLEANUP(cross_free) struct cross *a = cross_new(x, PERIODS, rows, SERIES);
    CLEANUP(cross_free) struct cross *b = cross_new(y, PERIODS, rows, SERIES);
    size_t known = 0;
    size_t flat = 0;
    for (int32_t lag = -PERIODS - 1; lag <= PERIODS + 1; lag++) {
        for (size_t pair = 0; pair < (size_t)SERIES * SERIES; pair++) {
            size_t i = pair / SERIES;
            size_t j = pair % SERIES;
            struct series_pair both = series_lagged(x + i * PERIODS, y + j * PERIODS, PERIODS, lag);
            struct moments_pairs expected = moments_pearson(both.x, both.y, both.len);
            struct moments_pairs got = cross_pearson(a, i, b, j, lag);
            assert_int_equal(got.n, expected.n);
            assert_true(isnan(expected.r) ? isnan(got.r) : fabs(got.r - expected.r) < 1e-12);
            known += isnan(got.r) ? 0 : 1;
            flat += isnan(got.r) && got.n > 1 ? 1 : 0;
        }
    }
    assert_true(known > 1000 && flat > 300);
}

static void rows_are_chosen(void **state)
{
    (void)state;
    double x[SERIES * PERIODS];
    const size_t some[] = {3, 0};
    const size_t all[] = {0, 1, 2, 3, 4, 5};
    fill(x, 3);
    CLEANUP(cross_free) struct cross *two = cross_new(x, PERIODS, some, 2);
    CLEANUP(cross_free) struct cross *five = cross_new(x, PERIODS, all, SERIES);
    assert_true(cross_pearson(two, 0, two, 1, 2).r == cross_pearson(five, 3, five, 0, 2).r);
    CLEANUP(cross_free) struct cross *none = cross_new(x, PERIODS, NULL, 0);
    assert_non_null(none);
}

static void what_does_not_vary_has_no_correlation(void **state)
{
    (void)state;
    const double x[] = {1, 1, 1, 1, /**/ 1, 2, 1, 2, /**/ 7, NAN, NAN, 5};
    const size_t rows[] = {0, 1, 2};
    CLEANUP(cross_free) struct cross *c = cross_new(x, 4, rows, 3);
    assert_unknown(cross_pearson(c, 0, c, 1, 0).r);
    assert_unknown(cross_pearson(c, 1, c, 0, 0).r);
    assert_true(cross_pearson(c, 1, c, 1, 0).r > 1.0 - 1e-12 && cross_pearson(c, 1, c, 1, 0).r <= 1.0);
    assert_true(cross_pearson(c, 1, c, 1, 1).r < -1.0 + 1e-12 && cross_pearson(c, 1, c, 1, 1).r >= -1.0);
    assert_int_equal(cross_pearson(c, 1, c, 2, 0).n, 2);
    assert_unknown(cross_pearson(c, 1, c, 2, 1).r); /* one pair */
    assert_int_equal(cross_pearson(c, 1, c, 2, 1).n, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pairs_are_those_of_two_series),
        cmocka_unit_test(rows_are_chosen),
        cmocka_unit_test(what_does_not_vary_has_no_correlation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
