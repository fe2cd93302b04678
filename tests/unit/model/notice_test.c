/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which numbers are in force: the configuration's, or those frozen when today's period opened. */
#include "model/notice.h"

#include "../unit.h"

#define MONDAY 20409 /* 2025-11-17, the first day of 2025-W47 */
#define WEEK 2915

static const struct notice_terms configured = {.k_employee = 6,
                                               .k_customer = 7,
                                               .grace_days = 3,
                                               .max_late_days = 14,
                                               .backfill_days = 1,
                                               .retention_days = 730};

static void assert_thresholds(const struct notice *notice, int32_t k_employee, int32_t k_customer)
{
    assert_int_equal(notice->terms.k_employee, k_employee);
    assert_int_equal(notice->terms.k_customer, k_customer);
}

static void without_a_catalog_it_is_the_configuration(void **state)
{
    (void)state;
    struct notice notice = notice_of(&configured, NULL, MONDAY);
    assert_false(notice.has_period);
    assert_thresholds(&notice, 6, 7);
    assert_int_equal(notice.spread, 10);
    assert_int_equal(notice.rate, 5);
    assert_int_equal(notice.terms.grace_days, 3);
    assert_int_equal(notice.terms.max_late_days, 14);
    assert_int_equal(notice.terms.backfill_days, 1);
    assert_int_equal(notice.terms.retention_days, 730);
}

static void the_period_is_todays(void **state)
{
    (void)state;
    struct catalog catalog = {.kind = PERIOD_WEEK};
    for (int32_t day = MONDAY; day < MONDAY + 7; day++) {
        struct notice notice = notice_of(&configured, &catalog, day);
        assert_true(notice.has_period);
        assert_int_equal(notice.kind, PERIOD_WEEK);
        assert_int_equal(notice.period, WEEK);
        assert_int_equal(notice.first_day, MONDAY);
        assert_int_equal(notice.last_day, MONDAY + 6);
        assert_int_equal(notice.withdrawal_day, MONDAY + 9);
        assert_thresholds(&notice, 6, 7);
    }
    catalog.kind = PERIOD_MONTH;
    struct notice notice = notice_of(&configured, &catalog, MONDAY);
    assert_int_equal(notice.kind, PERIOD_MONTH);
    assert_int_equal(notice.period, 12 * 2025 + 10);
    assert_int_equal(notice.first_day, MONDAY - 16);
    assert_int_equal(notice.last_day, MONDAY + 13);
    assert_int_equal(notice.withdrawal_day, MONDAY + 16);
}

/* One that is open beside it, in its days of grace, froze its own. */
static void an_open_period_brings_what_it_froze(void **state)
{
    (void)state;
    struct catalog_period periods[] = {
        {.period = WEEK - 1, .state = PERIOD_OPEN, .k_employee = 8, .k_customer = 9},
        {.period = WEEK, .state = PERIOD_OPEN, .k_employee = 10, .k_customer = 11},
    };
    struct catalog catalog = {.kind = PERIOD_WEEK, .n_periods = 2, .periods = periods};
    struct notice notice = notice_of(&configured, &catalog, MONDAY + 6);
    assert_thresholds(&notice, 10, 11);
    assert_int_equal(notice.terms.grace_days, 3);
    catalog.n_periods = 1;
    notice = notice_of(&configured, &catalog, MONDAY);
    assert_thresholds(&notice, 6, 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_catalog_it_is_the_configuration),
        cmocka_unit_test(the_period_is_todays),
        cmocka_unit_test(an_open_period_brings_what_it_froze),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
