/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Per-team cross-correlation of pre-whitened series over a family of lags. */
#include "correlation.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

#include "fisher.h"
#include "moments.h"
#include "normal.h"
#include "series.h"

#define LEAST_MIN_PAIRS 5

double correlation_sidak(double p_min, size_t m)
{
    return -expm1((double)m * log1p(-p_min));
}

static struct correlation_lag test_lag(int32_t lag, struct moments_pairs pairs, size_t min_pairs)
{
    struct correlation_lag at = {lag, pairs.n, NAN, NAN, NAN, NAN, NAN};
    if (pairs.n < min_pairs || isnan(pairs.r)) {
        return at;
    }
    double df = (double)pairs.n - 3.0;
    at.r = pairs.r;
    at.z = fisher_z(at.r);
    at.v = 1.0 / (df - 1.0);
    at.t = fisher_t(at.r, df);
    at.p = 2.0 * gsl_cdf_tdist_Q(fabs(at.t), df);
    return at;
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

uint64_t correlation_lag_set(const struct correlation_lag *lag, size_t lags, size_t best)
{
    uint64_t set = 0;
    double sign = lag[best].z < 0.0 ? -1.0 : 1.0;
    for (size_t j = 0; j < lags; j++) {
        double lower = fabs(lag[best].z) - sign * lag[j].z;
        if (lower / sqrt(lag[j].v + lag[best].v) < NORMAL_95) {
            set |= UINT64_C(1) << j;
        }
    }
    return set;
}

enum correlation_direction correlation_direction_of(uint64_t set, size_t max_lag)
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
                                     .level = level_correlation_unknown(),
                                     .level_best = level_correlation_unknown(),
                                     .p_team = NAN};
}

static void forget(struct correlation *c, size_t i)
{
    for (size_t t = i * c->periods; t < (i + 1) * c->periods; t++) {
        c->residual_x[t] = c->residual_y[t] = NAN;
        c->level_x[t] = c->level_y[t] = NAN;
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
        struct series_pair pair = series_lagged(ex, ey, c->periods, lag);
        struct moments_pairs pairs = moments_pearson(pair.x, pair.y, pair.len);
        c->lag[i * c->lags + j] = test_lag(lag, pairs, c->min_pairs);
    }
}

/* Steps 3 to 5: the levels of team i are detrended, its residuals are written. */
static struct correlation_team whiten(struct correlation *c, size_t i)
{
    double *x = c->level_x + i * c->periods;
    double *y = c->level_y + i * c->periods;
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

/* What keeps a team from being analysed, whatever else is known of it. */
static enum correlation_status status_of(const struct correlation *c, size_t i, size_t min_series,
                                         const struct correlation_team *team)
{
    if (team->n_pairs < min_series) {
        return CORRELATION_INSUFFICIENT;
    }
    if (series_is_constant(c->level_x + i * c->periods, c->periods) ||
        series_is_constant(c->level_y + i * c->periods, c->periods)) {
        return CORRELATION_NO_VARIATION;
    }
    if (team->n_white < c->min_pairs) {
        return CORRELATION_INSUFFICIENT;
    }
    return team->best == c->lags ? CORRELATION_NO_VARIATION : CORRELATION_PUBLISHED;
}

static void describe_levels(const struct correlation *c, size_t i, struct correlation_team *team)
{
    const double *x = c->level_x + i * c->periods;
    const double *y = c->level_y + i * c->periods;
    team->level = level_correlation(x, y, c->periods, 0);
    team->level_best = level_correlation(x, y, c->periods, c->lag[i * c->lags + team->best].lag);
}

/* Steps 2 to 8 for team i, whose levels are centred and become detrended. */
static struct correlation_team analyse(struct correlation *c, size_t i, size_t min_series)
{
    struct correlation_lag *lag = c->lag + i * c->lags;
    struct correlation_team team = whiten(c, i);
    correlate_lags(c, i);
    team.n_white = lag[c->lags / 2].n;
    team.best = best_lag(lag, c->lags);
    enum correlation_status status = status_of(c, i, min_series, &team);
    if (status != CORRELATION_PUBLISHED) {
        return reject(c, i, status, &team);
    }
    describe_levels(c, i, &team);
    team.p_team = correlation_sidak(lag[team.best].p, c->lags);
    team.lag_set = correlation_lag_set(lag, c->lags, team.best);
    team.direction = correlation_direction_of(team.lag_set, c->lags / 2);
    return team;
}

/* An owned copy of a matrix, centred over all its rows; NULL when there is no memory. */
static double *centred(const double *x, size_t rows, size_t periods, size_t min_centre)
{
    double *copy = malloc(rows * periods * sizeof *copy + 1);
    if (copy == NULL) {
        return NULL;
    }
    if (rows * periods > 0) {
        memcpy(copy, x, rows * periods * sizeof *copy);
    }
    series_centre(copy, rows, periods, min_centre);
    return copy;
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
    size_t rows = input->teams + input->others;
    c->level_x = centred(input->x, rows, c->periods, opts->min_centre);
    c->level_y = centred(input->y, rows, c->periods, opts->min_centre);
    bool complete = c->team != NULL && c->lag != NULL && c->residual_x != NULL && c->residual_y != NULL &&
                    c->level_x != NULL && c->level_y != NULL;
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
    CLEANUP(correlation_free) struct correlation *c = allocate(input, opts);
    if (c == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory to correlate %zu teams", input->teams);
    }
    for (size_t i = 0; i < c->teams; i++) {
        c->team[i] = analyse(c, i, opts->min_series);
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
        free(correlation->level_x);
        free(correlation->level_y);
        free(correlation);
    }
    return NULL;
}
