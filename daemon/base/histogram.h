/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_BASE_HISTOGRAM_H
#define PULSSID_BASE_HISTOGRAM_H

/*
 * How often values fell between fixed bounds, and their sum. One thread observes; others may read. What was
 * observed is shown ten observations at a time, since a sum that moved with each would tell when one person
 * answered.
 */

#include <stddef.h>
#include <stdint.h>

#include "meter.h"

#define HISTOGRAM_MAX_BOUNDS 16

/* n upper bounds, rising; a value that equals one is below it. */
struct histogram_bounds {
    size_t n;
    uint64_t upper[HISTOGRAM_MAX_BOUNDS];
};

struct histogram {
    const struct histogram_bounds *bounds;
    struct meter counts[HISTOGRAM_MAX_BOUNDS + 1]; /* up to each bound from the one before; last: above all */
    struct meter sum;
    unsigned n_held; /* observed and not shown yet */
    unsigned held[HISTOGRAM_MAX_BOUNDS + 1];
    uint64_t held_sum;
};

/* bounds are the caller's and live as long. */
void histogram_init(struct histogram *histogram, const struct histogram_bounds *bounds);
void histogram_observe(struct histogram *histogram, uint64_t value);

/* What several show together; all zero at first. They must have the same bounds. */
struct histogram_total {
    const struct histogram_bounds *bounds; /* NULL: nothing was added */
    uint64_t counts[HISTOGRAM_MAX_BOUNDS + 1];
    uint64_t sum;
};

void histogram_add_to(const struct histogram *histogram, struct histogram_total *total);

#endif
