/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the sums of items to what may be kept of them. */
#include "agreement_cells.h"

#include <math.h>
#include <stdlib.h>

#include "display.h"
#include "exact_cell.h"
#include "math/agreement.h"
#include "store/item_store.h"

/* One dimension while it is being counted. */
struct item_pass {
    struct db *db;
    const struct figures *figures;
    size_t metric;
    struct item_form form;
    struct item_version *versions;
    size_t n_versions;
    int32_t *team_ids; /* of the published leaves */
    size_t n_teams;
};

static void item_pass_free_local(struct item_pass *pass)
{
    free(pass->versions);
    free(pass->team_ids);
}

/* The dimension by which a version of the survey feeds the metric, or NULL. */
static const struct dimension *dimension_of(const struct metric_source *source, size_t metric)
{
    for (size_t i = 0; i < source->n_dimensions; i++) {
        if (source->metrics[i] == (int32_t)metric) {
            return &source->dimensions[i];
        }
    }
    return NULL;
}

static int64_t submissions_of(const struct figures *figures, size_t source)
{
    const int64_t *by_node = figures_submissions(figures, source);
    int64_t sum = 0;
    for (size_t v = 0; v < figures->tree->n; v++) {
        sum += by_node[v];
    }
    return sum;
}

/* The items of the version with the most submissions; of equals the newest, which comes first. */
static void choose_form(struct item_pass *pass)
{
    const struct metric_set *set = pass->figures->set;
    int64_t most = -1;
    for (size_t s = 0; s < set->n_sources; s++) {
        const struct dimension *dimension = dimension_of(&set->sources[s], pass->metric);
        int64_t submissions = dimension == NULL ? -1 : submissions_of(pass->figures, s);
        if (submissions > most) {
            most = submissions;
            pass->form = item_form_of(set->sources[s].survey, dimension);
        }
    }
}

static void list_versions(struct item_pass *pass)
{
    const struct metric_set *set = pass->figures->set;
    for (size_t s = 0; s < set->n_sources; s++) {
        const struct survey *survey = set->sources[s].survey;
        const struct dimension *dimension = dimension_of(&set->sources[s], pass->metric);
        struct item_version *version = &pass->versions[pass->n_versions];
        if (dimension != NULL) {
            version->survey_id = survey->id;
            pass->n_versions += item_form_place(&pass->form, survey, dimension, version->positions);
        }
    }
}

static void list_teams(struct item_pass *pass)
{
    const struct figure *nodes = figures_of(pass->figures, pass->metric);
    for (size_t v = 0; v < pass->figures->tree->n; v++) {
        if (figures_is_leaf(pass->figures, v) && nodes[v].published) {
            pass->team_ids[pass->n_teams++] = pass->figures->tree->nodes[v].team.id;
        }
    }
}

static bool item_pass_init(struct item_pass *pass, struct error *err)
{
    pass->versions = calloc(pass->figures->set->n_sources + 1, sizeof *pass->versions);
    pass->team_ids = calloc(pass->figures->tree->n, sizeof *pass->team_ids);
    if (pass->versions == NULL || pass->team_ids == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the items of %zu teams",
                         pass->figures->tree->n);
    }
    choose_form(pass);
    list_versions(pass);
    list_teams(pass);
    return true;
}

static struct item_query query_of(const struct item_pass *pass)
{
    return (struct item_query){.source = {.table = pass->figures->period->table,
                                          .form = &pass->form,
                                          .versions = pass->versions,
                                          .n_versions = pass->n_versions},
                               .team_ids = pass->team_ids,
                               .n_teams = pass->n_teams};
}

static struct item_key key_of(const struct item_pass *pass)
{
    return (struct item_key){pass->figures->period->period,
                             pass->figures->set->metrics[pass->metric].dimension};
}

/* The agreement of the teams that come by. */
struct agreeing {
    const struct item_pass *pass;
    struct agreement_cell *cells;
    size_t n;
};

static bool on_team(void *ctx, const struct item_team *team, struct error *err)
{
    struct agreeing *agreeing = ctx;
    const struct item_pass *pass = agreeing->pass;
    struct agreement_item items[SURVEY_MAX_QUESTIONS];
    (void)err;
    if (team->n < pass->figures->period->k_employee) {
        return true;
    }
    for (size_t i = 0; i < pass->form.n; i++) {
        items[i] = (struct agreement_item){team->sums[i], team->squares[i], team->deviations[i]};
    }
    struct agreement a = agreement_of(team->n, pass->form.options, items, pass->form.n);
    agreeing->cells[agreeing->n++] = (struct agreement_cell){.team_id = team->team_id,
                                                             .n = (double)team->n,
                                                             .rwgj_uniform = a.rwg_uniform,
                                                             .rwgj_slightskew = a.rwg_skewed,
                                                             .adm = a.ad,
                                                             .constant = a.constant ? "true" : "false"};
    return true;
}

static bool write_cells(const struct item_pass *pass, struct error *err)
{
    struct item_query query = query_of(pass);
    struct item_key key = key_of(pass);
    struct agreement_cell *cells CLEANUP(free) = calloc(pass->n_teams + 1, sizeof *cells);
    struct agreeing agreeing = {pass, cells, 0};
    if (cells == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the agreement of %zu teams", pass->n_teams);
    }
    return item_store_by_team(pass->db, &query, on_team, &agreeing, err) &&
           item_store_insert_cells(pass->db, &key, &pass->form, cells, agreeing.n, err);
}

/* Scores of the published leaves, all together. */
static bool sum_scores(const struct item_pass *pass, struct tally *ret_tally, struct error *err)
{
    const struct figure *nodes = figures_of(pass->figures, pass->metric);
    *ret_tally = (struct tally){0};
    for (size_t v = 0; v < pass->figures->tree->n; v++) {
        bool counts = figures_is_leaf(pass->figures, v) && nodes[v].published;
        if (counts && !tally_add(ret_tally, &nodes[v].own, 1, err)) {
            return false;
        }
    }
    return true;
}

/* Whether the dispersion within all published leaves together may be shown. Where each shows its own it tells
 * nothing more. What the leaves without one have in common is that of all of them at once: from five on it
 * says no more of one than its mean does (of five answers from 1 to 5 the mean gives all away in 4 sets of
 * 100; so it is with their dispersion pooled with that of four others; with one other alone in 12, and with
 * their own in 63). Where a mean is shown as a bound, the differences between teams would give it away. */
static bool leaves_show_spread(const struct item_pass *pass)
{
    const struct figure *nodes = figures_of(pass->figures, pass->metric);
    size_t hidden = 0;
    for (size_t v = 0; v < pass->figures->tree->n; v++) {
        if (figures_is_leaf(pass->figures, v) && nodes[v].published) {
            struct cell cell = exact_cell_to_show(pass->figures, pass->metric, v);
            struct shown_cell shown = display_cell(&cell, (struct display_spread){NAN, NAN});
            if (shown.bound[0] != '\0') {
                return false;
            }
            hidden += shown.sd[0] == '\0' ? 1 : 0;
        }
    }
    return hidden == 0 || hidden >= AGREEMENT_MIN_TEAMS;
}

/* J items have J (J + 3) / 2 sums and products, n people n J answers: with twice as many people as items
 * there are far more sets of answers than sums. */
static bool is_solvable(const struct item_pass *pass, const struct item_pool *pool)
{
    return pool->complete < 2 * (int64_t)pass->form.n;
}

static bool write_pool(const struct item_pass *pass, struct error *err)
{
    const struct figures *figures = pass->figures;
    struct item_query query = query_of(pass);
    struct item_key key = key_of(pass);
    struct dimension_pool *pool CLEANUP(free) = calloc(1, sizeof *pool);
    struct tally scores;
    if (pool == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for sums of items");
    }
    if (!item_store_pooled(pass->db, &query, &pool->pool, err) || !sum_scores(pass, &scores, err)) {
        return false;
    }
    pool->teams = (int64_t)pass->n_teams;
    pool->n = scores.n;
    pool->sum = scores.sum;
    pool->squares = scores.squares;
    pool->unit = figures->set->metrics[pass->metric].unit;
    pool->shows_spread = leaves_show_spread(pass);
    pool->has_items = !is_solvable(pass, &pool->pool);
    pool->form = &pass->form;
    return item_store_insert_pool(pass->db, &key, pool, err);
}

static bool write_dimension(struct db *db, const struct figures *figures, size_t metric, struct error *err)
{
    struct item_pass pass CLEANUP(item_pass_free) = {.db = db, .figures = figures, .metric = metric};
    if (!item_pass_init(&pass, err)) {
        return false;
    }
    if (pass.n_teams == 0) {
        return true;
    }
    return write_cells(&pass, err) && (pass.n_teams < AGREEMENT_MIN_TEAMS || write_pool(&pass, err));
}

bool agreement_cells_write(struct db *db, const struct figures *figures, struct error *err)
{
    for (size_t m = 0; m < figures->set->n; m++) {
        const struct metric *metric = &figures->set->metrics[m];
        bool counts =
            metric->audience == AUDIENCE_EMPLOYEE && metric->kind == DIMENSION_MEAN && metric->has_data;
        if (counts && !write_dimension(db, figures, m, err)) {
            return error_prefix(err, "agreement on %s", metric->dimension);
        }
    }
    return true;
}
