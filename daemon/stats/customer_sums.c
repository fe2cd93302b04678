/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One statement for each version of a survey and each set of nodes that contacts count at. */
#include "customer_sums.h"

#include <stdlib.h>

#include "store/tally_store.h"

/* All outlooks, and where contacts count in each. */
struct readings {
    const struct figures *figures;
    const struct customer_outlook *outlooks;
    size_t n;
    struct touch_map *maps;
};

/* One statement: the dimensions of a version that those have to count who share the map of one of them. */
struct reading {
    const struct readings *all;
    size_t first; /* outlook */
    size_t n;
    struct dimension dimensions[2 * SURVEY_MAX_QUESTIONS];
    int32_t metrics[2 * SURVEY_MAX_QUESTIONS];
};

static void readings_free_local(struct readings *all)
{
    for (size_t i = 0; i < all->n && all->maps != NULL; i++) {
        touch_map_free(&all->maps[i]);
    }
    free(all->maps);
}

/* Every touch of a team counts at the published nodes at or above where it is shown. */
static bool map_outlook(const struct figures *figures, const struct touch_disclosure *shown,
                        struct touch_map *map, struct error *err)
{
    const struct team_node *nodes = figures->tree->nodes;
    for (size_t team = 0; team + 1 < figures->tree->n; team++) {
        for (int32_t v = shown[team].shown_at; v >= 0; v = nodes[v].parent) {
            if (shown[v].published && !touch_map_add(map, nodes[team].team.id, nodes[v].team.id, err)) {
                return false;
            }
        }
    }
    return true;
}

static bool shares(const struct readings *all, size_t outlook, size_t first)
{
    return touch_map_equal(&all->maps[outlook], &all->maps[first]);
}

/* Whether an outlook has been read with one before it. */
static bool is_read(const struct readings *all, size_t outlook)
{
    for (size_t i = 0; i < outlook; i++) {
        if (shares(all, outlook, i)) {
            return true;
        }
    }
    return false;
}

static bool is_wanted(const struct readings *all, size_t first, int32_t metric)
{
    for (size_t i = first; i < all->n && metric != METRIC_NONE; i++) {
        if (all->outlooks[i].metric == (size_t)metric && shares(all, i, first)) {
            return true;
        }
    }
    return false;
}

static void choose_dimensions(const struct metric_source *source, struct reading *reading)
{
    for (size_t i = 0; i < source->n_dimensions; i++) {
        if (is_wanted(reading->all, reading->first, source->metrics[i])) {
            reading->dimensions[reading->n] = source->dimensions[i];
            reading->metrics[reading->n++] = source->metrics[i];
        }
    }
}

static bool take_node(void *ctx, const struct tally_row *row, struct error *err)
{
    const struct reading *reading = ctx;
    const struct readings *all = reading->all;
    int32_t node = team_tree_find(all->figures->tree, row->team_id);
    for (size_t i = 0; i < reading->n; i++) {
        int64_t factor = all->figures->set->metrics[reading->metrics[i]].unit / reading->dimensions[i].unit;
        for (size_t o = reading->first; o < all->n; o++) {
            const struct customer_outlook *outlook = &all->outlooks[o];
            if (outlook->metric == (size_t)reading->metrics[i] && shares(all, o, reading->first) &&
                !tally_add(&outlook->sums[node], &row->tallies[i], factor, err)) {
                return false;
            }
        }
    }
    return true;
}

/* Reads one map from every version of a survey that asks for a metric of those who share it. */
static bool read_map(struct db *db, const struct readings *all, size_t first, struct error *err)
{
    const struct figures *figures = all->figures;
    for (size_t s = 0; s < figures->set->n_sources && all->maps[first].n > 0; s++) {
        struct reading reading = {.all = all, .first = first};
        choose_dimensions(&figures->set->sources[s], &reading);
        struct tally_query query = {figures->period->table, figures->set->sources[s].survey,
                                    reading.dimensions, reading.n};
        if (reading.n > 0 && !tally_store_by_path(db, &query, &all->maps[first], take_node, &reading, err)) {
            return false;
        }
    }
    return true;
}

bool customer_sums_read(struct db *db, const struct figures *figures, const struct customer_outlook *outlooks,
                        size_t n, struct error *err)
{
    struct readings all CLEANUP(readings_free) = {figures, outlooks, n, calloc(n + 1, sizeof *all.maps)};
    if (all.maps == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory to read %zu dimensions", n);
    }
    for (size_t i = 0; i < n; i++) {
        if (!map_outlook(figures, outlooks[i].shown, &all.maps[i], err)) {
            return false;
        }
    }
    for (size_t i = 0; i < n; i++) {
        if (!is_read(&all, i) && !read_map(db, &all, i, err)) {
            return false;
        }
    }
    return true;
}
