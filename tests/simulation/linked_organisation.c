/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Coupled autoregressions. */
#include "linked_organisation.h"

#include <gsl/gsl_randist.h>
#include <math.h>

#define WARM_UP 60

bool linked_is_coupled(const struct linked_opts *opts, size_t team)
{
    return (double)team < opts->coupled * (double)opts->teams - 1e-9;
}

/* Innovations of y at t hold r times those of x at t - lag: then the series correlate by r at that lag. */
static void draw_team(gsl_rng *g, const struct linked_opts *opts, double r, double *x, double *y)
{
    double spread = sqrt(1.0 - opts->rho * opts->rho);
    double kept[64] = {0.0}; /* innovations of x, by period modulo 64 */
    double level_x = gsl_ran_ugaussian(g);
    double level_y = gsl_ran_ugaussian(g);
    for (size_t t = 0; t < WARM_UP + opts->periods; t++) {
        double of_x = gsl_ran_ugaussian(g);
        kept[t % 64] = of_x;
        double of_y = r * kept[(t + 64 - opts->lag) % 64] + sqrt(1.0 - r * r) * gsl_ran_ugaussian(g);
        level_x = opts->rho * level_x + spread * of_x;
        level_y = opts->rho * level_y + spread * of_y;
        if (t >= WARM_UP) {
            x[t - WARM_UP] = level_x;
            y[t - WARM_UP] = level_y;
        }
    }
}

/* One series that every team has a share of; its variance is 1 too. */
static void add_shock(gsl_rng *g, const struct linked_opts *opts, double *series)
{
    double spread = sqrt(1.0 - opts->rho * opts->rho);
    double level = gsl_ran_ugaussian(g);
    for (size_t t = 0; t < opts->periods; t++) {
        level = opts->rho * level + spread * gsl_ran_ugaussian(g);
        for (size_t i = 0; i < opts->teams; i++) {
            double *value = &series[i * opts->periods + t];
            *value = sqrt(1.0 - opts->shock) * *value + sqrt(opts->shock) * level;
        }
    }
}

static void add_error(gsl_rng *g, const struct linked_opts *opts, double *series)
{
    double sd = sqrt(1.0 / opts->reliability - 1.0);
    for (size_t i = 0; i < opts->teams * opts->periods; i++) {
        series[i] += sd * gsl_ran_ugaussian(g);
    }
}

void linked_draw(gsl_rng *generator, const struct linked_opts *opts, double *x, double *y)
{
    for (size_t i = 0; i < opts->teams; i++) {
        double r = linked_is_coupled(opts, i) ? opts->r : 0.0;
        draw_team(generator, opts, r, x + i * opts->periods, y + i * opts->periods);
    }
    double *const sides[] = {x, y};
    for (size_t side = 0; side < 2; side++) {
        if (opts->shock > 0.0) {
            add_shock(generator, opts, sides[side]);
        }
        if (opts->reliability < 1.0) {
            add_error(generator, opts, sides[side]);
        }
    }
}
