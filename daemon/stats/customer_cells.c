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
};

static bool count_senders(void *ctx, const struct tally_row *row, struct error *err)
{
    (void)err;
    const struct counting *counting = ctx;
    int32_t node = team_tree_find(counting->figures->tree, row->team_id);
    if (node >= 0) {
        figures_submissions(counting->figures, counting->source)[node] = row->submissions;
    }
    return true;
}

/* Where the classes of one version of a survey go. */
struct classing {
    const struct figures *figures;
    size_t source;
    struct contact_classes *classes;
};

/* A team that the period does not know touched nobody. */
static bool take_class(void *ctx, const struct tally_class *row, struct error *err)
{
    const struct classing *classing = ctx;
    const struct metric_source *source = &classing->figures->set->sources[classing->source];
    struct contact_class class = {.source = (uint16_t)classing->source, .contacts = (int32_t)row->contacts};
    int32_t nodes[SUBMISSION_MAX_PATH];
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
                (int32_t)row->rated[i];
        }
    }
    return true;
}

/* Reads one version of a survey: who sent, and which teams were touched. */
static bool read_source(struct db *db, struct figures *figures, size_t s, struct contact_classes *classes,
                        struct error *err)
{
    const struct metric_source *source = &figures->set->sources[s];
    struct tally_query touched = {figures->period->table, source->survey, source->dimensions,
                                  source->n_dimensions};
    struct tally_query sent = {figures->period->table, source->survey, NULL, 0};
    struct counting counting = {figures, s};
    struct classing classing = {figures, s, classes};
    return tally_store_by_team(db, &sent, count_senders, &counting, err) &&
           tally_store_classes(db, &touched, take_class, &classing, err);
}

static bool read_sources(struct db *db, struct figures *figures, struct contact_classes *classes,
                         struct error *err)
{
    for (size_t s = 0; s < figures->set->n_sources; s++) {
        if (figures->set->sources[s].survey->audience == AUDIENCE_CUSTOMER &&
            !read_source(db, figures, s, classes, err)) {
            return false;
        }
    }
    return contact_classes_index(classes, figures->tree->n, err);
}

/* Of each team, the contacts that touched it and those of them that rated a metric. */
static void count_own(const struct figures *figures, const struct contact_classes *classes, size_t metric)
{
    struct figure *nodes = figures_of(figures, metric);
    size_t column = customer_units_column(figures->set, metric);
    for (size_t c = 0; c < classes->n; c++) {
        const struct contact_class *class = &classes->all[c];
        bool asked = customer_units_asked(figures, class, metric);
        for (size_t i = 0; i < class->n_nodes && asked; i++) {
            struct figure *figure = &nodes[classes->nodes[class->first + i]];
            figure->own.n += *contact_classes_rated(classes, c, column);
            figure->own_responses += class->contacts;
        }
    }
}

bool customer_cells_fill(struct db *db, struct figures *figures, struct error *err)
{
    struct contact_classes classes CLEANUP(contact_classes_free) = {
        .n_columns = customer_units_column(figures->set, figures->set->n)};
    if (!read_sources(db, figures, &classes, err)) {
        return false;
    }
    for (size_t m = 0; m < figures->set->n; m++) {
        if (figures->set->metrics[m].audience == AUDIENCE_CUSTOMER) {
            count_own(figures, &classes, m);
        }
    }
    return customer_units_decide(db, figures, &classes, err);
}
