/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts a period, writes what may be shown of it, and seals it. */
#include "release.h"

#include <malloc.h>
#include <math.h>
#include <stdlib.h>

#include "agreement_cells.h"
#include "customer_cells.h"
#include "display.h"
#include "employee_cells.h"
#include "exact_cell.h"
#include "figures.h"
#include "handoff_cells.h"
#include "math/score.h"
#include "rating_cells.h"
#include "seal.h"
#include "store/cell_store.h"
#include "store/release_store.h"
#include "weighted_mean.h"

/* A number of submissions is told in steps: it could be of a team that is hidden. */
#define TOLD_IN 10

/* What is being published; the period's own surveys, tree and figures are its callers' to free. */
struct publishing {
    struct db *db;
    const struct figures *figures;
    int32_t window; /* periods whose spread is pooled, this one included */
    struct cycle_published told;
};

/* cells: the period's own, one of each node. */
static bool pool_spread(struct publishing *publishing, const struct cell_key *key, const struct cell *cells,
                        struct display_spread *ret_pooled, struct error *err)
{
    const struct cell_window window = {key->period - publishing->window + 1, cells,
                                       publishing->figures->tree->n};
    struct cell_spreads spreads CLEANUP(cell_spreads_free) = {0};
    if (!cell_store_spreads(publishing->db, key, &window, &spreads, err)) {
        return false;
    }
    ret_pooled->sd = score_pooled_sd(spreads.sd, spreads.n, spreads.n_cells, &ret_pooled->df);
    return true;
}

static void tell(struct cycle_published *told, const struct cell *cell)
{
    told->cells_published += cell->state == CELL_PUBLISHED;
    told->cells_suppressed += cell->state == CELL_SUPPRESSED;
}

/* Writes one metric: exact cells first, since the pooled spread is read back with them. */
static bool write_metric(struct publishing *publishing, size_t metric, struct error *err)
{
    const struct figures *figures = publishing->figures;
    size_t n = figures->tree->n;
    struct cell_key key = {figures->period->period, figures->set->metrics[metric].dimension};
    struct display_spread pooled;
    struct cell *cells CLEANUP(free) = calloc(n, sizeof *cells);
    struct shown_cell *shown CLEANUP(free) = calloc(n, sizeof *shown);
    if (cells == NULL || shown == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for %zu cells", n);
    }
    for (size_t v = 0; v < n; v++) {
        cells[v] = exact_cell(figures, metric, v);
        tell(&publishing->told, &cells[v]);
    }
    if (!cell_store_insert(publishing->db, &key, cells, n, err) ||
        !pool_spread(publishing, &key, cells, &pooled, err)) {
        return false;
    }
    for (size_t v = 0; v < n; v++) {
        cells[v] = exact_cell_to_show(figures, metric, v);
        shown[v] = display_cell(&cells[v], pooled);
    }
    return cell_store_insert_shown(publishing->db, &key, cells, shown, n, err) &&
           weighted_mean_write(publishing->db, figures, metric, pooled, err);
}

static bool write_cells(struct publishing *publishing, struct error *err)
{
    const struct metric_set *set = publishing->figures->set;
    for (size_t m = 0; m < set->n; m++) {
        if (set->metrics[m].kind != DIMENSION_RATINGS && !write_metric(publishing, m, err)) {
            return error_prefix(err, "dimension %s", set->metrics[m].dimension);
        }
    }
    return true;
}

static bool seal(struct publishing *publishing, struct error *err)
{
    struct seal_row *rows CLEANUP(free) = NULL;
    size_t n;
    return seal_plan(publishing->figures, &rows, &n, err) &&
           period_store_seal(publishing->db, publishing->figures->period->period, rows, n, err);
}

/* What was held to count is given back: it would stay in the process, under the release that comes next. */
static bool count(struct db *db, struct figures *figures, struct error *err)
{
    bool done =
        employee_cells_fill(db, figures, err) && customer_cells_fill(db, figures, CUSTOMER_CLASSES_MAX, err);
    malloc_trim(0);
    return done;
}

/* Everything between begin and commit. */
static bool publish(struct db *db, const struct cycle_opts *opts, const struct period_row *period,
                    struct cycle_published *ret_published, struct error *err)
{
    struct period_surveys surveys CLEANUP(period_surveys_free) = {0};
    struct team_tree *tree CLEANUP(team_tree_free) = NULL;
    struct metric_set *set CLEANUP(metric_set_free) = NULL;
    struct figures *figures CLEANUP(figures_free) = NULL;
    enum period_kind kind;
    if (!period_store_kind(db, &kind, err) || !period_store_tree(db, period->period, &tree, err) ||
        !period_store_surveys(db, period->table, opts->parse_survey, &surveys, err) ||
        !metric_set_new(surveys.surveys, surveys.submissions, surveys.n, &set, err) ||
        !figures_new(period, tree, set, &figures, err)) {
        return false;
    }
    figures->most = surveys.most;
    if (!count(db, figures, err)) {
        return false;
    }
    struct publishing publishing = {.db = db,
                                    .figures = figures,
                                    .window = kind == PERIOD_MONTH ? opts->window_months : opts->window_weeks,
                                    .told = {.period = period->id}};
    for (size_t i = 0; i < surveys.n; i++) {
        publishing.told.answers += surveys.submissions[i];
    }
    publishing.told.answers -= publishing.told.answers % TOLD_IN;
    if (!write_cells(&publishing, err) || !handoff_cells_write(db, figures, err) ||
        !rating_cells_write(db, figures, err) || !agreement_cells_write(db, figures, err) ||
        !release_store_add(db, period->period, &publishing.told.release, err) || !seal(&publishing, err)) {
        return false;
    }
    *ret_published = publishing.told;
    return true;
}

bool release_publish(struct db *db, const struct cycle_opts *opts, const struct period_row *period,
                     struct cycle_published *ret_published, struct error *err)
{
    struct cycle_published told;
    if (!period_store_begin(db, period->period, err) || !publish(db, opts, period, &told, err) ||
        !db_commit(db, err)) {
        db_rollback(db);
        return error_prefix(err, "period %s", period->id);
    }
    *ret_published = told;
    return true;
}
