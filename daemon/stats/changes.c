/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From published cells to stored changes. */
#include "changes.h"

#include <stdlib.h>

#include "change_analysis.h"
#include "change_rows.h"
#include "store/agreement_store.h"
#include "store/series_store.h"

/* The rates of false alarms are known for these; other ones would need them measured anew. */
static const struct cusum_opts cusum = {.allowance = 0.5, .limit = 6.0, .warm = 12};

/* One release. */
struct search {
    struct db *db;
    int32_t release;
    size_t min_centre;
    struct series_window window;
    const struct series_dimensions *dimensions;
    struct change_rows **rows; /* of each dimension, owned */
};

static void search_free_local(struct search *s)
{
    for (size_t d = 0; s->rows != NULL && d < s->dimensions->n; d++) {
        change_rows_free(s->rows[d]);
    }
    free(s->rows);
}

static bool search_series(const struct search *s, size_t d, const struct series_cells *cells,
                          struct error *err)
{
    struct change_analysis *analysis CLEANUP(change_analysis_free) = NULL;
    size_t window = (size_t)(cells->kind == PERIOD_MONTH ? s->window.months : s->window.weeks);
    const struct change_input input = {cells->teams, cells->former, cells->periods, cells->mean[0], window};
    struct change_analysis_opts used = {cusum, s->min_centre, false};
    const struct change_subject subject = {.dimension = s->dimensions->code[d],
                                           .kind = cells->kind,
                                           .first = cells->first + (int32_t)(cells->periods - window),
                                           .team_id = cells->team_id,
                                           .cusum = cusum};
    return agreement_store_withholds(s->db, s->release, subject.dimension, &used.withheld, err) &&
           change_analysis_new(&input, &used, &analysis, err) &&
           change_rows_new(analysis, &subject, &s->rows[d], err);
}

/* From the first release on: one dimension's cells at a time, since years of all of them may be many. */
static bool search_dimension(const struct search *s, size_t d, struct error *err)
{
    const struct series_query query = {s->release, s->window, &s->dimensions->code[d], 1, true};
    struct series_cells *cells CLEANUP(series_cells_free) = NULL;
    return series_store_load(s->db, &query, &cells, err) && search_series(s, d, cells, err);
}

static bool search_all(const struct search *s, struct error *err)
{
    for (size_t d = 0; d < s->dimensions->n; d++) {
        if (!search_dimension(s, d, err)) {
            return error_prefix(err, "dimension %s", s->dimensions->code[d]);
        }
    }
    return true;
}

static bool add_all(const struct search *s, struct error *err)
{
    for (size_t d = 0; d < s->dimensions->n; d++) {
        if (!change_store_add(s->db, s->release, s->dimensions->code[d], &s->rows[d]->results, err)) {
            return error_prefix(err, "dimension %s", s->dimensions->code[d]);
        }
    }
    return true;
}

/* Searching takes a while, in which no transaction is open for writing. */
static bool search_and_save(struct search *s, struct error *err)
{
    s->rows = calloc(s->dimensions->n, sizeof(struct change_rows *));
    if (s->rows == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the changes of %zu dimensions",
                         s->dimensions->n);
    }
    if (!search_all(s, err)) {
        return false;
    }
    if (!db_begin(s->db, err) || !add_all(s, err) || !db_commit(s->db, err)) {
        db_rollback(s->db);
        return false;
    }
    return true;
}

bool changes_run(struct db *db, const struct cycle_opts *opts, int32_t release,
                 struct change_totals *ret_totals, struct error *err)
{
    const struct series_window window = {opts->window_weeks, opts->window_months};
    struct series_dimensions *dimensions CLEANUP(series_dimensions_free) = NULL;
    struct change_totals totals;
    if (!change_store_find(db, release, &totals, err)) {
        return false;
    }
    if (totals.dimensions > 0) {
        *ret_totals = totals;
        return true;
    }
    if (!series_store_dimensions(db, release, window, &dimensions, err)) {
        return false;
    }
    if (dimensions->n == 0) {
        *ret_totals = totals;
        return true;
    }
    struct search search CLEANUP(search_free) = {db,     release,    (size_t)opts->min_centre,
                                                 window, dimensions, NULL};
    return search_and_save(&search, err) && change_store_find(db, release, ret_totals, err);
}
