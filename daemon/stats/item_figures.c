/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Room for the items of a period, and which versions of the survey are counted there. */
#include "item_figures.h"

#include <stdlib.h>

/* The position of the dimension by which a source feeds a metric, or the number of its dimensions. */
static size_t position_of(const struct metric_source *source, size_t metric)
{
    size_t i = 0;
    while (i < source->n_dimensions && source->metrics[i] != (int32_t)metric) {
        i++;
    }
    return i;
}

/* The items of the version with the most submissions; of equals the newest, which comes first. */
static struct item_form choose_form(const struct metric_set *set, size_t metric)
{
    struct item_form form = {0};
    int64_t most = -1;
    for (size_t s = 0; s < set->n_sources; s++) {
        const struct metric_source *source = &set->sources[s];
        size_t at = position_of(source, metric);
        if (at < source->n_dimensions && source->submissions > most) {
            most = source->submissions;
            form = item_form_of(source->survey, &source->dimensions[at]);
        }
    }
    return form;
}

/* Whether the answers to every item can be counted one by one. */
static bool is_narrow(const struct item_form *form)
{
    size_t i = 0;
    while (i < form->n && item_form_range(form, i) <= ITEM_SQL_MAX_RANGE) {
        i++;
    }
    return i == form->n;
}

static bool is_counted(const struct metric *metric)
{
    return metric->audience == AUDIENCE_EMPLOYEE && metric->kind == DIMENSION_MEAN && metric->has_data;
}

static bool start(struct item_figure *figure, const struct item_form *form, size_t n_nodes)
{
    figure->form = *form;
    figure->n_answers = item_counts_answers(form);
    figure->n_products = item_counts_products(form);
    figure->nodes = calloc(n_nodes, sizeof *figure->nodes);
    figure->answers = calloc(n_nodes * figure->n_answers, sizeof *figure->answers);
    figure->products = calloc(n_nodes * figure->n_products + 1, sizeof *figure->products);
    return figure->nodes != NULL && figure->answers != NULL && figure->products != NULL;
}

bool item_figures_new(const struct metric_set *set, size_t n_nodes, struct item_figure **ret_all,
                      struct error *err)
{
    struct item_figure *all = calloc(set->n + 1, sizeof *all);
    *ret_all = all;
    bool done = all != NULL;
    for (size_t m = 0; m < set->n && done; m++) {
        if (is_counted(&set->metrics[m])) {
            struct item_form form = choose_form(set, m);
            done = !is_narrow(&form) || start(&all[m], &form, n_nodes);
        }
    }
    return done || error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the items of %zu teams", n_nodes);
}

void item_figures_free(struct item_figure *all, size_t n)
{
    for (size_t m = 0; m < n && all != NULL; m++) {
        free(all[m].nodes);
        free(all[m].answers);
        free(all[m].products);
    }
    free(all);
}

size_t item_figures_of_source(const struct item_figure *all, const struct metric_set *set, size_t source,
                              struct item_dimension *ret_dimensions, size_t *ret_metrics)
{
    const struct metric_source *asked = &set->sources[source];
    size_t n = 0;
    for (size_t m = 0; m < set->n; m++) {
        size_t at = position_of(asked, m);
        if (all[m].form.n == 0 || at == asked->n_dimensions) {
            continue;
        }
        struct item_dimension *dimension = &ret_dimensions[n];
        *dimension =
            (struct item_dimension){.form = &all[m].form, .score = at, .unit = asked->dimensions[at].unit};
        ret_metrics[n] = m;
        n += item_form_place(&all[m].form, asked->survey, &asked->dimensions[at], dimension->positions);
    }
    return n;
}

void item_figure_add(struct item_figure *figure, size_t node, int64_t submissions,
                     const struct item_counts *counts)
{
    struct item_node *own = &figure->nodes[node];
    own->submissions += submissions;
    own->complete += counts->complete;
    own->unanswered += counts->unanswered;
    own->ceiling += counts->ceiling;
    own->floor += counts->floor;
    for (size_t i = 0; i < figure->n_answers; i++) {
        figure->answers[node * figure->n_answers + i] += counts->answers[i];
    }
    for (size_t i = 0; i < figure->n_products; i++) {
        figure->products[node * figure->n_products + i] += counts->products[i];
    }
}
