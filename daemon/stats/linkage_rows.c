/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Turns an analysis into rows of the linkage tables. */
#include "linkage_rows.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const char *status_name(enum correlation_status status)
{
    switch (status) {
    case CORRELATION_PUBLISHED:
        return "published";
    case CORRELATION_INSUFFICIENT:
        return "insufficient";
    case CORRELATION_NO_VARIATION:
        return "no_variation";
    }
    return NULL;
}

static const char *direction_name(enum correlation_direction direction)
{
    switch (direction) {
    case CORRELATION_UNDETERMINED:
        return "undetermined";
    case CORRELATION_X_LEADS:
        return "wellbeing_leads";
    case CORRELATION_Y_LEADS:
        return "customer_leads";
    }
    return NULL;
}

/* The lags of a set in rising order, parted by blanks. */
static void write_lag_set(uint64_t set, size_t lags, char ret_text[LINKAGE_LAG_SET_SIZE])
{
    size_t at = 0;
    ret_text[0] = '\0';
    for (size_t j = 0; j < lags; j++) {
        if ((set >> j & 1) != 0) {
            int lag = (int)j - (int)(lags / 2);
            at += (size_t)snprintf(ret_text + at, LINKAGE_LAG_SET_SIZE - at, at == 0 ? "%d" : " %d", lag);
        }
    }
}

static struct linkage_team_row unknown_team(int32_t id, const struct correlation_team *team,
                                            const struct correlation_opts *opts)
{
    return (struct linkage_team_row){
        .team_id = id,
        .status = status_name(team->status),
        .n_pairs = (double)team->n_pairs,
        .min_series = (double)opts->min_series,
        .n_white = (double)team->n_white,
        .min_pairs = (double)opts->min_pairs,
        .phi_x = NAN,
        .phi_y = NAN,
        .slope_x = NAN,
        .slope_y = NAN,
        .r_level_lag0 = NAN,
        .neff = NAN,
        .r_level_lo = NAN,
        .r_level_hi = NAN,
        .spearman = NAN,
        .spearman_lo = NAN,
        .spearman_hi = NAN,
        .best_lag = NAN,
        .r_best = NAN,
        .p_sidak = NAN,
        .q_bh = NAN,
        .q_by = NAN,
        .loo_lag = NAN,
        .loo_r = NAN,
        .loo_n = NAN,
        .loo_p_two = NAN,
        .loo_z_others = NAN,
        .loo_r_others = NAN,
        .loo_resid_z = NAN,
        .loo_p_lower = NAN,
        .loo_p_lag_others = NAN,
        .loo_q_bh = NAN,
        .eb_z = NAN,
        .eb_se = NAN,
        .eb_r = NAN,
    };
}

static void fill_own(struct linkage_team_row *row, const struct correlation_team *team,
                     const struct correlation_lag *best)
{
    row->phi_x = team->phi_x;
    row->phi_y = team->phi_y;
    row->slope_x = team->slope_x;
    row->slope_y = team->slope_y;
    row->r_level_lag0 = team->level.r;
    row->neff = team->level.neff;
    row->r_level_lo = team->level.lo;
    row->r_level_hi = team->level.hi;
    row->spearman = team->level.spearman;
    row->spearman_lo = team->level.spearman_lo;
    row->spearman_hi = team->level.spearman_hi;
    row->best_lag = best->lag;
    row->r_best = best->r;
    row->p_sidak = team->p_team;
    row->direction = direction_name(team->direction);
}

static void fill_left_out(struct linkage_team_row *row, const struct linkage_analysis *a, size_t i)
{
    const struct correlation *c = a->correlation;
    const struct pooling_left_out *out = &a->left_out[i];
    if (out->lag == c->lags) {
        return;
    }
    const struct correlation_lag *lag = &c->lag[i * c->lags + out->lag];
    row->loo_lag = lag->lag;
    row->loo_r = lag->r;
    row->loo_n = (double)lag->n;
    row->loo_p_two = lag->p;
    row->loo_z_others = out->residual.z_others;
    row->loo_r_others = tanh(out->residual.z_others);
    row->loo_resid_z = out->residual.z;
    row->loo_p_lower = out->residual.p_lower;
    row->loo_p_lag_others = out->p_lag_others;
    row->loo_q_bh = a->q_left_out[i];
}

static void fill_shrunken(struct linkage_team_row *row, const struct linkage_analysis *a, size_t i)
{
    size_t lags = a->correlation->lags;
    if (a->common.best < lags) {
        struct pooling_shrunken eb = pooling_shrink(&a->estimate, a->effect[i * lags + a->common.best]);
        row->eb_z = eb.z;
        row->eb_se = eb.se;
        row->eb_r = eb.r;
    }
}

static void add_team(struct linkage_rows *rows, const struct linkage_analysis *a,
                     const struct correlation_opts *opts, const int32_t *team_id)
{
    const struct correlation *c = a->correlation;
    size_t i = rows->results.teams++;
    struct linkage_team_row *row = &rows->team[i];
    *row = unknown_team(team_id[i], &c->team[i], opts);
    if (c->team[i].status == CORRELATION_PUBLISHED) {
        fill_own(row, &c->team[i], &c->lag[i * c->lags + c->team[i].best]);
        fill_left_out(row, a, i);
        fill_shrunken(row, a, i);
        row->q_bh = a->q_bh[i];
        row->q_by = a->q_by[i];
        write_lag_set(c->team[i].lag_set, c->lags, rows->lag_set[i]);
        row->lag_set = rows->lag_set[i];
    }
}

static void add_lags(struct linkage_rows *rows, const struct correlation *c, size_t i, int32_t team_id)
{
    for (size_t j = 0; c->team[i].status == CORRELATION_PUBLISHED && j < c->lags; j++) {
        const struct correlation_lag *lag = &c->lag[i * c->lags + j];
        rows->lag[rows->results.lags++] = (struct linkage_lag_row){team_id, lag->lag, (double)lag->n, lag->r,
                                                                   lag->z,  lag->v,   lag->t,         lag->p};
    }
}

static struct bulk_list pair_or_null(const double pair[2])
{
    return (struct bulk_list){isnan(pair[0]) ? NULL : pair, 2};
}

static void fill_estimate(struct linkage_organisation_row *row, const struct pooling_estimate *e)
{
    row->pooled_dl_k = isnan(e->z) ? NAN : (double)e->k;
    row->pooled_dl_q = e->q;
    row->pooled_dl_q_p = e->q_p;
    row->pooled_dl_tau2 = e->tau2;
    row->pooled_dl_i2 = e->i2;
    row->pooled_dl_z = e->z;
    row->pooled_dl_se = e->se;
    row->pooled_dl_se_mkh = e->se_mkh;
    row->pooled_dl_ci_z = pair_or_null(e->ci_z);
    row->pooled_dl_p_mkh = e->p_mkh;
    row->pooled_dl_pi_z = pair_or_null(e->pi_z);
    row->pooled_dl_r = e->r;
    row->pooled_dl_ci_r = pair_or_null(e->ci_r);
    row->pooled_dl_pi_r = pair_or_null(e->pi_r);
    row->pooled_dl_fe_z = e->fe_z;
    row->pooled_dl_fe_se = e->fe_se;
    row->pooled_dl_fe_p = e->fe_p;
}

static void fill_mismatch(struct linkage_organisation_row *row, const struct mismatch *mismatch,
                          uint32_t permutations, const char *seed)
{
    bool tested = !isnan(mismatch->p);
    row->mismatch_b = tested ? (double)permutations : NAN;
    row->mismatch_stat = mismatch->stat;
    row->mismatch_p = mismatch->p;
    row->mismatch_seed = tested ? seed : NULL;
}

static void fill_organisation(struct linkage_rows *rows, const struct linkage_analysis *a,
                              const struct linkage_analysis_opts *opts)
{
    struct linkage_organisation_row *row = &rows->results.organisation;
    size_t lags = a->correlation->lags;
    for (size_t j = 0; j < lags; j++) {
        rows->lags[j] = (double)j - (double)(lags / 2);
    }
    bool pooled = a->common.best < lags;
    snprintf(rows->seed, sizeof rows->seed, "%" PRIu64, opts->seed);
    row->state = pooled ? "published" : "insufficient";
    row->k_star = pooled ? rows->lags[a->common.best] : NAN;
    row->lags = (struct bulk_list){rows->lags, lags};
    row->stouffer_z = (struct bulk_list){a->common.z, lags};
    row->stouffer_p = (struct bulk_list){a->common.p, lags};
    row->p_pooled_sidak = a->common.p_sidak;
    fill_mismatch(row, &a->mismatch, opts->permutations, rows->seed);
    fill_estimate(row, &a->estimate);
}

static struct linkage_rows *allocate(const struct correlation *c)
{
    struct linkage_rows *rows = calloc(1, sizeof *rows);
    if (rows == NULL) {
        return NULL;
    }
    rows->team = calloc(c->teams + 1, sizeof *rows->team);
    rows->lag = calloc(c->teams * c->lags + 1, sizeof *rows->lag);
    rows->lag_set = calloc(c->teams + 1, sizeof *rows->lag_set);
    rows->results.team = rows->team;
    rows->results.lag = rows->lag;
    bool complete = rows->team != NULL && rows->lag != NULL && rows->lag_set != NULL;
    return complete ? rows : linkage_rows_free(rows);
}

bool linkage_rows_new(const struct linkage_analysis *analysis, const struct linkage_analysis_opts *opts,
                      const int32_t *team_id, struct linkage_rows **ret_rows, struct error *err)
{
    struct linkage_rows *rows = allocate(analysis->correlation);
    if (rows == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the rows of a linkage");
    }
    for (size_t i = 0; i < analysis->correlation->teams; i++) {
        add_team(rows, analysis, &opts->correlation, team_id);
        add_lags(rows, analysis->correlation, i, team_id[i]);
    }
    fill_organisation(rows, analysis, opts);
    *ret_rows = rows;
    return true;
}

struct linkage_rows *linkage_rows_free(struct linkage_rows *rows)
{
    if (rows != NULL) {
        free(rows->team);
        free(rows->lag);
        free(rows->lag_set);
        free(rows);
    }
    return NULL;
}
