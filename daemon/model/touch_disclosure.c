/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts leaves and then units to an audit. */
#include "touch_disclosure.h"

#include <stdlib.h>
#include <string.h>

#include "query_audit.h"

/* One plan under way. */
struct planning {
    const struct touch_plan *plan;
    struct touch_disclosure *shown; /* by node */
    struct query_audit *audit;
    struct touch_set *asked; /* the classes that were asked last */
};

bool touch_set_new(const struct touch_plan *plan, struct touch_set **ret_set, struct error *err)
{
    size_t n = plan->classes->n + 1;
    struct touch_set *set CLEANUP(touch_set_free) = calloc(1, sizeof *set);
    if (set == NULL || (set->teams = calloc(plan->tree->n, sizeof *set->teams)) == NULL ||
        (set->classes = calloc(n, sizeof *set->classes)) == NULL ||
        (set->is_in = calloc(n, sizeof *set->is_in)) == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for a set of %zu classes", n);
    }
    *ret_set = set;
    set = NULL;
    return true;
}

struct touch_set *touch_set_free(struct touch_set *set)
{
    if (set != NULL) {
        free(set->teams);
        free(set->classes);
        free(set->is_in);
        free(set);
    }
    return NULL;
}

static void add_touching(const struct contact_classes *classes, int32_t node, struct touch_set *set)
{
    for (size_t i = classes->starts[node]; i < classes->starts[node + 1]; i++) {
        uint32_t class = classes->touching[i];
        if (!set->is_in[class]) {
            set->is_in[class] = true;
            set->classes[set->n++] = class;
        }
    }
}

static bool is_unit(const struct touch_plan *plan, int32_t node)
{
    return plan->tree->nodes[node].n_children > 0;
}

void touch_disclosure_set(const struct touch_plan *plan, const struct touch_disclosure *shown, int32_t node,
                          struct touch_set *set)
{
    for (size_t i = 0; i < set->n; i++) {
        set->is_in[set->classes[i]] = false;
    }
    set->n = 0;
    set->n_teams = 0;
    /* Where a team is shown is a node above it, and above the node when it comes behind. */
    for (int32_t team = plan->tree->nodes[node].first; team <= node; team++) {
        int32_t at = shown[team].shown_at;
        if (at != DISCLOSURE_NOWHERE && at <= node) {
            set->teams[set->n_teams++] = team;
            add_touching(plan->classes, team, set);
        }
    }
}

/* How many the figure of a node would be over, as the teams are shown now. */
static int64_t ask(const struct planning *planning, int32_t node)
{
    int64_t n = 0;
    touch_disclosure_set(planning->plan, planning->shown, node, planning->asked);
    for (size_t i = 0; i < planning->asked->n; i++) {
        n += planning->plan->contacts[planning->asked->classes[i]];
    }
    return n;
}

/* Puts what was asked last to the audit. */
static bool admit(struct planning *planning, bool *ret_admitted, struct error *err)
{
    const struct touch_set *asked = planning->asked;
    const struct audit_query query = {asked->n, asked->classes, {asked->n_teams, asked->teams}};
    return query_audit_admit(planning->audit, &query, ret_admitted, err);
}

/* Publishes a node when what was asked last may be told; n: how many that is over. */
static bool decide(struct planning *planning, int32_t node, int64_t n, struct error *err)
{
    return n < planning->plan->k || admit(planning, &planning->shown[node].published, err);
}

static bool decide_leaf(struct planning *planning, int32_t leaf, struct error *err)
{
    struct touch_disclosure *shown = &planning->shown[leaf];
    shown->shown_at = leaf;
    bool done = decide(planning, leaf, ask(planning, leaf), err);
    shown->shown_at = shown->published ? leaf : DISCLOSURE_NOWHERE;
    return done;
}

/* Joins the units at and below one that are shown at `from` to `to`. */
static void join(const struct planning *planning, int32_t unit, int32_t from, int32_t to)
{
    for (int32_t v = planning->plan->tree->nodes[unit].first; v <= unit; v++) {
        struct touch_disclosure *shown = &planning->shown[v];
        if (shown->shown_at == from && is_unit(planning->plan, v)) {
            shown->shown_at = to;
        }
    }
}

static bool decide_unit(struct planning *planning, int32_t unit, struct error *err)
{
    int64_t n = ask(planning, unit);
    join(planning, unit, DISCLOSURE_NOWHERE, unit);
    int64_t n_joined = ask(planning, unit);
    if (n_joined > n && !decide(planning, unit, n_joined, err)) {
        return false;
    }
    if (planning->shown[unit].published) {
        return true;
    }
    join(planning, unit, unit, DISCLOSURE_NOWHERE);
    return decide(planning, unit, ask(planning, unit), err);
}

/* A leaf and the contacts that touched it. */
struct ranked {
    int32_t leaf;
    int64_t n;
};

static int by_contacts(const void *a, const void *b)
{
    const struct ranked *x = a;
    const struct ranked *y = b;
    return x->n != y->n ? (x->n < y->n) - (x->n > y->n) : (x->leaf > y->leaf) - (x->leaf < y->leaf);
}

/* Sets the nodes in the order in which they are decided; the whole is the last one. */
static bool set_order(const struct touch_plan *plan, int32_t *order, struct error *err)
{
    const struct contact_classes *classes = plan->classes;
    size_t n = plan->tree->n;
    struct ranked *ranked CLEANUP(free) = calloc(n, sizeof *ranked);
    if (ranked == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory to plan %zu teams", n);
    }
    for (size_t v = 0; v < n; v++) {
        bool leaf = !is_unit(plan, (int32_t)v) && v + 1 < n;
        ranked[v] = (struct ranked){(int32_t)v, leaf ? 0 : -1};
        for (size_t i = classes->starts[v]; i < classes->starts[v + 1] && leaf; i++) {
            ranked[v].n += plan->contacts[classes->touching[i]];
        }
    }
    qsort(ranked, n, sizeof *ranked, by_contacts);
    for (size_t i = 0; i < n; i++) {
        order[i] = ranked[i].leaf;
    }
    return true;
}

static bool decide_all(struct planning *planning, const int32_t *order, struct error *err)
{
    for (size_t i = 0; i < planning->plan->tree->n; i++) {
        int32_t v = order[i];
        bool leaf = !is_unit(planning->plan, v);
        if (planning->plan->may_show[v] &&
            !(leaf ? decide_leaf(planning, v, err) : decide_unit(planning, v, err))) {
            return false;
        }
    }
    return true;
}

/* What both passes over the nodes need. The planning is zeroed, and the caller's to free also on failure. */
static bool start(const struct touch_plan *plan, struct planning *planning, int32_t **ret_order,
                  struct error *err)
{
    planning->plan = plan;
    *ret_order = calloc(plan->tree->n, sizeof **ret_order);
    if (*ret_order == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory to plan %zu teams", plan->tree->n);
    }
    const struct audit_people people = {plan->classes->n, plan->contacts, plan->classes->are_part};
    return set_order(plan, *ret_order, err) && touch_set_new(plan, &planning->asked, err) &&
           query_audit_new(&people, plan->k, &planning->audit, err);
}

static void planning_free_local(struct planning *planning)
{
    query_audit_free(planning->audit);
    touch_set_free(planning->asked);
}

bool touch_disclosure_plan(const struct touch_plan *plan, struct touch_disclosure *ret, struct error *err)
{
    struct planning planning CLEANUP(planning_free) = {.shown = ret};
    int32_t *order CLEANUP(free) = NULL;
    for (size_t v = 0; v < plan->tree->n; v++) {
        ret[v] = (struct touch_disclosure){.shown_at = DISCLOSURE_NOWHERE};
    }
    return start(plan, &planning, &order, err) && decide_all(&planning, order, err);
}

/* How many of those asked last touched each published leaf; all of them. */
static int64_t count_shared(const struct planning *planning, const struct touch_disclosure *shown,
                            int64_t *ret_shared)
{
    const struct contact_classes *classes = planning->plan->classes;
    int64_t n = 0;
    memset(ret_shared, 0, planning->plan->tree->n * sizeof *ret_shared);
    for (size_t i = 0; i < planning->asked->n; i++) {
        uint32_t c = planning->asked->classes[i];
        const struct contact_class *class = &classes->all[c];
        n += planning->plan->contacts[c];
        for (size_t j = 0; j < class->n_nodes; j++) {
            int32_t node = classes->nodes[class->first + j];
            ret_shared[node] += shown[node].shown_at == node ? planning->plan->contacts[c] : 0;
        }
    }
    return n;
}

static bool touches(const struct contact_classes *classes, uint32_t class, int32_t a, int32_t b)
{
    const struct contact_class *contacts = &classes->all[class];
    size_t i = 0;
    while (i < contacts->n_nodes && classes->nodes[contacts->first + i] != a &&
           classes->nodes[contacts->first + i] != b) {
        i++;
    }
    return i < contacts->n_nodes;
}

/* Whether some of those asked last touched neither of two leaves, and fewer than k. Of those who are not held
 * nothing is known, but where the figure is over no other teams. */
static bool are_few_beside(const struct planning *planning, int32_t a, int32_t b)
{
    const struct touch_set *asked = planning->asked;
    int64_t over = 0;
    bool others = false;
    for (size_t i = 0; i < asked->n && over < planning->plan->k; i++) {
        uint32_t c = asked->classes[i];
        over += touches(planning->plan->classes, c, a, b) ? 0 : planning->plan->contacts[c];
    }
    for (size_t i = 0; i < asked->n_teams; i++) {
        others = others || (asked->teams[i] != a && asked->teams[i] != b);
    }
    return over < planning->plan->k && (over > 0 || (others && planning->plan->classes->are_part));
}

/* Whether means at an end of the scale, which say that all of a group answered alike, would leave the
 * dispersion of few over: of those asked last who touched neither of two published leaves (or the same one
 * twice). */
static bool leaves_few_over(const struct planning *planning, const struct touch_disclosure *shown,
                            int64_t *shared)
{
    int64_t n = count_shared(planning, shown, shared);
    int32_t leaves = (int32_t)planning->plan->tree->n;
    int64_t most = 0;
    for (int32_t v = 0; v < leaves; v++) {
        most = shared[v] > most ? shared[v] : most;
    }
    for (int32_t a = 0; a < leaves; a++) {
        if (shared[a] == 0 || shared[a] + most <= n - planning->plan->k) {
            continue;
        }
        for (int32_t b = 0; b <= a; b++) {
            if (shared[b] > 0 && shared[a] + shared[b] > n - planning->plan->k &&
                are_few_beside(planning, a, b)) {
                return true;
            }
        }
    }
    return false;
}

bool touch_disclosure_audit(const struct touch_plan *plan, const struct touch_disclosure *shown,
                            bool *ret_admitted, struct error *err)
{
    struct planning planning CLEANUP(planning_free) = {0};
    int32_t *order CLEANUP(free) = NULL;
    int64_t *shared CLEANUP(free) = calloc(plan->tree->n, sizeof *shared);
    if (shared == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory to plan %zu teams", plan->tree->n);
    }
    if (!start(plan, &planning, &order, err)) {
        return false;
    }
    for (size_t i = 0; i < plan->tree->n; i++) {
        int32_t v = order[i];
        ret_admitted[v] = false;
        touch_disclosure_set(plan, shown, v, planning.asked);
        if (shown[v].published && !leaves_few_over(&planning, shown, shared) &&
            !admit(&planning, &ret_admitted[v], err)) {
            return false;
        }
    }
    return true;
}
