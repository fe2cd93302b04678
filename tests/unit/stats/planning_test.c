/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything that is planned of a period, with a thousand teams and with eight thousand: the time may rise
 * eight times, with what caches take three times more, where a loop over pairs of teams would make it rise 64
 * times. */
#include "large_board.h"

#define FEW 1000
#define MANY (8 * FEW)
#define RISE_BOUND 24.0

static void assert_rise(size_t (*plan_all)(const struct large_period *period), enum shape shape)
{
    double few = plan_ms(plan_all, shape, FEW);
    double many = plan_ms(plan_all, shape, MANY);
    if (many > RISE_BOUND * few) {
        fail_msg("%.3f ms with %d teams, %.3f ms with %d", few, FEW, many, MANY);
    }
}

static void a_wide_organisation_is_planned_in_time(void **state)
{
    (void)state;
    assert_rise(plan_employees, SHAPE_WIDE);
    assert_rise(plan_customers, SHAPE_WIDE);
    assert_rise(make_cells, SHAPE_WIDE);
}

/* Of employees: among customers, every team of a chain is over all those below. */
static void a_deep_organisation_is_planned_in_time(void **state)
{
    (void)state;
    assert_rise(plan_employees, SHAPE_DEEP);
}

static void an_organisation_of_units_is_planned_in_time(void **state)
{
    (void)state;
    assert_rise(plan_period, SHAPE_UNITS);
}

static void a_random_organisation_is_planned_in_time(void **state)
{
    (void)state;
    assert_rise(plan_employees, SHAPE_RANDOM);
    assert_rise(plan_customers, SHAPE_RANDOM);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_wide_organisation_is_planned_in_time),
        cmocka_unit_test(a_deep_organisation_is_planned_in_time),
        cmocka_unit_test(an_organisation_of_units_is_planned_in_time),
        cmocka_unit_test(a_random_organisation_is_planned_in_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
