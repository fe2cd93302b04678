/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plans customer dimensions one by one, reads what is to be shown of all, and keeps it. */
#include "customer_units.h"

#include <stdlib.h>

#include "customer_sums.h"
#include "model/query_audit.h"

/* What else is told of an outlook's figures, by node. */
struct beside {
    bool *contacts;
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
    bool *may_count;
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

/* Whether a version of a survey asks for a metric. */
static bool is_asked_in(const struct figures *figures, size_t source_index, size_t metric)
{
    const struct metric_source *source = &figures->set->sources[source_index];
    for (size_t i = 0; i < source->n_dimensions; i++) {
        if (source->metrics[i] == (int32_t)metric) {
            return true;
        }
    }
    return false;
}

/* Room to ask for the contacts of a figure: of which sources, and which teams. */
struct asking {
    struct touch_set *set;
    uint32_t *classes;
    int32_t *name;
};

static void asking_free_local(struct asking *asking)
{
    touch_set_free(asking->set);
    free(asking->classes);
    free(asking->name);
}

static bool start_asking(const struct touch_plan *plan, size_t n_sources, struct asking *asking,
                         struct error *err)
{
    asking->classes = calloc(plan->classes->n + 1, sizeof *asking->classes);
    asking->name = calloc(n_sources + 1 + plan->tree->n, sizeof *asking->name);
    return (asking->classes != NULL && asking->name != NULL && touch_set_new(plan, &asking->set, err)) ||
           error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the contacts of %zu teams", plan->tree->n);
}

/* The contacts of a metric that touched the teams of the set: the query and its name, the sources before the
 * teams. */
static struct audit_query ask(const struct planning *planning, size_t metric, const struct asking *asking)
{
    const struct figures *figures = planning->figures;
    const struct touch_set *set = asking->set;
    struct audit_query query = {.classes = asking->classes, .name.numbers = asking->name};
    for (size_t i = 0; i < set->n; i++) {
        size_t source = planning->classes->all[set->classes[i]].source;
        if (is_asked_in(figures, source, metric)) {
            asking->classes[query.n++] = set->classes[i];
        }
    }
    for (size_t s = 0; s < figures->set->n_sources; s++) {
        if (is_asked_in(figures, s, metric)) {
            asking->name[query.name.n++] = (int32_t)s;
        }
    }
    asking->name[query.name.n++] = -1;
    for (size_t i = 0; i < set->n_teams; i++) {
        asking->name[query.name.n++] = set->teams[i];
    }
    return query;
}

/* Decides where it may be told how many contacts touched the teams that a figure of the last outlook is over.
 */
static bool audit_contacts(const struct planning *planning, const struct touch_plan *plan, struct error *err)
{
    const struct customer_outlook *outlook = &planning->outlooks[planning->n];
    bool *told = planning->beside[planning->n].contacts;
    struct asking asking CLEANUP(asking_free) = {0};
    if (!start_asking(plan, planning->figures->set->n_sources, &asking, err)) {
        return false;
    }
    for (size_t v = 0; v < plan->tree->n; v++) {
        if (!outlook->shown[v].published) {
            continue;
        }
        touch_disclosure_set(plan, outlook->shown, (int32_t)v, asking.set);
        struct audit_query query = ask(planning, outlook->metric, &asking);
        if (!query_audit_admit(planning->told, &query, &told[v], err)) {
            return false;
        }
    }
    return true;
}

/* Plans one more outlook. */
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
    if (!touch_disclosure_plan(plan, outlook->shown, err) || !audit_contacts(planning, plan, err)) {
        return false;
    }
    planning->n++;
    return true;
}

/* Teams that are too small to be left alone with what their customers say are not counted. */
static void allow(const struct planning *planning)
{
    const struct figures *figures = planning->figures;
    for (size_t v = 0; v < figures->tree->n; v++) {
        int32_t headcount = figures->tree->nodes[v].team.headcount;
        bool small = headcount != HEADCOUNT_UNKNOWN && headcount < figures->period->k_employee;
        planning->may_show[v] = true;
        planning->may_count[v] = !small;
    }
}

static struct touch_plan plan_of(const struct planning *planning, int32_t k)
{
    return (struct touch_plan){planning->figures->tree, planning->classes,   planning->rated,
                               planning->may_show,      planning->may_count, k};
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

static int64_t contacts_of(const struct planning *planning, size_t o, size_t node)
{
    return planning->beside[o].contacts[node] ? planning->outlooks[o].sums[node].contacts : CELL_UNKNOWN;
}

static void keep_all(const struct planning *planning, size_t o, const int32_t *leaves, struct figure *nodes)
{
    const struct customer_outlook *outlook = &planning->outlooks[o];
    for (size_t v = 0; v < planning->figures->tree->n; v++) {
        nodes[v].own.n = outlook->sums[v].own;
        nodes[v].published = outlook->shown[v].published;
        nodes[v].shown_at = outlook->shown[v].shown_at;
        nodes[v].shown = outlook->sums[v].shown;
        nodes[v].contacts = contacts_of(planning, o, v);
        nodes[v].teams_shown = leaves[v];
        nodes[v].spread = planning->beside[o].spread[v] ? outlook->sums[v].shown : (struct tally){0};
    }
}

static void keep_large(const struct planning *planning, size_t o, const int32_t *leaves, struct figure *nodes)
{
    for (size_t v = 0; v < planning->figures->tree->n; v++) {
        nodes[v].spread = planning->outlooks[o].sums[v].shown;
        nodes[v].spread_contacts = contacts_of(planning, o, v);
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
    planning->may_count = calloc(planning->figures->tree->n, sizeof *planning->may_count);
    if (planning->outlooks == NULL || planning->beside == NULL || planning->rated == NULL ||
        planning->may_show == NULL || planning->may_count == NULL) {
        return no_memory(planning->figures, err);
    }
    for (size_t c = 0; c < classes->n; c++) {
        planning->rated[c] = classes->all[c].contacts;
    }
    const struct audit_people people = {classes->n, planning->rated, classes->are_part};
    return query_audit_new(&people, planning->figures->period->k_customer, &planning->told, err);
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
    free(planning->may_count);
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
