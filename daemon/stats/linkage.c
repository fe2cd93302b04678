/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From published cells to stored linkage. */
#include "linkage.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "linkage_analysis.h"
#include "linkage_claims.h"
#include "linkage_evidence.h"
#include "linkage_family.h"
#include "linkage_rows.h"
#include "math/score.h"
#include "seed.h"
#include "store/agreement_store.h"
#include "store/linkage_past.h"
#include "store/linkage_store.h"
#include "store/series_store.h"

enum { EMPLOYEE, CUSTOMER };

/* A link that is being analysed. */
struct piece {
    const struct cycle_link *link;
    struct linkage_outcome *outcome;
    size_t dimensions[2]; /* their places in run.dimensions */
    struct linkage_analysis_opts used;
    struct linkage_calendar calendar;
    enum period_kind kind;
    bool withheld;                     /* the employee dimension is no property of teams */
    int32_t *team_id;                  /* owned */
    struct linkage_analysis *analysis; /* owned */
};

/* One run. */
struct run {
    struct db *db;
    const struct cycle_opts *opts;
    int32_t release;
    const char *dimensions[2 * CYCLE_MAX_LINKS]; /* of the pieces, each once */
    size_t n_dimensions;
    struct series_cells *cells; /* owned; of the dimensions, until all are analysed */
    size_t n;
    struct piece pieces[CYCLE_MAX_LINKS]; /* those that were not there */
};

static void run_free_local(struct run *run)
{
    series_cells_free(run->cells);
    for (size_t i = 0; i < run->n; i++) {
        free(run->pieces[i].team_id);
        linkage_analysis_free(run->pieces[i].analysis);
    }
}

/* 53 bits, so that readers who keep numbers as doubles repeat it too. Codes hold no blanks, so no two texts
 * are alike. */
static bool draw_seed(const char *newest, const struct cycle_link *link, uint64_t *ret_seed,
                      struct error *err)
{
    const struct span parts[] = {span_text("mismatch "),    span_text(newest), span_text(" "),
                                 span_text(link->employee), span_text(" "),    span_text(link->customer)};
    return seed_draw(parts, sizeof parts / sizeof parts[0], ret_seed, err);
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

/* SD within cells, pooled over all that were published in the window. */
static bool pool_spread(const struct series_cells *cells, size_t dimension, double *ret_sd, struct error *err)
{
    size_t n = (cells->teams + cells->former) * cells->periods;
    const double *answers = series_cells_of(cells, dimension, SERIES_N);
    int64_t *whole CLEANUP(free) = calloc(n + 1, sizeof *whole);
    if (whole == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the spread of %zu cells", n);
    }
    for (size_t i = 0; i < n; i++) {
        whole[i] = answers[i] > 0.0 ? (int64_t)answers[i] : 0;
    }
    double df;
    *ret_sd = score_pooled_sd(series_cells_of(cells, dimension, SERIES_SD), whole, n, &df);
    return true;
}

static bool analyse(struct piece *piece, const struct series_cells *cells, struct error *err)
{
    struct linkage_analysis_input input = {
        .withheld = piece->withheld,
        .series = {cells->teams, cells->periods, cells->mean[EMPLOYEE], cells->mean[CUSTOMER], cells->former},
        .cells = {.n_x = series_cells_of(cells, EMPLOYEE, SERIES_N),
                  .n_y = series_cells_of(cells, CUSTOMER, SERIES_N)},
        .invited = series_cells_of(cells, EMPLOYEE, SERIES_INVITED),
        .responses = series_cells_of(cells, EMPLOYEE, SERIES_RESPONSES)};
    return pool_spread(cells, EMPLOYEE, &input.cells.sd_x, err) &&
           pool_spread(cells, CUSTOMER, &input.cells.sd_y, err) &&
           draw_seed(cells->newest, piece->link, &piece->used.seed, err) &&
           linkage_analysis_new(&input, &piece->used, &piece->analysis, err);
}

static struct linkage_calendar calendar_of(const struct cycle_opts *opts, const struct series_cells *cells)
{
    return (struct linkage_calendar){cells->first + (int32_t)cells->periods - 1,
                                     cells->kind == PERIOD_MONTH ? opts->test_months : opts->test_weeks};
}

static bool analyse_piece(struct run *run, struct piece *piece, struct error *err)
{
    struct series_cells *cells CLEANUP(series_cells_free) = NULL;
    int64_t start_ms = clock_monotonic_ms();
    if (!cycle_goes_on(run->opts, err) ||
        !agreement_store_withholds(run->db, run->release, piece->link->employee, &piece->withheld, err) ||
        !series_cells_pick(run->cells, piece->dimensions, 2, &cells, err)) {
        return false;
    }
    piece->used = linkage_opts(run->opts, cells->kind);
    piece->calendar = calendar_of(run->opts, cells);
    piece->kind = cells->kind;
    if (!analyse(piece, cells, err)) {
        return false;
    }
    piece->team_id = cells->team_id;
    cells->team_id = NULL;
    piece->outcome->teams = linkage_analysis_teams(piece->analysis);
    piece->outcome->elapsed_ms = clock_monotonic_ms() - start_ms;
    return true;
}

static bool named(const struct cycle_link *link, struct error *err)
{
    return error_prefix(err, "linkage of %s and %s", link->employee, link->customer);
}

/* The cells of a dimension are read once, however many links it is in, and given back before anything is
 * saved. */
static bool read_and_analyse(struct run *run, struct error *err)
{
    const struct series_query query = {run->release,
                                       {run->opts->window_weeks, run->opts->window_months},
                                       run->dimensions,
                                       run->n_dimensions,
                                       false};
    if (run->n > 0 && !series_store_load(run->db, &query, &run->cells, err)) {
        return named(run->pieces[0].link, err);
    }
    for (size_t i = 0; i < run->n; i++) {
        if (!analyse_piece(run, &run->pieces[i], err)) {
            return named(run->pieces[i].link, err);
        }
    }
    run->cells = series_cells_free(run->cells);
    return true;
}

/* The place of a dimension, which it gets unless it has one. */
static size_t place_of(struct run *run, const char *dimension)
{
    size_t place = 0;
    while (place < run->n_dimensions && strcmp(run->dimensions[place], dimension) != 0) {
        place++;
    }
    if (place == run->n_dimensions) {
        run->dimensions[run->n_dimensions++] = dimension;
    }
    return place;
}

/* Adds a link to what is analysed, unless it was for this release before. */
static bool take(struct run *run, const struct cycle_link *link, struct linkage_outcome *outcome,
                 struct error *err)
{
    struct linkage_key key = {run->release, link->employee, link->customer};
    *outcome = (struct linkage_outcome){0};
    if (!linkage_store_find(run->db, &key, &outcome->was_there, &outcome->teams, err)) {
        return false;
    }
    if (!outcome->was_there) {
        struct piece *piece = &run->pieces[run->n++];
        *piece = (struct piece){.link = link, .outcome = outcome};
        piece->dimensions[EMPLOYEE] = place_of(run, link->employee);
        piece->dimensions[CUSTOMER] = place_of(run, link->customer);
    }
    return true;
}

static bool control(struct run *run, struct error *err)
{
    struct linkage_tested before CLEANUP(linkage_tested_free) = {0};
    struct linkage_analysis *analyses[CYCLE_MAX_LINKS];
    for (size_t i = 0; i < run->n; i++) {
        analyses[i] = run->pieces[i].analysis;
    }
    return run->n == 0 || (linkage_past_tested(run->db, run->release, &before, err) &&
                           linkage_family_control(analyses, run->n, &before, err));
}

static bool save(struct run *run, struct piece *piece, struct error *err)
{
    struct linkage_key key = {run->release, piece->link->employee, piece->link->customer};
    const struct linkage_subject subject = {piece->link->employee, piece->link->customer, piece->kind,
                                            piece->team_id, &piece->used};
    struct linkage_past *past CLEANUP(linkage_past_free) = NULL;
    struct linkage_claims *claims CLEANUP(linkage_claims_free) = NULL;
    struct linkage_rows *rows CLEANUP(linkage_rows_free) = NULL;
    int64_t start_ms = clock_monotonic_ms();
    if (!linkage_past_load(run->db, &key, &past, err)) {
        return false;
    }
    linkage_evidence_carry(piece->analysis, piece->team_id, past, &piece->calendar);
    if (!linkage_claims_new(piece->analysis, &subject, &claims, err) ||
        !linkage_rows_new(piece->analysis, &subject, claims, &rows, err) ||
        !linkage_store_save(run->db, &key, &rows->results, err)) {
        return false;
    }
    piece->outcome->elapsed_ms += clock_monotonic_ms() - start_ms;
    return true;
}

bool linkage_run(struct db *db, const struct cycle_opts *opts, int32_t release,
                 struct linkage_outcome *ret_outcomes, struct error *err)
{
    CLEANUP(run_free) struct run run = {.db = db, .opts = opts, .release = release};
    struct linkage_outcome outcomes[CYCLE_MAX_LINKS];
    for (size_t i = 0; i < opts->n_links; i++) {
        if (!take(&run, &opts->links[i], &outcomes[i], err)) {
            return named(&opts->links[i], err);
        }
    }
    if (!read_and_analyse(&run, err) || !control(&run, err)) {
        return false;
    }
    for (size_t i = 0; i < run.n; i++) {
        if (!save(&run, &run.pieces[i], err)) {
            return named(run.pieces[i].link, err);
        }
    }
    for (size_t i = 0; i < opts->n_links; i++) {
        ret_outcomes[i] = outcomes[i];
    }
    return true;
}
