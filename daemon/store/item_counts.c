/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From packed numbers to counts. */
#include "item_counts.h"

#include <stdlib.h>

#include "store/int_list.h"

size_t item_counts_answers(const struct item_form *form)
{
    size_t n = form->n;
    for (size_t i = 0; i < form->n; i++) {
        n += (size_t)item_form_range(form, i);
    }
    return n;
}

size_t item_counts_products(const struct item_form *form)
{
    return form->n * (form->n - 1) / 2;
}

/* Numbers of one dimension, as they come and taken apart. */
struct unpacking {
    int64_t *packed;
    int64_t *answers;
    int64_t *products;
};

static void unpacking_free(struct unpacking *unpacking)
{
    free(unpacking->packed);
    free(unpacking->answers);
    free(unpacking->products);
}

static bool unpacking_init(struct unpacking *unpacking, const struct item_form *form, struct error *err)
{
    size_t n_answers = item_counts_answers(form);
    size_t n_products = item_counts_products(form);
    unpacking->packed = calloc(n_answers + n_products, sizeof *unpacking->packed);
    unpacking->answers = calloc(n_answers, sizeof *unpacking->answers);
    unpacking->products = calloc(n_products + 1, sizeof *unpacking->products);
    return (unpacking->packed != NULL && unpacking->answers != NULL && unpacking->products != NULL) ||
           error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the answers to %zu items", form->n);
}

/* The worst answer is what the others leave of those who answered every item. */
static bool read_answers(const struct item_source *source, const struct item_form *form, int64_t complete,
                         const char *text, const struct unpacking *unpacking)
{
    struct item_packing packing = item_sql_packing(source->most, 1);
    int64_t *counts = unpacking->answers;
    size_t n = 0;
    for (size_t i = 0; i < form->n; i++) {
        n += item_sql_packed(packing, (size_t)item_form_range(form, i));
    }
    if (!int_list_read(text, unpacking->packed, n)) {
        return false;
    }
    const int64_t *packed = unpacking->packed;
    for (size_t i = 0; i < form->n; i++) {
        size_t range = (size_t)item_form_range(form, i);
        item_sql_unpack(packing, packed, range, counts + 1);
        counts[0] = complete;
        for (size_t x = 1; x <= range; x++) {
            counts[0] -= counts[x];
        }
        packed += item_sql_packed(packing, range);
        counts += range + 1;
    }
    return true;
}

static bool read_products(const struct item_source *source, const struct item_form *form, const char *text,
                          const struct unpacking *unpacking)
{
    struct item_packing packing = item_sql_products(source, form);
    size_t n = item_counts_products(form);
    if (!int_list_read(text, unpacking->packed, item_sql_packed(packing, n))) {
        return false;
    }
    item_sql_unpack(packing, unpacking->packed, n, unpacking->products);
    int64_t *product = unpacking->products;
    for (size_t i = 0; i < form->n; i++) {
        for (size_t j = i + 1; j < form->n; j++) {
            *product++ *= (int64_t)item_form_step(form, i) * item_form_step(form, j);
        }
    }
    return true;
}

/* Room for what one row says. */
struct item_reader {
    const struct item_source *source;
    struct unpacking *unpackings; /* by dimension, like the counts */
    struct item_counts *counts;
};

bool item_reader_new(const struct item_source *source, struct item_reader **ret_reader, struct error *err)
{
    struct item_reader *reader CLEANUP(item_reader_free) = calloc(1, sizeof *reader);
    size_t n = source->n_dimensions;
    if (reader == NULL || (reader->unpackings = calloc(n + 1, sizeof *reader->unpackings)) == NULL ||
        (reader->counts = calloc(n + 1, sizeof *reader->counts)) == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the items of %zu dimensions", n);
    }
    reader->source = source;
    for (size_t d = 0; d < n; d++) {
        if (!unpacking_init(&reader->unpackings[d], source->dimensions[d].form, err)) {
            return false;
        }
    }
    *ret_reader = reader;
    reader = NULL;
    return true;
}

struct item_reader *item_reader_free(struct item_reader *reader)
{
    if (reader != NULL) {
        for (size_t d = 0; reader->source != NULL && d < reader->source->n_dimensions; d++) {
            unpacking_free(&reader->unpackings[d]);
        }
        free(reader->unpackings);
        free(reader->counts);
        free(reader);
    }
    return NULL;
}

static bool read_counts(struct item_reader *reader, size_t d, const struct db_result *rows, size_t row,
                        size_t column)
{
    const struct item_form *form = reader->source->dimensions[d].form;
    const struct unpacking *unpacking = &reader->unpackings[d];
    struct item_counts *counts = &reader->counts[d];
    *counts = (struct item_counts){.complete = db_int(rows, row, column),
                                   .unanswered = db_int(rows, row, column + 1),
                                   .ceiling = db_int(rows, row, column + 2),
                                   .floor = db_int(rows, row, column + 3),
                                   .answers = unpacking->answers,
                                   .products = unpacking->products};
    return read_answers(reader->source, form, counts->complete, db_text(rows, row, column + 4), unpacking) &&
           read_products(reader->source, form, db_text(rows, row, column + 5), unpacking);
}

bool item_reader_read(struct item_reader *reader, const struct db_result *rows, size_t row, size_t column,
                      const struct item_counts **ret_counts, struct error *err)
{
    for (size_t d = 0; d < reader->source->n_dimensions; d++) {
        if (!read_counts(reader, d, rows, row, column + ITEM_SQL_COUNTS * d)) {
            return error_set(err, ERROR_INTERNAL, "counts of items are not what was asked for");
        }
    }
    *ret_counts = reader->counts;
    return true;
}
