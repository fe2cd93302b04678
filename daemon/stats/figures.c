/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Room for the counts of one period. */
#include "figures.h"

#include <stdlib.h>

bool figures_new(const struct period_row *period, const struct team_tree *tree, const struct metric_set *set,
                 struct figures **ret_figures, struct error *err)
{
    struct figures *figures CLEANUP(figures_free) = calloc(1, sizeof *figures);
    if (figures == NULL || (figures->all = calloc(tree->n * (set->n + 1), sizeof *figures->all)) == NULL ||
        (figures->submissions = calloc(tree->n * (set->n_sources + 1), sizeof *figures->submissions)) ==
            NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for %zu figures of %zu teams", set->n, tree->n);
    }
    figures->period = period;
    figures->tree = tree;
    figures->set = set;
    figures->most = INT32_MAX;
    if (!item_figures_new(set, tree->n, &figures->items, err)) {
        return false;
    }
    for (size_t i = 0; i < tree->n * set->n; i++) {
        figures->all[i] = (struct figure){.own_invited = CELL_UNKNOWN,
                                          .shown_at = DISCLOSURE_NOWHERE,
                                          .contacts = CELL_UNKNOWN,
                                          .spread_contacts = CELL_UNKNOWN,
                                          .responses = CELL_UNKNOWN,
                                          .invited = CELL_UNKNOWN};
    }
    *ret_figures = figures;
    figures = NULL;
    return true;
}

struct figures *figures_free(struct figures *figures)
{
    if (figures != NULL) {
        free(figures->all);
        free(figures->submissions);
        if (figures->set != NULL) {
            item_figures_free(figures->items, figures->set->n);
        }
        free(figures);
    }
    return NULL;
}
