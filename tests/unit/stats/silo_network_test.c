/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the networks of an organisation are put together and read; the figures themselves are tested with
 * math/. */
#include "sample_silo.h"

#include "stats/silo_network.h"

#define LARGE 8
#define assert_near(got, expected) assert_true(fabs((got) - (expected)) <= 1e-6)

static struct silo_networks analyse(const struct silo_network_input *input, int32_t *community)
{
    struct silo_opts opts = silo_opts_usual();
    struct silo_networks networks;
    struct error err;
    assert_true(silo_network_analyse(input, &opts.network, &networks, community, &err));
    return networks;
}

static int compare(const char *what, const struct silo_network *got, const char *from)
{
    const char *ei = json_value(from, "EI_perm");
    const char *q = json_value(from, "Q_perm");
    return differs(what, 0, got->figures.ei, json_number(from, "EI", 0)) +
           differs(what, 1, got->figures.q, json_number(from, "Q", 0)) +
           differs(what, 2, got->figures.q_max, json_number(from, "Qmax", 0)) +
           differs(what, 3, got->figures.assortativity, json_number(from, "assort", 0)) +
           differs(what, 4, got->arrangement.ei.p_low, json_number(ei, "p_low", 0)) +
           differs(what, 5, got->arrangement.ei.mean, json_number(ei, "perm_mean", 0)) +
           differs(what, 6, got->arrangement.q.p_high, json_number(q, "p_high", 0)) +
           differs(what, 7, got->arrangement.q.sd, json_number(q, "perm_sd", 0));
}

static void the_sample_organisation_matches(void **state)
{
    (void)state;
    CLEANUP(sample_silo_free) struct sample_silo *s = sample_silo_new();
    int32_t community[TEAMS];
    struct silo_networks n = analyse(&s->input.network, community);
    assert_near(n.handoffs.figures.total, 1754);
    assert_near(n.ties.figures.total, 88);
    assert_int_equal(compare("handoff", &n.handoffs, json_value(s->json, "handoff")), 0);
    assert_int_equal(compare("collab", &n.ties, json_value(s->json, "collab")), 0);
    assert_int_equal(n.reading, SILO_CLOSED_SHOPS);
    assert_int_equal(n.communities.count, 4);
    assert_near(n.communities.agreement, 1);
}

/* Two units of four; flows and ratings inside units, across them, or anywhere. */
enum pattern { INSIDE, ACROSS, ANYWHERE };

struct two_units {
    double handoff[LARGE * LARGE];
    double rating[LARGE * LARGE];
    int32_t unit[LARGE];
    struct silo_network_input input;
};

static double pick(enum pattern pattern, bool same, double much, double little)
{
    return pattern == ANYWHERE || same == (pattern == INSIDE) ? much : little;
}

static void fill(struct two_units *u, enum pattern handoffs, enum pattern ratings)
{
    for (size_t i = 0; i < LARGE; i++) {
        u->unit[i] = (int32_t)(i % 2);
        for (size_t j = 0; j < LARGE; j++) {
            u->handoff[i * LARGE + j] = pick(handoffs, i % 2 == j % 2, 9, 1);
            u->rating[i * LARGE + j] = pick(ratings, i % 2 == j % 2, 70, 40);
        }
    }
    u->input = (struct silo_network_input){LARGE, 2, u->unit, u->handoff, u->rating};
}

static enum silo_reading read_pattern(enum pattern handoffs, enum pattern ratings)
{
    struct two_units u;
    int32_t community[LARGE];
    fill(&u, handoffs, ratings);
    struct silo_opts opts = silo_opts_usual();
    opts.network.arrangement.min_arrangements = 35;
    struct silo_networks n;
    struct error err;
    assert_true(silo_network_analyse(&u.input, &opts.network, &n, community, &err));
    assert_int_equal(n.handoffs.arrangement.arrangements, 35);
    return n.reading;
}

static void both_together_are_read(void **state)
{
    (void)state;
    assert_int_equal(read_pattern(INSIDE, INSIDE), SILO_CLOSED_SHOPS);
    assert_int_equal(read_pattern(ACROSS, INSIDE), SILO_CROSSED_BORDER);
    assert_int_equal(read_pattern(INSIDE, ANYWHERE), SILO_SPECIALISED);
    assert_int_equal(read_pattern(INSIDE, ACROSS), SILO_SPECIALISED);
    assert_int_equal(read_pattern(ANYWHERE, INSIDE), SILO_READING_NONE);
    assert_int_equal(read_pattern(ACROSS, ANYWHERE), SILO_READING_NONE);
}

static void assert_nothing_but_totals(const struct silo_network *n, enum lack lack, double total)
{
    assert_int_equal(n->lack, lack);
    assert_int_equal(n->figures.lack, lack);
    assert_int_equal(n->arrangement.lack, lack);
    assert_near(n->figures.total, total);
    assert_true(isnan(n->figures.ei) && isnan(n->figures.q) && isnan(n->figures.assortativity));
    assert_true(isnan(n->arrangement.ei.p_low) && isnan(n->arrangement.q.mean));
}

/* 35 arrangements are too few; so are 49 handoffs, and 9 ties. */
static void what_is_not_enough_is_named(void **state)
{
    (void)state;
    struct two_units u;
    int32_t community[TEAMS];
    fill(&u, INSIDE, INSIDE);
    struct silo_networks n = analyse(&u.input, community);
    assert_nothing_but_totals(&n.handoffs, LACK_UNITS, 248);
    assert_nothing_but_totals(&n.ties, LACK_UNITS, 24);
    assert_int_equal(n.communities.lack, LACK_UNITS);
    assert_int_equal(n.reading, SILO_READING_NONE);

    CLEANUP(sample_silo_free) struct sample_silo *s = sample_silo_new();
    for (size_t i = 0; i < (size_t)TEAMS * TEAMS; i++) {
        s->handoff[i] = i % 37 == 1 ? 10 : 0; /* four pairs */
        s->rating[i] = i < 10 ? 80 : NAN;
    }
    n = analyse(&s->input.network, community);
    assert_nothing_but_totals(&n.handoffs, LACK_HANDOFFS, 40);
    assert_nothing_but_totals(&n.ties, LACK_TIES, 18);
    assert_int_equal(n.communities.lack, LACK_HANDOFFS);
    assert_int_equal(community[0], COMMUNITIES_ALONE);
    s->handoff[2] = 10;
    s->rating[10] = 80;
    n = analyse(&s->input.network, community);
    assert_int_equal(n.handoffs.lack, LACK_NOTHING);
    assert_int_equal(n.ties.lack, LACK_NOTHING);
    assert_int_equal(n.communities.lack, LACK_NOTHING);
}

/* All of it inside one of the units: inward, with nothing to be assorted against. */
static void flow_inside_one_unit_has_an_index_alone(void **state)
{
    (void)state;
    CLEANUP(sample_silo_free) struct sample_silo *s = sample_silo_new();
    int32_t community[TEAMS];
    memset(s->handoff, 0, sizeof s->handoff);
    s->handoff[1] = s->handoff[2] = 60;
    struct silo_networks n = analyse(&s->input.network, community);
    assert_int_equal(n.handoffs.lack, LACK_UNITS);
    assert_near(n.handoffs.figures.ei, -1);
    assert_true(isnan(n.handoffs.figures.assortativity));
    assert_true(n.handoffs.arrangement.ei.p_low > 0);
    assert_int_equal(n.communities.lack, LACK_NOTHING);
    assert_int_equal(n.communities.teams, 3);
    assert_int_equal(community[3], COMMUNITIES_ALONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_sample_organisation_matches),
        cmocka_unit_test(both_together_are_read),
        cmocka_unit_test(what_is_not_enough_is_named),
        cmocka_unit_test(flow_inside_one_unit_has_an_index_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
