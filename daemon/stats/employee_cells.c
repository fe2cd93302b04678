/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From counts by team to the figures of every node, for employees. */
#include "employee_cells.h"

#include <stdlib.h>
#include <string.h>

#include "store/tally_store.h"

/* Where the rows of one version of a survey go. */
struct counting {
    struct figures *figures;
    size_t source;
    /* of the source */
    struct item_source items;
    struct item_dimension *dimensions;
    size_t *metrics; /* that they feed */
};

static void counting_free_local(struct counting *counting)
{
    free(counting->dimensions);
    free(counting->metrics);
}

/* Adds a team's items. */
static void count_items(const struct counting *counting, size_t node, const struct tally_row *row)
{
    for (size_t d = 0; d < counting->items.n_dimensions; d++) {
        struct item_figure *figure = &counting->figures->items[counting->metrics[d]];
        item_figure_add(figure, node, row->submissions, &row->items[d]);
    }
}

static bool count_team(void *ctx, const struct tally_row *row, struct error *err)
{
    const struct counting *counting = ctx;
    const struct metric_set *set = counting->figures->set;
    const struct metric_source *source = &set->sources[counting->source];
    int32_t node = team_tree_find(counting->figures->tree, row->team_id);
    if (node < 0) {
        return true;
    }
    figures_submissions(counting->figures, counting->source)[node] = row->submissions;
    count_items(counting, (size_t)node, row);
    for (size_t i = 0; i < source->n_dimensions; i++) {
        int32_t m = source->metrics[i];
        if (m != METRIC_NONE &&
            !tally_add(&figures_of(counting->figures, (size_t)m)[node].own, &row->tallies[i],
                       set->metrics[m].unit / source->dimensions[i].unit, err)) {
            return error_prefix(err, "dimension %s", source->dimensions[i].code);
        }
    }
    for (size_t m = 0; m < set->n; m++) {
        bool same = strcmp(set->metrics[m].survey, source->survey->code) == 0;
        figures_of(counting->figures, m)[node].own_responses += same ? row->responses : 0;
    }
    return true;
}

/* One plan of a metric, by node: what is shown where, the sums of each atom, and those of all atoms at and
 * below. */
struct outlook {
    struct disclosure *plan;
    struct tally *atoms;
    struct tally *sums;
};

static void outlook_free_local(struct outlook *outlook)
{
    free(outlook->plan);
    free(outlook->atoms);
    free(outlook->sums);
}

/* Every figure is a sum of whole atoms: own counts go to their atom, atoms to every node above. */
static bool sum_atoms(const struct team_tree *tree, const struct tally *own, struct outlook *outlook,
                      struct error *err)
{
    for (size_t v = 0; v < tree->n; v++) {
        int32_t at = outlook->plan[v].shown_at;
        if (at != DISCLOSURE_NOWHERE && !tally_add(&outlook->atoms[at], &own[v], 1, err)) {
            return false;
        }
    }
    memcpy(outlook->sums, outlook->atoms, tree->n * sizeof *outlook->sums);
    for (size_t v = 0; v + 1 < tree->n; v++) {
        if (!tally_add(&outlook->sums[tree->nodes[v].parent], &outlook->sums[v], 1, err)) {
            return false;
        }
    }
    return true;
}

/* Plans with groups of at least k. The outlook is zeroed, and the caller's to free also on failure. */
static bool look_out(const struct team_tree *tree, const struct tally *own, int64_t k,
                     struct outlook *outlook, struct error *err)
{
    int64_t *counts CLEANUP(free) = calloc(tree->n, sizeof *counts);
    outlook->plan = calloc(tree->n, sizeof *outlook->plan);
    outlook->atoms = calloc(tree->n, sizeof *outlook->atoms);
    outlook->sums = calloc(tree->n, sizeof *outlook->sums);
    if (counts == NULL || outlook->plan == NULL || outlook->atoms == NULL || outlook->sums == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory to plan %zu teams", tree->n);
    }
    for (size_t v = 0; v < tree->n; v++) {
        counts[v] = own[v].n;
    }
    disclosure_plan(tree, counts, k, outlook->plan);
    return sum_atoms(tree, own, outlook, err);
}

/* Plans groups of SPREAD_FROM out of whole atoms, so that both plans together are still made of atoms. What
 * an atom gathered from below is not measured against the headcount of its node. Smaller atoms have no part
 * in it, unless their mean is not shown (as an NPS is not): the dispersion of two groups of five would,
 * beside their means, often give all of their answers away. */
static bool look_for_spread(const struct team_tree *tree, const struct outlook *all, bool has_means,
                            int64_t least, struct outlook *tens, struct error *err)
{
    struct team_node *nodes CLEANUP(free) = calloc(tree->n, sizeof *nodes);
    struct tally *atoms CLEANUP(free) = calloc(tree->n, sizeof *atoms);
    if (nodes == NULL || atoms == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory to plan %zu teams", tree->n);
    }
    memcpy(nodes, tree->nodes, tree->n * sizeof *nodes);
    for (size_t v = 0; v < tree->n; v++) {
        nodes[v].team.headcount = HEADCOUNT_UNKNOWN;
        atoms[v] = has_means && all->atoms[v].n < least ? (struct tally){0} : all->atoms[v];
    }
    struct team_tree bare = {.n = tree->n, .nodes = nodes};
    return look_out(&bare, atoms, least, tens, err);
}

/* Counts the leaves of groups of ten at every node that shows them. */
static void count_spread_teams(const struct figures *figures, const struct outlook *all,
                               const struct outlook *tens, struct figure *nodes)
{
    for (size_t v = 0; v < figures->tree->n; v++) {
        int32_t atom = figures_is_leaf(figures, v) ? all->plan[v].atom_at : DISCLOSURE_NOWHERE;
        int32_t at = atom == DISCLOSURE_NOWHERE ? DISCLOSURE_NOWHERE : tens->plan[atom].shown_at;
        if (at != DISCLOSURE_NOWHERE) {
            nodes[at].spread_teams++;
        }
    }
    for (size_t v = 0; v + 1 < figures->tree->n; v++) {
        nodes[figures->tree->nodes[v].parent].spread_teams += nodes[v].spread_teams;
    }
}

static int64_t sum_known(int64_t a, int64_t b)
{
    return a == CELL_UNKNOWN || b == CELL_UNKNOWN ? CELL_UNKNOWN : a + b;
}

/* Adds published leaves to themselves and every node above; one unknown number of invited makes a sum
 * unknown.
 */
static void count_responses(const struct figures *figures, struct figure *nodes)
{
    for (size_t v = 0; v < figures->tree->n; v++) {
        if (figures_is_leaf(figures, v) && nodes[v].published) {
            nodes[v].responses = nodes[v].own_responses;
            nodes[v].invited = nodes[v].own_invited;
        }
        int32_t parent = figures->tree->nodes[v].parent;
        if (parent < 0 || nodes[v].responses == CELL_UNKNOWN) {
            continue;
        }
        bool first = nodes[parent].responses == CELL_UNKNOWN;
        nodes[parent].responses = nodes[v].responses + (first ? 0 : nodes[parent].responses);
        nodes[parent].invited = first ? nodes[v].invited : sum_known(nodes[parent].invited, nodes[v].invited);
    }
}

bool employee_cells_plan(struct figures *figures, size_t metric, struct error *err)
{
    const struct team_tree *tree = figures->tree;
    struct figure *nodes = figures_of(figures, metric);
    int64_t k = figures->period->k_employee;
    bool has_means = figures->set->metrics[metric].kind != DIMENSION_NPS;
    struct outlook all CLEANUP(outlook_free) = {0};
    struct outlook tens CLEANUP(outlook_free) = {0};
    struct tally *own CLEANUP(free) = calloc(tree->n, sizeof *own);
    if (own == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory to plan %zu teams", tree->n);
    }
    for (size_t v = 0; v < tree->n; v++) {
        own[v] = nodes[v].own;
    }
    if (!look_out(tree, own, k, &all, err) ||
        !look_for_spread(tree, &all, has_means, k > SPREAD_FROM ? k : SPREAD_FROM, &tens, err)) {
        return false;
    }
    for (size_t v = 0; v < tree->n; v++) {
        nodes[v].published = all.plan[v].published;
        nodes[v].shown_at = all.plan[v].shown_at;
        nodes[v].shown = all.sums[v];
        nodes[v].teams_shown = all.plan[v].leaves_shown;
        nodes[v].spread = tens.sums[v];
        nodes[v].spread_teams = 0;
        nodes[v].responses = CELL_UNKNOWN;
        nodes[v].invited = CELL_UNKNOWN;
    }
    count_responses(figures, nodes);
    count_spread_teams(figures, &all, &tens, nodes);
    return true;
}

/* Takes what is known of one metric's invitations. */
struct inviting {
    struct figures *figures;
    size_t metric;
};

static void note_invited(void *ctx, int32_t team_id, int64_t invited)
{
    const struct inviting *inviting = ctx;
    int32_t node = team_tree_find(inviting->figures->tree, team_id);
    if (node >= 0) {
        figures_of(inviting->figures, inviting->metric)[node].own_invited = invited;
    }
}

static bool count_source(struct db *db, struct figures *figures, size_t s, struct error *err)
{
    const struct metric_set *set = figures->set;
    const struct metric_source *source = &set->sources[s];
    struct counting counting CLEANUP(counting_free) = {
        .figures = figures,
        .source = s,
        .items.most = figures->most,
        .dimensions = calloc(set->n + 1, sizeof *counting.dimensions),
        .metrics = calloc(set->n + 1, sizeof *counting.metrics)};
    if (counting.dimensions == NULL || counting.metrics == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the items of %s", source->survey->code);
    }
    counting.items.dimensions = counting.dimensions;
    counting.items.n_dimensions =
        item_figures_of_source(figures->items, set, s, counting.dimensions, counting.metrics);
    const struct tally_items_query query = {.scores = {.table = figures->period->table,
                                                       .survey = source->survey,
                                                       .dimensions = source->dimensions,
                                                       .n_dimensions = source->n_dimensions},
                                            .items = counting.items};
    return tally_store_items_by_team(db, &query, count_team, &counting, err);
}

bool employee_cells_fill(struct db *db, struct figures *figures, struct error *err)
{
    const struct metric_set *set = figures->set;
    for (size_t s = 0; s < set->n_sources; s++) {
        if (set->sources[s].survey->audience == AUDIENCE_EMPLOYEE && !count_source(db, figures, s, err)) {
            return false;
        }
    }
    for (size_t m = 0; m < set->n; m++) {
        const struct metric *metric = &set->metrics[m];
        struct inviting inviting = {figures, m};
        if (metric->audience == AUDIENCE_EMPLOYEE && metric->has_data &&
            (!period_store_invited(db, figures->period->period, metric->survey, note_invited, &inviting,
                                   err) ||
             !employee_cells_plan(figures, m, err))) {
            return false;
        }
    }
    return true;
}
