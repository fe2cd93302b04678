/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Leaves each team out of the pooled link and holds it against the rest. */
#include "silo_link.h"

#include <math.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "math/pooling.h"

static struct indicator_link link_of(const struct correlation *c, const struct pooling_family *family,
                                     size_t team)
{
    struct pooling_left_out out = pooling_leave_out(family, team);
    struct indicator_link link = {NAN, NAN, NAN, out.p_lag_others, out.residual.p_lower};
    if (out.lag < c->lags) {
        link.r = c->lag[team * c->lags + out.lag].r;
        link.v = c->lag[team * c->lags + out.lag].v;
        link.r_others = tanh(out.residual.z_others);
    }
    return link;
}

bool silo_link_compare(const struct correlation_input *input, const struct silo_link_opts *opts,
                       struct indicator_link *ret_link, struct error *err)
{
    CLEANUP(correlation_free) struct correlation *c = NULL;
    if (!correlation_new(input, &opts->correlation, &c, err)) {
        return false;
    }
    CLEANUP(free) struct pooling_effect *effect = calloc(c->teams * c->lags + 1, sizeof *effect);
    if (effect == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the links of %zu teams", c->teams);
    }
    for (size_t i = 0; i < c->teams * c->lags; i++) {
        effect[i] = (struct pooling_effect){c->lag[i].z, c->lag[i].v};
    }
    struct pooling_family family = {c->teams, c->lags, effect, opts->min_pool};
    for (size_t i = 0; i < c->teams; i++) {
        ret_link[i] = link_of(c, &family, i);
    }
    return true;
}
