/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Correlation about the means of groups. */
#include "within.h"

#include <math.h>
#include <stdbool.h>

#include "moments.h"

#define NO_VARIATION 1e-9 /* of figures on 0..100: what is below is rounding */

double within_correlation(const struct within_pairs *pairs)
{
    struct moments_products sums = {0};
    for (size_t start = 0, end; start < pairs->n; start = end) {
        end = start;
        while (end < pairs->n && pairs->group[end] == pairs->group[start]) {
            end++;
        }
        struct moments_products own = moments_products(pairs->x + start, pairs->y + start, end - start);
        sums.xx += own.xx;
        sums.yy += own.yy;
        sums.xy += own.xy;
    }
    bool varies = sums.xx > NO_VARIATION && sums.yy > NO_VARIATION;
    return varies ? fmax(-1.0, fmin(1.0, sums.xy / sqrt(sums.xx * sums.yy))) : NAN;
}
