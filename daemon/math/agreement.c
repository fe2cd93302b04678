/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Agreement within one group, from exact sums. */
#include "agreement.h"

#include <math.h>

#define TABLE_FROM 5 /* options of the first row of the table of slightly skewed nulls */

double agreement_null_uniform(int32_t options)
{
    return ((double)options * options - 1.0) / 12.0;
}

double agreement_null_skewed(int32_t options)
{
    static const double variances[] = {1.34, 1.85, 2.90, 3.47, 5.66, 6.30, 7.31};
    int32_t rows = (int32_t)(sizeof variances / sizeof variances[0]);
    int32_t row = options - TABLE_FROM;
    return row < 0 || row >= rows ? NAN : variances[row];
}

struct agreement_item agreement_item_of(const int64_t *counts, size_t range, int64_t step)
{
    struct agreement_item item = {0, 0, 0};
    int64_t n = 0;
    for (size_t x = 0; x <= range; x++) {
        int64_t value = (int64_t)x * step;
        n += counts[x];
        item.sum += counts[x] * value;
        item.squares += counts[x] * value * value;
    }
    for (size_t x = 0; x <= range; x++) {
        int64_t distance = n * ((int64_t)x * step) - item.sum;
        item.deviation += counts[x] * (distance < 0 ? -distance : distance);
    }
    return item;
}

/* Sum of squared deviations, n times. Exact, and so 0 only where all are equal. */
static __int128 scatter(int64_t n, const struct agreement_item *item)
{
    return (__int128)n * item->squares - (__int128)item->sum * item->sum;
}

static double rwg(double mean_variance, double chance, double n_items)
{
    double q = fmin(1.0, mean_variance / chance);
    return isnan(chance) ? NAN : n_items * (1.0 - q) / (n_items * (1.0 - q) + q);
}

struct agreement agreement_of(int64_t n, int32_t options, const struct agreement_item *items, size_t n_items)
{
    struct agreement agreement = {NAN, NAN, NAN, true};
    double variance = 0.0;
    double deviation = 0.0;
    if (n < 2 || options < 2 || n_items == 0) {
        agreement.constant = false;
        return agreement;
    }
    double people = (double)n;
    for (size_t j = 0; j < n_items; j++) {
        __int128 squares = scatter(n, &items[j]);
        agreement.constant = agreement.constant && squares == 0;
        variance += (double)squares / people / (people - 1.0);
        deviation += (double)items[j].deviation / people / people;
    }
    double count = (double)n_items;
    agreement.rwg_uniform = rwg(variance / count, agreement_null_uniform(options), count);
    agreement.rwg_skewed = rwg(variance / count, agreement_null_skewed(options), count);
    agreement.ad = deviation / count;
    return agreement;
}
