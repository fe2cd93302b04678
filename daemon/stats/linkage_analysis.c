/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts the mathematics of a linkage together. */
#include "linkage_analysis.h"

#include <math.h>
#include <stdlib.h>

static double *unknown(size_t n)
{
    double *values = malloc((n + 1) * sizeof *values);
    for (size_t i = 0; values != NULL && i < n; i++) {
        values[i] = NAN;
    }
    return values;
}

static bool allocate_tests(struct linkage_tests *tests, size_t n)
{
    *tests = (struct linkage_tests){n,
                                    unknown(n),
                                    0,
                                    unknown(n),
                                    unknown(n),
                                    calloc(n + 1, sizeof(enum evidence)),
                                    calloc(n + 1, sizeof(enum evidence))};
    return tests->p != NULL && tests->q_bh != NULL && tests->q_by != NULL && tests->kept != NULL &&
           tests->evidence != NULL;
}

static bool allocate(struct linkage_analysis *a, size_t teams, size_t lags, struct error *err)
{
    a->effect = calloc(teams * lags + 1, sizeof *a->effect);
    a->left_out = calloc(teams + 1, sizeof *a->left_out);
    a->between_team = calloc(teams + 1, sizeof *a->between_team);
    a->participation = calloc(teams + 1, sizeof *a->participation);
    bool complete = a->effect != NULL && a->left_out != NULL && a->between_team != NULL &&
                    a->participation != NULL && allocate_tests(&a->tests[LINKAGE_OWN], teams) &&
                    allocate_tests(&a->tests[LINKAGE_COMMON_LAG], teams) &&
                    allocate_tests(&a->tests[LINKAGE_WHOLE], 1);
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

static void test_teams(struct linkage_analysis *a, const struct pooling_family *family)
{
    const struct correlation *c = a->correlation;
    for (size_t i = 0; i < c->teams; i++) {
        a->left_out[i] = pooling_leave_out(family, i);
        a->tests[LINKAGE_OWN].p[i] = c->team[i].p_team;
        if (a->left_out[i].lag < c->lags) {
            a->tests[LINKAGE_COMMON_LAG].p[i] = c->lag[i * c->lags + a->left_out[i].lag].p;
        }
    }
}

/* The link without error of measurement, at the lag that the teams have in common. */
static void correct(struct linkage_analysis *a, const struct attenuation_cells *cells)
{
    const struct correlation *c = a->correlation;
    a->attenuation = attenuation_unknown();
    if (a->common.best < c->lags) {
        int32_t lag = (int32_t)a->common.best - (int32_t)(c->lags / 2);
        a->attenuation = attenuation_of(c, cells, lag);
    }
}

static bool compare_teams(struct linkage_analysis *a, const struct correlation_input *series, size_t min_pool,
                          struct error *err)
{
    const struct between_input input = {series->teams, series->periods, series->x, series->y, min_pool};
    if (!between_of(&input, a->between_team, &a->between, err)) {
        return false;
    }
    a->between_sign = between_compare(&a->between, a->estimate.r, a->estimate.ci_r[0], a->estimate.ci_r[1]);
    return true;
}

static bool count_participation(struct linkage_analysis *a, const struct linkage_analysis_input *input,
                                size_t min_periods, struct error *err)
{
    const struct correlation_input *series = &input->series;
    CLEANUP(free) double *room = calloc(series->periods + 1, sizeof *room);
    if (room == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for %zu rates", series->periods);
    }
    for (size_t i = 0; i < series->teams; i++) {
        size_t row = i * series->periods;
        const struct participation_input of_team = {series->periods, series->x + row, input->invited + row,
                                                    input->responses + row, min_periods};
        a->participation[i] = participation_of(&of_team, room);
    }
    return true;
}

static bool analyse(struct linkage_analysis *a, const struct linkage_analysis_input *input,
                    const struct linkage_analysis_opts *opts, struct error *err)
{
    if (!correlation_new(&input->series, &opts->correlation, &a->correlation, err) ||
        !allocate(a, input->series.teams, a->correlation->lags, err)) {
        return false;
    }
    struct pooling_family family = pool(a, opts->min_pool);
    test_teams(a, &family);
    correct(a, &input->cells);
    if (!compare_teams(a, &input->series, opts->min_pool, err) ||
        !count_participation(a, input, opts->correlation.min_series, err) ||
        !mismatch_test(a->correlation, opts->permutations, opts->seed, &a->mismatch, err)) {
        return false;
    }
    a->tests[LINKAGE_WHOLE].p[0] = a->mismatch.p;
    return true;
}

bool linkage_analysis_new(const struct linkage_analysis_input *input,
                          const struct linkage_analysis_opts *opts, struct linkage_analysis **ret_analysis,
                          struct error *err)
{
    struct linkage_analysis *a CLEANUP(linkage_analysis_free) = calloc(1, sizeof *a);
    struct linkage_analysis_input used = *input;
    double *nothing CLEANUP(free) = NULL;
    if (input->withheld) {
        nothing = unknown((input->series.teams + input->series.others) * input->series.periods);
        used.series.x = nothing;
    }
    if (a == NULL || (input->withheld && nothing == NULL)) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory to analyse %zu teams", input->series.teams);
    }
    a->withheld = input->withheld;
    if (!analyse(a, &used, opts, err)) {
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
        free(analysis->between_team);
        free(analysis->participation);
        for (size_t kind = 0; kind < LINKAGE_TEST_KINDS; kind++) {
            free(analysis->tests[kind].p);
            free(analysis->tests[kind].q_bh);
            free(analysis->tests[kind].q_by);
            free(analysis->tests[kind].kept);
            free(analysis->tests[kind].evidence);
        }
        free(analysis);
    }
    return NULL;
}

bool linkage_is_significant(const struct linkage_tests *tests, size_t i)
{
    return fmin(tests->p[i], tests->q_bh[i]) <= EVIDENCE_Q;
}

size_t linkage_analysis_teams(const struct linkage_analysis *analysis)
{
    return analysis->mismatch.teams;
}
