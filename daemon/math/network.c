/* SPDX-License-Identifier: GPL-3.0-or-later */
/* E-I index, modularity and assortativity of a flow against a partition. */
#include "network.h"

#include <math.h>
#include <stdlib.h>

#include "base/cleanup.h"

#define LEAST_Q_MAX 1e-12

/* What leaves and enters a unit, its own inside flow both times. */
struct margin {
    double out;
    double in;
};

static void sum_flows(const struct network *network, struct margin *margin, struct network_figures *figures)
{
    for (size_t i = 0; i < network->teams; i++) {
        for (size_t j = 0; j < network->teams; j++) {
            double flow = i == j ? 0.0 : network->flow[i * network->teams + j];
            margin[network->unit[i]].out += flow;
            margin[network->unit[j]].in += flow;
            figures->total += flow;
            figures->internal += network->unit[i] == network->unit[j] ? flow : 0.0;
        }
    }
}

static void fill(struct network_figures *figures, const struct margin *margin, size_t units)
{
    double total = figures->total;
    double expected = 0.0;
    for (size_t u = 0; u < units; u++) {
        expected += margin[u].out / total * (margin[u].in / total);
    }
    figures->ei = (total - 2.0 * figures->internal) / total;
    figures->q = figures->internal / total - expected;
    figures->lack = LACK_UNITS;
    if (1.0 - expected > LEAST_Q_MAX) {
        figures->lack = LACK_NOTHING;
        figures->q_max = 1.0 - expected;
        figures->assortativity = figures->q / figures->q_max;
    }
}

bool network_measure(const struct network *network, struct network_figures *ret_figures, struct error *err)
{
    CLEANUP(free) struct margin *margin = calloc(network->units + 1, sizeof *margin);
    if (margin == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the flows of %zu units", network->units);
    }
    struct network_figures figures = {LACK_TIES, 0.0, 0.0, NAN, NAN, NAN, NAN};
    sum_flows(network, margin, &figures);
    if (figures.total > 0.0) {
        fill(&figures, margin, network->units);
    }
    *ret_figures = figures;
    return true;
}
