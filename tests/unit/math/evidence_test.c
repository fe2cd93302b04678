/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From one formal test to the next. How often the rule is wrong is measured in linkage_simulation. */
#include "../unit.h"

#include <math.h>

#include "math/evidence.h"

/* The state after a row of q-values, from nothing. */
static enum evidence after(const double *q, size_t n)
{
    enum evidence state = EVIDENCE_NONE;
    for (size_t i = 0; i < n; i++) {
        state = evidence_after(state, q[i]);
    }
    return state;
}

#define AFTER(...)                                                                                           \
    after((const double[]){__VA_ARGS__}, sizeof((const double[]){__VA_ARGS__}) / sizeof(double))

static void two_in_a_row_confirm(void **state)
{
    (void)state;
    assert_int_equal(AFTER(0.30), EVIDENCE_NONE);
    assert_int_equal(AFTER(0.05), EVIDENCE_PRELIMINARY);
    assert_int_equal(AFTER(0.0501), EVIDENCE_NONE);
    assert_int_equal(AFTER(0.01, 0.05), EVIDENCE_CONFIRMED);
    assert_int_equal(AFTER(0.01, 0.06, 0.01), EVIDENCE_PRELIMINARY);
}

static void what_is_confirmed_stays_until_it_is_far_off(void **state)
{
    (void)state;
    assert_int_equal(AFTER(0.01, 0.01, 0.20), EVIDENCE_CONFIRMED);
    assert_int_equal(AFTER(0.01, 0.01, 0.20, 0.20, 0.04), EVIDENCE_CONFIRMED);
    assert_int_equal(AFTER(0.01, 0.01, 0.2001), EVIDENCE_NONE);
    assert_int_equal(AFTER(0.01, 0.01, 0.90, 0.01), EVIDENCE_PRELIMINARY);
}

static void what_is_not_tested_is_neither_confirmed_nor_cleared(void **state)
{
    (void)state;
    assert_int_equal(AFTER(NAN), EVIDENCE_NONE);
    assert_int_equal(AFTER(0.01, NAN), EVIDENCE_NONE);
    assert_int_equal(AFTER(0.01, NAN, 0.01), EVIDENCE_PRELIMINARY);
    assert_int_equal(AFTER(0.01, NAN, 0.01, 0.01), EVIDENCE_CONFIRMED);
    assert_int_equal(AFTER(0.01, 0.01, NAN), EVIDENCE_CONFIRMED);
    assert_int_equal(AFTER(0.01, 0.01, NAN, 0.20), EVIDENCE_CONFIRMED);
    assert_int_equal(AFTER(0.01, 0.01, NAN, 0.21), EVIDENCE_NONE);
    assert_int_equal(AFTER(0.01, NAN, 0.06), EVIDENCE_NONE);
}

static void formal_tests_are_an_interval_apart(void **state)
{
    (void)state;
    assert_true(evidence_is_due(false, 0, 2852, 13));
    assert_false(evidence_is_due(true, 2852, 2852, 13));
    assert_false(evidence_is_due(true, 2852, 2864, 13));
    assert_true(evidence_is_due(true, 2852, 2865, 13));
    assert_true(evidence_is_due(true, 2852, 2900, 13));
    assert_false(evidence_is_due(true, 2900, 2852, 13));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_in_a_row_confirm),
        cmocka_unit_test(what_is_confirmed_stays_until_it_is_far_off),
        cmocka_unit_test(what_is_not_tested_is_neither_confirmed_nor_cleared),
        cmocka_unit_test(formal_tests_are_an_interval_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
