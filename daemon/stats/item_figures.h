/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STATS_ITEM_FIGURES_H
#define PULSSID_STATS_ITEM_FIGURES_H

/*
 * How employees answered item by item, while their period is being published: for each of their dimensions
 * that is a mean, counts at every node of the frozen tree. Filled with the figures, before it is known which
 * are published; what may be kept of it is agreement_cells' affair, and nothing of it is written.
 *
 * A version of the survey that asks other items for the dimension than the one with the most submissions is
 * left out; so is a dimension with an item of more than ITEM_SQL_MAX_RANGE steps, whose answers are not
 * counted one by one.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "metric_set.h"
#include "model/item_form.h"
#include "store/item_counts.h"

/* Of one node's own submissions. */
struct item_node {
    int64_t submissions;
    int64_t complete; /* like the others, as in struct item_counts */
    int64_t unanswered;
    int64_t ceiling;
    int64_t floor;
};

/* One metric. */
struct item_figure {
    struct item_form form; /* of no items where it is not counted */
    size_t n_answers;      /* of a node */
    size_t n_products;
    struct item_node *nodes;
    int64_t *answers;  /* by node; see struct item_counts */
    int64_t *products; /* by node */
};

/* One for each metric of the set. The caller frees *ret_all by item_figures_free(), also on failure. */
bool item_figures_new(const struct metric_set *set, size_t n_nodes, struct item_figure **ret_all,
                      struct error *err) MUST_CHECK;
void item_figures_free(struct item_figure *all, size_t n);

/* What is counted of a source: ret_dimensions and the ret_metrics that they feed have room for as many as the
 * set has metrics. Returns how many there are. */
size_t item_figures_of_source(const struct item_figure *all, const struct metric_set *set, size_t source,
                              struct item_dimension *ret_dimensions, size_t *ret_metrics);

/* Adds what one version counted at a node. */
void item_figure_add(struct item_figure *figure, size_t node, int64_t submissions,
                     const struct item_counts *counts);

static inline const int64_t *item_figure_answers(const struct item_figure *figure, size_t node)
{
    return figure->answers + node * figure->n_answers;
}

static inline const int64_t *item_figure_products(const struct item_figure *figure, size_t node)
{
    return figure->products + node * figure->n_products;
}

#endif
