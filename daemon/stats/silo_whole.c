/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An analysis of silos to the figures of the whole. */
#include "silo_whole.h"

#include <math.h>

#include "silo_rows.h"
#include "silo_words.h"

static struct silo_network_row network_row(const struct silo_network *network)
{
    const struct network_figures *f = &network->figures;
    const struct arrangement *a = &network->arrangement;
    bool arranged = a->lack == LACK_NOTHING;
    return (struct silo_network_row){
        .reason = silo_words_lack(network->lack),
        .total = f->total,
        .internal = f->internal,
        .ei = f->ei,
        .q = f->q,
        .q_max = f->q_max,
        .assortativity = f->assortativity,
        .arrangements = arranged ? (double)a->arrangements : NAN,
        .exact = arranged ? (double)a->exact : NAN,
        .ei_p_low = a->ei.p_low,
        .ei_p_high = a->ei.p_high,
        .ei_mean = a->ei.mean,
        .ei_sd = a->ei.sd,
        .q_p_low = a->q.p_low,
        .q_p_high = a->q.p_high,
        .q_mean = a->q.mean,
        .q_sd = a->q.sd,
    };
}

struct silo_row silo_whole_row(const struct silo_subject *subject)
{
    const struct silo_analysis *a = subject->analysis;
    const struct silo_organisation *told = &subject->told->organisation;
    const struct communities *communities = &a->networks.communities;
    bool has_communities = communities->lack == LACK_NOTHING;
    return (struct silo_row){
        .reason = silo_words_lack(a->organisation.lack),
        .first = subject->source->cells->first,
        .periods = (double)subject->source->cells->periods,
        .tested = subject->tested,
        .teams = (double)a->teams,
        .judged = (double)a->organisation.teams,
        .flagged = (double)a->organisation.flagged,
        .index = a->organisation.index,
        .unsupported = a->organisation.unsupported,
        .told_reason = silo_words_lack(told->lack),
        .told_judged = (double)told->teams,
        .told_flagged = (double)told->flagged,
        .told_index = told->index,
        .told_unsupported = told->unsupported,
        .told_handoffs_ei = a->networks.handoffs.lack == LACK_NOTHING ? subject->told->ei : NAN,
        .seed = (double)subject->opts->network.arrangement.seed,
        .permutations = subject->opts->network.arrangement.permutations,
        .reading = silo_words_reading(a->networks.reading),
        .communities_reason = silo_words_lack(communities->lack),
        .communities = has_communities ? (double)communities->count : NAN,
        .communities_teams = has_communities ? (double)communities->teams : NAN,
        .communities_q = communities->q,
        .communities_agreement = communities->agreement,
        .handoffs = network_row(&a->networks.handoffs),
        .ties = network_row(&a->networks.ties),
    };
}
