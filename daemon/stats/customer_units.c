/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plans customer dimensions one by one, reads what is to be shown of all, and keeps it. */
#include "customer_units.h"

#include <stdlib.h>

#include "customer_sums.h"
#include "model/query_audit.h"

/* What else is told of an outlook's figures, by node. */
struct beside {
    int64_t *contacts; /* or CELL_UNKNOWN */
    bool *spread;
};

/* All plans of a period: one of each metric, and behind it, of an NPS, that of groups of SPREAD_FROM. */
struct planning {
    const struct figures *figures;
    const struct contact_classes *classes;
    struct query_audit *told; /* of the counts of contacts */
    size_t n;
    struct customer_outlook *outlooks;
    struct beside *beside; /* one of each outlook */
    /* of the metric that is being planned */
    int32_t *rated;
    bool *may_show;
    struct touch_set *set;
};

static bool no_memory(const struct figures *figures, struct error *err)
{
    return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the figures of %zu teams", figures->tree->n);
}

size_t customer_units_column(const struct metric_set *set, size_t metric)
{
    size_t column = 0;
    for (size_t m = 0; m < metric; m++) {
        column += set->metrics[m].audience == AUDIENCE_CUSTOMER;
    }
    return column;
}

bool customer_units_asked(const struct figures *figures, const struct contact_class *class, size_t metric)
{
    const struct metric_source *source = &figures->set->sources[class->source];
    for (size_t i = 0; i < source->n_dimensions; i++) {
        if (source->metrics[i] == (int32_t)metric) {
            return true;
        }
    }
    return false;
}

/* How many contacts touched the teams that a figure is over, where that may be told. */
static bool count_contacts(const struct planning *planning, const struct touch_plan *plan, int32_t node,
                           struct error *err)
{
    const struct customer_outlook *outlook = &planning->outlooks[planning->n];
    const struct touch_set *set = planning->set;
    size_t n = 0;
    int64_t contacts = 0;
    bool admitted;
    touch_disclosure_classes(plan, outlook->shown, node, planning->set);
    uint32_t *asked CLEANUP(free) = calloc(set->n + 1, sizeof *asked);
    if (asked == NULL) {
        return no_memory(planning->figures, err);
    }
    for (size_t i = 0; i < set->n; i++) {
        const struct contact_class *class = &planning->classes->all[set->classes[i]];
        if (customer_units_asked(planning->figures, class, outlook->metric)) {
            asked[n++] = set->classes[i];
            contacts += class->contacts;
        }
    }
    if (!query_audit_admit(planning->told, asked, n, &admitted, err)) {
        return false;
    }
    planning->beside[planning->n].contacts[node] = admitted ? contacts : CELL_UNKNOWN;
    return true;
}

/* Plans one more outlook and counts its contacts. */
static bool look_out(struct planning *planning, const struct touch_plan *plan, size_t metric,
                     struct error *err)
{
    size_t n = planning->figures->tree->n;
    struct customer_outlook *outlook = &planning->outlooks[planning->n];
    struct beside *beside = &planning->beside[planning->n];
    outlook->metric = metric;
    outlook->shown = calloc(n, sizeof *outlook->shown);
    outlook->sums = calloc(n, sizeof *outlook->sums);
    beside->contacts = calloc(n, sizeof *beside->contacts);
    beside->spread = calloc(n, sizeof *beside->spread);
    if (outlook->shown == NULL || outlook->sums == NULL || beside->contacts == NULL ||
        beside->spread == NULL) {
        return no_memory(planning->figures, err);
    }
    if (!touch_disclosure_plan(plan, outlook->shown, err)) {
        return false;
    }
    for (size_t v = 0; v < n; v++) {
        beside->contacts[v] = CELL_UNKNOWN;
        if (outlook->shown[v].published && !count_contacts(planning, plan, (int32_t)v, err)) {
            return false;
        }
    }
    planning->n++;
    return true;
}

/* Leaves of a team that is too small to be left alone with what its customers say are not shown. */
static void allow(const struct planning *planning)
{
    const struct figures *figures = planning->figures;
    for (size_t v = 0; v < figures->tree->n; v++) {
        int32_t headcount = figures->tree->nodes[v].team.headcount;
        bool small = headcount != HEADCOUNT_UNKNOWN && headcount < figures->period->k_employee;
        planning->may_show[v] = !small || !figures_is_leaf(figures, v);
    }
}

static struct touch_plan plan_of(const struct planning *planning, int32_t k)
{
    return (struct touch_plan){planning->figures->tree, planning->classes, planning->rated,
                               planning->may_show, k};
}

static int32_t tens(const struct figures *figures)
{
    int32_t k = figures->period->k_customer;
    return k > SPREAD_FROM ? k : SPREAD_FROM;
}

static bool plan_metric(struct planning *planning, size_t metric, struct error *err)
{
    const struct figures *figures = planning->figures;
    size_t column = customer_units_column(figures->set, metric);
    for (size_t c = 0; c < planning->classes->n; c++) {
        planning->rated[c] = *contact_classes_rated(planning->classes, c, column);
    }
    allow(planning);
    struct touch_plan all = plan_of(planning, figures->period->k_customer);
    if (!look_out(planning, &all, metric, err)) {
        return false;
    }
    const struct touch_disclosure *shown = planning->outlooks[planning->n - 1].shown;
    struct touch_plan large = plan_of(planning, tens(figures));
    if (figures->set->metrics[metric].kind != DIMENSION_NPS) {
        return touch_disclosure_audit(&large, shown, planning->beside[planning->n - 1].spread, err);
    }
    for (size_t v = 0; v < figures->tree->n; v++) {
        planning->may_show[v] = shown[v].published;
    }
    return look_out(planning, &large, metric, err);
}

/* Leaves at or below each node that are published themselves. */
static void count_leaves(const struct figures *figures, const struct touch_disclosure *shown,
                         int32_t *ret_leaves)
{
    for (size_t v = 0; v < figures->tree->n; v++) {
        ret_leaves[v] = figures_is_leaf(figures, v) && shown[v].published;
    }
    for (size_t v = 0; v + 1 < figures->tree->n; v++) {
        ret_leaves[figures->tree->nodes[v].parent] += ret_leaves[v];
    }
}

static void keep_all(const struct planning *planning, size_t o, const int32_t *leaves, struct figure *nodes)
{
    const struct customer_outlook *outlook = &planning->outlooks[o];
    for (size_t v = 0; v < planning->figures->tree->n; v++) {
        nodes[v].published = outlook->shown[v].published;
        nodes[v].shown_at = outlook->shown[v].shown_at;
        nodes[v].shown = outlook->sums[v];
        nodes[v].contacts = planning->beside[o].contacts[v];
        nodes[v].teams_shown = leaves[v];
        nodes[v].spread = planning->beside[o].spread[v] ? outlook->sums[v] : (struct tally){0};
    }
}

static void keep_large(const struct planning *planning, size_t o, const int32_t *leaves, struct figure *nodes)
{
    for (size_t v = 0; v < planning->figures->tree->n; v++) {
        nodes[v].spread = planning->outlooks[o].sums[v];
        nodes[v].spread_contacts = planning->beside[o].contacts[v];
        nodes[v].spread_teams = leaves[v];
    }
}

/* Hands results over to the figures. The second outlook of a metric is that of its large groups. */
static bool keep(const struct planning *planning, struct error *err)
{
    const struct figures *figures = planning->figures;
    int32_t *leaves CLEANUP(free) = calloc(figures->tree->n, sizeof *leaves);
    if (leaves == NULL) {
        return no_memory(figures, err);
    }
    for (size_t o = 0; o < planning->n; o++) {
        const struct customer_outlook *outlook = &planning->outlooks[o];
        bool is_second = o > 0 && planning->outlooks[o - 1].metric == outlook->metric;
        count_leaves(figures, outlook->shown, leaves);
        (is_second ? keep_large : keep_all)(planning, o, leaves, figures_of(figures, outlook->metric));
    }
    return true;
}

/* Room for all, and the audit of the counts. */
static bool start(struct planning *planning, struct error *err)
{
    const struct contact_classes *classes = planning->classes;
    size_t n = 2 * customer_units_column(planning->figures->set, planning->figures->set->n);
    planning->outlooks = calloc(n + 1, sizeof *planning->outlooks);
    planning->beside = calloc(n + 1, sizeof *planning->beside);
    planning->rated = calloc(classes->n + 1, sizeof *planning->rated);
    planning->may_show = calloc(planning->figures->tree->n, sizeof *planning->may_show);
    if (planning->outlooks == NULL || planning->beside == NULL || planning->rated == NULL ||
        planning->may_show == NULL) {
        return no_memory(planning->figures, err);
    }
    for (size_t c = 0; c < classes->n; c++) {
        planning->rated[c] = classes->all[c].contacts;
    }
    return touch_set_new(classes->n, &planning->set, err) &&
           query_audit_new(planning->rated, classes->n, planning->figures->period->k_customer,
                           &planning->told, err);
}

static void planning_free_local(struct planning *planning)
{
    for (size_t o = 0; planning->outlooks != NULL && planning->beside != NULL && o <= planning->n; o++) {
        free(planning->outlooks[o].shown);
        free(planning->outlooks[o].sums);
        free(planning->beside[o].contacts);
        free(planning->beside[o].spread);
    }
    free(planning->outlooks);
    free(planning->beside);
    free(planning->rated);
    free(planning->may_show);
    touch_set_free(planning->set);
    query_audit_free(planning->told);
}

bool customer_units_decide(struct db *db, const struct figures *figures,
                           const struct contact_classes *classes, struct error *err)
{
    struct planning planning CLEANUP(planning_free) = {.figures = figures, .classes = classes};
    if (!start(&planning, err)) {
        return false;
    }
    for (size_t m = 0; m < figures->set->n; m++) {
        const struct metric *metric = &figures->set->metrics[m];
        if (metric->audience == AUDIENCE_CUSTOMER && metric->has_data && !plan_metric(&planning, m, err)) {
            return error_prefix(err, "dimension %s", metric->dimension);
        }
    }
    return customer_sums_read(db, figures, planning.outlooks, planning.n, err) && keep(&planning, err);
}
