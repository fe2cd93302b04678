/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The analysis once more from coarser numbers. */
#include "silo_told.h"

#include <math.h>
#include <stdlib.h>

#include "math/fdr.h"

#define CLASSES 10 /* fewer than so many times k handoffs are too few */

/* Of n, `shown` of which are published: the others are the middle of the class of k that they are in. */
static int64_t coarse(int64_t n, int64_t shown, int32_t k)
{
    int64_t hidden = n - shown;
    return shown + hidden - hidden % k + (k - 1) / 2;
}

/* Of a team of which fewer than k are hidden and none is published nothing counts. */
static struct collaboration_support coarse_support(const struct silo_told_input *input, size_t i)
{
    const struct collaboration collaboration = {input->network->teams, input->network->rating};
    const struct collaboration_support *exact = &input->analysis->team[i].support;
    struct collaboration_support shown =
        collaboration_support(&collaboration, input->shown, i, input->opts->support);
    if (input->k == 0 || (shown.handoffs == 0 && exact->handoffs < input->k)) {
        return (struct collaboration_support){0};
    }
    return (struct collaboration_support){
        coarse(exact->handoffs, shown.handoffs, input->k),
        coarse(exact->rated, shown.rated, input->k),
        coarse(exact->unsupported, shown.unsupported, input->k),
    };
}

static double tell_ei(const struct silo_told_input *input)
{
    const struct silo_network_input *network = input->network;
    double total[2] = {0.0, 0.0};
    double internal[2] = {0.0, 0.0};
    for (size_t at = 0; at < network->teams * network->teams; at++) {
        bool same = network->unit[at / network->teams] == network->unit[at % network->teams];
        const double flow[2] = {network->handoff[at], input->shown[at]};
        for (size_t i = 0; i < 2; i++) {
            total[i] += flow[i];
            internal[i] += same ? flow[i] : 0.0;
        }
    }
    if (input->k == 0 || total[0] <= 0.0) {
        return NAN;
    }
    double all = (double)coarse((int64_t)total[0], (int64_t)total[1], input->k);
    double inside = (double)coarse((int64_t)internal[0], (int64_t)internal[1], input->k);
    return (all - 2.0 * inside) / all;
}

static struct collaboration_support sum_support(const struct silo_told_input *input)
{
    struct collaboration_support all = {0};
    for (size_t i = 0; i < input->analysis->teams; i++) {
        struct collaboration_support own = coarse_support(input, i);
        all.handoffs += own.handoffs;
        all.rated += own.rated;
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
    struct collaboration_support own = coarse_support(input, i);
    struct collaboration_support others = {all->handoffs - own.handoffs, all->rated - own.rated,
                                           all->unsupported - own.unsupported};
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
        all = (struct collaboration_support){0};
    }
    told->organisation = silo_organisation_end(&told->organisation, &all);
    told->ei = tell_ei(input);
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
