/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Expressions that count answers, several in one number. */
#include "item_sql.h"

#include <inttypes.h>

/* Sums of packed counts stay below 2^62. */
#define PACKED_BITS 62

struct item_packing item_sql_packing(int64_t most, int64_t max)
{
    struct item_packing packing = {1, PACKED_BITS};
    while (packing.bits < PACKED_BITS && most >> packing.bits > 0) {
        packing.bits++;
    }
    for (; packing.bits < PACKED_BITS && max > 1; max = (max + 1) / 2) {
        packing.bits++;
    }
    packing.per = (size_t)(PACKED_BITS / packing.bits);
    return packing;
}

size_t item_sql_packed(struct item_packing packing, size_t n)
{
    return (n + packing.per - 1) / packing.per;
}

void item_sql_unpack(struct item_packing packing, const int64_t *packed, size_t n, int64_t *ret_counts)
{
    for (size_t i = 0; i < n; i++) {
        int64_t from = packed[i / packing.per] >> (packing.bits * (int32_t)(i % packing.per));
        ret_counts[i] = from & ((INT64_C(1) << packing.bits) - 1);
    }
}

struct item_packing item_sql_products(const struct item_source *source, const struct item_form *form)
{
    int64_t range = 1;
    for (size_t i = 0; i < form->n; i++) {
        range = item_form_range(form, i) > range ? item_form_range(form, i) : range;
    }
    return item_sql_packing(source->most, range * range);
}

/* An item's column, counted from its worse end, is called by its position. */
static int at(const struct item_dimension *dimension, size_t item)
{
    return dimension->positions[item] + 1;
}

/* Counted from its worse end, which costs nothing where that is 0. */
static void column(const struct item_dimension *dimension, size_t i, struct buffer *out)
{
    const struct item *item = &dimension->form->items[i];
    int q = at(dimension, i);
    if (item->worst > item->best) {
        buffer_printf(out, ", %d - a%d AS x%d", item->worst, q, q);
    } else if (item->worst == 0) {
        buffer_printf(out, ", a%d AS x%d", q, q);
    } else {
        buffer_printf(out, ", a%d - (%d) AS x%d", q, item->worst, q);
    }
}

void item_sql_columns(const struct item_source *source, struct buffer *out)
{
    for (size_t d = 0; d < source->n_dimensions; d++) {
        const struct item_dimension *dimension = &source->dimensions[d];
        for (size_t i = 0; i < dimension->form->n; i++) {
            column(dimension, i, out);
        }
        for (size_t i = 0; i < dimension->form->n; i++) {
            buffer_printf(out, i == 0 ? ", num_nulls(a%d" : ", a%d", at(dimension, i));
        }
        buffer_printf(out, ") AS m%zu", d);
    }
}

/* How many gave each answer but the worst: a number for so many answers next to one another. */
static void answers(const struct item_source *source, size_t d, size_t i, struct buffer *out)
{
    const struct item_dimension *dimension = &source->dimensions[d];
    struct item_packing packing = item_sql_packing(source->most, 1);
    size_t range = (size_t)item_form_range(dimension->form, i);
    for (size_t from = 1; from <= range; from += packing.per) {
        size_t to = from + packing.per - 1;
        buffer_printf(out, "%scoalesce(sum(1::bigint << %" PRId32 " * (x%d - %zu)) FILTER (WHERE m%zu = 0",
                      i == 0 && from == 1 ? "" : ", ", packing.bits, at(dimension, i), from, d);
        buffer_printf(out, " AND x%d >= %zu", at(dimension, i), from);
        if (to < range) {
            buffer_printf(out, " AND x%d <= %zu", at(dimension, i), to);
        }
        buffer_append_text(out, "), 0)");
    }
}

static void products(const struct item_source *source, size_t d, struct buffer *out)
{
    static const char end[] = ") FILTER (WHERE m%zu = 0), 0)";
    const struct item_dimension *dimension = &source->dimensions[d];
    struct item_packing packing = item_sql_products(source, dimension->form);
    size_t n = 0;
    for (size_t i = 0; i < dimension->form->n; i++) {
        for (size_t j = i + 1; j < dimension->form->n; j++, n++) {
            size_t place = n % packing.per;
            if (n > 0 && place == 0) {
                buffer_printf(out, end, d);
            }
            buffer_append_text(out, place > 0 ? " + " : n == 0 ? "coalesce(sum(" : ", coalesce(sum(");
            buffer_printf(out, "x%d * x%d", at(dimension, i), at(dimension, j));
            if (place > 0) {
                buffer_printf(out, " * %" PRId64 "::bigint", INT64_C(1) << (packing.bits * (int32_t)place));
            }
        }
    }
    if (n > 0) {
        buffer_printf(out, end, d);
    }
}

void item_sql_counts(const struct item_source *source, struct buffer *out)
{
    for (size_t d = 0; d < source->n_dimensions; d++) {
        const struct item_dimension *dimension = &source->dimensions[d];
        buffer_printf(out, ", count(*) FILTER (WHERE m%zu = 0), sum(m%zu)", d, d);
        buffer_printf(out, ", count(*) FILTER (WHERE s%zu = %" PRId32 "), count(*) FILTER (WHERE s%zu = 0)",
                      dimension->score, dimension->unit, dimension->score);
        buffer_append_text(out, ", ARRAY[");
        for (size_t i = 0; i < dimension->form->n; i++) {
            answers(source, d, i, out);
        }
        buffer_append_text(out, "], ARRAY[");
        products(source, d, out);
        buffer_append_text(out, "]::bigint[]");
    }
}
