/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Clears teams for handoffs by their customer cells, and has the counts made, planned and written. */
#include "handoff_cells.h"

#include <stdlib.h>

#include "path_cells.h"
#include "step_cells.h"
#include "store/handoff_store.h"

static bool is_asked(const struct metric *metric)
{
    return metric->audience == AUDIENCE_CUSTOMER && metric->kind != DIMENSION_RATINGS && metric->has_data;
}

static bool are_customers_asked(const struct metric_set *set)
{
    for (size_t m = 0; m < set->n; m++) {
        if (is_asked(&set->metrics[m])) {
            return true;
        }
    }
    return false;
}

static bool is_published(const struct figures *figures, size_t metric, int32_t node)
{
    return is_asked(&figures->set->metrics[metric]) && figures_of(figures, metric)[node].published;
}

static bool is_cleared(const struct figures *figures, int32_t node)
{
    for (size_t m = 0; m < figures->set->n; m++) {
        if (is_published(figures, m, node)) {
            return true;
        }
    }
    return false;
}

static bool are_alike(const struct figures *figures, int32_t a, int32_t b)
{
    for (size_t m = 0; m < figures->set->n; m++) {
        if (is_published(figures, m, a) != is_published(figures, m, b)) {
            return false;
        }
    }
    return true;
}

/* The position of the first team that is published on the same dimensions: perhaps its own. */
static int32_t class_of(const struct figures *figures, const struct handoff_team *teams, int32_t at)
{
    int32_t class = 0;
    while (!are_alike(figures, teams[class].node, teams[at].node)) {
        class ++;
    }
    return class;
}

/* The leaves of the tree. Returns how many. */
static size_t list_teams(const struct figures *figures, struct handoff_team *teams)
{
    int32_t n = 0;
    for (size_t v = 0; v < figures->tree->n; v++) {
        if (figures_is_leaf(figures, v)) {
            teams[n] = (struct handoff_team){.team_id = figures->tree->nodes[v].team.id, .node = (int32_t)v};
            teams[n].class =
                is_cleared(figures, (int32_t)v) ? class_of(figures, teams, n) : HANDOFF_NOT_CLEARED;
            n++;
        }
    }
    return (size_t)n;
}

static bool plan_and_publish(struct db *db, int32_t period, const struct handoffs *handoffs,
                             struct error *err)
{
    struct handoff_pair *hidden CLEANUP(free) = NULL;
    size_t n;
    return handoff_plan(handoffs, &hidden, &n, err) &&
           handoff_store_publish(db, period, handoffs, hidden, n, err);
}

bool handoff_cells_write(struct db *db, const struct figures *figures, struct error *err)
{
    int32_t period = figures->period->period;
    int64_t k = figures->period->k_customer;
    struct handoff_team *teams CLEANUP(free) = calloc(figures->tree->n, sizeof *teams);
    struct handoff_count *full CLEANUP(free) = NULL;
    size_t n_full = 0;
    if (teams == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the handoffs of %zu teams",
                         figures->tree->n);
    }
    if (!are_customers_asked(figures->set)) {
        return handoff_store_no_data(db, period, err);
    }
    size_t n = list_teams(figures, teams);
    if (!handoff_store_count(db, figures->period, teams, n, err) ||
        !path_cells_write(db, figures, teams, n, err) ||
        !step_cells_write(db, figures, STEP_CLASSES_MAX, err) ||
        !handoff_store_full(db, period, teams, n, k - 1, &full, &n_full, err)) {
        return false;
    }
    const struct handoffs handoffs = {figures->tree, teams, n, k, full, n_full};
    return plan_and_publish(db, period, &handoffs, err);
}
