/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MODEL_DISCLOSURE_H
#define PULSSID_MODEL_DISCLOSURE_H

/*
 * Which cells of one period and dimension may be shown: the carry-up rule. It sees counts and never an
 * answer.
 *
 *   for each node v, children first:
 *     R = own respondents of v + what its children could not show
 *     R >= k: these R people are an atom: they are shown at v and at every ancestor
 *     else:   R is carried up
 *   v is published when it is an atom or has a published descendant; its figure is over the atoms at and
 * below it. What is left at the root is shown nowhere.
 *
 * Atoms are disjoint and have at least k people each, and every published figure is a function of whole
 * atoms; so no set of fewer than k people can be isolated from any combination of figures (Theorem in the
 * project's privacy notes).
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "team_tree.h"

#define DISCLOSURE_NOWHERE (-1)

/* People in the smallest group whose dispersion, NPS and shares may be shown. */
#define SPREAD_FROM 10

/* Invited from which a response rate is shown. */
#define RATE_FROM 5

struct disclosure {
    int64_t atom;         /* people who are shown first at this node; 0: none */
    bool published;       /* whether the node's figure is shown */
    int32_t atom_at;      /* nearest node at or above with an atom, DISCLOSURE_NOWHERE */
    int32_t shown_at;     /* the same where the node has own respondents, else DISCLOSURE_NOWHERE */
    int32_t leaves_shown; /* leaves at or below whose own respondents, if any, are in the node's figure */
};

/* Plans one dimension. own[i]: respondents at tree->nodes[i]; a node whose own respondents outnumber its
 * known headcount is suppressed whole: they count nowhere. k >= 1. ret: tree->n entries. */
void disclosure_plan(const struct team_tree *tree, const int64_t *own, int64_t k, struct disclosure *ret);

#endif
