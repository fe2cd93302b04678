/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STATS_SERVICE_SUMMARY_H
#define PULSSID_STATS_SERVICE_SUMMARY_H

/*
 * Reasons, topics, breadth, and volume beside quality over the window, as the rows that are stored, with
 * their sentences.
 *
 *   internal  handoffs for an instruction, authority or capacity: the organisation's own, neither what the
 *             matter needed (skill) nor what the customer wished
 *   ended     contacts about a topic that were never handed on, or are known to have ended at the team where
 *             most of those handed on do. A topic is an orphan where they are fewer than half, were those
 *             whose end is not known among them too, and owned where they are not, beyond Wilson's interval
 *             of the share as it is told.
 *   lost      what goes with a topic's handoffs by the organisation's penalty of one: nobody's satisfaction
 *             by topic is kept, which less the teams' figures would be that of a few
 *   volume    an alarm takes both, more contacts and less satisfaction, each at .05 (intersection-union)
 */

#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/error.h"
#include "model/language.h"
#include "store/service_store.h"
#include "store/silo_store.h"

#define SERVICE_REASONS REASONS /* the five, and internal ones together */

/* Owned through service_summary_free(). */
struct service_summary {
    struct service_results results; /* points into what follows */
    struct reason_summary_row reasons[SERVICE_REASONS];
    struct topic_summary_row *topics;
    char **texts; /* [n_texts], of topics LANGUAGE_COUNT each, then of volume */
    size_t n_texts;
};

/* The teams that could have been visited, ids ascending. */
struct service_teams {
    size_t n;
    const int32_t *team_id;
};

/* paths: of the same window; k: the threshold for customers. The names of topics stay the window's. */
bool service_summary_new(const struct service_window *window, const struct service_teams *teams,
                         const struct path_summary_row *paths, int32_t k,
                         struct service_summary **ret_summary, struct error *err) MUST_CHECK;
struct service_summary *service_summary_free(struct service_summary *summary);
DEFINE_CLEANUP(service_summary_free, struct service_summary)

#endif
