/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Arrays that grow together, and an index of them. */
#include "contact_classes.h"

#include <stdlib.h>
#include <string.h>

static bool no_memory(const struct contact_classes *classes, struct error *err)
{
    return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for %zu classes of contacts", classes->n + 1);
}

static bool make_room(struct contact_classes *classes, struct error *err)
{
    if (classes->n < classes->capacity) {
        return true;
    }
    size_t capacity = classes->capacity + classes->capacity / 2 + 64;
    struct contact_class *all = reallocarray(classes->all, capacity, sizeof *all);
    classes->all = all == NULL ? classes->all : all;
    int32_t *rated = reallocarray(classes->rated, capacity, (classes->n_columns + 1) * sizeof *rated);
    classes->rated = rated == NULL ? classes->rated : rated;
    if (all == NULL || rated == NULL) {
        return no_memory(classes, err);
    }
    classes->capacity = capacity;
    return true;
}

static bool make_room_for_nodes(struct contact_classes *classes, size_t n, struct error *err)
{
    if (classes->n_nodes + n <= classes->node_capacity) {
        return true;
    }
    size_t capacity = classes->node_capacity + classes->node_capacity / 2 + n + 64;
    int32_t *nodes = capacity > UINT32_MAX ? NULL : reallocarray(classes->nodes, capacity, sizeof *nodes);
    if (nodes == NULL) {
        return no_memory(classes, err);
    }
    classes->nodes = nodes;
    classes->node_capacity = capacity;
    return true;
}

bool contact_classes_add(struct contact_classes *classes, const struct contact_class *class,
                         const int32_t *nodes, struct error *err)
{
    if (!make_room(classes, err) || !make_room_for_nodes(classes, class->n_nodes, err)) {
        return false;
    }
    if (class->n_nodes > 0) {
        memcpy(classes->nodes + classes->n_nodes, nodes, class->n_nodes * sizeof *nodes);
    }
    memset(contact_classes_rated(classes, classes->n, 0), 0, classes->n_columns * sizeof *classes->rated);
    classes->all[classes->n] = *class;
    classes->all[classes->n++].first = (uint32_t)classes->n_nodes;
    classes->n_nodes += class->n_nodes;
    return true;
}

bool contact_classes_index(struct contact_classes *classes, size_t n, struct error *err)
{
    classes->starts = calloc(n + 2, sizeof *classes->starts);
    classes->touching = calloc(classes->n_nodes + 1, sizeof *classes->touching);
    if (classes->starts == NULL || classes->touching == NULL) {
        return no_memory(classes, err);
    }
    /* Counted two places behind, then summed up, each start moves on to its end while its classes are put. */
    for (size_t i = 0; i < classes->n_nodes; i++) {
        classes->starts[classes->nodes[i] + 2]++;
    }
    for (size_t v = 2; v < n + 2; v++) {
        classes->starts[v] += classes->starts[v - 1];
    }
    for (size_t c = 0; c < classes->n; c++) {
        const struct contact_class *class = &classes->all[c];
        for (uint32_t i = 0; i < class->n_nodes; i++) {
            size_t *end = &classes->starts[classes->nodes[class->first + i] + 1];
            classes->touching[(*end)++] = (uint32_t)c;
        }
    }
    return true;
}

void contact_classes_free(struct contact_classes *classes)
{
    free(classes->all);
    free(classes->rated);
    free(classes->nodes);
    free(classes->starts);
    free(classes->touching);
    *classes = (struct contact_classes){.n_columns = classes->n_columns};
}
