/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One statement for each version of a survey and each way in which teams are shown. */
#include "customer_sums.h"

#include <stdlib.h>

#include "store/tally_store.h"

/* All outlooks, and where contacts count in each. */
struct readings {
    const struct figures *figures;
    const struct customer_outlook *outlooks;
    size_t n;
    struct touch_map *maps;
    size_t *same; /* by outlook: the first one with an equal map */
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
    free(all->same);
}

static bool is_wanted(const struct readings *all, size_t first, int32_t metric)
{
    for (size_t i = first; i < all->n && metric != METRIC_NONE; i++) {
        if (all->outlooks[i].metric == (size_t)metric && all->same[i] == first) {
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

/* Adds what contacts counted at a place to the team itself, and to the nodes from where it is shown upwards,
 * until they are those that count them already. */
static bool add_touch(const struct readings *all, size_t outlook, const struct tally_touch *touch,
                      const struct tally *tally, struct error *err)
{
    const struct team_node *nodes = all->figures->tree->nodes;
    const struct customer_outlook *o = &all->outlooks[outlook];
    int32_t node = all->maps[outlook].nodes[touch->place];
    int32_t level = all->maps[outlook].levels[touch->place] - 1;
    o->sums[node].own += touch->counted <= level ? tally->n : 0;
    for (int32_t v = o->shown[node].shown_at; --level >= touch->counted; v = nodes[v].parent) {
        if (!o->shown[v].published) {
            continue;
        }
        o->sums[v].contacts += touch->contacts;
        if (!tally_add(&o->sums[v].shown, tally, 1, err)) {
            return false;
        }
    }
    return true;
}

static bool take_touch(void *ctx, const struct tally_touch *touch, struct error *err)
{
    const struct reading *reading = ctx;
    const struct readings *all = reading->all;
    for (size_t i = 0; i < reading->n; i++) {
        int64_t factor = all->figures->set->metrics[reading->metrics[i]].unit / reading->dimensions[i].unit;
        struct tally tally = {0};
        if (!tally_add(&tally, &touch->tallies[i], factor, err)) {
            return false;
        }
        for (size_t o = reading->first; o < all->n; o++) {
            bool wanted =
                all->outlooks[o].metric == (size_t)reading->metrics[i] && all->same[o] == reading->first;
            if (wanted && !add_touch(all, o, touch, &tally, err)) {
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
    for (size_t s = 0; s < figures->set->n_sources; s++) {
        struct reading reading = {.all = all, .first = first};
        choose_dimensions(&figures->set->sources[s], &reading);
        struct tally_query query = {.table = figures->period->table,
                                    .survey = figures->set->sources[s].survey,
                                    .dimensions = reading.dimensions,
                                    .n_dimensions = reading.n};
        if (reading.n > 0 &&
            !tally_store_by_place(db, &query, &all->maps[first], take_touch, &reading, err)) {
            return false;
        }
    }
    return true;
}

static bool make_maps(struct readings *all, struct error *err)
{
    all->maps = calloc(all->n + 1, sizeof *all->maps);
    all->same = calloc(all->n + 1, sizeof *all->same);
    if (all->maps == NULL || all->same == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory to read %zu dimensions", all->n);
    }
    for (size_t i = 0; i < all->n; i++) {
        if (!touch_map_make(all->figures->tree, all->outlooks[i].shown, &all->maps[i], err)) {
            return false;
        }
        while (!touch_map_equal(&all->maps[all->same[i]], &all->maps[i])) {
            all->same[i]++;
        }
    }
    return true;
}

bool customer_sums_read(struct db *db, const struct figures *figures, const struct customer_outlook *outlooks,
                        size_t n, struct error *err)
{
    struct readings all CLEANUP(readings_free) = {.figures = figures, .outlooks = outlooks, .n = n};
    if (!make_maps(&all, err)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        if (all.same[i] == i && !read_map(db, &all, i, err)) {
            return false;
        }
    }
    return true;
}
