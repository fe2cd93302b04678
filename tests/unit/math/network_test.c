/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inward or outward: worked examples W12 and W13, the sample organisation, igraph, and networks of nothing.
 */
#include "worked_network.h"

#include "base/cleanup.h"

#define assert_near(got, expected) assert_true(fabs((got) - (expected)) <= 1e-6)
#define assert_unknown(got) assert_true(isnan(got))

static struct network_figures measure(const struct network *network)
{
    struct network_figures figures;
    struct error err;
    assert_true(network_measure(network, &figures, &err));
    return figures;
}

static void worked_handoffs(void **state)
{
    (void)state;
    CLEANUP(free) char *json = read_json_from(SAMPLE_WORKED, "\"W12_network\"");
    struct worked_network w;
    fill_w12(&w, json);
    struct network_figures figures = measure(&w.network);
    assert_int_equal(figures.lack, LACK_NOTHING);
    assert_near(figures.ei, json_number(json, "handoff_EI", 0));
    assert_near(figures.q, json_number(json, "Q_directed_weighted", 0));
    assert_near(figures.q_max, json_number(json, "Qmax", 0));
    assert_near(figures.assortativity, json_number(json, "assort_weighted", 0));
}

/* Each direction once counts for unweighted assortativity; both directions summed for binary ties. */
static void worked_ties(void **state)
{
    (void)state;
    CLEANUP(free) char *json = read_json_from(SAMPLE_WORKED, "\"W12_network\"");
    struct worked_network w;
    struct worked_network once;
    struct worked_network ties;
    struct worked_network both;
    fill_w12(&w, json);
    fill_w12(&once, json);
    fill_w12(&ties, json);
    fill_w12(&both, json);
    for (size_t i = 0; i < 36; i++) {
        once.flow[i] = w.flow[i] > 0;
        both.flow[i] = w.flow[i] + w.flow[i % 6 * 6 + i / 6];
        ties.flow[i] = both.flow[i] >= 10;
    }
    assert_near(measure(&once.network).assortativity,
                json_number(json, "assort_unweighted_directed_igraph", 0));
    assert_near(measure(&both.network).q, json_number(json, "Q_undirected_sum_igraph", 0));
    struct network_figures figures = measure(&ties.network);
    assert_near(figures.total, 2 * json_number(json, "binary_ties", 0));
    assert_near(figures.ei, json_number(json, "binary_EI", 0));
    assert_near(figures.q, json_number(json, "binary_Q", 0));
    assert_near(figures.assortativity, json_number(json, "binary_assort", 0));
}

static void the_karate_club_matches(void **state)
{
    (void)state;
    CLEANUP(free) char *json = read_json_from(SAMPLE_WORKED, "\"W13_zachary\"");
    struct worked_network w;
    fill_zachary(&w, json);
    struct network_figures figures = measure(&w.network);
    assert_near(figures.internal, 2 * json_number(json, "internal", 0));
    assert_near(figures.total - figures.internal, 2 * json_number(json, "external", 0));
    assert_near(figures.ei, json_number(json, "EI", 0));
    assert_near(figures.q, json_number(json, "Q", 0));
    assert_near(figures.assortativity, json_number(json, "assort", 0));
}

static int compare(const char *what, const struct network_figures *got, const char *from)
{
    return differs(what, 0, got->ei, json_number(from, "EI", 0)) +
           differs(what, 1, got->q, json_number(from, "Q", 0)) +
           differs(what, 2, got->q_max, json_number(from, "Qmax", 0)) +
           differs(what, 3, got->assortativity, json_number(from, "assort", 0));
}

static void the_sample_organisation_matches(void **state)
{
    (void)state;
    CLEANUP(free) char *json = read_json_from(SAMPLE_ORGANISATION "expected.json", "\"network\":");
    struct worked_network handoffs;
    struct worked_network ties;
    fill_sample(&handoffs, json, "H");
    fill_sample(&ties, json, "Tie");
    struct network_figures handed = measure(&handoffs.network);
    struct network_figures tied = measure(&ties.network);
    const char *expected = json_value(json, "handoff");
    assert_near(handed.total, json_number(expected, "total", 0));
    assert_int_equal(compare("handoff", &handed, expected), 0);
    expected = json_value(json, "collab");
    assert_near(tied.total, 2 * json_number(expected, "ties", 0));
    assert_int_equal(compare("collab", &tied, expected), 0);
}

/* igraph says the same of the same flows. */
static void igraph_agrees_on_modularity(void **state)
{
    (void)state;
    CLEANUP(free) char *json = read_json_from(SAMPLE_ORGANISATION "expected.json", "\"network\":");
    struct worked_network w;
    fill_sample(&w, json, "H");
    igraph_t graph;
    igraph_vector_t weights;
    igraph_vector_int_t membership;
    igraph_empty(&graph, SAMPLE_TEAMS, IGRAPH_DIRECTED);
    igraph_vector_init(&weights, 0);
    igraph_vector_int_init(&membership, 0);
    for (igraph_integer_t i = 0; i < SAMPLE_TEAMS; i++) {
        igraph_vector_int_push_back(&membership, w.unit[i]);
        for (igraph_integer_t j = 0; j < SAMPLE_TEAMS; j++) {
            if (w.flow[i * SAMPLE_TEAMS + j] > 0) {
                igraph_add_edge(&graph, i, j);
                igraph_vector_push_back(&weights, w.flow[i * SAMPLE_TEAMS + j]);
            }
        }
    }
    double q = NAN;
    igraph_modularity(&graph, &membership, &weights, 1.0, IGRAPH_DIRECTED, &q);
    assert_near(measure(&w.network).q, q);
    igraph_vector_int_destroy(&membership);
    igraph_vector_destroy(&weights);
    igraph_destroy(&graph);
}

static void the_diagonal_is_not_looked_at(void **state)
{
    (void)state;
    double flow[] = {7, 2, NAN, /**/ 1, 9, 3, /**/ 4, 0, NAN};
    flow[2] = 5;
    struct network network = {3, 2, flow, (const int32_t[]){0, 0, 1}};
    struct network_figures figures = measure(&network);
    assert_near(figures.total, 15);
    assert_near(figures.internal, 3);
    assert_near(figures.ei, 0.6);
}

static void no_flow_is_no_index(void **state)
{
    (void)state;
    double none[9] = {0};
    struct network_figures figures = measure(&(struct network){3, 2, none, (const int32_t[]){0, 0, 1}});
    assert_int_equal(figures.lack, LACK_TIES);
    assert_unknown(figures.ei);
    assert_unknown(figures.q);
    assert_unknown(figures.q_max);
    assert_unknown(figures.assortativity);
    assert_int_equal(measure(&(struct network){0, 0, NULL, NULL}).lack, LACK_TIES);
    double self[] = {4};
    assert_int_equal(measure(&(struct network){1, 1, self, (const int32_t[]){0}}).lack, LACK_TIES);
}

/* Everything within one unit: inward, but with nothing to be assorted against. */
static void one_unit_has_no_assortativity(void **state)
{
    (void)state;
    double flow[] = {0, 2, 0, /**/ 3, 0, 0, /**/ 0, 0, 0};
    struct network_figures figures = measure(&(struct network){3, 2, flow, (const int32_t[]){1, 1, 0}});
    assert_int_equal(figures.lack, LACK_UNITS);
    assert_near(figures.ei, -1);
    assert_near(figures.q, 0);
    assert_unknown(figures.q_max);
    assert_unknown(figures.assortativity);
}

/* A star: its centre alone in a unit, everything crosses. */
static void a_star_is_all_outward(void **state)
{
    (void)state;
    double flow[16] = {0};
    for (size_t i = 1; i < 4; i++) {
        flow[i] = flow[i * 4] = 2;
    }
    struct network_figures figures = measure(&(struct network){4, 2, flow, (const int32_t[]){0, 1, 1, 1}});
    assert_int_equal(figures.lack, LACK_NOTHING);
    assert_near(figures.ei, 1);
    assert_near(figures.q, -0.5);
    assert_near(figures.assortativity, -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(worked_handoffs),
        cmocka_unit_test(worked_ties),
        cmocka_unit_test(the_karate_club_matches),
        cmocka_unit_test(the_sample_organisation_matches),
        cmocka_unit_test(igraph_agrees_on_modularity),
        cmocka_unit_test(the_diagonal_is_not_looked_at),
        cmocka_unit_test(no_flow_is_no_index),
        cmocka_unit_test(one_unit_has_no_assortativity),
        cmocka_unit_test(a_star_is_all_outward),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
