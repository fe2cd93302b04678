/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts the mathematics of an organisation's networks together. */
#include "silo_network.h"

#include <math.h>
#include <stdlib.h>

#include "base/cleanup.h"

#define SIGNIFICANT 0.05

static void forget(struct silo_network *n, enum lack lack)
{
    n->lack = lack;
    n->figures = (struct network_figures){lack, n->figures.total, n->figures.internal, NAN, NAN, NAN, NAN};
    struct arrangement_test unknown = {NAN, NAN, NAN, NAN};
    n->arrangement = (struct arrangement){.lack = lack, .ei = unknown, .q = unknown};
}

/* With less flow than `least` that is what is lacking. */
static bool analyse(const struct network *network, const struct arrangement_opts *opts, double least,
                    struct silo_network *ret, struct error *err)
{
    if (!network_measure(network, &ret->figures, err) ||
        !arrangement_test(network, opts, &ret->arrangement, err)) {
        return false;
    }
    ret->lack = ret->figures.lack;
    if (ret->arrangement.lack != LACK_NOTHING || ret->figures.total < least) {
        bool few = ret->arrangement.lack == LACK_NOTHING || ret->arrangement.lack == LACK_TIES;
        forget(ret, few ? LACK_TIES : ret->arrangement.lack);
    }
    return true;
}

static bool is_significant(double p)
{
    return p < SIGNIFICANT; /* not where it is unknown */
}

static enum silo_reading read_both(const struct silo_networks *n)
{
    const struct arrangement_test *ties = &n->ties.arrangement.ei;
    const struct arrangement_test *handoffs = &n->handoffs.arrangement.ei;
    bool inward = is_significant(ties->p_low);
    if (inward && is_significant(handoffs->p_low)) {
        return SILO_CLOSED_SHOPS;
    }
    if (inward && is_significant(handoffs->p_high)) {
        return SILO_CROSSED_BORDER;
    }
    bool open = !inward && !isnan(ties->p_low);
    return open && is_significant(handoffs->p_low) ? SILO_SPECIALISED : SILO_READING_NONE;
}

static bool analyse_ties(const struct silo_network_input *input, const struct silo_network_opts *opts,
                         struct silo_network *ret, struct error *err)
{
    CLEANUP(free) double *tie = calloc(input->teams * input->teams + 1, sizeof *tie);
    if (tie == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the ties of %zu teams", input->teams);
    }
    struct collaboration collaboration = {input->teams, input->rating};
    collaboration_ties(&collaboration, opts->tie, tie);
    struct network network = {input->teams, input->units, tie, input->unit};
    return analyse(&network, &opts->arrangement, 2.0 * opts->min_ties, ret, err);
}

static bool analyse_handoffs(const struct silo_network_input *input, const struct silo_network_opts *opts,
                             struct silo_networks *ret, int32_t *ret_community, struct error *err)
{
    struct network network = {input->teams, input->units, input->handoff, input->unit};
    if (!analyse(&network, &opts->arrangement, opts->min_handoffs, &ret->handoffs, err) ||
        !communities_find(&network, opts->arrangement.seed, &ret->communities, ret_community, err)) {
        return false;
    }
    if (ret->handoffs.lack == LACK_TIES) {
        forget(&ret->handoffs, LACK_HANDOFFS);
    }
    if (isnan(ret->handoffs.figures.q)) {
        ret->communities = (struct communities){.lack = ret->handoffs.lack, .q = NAN, .agreement = NAN};
        for (size_t i = 0; i < input->teams; i++) {
            ret_community[i] = COMMUNITIES_ALONE;
        }
    }
    return true;
}

bool silo_network_analyse(const struct silo_network_input *input, const struct silo_network_opts *opts,
                          struct silo_networks *ret_networks, int32_t *ret_community, struct error *err)
{
    struct silo_networks networks = {0};
    if (!analyse_ties(input, opts, &networks.ties, err) ||
        !analyse_handoffs(input, opts, &networks, ret_community, err)) {
        return false;
    }
    networks.reading = read_both(&networks);
    *ret_networks = networks;
    return true;
}
