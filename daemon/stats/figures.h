/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STATS_FIGURES_H
#define PULSSID_STATS_FIGURES_H

/*
 * Counts of one period while it is being published: one figure for each metric and node of the frozen tree.
 * Filled by employee_cells and customer_cells, read by exact_cell and seal. Owned through figures_free().
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/error.h"
#include "item_figures.h"
#include "metric_set.h"
#include "model/cell.h"
#include "model/disclosure.h"
#include "model/tally.h"
#include "model/team_tree.h"
#include "store/db.h"
#include "store/period_store.h"

struct figure {
    struct tally own; /* the team's respondents; of customers the number alone of ratings by who touched it */
    int64_t own_responses; /* of employees: submissions with anything answered */
    int64_t own_invited;   /* or CELL_UNKNOWN */
    bool published;
    int32_t shown_at; /* node where the team's own are shown first, or DISCLOSURE_NOWHERE */
    /* what the cell says; set where it is published */
    struct tally shown;
    struct tally spread;  /* the part of it that comes in groups of at least SPREAD_FROM */
    int32_t spread_teams; /* leaves that this part covers */
    int64_t contacts;     /* CELL_UNKNOWN like the next three: not known, hidden, or of the other audience */
    int64_t spread_contacts;
    int64_t responses;
    int64_t invited;
    int32_t teams_shown; /* leaves that the figure covers */
};

struct figures {
    const struct period_row *period;
    const struct team_tree *tree;
    const struct metric_set *set;
    struct figure *all;        /* metric by metric */
    int64_t *submissions;      /* source by source: those sent from each node */
    struct item_figure *items; /* by metric */
    int64_t most;              /* that a team may have sent of one source; INT32_MAX unless it is known */
};

/* period, tree and set must live as long. */
bool figures_new(const struct period_row *period, const struct team_tree *tree, const struct metric_set *set,
                 struct figures **ret_figures, struct error *err) MUST_CHECK;
struct figures *figures_free(struct figures *figures);
DEFINE_CLEANUP(figures_free, struct figures)

/* The figures of a metric, by node. */
static inline struct figure *figures_of(const struct figures *figures, size_t metric)
{
    return figures->all + metric * figures->tree->n;
}

static inline int64_t *figures_submissions(const struct figures *figures, size_t source)
{
    return figures->submissions + source * figures->tree->n;
}

static inline bool figures_is_leaf(const struct figures *figures, size_t node)
{
    return figures->tree->nodes[node].n_children == 0 && figures->tree->nodes[node].team.id != 0;
}

#endif
