/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fisher's z and its intervals. */
#include "../unit.h"

#include <math.h>

#include "math/fisher.h"

#define assert_near(got, expected) assert_true(fabs((got) - (expected)) <= 1e-9)
#define assert_unknown(got) assert_true(isnan(got))

static void a_perfect_correlation_is_capped(void **state)
{
    (void)state;
    assert_near(fisher_z(1.0), atanh(1.0 - 1e-12));
    assert_near(fisher_z(-1.0), -atanh(1.0 - 1e-12));
    assert_near(fisher_z(0.5), 0.5 * log(3.0));
    assert_unknown(fisher_z(NAN));
}

static void students_t_of_a_correlation(void **state)
{
    (void)state;
    assert_near(fisher_t(0.573795, 16.0), 0.573795 * 4.0 / sqrt(1.0 - 0.573795 * 0.573795));
    assert_near(fisher_t(-0.6, 9.0), -2.25);
    assert_true(isfinite(fisher_t(1.0, 4.0)) && fisher_t(1.0, 4.0) > 1e6);
    assert_true(fisher_t(-1.0, 4.0) == -fisher_t(1.0, 4.0));
    assert_unknown(fisher_t(NAN, 4.0));
}

static void an_interval_is_symmetric_in_z(void **state)
{
    (void)state;
    struct fisher_interval i = fisher_interval(0.5, 0.1);
    assert_near(atanh(i.hi) - atanh(0.5), 0.1959963984540054);
    assert_near(atanh(0.5) - atanh(i.lo), 0.1959963984540054);
}

static void an_error_that_is_not_known_gives_no_interval(void **state)
{
    (void)state;
    assert_near(fisher_se(28.0), 0.2);
    assert_unknown(fisher_se(3.0));
    assert_unknown(fisher_se(NAN));
    assert_unknown(fisher_interval(0.5, NAN).lo);
    assert_unknown(fisher_interval(0.5, INFINITY).hi);
    assert_unknown(fisher_interval(NAN, 0.1).lo);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_perfect_correlation_is_capped),
        cmocka_unit_test(students_t_of_a_correlation),
        cmocka_unit_test(an_interval_is_symmetric_in_z),
        cmocka_unit_test(an_error_that_is_not_known_gives_no_interval),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
