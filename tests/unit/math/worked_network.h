/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_TESTS_WORKED_NETWORK_H
#define PULSSID_TESTS_WORKED_NETWORK_H

/* Networks with figures that were computed elsewhere: W12, Zachary's karate club, the sample organisation. */

#include <igraph.h>

#include "sample_data.h"

#include "math/network.h"

#define ZACHARY 34

/* Owns what a struct network only points to. */
struct worked_network {
    double flow[ZACHARY * ZACHARY];
    int32_t unit[ZACHARY];
    struct network network;
};

static inline void describe_network(struct worked_network *w, size_t teams, size_t units)
{
    w->network = (struct network){teams, units, w->flow, w->unit};
}

/* Six teams in three units; json from "W12_network" on. */
static inline void fill_w12(struct worked_network *w, const char *json)
{
    for (size_t i = 0; i < 36; i++) {
        w->flow[i] = json_number(json, "H", i);
    }
    for (size_t i = 0; i < 6; i++) {
        w->unit[i] = (int32_t)json_number(json, "units", i) - 1;
    }
    describe_network(w, 6, 3);
}

/* The karate club that igraph ships, split as W13 says; json from "W13_zachary" on. */
static inline void fill_zachary(struct worked_network *w, const char *json)
{
    igraph_t graph;
    assert_int_equal(igraph_famous(&graph, "Zachary"), IGRAPH_SUCCESS);
    memset(w->flow, 0, sizeof w->flow);
    for (igraph_integer_t e = 0; e < igraph_ecount(&graph); e++) {
        size_t a = (size_t)IGRAPH_FROM(&graph, e);
        size_t b = (size_t)IGRAPH_TO(&graph, e);
        w->flow[a * ZACHARY + b] = w->flow[b * ZACHARY + a] = 1;
    }
    igraph_destroy(&graph);
    for (size_t i = 0; i < ZACHARY; i++) {
        w->unit[i] = 1;
    }
    for (size_t i = 0; i < 17; i++) {
        w->unit[(size_t)json_number(json, "group1", i) - 1] = 0;
    }
    describe_network(w, ZACHARY, 2);
}

/* A matrix of expected.json ("H" or "Tie") over the sample organisation's four units of three. */
static inline void fill_sample(struct worked_network *w, const char *json, const char *key)
{
    for (size_t i = 0; i < (size_t)SAMPLE_TEAMS * SAMPLE_TEAMS; i++) {
        w->flow[i] = json_number(json, key, i);
    }
    for (size_t i = 0; i < SAMPLE_TEAMS; i++) {
        w->unit[i] = (int32_t)i / 3;
    }
    describe_network(w, SAMPLE_TEAMS, 4);
}

#endif
