/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From published cells and networks to stored silos. */
#include "silos.h"

#include <stdlib.h>

#include "linkage.h"
#include "linkage_evidence.h"
#include "math/evidence.h"
#include "path_summary.h"
#include "seed.h"
#include "service_summary.h"
#include "silo_analysis.h"
#include "silo_rows.h"
#include "silo_source.h"
#include "silo_told.h"
#include "store/path_store.h"

static bool choose_opts(const struct cycle_opts *opts, const struct series_cells *cells,
                        struct silo_opts *ret_opts, struct error *err)
{
    const struct linkage_analysis_opts linked = linkage_opts(opts, cells->kind);
    struct silo_opts used = silo_opts_usual();
    const struct span parts[] = {span_text("silos "), span_text(cells->newest)};
    used.link.correlation = linked.correlation;
    used.link.min_pool = linked.min_pool;
    used.network.arrangement.permutations = linked.permutations;
    if (!seed_draw(parts, 2, &used.network.arrangement.seed, err)) {
        return false;
    }
    *ret_opts = used;
    return true;
}

static int by_id(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a;
    int32_t y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

static enum evidence state_before(const struct silo_past *past, int32_t team_id)
{
    const int32_t *found = bsearch(&team_id, past->team_id, past->n, sizeof team_id, by_id);
    return found == NULL ? EVIDENCE_NONE : linkage_evidence_of(past->evidence[found - past->team_id]);
}

/* One release, once its analysis is made. */
struct finding {
    struct db *db;
    const struct cycle_opts *cycle;
    int32_t release;
    const struct silo_source *source;
    const struct silo_analysis *analysis;
    const struct silo_opts *opts;
};

/* What is claimed of each team now, by what may be told of it. Returns whether it was a formal test: one was
 * due, and some team could be tested. */
static bool judge(const struct finding *f, const struct silo_told *told, const struct silo_past *past,
                  enum evidence *ret_evidence)
{
    const struct series_cells *cells = f->source->cells;
    const struct cycle_opts *opts = f->cycle;
    int32_t newest = cells->first + (int32_t)cells->periods - 1;
    int32_t interval = cells->kind == PERIOD_MONTH ? opts->test_months : opts->test_weeks;
    bool due = evidence_is_due(past->tested, past->last_tested, newest, interval);
    for (size_t i = 0; i < told->n; i++) {
        enum evidence before = state_before(past, cells->team_id[i]);
        ret_evidence[i] = due ? evidence_after(before, told->team[i].q) : before;
    }
    return due && told->organisation.teams > 0;
}

/* The summary's topics are the window's. */
struct service {
    struct service_window *window;
    struct service_summary *summary;
};

static void service_done_local(struct service *service)
{
    service_summary_free(service->summary);
    service_window_free(service->window);
}

static bool summarise_service(const struct finding *f, const struct path_summary_row *paths, int32_t k,
                              struct service *service, struct error *err)
{
    const struct series_cells *cells = f->source->cells;
    const struct service_teams teams = {cells->teams, cells->team_id};
    return service_store_window(f->db, f->release, cells->first, cells->periods, &service->window, err) &&
           service_summary_new(service->window, &teams, paths, k, &service->summary, err);
}

static bool tell(const struct finding *f, int32_t k, struct silo_told **ret_told, struct error *err)
{
    const struct silo_told_input input = {
        f->analysis,       f->opts, &f->source->input.network, f->source->shown, f->source->headcount,
        f->source->visits, k};
    return silo_told_new(&input, ret_told, err);
}

static bool save(const struct finding *f, const struct silo_past *past, enum evidence *evidence,
                 struct error *err)
{
    const struct series_cells *cells = f->source->cells;
    struct silo_rows *rows CLEANUP(silo_rows_free) = NULL;
    struct path_summary paths CLEANUP(path_summary_free) = {.texts = {NULL}};
    struct silo_told *told CLEANUP(silo_told_free) = NULL;
    struct service service CLEANUP(service_done) = {NULL, NULL};
    struct path_window window;
    if (!path_store_window(f->db, f->release, cells->first, &window, err) || !tell(f, window.k, &told, err)) {
        return false;
    }
    bool tested = judge(f, told, past, evidence);
    const struct silo_subject subject = {f->analysis, told, f->source, f->opts, evidence, tested, window.k};
    if (!path_summary_make(&window, cells->first, cells->periods, &paths, err) ||
        !summarise_service(f, &paths.row, window.k, &service, err) || !silo_rows_new(&subject, &rows, err)) {
        return false;
    }
    const struct silo_results results = {rows->silo, rows->teams, rows->n_teams, paths.row,
                                         &service.summary->results};
    return silo_store_save(f->db, f->release, &results, err);
}

static bool store(const struct finding *f, struct error *err)
{
    struct silo_past *past CLEANUP(silo_past_free) = NULL;
    enum evidence *evidence CLEANUP(free) = calloc(f->analysis->teams + 1, sizeof *evidence);
    if (evidence == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the states of %zu teams",
                         f->analysis->teams);
    }
    return silo_store_past(f->db, f->release, &past, err) && save(f, past, evidence, err);
}

bool silos_run(struct db *db, const struct cycle_opts *opts, int32_t release, struct silo_totals *ret_totals,
               struct error *err)
{
    const struct series_window window = {opts->window_weeks, opts->window_months};
    struct silo_source *source CLEANUP(silo_source_free) = NULL;
    struct silo_analysis *analysis CLEANUP(silo_analysis_free) = NULL;
    struct silo_totals totals;
    struct silo_opts used;
    if (!silo_store_find(db, release, &totals, err)) {
        return false;
    }
    if (totals.found) {
        *ret_totals = totals;
        return true;
    }
    if (!silo_source_load(db, release, window, &source, err) ||
        !choose_opts(opts, source->cells, &used, err) ||
        !silo_analysis_new(&source->input, &used, &analysis, err)) {
        return false;
    }
    const struct finding finding = {db, opts, release, source, analysis, &used};
    return store(&finding, err) && silo_store_find(db, release, ret_totals, err);
}
