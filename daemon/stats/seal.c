/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plans sealing from what is shown where. */
#include "seal.h"

#include <stdlib.h>
#include <string.h>

/* One version of a survey being planned. */
struct sealing {
    const struct figures *figures;
    size_t source;
    int64_t *counts;  /* submissions under each node */
    int32_t *targets; /* of each node, DISCLOSURE_NOWHERE for none */
    int32_t *goals;   /* of what was under each node before few rows were gathered */
};

static void sealing_free_local(struct sealing *sealing)
{
    free(sealing->counts);
    free(sealing->targets);
    free(sealing->goals);
}

static const struct metric_source *source_of(const struct sealing *sealing)
{
    return &sealing->figures->set->sources[sealing->source];
}

/* The figure of a node on the i-th dimension of the survey, NULL when that is not counted. */
static const struct figure *figure_at(const struct sealing *sealing, size_t i, size_t node)
{
    int32_t metric = source_of(sealing)->metrics[i];
    return metric == METRIC_NONE ? NULL : &figures_of(sealing->figures, (size_t)metric)[node];
}

/* Where the i-th dimension of an employee team's answers is shown first. Ratings are shown by pairs of teams,
 * and none are kept. */
static int32_t shown_at(const struct sealing *sealing, size_t i, size_t node)
{
    const struct figure *figure = figure_at(sealing, i, node);
    bool kept = source_of(sealing)->dimensions[i].kind != DIMENSION_RATINGS;
    return figure == NULL || !kept ? DISCLOSURE_NOWHERE : figure->shown_at;
}

/* Ancestors have higher indexes, so the node nearest the root is the highest. */
static int32_t employee_target(const struct sealing *sealing, size_t node)
{
    int32_t target = DISCLOSURE_NOWHERE;
    for (size_t i = 0; i < source_of(sealing)->n_dimensions; i++) {
        int32_t at = shown_at(sealing, i, node);
        target = at > target ? at : target;
    }
    return target;
}

/* Moves targets with too few rows to the node above: first the rows, children first, then whoever went with
 * them, parents first. */
static void gather(const struct sealing *sealing)
{
    const struct team_tree *tree = sealing->figures->tree;
    int64_t k = sealing->figures->period->k_employee;
    for (size_t t = 0; t < tree->n; t++) {
        int32_t above = tree->nodes[t].parent;
        bool few = sealing->counts[t] > 0 && sealing->counts[t] < k;
        sealing->goals[t] = few ? above : (int32_t)t;
        if (few && above >= 0) {
            sealing->counts[above] += sealing->counts[t];
        }
    }
    for (size_t t = tree->n; t-- > 0;) {
        int32_t goal = sealing->goals[t];
        sealing->goals[t] = goal < 0 ? DISCLOSURE_NOWHERE : sealing->goals[goal];
    }
    for (size_t v = 0; v < tree->n; v++) {
        int32_t target = sealing->targets[v];
        sealing->targets[v] = target < 0 ? DISCLOSURE_NOWHERE : sealing->goals[target];
    }
}

static void target_employees(const struct sealing *sealing)
{
    const int64_t *submissions = figures_submissions(sealing->figures, sealing->source);
    for (size_t v = 0; v < sealing->figures->tree->n; v++) {
        sealing->targets[v] = submissions[v] > 0 ? employee_target(sealing, v) : DISCLOSURE_NOWHERE;
        if (sealing->targets[v] != DISCLOSURE_NOWHERE) {
            sealing->counts[sealing->targets[v]] += submissions[v];
        }
    }
    gather(sealing);
}

/* Whether a team's own cells are all published, at least one, of those with data. */
static bool is_own_shown(const struct sealing *sealing, size_t node)
{
    size_t shown = 0;
    for (size_t i = 0; i < source_of(sealing)->n_dimensions; i++) {
        const struct figure *figure = figure_at(sealing, i, node);
        if (figure == NULL || figure->own.n == 0) {
            continue;
        }
        if (figure->shown_at != (int32_t)node) {
            return false;
        }
        shown++;
    }
    return shown > 0;
}

/* Whether a figure of the target is over all who answered the i-th dimension at a team. Whoever touched a
 * team that is shown somewhere is in the figure of the whole; of the others some may be, by their paths. */
static bool is_covered(const struct sealing *sealing, size_t i, size_t node, size_t target)
{
    const struct figure *figure = figure_at(sealing, i, target);
    return figure != NULL && figure->published &&
           (target == node || figure_at(sealing, i, node)->shown_at != DISCLOSURE_NOWHERE);
}

/* A team's own, the whole, or nowhere. */
static int32_t customer_target(const struct sealing *sealing, size_t node)
{
    size_t whole = sealing->figures->tree->n - 1;
    int64_t n = figures_submissions(sealing->figures, sealing->source)[node];
    if (n >= sealing->figures->period->k_customer && is_own_shown(sealing, node)) {
        return (int32_t)node;
    }
    bool any = false;
    for (size_t i = 0; i < source_of(sealing)->n_dimensions; i++) {
        any = any || is_covered(sealing, i, node, whole);
    }
    return n > 0 && any ? (int32_t)whole : DISCLOSURE_NOWHERE;
}

static void target_customers(const struct sealing *sealing)
{
    const int64_t *submissions = figures_submissions(sealing->figures, sealing->source);
    size_t n = sealing->figures->tree->n;
    int32_t whole = (int32_t)n - 1;
    int64_t k = sealing->figures->period->k_customer;
    for (size_t v = 0; v < n; v++) {
        sealing->targets[v] = customer_target(sealing, v);
        sealing->counts[whole] += sealing->targets[v] == whole ? submissions[v] : 0;
    }
    for (size_t v = 0; v < n && sealing->counts[whole] < k; v++) {
        sealing->targets[v] = sealing->targets[v] == whole ? DISCLOSURE_NOWHERE : sealing->targets[v];
    }
}

/* Whether the i-th dimension of a team's answers is shown: of employees anywhere, of customers at the target
 * and over them. */
static bool is_shown(const struct sealing *sealing, size_t i, size_t node)
{
    if (source_of(sealing)->survey->audience == AUDIENCE_EMPLOYEE) {
        return shown_at(sealing, i, node) != DISCLOSURE_NOWHERE;
    }
    return is_covered(sealing, i, node, (size_t)sealing->targets[node]);
}

/* Keeps of a dimension the answers of all its questions. */
static void keep_dimension(const struct dimension *d, struct seal_row *row)
{
    for (size_t j = 0; j < d->n_items; j++) {
        row->keep[d->items[j]] = true;
    }
}

static void make_row(const struct sealing *sealing, size_t node, struct seal_row *row)
{
    const struct metric_source *source = source_of(sealing);
    const struct team_tree *tree = sealing->figures->tree;
    *row = (struct seal_row){.team_id = tree->nodes[node].team.id,
                             .survey_id = source->survey->id,
                             .target_id = tree->nodes[sealing->targets[node]].team.id,
                             .n_keep = source->survey->n_questions};
    for (size_t i = 0; i < source->n_dimensions; i++) {
        if (source->dimensions[i].kind != DIMENSION_RATINGS && is_shown(sealing, i, node)) {
            keep_dimension(&source->dimensions[i], row);
        }
    }
}

/* Rows under one node are alike in what they leave out: which questions are there would tell whose they are.
 * Keeps of each row what all rows of its target keep; kept: by node and question, true, for the targets'. */
static void level(const struct sealing *sealing, struct seal_row *rows, size_t n, bool *kept)
{
    size_t questions = source_of(sealing)->survey->n_questions;
    for (size_t r = 0; r < n; r++) {
        bool *of_target =
            &kept[(size_t)team_tree_find(sealing->figures->tree, rows[r].target_id) * questions];
        for (size_t q = 0; q < questions; q++) {
            of_target[q] = of_target[q] && rows[r].keep[q];
        }
    }
    for (size_t r = 0; r < n; r++) {
        const bool *of_target =
            &kept[(size_t)team_tree_find(sealing->figures->tree, rows[r].target_id) * questions];
        memcpy(rows[r].keep, of_target, questions * sizeof *rows[r].keep);
    }
}

/* Leaves rows out of which nothing is kept. Returns how many stay. */
static size_t drop_empty(struct seal_row *rows, size_t n)
{
    size_t left = 0;
    for (size_t r = 0; r < n; r++) {
        if (memchr(rows[r].keep, true, rows[r].n_keep * sizeof *rows[r].keep) != NULL) {
            rows[left++] = rows[r];
        }
    }
    return left;
}

static bool plan_source(const struct figures *figures, size_t source, struct seal_row *rows, size_t *n,
                        struct error *err)
{
    size_t nodes = figures->tree->n;
    struct sealing sealing CLEANUP(sealing_free) = {figures, source, calloc(nodes, sizeof *sealing.counts),
                                                    calloc(nodes, sizeof *sealing.targets),
                                                    calloc(nodes, sizeof *sealing.goals)};
    bool *kept CLEANUP(free) = calloc(nodes * SURVEY_MAX_QUESTIONS, sizeof *kept);
    if (kept == NULL || sealing.counts == NULL || sealing.targets == NULL || sealing.goals == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory to seal %zu teams", nodes);
    }
    if (source_of(&sealing)->survey->audience == AUDIENCE_EMPLOYEE) {
        target_employees(&sealing);
    } else {
        target_customers(&sealing);
    }
    size_t n_rows = 0;
    for (size_t v = 0; v < nodes; v++) {
        if (sealing.targets[v] != DISCLOSURE_NOWHERE) {
            make_row(&sealing, v, &rows[*n + n_rows++]);
        }
    }
    memset(kept, true, nodes * SURVEY_MAX_QUESTIONS);
    level(&sealing, &rows[*n], n_rows, kept);
    *n += drop_empty(&rows[*n], n_rows);
    return true;
}

bool seal_plan(const struct figures *figures, struct seal_row **ret_rows, size_t *ret_n, struct error *err)
{
    size_t n = 0;
    struct seal_row *rows CLEANUP(free) =
        calloc(figures->tree->n * (figures->set->n_sources + 1), sizeof *rows);
    if (rows == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for a seal plan");
    }
    for (size_t s = 0; s < figures->set->n_sources; s++) {
        if (!plan_source(figures, s, rows, &n, err)) {
            return false;
        }
    }
    *ret_rows = rows;
    *ret_n = n;
    rows = NULL;
    return true;
}
