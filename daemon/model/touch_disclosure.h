/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MODEL_TOUCH_DISCLOSURE_H
#define PULSSID_MODEL_TOUCH_DISCLOSURE_H

/*
 * Which customer cells of one period and dimension may be shown. A contact counts at every team it touched,
 * so figures overlap in any way, and the carry-up rule (disclosure.h) would not do; instead every figure
 * passes an audit (query_audit.h) of all that can be computed from it and those before it. It sees counts and
 * never an answer.
 *
 *   leaves first, those with the most contacts before others: a leaf's figure is over the contacts that
 *   touched it
 *   then units, children before parents: a unit's is over the contacts that touched a published leaf at or
 *   below it, or a unit that was joined at or below it
 *   units that were not joined yet are joined where the contacts that touched them can be counted as well
 *
 * Where only a part of the contacts is in the classes (contact_classes.h), the figures are over all, and the
 * numbers here over the part: whoever has k contacts in the part has them among all. The audit finds its
 * people in the part, and takes figures for the same only where they are over the contacts of the same teams
 * (query_audit.h). So a figure may be missing that could be shown, and none is shown that singles few out.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/error.h"
#include "contact_classes.h"
#include "disclosure.h"
#include "team_tree.h"

/* What is planned: the dimension's contacts[c] of each class (indexed), by threshold k, at the nodes with
 * may_show. Contacts count at nodes with may_count alone: what customers say of a team of few people would be
 * said of them. */
struct touch_plan {
    const struct team_tree *tree;
    const struct contact_classes *classes;
    const int32_t *contacts;
    const bool *may_show;
    const bool *may_count;
    int32_t k;
};

/* Of one node. */
struct touch_disclosure {
    bool published;
    int32_t
        shown_at; /* of a leaf: itself where published; of a unit: where it was joined; DISCLOSURE_NOWHERE */
};

/* ret: tree->n entries. */
bool touch_disclosure_plan(const struct touch_plan *plan, struct touch_disclosure *ret,
                           struct error *err) MUST_CHECK;

/* Which of the published figures may say more, by the plan's k, in the same order: ret_admitted[v], by node.
 * None may that has few contacts beside those of another published figure, or of two published leaves:
 * means at an end of the scale would say that these answered alike. */
bool touch_disclosure_audit(const struct touch_plan *plan, const struct touch_disclosure *shown,
                            bool *ret_admitted, struct error *err) MUST_CHECK;

/* The nodes in the order in which they are decided, the whole last: ret_order, tree->n entries. */
bool touch_disclosure_order(const struct touch_plan *plan, int32_t *ret_order, struct error *err) MUST_CHECK;

/* Whom a figure is over: the contacts that touched some teams. Owned through touch_set_free(). */
struct touch_set {
    size_t n_teams;
    int32_t *teams; /* nodes, ascending */
    size_t n;
    uint32_t *classes; /* with such contacts */
    bool *is_in;       /* by class */
};
bool touch_set_new(const struct touch_plan *plan, struct touch_set **ret_set, struct error *err) MUST_CHECK;
struct touch_set *touch_set_free(struct touch_set *set);
DEFINE_CLEANUP(touch_set_free, struct touch_set)

/* Sets whom the figure of a node is over, as the teams are shown. */
void touch_disclosure_set(const struct touch_plan *plan, const struct touch_disclosure *shown, int32_t node,
                          struct touch_set *set);

#endif
