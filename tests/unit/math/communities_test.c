/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Communities of a flow: the karate club, the sample organisation, clear groups, and flows of nothing. */
#include "worked_network.h"

#include "base/cleanup.h"
#include "math/communities.h"

#define assert_near(got, expected) assert_true(fabs((got) - (expected)) <= 1e-6)
#define assert_unknown(got) assert_true(isnan(got))

static struct communities find(const struct network *network, uint64_t seed, int32_t *community)
{
    struct communities found;
    struct error err;
    assert_true(communities_find(network, seed, &found, community, &err));
    return found;
}

/* 0.4198 in four communities is known to be the best (Agarwal & Kempe 2008). */
static void the_karate_club_is_parted_as_well_as_can_be(void **state)
{
    (void)state;
    CLEANUP(free) char *json = read_json_from(SAMPLE_WORKED, "\"W13_zachary\"");
    struct worked_network w;
    int32_t community[ZACHARY];
    fill_zachary(&w, json);
    for (uint64_t seed = 1; seed <= 20; seed++) {
        struct communities found = find(&w.network, seed, community);
        assert_int_equal(found.count, 4);
        assert_true(fabs(found.q - 0.419790) < 1e-6);
    }
}

static void agreement_is_the_adjusted_rand_index(void **state)
{
    (void)state;
    CLEANUP(free) char *json = read_json_from(SAMPLE_WORKED, "\"W13_zachary\"");
    struct worked_network w;
    int32_t community[ZACHARY];
    fill_zachary(&w, json);
    struct communities found = find(&w.network, 1, community);
    igraph_vector_int_t units;
    igraph_vector_int_t groups;
    igraph_vector_int_init(&units, ZACHARY);
    igraph_vector_int_init(&groups, ZACHARY);
    for (size_t i = 0; i < ZACHARY; i++) {
        VECTOR(units)[i] = w.unit[i];
        VECTOR(groups)[i] = community[i];
    }
    double rand = NAN;
    igraph_compare_communities(&units, &groups, &rand, IGRAPH_COMMCMP_ADJUSTED_RAND);
    assert_true(rand > 0.2 && rand < 0.9);
    assert_near(found.agreement, rand);
    igraph_vector_int_destroy(&groups);
    igraph_vector_int_destroy(&units);
}

/* Its handoffs do run within units, which nobody told Leiden. */
static void the_sample_organisation_has_its_units(void **state)
{
    (void)state;
    CLEANUP(free) char *json = read_json_from(SAMPLE_ORGANISATION "expected.json", "\"network\":");
    struct worked_network w;
    int32_t community[SAMPLE_TEAMS];
    fill_sample(&w, json, "H");
    struct communities found = find(&w.network, 20240901, community);
    assert_int_equal(found.lack, LACK_NOTHING);
    assert_int_equal(found.teams, SAMPLE_TEAMS);
    assert_int_equal(found.count, 4);
    assert_near(found.agreement, 1);
    assert_near(found.q, 0.10423284);
    for (size_t i = 0; i < SAMPLE_TEAMS; i++) {
        assert_int_equal(community[i], i / 3);
    }
}

/* Three groups, none of which is a unit, numbered in order of their first teams; one team is apart. */
static void groups_that_are_not_the_units_are_found(void **state)
{
    (void)state;
    double flow[100] = {0};
    int32_t unit[10];
    int32_t community[10];
    for (size_t i = 0; i < 9; i++) {
        unit[i] = (int32_t)i / 3;
        for (size_t j = 0; j < 9; j++) {
            flow[i * 10 + j] = i % 3 == j % 3 ? 20 : 1;
        }
    }
    unit[9] = 2;
    struct communities found = find(&(struct network){10, 3, flow, unit}, 7, community);
    assert_int_equal(found.teams, 9);
    assert_int_equal(found.count, 3);
    for (size_t i = 0; i < 9; i++) {
        assert_int_equal(community[i], i % 3);
    }
    assert_int_equal(community[9], COMMUNITIES_ALONE);
    assert_true(found.agreement < 0);
    assert_near(found.q, 40.0 / 46 - 1.0 / 3);
}

static void directions_are_added(void **state)
{
    (void)state;
    double flow[16] = {0};
    int32_t community[4];
    flow[0 * 4 + 1] = 9;
    flow[3 * 4 + 2] = 9;
    flow[1 * 4 + 2] = 1;
    struct communities found =
        find(&(struct network){4, 2, flow, (const int32_t[]){0, 0, 1, 1}}, 1, community);
    assert_int_equal(found.count, 2);
    assert_near(found.agreement, 1);
    assert_int_equal(community[0], community[1]);
    assert_int_equal(community[2], community[3]);
}

static void a_seed_repeats(void **state)
{
    (void)state;
    CLEANUP(free) char *json = read_json_from(SAMPLE_WORKED, "\"W13_zachary\"");
    struct worked_network w;
    int32_t one[ZACHARY];
    int32_t two[ZACHARY];
    fill_zachary(&w, json);
    for (uint64_t seed = 1; seed <= 20; seed++) {
        find(&w.network, seed, one);
        igraph_rng_get_integer(igraph_rng_default(), 0, 9); /* what went before does not count */
        find(&w.network, seed, two);
        assert_memory_equal(one, two, sizeof one);
    }
}

static void no_flow_has_no_communities(void **state)
{
    (void)state;
    double none[9] = {0};
    int32_t community[3] = {5, 5, 5};
    struct communities found = find(&(struct network){3, 2, none, (const int32_t[]){0, 0, 1}}, 1, community);
    assert_int_equal(found.lack, LACK_TIES);
    assert_int_equal(found.count, 0);
    assert_unknown(found.q);
    assert_unknown(found.agreement);
    assert_int_equal(community[2], COMMUNITIES_ALONE);
    found = find(&(struct network){0, 0, NULL, NULL}, 1, community);
    assert_int_equal(found.lack, LACK_TIES);
}

/* A star is one community, as its teams are one unit: there is nothing to agree about. */
static void a_star_in_one_unit_has_no_agreement(void **state)
{
    (void)state;
    double flow[16] = {0};
    int32_t community[4];
    flow[1] = flow[2] = flow[3] = 3;
    struct communities found =
        find(&(struct network){4, 1, flow, (const int32_t[]){0, 0, 0, 0}}, 1, community);
    assert_int_equal(found.lack, LACK_NOTHING);
    assert_int_equal(found.count, 1);
    assert_near(found.q, 0);
    assert_unknown(found.agreement);
}

static void the_error_handler_is_put_back(void **state)
{
    (void)state;
    double flow[4] = {0, 1, 0, 0};
    int32_t community[2];
    igraph_error_handler_t *before = igraph_set_error_handler(igraph_error_handler_printignore);
    find(&(struct network){2, 1, flow, (const int32_t[]){0, 0}}, 1, community);
    assert_ptr_equal(igraph_set_error_handler(before), igraph_error_handler_printignore);
}

/* Sparse and dense, with teams apart: it always ends. */
static void it_ends_on_any_flow(void **state)
{
    (void)state;
    uint32_t noise = 11;
    double flow[ZACHARY * ZACHARY];
    int32_t unit[ZACHARY] = {0};
    int32_t community[ZACHARY];
    for (uint32_t run = 0; run < 200; run++) {
        for (size_t i = 0; i < (size_t)ZACHARY * ZACHARY; i++) {
            noise = noise * 1664525 + 1013904223;
            flow[i] = noise >> 16 < run * run * 2 ? noise % 7 : 0;
        }
        struct communities found = find(&(struct network){ZACHARY, 1, flow, unit}, run, community);
        assert_true(found.count <= found.teams && found.teams <= ZACHARY);
        assert_true(found.lack == LACK_TIES ? isnan(found.q) : found.q >= -1e-12 && found.q < 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_karate_club_is_parted_as_well_as_can_be),
        cmocka_unit_test(agreement_is_the_adjusted_rand_index),
        cmocka_unit_test(the_sample_organisation_has_its_units),
        cmocka_unit_test(groups_that_are_not_the_units_are_found),
        cmocka_unit_test(directions_are_added),
        cmocka_unit_test(a_seed_repeats),
        cmocka_unit_test(no_flow_has_no_communities),
        cmocka_unit_test(a_star_in_one_unit_has_no_agreement),
        cmocka_unit_test(the_error_handler_is_put_back),
        cmocka_unit_test(it_ends_on_any_flow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
