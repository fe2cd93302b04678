/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MODEL_QUERY_NAMES_H
#define PULSSID_MODEL_QUERY_NAMES_H

/* Names of queries: sequences of numbers, each kept once. All zero is none. Owned by whoever holds the
 * struct. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct query_name {
    size_t n;
    const int32_t *numbers;
};

struct query_names {
    void *root; /* of a search tree */
};

/* Adds a copy of a name, or nothing when it is there. */
bool query_names_add(struct query_names *names, struct query_name name, struct error *err) MUST_CHECK;

bool query_names_have(const struct query_names *names, struct query_name name);

void query_names_free(struct query_names *names);

#endif
