/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The C library's balanced tree of names, each with its numbers behind it. */
#include "query_names.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

static int by_numbers(const void *a, const void *b)
{
    const struct query_name *x = a;
    const struct query_name *y = b;
    if (x->n != y->n) {
        return x->n < y->n ? -1 : 1;
    }
    return x->n == 0 ? 0 : memcmp(x->numbers, y->numbers, x->n * sizeof *x->numbers);
}

static struct query_name *copy_of(struct query_name name)
{
    struct query_name *copy = malloc(sizeof *copy + name.n * sizeof *name.numbers);
    if (copy != NULL) {
        int32_t *numbers = (int32_t *)(copy + 1);
        for (size_t i = 0; i < name.n; i++) {
            numbers[i] = name.numbers[i];
        }
        *copy = (struct query_name){name.n, numbers};
    }
    return copy;
}

bool query_names_add(struct query_names *names, struct query_name name, struct error *err)
{
    if (query_names_have(names, name)) {
        return true;
    }
    struct query_name *copy = copy_of(name);
    if (copy == NULL || tsearch(copy, &names->root, by_numbers) == NULL) {
        free(copy);
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for a name of %zu numbers", name.n);
    }
    return true;
}

bool query_names_have(const struct query_names *names, struct query_name name)
{
    return tfind(&name, &names->root, by_numbers) != NULL;
}

void query_names_free(struct query_names *names)
{
    while (names->root != NULL) {
        struct query_name *name = *(struct query_name **)names->root;
        tdelete(name, &names->root, by_numbers);
        free(name);
    }
}
