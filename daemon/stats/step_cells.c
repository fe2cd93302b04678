/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plans groups by classes of contacts, and reads their sums when they may be told. */
#include "step_cells.h"

#include <stdlib.h>
#include <string.h>

#include "display.h"
#include "model/step_disclosure.h"
#include "path_cells.h"
#include "store/path_store.h"

/* A period while it is parted. */
struct parting {
    struct db *db;
    const struct figures *figures;
    size_t metric;
    size_t max_classes;
    struct contact_classes classes;
    uint8_t *steps;    /* by class */
    int32_t *contacts; /* by class: those who rated */
    size_t capacity;
};

static void parting_free_local(struct parting *parting)
{
    contact_classes_free(&parting->classes);
    free(parting->steps);
    free(parting->contacts);
}

static bool grow(struct parting *parting, struct error *err)
{
    if (parting->classes.n < parting->capacity) {
        return true;
    }
    size_t capacity = 2 * parting->capacity + 64;
    uint8_t *steps = reallocarray(parting->steps, capacity, sizeof *steps);
    parting->steps = steps == NULL ? parting->steps : steps;
    int32_t *contacts = reallocarray(parting->contacts, capacity, sizeof *contacts);
    parting->contacts = contacts == NULL ? parting->contacts : contacts;
    if (steps == NULL || contacts == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for %zu classes", capacity);
    }
    parting->capacity = capacity;
    return true;
}

static bool take_class(void *ctx, const struct path_class *row, struct error *err)
{
    struct parting *parting = ctx;
    struct contact_class class = {.contacts = (int32_t)row->n};
    int32_t nodes[SUBMISSION_MAX_PATH];
    for (size_t i = 0; i < row->n_teams; i++) {
        int32_t node = team_tree_find(parting->figures->tree, row->team_ids[i]);
        if (node >= 0) {
            nodes[class.n_nodes++] = node;
        }
    }
    if (!grow(parting, err) || !contact_classes_add(&parting->classes, &class, nodes, err)) {
        return false;
    }
    parting->steps[parting->classes.n - 1] = (uint8_t)row->steps;
    parting->contacts[parting->classes.n - 1] = (int32_t)row->n;
    return true;
}

/* Calls `work` for the query of each version of a survey that asks for satisfaction. */
typedef bool source_work(struct parting *parting, const struct tally_query *query, void *ctx,
                         struct error *err);
static bool each_source(struct parting *parting, source_work *work, void *ctx, struct error *err)
{
    const struct figures *figures = parting->figures;
    for (size_t s = 0; s < figures->set->n_sources; s++) {
        const struct metric_source *source = &figures->set->sources[s];
        const struct dimension *satisfaction = path_satisfaction(figures, source);
        const struct tally_query query = {figures->period->table, source->survey, satisfaction, 1,
                                          parting->max_classes + 1};
        if (satisfaction != NULL && !work(parting, &query, ctx, err)) {
            return false;
        }
    }
    return true;
}

static bool read_classes(struct parting *parting, const struct tally_query *query, void *ctx,
                         struct error *err)
{
    (void)ctx;
    return path_store_classes(parting->db, query, take_class, parting, err);
}

/* As customer_units decided. */
static struct touch_disclosure *copy_shown(const struct parting *parting)
{
    size_t n = parting->figures->tree->n;
    const struct figure *figures = figures_of(parting->figures, parting->metric);
    struct touch_disclosure *shown = calloc(n, sizeof *shown);
    for (size_t v = 0; v < n && shown != NULL; v++) {
        shown[v] = (struct touch_disclosure){figures[v].published, figures[v].shown_at};
    }
    return shown;
}

static struct touch_plan plan_of(const struct parting *parting)
{
    return (struct touch_plan){.tree = parting->figures->tree,
                               .classes = &parting->classes,
                               .contacts = parting->contacts,
                               .k = parting->figures->period->k_customer};
}

static bool plan(struct parting *parting, const struct touch_disclosure *shown, int32_t *ret_groups,
                 struct error *err)
{
    const struct touch_plan touch = plan_of(parting);
    int32_t k = parting->figures->period->k_customer;
    const struct step_plan steps = {&touch, shown, parting->steps, k > PATH_LEAST ? k : PATH_LEAST};
    *ret_groups = 0;
    if (parting->classes.n > parting->max_classes) {
        return true;
    }
    return contact_classes_index(&parting->classes, parting->figures->tree->n, err) &&
           step_disclosure_plan(&steps, ret_groups, err);
}

/* The teams of which a contact of the whole's figure touched one or more. */
static struct handoff_team *teams_of_whole(const struct parting *parting,
                                           const struct touch_disclosure *shown)
{
    const struct team_tree *tree = parting->figures->tree;
    struct handoff_team *teams = calloc(tree->n, sizeof *teams);
    for (size_t v = 0; v + 1 < tree->n && teams != NULL; v++) {
        bool counts = shown[v].shown_at != DISCLOSURE_NOWHERE;
        teams[v] = (struct handoff_team){
            .team_id = tree->nodes[v].team.id, .node = (int32_t)v, .class = counts ? 0 : HANDOFF_NOT_CLEARED};
    }
    return teams;
}

/* Sums of all versions. */
struct summing {
    const struct handoff_team *teams;
    struct path_steps steps;
};

static bool add_source(struct parting *parting, const struct tally_query *query, void *ctx, struct error *err)
{
    struct summing *summing = ctx;
    const struct path_query touched = {*query, summing->teams, parting->figures->tree->n - 1};
    return path_store_steps(parting->db, &touched, &summing->steps, err);
}

/* Whether so few gave other answers than the rest that a mean would tell of them (display.h). */
static bool is_alike(const struct path_step *step)
{
    double mean = step->sum / (double)step->n;
    return !(step->low < step->high) || mean <= 100 - DISPLAY_EDGE || mean >= DISPLAY_EDGE;
}

/* Brings the last steps together and writes the groups, unless one of them answered alike. */
static bool keep(const struct parting *parting, struct path_steps *steps, int32_t groups, struct error *err)
{
    for (int32_t step = groups; step < STEP_GROUPS; step++) {
        struct path_step *last = &steps->step[groups - 1];
        const struct path_step *more = &steps->step[step];
        last->n += more->n;
        last->sum += more->sum;
        last->low = more->n > 0 && more->low < last->low ? more->low : last->low;
        last->high = more->n > 0 && more->high > last->high ? more->high : last->high;
    }
    for (int32_t g = 0; g < groups; g++) {
        if (steps->step[g].n < PATH_LEAST || is_alike(&steps->step[g])) {
            return true;
        }
    }
    return path_store_add_steps(parting->db, parting->figures->period->period, steps, groups, err);
}

static bool write_groups(struct parting *parting, const struct touch_disclosure *shown, int32_t groups,
                         struct error *err)
{
    struct handoff_team *teams CLEANUP(free) = teams_of_whole(parting, shown);
    struct summing summing = {.teams = teams};
    if (teams == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the steps of a period");
    }
    return each_source(parting, add_source, &summing, err) && keep(parting, &summing.steps, groups, err);
}

static bool part(struct parting *parting, struct error *err)
{
    struct touch_disclosure *shown CLEANUP(free) = copy_shown(parting);
    int32_t groups;
    if (shown == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the steps of a period");
    }
    return each_source(parting, read_classes, NULL, err) && plan(parting, shown, &groups, err) &&
           (groups == 0 || write_groups(parting, shown, groups, err));
}

bool step_cells_write(struct db *db, const struct figures *figures, size_t max_classes, struct error *err)
{
    struct parting parting CLEANUP(parting_free) = {.db = db, .figures = figures, .max_classes = max_classes};
    const struct metric_set *set = figures->set;
    while (parting.metric < set->n &&
           (set->metrics[parting.metric].audience != AUDIENCE_CUSTOMER ||
            strcmp(set->metrics[parting.metric].dimension, PATH_SATISFACTION) != 0)) {
        parting.metric++;
    }
    return parting.metric == set->n || !set->metrics[parting.metric].has_data || part(&parting, err);
}
