/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Permutes which customers belong to which team, to see what a link of chance looks like. */
#include "mismatch.h"

#include <gsl/gsl_randist.h>
#include <math.h>
#include <string.h>

#include "cross.h"
#include "fisher.h"
#include "generator.h"

#define TIE 1e-12
#define BLOCK 64 /* permutations that are looked at together */

/* g[(i * teams + j) * lags + k]: x of the i-th analysed team against y of the j-th at lag index k. */
struct grid {
    size_t teams;
    size_t lags;
    size_t *team; /* [teams]: index in the correlation */
    double *g;
    size_t *label; /* [teams]: whose y the i-th team has in the present permutation */
};

/* The residuals of the analysed teams. */
struct sides {
    const struct cross *x;
    const struct cross *y;
    size_t min_pairs;
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

static void correlate_pair(const struct grid *grid, const struct sides *sides, size_t i, size_t j)
{
    double *g = grid->g + (i * grid->teams + j) * grid->lags;
    for (size_t k = 0; k < grid->lags; k++) {
        int32_t lag = (int32_t)k - (int32_t)(grid->lags / 2);
        struct moments_pairs pairs = cross_pearson(sides->x, i, sides->y, j, lag);
        bool counts = pairs.n >= sides->min_pairs && !isnan(pairs.r);
        g[k] = counts ? fisher_z(pairs.r) * sqrt((double)pairs.n - 4.0) : 0.0;
    }
}

static bool fill(const struct grid *grid, const struct correlation *c)
{
    CLEANUP(cross_free) struct cross *x = cross_new(c->residual_x, c->periods, grid->team, grid->teams);
    CLEANUP(cross_free) struct cross *y = cross_new(c->residual_y, c->periods, grid->team, grid->teams);
    if (x == NULL || y == NULL) {
        return false;
    }
    const struct sides sides = {x, y, c->min_pairs};
    for (size_t i = 0; i < grid->teams; i++) {
        for (size_t j = 0; j < grid->teams; j++) {
            correlate_pair(grid, &sides, i, j);
        }
    }
    return true;
}

/* How many permutations of a block reach the statistic. Team by team, so that a team's row of the grid stays
 * in the cache for all of them. label[b * teams + i]: whose y the i-th team has in the b-th. */
static uint32_t count_reaching(const struct grid *grid, const size_t *label, size_t n, double least,
                               double *ret_largest)
{
    double sum[BLOCK * CORRELATION_MAX_LAGS] = {0.0};
    for (size_t i = 0; i < grid->teams; i++) {
        const double *row = grid->g + i * grid->teams * grid->lags;
        for (size_t b = 0; b < n; b++) {
            const double *g = row + label[b * grid->teams + i] * grid->lags;
            for (size_t k = 0; k < grid->lags; k++) {
                sum[b * grid->lags + k] += g[k];
            }
        }
    }
    uint32_t reached = 0;
    for (size_t b = 0; b < n; b++) {
        double largest = 0.0;
        for (size_t k = 0; k < grid->lags; k++) {
            largest = fmax(largest, fabs(sum[b * grid->lags + k]));
        }
        *ret_largest = largest / sqrt((double)grid->teams);
        reached += *ret_largest >= least;
    }
    return reached;
}

static double statistic(const struct grid *grid)
{
    double stat;
    count_reaching(grid, grid->label, 1, 0.0, &stat);
    return stat;
}

/* How many of the permutations reach the statistic. */
static bool permute(const struct grid *grid, uint32_t permutations, uint64_t seed, double stat,
                    uint32_t *ret_reached)
{
    CLEANUP(generator_free) gsl_rng *generator = generator_new(seed);
    CLEANUP(free) size_t *block = calloc(BLOCK * grid->teams, sizeof *block);
    if (generator == NULL || block == NULL) {
        return false;
    }
    uint32_t reached = 0;
    double last;
    for (uint32_t done = 0; done < permutations;) {
        size_t n = permutations - done < BLOCK ? permutations - done : BLOCK;
        for (size_t b = 0; b < n; b++) {
            gsl_ran_shuffle(generator, grid->label, grid->teams, sizeof *grid->label);
            memcpy(block + b * grid->teams, grid->label, grid->teams * sizeof *block);
        }
        reached += count_reaching(grid, block, n, stat - TIE, &last);
        done += (uint32_t)n;
    }
    *ret_reached = reached;
    return true;
}

bool mismatch_test(const struct correlation *correlation, uint32_t permutations, uint64_t seed,
                   struct mismatch *ret_mismatch, struct error *err)
{
    struct mismatch result = {count_analysed(correlation), NAN, NAN};
    if (result.teams < MISMATCH_LEAST_TEAMS) {
        *ret_mismatch = result;
        return true;
    }
    CLEANUP(grid_free) struct grid grid = {.teams = result.teams};
    if (!grid_init(&grid, correlation) || !fill(&grid, correlation)) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory to compare %zu teams pairwise", result.teams);
    }
    result.stat = statistic(&grid);
    uint32_t reached = 0;
    if (!permute(&grid, permutations, seed, result.stat, &reached)) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory to permute %zu teams", grid.teams);
    }
    result.p = (1.0 + reached) / (1.0 + permutations);
    *ret_mismatch = result;
    return true;
}
