/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Correlation about the means of groups. */
#include "within.h"

#include <math.h>
#include <stdbool.h>

#define NO_VARIATION 1e-9 /* of figures on 0..100: what is below is rounding */

struct products {
    double xx;
    double yy;
    double xy;
};

/* Adds the pairs of one group, less its means. */
static void add_group(const struct within_pair *pairs, size_t n, struct products *sums)
{
    double x = 0.0;
    double y = 0.0;
    for (size_t i = 0; i < n; i++) {
        x += pairs[i].x / (double)n;
        y += pairs[i].y / (double)n;
    }
    for (size_t i = 0; i < n; i++) {
        double a = pairs[i].x - x;
        double b = pairs[i].y - y;
        sums->xx += a * a;
        sums->yy += b * b;
        sums->xy += a * b;
    }
}

double within_correlation(const struct within_pair *pairs, size_t n)
{
    struct products sums = {0.0, 0.0, 0.0};
    for (size_t start = 0, end; start < n; start = end) {
        end = start;
        while (end < n && pairs[end].group == pairs[start].group) {
            end++;
        }
        add_group(pairs + start, end - start, &sums);
    }
    bool varies = sums.xx > NO_VARIATION && sums.yy > NO_VARIATION;
    return varies ? sums.xy / sqrt(sums.xx * sums.yy) : NAN;
}
