/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Self-starting CUSUM with Welford's running moments. */
#include "cusum.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdbool.h>

#include "series.h"

#define TAIL 1e-12

/* One side: how far above (or, of mirrored scores, below) the series has run, and since when. */
struct side {
    double sum;
    size_t change;
};

struct run {
    size_t n; /* residuals so far: their mean, and the sum of squares about it */
    double mean;
    double squares;
    struct side up;
    struct side down;
};

static void learn(struct run *run, double residual)
{
    double off = residual - run->mean;
    run->n++;
    run->mean += off / (double)run->n;
    run->squares += off * (residual - run->mean);
}

/* The residual's place among those before it, as a score that is standard normal while nothing changes. A
 * series without variation judges nothing. */
static double judge(const struct run *run, const struct cusum_opts *opts, double residual)
{
    double n = (double)run->n;
    if (run->n < opts->warm || !(run->squares >= SERIES_MIN_VARIANCE * (n - 1.0))) {
        return NAN;
    }
    double t = sqrt(n / (n + 1.0)) * (residual - run->mean) / sqrt(run->squares / (n - 1.0));
    double below = gsl_cdf_tdist_P(t, n - 1.0);
    return gsl_cdf_ugaussian_Pinv(fmax(TAIL, fmin(1.0 - TAIL, below)));
}

static void add(struct side *side, double score, double allowance, size_t t)
{
    double sum = fmax(0.0, side->sum + score - allowance);
    side->change = side->sum > 0.0 ? side->change : t;
    side->sum = sum;
}

static struct cusum_step take(struct run *run, const struct cusum_opts *opts, double residual, size_t t)
{
    struct cusum_step step = {.u = judge(run, opts, residual), .up = NAN, .down = NAN};
    if (!isnan(step.u)) {
        add(&run->up, step.u, opts->allowance, t);
        add(&run->down, -step.u, opts->allowance, t);
        step.up = run->up.sum;
        step.down = run->down.sum;
        if (fmax(step.up, step.down) > opts->limit) {
            bool rises = step.up > step.down;
            step.alarm = rises ? CUSUM_UP : CUSUM_DOWN;
            step.change = rises ? run->up.change : run->down.change;
            *run = (struct run){0};
        }
    }
    learn(run, residual);
    return step;
}

void cusum_run(const double *x, size_t periods, const struct cusum_opts *opts, struct cusum_step *ret_steps)
{
    struct run run = {0};
    for (size_t t = 0; t < periods; t++) {
        double residual = t == 0 ? NAN : x[t] - opts->phi * x[t - 1];
        ret_steps[t] = isnan(residual) ? (struct cusum_step){.u = NAN, .up = NAN, .down = NAN}
                                       : take(&run, opts, residual, t);
    }
}
