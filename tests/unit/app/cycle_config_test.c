/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the configuration says of the cycle. */
#include "app/cycle_config.h"

#include <stdio.h>
#include <string.h>

#include "unit.h"

static bool from_links(const char *links, struct cycle_opts *opts, struct error *err)
{
    static struct config config;
    snprintf(config.stats.links, sizeof config.stats.links, "%s", links);
    config.stats.grace_days = 3;
    config.stats.permutations = 9999;
    config.stats.test_weeks = 13;
    config.stats.test_months = 6;
    config.ingest.max_late_days = 14;
    config.stats.retention = 730;
    return cycle_opts_from_config(&config, opts, err);
}

static void links_are_read(void **state)
{
    (void)state;
    struct cycle_opts opts;
    struct error err;
    assert_true(from_links("wellbeing-csat,  customer_orientation-nps ,", &opts, &err));
    assert_int_equal(opts.n_links, 2);
    assert_string_equal(opts.links[0].employee, "wellbeing");
    assert_string_equal(opts.links[0].customer, "csat");
    assert_string_equal(opts.links[1].employee, "customer_orientation");
    assert_string_equal(opts.links[1].customer, "nps");
    assert_int_equal(opts.grace_days, 3);
    assert_int_equal(opts.permutations, 9999);
    assert_int_equal(opts.test_weeks, 13);
    assert_int_equal(opts.test_months, 6);
    assert_int_equal(opts.max_late_days, 14);
    assert_int_equal(opts.retention_days, 730);
    assert_non_null(opts.parse_survey);
    assert_true(from_links("", &opts, &err));
    assert_int_equal(opts.n_links, 0);
}

static void assert_refused(const char *links, const char *sentence)
{
    struct cycle_opts opts = {.n_links = 77};
    struct error err;
    assert_false(from_links(links, &opts, &err));
    assert_int_equal(err.code, ERROR_CONFIG);
    assert_string_equal(err.text, sentence);
    assert_int_equal(opts.n_links, 77);
}

static void bad_links_are_refused(void **state)
{
    (void)state;
    assert_refused("wellbeing",
                   "[stats] links: expected pairs of dimensions such as wellbeing-csat, not wellbeing");
    assert_refused("a-b, c-", "[stats] links: expected pairs of dimensions such as wellbeing-csat, not c-");
    assert_refused("-b", "[stats] links: expected pairs of dimensions such as wellbeing-csat, not -b");
    assert_refused("a-b-c", "[stats] links: expected pairs of dimensions such as wellbeing-csat, not a-b-c");
    assert_refused("a b-c", "[stats] links: expected pairs of dimensions such as wellbeing-csat, not a b-c");
    assert_refused("a-b,a-b", "[stats] links: a-b is given twice");
}

static void too_many_links_are_refused(void **state)
{
    (void)state;
    char links[1024];
    size_t len = 0;
    for (int i = 0; i <= CYCLE_MAX_LINKS; i++) {
        len += (size_t)snprintf(links + len, sizeof links - len, "a%d-b,", i);
    }
    assert_refused(links, "[stats] links: expected at most 32 pairs");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(links_are_read),
        cmocka_unit_test(bad_links_are_refused),
        cmocka_unit_test(too_many_links_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
