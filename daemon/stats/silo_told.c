/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The analysis once more from coarser numbers. */
#include "silo_told.h"

#include <math.h>
#include <stdlib.h>

#include "math/fdr.h"

#define CLASSES 10 /* fewer than so many times k handoffs are too few */

/* The middle of the class of k that n is in. */
static int64_t coarse(int64_t n, int32_t k)
{
    return n - n % k + (k - 1) / 2;
}

/* Of a team with fewer than k handoffs nothing counts. */
static struct collaboration_support coarse_support(const struct collaboration_support *exact, int32_t k)
{
    if (k == 0 || exact->handoffs < k) {
        return (struct collaboration_support){0, 0};
    }
    return (struct collaboration_support){coarse(exact->handoffs, k), coarse(exact->unsupported, k)};
}

static struct collaboration_support sum_support(const struct silo_told_input *input)
{
    struct collaboration_support all = {0, 0};
    for (size_t i = 0; i < input->analysis->teams; i++) {
        struct collaboration_support own = coarse_support(&input->analysis->team[i].support, input->k);
        all.handoffs += own.handoffs;
        all.unsupported += own.unsupported;
    }
    return all;
}

static void tell_unsupported(const struct silo_told_input *input, size_t i,
                             const struct collaboration_support *all, struct silo_told_team *told)
{
    const struct silo_team *team = &input->analysis->team[i];
    struct indicator_scale scale = {input->opts->margin_unsupported, input->opts->anchor[INDICATOR_B2]};
    if (team->indicator[INDICATOR_B2].lack != LACK_NOTHING) {
        return;
    }
    struct collaboration_support own = coarse_support(&team->support, input->k);
    struct collaboration_support others = {all->handoffs - own.handoffs, all->unsupported - own.unsupported};
    told->indicator[INDICATOR_B2] =
        input->k == 0 ? indicator_lacking(LACK_HANDOFFS)
                      : indicator_unsupported(&own, &others, CLASSES * (int64_t)input->k, scale);
    if (told->indicator[INDICATOR_B2].lack == LACK_NOTHING) {
        told->unsupported = (double)own.unsupported / (double)own.handoffs;
    }
}

/* The step in which B1 is told; NAN: not at all. */
static double step_of(double visits, double anchor, int32_t k)
{
    double worth = visits * anchor;
    double least = CLASSES * (double)k;
    if (k == 0 || worth < least) {
        return NAN;
    }
    return worth < 10.0 * least ? 0.1 : 0.01;
}

static void tell_handed_on(const struct silo_told_input *input, size_t i, struct silo_told_team *told)
{
    const struct silo_team *team = &input->analysis->team[i];
    struct indicator_scale scale = {input->opts->margin[SILO_BOUNCE], input->opts->anchor[INDICATOR_B1]};
    double step = step_of(input->visits[i], scale.anchor, input->k) * scale.anchor;
    struct difference coarser = team->difference[SILO_BOUNCE];
    if (coarser.lack == LACK_NOTHING && !isnan(step)) {
        coarser.delta = step * round(coarser.delta / step);
        coarser.se = step * fmax(1.0, round(coarser.se / step));
        coarser.df = floor(coarser.df);
        told->more = coarser.delta;
    }
    if (team->indicator[INDICATOR_B1].lack == LACK_NOTHING) {
        told->indicator[INDICATOR_B1] =
            isnan(step) ? indicator_lacking(LACK_CONTACTS) : indicator_above(&coarser, scale);
    }
}

static struct silo_told_team tell_team(const struct silo_told_input *input, size_t i,
                                       const struct collaboration_support *all)
{
    struct silo_told_team told = {.more = NAN, .unsupported = NAN};
    for (size_t j = 0; j < INDICATORS; j++) {
        told.indicator[j] = input->analysis->team[i].indicator[j];
    }
    tell_handed_on(input, i, &told);
    tell_unsupported(input, i, all, &told);
    told.index = silo_index(told.indicator);
    return told;
}

static bool control_false_discoveries(struct silo_told *told, struct error *err)
{
    CLEANUP(free) double *q = calloc(told->n + 1, sizeof *q);
    if (q == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the q-values of %zu teams", told->n);
    }
    for (size_t i = 0; i < told->n; i++) {
        q[i] = told->team[i].index.p;
    }
    if (!fdr_bh(q, told->n, q, err)) {
        return false;
    }
    for (size_t i = 0; i < told->n; i++) {
        told->team[i].q = q[i];
    }
    return true;
}

bool silo_told_new(const struct silo_told_input *input, struct silo_told **ret_told, struct error *err)
{
    CLEANUP(silo_told_free) struct silo_told *told = calloc(1, sizeof *told);
    size_t n = input->analysis->teams;
    if (told == NULL || (told->team = calloc(n + 1, sizeof *told->team)) == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for what is told of %zu teams", n);
    }
    told->n = n;
    struct collaboration_support all = sum_support(input);
    for (size_t i = 0; i < n; i++) {
        told->team[i] = tell_team(input, i, &all);
    }
    if (!control_false_discoveries(told, err)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        silo_organisation_add(&told->organisation, &told->team[i].index, told->team[i].q,
                              input->headcount[i]);
    }
    if (all.handoffs < CLASSES * (int64_t)input->k) {
        all = (struct collaboration_support){0, 0};
    }
    told->organisation = silo_organisation_end(&told->organisation, &all);
    *ret_told = told;
    told = NULL;
    return true;
}

struct silo_told *silo_told_free(struct silo_told *told)
{
    if (told != NULL) {
        free(told->team);
        free(told);
    }
    return NULL;
}
