/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts the mathematics of siloing together. */
#include "silo_analysis.h"

#include <math.h>
#include <stdlib.h>

#include "math/evidence.h"
#include "math/fdr.h"

#define LINK_ALPHA 0.05

struct silo_opts silo_opts_usual(void)
{
    return (struct silo_opts){
        .link = {{.max_lag = 4, .min_series = 20, .min_pairs = 16, .min_centre = 6}, .min_pool = 4},
        .difference = {.min_others = 5, .min_periods = 12},
        .margin = {[SILO_WELLBEING] = 2.5,
                   [SILO_CUSTOMER] = 2.5,
                   [SILO_ENGAGEMENT] = 2.5,
                   [SILO_ORIENTATION] = 2.5,
                   [SILO_COLLABORATION] = 5.0,
                   [SILO_BOUNCE] = 0.05},
        .margin_unsupported = 0.10,
        .anchor = {[INDICATOR_A1] = 15.0,
                   [INDICATOR_A2] = 1.0,
                   [INDICATOR_B1] = 0.30,
                   [INDICATOR_B2] = 0.50,
                   [INDICATOR_C1] = 25.0,
                   [INDICATOR_C2] = 1.0,
                   [INDICATOR_D1] = 15.0},
        .support = 50.0,
        .min_handoffs = 20,
        .min_raters = 5,
        .network = {.arrangement = {.min_teams = 6,
                                    .min_units = 2,
                                    .min_arrangements = 100,
                                    .max_exact = 1000000,
                                    .permutations = 9999},
                    .tie = 60.0,
                    .min_handoffs = 50.0,
                    .min_ties = 10.0},
    };
}

static bool compare_series(struct silo_analysis *a, const struct silo_input *input,
                           const struct silo_opts *opts, size_t series, const double *x, struct error *err)
{
    CLEANUP(free) struct difference *difference = calloc(input->teams + 1, sizeof *difference);
    if (difference == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory to compare %zu teams", input->teams);
    }
    struct difference_input rows = {input->teams, input->periods, x, input->others};
    if (!difference_of(&rows, &opts->difference, difference, err)) {
        return false;
    }
    for (size_t i = 0; i < input->teams; i++) {
        a->team[i].difference[series] = difference[i];
    }
    return true;
}

/* Routers' rates are neither measured nor what the others are measured by. */
static bool compare_bounce(struct silo_analysis *a, const struct silo_input *input,
                           const struct silo_opts *opts, struct error *err)
{
    size_t values = (input->teams + input->others) * input->periods;
    CLEANUP(free) double *x = calloc(values + 1, sizeof *x);
    if (x == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory to compare %zu teams", input->teams);
    }
    for (size_t at = 0; at < values; at++) {
        size_t row = at / input->periods;
        bool routed = row < input->teams && input->router[row];
        x[at] = routed ? NAN : input->series[SILO_BOUNCE][at];
    }
    return compare_series(a, input, opts, SILO_BOUNCE, x, err);
}

static bool compare_all(struct silo_analysis *a, const struct silo_input *input, const struct silo_opts *opts,
                        struct error *err)
{
    for (size_t series = 0; series < SILO_SERIES; series++) {
        bool done = series == SILO_BOUNCE
                        ? compare_bounce(a, input, opts, err)
                        : compare_series(a, input, opts, series, input->series[series], err);
        if (!done) {
            return false;
        }
    }
    return true;
}

static bool decouple(struct silo_analysis *a, const struct silo_input *input, const struct silo_opts *opts,
                     struct error *err)
{
    struct correlation_input series = {input->teams, input->periods, input->series[SILO_WELLBEING],
                                       input->series[SILO_CUSTOMER], input->others};
    CLEANUP(free) struct indicator_link *link = calloc(input->teams + 1, sizeof *link);
    if (link == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the links of %zu teams", input->teams);
    }
    if (!silo_link_compare(&series, &opts->link, link, err)) {
        return false;
    }
    for (size_t i = 0; i < input->teams; i++) {
        a->team[i].indicator[INDICATOR_A2] = indicator_decoupled(&link[i], LINK_ALPHA);
    }
    return true;
}

/* Over all teams; what the others of a team have is this less its own. */
struct totals {
    struct collaboration_support support;
    int64_t external; /* each dyad twice */
    int64_t external_ties;
    size_t received; /* teams that were rated */
    double mean;
    double variance;
};

static struct totals look_at_network(struct silo_analysis *a, const struct silo_input *input,
                                     const struct silo_opts *opts)
{
    const struct silo_network_input *network = &input->network;
    struct collaboration c = {input->teams, network->rating};
    struct totals all = {0};
    for (size_t i = 0; i < input->teams; i++) {
        struct silo_team *team = &a->team[i];
        team->support = collaboration_support(&c, network->handoff, i, opts->support);
        team->dyads = collaboration_dyads(&c, network->unit, i, opts->network.tie);
        team->inwardness = collaboration_inwardness(&team->dyads);
        team->received = collaboration_received(&c, i, opts->min_raters);
        all.support.handoffs += team->support.handoffs;
        all.support.rated += team->support.rated;
        all.support.unsupported += team->support.unsupported;
        all.external += team->dyads.external;
        all.external_ties += team->dyads.external_ties;
        if (team->received.lack == LACK_NOTHING) {
            all.received++;
            all.mean += team->received.mean;
            all.variance += team->received.se * team->received.se;
        }
    }
    return all;
}

static struct indicator_others others_received(const struct totals *all,
                                               const struct collaboration_received *own)
{
    if (own->lack != LACK_NOTHING || all->received < 2) {
        return (struct indicator_others){0, NAN, NAN};
    }
    size_t n = all->received - 1;
    double count = (double)n;
    return (struct indicator_others){n, (all->mean - own->mean) / count,
                                     fmax(0.0, all->variance - own->se * own->se) / (count * count)};
}

static void indicate_network(struct silo_team *team, const struct totals *all, const struct silo_opts *opts)
{
    struct collaboration_support others = {all->support.handoffs - team->support.handoffs,
                                           all->support.rated - team->support.rated,
                                           all->support.unsupported - team->support.unsupported};
    struct indicator_scale unsupported = {opts->margin_unsupported, opts->anchor[INDICATOR_B2]};
    struct indicator_scale asymmetry = {opts->margin[SILO_COLLABORATION], opts->anchor[INDICATOR_C1]};
    struct indicator_others received = others_received(all, &team->received);
    team->indicator[INDICATOR_B2] =
        indicator_unsupported(&team->support, &others, opts->min_handoffs, unsupported);
    team->indicator[INDICATOR_C1] =
        indicator_asymmetry(&team->difference[SILO_COLLABORATION], &team->received, &received, asymmetry);
    team->indicator[INDICATOR_C2] =
        indicator_reach(&team->dyads, all->external_ties / 2 - team->dyads.external_ties,
                        all->external / 2 - team->dyads.external);
}

static void indicate_series(struct silo_team *team, bool router, const struct silo_opts *opts)
{
    const struct difference *d = team->difference;
    const double inward[2] = {opts->margin[SILO_WELLBEING], opts->margin[SILO_CUSTOMER]};
    const double engaged[2] = {opts->margin[SILO_ENGAGEMENT], opts->margin[SILO_ORIENTATION]};
    struct indicator_scale bounce = {opts->margin[SILO_BOUNCE], opts->anchor[INDICATOR_B1]};
    team->indicator[INDICATOR_A1] =
        indicator_opposite(&d[SILO_WELLBEING], &d[SILO_CUSTOMER], inward, opts->anchor[INDICATOR_A1]);
    team->indicator[INDICATOR_B1] =
        router ? indicator_lacking(LACK_ROLE) : indicator_above(&d[SILO_BOUNCE], bounce);
    team->indicator[INDICATOR_D1] =
        indicator_opposite(&d[SILO_ENGAGEMENT], &d[SILO_ORIENTATION], engaged, opts->anchor[INDICATOR_D1]);
    team->quadrant = indicator_quadrant(&d[SILO_WELLBEING], &d[SILO_CUSTOMER]);
}

static bool control_false_discoveries(struct silo_analysis *a, struct error *err)
{
    CLEANUP(free) double *q = calloc(a->teams + 1, sizeof *q);
    if (q == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the q-values of %zu teams", a->teams);
    }
    for (size_t i = 0; i < a->teams; i++) {
        q[i] = a->team[i].index.p;
    }
    if (!fdr_bh(q, a->teams, q, err)) {
        return false;
    }
    for (size_t i = 0; i < a->teams; i++) {
        a->team[i].q = q[i];
    }
    return true;
}

void silo_organisation_add(struct silo_organisation *o, const struct silo_index *index, double q,
                           double headcount)
{
    if (index->lack != LACK_NOTHING) {
        return;
    }
    o->teams++;
    o->flagged += q <= EVIDENCE_Q;
    if (headcount > 0.0) {
        o->people += headcount;
        o->index += headcount * index->index;
    }
}

struct silo_organisation silo_organisation_end(const struct silo_organisation *o,
                                               const struct collaboration_support *support)
{
    bool known = o->people > 0.0;
    return (struct silo_organisation){
        .lack = o->teams == 0 ? LACK_INDICATORS
                : known       ? LACK_NOTHING
                              : LACK_HEADCOUNT,
        .teams = o->teams,
        .flagged = o->flagged,
        .people = o->people,
        .index = known ? o->index / o->people : NAN,
        .unsupported = support->rated > 0 ? (double)support->unsupported / (double)support->handoffs : NAN,
    };
}

static struct silo_organisation sum_up(const struct silo_analysis *a, const double *headcount,
                                       const struct totals *all)
{
    struct silo_organisation o = {0};
    for (size_t i = 0; i < a->teams; i++) {
        silo_organisation_add(&o, &a->team[i].index, a->team[i].q, headcount[i]);
    }
    return silo_organisation_end(&o, &all->support);
}

static bool analyse_teams(struct silo_analysis *a, const struct silo_input *input,
                          const struct silo_opts *opts, struct error *err)
{
    if (!compare_all(a, input, opts, err) || !decouple(a, input, opts, err)) {
        return false;
    }
    struct totals all = look_at_network(a, input, opts);
    for (size_t i = 0; i < a->teams; i++) {
        indicate_series(&a->team[i], input->router[i], opts);
        indicate_network(&a->team[i], &all, opts);
        a->team[i].index = silo_index(a->team[i].indicator);
    }
    if (!control_false_discoveries(a, err)) {
        return false;
    }
    a->organisation = sum_up(a, input->headcount, &all);
    return true;
}

bool silo_analysis_new(const struct silo_input *input, const struct silo_opts *opts,
                       struct silo_analysis **ret_analysis, struct error *err)
{
    CLEANUP(silo_analysis_free) struct silo_analysis *a = calloc(1, sizeof *a);
    if (a == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory to analyse %zu teams", input->teams);
    }
    a->teams = input->teams;
    a->team = calloc(a->teams + 1, sizeof *a->team);
    a->community = calloc(a->teams + 1, sizeof *a->community);
    if (a->team == NULL || a->community == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory to analyse %zu teams", input->teams);
    }
    if (!analyse_teams(a, input, opts, err) ||
        !silo_network_analyse(&input->network, &opts->network, &a->networks, a->community, err)) {
        return false;
    }
    *ret_analysis = a;
    a = NULL;
    return true;
}

struct silo_analysis *silo_analysis_free(struct silo_analysis *analysis)
{
    if (analysis != NULL) {
        free(analysis->team);
        free(analysis->community);
        free(analysis);
    }
    return NULL;
}
