/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Leiden's communities of a flow, through igraph, and how far they are the units. */
#include "communities.h"

#include <igraph.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"

#define BETA 0.01 /* randomness of Leiden's refinement, as its authors use it */
/* "Until nothing changes", as a negative number asks for, is broken in igraph before 1.0: it ends at the
 * first change, and never where there is none. Each iteration starts from what the one before found. */
#define ITERATIONS 20

/* igraph's objects, whose destructors take one that is all zeros. */
struct leiden {
    igraph_error_handler_t *handler_before;
    igraph_t graph;
    bool has_graph;
    igraph_vector_int_t edges;
    igraph_vector_t weights;
    igraph_vector_t strength; /* of each team */
    igraph_vector_int_t membership;
    double total; /* of all flow */
};

static void leiden_free_local(struct leiden *l)
{
    if (l->has_graph) {
        igraph_destroy(&l->graph);
    }
    igraph_vector_int_destroy(&l->edges);
    igraph_vector_destroy(&l->weights);
    igraph_vector_destroy(&l->strength);
    igraph_vector_int_destroy(&l->membership);
    igraph_set_error_handler(l->handler_before);
}

static igraph_error_t start(struct leiden *l, size_t teams, uint64_t seed)
{
    igraph_error_t code = igraph_rng_seed(igraph_rng_default(), (igraph_uint_t)seed);
    code = code != IGRAPH_SUCCESS ? code : igraph_vector_int_init(&l->edges, 0);
    code = code != IGRAPH_SUCCESS ? code : igraph_vector_init(&l->weights, 0);
    code = code != IGRAPH_SUCCESS ? code : igraph_vector_init(&l->strength, (igraph_integer_t)teams);
    return code != IGRAPH_SUCCESS ? code : igraph_vector_int_init(&l->membership, 0);
}

static igraph_error_t add_edge(struct leiden *l, size_t i, size_t j, double weight)
{
    VECTOR(l->strength)[i] += weight;
    VECTOR(l->strength)[j] += weight;
    l->total += weight;
    igraph_error_t code = igraph_vector_push_back(&l->weights, weight);
    code = code != IGRAPH_SUCCESS ? code : igraph_vector_int_push_back(&l->edges, (igraph_integer_t)i);
    return code != IGRAPH_SUCCESS ? code : igraph_vector_int_push_back(&l->edges, (igraph_integer_t)j);
}

static igraph_error_t read_flow(struct leiden *l, const struct network *network)
{
    size_t teams = network->teams;
    for (size_t i = 0; i < teams; i++) {
        for (size_t j = i + 1; j < teams; j++) {
            double weight = network->flow[i * teams + j] + network->flow[j * teams + i];
            igraph_error_t code = weight > 0.0 ? add_edge(l, i, j, weight) : IGRAPH_SUCCESS;
            if (code != IGRAPH_SUCCESS) {
                return code;
            }
        }
    }
    return IGRAPH_SUCCESS;
}

/* With each team's strength as its weight and this resolution Leiden's quality is modularity. */
static igraph_error_t search(struct leiden *l, size_t teams)
{
    igraph_error_t code = igraph_create(&l->graph, &l->edges, (igraph_integer_t)teams, IGRAPH_UNDIRECTED);
    if (code != IGRAPH_SUCCESS) {
        return code;
    }
    l->has_graph = true;
    return igraph_community_leiden(&l->graph, &l->weights, &l->strength, 1.0 / (2.0 * l->total), BETA, false,
                                   ITERATIONS, &l->membership, NULL, NULL);
}

static bool is_alone(const struct leiden *l, size_t team)
{
    return !(VECTOR(l->strength)[team] > 0.0);
}

/* Numbers the communities in order of their first teams: igraph's numbers are below the number of teams. */
static size_t number_communities(const struct leiden *l, size_t teams, int32_t *number,
                                 int32_t *ret_community)
{
    int32_t count = 0;
    for (size_t i = 0; i < teams; i++) {
        number[i] = COMMUNITIES_ALONE;
    }
    for (size_t i = 0; i < teams; i++) {
        ret_community[i] = COMMUNITIES_ALONE;
        if (!is_alone(l, i)) {
            int32_t *named = &number[VECTOR(l->membership)[i]];
            *named = *named == COMMUNITIES_ALONE ? count++ : *named;
            ret_community[i] = *named;
        }
    }
    return (size_t)count;
}

/* Adjusted Rand index over the pairs of teams that have a community. */
static double agreement(const struct network *network, const int32_t *community)
{
    double both = 0.0;
    double unit = 0.0;
    double found = 0.0;
    double neither = 0.0;
    for (size_t i = 0; i < network->teams; i++) {
        for (size_t j = 0; j < i; j++) {
            if (community[i] != COMMUNITIES_ALONE && community[j] != COMMUNITIES_ALONE) {
                bool same_unit = network->unit[i] == network->unit[j];
                bool same_community = community[i] == community[j];
                both += same_unit && same_community;
                unit += same_unit && !same_community;
                found += !same_unit && same_community;
                neither += !same_unit && !same_community;
            }
        }
    }
    double range = (both + unit) * (unit + neither) + (both + found) * (found + neither);
    return range > 0.0 ? 2.0 * (both * neither - unit * found) / range : NAN;
}

/* Teams without flow are put anywhere: they add nothing. */
static bool measure(const struct network *network, const int32_t *community, struct communities *found,
                    struct error *err)
{
    CLEANUP(free) int32_t *unit = calloc(network->teams + 1, sizeof *unit);
    if (unit == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory to measure communities");
    }
    for (size_t i = 0; i < network->teams; i++) {
        unit[i] = community[i] == COMMUNITIES_ALONE ? 0 : community[i];
        found->teams += community[i] != COMMUNITIES_ALONE;
    }
    struct network regrouped = {network->teams, found->count, network->flow, unit};
    struct network_figures figures;
    if (!network_measure(&regrouped, &figures, err)) {
        return false;
    }
    found->lack = figures.lack == LACK_TIES ? LACK_TIES : LACK_NOTHING;
    found->q = figures.q;
    found->agreement = agreement(network, community);
    return true;
}

static igraph_error_t part(struct leiden *l, const struct network *network, uint64_t seed)
{
    igraph_error_t code = start(l, network->teams, seed);
    code = code != IGRAPH_SUCCESS ? code : read_flow(l, network);
    return code == IGRAPH_SUCCESS && l->total > 0.0 ? search(l, network->teams) : code;
}

static bool explain(igraph_error_t code, struct error *err)
{
    if (code == IGRAPH_ENOMEM) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory to look for communities");
    }
    return error_set(err, ERROR_INTERNAL, "igraph found no communities: %s", igraph_strerror(code));
}

bool communities_find(const struct network *network, uint64_t seed, struct communities *ret_communities,
                      int32_t *ret_community, struct error *err)
{
    size_t teams = network->teams;
    struct communities found = {0};
    CLEANUP(free) int32_t *number = calloc(teams + 1, sizeof *number);
    CLEANUP(free) int32_t *community = calloc(teams + 1, sizeof *community);
    if (number == NULL || community == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the communities of %zu teams", teams);
    }
    CLEANUP(leiden_free)
    struct leiden l = {.handler_before = igraph_set_error_handler(igraph_error_handler_ignore)};
    igraph_error_t code = part(&l, network, seed);
    if (code != IGRAPH_SUCCESS) {
        return explain(code, err);
    }
    found.count = number_communities(&l, teams, number, community);
    if (!measure(network, community, &found, err)) {
        return false;
    }
    memcpy(ret_community, community, teams * sizeof *community);
    *ret_communities = found;
    return true;
}
