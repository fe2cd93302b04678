/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts contacts by touch, publishes leaves, and leaves the units to customer_units. */
#include "customer_cells.h"

#include <stdlib.h>
#include <string.h>

#include "customer_units.h"
#include "store/tally_store.h"

/* Where the rows of one version of a survey go. */
struct counting {
    struct figures *figures;
    size_t source;
};

static bool count_touches(void *ctx, const struct tally_row *row, struct error *err)
{
    const struct counting *counting = ctx;
    const struct metric_source *source = &counting->figures->set->sources[counting->source];
    int32_t node = team_tree_find(counting->figures->tree, row->team_id);
    for (size_t i = 0; i < source->n_dimensions && node >= 0; i++) {
        int32_t m = source->metrics[i];
        if (m == METRIC_NONE) {
            continue;
        }
        struct figure *figure = &figures_of(counting->figures, (size_t)m)[node];
        figure->own_responses += row->submissions;
        if (!tally_add(&figure->own, &row->tallies[i],
                       counting->figures->set->metrics[m].unit / source->dimensions[i].unit, err)) {
            return error_prefix(err, "dimension %s", source->dimensions[i].code);
        }
    }
    return true;
}

static bool count_senders(void *ctx, const struct tally_row *row, struct error *err)
{
    (void)err;
    const struct counting *counting = ctx;
    int32_t node = team_tree_find(counting->figures->tree, row->team_id);
    if (node >= 0) {
        figures_submissions(counting->figures, counting->source)[node] = row->submissions;
    }
    return true;
}

static bool count_source(struct db *db, struct figures *figures, size_t s, const struct touch_map *every_team,
                         struct error *err)
{
    const struct metric_source *source = &figures->set->sources[s];
    struct tally_query touches = {figures->period->period, source->survey, source->dimensions,
                                  source->n_dimensions};
    struct tally_query senders = {figures->period->period, source->survey, NULL, 0};
    struct counting counting = {figures, s};
    return tally_store_by_path(db, &touches, every_team, count_touches, &counting, err) &&
           tally_store_by_team(db, &senders, count_senders, &counting, err);
}

static bool count_all(struct db *db, struct figures *figures, struct error *err)
{
    struct touch_map every_team CLEANUP(touch_map_free) = {0};
    for (size_t v = 0; v + 1 < figures->tree->n; v++) {
        int32_t id = figures->tree->nodes[v].team.id;
        if (!touch_map_add(&every_team, id, id, id, err)) {
            return false;
        }
    }
    for (size_t s = 0; s < figures->set->n_sources; s++) {
        if (figures->set->sources[s].survey->audience == AUDIENCE_CUSTOMER &&
            !count_source(db, figures, s, &every_team, err)) {
            return false;
        }
    }
    return true;
}

static void decide_leaves(const struct customer_plan *plan)
{
    const struct figures *figures = plan->figures;
    struct figure *nodes = plan->nodes;
    for (size_t v = 0; v < figures->tree->n; v++) {
        int32_t headcount = figures->tree->nodes[v].team.headcount;
        bool small = headcount != HEADCOUNT_UNKNOWN && headcount < figures->period->k_employee;
        if (figures_is_leaf(figures, v) && nodes[v].own.n >= plan->k && !small) {
            nodes[v].published = true;
            nodes[v].shown_at = (int32_t)v;
            nodes[v].shown = nodes[v].own;
            nodes[v].contacts = nodes[v].own_responses;
            nodes[v].teams_shown = 1;
        }
    }
}

static bool decide(struct db *db, const struct customer_plan *plan, struct error *err)
{
    decide_leaves(plan);
    return customer_units_decide(db, plan, err);
}

/* The same once more with groups of SPREAD_FROM, for what is shown of those alone. */
static bool decide_spread(struct db *db, const struct customer_plan *plan, struct figure *tens,
                          struct error *err)
{
    struct customer_plan spread = *plan;
    spread.nodes = tens;
    spread.k = plan->k > SPREAD_FROM ? plan->k : SPREAD_FROM;
    if (!decide(db, &spread, err)) {
        return false;
    }
    for (size_t v = 0; v < plan->figures->tree->n; v++) {
        if (tens[v].published) {
            plan->nodes[v].spread = tens[v].shown;
            plan->nodes[v].spread_teams = tens[v].teams_shown;
        }
    }
    return true;
}

static bool decide_metric(struct db *db, struct figures *figures, size_t metric, struct error *err)
{
    const struct customer_plan plan = {figures, metric, figures_of(figures, metric),
                                       figures->period->k_customer};
    size_t n = figures->tree->n;
    struct figure *tens CLEANUP(free) = calloc(n, sizeof *tens);
    if (tens == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the figures of %zu teams", n);
    }
    memcpy(tens, plan.nodes, n * sizeof *tens);
    return decide(db, &plan, err) && decide_spread(db, &plan, tens, err);
}

bool customer_cells_fill(struct db *db, struct figures *figures, struct error *err)
{
    if (!count_all(db, figures, err)) {
        return false;
    }
    for (size_t m = 0; m < figures->set->n; m++) {
        const struct metric *metric = &figures->set->metrics[m];
        if (metric->audience == AUDIENCE_CUSTOMER && metric->has_data &&
            !decide_metric(db, figures, m, err)) {
            return false;
        }
    }
    return true;
}
