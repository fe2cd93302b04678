/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Turns an analysis into rows of the linkage tables. */
#include "linkage_rows.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "linkage_evidence.h"
#include "linkage_organisation.h"
#include "math/detectable.h"

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

/* Where another employee dimension than wellbeing leads, it is not called that. */
static const char *direction_name(enum correlation_direction direction, const char *employee)
{
    switch (direction) {
    case CORRELATION_UNDETERMINED:
        return "undetermined";
    case CORRELATION_X_LEADS:
        return strcmp(employee, "wellbeing") == 0 ? "wellbeing_leads" : "employee_leads";
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
        .p_level_lag0 = NAN,
        .r_level_best = NAN,
        .neff_best = NAN,
        .r_level_best_lo = NAN,
        .r_level_best_hi = NAN,
        .p_level_best = NAN,
        .spearman_best = NAN,
        .spearman_best_lo = NAN,
        .spearman_best_hi = NAN,
        .r_detectable = NAN,
        .loo_r_detectable = NAN,
        .loo_q_by = NAN,
    };
}

static void fill_levels(struct linkage_team_row *row, const struct correlation_team *team)
{
    row->r_level_lag0 = team->level.r;
    row->neff = team->level.neff;
    row->r_level_lo = team->level.lo;
    row->r_level_hi = team->level.hi;
    row->p_level_lag0 = team->level.p;
    row->spearman = team->level.spearman;
    row->spearman_lo = team->level.spearman_lo;
    row->spearman_hi = team->level.spearman_hi;
    row->r_level_best = team->level_best.r;
    row->neff_best = team->level_best.neff;
    row->r_level_best_lo = team->level_best.lo;
    row->r_level_best_hi = team->level_best.hi;
    row->p_level_best = team->level_best.p;
    row->spearman_best = team->level_best.spearman;
    row->spearman_best_lo = team->level_best.spearman_lo;
    row->spearman_best_hi = team->level_best.spearman_hi;
}

/* At the lag that has most pairs, since no other could have shown a smaller effect; fmin passes over NAN. */
static double least_detectable(const struct correlation *c, size_t i)
{
    double v = NAN;
    for (size_t j = 0; j < c->lags; j++) {
        v = fmin(v, c->lag[i * c->lags + j].v);
    }
    return detectable_r(v, c->lags);
}

static void fill_own(struct linkage_team_row *row, const struct linkage_analysis *a, size_t i,
                     const char *employee)
{
    const struct correlation *c = a->correlation;
    const struct correlation_team *team = &c->team[i];
    const struct correlation_lag *best = &c->lag[i * c->lags + team->best];
    row->phi_x = team->phi_x;
    row->phi_y = team->phi_y;
    row->slope_x = team->slope_x;
    row->slope_y = team->slope_y;
    row->best_lag = best->lag;
    row->r_best = best->r;
    row->p_sidak = team->p_team;
    row->direction = direction_name(team->direction, employee);
    row->q_bh = a->tests[LINKAGE_OWN].q_bh[i];
    row->q_by = a->tests[LINKAGE_OWN].q_by[i];
    row->r_detectable = least_detectable(c, i);
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
    row->loo_q_bh = a->tests[LINKAGE_COMMON_LAG].q_bh[i];
    row->loo_q_by = a->tests[LINKAGE_COMMON_LAG].q_by[i];
    row->loo_r_detectable = detectable_r(lag->v, 1);
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

/* Levels over the window are known of teams that are not analysed too. */
static void fill_between(struct linkage_team_row *row, const struct between_team *team)
{
    row->mean_x = team->x.mean;
    row->mean_x_se = team->x.se;
    row->mean_x_n = (double)team->x.n;
    row->rel_x = team->rel_x;
    row->mean_y = team->y.mean;
    row->mean_y_se = team->y.se;
    row->mean_y_n = (double)team->y.n;
    row->rel_y = team->rel_y;
}

static void add_team(struct linkage_rows *rows, const struct linkage_analysis *a,
                     const struct linkage_row_opts *opts)
{
    const struct correlation *c = a->correlation;
    size_t i = rows->results.teams++;
    struct linkage_team_row *row = &rows->team[i];
    *row = unknown_team(opts->team_id[i], &c->team[i], &opts->used->correlation);
    row->evidence = linkage_evidence_name(a->tests[LINKAGE_OWN].evidence[i]);
    row->loo_evidence = linkage_evidence_name(a->tests[LINKAGE_COMMON_LAG].evidence[i]);
    fill_between(row, &a->between_team[i]);
    row->invited = a->participation[i].invited;
    row->responses = a->participation[i].responses;
    row->response_rho = a->participation[i].rho;
    if (c->team[i].status == CORRELATION_PUBLISHED) {
        fill_own(row, a, i, opts->employee);
        fill_levels(row, &c->team[i]);
        fill_left_out(row, a, i);
        fill_shrunken(row, a, i);
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

bool linkage_rows_new(const struct linkage_analysis *analysis, const struct linkage_row_opts *opts,
                      struct linkage_rows **ret_rows, struct error *err)
{
    struct linkage_rows *rows = allocate(analysis->correlation);
    if (rows == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the rows of a linkage");
    }
    for (size_t i = 0; i < analysis->correlation->teams; i++) {
        add_team(rows, analysis, opts);
        add_lags(rows, analysis->correlation, i, opts->team_id[i]);
    }
    linkage_organisation_fill(analysis, opts->used, &rows->organisation, &rows->results.organisation);
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
