/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Permutes which customers belong to which team, to see what a link of chance looks like. */
#include "mismatch.h"

#include <math.h>
#include <string.h>

#include "cross.h"
#include "fisher.h"
#include "generator.h"

#define TIE 1e-12
#define BLOCK 1024 /* permutations that are looked at together */
#define LINE 8     /* doubles that a cache fetches at once */

/* g[(i * teams + j) * stride + k]: x of the i-th analysed team against y of the j-th at lag index k; 0 behind
 * the last, so that they are added two by two. */
struct grid {
    size_t teams;
    size_t lags;
    size_t stride;
    size_t *team; /* [teams]: index in the correlation */
    double *g;
    uint32_t *order; /* [teams]: whose y the i-th team has in the present permutation */
    uint32_t *label; /* [BLOCK * teams]: the same in those of a block */
    double *sum;     /* [BLOCK * stride]: of g, of each of them */
};

/* The residuals of the analysed teams. */
struct sides {
    const struct cross *x;
    const struct cross *y;
    size_t min_pairs;
    const double *weight; /* [periods + 1]: sqrt(n - 4), of n pairs */
};

static void grid_free_local(const struct grid *grid)
{
    free(grid->team);
    free(grid->g);
    free(grid->order);
    free(grid->label);
    free(grid->sum);
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
    grid->stride = c->lags + c->lags % 2;
    grid->team = calloc(grid->teams, sizeof *grid->team);
    grid->order = calloc(grid->teams, sizeof *grid->order);
    grid->label = calloc(BLOCK * grid->teams, sizeof *grid->label);
    grid->sum = calloc(BLOCK * grid->stride, sizeof *grid->sum);
    grid->g = calloc(grid->teams * grid->teams, grid->stride * sizeof *grid->g);
    if (grid->team == NULL || grid->g == NULL || grid->order == NULL || grid->label == NULL ||
        grid->sum == NULL) {
        return false;
    }
    size_t at = 0;
    for (size_t i = 0; i < c->teams; i++) {
        if (c->team[i].status == CORRELATION_PUBLISHED) {
            grid->order[at] = (uint32_t)at;
            grid->team[at++] = i;
        }
    }
    return true;
}

static void correlate_pair(const struct grid *grid, const struct sides *sides, size_t i, size_t j)
{
    double *g = grid->g + (i * grid->teams + j) * grid->stride;
    for (size_t k = 0; k < grid->lags; k++) {
        int32_t lag = (int32_t)k - (int32_t)(grid->lags / 2);
        struct moments_pairs pairs = cross_pearson(sides->x, i, sides->y, j, lag);
        bool counts = pairs.n >= sides->min_pairs && !isnan(pairs.r);
        g[k] = counts ? fisher_z(pairs.r) * sides->weight[pairs.n] : 0.0;
    }
}

static bool fill(const struct grid *grid, const struct correlation *c)
{
    CLEANUP(cross_free) struct cross *x = cross_new(c->residual_x, c->periods, grid->team, grid->teams);
    CLEANUP(cross_free) struct cross *y = cross_new(c->residual_y, c->periods, grid->team, grid->teams);
    CLEANUP(free) double *weight = calloc(c->periods + 1, sizeof *weight);
    if (x == NULL || y == NULL || weight == NULL) {
        return false;
    }
    for (size_t n = 4; n <= c->periods; n++) {
        weight[n] = sqrt((double)n - 4.0);
    }
    const struct sides sides = {x, y, c->min_pairs, weight};
    for (size_t i = 0; i < grid->teams; i++) {
        for (size_t j = 0; j < grid->teams; j++) {
            correlate_pair(grid, &sides, i, j);
        }
    }
    return true;
}

static void add_two_by_two(double *restrict sum, const double *restrict g, size_t n)
{
    for (size_t k = 0; k < n; k += 2) {
        sum[k] += g[k];
        sum[k + 1] += g[k + 1];
    }
}

/* Fetches a team's row before it is read here and there. */
static void fetch(const double *row, size_t n)
{
    for (size_t at = 0; at < n; at += LINE) {
        __builtin_prefetch(row + at);
    }
}

/* The sums of a block's first n permutations. Team by team, so that a team's row of the grid is in the cache
 * for all of them; that row for row is fetched ahead is three quarters of the time. */
static void add_up(const struct grid *grid, size_t n)
{
    size_t row_size = grid->teams * grid->stride;
    memset(grid->sum, 0, n * grid->stride * sizeof *grid->sum);
    for (size_t i = 0; i < grid->teams; i++) {
        const double *row = grid->g + i * row_size;
        fetch(row, row_size);
        for (size_t b = 0; b < n; b++) {
            size_t label = grid->label[b * grid->teams + i];
            add_two_by_two(grid->sum + b * grid->stride, row + label * grid->stride, grid->stride);
        }
    }
}

/* Of the b-th permutation of the block. */
static double statistic(const struct grid *grid, size_t b)
{
    double largest = 0.0;
    for (size_t k = 0; k < grid->lags; k++) {
        double size = fabs(grid->sum[b * grid->stride + k]);
        largest = size > largest ? size : largest;
    }
    return largest / sqrt((double)grid->teams);
}

/* With everybody's own y. */
static double own_statistic(const struct grid *grid)
{
    memcpy(grid->label, grid->order, grid->teams * sizeof *grid->label);
    add_up(grid, 1);
    return statistic(grid, 0);
}

/* How many of n further permutations reach the statistic. */
static uint32_t count_reaching(const struct grid *grid, gsl_rng *generator, size_t n, double least)
{
    for (size_t b = 0; b < n; b++) {
        generator_shuffle(generator, grid->order, (uint32_t)grid->teams);
        memcpy(grid->label + b * grid->teams, grid->order, grid->teams * sizeof *grid->label);
    }
    add_up(grid, n);
    uint32_t reached = 0;
    for (size_t b = 0; b < n; b++) {
        reached += statistic(grid, b) >= least;
    }
    return reached;
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
    for (uint32_t done = 0; done < permutations;) {
        uint32_t n = permutations - done < BLOCK ? permutations - done : BLOCK;
        reached += count_reaching(grid, generator, n, stat - TIE);
        done += n;
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
    result.stat = own_statistic(&grid);
    uint32_t reached = 0;
    if (!permute(&grid, permutations, seed, result.stat, &reached)) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory to permute %zu teams", grid.teams);
    }
    result.p = (1.0 + reached) / (1.0 + permutations);
    *ret_mismatch = result;
    return true;
}
