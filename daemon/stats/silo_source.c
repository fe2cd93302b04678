/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Brings the rows of several tables to the teams and periods of the series. */
#include "silo_source.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "math/collaboration.h"
#include "store/agreement_store.h"
#include "store/network_store.h"

#define DIMENSIONS SILO_BOUNCE /* those before it are cells */

static const char *const dimensions[DIMENSIONS] = {
    [SILO_WELLBEING] = "wellbeing",
    [SILO_CUSTOMER] = "csat",
    [SILO_ENGAGEMENT] = "engagement",
    [SILO_ORIENTATION] = "customer_orientation",
    [SILO_COLLABORATION] = "collaboration_self",
};

static bool no_memory(const struct silo_source *source, struct error *err)
{
    return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the silos of %zu teams", source->cells->teams);
}

static bool allocate(struct silo_source *source, struct error *err)
{
    const struct series_cells *cells = source->cells;
    size_t n = cells->teams;
    source->bounce = calloc((n + cells->former) * cells->periods + 1, sizeof *source->bounce);
    source->handed_on = calloc(n + 1, sizeof *source->handed_on);
    source->visits = calloc(n + 1, sizeof *source->visits);
    source->headcount = calloc(n + 1, sizeof *source->headcount);
    source->router = calloc(n + 1, sizeof *source->router);
    source->unit = calloc(n + 1, sizeof *source->unit);
    source->code = calloc(n + 1, sizeof *source->code);
    source->handoff = calloc(n * n + 1, sizeof *source->handoff);
    source->shown = calloc(n * n + 1, sizeof *source->shown);
    source->rating = calloc(n * n + 1, sizeof *source->rating);
    return (source->bounce != NULL && source->handed_on != NULL && source->visits != NULL &&
            source->headcount != NULL && source->router != NULL && source->unit != NULL &&
            source->code != NULL && source->handoff != NULL && source->shown != NULL &&
            source->rating != NULL) ||
           no_memory(source, err);
}

static bool has_score(const struct series_cells *cells, size_t row, size_t t)
{
    for (size_t d = 0; d < cells->n_dimensions; d++) {
        if (!isnan(cells->mean[d][row * cells->periods + t])) {
            return true;
        }
    }
    return false;
}

/* Period of a team's first score. */
static int32_t since(const struct series_cells *cells, size_t row)
{
    size_t t = 0;
    while (t + 1 < cells->periods && !has_score(cells, row, t)) {
        t++;
    }
    return cells->first + (int32_t)t;
}

static int by_id(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a;
    int32_t y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

/* The row of a team whose score a period has: of its own series, or of the one before. -1: of neither. */
static ptrdiff_t row_of(const struct series_cells *cells, int32_t team_id, size_t t)
{
    const int32_t *former = cells->team_id + cells->teams;
    const int32_t *own = bsearch(&team_id, cells->team_id, cells->teams, sizeof *own, by_id);
    const int32_t *old = bsearch(&team_id, former, cells->former, sizeof *old, by_id);
    if (own != NULL && has_score(cells, (size_t)(own - cells->team_id), t)) {
        return own - cells->team_id;
    }
    return old != NULL && has_score(cells, (size_t)(old - cells->team_id), t) ? old - cells->team_id : -1;
}

/* How many visits a share of 1 is worth, as if every period had as few as the one with the fewest. */
static void weigh_visits(struct silo_source *source, const size_t *periods)
{
    for (size_t i = 0; i < source->cells->teams; i++) {
        source->visits[i] *= (double)periods[i];
    }
}

/* Shares of visits that were handed on: of each period, and of each team's own series. */
static bool share_visits(struct silo_source *source, const struct network_visits *visits, size_t n,
                         struct error *err)
{
    const struct series_cells *cells = source->cells;
    double *total CLEANUP(free) = calloc(cells->teams + 1, sizeof *total);
    size_t *periods CLEANUP(free) = calloc(cells->teams + 1, sizeof *periods);
    if (total == NULL || periods == NULL) {
        return no_memory(source, err);
    }
    for (size_t i = 0; i < (cells->teams + cells->former) * cells->periods; i++) {
        source->bounce[i] = NAN;
    }
    for (size_t i = 0; i < n; i++) {
        size_t t = (size_t)(visits[i].period - cells->first);
        ptrdiff_t row = t < cells->periods ? row_of(cells, visits[i].team_id, t) : -1;
        if (row < 0) {
            continue;
        }
        source->bounce[(size_t)row * cells->periods + t] = visits[i].handed_on / visits[i].visits;
        if ((size_t)row < cells->teams) {
            total[row] += visits[i].visits;
            source->handed_on[row] += visits[i].handed_on;
            source->visits[row] =
                periods[row]++ == 0 ? visits[i].visits : fmin(source->visits[row], visits[i].visits);
        }
    }
    for (size_t i = 0; i < cells->teams; i++) {
        source->handed_on[i] = total[i] > 0.0 ? source->handed_on[i] / total[i] : NAN;
    }
    weigh_visits(source, periods);
    return true;
}

/* Numbers the units in the order of their first teams; teams below none are in one together. Returns how
 * many. */
static size_t number_units(const struct network_team *teams, size_t n, int32_t *ret_unit)
{
    int32_t units = 0;
    for (size_t i = 0; i < n; i++) {
        size_t same = 0;
        while (same < i && teams[same].parent != teams[i].parent) {
            same++;
        }
        ret_unit[i] = same < i ? ret_unit[same] : units++;
    }
    return (size_t)units;
}

static bool load_teams(struct db *db, const struct network_query *query, struct silo_source *source,
                       struct error *err)
{
    struct network_team *teams CLEANUP(free) = calloc(query->teams + 1, sizeof *teams);
    if (teams == NULL) {
        return no_memory(source, err);
    }
    if (!network_store_teams(db, query, teams, err)) {
        return false;
    }
    for (size_t i = 0; i < query->teams; i++) {
        source->headcount[i] = teams[i].headcount;
        source->router[i] = teams[i].router;
        memcpy(source->code[i], teams[i].code, sizeof teams[i].code);
    }
    source->input.network.units = number_units(teams, query->teams, source->unit);
    return true;
}

static bool load_ratings(struct db *db, const struct network_query *query, struct silo_source *source,
                         struct error *err)
{
    struct network_rating *rows CLEANUP(free) = NULL;
    size_t n;
    if (!network_store_ratings(db, query, SILO_RATINGS, &rows, &n, err)) {
        return false;
    }
    struct collaboration_rating *ratings CLEANUP(free) = calloc(n + 1, sizeof *ratings);
    if (ratings == NULL) {
        return no_memory(source, err);
    }
    for (size_t i = 0; i < n; i++) {
        ratings[i] = (struct collaboration_rating){rows[i].rater, rows[i].rated, rows[i].mean};
    }
    return collaboration_average(ratings, n, query->teams, source->rating, err);
}

static bool load_network(struct db *db, int32_t release, struct silo_source *source, struct error *err)
{
    const struct series_cells *cells = source->cells;
    struct network_visits *visits CLEANUP(free) = NULL;
    int32_t *begins CLEANUP(free) = calloc(cells->teams + 1, sizeof *begins);
    size_t n;
    if (begins == NULL) {
        return no_memory(source, err);
    }
    for (size_t i = 0; i < cells->teams; i++) {
        begins[i] = since(cells, i);
    }
    const struct network_query query = {release, cells->first, cells->teams, cells->team_id, begins};
    return load_teams(db, &query, source, err) &&
           network_store_others(db, &query, &source->unpublished, &source->n_unpublished, err) &&
           network_store_handoffs(db, &query, source->handoff, err) &&
           network_store_shown(db, &query, source->shown, err) && load_ratings(db, &query, source, err) &&
           network_store_visits(db, &query, &visits, &n, err) && share_visits(source, visits, n, err);
}

/* What is no property of teams is as unknown (statistics.md 2). Last, since scores say when a team was there.
 */
static bool withhold(struct db *db, int32_t release, struct silo_source *source, struct error *err)
{
    const struct series_cells *cells = source->cells;
    for (size_t d = 0; d < DIMENSIONS; d++) {
        bool withheld;
        if (!agreement_store_withholds(db, release, dimensions[d], &withheld, err)) {
            return false;
        }
        for (size_t i = 0; withheld && i < (cells->teams + cells->former) * cells->periods; i++) {
            cells->mean[d][i] = NAN;
        }
    }
    return true;
}

static void point(struct silo_source *source)
{
    struct silo_input *input = &source->input;
    input->teams = input->network.teams = source->cells->teams;
    input->periods = source->cells->periods;
    input->others = source->cells->former;
    for (size_t d = 0; d < DIMENSIONS; d++) {
        input->series[d] = source->cells->mean[d];
    }
    input->series[SILO_BOUNCE] = source->bounce;
    input->router = source->router;
    input->headcount = source->headcount;
    input->network.unit = source->unit;
    input->network.handoff = source->handoff;
    input->network.rating = source->rating;
}

bool silo_source_load(struct db *db, int32_t release, struct series_window window,
                      struct silo_source **ret_source, struct error *err)
{
    const struct series_query query = {release, window, dimensions, DIMENSIONS, false};
    struct silo_source *source CLEANUP(silo_source_free) = calloc(1, sizeof *source);
    if (source == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the silos of a release");
    }
    if (!series_store_load(db, &query, &source->cells, err) || !allocate(source, err) ||
        !load_network(db, release, source, err) || !withhold(db, release, source, err)) {
        return false;
    }
    point(source);
    *ret_source = source;
    source = NULL;
    return true;
}

struct silo_source *silo_source_free(struct silo_source *source)
{
    if (source != NULL) {
        series_cells_free(source->cells);
        free(source->bounce);
        free(source->handed_on);
        free(source->visits);
        free(source->headcount);
        free(source->router);
        free(source->unit);
        free(source->code);
        free(source->handoff);
        free(source->shown);
        free(source->rating);
        free(source->unpublished);
        free(source);
    }
    return NULL;
}
