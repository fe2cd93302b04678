/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Permutes which customers belong to which team, to see what a link of chance looks like. */
#include "mismatch.h"

#include <gsl/gsl_randist.h>
#include <math.h>

#include "fisher.h"
#include "generator.h"
#include "moments.h"
#include "series.h"

#define LEAST_TEAMS 6
#define TIE 1e-12

/* g[(i * teams + j) * lags + k]: x of the i-th analysed team against y of the j-th at lag index k. */
struct grid {
    size_t teams;
    size_t lags;
    size_t *team; /* [teams]: index in the correlation */
    double *g;
    size_t *label; /* [teams]: whose y the i-th team has in the present permutation */
};

static void grid_free_local(const struct grid *grid)
{
    free(grid->team);
    free(grid->g);
    free(grid->label);
}

static size_t count_analysed(const struct correlation *c)
{
    size_t n = 0;
    for (size_t i = 0; i < c->teams; i++) {
        n += c->team[i].status == CORRELATION_PUBLISHED;
    }
    return n;
}

static bool grid_init(struct grid *grid, const struct correlation *c)
{
    grid->lags = c->lags;
    grid->team = calloc(grid->teams, sizeof *grid->team);
    grid->label = calloc(grid->teams, sizeof *grid->label);
    grid->g = calloc(grid->teams * grid->teams, grid->lags * sizeof *grid->g);
    if (grid->team == NULL || grid->label == NULL || grid->g == NULL) {
        return false;
    }
    size_t at = 0;
    for (size_t i = 0; i < c->teams; i++) {
        if (c->team[i].status == CORRELATION_PUBLISHED) {
            grid->label[at] = at;
            grid->team[at++] = i;
        }
    }
    return true;
}

static void correlate_pair(const struct grid *grid, const struct correlation *c, size_t i, size_t j)
{
    const double *x = c->residual_x + grid->team[i] * c->periods;
    const double *y = c->residual_y + grid->team[j] * c->periods;
    double *g = grid->g + (i * grid->teams + j) * grid->lags;
    for (size_t k = 0; k < grid->lags; k++) {
        int32_t lag = (int32_t)k - (int32_t)(grid->lags / 2);
        struct series_pair pair = series_lagged(x, y, c->periods, lag);
        struct moments_pairs pairs = moments_pearson(pair.x, pair.y, pair.len);
        bool counts = pairs.n >= c->min_pairs && !isnan(pairs.r);
        g[k] = counts ? fisher_z(pairs.r) * sqrt((double)pairs.n - 4.0) : 0.0;
    }
}

static double statistic(const struct grid *grid)
{
    double sum[CORRELATION_MAX_LAGS] = {0.0};
    for (size_t i = 0; i < grid->teams; i++) {
        const double *g = grid->g + (i * grid->teams + grid->label[i]) * grid->lags;
        for (size_t k = 0; k < grid->lags; k++) {
            sum[k] += g[k];
        }
    }
    double largest = 0.0;
    for (size_t k = 0; k < grid->lags; k++) {
        largest = fmax(largest, fabs(sum[k]));
    }
    return largest / sqrt((double)grid->teams);
}

/* How many of the permutations reach the statistic. */
static bool permute(const struct grid *grid, uint32_t permutations, uint64_t seed, double stat,
                    uint32_t *ret_reached)
{
    CLEANUP(generator_free) gsl_rng *generator = generator_new(seed);
    if (generator == NULL) {
        return false;
    }
    uint32_t reached = 0;
    for (uint32_t b = 0; b < permutations; b++) {
        gsl_ran_shuffle(generator, grid->label, grid->teams, sizeof *grid->label);
        reached += statistic(grid) >= stat - TIE;
    }
    *ret_reached = reached;
    return true;
}

bool mismatch_test(const struct correlation *correlation, uint32_t permutations, uint64_t seed,
                   struct mismatch *ret_mismatch, struct error *err)
{
    struct mismatch result = {count_analysed(correlation), NAN, NAN};
    if (result.teams < LEAST_TEAMS) {
        *ret_mismatch = result;
        return true;
    }
    CLEANUP(grid_free) struct grid grid = {.teams = result.teams};
    if (!grid_init(&grid, correlation)) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory to compare %zu teams pairwise", result.teams);
    }
    for (size_t i = 0; i < grid.teams; i++) {
        for (size_t j = 0; j < grid.teams; j++) {
            correlate_pair(&grid, correlation, i, j);
        }
    }
    result.stat = statistic(&grid);
    uint32_t reached = 0;
    if (!permute(&grid, permutations, seed, result.stat, &reached)) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for a random number generator");
    }
    result.p = (1.0 + reached) / (1.0 + permutations);
    *ret_mismatch = result;
    return true;
}
