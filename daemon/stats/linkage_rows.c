/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Turns an analysis into rows of the linkage tables. */
#include "linkage_rows.h"

#include <math.h>
#include <stdlib.h>

#include "linkage_evidence.h"
#include "linkage_words.h"
#include "math/detectable.h"

static struct linkage_team_row unknown_team(int32_t id, const struct correlation_team *team,
                                            const struct correlation_opts *opts)
{
    return (struct linkage_team_row){
        .team_id = id,
        .status = linkage_status_word(team->status),
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
    row->direction = linkage_direction_word(team->direction, employee);
    row->q_bh = a->tests[LINKAGE_OWN].q_bh[i];
    row->q_by = a->tests[LINKAGE_OWN].q_by[i];
    row->r_detectable = detectable_team_r(c, i);
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
                     const struct linkage_subject *subject, const struct linkage_claims *claims)
{
    const struct correlation *c = a->correlation;
    size_t i = rows->results.teams++;
    struct linkage_team_row *row = &rows->team[i];
    *row = unknown_team(subject->team_id[i], &c->team[i], &subject->used->correlation);
    if (a->withheld) {
        row->status = "not_a_team_property";
        row->n_pairs = NAN;
        row->n_white = NAN;
    }
    row->grade = claims->grade[1 + i];
    row->evidence = linkage_evidence_name(a->tests[LINKAGE_OWN].evidence[i]);
    row->loo_evidence = linkage_evidence_name(a->tests[LINKAGE_COMMON_LAG].evidence[i]);
    row->evidence_kept = linkage_evidence_name(a->tests[LINKAGE_OWN].kept[i]);
    row->loo_evidence_kept = linkage_evidence_name(a->tests[LINKAGE_COMMON_LAG].kept[i]);
    fill_between(row, &a->between_team[i]);
    row->invited = a->participation[i].invited;
    row->responses = a->participation[i].responses;
    row->response_rho = a->participation[i].rho;
    if (c->team[i].status == CORRELATION_PUBLISHED) {
        fill_own(row, a, i, subject->employee);
        fill_levels(row, &c->team[i]);
        fill_left_out(row, a, i);
        fill_shrunken(row, a, i);
        linkage_lag_set_text(c->team[i].lag_set, c->lags, rows->lag_set[i]);
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

bool linkage_rows_new(const struct linkage_analysis *analysis, const struct linkage_subject *subject,
                      const struct linkage_claims *claims, struct linkage_rows **ret_rows, struct error *err)
{
    struct linkage_rows *rows = allocate(analysis->correlation);
    if (rows == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the rows of a linkage");
    }
    for (size_t i = 0; i < analysis->correlation->teams; i++) {
        add_team(rows, analysis, subject, claims);
        add_lags(rows, analysis->correlation, i, subject->team_id[i]);
    }
    linkage_organisation_fill(analysis, subject, &rows->organisation, &rows->results.organisation);
    rows->results.organisation.grade = claims->grade[0];
    rows->results.claim = claims->row;
    rows->results.claims = claims->n;
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
