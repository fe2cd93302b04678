/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Step-up q-values of Benjamini and Hochberg, and of Benjamini and Yekutieli. */
#include "fdr.h"

#include <math.h>
#include <stdlib.h>

#include "base/cleanup.h"

struct test {
    double p;
    size_t at; /* in the caller's array */
};

static int compare(const void *a, const void *b)
{
    double x = ((const struct test *)a)->p;
    double y = ((const struct test *)b)->p;
    return (x > y) - (x < y);
}

static size_t collect(const double *p, size_t n, struct test *ret_tests)
{
    size_t m = 0;
    for (size_t i = 0; i < n; i++) {
        if (!isnan(p[i])) {
            ret_tests[m++] = (struct test){p[i], i};
        }
    }
    return m;
}

static double harmonic(size_t m)
{
    double sum = 0.0;
    for (size_t j = m; j > 0; j--) {
        sum += 1.0 / (double)j;
    }
    return sum;
}

static bool step_up(const double *p, size_t n, bool any_dependence, double *ret_q, struct error *err)
{
    CLEANUP(free) struct test *tests = calloc(n + 1, sizeof *tests);
    if (tests == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the q-values of %zu tests", n);
    }
    size_t m = collect(p, n, tests);
    qsort(tests, m, sizeof *tests, compare);
    double factor = (double)m * (any_dependence ? harmonic(m) : 1.0);
    for (size_t i = 0; i < n; i++) {
        ret_q[i] = NAN;
    }
    double q = 1.0;
    for (size_t rank = m; rank > 0; rank--) {
        q = fmin(q, factor * tests[rank - 1].p / (double)rank);
        ret_q[tests[rank - 1].at] = q;
    }
    return true;
}

bool fdr_bh(const double *p, size_t n, double *ret_q, struct error *err)
{
    return step_up(p, n, false, ret_q, err);
}

bool fdr_by(const double *p, size_t n, double *ret_q, struct error *err)
{
    return step_up(p, n, true, ret_q, err);
}
