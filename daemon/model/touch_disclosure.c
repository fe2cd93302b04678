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
    int64_t *shared;         /* by node: those of them who were asked last */
    uint64_t *seen;          /* by node: the last count it was in */
    uint64_t counts;         /* of one class each */
    int32_t *sharing;        /* nodes that have entries in `shared` */
    size_t n_sharing;
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
        if (shown->shown_at == from && is_unit(planning->plan, v) && planning->plan->may_count[v]) {
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

bool touch_disclosure_order(const struct touch_plan *plan, int32_t *ret_order, struct error *err)
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
        ret_order[i] = ranked[i].leaf;
    }
    return true;
}

static bool decide_all(struct planning *planning, const int32_t *order, struct error *err)
{
    for (size_t i = 0; i < planning->plan->tree->n; i++) {
        int32_t v = order[i];
        bool leaf = !is_unit(planning->plan, v);
        if (planning->plan->may_show[v] && (!leaf || planning->plan->may_count[v]) &&
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
    planning->shared = calloc(plan->tree->n, sizeof *planning->shared);
    planning->seen = calloc(plan->tree->n, sizeof *planning->seen);
    planning->sharing = calloc(plan->tree->n + 1, sizeof *planning->sharing);
    if (*ret_order == NULL || planning->shared == NULL || planning->seen == NULL ||
        planning->sharing == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory to plan %zu teams", plan->tree->n);
    }
    const struct audit_people people = {plan->classes->n, plan->contacts, plan->classes->are_part};
    return touch_disclosure_order(plan, *ret_order, err) && touch_set_new(plan, &planning->asked, err) &&
           query_audit_new(&people, plan->k, &planning->audit, err);
}

static void planning_free_local(struct planning *planning)
{
    query_audit_free(planning->audit);
    touch_set_free(planning->asked);
    free(planning->shared);
    free(planning->seen);
    free(planning->sharing);
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

static void share_at(struct planning *planning, int32_t node, int32_t contacts)
{
    planning->sharing[planning->n_sharing] = node;
    planning->n_sharing += planning->shared[node] == 0;
    planning->shared[node] += contacts;
}

/* Counts a class once at each published figure that it is in: that of a team it touched, and those above. */
static void share(struct planning *planning, const struct touch_disclosure *shown, uint32_t c)
{
    const struct contact_classes *classes = planning->plan->classes;
    const struct contact_class *class = &classes->all[c];
    const struct team_node *nodes = planning->plan->tree->nodes;
    int32_t contacts = planning->plan->contacts[c];
    uint64_t *seen = planning->seen;
    uint64_t count = ++planning->counts;
    for (size_t i = 0; i < class->n_nodes && contacts > 0; i++) {
        int32_t node = shown[classes->nodes[class->first + i]].shown_at;
        for (; node != DISCLOSURE_NOWHERE && seen[node] != count; node = nodes[node].parent) {
            seen[node] = count;
            if (shown[node].published) {
                share_at(planning, node, contacts);
            }
        }
    }
}

/* Sets whom those asked last share with each published figure. Returns how many were asked. */
static int64_t count_shared(struct planning *planning, const struct touch_disclosure *shown)
{
    int64_t n = 0;
    while (planning->n_sharing > 0) {
        planning->shared[planning->sharing[--planning->n_sharing]] = 0;
    }
    for (size_t i = 0; i < planning->asked->n; i++) {
        n += planning->plan->contacts[planning->asked->classes[i]];
        share(planning, shown, planning->asked->classes[i]);
    }
    return n;
}

/* Of those who are not held nothing is known: they may be where nobody of the held is. */
static bool is_few(const struct planning *planning, int64_t n)
{
    return n < planning->plan->k && (n > 0 || planning->plan->classes->are_part);
}

/* Whether a node is in what another shows, whoever touched it. */
static bool is_within(const struct planning *planning, int32_t node, int32_t above)
{
    return planning->plan->tree->nodes[above].first <= node && node <= above;
}

/* Whether all teams of what was asked last are teams of another figure. */
static bool is_over_teams_of(const struct planning *planning, const struct touch_disclosure *shown,
                             int32_t node)
{
    const struct touch_set *asked = planning->asked;
    size_t i = 0;
    while (i < asked->n_teams && is_within(planning, shown[asked->teams[i]].shown_at, node)) {
        i++;
    }
    return i == asked->n_teams;
}

/* Whether few of what was asked last, for a node, are in no other figure: a mean at an end of the scale says
 * that all of a group answered alike, and by how many of them another figure has, what few others answered
 * would be left over. */
static bool leaves_few_over(const struct planning *planning, const struct touch_disclosure *shown,
                            int32_t node, int64_t n)
{
    for (size_t i = 0; i < planning->n_sharing; i++) {
        int32_t v = planning->sharing[i];
        if (v != node && is_few(planning, n - planning->shared[v]) && !is_over_teams_of(planning, shown, v)) {
            return true;
        }
    }
    return false;
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

/* Whether few of those asked last touched neither of two leaves. */
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
    return over > 0 ? over < planning->plan->k : others && is_few(planning, 0);
}

/* Whether the means of two published leaves would leave few of those over who were asked last. Their shares
 * were counted already. */
static bool pairs_leave_few_over(const struct planning *planning, int64_t n)
{
    const int64_t *shared = planning->shared;
    int64_t most = 0;
    for (size_t i = 0; i < planning->n_sharing; i++) {
        int32_t a = planning->sharing[i];
        most = !is_unit(planning->plan, a) && shared[a] > most ? shared[a] : most;
    }
    for (size_t i = 0; i < planning->n_sharing; i++) {
        int32_t a = planning->sharing[i];
        bool enough = !is_unit(planning->plan, a) && shared[a] + most > n - planning->plan->k;
        for (size_t j = 0; j < i && enough; j++) {
            int32_t b = planning->sharing[j];
            if (!is_unit(planning->plan, b) && shared[a] + shared[b] > n - planning->plan->k &&
                are_few_beside(planning, a, b)) {
                return true;
            }
        }
    }
    return false;
}

/* Whether means that are told could leave the dispersion of few of those over who were asked last, for a
 * node. */
static bool means_leave_few_over(struct planning *planning, const struct touch_disclosure *shown,
                                 int32_t node)
{
    int64_t n = count_shared(planning, shown);
    return leaves_few_over(planning, shown, node, n) || pairs_leave_few_over(planning, n);
}

bool touch_disclosure_audit(const struct touch_plan *plan, const struct touch_disclosure *shown,
                            bool *ret_admitted, struct error *err)
{
    struct planning planning CLEANUP(planning_free) = {0};
    int32_t *order CLEANUP(free) = NULL;
    if (!start(plan, &planning, &order, err)) {
        return false;
    }
    for (size_t i = 0; i < plan->tree->n; i++) {
        int32_t v = order[i];
        ret_admitted[v] = false;
        touch_disclosure_set(plan, shown, v, planning.asked);
        if (!shown[v].published || means_leave_few_over(&planning, shown, v)) {
            continue;
        }
        if (!admit(&planning, &ret_admitted[v], err)) {
            return false;
        }
    }
    return true;
}
