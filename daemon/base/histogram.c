/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts between bounds, shown in steps. */
#include "histogram.h"

void histogram_init(struct histogram *histogram, const struct histogram_bounds *bounds)
{
    *histogram = (struct histogram){.bounds = bounds};
}

static void show(struct histogram *histogram)
{
    for (size_t i = 0; i <= histogram->bounds->n; i++) {
        meter_add(&histogram->counts[i], histogram->held[i]);
        histogram->held[i] = 0;
    }
    meter_add(&histogram->sum, histogram->held_sum);
    histogram->held_sum = 0;
    histogram->n_held = 0;
}

void histogram_observe(struct histogram *histogram, uint64_t value)
{
    size_t i = 0;
    while (i < histogram->bounds->n && value > histogram->bounds->upper[i]) {
        i++;
    }
    histogram->held[i]++;
    histogram->held_sum += value;
    histogram->n_held++;
    if (histogram->n_held == METER_STEP) {
        show(histogram);
    }
}

void histogram_add_to(const struct histogram *histogram, struct histogram_total *total)
{
    total->bounds = histogram->bounds;
    for (size_t i = 0; i <= histogram->bounds->n; i++) {
        total->counts[i] += meter_get(&histogram->counts[i]);
    }
    total->sum += meter_get(&histogram->sum);
}
