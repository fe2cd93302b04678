/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A pooled link at one lag, and its equivalence with none. */
#include "metric_link.h"

#include <math.h>
#include <stdlib.h>

struct metric_link metric_link_unknown(void)
{
    const struct pooling_family nobody = {.lags = 1};
    return (struct metric_link){.estimate = pooling_estimate(&nobody, 0, POOLING_EVERYBODY),
                                .ci90_r = {NAN, NAN}};
}

enum metric_link_verdict metric_link_judge(const struct pooling_estimate *estimate, double ret_ci90_r[2])
{
    struct pooling_equivalence equivalence = pooling_equivalence(estimate->z, estimate->se_mkh);
    ret_ci90_r[0] = equivalence.lo;
    ret_ci90_r[1] = equivalence.hi;
    if (isnan(estimate->z)) {
        return METRIC_LINK_UNKNOWN;
    }
    if (equivalence.no_link) {
        return METRIC_LINK_NONE;
    }
    return estimate->ci_r[0] > 0.0 || estimate->ci_r[1] < 0.0 ? METRIC_LINK_LINKED : METRIC_LINK_INCONCLUSIVE;
}

bool metric_link_of(const struct correlation_input *input, const struct correlation_opts *opts,
                    size_t min_pool, int32_t lag, struct metric_link *ret_link, struct error *err)
{
    struct correlation *c CLEANUP(correlation_free) = NULL;
    struct metric_link link = metric_link_unknown();
    if (!correlation_new(input, opts, &c, err)) {
        return false;
    }
    struct pooling_effect *effects CLEANUP(free) = calloc(c->teams + 1, sizeof *effects);
    if (effects == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory to pool %zu teams", c->teams);
    }
    int64_t at = (int64_t)lag + (int64_t)(c->lags / 2);
    bool is_lag = at >= 0 && at < (int64_t)c->lags;
    for (size_t i = 0; i < c->teams && is_lag; i++) {
        const struct correlation_lag *own = &c->lag[i * c->lags + (size_t)at];
        effects[i] = (struct pooling_effect){own->z, own->v};
    }
    const struct pooling_family family = {is_lag ? c->teams : 0, 1, effects, min_pool};
    link.lag = lag;
    link.estimate = pooling_estimate(&family, 0, POOLING_EVERYBODY);
    link.verdict = metric_link_judge(&link.estimate, link.ci90_r);
    *ret_link = link;
    return true;
}
