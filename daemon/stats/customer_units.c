/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Brings the contacts of leaves together in units, from the deepest up, and publishes what is safe. */
#include "customer_units.h"

#include <stdlib.h>

#include "store/tally_store.h"

/* One unit while it is being decided, and what a component has in common with the others of its unit. */
struct merge {
    struct tally known; /* contacts that touch a component */
    struct tally rest;
    int64_t known_contacts;
    int64_t rest_contacts;
    int64_t crossing;
    int64_t touching; /* as a component of the unit above: rated contacts that touch it */
    int64_t alone;    /* and no other component */
    int64_t in_pair;  /* and exactly one other */
};

/* One metric on its way up the tree. */
struct ascent {
    const struct figures *figures;
    size_t metric;
    struct figure *nodes; /* of the plan */
    int64_t k;
    struct merge *merges; /* by node */
    int32_t *depths;      /* by node; the root has 0 */
    int32_t factor;       /* of the source being read */
};

/* The unit of a depth that a node lies in (itself included), or -1. */
static int32_t unit_above(const struct ascent *ascent, int32_t node, int32_t depth)
{
    while (node >= 0 && ascent->depths[node] > depth) {
        node = ascent->figures->tree->nodes[node].parent;
    }
    bool found =
        node >= 0 && ascent->depths[node] == depth && ascent->figures->tree->nodes[node].n_children > 0;
    return found ? node : -1;
}

/* The highest published node below `unit`, seen from where a team's contacts are shown first. */
static int32_t component_below(const struct ascent *ascent, int32_t shown_at, int32_t unit)
{
    int32_t highest = shown_at;
    for (int32_t v = shown_at; v != unit; v = ascent->figures->tree->nodes[v].parent) {
        highest = ascent->nodes[v].published ? v : highest;
    }
    return highest;
}

/* Which teams count at the units of one depth: published leaves and what was joined to them, and units as the
 * rest. */
static bool map_depth(const struct ascent *ascent, int32_t depth, struct touch_map *map, struct error *err)
{
    const struct team_node *nodes = ascent->figures->tree->nodes;
    for (int32_t v = 0; v + 1 < (int32_t)ascent->figures->tree->n; v++) {
        int32_t unit = unit_above(ascent, v, depth);
        int32_t shown_at = ascent->nodes[v].shown_at;
        if (unit < 0 || (shown_at == DISCLOSURE_NOWHERE && nodes[v].n_children == 0)) {
            continue;
        }
        int32_t component =
            shown_at == DISCLOSURE_NOWHERE ? 0 : nodes[component_below(ascent, shown_at, unit)].team.id;
        if (!touch_map_add(map, nodes[v].team.id, nodes[unit].team.id, component, err)) {
            return false;
        }
    }
    return true;
}

static bool take_unit(void *ctx, const struct tally_row *row, struct error *err)
{
    const struct ascent *ascent = ctx;
    struct merge *merge = &ascent->merges[team_tree_find(ascent->figures->tree, row->team_id)];
    *(row->is_rest ? &merge->rest_contacts : &merge->known_contacts) += row->submissions;
    merge->crossing += row->crossing;
    return tally_add(row->is_rest ? &merge->rest : &merge->known, row->tallies, ascent->factor, err);
}

static bool take_overlap(void *ctx, const struct tally_overlap *overlap, struct error *err)
{
    (void)err;
    const struct ascent *ascent = ctx;
    struct merge *merge = &ascent->merges[team_tree_find(ascent->figures->tree, overlap->component)];
    merge->touching += overlap->n;
    merge->alone += overlap->alone;
    merge->in_pair += overlap->in_pair;
    return true;
}

/* Reads the units of a map from every version of the survey that asks for the metric. */
static bool read_units(struct db *db, struct ascent *ascent, const struct touch_map *map, struct error *err)
{
    const struct figures *figures = ascent->figures;
    for (size_t s = 0; s < figures->set->n_sources; s++) {
        const struct metric_source *source = &figures->set->sources[s];
        for (size_t i = 0; i < source->n_dimensions; i++) {
            struct tally_query query = {figures->period->period, source->survey, &source->dimensions[i], 1};
            ascent->factor = figures->set->metrics[ascent->metric].unit / source->dimensions[i].unit;
            if (source->metrics[i] == (int32_t)ascent->metric &&
                (!tally_store_by_path(db, &query, map, take_unit, ascent, err) ||
                 !tally_store_overlaps(db, &query, map, take_overlap, ascent, err))) {
                return false;
            }
        }
    }
    return true;
}

/* Whether a node is a component of a unit at the depth that is being decided. */
static bool is_part(const struct ascent *ascent, int32_t node, int32_t unit)
{
    return node < unit && ascent->merges[node].touching > 0 &&
           unit_above(ascent, node, ascent->depths[unit]) == unit;
}

static bool is_none_or_many(int64_t n, int64_t k)
{
    return n == 0 || n >= k;
}

/* Whether nothing that can be computed from a unit and its components is over fewer than k contacts. */
static bool is_safe(const struct ascent *ascent, int32_t unit)
{
    const struct merge *merge = &ascent->merges[unit];
    int64_t k = ascent->k;
    bool safe = is_none_or_many(merge->crossing, k);
    for (int32_t v = 0; v < unit && safe; v++) {
        const struct merge *part = &ascent->merges[v];
        safe =
            !is_part(ascent, v, unit) || (is_none_or_many(merge->known.n - part->touching, k) &&
                                          is_none_or_many(part->alone + merge->crossing - part->in_pair, k));
    }
    return safe;
}

/* What the components' contacts count more than once gives away how many went between them, so a unit says
 * its own only where that is nobody or at least k. */
static int64_t contacts_to_show(const struct ascent *ascent, int32_t unit, bool with_rest)
{
    const struct merge *merge = &ascent->merges[unit];
    int64_t excess = -merge->known_contacts;
    for (int32_t v = 0; v < unit; v++) {
        if (is_part(ascent, v, unit) && ascent->nodes[v].contacts == CELL_UNKNOWN) {
            return CELL_UNKNOWN;
        }
        excess += is_part(ascent, v, unit) ? ascent->nodes[v].contacts : 0;
    }
    bool tells = is_none_or_many(excess, ascent->k);
    return tells ? merge->known_contacts + (with_rest ? merge->rest_contacts : 0) : CELL_UNKNOWN;
}

/* Counts the leaves that a published unit covers; the rest, when it counts, is shown at the unit first. */
static void join_teams(const struct ascent *ascent, int32_t unit, bool with_rest)
{
    for (int32_t v = 0; v <= unit; v++) {
        struct figure *figure = &ascent->nodes[v];
        bool is_unit = ascent->figures->tree->nodes[v].n_children > 0;
        if (unit_above(ascent, v, ascent->depths[unit]) != unit) {
            continue;
        }
        if (is_unit && with_rest && figure->shown_at == DISCLOSURE_NOWHERE) {
            figure->shown_at = unit;
        }
        ascent->nodes[unit].teams_shown += !is_unit && figure->published;
    }
}

static bool decide_unit(const struct ascent *ascent, int32_t unit, struct error *err)
{
    const struct merge *merge = &ascent->merges[unit];
    struct figure *figure = &ascent->nodes[unit];
    bool with_rest = merge->rest.n >= ascent->k;
    if ((merge->known.n == 0 && !with_rest) || !is_safe(ascent, unit)) {
        return true;
    }
    figure->published = true;
    figure->shown = merge->known;
    figure->contacts = contacts_to_show(ascent, unit, with_rest);
    join_teams(ascent, unit, with_rest);
    return !with_rest || tally_add(&figure->shown, &merge->rest, 1, err);
}

/* A node is a component of one unit at a depth, but of others further up: what was noted of it is forgotten.
 */
static void forget_overlaps(const struct ascent *ascent)
{
    for (size_t v = 0; v < ascent->figures->tree->n; v++) {
        ascent->merges[v].touching = 0;
        ascent->merges[v].alone = 0;
        ascent->merges[v].in_pair = 0;
    }
}

static bool decide_depth(struct db *db, struct ascent *ascent, int32_t depth, struct error *err)
{
    struct touch_map map CLEANUP(touch_map_free) = {0};
    forget_overlaps(ascent);
    if (!map_depth(ascent, depth, &map, err) || (map.n > 0 && !read_units(db, ascent, &map, err))) {
        return false;
    }
    for (int32_t v = 0; v < (int32_t)ascent->figures->tree->n; v++) {
        if (unit_above(ascent, v, depth) == v && !decide_unit(ascent, v, err)) {
            return false;
        }
    }
    return true;
}

bool customer_units_decide(struct db *db, const struct customer_plan *plan, struct error *err)
{
    const struct figures *figures = plan->figures;
    size_t n = figures->tree->n;
    struct merge *merges CLEANUP(free) = calloc(n, sizeof *merges);
    int32_t *depths CLEANUP(free) = calloc(n, sizeof *depths);
    if (merges == NULL || depths == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the units of %zu teams", n);
    }
    int32_t deepest = 0;
    for (size_t v = n - 1; v-- > 0;) {
        depths[v] = depths[figures->tree->nodes[v].parent] + 1;
        deepest = depths[v] > deepest ? depths[v] : deepest;
    }
    struct ascent ascent = {.figures = figures,
                            .metric = plan->metric,
                            .nodes = plan->nodes,
                            .k = plan->k,
                            .merges = merges,
                            .depths = depths,
                            .factor = 1};
    for (int32_t depth = deepest; depth >= 0; depth--) {
        if (!decide_depth(db, &ascent, depth, err)) {
            return false;
        }
    }
    return true;
}
