/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From published cells to stored linkage. */
#include "linkage.h"

#include "base/sha256.h"
#include "linkage_analysis.h"
#include "linkage_rows.h"
#include "store/linkage_store.h"
#include "store/series_store.h"

/* 53 bits, so that readers who keep numbers as doubles repeat it too. Codes hold no blanks, so no two texts
 * are alike. */
static bool draw_seed(const char *newest, const struct cycle_link *link, uint64_t *ret_seed,
                      struct error *err)
{
    struct span parts[] = {span_text("mismatch "),    span_text(newest), span_text(" "),
                           span_text(link->employee), span_text(" "),    span_text(link->customer)};
    uint8_t digest[SHA256_SIZE];
    if (!sha256(parts, sizeof parts / sizeof parts[0], digest)) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for a seed");
    }
    uint64_t seed = 0;
    for (size_t i = 0; i < sizeof seed; i++) {
        seed = seed << 8 | digest[i];
    }
    *ret_seed = seed & ((INT64_C(1) << 53) - 1);
    return true;
}

struct linkage_analysis_opts linkage_opts(const struct cycle_opts *opts, enum period_kind kind)
{
    bool monthly = kind == PERIOD_MONTH;
    return (struct linkage_analysis_opts){
        .correlation = {.max_lag = (size_t)(monthly ? opts->max_lag_months : opts->max_lag_weeks),
                        .min_series = (size_t)opts->min_series,
                        .min_pairs = (size_t)opts->min_pairs,
                        .min_centre = (size_t)opts->min_centre},
        .min_pool = (size_t)opts->min_pool,
        .permutations = (uint32_t)opts->permutations,
    };
}

bool linkage_run(struct db *db, const struct cycle_opts *opts, int32_t release, const struct cycle_link *link,
                 size_t *ret_teams, struct error *err)
{
    struct linkage_key key = {release, link->employee, link->customer};
    const char *const dimensions[] = {link->employee, link->customer};
    struct series_query query = {release, {opts->window_weeks, opts->window_months}, dimensions, 2};
    struct series_cells *cells CLEANUP(series_cells_free) = NULL;
    struct linkage_analysis *analysis CLEANUP(linkage_analysis_free) = NULL;
    struct linkage_rows *rows CLEANUP(linkage_rows_free) = NULL;
    bool found = false;
    if (!linkage_store_find(db, &key, &found, ret_teams, err)) {
        return false;
    }
    if (found) {
        return true;
    }
    if (!series_store_load(db, &query, &cells, err)) {
        return false;
    }
    struct linkage_analysis_opts used = linkage_opts(opts, cells->kind);
    struct correlation_input input = {cells->teams, cells->periods, cells->mean[0], cells->mean[1],
                                      cells->former};
    if (!draw_seed(cells->newest, link, &used.seed, err) ||
        !linkage_analysis_new(&input, &used, &analysis, err) ||
        !linkage_rows_new(analysis, &used, cells->team_id, &rows, err) ||
        !linkage_store_save(db, &key, &rows->results, err)) {
        return false;
    }
    *ret_teams = linkage_analysis_teams(analysis);
    return true;
}
