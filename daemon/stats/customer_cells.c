/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts contacts by touch, and leaves what is shown to customer_units. */
#include "customer_cells.h"

#include <stdlib.h>

#include "customer_units.h"
#include "store/tally_store.h"

/* Where the rows of one version of a survey go. */
struct counting {
    struct figures *figures;
    size_t source;
    int64_t contacts;
};

static bool count_senders(void *ctx, const struct tally_row *row, struct error *err)
{
    (void)err;
    struct counting *counting = ctx;
    int32_t node = team_tree_find(counting->figures->tree, row->team_id);
    if (node >= 0) {
        figures_submissions(counting->figures, counting->source)[node] = row->submissions;
    }
    counting->contacts += row->submissions;
    return true;
}

/* Where the classes of one version of a survey go. */
struct classing {
    const struct figures *figures;
    size_t source;
    struct contact_classes *classes;
    int64_t contacts;
};

/* Plans are as safe with a part of the contacts (contact_classes.h). */
static int32_t planned(int64_t contacts)
{
    return contacts < INT32_MAX ? (int32_t)contacts : INT32_MAX;
}

/* A team that the period does not know touched nobody. */
static bool take_class(void *ctx, const struct tally_class *row, struct error *err)
{
    struct classing *classing = ctx;
    const struct metric_source *source = &classing->figures->set->sources[classing->source];
    struct contact_class class = {.source = (uint16_t)classing->source, .contacts = planned(row->contacts)};
    int32_t nodes[SUBMISSION_MAX_PATH];
    classing->contacts += row->contacts;
    for (size_t i = 0; i < row->n_teams; i++) {
        int32_t node = team_tree_find(classing->figures->tree, row->team_ids[i]);
        if (node >= 0) {
            nodes[class.n_nodes++] = node;
        }
    }
    if (!contact_classes_add(classing->classes, &class, nodes, err)) {
        return false;
    }
    for (size_t i = 0; i < source->n_dimensions; i++) {
        if (source->metrics[i] != METRIC_NONE) {
            size_t column = customer_units_column(classing->figures->set, (size_t)source->metrics[i]);
            *contact_classes_rated(classing->classes, classing->classes->n - 1, column) =
                planned(row->rated[i]);
        }
    }
    return true;
}

static bool is_of_customers(const struct figures *figures, size_t source)
{
    return figures->set->sources[source].survey->audience == AUDIENCE_CUSTOMER;
}

/* Reads who sent, and sets how many contacts each version of a survey has. */
static bool read_senders(struct db *db, struct figures *figures, int64_t *contacts, struct error *err)
{
    for (size_t s = 0; s < figures->set->n_sources; s++) {
        struct tally_query sent = {.table = figures->period->table,
                                   .survey = figures->set->sources[s].survey};
        struct counting counting = {.figures = figures, .source = s};
        if (is_of_customers(figures, s) && !tally_store_by_team(db, &sent, count_senders, &counting, err)) {
            return false;
        }
        contacts[s] = counting.contacts;
    }
    return true;
}

/* Reads which teams contacts touched: at most max_classes classes, each version's share of them. */
static bool read_classes(struct db *db, const struct figures *figures, const int64_t *contacts,
                         int64_t max_classes, struct contact_classes *classes, struct error *err)
{
    int64_t total = 0;
    for (size_t s = 0; s < figures->set->n_sources; s++) {
        total += contacts[s];
    }
    for (size_t s = 0; s < figures->set->n_sources; s++) {
        const struct metric_source *source = &figures->set->sources[s];
        struct classing classing = {.figures = figures, .source = s, .classes = classes};
        if (contacts[s] == 0) {
            continue;
        }
        struct tally_query touched = {figures->period->table, source->survey, source->dimensions,
                                      source->n_dimensions, (size_t)(max_classes * contacts[s] / total)};
        if (!tally_store_classes(db, &touched, take_class, &classing, err)) {
            return false;
        }
        classes->are_part = classes->are_part || classing.contacts < contacts[s];
    }
    return contact_classes_index(classes, figures->tree->n, err);
}

bool customer_cells_fill(struct db *db, struct figures *figures, int64_t max_classes, struct error *err)
{
    struct contact_classes classes CLEANUP(contact_classes_free) = {
        .n_columns = customer_units_column(figures->set, figures->set->n)};
    int64_t *contacts CLEANUP(free) = calloc(figures->set->n_sources + 1, sizeof *contacts);
    if (contacts == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for %zu surveys", figures->set->n_sources);
    }
    return read_senders(db, figures, contacts, err) &&
           read_classes(db, figures, contacts, max_classes, &classes, err) &&
           customer_units_decide(db, figures, &classes, err);
}
