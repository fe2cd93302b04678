/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts the mathematics of a linkage together. */
#include "linkage_analysis.h"

#include <math.h>
#include <stdlib.h>

#include "math/fdr.h"

static bool allocate(struct linkage_analysis *a, size_t teams, size_t lags, struct error *err)
{
    a->effect = calloc(teams * lags + 1, sizeof *a->effect);
    a->left_out = calloc(teams + 1, sizeof *a->left_out);
    a->p_left_out = calloc(teams + 1, sizeof *a->p_left_out);
    a->q_bh = calloc(teams + 1, sizeof *a->q_bh);
    a->q_by = calloc(teams + 1, sizeof *a->q_by);
    a->q_left_out = calloc(teams + 1, sizeof *a->q_left_out);
    bool complete = a->effect != NULL && a->left_out != NULL && a->p_left_out != NULL && a->q_bh != NULL &&
                    a->q_by != NULL && a->q_left_out != NULL;
    return complete || error_set(err, ERROR_OUT_OF_MEMORY, "no memory to analyse %zu teams", teams);
}

static struct pooling_family pool(struct linkage_analysis *a, size_t min_pool)
{
    const struct correlation *c = a->correlation;
    for (size_t i = 0; i < c->teams * c->lags; i++) {
        a->effect[i] = (struct pooling_effect){c->lag[i].z, c->lag[i].v};
    }
    struct pooling_family family = {c->teams, c->lags, a->effect, min_pool};
    a->common = pooling_common(&family, POOLING_EVERYBODY);
    a->estimate = pooling_estimate(&family, a->common.best, POOLING_EVERYBODY);
    return family;
}

static void leave_one_out(struct linkage_analysis *a, const struct pooling_family *family)
{
    const struct correlation *c = a->correlation;
    for (size_t i = 0; i < c->teams; i++) {
        a->left_out[i] = pooling_leave_out(family, i);
        bool known = a->left_out[i].lag < c->lags;
        a->p_left_out[i] = known ? c->lag[i * c->lags + a->left_out[i].lag].p : NAN;
    }
}

static bool control_false_discoveries(struct linkage_analysis *a, struct error *err)
{
    size_t teams = a->correlation->teams;
    for (size_t i = 0; i < teams; i++) {
        a->q_bh[i] = a->correlation->team[i].p_team;
    }
    return fdr_by(a->q_bh, teams, a->q_by, err) && fdr_bh(a->q_bh, teams, a->q_bh, err) &&
           fdr_bh(a->p_left_out, teams, a->q_left_out, err);
}

bool linkage_analysis_new(const struct correlation_input *input, const struct linkage_analysis_opts *opts,
                          struct linkage_analysis **ret_analysis, struct error *err)
{
    struct linkage_analysis *a CLEANUP(linkage_analysis_free) = calloc(1, sizeof *a);
    if (a == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory to analyse %zu teams", input->teams);
    }
    if (!correlation_new(input, &opts->correlation, &a->correlation, err) ||
        !allocate(a, input->teams, a->correlation->lags, err)) {
        return false;
    }
    struct pooling_family family = pool(a, opts->min_pool);
    leave_one_out(a, &family);
    if (!control_false_discoveries(a, err) ||
        !mismatch_test(a->correlation, opts->permutations, opts->seed, &a->mismatch, err)) {
        return false;
    }
    *ret_analysis = a;
    a = NULL;
    return true;
}

struct linkage_analysis *linkage_analysis_free(struct linkage_analysis *analysis)
{
    if (analysis != NULL) {
        correlation_free(analysis->correlation);
        free(analysis->effect);
        free(analysis->left_out);
        free(analysis->p_left_out);
        free(analysis->q_bh);
        free(analysis->q_by);
        free(analysis->q_left_out);
        free(analysis);
    }
    return NULL;
}

size_t linkage_analysis_teams(const struct linkage_analysis *analysis)
{
    return analysis->mismatch.teams;
}
