/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From counts of answers to what may be kept of them. */
#include "agreement_cells.h"

#include <math.h>
#include <stdlib.h>

#include "display.h"
#include "exact_cell.h"
#include "math/agreement.h"
#include "store/item_store.h"

/* One dimension, over its published leaves. */
struct item_pass {
    const struct figures *figures;
    size_t metric;
    const struct item_figure *items;
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

/* The sums of a node's items. */
static void items_of(const struct item_pass *pass, size_t node, struct agreement_item *ret_items)
{
    const struct item_form *form = &pass->items->form;
    const int64_t *answers = item_figure_answers(pass->items, node);
    for (size_t i = 0; i < form->n; i++) {
        size_t range = (size_t)item_form_range(form, i);
        ret_items[i] = agreement_item_of(answers, range, item_form_step(form, i));
        answers += range + 1;
    }
}

static struct item_key key_of(const struct item_pass *pass)
{
    return (struct item_key){pass->figures->period->period,
                             pass->figures->set->metrics[pass->metric].dimension};
}

static struct agreement_cell cell_of(const struct item_pass *pass, size_t node,
                                     const struct agreement_item *items)
{
    int64_t n = pass->items->nodes[node].complete;
    struct agreement a = agreement_of(n, pass->items->form.options, items, pass->items->form.n);
    return (struct agreement_cell){.team_id = pass->figures->tree->nodes[node].team.id,
                                   .n = (double)n,
                                   .rwgj_uniform = a.rwg_uniform,
                                   .rwgj_slightskew = a.rwg_skewed,
                                   .adm = a.ad,
                                   .constant = a.constant ? "true" : "false"};
}

/* Adds a node to the pool. */
static void pool_node(struct item_pass *pass, size_t node, const struct agreement_item *items)
{
    const struct item_node *own = &pass->items->nodes[node];
    const int64_t *product = item_figure_products(pass->items, node);
    struct item_pool *pool = &pass->pool;
    size_t at = 0;
    pool->submissions += own->submissions;
    pool->complete += own->complete;
    pool->unanswered += own->unanswered;
    pool->ceiling += own->ceiling;
    pool->floor += own->floor;
    for (size_t i = 0; i < pass->items->form.n; i++) {
        pool->sums[i] += items[i].sum;
        pool->products[at++] += items[i].squares;
        for (size_t j = i + 1; j < pass->items->form.n; j++) {
            pool->products[at++] += *product++;
        }
    }
}

static bool write_cells(struct db *db, struct item_pass *pass, struct error *err)
{
    struct agreement_item items[SURVEY_MAX_QUESTIONS];
    struct item_key key = key_of(pass);
    size_t n = 0;
    struct agreement_cell *cells CLEANUP(free) = calloc(pass->figures->tree->n, sizeof *cells);
    if (cells == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the agreement of %zu teams",
                         pass->figures->tree->n);
    }
    for (size_t v = 0; v < pass->figures->tree->n; v++) {
        if (is_counted(pass, v)) {
            items_of(pass, v, items);
            pool_node(pass, v, items);
            if (pass->items->nodes[v].complete >= pass->figures->period->k_employee) {
                cells[n++] = cell_of(pass, v, items);
            }
        }
    }
    return item_store_insert_cells(db, &key, &pass->items->form, cells, n, err);
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

/* Whether the dispersion within all published leaves together may be shown. Where each shows its own it tells
 * nothing more. What the leaves without one have in common is that of all of them at once: from five on it
 * says no more of one than its mean does (of five answers from 1 to 5 the mean gives all away in 4 sets of
 * 100; so it is with their dispersion pooled with that of four others; with one other alone in 12, and with
 * their own in 63). Where a mean is shown as a bound, the differences between teams would give it away. */
static bool leaves_show_spread(const struct item_pass *pass)
{
    size_t hidden = 0;
    for (size_t v = 0; v < pass->figures->tree->n; v++) {
        if (is_counted(pass, v)) {
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
static bool is_solvable(const struct item_pass *pass)
{
    return pass->pool.complete < 2 * (int64_t)pass->items->form.n;
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
    pool->form = &pass->items->form;
    pool->pool = pass->pool;
    return item_store_insert_pool(db, &key, pool, err);
}

static bool write_dimension(struct db *db, const struct figures *figures, size_t metric, struct error *err)
{
    struct item_pass pass = {.figures = figures, .metric = metric, .items = &figures->items[metric]};
    size_t teams = pass.items->form.n == 0 ? 0 : count_teams(&pass);
    if (teams == 0) {
        return true;
    }
    return write_cells(db, &pass, err) && (teams < AGREEMENT_MIN_TEAMS || write_pool(db, &pass, teams, err));
}

bool agreement_cells_write(struct db *db, const struct figures *figures, struct error *err)
{
    for (size_t m = 0; m < figures->set->n; m++) {
        if (!write_dimension(db, figures, m, err)) {
            return error_prefix(err, "agreement on %s", figures->set->metrics[m].dimension);
        }
    }
    return true;
}
