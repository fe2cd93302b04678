/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts the mathematics of agreement together. */
#include "agreement_analysis.h"

#include <math.h>
#include <stdlib.h>

#include "math/median.h"

#define AGREES_FROM 0.70
#define DIFFERS_FROM 0.05
#define SIGNIFICANT_BELOW 0.05
#define SIGNIFICANT_SHARE 0.5

static bool is_new_period(const struct agreement_leaf *leaves, size_t i)
{
    return i == 0 || leaves[i].period != leaves[i - 1].period;
}

static size_t count_periods(const struct agreement_leaf *leaves, size_t n)
{
    size_t periods = 0;
    for (size_t i = 0; i < n; i++) {
        periods += is_new_period(leaves, i);
    }
    return periods;
}

static size_t period_end(const struct agreement_leaf *leaves, size_t n, size_t start)
{
    size_t end = start + 1;
    while (end < n && !is_new_period(leaves, end)) {
        end++;
    }
    return end;
}

/* Room for the leaves of one period. */
struct scratch {
    struct icc_group *groups;
    double *values;
};

static void scratch_free_local(struct scratch *scratch)
{
    free(scratch->groups);
    free(scratch->values);
}

static struct agreement_period analyse_period(const struct agreement_leaf *leaves, size_t n,
                                              const struct scratch *scratch)
{
    for (size_t i = 0; i < n; i++) {
        scratch->groups[i] = (struct icc_group){leaves[i].n, leaves[i].mean, leaves[i].sd * leaves[i].sd};
        scratch->values[i] = leaves[i].rwgj;
    }
    struct agreement_period period = {.period = leaves[0].period,
                                      .shows_spread = leaves[0].shows_spread,
                                      .icc = icc_of(scratch->groups, n),
                                      .rwgj_median = median_of(scratch->values, n)};
    if (n < AGREEMENT_MIN_TEAMS) {
        period.icc = (struct icc){n, period.icc.n, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN};
    }
    return period;
}

static bool is_analysed(const struct agreement_period *period)
{
    return period->icc.k >= AGREEMENT_MIN_TEAMS;
}

static void analyse_periods(const struct agreement_leaf *leaves, size_t n, const struct scratch *scratch,
                            struct agreement_analysis *a)
{
    for (size_t start = 0, end; start < n; start = end) {
        end = period_end(leaves, n, start);
        a->period[a->n] = analyse_period(leaves + start, end - start, scratch);
        a->analysed += is_analysed(&a->period[a->n]);
        a->n++;
    }
}

/* Medians over the periods from `first` on, and the share of F tests that are significant. values has room
 * for all of them. */
static void take_medians(const struct agreement_analysis *a, size_t first, double *values,
                         struct agreement_analysis *ret)
{
    const struct agreement_period *period = a->period + first;
    size_t n = a->n - first;
    size_t tests = 0;
    size_t significant = 0;
    for (size_t i = 0; i < n; i++) {
        values[i] = period[i].icc.icc1;
        tests += isnan(period[i].icc.p) ? 0 : 1;
        significant += period[i].icc.p < SIGNIFICANT_BELOW;
    }
    ret->significant = tests == 0 ? NAN : (double)significant / (double)tests;
    ret->icc1_median = median_of(values, n);
    for (size_t i = 0; i < n; i++) {
        values[i] = period[i].icc.icc2;
    }
    ret->icc2_median = median_of(values, n);
    for (size_t i = 0; i < n; i++) {
        values[i] = is_analysed(&period[i]) ? period[i].rwgj_median : NAN;
    }
    ret->rwgj_median = median_of(values, n);
}

static bool is_shown(const struct agreement_analysis *a)
{
    bool all = true;
    for (size_t i = 0; i < a->n; i++) {
        all = all && (!is_analysed(&a->period[i]) || a->period[i].shows_spread);
    }
    return all || a->analysed >= AGREEMENT_MANY_PERIODS;
}

static void judge(struct agreement_analysis *a)
{
    a->agree = a->rwgj_median >= AGREES_FROM;
    a->differ = a->icc1_median >= DIFFERS_FROM || a->significant >= SIGNIFICANT_SHARE;
    a->is_shown = is_shown(a);
    if (isnan(a->rwgj_median) || isnan(a->icc1_median)) {
        a->verdict = AGREEMENT_UNKNOWN;
    } else if (a->agree && a->differ) {
        a->verdict = AGREEMENT_OK;
    } else {
        a->verdict = a->agree || a->differ ? AGREEMENT_WEAK : AGREEMENT_NOT_A_TEAM_PROPERTY;
    }
}

bool agreement_analysis_new(const struct agreement_leaf *leaves, size_t n,
                            struct agreement_analysis **ret_analysis, struct error *err)
{
    struct agreement_analysis *a CLEANUP(agreement_analysis_free) = calloc(1, sizeof *a);
    struct scratch scratch CLEANUP(scratch_free) = {calloc(n + 1, sizeof *scratch.groups),
                                                    calloc(n + 1, sizeof *scratch.values)};
    if (a == NULL || scratch.groups == NULL || scratch.values == NULL ||
        (a->period = calloc(count_periods(leaves, n) + 1, sizeof *a->period)) == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the agreement of %zu cells", n);
    }
    analyse_periods(leaves, n, &scratch, a);
    take_medians(a, 0, scratch.values, a);
    judge(a);
    *ret_analysis = a;
    a = NULL;
    return true;
}

struct agreement_analysis *agreement_analysis_free(struct agreement_analysis *analysis)
{
    if (analysis != NULL) {
        free(analysis->period);
        free(analysis);
    }
    return NULL;
}

const struct agreement_leaf *agreement_analysis_last(const struct agreement_leaf *leaves, size_t n,
                                                     size_t *ret_n)
{
    size_t start = n == 0 ? 0 : n - 1;
    while (start > 0 && !is_new_period(leaves, start)) {
        start--;
    }
    *ret_n = n - start;
    return n == 0 ? NULL : leaves + start;
}

bool agreement_analysis_since(const struct agreement_analysis *analysis, size_t first,
                              struct agreement_median *ret_median, struct error *err)
{
    double *values CLEANUP(free) = calloc(analysis->n + 1, sizeof *values);
    struct agreement_analysis medians = {0};
    if (values == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the medians of %zu periods", analysis->n);
    }
    take_medians(analysis, first, values, &medians);
    *ret_median = (struct agreement_median){medians.icc1_median, 1.0 - medians.significant};
    return true;
}
