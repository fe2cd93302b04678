/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which communities are named: those across units, where there are clear ones. */
#include "stats/silo_together.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "../unit.h"
#include "base/cleanup.h"

#define MOST 100

struct trial {
    struct silo_networks networks;
    int32_t community[MOST];
    int32_t unit[MOST];
    char code[MOST][CODE_SIZE];
};

/* Clear communities, all in one unit. */
static void start(struct trial *t, size_t teams)
{
    *t = (struct trial){.networks = {.communities = {.teams = teams, .count = 1, .q = 0.4},
                                     .handoffs = {.figures = {.total = 1000}}}};
    for (size_t i = 0; i < MOST; i++) {
        snprintf(t->code[i], CODE_SIZE, "T%02zu", i + 1);
    }
}

static void assert_found(const struct trial *t, size_t teams, enum together together, const char *expected)
{
    struct buffer out CLEANUP(buffer_free) = {0};
    const struct silo_together in = {teams, &t->networks, t->community, t->unit, t->code};
    assert_int_equal(silo_together_find(&in, &out), together);
    buffer_append(&out, "", 1);
    assert_string_equal((const char *)buffer_span(&out).data, expected);
}

static void only_what_lies_across_units_is_named(void **state)
{
    (void)state;
    struct trial t;
    start(&t, 8);
    assert_found(&t, 8, TOGETHER_AS_CHARTED, "");
    const int32_t community[] = {0, COMMUNITIES_ALONE, 1, 1, 0, 2, 2, 3};
    const int32_t unit[] = {0, 1, 2, 2, 1, 0, 2, 3};
    memcpy(t.community, community, sizeof community);
    memcpy(t.unit, unit, sizeof unit);
    assert_found(&t, 8, TOGETHER_PARTED, "T01, T05; T06, T07");
}

/* Teams to which nothing goes are in no community together. */
static void teams_alone_are_not_named(void **state)
{
    (void)state;
    struct trial t;
    start(&t, 3);
    for (int32_t i = 0; i < 3; i++) {
        t.community[i] = i == 0 ? 0 : COMMUNITIES_ALONE;
        t.unit[i] = i;
    }
    assert_found(&t, 3, TOGETHER_AS_CHARTED, "");
}

static void nobody_is_named_where_it_is_not_clear(void **state)
{
    (void)state;
    struct trial t;
    start(&t, 4);
    t.unit[0] = 1;
    assert_found(&t, 4, TOGETHER_PARTED, "T01, T02, T03, T04");
    t.networks.communities.q = 0.29;
    assert_found(&t, 4, TOGETHER_UNCLEAR, "");
    t.networks.communities.q = NAN;
    assert_found(&t, 4, TOGETHER_UNCLEAR, "");
    t.networks.communities.lack = LACK_HANDOFFS;
    assert_found(&t, 4, TOGETHER_UNKNOWN, "");
}

/* A hundred teams with a handoff each have groups of q .8 by chance; with a hundred each, none. */
static void few_handoffs_make_groups_by_chance(void **state)
{
    (void)state;
    struct trial t;
    start(&t, 100);
    t.unit[0] = 1;
    t.networks.handoffs.figures.total = 100;
    t.networks.communities.q = 0.79;
    assert_found(&t, 2, TOGETHER_UNCLEAR, "");
    t.networks.communities.q = 0.81;
    assert_found(&t, 2, TOGETHER_PARTED, "T01, T02");
    t.networks.handoffs.figures.total = 10000;
    t.networks.communities.q = 0.30;
    assert_found(&t, 2, TOGETHER_PARTED, "T01, T02");
}

static void names_end_at_forty(void **state)
{
    (void)state;
    struct trial t;
    start(&t, MOST);
    t.unit[0] = 1;
    struct buffer out CLEANUP(buffer_free) = {0};
    const struct silo_together in = {MOST, &t.networks, t.community, t.unit, t.code};
    assert_int_equal(silo_together_find(&in, &out), TOGETHER_PARTED);
    buffer_append(&out, "", 1);
    assert_non_null(strstr((const char *)buffer_span(&out).data, "T39, T40, …"));
    assert_null(strstr((const char *)buffer_span(&out).data, "T41"));
    assert_int_equal(buffer_span(&out).len, 40 * strlen("T01, ") + strlen("…") + 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_what_lies_across_units_is_named),
        cmocka_unit_test(teams_alone_are_not_named),
        cmocka_unit_test(nobody_is_named_where_it_is_not_clear),
        cmocka_unit_test(few_handoffs_make_groups_by_chance),
        cmocka_unit_test(names_end_at_forty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
