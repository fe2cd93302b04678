/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The permutation of teams: edges and reproducibility; its values are in link_reference_test.c. */
#include "../unit.h"

#include <math.h>

#include "math/mismatch.h"

#define assert_near(got, expected) assert_true(fabs((got) - (expected)) <= 1e-6)
#define assert_unknown(got) assert_true(isnan(got))

#define PERIODS 40

/* Noise that is the same everywhere; each team's y follows its x by one period when asked. */
static void make_teams(size_t teams, bool linked, double *x, double *y)
{
    uint32_t noise = 7;
    for (size_t i = 0; i < teams * PERIODS; i++) {
        noise = noise * 1664525 + 1013904223;
        x[i] = noise >> 16;
        noise = noise * 1664525 + 1013904223;
        y[i] = linked && i % PERIODS > 0 ? x[i - 1] + (noise >> 20) : noise >> 16;
    }
}

static struct mismatch run(size_t teams, bool linked, size_t min_pairs, uint64_t seed)
{
    double x[8 * PERIODS];
    double y[8 * PERIODS];
    make_teams(teams, linked, x, y);
    struct correlation_input input = {teams, PERIODS, x, y, 0};
    struct correlation_opts opts = {2, 20, min_pairs, 0};
    CLEANUP(correlation_free) struct correlation *c = NULL;
    struct mismatch result = {0};
    struct error err;
    assert_true(correlation_new(&input, &opts, &c, &err));
    assert_true(mismatch_test(c, 999, seed, &result, &err));
    return result;
}

static void few_teams_are_not_tested(void **state)
{
    (void)state;
    struct mismatch result = run(5, true, 16, 1);
    assert_int_equal(result.teams, 5);
    assert_unknown(result.stat);
    assert_unknown(result.p);
    assert_int_equal(run(0, true, 16, 1).teams, 0);
}

static void teams_that_are_not_analysed_are_left_out(void **state)
{
    (void)state;
    assert_int_equal(run(8, true, 39, 1).teams, 8);
    assert_int_equal(run(8, true, 40, 1).teams, 0);
}

static void a_link_is_found(void **state)
{
    (void)state;
    struct mismatch result = run(8, true, 16, 1);
    assert_true(result.stat > 10.0);
    assert_near(result.p, 0.001);
}

static void chance_is_not(void **state)
{
    (void)state;
    assert_true(run(8, false, 16, 1).p > 0.05);
}

static void the_seed_decides(void **state)
{
    (void)state;
    struct mismatch a = run(8, false, 16, 42);
    struct mismatch b = run(8, false, 16, 42);
    struct mismatch c = run(8, false, 16, 43);
    assert_true(a.p == b.p);
    assert_true(a.stat == c.stat);
    assert_true(a.p != c.p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(few_teams_are_not_tested),
        cmocka_unit_test(teams_that_are_not_analysed_are_left_out),
        cmocka_unit_test(a_link_is_found),
        cmocka_unit_test(chance_is_not),
        cmocka_unit_test(the_seed_decides),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
