/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MODEL_HANDOFF_PLAN_H
#define PULSSID_MODEL_HANDOFF_PLAN_H

/*
 * Which handoff counts between cleared teams are hidden although they are large enough, and with which small
 * ones, so that "<k" cannot be worked out. It sees counts and never a path.
 *
 * A pair of teams shows its count from k on, else "<k", that is 0 … k - 1: whether it had one is not told. No
 * total of handoffs is published, but one can be had from the scores: contacts counted at each team of a
 * unit, less those of the unit, are the times that customers went from one of its teams to another (exactly,
 * where nobody comes back). So the sum over a group of pairs is known, those whose teams meet first at the
 * same node of the tree and which are published on the same dimensions (a class of teams each), and with what
 * is shown, the sum of its small pairs. What then protects a small count:
 *
 *  - Scores count touches, which have no direction. Were a contact from a to b one from b to a, every figure
 *    would be the same. So a small pair is safe while its reverse is hidden too and not both are k - 1.
 *  - Else, when another pair of its group may have had the contact: one of a or b with a third team d where
 *    some contact touched d alone, which has less than k - 1 itself. Contacts counted at a, b and d stay.
 *
 * Where there is neither, both directions between a and b are hidden, and which was the large one with them.
 * What else is told and has a direction must not tell one of these from another: stats/silo_told.h.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "team_tree.h"

#define HANDOFF_NOT_CLEARED (-1)

/* A leaf of the tree. */
struct handoff_team {
    int32_t team_id;
    int32_t node;
    int32_t class;  /* equal for teams that are published on the same dimensions; HANDOFF_NOT_CLEARED */
    int64_t direct; /* contacts that touched this team alone */
};

/* Positions in a list of teams. */
struct handoff_pair {
    int32_t from;
    int32_t to;
};

/* There may be as many as pairs of teams. */
struct handoff_count {
    struct handoff_pair pair;
    int32_t n;
    int32_t back; /* that of the reverse */
};

/* What is known of a period's handoffs. */
struct handoffs {
    const struct team_tree *tree;
    const struct handoff_team *teams;
    size_t n_teams;
    int64_t k;
    const struct handoff_count *full; /* every pair of cleared teams from k - 1 on, ordered by from and to */
    size_t n_full;
};

/* The pairs to hide, each direction by itself. The caller frees *ret_pairs. */
bool handoff_plan(const struct handoffs *handoffs, struct handoff_pair **ret_pairs, size_t *ret_n,
                  struct error *err) MUST_CHECK;

#endif
