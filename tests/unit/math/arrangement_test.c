/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The permutation of units: worked example W12, the sample organisation, drawing, and what is not enough. */
#include "worked_network.h"

#include "base/cleanup.h"
#include "math/arrangement.h"

#define LARGE 60
#define assert_near(got, expected) assert_true(fabs((got) - (expected)) <= 1e-6)
#define assert_unknown(got) assert_true(isnan(got))

static const struct arrangement_opts usual = {.min_teams = 6,
                                              .min_units = 2,
                                              .min_arrangements = 100,
                                              .max_exact = 1000000,
                                              .permutations = 9999,
                                              .seed = 20240901};
static const struct arrangement_opts any = {.max_exact = 1000000, .permutations = 999, .seed = 5};

static struct arrangement run(const struct network *network, const struct arrangement_opts *opts)
{
    struct arrangement result;
    struct error err;
    assert_true(arrangement_test(network, opts, &result, &err));
    return result;
}

static int compare(const char *what, const struct arrangement_test *got, const char *from)
{
    return differs(what, 0, got->p_low, json_number(from, "p_low", 0)) +
           differs(what, 1, got->p_high, json_number(from, "p_high", 0)) +
           differs(what, 2, got->mean, json_number(from, "perm_mean", 0)) +
           differs(what, 3, got->sd, json_number(from, "perm_sd", 0));
}

static void worked_example(void **state)
{
    (void)state;
    CLEANUP(free) char *json = read_json_from(SAMPLE_WORKED, "\"W12_network\"");
    struct worked_network w;
    fill_w12(&w, json);
    struct arrangement a = run(&w.network, &any);
    assert_int_equal(a.lack, LACK_NOTHING);
    assert_true(a.exact);
    assert_int_equal(a.arrangements, json_number(json, "n_partitions", 0));
    assert_near(a.ei.p_low, json_number(json, "handoff_EI_p_low", 0));
    assert_near(a.ei.p_high, json_number(json, "handoff_EI_p_high", 0));
    assert_near(a.ei.mean, json_number(json, "handoff_EI_perm_mean", 0));
    assert_near(a.q.p_high, json_number(json, "Q_p_high", 0));
    assert_int_equal(run(&w.network, &usual).lack, LACK_UNITS); /* 15 arrangements are too few to publish */
    struct worked_network ties;
    fill_w12(&ties, json);
    for (size_t i = 0; i < 36; i++) {
        ties.flow[i] = w.flow[i] + w.flow[i % 6 * 6 + i / 6] >= 10;
    }
    assert_near(run(&ties.network, &any).ei.p_low, json_number(json, "binary_EI_p_low", 0));
}

static void the_sample_organisation_matches(void **state)
{
    (void)state;
    CLEANUP(free) char *json = read_json_from(SAMPLE_ORGANISATION "expected.json", "\"network\":");
    struct worked_network w;
    fill_sample(&w, json, "H");
    struct arrangement handoffs = run(&w.network, &usual);
    fill_sample(&w, json, "Tie");
    struct arrangement ties = run(&w.network, &usual);
    assert_true(handoffs.exact && ties.exact);
    assert_int_equal(handoffs.arrangements, json_number(json, "n_partitions", 0));
    const char *expected = json_value(json, "handoff");
    assert_int_equal(compare("handoff EI", &handoffs.ei, json_value(expected, "EI_perm")), 0);
    assert_int_equal(compare("handoff Q", &handoffs.q, json_value(expected, "Q_perm")), 0);
    expected = json_value(json, "collab");
    assert_int_equal(compare("collab EI", &ties.ei, json_value(expected, "EI_perm")), 0);
    assert_int_equal(compare("collab Q", &ties.q, json_value(expected, "Q_perm")), 0);
}

/* Drawn from the same arrangements, the figures come near those of all. */
static void drawing_agrees_with_trying_all(void **state)
{
    (void)state;
    CLEANUP(free) char *json = read_json_from(SAMPLE_WORKED, "\"W12_network\"");
    struct worked_network w;
    fill_w12(&w, json);
    struct arrangement_opts opts = any;
    opts.max_exact = 89; /* of 90 */
    opts.permutations = 9999;
    struct arrangement all = run(&w.network, &any);
    struct arrangement drawn = run(&w.network, &opts);
    assert_false(drawn.exact);
    assert_int_equal(drawn.arrangements, 9999);
    assert_true(fabs(drawn.ei.p_low - all.ei.p_low) < 4 * sqrt(1 / 15.0 * 14 / 15 / 9999));
    assert_true(fabs(drawn.ei.mean - all.ei.mean) < 4 * all.ei.sd / 100);
    assert_true(fabs(drawn.ei.sd - all.ei.sd) < 0.05 * all.ei.sd);
    assert_true(fabs(drawn.q.mean - all.q.mean) < 4 * all.q.sd / 100);
    assert_near(drawn.ei.p_high, 1);
    opts.max_exact = 90;
    assert_true(run(&w.network, &opts).exact);
}

static void a_seed_repeats(void **state)
{
    (void)state;
    CLEANUP(free) char *json = read_json_from(SAMPLE_ORGANISATION "expected.json", "\"network\":");
    struct worked_network w;
    fill_sample(&w, json, "H");
    struct arrangement_opts opts = any;
    opts.max_exact = 0;
    struct arrangement one = run(&w.network, &opts);
    struct arrangement two = run(&w.network, &opts);
    opts.seed++;
    struct arrangement other = run(&w.network, &opts);
    assert_true(one.ei.mean == two.ei.mean && one.q.sd == two.q.sd);
    assert_true(one.ei.mean != other.ei.mean);
    assert_near(one.ei.p_low, 1.0 / 1000); /* none of 999 is as inward */
}

/* Units of one size are alike, those of different sizes are not; units without teams do not count. */
static void arrangements_are_counted_once(void **state)
{
    (void)state;
    double flow[36];
    for (size_t i = 0; i < 36; i++) {
        flow[i] = (double)(i * i % 7);
    }
    const int32_t pairs[] = {0, 0, 1, 1, 2, 2};
    const int32_t mixed[] = {2, 2, 2, 0, 0, 4};
    const int32_t halves[] = {1, 1, 1, 0, 0, 0};
    assert_int_equal(run(&(struct network){6, 3, flow, pairs}, &any).arrangements, 15);
    assert_int_equal(run(&(struct network){6, 6, flow, mixed}, &any).arrangements, 60);
    assert_int_equal(run(&(struct network){6, 2, flow, halves}, &any).arrangements, 10);
    struct arrangement_opts opts = any;
    opts.min_arrangements = 60;
    assert_int_equal(run(&(struct network){6, 6, flow, mixed}, &opts).lack, LACK_NOTHING);
    opts.min_arrangements = 61;
    assert_int_equal(run(&(struct network){6, 6, flow, mixed}, &opts).lack, LACK_UNITS);
    opts.min_arrangements = 15; /* of 90 with names */
    assert_int_equal(run(&(struct network){6, 3, flow, pairs}, &opts).lack, LACK_NOTHING);
    opts.min_arrangements = 16;
    assert_int_equal(run(&(struct network){6, 3, flow, pairs}, &opts).lack, LACK_UNITS);
}

static void assert_lacking(const struct arrangement *a, enum lack lack)
{
    assert_int_equal(a->lack, lack);
    assert_int_equal(a->arrangements, 0);
    assert_unknown(a->ei.p_low);
    assert_unknown(a->ei.mean);
    assert_unknown(a->q.p_high);
    assert_unknown(a->q.sd);
}

static void what_is_not_enough_is_named(void **state)
{
    (void)state;
    double flow[64];
    double none[64] = {0};
    for (size_t i = 0; i < 64; i++) {
        flow[i] = 1 + (double)(i % 5);
    }
    const int32_t one[] = {0, 0, 0, 0, 0, 0, 0, 0};
    const int32_t alone[] = {0, 1, 2, 3, 4, 5, 6, 7};
    const int32_t halves[] = {0, 0, 0, 0, 1, 1, 1, 1};
    const int32_t single[] = {0, 0, 0, 0, 0, 0, 0, 1};
    struct arrangement a = run(&(struct network){5, 2, flow, halves}, &usual);
    assert_lacking(&a, LACK_TEAMS);
    a = run(&(struct network){0, 0, NULL, NULL}, &any);
    assert_lacking(&a, LACK_TEAMS);
    a = run(&(struct network){8, 1, flow, one}, &usual);
    assert_lacking(&a, LACK_UNITS);
    a = run(&(struct network){8, 8, flow, alone}, &usual);
    assert_lacking(&a, LACK_UNITS);
    struct arrangement_opts two_units = any;
    two_units.min_units = 2;
    a = run(&(struct network){8, 2, flow, single}, &two_units);
    assert_lacking(&a, LACK_UNITS);
    assert_int_equal(run(&(struct network){8, 2, flow, single}, &any).arrangements, 8);
    a = run(&(struct network){8, 2, none, halves}, &usual);
    assert_lacking(&a, LACK_TIES);
}

/* All flow alike: every arrangement is the same, and none is unusual. */
static void a_uniform_flow_is_not_unusual(void **state)
{
    (void)state;
    double flow[64];
    for (size_t i = 0; i < 64; i++) {
        flow[i] = 1;
    }
    const int32_t mixed[] = {0, 0, 0, 0, 1, 1, 1, 2};
    struct arrangement a = run(&(struct network){8, 3, flow, mixed}, &usual);
    assert_int_equal(a.lack, LACK_NOTHING);
    assert_near(a.ei.p_low, 1);
    assert_near(a.ei.p_high, 1);
    assert_near(a.q.p_high, 1);
    assert_near(a.ei.sd, 0);
}

static void large_networks_are_drawn(void **state)
{
    (void)state;
    CLEANUP(free) double *flow = calloc((size_t)LARGE * LARGE, sizeof *flow);
    int32_t unit[LARGE];
    for (size_t i = 0; i < (size_t)LARGE * LARGE; i++) {
        bool same = i / LARGE / 6 == i % LARGE / 6;
        flow[i] = same ? 5 : (double)(i % 3);
    }
    for (size_t i = 0; i < LARGE; i++) {
        unit[i] = (int32_t)i / 6;
    }
    struct arrangement a = run(&(struct network){LARGE, LARGE / 6, flow, unit}, &usual);
    assert_false(a.exact);
    assert_near(a.ei.p_low, 1e-4);
    assert_near(a.q.p_high, 1e-4);
    assert_true(fabs(a.ei.mean - (1 - 2.0 * 5 / (LARGE - 1))) < 1e-3); /* five of 59 others are unit mates */
}

/* There are few ways to pick two teams, but of so many that trying each takes long. */
static void what_takes_long_is_drawn(void **state)
{
    (void)state;
    enum { MANY = 400 };
    CLEANUP(free) double *flow = calloc((size_t)MANY * MANY, sizeof *flow);
    int32_t unit[MANY] = {1, 1};
    flow[1] = flow[MANY] = flow[2] = 1;
    struct arrangement a = run(&(struct network){MANY, 2, flow, unit}, &any);
    assert_false(a.exact);
    assert_int_equal(a.arrangements, 999);
    assert_true(run(&(struct network){40, 2, flow, unit}, &any).exact);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(worked_example),
        cmocka_unit_test(the_sample_organisation_matches),
        cmocka_unit_test(drawing_agrees_with_trying_all),
        cmocka_unit_test(a_seed_repeats),
        cmocka_unit_test(arrangements_are_counted_once),
        cmocka_unit_test(what_is_not_enough_is_named),
        cmocka_unit_test(a_uniform_flow_is_not_unusual),
        cmocka_unit_test(large_networks_are_drawn),
        cmocka_unit_test(what_takes_long_is_drawn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
