/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Per-team cross-correlation of pre-whitened series over a family of lags. */
#include "correlation.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

#include "series.h"

#define Z_975 1.959963984540054
#define Z_95_ONE_SIDED 1.644853626951473
#define MAX_R (1.0 - 1e-12)
#define LEAST_MIN_PAIRS 5

double correlation_sidak(double p_min, size_t m)
{
    return -expm1((double)m * log1p(-p_min));
}

double correlation_fisher(double r)
{
    return isnan(r) ? NAN : atanh(fmax(-MAX_R, fmin(MAX_R, r)));
}

struct moments_pairs correlation_pairs(const double *x, const double *y, size_t periods, int32_t lag)
{
    size_t shift = (size_t)abs(lag);
    if (shift >= periods) {
        return (struct moments_pairs){0, NAN};
    }
    return moments_pearson(lag < 0 ? x + shift : x, lag < 0 ? y : y + shift, periods - shift);
}

static struct correlation_lag test_lag(int32_t lag, struct moments_pairs pairs, size_t min_pairs)
{
    struct correlation_lag at = {lag, pairs.n, NAN, NAN, NAN, NAN, NAN};
    if (pairs.n < min_pairs || isnan(pairs.r)) {
        return at;
    }
    double df = (double)pairs.n - 3.0;
    at.r = pairs.r;
    at.z = correlation_fisher(at.r);
    at.v = 1.0 / (df - 1.0);
    at.t = at.r * sqrt(df / fmax(1.0 - at.r * at.r, 1.0 - MAX_R * MAX_R));
    at.p = 2.0 * gsl_cdf_tdist_Q(fabs(at.t), df);
    return at;
}

static void fisher_interval(double r, double spread, double n, double *ret_lo, double *ret_hi)
{
    double half = n > 4.0 ? Z_975 * sqrt(spread / (n - 3.0)) : NAN;
    *ret_lo = tanh(correlation_fisher(r) - half);
    *ret_hi = tanh(correlation_fisher(r) + half);
}

static struct correlation_level describe_level(const double *x, const double *y, size_t periods)
{
    struct correlation_level level;
    level.neff = series_effective_pairs(x, y, periods);
    level.r = moments_pearson(x, y, periods).r;
    level.spearman = moments_spearman(x, y, periods).r;
    fisher_interval(level.r, 1.0, level.neff, &level.lo, &level.hi);
    fisher_interval(level.spearman, 1.0 + level.spearman * level.spearman / 2.0, level.neff,
                    &level.spearman_lo, &level.spearman_hi);
    return level;
}

/* Index of the smallest p, or lags when there is none. */
static size_t best_lag(const struct correlation_lag *lag, size_t lags)
{
    size_t best = lags;
    for (size_t j = 0; j < lags; j++) {
        if (!isnan(lag[j].p) && (best == lags || lag[j].p < lag[best].p)) {
            best = j;
        }
    }
    return best;
}

/* The lags whose correlation, signed as the best one, is not significantly lower; the best one always. */
static uint64_t fitting_lags(const struct correlation_lag *lag, size_t lags, size_t best)
{
    uint64_t set = 0;
    double sign = lag[best].z < 0.0 ? -1.0 : 1.0;
    for (size_t j = 0; j < lags; j++) {
        double lower = fabs(lag[best].z) - sign * lag[j].z;
        if (lower / sqrt(lag[j].v + lag[best].v) < Z_95_ONE_SIDED) {
            set |= UINT64_C(1) << j;
        }
    }
    return set;
}

static enum correlation_direction direction_of(uint64_t set, size_t max_lag)
{
    uint64_t upper = set >> (max_lag + 1);
    uint64_t lower = set & ((UINT64_C(1) << max_lag) - 1);
    if (set == upper << (max_lag + 1)) {
        return CORRELATION_X_LEADS;
    }
    return set == lower ? CORRELATION_Y_LEADS : CORRELATION_UNDETERMINED;
}

static struct correlation_team unknown_team(void)
{
    return (struct correlation_team){.r1_x = NAN,
                                     .r1_y = NAN,
                                     .phi_x = NAN,
                                     .phi_y = NAN,
                                     .slope_x = NAN,
                                     .slope_y = NAN,
                                     .level = {NAN, NAN, NAN, NAN, NAN, NAN, NAN},
                                     .p_team = NAN};
}

static void forget(struct correlation *c, size_t i)
{
    for (size_t t = 0; t < c->periods; t++) {
        c->residual_x[i * c->periods + t] = NAN;
        c->residual_y[i * c->periods + t] = NAN;
    }
    int32_t max_lag = (int32_t)(c->lags / 2);
    for (size_t j = 0; j < c->lags; j++) {
        c->lag[i * c->lags + j] = (struct correlation_lag){(int32_t)j - max_lag, 0, NAN, NAN, NAN, NAN, NAN};
    }
}

static struct correlation_team reject(struct correlation *c, size_t i, enum correlation_status status,
                                      const struct correlation_team *team)
{
    forget(c, i);
    struct correlation_team rejected = unknown_team();
    rejected.status = status;
    rejected.n_pairs = team->n_pairs;
    rejected.n_white = team->n_white;
    return rejected;
}

static void correlate_lags(struct correlation *c, size_t i)
{
    const double *ex = c->residual_x + i * c->periods;
    const double *ey = c->residual_y + i * c->periods;
    for (size_t j = 0; j < c->lags; j++) {
        int32_t lag = (int32_t)j - (int32_t)(c->lags / 2);
        c->lag[i * c->lags + j] = test_lag(lag, correlation_pairs(ex, ey, c->periods, lag), c->min_pairs);
    }
}

/* Steps 3 to 5: x and y are detrended in place, the residuals of team i are written. */
static struct correlation_team whiten(struct correlation *c, size_t i, double *x, double *y)
{
    struct correlation_team team = unknown_team();
    team.n_pairs = moments_pearson(x, y, c->periods).n;
    team.slope_x = series_detrend(x, c->periods);
    team.slope_y = series_detrend(y, c->periods);
    struct series_ar1 ar_x = series_ar1(x, c->periods);
    struct series_ar1 ar_y = series_ar1(y, c->periods);
    team.r1_x = ar_x.r1;
    team.r1_y = ar_y.r1;
    team.phi_x = ar_x.phi;
    team.phi_y = ar_y.phi;
    series_prewhiten(x, c->periods, team.phi_x, c->residual_x + i * c->periods);
    series_prewhiten(y, c->periods, team.phi_y, c->residual_y + i * c->periods);
    return team;
}

/* Steps 2 to 8 for team i with its centred series, which are changed. */
static struct correlation_team analyse(struct correlation *c, size_t i, size_t min_series, double *x,
                                       double *y)
{
    struct correlation_lag *lag = c->lag + i * c->lags;
    struct correlation_team team = whiten(c, i, x, y);
    correlate_lags(c, i);
    team.n_white = lag[c->lags / 2].n;
    team.best = best_lag(lag, c->lags);
    if (team.n_pairs < min_series) {
        return reject(c, i, CORRELATION_INSUFFICIENT, &team);
    }
    if (series_is_constant(x, c->periods) || series_is_constant(y, c->periods)) {
        return reject(c, i, CORRELATION_NO_VARIATION, &team);
    }
    if (team.n_white < c->min_pairs) {
        return reject(c, i, CORRELATION_INSUFFICIENT, &team);
    }
    if (team.best == c->lags) {
        return reject(c, i, CORRELATION_NO_VARIATION, &team);
    }
    team.level = describe_level(x, y, c->periods);
    team.p_team = correlation_sidak(lag[team.best].p, c->lags);
    team.lag_set = fitting_lags(lag, c->lags, team.best);
    team.direction = direction_of(team.lag_set, c->lags / 2);
    return team;
}

/* Owned copies of the input that centring and detrending change. */
struct workspace {
    double *x;
    double *y;
};

static void workspace_free_local(const struct workspace *w)
{
    free(w->x);
    free(w->y);
}

static bool workspace_init(struct workspace *w, const struct correlation_input *input, size_t min_centre)
{
    size_t rows = input->teams + input->others;
    size_t bytes = rows * input->periods * sizeof(double);
    w->x = malloc(bytes + 1);
    w->y = malloc(bytes + 1);
    if (w->x == NULL || w->y == NULL) {
        return false;
    }
    if (bytes > 0) {
        memcpy(w->x, input->x, bytes);
        memcpy(w->y, input->y, bytes);
    }
    series_centre(w->x, rows, input->periods, min_centre);
    series_centre(w->y, rows, input->periods, min_centre);
    return true;
}

static struct correlation *allocate(const struct correlation_input *input,
                                    const struct correlation_opts *opts)
{
    struct correlation *c = calloc(1, sizeof *c);
    if (c == NULL) {
        return NULL;
    }
    c->teams = input->teams;
    c->periods = input->periods;
    c->lags = 2 * opts->max_lag + 1;
    c->min_pairs = opts->min_pairs;
    c->team = calloc(c->teams + 1, sizeof *c->team);
    c->lag = calloc(c->teams * c->lags + 1, sizeof *c->lag);
    c->residual_x = calloc(c->teams * c->periods + 1, sizeof *c->residual_x);
    c->residual_y = calloc(c->teams * c->periods + 1, sizeof *c->residual_y);
    bool complete = c->team != NULL && c->lag != NULL && c->residual_x != NULL && c->residual_y != NULL;
    return complete ? c : correlation_free(c);
}

/* A team whose published scores never change says nothing, though centring makes its series vary. */
static bool is_flat_as_published(const struct correlation_input *input, size_t i)
{
    return series_is_constant(input->x + i * input->periods, input->periods) ||
           series_is_constant(input->y + i * input->periods, input->periods);
}

bool correlation_new(const struct correlation_input *input, const struct correlation_opts *opts,
                     struct correlation **ret_correlation, struct error *err)
{
    if (opts->max_lag > CORRELATION_MAX_LAG) {
        return error_set(err, ERROR_CONFIG, "the maximal lag is %zu; at most %d is possible", opts->max_lag,
                         CORRELATION_MAX_LAG);
    }
    if (opts->min_pairs < LEAST_MIN_PAIRS) {
        return error_set(err, ERROR_CONFIG, "min_pairs is %zu; at least %d is needed", opts->min_pairs,
                         LEAST_MIN_PAIRS);
    }
    CLEANUP(workspace_free) struct workspace work = {NULL, NULL};
    CLEANUP(correlation_free) struct correlation *c = allocate(input, opts);
    if (c == NULL || !workspace_init(&work, input, opts->min_centre)) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory to correlate %zu teams", input->teams);
    }
    for (size_t i = 0; i < c->teams; i++) {
        size_t row = i * c->periods;
        c->team[i] = analyse(c, i, opts->min_series, work.x + row, work.y + row);
        if (c->team[i].status == CORRELATION_PUBLISHED && is_flat_as_published(input, i)) {
            c->team[i] = reject(c, i, CORRELATION_NO_VARIATION, &c->team[i]);
        }
    }
    *ret_correlation = c;
    c = NULL;
    return true;
}

struct correlation *correlation_free(struct correlation *correlation)
{
    if (correlation != NULL) {
        free(correlation->team);
        free(correlation->lag);
        free(correlation->residual_x);
        free(correlation->residual_y);
        free(correlation);
    }
    return NULL;
}
