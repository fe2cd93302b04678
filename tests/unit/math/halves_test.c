/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two halves of a series, by hand and by Welch's formulas, and what is not enough. */
#include "math/halves.h"

#include <math.h>

#include "../unit.h"
#include "math/series.h"

#define assert_near(got, expected) assert_true(fabs((got) - (expected)) <= 1e-9)

/* Values that go up and down, so that they have no inertia: each half is worth its periods. */
static void without_inertia(void **state)
{
    (void)state;
    static const double x[] = {10, 14, 10, 14, 10, 14, 20, 26, 20, 26, 20, 26};
    struct halves h = halves_of(x, 12, 6);
    double va = 4.8 / 6.0;
    double vb = 10.8 / 6.0;
    assert_int_equal(h.lack, LACK_NOTHING);
    assert_near(h.change, 11.0);
    assert_near(h.se, sqrt(va + vb));
    assert_near(h.df, (va + vb) * (va + vb) / (va * va / 5.0 + vb * vb / 5.0));
    assert_true(h.p_above < 1e-4 && h.p_below > 0.9999);
    assert_near(h.p_above + h.p_below, 1.0);
    assert_near(h.lo + h.hi, 2 * 11.0);
    assert_true(h.hi - h.lo > 2 * 1.96 * h.se && h.hi - h.lo < 2 * 2.5 * h.se);
}

/* A slow series is worth fewer periods than it has. */
static void with_inertia(void **state)
{
    (void)state;
    static const double x[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 9, 8, 7, 6, 5, 4};
    struct series_mean older = series_mean(x, 8);
    struct series_mean newer = series_mean(x + 8, 8);
    struct halves h = halves_of(x, 16, 6);
    assert_true(older.neff < 8 && h.df < 14);
    assert_near(h.change, newer.mean - older.mean);
    assert_near(h.se, sqrt(older.se * older.se + newer.se * newer.se));
    assert_true(h.p_above > 0.05);
}

/* Of 13, the one in the middle is newer; those that are not there do not count. */
static void odd_and_missing_periods(void **state)
{
    (void)state;
    static const double x[] = {1, 3, 1, 3, 1, 3, 50, 61, 51, 61, 51, 61, 51};
    assert_near(halves_of(x, 13, 6).change, 386.0 / 7.0 - 2.0);
    const double gaps[] = {1, 3, NAN, 3, 1, 3, 50, 61, 51, 61, 51, 61, 51};
    assert_int_equal(halves_of(gaps, 13, 6).lack, LACK_PERIODS);
    assert_int_equal(halves_of(gaps, 13, 5).lack, LACK_NOTHING);
}

static void what_is_not_enough(void **state)
{
    (void)state;
    static const double flat[] = {1, 1, 1, 1, 2, 3, 2, 4};
    const double apart[] = {1, NAN, 2, NAN, 3, NAN, 1, 2, 1, 2, 1, 3};
    struct halves h = halves_of(flat, 8, 4);
    assert_true(h.lack == LACK_VARIATION && isnan(h.change) && isnan(h.p_above) && isnan(h.p_below));
    assert_int_equal(halves_of(apart, 12, 3).lack, LACK_PERIODS);
    assert_int_equal(halves_of(flat, 0, 0).lack, LACK_PERIODS);
    assert_int_equal(halves_of(flat, 2, 0).lack, LACK_PERIODS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_inertia),
        cmocka_unit_test(with_inertia),
        cmocka_unit_test(odd_and_missing_periods),
        cmocka_unit_test(what_is_not_enough),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
