/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MODEL_CONTACT_CLASSES_H
#define PULSSID_MODEL_CONTACT_CLASSES_H

/*
 * The contacts of a period by the teams they touched: those of one source (a version of a survey) that
 * touched the same teams are a class. Counts, and never an answer.
 *
 * There may be as many classes as contacts, but the classes are for planning alone: what is told is counted
 * by PostgreSQL over all contacts, and to plan safely (query_audit.h) a part of the people is enough. So the
 * largest classes are held, of which it can be shown for the most figures that they single nobody out, and
 * memory does not go with the period: some 40 bytes a class here, as many in each audit, and up to 12 for
 * each class that a query of the audit weighs. Plain growable arrays; all zero but n_columns is empty. Owned
 * by whoever holds the struct.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct contact_class {
    uint32_t first; /* of its n_nodes in `nodes` */
    uint16_t n_nodes;
    uint16_t source;
    int32_t contacts; /* rated or not */
};

struct contact_classes {
    bool are_part;    /* there are contacts in none of them */
    size_t n_columns; /* of `rated`: one for each metric that contacts rate */
    size_t n;
    size_t capacity;
    struct contact_class *all;
    int32_t *rated; /* class by class */
    size_t n_nodes;
    size_t node_capacity;
    int32_t *nodes; /* of the tree */
    size_t *starts; /* by node, and one more: where its classes are in `touching`; NULL before the index is
                       made */
    uint32_t *touching;
};

/* Adds a copy of a class, rated by nobody; its nodes, each once, come from outside and `first` is set here.
 */
bool contact_classes_add(struct contact_classes *classes, const struct contact_class *class,
                         const int32_t *nodes, struct error *err) MUST_CHECK;

/* Makes the index of classes by node, once all are there. n: nodes of the tree. */
bool contact_classes_index(struct contact_classes *classes, size_t n, struct error *err) MUST_CHECK;

void contact_classes_free(struct contact_classes *classes);

static inline void contact_classes_free_local(struct contact_classes *classes)
{
    contact_classes_free(classes);
}

/* Where the number of a class's contacts that rated a column's metric is. */
static inline int32_t *contact_classes_rated(const struct contact_classes *classes, size_t class,
                                             size_t column)
{
    return &classes->rated[class * classes->n_columns + column];
}

#endif
