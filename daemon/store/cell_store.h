/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STORE_CELL_STORE_H
#define PULSSID_STORE_CELL_STORE_H

/* Writes the cells of one period and dimension, exact and shown, and reads the spread of earlier ones. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "model/cell.h"
#include "store/db.h"

/* Which cells: one dimension of one period. */
struct cell_key {
    int32_t period;
    const char *dimension;
};

/* Inserts n cells, unrounded. */
bool cell_store_insert(struct db *db, const struct cell_key *key, const struct cell *cells, size_t n,
                       struct error *err) MUST_CHECK;

/* Inserts the same cells as anyone may read them; shown[i] belongs to cells[i]. */
bool cell_store_insert_shown(struct db *db, const struct cell_key *key, const struct cell *cells,
                             const struct shown_cell *shown, size_t n, struct error *err) MUST_CHECK;

/* Which periods' cells are looked at: from the first to that of the key, whose cells are these, not shown
 * yet.
 */
struct cell_window {
    int32_t first_period;
    const struct cell *cells;
    size_t n;
};

/* SD and n of the published cells of leaves with n >= 10 whose SD is shown, or follows from a bound, in a
 * fixed order: what is pooled of them says nothing new. Owned through cell_spreads_free(). */
struct cell_spreads {
    size_t n_cells;
    double *sd;
    int64_t *n;
};
bool cell_store_spreads(struct db *db, const struct cell_key *key, const struct cell_window *window,
                        struct cell_spreads *ret_spreads, struct error *err) MUST_CHECK;
void cell_spreads_free(struct cell_spreads *spreads);

static inline void cell_spreads_free_local(struct cell_spreads *spreads)
{
    cell_spreads_free(spreads);
}

#endif
