/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sorts, and takes the middle. */
#include "median.h"

#include <math.h>
#include <stdlib.h>

/* NANs behind everything. */
static int compare(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    if (isnan(x) || isnan(y)) {
        return (isnan(x) != 0) - (isnan(y) != 0);
    }
    return (x > y) - (x < y);
}

double median_of(double *x, size_t len)
{
    size_t known = 0;
    if (len > 0) {
        qsort(x, len, sizeof *x, compare);
    }
    while (known < len && !isnan(x[known])) {
        known++;
    }
    return known == 0 ? NAN : (x[(known - 1) / 2] + x[known / 2]) / 2.0;
}
