/* SPDX-License-Identifier: GPL-3.0-or-later */
/* q-values against the worked example W10. */
#include "../unit.h"

#include <math.h>

#include "math/fdr.h"

#define LEN(a) (sizeof(a) / sizeof(a)[0])
#define assert_near(got, expected) assert_true(fabs((got) - (expected)) <= 1e-6)
#define assert_unknown(got) assert_true(isnan(got))

static void worked_example(void **state)
{
    (void)state;
    const double p[] = {0.001, 0.008, 0.012, 0.041, 0.09, 0.2, 0.5, 0.7};
    const double bh[] = {0.008, 0.032, 0.032, 0.082, 0.144, 0.26666666667, 0.57142857143, 0.7};
    const double by[] = {
        0.021742857143, 0.086971428571, 0.086971428571, 0.22286428571, 0.39137142857, 0.72476190476, 1, 1};
    double q[LEN(p)];
    struct error err;
    assert_true(fdr_bh(p, LEN(p), q, &err));
    for (size_t i = 0; i < LEN(p); i++) {
        assert_near(q[i], bh[i]);
    }
    assert_true(fdr_by(p, LEN(p), q, &err));
    for (size_t i = 0; i < LEN(p); i++) {
        assert_near(q[i], by[i]);
    }
    double cm = 2.7178571429; /* 1 + 1/2 + … + 1/8 */
    assert_near(q[0], cm * bh[0]);
    assert_near(q[5], cm * bh[5]);
}

static void order_and_missing_tests_do_not_matter(void **state)
{
    (void)state;
    double p[] = {NAN, 0.012, 0.001, NAN, 0.008};
    struct error err;
    assert_true(fdr_bh(p, LEN(p), p, &err));
    assert_unknown(p[0]);
    assert_near(p[1], 0.012);
    assert_near(p[2], 0.003);
    assert_unknown(p[3]);
    assert_near(p[4], 0.012);
}

static void ties_share_their_q(void **state)
{
    (void)state;
    const double p[] = {0.02, 0.5, 0.02};
    double q[LEN(p)];
    struct error err;
    assert_true(fdr_bh(p, LEN(p), q, &err));
    assert_near(q[0], 0.03);
    assert_near(q[2], 0.03);
}

static void an_empty_family_is_no_error(void **state)
{
    (void)state;
    struct error err;
    assert_true(fdr_bh(NULL, 0, NULL, &err));
    double p[] = {NAN};
    assert_true(fdr_by(p, 1, p, &err));
    assert_unknown(p[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(worked_example),
        cmocka_unit_test(order_and_missing_tests_do_not_matter),
        cmocka_unit_test(ties_share_their_q),
        cmocka_unit_test(an_empty_family_is_no_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
