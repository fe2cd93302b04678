/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STATS_METRIC_LINK_H
#define PULSSID_STATS_METRIC_LINK_H

/*
 * Is an employee metric linked to a customer metric, at a lag that is given (statistics.md 7, item 5)? The
 * pooled association of statistics.md 4.2, and whether it is equivalent to none. Association, not cause.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "math/correlation.h"
#include "math/pooling.h"

enum metric_link_verdict {
    METRIC_LINK_UNKNOWN,
    METRIC_LINK_LINKED,       /* the 95 % interval leaves 0 out; which is no test */
    METRIC_LINK_NONE,         /* the 90 % interval lies within +-.10 */
    METRIC_LINK_INCONCLUSIVE, /* neither: it cannot be told */
};

struct metric_link {
    int32_t lag;
    struct pooling_estimate estimate; /* NANs where fewer than min_pool teams have the lag */
    double ci90_r[2];
    enum metric_link_verdict verdict;
    bool has_evidence; /* a formal test of this link found it (math/evidence.h): for the caller to set */
};

/* Nothing known of a link. */
struct metric_link metric_link_unknown(void);

/* By the same steps as the analysis of a link. A lag outside the family's has no link. */
bool metric_link_of(const struct correlation_input *input, const struct correlation_opts *opts,
                    size_t min_pool, int32_t lag, struct metric_link *ret_link, struct error *err) MUST_CHECK;

/* 90 % interval of r and verdict for an estimate on Fisher's scale: tanh(z -+ 1.645 se). */
enum metric_link_verdict metric_link_judge(const struct pooling_estimate *estimate, double ret_ci90_r[2]);

#endif
