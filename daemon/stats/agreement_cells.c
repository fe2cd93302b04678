/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the sums of items to what may be kept of them. */
#include "agreement_cells.h"

#include <math.h>
#include <stdlib.h>

#include "display.h"
#include "exact_cell.h"
#include "math/agreement.h"
#include "store/item_store.h"

/* One dimension while it is being counted, over its published leaves. */
struct item_pass {
    const struct figures *figures;
    size_t metric;
    struct item_form form;
    size_t n_answers; /* numbers of answers that a node has */
    int64_t *answers; /* by node: of the people who answered every item, how many gave each answer */
    struct item_pool pool;
};

static bool is_counted(const struct item_pass *pass, size_t node)
{
    return figures_is_leaf(pass->figures, node) && figures_of(pass->figures, pass->metric)[node].published;
}

static size_t count_teams(const struct item_pass *pass)
{
    size_t n = 0;
    for (size_t v = 0; v < pass->figures->tree->n; v++) {
        n += is_counted(pass, v);
    }
    return n;
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

/* Whether it can be counted how many gave each answer. */
static bool is_narrow(const struct item_form *form)
{
    size_t i = 0;
    while (i < form->n && item_form_range(form, i) <= ITEM_SQL_MAX_RANGE) {
        i++;
    }
    return i == form->n;
}

/* All passes of a period. */
struct item_passes {
    const struct figures *figures;
    size_t n;
    struct item_pass *all;
};

static void item_passes_free_local(struct item_passes *passes)
{
    for (size_t p = 0; p < passes->n; p++) {
        free(passes->all[p].answers);
    }
    free(passes->all);
}

static bool no_memory(const struct figures *figures, struct error *err)
{
    return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the items of %zu teams", figures->tree->n);
}

static bool add_pass(struct item_passes *passes, size_t metric, struct error *err)
{
    const struct figures *figures = passes->figures;
    struct item_pass *pass = &passes->all[passes->n];
    *pass = (struct item_pass){.figures = figures, .metric = metric};
    choose_form(pass);
    if (count_teams(pass) == 0 || !is_narrow(&pass->form)) {
        return true;
    }
    pass->n_answers = item_store_answers(&pass->form);
    pass->answers = calloc(figures->tree->n * pass->n_answers, sizeof *pass->answers);
    passes->n++;
    return pass->answers != NULL || no_memory(figures, err);
}

static bool add_passes(struct item_passes *passes, struct error *err)
{
    const struct metric_set *set = passes->figures->set;
    passes->all = calloc(set->n + 1, sizeof *passes->all);
    if (passes->all == NULL) {
        return no_memory(passes->figures, err);
    }
    for (size_t m = 0; m < set->n; m++) {
        const struct metric *metric = &set->metrics[m];
        bool counts =
            metric->audience == AUDIENCE_EMPLOYEE && metric->kind == DIMENSION_MEAN && metric->has_data;
        if (counts && !add_pass(passes, m, err)) {
            return false;
        }
    }
    return true;
}

/* One version of the survey being read: the dimensions that it asks as they are counted, and their passes. */
struct version {
    struct item_query query;
    struct item_dimension *dimensions;
    struct item_pass **passes;
    int32_t *team_ids;
};

static void version_free_local(struct version *version)
{
    free(version->dimensions);
    free(version->passes);
    free(version->team_ids);
}

static bool is_asked(const struct version *version, size_t node)
{
    size_t d = 0;
    while (d < version->query.source.n_dimensions && !is_counted(version->passes[d], node)) {
        d++;
    }
    return d < version->query.source.n_dimensions;
}

/* The teams that any of the dimensions is counted of, and how many submissions one of them has at most. */
static void list_teams(struct version *version, const struct figures *figures, size_t source)
{
    const int64_t *submissions = figures_submissions(figures, source);
    struct item_query *query = &version->query;
    for (size_t v = 0; v < figures->tree->n; v++) {
        if (is_asked(version, v)) {
            version->team_ids[query->n_teams++] = figures->tree->nodes[v].team.id;
            query->source.most = submissions[v] > query->source.most ? submissions[v] : query->source.most;
        }
    }
    query->team_ids = version->team_ids;
}

/* The dimensions that the version asks in the form in which they are counted. Returns how many. */
static size_t list_dimensions(struct version *version, const struct item_passes *passes,
                              const struct metric_source *source)
{
    size_t n = 0;
    for (size_t p = 0; p < passes->n; p++) {
        struct item_pass *pass = &passes->all[p];
        const struct dimension *dimension = dimension_of(source, pass->metric);
        version->passes[n] = pass;
        version->dimensions[n].form = &pass->form;
        n += dimension != NULL &&
             item_form_place(&pass->form, source->survey, dimension, version->dimensions[n].positions);
    }
    return n;
}

static bool version_init(struct version *version, const struct item_passes *passes, size_t source,
                         struct error *err)
{
    const struct figures *figures = passes->figures;
    const struct metric_source *asked = &figures->set->sources[source];
    version->dimensions = calloc(passes->n + 1, sizeof *version->dimensions);
    version->passes = calloc(passes->n + 1, sizeof(struct item_pass *));
    version->team_ids = calloc(figures->tree->n, sizeof *version->team_ids);
    if (version->dimensions == NULL || version->passes == NULL || version->team_ids == NULL) {
        return no_memory(figures, err);
    }
    version->query.source = (struct item_source){.table = figures->period->table,
                                                 .survey_id = asked->survey->id,
                                                 .dimensions = version->dimensions,
                                                 .n_dimensions = list_dimensions(version, passes, asked)};
    list_teams(version, figures, source);
    return true;
}

/* Adds one team's counts to the pool, but for what its answers say. */
static void pool_team(struct item_pass *pass, int64_t submissions, const struct item_counts *counts)
{
    struct item_pool *pool = &pass->pool;
    const int64_t *product = counts->products;
    size_t at = 0;
    pool->submissions += submissions;
    pool->complete += counts->complete;
    pool->unanswered += counts->unanswered;
    pool->ceiling += counts->ceiling;
    pool->floor += counts->floor;
    for (size_t i = 0; i < pass->form.n; i++) {
        at++;
        for (size_t j = i + 1; j < pass->form.n; j++) {
            pool->products[at++] += *product++;
        }
    }
}

static bool on_team(void *ctx, const struct item_team *team, struct error *err)
{
    const struct version *version = ctx;
    (void)err;
    for (size_t d = 0; d < version->query.source.n_dimensions; d++) {
        struct item_pass *pass = version->passes[d];
        int32_t node = team_tree_find(pass->figures->tree, team->team_id);
        if (node < 0 || !is_counted(pass, (size_t)node)) {
            continue;
        }
        pool_team(pass, team->submissions, &team->counts[d]);
        for (size_t a = 0; a < pass->n_answers; a++) {
            pass->answers[(size_t)node * pass->n_answers + a] += team->counts[d].answers[a];
        }
    }
    return true;
}

static bool read_version(struct db *db, const struct item_passes *passes, size_t source, struct error *err)
{
    struct version version CLEANUP(version_free) = {0};
    return version_init(&version, passes, source, err) &&
           (version.query.n_teams == 0 || item_store_count(db, &version.query, on_team, &version, err));
}

/* A node's items from its answers. Returns how many people answered every item. */
static int64_t items_of(const struct item_pass *pass, size_t node, struct agreement_item *ret_items)
{
    const int64_t *answers = &pass->answers[node * pass->n_answers];
    int64_t n = 0;
    for (size_t i = 0; i < pass->form.n; i++) {
        size_t range = (size_t)item_form_range(&pass->form, i);
        ret_items[i] = agreement_item_of(answers, range, item_form_step(&pass->form, i));
        for (size_t x = 0; x <= range; x++) {
            n += i == 0 ? answers[x] : 0;
        }
        answers += range + 1;
    }
    return n;
}

static struct item_key key_of(const struct item_pass *pass)
{
    return (struct item_key){pass->figures->period->period,
                             pass->figures->set->metrics[pass->metric].dimension};
}

static struct agreement_cell cell_of(const struct item_pass *pass, size_t node, int64_t n,
                                     const struct agreement_item *items)
{
    struct agreement a = agreement_of(n, pass->form.options, items, pass->form.n);
    return (struct agreement_cell){.team_id = pass->figures->tree->nodes[node].team.id,
                                   .n = (double)n,
                                   .rwgj_uniform = a.rwg_uniform,
                                   .rwgj_slightskew = a.rwg_skewed,
                                   .adm = a.ad,
                                   .constant = a.constant ? "true" : "false"};
}

/* Adds sums and squares of a node's items to the pool. */
static void pool_items(struct item_pass *pass, const struct agreement_item *items)
{
    size_t at = 0;
    for (size_t i = 0; i < pass->form.n; i++) {
        pass->pool.sums[i] += items[i].sum;
        pass->pool.products[at] += items[i].squares;
        at += pass->form.n - i;
    }
}

static bool write_cells(struct db *db, struct item_pass *pass, struct error *err)
{
    struct agreement_item items[SURVEY_MAX_QUESTIONS];
    struct item_key key = key_of(pass);
    struct agreement_cell *cells CLEANUP(free) = calloc(pass->figures->tree->n, sizeof *cells);
    size_t n_cells = 0;
    if (cells == NULL) {
        return no_memory(pass->figures, err);
    }
    for (size_t v = 0; v < pass->figures->tree->n; v++) {
        if (is_counted(pass, v)) {
            int64_t n = items_of(pass, v, items);
            pool_items(pass, items);
            if (n >= pass->figures->period->k_employee) {
                cells[n_cells++] = cell_of(pass, v, n, items);
            }
        }
    }
    return item_store_insert_cells(db, &key, &pass->form, cells, n_cells, err);
}

/* Scores of the published leaves, all together. */
static bool sum_scores(const struct item_pass *pass, struct tally *ret_tally, struct error *err)
{
    const struct figure *nodes = figures_of(pass->figures, pass->metric);
    *ret_tally = (struct tally){0};
    for (size_t v = 0; v < pass->figures->tree->n; v++) {
        if (is_counted(pass, v) && !tally_add(ret_tally, &nodes[v].own, 1, err)) {
            return false;
        }
    }
    return true;
}

/* Whether every published leaf shows its own dispersion: then that of all of them together tells nothing
 * more. */
static bool leaves_show_spread(const struct item_pass *pass)
{
    for (size_t v = 0; v < pass->figures->tree->n; v++) {
        if (is_counted(pass, v)) {
            struct cell cell = exact_cell_to_show(pass->figures, pass->metric, v);
            if (display_cell(&cell, (struct display_spread){NAN, NAN}).sd[0] == '\0') {
                return false;
            }
        }
    }
    return true;
}

/* J items have J (J + 3) / 2 sums and products, n people n J answers: with twice as many people as items
 * there are far more sets of answers than sums. */
static bool is_solvable(const struct item_pass *pass)
{
    return pass->pool.complete < 2 * (int64_t)pass->form.n;
}

static bool write_pool(struct db *db, const struct item_pass *pass, size_t teams, struct error *err)
{
    struct item_key key = key_of(pass);
    struct dimension_pool *pool CLEANUP(free) = calloc(1, sizeof *pool);
    struct tally scores;
    if (pool == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for sums of items");
    }
    if (!sum_scores(pass, &scores, err)) {
        return false;
    }
    pool->teams = (int64_t)teams;
    pool->n = scores.n;
    pool->sum = scores.sum;
    pool->squares = scores.squares;
    pool->unit = pass->figures->set->metrics[pass->metric].unit;
    pool->shows_spread = leaves_show_spread(pass);
    pool->has_items = !is_solvable(pass);
    pool->form = &pass->form;
    pool->pool = pass->pool;
    return item_store_insert_pool(db, &key, pool, err);
}

static bool write_dimension(struct db *db, struct item_pass *pass, struct error *err)
{
    size_t teams = count_teams(pass);
    return (write_cells(db, pass, err) &&
            (teams < AGREEMENT_MIN_TEAMS || write_pool(db, pass, teams, err))) ||
           error_prefix(err, "agreement on %s", pass->figures->set->metrics[pass->metric].dimension);
}

bool agreement_cells_write(struct db *db, const struct figures *figures, struct error *err)
{
    struct item_passes passes CLEANUP(item_passes_free) = {.figures = figures};
    if (!add_passes(&passes, err)) {
        return false;
    }
    for (size_t s = 0; s < figures->set->n_sources; s++) {
        if (!read_version(db, &passes, s, err)) {
            return error_prefix(err, "items of %s", figures->set->sources[s].survey->code);
        }
    }
    for (size_t p = 0; p < passes.n; p++) {
        if (!write_dimension(db, &passes.all[p], err)) {
            return false;
        }
    }
    return true;
}
